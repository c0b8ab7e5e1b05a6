"""A month to pick a day from, painted in the theme's roles and driven by arrows, Page Up and Page Down."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from models import format
from models.i18n import mark, tr
from ui.shell import theme

NAMES = (mark("Mo"), mark("Tu"), mark("We"), mark("Th"), mark("Fr"), mark("Sa"), mark("Su"))
WEEKS = 6
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


def months_on(day: date, months: int) -> date:
    """The same day some months on, or the last one of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


class Month(QWidget):
    """Six weeks from Monday. ``picked(day)`` on Enter or a click."""

    picked = Signal(object)

    def __init__(self, day: date, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day, self.today = day, today
        self._under: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedSize(self.sizeHint())
        self._tell()

    def sizeHint(self) -> QSize:
        """Seven columns, a title, the names of the days and six weeks."""
        cell = theme.px("row")
        return QSize(7 * cell, cell + theme.px("xl") + WEEKS * cell)

    def first(self) -> date:
        """The Monday the first week begins with."""
        begin = self.day.replace(day=1)
        return begin - timedelta(days=begin.weekday())

    def go(self, day: date) -> None:
        """Choose a day and show its month."""
        self.day = min(LAST, max(FIRST, day))
        self._tell()
        self.update()

    def box(self, day: date) -> QRect:
        """Where a day of the six weeks is painted."""
        cell = theme.px("row")
        week, column = divmod((day - self.first()).days, 7)
        return QRect(column * cell, cell + theme.px("xl") + week * cell, cell, cell)

    def day_at(self, place: QPoint) -> date | None:
        """The day painted at a place."""
        cell = theme.px("row")
        top = place.y() - cell - theme.px("xl")
        if top < 0 or not self.rect().contains(place):
            return None
        return self.first() + timedelta(days=top // cell * 7 + min(6, place.x() // cell))

    def _tell(self) -> None:
        self.setAccessibleName(format.date(self.day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows by days and weeks, Page keys by months, T for today, Enter picks."""
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in days:
            self.go(self.day + timedelta(days=days[key]))
        elif key in months:
            self.go(months_on(self.day, months[key]))
        elif key in (Qt.Key.Key_T, Qt.Key.Key_Home):
            self.go(self.today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.day)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A month per step."""
        self.go(months_on(self.day, -1 if event.angleDelta().y() > 0 else 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tint what is under the pointer."""
        self._under = self.day_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._under = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A day is picked; the arrows in the title turn the month."""
        place = event.position().toPoint()
        day = self.day_at(place)
        if day is not None:
            self.go(day)
            self.picked.emit(self.day)
        elif place.y() < theme.px("row") and place.x() < theme.px("row"):
            self.go(months_on(self.day, -1))
        elif place.y() < theme.px("row") and place.x() > self.width() - theme.px("row"):
            self.go(months_on(self.day, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title, names of the days, and the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell, size = theme.px("row"), theme.px("icon_s")
        middle = Qt.AlignmentFlag.AlignCenter
        painter.setFont(theme.font("base", bold=True))
        painter.setPen(theme.color("ink"))
        painter.drawText(QRect(0, 0, self.width(), cell), middle, format.month(f"{self.day:%Y-%m}"))
        inset = (cell - size) / 2
        theme.paint_icon(painter, "chevron-left", "quiet", inset, inset, size)
        theme.paint_icon(painter, "chevron-right", "quiet", self.width() - inset - size, inset, size)
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color("quiet"))
        for column, name in enumerate(NAMES):
            painter.drawText(QRect(column * cell, cell, cell, theme.px("xl")), middle, tr(name))
        painter.setFont(theme.font("base"))
        for number in range(WEEKS * 7):
            self._paint_day(painter, self.first() + timedelta(days=number))
        painter.end()

    def _paint_day(self, painter: QPainter, day: date) -> None:
        box = self.box(day).adjusted(2, 2, -2, -2)
        chosen = day == self.day
        if chosen or day == self._under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent" if chosen else "hover"))
            painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        elif day == self.today:
            painter.setPen(QPen(theme.color("accent"), theme.px("hair")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        inside = day.month == self.day.month
        painter.setPen(theme.color("on_accent" if chosen else "ink" if inside else "quiet"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day))
