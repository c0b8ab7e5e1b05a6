"""Rows and columns of widgets: what stands side by side or below each other, with one gap between."""

from __future__ import annotations

from typing import Final, TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.shell import theme

STRETCH: Final = None
"""Room that is left over stands here."""

Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | None
"""A widget or a layout, with its share of the room that is left over where it takes one; or `STRETCH`."""
Laid = TypeVar("Laid", bound=QBoxLayout)


def hbox(gap: str | int, *parts: Part, of: QWidget | None = None, margin: str = "") -> QHBoxLayout:
    """Parts from left to right; ``gap`` and ``margin`` are measures of the theme, the layout is ``of`` a widget."""
    return _filled(QHBoxLayout(), gap, parts, of, margin)


def vbox(gap: str | int, *parts: Part, of: QWidget | None = None, margin: str = "") -> QVBoxLayout:
    """Parts from top to bottom; the rest as in `hbox`."""
    return _filled(QVBoxLayout(), gap, parts, of, margin)


def _filled(box: Laid, gap: str | int, parts: tuple[Part, ...], of: QWidget | None, margin: str) -> Laid:
    if of is not None:
        of.setLayout(box)
        around = theme.px(margin) if margin else 0
        box.setContentsMargins(around, around, around, around)
    box.setSpacing(theme.px(gap) if isinstance(gap, str) else gap)
    for part in parts:
        widget, share = part if isinstance(part, tuple) else (part, 0)
        if widget is None:
            box.addStretch(1)
        elif isinstance(widget, QLayout):
            box.addLayout(widget, share)
        else:
            box.addWidget(widget, share)
    return box
