"""Reports on paper and in workbooks: nothing cut, nothing overlapping, the figures those of the answer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from models.kinds import CODE, DAY, MONEY, MONTH, QUANTITY, SHARE, TEXT, UNIT
from models.queries import report
from models.queries.desk.reports import REPORTS, Narrowed
from models.tables.party import Household
from reports.desk.report import ReportPaper, build
from reports.desk.report_files import PAPERS as FITS
from reports.desk.report_files import print_report, write_report
from reports.paper.chart import dashes, patterned
from reports.paper.language import paper_translator
from reports.paper.marks import Fill, Frame, Stroke
from reports.paper.papers import PAPERS
from tests.reports import samples
from tests.reports.marks import pages_of, text_of, words_on
from tests.reports.paper.test_layout import check_marks

TODAY = date(2026, 11, 30)
NAMES = (
    "陈㛃",
    "尉迟秀兰",
    samples.RARE,
    samples.LONG[:24],
    "Anna-Maria van der Berghe",
)


def answer(kind: str, rows: int, series: int = 2) -> report.ReportAnswer:
    """An answer with so many rows, of which the chart draws twenty at most; the last series is one of money below 0."""
    columns = (
        report.column("code", "Household code", CODE),
        report.column("head", "Household", TEXT, person=True),
        report.column("village", "Village", TEXT),
        *(report.column(f"figure{at}", "Gross pay", MONEY) for at in range(series)),
        report.column("made", "Paid pieces", QUANTITY, "unit"),
        report.column("share", "Change on the year", SHARE),
        report.column("unit", "Unit", UNIT, hidden=True),
    )
    held = tuple(report.ReportRow(str(at), _cells(at, series)) for at in range(rows))
    drawn = held[: report.MOST_DRAWN]
    days = kind == report.COURSE
    names = [report.Category(row.key, row.cells["head"], TEXT) for row in drawn]
    if days or kind == report.LINES:
        names = [_time(at, days) for at in range(len(drawn))]
    chart = report.Chart(
        kind,
        tuple(names),
        tuple(
            report.ChartSeries(
                f"figure{at}",
                "Gross pay",
                tuple(row.cells[f"figure{at}"] for row in drawn),
                MONEY,
                dashed=days and at > 0,
            )
            for at in range(series)
        ),
        rows - len(drawn),
    )
    total = {one.key: None for one in columns} | {f"figure{at}": 10**9 for at in range(series)} | {"unit": ""}
    said = (lambda tr: tr("No visit in this span."),)
    return report.ReportAnswer(
        said, chart, columns, held, report.ReportRow("total", total), _nothing, notes=said
    )


def _time(at: int, days: bool) -> report.Category:
    if days:
        day = TODAY + timedelta(days=3 * at)
        return report.Category(day.isoformat(), day, DAY)
    return report.Category(f"2025-{at % 12 + 1:02d}", f"2025-{at % 12 + 1:02d}", MONTH)


def _cells(at: int, series: int) -> dict[str, Any]:
    return {
        "code": f"H{at:04d}",
        "head": NAMES[at % len(NAMES)],
        "village": "牛角沟村",
        **{
            f"figure{n}": (at * 7919 + n * 104_729) % 9_000_000 - (900_000 if n else 0) for n in range(series)
        },
        "made": at * 1_234_500,
        "unit": "piece" if at % 2 else "公斤",
        "share": None if at % 3 else -123_456,
    }


def _nothing(row: str, what: str) -> report.Behind:
    raise LookupError(row, what)


def paper_of(kind: str, rows: int, series: int = 2) -> ReportPaper:
    return ReportPaper(
        REPORTS["households"],
        answer(kind, rows, series),
        TODAY,
        (date(2025, 12, 1), TODAY),
        (Narrowed("Village", TEXT, "牛角沟村"), Narrowed("Category", Household.category, "Under watch")),
    )


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("key", FITS)
@pytest.mark.parametrize("kind", [report.BARS, report.GROUPED, report.STACKED, report.LINES, report.COURSE])
def test_a_report_fits_its_paper(kind: str, key: str, language: str) -> None:
    # What stacks is above zero: a negative part would lie over the others.
    series = 1 if kind in (report.BARS, report.STACKED) else 2
    documents = [build(paper_of(kind, rows, series), paper_translator(language)) for rows in (1, 45)]
    check_marks(documents, PAPERS[key], language)


def test_five_hundred_households_stand_in_the_table_and_twenty_in_the_picture(
    database: Path, tmp_path: Path
) -> None:
    data = paper_of(report.GROUPED, 500)
    pages = pages_of(build(data, paper_translator("zh")), PAPERS["a4"])
    words = [word for page in pages for word in words_on(page)]
    assert {f"H{at:04d}" for at in range(500)} <= {part for word in words for part in word.split()}
    assert "图里画了 20 个，另外 480 个看下面的表。" in words
    result = print_report(tmp_path / "report.pdf", data, paper_translator("en"))
    assert (result.pages, result.exceptions) == (len(text_of(result.path)), "")


def test_an_empty_report_says_what_is_missing() -> None:
    data = ReportPaper(REPORTS["visits"], answer(report.BARS, 0), TODAY, None)
    (page,) = pages_of(build(data, paper_translator("zh")), PAPERS["a4"])
    assert "这段时间没有技术指导。" in words_on(page)


def test_a_workbook_holds_numbers_and_says_what_they_are_of(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    assert write_report(target, paper_of(report.GROUPED, 45), paper_translator("zh")) == 45
    book = CalamineWorkbook.from_path(target)
    table, about = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert len(table) == 1 + 45 + 2
    assert table[1][:2] == ["H0000", "陈㛃"]
    assert table[2][3] == 79.19
    assert table[1][6] == -0.123456
    assert table[-1][3] == 10**7
    told = [str(cell) for row in about for cell in row]
    assert {"牛角沟村", "监测对象", "2025-12-01", "2026-11-30"} <= set(told)


def test_a_workbook_in_both_languages_says_its_sentences_in_one(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    write_report(target, paper_of(report.GROUPED, 3), paper_translator("both"))
    book = CalamineWorkbook.from_path(target)
    told = [str(cell) for row in book.get_sheet_by_index(1).to_python() for cell in row]
    assert "这段时间没有技术指导。" in told


@given(st.floats(0.3, 400))
def test_a_hatched_bar_keeps_to_its_box(width: float) -> None:
    for sort in range(4):
        for mark in patterned(sort, 10, 20, width):
            match mark:
                case Stroke():
                    assert 9.99 <= min(mark.x1, mark.x2) <= max(mark.x1, mark.x2) <= 10.01 + width
                    assert 19.99 <= min(mark.y1, mark.y2) <= max(mark.y1, mark.y2) <= 29.01
                case Fill() | Frame():
                    assert (mark.x, mark.width) == (10, width)


def test_a_dashed_line_ends_where_its_corners_end() -> None:
    strokes = [one for one in dashes([(0, 0), (30, 40), (30, 41)], 1, (7, 4)) if isinstance(one, Stroke)]
    drawn = sum(((one.x2 - one.x1) ** 2 + (one.y2 - one.y1) ** 2) ** 0.5 for one in strokes)
    assert abs(drawn - (7 * 4 + (51 - 44))) < 0.2
