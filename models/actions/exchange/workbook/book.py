"""A workbook as people keep it: sheets found by name, columns by header, cells read by kind, every fault noted.

Nothing here knows the database; ``workbook`` resolves and posts what was read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from models.cells import Merged, Rows, Unreadable
from models.errors import Problem, UserError
from models.i18n import plural, tr
from models.kinds import ReferenceField, TextField
from models.queries.exchange.workbook_schema import RECORDS, RecordSheet, SheetColumn
from models.rules import parsing
from models.rules.exchange.sheet_rows import at, filled, shown, sum_of
from models.spreadsheet import opened

Progress = Callable[[int, int], None]


MOST_RECORDS: Final = 40_000
"""Rows of a sheet of master data, each of which takes more room on its way in than a slip does."""
MOST_FAULTS: Final = 5_000
"""More than anybody reads; a file of another kind has a fault in each of its rows."""

REMEMBERED: Final = 1_000
"""Different cells of a column whose values are remembered."""

_MARKS: Final = re.compile(r"(\*|[(（\[【](必填|选填|required|optional)[)）\]】])+$")
"""What a template says of a column behind its header."""

OURS: Final = {sheet.key: sheet for sheet in RECORDS}


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a sheet of a file is: a key of ``workbook_schema`` ("" passes it over), and where each column is found.

    ``header`` is the row of its headers, ``body`` the first row below them, both from 1. ``columns`` gives the place
    (from 0) by column key; ``fixed`` a word that holds for all rows where the file has no such column.
    """

    sheet: str
    header: int = 1
    body: int = 2
    columns: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[SheetColumn]:
        """The required columns nobody has found yet."""
        if not self.sheet:
            return []
        return [
            column
            for column in OURS[self.sheet].columns
            if column.required and column.key not in self.columns and column.key not in self.fixed
        ]


BookMapping = Mapping[str, SheetMapping]
"""A mapping by the file's own sheet names; a sheet that is not in it is read as ours, if it has one of our names."""


@dataclass(slots=True)
class BookRow:
    """One row of a sheet: its number as the spreadsheet shows it, cells, values by column key, and what was wrong."""

    number: int
    cells: list[Any]
    values: dict[str, Any]
    faulty: bool = False


@dataclass
class BookSheet:
    """One known sheet as it was found: the headers in use and their places by column key, and its rows."""

    sheet: RecordSheet
    name: str
    headers: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    rows: list[BookRow] = field(default_factory=list)


