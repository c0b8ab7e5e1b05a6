"""A workbook as people keep it: sheets found by name, columns by header, cells read by kind, every fault noted.

Nothing here knows the database; ``workbook`` resolves and posts what was read.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from models.errors import Problem, UserError
from models.i18n import tr
from models.rules import amount, reading
from models.rules.sheets import CHOICE, CODE, DATE, RECORDS, TEXT, Column, Sheet

Progress = Callable[[int, int], None]

OLD_FILE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a file of Excel before 2007 begins, and one that is protected."""
TEXTS: Final = (".csv", ".txt", ".tsv")

LONGEST_NUMBER: Final = 10**15
"""A spreadsheet keeps 15 digits of a number; of a longer account or identity number it has lost some."""

TOTALS: Final = frozenset({"合计", "总计", "小计", "共计", "total", "sum"})
"""What the first cell of a stranger's line of sums says."""

OURS: Final = {sheet.key: sheet for sheet in RECORDS}


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a sheet of a file is: a key of ``rules/sheets`` ("" passes it over), and where each column is found.

    ``header`` is the row of its headers, ``body`` the first row below them, both from 1. ``columns`` gives the place
    (from 0) by column key; ``fixed`` a word that holds for all rows where the file has no such column.
    """

    sheet: str
    header: int = 1
    body: int = 2
    columns: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[Column]:
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

    sheet: Sheet
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


def header_of(sheet: Sheet, column: str) -> str:
    """The Chinese header of a column key, for a column the file does not have."""
    return next((c.zh for c in sheet.columns if c.key == column), column)


def shown(value: Any) -> str:
    """A cell's value as a message repeats it, shortened."""
    text = "" if value is None else reading.text_of(value)
    return text if len(text) <= 40 else text[:39] + "…"


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A workbook to read from. Raises UserError when the file is absent, no .xlsx workbook, or protected."""
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.is_file():
        raise UserError(tr('There is no file "{name}".').format(name=str(path)))
    try:
        with path.open("rb") as file:
            # What is not packed as .xlsx could be read in part, but no remarks could be written beside its cells.
            if file.read(2) != b"PK":
                raise CalamineError(path.name)
            file.seek(0)
            # Read whole, so that the file is free again: Windows lets nobody replace one that is in use.
            book = CalamineWorkbook.from_filelike(file)
        yield book
    except PermissionError as error:
        raise UserError(
            tr('"{name}" is open in another program. Close it there first.').format(name=path.name)
        ) from error
    except (CalamineError, OSError) as error:
        raise UserError(_why_not(path).format(name=path.name)) from error


def _why_not(path: Path) -> str:
    """What a file is instead of a workbook that can be read, and what to do about it."""
    try:
        with path.open("rb") as file:
            start = file.read()
    except OSError:
        start = b"?"
    if not start:
        return tr('"{name}" is empty.')
    if start.startswith(OLD_FILE):
        # A protected .xlsx is packed like an old file; the names of its parts say which it is.
        if "EncryptedPackage".encode("utf-16-le") in start:
            return tr(
                '"{name}" is protected by a password. Open it in Excel or WPS, take the password off and save it.'
            )
        return tr('"{name}" is an old Excel file. Open it in Excel or WPS and save it as .xlsx.')
    if start.startswith(b"PK"):
        return tr('"{name}" is damaged, or no Excel workbook (.xlsx).')
    if path.suffix.lower() in TEXTS:
        return tr('"{name}" is a text file. Open it in Excel or WPS and save it as .xlsx.')
    return tr('"{name}" is not an Excel workbook (.xlsx).')


class Broken(str):
    """What a formula shows that could not be worked out, like #DIV/0!; the reader of workbooks takes it for empty."""

    __slots__ = ()


def broken_cells(path: Path) -> dict[str, dict[tuple[int, int], Broken]]:
    """The cells of a workbook that hold an error, by sheet and by place (row and column from 0)."""
    found: dict[str, dict[tuple[int, int], Broken]] = {}
    with zipfile.ZipFile(path) as packed:
        texts = {}
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and _MARK.search(data := packed.read(name)):
                texts[name] = data
        if not texts:
            return found
        targets = {
            one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:]
            for one in ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
        }
        for one in ElementTree.fromstring(packed.read("xl/workbook.xml")).iter():
            # Strict and common workbooks name the spaces of their marks differently, but mean the same.
            part = targets.get(next((value for key, value in one.items() if key.endswith("}id")), None))
            if part in texts:
                found[one.get("name", "")] = dict(map(_broken, _ERROR.finditer(texts[part])))
    return found


