"""From a page to paper: the preview of one kind of document, and the count of what came out of the printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models import format
from models.errors import UserError
from models.i18n import plural, tr
from models.rules.ledger import voucher_kind
from reports.selection import Selection
from ui.kit.background_task import Progress
from ui.kit.page import Page

EVERYTHING = Selection()


def print_numbers(page: Page, kind: str, numbers: Sequence[str]) -> None:
    """Preview slips by their numbers."""
    print_kind(page, kind, Selection(numbers=tuple(numbers)))


def print_slips(page: Page, keys: Sequence[int]) -> None:
    """Preview the chosen slips, each kind on its own; the second time they are marked as reprints.

    Raises UserError where none is chosen.
    """
    from models.queries.ledger.vouchers import voucher_page

    if not keys:
        raise UserError(tr("Choose a slip first."))
    numbers: dict[str, list[str]] = {}
    for slip in filter(None, map(voucher_page, keys)):
        numbers.setdefault(document_of(slip.kind), []).append(slip.number)
    for document, chosen in numbers.items():
        print_numbers(page, document, chosen)


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


def print_kind(page: Page, kind: str, chosen: Selection = EVERYTHING, *, language: str | None = None) -> None:
    """Preview the documents of a kind that were chosen, in a language for once."""
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
            replace(chosen, paper=paper),
            tr=spoken,
            copies=copies,
            progress=lambda done, total: progress(done, total, ""),
        )
        keys[:] = result.keys
        others[:] = result.others
        return result.exceptions

    of = format.month(known.period(chosen.period)) if chosen.period else format.numbers(chosen.numbers)
    title = f"{tr(known.title)} {of}".strip()
    labels = [(one, tr(PAPERS[one].label)) for one in known.fits(chosen.large)]
    copies = known.parts if setting("paper.parts") == PAGES else 1
    preview = Preview(page.window(), kind, title, make, labels, copies, named=cooperative_named())
    preview.exec()
    if preview.printed and (keys or others):
        try:
            count_file(kind, keys, others, language=spoken.language)
        except UserError as refusal:
            words = tr("It is printed, but that could not be noted: {why}")
            raise UserError(words.format(why=refusal.message)) from refusal


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
