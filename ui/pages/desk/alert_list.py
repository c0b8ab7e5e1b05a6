"""The list of what needs attention: a chip, what and whom it is about, how long it waits, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from models import kinds, rights
from models.i18n import mark, plural, tr
from models.queries.desk.alert import LABELS, Alert
from models.rules.desk import attention, roles
from ui.kit.alignment import LEFT, side_of
from ui.kit.chip import chip_width, paint_chip
from ui.kit.short_list import RAW, Index, ShortModel, ShortTable, paint_chosen
from ui.shell import theme

ROLES: Final = {
    attention.UNPRICED: "wrong",
    attention.UNPAID: "wrong",
    attention.DISPUTE: "wrong",
    attention.ORDER_LATE: "wrong",
    attention.AT_RISK: "soon",
    attention.OVERDUE: "wrong",
    attention.SHORT: "soon",
    attention.LACKING: "soon",
    attention.EXCESS: "soon",
    attention.DEFECT: "soon",
    attention.REWORK: "soon",
    attention.PENDING: "soon",
    attention.DUE_BACK: "soon",
    attention.AGEING: "soon",
    attention.COLLECT: "accent",
    attention.HAND_OUT: "accent",
    attention.VISIT: "accent",
    attention.RETURN_VISIT: "accent",
    attention.INSPECT: "soon",
}
STEPS: Final = {
    attention.UNPRICED: mark("Enter the rate"),
    attention.UNPAID: mark("Settle the pay"),
    attention.DISPUTE: mark("Answer"),
    attention.ORDER_LATE: mark("See the order"),
    attention.AT_RISK: mark("See the order"),
    attention.OVERDUE: mark("See it"),
    attention.SHORT: mark("Enter a top-up"),
    attention.LACKING: mark("Enter goods in"),
    attention.EXCESS: mark("Record return"),
    attention.DEFECT: mark("Plan a visit"),
    attention.REWORK: mark("Plan a visit"),
    attention.PENDING: mark("Inspect"),
    attention.DUE_BACK: mark("Record return"),
    attention.AGEING: mark("Record return"),
    attention.COLLECT: mark("Collect"),
    attention.HAND_OUT: mark("Record dispatch"),
    attention.VISIT: mark("Record the visit"),
    attention.RETURN_VISIT: mark("Record the visit"),
    attention.INSPECT: mark("Record inspection", "machine"),
}
RIGHTS: Final = {
    attention.UNPRICED: roles.MASTER,
    attention.UNPAID: roles.SEE_PAY,
    attention.DISPUTE: roles.MAKE_PAY,
    attention.SHORT: roles.POST,
    attention.LACKING: roles.POST,
    attention.EXCESS: roles.POST,
    attention.DEFECT: roles.VISIT,
    attention.REWORK: roles.VISIT,
    attention.PENDING: roles.POST,
    attention.DUE_BACK: roles.POST,
    attention.AGEING: roles.POST,
    attention.COLLECT: roles.POST,
    attention.HAND_OUT: roles.POST,
    attention.VISIT: roles.VISIT,
    attention.RETURN_VISIT: roles.VISIT,
    attention.INSPECT: roles.VISIT,
}
"""What a step takes; who may not take it is only shown what it is about."""
HEADERS: Final = (
    mark("Item"),
    mark("Household"),
    mark("Details"),
    mark("Days late"),
    mark("Next step"),
)
ALERT, WHO, TEXT, DAYS, STEP = range(5)


def may_take(alert: Alert) -> bool:
    """Whether who is signed in may take the next step of an alert."""
    right = RIGHTS.get(alert.kind)
    return right is None or rights.may(right)


def step_of(alert: Alert) -> str:
    """The next step in words: for who may not take it, to see what it is about."""
    return tr(STEPS[alert.kind]) if may_take(alert) else tr("See it")


class AlertModel(ShortModel):
    """Matters as rows; the whole line as a tip and for a screen reader."""

    title = mark("Needs attention")
    headers = HEADERS
    kinds = (kinds.TEXT, kinds.TEXT, kinds.TEXT, kinds.COUNT, kinds.TEXT)
    things: list[Alert]

    def words(self, thing: Alert, column: int) -> str:
        """A cell in words."""
        match column:
            case 0:
                return f"{tr(LABELS[thing.kind])} {thing.subject}"
            case 1:
                return thing.who
            case 2:
                return thing.text
            case 3:
                return plural("{n} day", "{n} days", thing.days) if thing.days else "—"
        return step_of(thing)

    def value(self, thing: Alert, column: int) -> Any:
        """Days as a figure, all else in words."""
        return (thing.days or None) if column == DAYS else self.words(thing, column)

    def tip(self, thing: Alert, column: int) -> str:
        """The words of a cell, which may be cut short, and the phone of whom it is about."""
        if column == ALERT:
            told = (self.words(thing, ALERT), thing.text, thing.who, self._phone(thing, WHO))
        else:
            told = (self.words(thing, column), "", "", self._phone(thing, column))
        return "\n".join(part for part in told if part)

    def spoken(self, thing: Alert, column: int) -> str:
        """A cell; the first one tells all, because the others may be folded into it."""
        if column == ALERT:
            return " ".join(self.words(thing, part) for part in (ALERT, WHO, TEXT)).strip()
        return super().spoken(thing, column)

    def _phone(self, alert: Alert, column: int) -> str:
        return tr("Phone {phone}").format(phone=alert.phone) if alert.phone and column == WHO else ""


class AlertDelegate(QStyledItemDelegate):
    """Paints the cells: the chip before its subject, the waiting days flush right, the step quietly.

    ``folded``: the sentence stands beside the chip, and below it, quietly, what and whom it is about. ``chips`` is the
    width kept for chips then, so that the sentences begin at one line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folded = False
        self.chips = 0

    def row_height(self) -> int:
        """How high a row is."""
        if not self.folded:
            return theme.px("row")
        lines = QFontMetrics(theme.font("base")).height() + QFontMetrics(theme.font("quiet")).height()
        return lines + theme.px("m") + theme.px("xs")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row of the usual height."""
        return QSize(theme.px("column_min"), self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Background by state, the words, the line below."""
        box, alert, column = option.rect, index.data(RAW), index.column()
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint_chosen(painter, option, column == 0)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("ground"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        room = box.adjusted(theme.px("m"), 0, -theme.px("xs"), -1)
        words = str(index.data() or "")
        if self.folded and column == ALERT:
            self._paint_folded(painter, room, alert)
            painter.restore()
            return
        if column == ALERT:
            label = tr(LABELS[alert.kind])
            room.setLeft(
                room.left()
                + paint_chip(painter, room.left(), room.center().y() + 1, label, ROLES[alert.kind])
                + theme.px("s")
            )
            words = alert.subject
        step = column == STEP
        font = theme.font("quiet" if step else "base")
        painter.setFont(font)
        painter.setPen(
            theme.color("accent" if step else "quiet" if column == DAYS and not alert.days else "ink")
        )
        words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side_of(column == DAYS), words)
        painter.restore()

    def _paint_folded(self, painter: QPainter, room: QRect, alert: Alert) -> None:
        base, quiet = theme.font("base"), theme.font("quiet")
        above = QFontMetrics(base).height()
        top = room.top() + (room.height() - above - QFontMetrics(quiet).height()) // 2
        paint_chip(painter, room.left(), top + above / 2 + 1, tr(LABELS[alert.kind]), ROLES[alert.kind])
        left = room.left() + self.chips + theme.px("s")
        about = " · ".join(part for part in (alert.subject, alert.who) if part)
        below = QRect(left, top + above, room.right() - left, QFontMetrics(quiet).height())
        first = QRect(left, top, room.right() - left, above)
        for place, font, role, words in ((first, base, "ink", alert.text), (below, quiet, "quiet", about)):
            painter.setFont(font)
            painter.setPen(theme.color(role))
            words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, LEFT, words)


