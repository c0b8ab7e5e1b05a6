"""Whole workbooks of several months: what the program exports is what the second reckoning makes of their records."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.actions.exchange.workbook import import_workbook
from models.actions.pay.locking import lock
from models.settings import change_settings
from reports.exchange.workbook import write_results
from tests.books import write_book
from tests.scenarios.desk import last_day
from tests.scenarios.reckoning import PARTS, Books, Line, Material, Order, Pay, Product, Slip, Span, Sub

THOUSANDTH = Decimal("0.001")
GRADES = {"合格": "good", "二等": "second", "料废": "material_scrap"}
PAY_COLUMNS = (
    "piece",
    "allowance",
    "bonus",
    "gross",
    "taken",
    "recovered",
    "net",
    "carried_out",
    "advance_left",
)
HELD_COLUMNS = ("issued", "returned", "used", "balance", "allowed_loss")
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


def reckoned(records: Records) -> Books:
    """The books of the second reckoning that a workbook's records make."""
    books = Books()
    books.allowance = 35_000
    books.homes = {row["code"]: row["head"] for row in records["households"]}
    books.materials = {row["code"]: Material() for row in records["materials"]}
    for row in records["products"]:
        books.products[row["code"]] = Product(row["unit"] == "件")
    for row in records["bom"]:
        books.products[row["product"]].bill[row["material"]] = (
            thousandths(row["per_unit"]),
            int(dec(row["loss_pct"]) * 10_000),
        )
    for row in records["rates"]:
        span = Span(GRADES[row["grade"]], row["from"], row["to"], int(dec(row["rate"]) * 10_000))
        books.products[row["product"]].rates.append(span)
    for row in records["orders"]:
        books.orders[row["number"]] = Order(row["product"], row["date"])
    for row in records["subcontracts"]:
        product = books.products[books.orders[row["order"]].product]
        rates = {grade: product.rate(grade, row["date"]) for grade in ("good", "second")}
        sub = Sub(
            row["order"],
            row["household"],
            thousandths(row["quantity"]),
            row["date"],
            None,
            product.bill,
            rates,
        )
        books.subs[row["number"]] = sub
    enter_slips(books, records)
    return books


def enter_slips(books: Books, records: Records) -> None:
    for row in records["dispatches"]:
        line = Line(row["subcontract"], row["material"], thousandths(row["quantity"]))
        kind = {"发料": "issue", "退料": "return"}[row["kind"]]
        enter(books, row, kind, books.subs[row["subcontract"]].home, lines=[line])
    for row in records["collections"]:
        line = Line(row["subcontract"], parts=parts_of(row))
        enter(books, row, "collection", books.subs[row["subcontract"]].home, lines=[line])
    for row in records["inspections"]:
        sub = books.slips[row["collection"]].lines[0].sub
        assert sub is not None
        line = Line(sub, parts=parts_of(row), of=(row["collection"], 0))
        enter(books, row, "inspection", books.subs[sub].home, lines=[line])
    for row in records["adjustments"]:
        enter(books, row, "adjustment", row["household"], amount=int(dec(row["amount"]) * 100))
    # Of one day the advance read first is the older one.
    for row in records["advances"]:
        amount = int(dec(row["amount"]) * 100)
        enter(books, row, "advance", row["household"], amount=amount, instalments=row["instalments"])


def enter(books: Books, row: dict[str, Any], kind: str, home: str, **values: Any) -> None:
    books.slips[row["number"]] = Slip(row["number"], kind, row["date"], home, **values)


def parts_of(row: dict[str, Any]) -> dict[str, int]:
    return {part: thousandths(row[part]) for part in PARTS if dec(row.get(part))}


def thousandths(value: Any) -> int:
    return int(dec(value) * 1000)


def shown(figure: int, digits: int) -> Decimal:
    """A whole number as the sheets show it."""
    return Decimal(figure).scaleb(-digits)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_exported_is_what_was_read_in_and_reckoned(database: Path, tmp_path: Path, seed: int) -> None:
    records = invent(seed)
    change_settings({"pay.allowance": 35_000})
    import_workbook(write_book(tmp_path / "book.xlsx", records))
    books = reckoned(records)
    for key, last in (("2026-09", date(2026, 9, 30)), ("2026-11", date(2026, 11, 30))):
        if seed % 2:
            assert lock(key, date(2026, 12, 2)) == Pay(books).lock(key, last_day)
        write_results(tmp_path / f"{key}.xlsx", key)
        book = CalamineWorkbook.from_path(str(tmp_path / f"{key}.xlsx"))
        rows = {name: book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names}
        month = Pay(books).month(key)
        pay = {row[0]: [dec(v) for v in (*row[2:9], *row[10:12])] for row in rows["工资"]}
        assert pay == {
            home: [shown(figures[name], 2) for name in PAY_COLUMNS]
            for home, figures in month.statements.items()
        }
        lines = [(row[2], row[3], GRADES[row[5]], *(dec(v) for v in row[6:])) for row in rows["计件明细"]]
        assert sorted(lines) == sorted(
            (slip, sub, grade, shown(quantity, 3), shown(rate, 4), shown(amount, 2))
            for found in month.lines.values()
            for slip, sub, grade, quantity, rate, amount in found
        )
        held = {(row[0], row[1]): [dec(v) for v in row[2:7]] for row in rows["物料结存"]}
        assert held == {
            place: [shown(sums[name], 3) for name in HELD_COLUMNS]
            for place, sums in books.holdings(last).items()
        }
        progress = {row[0]: [dec(v) for v in row[3:11]] for row in rows["订单进度"]}
        assert progress == {
            sub: [shown(found[name], 3) for name in ("quantity", *PARTS, "outstanding")]
            for sub, found in books.progress(last).items()
        }
