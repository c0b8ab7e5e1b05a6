"""A report's files: the PDF, and a workbook whose cells are numbers one can reckon with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from models.files import replacing
from models.i18n import Translator
from models.queries.desk.reports import narrowed_by, offered_reports
from models.queries.report import SPAN, Report, ReportAnswer, ReportFilters, span_of
from models.rights import allowed
from models.rules.desk import roles
from reports.desk.report import ReportPaper, build
from reports.kinds import letterhead
from reports.paper.language import within_sentence
from reports.paper.papers import LIST_PAPERS, paper
from reports.paper.printing import PrintResult, PrintRun, Progress, write_documents
from reports.sheets.report_table import WIDEST, ReportTable, write_tables
from reports.sheets.writer import Workbook

PAPERS: Final = LIST_PAPERS
"""The papers a report is printed on, the usual one first."""


def report_paper(report: Report, filters: ReportFilters, answer: ReportAnswer, today: date) -> ReportPaper:
    """A report with what stands above it on paper and in its workbook."""
    span = span_of(filters, today, report.months) if SPAN in report.takes else None
    return ReportPaper(report, answer, today, span, narrowed_by(report, filters), filters)


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
    """The reports that follow one on paper, asked for the same: those that show anything to who is signed in."""
    if not data.report.sections or data.span is None:
        return []
    filters = replace(data.asked, since=data.span[0], until=data.span[1])
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
            tables = (data, *sections_of(data))
            write_tables(book, [ReportTable(one.report, one.answer) for one in tables], tr)
            _write_about(book, data, tr)
        finally:
            book.close()
    return len(data.answer.rows)


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
    page.set_column(1, 1, WIDEST)
