"""A list written as it stands: what is seen is what is in the workbook, and figures are figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models.errors import Cancelled, UserError
from models.i18n import mark, translator
from models.kinds import DAY, MONEY, PERCENT, QUANTITY, RATE, TEXT, UNIT
from models.queries.listing import STATUS, ListColumn
from models.queries.order.orders import orders
from reports.exchange import list_export
from reports.exchange.list_export import write_list
from reports.sheets.writer import LONGEST
from tests import factories as make

ZH = translator("zh")


@dataclass
class Held:
    """Rows in memory behind the face of a listing."""

    held: Sequence[tuple[Any, ...]]
    title: str = mark("Dispatch")
    columns: tuple[ListColumn, ...] = (
        ListColumn("head", mark("Household"), TEXT, None),
        ListColumn("quantity", mark("Quantity"), QUANTITY, None, unit_key="unit"),
        ListColumn("unit", mark("Unit"), UNIT, None, hidden=True),
        ListColumn("amount", mark("Amount"), MONEY, None),
        ListColumn("rate", mark("Rate"), RATE, None),
        ListColumn("share", mark("Quantity"), PERCENT, None),
        ListColumn("day", mark("Date"), DAY, None),
        ListColumn("status", mark("Status"), STATUS, None),
    )

    def keys(self, search: str = "", order: str | None = None, descending: bool = False) -> list[int]:
        return sorted(range(len(self.held)), reverse=descending)

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        return [self.held[key] for key in keys]


ROW = ("单䶮", 1_234_500, "kg", -162_550, 32_500, 15_000, date(2026, 10, 5), "void")


def cells(path: Path, row: int = 2) -> list[Any]:
    sheet = load_workbook(path).worksheets[0]
    return [(cell.value, cell.number_format, cell.data_type) for cell in sheet[row]]


def test_figures_are_numbers_dressed_as_on_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    assert write_list(path, Held([ROW]), ZH) == 1
    sheet = load_workbook(path).worksheets[0]
    assert sheet.title == "发料"
    assert [cell.value for cell in sheet[1]] == ["农户", "数量", "金额", "工价", "数量", "日期", "状态"]
    assert cells(path) == [
        ("单䶮", "General", "s"),
        (1234.5, '#,##0.0" 公斤"', "n"),
        (-1625.5, "#,##0.00", "n"),
        (3.25, "#,##0.0000", "n"),
        (0.015, "#,##0.0%", "n"),
        (datetime(2026, 10, 5), "yyyy-mm-dd", "d"),
        ("作废", "General", "s"),
    ]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:G2"
    assert sheet.column_dimensions["A"].width > 8


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+8613800000001", "http://a.b", "00123", "a\tb\nc\x07", "x" * 40_000]
)
def test_no_text_becomes_anything_else(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.xlsx"
    write_list(path, Held([(text, *ROW[1:])]), ZH)
    value, _, kind = cells(path)[0]
    assert kind == "s"
    assert value.replace("_x0007_", "\x07") == text[:LONGEST]


def test_what_is_empty_stays_empty_and_odd_values_are_written_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_list(
        path, Held([("", None, "", None, None, None, None, ""), ("", "viel", "", 0, 0, 0, "soon", "x")]), ZH
    )
    assert [value for value, _, _ in cells(path)] == [None] * 7
    assert [value for value, _, _ in cells(path, 3)] == [None, "viel", 0, 0, 0, "soon", "x"]


@pytest.mark.parametrize("title", ["[a]:*?/\\b", "'''", "", "长" * 40])
def test_a_title_makes_a_name_a_sheet_may_have(tmp_path: Path, title: str) -> None:
    path = tmp_path / "list.xlsx"
    write_list(path, Held([ROW], title=title), ZH)
    assert 0 < len(load_workbook(path).sheetnames[0]) <= 31


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_export, "LAST_ROW", 3)
    path = tmp_path / "list.xlsx"
    assert write_list(path, Held([ROW] * 7), ZH) == 7
    book = load_workbook(path)
    assert [sheet.max_row for sheet in book.worksheets] == [4, 4, 2]
    assert book.sheetnames == ["发料", "发料 2", "发料 3"]


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"before")

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_list(path, Held([ROW] * 1500), ZH, progress=stop)
    assert path.read_bytes() == b"before" and [one.name for one in tmp_path.iterdir()] == ["list.xlsx"]
    with pytest.raises(UserError):
        write_list(tmp_path / "nowhere" / "list.xlsx", Held([ROW]), ZH)


def test_a_search_and_an_order_hold_for_the_workbook_too(database: Path, tmp_path: Path) -> None:
    for quantity in (100, 300, 200):
        make.order(quantity=quantity)
    path = tmp_path / "orders.xlsx"
    listing = orders(make.DAY)
    assert write_list(path, listing, ZH, order="quantity", descending=True) == 3
    shown = [column.key for column in listing.columns if not column.hidden and not column.optional]
    place = shown.index("quantity")
    assert [cells(path, row)[place][0] for row in (2, 3, 4)] == [300, 200, 100]
    assert write_list(path, listing, ZH, search="nobody") == 0
    assert load_workbook(path).worksheets[0].max_row == 1
