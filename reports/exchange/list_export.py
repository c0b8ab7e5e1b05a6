"""A list as it stands on the screen, written as a workbook: its search, its order, its columns, every row.

Figures are numbers one can add up, shown with the digits and the unit the screen shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from models.files import replacing
from models.i18n import Translator
from models.queries.listing import ListColumn
from models.rights import allowed
from models.rules.desk import roles
from reports.sheets.writer import GROUND, INK, LAST_ROW, Workbook, wide

Progress = Callable[[int, int], None]

PAGE: Final = 500
_NARROWEST, _WIDEST = 8, 60


class Listed(Protocol):
    """What can be written: a listing, or rows in memory with the face of one."""

    @property
    def title(self) -> str: ...

    @property
    def columns(self) -> tuple[ListColumn, ...]: ...

    def keys(self, search: str = "", order: str | None = None, descending: bool = False) -> list[int]: ...

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]: ...


@allowed(roles.EXPORT)
def write_list(
    path: Path,
    listing: Listed,
    tr: Translator,
    *,
    search: str = "",
    order: str | None = None,
    descending: bool = False,
    columns: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> int:
    """Write all rows that match, in their order; answers how many. Rows are read and written by the page.

    ``columns`` names those to write, from left to right; None: all that are shown where nobody chose.

    ``progress(done, total)`` may raise Cancelled: nothing is left then. What does not fit one sheet goes on in a
    second. Raises UserError when the file cannot be written.
    """
    keys = listing.keys(search, order, descending)
    written = 0
    with replacing(path) as unfinished:
        pages = _Pages(Workbook(unfinished, tr=tr, large=True), listing, tr, columns)
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
    return written


class _Pages:
    """The sheets of one list in the making."""

    def __init__(
        self, book: Workbook, listing: Listed, tr: Translator, columns: Sequence[str] | None
    ) -> None:
        self._book = book
        places = {column.key: place for place, column in enumerate(listing.columns)}
        if columns is None:
            columns = [one.key for one in listing.columns if not one.hidden and not one.optional]
        shown = [listing.columns[places[key]] for key in columns]
        self._columns = [(places[one.key], places.get(one.unit_key or ""), one) for one in shown]
        self._labels = [tr(column.label) for _, _, column in self._columns]
        self._name = tr(listing.title)
        self._widths = [max(_NARROWEST, wide(label) + 3) for label in self._labels]
        self._sheets: list[Any] = []
        self._row = 0
        self._begin()

    def put(self, row: tuple[Any, ...]) -> None:
        """Write one row; values are as the program keeps them."""
        if self._row > LAST_ROW:
            self._end()
            self._begin()
        for at, (place, unit_place, column) in enumerate(self._columns):
            unit = row[unit_place] if unit_place is not None else None
            sheet = self._sheets[-1]
            width = self._book.put(sheet, self._row, at, column.kind, row[place], unit=unit or "")
            self._widths[at] = max(self._widths[at], min(_WIDEST, width + 2))
        self._row += 1

    def close(self) -> None:
        """Give every sheet its widths and its filter, and write them to the disk."""
        self._end()
        for sheet in self._sheets:
            for at, width in enumerate(self._widths):
                sheet.set_column(at, at, width)
        self._book.close()

    def _begin(self) -> None:
        sheet = self._book.page(self._name)
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 22)
        looks = {"bold": True, "valign": "vcenter", "bottom": 1, "bg_color": GROUND, "font_color": INK}
        for at, ((_, _, column), label) in enumerate(zip(self._columns, self._labels, strict=True)):
            side = "right" if column.kind.figure else "left"
            sheet.write_string(0, at, label, self._book.dress(align=side, **looks))
        self._sheets.append(sheet)
        self._row = 1

    def _end(self) -> None:
        if self._row > 1 and self._columns:
            self._sheets[-1].autofilter(0, 0, self._row - 1, len(self._columns) - 1)
