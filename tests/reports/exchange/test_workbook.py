"""The workbooks written: the template reads in as it stands, in both languages; results are numbers and plain text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from models.actions.exchange.workbook import import_workbook
from models.errors import UserError
from models.i18n import translator
from models.kinds import MONEY, QUANTITY, RATE
from models.queries.exchange import workbook_schema
from reports.exchange.workbook import write_results, write_template


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_has_every_sheet_and_column_and_reads_in_without_a_word(
    database: Path, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "空白.xlsx"
    write_template(path, translator(language))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [sheet.name(language) for sheet in workbook_schema.RECORDS]
    for sheet in workbook_schema.RECORDS:
        page = book[sheet.name(language)]
        assert [cell.value for cell in page[1]] == [column.header(language) for column in sheet.columns]
        for cell, column in zip(page[1], sheet.columns, strict=True):
            assert bool(cell.font.bold) == column.required
        assert page.freeze_panes is not None
        choices = [c for c in sheet.columns if c.choices]
        assert len(page.data_validations.dataValidation) == len(choices)
    result = import_workbook(path)
    assert not result.warnings
    assert not result.changed


def test_template_notes_speak_the_language(tmp_path: Path) -> None:
    write_template(tmp_path / "zh.xlsx", translator("zh"))
    book = openpyxl.load_workbook(tmp_path / "zh.xlsx")
    code, head, *_ = book["农户"][1]
    assert code.comment is not None and "必填" in code.comment.text
    assert head.comment is not None and "Required" not in head.comment.text


def test_a_filled_template_reads_in(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_template(path, translator("en"))
    book = openpyxl.load_workbook(path)
    book["Enterprises"].append(["=1+1", "Zhou"])
    book["Materials"].append(["M-1", "Bamboo", "kg", 6.8, 5])
    book["Products"].append(["P-1", "Basket", "piece"])
    book["Rates"].append(["P-1", "good", date(2026, 1, 1), None, 3.25])
    book["Enterprises"]["A2"].data_type = "s"
    book.save(path)
    result = import_workbook(path)
    assert result.counts["rates"].added == 1
    assert not result.warnings


def test_a_figure_keeps_its_decimals() -> None:
    assert float(MONEY.number(16250)) == 162.5
    assert float(QUANTITY.number(-1)) == -0.001
    assert float(RATE.number(375)) == 0.0375
    assert repr(float(MONEY.number(99_999_999_999))) == "999999999.99"


def test_results_carry_figures_as_numbers_and_names_as_text(october: Path, tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    write_results(path, "2026-10")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["工资", "计件明细", "物料结存", "订单进度"]
    header, *rows = [[cell.value for cell in row] for row in book["工资"]]
    assert header == [
        *(
            "户号",
            "户主",
            "计件",
            "补贴",
            "奖励",
            "应发",
            "扣款",
            "预支扣回",
            "实发",
            "大写",
            "扣款结转",
            "预支未扣",
        )
    ]
    assert rows == [
        [
            *("H0001", "=单䶮", 178.75, 0, 10, 188.75, 37.75, 66.66, 84.34),
            *("人民币捌拾肆元叁角肆分", 22.25, 133.34),
        ]
    ]
    assert book["工资"]["B2"].data_type == "s"
    assert book["工资"]["C2"].number_format == "0.00"
    lines = [[cell.value for cell in row][1:] for row in book["计件明细"]][1:]
    assert [line[4:] for line in lines] == [
        ["合格", 50, 3.25, 162.5],
        ["二等", 5, 2.6, 13],
        ["料废", 1, 3.25, 3.25],
    ]
    held = [[cell.value for cell in row] for row in book["物料结存"]][1:]
    assert held == [["H0001", "M-BAM", 88.4, 0, 48.45, 39.95, 1.938, 0]]
    progress = [[cell.value for cell in row] for row in book["订单进度"]][1:]
    assert progress == [["PG1", "H0001", "P-1", 100, 50, 5, 3, 1, 1, 0, 45, "进行中"]]


def test_a_missing_folder_and_a_folder_in_the_way_are_said_plainly(october: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有"):
        write_results(tmp_path / "nowhere" / "r.xlsx", "2026-10")
    with pytest.raises(UserError):
        write_results(tmp_path, "2026-10")
    with pytest.raises(UserError):
        write_results(tmp_path / "r.xlsx", "2026-13")
    assert not (tmp_path / "r.xlsx").exists() and not list(tmp_path.glob(".writing*"))


def test_a_failed_export_leaves_the_older_file(october: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"older")

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        write_results(path, "2026-10", stop)
    assert path.read_bytes() == b"older"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
