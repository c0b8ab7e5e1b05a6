"""In which order Tab comes to what a window holds."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_in_tab_order(parts: Iterable[QWidget]) -> None:
    """Let Tab come to these one after the other; by itself it comes to what was made first."""
    for one, following in pairwise(parts):
        QWidget.setTabOrder(one, following)


def tab_order(window: QWidget) -> list[QWidget]:
    """What Tab comes to in a window, in its order."""
    found, one = [], window.nextInFocusChain()
    while one is not None and one is not window:
        if window.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(one)
        one = one.nextInFocusChain()
    return found
