"""A stranger's spreadsheet: which of its sheets and columns are which of ours, proposed from names and contents.

A mapping is applied while the workbook is read (`book.read_book`); our own layout needs none. `Stranger` is a sheet as
it was found, `propose` the first guess, and `to_text` and `from_text` carry an answer to the next time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models import i18n
from models.actions.exchange.workbook.book import OURS, BookMapping, SheetMapping, reader_of, sheet_named
from models.cells import Rows
from models.errors import UserError
from models.i18n import tr
from models.kinds import DayField
from models.queries.exchange.result_sheets import RESULTS
from models.queries.exchange.workbook_schema import RECORDS, RecordSheet, SheetColumn
from models.rules import parsing
from models.rules.exchange import header_matching
from models.rules.exchange.sheet_rows import filled, shown
from models.spreadsheet import opened

Progress = Callable[[int, int], None]

LOOKED_AT: Final = 60
"""Rows kept of a sheet to find its headers and to show examples."""

WIDEST: Final = 100
"""Columns looked at; what stands further right is not asked about."""
EXAMPLES: Final = 20
MOST_HEADERS: Final = 12
HEADER_ROWS: Final = 20
DEEPEST: Final = 3
_PHONE: Final = re.compile(r"1[3-9][0-9]{9}")
_ID_NUMBER: Final = re.compile(r"[0-9]{17}[0-9Xx]")
_PATTERNS: Final = {"phone": _PHONE, "id_number": _ID_NUMBER}
HEADERS: Final = tuple(
    dict.fromkeys(name for sheet in RECORDS for column in sheet.columns for name in column.names)
)
"""Every header of any of our sheets, and what else people write there."""
_RESULT_NAMES: Final = frozenset(name for sheet in RESULTS for name in (sheet.zh, sheet.en))


class StrangeLayout(UserError):
    """A workbook whose sheets or columns are not all ours; nothing was read in. Somebody must say what is what."""


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of a stranger's sheet: its place from 0, its header, and the first values below it."""

    place: int
    text: str
    values: tuple[Any, ...]

    @property
    def letters(self) -> str:
        """The column as a spreadsheet names it: A, B, … AA."""
        number, letters = self.place + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    @property
    def examples(self) -> str:
        """The first few different values in one line."""
        return "，".join(list(dict.fromkeys(shown(value) for value in self.values))[:3])


@dataclass(frozen=True, slots=True)
class Stranger:
    """A sheet of a file as it stands: its first rows, the merged ranges among them, and how many rows have anything.

    ``own`` is the key of our sheet of that name, else "".
    """

    name: str
    top: tuple[tuple[Any, ...], ...]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    filled_rows: tuple[int, ...]
    own: str = ""

    def header_row(self) -> int:
        """The row (from 1) that looks most like headers; of a sheet without any the first with several cells."""
        best, most = 0, 0
        for at, row in enumerate(self.top[:HEADER_ROWS]):
            texts = [cell for cell in row if isinstance(cell, str) and 0 < len(cell.strip()) <= 20]
            score = sum(
                found
                for text in texts
                if (found := header_matching.headerlike(text, HEADERS)) >= header_matching.ENOUGH
            )
            if score > most:
                best, most = at, score
        if not most:
            several = (at for at, row in enumerate(self.top) if sum(map(filled, row)) > 1)
            first = (at for at, row in enumerate(self.top) if any(map(filled, row)))
            best = next(several, next(first, 0))
        # Where a header cell is merged downwards its first row is where the headers begin.
        for (top, _), (bottom, _) in self.merged:
            if top < best <= bottom and best - top < DEEPEST:
                best = top
        return best + 1

    def body_row(self, header: int) -> int:
        """The first row below the headers (from 1), headers merged over several rows counted whole."""
        at = header - 1
        deep = max((bottom for (top, _), (bottom, _) in self.merged if top == at), default=at)
        return min(deep, at + DEEPEST - 1) + 2

    def columns(self, header: int) -> tuple[FoundColumn, ...]:
        """The columns below a header row; a header over several columns stands before each of theirs."""
        body = self.body_row(header)
        heads = [self._spread(at) for at in range(header - 1, min(body - 1, len(self.top)))]
        found = []
        for place in range(max((len(row) for row in self.top), default=0)):
            parts = dict.fromkeys(text for row in heads if (text := parsing.code_of(row[place])))
            values = [row[place] for row in self.top[body - 1 :] if filled(row[place])][:EXAMPLES]
            if parts or values:
                found.append(FoundColumn(place, "".join(parts), tuple(values)))
        return tuple(found)

    @property
    def headers(self) -> str:
        """The headers in one line, as many as one reads."""
        names = [shown(column.text) for column in self.columns(self.header_row()) if column.text]
        return ", ".join(names[:MOST_HEADERS]) + (" …" if len(names) > MOST_HEADERS else "")

    def rows(self, header: int) -> int:
        """How many rows below the headers have anything."""
        body = self.body_row(header)
        return sum(number >= body for number in self.filled_rows)

    def signature(self, header: int) -> str:
        """What stays the same when the same kind of spreadsheet comes again: its headers in their order."""
        texts = "\x1f".join(
            f"{column.place}:{header_matching.plain(column.text)}" for column in self.columns(header)
        )
        return hashlib.sha256(texts.encode()).hexdigest()[:24]

    def _spread(self, at: int) -> list[Any]:
        """A row with the value of a merged cell in all its columns."""
        row = list(self.top[at])
        for (top, left), (bottom, right) in self.merged:
            if top <= at <= bottom and top < len(self.top):
                for place in range(left, min(right + 1, len(row))):
                    row[place] = self.top[top][left]
        return row


