"""What people leave in their workbooks: lines of sums, percent cells, formulas nobody worked out, files without end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.actions.exchange.workbook import import_workbook
from models.errors import WorkbookRefused
from models.i18n import translator
from models.tables.product import BomLine, Material, Product
from reports.exchange.workbook import write_template
from tests.actions.exchange.test_workbook_import import faults, read_in
from tests.books import worked_example, write_book, write_sheets

SUMS = ("合计", "小计：1人", "合 计", "总计（3户）", "本页小计", "Total", "Grand total: 12", "subtotal")
NO_SUMS = ("合计生", "总计件", "TOTAL1", "Sum12", "T1", "小计划", "本村")


@pytest.mark.parametrize("words", SUMS)
def test_a_line_of_sums_is_passed_over_and_said(database: Path, tmp_path: Path, words: str) -> None:
    records = worked_example()
    records["households"].append({"code": words, "head": "2"})
    records["enterprises"].append({"name": words})
    records["workers"] = [{"household": "H0001", "name": "单小明"}, {"household": "H0001", "name": words}]
    result = read_in(tmp_path, records)
    assert [result.counts[key].added for key in ("enterprises", "households", "workers")] == [1, 1, 1]
    told = [(p.sheet, p.row) for p in result.warnings if "合计" in p.message]
    assert told == [("企业", 3), ("农户", 3), ("工人", 3)]


@pytest.mark.parametrize("code", NO_SUMS)
def test_a_household_is_no_line_of_sums(database: Path, tmp_path: Path, code: str) -> None:
    records = worked_example()
    records["households"].append({"code": code, "head": code})
    assert read_in(tmp_path, records).counts["households"].added == 2


def reopened(tmp_path: Path) -> tuple[Path, Any]:
    """The worked example in the hands of another program, which would take its "=单䶮" for a formula."""
    records = worked_example()
    records["households"][0]["head"] = "单䶮"
    path = write_book(tmp_path / "book.xlsx", records)
    return path, openpyxl.load_workbook(path)


def test_a_formula_nobody_worked_out_is_a_fault_at_its_cell(database: Path, tmp_path: Path) -> None:
    path, book = reopened(tmp_path)
    book["产品"]["E2"] = "=1+1"
    book.save(path)
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(path)
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.row, problem.column, problem.value) == ("产品", 2, "每单位分钟", "=1+1")
    assert "公式没有结果" in problem.message


@pytest.mark.parametrize("whole", [True, False])
def test_slips_nobody_sees_in_the_file_are_told(database: Path, tmp_path: Path, whole: bool) -> None:
    path, book = reopened(tmp_path)
    if whole:
        book["回收"].sheet_state = "hidden"
    else:
        book["回收"].row_dimensions[2].hidden = True
        book["回收"].row_dimensions[9].hidden = True
    book["企业"].row_dimensions[9].hidden = True
    book.save(path)
    result = import_workbook(path)
    assert result.counts["collections"].added == 1
    (told,) = result.warnings
    assert (told.sheet, told.row) == ("回收", None)
    assert ("这张表是隐藏的" if whole else "有 1 行隐藏") in told.message


def test_a_percentage_is_the_same_however_it_is_kept(database: Path, tmp_path: Path) -> None:
    path, book = reopened(tmp_path)
    for name, header, kept, code in (
        ("物料清单", "损耗率%", 0.04, "0%"),
        ("物料", "超发允差%", 0.005, "0.0%"),
        ("产品", "交货允差%", "3%", "@"),
    ):
        page = book[name]
        cell = page.cell(2, [head.value for head in page[1]].index(header) + 1, kept)
        cell.number_format = code
    book.save(path)
    import_workbook(path)
    assert BomLine.get().loss_ppm == 40_000
    assert Material.get().over_issue_ppm == 5_000 and Product.get().over_delivery_ppm == 30_000


def test_a_file_of_faults_is_not_listed_without_end(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.actions.exchange.workbook.book.MOST_FAULTS", 20)
    found = faults(tmp_path, {"households": [{"code": f"H{n}"} for n in range(100)]})
    assert len(found) == 21 and found[-1] == ("农户", 22, None)


def test_a_workbook_of_something_else_is_refused_with_what_was_seen(database: Path, tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "名册.xlsx", 花名册=[["名册"], ["姓名", "住址", "电话"], ["单春梅", "石门村", 1]], 空=[]
    )
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(path, check=True)
    assert [(p.sheet, p.row) for p in refused.value.problems] == [("花名册", 2)]
    assert "姓名, 住址, 电话" in refused.value.problems[0].message
    assert all(words in refused.value.message for words in ("名册.xlsx", "农户", "派工", "户号"))
    with pytest.raises(WorkbookRefused):
        import_workbook(write_sheets(tmp_path / "b.xlsx", 农户=[], Sheet1=[]))
    # Our own sheets, but what is filled in stands elsewhere.
    with pytest.raises(WorkbookRefused):
        import_workbook(write_sheets(tmp_path / "c.xlsx", 农户=[["户号", "户主"]], Sheet1=[["A1", "单春梅"]]))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_template_has_no_rows_and_is_no_fault(database: Path, tmp_path: Path, language: str) -> None:
    write_template(tmp_path / "a.xlsx", translator(language))
    result = import_workbook(tmp_path / "a.xlsx")
    assert result.empty and not result.changed and not result.warnings
    read_in(tmp_path, worked_example())
    again = read_in(tmp_path, worked_example())
    assert not again.empty and not again.changed
