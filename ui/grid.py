"""A grid one types a day's slips into without touching the mouse.

Enter goes to the next cell and adds a line after the last one, `=` repeats the value above, F7 opens the pick list,
Ctrl+Delete takes a line out, Ctrl+Z takes typing back, and lines pasted from a spreadsheet fill cells. What is typed is
kept in a draft file at once.

    grid = Grid([GridColumn("subcontract", tr("Subcontract"), "pick", 11, suggest=…, named=…),
                 GridColumn("received", tr("Received"), "quantity", 7), …], changed, self, draft="collection")
    grid.edited.connect(self.sum_up)        # after every change
    grid.settle()                           # take what still stands in the open cell
    for line in grid.lines(): …             # ui.lines.GridLine, blank ones left out
    grid.refuse(line, UserError(…, "received"))      # beside the cell
    grid.clear()                            # posted: the draft goes too
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from models.database import current_password
from models.errors import UserError
from ui import drafts, errors, theme
from ui.lines import FIGURES, GridColumn, GridLine, GridModel
from ui.widgets.cell import ENTER, SAME, GridDelegate, plain_enter

DURABLE_AFTER_MS = 1500


class GridHeader(QHeaderView):
    """Column labels in up to two lines, on the side where the values stand."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSectionSize(theme.px("xl"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The label, quietly."""
        column: GridColumn = self.model().columns[section]  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color("quiet"))
        side = Qt.AlignmentFlag.AlignRight if column.kind in FIGURES else Qt.AlignmentFlag.AlignLeft
        flags = int((side | Qt.AlignmentFlag.AlignVCenter).value) | int(Qt.TextFlag.TextWordWrap.value)
        painter.drawText(rect.adjusted(theme.px("s"), 0, -theme.px("s"), -1), flags, column.label)
        painter.restore()


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
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px("row"))
        self.horizontalHeader().setFixedHeight(theme.px("header"))

    # -- moving ----------------------------------------------------------------------------------------------------

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Paint both lines anew: the tint goes with the current one."""
        self.delegate.current = QPersistentModelIndex(current)
        super().currentChanged(current, previous)
        for index in (previous, current):
            if index.isValid():
                row = self.visualRect(index.siblingAtColumn(0))
                self.viewport().update(0, row.top(), self.viewport().width(), row.height())

    def go_to(self, row: int, column: int) -> None:
        """Make a cell current and visible."""
        # Ctrl held for a shortcut must not be taken for choosing several cells.
        index = self.lines.index(row, column)
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
            self.go_to(0, self.first_cell(0))
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
        self.go_to(row + 1, self.first_cell(row + 1))

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
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif plain_enter(event):
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
        elif key == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.remove_lines()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
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

    def remove_lines(self) -> None:
        """Take the current or the selected lines out."""
        rows = {index.row() for index in self.selectedIndexes()} or {self.currentIndex().row()}
        if self.lines.fixed or rows == {-1}:
            return
        first, column = min(rows), max(0, self.currentIndex().column())
        self.lines.remove(sorted(rows))
        row = min(first, len(self.lines.lines) - 1)
        self.go_to(row, column if self.lines.editable(row, column) else self.first_cell(row))

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

    def _copy(self) -> None:
        chosen = sorted(self.selectedIndexes(), key=lambda one: (one.row(), one.column()))
        rows: dict[int, list[str]] = {}
        for one in chosen:
            rows.setdefault(one.row(), []).append(str(one.data() or ""))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))

    def _paste(self, words: str) -> None:
        index = self.currentIndex()
        if not index.isValid() or not words.strip():
            return
        row = index.row()
        for line in words.rstrip("\n").split("\n"):
            if row >= len(self.lines.lines):
                if self.lines.fixed:
                    break
                self.lines.append()
            column = index.column()
            for cell in line.rstrip("\r").split("\t"):
                while column < len(self.lines.columns) and (
                    self.isColumnHidden(column) or not self.lines.editable(row, column)
                ):
                    column += 1
                if column >= len(self.lines.columns):
                    break
                if cell.strip():
                    self.lines.setData(self.lines.index(row, column), cell)
                column += 1
            row += 1


class Grid(QWidget):
    """The grid with its draft. ``edited`` after every change somebody made."""

    edited = Signal()

    def __init__(
        self,
        columns: Sequence[GridColumn],
        changed: Callable[[GridLine, str], None],
        parent: QWidget | None = None,
        *,
        draft: str = "",
        title: str = "",
        today: Callable[[], date] = date.today,
        fixed: bool = False,
    ) -> None:
        super().__init__(parent)
        number = GridColumn("#", "#", "figure", 2, show=lambda _: "")
        self.model = GridModel([number, *columns], changed, self, today=today, fixed=fixed)
        self.view = GridView(self, self.model)
        self.view.setAccessibleName(title)
        self._draft: Path | None = None
        self.draft = draft
        self.extra: Callable[[], dict[str, Any]] | None = None
        # Inside a card the table has no frame of its own: the ring around the cell says where the keyboard is.
        frame = QFrame()
        frame.setObjectName("card")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.setFocusProxy(self.view)
        self._disk = QTimer(self, singleShot=True, interval=DURABLE_AFTER_MS)
        self._disk.timeout.connect(lambda: self.keep(durable=True))
        self.model.edited.connect(self._edited)
        self.view.viewport().installEventFilter(self)
        theme.changed.connect(self._size)
        self._size()
        if not fixed:
            self.view.go_to(0, self.view.first_cell(0))

    # -- what pages call -------------------------------------------------------------------------------------------

    def lines(self) -> list[GridLine]:
        """The lines somebody entered something on."""
        return self.model.filled()

    @property
    def draft(self) -> str:
        """The name its draft is kept under; "" keeps none."""
        return self._named

    @draft.setter
    def draft(self, name: str) -> None:
        # The place is settled now: a late write must not end up with a database opened meanwhile.
        self._named = name
        self._draft = drafts.place(name) if name else None

    @property
    def dirty(self) -> bool:
        """Whether there is anything on the grid."""
        return bool(self.model.filled())

    def settle(self) -> bool:
        """Take what stands in the open cell; answers False when some cell could not be read."""
        self.view.delegate.settle()
        return not any(line.typed for line in self.model.lines)

    def refuse(self, line: GridLine, refusal: UserError, otherwise: str = "") -> None:
        """Say what is wrong beside the cell it names, or in the ``otherwise`` column."""
        known = refusal.field in self.model.places
        line.problems[refusal.field if known and refusal.field else otherwise] = refusal.message
        self.model.repaint()

    def go_to_problem(self) -> bool:
        """Go to the first cell where something is wrong; answers False when nothing is."""
        for row, line in enumerate(self.model.lines):
            for key in line.problems:
                column = self.model.places.get(key, -1)
                if column < 0 or not self.model.editable(row, column):
                    column = self.view.first_cell(row)
                self.view.go_to(row, column)
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def clear(self) -> None:
        """Empty it and forget the draft."""
        self.model.clear()
        self._disk.stop()
        if self._draft is not None:
            drafts.drop(self._draft)
        if not self.model.fixed:
            self.view.go_to(0, self.view.first_cell(0))
        self.edited.emit()

    def keep(self, *, durable: bool = False) -> None:
        """Write the draft."""
        if self._draft is None:
            return
        lines = self.model.kept()
        if current_password() is not None:
            lines = [_figures_only(line) for line in lines]
        if not lines:
            drafts.drop(self._draft)
            return
        with errors.caught(self):
            drafts.keep(
                self._draft, {"lines": lines, **(self.extra() if self.extra else {})}, durable=durable
            )

    def kept(self) -> dict[str, Any] | None:
        """The draft of an earlier run."""
        return drafts.kept(self._draft) if self._draft is not None else None

    def restore(self, content: dict[str, Any]) -> None:
        """Show a draft again."""
        self.model.restore(content.get("lines", []))
        row = len(self.model.lines) - 1
        if row >= 0:
            self.view.go_to(row, self.view.first_cell(row))
        self.edited.emit()

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        if self.view.isColumnHidden(self.model.places[key]) == shown:
            self.view.setColumnHidden(self.model.places[key], not shown)
            self._fill()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.keep()
        self._disk.start()
        self.edited.emit()

    def _size(self) -> None:
        base, quiet = QFontMetrics(theme.font("base")), QFontMetrics(theme.font("quiet"))
        self.view.verticalHeader().setDefaultSectionSize(theme.px("row"))
        tall = theme.px("header")
        for number, column in enumerate(self.model.columns):
            width = column.width * base.horizontalAdvance("0") + 2 * theme.px("s")
            label = max((quiet.horizontalAdvance(word) for word in column.label.split()), default=0)
            width = max(width, label + 2 * theme.px("s") + 2)
            if quiet.horizontalAdvance(column.label) + 2 * theme.px("s") > width and not column.stretch:
                tall = max(tall, 2 * quiet.lineSpacing() + theme.px("s"))
            self.view.setColumnWidth(number, width)
        self._natural = [self.view.columnWidth(number) for number in range(len(self.model.columns))]
        self.view.horizontalHeader().setFixedHeight(tall)
        self._fill()

    def _fill(self) -> None:
        """Share the room that is left among the columns that stretch."""
        grow = [
            number
            for number, column in enumerate(self.model.columns)
            if column.stretch and not self.view.isColumnHidden(number)
        ]
        if not grow:
            return
        shown = [n for n in range(len(self.model.columns)) if not self.view.isColumnHidden(n)]
        left = self.view.viewport().width() - sum(self._natural[number] for number in shown)
        for place, number in enumerate(grow):
            share = max(0, left) // len(grow) + (1 if place < max(0, left) % len(grow) else 0)
            self.view.setColumnWidth(number, self._natural[number] + share)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep filling the width."""
        if event.type() == QEvent.Type.Resize and watched is self.view.viewport():
            QTimer.singleShot(0, self, self._fill)
        return False


def _figures_only(line: dict[str, Any]) -> dict[str, Any]:
    """A kept line without words: the file of an encrypted cooperative is encrypted, its drafts are not."""
    cells = {key: value for key, value in line["cells"].items() if not isinstance(value, str)}
    return {**line, "cells": cells, "typed": {}}
