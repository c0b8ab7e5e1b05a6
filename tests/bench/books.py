"""A large workbook for the benches: as many households and vouchers as asked for, made the same way every time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

HERDS = "陈李张王刘杨赵黄周吴单曾解仇朴覃袁谢罗梁"
GIVEN = "素友永荣㛃䶮英华明芳秀兰桂春凤琼国强平军"
START = date(2026, 9, 1)


def write_book(path: Path, households: int, vouchers: int, seed: int = 1) -> None:
    """Write a valid workbook: a third of the vouchers dispatches, most others collections, some money."""
    rng = random.Random(seed)
    subcontracts = max(1, vouchers // 8)
    dispatches, inspections, money = vouchers // 3, vouchers // 30, vouchers // 60
    collections = vouchers - dispatches - inspections - 2 * money
    with xlsxwriter.Workbook(
        str(path), {"constant_memory": False, "default_date_format": "yyyy-mm-dd"}
    ) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})

        def sheet(name: str, headers: list[str], rows: list[list[object]]) -> None:
            page = book.add_worksheet(name)
            for at, header in enumerate(headers):
                page.write_string(0, at, header)
            for line, row in enumerate(rows, 1):
                for at, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(line, at, value, day)
                    elif value != "":
                        page.write(line, at, value)

        sheet("企业", ["名称"], [["翠竹工艺"]])
        people = [
            [
                f"H{i:05d}",
                rng.choice(HERDS) + rng.choice(GIVEN) + rng.choice(GIVEN),
                f"138{i:08d}",
                "大石镇",
                "牛角沟村",
            ]
            for i in range(households)
        ]
        sheet(
            "农户",
            ["户号", "户主", "电话", "乡镇", "村", "协议号", "协议起", "协议止"],
            [[*p, f"XY{p[0]}", date(2026, 1, 1), date(2026, 12, 31)] for p in people],
        )
        sheet("物料", ["编码", "名称", "单位"], [["M-BAM", "竹篾", "公斤"], ["M-RIM", "提手", "个"]])
        sheet("产品", ["编码", "名称", "单位"], [["P-BASKET", "竹编果篮", "件"]])
        sheet(
            "物料清单",
            ["产品编码", "物料编码", "单耗", "损耗率%"],
            [["P-BASKET", "M-BAM", 0.85, 4], ["P-BASKET", "M-RIM", 1, 1]],
        )
        sheet(
            "工价",
            ["产品编码", "等级", "起", "止", "单价"],
            [
                ["P-BASKET", "合格", date(2026, 1, 1), date(2026, 9, 14), 3.25],
                ["P-BASKET", "合格", date(2026, 9, 15), "", 3.5],
                ["P-BASKET", "二等", date(2026, 1, 1), "", 2.6],
            ],
        )
        sheet(
            "订单",
            ["订单号", "企业", "产品编码", "数量", "下单日期", "交期"],
            [["DD1", "翠竹工艺", "P-BASKET", 1000 * subcontracts, START, START + timedelta(60)]],
        )
        subs = [
            [
                f"PG{i:06d}",
                "DD1",
                people[i % households][0],
                1000,
                START + timedelta(rng.randrange(8)),
                date(2026, 10, 31),
            ]
            for i in range(subcontracts)
        ]
        sheet("派工", ["派工单号", "订单号", "户号", "数量", "派工日期", "交货日期"], subs)
        sheet(
            "发料",
            ["单号", "日期", "派工单号", "物料编码", "数量", "类型"],
            [
                [
                    f"FL{i:06d}",
                    subs[i % subcontracts][4],
                    subs[i % subcontracts][0],
                    ("M-BAM", "M-RIM")[i // subcontracts % 2],
                    100 + i % 7 * (1.125, 1)[i // subcontracts % 2],
                    "发料",
                ]
                for i in range(dispatches)
            ],
        )
        rows, waiting = [], []
        for i in range(collections):
            good, second, rework, pending = (
                20 + i % 9,
                i % 3,
                i % 5 // 4,
                2 if len(waiting) < inspections else 0,
            )
            when = START + timedelta(10 + i * 40 // collections)
            rows.append(
                [
                    f"HS{i:06d}",
                    when,
                    subs[i % subcontracts][0],
                    good + second + rework + pending,
                    good,
                    second,
                    rework,
                    pending,
                ]
            )
            if pending:
                waiting.append((f"HS{i:06d}", when + timedelta(2)))
        sheet("回收", ["单号", "日期", "派工单号", "实收", "合格", "二等", "返工", "待检"], rows)
        sheet(
            "检验",
            ["单号", "日期", "回收单号", "合格", "工废"],
            [[f"JY{i:06d}", when, number, 1, 1] for i, (number, when) in enumerate(waiting)],
        )
        sheet(
            "预支",
            ["单号", "日期", "户号", "金额", "期数"],
            [[f"YZ{i:06d}", START, people[i % households][0], 200, 3] for i in range(money)],
        )
        sheet(
            "奖扣",
            ["单号", "日期", "户号", "金额", "事由"],
            [[f"JK{i:06d}", START, people[i % households][0], 10.5, "质量奖"] for i in range(money)],
        )
