"""Whole workbooks of several months against a second reckoning that shares nothing with the program.

The reference below reads the same records with plain decimals, as an accountant would with a pencil: by household, by
month, by subcontract. What the program exports must agree to the fen and to the thousandth.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.actions.pay import lock
from models.actions.workbook import import_workbook
from models.settings import change_settings
from reports.workbook import write_results
from tests.books import write_book

FEN, THOUSANDTH = Decimal("0.01"), Decimal("0.001")
MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
PARTS = ("good", "second", "rework", "work_scrap", "material_scrap", "pending")
Records = dict[str, list[dict[str, Any]]]


def dec(value: Any) -> Decimal:
    return Decimal(str(value or 0))


def half_up(value: Decimal, unit: Decimal) -> Decimal:
    return value.quantize(unit, ROUND_HALF_UP)


def invent(seed: int) -> Records:
    """A valid workbook of three months: rates that change mid-month, rework, inspections, returns, money."""
    rng = random.Random(seed)
    records: Records = {
        "enterprises": [{"name": "甲"}],
        "households": [
            {"code": f"H{i}", "head": f"户{i}㛃", "agreement_no": "X", "agreement_from": date(2026, 1, 1)}
            for i in range(6)
        ],
        "materials": [
            {"code": "M1", "name": "竹", "unit": "公斤", "over_issue_pct": 5, "pack_size": 5},
            {"code": "M2", "name": "线", "unit": "米"},
        ],
        "products": [
            {"code": "P1", "name": "篮", "unit": "件"},
            {"code": "P2", "name": "片", "unit": "公斤"},
        ],
        "bom": [
            {"product": "P1", "material": "M1", "per_unit": 0.85, "loss_pct": 4},
            {"product": "P1", "material": "M2", "per_unit": 1.255, "loss_pct": 1.5},
            {"product": "P2", "material": "M2", "per_unit": 1.333, "loss_pct": 2.25},
        ],
        "rates": [],
        "orders": [
            {
                "number": p,
                "enterprise": "甲",
                "product": p,
                "quantity": 100000,
                "date": date(2026, 8, 1),
                "due": date(2026, 11, 30),
            }
            for p in ("P1", "P2")
        ],
    }
    for product, good, second in (("P1", "3.25", "2.6"), ("P2", "0.0375", "0.0183")):
        for grade, rate in (("合格", good), ("二等", second)):
            changes = sorted(rng.sample(range(5, 80), 2))
            edges = [date(2026, 7, 1), *(date(2026, 8, 1) + timedelta(d) for d in changes)]
            for n, start in enumerate(edges):
                end = edges[n + 1] - timedelta(1) if n + 1 < len(edges) else None
                value = str(dec(rate) + dec("0.0125") * n)
                records["rates"].append(
                    {"product": product, "grade": grade, "from": start, "to": end, "rate": value}
                )
    for sheet in ("subcontracts", "dispatches", "collections", "inspections", "advances", "adjustments"):
        records[sheet] = []
    for i in range(18):
        invent_subcontract(rng, records, i)
    for i in range(10):
        day, home = date(2026, 8, 1) + timedelta(rng.randrange(90)), f"H{rng.randrange(6)}"
        records["adjustments"].append(
            {
                "number": f"JK{i}",
                "date": day,
                "household": home,
                "amount": rng.choice((-60, -12.34, 10, 25.5, -200)),
                "reason": "缘由",
            }
        )
        if i % 2:
            records["advances"].append(
                {
                    "number": f"YZ{i}",
                    "date": day,
                    "household": home,
                    "amount": rng.choice((100, 200, 33.33)),
                    "instalments": rng.choice((1, 3, 7)),
                }
            )
    for rows in records.values():
        rng.shuffle(rows)
    return records


def invent_subcontract(rng: random.Random, records: Records, i: int) -> None:
    product = rng.choice(("P1", "P2"))
    whole = product == "P1"
    start = date(2026, 8, 1) + timedelta(rng.randrange(75))
    quantity = rng.randrange(40, 90)
    number = f"PG{i}"
    records["subcontracts"].append(
        {
            "number": number,
            "order": product,
            "household": f"H{rng.randrange(6)}",
            "quantity": quantity,
            "date": start,
            "due": start + timedelta(20),
        }
    )
    for bom in records["bom"]:
        if bom["product"] == product:
            need = half_up(dec(quantity) * dec(bom["per_unit"]), THOUSANDTH)
            row = {
                "number": f"FL{i}{bom['material']}",
                "date": start,
                "subcontract": number,
                "material": bom["material"],
                "quantity": str(need),
                "kind": "发料",
            }
            records["dispatches"].append(row)
            if rng.random() < 0.3:
                records["dispatches"].append(
                    {
                        **row,
                        "number": f"TL{i}{bom['material']}",
                        "quantity": "3.125",
                        "kind": "退料",
                        "date": start + timedelta(1),
                    }
                )
    left = Decimal(quantity)
    day = start
    for j in range(rng.randrange(4)):
        day += timedelta(rng.randrange(2, 12))
        parts = dict.fromkeys(PARTS, Decimal(0))
        for part, share in zip(PARTS, (6, 2, 1, 1, 1, 2), strict=True):
            most = left * share / 16
            parts[part] = (most * dec(rng.random())).quantize(Decimal(1) if whole else THOUSANDTH, ROUND_DOWN)
        received = sum(parts.values())
        if not received:
            continue
        left -= parts["good"] + parts["second"] + parts["pending"]
        row = {"number": f"HS{i}-{j}", "date": day, "subcontract": number, "received": str(received)}
        records["collections"].append(row | {part: str(value) for part, value in parts.items() if value})
        if parts["pending"] and rng.random() < 0.7:
            outcome = rng.choice(("good", "second", "rework", "work_scrap", "material_scrap"))
            taken = (
                parts["pending"]
                if rng.random() < 0.5
                else (parts["pending"] / 2).quantize(Decimal(1) if whole else THOUSANDTH, ROUND_DOWN)
            )
            if taken:
                records["inspections"].append(
                    {
                        "number": f"JY{i}-{j}",
                        "date": day + timedelta(rng.randrange(30)),
                        "collection": row["number"],
                        outcome: str(taken),
                    }
                )


class Reference:
    """The second reckoning."""

    def __init__(self, records: Records) -> None:
        self.r = records
        self.subs = {s["number"]: s for s in records["subcontracts"]}
        self.of = {c["number"]: c["subcontract"] for c in records["collections"]}

    def lines(self, month: str) -> list[tuple[Any, ...]]:
        found = []
        slips = [(c, c["subcontract"]) for c in self.r["collections"]] + [
            (x, self.of[x["collection"]]) for x in self.r["inspections"]
        ]
        for slip, number in slips:
            sub = self.subs[number]
            for part, label, rated in (
                ("good", "合格", "合格"),
                ("second", "二等", "二等"),
                ("material_scrap", "料废", "合格"),
            ):
                if dec(slip.get(part)) and f"{slip['date']:%Y-%m}" == month:
                    rate = self.rate(sub["order"], rated, sub["date"])
                    amount = half_up(dec(slip[part]) * rate, FEN)
                    found.append(
                        (
                            sub["household"],
                            slip["date"],
                            slip["number"],
                            number,
                            sub["order"],
                            label,
                            dec(slip[part]),
                            rate,
                            amount,
                        )
                    )
        return found

    def rate(self, product: str, grade: str, day: date) -> Decimal:
        (rate,) = [
            dec(r["rate"])
            for r in self.r["rates"]
            if r["product"] == product and r["grade"] == grade and r["from"] <= day <= (r["to"] or date.max)
        ]
        return rate

    def pay(self, until: str) -> dict[str, list[Decimal]]:
        carried: dict[str, Decimal] = defaultdict(Decimal)
        recovered: dict[str, Decimal] = defaultdict(Decimal)
        result: dict[str, list[Decimal]] = {}
        for month in MONTHS[: MONTHS.index(until) + 1]:
            result = {}
            for home in sorted(h["code"] for h in self.r["households"]):
                lines = [line for line in self.lines(month) if line[0] == home]
                piece = sum((line[8] for line in lines), Decimal(0))
                own = [
                    dec(a["amount"])
                    for a in self.r["adjustments"]
                    if a["household"] == home and f"{a['date']:%Y-%m}" == month
                ]
                bonus, due = (
                    sum((a for a in own if a > 0), Decimal(0)),
                    carried[home] - sum(a for a in own if a < 0),
                )
                gross = piece + half_up(piece * dec("0.035"), FEN) + bonus
                taken = min(due, (gross * dec("0.2")).quantize(FEN, ROUND_DOWN))
                purse, back, open_before = gross - taken, Decimal(0), Decimal(0)
                for a in sorted(self.r["advances"], key=lambda a: (a["date"], int(a["number"][2:]))):
                    age = MONTHS.index(month) - MONTHS.index(f"{a['date']:%Y-%m}")
                    if a["household"] != home or age < 0:
                        continue
                    n, whole = a["instalments"], dec(a["amount"])
                    fallen = whole if age + 1 >= n else (whole / n).quantize(FEN, ROUND_DOWN) * (age + 1)
                    open_before += whole - recovered[a["number"]]
                    part = min(fallen - recovered[a["number"]], purse - back)
                    recovered[a["number"]] += part
                    back += part
                carried[home] = due - taken
                if lines or bonus or due or open_before:
                    allowance = gross - piece - bonus
                    result[home] = [
                        piece,
                        allowance,
                        bonus,
                        gross,
                        taken,
                        back,
                        gross - taken - back,
                        due - taken,
                        open_before - back,
                    ]
        return result

    def sums(self, number: str, until: date) -> dict[str, Decimal]:
        total = dict.fromkeys(PARTS, Decimal(0))
        for c in self.r["collections"]:
            if c["subcontract"] == number and c["date"] <= until:
                for part in PARTS:
                    total[part] += dec(c.get(part))
        for x in self.r["inspections"]:
            if self.of[x["collection"]] == number and x["date"] <= until:
                for part in PARTS[:-1]:
                    total[part] += dec(x.get(part))
                    total["pending"] -= dec(x.get(part))
        return total

    def holdings(self, until: date) -> dict[tuple[str, str], list[Decimal]]:
        found: dict[tuple[str, str], list[Decimal]] = {}
        for number, sub in self.subs.items():
            if sub["date"] > until:
                continue
            s = self.sums(number, until)
            pieces = sum(s.values()) - s["rework"]
            for bom in self.r["bom"]:
                if bom["product"] != sub["order"]:
                    continue
                moved = {"发料": Decimal(0), "退料": Decimal(0)}
                for d in self.r["dispatches"]:
                    if d["subcontract"] == number and d["material"] == bom["material"] and d["date"] <= until:
                        moved[d["kind"]] += dec(d["quantity"])
                used = half_up(pieces * dec(bom["per_unit"]), THOUSANDTH)
                left = moved["发料"] - moved["退料"] - used
                allowed = half_up(used * dec(bom["loss_pct"]) / 100, THOUSANDTH)
                row = found.setdefault((sub["household"], bom["material"]), [Decimal(0)] * 5)
                for at, value in enumerate((moved["发料"], moved["退料"], used, left, allowed)):
                    row[at] += value
        return {key: row for key, row in found.items() if any(row)}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("locked", [False, True])
def test_the_program_agrees_with_the_pencil(database: Path, tmp_path: Path, seed: int, locked: bool) -> None:
    records = invent(seed)
    change_settings({"pay.allowance": 35_000})
    import_workbook(write_book(tmp_path / "book.xlsx", records))
    reference = Reference(records)
    for month, last in (("2026-09", date(2026, 9, 30)), ("2026-11", date(2026, 11, 30))):
        if locked:
            lock(month, date(2026, 12, 2))
        write_results(tmp_path / f"{month}.xlsx", month)
        book = CalamineWorkbook.from_path(str(tmp_path / f"{month}.xlsx"))
        rows = {name: book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names}
        pay = {row[0]: [dec(v) for v in (*row[2:9], *row[10:12])] for row in rows["工资"]}
        assert pay == reference.pay(month)
        lines = [(*row[:6], *(dec(v) for v in row[6:])) for row in rows["计件明细"]]
        assert sorted(lines) == sorted(reference.lines(month))
        held = {(row[0], row[1]): [dec(v) for v in row[2:7]] for row in rows["物料结存"]}
        assert held == reference.holdings(last)
        for row in rows["订单进度"]:
            sums = reference.sums(row[0], last)
            assert [dec(v) for v in row[4:10]] == [sums[part] for part in PARTS]
            assert dec(row[10]) == max(Decimal(0), dec(row[3]) - sums["good"] - sums["second"])
        assert {row[0] for row in rows["订单进度"]} == {
            n for n, s in reference.subs.items() if s["date"] <= last
        }
