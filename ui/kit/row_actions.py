"""What one can do with the rows of a list: by key, and in the menu of a right click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from models.i18n import tr
from ui.kit.act import Act
from ui.kit.background_task import run
from ui.kit.desk import desk_of
from ui.kit.row_model import COPIED
from ui.kit.rows_view import RowsView
from ui.shell import errors, theme


class RowActions(QObject):
    """The verbs of the selected rows of a view; ``last`` stand below them in the menu, with or without rows."""

    def __init__(self, view: RowsView, owner: QWidget) -> None:
        super().__init__(owner)
        self._view, self._owner = view, owner
        self._actions: list[tuple[Act, bool]] = []
        self.copy = QAction(theme.icon("copy"), tr("Copy"), owner)
        self.copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.copy.triggered.connect(self.copy_rows)
        view.addAction(self.copy)
        self.last: Sequence[QAction] = ()
        view.customContextMenuRequested.connect(self._menu)

    def add(
        self,
        words: str,
        slot: Callable[[list[int]], object],
        key: str = "",
        icon: str = "",
        *,
        danger: bool = False,
        right: str = "",
        single: bool = False,
    ) -> QAction:
        """Something to do with the selected rows, of which the slot gets the keys; ``single`` with one row only."""
        action = Act(words, self._owner, right)
        if icon:
            action.setIcon(theme.icon(icon, "wrong" if danger else "quiet"))
        if key:
            action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._do(slot, single))
        self._view.addAction(action)
        self._actions.append((action, single))
        return action

    def add_for_one(
        self, words: str, slot: Callable[[int], object], key: str = "", icon: str = "", **options: Any
    ) -> QAction:
        """Something to do with one row, of which the slot gets the key; ``danger`` and ``right`` as in `add`."""
        return self.add(words, lambda keys: slot(keys[0]), key, icon, single=True, **options)

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, with headers, so that a spreadsheet takes them."""
        keys, model, put = self._view.chosen_keys(), self._view.rows(), QGuiApplication.clipboard().setText
        if len(keys) <= COPIED:
            put(model.copied(keys))
            return
        run(
            self._owner,
            tr("Copying the rows"),
            lambda progress: model.copied(keys, lambda done, total: progress(done, total, "")),
            put,
        )

    def _do(self, slot: Callable[[list[int]], object], single: bool) -> None:
        keys = self._view.chosen_keys()
        if not keys or (single and len(keys) != 1):
            self._say_which(bool(keys))
            return
        with errors.caught(self._owner):
            slot(keys)

    def _say_which(self, several: bool) -> None:
        """A key that does nothing says why."""
        desk = desk_of(self._owner)
        if desk is not None and several:
            desk.notify(tr("This is done with one row at a time: choose one."), role="soon")
        elif desk is not None:
            desk.notify(tr("Choose a row in the list first."), role="soon")

    def _menu(self, place: QPoint) -> None:
        keys = self._view.chosen_keys()
        menu = QMenu(self._owner)
        menu.setToolTipsVisible(True)
        if keys:
            for action, single in self._actions:
                action.setEnabled(not single or len(keys) == 1)
                menu.addAction(action)
            if self._actions:
                menu.addSeparator()
            menu.addAction(self.copy)
        menu.addActions(list(self.last))
        menu.exec(self._view.viewport().mapToGlobal(place))
        for action, _ in self._actions:
            action.setEnabled(True)
        menu.deleteLater()
