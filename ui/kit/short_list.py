"""A short list, held whole: what the day's matters and the households' records share as model and as table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.i18n import tr
from models.kinds import Kind
from ui.kit.alignment import side_of
from ui.kit.exporting import Shown, export_action
from ui.kit.headed_model import NOWHERE, HeadedModel, Index
from ui.kit.memory_listing import Rows, column
from ui.shell import theme

RAW = Qt.ItemDataRole.UserRole


class ShortModel(HeadedModel):
    """Things as rows, words as cells; RAW gives the thing itself.

    A list says its ``headers`` (`mark`ed texts), of what kind each column is, as in a listing, and the words of a cell.
    """

    title: str
    headers: tuple[str, ...]
    kinds: tuple[Kind, ...]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.things: list[Any] = []

    def words(self, thing: Any, column: int) -> str:
        """A cell in words."""
        return str(thing)

    def value(self, thing: Any, column: int) -> Any:
        """What a cell holds, of the kind of its column; words where nothing exacter is known."""
        return self.words(thing, column)

    def tip(self, thing: Any, column: int) -> str:
        """What a cell says while the mouse rests on it: its words, which may be cut short."""
        return self.words(thing, column)

    def spoken(self, thing: Any, column: int) -> str:
        """What a screen reader says of a cell."""
        return f"{tr(self.headers[column])} {self.words(thing, column)}".strip()

    def rows(self) -> Rows:
        """The list behind the face of a listing."""
        places = range(len(self.headers))
        columns = [column(str(at), self.headers[at], self.kinds[at]) for at in places]
        rows = [
            (number, tuple(self.value(thing, at) for at in places))
            for number, thing in enumerate(self.things)
        ]
        return Rows("short", self.title, columns, rows)

    def put(self, things: Sequence[Any]) -> None:
        """Show other things."""
        self.beginResetModel()
        self.things = list(things)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One row each."""
        return 0 if parent.isValid() else len(self.things)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """As many as headers."""
        return 0 if parent.isValid() else len(self.headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell, their side, and what is said beside them."""
        if not index.isValid():
            return None
        thing, column = self.things[index.row()], index.column()
        if role == RAW:
            return thing
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(self.kinds[column].figure)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(thing, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(thing, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(thing, column)
        return None

    def head(self, section: int) -> tuple[str, Kind]:
        """The header of a column."""
        return tr(self.headers[section]), self.kinds[section]


def paint_chosen(painter: QPainter, option: QStyleOptionViewItem, first: bool) -> None:
    """The ground of a cell of the chosen line; with a mark in the ``first`` while the keyboard is in the table."""
    box = option.rect
    here = option.widget is not None and option.widget.hasFocus()
    painter.fillRect(box, theme.color("accent_tint" if here else "quiet_tint"))
    if first and here:
        painter.fillRect(box.left(), box.top(), theme.px("mark"), box.height(), theme.color("accent"))


class ShortTable(QTableView):
    """A `ShortModel` to choose one line of. ``opened(thing)`` on Enter or a double click."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None, model: ShortModel, painter: QStyledItemDelegate) -> None:
        super().__init__(parent)
        model.setParent(self)
        painter.setParent(self)
        self.setModel(model)
        self.setItemDelegate(painter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self.open)
        self.short = model
        self.export = export_action(self)
        self.export.setEnabled(False)
        model.modelReset.connect(lambda: self.export.setEnabled(bool(model.things)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def listed(self) -> Shown:
        """What stands here, to be written as a workbook."""
        return Shown(self.short.rows())

    def fit(self) -> None:
        """Share the width out among the columns; called whenever it changes."""

    def open(self, index: Index) -> None:
        """Open the thing of a line, where there is one."""
        if index.isValid():
            self.opened.emit(index.data(RAW))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by keyboard sees where: on the first line, unless one is chosen."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.selectionModel().hasSelection():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line one is on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Columns keep filling the width."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self.fit)
        return super().viewportEvent(event)
