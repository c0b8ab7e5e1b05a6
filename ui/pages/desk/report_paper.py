"""A report on paper and as a workbook, from the answer that is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from models import i18n
from models.i18n import plural, tr, translator
from ui.kit.background_task import Progress
from ui.kit.exporting import say_written
from ui.kit.page import Page
from ui.kit.print_commands import cooperative_named
from ui.kit.save_dialog import ask_target

if TYPE_CHECKING:
    from reports.desk.report import ReportPaper

KIND: Final = "report"
"""What the preview remembers printer and paper under."""


def preview_report(page: Page, data: ReportPaper) -> None:
    """Preview a report in the language of paper."""
    from models.settings import setting
    from reports.desk.report_files import PAPERS as FITS
    from reports.desk.report_files import print_report
    from reports.paper.language import paper_translator
    from reports.paper.papers import PAPERS
    from ui.kit.print_preview import Preview

    speak = paper_translator(str(setting("paper.language")))

    def make(path: Path, paper: str, copies: int, progress: Progress) -> str:
        result = print_report(
            path, data, speak, on=paper, copies=copies, progress=lambda done, of: progress(done, of, "")
        )
        return result.exceptions

    papers = [(one, tr(PAPERS[one].label)) for one in FITS]
    Preview(page.window(), KIND, tr(data.report.title), make, papers, named=cooperative_named()).exec()


def save_report(page: Page, data: ReportPaper) -> None:
    """Ask where, and write a report's table as a workbook in the background."""
    from reports.desk.report_files import write_report

    target = ask_target(page, tr(data.report.title))
    if target is None:
        return
    where, speak = target, translator(i18n.language())

    def done(rows: int) -> None:
        words = plural("{n} row written: {file}", "{n} rows written: {file}", rows)
        say_written(page, where, words.format(file=where.name))

    page.run(
        tr("Writing {title}").format(title=tr(data.report.title)),
        lambda _: write_report(where, data, speak),
        done,
    )
