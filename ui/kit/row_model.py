"""The rows of a `Listing` as Qt wants them: sorted keys held, values fetched by the page as they are painted.

Values stay exact in the model and are formatted when shown.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtWidgets import QWidget

from models import format
from models.i18n import tr
from models.kinds import Kind
from models.queries.listing import ListColumn
from ui.kit.alignment import side_of
from ui.kit.headed_model import NOWHERE, HeadedModel, Index
from ui.kit.thumbnails import Thumbnails
from ui.shell import errors

PAGE = 50
PAGES_HELD = 80
FIRST = 500  # rows shown at once while one types
COPIED = 500  # rows asked for at once when they are copied
MANY = 5_000  # a list of more is read beside the window
RAW = Qt.ItemDataRole.UserRole
UNIT = Qt.ItemDataRole.UserRole + 1
TONE = Qt.ItemDataRole.UserRole + 2

Tone = Callable[[dict[str, Any], str], str | None]
"""The role a row's cell of a column key is written in, where something is the matter with it."""


class Cell(NamedTuple):
    """What a cell shows: the kind of its column, its text, the unit after it, its raw value, and its tone."""

    kind: Kind
    words: str
    unit: str
    raw: Any
    tone: str | None


def shown(kind: Kind, value: Any) -> str:
    """A raw value of a kind as text, without its unit; "" for none."""
    return "" if value is None or value == "" else kind.shown(value)


