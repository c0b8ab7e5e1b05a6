"""A refused workbook comes back with what is wrong beside each row, whatever it looked like."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models.errors import Problem
from models.i18n import translator
from reports.exchange.annotated_workbook import write_remarks
from tests.books import write_sheets

ZH, EN = translator("zh"), translator("en")
RED = "FFF8E7E4"


def remarked(tmp_path: Path, source: Path, *problems: Problem, tr: Any = ZH) -> Any:
    target = tmp_path / "remarks.xlsx"
    write_remarks(source, target, problems, tr)
    return load_workbook(target)


def red(cell: Any) -> bool:
    return bool(cell.fill.fgColor.rgb == RED)


def test_faulty_cells_are_coloured_and_the_reason_stands_at_the_right(tmp_path: Path) -> None:
    source = write_sheets(
        tmp_path / "a.xlsx",
        农户=[["户号", "户主", "电话"], ["H1", None, "1"], ["H2", "陈䶮", "2"]],
        说明=[["自己的"]],
    )
    out = remarked(
        tmp_path,
        source,
        Problem("农户", 2, "户主", "", "必填"),
        Problem("农户", 2, "电话", "1", "太短"),
        Problem("农户", 2, "电话", "1", "太短"),
    )
    sheet = out["农户"]
    assert [cell.value for cell in sheet[1]] == ["户号", "户主", "电话", "问题"]
    assert [cell.value for cell in sheet[2]] == ["H1", None, "1", "必填; 太短"]
    assert [red(cell) for cell in sheet[2]] == [False, True, True, True]
    assert [red(cell) for cell in sheet[3]] == [False] * 4 and sheet["D3"].value is None
    assert sheet.auto_filter.ref == "A1:D3"
    assert out["说明"].max_column == 1 and out["说明"]["A1"].value == "自己的"


def test_headers_below_a_title_and_days_keep_their_shape(tmp_path: Path) -> None:
    source = write_sheets(
        tmp_path / "a.xlsx",
        花名册=[
            ["2026年花名册"],
            [],
            ["户号", "起", "时间", "几点"],
            ["H1", date(2026, 10, 5), datetime(2026, 10, 5, 8, 30), time(8, 30)],
        ],
    )
    sheet = remarked(tmp_path, source, Problem("花名册", 4, "起", "", "太早"))["花名册"]
    assert sheet["E3"].value == "问题" and sheet["E4"].value == "太早" and sheet.freeze_panes == "A4"
    assert (
        red(sheet["B4"])
        and sheet["B4"].value == datetime(2026, 10, 5)
        and sheet["B4"].number_format == "yyyy-mm-dd"
    )
    assert sheet["C4"].value == datetime(2026, 10, 5, 8, 30) and sheet["D4"].value == time(8, 30)


def test_the_remarks_of_an_earlier_time_are_replaced(tmp_path: Path) -> None:
    source = write_sheets(tmp_path / "a.xlsx", 农户=[["户号", "户主"], ["H1", None]])
    first = tmp_path / "first.xlsx"
    write_remarks(
        source, first, [Problem("农户", 2, "户主", "", "必填"), Problem("", None, None, "", "不全")], EN
    )
    out = remarked(
        tmp_path, first, Problem("农户", 2, "户主", "", "还是必填"), Problem("", None, None, "", "还是不全")
    )
    assert out.sheetnames == ["问题", "农户"]
    assert [cell.value for cell in out["农户"][1]] == ["户号", "户主", "问题"]
    assert [cell.value for cell in out["农户"][2]] == ["H1", None, "还是必填"]


@pytest.mark.parametrize("text", ["=1+1", "http://a.b", "00123", "-5", "x" * 32_000, "\x07a"])
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    source = tmp_path / "a.xlsx"
    import xlsxwriter

    out = xlsxwriter.Workbook(str(source))
    out.add_worksheet("农户").write_string(0, 0, text)
    out.close()
    cell = remarked(tmp_path, source)["农户"]["A1"]
    assert cell.data_type == "s" and str(cell.value).replace("_x0007_", "\x07") == text


def test_empty_sheets_and_rows_that_are_not_there(tmp_path: Path) -> None:
    source = write_sheets(tmp_path / "a.xlsx", 空=[], 农户=[["户号"]])
    out = remarked(
        tmp_path, source, Problem("农户", 9, "没有这列", "", "错"), Problem("没有这表", 3, None, "", "错")
    )
    assert out.sheetnames == ["空", "农户"] and out["农户"]["B1"].value == "问题"


def test_hundreds_of_faults_all_find_their_row(tmp_path: Path) -> None:
    source = write_sheets(tmp_path / "a.xlsx", 农户=[["户号", "户主"], *[[f"H{n}", ""] for n in range(500)]])
    problems = [Problem("农户", n + 2, "户主", "", f"第{n}") for n in range(500)]
    sheet = remarked(tmp_path, source, *problems)["农户"]
    assert all(sheet.cell(n + 2, 3).value == f"第{n}" for n in range(500))