@dataclass
class Book:
    """Everything read from one workbook; a sheet that is absent is an empty one.

    ``strange`` names the file's sheets that are not in our layout: unknown ones, and ours without a required column.
    """

    sheets: dict[str, BookSheet]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Keys of sheets whose rows could not be read, or not all of them: what they hold is not known."""

    def fault(self, key: str, row: BookRow, column: str | None, message: str) -> None:
        """Note that a row of a sheet is wrong; ``column`` is a column key."""
        row.faulty = True
        self.problems.append(self._problem(key, row, column, message))

    def warn(self, key: str, row: BookRow, column: str | None, message: str) -> None:
        """Note that a row of a sheet is odd but can be read in."""
        self.warnings.append(self._problem(key, row, column, message))

    def unread(self, key: str, row: BookRow, column: str) -> bool:
        """Whether a cell has no value although it is filled in, or has to be."""
        sheet = self.sheets[key]
        place = sheet.places.get(column)
        if place is None or row.values[column] is not None:
            return False
        return filled(row.cells[place]) or sheet.sheet.column(column).required

    def _problem(self, key: str, row: BookRow, column: str | None, message: str) -> Problem:
        """The value is the cell as it was written: a reader looks for 12.5, not for 12500 thousandths."""
        sheet = self.sheets[key]
        if column is None:
            return Problem(sheet.name, row.number, None, "", message)
        header = sheet.headers.get(column) or header_of(sheet.sheet, column)
        place = sheet.places.get(column)
        return Problem(
            sheet.name, row.number, header, "" if place is None else shown(row.cells[place]), message
        )


def header_of(sheet: RecordSheet, column: str) -> str:
    """The Chinese header of a column key, for a column the file does not have."""
    return next((c.zh for c in sheet.columns if c.key == column), column)


def read_book(path: Path, *, mapping: BookMapping | None = None) -> Book:
    """Read a workbook; faults of cells are collected in the answer. ``mapping`` says what is what in sheets of others.

    Raises UserError when the file is absent, no .xlsx workbook, protected by a password, damaged or too large.
    """
    with opened(path) as workbook:
        book = Book({sheet.key: BookSheet(sheet, sheet.zh) for sheet in RECORDS})
        mapping = mapping or {}
        found = _known_sheets(book, workbook.sheet_names, mapping)
        for name, known in found.items():
            sheet = workbook.sheet(name)
            if name in mapping:
                _read_mapped(book, known, sheet.rows, mapping[name], sheet.merged)
            else:
                _read_sheet(book, known, sheet.rows)
            _say_hidden(book, known, name in workbook.hidden, sheet.hidden)
    return book


def _say_hidden(book: Book, known: BookSheet, whole: bool, rows: Collection[int]) -> None:
    """Say that slips come in which whoever sends the workbook does not see in it."""
    unseen = sum(row.number in rows for row in known.rows)
    if whole and known.rows:
        words = tr("This sheet is hidden; its rows are read all the same.")
    elif unseen:
        words = plural(
            "{n} row is hidden, as by a filter; it is read all the same.",
            "{n} rows are hidden, as by a filter; they are read all the same.",
            unseen,
        )
    else:
        return
    book.warnings.append(Problem(known.name, None, None, "", words))


def sheet_named(name: str) -> RecordSheet | None:
    """The sheet of records somebody means by the name of a sheet, in Chinese or English."""
    by_name = {
        called: sheet
        for sheet in RECORDS
        for called in (sheet.zh, sheet.en.casefold(), sheet.before)
        if called
    }
    return by_name.get(name.strip()) or by_name.get(parsing.code_of(name).casefold())


def _known_sheets(book: Book, names: list[str], mapping: BookMapping) -> dict[str, BookSheet]:
    found: dict[str, BookSheet] = {}
    taken: dict[str, str] = {}
    for name in names:
        if name in mapping:
            known = book.sheets.get(mapping[name].sheet)
        else:
            ours = sheet_named(name)
            known = book.sheets[ours.key] if ours is not None else None
        if known is None:
            book.strange.append(name)
            book.warnings.append(
                Problem(name, None, None, "", tr("This sheet is not known and was passed over."))
            )
        elif known.sheet.key in taken:
            book.problems.append(
                Problem(
                    name,
                    None,
                    None,
                    "",
                    tr('The same sheet as "{other}".').format(other=taken[known.sheet.key]),
                )
            )
        else:
            taken[known.sheet.key] = name
            known.name = name
            found[name] = known
    return found


def _read_sheet(book: Book, known: BookSheet, rows: Rows) -> None:
    if not rows:
        return
    head, header = rows[0]
    columns = _columns(book, known, header, head)
    body = [(number, cells) for number, cells in rows[1:] if any(map(filled, cells))]
    if body and _missing(book, known, head):
        book.strange.append(known.name)
        return
    _read_rows(book, known, columns, body)


def _read_mapped(
    book: Book, known: BookSheet, rows: Rows, mapping: SheetMapping, merged: Sequence[Merged]
) -> None:
    """Read a stranger's sheet: the columns said, values of merged cells in all their rows."""
    own = width = max((len(cells) for _, cells in rows), default=0)
    head = [cells for number, cells in rows if mapping.header <= number < mapping.body]
    fixed: list[Any] = []
    columns = []
    for column in known.sheet.columns:
        place = mapping.columns.get(column.key)
        if place is not None and place < own:
            parts = dict.fromkeys(text for cells in head if (text := parsing.code_of(at(cells, place))))
            known.headers[column.key] = next(reversed(parts), "") or column.zh
            columns.append((place, column))
        elif column.key in mapping.fixed:
            known.headers[column.key] = column.zh
            columns.append((width, column))
            fixed.append(mapping.fixed[column.key])
            width += 1
    body = [(number, cells) for number, cells in rows if number >= mapping.body]
    for _, cells in body:
        cells.extend([""] * (own - len(cells)) + fixed)
    # What is said in a merged cell holds for all its rows; a figure in one is one figure.
    _spread(body, merged, {place for place, column in columns if not column.kind.figure})
    used = [place for place, _ in columns if place < own]
    body = [(number, cells) for number, cells in body if any(filled(cells[place]) for place in used)]
    if body and _missing(book, known, mapping.header):
        return
    _read_rows(book, known, columns, body)


def _spread(body: Rows, merged: Sequence[Merged], places: set[int]) -> None:
    numbers = [number for number, _ in body]
    done: dict[int, int] = {}
    for (top, left), (bottom, _) in sorted(merged):
        first = bisect_left(numbers, top + 1)
        # Ranges never overlap in a sound file; in another one the first holds.
        if left not in places or top < done.get(left, -1) or first == len(body) or numbers[first] != top + 1:
            continue
        done[left] = bottom + 1
        for _, cells in body[first + 1 : bisect_right(numbers, bottom + 1)]:
            cells[left] = body[first][1][left]


