"""A report's files: the PDF, and a workbook whose cells are numbers one can reckon with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from models.files import replacing
from models.i18n import Translator
from models.queries.desk.reports import narrowed_by, offered_reports
from models.queries.listing import ListColumn
from models.queries.report import SPAN, Report, ReportAnswer, ReportFilters, span_of
from models.rights import allowed
from models.rules.desk import roles
from reports.desk.report import ReportPaper, build
from reports.kinds import letterhead
from reports.paper.language import within_sentence
from reports.paper.papers import LIST_PAPERS, paper
from reports.paper.printing import PrintResult, PrintRun, Progress, write_documents
from reports.sheets.writer import GROUND, INK, Workbook, wide

PAPERS: Final = LIST_PAPERS
"""The papers a report is printed on, the usual one first."""
_NARROWEST, _WIDEST = 8, 60


def report_paper(report: Report, filters: ReportFilters, answer: ReportAnswer, today: date) -> ReportPaper:
    """A report with what stands above it on paper and in its workbook."""
    span = span_of(filters, today, report.months) if SPAN in report.takes else None
    return ReportPaper(report, answer, today, span, narrowed_by(report, filters))


@allowed(roles.PRINT)
def print_report(
    target: Path,
    data: ReportPaper,
    tr: Translator,
    *,
    on: str = PAPERS[0],
    copies: int = 1,
    printed: datetime | None = None,
    progress: Progress | None = None,
) -> PrintResult:
    """Write a report as a PDF. Raises UserError when it cannot be written, Cancelled when ``progress`` does."""
    issued = letterhead(printed or datetime.now(), tr)
    documents = [build(one, tr) for one in (data, *sections_of(data))]
    job = PrintRun(
        documents,
        len(documents),
        title=documents[0].title,
        paper=paper(on),
        letterhead=issued,
        copies=copies,
        shared=True,
    )
    return write_documents(target, job, progress)


def sections_of(data: ReportPaper) -> list[ReportPaper]:
    """The reports that follow one on paper, of the same span: those that show anything to who is signed in."""
    if not data.report.sections or data.span is None:
        return []
    filters = ReportFilters(*data.span)
    offered = {one.key: one for one in offered_reports()}
    asked = (offered[key] for key in data.report.sections if key in offered)
    found = ((one, one.ask(filters, data.today)) for one in asked)
    return [report_paper(one, filters, answer, data.today) for one, answer in found if not answer.empty]


@allowed(roles.EXPORT)
def write_report(target: Path, data: ReportPaper, tr: Translator) -> int:
    """Write a report's table as a workbook, its sections on sheets of their own, and last what narrowed it down.

    Answers how many rows the first table has.

    Raises UserError when the file cannot be written.
    """
    with replacing(target) as unfinished:
        book = Workbook(unfinished, data.today, tr=tr)
        try:
            for one in (data, *sections_of(data)):
                _write_table(book, one, tr)
            _write_about(book, data, tr)
        finally:
            book.close()
    return len(data.answer.rows)


def _write_table(book: Workbook, data: ReportPaper, tr: Translator) -> None:
    answer = data.answer
    shown = [column for column in answer.columns if not column.hidden]
    page = book.page(tr(data.report.title))
    page.freeze_panes(1, 0)
    head = {"bold": True, "bottom": 1, "bg_color": GROUND, "font_color": INK}
    widths = []
    for at, column in enumerate(shown):
        label = tr(column.label)
        page.write_string(0, at, label, book.dress(align="right" if column.kind.figure else "left", **head))
        widths.append(max(_NARROWEST, wide(label) + 3))
    for row, one in enumerate(answer.rows, start=1):
        _write_row(book, page, row, shown, one.cells, widths)
    if answer.rows:
        page.autofilter(0, 0, len(answer.rows), len(shown) - 1)
    if answer.total is not None and answer.rows:
        # A row apart, so that sorting and filtering leave the total where it is.
        below = len(answer.rows) + 2
        page.write_string(below, 0, tr("In all"), book.dress(bold=True))
        _write_row(book, page, below, shown, answer.total.cells, widths)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)


def _write_row(
    book: Workbook,
    page: Any,
    row: int,
    shown: Sequence[ListColumn],
    cells: Mapping[str, Any],
    widths: list[int],
) -> None:
    for at, column in enumerate(shown):
        unit = cells.get(column.unit_key, "") if column.unit_key else ""
        width = book.put(page, row, at, column.kind, cells[column.key], unit=unit or "")
        widths[at] = max(widths[at], min(_WIDEST, width + 2))


def _write_about(book: Workbook, data: ReportPaper, tr: Translator) -> None:
    """What the figures are of, so that the file explains itself later."""
    page = book.page(tr("About"))
    rows = [(tr("Report"), tr(data.report.title))]
    if data.span is not None:
        rows += [(tr("From"), data.span[0].isoformat()), (tr("Until"), data.span[1].isoformat())]
    rows += [(tr("Made on"), data.today.isoformat())]
    rows += [(tr(one.label), one.kind.worded(one.value, within_sentence(tr))) for one in data.filters]
    rows += [("", said(within_sentence(tr))) for said in (*data.answer.said, *data.answer.notes)]
    for at, (label, value) in enumerate(rows):
        page.write_string(at, 0, label, book.dress(bold=True))
        page.write_string(at, 1, value)
    page.set_column(0, 0, 16)
    page.set_column(1, 1, _WIDEST)
