"""Widgets that go: one in each turn of the event loop, as taking down a window full of pages at once holds it up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.kit.turns import at_leisure


class _Leaving(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.left: deque[QWidget] = deque()
        self.timer = QTimer(self, interval=0)
        self.timer.timeout.connect(self._next)

    def _next(self) -> None:
        widget = self.left.popleft() if self.left else None
        if widget is not None and isValid(widget):
            # Not here and now: it may be what began all this.
            widget.deleteLater()
        if not self.left:
            self.timer.stop()


_leaving: list[_Leaving] = []


def leave(widgets: Iterable[QWidget]) -> None:
    """Hide widgets and take them down, one after the other; what lies in another comes before it."""
    if not _leaving:
        _leaving.append(_Leaving())
    for widget in widgets:
        widget.hide()
        if at_leisure():
            _leaving[0].left.append(widget)
            _leaving[0].timer.start()
        else:
            widget.deleteLater()


def still_leaving() -> bool:
    """Whether something is still to be taken down."""
    return bool(_leaving and _leaving[0].left)
