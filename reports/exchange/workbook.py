"""The workbooks Yuanba writes: an empty one to fill in, and the results of a pay period.

Sheets and columns are those of `models.rules.exchange.workbook_schema`. Every text is written as text, so that no
name becomes a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from models import format
from models.errors import UserError
from models.files import replacing
from models.i18n import Translator, tr, translator
from models.queries.exchange.results import Row, results
from models.queries.periods import locked_on
from models.rules.exchange import workbook_schema
from models.rules.exchange.workbook_schema import Column, Sheet

Progress = Callable[[int, int], None]

LAST_ROW: Final = 1_048_575
PREPARED_ROWS: Final = 5000
"""Rows below the header of a template that have drop-downs."""

_PLACES: Final = {
    workbook_schema.MONEY: 2,
    workbook_schema.QUANTITY: 3,
    workbook_schema.PER_UNIT: 3,
    workbook_schema.RATE: 4,
    workbook_schema.PRICE: 4,
}
_FORMATS: Final = {
    workbook_schema.TEXT: "@",
    workbook_schema.CODE: "@",
    workbook_schema.CHOICE: "@",
    workbook_schema.TIME: "@",
    workbook_schema.DATE: "yyyy-mm-dd",
    workbook_schema.WHOLE: "0",
    workbook_schema.MONEY: "0.00",
    workbook_schema.QUANTITY: "0.000",
    workbook_schema.PER_UNIT: "0.000",
    workbook_schema.RATE: "0.0000",
    workbook_schema.PRICE: "0.0000",
    workbook_schema.PERCENT: "0.####",
    workbook_schema.COORDINATE: "0.000000",
}
_INK: Final = "#1F2D28"
_REQUIRED: Final = "#CFE5D8"
_PLAIN: Final = "#EEF1EE"


def write_template(path: Path | str, tr: Translator) -> None:
    """Write an empty workbook in the translator's language: headers, column notes, drop-downs.

    Required columns are bold; those that tell rows apart are underlined. Raises UserError when it cannot be written.
    """
    with replacing(Path(path)) as unfinished:
        book = _Book(unfinished)
        for sheet in workbook_schema.RECORDS:
            book.blank(sheet, tr)
        book.close()


def write_results(path: Path | str, period_key: str, progress: Progress | None = None) -> None:
    """Write the results workbook of a pay period like "2026-10": pay, piece lines, holdings, progress.

    Sheet and column names are the Chinese ones of the contract. ``progress(done, total)`` may raise Cancelled. Raises
    UserError for a malformed period or a file that cannot be written.
    """
    answers = results(period_key)
    with replacing(Path(path)) as unfinished:
        book = _Book(unfinished, locked_on(period_key))
        total = sum(map(len, answers.values()))
        done = 0
        for sheet in workbook_schema.RESULTS:
            shown, rows = _needed(sheet, answers[sheet.key])
            book.filled(shown, _told(rows, done, total, progress))
            done += len(rows)
        book.close()


def _needed(sheet: Sheet, rows: list[Row]) -> tuple[Sheet, list[Row]]:
    """A sheet and its rows without the optional columns that hold nothing in any of them."""
    kept = [
        at for at, column in enumerate(sheet.columns) if not column.optional or any(row[at] for row in rows)
    ]
    if len(kept) == len(sheet.columns):
        return sheet, rows
    columns = tuple(sheet.columns[at] for at in kept)
    return replace(sheet, columns=columns), [tuple(row[at] for at in kept) for row in rows]


def _told(rows: list[Row], done: int, total: int, progress: Progress | None) -> Iterator[Row]:
    for at, row in enumerate(rows):
        if progress is not None and at % 2000 == 0:
            progress(done + at, total)
        yield row


def number(value: int, places: int) -> float:
    """A whole number of 10^-places as a spreadsheet's number, the file's own form; nothing is reckoned with it."""
    return float(Decimal(value).scaleb(-places))


def new_workbook(path: Path, made_on: date | None = None) -> Any:
    """A workbook to fill in which a text is never taken for anything else.

    ``made_on`` is the day it says it was made (None: this second), so that a locked month's is the same file again.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    if made_on is not None:
        book.set_properties({"created": _midnight(made_on)})
    return book


