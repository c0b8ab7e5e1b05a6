"""Strangers' spreadsheets: titles above, merged headers, other words, sums below; and what is kept of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.exchange.workbook import import_workbook
from models.actions.exchange.workbook.book import SheetMapping, read_book
from models.actions.exchange.workbook.mapping import (
    StrangeLayout,
    from_text,
    must_ask,
    propose,
    recall,
    refuse_incomplete,
    scan,
    to_text,
)
from models.errors import UserError, WorkbookRefused
from models.tables.party import Household
from tests.books import worked_example, write_book, write_sheets

Rows = list[list[Any]]
ROSTER: Rows = [
    ["编号", "姓名", "联系电话", "行政村", "备注"],
    ["H1", "单春梅", "13800000001", "屏风村", "老屋"],
    ["H2", "陈䶮", "13800000002", "屏风村", None],
]


def book(path: Path, sheets: dict[str, Rows], dress: Callable[[Any], None] = lambda out: None) -> Path:
    return write_sheets(path, dress=dress, **sheets)


def guess(path: Path, name: str) -> SheetMapping:
    return propose(scan(path))[name]


def test_a_roster_in_other_words_is_recognised_and_read_in(database: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"农户花名册": ROSTER})
    with pytest.raises(StrangeLayout):
        import_workbook(path, check=True, ask_layout=True)
    found = scan(path)
    mapping = propose(found)
    assert must_ask(found, mapping)
    one = mapping["农户花名册"]
    assert (one.sheet, one.header, one.body, one.missing) == ("households", 1, 2, [])
    assert {"code": 0, "head": 1, "phone": 2, "village": 3}.items() <= one.columns.items()
    refuse_incomplete(mapping)
    assert import_workbook(path, mapping=mapping).counts["households"].added == 2
    assert Household.get(Household.code == "H2").head == "陈䶮"
    again = import_workbook(path, mapping=mapping, ask_layout=True)
    assert not again.changed


def test_titles_above_and_headers_merged_over_two_rows(database: Path, tmp_path: Path) -> None:
    rows: Rows = [
        ["蓬溪县竹编合作社2026年农户名册", None, None, None, None],
        ["填表日期：2026年10月"],
        ["户编号", "户主姓名", "协议", None, None],
        [None, None, "编号", "起", "止"],
        ["H1", "单春梅", "X1", date(2026, 1, 1), date(2026, 12, 31)],
        ["合 计", 1, None, None, None],
    ]

    def merge(out: Any) -> None:
        for place in ("A1:E1", "A3:A4", "B3:B4", "C3:E3"):
            out.worksheets[0].merge_cells(place)

    path = book(tmp_path / "a.xlsx", {"Sheet1": rows}, merge)
    one = guess(path, "Sheet1")
    assert (one.sheet, one.header, one.body) == ("households", 3, 5)
    assert one.columns == {"code": 0, "head": 1, "agreement_no": 2, "agreement_from": 3, "agreement_to": 4}
    result = import_workbook(path, mapping={"Sheet1": one})
    assert result.counts["households"].added == 1
    assert [(p.row, p.value) for p in result.warnings] == [(6, "合 计")]


def test_a_merged_cell_holds_for_its_rows_but_a_figure_only_once(database: Path, tmp_path: Path) -> None:
    rows: Rows = [
        ["领料单号", "领料日期", "派工单", "材料编码", "领料数量", "类别"],
        ["L1", date(2026, 10, 5), "P1", "M1", 5, "发料"],
        [None, None, None, "M2", None, None],
    ]

    def merge(out: Any) -> None:
        for letter in "ABCEF":
            out.worksheets[0].merge_cells(f"{letter}2:{letter}3")

    path = book(tmp_path / "a.xlsx", {"领料": rows}, merge)
    mapping = propose(scan(path))
    assert mapping["领料"].sheet == "dispatches" and not mapping["领料"].missing
    read = read_book(path, mapping=mapping).sheets["dispatches"].rows
    assert [row.values["number"] for row in read] == ["L1", "L1"]
    assert [row.values["quantity"] for row in read] == [5000, None]


def test_names_that_stand_twice_are_given_once(tmp_path: Path) -> None:
    rows: Rows = [
        ["姓名", "姓名", "编号", "编号", "电话", "电话"],
        ["单春梅", "李四", "H1", "7", "13800000001", "13800000002"],
    ]
    one = guess(book(tmp_path / "a.xlsx", {"名册": rows}), "名册")
    assert len(set(one.columns.values())) == len(one.columns)
    assert one.columns["head"] == 0 and one.columns["code"] == 2 and one.columns["phone"] == 4


def test_contents_say_what_a_header_does_not(tmp_path: Path) -> None:
    rows: Rows = [
        ["编号", "户主", "号码1", "号码2"],
        ["H1", "单春梅", "13800000001", "51090019900101001X"],
        ["H2", "陈䶮", 13800000002, "510900199001010028"],
    ]
    one = guess(book(tmp_path / "a.xlsx", {"名册": rows}), "名册")
    assert one.columns["phone"] == 2 and one.columns["id_number"] == 3


def test_a_word_that_holds_for_all_rows(database: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"材料": [["料号", "材料名称"], ["M1", "竹篾"], ["M2", "提手"]]})
    one = guess(path, "材料")
    assert [column.key for column in one.missing] == ["unit"]
    with pytest.raises(UserError, match="单位"):
        refuse_incomplete({"材料": one})
    whole = SheetMapping(one.sheet, one.header, one.body, one.columns, {"unit": "公斤"})
    assert import_workbook(path, mapping={"材料": whole}).counts["materials"].added == 2


def test_faults_stand_where_the_file_has_them(database: Path, tmp_path: Path) -> None:
    rows: Rows = [["标题"], [], ["编号", "姓名", "协议起"], ["H1", None, "昨天"]]
    path = book(tmp_path / "a.xlsx", {"名册": rows})
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(
            path,
            mapping={"名册": SheetMapping("households", 3, 4, {"code": 0, "head": 1, "agreement_from": 2})},
        )
    assert [(p.sheet, p.row, p.column) for p in refused.value.problems] == [
        ("名册", 4, "姓名"),
        ("名册", 4, "协议起"),
    ]


def test_our_own_layout_is_never_asked_about(database: Path, tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", worked_example())
    assert import_workbook(path, check=True, ask_layout=True).changed
    notes = book(
        tmp_path / "b.xlsx",
        {"农户": [["户号", "户主"], ["H1", "陈䶮"]], "说明": [["请先填户号"], ["再填户主"]]},
    )
    found = scan(notes)
    assert not must_ask(found, propose(found))
    results = book(
        tmp_path / "c.xlsx",
        {
            "农户": [["户号", "户主"], ["H1", "陈䶮"]],
            "计件明细": [["户号", "日期", "单号", "数量"], ["H1", "2026-10-01", "1", 2]],
        },
    )
    found = scan(results)
    assert not must_ask(found, propose(found))


def test_ours_without_a_required_column_is_asked_about(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"农户": [["户号", "当家人"], ["H1", "陈䶮"]]})
    found = scan(path)
    mapping = propose(found)
    assert must_ask(found, mapping) and [c.key for c in mapping["农户"].missing] == ["head"]


@pytest.mark.parametrize(
    "rows",
    [
        [["只有一格"]],
        [[None, None], [None, 3]],
        [[1, 2, 3], [4, 5, 6]],
        [["a" * 30_000, "户号"], ["x", "y"]],
        [[True, date(2026, 1, 1), 0.1]],
        [["=1/0", "#N/A"], ["户号", "户主"]],
        [["户号"] * 300, ["H1"] * 300],
        [["x"]] * 100,
    ],
)
def test_whatever_stands_there_a_guess_is_made(tmp_path: Path, rows: Rows) -> None:
    found = scan(book(tmp_path / "a.xlsx", {"奇怪": rows}))
    mapping = propose(found)
    for one in found:
        assert mapping[one.name].header >= 1 and one.signature(mapping[one.name].header)
        assert all(column.letters for column in one.columns(1))


def test_two_sheets_cannot_be_the_same_and_none_is_not_enough() -> None:
    one = SheetMapping("households", 1, 2, {"code": 0, "head": 1})
    with pytest.raises(UserError) as refused:
        refuse_incomplete({"甲": one, "乙": one})
    assert refused.value.field == "乙"
    with pytest.raises(UserError):
        refuse_incomplete({"甲": SheetMapping("")})


def test_two_like_sheets_are_not_both_proposed(tmp_path: Path) -> None:
    mapping = propose(scan(book(tmp_path / "a.xlsx", {"一组名册": ROSTER, "二组名册": ROSTER})))
    given = [one.sheet for one in mapping.values() if one.sheet]
    assert "households" in given and len(set(given)) == len(given)


def test_an_answer_comes_back_with_the_same_headers_wherever_they_stand(tmp_path: Path) -> None:
    (one,) = scan(book(tmp_path / "a.xlsx", {"名册": ROSTER}))
    answer = SheetMapping("households", 1, 2, {"code": 0, "head": 1, "landmark": 4}, {"datum": "WGS84"})
    kept = {one.signature(1): to_text(answer)}
    (later,) = scan(book(tmp_path / "b.xlsx", {"Sheet9": [["十月的名册"], [], *ROSTER]}))
    assert recall(later, kept.get) == SheetMapping("households", 3, 4, answer.columns, answer.fixed)
    (other,) = scan(book(tmp_path / "c.xlsx", {"名册": [["编号", "姓名", "电话"], ["H1", "a", "1"]]}))
    assert recall(other, kept.get) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        json.dumps({"sheet": "gone", "columns": {}, "fixed": {}}),
        json.dumps({"sheet": "households", "columns": {"gone": 1}, "fixed": {}}),
        json.dumps({"sheet": "households", "columns": {"code": 99}, "fixed": {}}),
        json.dumps({"sheet": "households", "columns": {"code": "A"}, "fixed": {}}),
        json.dumps({"sheet": "households", "columns": [], "fixed": None}),
        json.dumps({"sheet": None, "columns": {}}),
    ],
)
def test_a_kept_answer_that_does_not_fit_is_forgotten(tmp_path: Path, text: str) -> None:
    (one,) = scan(book(tmp_path / "a.xlsx", {"名册": ROSTER}))
    assert from_text(one, 1, text) is None


def test_a_mapping_beyond_the_file_is_a_missing_column(database: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"名册": ROSTER})
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(path, mapping={"名册": SheetMapping("households", 1, 2, {"code": 0, "head": 50})})
    assert [p.column for p in refused.value.problems] == ["户主"]
