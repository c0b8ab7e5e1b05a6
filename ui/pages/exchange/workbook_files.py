"""What a page about workbooks writes: an empty one to fill in, and one with remarks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models import i18n
from models.errors import Problem
from models.i18n import tr, translator
from ui.kit.page import Page
from ui.kit.save_dialog import ask_target


def save_template(page: Page) -> None:
    """Ask for a place and write an empty workbook there, with headers, notes and drop-downs."""
    from reports.exchange.workbook import write_template

    target = ask_target(page, tr("Records"))
    if target is not None:
        speaker = translator(i18n.language())
        if page.attempt(lambda _: write_template(target, speaker)):
            page.notify(tr("Written: {file}").format(file=target.name))


def write_remarked(page: Page, source: Path, target: Path, remarks: Sequence[Problem]) -> None:
    """Write a workbook again with what is wrong or odd in a last column, in the background."""
    from reports.exchange.annotated_workbook import write_remarks

    speaker = translator(i18n.language())
    page.run(
        tr("Writing the remarks"),
        lambda progress: write_remarks(
            source, target, remarks, speaker, lambda done, total: progress(done, total, "")
        ),
        lambda _: page.notify(tr("Written: {file}").format(file=target.name)),
    )