class _Book:
    """One workbook in the making."""

    def __init__(self, path: Path, made_on: date | None = None) -> None:
        self._book = new_workbook(path, made_on)
        self._formats: dict[str, Any] = {
            kind: self._book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()
        }

    def close(self) -> None:
        """Write everything to the disk."""
        self._book.close()

    def blank(self, sheet: Sheet, tr: Translator) -> None:
        """A sheet to fill in."""
        language = "en" if tr.language == "en" else "zh"
        page = self._page(sheet, language)
        for at, column in enumerate(sheet.columns):
            note = _note(column, tr)
            if note:
                page.write_comment(0, at, note, {"x_scale": 1.6, "y_scale": 1.2, "font_size": 10})
            if column.choices:
                closed = column.kind == workbook_schema.CHOICE
                page.data_validation(
                    1,
                    at,
                    PREPARED_ROWS,
                    at,
                    {
                        "validate": "list",
                        "source": [column.word(choice.value, language) for choice in column.choices],
                        "show_error": closed,
                    },
                )

    def filled(self, sheet: Sheet, rows: Iterable[Row]) -> None:
        """A sheet of results; values are integers as the program keeps them."""
        page = self._page(sheet, "zh")
        writers = [self._writer(page, column) for column in sheet.columns]
        for at, row in enumerate(rows, start=1):
            if at > LAST_ROW:
                raise UserError(tr("There are more rows than a sheet of a workbook holds."))
            for column, (write, value) in enumerate(zip(writers, row, strict=True)):
                write(at, column, value)

    def _page(self, sheet: Sheet, language: str) -> Any:
        page = self._book.add_worksheet(sheet.name(language))
        page.freeze_panes(1, len(sheet.key_columns) if sheet.columns[0].is_key else 0)
        page.set_row(0, 22)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _width(column, language), self._formats[column.kind])
            page.write_string(0, at, column.header(language), self._header(column))
        return page

    def _header(self, column: Column) -> Any:
        looks = {
            "bold": column.required,
            "underline": 1 if column.is_key else 0,
            "bg_color": _REQUIRED if column.required else _PLAIN,
            "font_color": _INK,
            "valign": "vcenter",
            "bottom": 1,
        }
        return self._book.add_format(looks)

    def _writer(self, page: Any, column: Column) -> Callable[[int, int, Any], None]:
        style = self._formats[column.kind]
        places = _PLACES.get(column.kind)
        if places is not None:
            return lambda row, at, value: page.write_number(row, at, number(value, places), style)
        if column.kind == workbook_schema.DATE:
            return lambda row, at, value: page.write_datetime(row, at, _midnight(value), style)
        if column.key == "status":
            return lambda row, at, value: page.write_string(
                row, at, format.status(value, translator("zh")), style
            )
        return lambda row, at, value: page.write_string(row, at, column.word(value), style)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _note(column: Column, tr: Translator) -> str:
    parts = []
    if column.required:
        parts.append(tr("Required."))
    if column.is_key:
        parts.append(tr("Tells rows apart: the same value again is the same record."))
    if column.note:
        parts.append(tr(column.note))
    return "\n".join(parts)


def _width(column: Column, language: str) -> float:
    header = column.header(language)
    wide = sum(2 if ord(c) > 0x2E7F else 1 for c in header) + 3
    least = {workbook_schema.DATE: 12, workbook_schema.CODE: 14, workbook_schema.TEXT: 12}.get(
        column.kind, 10
    )
    return max(wide, least, 36 if column.key == "in_words" else 0)
