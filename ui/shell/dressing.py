"""A change of look dresses what is seen; what is hidden is dressed when it is shown.

Qt dresses every widget anew that it dressed before, whether one sees it or not: with all pages open that is half a
second for what nobody looks at. So hidden parts say meanwhile that they were not dressed yet, and are once they come.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from models.gc_pause import held_back
from ui.kit.turns import Pieces, whole

AT_ONCE: Final = 60
"""Widgets dressed in one piece."""
DRESSED: Final = Qt.WidgetAttribute.WA_WState_Polished
OWN_STYLE: Final = Qt.WidgetAttribute.WA_SetStyle
"""What has a style of its own is not told of another one of the application."""


_after: list[dict[QWidget, Callable[[], object]] | None] = [None]
"""What waits for a look that is being put on; None while none is."""


@contextlib.contextmanager
def dressing() -> Iterator[None]:
    """While widgets lose one look and get another, what follows from it waits (`once_dressed`).

    Nor is garbage collected: Qt goes through a list of all widgets, and one that went meanwhile takes the program down.
    """
    outer = _after[0]
    _after[0] = waiting = {} if outer is None else outer
    try:
        with held_back():
            yield
    finally:
        _after[0] = outer
        if outer is None:
            for act in waiting.values():
                act()


def once_dressed(widget: QWidget, act: Callable[[], object]) -> None:
    """Do something for a widget once it has its look: at once, or when the look that is put on is whole."""
    after = _after[0]
    if after is None:
        act()
    else:
        after[widget] = act


class _Waiting(QObject):
    """Hears that something hidden is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[QWidget, list[QWidget]] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress it before it is painted."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            whole(dressed(watched))
        return False


_waiting: list[_Waiting] = []


class Undressed:
    """While another look is put on, whatever is hidden, and each of ``spared``, is left as it is.

    One inside another does nothing: the outer one spares enough.
    """

    _inside = 0

    def __init__(self, spared: Sequence[QWidget] = ()) -> None:
        self._spared = spared
        self._left: list[QWidget] = []

    def __enter__(self) -> None:
        Undressed._inside += 1
        if Undressed._inside > 1:
            return
        waiting = _waiting_parts()
        for part in list(waiting.parts):
            if isValid(part):
                self._hold([widget for widget in waiting.parts[part] if isValid(widget)])
            else:
                del waiting.parts[part]
        for part in self._spared:
            self._leave(part)
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                for part in _hidden_in(window):
                    self._leave(part)

    def __exit__(self, *_: object) -> None:
        Undressed._inside -= 1
        for widget in self._left:
            if isValid(widget):
                widget.setAttribute(OWN_STYLE, False)

    def _leave(self, part: QWidget) -> None:
        waiting = _waiting_parts()
        whole_part = (part, *part.findChildren(QWidget))
        widgets = [one for one in whole_part if one.testAttribute(DRESSED)]
        for widget in widgets:
            widget.setAttribute(DRESSED, False)
        self._hold(whole_part)
        if part in waiting.parts:
            waiting.parts[part] += widgets
        elif widgets:
            waiting.parts[part] = widgets
            part.installEventFilter(waiting)

    def _hold(self, widgets: Sequence[QWidget]) -> None:
        for widget in widgets:
            widget.setAttribute(OWN_STYLE, True)
        self._left += widgets


def dressed(part: QWidget) -> Pieces:
    """Put the look of now on a part that was left as it was, in pieces."""
    waiting = _waiting_parts()
    for one in [one for one in waiting.parts if isValid(one) and (one is part or part.isAncestorOf(one))]:
        widgets = waiting.parts.pop(one)
        one.removeEventFilter(waiting)
        for first in range(0, len(widgets), AT_ONCE):
            _dress([widget for widget in widgets[first : first + AT_ONCE] if isValid(widget)])
            yield


def first_dressed(part: QWidget) -> Pieces:
    """Put the look of now on what was just made of a part, in pieces, so that showing it need not do it all at once."""
    widgets = part.findChildren(QWidget)
    for first in range(0, len(widgets), AT_ONCE):
        for widget in widgets[first : first + AT_ONCE]:
            widget.ensurePolished()
        yield


def _dress(widgets: list[QWidget]) -> None:
    with dressing():
        for widget in widgets:
            style = widget.style()
            widget.setAttribute(DRESSED, True)
            style.unpolish(widget)
            style.polish(widget)
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def _hidden_in(widget: QWidget) -> Iterator[QWidget]:
    """The topmost parts of a widget that are hidden."""
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            if child.isHidden():
                yield child
            else:
                yield from _hidden_in(child)


def _waiting_parts() -> _Waiting:
    if not _waiting:
        _waiting.append(_Waiting())
    return _waiting[0]
