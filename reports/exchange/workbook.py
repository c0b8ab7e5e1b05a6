"""The workbooks Yuanba writes: an empty one to fill in, and the results of a pay period.

Sheets and columns are those of `workbook_schema`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from models.errors import UserError
from models.files import replacing
from models.i18n import Translator, tr, translator
from models.kinds import TEXT
from models.queries.exchange.result_sheets import RESULTS
from models.queries.exchange.results import Row, results
from models.queries.exchange.workbook_schema import RECORDS, RecordSheet, SheetColumn
from models.queries.periods import locked_on
from models.rights import allowed
from models.rules.desk import roles
from reports.sheets.writer import GROUND, INK, LAST_ROW, Workbook, wide

Progress = Callable[[int, int], None]

PREPARED_ROWS: Final = 5000
"""Rows below the header of a template that have drop-downs."""

_REQUIRED: Final = "#CFE5D8"


def write_template(path: Path | str, tr: Translator) -> None:
    """Write an empty workbook in the translator's language: headers, column notes, drop-downs.

    Required columns are bold; those that tell rows apart are underlined. Raises UserError when it cannot be written.
    """
    with replacing(Path(path)) as unfinished:
        book = _ResultsBook(unfinished)
        for sheet in RECORDS:
            book.blank(sheet, tr)
        book.close()


@allowed(roles.EXPORT, roles.SEE_PAY)
def write_results(path: Path | str, period_key: str, progress: Progress | None = None) -> None:
    """Write the results workbook of a pay period like "2026-10": pay, piece lines, holdings, progress.

    Sheet and column names are the Chinese ones of the contract. ``progress(done, total)`` may raise Cancelled. Raises
    UserError for a malformed period or a file that cannot be written.
    """
    answers = results(period_key)
    with replacing(Path(path)) as unfinished:
        book = _ResultsBook(unfinished, locked_on(period_key), tr=translator("zh"))
        total = sum(map(len, answers.values()))
        done = 0
        for sheet in RESULTS:
            shown, rows = _needed(sheet, answers[sheet.key])
            book.filled(shown, _reporting(rows, done, total, progress))
            done += len(rows)
        book.close()


def _needed(sheet: RecordSheet, rows: list[Row]) -> tuple[RecordSheet, list[Row]]:
    """A sheet and its rows without the optional columns that hold nothing in any of them."""
    kept = [
        at for at, column in enumerate(sheet.columns) if not column.optional or any(row[at] for row in rows)
    ]
    if len(kept) == len(sheet.columns):
        return sheet, rows
    columns = tuple(sheet.columns[at] for at in kept)
    return replace(sheet, columns=columns), [tuple(row[at] for at in kept) for row in rows]


def _reporting(rows: list[Row], done: int, total: int, progress: Progress | None) -> Iterator[Row]:
    for at, row in enumerate(rows):
        if progress is not None and at % 2000 == 0:
            progress(done + at, total)
        yield row


class _ResultsBook(Workbook):
    """A workbook of the sheets of the contract."""

    def blank(self, sheet: RecordSheet, tr: Translator) -> None:
        """A sheet to fill in."""
        language = "en" if tr.language == "en" else "zh"
        page = self._page(sheet, language)
        for at, column in enumerate(sheet.columns):
            note = _note(column, tr)
            if note:
                page.write_comment(0, at, note, {"x_scale": 1.6, "y_scale": 1.2, "font_size": 10})
            if column.choices:
                page.data_validation(
                    1,
                    at,
                    PREPARED_ROWS,
                    at,
                    {
                        "validate": "list",
                        "source": [column.word(choice.value, language) for choice in column.choices],
                        "show_error": column.closed,
                    },
                )

    def filled(self, sheet: RecordSheet, rows: Iterable[Row]) -> None:
        """A sheet of results; values are integers as the program keeps them."""
        page = self._page(sheet, "zh")
        for at, row in enumerate(rows, start=1):
            if at > LAST_ROW:
                raise UserError(tr("There are more rows than a sheet of a workbook holds."))
            for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                said = column.word(value) if column.choices else value
                self.put(page, at, place, TEXT if column.choices else column.kind, said, fixed=True)

    def _page(self, sheet: RecordSheet, language: str) -> Any:
        page = self.page(sheet.name(language))
        page.freeze_panes(1, len(sheet.key_columns) if sheet.columns[0].is_key else 0)
        page.set_row(0, 22)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _width(column, language), self.shape(column.kind.shape))
            page.write_string(0, at, column.header(language), self._header(column))
        return page

    def _header(self, column: SheetColumn) -> Any:
        return self.dress(
            bold=column.required,
            underline=1 if column.is_key else 0,
            bg_color=_REQUIRED if column.required else GROUND,
            font_color=INK,
            valign="vcenter",
            bottom=1,
        )


def _note(column: SheetColumn, tr: Translator) -> str:
    parts = []
    if column.required:
        parts.append(tr("Required."))
    if column.is_key:
        parts.append(tr("Tells rows apart: the same value again is the same record."))
    if column.note:
        parts.append(tr(column.note))
    return "\n".join(parts)


def _width(column: SheetColumn, language: str) -> int:
    header = column.header(language)
    least: int = column.kind.width
    return max(wide(header) + 3, least, 36 if column.key == "in_words" else 0)
