"""Ctrl+Z: inside a line of typing it belongs to the typing, everywhere else to the last operation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit


class UndoKey(QObject):
    """Hears the key before the widget that has the keyboard, once it is told to `watch`."""

    def __init__(self, window: QMainWindow, undo: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._undo = window, undo

    def watch(self) -> None:
        """From now on, as the window is shown."""
        self._window.windowHandle().installEventFilter(self)

    def pressed(self) -> None:
        """Take back the typing there is, else the last operation."""
        focus = QApplication.focusWidget()
        if focus is not None and _may_undo(focus):
            focus.undo()  # type: ignore[attr-defined]
        else:
            self._undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line without anything to undo would swallow the key; then it means the last operation."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) and not _may_undo(QApplication.focusWidget()):
                self._undo()
                return True
        return False


def _may_undo(editor: QObject | None) -> bool:
    """Whether there is typing to take back: a line and an editable grid answer alike."""
    if isinstance(editor, QPlainTextEdit):
        return editor.document().isUndoAvailable()
    asked = getattr(editor, "isUndoAvailable", None)
    return bool(asked()) if callable(asked) else False
