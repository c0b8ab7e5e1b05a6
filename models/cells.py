"""What the cells of a workbook's sheets hold: texts, figures, days, and what only looks like a value."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from models.errors import UserError
from models.i18n import mark, tr

MOST_BYTES: Final = 100_000_000
"""What may be kept of one workbook, in bytes as reckoned here: 100,000 slips, which take 400 MB in all."""
MOST_SECONDS: Final = 60
LONGEST_TEXT: Final = 1 << 17
"""A cell holds 32,767 characters; a longer text is damage."""
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
CELL_BYTES: Final = 80
SURE_DIGITS: Final = 15
"""So many digits are a figure that a workbook can hold exactly."""

Rows = list[tuple[int, list[Any]]]
"""The rows that hold anything, each with its number from 1 and its cells from column A on; "" is an empty one."""
Merged = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: row and column of its first and its last cell, from 0."""


class Unreadable(str):
    """A cell that shows something but holds no value; the text is what it shows. ``why`` is a marked sentence."""

    __slots__ = ()
    why = mark("This cell is damaged. Type it again.")


class Broken(Unreadable):
    """What a formula shows that could not be worked out, like #DIV/0!."""

    __slots__ = ()
    why = mark("The formula of this cell has an error.")


class Unstored(Unreadable):
    """A formula that was never worked out: the program that wrote it stored no result."""

    __slots__ = ()
    why = mark(
        "The formula of this cell has no stored result. Open the file in Excel or WPS and save it there."
    )


@dataclass(frozen=True, slots=True)
class Cells:
    """What one sheet holds."""

    rows: Rows
    merged: tuple[Merged, ...]
    hidden: frozenset[int] = frozenset()
    """The numbers of rows that nobody sees, as those a filter leaves out."""


class Damaged(Exception):
    """The file is no workbook, or not a whole one."""


class Budget:
    """The memory and the time that one workbook may take."""

    def __init__(self) -> None:
        self.spent = 0
        self._until = time.monotonic() + MOST_SECONDS

    def spend(self, size: int) -> None:
        """Count bytes that stay. Raises UserError when they are too many."""
        self.spent += size
        if self.spent > MOST_BYTES:
            raise UserError(tr("The workbook is too large to be read. Split it into several."))

    def check(self) -> None:
        """Raise UserError when too much was spent, bytes or time."""
        self.spend(0)
        if time.monotonic() > self._until:
            raise UserError(tr("Reading the workbook takes too long. Split it into several."))


class Style(NamedTuple):
    """What a number means by how it is shown."""

    percent: bool = False
    day: bool = False
    span: bool = False


def local_name(name: str) -> str:
    return name.rpartition(":")[2]


_DECLARED: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["']utf-8["'])?(?: standalone=["'][a-z]+["'])?\?>)?"""
    rb"\s*(?=<[a-z])",
    re.IGNORECASE,
)
"""How a part begins whose bytes up to 127 are the characters they are in ASCII."""
_PLAIN: Final = re.compile(
    r'(?:</row>)?<row r="([0-9]{1,7})"(?: [A-Za-z0-9:]+="[^"<&]*")*>'
    r'|<c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([ns])")?(?:/>|><v>([0-9.E+-]+)</v></c>)'
)
"""The beginning of a row, its number; or a whole cell that holds a figure or refers to a text: place, style, kind and
value."""

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRUE: Final = frozenset({"1", "true"})
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


