"""People of a course by its days, ticked where somebody was there: Space ticks a cell, a day's head the whole day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from models import format
from models.i18n import tr
from models.queries.programme.training import CourseRecord, Trainee
from models.rules.programme.training import WHY
from ui.kit.headed_model import NOWHERE, Index
from ui.shell import theme

TICK = "✓"
_BEFORE, _AFTER = 1, 3
"""Columns before the days: the person; and after them: days, money, certificate."""


class AttendanceModel(QAbstractTableModel):
    """Who was there on which day, as it is kept with what was ticked since; days to come cannot be ticked."""

    def __init__(self, parent: QWidget | None, today: date) -> None:
        super().__init__(parent)
        self.today = today
        self.people: tuple[Trainee, ...] = ()
        self.days: list[date] = []
        self.changed: dict[tuple[int, date], bool] = {}

    def show_course(self, course: CourseRecord) -> None:
        """Show the people and days of a course; what was ticked and not saved yet stays."""
        self.beginResetModel()
        self.people = course.people
        self.days = [course.start + timedelta(days=at) for at in range((course.end - course.start).days + 1)]
        held = {one.worker: one.days for one in self.people}
        self.changed = {
            (worker, day): there
            for (worker, day), there in self.changed.items()
            if worker in held and there != (day in held[worker])
        }
        self.endResetModel()

    @property
    def person_days(self) -> int:
        """The days of all people together, as they are ticked here."""
        return sum(self._days_there(one) for one in self.people)

    def day_of(self, column: int) -> date | None:
        """The day of a column; None where it is none that may be ticked."""
        at = column - _BEFORE
        day = self.days[at] if 0 <= at < len(self.days) else None
        return day if day is not None and day <= self.today else None

    def there(self, one: Trainee, day: date) -> bool:
        """Whether somebody was there, as it stands here."""
        return self.changed.get((one.worker, day), day in one.days)

    def put(self, row: int, day: date, there: bool) -> None:
        """Tick a day of a person, or take the tick away."""
        one = self.people[row]
        if there == (day in one.days):
            self.changed.pop((one.worker, day), None)
        else:
            self.changed[one.worker, day] = there
        # The days in all and the money change with it.
        self.dataChanged.emit(self.index(row, _BEFORE), self.index(row, self.columnCount() - 1))

    def toggle(self, index: Index) -> bool:
        """Tick a cell or take its tick away; answers whether it is one that may be."""
        day = self.day_of(index.column()) if index.isValid() else None
        if day is None:
            return False
        self.put(index.row(), day, not self.there(self.people[index.row()], day))
        return True

    def toggle_day(self, column: int) -> None:
        """Tick a day for everybody, or for nobody where all are ticked."""
        day = self.day_of(column)
        if day is not None:
            there = not all(self.there(one, day) for one in self.people)
            for row in range(len(self.people)):
                self.put(row, day, there)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """One row a person."""
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """The person, the days, and what comes of them."""
        return 0 if parent.isValid() else _BEFORE + len(self.days) + _AFTER

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell, and what is said beside them."""
        if not index.isValid():
            return None
        one, column = self.people[index.row()], index.column()
        last = column - _BEFORE - len(self.days)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(one, column, last)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            if last in (0, 1):
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            ticked = column >= _BEFORE and last < 0
            side = Qt.AlignmentFlag.AlignHCenter if ticked else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and (one.worker, self._day(column)) in self.changed:
            return theme.color("accent")
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(one, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The days, month and day; what the others are."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if not 0 <= section < self.columnCount():
            return None
        day = self._day(section)
        if day is not None:
            return format.date(day, short=True)
        words = (tr("Full name"), tr("Days"), tr("Amount"), tr("Certificate"))
        return words[0 if section < _BEFORE else section - _BEFORE - len(self.days) + 1]

    def _day(self, column: int) -> date | None:
        at = column - _BEFORE
        return self.days[at] if 0 <= at < len(self.days) else None

    def _words(self, one: Trainee, column: int, last: int) -> str:
        day = self._day(column)
        if day is not None:
            return TICK if self.there(one, day) else ""
        if column < _BEFORE:
            return one.name
        if last == 0:
            return str(self._days_there(one))
        if last == 1:
            waits = any(worker == one.worker for worker, _ in self.changed)
            return format.money(one.amount) if one.amount and not waits else ""
        return one.certificate

    def _days_there(self, one: Trainee) -> int:
        return sum(self.there(one, day) for day in self.days)

    def _tip(self, one: Trainee, column: int) -> str:
        """Who it is, and why a day is paid or not."""
        day = self._day(column)
        if day is None:
            return " · ".join(filter(None, (one.code, one.head, one.village, one.phone)))
        if day > self.today:
            return tr("{day} is still to come.").format(day=day.isoformat())
        money = one.days.get(day)
        return "" if money is None else f"{format.yuan(money.amount)} · {tr(WHY[money.why])}"


class AttendanceGrid(QTableView):
    """The people of a course by its days. ``edited`` after every tick."""

    edited = Signal()

    def __init__(self, parent: QWidget | None, today: date) -> None:
        super().__init__(parent)
        self.people = AttendanceModel(self, today)
        self.setModel(self.people)
        self.setAccessibleName(tr("Attendance"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px("row"))
        self.setMinimumSize(theme.px("sheet"), self._height(3))
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().sectionClicked.connect(self._whole_day)
        self.clicked.connect(self._tick)

    @property
    def dirty(self) -> bool:
        """Whether anything was ticked that is not saved."""
        return bool(self.people.changed)

    def show_course(self, course: CourseRecord) -> None:
        """Show a course; the first day that can be ticked is where one begins."""
        self.people.show_course(course)
        self.resizeColumnsToContents()
        if self.people.people and not self.currentIndex().isValid():
            self.setCurrentIndex(self.people.index(0, _BEFORE))

    def chosen(self) -> Trainee | None:
        """Whose row one is on."""
        at = self.currentIndex()
        return self.people.people[at.row()] if at.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; Enter goes to the next person, after the last one to the next day."""
        if event.key() == Qt.Key.Key_Space:
            self._tick(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._next()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for a small course."""
        return QSize(theme.px("sheet"), self._height(8))

    def _height(self, rows: int) -> int:
        return theme.px("header") + rows * theme.px("row")

    def _tick(self, index: Index) -> None:
        if self.people.toggle(index):
            self.edited.emit()

    def _whole_day(self, column: int) -> None:
        self.people.toggle_day(column)
        self.edited.emit()

    def _next(self) -> None:
        at = self.currentIndex()
        if at.row() + 1 < self.people.rowCount():
            self.setCurrentIndex(self.people.index(at.row() + 1, at.column()))
        elif self.people.day_of(at.column() + 1) is not None:
            self.setCurrentIndex(self.people.index(0, at.column() + 1))
