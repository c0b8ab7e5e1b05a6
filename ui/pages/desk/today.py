"""Today: the day's figures, what needs attention, the month in pictures, and the orders on their way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from models import format
from models.i18n import mark, plural, tr
from models.queries.desk.alert import LABELS, NEEDED, TO_COLLECT, TO_HAND_OUT, TO_VISIT, Matter, in_order
from models.queries.desk.target import Month, Record
from models.rules.desk import attention
from models.settings import setting
from ui.kit.background_query import Asker
from ui.kit.bars import DayBars, LineBars
from ui.kit.card import Card
from ui.kit.empty import Empty
from ui.kit.exporting import export_button
from ui.kit.page import Page
from ui.kit.segments import Segments
from ui.kit.tally import TallyCard
from ui.kit.text import text
from ui.pages.desk.alert_list import MatterTable
from ui.pages.desk.performance_list import TrackTable
from ui.pages.order.order_line import OrderLine
from ui.shell import theme

ALL = "all"
PAY = "pay"
VILLAGES = "villages"
TRACKS = "tracks"
TICKS = 7  # a day's number under every so many bars
OF_MATERIAL = (attention.EXCESS, attention.SHORT, attention.LACKING)
"""What is asked for apart, because it takes longer."""
MANY_KINDS = 8  # no more filters than have room


if TYPE_CHECKING:
    from models.queries.desk.household_performance import Track
    from ui.pages.desk.today_view import Glance


def look(day: date) -> Glance:
    """The day's answer; what it takes is imported where it is asked, beside the window."""
    from ui.pages.desk.today_view import glance

    return glance(day)


def look_at_material(seen: Glance) -> list[Matter]:
    """What is amiss with material, likewise."""
    from ui.pages.desk.today_view import material

    return material(seen)


def look_at_tracks(seen: Glance) -> list[Track]:
    """How each household kept its word, likewise."""
    from ui.pages.desk.today_view import kept_word

    return kept_word(seen)


