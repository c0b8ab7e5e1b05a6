"""The verb ``report``, as typed on a command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models.queries.desk.reports import REPORTS
from tests.reports.marks import text_of
from ui.cli.main import main


def run(file: Path, *words: str) -> int:
    return main(["--db", str(file), "--language", "zh", *words])


def test_every_report_is_listed_with_what_it_tells(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "report", "--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(REPORTS)


def test_a_report_becomes_a_pdf_or_a_workbook(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, book = tmp_path / "income.pdf", tmp_path / "income.xlsx"
    span = ("--since", "2026-10", "--until", "2026-10")
    for target in (paper, book):
        assert run(file, "report", "income", *span, "--out", str(target)) == 0
        assert str(target) in capsys.readouterr().out
    (page,) = text_of(paper)
    assert "各月收入" in page and "2026-10-01–2026-10-31" in page
    table = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert table[1][0] == "2026-10"
    assert run(file, "report", "income", *span, "--out", str(paper)) == 2
    assert run(file, "report", "income", *span, "--out", str(paper), "--overwrite") == 0


def test_a_span_without_an_end_goes_on_until_today(file: Path, tmp_path: Path) -> None:
    assert run(file, "report", "income", "--since", "2026-10", "--out", str(tmp_path / "a.xlsx")) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report",), "--list"),
        (("report", "income"), "--out"),
        (("report", "outcome", "--out", "a.pdf"), "income"),
        (("report", "income", "--out", "a.txt"), ".xlsx"),
        (("report", "course", "--out", "a.pdf"), "--order"),
        (("report", "course", "--order", "没有", "--out", "a.pdf"), "没有"),
        (("report", "load", "--since", "2026-01", "--out", "a.pdf"), "--since"),
        (("report", "income", "--household", "H999", "--out", "a.pdf"), "H999"),
        (("report", "income", "--village", "没有村", "--out", "a.pdf"), "没有村"),
        (("report", "income", "--since", "2026-10", "--until", "2026-09", "--out", "a.pdf"), "止日"),
        (("report", "income", "--since", "2206-01", "--until", "2206-03", "--out", "a.pdf"), "2099"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(file, *words) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))


def test_a_report_is_added_up_at_a_level_within_a_place(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    assert run(file, "report", "places", "--level", "组", "--place", "赤城镇", "--out", str(target)) == 0
    table = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert table[1][:2] == ["3组", "屏风村"]
    assert run(file, "report", "places", "--level", "省", "--out", str(tmp_path / "b.xlsx")) == 2
    assert run(file, "report", "income", "--level", "组", "--out", str(tmp_path / "b.xlsx")) == 2
