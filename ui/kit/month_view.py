"""A month to pick a day from: Qt's calendar from Monday, in the theme's roles, with T for today."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QRect, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLabel, QTableView, QToolButton, QWidget

from models import format
from models.i18n import language, tr
from ui.shell import theme

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
WEEKS = 6


class Month(QCalendarWidget):
    """Six weeks; arrows by days and weeks, Page keys by months. ``picked(day)`` on Enter or a click."""

    picked = Signal(object)

    def __init__(self, day: date, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.setLocale(QLocale(language()))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setDateEditEnabled(False)  # what is typed goes into the field
        self.setDateRange(QDate(FIRST), QDate(LAST))
        names = QTextCharFormat()
        names.setFont(theme.font("quiet"))
        names.setForeground(theme.color("quiet"))
        self.setHeaderTextFormat(names)
        for day_off in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day_off, QTextCharFormat())
        self._title()
        self.view: Any = self.findChild(QTableView, "qt_calendar_calendarview")
        self.view.horizontalHeader().setMinimumSectionSize(1)
        self.view.setMouseTracking(True)
        for watched in (self.view, self.view.viewport()):
            watched.installEventFilter(self)
        cell = theme.px("row")
        self.setFixedSize(7 * cell, (2 + WEEKS) * cell)
        self.selectionChanged.connect(self._tell)
        for chosen in (self.activated, self.clicked):
            chosen.connect(lambda day: self.picked.emit(day.toPython()))
        self.go(day)
        self._tell()

    def _title(self) -> None:
        """The month in the program's own words between the arrows; Qt writes its parts in one order everywhere."""
        bar: Any = self.findChild(QWidget, "qt_calendar_navigationbar")
        arrows = {
            "qt_calendar_prevmonth": ("left", tr("Month before")),
            "qt_calendar_nextmonth": ("right", tr("Month after")),
        }
        for part in bar.findChildren(QToolButton):
            if part.objectName() not in arrows:
                part.hide()
                continue
            arrow, name = arrows[part.objectName()]
            part.setIcon(theme.icon(f"chevron-{arrow}"))
            part.setAccessibleName(name)
            part.setToolTip(name)
        words = QLabel()
        theme.set_role(words, "type", "strong")
        bar.layout().insertWidget(2, words)

        def say(year: int, month: int) -> None:
            words.setText(format.month(f"{year}-{month:02d}"))

        self.currentPageChanged.connect(say)
        say(self.yearShown(), self.monthShown())

    @property
    def day(self) -> date:
        """The day one is on."""
        chosen: Any = self.selectedDate().toPython()
        assert isinstance(chosen, date)
        return chosen

    def go(self, day: date) -> None:
        """Choose a day and show its month."""
        self.setSelectedDate(QDate(day))

    def _tell(self) -> None:
        self.say(format.date(self.day))

    def say(self, words: str) -> None:
        """What is read aloud of the day one is on; the keyboard is in the calendar's own table."""
        for part in (self, self.view):
            part.setAccessibleName(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """T and Home are today; what is under the pointer is tinted."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_T, Qt.Key.Key_Home):
                self.go(self.today)
                return True
            if event.key() == Qt.Key.Key_Space:
                self.picked.emit(self.day)
                return True
        elif event.type() in (QEvent.Type.MouseMove, QEvent.Type.Leave):
            self.view.viewport().update()
        return super().eventFilter(watched, event)

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        """A day: filled when chosen, framed when today."""
        day = QDate(day)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(2, 2, -2, -2)
        chosen = day == self.selectedDate()
        under = rect.contains(self.view.viewport().mapFromGlobal(QCursor.pos()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen or under:
            painter.setBrush(theme.color("accent" if chosen else "hover"))
        elif day == QDate(self.today):
            painter.setPen(QPen(theme.color("accent"), theme.px("hair")))
        painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        inside = (day.year(), day.month()) == (self.yearShown(), self.monthShown())
        painter.setPen(theme.color("on_accent" if chosen else "ink" if inside else "quiet"))
        painter.setFont(theme.font("base"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day()))
        painter.restore()
