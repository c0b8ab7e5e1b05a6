"""A month whose days bear marks: a word or two on each day that something happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QDate, QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from models import format
from ui.kit.month_view import WEEKS, Month
from ui.shell import theme

Mark = tuple[str, str]
"""A word and the role it is painted in: accent, soon, wrong or quiet."""
WIDEST: Final = (1 << 24) - 1
"""As wide as Qt lets a widget be."""
HIGH: Final = 3
"""A day is as high as a row and a third of one."""


class MarkedMonth(Month):
    """As wide as there is room. The arrow keys, Page keys, T and Enter do as in any calendar."""

    def __init__(self, day: date, today: date) -> None:
        self.marks: Mapping[date, Sequence[Mark]] = {}
        super().__init__(day, today)
        self.setMinimumSize(QSize(7 * theme.px("row"), self._height()))
        self.setMaximumSize(QSize(WIDEST, self._height()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @staticmethod
    def _height() -> int:
        row = theme.px("row")
        return 2 * row + WEEKS * (row + row // HIGH)

    def sizeHint(self) -> QSize:
        """Days wide enough for two marks."""
        return QSize(7 * 2 * theme.px("row"), self._height())

    def put(self, marks: Mapping[date, Sequence[Mark]]) -> None:
        """Mark other days."""
        self.marks = marks
        self._tell()
        self.updateCells()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel is the page's: one who scrolls past does not turn months."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        words = " ".join(word for word, _ in self.marks.get(self.day, ()))
        self.say(f"{format.date(self.day)} {words}".strip())

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        """A day with its marks below its number: tinted when chosen, framed when today."""
        shown = QDate(day)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect.adjusted(1, 1, -1, -1))
        chosen = shown == self.selectedDate()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_tint") if chosen else Qt.BrushStyle.NoBrush)
        if chosen and self.view.hasFocus():
            painter.setPen(QPen(theme.color("accent"), theme.px("ring")))
        elif shown == QDate(self.today):
            painter.setPen(QPen(theme.color("accent"), theme.px("hair")))
        painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        inside = (shown.year(), shown.month()) == (self.yearShown(), self.monthShown())
        of = date(shown.year(), shown.month(), shown.day())
        marks = self.marks.get(of, ())
        painter.setPen(theme.color("ink" if inside else "quiet"))
        painter.setFont(theme.font("base", bold=bool(marks) and inside))
        pad = theme.px("xs")
        line = QFontMetrics(painter.font()).height()
        painter.drawText(
            box.adjusted(pad + 2, 1, -pad, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
            str(of.day),
        )
        below = QRectF(box.left() + pad, box.top() + line, box.width() - 2 * pad, box.height() - line - 1)
        self._paint_marks(painter, below, marks)
        painter.restore()

    @staticmethod
    def _paint_marks(painter: QPainter, room: QRectF, marks: Sequence[Mark]) -> None:
        """As many marks as there is room for, and how many are left."""
        font = theme.font("quiet")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        x, gap = room.left(), theme.px("xs") // 2
        for number, (word, role) in enumerate(marks):
            rest = len(marks) - number - 1
            more = f"+{rest}" if rest else ""
            width = metrics.horizontalAdvance(word) + 2 * gap
            if x + width + (metrics.horizontalAdvance(more) if rest else 0) > room.right():
                painter.setPen(theme.color("quiet"))
                painter.drawText(
                    QRectF(x, room.top(), room.right() - x, room.height()),
                    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                    f"+{len(marks) - number}" if number else f"{len(marks)}×",
                )
                return
            chip = QRectF(x, room.center().y() - metrics.height() / 2, width, metrics.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(f"{role}_tint"))
            painter.drawRoundedRect(chip, gap, gap)
            painter.setPen(theme.color(role))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, word)
            x += width + gap
