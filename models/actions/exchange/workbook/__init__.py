"""Reading a workbook into the records: all or nothing, every fault listed, a second time changes nothing.

Master data is added or updated through the same actions as the window; vouchers are posted through `posting.post`, so
every rule of pay and balance holds for them. (Promised in help/layout.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from models import i18n
from models.actions.exchange.workbook.book import Book, BookMapping, Progress, read_book
from models.actions.exchange.workbook.doubts import doubt_days
from models.actions.exchange.workbook.mapping import StrangeLayout, scan
from models.actions.exchange.workbook.masters import Counts, Masters
from models.actions.exchange.workbook.region_rows import refuse_upside_down
from models.actions.exchange.workbook.slips import Slips
from models.errors import Problem, WorkbookRefused
from models.gc_pause import held_back
from models.i18n import plural, tr
from models.operation import IMPORTED, operation
from models.queries.exchange.workbook_schema import HOUSEHOLDS, MATERIALS, RECORDS
from models.queries.ledger.slips import dispatches_of
from models.rights import needs
from models.rules.desk import roles
from models.rules.product.reach import NEW

STAGES = 3


@dataclass
class ImportResult:
    """What an import did, sheet by sheet (key of ``workbook_schema``), and what was odd about the workbook."""

    counts: dict[str, Counts] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    reached: int = 0
    """How many subcontracts given out before have other rates or another bill now."""
    kept: int = 0
    """How many open ones keep other rates or another bill than the workbook says."""
    reprint: list[str] = field(default_factory=list)
    """The delivery slips of subcontracts whose rates changed: their paper says others."""

    @property
    def changed(self) -> bool:
        """Whether anything at all was added or updated."""
        return bool(self.reached) or any(c.added or c.updated for c in self.counts.values())

    @property
    def empty(self) -> bool:
        """Whether the workbook has no rows at all, as a template has none."""
        return not self.changed and not any(c.unchanged for c in self.counts.values())


class _OnlyChecked(Exception):
    """Leaves the operation after a check, so that everything it did is rolled back."""


@held_back()
@needs(roles.IMPORT)
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
    if not book.problems and not any(sheet.rows for sheet in book.sheets.values()):
        _refuse_unrecognised(path, book)
    tell(1, STAGES)
    result = ImportResult()
    try:
        with operation(IMPORTED, file=path.name):
            refuse_upside_down(book)
            masters = Masters(book, apply_to)
            masters.save()
            tell(2, STAGES)
            slips = Slips(book, masters)
            slips.post()
            doubt_days(book)
            masters.find_the_rest()
            tell(3, STAGES)
            result.counts = {**masters.counts, **slips.counts}
            result.reached = len({key for keys in masters.reached.values() for key in keys})
            result.kept = len(masters.kept)
            result.reprint = dispatches_of(masters.reached["rates"])
            result.warnings = in_order(book, book.warnings)
            if book.problems:
                raise _refusal(book)
            if check:
                raise _OnlyChecked
    except _OnlyChecked:
        pass
    return result


def _refuse_unrecognised(path: Path, book: Book) -> None:
    """Raise WorkbookRefused, with what was seen, for a workbook that has something but nothing of our layout.

    What has our sheets and headers but no rows is an empty template, and right as it is.
    """
    found = scan(path)
    strange = [one for one in found if one.name in book.strange]
    if not strange and any(sheet.headers for sheet in book.sheets.values()):
        return
    seen = tr("This sheet is not known. Its columns: {columns}.")
    problems = [
        Problem(one.name, one.header_row(), None, "", seen.format(columns=one.headers or "–"))
        for one in strange or found
    ]
    words = tr(
        'Nothing in "{name}" was recognised, and nothing was imported. Expected are sheets named {sheets}, with headers'
        " such as {columns}."
    )
    speak = i18n.language()
    needed = [column for sheet in (HOUSEHOLDS, MATERIALS) for column in sheet.columns if column.required]
    raise WorkbookRefused(
        words.format(
            name=path.name,
            sheets=", ".join(sheet.name(speak) for sheet in RECORDS),
            columns=", ".join(dict.fromkeys(column.header(speak) for column in needed)),
        ),
        problems,
    )


def _refusal(book: Book) -> WorkbookRefused:
    sentence = plural(
        "Nothing was imported: the workbook has one fault.",
        "Nothing was imported: the workbook has {n} faults.",
        len(book.problems),
    )
    # What is odd about a cell that is at fault was said with the fault.
    faults = {(fault.sheet, fault.row, fault.column) for fault in book.problems}
    odd = [one for one in book.warnings if (one.sheet, one.row, one.column) not in faults]
    return WorkbookRefused(sentence, in_order(book, book.problems), in_order(book, odd))


def in_order(book: Book, problems: list[Problem]) -> list[Problem]:
    """Problems in the order a reader goes through the workbook: by sheet, then by row."""
    order = {sheet.name: at for at, sheet in enumerate(book.sheets.values())}
    return sorted(problems, key=lambda p: (order.get(p.sheet, -1), p.row or 0))
