"""Advances paid out before the work is done, and bonuses and deductions: what changes pay without moving anything."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from models.i18n import mark, tr
from models.queries.desk.target import Record
from models.queries.pay.advances import advances
from models.queries.periods import locked_until
from models.rules.desk import roles
from models.tables.ledger import Voucher
from ui.kit.empty import Empty
from ui.kit.listed_page import TablePage
from ui.kit.print_commands import print_slips
from ui.kit.table import TableView
from ui.pages.ledger.void import void_slip
from ui.pages.pay.money_slip import adjustment_sheet, advance_sheet, post_from


class AdvancesPage(TablePage):
    """One list of both; each is a slip with a number of its own."""

    title = mark("Advances and adjustments")
    help_key = "advances"

    def build(self) -> None:
        """The list."""
        self.table = TableView(
            advances(),
            self,
            gives_way=("status", "code"),
            empty=Empty(
                tr(
                    "Advances are listed here until pay has recovered them, and every bonus and "
                    "deduction with its reason."
                ),
                tr("New advance"),
                self.new_advance,
                "pay",
                roles.MAKE_PAY,
            ),
        )
        self.table.opened.connect(lambda key: self.desk.go("vouchers", Record(key)))
        self.table.add_row_action(
            tr("Void"), self.take_back, "Del", "void", danger=True, right=roles.VOID_OWN
        )
        self.table.add_row_action(tr("Open the household"), self.open_household, "", "households")
        self.table.add_action(tr("Print"), lambda keys: print_slips(self, keys), "Ctrl+P", "print")
        self.body.addWidget(self.table)
        self.table.empty.offer(self)
        self.add_action(
            tr("Bonus or deduction"), self.new_adjustment, "Ctrl+Shift+N", "plus", right=roles.MAKE_PAY
        )
        self.add_more(tr("Back to pay"), lambda: self.desk.go("pay"), "pay")

    def refresh(self) -> None:
        """Ask again."""
        self.table.refresh()

    def first_focus(self) -> QWidget | None:
        """The list, so that Ctrl+Z and Del mean slips."""
        return self.table.table if self.table.count() else self.table.empty.button

    def new_advance(self, household: int | None = None) -> None:
        """Ask for an advance and post it."""
        post_from(self, advance_sheet(self, self.desk.today(), household))

    def new_adjustment(self, household: int | None = None) -> None:
        """Ask for a bonus or deduction and post it."""
        post_from(self, adjustment_sheet(self, self.desk.today(), household))

    def open_household(self, key: int) -> None:
        """The page of the household a slip is about."""
        self.desk.go("households", Record(Voucher.get_by_id(key).household_id))

    def take_back(self, key: int) -> None:
        """Void with a reason; what lies in a locked period is reversed on its own page."""
        locked = locked_until()
        if locked is not None and Voucher.get_by_id(key).date <= locked:
            self.desk.go("vouchers", Record(key))
        else:
            void_slip(self, key)
