"""The sheets of workshops, people and sales: added once, unchanged the second time, refused as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.exchange.workbook import ImportResult, import_workbook
from models.actions.ledger.voiding import void
from models.errors import WorkbookRefused
from models.queries.ledger.warehouse import finished_stock
from models.tables.ledger import SaleLine
from models.tables.programme import WorkshopMember
from models.tables.trail import Operation
from tests import factories as make
from tests.books import worked_example, write_book

pytestmark = pytest.mark.usefixtures("database")
Records = dict[str, list[dict[str, Any]]]


def book() -> Records:
    """A cooperative with a workshop, its household and money, and two sales of what it makes."""
    records: Records = worked_example()
    product = records["products"][0]["code"]
    home = records["households"][0]["code"]
    sale = {"date": date(2026, 10, 26), "product": product, "grade": "合格", "workshop": "Z01"}
    return records | {
        "trades": [{"code": "T1", "name": "竹编"}],
        "workshops": [
            {
                "code": "Z01",
                "name": "屏风村竹编作坊",
                "kind": "村级作坊",
                "trade": "T1",
                "opened": date(2025, 3, 1),
            }
        ],
        "members": [{"workshop": "Z01", "household": home, "from": date(2025, 4, 1)}],
        "funding": [
            {
                "workshop": "Z01",
                "date": date(2025, 3, 1),
                "source": "财政",
                "amount": 20_000,
                "purpose": "设备",
            }
        ],
        "sales": [
            {"number": "LS1", **sale, "quantity": 2, "price": 25},
            {"number": "LS1", **sale, "quantity": 1, "price": 24, "takings": 20},
            {"number": "LS2", **sale, "workshop": None, "quantity": 1, "price": 25},
        ],
    }


def read_in(tmp_path: Path, records: Records, **options: Any) -> ImportResult:
    return import_workbook(write_book(tmp_path / "book.xlsx", records), **options)


def refused(tmp_path: Path, records: Records) -> list[tuple[str, int | None, str | None]]:
    """Where a workbook is at fault; it changes nothing."""
    before = Operation.select().count()
    with pytest.raises(WorkbookRefused) as caught:
        read_in(tmp_path, records)
    assert Operation.select().count() == before
    return [(one.sheet, one.row, one.column) for one in caught.value.problems]


def test_every_sheet_is_added_and_then_unchanged(tmp_path: Path) -> None:
    first = read_in(tmp_path, book())
    for sheet, rows in book().items():
        assert (sheet, first.counts[sheet].added) == (sheet, len(rows))
    assert [row.takings for row in SaleLine.select().order_by(SaleLine.id)] == [5_000, 2_000, 2_500]
    assert [row.place for row in SaleLine.select().order_by(SaleLine.id)] == ["Z01", "Z01", ""]
    again = read_in(tmp_path, book())
    assert not again.changed
    for sheet, rows in book().items():
        assert (sheet, again.counts[sheet].unchanged) == (sheet, len(rows))


def test_a_sale_that_says_something_else_or_is_not_readable_is_refused(tmp_path: Path) -> None:
    read_in(tmp_path, book())
    other = book()
    other["sales"][1]["takings"] = 21
    assert refused(tmp_path, other) == [("零售", 3, "金额")]
    unknown = book()
    unknown["sales"][2] |= {"number": "LS3", "workshop": "Z99"}
    assert refused(tmp_path, unknown) == [("零售", 4, "作坊编号")]
    grade = book()
    grade["sales"][2] |= {"number": "LS3", "quantity": -1}
    assert refused(tmp_path, grade) == [("零售", 4, "数量")]
    mixed = book()
    mixed["sales"] = [{**one, "number": "LS9"} for one in mixed["sales"]]
    mixed["sales"][1]["date"] = date(2026, 10, 27)
    assert refused(tmp_path, mixed) == [("零售", 3, "日期")]


def test_more_sold_than_there_is_is_only_odd(tmp_path: Path) -> None:
    records = book()
    held = next(row.quantity for row in _after(tmp_path, book()) if row.grade == "good")
    records["sales"].append(records["sales"][2] | {"number": "LS3", "quantity": held // 1000 + 5})
    result = read_in(tmp_path, records)
    assert [(one.sheet, one.row, one.column) for one in result.warnings] == [("零售", 5, "数量")]
    assert "5" in result.warnings[0].message


def _after(tmp_path: Path, records: Records) -> list[Any]:
    read_in(tmp_path, records)
    return finished_stock()


def test_a_void_sale_stays_void(tmp_path: Path) -> None:
    read_in(tmp_path, book())
    void(make.voucher("sale", "LS2").id, "退货")
    again = read_in(tmp_path, book())
    assert not again.changed and any(one.sheet == "零售" for one in again.warnings)


def test_a_member_outside_its_workshop_is_refused_at_the_cell(tmp_path: Path) -> None:
    records = book()
    records["members"][0]["from"] = date(2025, 2, 28)
    assert refused(tmp_path, records) == [("作坊农户", 2, "起")]


def test_a_workbook_closes_a_workshop_with_its_members(tmp_path: Path) -> None:
    read_in(tmp_path, book())
    records = book()
    records["workshops"][0]["closed"] = date(2026, 9, 30)
    records["members"][0]["to"] = date(2026, 9, 30)
    assert read_in(tmp_path, records).changed
    assert [one.end for one in WorkshopMember.select()] == [date(2026, 9, 30)]
    assert not read_in(tmp_path, records).changed
