"""A workbook as people keep it: sheets found by name, columns by header, cells read by kind, every fault noted.

Nothing here knows the database; ``workbook`` resolves and posts what was read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import Problem, UserError
from models.i18n import tr
from models.rules import amount, reading
from models.rules.sheets import CHOICE, RECORDS, Column, Sheet

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class BookRow:
    """One row of a sheet: its number as the spreadsheet shows it, its values by column key, and what was wrong."""

    number: int
    values: dict[str, Any]
    faulty: bool = False


@dataclass
class BookSheet:
    """One known sheet as it was found: the headers in use by column key, and its rows."""

    sheet: Sheet
    name: str
    headers: dict[str, str] = field(default_factory=dict)
    rows: list[BookRow] = field(default_factory=list)


@dataclass
class Book:
    """Everything read from one workbook; a sheet that is absent is an empty one."""

    sheets: dict[str, BookSheet]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def fault(self, key: str, row: BookRow, column: str | None, message: str, value: Any = None) -> None:
        """Note that a row of a sheet is wrong; ``column`` is a column key."""
        row.faulty = True
        self.problems.append(
            self._problem(key, row.number, column, message, row.values.get(column or "", value))
        )

    def warn(self, key: str, row: BookRow, column: str | None, message: str) -> None:
        """Note that a row of a sheet is odd but can be read in."""
        self.warnings.append(
            self._problem(key, row.number, column, message, row.values.get(column or "", None))
        )

    def _problem(self, key: str, row: int, column: str | None, message: str, value: Any) -> Problem:
        sheet = self.sheets[key]
        header = None if column is None else sheet.headers.get(column) or header_of(sheet.sheet, column)
        return Problem(sheet.name, row, header, shown(value), message)


def header_of(sheet: Sheet, column: str) -> str:
    """The Chinese header of a column key, for a column the file does not have."""
    return next((c.zh for c in sheet.columns if c.key == column), column)


def shown(value: Any) -> str:
    """A cell's value as a message repeats it, shortened."""
    text = "" if value is None else reading.text_of(value)
    return text if len(text) <= 40 else text[:39] + "…"


def read_book(path: Path, progress: Progress | None = None) -> Book:
    """Read a workbook; faults of cells are collected in the answer.

    Raises UserError when the file is absent, no .xlsx workbook, or protected by a password.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.is_file():
        raise UserError(tr("There is no file “{name}”.").format(name=str(path)))
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        book = Book({sheet.key: BookSheet(sheet, sheet.zh) for sheet in RECORDS})
        found = _known_sheets(book, names)
        for done, (name, known) in enumerate(found.items()):
            if progress is not None:
                progress(done, len(found))
            _read_sheet(book, known, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except PermissionError as error:
        raise UserError(
            tr("“{name}” is open in another program. Close it there first.").format(name=path.name)
        ) from error
    except (CalamineError, OSError) as error:
        raise UserError(
            tr("“{name}” is not an Excel workbook (.xlsx), or it is protected.").format(name=path.name)
        ) from error
    return book


def _known_sheets(book: Book, names: list[str]) -> dict[str, BookSheet]:
    by_name = {}
    for sheet in RECORDS:
        by_name[sheet.zh] = by_name[sheet.en.casefold()] = book.sheets[sheet.key]
    found: dict[str, BookSheet] = {}
    taken: dict[str, str] = {}
    for name in names:
        known = by_name.get(name.strip()) or by_name.get(reading.code_of(name).casefold())
        if known is None:
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
                    tr("The same sheet as “{other}”.").format(other=taken[known.sheet.key]),
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
    missing = [c for c in known.sheet.columns if c.required and c.key not in known.headers]
    body = [(i + 1, row) for i, row in enumerate(rows) if i > head and any(_filled(cell) for cell in row)]
    if missing and body:
        for column in missing:
            book.problems.append(Problem(known.name, head + 1, column.zh, "", tr("This column is missing.")))
        return
    readers = [(at, column, _reader(column)) for at, column in columns]
    for number, cells in body:
        row = BookRow(number, {})
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
                values[column.key] = read(cell)
            except UserError as error:
                row.faulty = True
                values[column.key] = None
                book.problems.append(
                    Problem(known.name, number, known.headers[column.key], shown(cell), error.message)
                )
        known.rows.append(row)


def _filled(cell: Any) -> bool:
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
                    tr("The same column as “{other}”.").format(other=known.headers[found.key]),
                )
            )
        else:
            known.headers[found.key] = text
            columns.append((at, found))
    return columns


def _folded(text: str) -> str:
    # A star marks required columns in templates; people also write "户号 code*" whole.
    return reading.code_of(text).rstrip("*").strip().casefold()


def _reader(column: Column) -> Callable[[Any], Any]:
    words = column.words
    if column.kind == CHOICE:
        return lambda cell: reading.choice_of(cell, words)
    if words:
        return lambda cell: words.get(text := reading.text_of(cell), text)
    readers: dict[str, Callable[[Any], Any]] = {
        "text": reading.text_of,
        "code": reading.code_of,
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