class AlertTable(ShortTable):
    """The list. ``opened(alert)`` also on a click on the next step."""

    household_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        alerts, painter = AlertModel(), AlertDelegate()
        super().__init__(parent, alerts, painter)
        self.alerts, self.painter = alerts, painter
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.setAccessibleName(tr("Needs attention"))
        self.verticalHeader().setDefaultSectionSize(theme.px("row"))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setFixedHeight(theme.px("header"))
        head.setMinimumSectionSize(theme.px("column_min"))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def put(self, alerts: Sequence[Alert]) -> None:
        """Show other alerts; the chosen line stays chosen where it is still there."""
        current = self.alert()
        top = self.verticalScrollBar().value()
        self.alerts.put(alerts)
        self.fit()
        if current is not None and current in self.alerts.things:
            self.selectRow(self.alerts.things.index(current))
            self.verticalScrollBar().setValue(top)

    def alert(self) -> Alert | None:
        """The alert of the current row."""
        index = self.currentIndex()
        return index.data(RAW) if index.isValid() else None

    def fit(self) -> None:
        """Give each column what its words need; where not all fit side by side, each alert takes two lines."""
        base, quiet = QFontMetrics(theme.font("base")), QFontMetrics(theme.font("quiet"))
        pad = theme.px("m") + theme.px("xs") + 1
        wanted = [quiet.horizontalAdvance(tr(header)) + pad + theme.px("s") for header in HEADERS]
        for alert in self.alerts.things[:200]:
            first = chip_width(tr(LABELS[alert.kind])) + theme.px("s") + pad
            wanted[ALERT] = max(wanted[ALERT], first + base.horizontalAdvance(alert.subject))
            for column in (WHO, TEXT, DAYS):
                words = base.horizontalAdvance(self.alerts.words(alert, column)) + pad
                wanted[column] = max(wanted[column], words)
            wanted[STEP] = max(wanted[STEP], quiet.horizontalAdvance(step_of(alert)) + pad)
        wanted[STEP] += theme.px("s")
        wanted = [max(width, theme.px("column_min")) for width in wanted]
        room = self.viewport().width()
        folded = sum(wanted) > room
        kinds = {alert.kind for alert in self.alerts.things}
        self.painter.chips = max((chip_width(tr(LABELS[kind])) for kind in kinds), default=0)
        if folded:
            wanted[ALERT] = max(theme.px("thumb"), room - wanted[DAYS] - wanted[STEP])
        else:
            # What is left over keeps the sentences and the people apart.
            spare = room - sum(wanted)
            wanted[ALERT] += spare // 4
            wanted[WHO] += spare // 4
            wanted[TEXT] += spare - 2 * (spare // 4)
        self._fold(folded)
        head = self.horizontalHeader()
        for column, width in enumerate(wanted):
            if not self.isColumnHidden(column):
                head.resizeSection(column, width)

    def _fold(self, folded: bool) -> None:
        self.painter.folded = folded
        for column in (WHO, TEXT):
            self.setColumnHidden(column, folded)
        height = self.painter.row_height()
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)
        self.viewport().update()

    def _menu(self, place: QPoint) -> None:
        alert = self.alert()
        menu = QMenu(self)
        if alert is not None:
            self._add_steps(menu, alert)
            menu.addSeparator()
        menu.addAction(self.export)
        menu.exec(self.viewport().mapToGlobal(place))
        menu.deleteLater()

    def _add_steps(self, menu: QMenu, alert: Alert) -> None:
        step = QAction(theme.icon("arrow-right"), step_of(alert), menu)
        step.triggered.connect(lambda: self.opened.emit(alert))
        menu.addAction(step)
        if alert.household is not None:
            home = QAction(theme.icon("households"), tr("The household's page"), menu)
            home.triggered.connect(lambda: self.household_asked.emit(alert))
            menu.addAction(home)
        if alert.phone:
            phone = QAction(theme.icon("phone"), tr("Copy phone {phone}").format(phone=alert.phone), menu)
            phone.triggered.connect(lambda: QGuiApplication.clipboard().setText(alert.phone))
            menu.addAction(phone)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the next step takes it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.column() == STEP:
            self.open(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over the next step."""
        super().mouseMoveEvent(event)
        over = self.indexAt(event.position().toPoint())
        if over.isValid() and over.column() == STEP:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()
