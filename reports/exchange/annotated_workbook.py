"""A refused workbook given back: every sheet with the values it had, and a last column that says what is wrong."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from models.cells import LAST_COLUMN, Rows
from models.errors import Problem
from models.files import replacing
from models.i18n import LANGUAGES, Translator, mark, translator
from models.rules.parsing import code_of
from models.spreadsheet import opened
from reports.sheets.writer import LONGEST, Workbook, midnight, wide

Progress = Callable[[int, int], None]

REMARKS = mark("What is wrong")
TAB: Final = "#B5362C"
_WIDE: Final = 60
_WIDEST: Final = 40
_EPOCH: Final = datetime(1900, 1, 1)


def write_remarks(
    source: Path, target: Path, problems: Sequence[Problem], tr: Translator, progress: Progress | None = None
) -> None:
    """Write the workbook ``source`` to ``target`` with the problems of each row in a last column.

    Faulty cells are coloured, and sheets with faults have a red tab. Values only: formulas come as what they had given.
    Problems without a row stand in a sheet of their own; the remarks of an earlier time are left out. Raises UserError
    when the target cannot be written.
    """
    # Read whole, so that the remarks can be saved over it.
    with opened(source) as book:
        sheets = [(name, book.sheet(name).rows) for name in book.sheet_names]
    said: dict[str, dict[int, list[Problem]]] = defaultdict(lambda: defaultdict(list))
    general = []
    for problem in problems:
        if problem.row is None:
            general.append(problem)
        else:
            said[problem.sheet][problem.row].append(problem)
    before = {code_of(translator(language)(REMARKS)) for language in LANGUAGES}
    with replacing(target) as unfinished:
        out = Workbook(unfinished)
        dress = _Dress(out)
        sheets = [(name, rows) for name, rows in sheets if code_of(name) not in before]
        if general:
            sheet = out.page(tr(REMARKS))
            sheet.set_tab_color(TAB)
            for number, problem in enumerate(general):
                sheet.write_string(number, 0, problem.sentence()[:LONGEST], dress.wrong)
            sheet.set_column(0, 0, _WIDE)
        for done, (name, rows) in enumerate(sheets):
            if progress is not None:
                progress(done, len(sheets))
            _copy(out.page(name), rows, said.get(name, {}), dress, tr, before)
        out.close()


class _Dress:
    """The few formats."""

    def __init__(self, out: Workbook) -> None:
        red = {"bg_color": "#F8E7E4", "font_color": TAB}
        self.wrong = out.dress(**red)
        self.remark = out.dress(**red, text_wrap=True, valign="top")
        self.head = out.dress(bold=True)
        self.day = out.dress(num_format="yyyy-mm-dd")
        self.wrong_day = out.dress(**red, num_format="yyyy-mm-dd")
        self.moment = out.dress(num_format="yyyy-mm-dd hh:mm")
        self.wrong_moment = out.dress(**red, num_format="yyyy-mm-dd hh:mm")
        self.clock = out.dress(num_format="hh:mm")
        self.wrong_clock = out.dress(**red, num_format="hh:mm")


def _copy(
    sheet: Any,
    rows: Rows,
    said: dict[int, list[Problem]],
    dress: _Dress,
    tr: Translator,
    before: set[str],
) -> None:
    head, header = _header_row(rows, {p.column for found in said.values() for p in found if p.column})
    headers: dict[str, int] = {}
    for place, value in enumerate(header):
        headers.setdefault(code_of(value), place)
    old = {place for text, place in headers.items() if text in before}
    width = max((len(row) for _, row in rows), default=0)
    while width and width - 1 in old:
        width -= 1
    wide = [0] * width
    # A stray cell in the very last column leaves no room behind it.
    last = width if width < LAST_COLUMN else len(header)
    for number, row in rows:
        found = said.get(number, ())
        marked = {headers[code_of(p.column)] for p in found if p.column and code_of(p.column) in headers}
        for place in sorted(marked | set(range(min(len(row), width)))):
            if place in old or place >= width:
                continue
            value = row[place] if place < len(row) else ""
            letters = _write(sheet, number - 1, place, value, place in marked, dress)
            wide[place] = max(wide[place], min(_WIDEST, letters))
        if found:
            words = "; ".join(dict.fromkeys(p.message for p in found))
            sheet.write_string(number - 1, last, words[:LONGEST], dress.remark)
    for place, letters in enumerate(wide):
        sheet.set_column(place, place, max(8, letters + 2))
    if said:
        sheet.set_tab_color(TAB)
        sheet.write_string(head - 1, last, tr(REMARKS), dress.head)
        sheet.set_column(last, last, _WIDE)
        # To see only the rows with a remark is one click away.
        if rows:
            sheet.autofilter(head - 1, 0, max(head, rows[-1][0] - 1), last)
    sheet.freeze_panes(head, 0)


def _header_row(rows: Rows, columns: set[str | None]) -> tuple[int, list[Any]]:
    """The headers and the row they stand in: the one that names most of the faulty columns, else the first."""
    named = {code_of(column) for column in columns}
    best, most = rows[0] if rows else (1, []), 0
    for number, row in rows[:30]:
        hits = len(named & {code_of(cell) for cell in row if cell != ""})
        if hits > most:
            best, most = (number, row), hits
    return best


def _write(sheet: Any, row: int, column: int, value: Any, wrong: bool, dress: _Dress) -> int:
    """Write a cell as it was; answers how wide it is in letters."""
    plain = dress.wrong if wrong else None
    if value == "" or value is None:
        if wrong:
            sheet.write_blank(row, column, None, plain)
        return 0
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, plain)
        return 5
    if isinstance(value, (int, float)) and math.isfinite(value):
        sheet.write_number(row, column, value, plain)
        return len(f"{value:.15g}")
    if isinstance(value, datetime) and value >= _EPOCH:
        whole = value.time() == time()
        shape = (dress.wrong_day, dress.day) if whole else (dress.wrong_moment, dress.moment)
        sheet.write_datetime(row, column, value, shape[0] if wrong else shape[1])
        return 10 if whole else 16
    if isinstance(value, date) and not isinstance(value, datetime) and value >= _EPOCH.date():
        sheet.write_datetime(row, column, midnight(value), dress.wrong_day if wrong else dress.day)
        return 10
    if isinstance(value, (time, timedelta)):
        sheet.write_datetime(row, column, value, dress.wrong_clock if wrong else dress.clock)
        return 8
    text = str(value)
    sheet.write_string(row, column, text[:LONGEST], plain)
    return wide(text[:_WIDEST])
