"""Stock: what lies in the warehouse, what lies with households, what came and went, and the machines."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QTabWidget, QWidget

from models import format
from models.actions.guidance.equipment import current_loan
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import CODE, COUNT, QUANTITY
from models.queries.desk.target import OfItem, OfMachine, Record, Tab, Target
from models.queries.guidance import equipment
from models.queries.ledger import stock, vouchers, warehouse
from models.rules.ledger import voucher_kind
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.party import Household
from ui.kit.background_query import Asker
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column, material_tone, without
from ui.kit.page import Page
from ui.kit.print_commands import print_kind, print_numbers
from ui.kit.records import list_focus
from ui.kit.table import TableView
from ui.pages.guidance.equipment import back_sheet, lend_sheet, machine_sheet
from ui.pages.ledger.stock_forms import acceptance_sheet, delivery_sheet, receipt_sheet
from ui.pages.ledger.stocktake import count_sheet, opening_sheet
from ui.pages.ledger.void import void_sheet
from ui.shell import theme


class StockPage(Page):
    """Where material, products and machines are."""

    title = mark("Stock")
    help_key = "stock"

    def build(self) -> None:
        """Four tabs; the thing to do changes with them."""
        self.asker = Asker(self)
        self.warehouse_asker = Asker(self)
        self._held: list[stock.HoldingRow] = []
        self._lying: list[warehouse.StockRow] = []
        self._wanted: int | None = None
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._build_warehouse()
        self._build_holdings()
        self._build_slips()
        self._build_machines()
        for table, words in (
            (self.warehouse, tr("Warehouse")),
            (self.holdings, tr("With households")),
            (self.slips, tr("Slips of the warehouse")),
            (self.machines, tr("Machines")),
        ):
            table.layout().setContentsMargins(0, theme.px("m"), 0, 0)
            self.tabs.addTab(table, words)
        self.body.addWidget(self.tabs)
        self.deliver_action: QAction = self.add_action(
            tr("Deliver products"), self.deliver, "Ctrl+D", "truck"
        )
        self.lend_action = self.add_action(
            tr("Lend or take back"), self.lend_or_take_back, "Ctrl+L", "return"
        )
        self.count_action = self.add_action(tr("Stocktake"), self.count, "Ctrl+T", "scale")
        self.add_action(tr("Opening stock"), self.open_books, more=True, icon="plus")
        self.add_action(
            tr("Print list to count by"), self.print_count_list, "Ctrl+Shift+P", more=True, icon="print"
        )
        self.tabs.currentChanged.connect(lambda _: self._dress())
        self._dress()

    def _build_warehouse(self) -> None:
        self.lying = Rows(
            "warehouse",
            mark("Warehouse"),
            (
                column("kind", mark("Kind")),
                column("code", mark("Code"), CODE),
                column("name", mark("Name")),
                column("grade", mark("Grade")),
                column("unit", mark("Unit"), hidden=True),
                column("quantity", mark("In the warehouse"), QUANTITY, "unit"),
            ),
        )
        self.warehouse = TableView(
            self.lying,
            self,
            empty=Empty(
                tr("Here stands what lies in the warehouse. Enter the material an enterprise sent."),
                tr("Receive material"),
                self.receive,
                "stock",
            ),
            tone=lambda row, key: "wrong" if key == "quantity" and row["quantity"] < 0 else None,
        )

    def _build_holdings(self) -> None:
        self.held = Rows(
            "holdings",
            mark("With households"),
            (
                column("code", mark("Code", "household"), CODE),
                column("head", mark("Household"), person=True),
                column("name", mark("Material")),
                column("unit", mark("Unit"), hidden=True),
                column("issued", mark("Issued"), QUANTITY),
                column("returned", mark("Returned"), QUANTITY),
                column("transferred", mark("Transferred"), QUANTITY),
                column("used", mark("Used"), QUANTITY),
                column("balance", mark("Balance"), QUANTITY, "unit"),
                column("allowed", mark("Allowed loss"), QUANTITY),
                column("excess", mark("Excess loss"), QUANTITY),
                column("counted", mark("Count difference"), QUANTITY),
                column("household", mark("Household"), COUNT, hidden=True),
            ),
        )
        self.holdings = TableView(
            self.held,
            self,
            gives_way=("code", "counted", "transferred", "returned"),
            empty=Empty(
                tr("No material is with any household. It comes here when it is dispatched."),
                tr("Dispatch material"),
                lambda: self.desk.go("dispatch"),
                "dispatch",
            ),
            tone=material_tone,
        )
        self.odd = QCheckBox(tr("Only what to look at"))
        self.odd.setToolTip(tr("More used than issued, or more gone than the loss allows"))
        self.odd.toggled.connect(lambda _: self._fill_holdings())
        self.holdings.bar.add_option(self.odd)
        self.holdings.opened.connect(self._open_household)

    def _build_slips(self) -> None:
        self.slips = TableView(
            without(
                vouchers.vouchers(
                    (voucher_kind.RECEIPT, voucher_kind.DELIVERY, voucher_kind.OPENING, voucher_kind.COUNT)
                ),
                "code",
                name="warehouse-slips",
            ),
            self,
            empty=Empty(
                tr("Here stands what enterprises sent and what was delivered to them."),
                tr("Receive material"),
                self.receive,
                "stock",
            ),
        )
        self.slips.opened.connect(self.accept)
        self.slips.add_action(
            tr("Acceptance"), lambda keys: self.accept(keys[0]), "Ctrl+E", "check", single=True
        )
        self.slips.add_action(tr("Print"), self.print_counts, "Ctrl+P", "print")
        self.slips.add_action(
            tr("Void"), lambda keys: self.void(keys[0]), "Del", "void", single=True, danger=True
        )

    def _build_machines(self) -> None:
        self.machines = TableView(
            without(equipment.equipment(), "household"),
            self,
            empty=Empty(
                tr("Here stand the machines that are lent to households."),
                tr("New machine"),
                self.create,
                "tools",
            ),
        )
        self.machines.opened.connect(self.edit)
        self.machines.add_action(tr("Change"), lambda keys: self.edit(keys[0]), "Ctrl+E", "edit", single=True)
        self.machines.add_action(
            tr("Lend or take back"), lambda keys: self.lend_or_take_back(), "", "return", single=True
        )
        self.machines.add_action(tr("Print"), self.print_loans, "Ctrl+P", "print")
        self.machines.add_action(tr("Blank loan slip"), self.print_blank_loans, "", "print")
        self.machines.selected.connect(self._say_lending)

    # -- showing -----------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        """The thing to do with what the tab shows."""
        machines = self.tabs.currentWidget() is self.machines
        below = sum(values[-1] < 0 for values in self.lying.rows(self.lying.keys()))
        words = tr("{n} below zero: enter what came in, or count").format(n=below) if below else ""
        self.set_subtitle(words if self.tabs.currentWidget() is self.warehouse else "")
        self.deliver_action.setVisible(not machines)
        self.count_action.setVisible(not machines)
        self.lend_action.setVisible(machines)
        if machines:
            self.set_primary(tr("New machine"), self.create, "Ctrl+N", "plus")
        else:
            self.set_primary(tr("Receive material"), self.receive, "Ctrl+N", "plus")
        self._say_lending()

    def _say_lending(self) -> None:
        """Name what the machine under the cursor is ready for."""
        record = self.machines.record()
        self.lend_action.setEnabled(bool(record))
        if record:
            self.lend_action.setText(tr("Take back", "machine") if record["status"] == "lent" else tr("Lend"))

    def refresh(self) -> None:
        """All four; what is summed is asked beside the window, the warehouse not waiting for the slower households."""
        self.slips.refresh()
        self.machines.refresh()
        self._dress()
        self.warehouse_asker.ask(
            lambda: (warehouse.material_stock(), warehouse.finished_stock()),
            lambda answer: self._warehouse_came(*answer),
        )
        self.asker.ask(stock.holdings, self._holdings_came)

    def _warehouse_came(self, material: list[Any], finished: list[Any]) -> None:
        self._lying = [*material, *finished]
        rows = [(tr("Material"), row) for row in material]
        rows += [(tr("Product"), row) for row in finished]
        self.lying.put(
            [
                (
                    number,
                    (
                        kind,
                        row.code,
                        row.name,
                        format.grade(row.grade) if row.grade else "",
                        row.unit,
                        row.quantity,
                    ),
                )
                for number, (kind, row) in enumerate(rows)
            ]
        )
        self.warehouse.refresh()
        self._dress()
        if self._wanted is not None:
            self._choose(self._wanted)

    @property
    def key(self) -> int | None:
        """The material or product under the cursor of the warehouse."""
        number = self.warehouse.key()
        return None if number is None else self._lying[number].item_id

    def _choose(self, item: int) -> None:
        """Go to a material or product of the warehouse, once it is known what lies there."""
        self._wanted = item
        for number, row in enumerate(self._lying):
            if row.item_id == item:
                self.warehouse.select(number)
                self._wanted = None
                return

    def _holdings_came(self, held: list[stock.HoldingRow]) -> None:
        self._held = held
        self._fill_holdings()

    def _fill_holdings(self) -> None:
        rows = [row for row in self._held if not self.odd.isChecked() or row.balance < 0 or row.excess > 0]
        self.held.put(
            [
                (
                    number,
                    (
                        row.household,
                        row.head,
                        row.name,
                        row.unit,
                        row.issued,
                        row.returned,
                        row.transferred,
                        row.used,
                        row.balance,
                        row.allowed_loss,
                        row.excess,
                        row.counted,
                        row.household_id,
                    ),
                )
                for number, row in enumerate(rows)
            ]
        )
        self.holdings.refresh()

    def first_focus(self) -> QWidget | None:
        """The table of the tab."""
        shown: Any = self.tabs.currentWidget()
        return list_focus(shown)

    def open(self, target: Target) -> None:
        """A material or product, a machine, or one of the tabs: warehouse, holdings, slips, machines."""
        match target:
            case OfItem(key):
                self.tabs.setCurrentWidget(self.warehouse)
                self._choose(key)
            case OfMachine(key):
                self.tabs.setCurrentWidget(self.machines)
                self.machines.select(key)
            case Tab(name):
                self.tabs.setCurrentWidget(getattr(self, name))
            case _:
                super().open(target)

    # -- verbs -------------------------------------------------------------------------------------------------

    def receive(self) -> None:
        """Material comes in."""
        sheet = receipt_sheet(self, self.desk.today())
        if sheet.exec():
            self.done(tr("Posted {number}").format(number=sheet.result_value))

    def deliver(self) -> None:
        """Finished products go out."""
        sheet = delivery_sheet(self, self.desk.today())
        if sheet.exec():
            self.done(tr("Posted {number}").format(number=sheet.result_value))

    def _home(self) -> int | None:
        """The household under the cursor, where households are shown."""
        shown = self.tabs.currentWidget() is self.holdings and self.holdings.record()
        return int(shown["household"]) if shown else None

    def count(self) -> None:
        """Compare what lies there with the books."""
        sheet = count_sheet(self, self.desk.today(), self._home())
        if sheet.exec():
            self.done(tr("Posted {number}").format(number=sheet.result_value))

    def open_books(self) -> None:
        """What was there on the first day."""
        sheet = opening_sheet(self, self.desk.today(), self._home())
        if sheet.exec():
            self.done(tr("Posted {number}").format(number=sheet.result_value))

    def print_count_list(self) -> None:
        """Preview the list to count by, of the warehouse or the household under the cursor."""
        home = self._home()
        code = None if home is None else Household.get_by_id(home).code
        print_kind(self, "stockcount", day=self.desk.today(), household=code)

    def print_counts(self, keys: list[int]) -> None:
        """Preview the stocktakes among the slips chosen."""
        found = [
            row.number
            for row in Voucher.select().where(Voucher.id.in_(keys), Voucher.kind == voucher_kind.COUNT)
        ]
        if not found:
            raise UserError(tr("Choose a stocktake in the list first."))
        print_numbers(self, "stockcount", found)

    def accept(self, key: int) -> None:
        """What the enterprise accepted and refused of a delivery."""
        slip = Voucher.get_by_id(key)
        if slip.kind != voucher_kind.DELIVERY:
            raise UserError(tr("Only what was delivered to an enterprise is accepted by it."))
        if acceptance_sheet(self, key, self.desk.today()).exec():
            self.done(tr("Acceptance of {number} is kept").format(number=slip.number))

    def void(self, key: int) -> None:
        """Void a receipt or delivery; its number stays."""
        number = Voucher.get_by_id(key).number
        sheet = void_sheet(self, key, number, self.desk.today())
        if sheet.exec():
            self.done(tr("{number} is void").format(number=number))

    def create(self) -> None:
        """A new machine."""
        sheet = machine_sheet(self)
        if sheet.exec():
            self.done(tr("Saved {name}").format(name=sheet.result_value.name))
            self.machines.refresh()
            self.machines.select(sheet.result_value.id)

    def edit(self, key: int) -> None:
        """Change a machine."""
        sheet = machine_sheet(self, Equipment.get_by_id(key))
        if sheet.exec():
            self.done(tr("Saved {name}").format(name=sheet.result_value.name))

    def lend_or_take_back(self) -> None:
        """The machine under the cursor goes out, or comes back."""
        key = self.machines.key()
        if key is None:
            raise UserError(tr("Choose a machine in the list first."))
        machine = Equipment.get_by_id(key)
        loan = current_loan(key)
        if loan is None:
            sheet = lend_sheet(self, machine, self.desk.today())
            words = tr("{name} is lent").format(name=machine.name)
        else:
            sheet = back_sheet(self, machine, loan, self.desk.today())
            words = tr("{name} is back").format(name=machine.name)
        if sheet.exec():
            self.done(words)

    def print_loans(self, keys: list[int]) -> None:
        """Preview the loan slips of the machines chosen."""
        print_kind(self, "equipment", numbers=[Equipment.get_by_id(key).code for key in keys])

    def print_blank_loans(self, keys: list[int]) -> None:
        """Preview loan slips to be written by hand where the machine is handed over; they are entered by lending it."""
        machines = list(Equipment.select().where(Equipment.id.in_(keys)))
        lent = [one.name for one in machines if current_loan(one.id) is not None]
        if lent:
            raise UserError(tr("{name} is lent already: print its loan slip instead.").format(name=lent[0]))
        print_kind(self, "blank", numbers=[one.code for one in machines])

    def _open_household(self, key: int) -> None:
        self.desk.go("households", Record(self.holdings.record(key)["household"]))
