"""A line to search in, with its sign at the left and its key at the right while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ui.kit.alignment import RIGHT
from ui.kit.text import key_words
from ui.shell import theme


class SearchLine(QLineEdit):
    """A search box; ``key`` is printed in it."""

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self.key = key_words(key)
        room = (
            QFontMetrics(theme.font("quiet")).horizontalAdvance(self.key) + theme.px("xs") if self.key else 0
        )
        self._beside = (theme.px("xl"), 0, room, 0)
        self.setTextMargins(*self._beside)
        # Typed words may use the room of the key, which is then gone.
        self.textChanged.connect(
            lambda words: self.setTextMargins(*self._beside[:2], 0 if words else room, 0)
        )

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window while there is no typing to take back."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, the sign, and the key that leads here while nothing is typed."""
        super().paintEvent(event)
        painter = QPainter(self)
        size = theme.px("icon_s")
        theme.paint_icon(painter, "search", "quiet", theme.px("s") + 2, (self.height() - size) / 2, size)
        if self.key and not self.text():
            painter.setFont(theme.font("quiet"))
            painter.setPen(theme.color("quiet"))
            room = self.rect().adjusted(0, 0, -theme.px("m"), 0)
            painter.drawText(room, RIGHT, self.key)
        painter.end()
