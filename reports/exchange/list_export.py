"""A list as it stands on the screen, written as a workbook: its search, its order, its columns, every row.

Figures are numbers one can add up, shown with the digits and the unit the screen shows; every text is written as text,
so that no name becomes a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final, Protocol

from models import format
from models.files import replacing
from models.i18n import Translator
from models.queries.listing import FIGURES, Column
from reports.exchange.workbook import LAST_ROW, number

Progress = Callable[[int, int], None]
Words = Callable[[str], str]

PAGE: Final = 500
LONGEST: Final = 32_767
"""Letters a cell of a workbook holds."""

_NARROWEST, _WIDEST = 8, 60
_DIGITS: Final = {"money": 2, "rate": 4, "percent": 4, "quantity": 3}
_PLACES: Final = {"money": 2, "rate": 4, "percent": 6, "quantity": 3}
_INK: Final = "#1F2D28"
_GROUND: Final = "#EEF1EE"
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")


class Listed(Protocol):
    """What can be written: a listing, or rows in memory with the face of one."""

    @property
    def title(self) -> str: ...

    @property
    def columns(self) -> tuple[Column, ...]: ...

    def keys(self, search: str = "", order: str | None = None, descending: bool = False) -> list[int]: ...

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]: ...


def write_list(
    path: Path,
    listing: Listed,
    tr: Translator,
    *,
    search: str = "",
    order: str | None = None,
    descending: bool = False,
    statuses: Words | None = None,
    progress: Progress | None = None,
) -> int:
    """Write all rows that match, in their order; answers how many. Rows are read and written by the page.

    ``statuses`` gives the word of a status code. ``progress(done, total)`` may raise Cancelled: nothing is left then.
    What does not fit one sheet goes on in a second. Raises UserError when the file cannot be written.
    """
    import xlsxwriter

    keys = listing.keys(search, order, descending)
    written = 0
    with replacing(path) as unfinished:
        book = xlsxwriter.Workbook(
            str(unfinished),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "constant_memory": True,
            },
        )
        pages = _Pages(book, listing, tr, statuses or str)
        try:
            for start in range(0, len(keys), PAGE):
                if progress is not None:
                    progress(start, len(keys))
                for row in listing.rows(keys[start : start + PAGE]):
                    pages.put(row)
                    written += 1
            if progress is not None:
                progress(len(keys), len(keys))
        finally:
            # Closed in any case: the rows already written stand in files of their own until then.
            pages.close()
            book.close()
    return written


class _Pages:
    """The sheets of one list in the making."""

    def __init__(self, book: Any, listing: Listed, tr: Translator, statuses: Words) -> None:
        self._book, self._tr, self._statuses = book, tr, statuses
        places = {column.key: place for place, column in enumerate(listing.columns)}
        self._columns = [
            (places[column.key], places.get(column.unit_key or ""), column)
            for column in listing.columns
            if not column.hidden
        ]
        self._labels = [tr(column.label) for _, _, column in self._columns]
        self._name = _sheet_name(tr(listing.title))
        self._formats: dict[tuple[str, str], Any] = {}
        self._widths = [max(_NARROWEST, _wide(label) + 3) for label in self._labels]
        self._sheets: list[Any] = []
        self._row = 0
        self._begin()

    def put(self, row: tuple[Any, ...]) -> None:
        """Write one row; values are as the program keeps them."""
        if self._row > LAST_ROW:
            self._end()
            self._begin()
        for at, (place, unit_place, column) in enumerate(self._columns):
            value = row[place]
            if value is None or value == "":
                continue
            unit = row[unit_place] if unit_place is not None else None
            width = self._write(at, column.kind, value, unit or "")
            self._widths[at] = max(self._widths[at], min(_WIDEST, width + 2))
        self._row += 1

    def close(self) -> None:
        """Give every sheet its widths and its filter."""
        self._end()
        for sheet in self._sheets:
            for at, width in enumerate(self._widths):
                sheet.set_column(at, at, width)

    def _begin(self) -> None:
        serial = len(self._sheets) + 1
        sheet = self._book.add_worksheet(self._name if serial == 1 else f"{self._name[:26]} {serial}")
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 22)
        for at, ((_, _, column), label) in enumerate(zip(self._columns, self._labels, strict=True)):
            side = "right" if column.kind in FIGURES else "left"
            sheet.write_string(0, at, label, self._head(side))
        self._sheets.append(sheet)
        self._row = 1

    def _end(self) -> None:
        if self._row > 1 and self._columns:
            self._sheets[-1].autofilter(0, 0, self._row - 1, len(self._columns) - 1)

    def _write(self, at: int, kind: str, value: Any, unit: str) -> int:
        """Write one value; answers how wide it is in letters."""
        sheet = self._sheets[-1]
        if kind in FIGURES and type(value) is int:
            shown = f" {format.unit_name(unit, self._tr)}" if unit else ""
            digits = _digits(kind, value)
            sheet.write_number(
                self._row, at, number(value, _PLACES.get(kind, 0)), self._figure(kind, digits, shown)
            )
            whole = len(f"{abs(value) // 10 ** _PLACES.get(kind, 0):,}")
            return whole + digits + 2 + _wide(shown) + (1 if kind == "percent" else 0)
        day = _day(value) if kind == "date" else None
        if day is not None:
            sheet.write_datetime(self._row, at, datetime.combine(day, time()), self._dress("yyyy-mm-dd"))
            return 10
        text = self._words(kind, value)
        sheet.write_string(self._row, at, text[:LONGEST])
        return max((_wide(line) for line in text.splitlines()[:5]), default=0)

    def _words(self, kind: str, value: Any) -> str:
        if kind == "status":
            return self._statuses(str(value))
        if kind == "unit":
            return format.unit_name(str(value), self._tr)
        return str(value)

    def _figure(self, kind: str, digits: int, unit: str) -> Any:
        shape = "#,##0" + (f".{'0' * digits}" if digits else "")
        if kind == "percent":
            return self._dress(f"{shape}%")
        return self._dress(shape + (f'"{unit.replace(chr(34), "")}"' if unit else ""))

    def _dress(self, shape: str) -> Any:
        found = self._formats.get(("figure", shape))
        if found is None:
            found = self._formats["figure", shape] = self._book.add_format({"num_format": shape})
        return found

    def _head(self, side: str) -> Any:
        found = self._formats.get(("head", side))
        if found is None:
            looks = {"bold": True, "align": side, "valign": "vcenter", "bottom": 1}
            found = self._book.add_format(looks | {"bg_color": _GROUND, "font_color": _INK})
            self._formats["head", side] = found
        return found


def _digits(kind: str, value: int) -> int:
    """How many decimals the screen shows: money two, rates four, others none that are idle."""
    if kind in ("money", "rate"):
        return _DIGITS[kind]
    most = _DIGITS.get(kind, 0)
    while most and value % 10 == 0:
        value //= 10
        most -= 1
    return most


def _day(value: Any) -> date | None:
    """The day of a cell where a workbook can hold it as one: from 1900 on."""
    if isinstance(value, datetime):
        value = value.date()
    elif isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and value.year >= 1900 else None


def _wide(text: str) -> int:
    """Letters of a text as a workbook counts a column's width: Chinese ones twice."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _sheet_name(title: str) -> str:
    """A title without what a sheet's name may not hold; at most 31 letters."""
    return _NOT_IN_NAMES.sub(" ", title).strip(" '")[:31].strip(" '") or "1"