def _missing(book: Book, known: BookSheet, row: int) -> bool:
    """Whether a sheet that has rows lacks a required column; its rows are then lost."""
    missing = [c for c in known.sheet.columns if c.required and c.key not in known.headers]
    for column in missing:
        book.problems.append(Problem(known.name, row, column.zh, "", tr("This column is missing.")))
    if missing:
        book.lost.add(known.sheet.key)
    return bool(missing)


def _read_rows(book: Book, known: BookSheet, columns: list[tuple[int, SheetColumn]], body: Rows) -> None:
    if len(body) > MOST_RECORDS and not known.sheet.voucher:
        words = tr('The sheet "{name}" is too long to be read at once. Split it into several workbooks.')
        raise UserError(words.format(name=known.name))
    readers = [(place, column, _remembering(reader_of(column))) for place, column in columns]
    known.places = {column.key: place for place, column in columns}
    width = max(known.places.values(), default=-1) + 1
    named = not known.sheet.voucher
    names = [
        place
        for place, column in columns
        if column.is_key
        or (named and column.required and isinstance(column.kind, (TextField, ReferenceField)))
    ]
    for number, cells in body:
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
        row = BookRow(number, cells, {})
        if (said := sum_of(cells, names)) is not None:
            words = tr("This line was taken for a sum and passed over.")
            book.warnings.append(Problem(known.name, number, None, said, words))
            continue
        if len(book.problems) >= MOST_FAULTS:
            words = tr("There are more faults than can be listed; the rows from here on were not read.")
            book.problems.append(Problem(known.name, number, None, "", words))
            book.lost.add(known.sheet.key)
            return
        _read_row(book, known, readers, row)
        known.rows.append(row)


def _remembering(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same reader, for a column whose cells mostly say one of a few things: days, kinds, quantities, names."""
    known: dict[tuple[type, Any], Any] = {}

    def remembered(cell: Any) -> Any:
        # A number and a flag may be equal and are not the same.
        key = type(cell), cell
        value = known.get(key, known)
        if value is known:
            value = read(cell)
            if len(known) < REMEMBERED:
                known[key] = value
        return value

    return remembered


def _read_row(
    book: Book,
    known: BookSheet,
    readers: Sequence[tuple[int, SheetColumn, Callable[[Any], Any]]],
    row: BookRow,
) -> None:
    values, cells = row.values, row.cells
    for place, column, read in readers:
        cell = cells[place]
        if type(cell) is str and not filled(cell):
            if column.required:
                row.faulty = True
                words = tr("This must be filled in.")
                book.problems.append(Problem(known.name, row.number, known.headers[column.key], "", words))
            values[column.key] = None
            continue
        try:
            if isinstance(cell, Unreadable):
                raise UserError(tr(cell.why))
            values[column.key] = read(cell)
        except UserError as error:
            row.faulty = True
            values[column.key] = None
            book.problems.append(
                Problem(known.name, row.number, known.headers[column.key], shown(cell), error.message)
            )


def _columns(book: Book, known: BookSheet, header: list[Any], row: int) -> list[tuple[int, SheetColumn]]:
    by_name = {_folded(name): column for name, column in known.sheet.headers.items()}
    columns: list[tuple[int, SheetColumn]] = []
    for place, cell in enumerate(header):
        text = parsing.code_of(cell)
        if not text:
            continue
        found = by_name.get(_folded(text))
        if found is None:
            book.warnings.append(
                Problem(known.name, row, text, "", tr("This column is not known and was passed over."))
            )
        elif found.key in known.headers:
            book.problems.append(
                Problem(
                    known.name,
                    row,
                    text,
                    "",
                    tr('The same column as "{other}".').format(other=known.headers[found.key]),
                )
            )
        else:
            known.headers[found.key] = text
            columns.append((place, found))
    return columns


def _folded(text: str) -> str:
    # A star or a word in brackets marks required columns in templates; people also write "户号 code*" whole.
    # Short Chinese headers are often spread by blanks, 姓　名.
    return _MARKS.sub("", "".join(parsing.code_of(text).split()).casefold())


def reader_of(column: SheetColumn) -> Callable[[Any], Any]:
    """What turns a cell of a column into a value; it raises UserError for what cannot be read."""
    words = column.words
    if column.closed:
        return lambda cell: parsing.choice_of(cell, words)
    if words:
        return lambda cell: words.get(text := parsing.text_of(cell), text)
    kind = column.kind.named_by if isinstance(column.kind, ReferenceField) else column.kind
    read: Callable[[Any], Any] = kind.read
    return read
