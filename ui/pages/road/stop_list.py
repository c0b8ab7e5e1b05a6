"""The stops of one vehicle as a column one can drag between, with what is wrong painted beside them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from models import format
from models.actions.road.route_completion import NOT_HOME
from models.i18n import plural, tr
from models.queries.road.road_facts import Van
from models.queries.road.route_sheets import WHY, RouteDay, RouteSheet, StopLine
from models.queries.road.routes import Job
from models.rules.road.day import HAND, RELOAD, TAKE
from models.rules.road.tasks import COLLECT, FETCH, OTHER, OUT, RETURN, TRANSFER, VISIT
from ui.kit.text import ElidedLabel, text
from ui.shell import theme

LINE = Qt.ItemDataRole.UserRole
OVER = Qt.ItemDataRole.UserRole + 1
HUES = ("accent", "soon", "ink", "quiet")
"""The colours of the drives on the map and beside the vehicle's name, taken in turn."""
SIGNS = {COLLECT: "↑", RETURN: "↑", FETCH: "↑", TRANSFER: "⇄", VISIT: "○", OTHER: "◇"}


def job_words(job: Job, kind: str = "") -> str:
    """A job in one short phrase: ↓ goes out to the household, ↑ comes back from it, → to what it really was."""
    sign = "↓" if job.kind in OUT else SIGNS[job.kind]
    if kind in (TAKE, HAND):
        sign = "↑" if kind == TAKE else "↓"
    amount = format.quantity(job.quantity, job.unit) if job.quantity is not None else ""
    if job.actual is not None and job.quantity is not None and job.actual != job.quantity:
        amount = f"{format.quantity(job.quantity)} → {format.quantity(job.actual, job.unit)}"
    return " ".join(part for part in (sign, job.name, amount) if part)


def hues(day: RouteDay | None) -> dict[int, str]:
    """The colour role of each vehicle that drives."""
    driving = dict.fromkeys(sheet.van.key for sheet in day.sheets) if day is not None else {}
    return {key: HUES[at % len(HUES)] for at, key in enumerate(driving)}


def load_words(load: tuple[int, ...], guessed: bool) -> str:
    """Kilograms and pieces on the vehicle; about so many where a weight is ``guessed``."""
    from models.i18n import language, translator
    from reports.road.route import load_text

    return load_text(load, translator(language()), guessed)