class _Aside(QScrollArea):
    """A column beside the list: never narrower than what is in it, and scrolled where it is higher."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """Room for what is in it and for the bar."""
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self.widget().minimumSizeHint().width() + bar, theme.px("field"))


class TodayPage(Page):
    """The first page of the day."""

    title = mark("Today")
    help_key = "today"

    def build(self) -> None:
        """Figures above, the list at the left, pictures and orders at the right."""
        self.answer: Glance | None = None
        self.shown = NEEDED
        self._painted = self._due = False
        self.asker = Asker(self)
        self.track_asker = Asker(self)
        # The keys printed are those of the pages: they work from everywhere.
        self.set_primary(tr("Record a collection"), lambda: self.desk.go("collection"), shown_key="F6")
        self.add_action(tr("Record a dispatch"), lambda: self.desk.go("dispatch"), shown_key="F5")

        figures = QHBoxLayout()
        figures.setSpacing(theme.px("l"))
        self.cards = {
            TO_HAND_OUT: TallyCard(tr("To hand out"), tr("Show what to hand out")),
            TO_COLLECT: TallyCard(tr("To collect"), tr("Show what to collect")),
            TO_VISIT: TallyCard(tr("To visit"), tr("Show whom to visit")),
            PAY: TallyCard(tr("Gross pay this month"), tr("Go to the month's pay")),
        }
        for key, card in self.cards.items():
            card.pressed.connect(lambda key=key: self._guard(lambda: self._press(key)))
            figures.addWidget(card, 1)
        self.body.addLayout(figures)

        across = QHBoxLayout()
        across.setSpacing(theme.px("l"))
        across.addWidget(self._list_card(), 9)
        # With large letters on a low screen the pictures and the orders are higher than the list.
        aside = _Aside()
        inner = QWidget()
        inner.setObjectName("ground")
        right = QVBoxLayout(inner)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.px("l"))
        right.addWidget(self._picture_card(), 4)
        right.addWidget(self._orders_card(), 7)
        aside.setWidget(inner)
        across.addWidget(aside, 4)
        self.body.addLayout(across, 1)

    def _list_card(self) -> Card:
        self.list_card = Card(tr("Needs attention"), " ")
        self.list_card.title.setMinimumWidth(0)
        self.kinds = Segments(tr("Which matters"))
        self.kinds.changed.connect(lambda _: self._show_list())
        self.list_card.head.addWidget(self.kinds)
        self.table = MatterTable()
        self.list_card.head.addWidget(export_button(self.table.export))
        self.table.opened.connect(lambda matter: self._guard(lambda: self._deal_with(matter)))
        self.table.household_asked.connect(
            lambda matter: self._guard(lambda: self.desk.go("households", Record(matter.household)))
        )
        holder = QWidget()
        self.pile = QStackedLayout(holder)
        self.nothing = Empty(tr("Nothing is waiting. A good day."), icon="done")
        self.begin = Empty(
            tr("Here stands every day what to hand out, to collect and to settle. It begins with an order."),
            tr("New order"),
            lambda: self.desk.go("orders"),
        )
        self.wait = QWidget()
        for widget in (self.wait, self.table, self.nothing, self.begin):
            self.pile.addWidget(widget)
        self.list_card.body.addWidget(holder, 1)
        return self.list_card

    def _picture_card(self) -> Card:
        self.picture_card = Card(tr("Came in")).inset()
        self.pictures = Segments(tr("Which picture"))
        self.pictures.changed.connect(lambda _: self._show_picture())
        self.picture_card.head.addWidget(self.pictures)
        holder = QWidget()
        self.frame = QStackedLayout(holder)
        self.bars, self.lines, self.tracks = DayBars(), LineBars(), TrackTable()
        self.tracks.opened.connect(
            lambda one: self._guard(lambda: self.desk.go("households", Record(one.household)))
        )
        for picture in (self.bars, self.lines, self.tracks):
            self.frame.addWidget(picture)
        self.picture_card.body.addWidget(holder, 1)
        return self.picture_card

    def _orders_card(self) -> Card:
        self.orders_card = Card(tr("Orders on their way"), " ")
        side = theme.px("s")
        self.orders_card.body.setContentsMargins(side, 0, side, side)
        self.orders_card.body.setSpacing(theme.px("xs"))
        self.order_lines: list[OrderLine] = []
        self.more_orders = text("", "quiet")
        self.more_orders.setContentsMargins(side, 0, 0, 0)
        self.orders_card.body.addWidget(self.more_orders)
        self.orders_card.body.addStretch(1)
        # One is always whole, whatever the picture above would like.
        self.orders_card.setMinimumHeight(self._around_orders() + OrderLine.height_of() + theme.px("s"))
        return self.orders_card

    # -- keeping up ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask again beside the window; what stands there stays until the answer comes."""
        day = self.desk.today()
        self.cards[PAY].label.setText(tr("Gross pay of {month}").format(month=format.month(f"{day:%Y-%m}")))
        if self._painted:
            self.asker.ask(lambda: look(day), self._came)
        else:
            self._due = True

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first painting comes before the first question: nobody waits for a window that thinks."""
        super().paintEvent(event)
        self._painted = True
        if self._due:
            self._due = False
            day = self.desk.today()
            QTimer.singleShot(0, self, lambda: self.asker.ask(lambda: look(day), self._came))

    def _came(self, answer: Glance) -> None:
        before = self.answer
        if before is not None and before.day == answer.day:
            # Until material was looked at again, what was known of it stays.
            kept = [m for m in before.lists[NEEDED] if m.kind in OF_MATERIAL]
            answer.lists[NEEDED] = in_order(answer.lists[NEEDED] + kept)
        self.answer = answer
        self._show()
        self.asker.ask(lambda: look_at_material(answer), lambda found: self._material_came(answer, found))

    def _material_came(self, answer: Glance, found: list[Matter]) -> None:
        rest = [m for m in answer.lists[NEEDED] if m.kind not in OF_MATERIAL]
        answer.lists[NEEDED] = in_order(rest + found)
        answer.open_work = None
        if self.shown == NEEDED:
            self._offer_kinds()
            self._show_list()

    def _show(self) -> None:
        answer = self.answer
        if answer is None:
            return
        for key, card in self.cards.items():
            card.say(*answer.figures[key])
        self.set_subtitle(answer.done)
        period = answer.month.period
        self.cards[PAY].label.setText(tr("Gross pay of {month}").format(month=format.month(period.key)))
        self._offer_kinds()
        self._show_list()
        units = list(answer.month.received)[:3] or [""]
        self.pictures.offer(
            [(unit, format.unit_name(unit) or tr("Received")) for unit in units]
            + [(VILLAGES, tr("Pay")), (TRACKS, tr("Homes"))]
        )
        self._show_picture()
        self._show_orders()

    # -- the list ------------------------------------------------------------------------------------------------------

    def _press(self, key: str) -> None:
        if key == PAY:
            month = None if self.answer is None else Month(self.answer.month.period.key)
            self.desk.go("pay", month)
            return
        self.shown = NEEDED if self.shown == key else key
        for name, card in self.cards.items():
            card.choose(name == self.shown)
        self._offer_kinds()
        self._show_list()

    def _offer_kinds(self) -> None:
        answer = self.answer
        if answer is None:
            return
        counts: dict[str, int] = {}
        for matter in answer.lists[self.shown]:
            counts[matter.kind] = counts.get(matter.kind, 0) + 1
        if len(counts) < 2:
            self.kinds.offer([])
            return
        ordered = [(kind, count) for kind, count in counts.items()][:MANY_KINDS]
        self.kinds.offer(
            [
                (ALL, tr("All")),
                *((kind, f"{tr(LABELS[kind])} {count}") for kind, count in ordered),
            ]
        )

    def _show_list(self) -> None:
        answer = self.answer
        if answer is None:
            return
        titles = {
            NEEDED: tr("Needs attention"),
            TO_HAND_OUT: tr("To hand out"),
            TO_COLLECT: tr("To collect"),
            TO_VISIT: tr("To visit"),
        }
        matters = answer.lists[self.shown]
        kind = self.kinds.chosen()
        if kind and kind != ALL:
            matters = [matter for matter in matters if matter.kind == kind]
        self.list_card.title.setText(titles[self.shown])
        words = plural("{n} line", "{n} lines", len(matters))
        if self.shown == NEEDED:
            words = tr("{n}, heaviest first").format(n=f"{len(matters):,}")
        self.list_card.detail.setText(words if matters else "")
        self.table.put(matters)
        if matters:
            self.pile.setCurrentWidget(self.table)
        else:
            began = bool(answer.orders or answer.month.received or any(answer.lists.values()))
            self.pile.setCurrentWidget(self.nothing if began else self.begin)

    def _deal_with(self, matter: Matter) -> None:
        self.desk.go(matter.page, matter.target)

    # -- pictures ------------------------------------------------------------------------------------------------------

    def _show_picture(self) -> None:
        answer = self.answer
        if answer is None:
            return
        chosen = self.pictures.chosen()
        if chosen == VILLAGES:
            self.picture_card.title.setText(tr("Pay by village"))
            self._show_villages(answer)
            self.frame.setCurrentWidget(self.lines)
        elif chosen == TRACKS:
            self.picture_card.title.setText(tr("Word kept"))
            self.frame.setCurrentWidget(self.tracks)
            self._show_tracks(answer)
        else:
            self.picture_card.title.setText(tr("Came in"))
            self._show_received(answer)
            self.frame.setCurrentWidget(self.bars)

    def _show_received(self, answer: Glance) -> None:
        span, unit = answer.month.period, self.pictures.chosen()
        values = answer.month.received.get(unit, [0] * ((span.end - span.start).days + 1))
        days = [date.fromordinal(span.start.toordinal() + number) for number in range(len(values))]
        labels = [str(day.day) if number % TICKS == 0 else "" for number, day in enumerate(days)]
        words = [
            tr("{day}: {quantity} received").format(
                day=format.date(day, short=True), quantity=format.quantity(value, unit or None)
            )
            for day, value in zip(days, values, strict=True)
        ]
        said = tr("Received in {month}: {quantity}").format(
            month=format.month(span.key), quantity=format.quantity(sum(values), unit or None)
        )
        today = (answer.day - span.start).days
        self.bars.show_days(values, labels, words, today, said)

    def _show_villages(self, answer: Glance) -> None:
        lines = [(name or tr("No village"), fen, format.money(fen)) for name, fen in answer.month.villages]
        said = ", ".join(f"{name} {figure}" for name, _, figure in lines[:5])
        self.lines.show_lines(lines, said)

    def _show_tracks(self, answer: Glance) -> None:
        if answer.tracks is not None:
            self.tracks.put(answer.tracks, int(setting("attention.rework_share")))
        elif not self.track_asker.waiting:
            self.track_asker.ask(
                lambda: look_at_tracks(answer), lambda found: self._tracks_came(answer, found)
            )

    def _tracks_came(self, answer: Glance, found: list[Track]) -> None:
        answer.tracks = found
        if self.answer is not None and self.pictures.chosen() == TRACKS:
            self._show_tracks(self.answer)

    # -- orders --------------------------------------------------------------------------------------------------------

    def _show_orders(self) -> None:
        answer = self.answer
        if answer is None:
            return
        for line in self.order_lines:
            line.hide()
            line.deleteLater()
        self.order_lines = []
        for number, order in enumerate(answer.orders[: self._room_for_orders()]):
            line = OrderLine(order)
            line.clicked.connect(
                lambda _=False, key=order.id: self._guard(lambda: self.desk.go("orders", Record(key)))
            )
            self.orders_card.body.insertWidget(number, line)
            self.order_lines.append(line)
        left = len(answer.orders) - len(self.order_lines)
        self.more_orders.setText(tr("{n} more").format(n=left) if left else "")
        if not answer.orders:
            self.more_orders.setText(tr("No order is under way."))
        self.more_orders.setVisible(bool(left) or not answer.orders)

    def _room_for_orders(self) -> int:
        step = OrderLine.height_of() + theme.px("xs")
        return max(1, (self.orders_card.height() - self._around_orders()) // step)

    def _around_orders(self) -> int:
        """The title above the orders and the line below them."""
        small = QFontMetrics(theme.font("quiet")).height() + theme.px("xs") + theme.px("s")
        return self.orders_card.head.sizeHint().height() + small

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many orders as there is room for."""
        super().resizeEvent(event)
        if self.answer is not None:
            QTimer.singleShot(0, self, self._fit_orders)

    def _fit_orders(self) -> None:
        answer = self.answer
        if answer is not None and len(self.order_lines) != min(len(answer.orders), self._room_for_orders()):
            self._show_orders()

    def first_focus(self) -> QWidget | None:
        """The list when it has lines, so that arrows move at once."""
        return self.table if self.table.matters.rowCount() else self.cards[TO_HAND_OUT]
