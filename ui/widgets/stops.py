"""The stops of one vehicle as a column one can drag between, with what is wrong painted beside them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from models import format
from models.i18n import tr
from models.queries.road import Van, time_text
from models.queries.route_sheets import WHY, Line, RouteSheet
from models.queries.routes import COLLECT, FETCH, OTHER, OUT, RETURN, TRANSFER, VISIT, Job
from models.rules.route.day import HAND, TAKE
from ui import theme
from ui.widgets.text import text

LINE = Qt.ItemDataRole.UserRole
SIGNS = {COLLECT: "↑", RETURN: "↑", FETCH: "↑", TRANSFER: "⇄", VISIT: "○", OTHER: "·"}


def job_words(job: Job, kind: str = "") -> str:
    """A job in one short phrase: ↓ goes out to the household, ↑ comes back from it."""
    sign = "↓" if job.kind in OUT else SIGNS[job.kind]
    if kind in (TAKE, HAND):
        sign = "↑" if kind == TAKE else "↓"
    amount = format.quantity(job.quantity, job.unit) if job.quantity is not None else ""
    return " ".join(part for part in (sign, job.name, amount) if part)


def load_words(line_or_load: tuple[int, ...]) -> str:
    """Kilograms and pieces on the vehicle."""
    from models.i18n import language, translator
    from reports.route import load_text

    return load_text(line_or_load, translator(language()))


class _Stop(QStyledItemDelegate):
    """One stop: time and name, what is done there, and what is wrong."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines, three where something is wrong."""
        line: Line = index.data(LINE)
        rows = 1 if line.home is None else 3 if line.faults or (line.why or line.begin == 0) else 2
        return QSize(10, rows * option.fontMetrics.height() + theme.px("s") + theme.px("xs"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint it by role."""
        line: Line = index.data(LINE)
        box: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if chosen:
            painter.fillRect(box, theme.color("accent_tint"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        high = option.fontMetrics.height()
        left, top = box.left() + theme.px("s"), box.top() + theme.px("xs")
        wide = box.width() - 2 * theme.px("s")
        painter.setFont(theme.font("base", bold=True))
        painter.setPen(theme.color("ink"))
        if line.home is None:
            words = f"{time_text(line.arrive)}  {tr('Reload at the warehouse')}"
            self._say(painter, words, left, top, wide, high)
            painter.restore()
            return
        number = f"{line.number}  {time_text(line.begin)}  " if line.begin else ""
        self._say(painter, f"{number}{line.home.contact.head}", left, top, wide, high)
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color("quiet"))
        village = line.home.contact.village
        start = painter.fontMetrics()
        painter.drawText(
            QRect(left + wide // 2, top, wide - wide // 2, high),
            int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value),
            start.elidedText(village, Qt.TextElideMode.ElideRight, wide // 2),
        )
        words = " · ".join(job_words(job, line.kind) for job in line.jobs)
        self._say(painter, words, left, top + high, wide, high)
        wrong = [*line.faults] or ([line.why] if not line.begin else [])
        if wrong:
            painter.setPen(theme.color("wrong"))
            said = tr(", ").join(tr(WHY[one]) for one in wrong)
            self._say(painter, said, left, top + 2 * high, wide, high)
        painter.restore()

    def _say(self, painter: QPainter, words: str, left: int, top: int, wide: int, high: int) -> None:
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(
            QRect(left, top, wide, high),
            int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value),
            shown,
        )


class StopList(QListWidget):
    """The stops of a vehicle (None: of none). ``moved``: kind, key, vehicle, place; ``picked``: kind, key."""

    moved = Signal(str, object, object, int)
    picked = Signal(str, object)

    def __init__(self, vehicle: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vehicle = vehicle
        self.setItemDelegate(_Stop(self))
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._picked)

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Fill the column."""
        kept = self.current()
        self.blockSignals(True)
        self.clear()
        for line in lines:
            item = QListWidgetItem()
            item.setData(LINE, line)
            if line.home is not None:
                item.setData(Qt.ItemDataRole.AccessibleTextRole, line.home.contact.head)
                item.setToolTip(
                    "\n".join(
                        (
                            f"{line.home.contact.head} {line.home.contact.code}",
                            *(job_words(job, line.kind) for job in line.jobs),
                            *(tr(WHY[fault]) for fault in line.faults),
                        )
                    )
                )
            else:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            self.addItem(item)
            if kept is not None and (line.kind, line.key) == (kept.kind, kept.key):
                self.setCurrentItem(item)
        self.blockSignals(False)

    def current(self) -> Line | None:
        """The stop the keyboard is on."""
        item = self.currentItem()
        return None if item is None else item.data(LINE)

    def go_to(self, kind: str, key: int) -> bool:
        """Make a stop current; answers whether it is here."""
        for row in range(self.count()):
            line: Line = self.item(row).data(LINE)
            if (line.kind, line.key) == (kind, key):
                self.setCurrentRow(row)
                return True
        return False

    def _picked(self, item: QListWidgetItem | None, before: Any) -> None:
        if item is not None:
            line: Line = item.data(LINE)
            self.picked.emit(line.kind, line.key)

    def dropEvent(self, event: QDropEvent) -> None:
        """A stop was dropped here: the page moves it, the lists follow from the plan."""
        source = event.source()
        line = source.current() if isinstance(source, StopList) else None
        if line is None or line.home is None:
            event.ignore()
            return
        row = self.indexAt(event.position().toPoint()).row()
        place = self.count() if row < 0 else row
        if row >= 0:
            middle = self.visualItemRect(self.item(row)).center().y()
            place += event.position().y() > middle
        if source is self and self.currentRow() < place:
            place -= 1
        # The rows are drawn anew from the plan; Qt must not take any out by itself.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.moved.emit(line.kind, line.key, self.vehicle, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with up and down moves a stop on its drive."""
        line = self.current()
        if (
            line is not None
            and line.home is not None
            and self.vehicle is not None
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            place = self.currentRow() + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= place < self.count():
                self.moved.emit(line.kind, line.key, self.vehicle, place)
            return
        super().keyPressEvent(event)


class VanColumn(QFrame):
    """A vehicle with its stops."""

    def __init__(self, vehicle: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.vehicle = vehicle
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, theme.px("s"), 1, 1)
        outer.setSpacing(theme.px("xs"))
        self.name = text("", "section")
        self.driver = text("", "quiet")
        self.facts = text("", "quiet")
        for label in (self.name, self.driver, self.facts):
            label.setContentsMargins(theme.px("m"), 0, theme.px("m"), 0)
            outer.addWidget(label)
        self.stops = StopList(vehicle, self)
        outer.addWidget(self.stops, 1)
        self.setMinimumWidth(theme.px("field"))

    def show_sheet(self, sheet: RouteSheet) -> None:
        """A drive."""
        self._name(sheet.van)
        hours = f"{time_text(sheet.start)}–{time_text(sheet.end)}"
        words = " · ".join((hours, format.distance(sheet.distance), load_words(sheet.start_load)))
        self.facts.setText(words)
        self.facts.setToolTip(words)
        self.stops.show_lines(sheet.lines)

    def show_van(self, van: Van) -> None:
        """A vehicle that stays in the yard."""
        self._name(van)
        self.facts.setText(tr("Stays in the yard"))
        self.stops.show_lines(())

    def _name(self, van: Van) -> None:
        self.name.setText(van.name)
        self.driver.setText(van.driver_name or tr("No driver"))
        self.stops.setAccessibleName(van.name)

    def show_left(self, lines: tuple[Line, ...]) -> None:
        """What no vehicle serves."""
        self.name.setText(tr("Not on any drive"))
        self.driver.setText(tr("{n} stops").format(n=len(lines)))
        self.facts.setText(tr("Drag a stop here to take it off"))
        self.stops.setAccessibleName(tr("Not on any drive"))
        self.stops.show_lines(lines)
