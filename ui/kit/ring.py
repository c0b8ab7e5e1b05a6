"""The ring around what has the keyboard, where a widget is painted by hand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.shell import theme


def paint_ring(painter: QPainter, box: QRectF) -> None:
    """Paint it around a box."""
    painter.setPen(QPen(theme.color("accent"), theme.px("ring")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
