"""One cell that cannot be read is one fault, whatever else in the workbook hangs on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.actions.exchange.workbook import import_workbook
from models.errors import WorkbookRefused
from models.queries.exchange.workbook_schema import RECORDS
from tests.actions.exchange.test_workbook_import import faults
from tests.books import worked_example, write_book
from tests.trust.promises import LONG

OCTOBER = [date(2026, 10, day) for day in range(1, 32)]


def whole() -> dict[str, list[dict[str, Any]]]:
    """A workbook in which everything hangs together: two households, slips of several lines, all kinds of them."""
    records = worked_example()
    # Other programs take a text that begins with "=" for a formula.
    records["households"][0] |= {"head": "单䶮", "latitude": 30.7, "longitude": 105.7, "pay_method": "现金"}
    records["households"].append(
        {"code": "H0002", "head": "曾国芳", "agreement_no": "X2", "agreement_from": OCTOBER[0]}
    )
    records["workers"] = [{"household": "H0001", "name": "单小明", "birth_date": date(1990, 1, 1)}]
    records["materials"].append({"code": "M-RIM", "name": "提手", "unit": "个"})
    records["bom"].append({"product": "P-1", "material": "M-RIM", "per_unit": 2, "loss_pct": 1})
    records["subcontracts"].append(
        {**records["subcontracts"][0], "number": "PG2", "household": "H0002", "quantity": 40}
    )
    records["subcontracts"].append({**records["subcontracts"][0], "number": "PG3", "quantity": 20})
    records["orders"][0]["quantity"] = 500
    slip = {"number": "FL2", "date": OCTOBER[10], "kind": "发料", "material": "M-RIM"}
    records["dispatches"] += [
        {**slip, "subcontract": "PG1", "quantity": 20},
        {**slip, "subcontract": "PG3", "quantity": 30},
        {**slip, "subcontract": "PG3", "material": "M-BAM", "quantity": 10},
        {**slip, "number": "FL3", "subcontract": "PG3", "date": OCTOBER[20], "kind": "退料", "quantity": 5},
    ]
    receipt = {"number": "HS2", "date": OCTOBER[21], "received": 5, "good": 3, "pending": 2}
    records["collections"] += [{**receipt, "subcontract": "PG1"}, {**receipt, "subcontract": "PG3"}]
    looked = {"number": "JY1", "date": OCTOBER[22], "collection": "HS2", "good": 2}
    records["inspections"] = [{**looked, "subcontract": "PG1"}, {**looked, "subcontract": "PG3"}]
    records["visits"] = [{"number": "ZD1", "date": OCTOBER[19], "household": "H0002", "technician": "王"}]
    records["equipment"] = [{"code": "E1", "name": "切篾机", "household": "H0002", "lent_on": OCTOBER[0]}]
    return records


CELLS = [
    (sheet.zh, row + 2, place + 1, column.zh)
    for sheet in RECORDS
    for row, record in enumerate(whole().get(sheet.key, []))
    for place, column in enumerate(sheet.columns)
    if column.key in record
]


def test_the_workbook_is_sound(database: Path, tmp_path: Path) -> None:
    assert import_workbook(write_book(tmp_path / "a.xlsx", whole()), check=True).changed


@pytest.mark.sampled
@pytest.mark.parametrize("sheet", [sheet.zh for sheet in RECORDS if sheet.key in whole()])
def test_one_unreadable_cell_is_one_fault(database: Path, tmp_path: Path, sheet: str) -> None:
    path = write_book(tmp_path / "a.xlsx", whole())
    book = openpyxl.load_workbook(path)
    tried: set[str] = set()
    for name, row, place, header in CELLS:
        # A sample has one row of each column.
        if name != sheet or (header in tried and not LONG):
            continue
        tried.add(header)
        cell = book[name].cell(row, place)
        kept, cell.value = cell.value, "#DIV/0!"
        book.save(path)
        cell.value = kept
        with pytest.raises(WorkbookRefused) as refused:
            import_workbook(path, check=True)
        told = [(p.sheet, p.row, p.column) for p in refused.value.problems]
        assert told == [(name, row, header)], [p.sentence() for p in refused.value.problems]


def test_a_sheet_without_its_key_column_is_one_fault(database: Path, tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", whole())
    book = openpyxl.load_workbook(path)
    book["农户"]["A1"] = "编号？"
    book.save(path)
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(path, check=True)
    assert [(p.sheet, p.row, p.column) for p in refused.value.problems] == [("农户", 1, "户号")]


def test_what_is_named_wrongly_is_told_beside_what_cannot_be_read(database: Path, tmp_path: Path) -> None:
    records = whole()
    records["households"][0]["code"] = ""
    records["visits"][0]["household"] = "H0009"
    found = faults(tmp_path, records)
    assert ("农户", 2, "户号") in found and ("指导", 2, "户号") in found
