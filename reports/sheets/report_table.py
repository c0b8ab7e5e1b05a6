"""A report's table as a sheet: cells are numbers one can reckon with, and where wanted each opens its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from models.i18n import Translator
from models.queries.listing import ListColumn
from models.queries.report import TOTAL, Behind, Report, ReportAnswer, ReportRow
from reports.sheets.writer import GROUND, INK, LAST_ROW, Workbook, wide

_NARROWEST, WIDEST = 8, 60
_Link = Callable[[str, str], str | None]
"""The cell that the figure of a row and a column opens, by their keys."""


class ReportTable(NamedTuple):
    """A report with its answer, as it becomes a sheet."""

    report: Report
    answer: ReportAnswer


class RecordLine(NamedTuple):
    """A record behind a figure, with the report and the figure it is of, in words."""

    report: str
    figure: str
    behind: Behind
    cells: Mapping[str, Any]


def write_tables(book: Workbook, tables: Sequence[ReportTable], tr: Translator) -> None:
    """A sheet for each report, and one of the records behind the figures of those that ask for it, which open them."""
    name = book.reserve(tr("Records", "sheet"))
    at: dict[tuple[str, str, str], int] = {}
    lines: list[RecordLine] = []
    for one in tables:
        if one.report.records_follow:
            for row, what, found in _records(one, tr):
                at[one.report.key, row, what] = len(lines) + 1
                lines += found
    for one in tables:

        def link(row: str, what: str, key: str = one.report.key) -> str | None:
            line = at.get((key, row, what))
            return None if line is None or line > LAST_ROW else f"internal:'{name}'!A{line + 1}"

        _write_table(book, one, tr, link)
    if lines:
        _write_records(book, name, lines, tr)


def _records(one: ReportTable, tr: Translator) -> Iterator[tuple[str, str, list[RecordLine]]]:
    """The records behind each figure of a report, column by column, with the keys of row and column."""
    answer = one.answer
    title = tr(one.report.title)
    for figure in (column for column in answer.columns if column.key in answer.opens):
        whole = True
        for row in answer.rows:
            behind = answer.behind(row.key, figure.key)
            if not behind.rows:
                continue
            if whole:
                # The total opens the first of all it is made of: they follow one another.
                yield TOTAL, figure.key, []
                whole = False
            yield (
                row.key,
                figure.key,
                [RecordLine(title, tr(figure.label), behind, line.cells) for line in behind.rows],
            )


def _write_table(book: Workbook, one: ReportTable, tr: Translator, link: _Link) -> None:
    answer = one.answer
    shown = [column for column in answer.columns if not column.hidden]
    page = book.page(tr(one.report.title))
    page.freeze_panes(1, 0)
    widths = _write_heads(book, page, [(tr(column.label), column.kind.figure) for column in shown])
    for number, row in enumerate(answer.rows, start=1):
        _write_row(book, page, number, shown, row, widths, link)
    if answer.rows:
        page.autofilter(0, 0, len(answer.rows), len(shown) - 1)
    if answer.total is not None and answer.rows:
        # A row apart, so that sorting and filtering leave the total where it is.
        below = len(answer.rows) + 2
        page.write_string(below, 0, tr("In all"), book.dress(bold=True))
        _write_row(book, page, below, shown, answer.total, widths, link)
    _set_widths(page, widths)


def _write_heads(book: Workbook, page: Any, heads: Sequence[tuple[str, bool]]) -> list[int]:
    """The first row; answers how wide each column is at least."""
    head = {"bold": True, "bottom": 1, "bg_color": GROUND, "font_color": INK}
    for at, (words, figure) in enumerate(heads):
        page.write_string(0, at, words, book.dress(align="right" if figure else "left", **head))
    return [max(_NARROWEST, wide(words) + 3) for words, _ in heads]


def _write_row(
    book: Workbook,
    page: Any,
    number: int,
    shown: Sequence[ListColumn],
    row: ReportRow,
    widths: list[int],
    link: _Link,
) -> None:
    for at, column in enumerate(shown):
        unit = row.cells.get(column.unit_key, "") if column.unit_key else ""
        opens = link(row.key, column.key)
        if opens is not None:
            # Its number is written over the words of the link, which stays.
            page.write_url(number, at, opens, None, "")
        width = book.put(page, number, at, column.kind, row.cells[column.key], unit=unit or "")
        widths[at] = max(widths[at], min(WIDEST, width + 2))


def _write_records(book: Workbook, name: str, lines: Sequence[RecordLine], tr: Translator) -> None:
    """Report and figure of each record before what is known of it."""
    known: dict[str, ListColumn] = {}
    for line in lines:
        for column in line.behind.columns:
            if not column.hidden:
                known.setdefault(column.key, column)
    page = book.page(name, reserved=True)
    page.freeze_panes(1, 0)
    heads = [(tr("Table"), False), (tr("Figure"), False)]
    widths = _write_heads(book, page, heads + [(tr(one.label), one.kind.figure) for one in known.values()])
    for number, line in enumerate(lines[:LAST_ROW], start=1):
        for at, words in enumerate((line.report, line.figure)):
            page.write_string(number, at, words)
            widths[at] = max(widths[at], min(WIDEST, wide(words) + 2))
        for at, (key, column) in enumerate(known.items(), start=len(heads)):
            width = book.put(page, number, at, column.kind, line.cells.get(key))
            widths[at] = max(widths[at], min(WIDEST, width + 2))
    page.autofilter(0, 0, min(len(lines), LAST_ROW), len(widths) - 1)
    _set_widths(page, widths)


def _set_widths(page: Any, widths: Sequence[int]) -> None:
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
