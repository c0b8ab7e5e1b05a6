"""The list of what needs attention: a chip, what and whom it is about, how long it waits, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models import kinds, rights
from models.i18n import mark, plural, tr
from models.queries.desk.alert import LABELS, Alert
from models.rules.desk import attention, roles
from ui.kit.alignment import LEFT, side_of
from ui.kit.chip import chip_width, paint_chip
from ui.kit.headed_model import Index
from ui.kit.short_list import RAW, ShortModel, ShortTable, paint_chosen
from ui.shell import theme


class Shown(NamedTuple):
    """How a kind of matter is shown: the role of its chip, the marked words of its next step, and the right that takes.

    Who may not take the step is only shown what it is about.
    """

    role: str
    step: str
    right: str = ""


SHOWN: Final = {
    attention.UNPRICED: Shown("wrong", mark("Enter the rate"), roles.MASTER),
    attention.UNPAID: Shown("wrong", mark("Settle the pay"), roles.SEE_PAY),
    attention.DISPUTE: Shown("wrong", mark("Answer"), roles.MAKE_PAY),
    attention.ORDER_LATE: Shown("wrong", mark("See the order")),
    attention.AT_RISK: Shown("soon", mark("See the order")),
    attention.OVERDUE: Shown("wrong", mark("See it")),
    attention.SHORT: Shown("soon", mark("Enter a top-up"), roles.POST),
    attention.LACKING: Shown("soon", mark("Enter goods in"), roles.POST),
    attention.EXCESS: Shown("soon", mark("Record return"), roles.POST),
    attention.DEFECT: Shown("soon", mark("Plan a visit"), roles.VISIT),
    attention.REWORK: Shown("soon", mark("Plan a visit"), roles.VISIT),
    attention.PENDING: Shown("soon", mark("Inspect"), roles.POST),
    attention.DUE_BACK: Shown("soon", mark("Record return"), roles.POST),
    attention.AGEING: Shown("soon", mark("Record return"), roles.POST),
    attention.COLLECT: Shown("accent", mark("Collect"), roles.POST),
    attention.HAND_OUT: Shown("accent", mark("Record dispatch"), roles.POST),
    attention.VISIT: Shown("accent", mark("Record the visit"), roles.VISIT),
    attention.RETURN_VISIT: Shown("accent", mark("Record the visit"), roles.VISIT),
    attention.INSPECT: Shown("soon", mark("Record inspection", "machine"), roles.VISIT),
    attention.WISH_MET: Shown("accent", mark("Settle the wish"), roles.PROGRAMME),
}
HEADERS: Final = (
    mark("Item"),
    mark("Household"),
    mark("Details"),
    mark("Days late"),
    mark("Next step"),
)
MATTER, WHO, TEXT, DAYS, STEP = range(5)


def may_take(matter: Alert) -> bool:
    """Whether who is signed in may take the next step of a matter."""
    right = SHOWN[matter.kind].right
    return not right or rights.may(right)


def step_of(matter: Alert) -> str:
    """The next step in words: for who may not take it, to see what it is about."""
    return tr(SHOWN[matter.kind].step) if may_take(matter) else tr("See it")


class MatterModel(ShortModel):
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
        if column == MATTER:
            told = (self.words(thing, MATTER), thing.text, thing.who, self._phone(thing, WHO))
        else:
            told = (self.words(thing, column), "", "", self._phone(thing, column))
        return "\n".join(part for part in told if part)

    def spoken(self, thing: Alert, column: int) -> str:
        """A cell; the first one tells all, because the others may be folded into it."""
        if column == MATTER:
            return " ".join(self.words(thing, part) for part in (MATTER, WHO, TEXT)).strip()
        return super().spoken(thing, column)

    def _phone(self, matter: Alert, column: int) -> str:
        return tr("Phone {phone}").format(phone=matter.phone) if matter.phone and column == WHO else ""


class MatterDelegate(QStyledItemDelegate):
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
        box, matter, column = option.rect, index.data(RAW), index.column()
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            paint_chosen(painter, option, column == 0)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("ground"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("line"))
        room = box.adjusted(theme.px("m"), 0, -theme.px("xs"), -1)
        words = str(index.data() or "")
        if self.folded and column == MATTER:
            self._paint_folded(painter, room, matter)
            painter.restore()
            return
        if column == MATTER:
            label = tr(LABELS[matter.kind])
            room.setLeft(
                room.left()
                + paint_chip(painter, room.left(), room.center().y() + 1, label, SHOWN[matter.kind].role)
                + theme.px("s")
            )
            words = matter.subject
        step = column == STEP
        font = theme.font("quiet" if step else "base")
        painter.setFont(font)
        painter.setPen(
            theme.color("accent" if step else "quiet" if column == DAYS and not matter.days else "ink")
        )
        words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side_of(column == DAYS), words)
        painter.restore()

    def _paint_folded(self, painter: QPainter, room: QRect, matter: Alert) -> None:
        base, quiet = theme.font("base"), theme.font("quiet")
        above = QFontMetrics(base).height()
        top = room.top() + (room.height() - above - QFontMetrics(quiet).height()) // 2
        paint_chip(
            painter, room.left(), top + above / 2 + 1, tr(LABELS[matter.kind]), SHOWN[matter.kind].role
        )
        left = room.left() + self.chips + theme.px("s")
        about = " · ".join(part for part in (matter.subject, matter.who) if part)
        below = QRect(left, top + above, room.right() - left, QFontMetrics(quiet).height())
        first = QRect(left, top, room.right() - left, above)
        for place, font, role, words in ((first, base, "ink", matter.text), (below, quiet, "quiet", about)):
            painter.setFont(font)
            painter.setPen(theme.color(role))
            words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, LEFT, words)


class MatterTable(ShortTable):
    """The list. ``opened(matter)`` also on a click on the next step."""

    household_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        matters, painter = MatterModel(), MatterDelegate()
        super().__init__(parent, matters, painter)
        self.matters, self.painter = matters, painter
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

    def put(self, matters: Sequence[Alert]) -> None:
        """Show other matters; the chosen line stays chosen where it is still there."""
        current = self.matter()
        top = self.verticalScrollBar().value()
        self.matters.put(matters)
        self.fit()
        if current is not None and current in self.matters.things:
            self.selectRow(self.matters.things.index(current))
            self.verticalScrollBar().setValue(top)

    def matter(self) -> Alert | None:
        """The matter of the current row."""
        index = self.currentIndex()
        return index.data(RAW) if index.isValid() else None

    def fit(self) -> None:
        """Give each column what its words need; where not all fit side by side, each matter takes two lines."""
        base, quiet = QFontMetrics(theme.font("base")), QFontMetrics(theme.font("quiet"))
        pad = theme.px("m") + theme.px("xs") + 1
        wanted = [quiet.horizontalAdvance(tr(header)) + pad + theme.px("s") for header in HEADERS]
        for matter in self.matters.things[:200]:
            first = chip_width(tr(LABELS[matter.kind])) + theme.px("s") + pad
            wanted[MATTER] = max(wanted[MATTER], first + base.horizontalAdvance(matter.subject))
            for column in (WHO, TEXT, DAYS):
                words = base.horizontalAdvance(self.matters.words(matter, column)) + pad
                wanted[column] = max(wanted[column], words)
            wanted[STEP] = max(wanted[STEP], quiet.horizontalAdvance(step_of(matter)) + pad)
        wanted[STEP] += theme.px("s")
        wanted = [max(width, theme.px("column_min")) for width in wanted]
        room = self.viewport().width()
        folded = sum(wanted) > room
        kinds = {matter.kind for matter in self.matters.things}
        self.painter.chips = max((chip_width(tr(LABELS[kind])) for kind in kinds), default=0)
        if folded:
            wanted[MATTER] = max(theme.px("thumb"), room - wanted[DAYS] - wanted[STEP])
        else:
            # What is left over keeps the sentences and the people apart.
            spare = room - sum(wanted)
            wanted[MATTER] += spare // 4
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
        matter = self.matter()
        menu = QMenu(self)
        if matter is not None:
            self._add_steps(menu, matter)
            menu.addSeparator()
        menu.addAction(self.export)
        menu.exec(self.viewport().mapToGlobal(place))
        menu.deleteLater()

    def _add_steps(self, menu: QMenu, matter: Alert) -> None:
        step = QAction(theme.icon("arrow-right"), step_of(matter), menu)
        step.triggered.connect(lambda: self.opened.emit(matter))
        menu.addAction(step)
        if matter.household is not None:
            home = QAction(theme.icon("households"), tr("The household's page"), menu)
            home.triggered.connect(lambda: self.household_asked.emit(matter))
            menu.addAction(home)
        if matter.phone:
            phone = QAction(theme.icon("phone"), tr("Copy phone {phone}").format(phone=matter.phone), menu)
            phone.triggered.connect(lambda: QGuiApplication.clipboard().setText(matter.phone))
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
