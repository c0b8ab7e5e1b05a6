"""The way back out of what was gone into: an arrow to click, and Esc or Alt+Left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from models.i18n import tr
from ui.kit.button import tool_button


def back_button(leave: Callable[[], object]) -> QToolButton:
    """The arrow that goes back to the list."""
    words, tip = tr("Back to the list"), tr("Back to the list (Esc)")
    return tool_button("chevron-left", words, lambda: leave(), role="ink", tip=tip)


def back_keys(widget: QWidget, leave: Callable[[], object], *, enabled: bool = True) -> QAction:
    """Esc and Alt+Left in a widget and all it holds."""
    action = QAction(widget)
    action.setShortcuts([QKeySequence("Esc"), QKeySequence("Alt+Left")])
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: leave())
    action.setEnabled(enabled)
    widget.addAction(action)
    return action
