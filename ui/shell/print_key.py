"""Ctrl+P where nothing can be printed: one sentence instead of silence."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow

from models.i18n import tr
from ui.kit.desk import desk_of
from ui.kit.text import key_words
from ui.pages import PAGES


class PrintKey(QObject):
    """Hears the key when neither an action of the page nor the widget that has the keyboard took it."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It came as far as the window."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        desk = desk_of(self._window)
        if desk is None or not event.matches(QKeySequence.StandardKey.Print):
            return False
        shortcut = next((entry.shortcut for entry in PAGES if entry.key == "print"), "")
        desk.notify(
            tr("There is nothing to print here. The page Print has all papers."),
            f"{tr('Print')} {key_words(shortcut)}",
            lambda: desk.go("print"),
        )
        return True
