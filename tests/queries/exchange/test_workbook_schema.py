"""The workbook's layout: names that can be told apart, and words that stand for one value."""

from __future__ import annotations

import pytest

from models.queries.exchange import workbook_schema as sheets
from models.queries.exchange.result_sheets import RESULTS
from models.queries.exchange.workbook_schema import RecordSheet


@pytest.mark.parametrize("sheet", (*sheets.RECORDS, *RESULTS), ids=lambda s: s.key)
def test_headers_of_a_sheet_can_be_told_apart(sheet: RecordSheet) -> None:
    for language in ("zh", "en"):
        assert len({column.header(language) for column in sheet.columns}) == len(sheet.columns)
    assert sheet.key_columns, "rows must be told apart"


def test_no_two_sheets_share_a_name() -> None:
    assert len({name for s in sheets.RECORDS for name in (s.zh, s.en)}) == 2 * len(sheets.RECORDS)


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        (sheets.DISPATCHES.column("kind"), "补料", "top_up"),
        (sheets.DISPATCHES.column("kind"), "top-up", "top_up"),
        (sheets.RATES.column("grade"), "二等", "second"),
        (sheets.HOUSEHOLDS.column("datum"), "GCJ-02", "GCJ02"),
        (sheets.PRODUCTS.column("unit"), "公斤", "kg"),
    ],
)
def test_words_stand_for_values(column: sheets.SheetColumn, written: str, meant: str) -> None:
    assert column.words[written] == meant


def test_values_are_written_in_both_languages() -> None:
    kind = sheets.DISPATCHES.column("kind")
    assert (kind.word("top_up"), kind.word("top_up", "en")) == ("补料", "top-up")
    assert sheets.PRODUCTS.column("unit").word("双") == "双"


def test_only_what_and_where_are_keys_that_may_be_empty() -> None:
    optional = {s.key: [c.key for c in s.key_columns if not c.required] for s in sheets.RECORDS}
    what_and_where = ["material", "product", "grade", "subcontract"]
    assert {key: columns for key, columns in optional.items() if columns} == {
        "defects": ["product"],
        "inspections": ["subcontract"],
        "defect_counts": ["subcontract"],
        "opening": what_and_where,
        "counts": what_and_where,
        "stays": ["from"],
        "helpers": ["phone"],
        "floors": ["region"],
        "funding": ["purpose"],
        "sales": ["workshop"],
        "referrals": ["vacancy", "order", "course", "subcontract"],
    }
