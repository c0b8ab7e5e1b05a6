"""The rows of a list: shaded under the pointer, what an ellipsis hides told, opened by Enter or a double click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip

from ui.kit.columns import Heads
from ui.kit.row import RowDelegate
from ui.kit.row_model import TableModel
from ui.shell import theme

SELECTED = 500
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
UNHELD = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def is_enter(event: QKeyEvent) -> bool:
    """Whether Enter was pressed, alone."""
    return event.key() in ENTER and event.modifiers() in UNHELD


class RowsView(QTableView):
    """``opened(row)`` on Enter or a double click; ``resized()`` with other room for columns; ``chosen()`` others."""

    opened = Signal(int)
    resized = Signal()
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.entered.connect(lambda index: self._hover(index.row()))
        self.viewportEntered.connect(lambda: self._hover(-1))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.delegate = RowDelegate(self)
        self.setItemDelegate(self.delegate)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px("row"))
        self.heads = Heads(self)
        self.setHorizontalHeader(self.heads)
        self.heads.setFixedHeight(theme.px("header"))
        self.heads.setMinimumSectionSize(theme.px("xl"))

    def rows(self) -> TableModel:
        """The model of the rows that are shown."""
        model = self.model()
        assert isinstance(model, TableModel)
        return model

    def current_key(self) -> int | None:
        """The key of the current row, or None."""
        index = self.currentIndex()
        return self.rows().key(index.row()) if index.isValid() else None

    def chosen_keys(self) -> list[int]:
        """The keys of all selected rows, from the top."""
        ranges: Any = self.selectionModel().selection()
        keys: list[int] = []
        below = 0
        for first, last in sorted((one.top(), one.bottom()) for one in ranges):
            keys += self.rows().keys(max(first, below), last + 1)
            below = max(below, last + 1)
        return keys

    def choose(self, keys: Sequence[int], current: int | None) -> None:
        """Select rows, at most `SELECTED` of them, and go to the current one."""
        model, picked = self.rows(), QItemSelection()
        for row in model.rows_of(keys[:SELECTED]):
            picked.select(model.index(row, 0), model.index(row, len(model.columns) - 1))
        row = -1 if current is None else model.row_of(current)
        chosen = self.selectionModel()
        if row >= 0:
            chosen.setCurrentIndex(model.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(model.index(row, 0))
        chosen.select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Other rows are chosen."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def _hover(self, row: int) -> None:
        """Shade the whole row under the pointer, as a row is what one clicks."""
        before, self.delegate.hovered = self.delegate.hovered, row
        view = self.viewport()
        for one in {before, row} - {-1}:
            view.update(0, self.rowViewportPosition(one), view.width(), self.rowHeight(one))

    def _tell(self, event: QHelpEvent) -> None:
        """What an ellipsis hides, under the pointer."""
        index = self.indexAt(event.pos())
        cells = self.rows().painted(index.row()) if index.isValid() else ()
        if cells and self.delegate.hides(cells[index.column()], self.visualRect(index).width()):
            QToolTip.showText(event.globalPos(), cells[index.column()].words, self)
        else:
            QToolTip.hideText()

    def viewportEvent(self, event: QEvent) -> bool:
        """The pointer leaves, or rests."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        if not is_enter(event):
            super().keyPressEvent(event)
        elif self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the new width."""
        super().resizeEvent(event)
        self.resized.emit()
