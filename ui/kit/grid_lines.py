"""What one does with whole lines of a grid: insert, copy, paste and delete, by key and by a right click."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from models.errors import UserError
from models.i18n import tr
from ui.kit.grid_view import GridView
from ui.kit.pasting import pasted
from ui.kit.turns import Pieces, turns
from ui.shell import errors, theme

LINES: Final = "application/x-yuanba-lines"
"""Lines on the clipboard as a draft keeps them, so that each is pasted as exactly what it was."""


class LineActions(QObject):
    """The verbs of a grid's lines and its context menu; each is one step of undo."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._model = view.lines
        self.cells = self._action(tr("Copy cells"), self.copy_cells, QKeySequence.StandardKey.Copy, "copy")
        self.into = self._action(tr("Paste into cells"), self.paste_cells, QKeySequence.StandardKey.Paste)
        self.above = self._action(tr("Insert row above"), self.insert_above, "Ins", "plus")
        self.whole = self._action(tr("Copy rows"), self.copy_rows, "Ctrl+Shift+C", "copy")
        self.rows = self._action(tr("Paste rows"), self.paste_rows, "Ctrl+Shift+V")
        self.gone = self._action(tr("Delete rows"), self.delete_rows, "Ctrl+Del", "trash")
        # The key is the window's, which asks here first; it is only shown.
        undo = QKeySequence(QKeySequence.StandardKey.Undo).toString(QKeySequence.SequenceFormat.NativeText)
        self.taken = self._action(f"{tr('Undo typing')}\t{undo}", view.undo, "", "undo")
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)

    def _action(
        self, words: str, slot: Callable[[], object], key: str | QKeySequence.StandardKey, icon: str = ""
    ) -> QAction:
        action = QAction(words, self._view)
        if icon:
            action.setIcon(theme.icon(icon))
        action.setShortcut(QKeySequence(key))
        # In an open cell the same keys mean the letters there.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

        def act() -> None:
            with errors.caught(self._view):
                slot()

        action.triggered.connect(act)
        self._view.addAction(action)
        return action

    def chosen(self) -> list[int]:
        """The rows that are selected, or the current one."""
        rows = {index.row() for index in self._view.selectedIndexes()} or {self._view.currentIndex().row()}
        return sorted(rows - {-1})

    # -- verbs -------------------------------------------------------------------------------------------------

    def insert_above(self) -> None:
        """An empty line above the first chosen one."""
        rows = self.chosen()
        if self._model.fixed or not rows:
            return
        self._view.delegate.settle()
        with self._model.together():
            self._model.insert(rows[0], self._model.fresh())
        self._go_to(rows[0])

    def delete_rows(self) -> None:
        """Take the current or the selected lines out."""
        rows = self.chosen()
        if self._model.fixed or not rows:
            return
        column = max(0, self._view.currentIndex().column())
        self._model.remove(rows)
        row = min(rows[0], len(self._model.lines) - 1)
        self._view.go_to(row, column if self._model.editable(row, column) else self._view.first_cell(row))

    def copy_cells(self) -> None:
        """The selected cells as a spreadsheet takes them."""
        chosen = sorted(self._view.selectedIndexes(), key=lambda one: (one.row(), one.column()))
        rows: dict[int, list[str]] = {}
        for one in chosen:
            rows.setdefault(one.row(), []).append(str(one.data() or ""))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))

    def copy_rows(self) -> None:
        """The chosen lines: for a spreadsheet all that stands on them, for a grid exactly what was entered."""
        lines = [self._model.lines[row] for row in self.chosen()]
        lines = [line for line in lines if not line.blank]
        if not lines:
            return
        shown = [
            column
            for number, column in enumerate(self._model.columns)
            if not self._view.isColumnHidden(number) and column.key != "#"
        ]
        held = QMimeData()
        held.setText("\n".join("\t".join(column.words(line) for column in shown) for line in lines))
        kept = {"grid": self._columns(), "lines": [line.kept() for line in lines]}
        held.setData(LINES, json.dumps(kept, ensure_ascii=False).encode())
        QGuiApplication.clipboard().setMimeData(held)

    def paste_rows(self) -> None:
        """Put the copied lines in above the current one; those of a spreadsheet are read from the first cell on."""
        index = self._view.currentIndex()
        if self._model.fixed or not index.isValid():
            return
        self._view.delegate.settle()
        kept, cells = self._on_clipboard()
        if not kept and not cells:
            raise UserError(tr("Nothing to paste was copied yet."))
        turns().begin(self._rows_put_in(index.row(), kept, cells))

    def paste_cells(self) -> None:
        """Fill cells from the current one on; lines that lack are added."""
        index, words = self._view.currentIndex(), QGuiApplication.clipboard().text()
        if not index.isValid() or not words.strip():
            return
        turns().begin(self._cells_put_in(index.row(), index.column(), pasted(words)))

    # -- inside ------------------------------------------------------------------------------------------------

    def _rows_put_in(self, row: int, kept: Sequence[dict[str, Any]], cells: Sequence[list[str]]) -> Pieces:
        with self._model.together():
            for place, line in enumerate(kept):
                self._model.put_in(row + place, line)
                yield
            at = row
            for words in cells:
                self._model.insert(at, self._model.fresh())
                at += self._fill(at, self._view.first_cell(at), words)
                yield
        self._go_to(row)

    def _cells_put_in(self, row: int, column: int, lines: Sequence[Sequence[str]]) -> Pieces:
        with self._model.together():
            for line in lines:
                if row >= len(self._model.lines):
                    if self._model.fixed:
                        break
                    self._model.append()
                row += self._fill(row, column, line)
                yield

    def _fill(self, row: int, column: int, cells: Sequence[str]) -> int:
        """Type cells into a line, leaving out what one cannot type into; answers how many lines there are now of it.

        Lines proposed below stay where one cell was given, and go where the cells say themselves what belongs there.
        """
        stood = {id(line) for line in self._model.lines}
        self._type(row, column, cells)
        came = 0
        for line in self._model.lines[row + 1 :]:
            if id(line) in stood or line.blank:
                break
            came += 1
        if came and sum(bool(cell.strip()) for cell in cells) > 1:
            self._model.remove(list(range(row + 1, row + 1 + came)))
            came = 0
        return 1 + came

    def _type(self, row: int, column: int, cells: Sequence[str]) -> None:
        for cell in cells:
            while column < len(self._model.columns) and (
                self._view.isColumnHidden(column) or not self._model.editable(row, column)
            ):
                column += 1
            if column >= len(self._model.columns):
                break
            if cell.strip():
                self._model.setData(self._model.index(row, column), cell)
            column += 1

    def _columns(self) -> list[str]:
        return [column.key for column in self._model.columns]

    def _on_clipboard(self) -> tuple[list[dict[str, Any]], list[list[str]]]:
        """Lines of a grid like this one, or else lines of cells; the labels above a table are left out."""
        held = QGuiApplication.clipboard().mimeData()
        if held is not None and held.hasFormat(LINES):
            kept = json.loads(held.data(LINES).data().decode())
            if kept["grid"] == self._columns():
                return kept["lines"], []
        words = QGuiApplication.clipboard().text()
        lines = pasted(words) if words.strip() else []
        labels = {column.label for column in self._model.columns}
        if lines and set(lines[0]) - {""} <= labels:
            del lines[0]
        return [], lines

    def _go_to(self, row: int) -> None:
        self._view.go_to(row)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _menu(self, place: QPoint) -> None:
        under = self._view.indexAt(place)
        if under.isValid() and not self._view.selectionModel().isSelected(under):
            self._view.setCurrentIndex(under)
        self._view.delegate.settle()
        free = not self._model.fixed and bool(self.chosen())
        held = QGuiApplication.clipboard().mimeData()
        copied = held is not None and (held.hasText() or held.hasFormat(LINES))
        entered = any(not self._model.lines[row].blank for row in self.chosen())
        menu = QMenu(self._view)
        for action, may in (
            (self.above, free),
            (None, True),
            (self.whole, entered),
            (self.rows, free and copied),
            (self.gone, free),
            (None, True),
            (self.cells, bool(self.chosen())),
            (self.into, copied),
            (None, True),
            (self.taken, self._model.can_undo()),
        ):
            if action is None:
                menu.addSeparator()
            else:
                action.setEnabled(may)
                menu.addAction(action)
        menu.exec(self._view.viewport().mapToGlobal(place))
        # By its key each looks for itself whether there is anything to do.
        for action in menu.actions():
            action.setEnabled(True)
        menu.deleteLater()
