"""The rows of a `Listing` as Qt wants them: sorted keys held, values fetched by the page as they are painted.

Values stay exact in the model and are formatted when shown.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from models import format
from models.i18n import tr
from ui import errors
from ui.widgets.chip import status

PAGE = 100
PAGES_HELD = 40
FIRST = 2_000  # rows shown at once while one types
FIGURES = frozenset({"quantity", "money", "rate", "percent", "count"})
RAW = Qt.ItemDataRole.UserRole
UNIT = Qt.ItemDataRole.UserRole + 1
KIND = Qt.ItemDataRole.UserRole + 2
TONE = Qt.ItemDataRole.UserRole + 3

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
Tone = Callable[[dict[str, Any]], str | None]


def shown(kind: str, value: Any) -> str:
    """A raw value of a column kind as text, without its unit."""
    if value is None or value == "":
        return ""
    match kind:
        case "money":
            return format.money(value)
        case "quantity":
            return format.quantity(value)
        case "rate":
            return format.rate(value)
        case "percent":
            return format.percent(value)
        case "count":
            return f"{value:,}" if isinstance(value, int) else str(value)
        case "date":
            return value.isoformat() if isinstance(value, date) else str(value)
        case "unit":
            return format.unit_name(str(value))
        case "status":
            return status(str(value))[0]
    return str(value)


class TableModel(QAbstractTableModel):
    """Rows of a listing. Roles: the formatted text, and RAW, UNIT, KIND and TONE for painting."""

    def __init__(self, listing: Any, parent: QObject | None = None, tone: Tone | None = None) -> None:
        super().__init__(parent)
        self.listing = listing
        self.columns = [column for column in listing.columns if not getattr(column, "hidden", False)]
        places = {column.key: number for number, column in enumerate(listing.columns)}
        self._places = [places[column.key] for column in self.columns]
        self._units = [places.get(column.unit_key) if column.unit_key else None for column in self.columns]
        self._tone = tone
        self._window = parent if isinstance(parent, QWidget) else None
        self._keys: array[int] = array("q")
        self._pages: OrderedDict[int, list[tuple[Any, ...] | None]] = OrderedDict()
        self.search = ""
        self.order: str | None = None
        self.descending = False
        self.loaded = self.partial = False

    # -- asking ------------------------------------------------------------------------------------------------

    def load(self, most: int | None = None) -> None:
        """Ask for the keys again, or the first so many; the rows follow as they are painted.

        Keeps the view still when nothing moved. ``partial`` says that there may be more.
        """
        keys = array("q", self.listing.keys(self.search, self.order, self.descending, most))
        self.partial = most is not None and len(keys) >= most
        if self.loaded and keys == self._keys:
            self._pages.clear()
            if keys:
                self.dataChanged.emit(self.index(0, 0), self.index(len(keys) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._keys, self.loaded = keys, True
        self._pages.clear()
        self.endResetModel()

    def filter(self, words: str, most: int | None = None) -> None:
        """Show only rows that match all words."""
        self.search = words
        self.load(most)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; below 0 goes back to the listing's own order."""
        self.order = self.columns[column].key if 0 <= column < len(self.columns) else None
        self.descending = order == Qt.SortOrder.DescendingOrder
        if self.loaded:
            self.load()

    def key(self, row: int) -> int:
        """The key of a row."""
        return self._keys[row]

    def row_of(self, key: int) -> int:
        """Where a key stands, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

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

    def _fetch(self, number: int) -> list[tuple[Any, ...] | None]:
        keys = list(self._keys[number * PAGE : (number + 1) * PAGE])
        rows: list[tuple[Any, ...] | None] = []
        with errors.caught(self._window):
            rows = list(self.listing.rows(keys))
            if len(rows) != len(keys):
                # A row deleted since the keys were read is left out of the answer: then each is asked for alone.
                rows = [next(iter(self.listing.rows([key])), None) for key in keys]
        self._pages[number] = rows
        while len(self._pages) > PAGES_HELD:
            self._pages.popitem(last=False)
        return rows

    # -- the model ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As many as keys."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Shown columns only."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Formatted text, alignment, and the raw roles."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.kind in FIGURES else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == KIND:
            return column.kind
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, RAW, UNIT, TONE):
            return None
        values = self.values(index.row())
        if values is None:
            return None
        if role == TONE:
            return self._tone(self.record(index.row())) if self._tone is not None else None
        value = values[self._places[index.column()]]
        if role == RAW:
            return value
        place = self._units[index.column()]
        unit = format.unit_name(values[place]) if place is not None and values[place] else ""
        if role == UNIT:
            return unit
        words = shown(column.kind, value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(column.label)} {words} {unit}".strip()
        return words

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels, on the side where the values stand."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(column.label)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.kind in FIGURES else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
