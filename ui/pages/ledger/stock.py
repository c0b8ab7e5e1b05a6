"""Stock: what lies in the warehouse, what lies with households, what came and went, and the machines."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from models.i18n import mark, tr
from models.queries.desk.target import CopyOf, OfItem, OfMachine, Record, Tab, Target
from models.queries.ledger import stock, vouchers, warehouse
from models.queries.ledger.slip_copies import SlipCopy, slip_copy
from models.rights import may
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from models.tables.party import Household
from reports.selection import Selection
from ui.kit.acts import part
from ui.kit.background_query import Asker
from ui.kit.empty import Empty
from ui.kit.memory_listing import without
from ui.kit.page import Page
from ui.kit.print_commands import print_kind, print_slips
from ui.kit.records import list_focus
from ui.kit.table import TableView
from ui.kit.tabs import Tabs
from ui.kit.turns import Pieces
from ui.pages.ledger.holdings_table import HoldingsTable
from ui.pages.ledger.sale_form import sale_sheet
from ui.pages.ledger.stock_forms import accept_for, delivery_sheet, receipt_sheet
from ui.pages.ledger.stocktake import count_sheet, opening_sheet
from ui.pages.ledger.void import void_slip
from ui.pages.ledger.warehouse_table import WarehouseTable


class StockPage(Page):
    """Where material, products and machines are."""

    title = mark("Stock")
    help_key = "stock"
    tab_names = (
        ("warehouse", mark("Warehouse")),
        ("holdings", mark("With households")),
        ("slips", mark("Slips of the warehouse")),
        ("machines", mark("Machines")),
    )

    def build(self) -> Pieces:
        """Four tabs; the thing to do changes with them."""
        self.asker = Asker(self)
        self.warehouse_asker = Asker(self)
        self.tabs = Tabs(self.body)
        self.warehouse = WarehouseTable(self, self.receive)
        yield
        self.holdings = HoldingsTable(self)
        yield
        self.machine_place: Any = part("machines", self)
        yield
        self._build_slips()
        yield
        parts = (self.warehouse, self.holdings, self.slips, self.machine_place)
        for (name, words), table in zip(self.tab_names, parts, strict=True):
            self.tabs.add(table, tr(words), name=name)
            yield
        self.deliver_action: QAction = self.add_action(
            tr("Deliver products"), self.deliver, "Ctrl+D", "truck", right=roles.POST
        )
        self.count_action = self.add_action(tr("Stocktake"), self.count, "Ctrl+T", "scale", right=roles.POST)
        self.add_more(tr("Sell at retail"), self.sell, "pay", "Ctrl+Shift+M", right=roles.POST)
        self.add_more(tr("Opening stock"), self.open_books, "plus", right=roles.POST)
        self.add_more(tr("Print list to count by"), self.print_count_list, "print", "Ctrl+Shift+P")
        self._holdings_due = False
        self.tabs.currentChanged.connect(lambda _: self._turn())
        self._dress()

    def _build_slips(self) -> None:
        self.slips = TableView(
            without(
                vouchers.vouchers(
                    (
                        voucher_kind.RECEIPT,
                        voucher_kind.DELIVERY,
                        voucher_kind.SALE,
                        voucher_kind.OPENING,
                        voucher_kind.COUNT,
                    )
                ),
                "code",
                name="warehouse-slips",
            ),
            self,
            empty=Empty(
                tr("No slips yet: goods in from enterprises and deliveries to them."),
                tr("Receive material"),
                self.receive,
                "stock",
                roles.POST,
            ),
        )
        self.slips.opened.connect(self.open_slip)
        self.slips.add_row_action(tr("Acceptance"), self.accept, "Ctrl+E", "check", right=roles.POST)
        self.slips.add_action(tr("Print"), lambda keys: print_slips(self, keys), "Ctrl+P", "print")
        self.slips.add_row_action(tr("Void"), self.void, "Del", "void", danger=True, right=roles.VOID_OWN)

    # -- showing -----------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        """The thing to do with what the tab shows."""
        machines = self.tabs.currentWidget() is self.machine_place
        below = self.warehouse.below_zero
        words = tr("{n} below zero: enter what came in, or count").format(n=below) if below else ""
        self.set_subtitle(words if self.tabs.currentWidget() is self.warehouse else "")
        self.deliver_action.setVisible(not machines)
        self.count_action.setVisible(not machines)
        self.machine_place.offer_steps(machines)
        if not machines:
            self.set_primary(tr("Receive material"), self.receive, "Ctrl+N", "plus", right=roles.POST)

    def _turn(self) -> None:
        self._dress()
        if self._holdings_due:
            self._ask_holdings()

    def refresh(self) -> None:
        """All four; what is summed is asked beside the window, the slower households' only where they are looked at."""
        self.slips.refresh()
        self.machine_place.refresh()
        self._dress()
        self.warehouse_asker.ask(
            lambda: (warehouse.material_stock(), warehouse.finished_stock()),
            lambda answer: self._warehouse_came(*answer),
        )
        self._ask_holdings()

    def _ask_holdings(self) -> None:
        self._holdings_due = self.tabs.currentWidget() is not self.holdings
        if not self._holdings_due:
            self.asker.ask(stock.holdings, self.holdings.show_rows)

    def _warehouse_came(self, material: list[Any], finished: list[Any]) -> None:
        self.warehouse.show_stock(material, finished)
        self._dress()

    def first_focus(self) -> QWidget | None:
        """The table of the tab."""
        shown: Any = self.tabs.currentWidget()
        first: QWidget | None = shown.focus() if shown is self.machine_place else list_focus(shown)
        return first

    def open(self, target: Target) -> None:
        """A material or product, a machine, or one of the tabs: warehouse, holdings, slips, machines."""
        match target:
            case OfItem(key):
                self.tabs.setCurrentWidget(self.warehouse)
                self.warehouse.choose(key)
            case OfMachine(key):
                self.tabs.setCurrentWidget(self.machine_place)
                self.machine_place.show_machine(key)
            case CopyOf(key):
                copied = slip_copy(key)
                self.tabs.setCurrentWidget(self.slips)
                {voucher_kind.RECEIPT: self.receive, voucher_kind.SALE: self.sell}.get(
                    copied.kind, self.deliver
                )(copied)
            case Tab(name):
                self.tabs.show_named(name)
            case _:
                super().open(target)

    # -- verbs -------------------------------------------------------------------------------------------------

    def receive(self, copied: SlipCopy | None = None) -> None:
        """Material comes in."""
        self.done_by(receipt_sheet(self, self.desk.today(), copied=copied), tr("Posted {number}"))

    def deliver(self, copied: SlipCopy | None = None) -> None:
        """Finished products go out."""
        self.done_by(delivery_sheet(self, self.desk.today(), copied=copied), tr("Posted {number}"))

    def sell(self, copied: SlipCopy | None = None) -> None:
        """Finished products are sold at retail."""
        self.done_by(sale_sheet(self, self.desk.today(), copied=copied), tr("Posted {number}"))

    def _home(self) -> int | None:
        """The household under the cursor, where households are shown."""
        return self.holdings.household if self.tabs.currentWidget() is self.holdings else None

    def count(self) -> None:
        """Compare what lies there with the books."""
        self.done_by(count_sheet(self, self.desk.today(), self._home()), tr("Posted {number}"))

    def open_books(self) -> None:
        """What was there on the first day."""
        self.done_by(opening_sheet(self, self.desk.today(), self._home()), tr("Posted {number}"))

    def print_count_list(self) -> None:
        """Preview the list to count by, of the warehouse or the household under the cursor."""
        home = self._home()
        code = None if home is None else Household.get_by_id(home).code
        print_kind(self, "stockcount", Selection(day=self.desk.today(), household=code))

    def open_slip(self, key: int) -> None:
        """What the enterprise accepted of a delivery; any other slip on its own page."""
        if Voucher.get_by_id(key).kind == voucher_kind.DELIVERY and may(roles.POST):
            self.accept(key)
        else:
            self.desk.go("vouchers", Record(key))

    def accept(self, key: int) -> None:
        """What the enterprise accepted and refused of a delivery."""
        accept_for(self, key)

    def void(self, key: int) -> None:
        """Void a receipt or delivery; its number stays."""
        void_slip(self, key)
