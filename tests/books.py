"""Small workbooks for tests, written as other people's programs would write them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from models.actions.exchange.workbook import import_workbook
from models.queries.exchange.workbook_schema import RECORDS

Rows = Sequence[Mapping[str, Any]]


def write_book(path: Path, records: Mapping[str, Rows]) -> Path:
    """A workbook with Chinese headers; ``records``: rows by sheet key, each a value by column key."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in RECORDS:
        rows = records.get(sheet.key)
        if rows is None:
            continue
        page = book.add_worksheet(sheet.zh)
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.zh)
            for number, row in enumerate(rows, start=1):
                value = row.get(column.key)
                if isinstance(value, date):
                    page.write_datetime(number, at, value, day)
                elif isinstance(value, str):
                    page.write_string(number, at, value)
                elif value is not None:
                    page.write_number(number, at, value)
    book.close()
    return path


def write_sheets(
    path: Path, *, dress: Callable[[Any], object] = lambda book: None, **sheets: Sequence[Sequence[Any]]
) -> Path:
    """A workbook of whatever rows, by the names of its sheets; ``dress`` may still change it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    dress(book)
    book.save(path)
    return path


def worked_example() -> dict[str, list[dict[str, Any]]]:
    """The worked example of pay, as a workbook: one household, October 2026, net pay 84.34."""
    rate = {"product": "P-1", "grade": "合格"}
    return {
        "enterprises": [{"name": "翠竹"}],
        "households": [
            {"code": "H0001", "head": "=单䶮", "agreement_no": "X1", "agreement_from": date(2026, 1, 1)}
        ],
        "materials": [{"code": "M-BAM", "name": "竹篾", "unit": "公斤"}],
        "products": [{"code": "P-1", "name": "竹篮", "unit": "件"}],
        "bom": [{"product": "P-1", "material": "M-BAM", "per_unit": 0.85, "loss_pct": 4}],
        "rates": [
            {**rate, "from": date(2026, 1, 1), "to": date(2026, 10, 14), "rate": 3.25},
            {**rate, "from": date(2026, 10, 15), "rate": 3.5},
            {**rate, "grade": "二等", "from": date(2026, 1, 1), "rate": 2.6},
        ],
        "orders": [
            {
                "number": "DD1",
                "enterprise": "翠竹",
                "product": "P-1",
                "quantity": 100,
                "date": date(2026, 10, 1),
                "due": date(2026, 10, 31),
            }
        ],
        "subcontracts": [
            {
                "number": "PG1",
                "order": "DD1",
                "household": "H0001",
                "quantity": 100,
                "date": date(2026, 10, 10),
                "due": date(2026, 10, 25),
            }
        ],
        "dispatches": [
            {
                "number": "FL1",
                "date": date(2026, 10, 10),
                "subcontract": "PG1",
                "material": "M-BAM",
                "quantity": 88.4,
                "kind": "发料",
            }
        ],
        "collections": [
            {
                "number": "HS1",
                "date": date(2026, 10, 20),
                "subcontract": "PG1",
                "received": 60,
                "good": 50,
                "second": 5,
                "rework": 3,
                "work_scrap": 1,
                "material_scrap": 1,
            }
        ],
        "advances": [
            {
                "number": "YZ1",
                "date": date(2026, 10, 5),
                "household": "H0001",
                "amount": 200,
                "instalments": 3,
            }
        ],
        "adjustments": [
            {
                "number": "JK1",
                "date": date(2026, 10, 8),
                "household": "H0001",
                "amount": -60,
                "reason": "模具遗失",
            },
            {
                "number": "JK2",
                "date": date(2026, 10, 9),
                "household": "H0001",
                "amount": 10,
                "reason": "满勤奖",
            },
        ],
    }


def read_worked_example() -> None:
    """Read the worked example of pay into the open cooperative."""
    with tempfile.TemporaryDirectory() as folder:
        import_workbook(write_book(Path(folder) / "october.xlsx", worked_example()))