def scan(path: Path, progress: Progress | None = None) -> list[Stranger]:
    """The sheets of a workbook that hold anything. Raises UserError when the file is no workbook."""
    found = []
    with opened(path) as workbook:
        names = workbook.sheet_names
        for done, name in enumerate(names):
            if progress is not None:
                progress(done, len(names))
            sheet = workbook.sheet(name)
            numbers = tuple(number for number, cells in sheet.rows if any(map(filled, cells)))
            if not numbers:
                continue
            merged = tuple(
                ((top, left), (bottom, min(right, WIDEST - 1)))
                for (top, left), (bottom, right) in sheet.merged
                if top < LOOKED_AT and left < WIDEST
            )
            ours = sheet_named(name)
            found.append(
                Stranger(name, _top(sheet.rows), merged, numbers, ours.key if ours is not None else "")
            )
    return found


def _top(rows: Rows) -> tuple[tuple[Any, ...], ...]:
    """The first rows of a sheet side by side, empty ones among them, all equally wide."""
    first = {number: cells[:WIDEST] for number, cells in rows if number <= LOOKED_AT}
    width = max((len(cells) for cells in first.values()), default=0)
    return tuple(
        (*(cells := first.get(number, [])), *("",) * (width - len(cells)))
        for number in range(1, max(first, default=0) + 1)
    )


# -- proposing -----------------------------------------------------------------------------------------------------


def propose(strangers: Iterable[Stranger]) -> dict[str, SheetMapping]:
    """A first guess for every sheet; one that is like none of ours is passed over. Each of ours is given once."""
    guesses: dict[str, SheetMapping] = {}
    scored: list[tuple[int, int, str, SheetMapping]] = []
    for order, one in enumerate(strangers):
        guesses[one.name] = SheetMapping("", one.header_row(), one.body_row(one.header_row()))
        candidates = [OURS[one.own]] if one.own else list(RECORDS)
        for ours in candidates:
            guess = propose_columns(one, ours)
            score = SAME_NAME if one.own else _sheet_score(one, ours, guess)
            if score >= ENOUGH:
                scored.append((-score, order, one.name, guess))
    given: set[str] = set()
    done: set[str] = set()
    for _, _, name, guess in sorted(scored, key=lambda item: item[:3]):
        if name not in done and guess.sheet not in given:
            guesses[name] = guess
            given.add(guess.sheet)
            done.add(name)
    return guesses


SAME_NAME: Final = 2000
ENOUGH: Final = 450


def _sheet_score(one: Stranger, ours: RecordSheet, guess: SheetMapping) -> int:
    if not guess.columns:
        return 0
    wanted = sum(column.required for column in ours.columns)
    there = wanted - len(guess.missing)
    headers = [column for column in one.columns(guess.header) if column.text]
    used = len(set(guess.columns.values()))
    name = header_matching.similarity(one.name, ours.names)
    return 500 * there // wanted + 250 * used // max(1, len(headers)) + 250 * name // 1000


def propose_columns(one: Stranger, ours: RecordSheet, header: int | None = None) -> SheetMapping:
    """Which column of a sheet is which of ours, if it is this one of our sheets: the likest pairs first."""
    header = header or one.header_row()
    columns = one.columns(header)
    scored = []
    for place, target in enumerate(ours.columns):
        for found in columns:
            score = _column_score(ours, target, found)
            if score >= header_matching.ENOUGH:
                scored.append((-score, place, found.place))
    taken: dict[str, int] = {}
    used: set[int] = set()
    for _, place, at in sorted(scored):
        key = ours.columns[place].key
        if key not in taken and at not in used:
            taken[key] = at
            used.add(at)
    return SheetMapping(ours.key, header, one.body_row(header), taken)


