"""Pay: the months, the statements of one month with what blocks it, and one household's statement line by line."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from models import format
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.desk.target import Month, Record, Target
from models.queries.pay import earnings
from models.queries.pay.disputes import frozen_line
from models.queries.pay.locking import LockOutlook, lock_outlook
from models.queries.pay.months import LOCKED, OPEN, PAID, periods_with_pay
from models.queries.periods import period_at, period_named
from models.rules.desk import roles
from models.tables.product import Product
from reports.selection import Selection
from ui.kit.background_task import under_way
from ui.kit.button import tool_button
from ui.kit.chip import status
from ui.kit.page import Page
from ui.kit.print_commands import print_kind
from ui.kit.turns import Pieces
from ui.kit.way_back import back_keys
from ui.pages.pay.dispute_forms import dispute_slip, dispute_statement
from ui.pages.pay.month_card import MonthView
from ui.pages.pay.month_list import MonthList, state_of
from ui.pages.pay.pay_files import PayFiles
from ui.pages.pay.paying import lock_words
from ui.pages.pay.settling import Settling
from ui.pages.pay.shown_month import ShownMonth
from ui.pages.pay.statement_view import StatementView

MONTHS, MONTH, STATEMENT = range(3)
AGAIN_MS = 250


class PayPage(Page):
    """Three depths: months, a month, a statement. Enter goes deeper, Esc comes back."""

    title = mark("Pay")
    help_key = "pay"

    def build(self) -> Pieces:
        """The three depths and what can be done in each."""
        self.level = MONTHS
        self.shown = ShownMonth()
        self.settling = Settling(
            self, self.shown, lambda: self.month_view.blocked.text(), self.print_statements
        )
        self.files = PayFiles(self, self.shown)
        self.opened: int | None = None
        self._newest_locked = ""
        self._household: int | None = None
        self._names: dict[int, str] = {}
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._compute)
        self._build_months()
        yield
        self._build_month()
        yield
        self._build_statement()
        yield
        self._add_actions()
        self._dress()

    def _build_months(self) -> None:
        """The first depth, and the ways back to it."""
        self.back = tool_button("chevron-left", tr("Back"), self.go_up, role="ink", tip=tr("Back (Esc)"))
        self._head.insertWidget(0, self.back)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack)
        self.months = MonthList(self, lambda: self.desk.go("collection"))
        self.months.chosen.connect(self.open_month)
        self.stack.addWidget(self.months)
        back_keys(self, self.go_up)

    def _build_month(self) -> None:
        """The second depth: what is done with the households chosen."""
        self.month_view = MonthView(self)
        self.month_view.rate_button.clicked.connect(lambda: self.guard(self.to_rate))
        self.table = self.month_view.table
        self.table.opened.connect(self.open_statement)
        self.table.add_action(tr("Print statement"), self.print_households, "", "print", right=roles.PRINT)
        self.settling.offer_for_households(self.table)
        self.table.add_row_action(
            tr("Open the household"), lambda key: self.desk.go("households", Record(key)), "", "households"
        )
        self.stack.addWidget(self.month_view)

    def _build_statement(self) -> None:
        """The third depth: a statement's lines."""
        self.statement = StatementView(self)
        self.statement.disputes.opened.connect(lambda key: self.desk.go("vouchers", Record(key)))
        self.stack.addWidget(self.statement)
        self.statement.lines.add_row_action(
            tr("Record a dispute"), self.dispute_line, "Alt+Y", "note", right=roles.VISIT
        )

    def _add_actions(self) -> None:
        """What is done with the month shown."""
        self.print_action = self.add_action(tr("Statements"), self.print_statements, "Ctrl+P", "print")
        self.list_action = self.add_action(
            tr("Pay list to sign"), lambda: self._print("paylist"), "Ctrl+Shift+P", "list"
        )
        self.account_action = self.add_more(
            tr("Accounts with households"), lambda: self._print("account"), "file"
        )
        self.dispute_action = self.add_action(
            tr("Record a dispute"), self.dispute_line, icon="note", right=roles.VISIT
        )
        self.certificate_action = self.add_more(
            tr("Locking certificate"), lambda: self._print("lock"), "lock"
        )
        self.bank_action = self.add_more(
            tr("Bank payment file"), self.files.pay_by_bank, "export", right=roles.SEE_NUMBERS
        )
        self.unlock_action = self.add_more(
            tr("Unlock the month"), self.settling.unlock, "unlock", "Ctrl+Shift+L", right=roles.UNLOCK
        )
        self.export_action = self.add_more(
            tr("Export results"), self.files.export, "export", "Ctrl+E", right=roles.EXPORT
        )
        self.add_more(tr("Advances and adjustments"), lambda: self.desk.go("advances"), "note")

    @property
    def month(self) -> earnings.PayMonth | None:
        """The month shown, once it is reckoned."""
        return self.shown.month

    # -- going in and out ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask again: the months, and the month shown in the background."""
        rows = periods_with_pay()
        self._newest_locked = max((row.key for row in rows if row.status != OPEN), default="")
        self.months.show_months(rows)
        self._names = {row.id: row.name for row in Product.select(Product.id, Product.name)}
        if not self.shown.key and rows:
            # What one comes for is the month under way: the newest that has anything, unless it is ahead of today.
            today = period_at(self.desk.today()).key
            now = [row.key for row in rows if row.key <= today]
            self.open_month(now[0] if now else rows[-1].key)
        elif self.shown.key:
            self._compute()
        self._dress()

    def open(self, target: Target) -> None:
        """A pay period, with one household's statement where that is named."""
        match target:
            case Month(period, household):
                period_named(period)
                self.open_month(period, household)
            case _:
                super().open(target)

    def open_month(self, key: str, household: int | None = None) -> None:
        """Show a month; its statements are computed beside the window."""
        self.shown.key, self._household = key, household
        self.level = MONTH
        if self.month is not None and self.month.period.key != key:
            # No figure of one month stands under the name of another while that is reckoned.
            self.shown.month = None
            self.month_view.clear()
        self._dress()
        self._compute()

    def _compute(self) -> None:
        if under_way() is not None:
            self._again.start()
            return
        key, today = self.shown.key, self.desk.today()
        self.run(
            tr("Calculating pay"),
            lambda progress: _reckoned(key, today),
            lambda found: self._show_month(*found),
            unasked=True,
        )

    def _show_month(
        self, month: earnings.PayMonth, words: dict[int, str], outlook: LockOutlook | None
    ) -> None:
        if month.period.key != self.shown.key:
            return
        self.shown.month, self.shown.outlook = month, outlook
        self.month_view.show_month(month, words, self._names)
        household, self._household = self._household, None
        if household is not None:
            self.open_statement(household)
        elif self.level == STATEMENT and self.opened is not None:
            self.open_statement(self.opened)
        else:
            self._dress()

    def to_rate(self) -> None:
        """Go where the missing rate is entered."""
        if self.month is not None and self.month.unpriced:
            self.desk.go("products", Record(self.month.unpriced[0].product))

    def open_statement(self, household: int) -> None:
        """Show one statement line by line."""
        found = self.shown.statement(household)
        if found is None or self.month is None:
            return
        self.opened, self.level = household, STATEMENT
        self.statement.show_statement(found, self.shown.key, self._names)
        self._dress()
        self.statement.setFocus()

    def go_up(self) -> None:
        """Out of the statement to the month, out of the month to all months."""
        if self.level == STATEMENT:
            self.level = MONTH
            if self.opened is not None:
                self.table.select(self.opened)
        elif self.level == MONTH:
            self.level = MONTHS
        self._dress()
        self.take_focus()

    def home(self) -> None:
        """The page's place in the navigation was chosen again."""
        self.go_up()

    def first_focus(self) -> QWidget | None:
        """The table of this depth, or the first step while there is none."""
        if self.level == MONTHS and not self.months.count():
            return self.months.empty.button
        return (self.months.table, self.table.table, self.statement)[self.level]

    def _dress(self) -> None:
        self.stack.setCurrentIndex(self.level)
        self.back.setVisible(self.level != MONTHS)
        inside = self.level != MONTHS
        for action in (self.print_action, self.list_action, self.account_action, self.export_action):
            action.setVisible(inside)
        self.list_action.setVisible(self.level == MONTH)
        self.bank_action.setVisible(self.level == MONTH)
        self.unlock_action.setVisible(self.level == MONTH and self.shown.may_open_again(self._newest_locked))
        self.certificate_action.setVisible(self.level == MONTH)
        self.dispute_action.setVisible(self.level == STATEMENT)
        if self.level == MONTHS:
            self.set_title(tr(self.title))
            self.set_chip("")
            self.set_subtitle("")
            self.set_primary(
                tr("Open the month"), self.months.open_current, "", "arrow-right", shown_key="Enter"
            )
            return
        month = self.month
        self.set_title(format.month(self.shown.key))
        ready = self.shown.ready
        self.set_chip(*(status(state_of(month.status)) if ready and month is not None else ("", "quiet")))
        if self.level == STATEMENT:
            found = self.shown.statement(self.opened)
            if found is not None:
                self.set_title(f"{found.head} · {format.month(self.shown.key)}")
                self.set_subtitle(found.number or found.code)
            self.set_primary(tr("Print"), self.print_statements, "Ctrl+Return", "print")
            self.print_action.setVisible(False)
            self.account_action.setVisible(False)
            return
        self.set_subtitle(_in_short(month) if ready and month is not None else tr("One moment…"))
        if not ready or month is None or month.status == OPEN:
            action = self.set_primary(
                lock_words(self.shown.key), self.settling.lock, "Ctrl+L", "lock", right=roles.LOCK
            )
            action.setEnabled(ready and month is not None and bool(month.statements))
        elif month.status == LOCKED:
            # Not the key that locks: one key pressed twice must never lock a month and pay it.
            self.set_primary(
                tr("Mark as paid"), self.settling.mark_paid, "Ctrl+Shift+B", "check", right=roles.PAY_OUT
            )
        else:
            self.set_primary(
                tr("Print the signature list"), lambda: self._print("paylist"), "Ctrl+Shift+P", "print"
            )
            self.list_action.setVisible(False)

    # -- verbs -----------------------------------------------------------------------------------------------------

    def print_statements(self) -> None:
        """All statements of the month, or the one shown."""
        if self.level == STATEMENT:
            found = self.shown.statement(self.opened)
            if found is not None:
                print_kind(self, "statement", Selection(self.shown.key, household=found.code))
        else:
            self._print("statement")

    def dispute_line(self, place: int | None = None) -> None:
        """Record what the household says of a line of the statement shown, or of all of it."""
        found = self.shown.statement(self.opened)
        if found is None:
            return
        if not found.id and place is None:
            # While the month is open there is no whole statement to speak of.
            place = next(iter(self.statement.lines.keys()), None)
        line = None if place is None else found.lines[place]
        if not found.id:
            if line is None:
                raise UserError(tr("The month is open: choose the line whose slip is disputed."))
            dispute_slip(self, line.voucher)
            return
        about = f"{found.number} · {format.month(self.shown.key)} · {found.head}"
        if line is not None:
            about += f" · {line.number} {format.grade(line.grade)} {format.quantity(line.quantity)}"
        key = None if line is None else frozen_line(found.id, line)
        dispute_statement(self, found.household, about, found.id, key)

    def print_households(self, keys: list[int]) -> None:
        """The statement of the chosen household."""
        found = self.shown.statements(keys)
        if len(found) == 1:
            print_kind(self, "statement", Selection(self.shown.key, household=found[0].code))
        elif all(s.number for s in found):
            print_kind(self, "statement", Selection(self.shown.key, numbers=tuple(s.number for s in found)))
        else:
            raise UserError(tr("Lock the month to print several statements, or choose one household."))

    def _print(self, kind: str) -> None:
        print_kind(self, kind, Selection(self.shown.key))


def _in_short(month: earnings.PayMonth) -> str:
    """How many households, and once the month is locked how many of them are paid."""
    said = [plural("{n} household", "{n} households", len(month.statements))]
    payments = [s.payment for s in month.statements]
    if month.status == LOCKED and PAID in payments:
        said.append(tr("{n} paid").format(n=payments.count(PAID)))
    if earnings.RETURNED in payments:
        said.append(tr("{n} returned by the bank").format(n=payments.count(earnings.RETURNED)))
    return " · ".join(said)


def _reckoned(key: str, today: date) -> tuple[earnings.PayMonth, dict[int, str], LockOutlook | None]:
    """A month's statements, by household what finds each in the list, and what locking it would do while it is open."""
    from models.rules.pinyin import search_words

    month = earnings.statements(key)
    words = {one.household: " ".join(search_words(one.head)) for one in month.statements}
    return month, words, lock_outlook(month, today) if month.status == OPEN else None
