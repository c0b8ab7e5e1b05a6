"""What hangs over the window: a frame with its corners cut round, on every desktop, composited or not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
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
