"""One key, one meaning, wherever the keyboard is: what tells of keys with two.

The pages, tabs and records are asked in `test_enter_and_esc.py`, the dialogs in `test_gone.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

Context = Qt.ShortcutContext


def holders(window: QWidget) -> Iterator[tuple[QWidget, Any, str, Context]]:
    """What a key may set off in a window: the widget it belongs to, what it sets off, the key, and from where."""
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible() or widget.window() is not window:
            continue
        for action in widget.actions():
            if action.isEnabled() and action.isVisible():
                for key in action.shortcuts():
                    yield widget, action, key.toString(), action.shortcutContext()
        if isinstance(widget, QAbstractButton) and widget.isEnabled() and not widget.shortcut().isEmpty():
            yield widget, widget, widget.shortcut().toString(), Context.WindowShortcut
        for shortcut in widget.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if shortcut.isEnabled():
                yield widget, shortcut, shortcut.key().toString(), shortcut.context()


def ambiguous(window: QWidget) -> dict[str, set[str]]:
    """Keys that would set off two things somewhere in a window, with what they would set off; Qt then does neither."""
    found = list(holders(window))
    places = [window, *(one for one in window.findChildren(QWidget) if one.focusPolicy() and one.isVisible())]
    clashes: dict[str, set[str]] = {}
    for focus in places:
        meant: dict[str, dict[int, Any]] = defaultdict(dict)
        for widget, what, key, context in found:
            here = {
                Context.WidgetShortcut: widget is focus,
                Context.WidgetWithChildrenShortcut: widget is focus or widget.isAncestorOf(focus),
            }.get(context, True)
            if key and here:
                meant[key][id(what)] = what
        for key, several in meant.items():
            if len(several) > 1:
                clashes.setdefault(key, set()).update(named(one) for one in several.values())
    return clashes


def named(what: Any) -> str:
    """What a fault calls it."""
    return what.text() if isinstance(what, (QAction, QAbstractButton)) else type(what.parent()).__name__


def test_the_check_finds_a_key_with_two_meanings(qtbot: Any) -> None:
    window, inner = QWidget(), QWidget()
    qtbot.addWidget(window)
    inner.setParent(window)
    for widget, words in ((window, "a"), (inner, "b")):
        action = QAction(words, widget)
        action.setShortcut(QKeySequence("Ctrl+R"))
        widget.addAction(action)
    window.show()
    assert ambiguous(window) == {"Ctrl+R": {"a", "b"}}
    inner.actions()[0].setShortcutContext(Context.WidgetShortcut)
    assert ambiguous(window) == {}
