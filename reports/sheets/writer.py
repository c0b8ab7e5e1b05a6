"""The one writer of spreadsheets: every text is written as text, so that no name becomes a formula."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from models import format, protected_file
from models.i18n import Translator
from models.kinds import DayField, FigureField, Kind

LAST_ROW: Final = 1_048_575
LONGEST: Final = 32_767
"""Letters a cell of a workbook holds."""
INK: Final = "#1F2D28"
GROUND: Final = "#EEF1EE"

_FIRST_YEAR: Final = 1900
_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")


class _Rows(dict[int, Any]):
    """The rows of a sheet; asked for an empty one, it makes none: a single far cell would take 140 MB otherwise."""

    def __missing__(self, row: int) -> dict[int, Any]:
        return {}


class Workbook:
    """A workbook in the making.

    ``made_on`` is the day it says it was made (None: this second), so that a locked month's is the same file again.
    A ``large`` one keeps its rows on the disk while they are written, each row after the one before. Words are put in
    the language of ``tr``, or the screen's.
    """

    def __init__(
        self,
        path: Path,
        made_on: date | None = None,
        *,
        tr: Translator | None = None,
        large: bool = False,
    ) -> None:
        import xlsxwriter

        self._path, self._made = path, BytesIO()
        self.book: Any = xlsxwriter.Workbook(
            self._made,
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "constant_memory": large,
            },
        )
        if made_on is not None:
            self.book.set_properties({"created": midnight(made_on)})
        self._tr = tr
        self._dresses: dict[Any, Any] = {}
        self._names: set[str] = set()

    def close(self) -> None:
        """Write everything to the disk."""
        for page in self.book.worksheets():
            page.table = _Rows(page.table)
        self.book.close()
        # Not by the library itself: where the disk is full, it would complain once more as it is thrown away.
        password = protected_file.current()
        made = self._made.getbuffer()
        self._path.write_bytes(
            made if password is None else protected_file.workbook_with(bytes(made), password)
        )

    def page(self, name: str, *, reserved: bool = False) -> Any:
        """Add a sheet, under its name or the nearest a workbook takes; ``reserved``: it is the sheet's already."""
        return self.book.add_worksheet(name if reserved else self.reserve(name))

    def reserve(self, name: str) -> str:
        """The name a sheet will have that is added later: nothing forbidden, no two alike but for case."""
        base = _NOT_IN_NAMES.sub(" ", name).strip(" '")[:_NAME].strip(" '") or "1"
        found, serial = base, 1
        while found.casefold() in self._names:
            serial += 1
            found = f"{base[: _NAME - 1 - len(str(serial))]} {serial}"
        self._names.add(found.casefold())
        return found

    def dress(self, **looks: Any) -> Any:
        """How a cell looks, made once."""
        key = tuple(looks.items())
        if key not in self._dresses:
            self._dresses[key] = self.book.add_format(looks)
        return self._dresses[key]

    def shape(self, number_format: str) -> Any:
        """How a cell looks whose number is shown in a format."""
        found = self._dresses.get(number_format)
        if found is None:
            found = self._dresses[number_format] = self.book.add_format({"num_format": number_format})
        return found

    def put(
        self,
        page: Any,
        row: int,
        at: int,
        kind: Kind,
        value: Any,
        *,
        unit: str = "",
        fixed: bool = False,
    ) -> int:
        """Write a value of a kind; answers how wide it is in letters.

        With the digits and the ``unit`` the screen shows, or in the ``fixed`` format of its column.
        """
        if value is None or value == "":
            return 0
        if isinstance(kind, FigureField) and type(value) is int:
            behind = f" {format.unit_name(unit, self._tr)}" if unit else ""
            shape = kind.shape if fixed else kind.format_of(value)
            if behind:
                shape += f'"{behind.replace(chr(34), "")}"'
            exact = kind.number(value)
            page.write_number(row, at, float(exact), self.shape(shape))
            return len(f"{abs(int(exact)):,}") + kind.decimals(value) + 2 + wide(behind) + shape.count("%")
        day = day_of(value) if isinstance(kind, DayField) else None
        if day is not None:
            page.write_datetime(row, at, midnight(day), self.shape(kind.shape))
            return 10
        # Words may stand where a figure is expected: "by weight".
        text = str(value) if kind.figure else kind.shown(value, self._tr)
        page.write_string(row, at, text[:LONGEST], self.shape(kind.shape) if fixed else None)
        return max((wide(line) for line in text.splitlines()[:5]), default=0)


def midnight(day: date) -> datetime:
    """A day as a workbook holds it."""
    return datetime.combine(day, time())


def day_of(value: Any) -> date | None:
    """The day of a value where a workbook can hold it as one: from 1900 on."""
    if isinstance(value, datetime):
        value = value.date()
    elif isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and value.year >= _FIRST_YEAR else None


def wide(text: str) -> int:
    """Letters of a text as a workbook counts a column's width: Chinese ones twice."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