def _column_score(ours: RecordSheet, target: SheetColumn, found: FoundColumn) -> int:
    like = header_matching.similarity(found.text, target.names)
    if not found.values:
        return like
    if like < header_matching.ENOUGH:
        # The contents may say what a header does not.
        like = max(like, _by_contents(target, found))
    # Contents that cannot be read speak against a name that is only similar, not against the name itself.
    weight = 150 if like >= header_matching.SAME - 20 else 400
    return like * (1000 - weight) // 1000 + like * weight * readable(target, found) // 1_000_000


def _by_contents(target: SheetColumn, found: FoundColumn) -> int:
    pattern = _PATTERNS.get(target.key)
    if pattern is not None:
        hits = sum(pattern.fullmatch(parsing.code_of(value)) is not None for value in found.values)
        return 700 if hits * 10 >= len(found.values) * 6 else 0
    if target.closed and len(found.values) > 1 and readable(target, found) == 1000:
        return 600
    if (
        isinstance(target.kind, DayField)
        and target.required
        and "日" in found.text
        and readable(target, found) == 1000
    ):
        return 560
    return 0


def readable(target: SheetColumn, found: FoundColumn) -> int:
    """How many in a thousand of a column's values can be read as ours."""
    if not found.values:
        return 1000
    if target.choices and not target.closed:
        words = target.words
        return 1000 * sum(parsing.text_of(value) in words for value in found.values) // len(found.values)
    read, good = reader_of(target), 0
    for value in found.values:
        try:
            read(value)
            good += 1
        except UserError:
            continue
    return 1000 * good // len(found.values)


# -- deciding ------------------------------------------------------------------------------------------------------


def must_ask(strangers: Sequence[Stranger], mapping: BookMapping) -> bool:
    """Whether somebody has to say what is what, ``mapping`` being the guess.

    Not when all that is strange is a sheet like none of ours beside sheets that are ours: notes, or our own results.
    """
    ours = [one for one in strangers if one.own]
    if any(mapping[one.name].missing and one.rows(mapping[one.name].header) for one in ours):
        return True
    others = [one for one in strangers if not one.own and one.name not in _RESULT_NAMES]
    if not ours:
        return bool(others)
    return any(mapping[one.name].sheet and not mapping[one.name].missing for one in others)


def refuse_incomplete(mapping: BookMapping) -> None:
    """Raise UserError (field: the file's sheet) for what cannot be read so: nothing chosen, twice the same, columns
    missing."""
    given: dict[str, str] = {}
    for name, one in mapping.items():
        if not one.sheet:
            continue
        label = OURS[one.sheet].name(i18n.language())
        if one.sheet in given:
            words = tr('"{name}" and "{other}" cannot both be {sheet}.')
            raise UserError(words.format(name=given[one.sheet], other=name, sheet=label), name)
        given[one.sheet] = name
        if one.missing:
            words = tr('"{name}" still lacks: {columns}.')
            raise UserError(
                words.format(name=name, columns=", ".join(c.label() for c in one.missing)),
                name,
            )
    if not given:
        raise UserError(tr("Choose what at least one of the sheets holds."))


# -- keeping -------------------------------------------------------------------------------------------------------


def to_text(mapping: SheetMapping) -> str:
    """An answer as text, to be kept under the sheet's signature; rows are found anew each time."""
    return json.dumps(
        {"sheet": mapping.sheet, "columns": dict(mapping.columns), "fixed": dict(mapping.fixed)},
        ensure_ascii=False,
    )


def from_text(one: Stranger, header: int, text: str) -> SheetMapping | None:
    """An answer kept earlier, for a sheet with the same headers; None when it does not fit our layout any more."""
    try:
        kept = json.loads(text)
        key, columns, fixed = kept["sheet"], kept["columns"], kept["fixed"]
        if key and key not in OURS:
            return None
        known = {column.key for column in OURS[key].columns} if key else set()
        places = {column.place for column in one.columns(header)}
        if not set(columns) | set(fixed) <= known or not set(columns.values()) <= places:
            return None
        return SheetMapping(
            key, header, one.body_row(header), dict(columns), {k: str(v) for k, v in fixed.items()}
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def recall(one: Stranger, kept: Callable[[str], str | None]) -> SheetMapping | None:
    """The answer of an earlier time, wherever the same headers stand now; ``kept`` gives the text of a signature."""
    likely = one.header_row()
    for header in (likely, *(n for n in range(1, min(HEADER_ROWS, len(one.top)) + 1) if n != likely)):
        text = kept(one.signature(header))
        found = from_text(one, header, text) if text else None
        if found is not None:
            return found
    return None