_MARK: Final = re.compile(rb"""\bt=["']e["']""")
_ERROR: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]+)([0-9]+)["'][^>/]*>"""
    rb"""(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)


def _broken(found: re.Match[bytes]) -> tuple[tuple[int, int], Broken]:
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return (int(found[2]) - 1, column - 1), Broken(found[3].decode("utf-8", "replace"))


def read_book(path: Path, progress: Progress | None = None, *, mapping: BookMapping | None = None) -> Book:
    """Read a workbook; faults of cells are collected in the answer. ``mapping`` says what is what in sheets of others.

    Raises UserError when the file is absent, no .xlsx workbook, or protected by a password.
    """
    with opened(path) as workbook:
        book = Book({sheet.key: BookSheet(sheet, sheet.zh) for sheet in RECORDS})
        mapping = mapping or {}
        found = _known_sheets(book, workbook.sheet_names, mapping)
        broken = {}
        # A workbook packed in another way than ours can still be read.
        with contextlib.suppress(KeyError, zipfile.BadZipFile, ElementTree.ParseError):
            broken = broken_cells(path)
        for done, (name, known) in enumerate(found.items()):
            if progress is not None:
                progress(done, len(found))
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            for (row, column), shows in broken.get(name, {}).items():
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = shows
            if name in mapping:
                _read_mapped(book, known, rows, mapping[name], sheet.merged_cell_ranges or ())
            else:
                _read_sheet(book, known, rows)
    return book


def sheet_named(name: str) -> Sheet | None:
    """The sheet of records somebody means by the name of a sheet, in Chinese or English."""
    by_name = {sheet.zh: sheet for sheet in RECORDS} | {sheet.en.casefold(): sheet for sheet in RECORDS}
    return by_name.get(name.strip()) or by_name.get(reading.code_of(name).casefold())


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


def _read_sheet(book: Book, known: BookSheet, rows: list[list[Any]]) -> None:
    head = next((i for i, row in enumerate(rows) if any(cell != "" for cell in row)), None)
    if head is None:
        return
    columns = _columns(book, known, rows[head], head + 1)
    body = [(i + 1, row) for i, row in enumerate(rows) if i > head and any(filled(cell) for cell in row)]
    if body and _missing(book, known, head + 1):
        book.strange.append(known.name)
        return
    _read_rows(book, known, columns, body)


def _read_mapped(
    book: Book,
    known: BookSheet,
    rows: list[list[Any]],
    mapping: SheetMapping,
    merged: Any,
) -> None:
    """Read a stranger's sheet: the columns said, values of merged cells in all their rows, no lines of sums."""
    own = width = max((len(row) for row in rows), default=0)
    columns = []
    for column in known.sheet.columns:
        place = mapping.columns.get(column.key)
        if place is not None and place < own:
            head = rows[mapping.header - 1 : mapping.body - 1]
            parts = dict.fromkeys(text for row in head if (text := reading.code_of(row[place])))
            known.headers[column.key] = next(reversed(parts), "") or column.zh
            columns.append((place, column))
        elif column.key in mapping.fixed:
            known.headers[column.key] = column.zh
            columns.append((width, column))
            for row in rows:
                row.append(mapping.fixed[column.key])
            width += 1
    _spread(rows, mapping, merged, {place for place, column in columns if column.kind in _TOLD})
    used = [place for place, _ in columns if place < own]
    body = []
    for number, cells in enumerate(rows[mapping.body - 1 :], start=mapping.body):
        if not any(filled(cells[place]) for place in used):
            continue
        first = next((reading.code_of(cell) for cell in cells if filled(cell)), "")
        if "".join(first.split()).casefold().rstrip(":") in TOTALS:
            words = tr("This line was taken for a sum and passed over.")
            book.warnings.append(Problem(known.name, number, None, first, words))
            continue
        body.append((number, cells))
    if body and _missing(book, known, mapping.header):
        return
    _read_rows(book, known, columns, body)


_TOLD = frozenset({TEXT, CODE, CHOICE, DATE})
"""Kinds whose merged cell holds for all its rows; a figure in a merged cell is one figure."""


def _spread(rows: list[list[Any]], mapping: SheetMapping, merged: Any, places: set[int]) -> None:
    for (top, left), (bottom, _) in merged:
        if left in places and top >= mapping.body - 1:
            for at in range(top + 1, min(bottom + 1, len(rows))):
                rows[at][left] = rows[top][left]


def _missing(book: Book, known: BookSheet, row: int) -> bool:
    missing = [c for c in known.sheet.columns if c.required and c.key not in known.headers]
    for column in missing:
        book.problems.append(Problem(known.name, row, column.zh, "", tr("This column is missing.")))
    return bool(missing)


def _read_rows(
    book: Book, known: BookSheet, columns: list[tuple[int, Column]], body: list[tuple[int, list[Any]]]
) -> None:
    readers = [(at, column, reader_of(column)) for at, column in columns]
    known.places = {column.key: at for at, column in columns}
    for number, cells in body:
        row = BookRow(number, cells, {})
        values = row.values
        for at, column, read in readers:
            cell = cells[at]
            if cell == "" or (type(cell) is str and not cell.strip("\u3000 \t\r\n")):
                if column.required:
                    row.faulty = True
                    book.problems.append(
                        Problem(
                            known.name, number, known.headers[column.key], "", tr("This must be filled in.")
                        )
                    )
                values[column.key] = None
                continue
            try:
                if type(cell) is Broken:
                    raise UserError(tr("The formula of this cell has an error."))
                values[column.key] = read(cell)
            except UserError as error:
                row.faulty = True
                values[column.key] = None
                book.problems.append(
                    Problem(known.name, number, known.headers[column.key], shown(cell), error.message)
                )
        known.rows.append(row)


def filled(cell: Any) -> bool:
    """Whether a cell holds anything but blanks."""
    return cell != "" and not (type(cell) is str and not cell.strip("\u3000 \t\r\n"))


def _columns(book: Book, known: BookSheet, header: list[Any], row: int) -> list[tuple[int, Column]]:
    by_name = {_folded(name): column for name, column in known.sheet.headers.items()}
    columns: list[tuple[int, Column]] = []
    for at, cell in enumerate(header):
        text = reading.code_of(cell)
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
            columns.append((at, found))
    return columns


def _folded(text: str) -> str:
    # A star marks required columns in templates; people also write "户号 code*" whole.
    return reading.code_of(text).rstrip("*").strip().casefold()


def reader_of(column: Column) -> Callable[[Any], Any]:
    """What turns a cell of a column into a value; it raises UserError for what cannot be read."""
    words = column.words
    if column.kind == CHOICE:
        return lambda cell: reading.choice_of(cell, words)
    if words:
        return lambda cell: words.get(text := reading.text_of(cell), text)
    readers: dict[str, Callable[[Any], Any]] = {
        "text": reading.text_of,
        "code": _code,
        "quantity": lambda cell: amount.quantity(cell, minimum=0),
        "per_unit": amount.per_unit,
        "rate": lambda cell: amount.rate(cell, minimum=0),
        "price": lambda cell: amount.rate(cell, minimum=0),
        "money": amount.money,
        "percent": lambda cell: amount.percent(cell, minimum=0),
        "date": reading.date_of,
        "time": lambda cell: reading.time_of(cell).strftime("%H:%M"),
        "whole": _whole,
        "coordinate": _coordinate,
    }
    return readers[column.kind]


def _code(cell: Any) -> str:
    if isinstance(cell, (int, float)) and abs(cell) >= LONGEST_NUMBER:
        raise UserError(tr("As a number this loses its last digits. Write it as text."))
    return reading.code_of(cell)


def _whole(cell: Any) -> int:
    thousandths = amount.quantity(cell)
    if thousandths % 1000:
        raise UserError(tr("A whole number is needed."))
    return thousandths // 1000


def _coordinate(cell: Any) -> float:
    from decimal import Decimal, InvalidOperation

    try:
        degrees = Decimal(str(cell) if isinstance(cell, (int, float)) else reading.code_of(cell))
    except InvalidOperation:
        raise UserError(tr("Not a coordinate: write it like 30.718028.")) from None
    if not degrees.is_finite() or abs(degrees) > 180:
        raise UserError(tr("Not a coordinate: write it like 30.718028."))
    return float(degrees)
