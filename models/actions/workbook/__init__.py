"""Reading a workbook into the records: all or nothing, every fault listed, a second time changes nothing.

Master data is added or updated through the same actions as the window; vouchers are posted through `posting.post`, so
every rule of pay and balance holds for them. (Contract: spec workbook.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from models.actions.workbook.book import Book, BookMapping, Progress, read_book
from models.actions.workbook.mapping import StrangeLayout
from models.actions.workbook.masters import Counts, Masters
from models.actions.workbook.slips import Slips
from models.errors import Problem, WorkbookRefused
from models.i18n import mark, tr
from models.operation import operation
from models.queries.slips import dispatches_of
from models.rules.reach import NEW

STAGES = 3
TITLE = mark("Import {file}")


@dataclass
class ImportResult:
    """What an import did, sheet by sheet (key of ``rules/sheets``), and what was odd about the workbook."""

    counts: dict[str, Counts] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    reached: int = 0
    """How many subcontracts given out before have other rates or another bill now."""
    reprint: list[str] = field(default_factory=list)
    """The delivery slips of subcontracts whose rates changed: their paper says others."""

    @property
    def changed(self) -> bool:
        """Whether anything at all was added or updated."""
        return bool(self.reached) or any(c.added or c.updated for c in self.counts.values())


class _OnlyChecked(Exception):
    """Leaves the operation after a check, so that everything it did is rolled back."""


def import_workbook(
    path: Path | str,
    *,
    check: bool = False,
    progress: Progress | None = None,
    mapping: BookMapping | None = None,
    ask_layout: bool = False,
    apply_to: str = NEW,
) -> ImportResult:
    """Read a workbook in, in one operation; ``check`` only reports what would happen.

    ``mapping`` says what is what in sheets that are not laid out as ours. With ``ask_layout`` such sheets raise
    StrangeLayout at once instead of being passed over or refused. Changed rates and bills reach work given out from now
    on (`NEW`), or what is still `OPEN` too.

    ``progress(done, total)`` may raise Cancelled. Raises WorkbookRefused with every problem found, or UserError when
    the file is no workbook; the database is then exactly as it was.
    """
    path = Path(path)
    tell = progress or (lambda done, total: None)
    tell(0, STAGES)
    book = read_book(path, mapping=mapping)
    if ask_layout and book.strange:
        raise StrangeLayout(
            tr('Sheets or columns of "{name}" are not known: say which is which.').format(name=path.name)
        )
    tell(1, STAGES)
    result = ImportResult()
    try:
        with operation(TITLE, file=path.name):
            masters = Masters(book, apply_to)
            masters.save()
            tell(2, STAGES)
            slips = Slips(book, masters)
            slips.post()
            masters.find_the_rest()
            tell(3, STAGES)
            result.counts = {**masters.counts, **slips.counts}
            result.reached = len({key for keys in masters.reached.values() for key in keys})
            result.reprint = dispatches_of(masters.reached["rates"])
            result.warnings = in_order(book, book.warnings)
            if book.problems:
                raise _refusal(book)
            if check:
                raise _OnlyChecked
    except _OnlyChecked:
        pass
    return result


def _refusal(book: Book) -> WorkbookRefused:
    count = len(book.problems)
    sentence = (
        tr("Nothing was imported: the workbook has one fault.")
        if count == 1
        else tr("Nothing was imported: the workbook has {count} faults.").format(count=count)
    )
    return WorkbookRefused(sentence, in_order(book, book.problems), in_order(book, book.warnings))


def in_order(book: Book, problems: list[Problem]) -> list[Problem]:
    """Problems in the order a reader goes through the workbook: by sheet, then by row."""
    order = {sheet.name: at for at, sheet in enumerate(book.sheets.values())}
    return sorted(problems, key=lambda p: (order.get(p.sheet, -1), p.row or 0))
