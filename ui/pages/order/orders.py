"""Orders: the list, one order with who works on it, sharing out and closing short; and the enterprises."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QProgressBar, QTabWidget

from models import format
from models.actions.order import orders as writing
from models.i18n import mark, plural, tr
from models.queries.desk.target import OfEnterprise, OfSubcontract, Target
from models.queries.ledger import deliveries
from models.queries.order import orders
from models.rules.ledger import balance
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise
from ui.kit.card import FigureCard
from ui.kit.chip import status
from ui.kit.empty import Empty
from ui.kit.records import RecordsPage
from ui.kit.spread import Spread
from ui.kit.table import TableView
from ui.kit.text import text
from ui.pages.order.allocation import allocation_sheet
from ui.pages.order.enterprise_table import EnterpriseTable
from ui.pages.order.order_forms import close_sheet, enterprise_sheet, order_sheet
from ui.pages.order.subcontract_table import SubcontractTable
from ui.shell import theme


class OrdersPage(RecordsPage):
    """What enterprises ordered, and which household makes how much of it."""

    title = mark("Orders")
    help_key = "orders"
    kept_in = Order

    # -- the lists ---------------------------------------------------------------------------------------------

    def build_list(self) -> None:
        """Orders and enterprises, side by side as tabs."""
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._as_of = self.desk.today()
        self.table = TableView(
            orders.orders(self._as_of),
            self,
            gives_way=("date", "allocated"),
            empty=Empty(
                tr("Here stand the orders. Enter the first one, then share it out over households."),
                tr("New order"),
                self.create,
                "orders",
            ),
        )
        self.running = QCheckBox(tr("Only what is not finished"))
        self.running.toggled.connect(self._ask_running)
        self.table.bar.add_option(self.running)
        self.table.add_action(
            tr("Show details"), lambda keys: self.open_record(keys[0]), "", "eye", single=True
        )
        self.table.add_action(tr("Change"), lambda keys: self.edit(keys[0]), "Ctrl+E", "edit", single=True)
        self.enterprises = EnterpriseTable(self)
        for table, words in ((self.table, tr("Orders")), (self.enterprises, tr("Enterprises"))):
            table.layout().setContentsMargins(0, theme.px("m"), 0, 0)
            self.tabs.addTab(table, words)
        self.tabs.currentChanged.connect(lambda _: self.head_of_list())
        self.listed.addWidget(self.tabs)

    def _ask(self, running: bool) -> None:
        self._as_of = self.desk.today()
        self.table.set_listing(orders.orders(self._as_of, finished=not running))

    def _ask_running(self, only: bool) -> None:
        self._ask(only)
        self.table.refresh()

    def head_of_list(self) -> None:
        """The thing to do is a new one of what the tab shows."""
        self.set_subtitle("")
        if self.tabs.currentWidget() is self.enterprises:
            self.set_primary(tr("New enterprise"), self.enterprises.create, "Ctrl+N", "plus")
        else:
            self.set_primary(tr("New order"), self.create, "Ctrl+N", "plus")

    def refresh(self) -> None:
        """Both lists, or the order shown; what is overdue is asked as of today."""
        if self.desk.today() != self._as_of:
            self._ask(self.running.isChecked())
        self.enterprises.refresh()
        super().refresh()

    def open(self, target: Target) -> None:
        """An order, the order of a subcontract with that line chosen, or an enterprise in its list."""
        match target:
            case OfEnterprise(key):
                self.close_record()
                self.tabs.setCurrentWidget(self.enterprises)
                self.enterprises.select(key)
            case OfSubcontract(key):
                row = Subcontract.get_or_none(Subcontract.id == key)
                if row is not None:
                    self.open_record(row.order_id)
                    self.parts.select(row.id)
            case _:
                super().open(target)

    # -- one order ---------------------------------------------------------------------------------------------

    def build_record(self) -> None:
        """How far it is on top, then the households that work on it."""
        self.done_card = FigureCard(tr("Collected"))
        self.left_card = FigureCard(tr("Outstanding"))
        self.given_card = FigureCard(tr("Given out"))
        self.due_card = FigureCard(tr("Due", "order"))
        self.record.addWidget(
            Spread((self.done_card, self.left_card, self.given_card, self.due_card), (4, 2, 1))
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName(tr("Collected"))
        self.record.addWidget(self.bar)
        self.sent = text("", "quiet")
        self.record.addWidget(self.sent)
        self.parts = SubcontractTable(self, self.share_out)
        self.record.addWidget(self.parts, 1)
        self.of_record(self.add_action(tr("Change"), self.edit_shown, "Ctrl+E", "edit"))
        self.of_record(
            self.add_action(
                tr("Hand out material"),
                lambda: self.parts.hand_out(self.parts.all_keys(), waiting=True),
                "Ctrl+D",
                "dispatch",
            )
        )
        self.close_action = self.of_record(
            self.add_action(
                tr("Close the order short"), self.close_order, icon="void", more=True, danger=True
            )
        )
        self.reopen_action = self.of_record(
            self.add_action(tr("Take the order up again"), self.reopen_order, icon="undo", more=True)
        )

    def head_of_record(self) -> None:
        """The order's product and number; sharing out is the thing to do while something is free."""
        page = self.page
        self.set_title(page.product)
        self.set_subtitle(f"{page.number} · {page.enterprise}")
        self.set_chip(*status(self._status()))
        closed = page.closed_on is not None
        self.close_action.setEnabled(not closed)
        self.reopen_action.setEnabled(closed)
        if closed:
            self.set_primary(tr("Take the order up again"), self.reopen_order, "Ctrl+U", "undo")
        else:
            self.set_primary(tr("Share out"), self.share_out, "Ctrl+N", "users")

    def _status(self) -> str:
        page = self.page
        if page.closed_on is not None:
            return balance.SHORT_CLOSED
        if page.delivered >= page.quantity:
            return balance.CLOSED
        return orders.OVERDUE if page.due < self.desk.today() else balance.OPEN

    def fill_record(self, key: Any) -> bool:
        """The order as of today."""
        today = self.desk.today()
        page = orders.order_page(key, today)
        if page is None:
            return False
        self.page = page
        share = min(1000, page.delivered * 1000 // page.quantity)
        self.bar.setValue(share)
        unit = format.unit_name(page.unit)
        self.done_card.say(
            format.quantity(page.delivered),
            tr("of {quantity} · {share} %").format(
                quantity=format.quantity(page.quantity, page.unit), share=share // 10
            ),
        )
        late = sum(part.status == orders.OVERDUE for part in page.subcontracts)
        self.left_card.say(
            format.quantity(max(0, page.quantity - page.delivered)),
            f"{unit} · "
            + (plural("{n} household late", "{n} households late", late) if late else tr("nobody late")),
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
        return True

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

    # -- verbs -------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """A new order; it is shown once it is saved, to be shared out."""
        row = self.done_by(order_sheet(self, self.desk.today()), tr("Saved {number}"))
        if row is not None:
            self.open_record(row.id)

    def edit(self, key: int) -> None:
        """Change an order."""
        self.done_by(order_sheet(self, self.desk.today(), Order.get_by_id(key)), tr("Saved {number}"))

    def edit_shown(self) -> None:
        """Change the order shown."""
        self.edit(self.key)

    def share_out(self) -> None:
        """Give the order's free part to households."""
        sheet = allocation_sheet(self, self.page, self.desk.today())
        if sheet.exec():
            count = len(sheet.result_value)
            self.done(
                plural("{n} subcontract of {number}", "{n} subcontracts of {number}", count).format(
                    number=self.page.number
                )
            )

    def close_order(self) -> None:
        """End the order shown, with every subcontract of it that is still open."""
        number, key = self.page.number, self.page.id
        sheet = close_sheet(
            self,
            tr("Close {number} short").format(number=number),
            tr("Every subcontract of it that is still open ends too."),
            self.desk.today(),
            lambda day, reason, consents: writing.short_close_order(key, day, reason, consents),
        )
        self.done_by(sheet, tr("{number} closed short").replace("{number}", number))

    def reopen_order(self) -> None:
        """Take the order's short closing back."""
        number, key = self.page.number, self.page.id
        self.attempt(
            lambda _: writing.reopen_order(key),
            done=lambda _: self.done(tr("{number} taken up again").format(number=number)),
        )

    def edit_enterprise(self, key: int) -> None:
        """Change an enterprise."""
        self.done_by(enterprise_sheet(self, Enterprise.get_by_id(key)), tr("Saved {name}"))
