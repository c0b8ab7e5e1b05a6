"""How the cells of a grid are painted and typed into; used by `ui.kit.grid`."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.kit.alignment import LEFT, side_of
from ui.kit.columns import in_two_lines
from ui.kit.creating import New, with_new
from ui.kit.grid_model import GridColumn, GridLine, GridModel, and_more
from ui.kit.headed_model import Index
from ui.kit.suggestion_list import Suggestion, SuggestList
from ui.shell import theme

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SAME = ("=", "＝")


def plain_enter(event: QKeyEvent) -> bool:
    """Whether this is Enter without Ctrl, Alt or Shift."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in ENTER and held == Qt.KeyboardModifier.NoModifier


class CellLine(QLineEdit):
    """The line one types a cell in; ``picked`` is what was chosen from the list below it."""

    def __init__(self, parent: QWidget, column: GridColumn, line: GridLine) -> None:
        super().__init__(parent)
        self.picked: Suggestion | None = None
        self.list: SuggestList | None = None
        self.setAccessibleName(column.label)
        self.setAlignment(side_of(column.kind.figure))
        offer = column.suggest
        if offer is not None:
            self.list = SuggestList(self, with_new(column.makes, lambda words: offer(line, words)))
            self.list.picked.connect(self._pick)
        elif column.choices:
            choices = [(value, words, "") for value, words in column.choices]
            self.list = SuggestList(
                self, lambda words: [c for c in choices if words.casefold() in c[1].casefold()]
            )
            self.list.picked.connect(self._pick)
        if self.list is not None:
            self.list.setMinimumWidth(theme.px("dialog"))
            self.list.view.setMinimumHeight(theme.px("row"))
        self.textEdited.connect(self._unpick)

    chosen = Signal()
    wanted = Signal(object)

    def _pick(self, item: Suggestion) -> None:
        if isinstance(item[0], New):
            self.wanted.emit(item[0])
            return
        self.picked = item
        self.chosen.emit()

    def _unpick(self, *_: object) -> None:
        self.picked = None


