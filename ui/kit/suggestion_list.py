"""The list under a line of typing: what could be meant, best first. Used by pick fields, grids and the find box.

A suggestion whose key is None is a caption over those that follow: it is read but never picked.

It is no `QCompleter`, which was tried with Qt 6.12: there Enter also reaches the line (a form is saved with it), Tab
goes on without picking, arrows stop at captions and Enter picks them, and once it is set on the line, arrows write over
what was typed and Esc does not bring that back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.kit.alignment import LEFT
from ui.kit.boxes import vbox
from ui.kit.headed_model import NOWHERE, Index
from ui.kit.popup import PopupFrame, place_beside
from ui.shell import errors, theme


class Way:
    """The key of a suggestion that leads somewhere first: Enter and a click take it, Tab goes by it."""


Suggestion = tuple[Any, str, str]
Suggest = Callable[[str], Sequence[Suggestion]]
SHOWN = 8
CAPTION = Qt.ItemDataRole.UserRole + 1


class Suggestions(QAbstractListModel):
    """Suggestions as rows: key, label, detail."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[Suggestion] = []

    def put(self, items: Sequence[Suggestion]) -> None:
        """Show other suggestions."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One row each."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Label, and label with detail for a screen reader."""
        if not index.isValid():
            return None
        _, label, detail = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{label} {detail}"
        if role == Qt.ItemDataRole.UserRole:
            return detail
        if role == CAPTION:
            return not self.pickable(index.row())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A caption is no choice."""
        if index.isValid() and not self.pickable(index.row()):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def pickable(self, row: int) -> bool:
        """Whether there is such a row and it is no caption."""
        return 0 <= row < len(self.items) and self.items[row][0] is not None


class SuggestionDelegate(QStyledItemDelegate):
    """The label in ink, the detail quietly after it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row of the usual height."""
        return QSize(theme.px("field"), theme.px("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Tint of the chosen row, then the words."""
        painter.save()
        if index.data(CAPTION):
            room = option.rect.adjusted(theme.px("m"), 0, -theme.px("m"), -theme.px("xs"))
            painter.setFont(theme.font("quiet"))
            painter.setPen(theme.color("quiet"))
            bottom = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(room, bottom, str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
            if index.row():
                painter.setPen(theme.color("line"))
                painter.drawLine(room.topLeft(), room.topRight())
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_tint"))
            painter.drawRoundedRect(option.rect.adjusted(2, 1, -2, -1), theme.px("xs"), theme.px("xs"))
        label = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        detail = str(index.data(Qt.ItemDataRole.UserRole) or "")
        room = option.rect.adjusted(theme.px("m"), 0, -theme.px("m"), 0)
        base, quiet = theme.font("base"), theme.font("quiet")
        painter.setFont(base)
        painter.setPen(theme.color("ink"))
        metrics = QFontMetrics(base)
        width = min(metrics.horizontalAdvance(label), room.width())
        painter.drawText(room, LEFT, metrics.elidedText(label, Qt.TextElideMode.ElideRight, room.width()))
        rest = QRect(
            room.left() + width + theme.px("m"),
            room.top(),
            room.width() - width - theme.px("m"),
            room.height(),
        )
        if detail and rest.width() > theme.px("xl"):
            painter.setFont(quiet)
            painter.setPen(theme.color("quiet"))
            said = QFontMetrics(quiet).elidedText(detail, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, LEFT, said)
        painter.restore()


class SuggestList(PopupFrame):
    """A list hanging under a line of typing; the line keeps the keyboard. ``picked`` gives the suggestion.

    ``by_enter`` tells whoever takes it that Enter picked it, which in a form goes on to the next field.
    """

    picked = Signal(object)

    def __init__(
        self,
        line: QLineEdit,
        suggest: Suggest,
        *,
        at_once: bool = False,
        width: str = "find_list",
        shown: int = SHOWN,
    ) -> None:
        super().__init__(line, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.line, self.suggest = line, suggest
        self.by_enter = False
        self._empty_too = at_once
        self._width, self._shown = width, shown
        self.model = Suggestions(self)
        self.view = QListView()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setModel(self.model)
        self.view.setItemDelegate(SuggestionDelegate(self.view))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMinimumHeight(theme.px("row"))  # a list of one line is as high as one
        self.view.clicked.connect(lambda index: self._pick(index.row()))
        vbox(0, self.view, of=self, margin="xs")
        line.installEventFilter(self)
        line.textEdited.connect(self._typed)

    def _typed(self, words: str) -> None:
        if words.strip() or self._empty_too:
            self.offer(words)
        else:
            self.hide()

    def offer(self, words: str) -> None:
        """Ask for suggestions and show them under the line; hidden when there are none."""
        items: Sequence[Suggestion] = ()
        with errors.caught(self.line):
            items = self.suggest(words.strip())
        self.model.put(items)
        if not items:
            self.hide()
            return
        first = next((row for row in range(len(items)) if self.model.pickable(row)), -1)
        self.view.setCurrentIndex(self.model.index(first, 0))
        self.view.scrollToTop()
        rows = min(self._shown, len(items))
        height = rows * theme.px("row") + 2 * theme.px("xs") + 4
        width = max(self.line.width(), theme.px(self._width))
        self._place(width, height)
        self.show()
        # Where the list stands in another frame it needs that much more; a bar over two rows would say there are more.
        short = rows * theme.px("row") - self.view.viewport().height()
        if short > 0:
            self._place(width, height + short)
        self.raise_()

    def _place(self, width: int, height: int) -> None:
        self.setGeometry(place_beside(self.line, QSize(width, height), 2))
        if self.width() > width:
            # What stands in it needs more than was asked for.
            self.setGeometry(place_beside(self.line, QSize(self.width(), height), 2))

    def current(self) -> Suggestion | None:
        """The suggestion that Enter would pick, while the list is open."""
        row = self.view.currentIndex().row()
        return self.model.items[row] if self.isVisible() and self.model.pickable(row) else None

    def _pick(self, row: int) -> None:
        if self.model.pickable(row):
            item = self.model.items[row]
            self.hide()
            self.picked.emit(item)

    def _move(self, steps: int) -> None:
        last = len(self.model.items) - 1
        row = max(0, min(self.view.currentIndex().row() + steps, last))
        # Over a caption in the direction of the move; at the first one back to where one was.
        onward = range(row, last + 1) if steps > 0 else range(row, -1, -1)
        row = next((row for row in onward if self.model.pickable(row)), self.view.currentIndex().row())
        self.view.setCurrentIndex(self.model.index(row, 0))
        if steps < 0 and not any(self.model.pickable(above) for above in range(row)):
            self.view.scrollToTop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move, Enter and Tab pick, Esc closes, F7 opens everything."""
        if watched is not self.line:
            return False
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key == Qt.Key.Key_F7:
            self.offer("")
            return True
        if not self.isVisible():
            if key == Qt.Key.Key_Down:
                self.offer(self.line.text())
                return True
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
        if key in steps:
            self._move(steps[Qt.Key(key)])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.by_enter = True
            try:
                self._pick(self.view.currentIndex().row())
            finally:
                self.by_enter = False
            return True
        if key == Qt.Key.Key_Tab:
            found = self.current()
            if found is not None and not isinstance(found[0], Way):
                self._pick(self.view.currentIndex().row())
            return False
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False
