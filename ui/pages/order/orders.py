"""Orders: the list, one order with who works on it, sharing out and closing short; and the enterprises."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox

from models.actions.order import orders as writing
from models.i18n import mark, plural, tr
from models.queries.desk.target import OfEnterprise, OfSubcontract, Record, Tab, Target
from models.queries.order import orders
from models.rules.desk import roles
from models.rules.ledger import balance
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise
from ui.kit.chip import status
from ui.kit.empty import Empty
from ui.kit.record_table import Alike, RecordTable
from ui.kit.records import RecordsPage
from ui.kit.tabs import Tabs
from ui.kit.turns import Pieces
from ui.pages.order.allocation import allocation_sheet
from ui.pages.order.enterprise_table import EnterpriseTable
from ui.pages.order.enterprise_view import EnterpriseView
from ui.pages.order.order_forms import close_sheet, order_sheet
from ui.pages.order.order_view import OrderView


class OrdersPage(RecordsPage):
    """What enterprises ordered, and which household makes how much of it."""

    title = mark("Orders")
    help_key = "orders"
    tab_names = (
        ("orders", mark("Orders")),
        ("enterprises", mark("Enterprises")),
    )
    kept_in = Order
    table: RecordTable

    # -- the lists ---------------------------------------------------------------------------------------------

    def build_list(self) -> Pieces:
        """Orders and enterprises, side by side as tabs."""
        self.tabs = Tabs(self.listed)
        self._as_of = self.desk.today()
        self.table = RecordTable(
            orders.orders(self._as_of),
            self,
            Order,
            lambda order: order_sheet(self, self.desk.today(), order),
            alike=Alike(
                ("due", "price"),
                writing.save_orders,
                lambda count: plural("Saved {n} order", "Saved {n} orders", count),
            ),
            saved=tr("Saved {number}"),
            gives_way=("date", "allocated"),
            empty=Empty(
                tr("No orders yet. Enter the first one, then assign it to households."),
                tr("New order"),
                self.create,
                "orders",
                roles.MASTER,
            ),
        )
        self.running = QCheckBox(tr("Only what is not finished"))
        self.running.toggled.connect(self._ask_running)
        self.table.bar.add_option(self.running)
        self.table.add_row_action(tr("Show details"), self.open_record, "", "eye")
        self.table.add_action(tr("Change"), self.table.edit_chosen, "Ctrl+E", "edit", right=roles.MASTER)
        self.table.add_row_action(
            tr("Copy as a new order"), self.copy, "Ctrl+Shift+N", "copy", right=roles.MASTER
        )
        yield
        self.enterprises = EnterpriseTable(self)
        self.enterprises.opened.connect(lambda key: self.open_record(OfEnterprise(key)))
        for (name, words), table in zip(self.tab_names, (self.table, self.enterprises), strict=True):
            self.tabs.add(table, tr(words), name=name)
        self.tabs.currentChanged.connect(lambda _: self.head_of_list())

    def _ask(self, running: bool) -> None:
        self._as_of = self.desk.today()
        self.table.set_listing(orders.orders(self._as_of, finished=not running))

    def _ask_running(self, only: bool) -> None:
        self._ask(only)
        self.table.refresh()

    def head_of_list(self) -> None:
        """The thing to do is a new one of what the tab shows."""
        self.set_subtitle("")
        shown = self.enterprises if self.tabs.currentWidget() is self.enterprises else self.table
        shown.empty.offer(self)

    def refreshing(self) -> Pieces:
        """Both lists, or the order shown; what is overdue is asked as of today."""
        if self.desk.today() != self._as_of:
            self._ask(self.running.isChecked())
        self.enterprises.refresh()
        yield
        yield from super().refreshing()

    def opening(self, target: Target) -> Pieces | None:
        """An order, the order of a subcontract with that line chosen, an enterprise, or a list."""
        match target:
            case Tab(name):
                self.close_record()
                self.tabs.show_named(name)
                return None
            case OfEnterprise():
                return self.entering(target)
            case OfSubcontract(key):
                return self._open_part(key)
            case _:
                return super().opening(target)

    def _open_part(self, key: int) -> Pieces:
        row = Subcontract.get_or_none(Subcontract.id == key)
        if row is not None:
            yield from self.entering(row.order_id)
            self.parts.select(row.id)

    # -- one order ---------------------------------------------------------------------------------------------

    def build_record(self) -> Pieces:
        """An order, or in its place an enterprise."""
        self.order = OrderView(self, self.share_out)
        self.parts = self.order.parts
        self.record.addWidget(self.order, 1)
        yield
        self.company = EnterpriseView(self)
        yield from self.company.build()
        self.record.addWidget(self.company, 1)
        yield
        self.company.build_steps()
        self._build_actions()

    def _build_actions(self) -> None:
        self.add_record_action(
            tr("Change"), lambda: self.table.edit(self.key), "Ctrl+E", "edit", right=roles.MASTER
        )
        self.add_record_action(
            tr("Dispatch for all"),
            lambda: self.parts.hand_out(self.parts.all_keys(), waiting=True),
            "Ctrl+D",
            "dispatch",
            right=roles.POST,
        )
        self.add_record_action(
            tr("Copy as a new order"),
            lambda: self.copy(self.key),
            "Ctrl+Shift+N",
            "copy",
            more=True,
            right=roles.MASTER,
        )
        self.close_action = self.add_record_action(
            tr("Close the order short"),
            self.close_order,
            icon="void",
            more=True,
            danger=True,
            right=roles.MASTER,
        )
        self.reopen_action = self.add_record_action(
            tr("Reopen order"), self.reopen_order, icon="undo", more=True, right=roles.MASTER
        )
        for words, slot, icon in (
            (
                tr("Open the enterprise"),
                lambda: self.open_record(OfEnterprise(self.page.enterprise_id)),
                "users",
            ),
            (
                tr("Open the product"),
                lambda: self.desk.go("products", Record(self.page.product_id)),
                "products",
            ),
        ):
            self.add_record_action(words, slot, icon=icon, more=True)
        # Whatever is not the enterprise's is the order's: one that was left out here stood beside an enterprise too.
        self.order_actions = [one for one in self._of_record if one not in self.company.steps]

    def head_of_record(self) -> None:
        """The order's product and number; sharing out is the thing to do while something is free."""
        company = isinstance(self.key, OfEnterprise)
        self.order.setVisible(not company)
        self.company.setVisible(company)
        self.steps.setVisible(company)
        for action in self.order_actions:
            action.setVisible(not company)
        for action in self.company.steps:
            action.setVisible(company)
        self.fit_head()
        if company:
            self.company.head()
            return
        page = self.page
        self.set_title(page.product)
        self.set_subtitle(f"{page.number} · {page.enterprise}")
        self.set_chip(*status(self._status()))
        closed = page.closed_on is not None
        self.close_action.setEnabled(not closed)
        self.reopen_action.setEnabled(closed)
        if closed:
            self.set_primary(tr("Reopen order"), self.reopen_order, "Ctrl+U", "undo", right=roles.MASTER)
        else:
            self.set_primary(tr("Assign"), self.share_out, "Ctrl+N", "users", right=roles.MASTER)

    def _status(self) -> str:
        page = self.page
        if page.closed_on is not None:
            return balance.SHORT_CLOSED
        if page.delivered >= page.quantity:
            return balance.CLOSED
        return orders.OVERDUE if page.due < self.desk.today() else balance.OPEN

    def fill_record(self, key: Any) -> bool:
        """The order or the enterprise as of today."""
        today = self.desk.today()
        if isinstance(key, OfEnterprise):
            return self.company.show_enterprise(key.key)
        page = orders.order_page(key, today)
        if page is None:
            return False
        self.page = page
        self.order.show_order(page, today)
        return True

    def told(self, key: Any) -> tuple[Any, Any]:
        """The order, or the enterprise shown in its place."""
        return (key.key, Enterprise) if isinstance(key, OfEnterprise) else (key, Order)

    def choose(self, key: Any) -> None:
        """The line one came from, of orders or of enterprises."""
        if isinstance(key, OfEnterprise):
            self.tabs.setCurrentWidget(self.enterprises)
            self.enterprises.select(key.key)
        else:
            super().choose(key)

    def where(self) -> Target | None:
        """The order or enterprise that is shown."""
        return self.key if isinstance(self.key, OfEnterprise) else super().where()

    # -- verbs -------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """A new order; it is shown once it is saved, to be shared out."""
        row = self.done_by(order_sheet(self, self.desk.today()), tr("Saved {number}"))
        if row is not None:
            self.open_record(row.id)

    def copy(self, key: int) -> None:
        """A new order like this one; it is shown once it is saved."""
        sheet = order_sheet(self, self.desk.today(), copied=Order.get_by_id(key))
        row = self.done_by(sheet, tr("Saved {number}"))
        if row is not None:
            self.open_record(row.id)

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
            done=lambda _: self.done(tr("{number} reopened").format(number=number)),
        )
