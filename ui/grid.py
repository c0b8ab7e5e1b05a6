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
from contextlib import AbstractContextManager
from datetime import date
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
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout, QWidget

from models.database import current_password
from models.errors import UserError
from ui import errors, theme
from ui.drafts import Draft
from ui.lines import GridColumn, GridLine, GridModel
from ui.pasting import pasted
from ui.widgets.cell import ENTER, SAME, GridDelegate, GridHeader, plain_enter
from ui.widgets.columns import Want, lines_of, share
from ui.widgets.side import LEFT
from ui.widgets.text import key_words

DURABLE_AFTER_MS = 1500
KEPT_AFTER_MS = 400  # from the last letter in an open cell
SEEN = 60  # lines looked at for the widths of columns


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
        for line in pasted(words):
            if row >= len(self.lines.lines):
                if self.lines.fixed:
                    break
                self.lines.append()
            column = index.column()
            for cell in line:
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
        changed: Callable[[GridLine, str], object],
        parent: QWidget | None = None,
        *,
        draft: str = "",
        title: str = "",
        today: Callable[[], date] = date.today,
        fixed: bool = False,
    ) -> None:
        super().__init__(parent)
        number = GridColumn("#", "#", "figure", 2, show=lambda _: "", yields=True)
        self.model = GridModel([number, *columns], changed, self, today=today, fixed=fixed)
        self.view = GridView(self, self.model)
        self.view.setAccessibleName(title)
        self._draft = Draft(draft)
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
        self._typing = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._typing.timeout.connect(self.keep)
        self.view.delegate.typing.connect(self._typing.start)
        self.model.edited.connect(self._edited)
        self._kept: dict[int, int] = {}
        self._hidden: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fill)
        for signal in (self.model.dataChanged, self.model.modelReset, self.model.rowsInserted):
            signal.connect(lambda *_: self._soon.start())
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
        return self._draft.name

    @draft.setter
    def draft(self, name: str) -> None:
        self._draft = Draft(name)

    @property
    def unkept(self) -> str:
        """Why what is typed is not kept, as a sentence; nothing while it is."""
        return self._draft.unkept

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

    def row_with(self, key: str, value: Any) -> int | None:
        """The first line that holds a value, or None."""
        return next((row for row, line in enumerate(self.model.lines) if line.get(key) == value), None)

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
        self._kept.clear()
        self.model.clear()
        self._disk.stop()
        self._typing.stop()
        self._draft.drop()
        if not self.model.fixed:
            self.view.go_to(0, self.view.first_cell(0))
        self.edited.emit()

    def keep(self, *, durable: bool = False) -> None:
        """Write the draft; where the disk does not take it that is said once."""
        if not self._draft.name:
            return
        sentence = self._draft.keep(self._content(), durable=durable)
        if sentence:
            errors.show(self, UserError(sentence))

    def posting(self) -> AbstractContextManager[None]:
        """Post inside: a draft that was posted is not shown again, even if the program dies before it is forgotten."""
        return self._draft.posting(self._content())

    def _content(self) -> dict[str, Any] | None:
        lines = self.model.kept(self.view.delegate.open_cell())
        if current_password() is not None:
            lines = [_figures_only(line) for line in lines]
        return {"lines": lines, **(self.extra() if self.extra else {})} if lines else None

    def kept(self) -> dict[str, Any] | None:
        """The draft of an earlier run."""
        return self._draft.kept()

    def restore(self, content: dict[str, Any]) -> None:
        """Show a draft again."""
        self.model.restore(content.get("lines", []))
        row = len(self.model.lines) - 1
        if row >= 0:
            self.view.go_to(row, self.view.first_cell(row))
        self.edited.emit()

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        place = self.model.places[key]
        if (place in self._hidden) == shown:
            self._hidden ^= {place}
            self._fill()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.keep()
        self._disk.start()
        self.edited.emit()

    def _size(self) -> None:
        """What each column wants for its label and its digits; `_fill` adds what its lines hold."""
        base, quiet = QFontMetrics(theme.font("base")), QFontMetrics(theme.font("quiet"))
        self.view.verticalHeader().setDefaultSectionSize(theme.px("row"))
        self._kept.clear()
        self._labels, self._digits = [], []
        for column in self.model.columns:
            self._labels.append(min(lines_of(column.label, quiet)[1], theme.px("thumb")) + 2)
            self._digits.append(column.width * base.horizontalAdvance("0"))
        self._fill()

    def _held(self, number: int) -> int:
        """The widest of what the first lines hold in a column."""
        column, metrics = self.model.columns[number], self.view.delegate.base_metrics
        if column.hints:
            return 0
        if column.key == "#":
            return self.view.delegate.quiet_metrics.horizontalAdvance(str(len(self.model.lines)))
        words = {
            self.model.words(line, column) for line in self.model.lines[:SEEN] if not line.blank or line.facts
        }
        widest = max((metrics.horizontalAdvance(one) for one in words if one), default=0)
        # What was wide once stays: columns that move while one types would be a nuisance.
        widest = max(min(widest, theme.px("column_max")), self._kept.get(number, 0))
        self._kept[number] = widest
        return widest

    def _want(self, number: int, pad: int) -> Want:
        column, label = self.model.columns[number], self._labels[number]
        held, digits = self._held(number), self._digits[number]
        least = min(max(held, digits), theme.px("column_text")) if column.stretch else held
        narrowest = self.view.horizontalHeader().minimumSectionSize()
        wide = max(label, digits, held) + 2 * pad
        return Want(max(narrowest, wide), max(narrowest, max(label, least) + 2 * pad))

    def _fill(self) -> None:
        """Share the width: figures and numbers are never cut, names give way first, what is left goes to them."""
        room = self.view.viewport().width()
        wanted: dict[int, Want] = {}
        for pad in (theme.px("s"), theme.px("xs")):
            wanted = {n: self._want(n, pad) for n in range(len(self.model.columns)) if n not in self._hidden}
            self.view.delegate.pad = pad
            if sum(want.least for want in wanted.values()) <= room:
                break
        for number in [n for n in wanted if self.model.columns[n].yields]:
            if sum(want.least for want in wanted.values()) > room:
                del wanted[number]
        for number in range(len(self.model.columns)):
            if self.view.isColumnHidden(number) == (number in wanted):
                self.view.setColumnHidden(number, number not in wanted)
        shown, wants = list(wanted), list(wanted.values())
        grow = [n for n in shown if self.model.columns[n].stretch]
        left = max(0, room - sum(want.natural for want in wants)) if grow else 0
        widths = share(wants, room - left, len(wants) - 1, 0)
        quiet, pad = QFontMetrics(theme.font("quiet")), 2 * self.view.delegate.pad
        tall = theme.px("header")
        for place, number in enumerate(shown):
            width = widths[place]
            if number in grow:
                at = grow.index(number)
                width += left // len(grow) + (1 if at < left % len(grow) else 0)
            if quiet.horizontalAdvance(self.model.columns[number].label) + pad > width:
                tall = max(tall, 2 * quiet.lineSpacing() + theme.px("s"))
            if self.view.columnWidth(number) != width:
                self.view.setColumnWidth(number, width)
        self.view.horizontalHeader().setFixedHeight(tall)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep filling the width."""
        if event.type() == QEvent.Type.Resize and watched is self.view.viewport():
            QTimer.singleShot(0, self, self._fill)
        return False


def _figures_only(line: dict[str, Any]) -> dict[str, Any]:
    """A kept line without words: the file of an encrypted cooperative is encrypted, its drafts are not."""
    cells = {key: value for key, value in line["cells"].items() if not isinstance(value, str)}
    return {**line, "cells": cells, "typed": {}}
