"""Today: the day's figures, what needs attention, the month in pictures, and the orders on their way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from models import format, rights
from models.i18n import mark, plural, tr
from models.queries.desk.alert import LABELS, NEEDED, TO_COLLECT, TO_HAND_OUT, TO_VISIT, Alert, in_order
from models.rules.desk import attention, roles
from ui.kit.background_query import Asker
from ui.kit.card import Card
from ui.kit.exporting import lead, waiting_button
from ui.kit.page import Page
from ui.kit.segments import Segments
from ui.kit.tally import TallyCard
from ui.kit.turns import Pieces
from ui.pages.desk.orders_card import OrdersCard
from ui.pages.desk.picture_card import PictureCard
from ui.shell import theme

ALL = "all"
PAY = "pay"
OF_MATERIAL = (attention.EXCESS, attention.SHORT, attention.LACKING)
"""What is asked for apart, because it takes longer."""
MANY_KINDS = 8  # no more filters than have room


if TYPE_CHECKING:
    from ui.pages.desk.alert_list import MatterTable
    from ui.pages.desk.first_day import FirstDay
    from ui.pages.desk.today_view import Glance


def look(day: date) -> Glance:
    """The day's answer; what it takes is imported where it is asked, beside the window."""
    from ui.pages.desk.today_view import glance

    return glance(day)


