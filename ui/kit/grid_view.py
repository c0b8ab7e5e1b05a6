"""The table of a `ui.kit.grid.Grid`: which key does what, and where the keyboard goes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.kit.alignment import LEFT
from ui.kit.grid_cell import ENTER, SAME, GridDelegate, GridHeader, plain_enter
from ui.kit.grid_model import GridModel
from ui.kit.text import key_words
from ui.shell import errors, theme


class GridView(QTableView):
    """The table itself: which key does what."""

    left = Signal()

    def __init__(self, parent: QWidget, model: GridModel) -> None:
        super().__init__(parent)
        self.lines = model
        self.setHorizontalHeader(GridHeader(self))
        self.delegate = GridDelegate(self)
        self.delegate.moved.connect(self._moved)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.lesson = ""
        self.keys_taught: Sequence[tuple[str, str]] = ()
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px("row"))
        self.horizontalHeader().setFixedHeight(theme.px("header"))

    def teach(self, lesson: str, keys: Sequence[tuple[str, str]] = ()) -> None:
        """What stands below the first line while nothing is typed: what to do, and (key, what it does)."""
        self.lesson, self.keys_taught = lesson, keys
        self.setAccessibleDescription(
            " ".join([lesson, *(f"{key_words(key)} {words}" for key, words in keys)]).strip()
        )
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells; on an empty grid how to begin."""
        super().paintEvent(event)
        if self.lesson and not (self.lines.rowCount() if self.lines.fixed else self.lines.filled()):
            self._paint_lesson()

    def _paint_lesson(self) -> None:
        base, quiet = theme.font("base"), theme.font("quiet")
        metrics, small = QFontMetrics(base), QFontMetrics(quiet)
        line = theme.px("xl") + theme.px("xs")
        taken = sum(self.rowHeight(row) for row in range(self.lines.rowCount()))
        room = self.viewport().rect().adjusted(0, taken, 0, 0)
        high = metrics.height() + theme.px("l") + len(self.keys_taught) * line
        if room.height() < high:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = room.top() + (room.height() - high) * 2 // 5
        painter.setFont(base)
        painter.setPen(theme.color("ink"))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRect(0, top, room.width(), metrics.height() * 2), middle, self.lesson)
        top += metrics.height() + theme.px("l")
        keys = [(key_words(key), words) for key, words in self.keys_taught]
        pad, gap = theme.px("s"), theme.px("m")
        wide = max((small.horizontalAdvance(key) for key, _ in keys), default=0) + 2 * pad
        whole = wide + gap + max((small.horizontalAdvance(words) for _, words in keys), default=0)
        left = (room.width() - whole) // 2
        painter.setFont(quiet)
        for key, words in keys:
            box = small.horizontalAdvance(key) + 2 * pad
            chip = QRect(left + wide - box, top + (line - theme.px("chip")) // 2, box, theme.px("chip"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_tint"))
            painter.drawRoundedRect(chip, theme.px("xs"), theme.px("xs"))
            painter.setPen(theme.color("accent"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, key)
            painter.setPen(theme.color("quiet"))
            beside = QRect(left + wide + gap, top, room.width() - left - wide - gap, line)
            painter.drawText(beside, LEFT, words)
            top += line
        painter.end()

    # -- moving ----------------------------------------------------------------------------------------------------

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint both lines anew: the tint goes with the current one."""
        self.delegate.current = QPersistentModelIndex(current)
        super().currentChanged(current, previous)
        for index in (previous, current):
            if index.isValid():
                row = self.visualRect(index.siblingAtColumn(0))
                self.viewport().update(0, row.top(), self.viewport().width(), row.height())

    def go_to(self, row: int, column: int | None = None) -> None:
        """Make a cell current and visible, the first one that is typed into where none is named."""
        # Ctrl held for a shortcut must not be taken for choosing several cells.
        index = self.lines.index(row, self.first_cell(row) if column is None else column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def first_cell(self, row: int) -> int:
        """The first cell of a line that one may type into."""
        for number in range(len(self.lines.columns)):
            if self._wants(row, number):
                return number
        return 0

    def _wants(self, row: int, number: int) -> bool:
        """Whether Enter stops at a cell."""
        return (
            not self.isColumnHidden(number)
            and self.lines.editable(row, number)
            and not self.lines.columns[number].skip(self.lines.lines[row])
        )

    def go_on(self) -> None:
        """To the next cell that wants something; after the last one to a new line."""
        index = self.currentIndex()
        if not index.isValid():
            self.go_to(0)
            return
        row = index.row()
        line = self.lines.lines[row]
        if self.lines.columns[index.column()].key in line.typed:
            return  # it could not be read: stay, so that it is put right
        for number in range(index.column() + 1, len(self.lines.columns)):
            if self._wants(row, number):
                self.go_to(row, number)
                return
        self._next_line(row)

    def _next_line(self, row: int) -> None:
        last = row + 1 >= len(self.lines.lines)
        if last and (self.lines.fixed or self.lines.lines[row].blank):
            return
        if last:
            self.lines.append()
        self.go_to(row + 1)

    def go_back(self) -> None:
        """To the cell before."""
        index = self.currentIndex()
        row, number = index.row(), index.column() - 1
        while row >= 0:
            while number >= 0:
                if self._wants(row, number):
                    self.go_to(row, number)
                    return
                number -= 1
            row, number = row - 1, len(self.lines.columns) - 1

    def _moved(self, where: str) -> None:
        with errors.caught(self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            index = self.currentIndex()
            if where == "next":
                self.go_on()
            elif where == "back":
                self.go_back()
            elif where == "same":
                self._repeat()
            elif where == "up" and index.row() > 0:
                self.go_to(index.row() - 1, index.column())
            elif where == "down":
                self._down()

    def _down(self) -> None:
        index = self.currentIndex()
        if index.row() + 1 < len(self.lines.lines):
            self.go_to(index.row() + 1, index.column())
        else:
            self._next_line(index.row())

    def _repeat(self) -> None:
        index = self.currentIndex()
        if index.isValid() and self.lines.editable(index.row(), index.column()):
            self.lines.repeat(index.row(), self.lines.columns[index.column()].key)

    # -- keys ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the grid; anything else that types opens the cell."""
        with errors.caught(self):
            if self._took(event):
                event.accept()
                return
        super().keyPressEvent(event)

    def _took(self, event: QKeyEvent) -> bool:
        key, index = event.key(), self.currentIndex()
        if plain_enter(event):
            self.go_on()
        elif key in ENTER and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.go_back()
        elif key == Qt.Key.Key_Tab:
            row = index.row()
            if not index.isValid() or (row == len(self.lines.lines) - 1 and self.lines.lines[row].blank):
                self._leave(True)
            else:
                self.go_on()
        elif key == Qt.Key.Key_Backtab:
            before = self.currentIndex()
            self.go_back()
            if self.currentIndex() == before:
                self._leave(False)
        elif key == Qt.Key.Key_Down and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._down()
        elif key == Qt.Key.Key_F7:
            self.open_list()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            with self.lines.together():
                for one in self.selectedIndexes() or ([index] if index.isValid() else []):
                    self.lines.setData(one, "")
        elif event.text() in SAME:
            self._repeat()
        else:
            return False
        return True

    def _leave(self, forward: bool) -> None:
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forward)
        self.setTabKeyNavigation(True)

    def open_list(self) -> None:
        """Open the cell and show everything one could pick."""
        index = self.currentIndex()
        if not index.isValid() or not self.lines.editable(index.row(), index.column()):
            return
        self.edit(index)
        editor = self.delegate.editor
        if editor is not None and editor.list is not None:
            editor.list.offer("")

    def undo(self) -> None:
        """Take typing back; the window's Ctrl+Z asks here first."""
        index = self.currentIndex()
        row, column = index.row(), index.column()
        self.lines.undo()
        row = max(0, min(row, len(self.lines.lines) - 1))
        self.go_to(row, column if column >= 0 else self.first_cell(row))

    def isUndoAvailable(self) -> bool:
        """Whether something was typed that can be taken back."""
        return self.lines.can_undo()
