"""What each printed document must show, field by field, read back from its PDF on every paper it fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from models.actions.guidance.equipment import take_back
from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.actions.order.orders import save_order
from models.actions.party.parties import save_household, save_worker
from models.actions.pay.disputes import DisputeDraft, record_dispute
from models.actions.pay.locking import lock
from models.actions.product.products import save_material
from models.queries.ledger.deliveries import lines_of
from models.settings import change_settings
from models.tables.guidance import EquipmentLoan
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.pay import StatementLine
from models.tables.product import Material
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from tests import factories as made
from tests.reports import samples
from tests.reports.marks import text_of
from tests.reports.printed import print_documents
from tests.trust.promises import LONG

ZH = paper_translator("zh")
COOPERATIVE: Final = {"name": "大石竹编社", "phone": "0825-5551234", "address": "大石镇街上8号"}
EVERY: Final = COOPERATIVE | {"page": "第1页共", "printed": "2026-11-02打印"}
HOME: Final = {"household": "单䶮", "code": "H0001", "place": "赤城镇屏风村3组", "landmark": "老槐树下"}
PHONE: Final = {"phone of the household": "13900000077"}
WHO: Final = HOME | PHONE
SIGNED: Final = "签字或按手印"

# Kind by kind what narrows it down, and field by field what must stand on its paper.
MUST: Final[dict[str, tuple[dict[str, Any], dict[str, str]]]] = {
    "dispatch": (
        {"number": "FL1"},
        WHO
        | {
            "number": "FL1", "date": "2026年10月10日", "subcontract": "PG26A00001", "work": "竹编果篮",
            "quantity due": "100件", "rate of good": "3.2500元/件", "rate of second": "2.6000元/件",
            "due": "10月31日", "pay day": "11月10日", "material": "竹篾", "code of material": "M-BAM",
            "quantity": "88.4公斤", "packs": "17包", "loose": "3.4", "value": "601.12", "tick": "□",
            "machine": "SB1绕线机RX-2", "handed over": "发料人", "received": f"领料人{SIGNED}",
        },
    ),
    "collection": (
        {"number": "HS1"},
        WHO
        | {
            "number": "HS1", "date": "2026年10月20日", "subcontract": "PG26A00001", "work": "竹编果篮",
            "received": "60件", "good": "50", "rework": "返工", "work scrap": "做坏", "bad material": "料坏",
            "rate": "3.2500", "rate of second": "2.6000", "unit of rates": "元/件", "still to deliver": "45",
            "earned": "¥178.75", "earned so far": "这个月到今天的计件工资", "material left": "39.95公斤",
            "counted": "点收人", "delivered": f"交货人{SIGNED}",
        },
    ),
    "inspection": (
        {"number": "JY1"},
        {
            "household": "曾㛃", "receipt": "HS3", "brought on": "10月20日", "pending before": "4件",
            "work": "竹编果篮", "rate": "3.2500", "earned": "¥3.25", "rework": "退回返工：竹编果篮1件",
            "fault": "毛病", "inspected": "检验人", "signed": f"农户{SIGNED}",
        },
    ),
    "return": (
        {"number": "TL1"},
        WHO
        | {
            "number": "TL1", "to": "合作社仓库", "material": "竹篾", "quantity": "5.25公斤", "reason": "做完剩余",
            "handed over": f"交料人{SIGNED}", "received": "收料人",
        },
    ),
    "transfer": (
        {"number": "DB1"},
        {
            "from": "陈㛃𫖯H0002", "to": "单䶮H0001", "material": "竹篾", "quantity": "2公斤",
            "handed over": f"交料人{SIGNED}", "received": "收料人",
        },
    ),
    "correction": (
        {"number": "GZ1"},
        {"household": "曾㛃", "material": "竹篾", "quantity": "0.5公斤", "reason": "受潮", "signed": SIGNED},
    ),
    "receipt": (
        {"period": "2026-10"},
        {
            "from": "竹材公司", "address": "成都市武侯区", "material": "竹篾", "quantity": "412.5公斤", "packs": "82包",
            "loose": "2.5", "price": "6.8000", "value": "2,805.00", "in all": "合计412.5公斤",
            "delivered": "交货人", "received": "收货人",
        },
    ),
    "delivery": (
        {"number": "SH1"},
        {
            "enterprise": "竹韵工艺品公司", "order": "DD26A00001", "product": "竹编果篮", "grade": "合格",
            "quantity": "40件", "price": "4.8500", "amount": "194.00", "in all": "合计45件",
            "amount in all": "¥194.00", "sent by": "送货人", "received by": "收货单位签字盖章", "date": "收货日期",
        },
    ),
    "sale": (
        {"number": "LS1"},
        {
            "warehouse": "合作社仓库", "workshop": "屏风村竹编作坊", "product": "竹编果篮", "grade": "合格",
            "quantity": "2件", "price": "25.0000", "amount": "48.00", "in all": "合计2件",
            "amount in all": "¥48.00", "sold by": "售货人", "received by": "收款人",
        },
    ),
    "opening": (
        {"period": "2026-10"},
        {"place": "合作社仓库", "material": "棉绳", "quantity": "30公斤", "made out": "制单", "checked": "复核"},
    ),
    "advance": (
        {"household": "H0001", "period": "2026-10"},
        WHO
        | {
            "amount": "¥200.00", "words": "人民币贰佰元整", "instalments": "分3次扣", "first month": "2026年10月",
            "last month": "2026年12月", "instalment": "66.66", "signature": "领钱人签字", "thumb": "手印",
            "cashier": "发钱人", "ask": "周会计",
        },
    ),
    "adjustment": (
        {"household": "H0001", "period": "2026-10"},
        WHO
        | {
            "amount": "¥60.00", "words": "人民币陆拾元整", "reason": "损坏模具", "cap": "每月最多扣应发的20%",
            "whom to ask": "周会计", "until": "10月28日前", "signature": "农户签字", "thumb": "手印",
        },
    ),
    "dispute": (
        {"number": "YY26A00001"},
        WHO
        | {
            "number": "YY26A00001", "statement": "GZ26A00001", "slip": "HS1", "until": "2026年11月12日",
            "line": "竹编果篮",
            "amount": "¥162.50", "said": "少写了10个", "answer": "答复", "outcome": "未答复", "whom to ask": "周会计",
            "signature": "农户签字", "thumb": "手印",
        },
    ),
    "statement": (
        {"household": "H0001", "period": "2026-10"},
        WHO
        | {
            "month": "2026年10月", "number": "GZ26A00001", "mark of the books": "账印", "net in a frame": "¥84.34",
            "how and when": "11月10日打到农商行", "ends of the ID": "5109…0053", "day of a receipt": "10-20",
            "slip": "HS1", "work": "竹编果篮", "good": "50", "rate": "3.2500", "amount": "178.75",
            "bonus": "质量奖", "gross": "应发工资", "amount of gross": "188.75", "deduction": "损坏模具60.00",
            "left of it": "剩22.25", "advance": "预支200.00", "left of the advance": "还没扣133.34",
            "net in words": "人民币捌拾肆元叁角肆分", "not paid": "返工3件", "whom to ask": "周会计",
            "until when": "11月12日前", "signature": "领钱人签字", "thumb": "手印",
        },
    ),
    "paylist": (
        {"period": "2026-10", "village": "屏风村"},
        {
            "number": "FF2610", "pay day": "2026年11月10日", "household": "单䶮", "code": "H0001", "ID": "0053",
            "phone": "0077", "how": "尾号0001", "piece pay": "178.75", "bonus": "10.00", "deducted": "−37.75",
            "advance": "−66.66", "net": "84.34", "sum": "¥107.09", "words": "人民币壹佰零柒元零玖分",
            "notes and coins": "100元", "sign": "签字或按手印", "witness": "证明人",
        },
    ),
    "lock": (
        {"period": "2026-10"},
        {
            "month": "2026年10月", "mark of the books": "账印", "locked on": "2026年11月2日", "number": "SZ2610",
            "net": "¥107.09", "words": "人民币壹佰零柒元零玖分", "gross": "211.50", "checked": "复核", "kept": "保管人",
        },
    ),
    "account": (
        {"household": "H0001", "period": "2026-10"},
        WHO
        | {
            "month": "2026年10月", "number": "DZ2610-H0001", "material": "竹篾", "issued": "88.4",
            "returned": "5.25", "consumed": "48.45", "left": "36.7公斤", "work": "竹编果篮", "work scrap": "做坏",
            "bad material": "料坏", "gross": "178.75", "bonus": "质量奖", "deduction": "损坏模具", "pay": "¥84.34",
            "agreed": SIGNED,
        },
    ),
    "passbook": (
        {"household": "H0001", "period": "2026-10"},
        WHO
        | {
            "handed out on": "10-10", "slip": "FL1", "material": "竹篾", "handed out": "88.4", "quantity due": "100件",
            "rates": "3.25、2.60", "due": "10-31", "pay day": "11-10", "brought on": "10-20", "receipt": "HS1",
            "good": "合格", "second": "二等", "rework": "返工", "earned": "178.75", "left": "45件", "tick": "□",
            "balance": "36.7公斤", "advance": "−200.00", "pay balance": "−¥71.25", "signed": SIGNED,
        },
    ),
    "visit": (
        {"household": "H0001", "period": "2026-10"},
        WHO
        | {
            "technician": "彭技术员", "topic": "收口", "found": "厚薄不均", "advised": "勤换刀片", "next": "下次日期",
            "plan": "计划", "signed": SIGNED,
        },
    ),
    "return_visit": (
        {"number": "HF1"},
        WHO
        | {
            "number": "HF1", "helper": "唐干部", "purpose": "看看活路", "found": "缺剪刀", "next": "2026年12月12日",
            "signed": SIGNED,
        },
    ),
    "machine": (
        {"number": "JQ26A00001"},
        WHO
        | {
            "machine": "SB1绕线机", "model": "RX-2", "what": "借出", "deposit": "¥50.00", "way": "现金",
            "condition": "良好", "signed": SIGNED,
        },
    ),
    "machinecard": (
        {"number": "SB1", "day": date(2026, 10, 30)},
        {
            "machine": "绕线机", "code": "SB1", "model": "RX-2", "owner": "合作社", "what": "借出", "who": "单䶮",
            "deposit": "¥50.00", "condition": "良好", "day": "2026年10月30日",
        },
    ),
    "equipment": (
        {"number": "SB1"},
        WHO
        | {
            "machine": "绕线机", "model": "RX-2", "serial": "SB1", "lent on": "2026年10月1日",
            "returned on": "2026年10月30日", "condition out": "良好", "condition in": "轴承松", "deposit": "¥50.00",
            "lent by": "借出人", "borrowed by": f"借用人{SIGNED}", "taken back by": "收回人",
        },
    ),
    "signin": (
        {"number": "PX1"},
        {
            "number": "PX1", "course": "竹编入门", "trade": "藤编", "name": "曾小妹", "day": "10-10", "there": "√",
            "first day": "2026年10月10日", "last day": "2026年10月12日",
        },
    ),
    "trainingmoney": (
        {"number": "PX1"},
        {
            "number": "PX1", "course": "竹编入门", "name": "曾小妹", "rate": "50.00", "sum": "¥150.00",
            "words": "人民币壹佰伍拾元整", "sign": SIGNED,
        },
    ),
    "certificate": (
        {"number": "PX1"},
        {
            "number": "PX1-01", "name": "曾小妹", "course": "竹编入门", "trade": "藤编", "first day": "2026年10月10日",
            "last day": "2026年10月12日", "given on": "2026年10月13日", "issuer": COOPERATIVE["name"],
        },
    ),
    "claim": (
        {"number": "SB1"},
        {
            "number": "SB1", "day": "2026年10月27日", "rule": "吸纳奖补", "sum": "¥5,000.00",
            "words": "人民币伍仟元整",
        },
    ),
    "ratecard": (
        {"day": date(2026, 10, 10)},
        {
            "village": "赤城镇屏风村", "day": "2026年10月10日", "work": "竹编果篮", "good": "3.25", "second": "2.60",
            "material": "竹篾", "price": "6.80",
        },
    ),
    "route": (
        {"day": date(2026, 10, 30)},
        {
            "day": "2026年10月30日", "number": "261030-1", "departure": "08:00", "stop": "08:", "name": "单䶮",
            "village": "屏风村", "landmark": "老槐树下", "collect": "回收", "work": "竹编果篮", "quantity": "45件",
            "not at home": "不在家", "signature": "签字", "load on leaving": "离开时车上", "leg": "→", "totals": "合计",
            "driver": "司机", "north": "北",
        },
    ),
    "drivebag": (
        {"day": date(2026, 10, 30)},
        {
            "route sheet": "收送货路线单", "receipt": "回收单", "stop": "261030-1/1", "expected": "45件",
            "part": "第二联农户",
        },
    ),
    "agreement": (
        {"number": "XY1"},
        HOME
        | {
            "cooperative": "甲方（委托方）大石竹编社", "ID": "510921198003070053", "helper": "李小妹（女，1999年生）",
            "hand-over place": "在哪里交料、交货", "pay place": "在哪里发钱", "signatory": "甲方签字人",
            "from": "2026年1月1日", "until": "2026年12月31日", "work": "竹编果篮", "rate": "3.2500",
            "quality": "质量", "material": "料和设备", "acceptance": "验收", "defects": "次品",
            "cap": "20%", "pay": "次月10日", "objection": "10天",
            "chop": "甲方（签字盖章）", "thumb": "乙方（手印）", "witness": "证明人", "dates": "日期",
        },
    ),
    "enterprise": (
        {"period": "2026-10"},
        {
            "enterprise": "竹韵工艺品公司", "month": "2026年10月", "number": "QY2610", "order": "DD26A00001",
            "ordered": "2,000件", "due": "10-31", "delivered": "45", "outstanding": "1,955", "chop": "签字盖章",
        },
    ),
    "bill": (
        {"period": "2026-10"},
        {
            "enterprise": "竹韵工艺品公司", "number": "JS2610-01", "order": "DD26A00001", "note": "SH1",
            "accepted": "40", "price": "4.8500", "sum": "¥194.00", "words": "人民币壹佰玖拾肆元整", "chop": "签字盖章",
        },
    ),
    "year": (
        {"period": "2026"},
        HOME
        | {
            "year": "2026", "number": "ND26-H0001", "month": "2026年10月", "piece": "178.75", "gross": "188.75",
            "net": "¥84.34", "words": "人民币捌拾肆元叁角肆分", "machine": "SB1绕线机", "worked": "做工月数",
            "signature": "签字",
        },
    ),
    "outwork": (
        {"period": "2026-10", "household": "H0001"},
        HOME
        | {
            "number": "TZ2610-2610-H0001", "helper": "李小妹", "sex": "女", "born": "1999年5月1日",
            "order": "PG26A00001",
            "material": "竹篾", "handed": "88.4公斤", "received": "50件", "rate": "3.2500",
            "pay": "162.50", "gross": "¥188.75",
        },
    ),
    "stockcount": (
        {"day": date(2026, 10, 31)},
        {
            "place": "仓库", "material": "竹篾", "product": "竹编果篮", "grade": "合格", "books": "252.35",
            "counted": "实盘", "counted by": "盘点人", "checked": "复核",
        },
    ),
    "label": (
        {"period": "2026-10"},
        {"household": "单䶮", "village": "屏风村", "work": "竹编果篮", "quantity": "100件", "pack": "第1包"},
    ),
    "blank": ({}, {"number": "HS26A00001", "date": "日期", "household": "户号", "pay": "计件", "signed": SIGNED}),
}  # fmt: skip
HEADLESS: Final = ("label", "certificate")


def month_of_everything() -> None:
    """A locked October in which every field of every paper has something to say."""
    baskets = made.slips_of_every_kind()
    home: Any = Household.get(Household.code == "H0001")
    settings = {f"cooperative.{key.split()[0]}": words for key, words in COOPERATIVE.items()}
    change_settings(settings | {"cooperative.cashier": "周会计 0825-0000001"})
    save_household({"id_number": "510921198003070053", "phone": "13900000077"}, home)
    save_worker(home.id, {"name": "李小妹", "sex": "女", "birth_date": date(1999, 5, 1)})
    save_material({"price": 68_000}, Material.get(Material.code == "M-BAM"))
    save_order({"price": 48_500}, baskets)
    sent = Voucher.get(Voucher.number == "SH1")
    found = [AcceptedQuantity(one.order, one.grade, one.quantity, 0) for one in lines_of(sent.id)]
    accept_delivery(sent.id, date(2026, 10, 27), found)
    lock("2026-10", date(2026, 11, 2))
    line: Any = StatementLine.get(StatementLine.number == "HS1", StatementLine.grade == "good")
    record_dispute(DisputeDraft(home.id, date(2026, 11, 3), "少写了10个", line=line.id))


@pytest.fixture
def month(fill: Any) -> Iterator[None]:
    fill(month_of_everything)
    loan: Any = EquipmentLoan.get()
    take_back(loan.id, date(2026, 10, 30), "轴承松")
    yield


def test_every_kind_with_records_of_its_own_is_on_the_list() -> None:
    assert KINDS.keys() - MUST.keys() == {"ruler", "missing", "workshopmap"}


def shown(folder: Path, kind: str, paper: str, language: str) -> str:
    """The text of a kind on a paper, without spaces."""
    target = folder / "a.pdf"
    tr = paper_translator(language)
    print_documents(kind, target, tr=tr, paper=paper, printed=samples.PRINTED, **MUST[kind][0])
    return "".join(text_of(target))


def missing(kind: str, said: str, wanted: dict[str, str]) -> dict[str, str]:
    return {name: words for name, words in wanted.items() if words not in said}


@pytest.mark.parametrize("kind", MUST)
def test_each_paper_shows_what_it_must(month: Any, tmp_path: Path, kind: str) -> None:
    wanted = MUST[kind][1] if kind in HEADLESS else EVERY | MUST[kind][1]
    for paper in KINDS[kind].papers:
        said = shown(tmp_path, kind, paper, "zh")
        assert not missing(kind, said, wanted), (paper, said)


@pytest.mark.sampled
@pytest.mark.parametrize("language", ["en", "both"])
@pytest.mark.parametrize("kind", MUST)
def test_figures_are_the_same_in_every_language(month: Any, tmp_path: Path, kind: str, language: str) -> None:
    figures = {name: words for name, words in MUST[kind][1].items() if words.isascii() or words[0] in "¥−"}
    # A sample has the odd papers in one language and the even ones in the other.
    papers = KINDS[kind].papers
    for paper in papers if LONG or len(papers) == 1 else papers[language == "both" :: 2]:
        if (kind, language) == ("statement", "both") and paper in ("a4-3", "241x93"):
            continue  # where what takes more than a page is refused
        said = shown(tmp_path, kind, paper, language)
        assert not missing(kind, said, figures), (paper, said)