def look_at_material(seen: Glance) -> list[Alert]:
    """What is amiss with material, likewise."""
    from ui.pages.desk.today_view import material

    return material(seen)


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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another picture may be wider."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class TodayPage(Page):
    """The first page of the day.

    What holds nothing before the first answer is made while that is asked: nobody waits for it at the start.
    """

    title = mark("Today")
    help_key = "today"
    table: MatterTable
    first: FirstDay

    def build(self) -> Pieces:
        """Figures above, the list at the left, pictures and orders at the right."""
        self.answer: Glance | None = None
        self.shown = NEEDED
        self._painted = self._due = False
        self.asker = Asker(self)
        self._step: str | None = None
        self._say_primary("")
        # The keys printed are those of the pages: they work from everywhere.
        self.dispatch = self.add_action(
            tr("Record a dispatch"), lambda: self.desk.go("dispatch"), shown_key="F5", right=roles.POST
        )
        # From the top down: Qt dresses anew whatever is moved with all that is in it.
        self.usual = QWidget(self)
        usual = QVBoxLayout(self.usual)
        usual.setContentsMargins(0, 0, 0, 0)
        usual.setSpacing(theme.px("l"))
        self.body.addWidget(self.usual, 1)
        yield
        figures = QHBoxLayout()
        figures.setSpacing(theme.px("l"))
        self.cards = {
            TO_HAND_OUT: TallyCard(tr("To dispatch"), tr("Show what to dispatch")),
            TO_COLLECT: TallyCard(tr("To collect"), tr("Show what to collect")),
            TO_VISIT: TallyCard(tr("To visit"), tr("Show whom to visit")),
            PAY: TallyCard(tr("Gross pay this month"), tr("Go to the month's pay")),
        }
        for key, card in self.cards.items():
            card.pressed.connect(lambda key=key: self.guard(lambda: self._press(key)))
            figures.addWidget(card, 1)
        usual.addLayout(figures)
        self.cards[PAY].setVisible(rights.may(roles.SEE_PAY))
        yield
        across = QHBoxLayout()
        across.setSpacing(theme.px("l"))
        usual.addLayout(across, 1)
        across.addWidget(self._list_card(), 9)
        yield
        # With large letters on a low screen the pictures and the orders are higher than the list.
        aside = _Aside()
        across.addWidget(aside, 4)
        inner = QWidget()
        inner.setObjectName("ground")
        aside.setWidget(inner)
        right = QVBoxLayout(inner)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.px("l"))
        self.picture_card, self.orders_card = PictureCard(self), OrdersCard(self)
        right.addWidget(self.picture_card, 4)
        right.addWidget(self.orders_card, 7)
        for part in (self._build_list, self.picture_card.build, self._build_first):
            self.later(part)

    def _list_card(self) -> Card:
        self.list_card = Card(tr("Needs attention"), " ")
        self.list_card.title.setMinimumWidth(0)
        self.kinds = Segments(tr("Which matters"))
        self.kinds.changed.connect(lambda _: self._show_list())
        self.list_card.head.addWidget(self.kinds)
        self.export_button = waiting_button()
        self.list_card.head.addWidget(self.export_button)
        holder = QWidget()
        self.pile = QStackedLayout(holder)
        self.pile.addWidget(QWidget())
        self.list_card.body.addWidget(holder, 1)
        return self.list_card

    def _build_list(self) -> None:
        """The list itself, and what stands in its place when it holds nothing."""
        from ui.kit.empty import Empty
        from ui.pages.desk.alert_list import MatterTable

        self.table = MatterTable()
        lead(self.export_button, self.table.export)
        self.table.opened.connect(lambda matter: self.guard(lambda: self._deal_with(matter)))
        self.table.household_asked.connect(
            lambda matter: self.guard(lambda: self._go_to_household(matter.household))
        )
        self.nothing = Empty(tr("Nothing is waiting. A good day."), icon="done")
        self.elsewhere = Empty(
            tr("Nothing to do here, but elsewhere."),
            tr("Needs attention"),
            lambda: self._press(self.shown),
            "done",
        )
        for widget in (self.table, self.nothing, self.elsewhere):
            self.pile.addWidget(widget)

    def _build_first(self) -> None:
        """The steps of the first day, shown in place of a day that holds nothing yet."""
        from ui.pages.desk.first_day import FirstDay

        self.first = FirstDay(self)
        self.first.hide()
        self.body.insertWidget(0, self.first, 1)

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
        self.finish()
        before = self.answer
        if before is not None and before.day == answer.day:
            # Until material was looked at again, what was known of it stays.
            kept = [m for m in before.lists[NEEDED] if m.kind in OF_MATERIAL]
            answer.lists[NEEDED] = in_order(answer.lists[NEEDED] + kept)
        self.answer = answer
        self._show()
        self.asker.ask(lambda: look_at_material(answer), lambda found: self._material_came(answer, found))

    def _material_came(self, answer: Glance, found: list[Alert]) -> None:
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
        self._show_first(answer)
        for key, card in self.cards.items():
            card.say(*answer.figures[key])
        self.set_subtitle(answer.done)
        period = answer.month.period
        self.cards[PAY].label.setText(tr("Gross pay of {month}").format(month=format.month(period.key)))
        self._offer_kinds()
        self._show_list()
        self.picture_card.show_answer(answer)
        self.orders_card.show_orders(answer.orders)

    def _show_first(self, answer: Glance) -> None:
        """The steps of the first day in place of a day that holds nothing yet."""
        fresh = bool(answer.first) != self.first.isVisibleTo(self)
        self.first.show_steps(answer.first)
        self.first.setVisible(bool(answer.first))
        self.usual.setVisible(not answer.first)
        self.dispatch.setVisible(not answer.first)
        self._say_primary(self.first.next_step())
        if fresh:
            self.take_focus()

    def _say_primary(self, step: str) -> None:
        """The next step of the first day; on any other day what is done most."""
        if step == self._step:
            return
        self._step = step
        if step:
            from ui.pages.desk.first_day import verb_of

            self.set_primary(verb_of(step), lambda: self.first.take(step), "Ctrl+N", "plus")
        else:
            self.set_primary(
                tr("Record a collection"),
                lambda: self.desk.go("collection"),
                shown_key="F6",
                right=roles.POST,
            )

    # -- the list ------------------------------------------------------------------------------------------------------

    def _press(self, key: str) -> None:
        if key == PAY:
            from models.queries.desk.target import Month

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
            TO_HAND_OUT: tr("To dispatch"),
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
            words = plural("{n} item", "{n} items, most urgent first", len(matters))
        self.list_card.detail.setText(words if matters else "")
        self.table.put(matters)
        if matters:
            self.pile.setCurrentWidget(self.table)
        else:
            self.pile.setCurrentWidget(self.elsewhere if answer.lists[NEEDED] else self.nothing)

    def _deal_with(self, matter: Alert) -> None:
        from ui.pages.desk.alert_list import may_take

        if may_take(matter) or matter.household is None:
            self.desk.go(matter.page, matter.target)
        else:
            self._go_to_household(matter.household)

    def _go_to_household(self, key: int) -> None:
        from models.queries.desk.target import Record

        self.desk.go("households", Record(key))

    def first_focus(self) -> QWidget | None:
        """The list when it has lines, so that arrows move at once; on the first day its next step."""
        if self.answer is None:
            return self.cards[TO_HAND_OUT]
        if self.first.isVisibleTo(self):
            return self.first.buttons.get(self.first.next_step())
        return self.table if self.table.matters.rowCount() else self.cards[TO_HAND_OUT]
