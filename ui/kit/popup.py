"""What hangs over the window: a frame with its corners cut round, on every desktop, composited or not."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainterPath, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.shell import theme


class PopupFrame(QFrame):
    """A frame in a window of its own, dressed like a card."""

    def __init__(self, parent: QWidget, kind: Qt.WindowType) -> None:
        super().__init__(parent, kind | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("suggest")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the corners."""
        super().resizeEvent(event)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), theme.px("card"), theme.px("card"))
        self.setMask(QRegion(path.toFillPolygon().toPolygon()))


def place_beside(line: QWidget, size: QSize, gap: int) -> QRect:
    """Where something of this size hangs below a line, or above it where only there is room for it.

    Where neither side of a low screen has the room it is as high as the larger one.
    """
    room = theme.room(line)
    corner = line.mapToGlobal(QPoint(0, 0))
    above, below = corner.y() - gap, corner.y() + line.height() + gap
    over, under = above - room.top(), room.bottom() + 1 - below
    left = max(room.left(), min(corner.x(), room.right() + 1 - size.width()))
    if size.height() <= under or under >= over:
        return QRect(left, below, size.width(), min(size.height(), under))
    high = min(size.height(), over)
    return QRect(left, above - high, size.width(), high)


def hang(frame: QWidget, line: QWidget, gap: int) -> None:
    """Put a frame beside a line; what cannot be lower lies over the line rather than beyond a low screen."""
    room, place = theme.room(line), place_beside(line, frame.size(), gap)
    frame.move(place.x(), max(room.top(), min(place.y(), room.bottom() + 1 - frame.height())))
