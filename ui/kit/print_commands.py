"""From a page to paper: the preview of one kind of document, and the count of what came out of the printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models import format
from models.errors import UserError
from models.i18n import plural, tr
from models.rules.ledger import voucher_kind
from ui.kit.background_task import Progress
from ui.kit.page import Page


def print_numbers(page: Page, kind: str, numbers: Sequence[str]) -> None:
    """Preview slips by their numbers."""
    from reports.kinds import kind_named

    title = tr(kind_named(kind).title)
    _preview(page, kind, f"{title} {format.numbers(numbers)}", numbers=list(numbers))


def offer_reprint(page: Page, numbers: Sequence[str]) -> None:
    """List the delivery slips whose rates are others now, and print them again when that is wanted."""
    from ui.shell.message_box import Question

    words = plural(
        "{n} delivery slip shows another rate than its work is paid at now: {numbers}",
        "{n} delivery slips show another rate than their work is paid at now: {numbers}",
        len(numbers),
    ).format(numbers=", ".join(numbers))
    if Question(page, words, verb=tr("Print again")).exec():
        print_numbers(page, "dispatch", numbers)


def print_period(
    page: Page, kind: str, period: str, *, household: str | None = None, numbers: Sequence[str] = ()
) -> None:
    """Preview the documents of a pay period, those of one household when its code is given."""
    from reports.kinds import kind_named

    title = f"{tr(kind_named(kind).title)} {format.month(period)}"
    _preview(page, kind, title, period=period, household=household, numbers=list(numbers))


def print_kind(
    page: Page, kind: str, *, language: str | None = None, large: bool = False, **which: Any
) -> None:
    """Preview documents of a kind chosen by ``which`` (period, day, number, household), in a language for once."""
    from reports.kinds import kind_named

    _preview(page, kind, tr(kind_named(kind).title), language=language, large=large, **which)


def _preview(page: Page, kind: str, title: str, *, language: str | None = None, **which: Any) -> None:
    from models.actions.ledger.printing import count_file
    from models.settings import setting
    from reports.kinds import kind_named, print_documents
    from reports.paper.language import paper_translator
    from reports.paper.papers import PAPERS
    from reports.paper.printing import PAGES
    from ui.kit.print_preview import Preview

    known = kind_named(kind)
    spoken = paper_translator(language or str(setting("paper.language")))
    keys: list[str] = []
    others: list[tuple[str, str]] = []

    def make(path: Path, paper: str, copies: int, progress: Progress) -> str:
        result = print_documents(
            kind,
            path,
            tr=spoken,
            paper=paper,
            copies=copies,
            progress=lambda done, total: progress(done, total, ""),
            **which,
        )
        keys[:] = result.keys
        others[:] = result.others
        return result.exceptions

    labels = [(one, tr(PAPERS[one].label)) for one in known.fits(bool(which.get("large")))]
    copies = known.parts if setting("paper.parts") == PAGES else 1
    preview = Preview(page.window(), kind, title, make, labels, copies, named=cooperative_named())
    preview.exec()
    if preview.printed and (keys or others):
        count_file(kind, keys, others, language=spoken.language)


def cooperative_named() -> bool:
    """Whether the cooperative has a name that papers can bear."""
    from models.settings import setting

    return bool(str(setting("cooperative.name")).strip())


def document_of(kind: str) -> str:
    """The document of a kind of voucher; raises UserError where there is none."""
    from reports.kinds import KINDS

    document = voucher_kind.DOCUMENTS.get(kind, "")
    if document not in KINDS:
        raise UserError(tr("There is no paper for this kind of slip."))
    return document