class GridDelegate(QStyledItemDelegate):
    """Paints a `ui.kit.grid_model.GridModel`, and makes the line to type in. ``moved(rows, cells)`` asks to go on."""

    moved = Signal(str)
    typing = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor: CellLine | None = None
        self._at = QPersistentModelIndex()
        self.current = QPersistentModelIndex()
        self._dressed()
        theme.changed.connect(self._dressed)

    def _dressed(self) -> None:
        """Hold what every cell is painted with: asking anew for each would take longer than painting."""
        self.base, self.quiet = theme.font("base"), theme.font("quiet")
        self.base_metrics, self.quiet_metrics = QFontMetrics(self.base), QFontMetrics(self.quiet)
        names = ("wrong_tint", "accent_tint", "line", "wrong", "quiet", "ink", "accent", "edge", "soon")
        self.colors = {name: theme.color(name) for name in names}
        self.pad = theme.px("s")

    # -- painting --------------------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row of the usual height."""
        return QSize(theme.px("column_min"), theme.px("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The tint of the line, the words, the line below, and a ring around the current cell."""
        model: Any = index.model()
        line: GridLine = model.lines[index.row()]
        column: GridColumn = model.columns[index.column()]
        box = option.rect
        painter.save()
        here = self.current.isValid() and self.current.row() == index.row()
        colors = self.colors
        if line.problems:
            painter.fillRect(box, colors["wrong_tint"])
        elif here or option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, colors["accent_tint"])
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colors["line"])
        room = box.adjusted(self.pad, 0, -self.pad, -1)
        counts = column.key == "#"
        words = str(index.row() + 1) if counts else column.words(line)
        wrong = column.key in line.problems
        proposed = column.key in line.proposed and not line.blank
        metrics = self.quiet_metrics if counts else self.base_metrics
        shown = words
        if words:
            painter.setFont(self.quiet if counts else self.base)
            painter.setPen(colors["wrong" if wrong else "quiet" if proposed or counts else "ink"])
            if metrics.horizontalAdvance(words) > room.width():
                shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, side_of(column.kind.figure), shown)
        if column.hints:
            used = metrics.horizontalAdvance(shown) + theme.px("m") if shown else 0
            self._paint_hints(painter, room.adjusted(used, 0, 0, 0), line)
        focused = bool(option.widget is not None and option.widget.hasFocus())
        if here and self.current.column() == index.column():
            pen = QPen(colors["accent" if focused else "edge"], theme.px("ring"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            corner = theme.px("xs")
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -3), corner, corner)
        elif wrong:
            painter.setPen(QPen(colors["wrong"], theme.px("hair")))
            painter.drawRect(box.adjusted(2, 2, -3, -4))
        painter.restore()

    def _paint_hints(self, painter: QPainter, room: QRect, line: GridLine) -> None:
        metrics = self.quiet_metrics
        problems = list(dict.fromkeys(line.problems.values()))
        said = [(words, "wrong") for words in problems] or line.hints
        if len(problems) > 1 and metrics.horizontalAdvance(" · ".join(problems)) > room.width():
            # The first, and that there are others; all of them stand in the tip and below the grid.
            more = and_more(len(problems) - 1)
            left = room.width() - metrics.horizontalAdvance(more) - theme.px("m")
            said = [(metrics.elidedText(problems[0], Qt.TextElideMode.ElideRight, max(0, left)), "wrong")]
            said.append((more, "wrong"))
        painter.setFont(self.quiet)
        for words, role in said:
            if room.width() < theme.px("xl"):
                return
            painter.setPen(self.colors[role])
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, LEFT, shown)
            room = room.adjusted(metrics.horizontalAdvance(shown) + theme.px("m"), 0, 0, 0)

    # -- typing ----------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The line to type in."""
        model: Any = index.model()
        editor = CellLine(parent, model.columns[index.column()], model.lines[index.row()])
        editor.chosen.connect(lambda: self._commit("next"))
        editor.wanted.connect(self._make)
        editor.textEdited.connect(lambda _: self.typing.emit())
        self.editor, self._at = editor, QPersistentModelIndex(index)
        editor.destroyed.connect(lambda: self._gone(editor))
        return editor

    def _make(self, new: New) -> None:
        """Leave the cell, make the record, and put it there."""
        editor, at = self.editor, QPersistentModelIndex(self._at)
        if editor is None:
            return
        self.editor = None
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
        made = new.make(editor.window())
        model = at.model()
        if made is None or not isinstance(model, GridModel):
            return
        model.put(at.row(), model.columns[at.column()].key, *made[:2])
        self.moved.emit("next")

    def _gone(self, editor: CellLine) -> None:
        if self.editor is editor:
            self.editor = None

    def open_cell(self) -> tuple[int, str, str] | None:
        """Row, column key and words of the line that is being typed; None while nothing is."""
        if self.editor is None or not self._at.isValid() or not self.editor.isModified():
            return None
        words = self.editor.text().strip()
        return (self._at.row(), self._at.model().columns[self._at.column()].key, words) if words else None  # type: ignore[attr-defined]

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The words of the cell, all selected, so that typing replaces them."""
        if isinstance(editor, CellLine):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was picked, else what was typed."""
        if not isinstance(editor, CellLine) or not isinstance(model, GridModel):
            return
        column = model.columns[index.column()]
        if editor.picked is not None:
            key, name, _ = editor.picked
            model.put(index.row(), column.key, key, name)
        else:
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell; a little wider where a name is typed."""
        box = option.rect.adjusted(1, 1, -1, -2)
        column = index.model().columns[index.column()]  # type: ignore[attr-defined]
        if column.suggest is not None:
            box.setWidth(max(box.width(), theme.px("field") // 2))
        editor.setGeometry(box)

    def settle(self) -> None:
        """Take what stands in the open line, if there is one."""
        if self.editor is not None:
            self._commit("")

    def _commit(self, move: str) -> None:
        editor = self.editor
        if editor is None:
            return
        self.editor = None
        if editor.list is not None:
            editor.list.hide()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if move:
            self.moved.emit(move)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab go on, arrows move, = repeats the value above, Esc gives up."""
        if not isinstance(editor, CellLine) or editor is not self.editor:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            hanging = editor.list
            if hanging is not None and hanging.isVisible() and hanging.eventFilter(editor, event):
                return True
            if self.editor is None:  # Tab picked from the list, which took the cell already
                return True
            key = event.key()
            if plain_enter(event) or key == Qt.Key.Key_Tab:
                self._commit("next")
                return True
            if key == Qt.Key.Key_Backtab or (
                key in ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            ):
                self._commit("back")
                return True
            if key == Qt.Key.Key_Up and (hanging is None or not hanging.isVisible()):
                self._commit("up")
                return True
            if key == Qt.Key.Key_Down and hanging is None:
                self._commit("down")
                return True
            if event.text() in SAME and editor.selectedText() == editor.text():
                self.editor = None
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
                self.moved.emit("same")
                return True
            return False
        if event.type() == QEvent.Type.FocusOut and editor.list is not None:
            editor.list.hide()
        return super().eventFilter(editor, event)


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
        flags = side_of(column.kind.figure).value | Qt.TextFlag.TextWordWrap.value
        pad = self.parent().delegate.pad
        room = rect.adjusted(pad, 0, -pad, -1)
        painter.drawText(room, flags, in_two_lines(column.label, painter.fontMetrics(), room.width()))
        painter.restore()