class _Stop(QStyledItemDelegate):
    """One stop: time and name, what is done there and what is then on the vehicle, and what is wrong."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines, three where something is wrong."""
        line: StopLine = index.data(LINE)
        rows = 1 if line.kind == RELOAD else 3 if _wrong(line) else 2
        return QSize(10, rows * option.fontMetrics.height() + theme.px("s") + theme.px("xs"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint it by role."""
        line: StopLine = index.data(LINE)
        box: QRect = option.rect
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(box, theme.color("accent_tint"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        high = option.fontMetrics.height()
        left, top = box.left() + theme.px("m"), box.top() + theme.px("xs")
        wide = box.width() - 2 * theme.px("m")
        over = bool(index.data(OVER))
        painter.setPen(theme.color("quiet" if over else "ink"))
        if line.kind == RELOAD:
            painter.setFont(theme.font("base", bold=True))
            words = f"{format.time_of_day(line.arrive)}  {tr('Reload at the warehouse')}"
            say(painter, words, QRect(left, top, wide, high))
            painter.restore()
            return
        start = self._paint_head(painter, line, over, QRect(left, top, wide, high))
        # In a narrow column what is done there has the whole line.
        begin = start if line.begin and wide > theme.px("field") else left
        self._paint_work(painter, line, QRect(begin, top + high, left + wide - begin, high))
        wrong = _wrong(line)
        if wrong:
            painter.setPen(theme.color("wrong"))
            say(painter, wrong, QRect(begin, top + 2 * high, left + wide - begin, high))
        painter.restore()

    def _paint_head(self, painter: QPainter, line: StopLine, over: bool, box: QRect) -> int:
        """Number, time, whom and where; answers where the name begins."""
        # Numbers and times stand below each other, however many figures they have.
        painter.setFont(theme.font("base"))
        figures = painter.fontMetrics()
        at, top, high, end = box.left(), box.top(), box.height(), box.left() + box.width()
        if line.begin:
            room = figures.horizontalAdvance("00")
            number = "✓" if over else str(line.number)
            say(painter, number, QRect(at, top, room, high), Qt.AlignmentFlag.AlignRight)
            at += room + theme.px("s")
            room = figures.horizontalAdvance("00:00") + 2
            say(painter, format.time_of_day(line.begin), QRect(at, top, room, high))
            at += room + theme.px("s")
        start = at
        painter.setFont(theme.font("base", bold=not over))
        at += say(painter, place_words(line), QRect(at, top, end - at, high)) + theme.px("m")
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color("quiet"))
        village = line.home.contact.village if line.home is not None else ""
        # A village of which only a letter or two would stand there says nothing.
        if end - at >= min(painter.fontMetrics().horizontalAdvance(village), theme.px("xl") * 2):
            say(painter, village, QRect(at, top, end - at, high), Qt.AlignmentFlag.AlignRight)
        return start

    def _paint_work(self, painter: QPainter, line: StopLine, box: QRect) -> None:
        """What is done there comes first; the load has the room that is left."""
        small = painter.fontMetrics()
        load = (
            load_words(line.load, line.guessed) if line.begin and any(line.load) and not line.result else ""
        )
        if line.arrived:
            load = tr("there at {time}").format(time=line.arrived)
        room = small.horizontalAdvance(load) + 2 if load else 0
        words = " · ".join(job_words(job, line.kind) for job in line.jobs)
        if line.rescued:
            words = tr("for {head}: {goods}").format(head=line.rescued, goods=words)
        gap = theme.px("m")
        left = box.width() - room - gap
        if load and left >= min(small.horizontalAdvance(words), box.width() // 2):
            end = box.left() + box.width()
            say(painter, load, QRect(end - room, box.top(), room, box.height()), Qt.AlignmentFlag.AlignRight)
            box = QRect(box.left(), box.top(), left, box.height())
        say(painter, words, box)


def _wrong(line: StopLine) -> str:
    """What is wrong with a stop, why it is on no drive, or that nobody was there when it was driven to."""
    if line.result:
        return tr("Not at home") if line.result == NOT_HOME else ""
    wrong = [*line.faults] or ([line.why] if not line.begin else [])
    return tr(", ").join(tr(WHY[one]) for one in wrong)


def _first_step(van: Van, planned: bool) -> str:
    """What to do with a vehicle that has no stops."""
    if planned:
        return tr("Drag a stop here, or plan again.")
    if van.key:
        return tr("Nothing is planned yet. Ctrl+Enter plans the drive.")
    return tr('No vehicle is registered yet; this one stands in. Register yours with "New vehicle" (Alt+M).')


def place_words(line: StopLine) -> str:
    """Whom one stops at, or where goods are taken over."""
    if line.home is None:
        return tr("Load at the warehouse")
    if line.rescued:
        return tr("Take over near {head}").format(head=line.home.contact.head)
    return line.home.contact.head


def say(
    painter: QPainter, words: str, box: QRect, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> int:
    """Words in a box, shortened where they do not fit; answers how wide they are."""
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int((side | Qt.AlignmentFlag.AlignVCenter).value), shown)
    return painter.fontMetrics().horizontalAdvance(shown)


def say_hint(painter: QPainter, words: str, room: QRect) -> None:
    """What to do where nothing stands yet, in the upper third."""
    painter.setFont(theme.font("base"))
    painter.setPen(theme.color("quiet"))
    edge = theme.px("l")
    box = room.adjusted(edge, edge, -edge, -room.height() // 2)
    painter.drawText(box, int((Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap).value), words)


class StopList(QListWidget):
    """The stops of a vehicle (None: of none). ``moved``: kind, key, vehicle, place; ``picked``: kind, key.

    ``sent``: kind, key and -1 or 1 for the column to the left or to the right.
    """

    moved = Signal(str, object, object, int)
    sent = Signal(str, object, int)
    picked = Signal(str, object)

    def __init__(self, vehicle: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vehicle = vehicle
        self.over = 0
        self.hint = ""
        self.setItemDelegate(_Stop(self))
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._picked)

    def show_lines(self, lines: tuple[StopLine, ...], over: tuple[StopLine, ...] = ()) -> None:
        """Fill the column: first what was over when a vehicle broke down, which stays as it is."""
        kept = self.current()
        self.over = len(over)
        self.blockSignals(True)
        self.clear()
        for place, line in enumerate((*over, *lines)):
            item = QListWidgetItem()
            item.setData(LINE, line)
            item.setData(OVER, place < len(over))
            said = [place_words(line)] if line.kind != RELOAD else [tr("Reload at the warehouse")]
            if line.home is not None:
                said.append(f"{line.home.contact.village} {line.home.contact.code}".strip())
            said += [job_words(job, line.kind) for job in line.jobs]
            if line.arrived:
                said.append(tr("there at {time}").format(time=line.arrived))
            if line.begin and any(line.load):
                said.append(
                    tr("Then on the vehicle: {load}").format(load=load_words(line.load, line.guessed))
                )
            said += [wrong] if (wrong := _wrong(line)) else []
            item.setData(Qt.ItemDataRole.AccessibleTextRole, tr(", ").join(said))
            item.setToolTip("\n".join(said))
            if line.kind == RELOAD or place < len(over):
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            self.addItem(item)
            if kept is not None and (line.kind, line.key) == (kept.kind, kept.key):
                self.setCurrentItem(item)
        self.blockSignals(False)

    def movable(self) -> StopLine | None:
        """The stop the keyboard is on, if it may go elsewhere."""
        line = self.current()
        return None if line is None or line.kind == RELOAD or self.currentRow() < self.over else line

    def current(self) -> StopLine | None:
        """The stop the keyboard is on."""
        item = self.currentItem()
        line: StopLine | None = None if item is None else item.data(LINE)
        return line

    def go_to(self, kind: str, key: int) -> bool:
        """Make a stop current; answers whether it is here."""
        row = self._row_of(kind, key)
        if row >= 0:
            self.setCurrentRow(row)
        return row >= 0

    def has(self, kind: str, key: int) -> bool:
        """Whether a stop is here."""
        return self._row_of(kind, key) >= 0

    def _row_of(self, kind: str, key: int) -> int:
        for row in range(self.count()):
            line: StopLine = self.item(row).data(LINE)
            if (line.kind, line.key) == (kind, key):
                return row
        return -1

    def _picked(self, item: QListWidgetItem | None, before: Any) -> None:
        if item is not None:
            line: StopLine = item.data(LINE)
            self.picked.emit(line.kind, line.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The stops, or what to do while there is none."""
        super().paintEvent(event)
        if not self.count() and self.hint:
            painter = QPainter(self.viewport())
            say_hint(painter, self.hint, self.viewport().rect())

    def dropEvent(self, event: QDropEvent) -> None:
        """A stop was dropped here: the page moves it, the lists follow from the plan."""
        source = event.source()
        line = source.movable() if isinstance(source, StopList) else None
        if line is None:
            event.ignore()
            return
        row = self.indexAt(event.position().toPoint()).row()
        place = self.count() if row < 0 else row
        if row >= 0:
            middle = self.visualItemRect(self.item(row)).center().y()
            place += event.position().y() > middle
        if source is self and self.currentRow() < place:
            place -= 1
        place = max(0, place - self.over)
        # The rows are drawn anew from the plan; Qt must not take any out by itself.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.moved.emit(line.kind, line.key, self.vehicle, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with up and down moves a stop on its drive, with left and right to the next column."""
        line = self.movable()
        aside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if line is not None and aside and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.sent.emit(line.kind, line.key, aside)
            return
        if (
            line is not None
            and self.vehicle is not None
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            place = self.currentRow() - self.over + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= place < self.count() - self.over:
                self.moved.emit(line.kind, line.key, self.vehicle, place)
            return
        super().keyPressEvent(event)


class VanColumn(QFrame):
    """A vehicle with its stops; the spot beside its name has the colour of its drive on the map."""

    def __init__(self, vehicle: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.vehicle = vehicle
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, theme.px("m"), 1, 1)
        outer.setSpacing(theme.px("xs"))
        head = QHBoxLayout()
        head.setContentsMargins(theme.px("m"), 0, theme.px("m"), 0)
        head.setSpacing(theme.px("s"))
        self.hue = Spot()
        self.hue.hide()
        self.name = text("", "section")
        self.beside = ElidedLabel("", "quiet")
        head.addWidget(self.hue)
        head.addWidget(self.name)
        head.addWidget(self.beside, 1)
        outer.addLayout(head)
        self.facts = ElidedLabel("", "quiet")
        self.facts.setContentsMargins(theme.px("m"), 0, theme.px("m"), theme.px("xs"))
        outer.addWidget(self.facts)
        self.stops = StopList(vehicle, self)
        outer.addWidget(self.stops, 1)
        # Three vehicles stand side by side on a small laptop.
        self.setMinimumWidth(theme.px("field") - 2 * theme.px("xl"))

    def show_sheet(self, sheet: RouteSheet, over: tuple[RouteSheet, ...] = (), hue: str = "") -> None:
        """A drive, and what was over of it when a vehicle broke down."""
        self._name(sheet.van, hue)
        hours, way = (
            f"{format.time_of_day(sheet.start)}–{format.time_of_day(sheet.end)}",
            format.distance(sheet.distance),
        )
        planned = [hours, way, load_words(sheet.start_load, sheet.guessed)]
        if sheet.cut_at is not None:
            planned = [tr("Out of order since {time}").format(time=format.time_of_day(sheet.cut_at))]
        driven = [f"{sheet.left}–{sheet.back}"] if sheet.left or sheet.back else []
        if sheet.driven is not None:
            driven.append(f"{way} → {format.distance(sheet.driven)}")
        words = " · ".join((planned[:1] if sheet.cut_at is not None else []) + driven if driven else planned)
        self.facts.setText(words)
        before = tuple(line for ended in over for line in ended.lines)
        self.stops.show_lines(() if sheet.cut_at is not None else sheet.lines, before)

    def show_van(self, van: Van, waiting: str = "", *, planned: bool = False) -> None:
        """A vehicle that stays in the yard of a ``planned`` day, or of which nothing is known yet: ``waiting``."""
        self._name(van)
        self.facts.setText(waiting or tr("Stays in the yard" if planned else "Not planned yet"))
        self.stops.hint = "" if waiting else _first_step(van, planned)
        self.stops.show_lines(())

    def _name(self, van: Van, hue: str = "") -> None:
        self.hue.setVisible(bool(hue))
        self.hue.role = hue
        self.hue.update()
        self.name.setText(van.name)
        self.beside.setText(van.driver_name or tr("No driver"))
        self.stops.setAccessibleName(van.name)

    def show_left(self, lines: tuple[StopLine, ...], planned: bool = False) -> None:
        """What no vehicle serves."""
        self.stops.hint = tr("Every stop is on a drive.") if planned else ""
        self.name.setText(tr("Not scheduled"))
        self.beside.setText(plural("{n} stop", "{n} stops", len(lines)))
        self.facts.setText(tr("Drag a stop here to take it off"))
        self.stops.setAccessibleName(tr("Not scheduled"))
        self.stops.show_lines(lines)


class Spot(QWidget):
    """A round spot in the colour of a role."""

    def __init__(self, role: str = "ink") -> None:
        super().__init__()
        self.role = role
        self.setFixedSize(theme.px("m"), theme.px("m"))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self.role or "ink"))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