class TableModel(HeadedModel):
    """Rows of a listing. Roles: the formatted text, and RAW, UNIT and TONE."""

    def __init__(
        self,
        listing: Any,
        parent: QObject | None = None,
        tone: Tone | None = None,
        thumbnails: Thumbnails | None = None,
        columns: Sequence[ListColumn] | None = None,
    ) -> None:
        super().__init__(parent)
        self.thumbnails = thumbnails
        self.listing = listing
        if columns is None:
            columns = [one for one in listing.columns if not one.hidden and not one.optional]
        self._set_columns(columns)
        self._tone = tone
        self._window = parent if isinstance(parent, QWidget) else None
        self._keys: array[int] = array("q")
        self._pages: OrderedDict[int, list[tuple[Any, ...] | None]] = OrderedDict()
        self._painted: dict[int, tuple[Cell, ...]] = {}
        self.search = ""
        self.order: str | None = None
        self.descending = False
        self.loaded = self.partial = False
        self.resorted: Callable[[], object] = self.load

    def _set_columns(self, columns: Sequence[ListColumn]) -> None:
        self.columns = list(columns)
        places = {column.key: number for number, column in enumerate(self.listing.columns)}
        self._places = [places[column.key] for column in self.columns]
        self._units = [places.get(column.unit_key) if column.unit_key else None for column in self.columns]

    def arrange(self, columns: Sequence[ListColumn]) -> None:
        """Show other columns of the listing, or in another order; the rows stay."""
        self.beginResetModel()
        self._set_columns(columns)
        self._painted.clear()
        self.endResetModel()

    def place_of(self, key: str | None) -> int:
        """Where the column of a key stands, or -1."""
        return next((place for place, column in enumerate(self.columns) if column.key == key), -1)

    # -- asking ------------------------------------------------------------------------------------------------

    def load(self, most: int | None = None) -> None:
        """Ask for the keys again, or the first so many; the rows follow as they are painted."""
        self.take(self.question()(most), most)

    def question(self) -> Callable[[int | None], array[int]]:
        """What `load` asks; may be asked in any thread."""
        listing, search, order, descending = self.listing, self.search, self.order, self.descending
        return lambda most: array("q", listing.each_key(search, order, descending, most))

    def take(self, keys: array[int], most: int | None = None) -> None:
        """Show these keys, of which there may be more where so many were asked for: then it is ``partial``.

        Keeps the view still when nothing moved, or more only follow.
        """
        self.partial = most is not None and len(keys) >= most
        held = len(self._keys)
        if not self.loaded or keys[:held] != self._keys:
            self.beginResetModel()
            self._keys, self.loaded = keys, True
            self._forget()
            self.endResetModel()
            return
        self.freshen()
        if len(keys) > held:
            self.beginInsertRows(QModelIndex(), held, len(keys) - 1)
            self._keys = keys
            self.endInsertRows()

    def freshen(self) -> None:
        """Ask for the values again as they are painted."""
        self._forget()
        if self._keys:
            last = self.index(len(self._keys) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def filter(self, words: str) -> None:
        """Show only rows that match all words."""
        self.search = words
        self.load()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; below 0 goes back to the listing's own order."""
        self.order = self.columns[column].key if 0 <= column < len(self.columns) else None
        self.descending = order == Qt.SortOrder.DescendingOrder
        if self.loaded:
            self.resorted()

    def key(self, row: int) -> int:
        """The key of a row."""
        return self._keys[row]

    def keys(self, first: int, end: int) -> Sequence[int]:
        """The keys of the rows from one up to another, which is left out."""
        return self._keys[first:end]

    def row_of(self, key: int) -> int:
        """Where a key stands, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def rows_of(self, keys: Collection[int]) -> list[int]:
        """Where these keys stand, from the top; those that are not there are left out."""
        wanted = set(keys)
        return [row for row, key in enumerate(self._keys) if key in wanted] if wanted else []

    def copied(self, keys: Sequence[int], progress: Callable[[int, int], None] | None = None) -> str:
        """Rows with their headers as a spreadsheet takes them; may be asked in any thread."""
        lines = ["\t".join(tr(column.label) for column in self.columns)]
        kinds = [(column.kind, place) for column, place in zip(self.columns, self._places, strict=True)]
        for start in range(0, len(keys), COPIED):
            if progress is not None:
                progress(start, len(keys))
            for values in self.listing.rows(keys[start : start + COPIED]):
                cells = (shown(kind, values[place]) for kind, place in kinds)
                lines.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
        return "\n".join(lines)

    def values(self, row: int) -> tuple[Any, ...] | None:
        """The raw values of a row, hidden columns included; None when it has gone meanwhile."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(number)
        else:
            self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def record(self, row: int) -> dict[str, Any]:
        """The raw values of a row by column key; empty when it has gone."""
        values = self.values(row)
        return {} if values is None else {c.key: v for c, v in zip(self.listing.columns, values, strict=True)}

    def painted(self, row: int) -> tuple[Cell, ...]:
        """What a row shows in its columns; no cells when it has gone."""
        found = self._painted.get(row)
        if found is None:
            values = self.values(row)
            found = ()
            if values is not None:
                record = self.record(row) if self._tone is not None else {}
                found = tuple(
                    Cell(
                        column.kind,
                        shown(column.kind, values[place]),
                        self._unit(values, unit),
                        values[place],
                        self._tone(record, column.key) if self._tone is not None else None,
                    )
                    for column, place, unit in zip(self.columns, self._places, self._units, strict=True)
                )
            if len(self._painted) >= PAGE * PAGES_HELD:
                self._painted.clear()
            self._painted[row] = found
        return found

    def _unit(self, values: tuple[Any, ...], place: int | None) -> str:
        return format.unit_name(values[place]) if place is not None and values[place] else ""

    def _forget(self) -> None:
        if self.thumbnails is not None:
            self.thumbnails.begin()
        self._pages.clear()
        self._painted.clear()

    def _fetch(self, number: int) -> list[tuple[Any, ...] | None]:
        keys = list(self._keys[number * PAGE : (number + 1) * PAGE])
        rows: list[tuple[Any, ...] | None] = []
        with errors.caught(self._window):
            rows = list(self.listing.rows(keys))
            if len(rows) != len(keys):
                # A row deleted since the keys were read is left out of the answer: then each is asked for alone.
                rows = [next(iter(self.listing.rows([key])), None) for key in keys]
            if self.thumbnails is not None and self._window is not None:
                self.thumbnails.ask(keys, self._window.devicePixelRatioF())
        self._pages[number] = rows
        while len(self._pages) > PAGES_HELD:
            self._pages.popitem(last=False)
        return rows

    # -- the model ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """As many as keys."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Shown columns only."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Formatted text, alignment, and the raw roles."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(column.kind.figure)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, RAW, UNIT, TONE):
            return None
        cells = self.painted(index.row())
        if not cells:
            return None
        cell = cells[index.column()]
        if role == TONE:
            return cell.tone
        if role == RAW:
            return cell.raw
        if role == UNIT:
            return cell.unit
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(column.label)} {cell.words} {cell.unit}".strip()
        return cell.words

    def head(self, section: int) -> tuple[str, Kind]:
        """The label of a column."""
        column = self.columns[section]
        return tr(column.label), column.kind