_DAYS: Final = frozenset(
    map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)))
)
"""The formats of dates and times that every spreadsheet program knows by number, the Chinese ones among them."""
_ASIDE: Final = re.compile(r'"[^"]*"|[\\_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_SPAN: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_DAY: Final = re.compile(r"[dmyhs]", re.IGNORECASE)


def style_of(number: str, code: str | None) -> Style:
    """What a format makes of a number; what stands in quotes, in brackets or behind a sign of its own is no format."""
    if code is None:
        return Style(percent=number in {"9", "10"}, day=number in _DAYS, span=number == "46")
    bare = _ASIDE.sub("", code[:1000]).split(";")[0]
    return Style(percent="%" in bare, day=bool(_DAY.search(bare)), span=bool(_SPAN.search(bare)))


class StringsReader:
    """Takes the marks of the texts shared by all sheets; how a text is spoken (rPh) is no part of it."""

    def __init__(self, budget: Budget) -> None:
        self.found: list[str] = []
        self._budget = budget
        self._text = ""
        self._takes = self._spoken = False

    def listen(self, parser: Any) -> None:
        """Set the handlers."""
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._take

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        self._takes = local == "t" and not self._spoken
        if local == "si":
            self._text = ""
        elif local == "rPh":
            self._spoken = True

    def _take(self, data: str) -> None:
        if self._takes:
            self._text += data
            if len(self._text) > LONGEST_TEXT:
                raise Damaged

    def _end(self, name: str) -> None:
        self._takes = False
        local = local_name(name)
        if local == "rPh":
            self._spoken = False
        elif local == "si":
            self.found.append(_unescaped(self._text))
            self._budget.spend(CELL_BYTES + 2 * len(self._text))


class SheetReader:
    """Takes the marks of one sheet and keeps its cells."""

    def __init__(self, budget: Budget, strings: list[str], styles: list[Style], epoch: datetime) -> None:
        self._budget, self._strings, self._epoch = budget, strings, epoch
        self._styled = {str(place): style for place, style in enumerate(styles) if any(style)}
        self._rows: dict[int, list[Any]] = {}
        self._merged: list[Merged] = []
        self._hidden: set[int] = set()
        self._columns: dict[str, int] = {}
        self._styled_values: dict[tuple[str, str], Any] = {}
        # The marks as this sheet writes them: some programs put a prefix before each.
        self._row_mark = self._cell_mark = self._value_mark = ""
        self._parser: Any = None
        self._cell: dict[str, str] | None = None
        self._row: list[Any] = []
        self._number = self._next = self._kept = 0
        self._cut = -1
        self._unnumbered = False
        self._value: str | None = None
        self._formula: str | None = None
        self._takes = ""
        self._spoken = False
        self._plain: bool | None = None
        self._left = b""

    def listen(self, parser: Any) -> None:
        """Set the handlers. Ends of marks matter in texts that stand in their cells only, and cost time."""
        self._parser = parser
        parser.StartElementHandler, parser.CharacterDataHandler = self._start, self._take

    def feed(self, data: bytes, last: bool) -> None:
        """Take the next bytes of the sheet; the parser that was listened to runs through all of them.

        In stretches that are nothing but rows of plain cells it only looks whether they are sound: what they hold is
        found in less time than it takes to hear of every mark.
        """
        data = self._left + data
        if self._plain is None:
            declared = _DECLARED.match(data)
            self._plain = declared is not None
            if declared is not None:
                self._parser.Parse(data[: declared.end()])
                data = data[declared.end() :]
        # Past a comment or what else may hold a mark that is none, nothing is told without the parser.
        self._plain = self._plain and b"<!" not in data and b"<?" not in data
        begin, end = data.find(b"<row "), data.rfind(b"</row>") + len(b"</row>")
        if self._plain and 0 <= begin < end:
            self._parser.Parse(data[:begin])
            self._take_rows(data[begin:end])
            data = data[end:]
        # What may be the beginning of a row waits for the rest of it; a longer one may be cut within a mark.
        self._plain = self._plain and len(data) < LONGEST_TEXT
        self._left = data if self._plain and not last else b""
        if not self._left:
            self._parser.Parse(data, last)

    def _take_rows(self, data: bytes) -> None:
        """Run through whole rows: the parser alone, where all their cells are plain."""
        found = _PLAIN.split(data.decode("ascii")) if data.isascii() else [""]
        step = 1 + _PLAIN.groups
        ours = self._row_mark == "row" and self._parser.EndElementHandler is None and b" hidden=" not in data
        if not ours or found[-1] != "</row>" or any(found[:-1:step]):
            self._parser.Parse(data)
            return
        self._parser.StartElementHandler = self._parser.CharacterDataHandler = None
        self._parser.Parse(data)
        self.listen(self._parser)
        self._close()
        self._value = self._formula = None
        self._keep_plain(zip(*(found[at::step] for at in range(1, step)), strict=True))

    def _keep_plain(
        self, marks: Iterable[tuple[str | None, str, str | None, str | None, str | None]]
    ) -> None:
        """Put plain cells into their rows as `_keep` does it; here only those that are soon told, which most are."""
        strings, styled, columns = self._strings, self._styled, self._columns
        row, cut = self._row, self._cut
        for number, place, style, kind, value in marks:
            if number is not None:
                self._open(number)
                row, cut = self._row, self._cut
                continue
            meant: Any = ""
            if value is not None and columns.get(place[:cut]) == len(row):
                if kind is None and style in styled:
                    meant = self._styled_values.get((value, style), "")
                elif value.isdecimal() and len(value) <= SURE_DIGITS:
                    if kind is None:
                        meant = float(value)
                    elif kind == "s" and int(value) < len(strings):
                        meant = strings[int(value)]
            if meant == "":
                self._keep(place, kind, value, style)
            else:
                row.append(meant)
                self._kept += 1

    def cells(self) -> Cells:
        """What was found."""
        self._close()
        rows = [(number, row) for number, row in self._rows.items() if row]
        rows.sort(key=lambda pair: pair[0])
        return Cells(rows, tuple(self._merged), frozenset(self._hidden))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._value_mark:
            self._value, self._takes = "", "value"
        elif name == self._cell_mark:
            if self._cell is not None:
                self._keep_heard(self._cell)
            self._cell, self._value, self._formula, self._takes = attributes, None, None, ""
        elif name == self._row_mark:
            self._close()
            self._open(attributes.get("r"))
            if attributes.get("hidden") in TRUE:
                self._hidden.add(self._number)
        else:
            self._other(name, attributes)

    def _other(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        self._takes = ""
        if not self._row_mark:
            prefix = name[: len(name) - len(local)]
            self._row_mark, self._cell_mark, self._value_mark = f"{prefix}row", f"{prefix}c", f"{prefix}v"
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif self._cell is None:
            return
        elif local == "f":
            self._formula, self._takes = "", "formula"
        elif local == "is":
            self._value, self._spoken = "", False
            self._parser.EndElementHandler = self._end
        elif local == "rPh":
            self._spoken = True
        elif local == "t" and not self._spoken and self._value is not None:
            self._takes = "value"

    def _end(self, name: str) -> None:
        self._takes = ""
        if name == self._cell_mark:
            self._parser.EndElementHandler = None
        elif local_name(name) == "rPh":
            self._spoken = False

    def _take(self, data: str) -> None:
        if self._takes == "value":
            if self._value:
                data = self._value + data
                if len(data) > LONGEST_TEXT:
                    raise Damaged
            self._value = data
        elif self._takes:
            self._formula = f"{self._formula}{data}"[:LONGEST_TEXT]

    def _open(self, number: str | None) -> None:
        self._unnumbered = number is None
        self._number = self._number + 1 if number is None else int(number)
        if not 0 < self._number <= LAST_ROW:
            raise Damaged
        self._cut = -len(str(self._number))
        self._row = self._rows.setdefault(self._number, [])
        self._next = 0
        self._budget.spent += CELL_BYTES * (1 + self._kept)
        self._kept = 0

    def _close(self) -> None:
        if self._cell is not None:
            self._keep_heard(self._cell)
            self._cell = None

    def _keep_heard(self, cell: dict[str, str]) -> None:
        self._keep(cell.get("r"), cell.get("t"), self._value, cell.get("s"))

    def _keep(self, place: str | None, kind: str | None, value: str | None, style: str | None) -> None:
        """Put a cell that is over into its row, unless it is empty. Runs for every cell there is: in short steps."""
        if place is None:
            column = self._next
        else:
            if self._unnumbered:
                self._renumber(place)
            letters = place[: self._cut]
            column = self._columns.get(letters, -1)
            if column < 0:
                column = self._columns[letters] = _column(letters)
        self._next = column + 1
        meant: Any = None
        try:
            if kind == "s":
                if value:
                    meant = self._strings[int(value)]
            elif kind is None and value and "_" not in value and style not in self._styled:
                meant = float(value)
        except (ValueError, IndexError):
            meant = Unreadable(str(value).strip())
        if meant is None or (type(meant) is float and meant - meant != 0):
            meant = self._meant(kind, value, style)
        if meant == "":
            return
        row = self._row
        missing = column - len(row)
        if missing < 0:
            row[column] = meant
            return
        if missing:
            self._budget.spend(8 * missing)
            row.extend([""] * missing)
        row.append(meant)
        self._kept += 1

    def _renumber(self, place: str) -> None:
        """Go on in the row that a cell says it stands in, where the row itself has no number."""
        digits = place.lstrip(_LETTERS)
        old = self._rows.pop(self._number)
        self._open(digits)
        self._row.extend(old)

    def _meant(self, kind: str | None, value: str | None, style: str | None) -> Any:
        """What a cell means; "" when it is empty."""
        if not value:
            # An empty text is a result; a figure is not there.
            if self._formula is not None and (value is None or kind != "str"):
                return Unstored(f"={self._formula.strip()}")
            return ""
        try:
            if kind is None or kind == "n":
                if style in self._styled:
                    return self._as_styled(value, style)
                return _number(value)
            if kind == "b":
                return value.strip() in {"1", "true"}
            if kind == "e":
                return Broken(value.strip())
            if kind == "d":
                return _iso_day(value.strip())
        except ValueError:
            return Unreadable(value.strip())
        self._budget.spent += 2 * len(value)
        return _unescaped(value.rstrip("\r\n"))

    def _as_styled(self, value: str, style: str) -> Any:
        """What its style makes of a number. Raises ValueError for what is none."""
        key = (value, style)
        if key not in self._styled_values:
            self._styled_values[key] = self._as_shown(_number(value), self._styled[style])
            self._budget.spent += 2 * CELL_BYTES
        return self._styled_values[key]

    def _as_shown(self, number: Any, style: Style) -> Any:
        if style.percent:
            return f"{(Decimal(format(number, '.15g')) * 100).normalize():f}%"
        try:
            if style.span:
                return timedelta(days=number)
            milliseconds = int(Decimal(repr(number)) * 86_400_000 + Decimal("0.5"))
            # What the first programs took for 29 February 1900 shifts the days before it.
            early = self._epoch.year == 1899 and 1 <= number < 60
            moment = self._epoch + timedelta(milliseconds=milliseconds, days=int(early))
        except (OverflowError, ArithmeticError):
            return number
        if number < 0:
            return number
        if number < 1:
            return moment.time()
        return moment.date() if milliseconds % 86_400_000 == 0 else moment

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        try:
            ends = [_place(one.replace("$", "")) for one in (first, last or first)]
        except ValueError:
            return
        self._merged.append((ends[0], ends[1]))
        self._budget.spend(200)


def _number(text: str) -> Any:
    """A figure as a workbook stores it, which is binary. Raises ValueError for what is none."""
    number = float(text)
    if "_" in text or number - number != 0:
        raise ValueError(text)
    return number


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or column > LAST_COLUMN:
            raise Damaged
        column = column * 26 + ord(letter) - 64
    if not 0 < column <= LAST_COLUMN:
        raise Damaged
    return column - 1


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, _column(letters)


def _iso_day(text: str) -> Any:
    if "T" not in text and ":" in text:
        return datetime.strptime(text.partition(".")[0], "%H:%M:%S").time()
    moment = datetime.fromisoformat(text.removesuffix("Z"))
    return moment if "T" in text and moment.time() != datetime.min.time() else moment.date()
