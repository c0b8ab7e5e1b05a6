"""One order on the orders' page: how far it is, what was sent of it, and the households that work on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QProgressBar, QWidget

from models import format
from models.i18n import plural, tr
from models.queries.ledger import deliveries
from models.queries.order import orders
from models.rules.ledger import balance
from ui.kit.boxes import vbox
from ui.kit.card import FigureCard
from ui.kit.page import Page
from ui.kit.spread import Spread
from ui.kit.text import text
from ui.pages.order.subcontract_table import SubcontractTable
from ui.shell import theme


class OrderView(QWidget):
    """Figures and a bar on top, the subcontracts below; ``share_out`` gives the order to households."""

    def __init__(self, page: Page, share_out: Callable[[], object]) -> None:
        super().__init__()
        down = vbox("l", of=self)
        self.done_card = FigureCard(tr("Collected"))
        self.left_card = FigureCard(tr("Outstanding"))
        self.given_card = FigureCard(tr("Assigned"))
        self.due_card = FigureCard(tr("Due", "order"))
        down.addWidget(Spread((self.done_card, self.left_card, self.given_card, self.due_card), (4, 2, 1)))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(tr("Collected"))
        down.addWidget(self.bar)
        self.sent = text("", "quiet")
        down.addWidget(self.sent)
        self.parts = SubcontractTable(page, share_out)
        down.addWidget(self.parts, 1)

    def show_order(self, page: Any, today: date) -> None:
        """An order as of a day."""
        share = min(1000, page.delivered * 1000 // page.quantity)
        self.bar.setValue(share)
        unit = format.unit_name(page.unit)
        self.done_card.say(
            format.quantity(page.delivered),
            tr("of {quantity} · {share}%").format(
                quantity=format.quantity(page.quantity, page.unit), share=share // 10
            ),
        )
        late = sum(part.status == orders.OVERDUE for part in page.subcontracts)
        self.left_card.say(
            format.quantity(max(0, page.quantity - page.delivered)),
            f"{unit} · "
            + (
                plural("{n} household late", "{n} households late", late) if late else tr("no household late")
            ),
        )
        free = page.quantity - page.allocated
        self.given_card.say(
            format.quantity(page.allocated),
            f"{unit} · "
            + (
                tr("{free} free").format(free=format.quantity(free))
                if free > 0
                else tr("{over} too much").format(over=format.quantity(-free))
                if free
                else tr("all of it")
            ),
        )
        self._say_due(page, (page.due - today).days)
        self._say_sent(page)
        # Those that still owe something first, the earliest due on top.
        ended = (balance.CLOSED, balance.SHORT_CLOSED)
        parts = sorted(page.subcontracts, key=lambda part: (part.status in ended, part.due, part.number))
        self.parts.show_parts(page.number, parts)

    def _say_due(self, page: Any, days: int) -> None:
        if page.closed_on is not None:
            self.due_card.say(
                format.date(page.closed_on, short=True),
                tr("closed short: {reason}").format(reason=page.close_reason),
            )
            return
        words = tr("today")
        if page.delivered >= page.quantity:
            words = tr("complete")
        elif days > 0:
            words = plural("in {n} day", "in {n} days", days)
        elif days < 0:
            words = plural("{n} day ago", "{n} days ago", -days)
        self.due_card.say(format.date(page.due, short=True), words)
        theme.set_role(self.bar, "state", "wrong" if days < 0 and page.delivered < page.quantity else "")

    def _say_sent(self, page: Any) -> None:
        """What the enterprise was sent of it and what it found, once something was."""
        sent = deliveries.order_deliveries().get(page.id)
        self.sent.setVisible(sent is not None)
        if sent is not None:
            self.sent.setText(
                tr("Sent to the enterprise {sent} · accepted {accepted} · rejected {rejected}").format(
                    sent=format.quantity(sent.named, page.unit),
                    accepted=format.quantity(sent.accepted),
                    rejected=format.quantity(sent.defects),
                )
            )
