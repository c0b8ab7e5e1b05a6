"""Pay: the months, the statements of one month with what blocks it, and one household's statement line by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QStackedWidget,
    QToolButton,
    QWidget,
)

from models import format
from models.actions.pay import locking as paying
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, plural, tr
from models.kinds import COUNT, MONEY
from models.queries.desk.target import Month, Record, Target
from models.queries.listing import STATUS
from models.queries.pay import earnings
from models.queries.pay.locking import LockOutlook, lock_outlook
from models.queries.pay.months import LOCKED, OPEN, PAID, periods_with_pay
from models.queries.periods import period_at, period_named
from models.tables.product import Product
from ui.kit.background_task import under_way
from ui.kit.chip import status
from ui.kit.empty import Empty
from ui.kit.exporting import export_results
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.print_commands import print_period
from ui.kit.save_dialog import TEXT, WORKBOOK, ask_target
from ui.kit.table import TableView
from ui.pages.pay.month_card import MonthView
from ui.pages.pay.paying import lock_question, lock_words, paid_sheet, unlock_sheet
from ui.pages.pay.statement_view import StatementView
from ui.shell import theme
from ui.shell.errors import Consent

MONTHS, MONTH, STATEMENT = range(3)
AGAIN_MS = 250


class PayPage(Page):
    """Three depths: months, a month, a statement. Enter goes deeper, Esc comes back."""

    title = mark("Pay")
    help_key = "pay"

    def build(self) -> None:
        """The three depths and what can be done in each."""
        self.level = MONTHS
        self.month: earnings.PayMonth | None = None
        self.shown: int | None = None
        self._wanted = self._newest_locked = ""
        self.outlook: LockOutlook | None = None
        self._household: int | None = None
        self._names: dict[int, str] = {}
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._compute)
        self.back = QToolButton()
        self.back.setIcon(theme.icon("chevron-left", "ink"))
        self.back.setAccessibleName(tr("Back"))
        self.back.setToolTip(tr("Back (Esc)"))
        self.back.clicked.connect(self.go_up)
        self._head.insertWidget(0, self.back)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack)
        self.stack.addWidget(self._build_months())
        self.month_view = MonthView(self)
        self.month_view.rate_button.clicked.connect(lambda: self._guard(self.to_rate))
        self.table = self.month_view.table
        self.table.opened.connect(self.open_statement)
        self.table.add_action(tr("Print statement"), self.print_households, "", "print")
        self.table.add_action(tr("Mark as paid…"), self.pay_households, "Ctrl+Shift+Return", "check")
        self.table.add_action(
            tr("Returned by the bank, or not paid"), self.take_payment_back, "Ctrl+Shift+U", "undo"
        )
        self.table.add_action(
            tr("Open the household"),
            lambda keys: self.desk.go("households", Record(keys[0])),
            "",
            "households",
            single=True,
        )
        self.stack.addWidget(self.month_view)
        self.statement = StatementView(self)
        self.stack.addWidget(self.statement)
        up = QAction(self)
        up.setShortcuts([QKeySequence("Esc"), QKeySequence("Alt+Left")])
        up.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        up.triggered.connect(self.go_up)
        self.addAction(up)
        self.print_action = self.add_action(tr("Statements"), self.print_statements, "Ctrl+P", "print")
        self.list_action = self.add_action(
            tr("Signature list"), lambda: self._print("paylist"), "Ctrl+Shift+P", "list"
        )
        self.account_action = self.add_action(
            tr("Accounts with households"), lambda: self._print("account"), more=True, icon="file"
        )
        self.bank_action = self.add_action(
            tr("Bank payment file"), self.pay_by_bank, more=True, icon="export"
        )
        self.unlock_action = self.add_action(
            tr("Unlock the month"), self.unlock, "Ctrl+Shift+L", "unlock", more=True
        )
        self.export_action = self.add_action(tr("Export results"), self.export, "Ctrl+E", "export", more=True)
        self.add_action(
            tr("Advances and adjustments"), lambda: self.desk.go("advances"), more=True, icon="note"
        )
        self._dress()

    def _build_months(self) -> QWidget:
        self.month_rows = Rows(
            "pay-months",
            mark("Pay periods"),
            (
                column("month", mark("Month")),
                column("status", mark("Status"), STATUS),
                column("households", mark("Households"), COUNT),
                column("net", mark("Net pay"), MONEY),
            ),
        )
        self.months = TableView(
            self.month_rows,
            self,
            search=False,
            empty=Empty(
                tr(
                    "Pay is reckoned from what was collected. The first month stands here after the first collection."
                ),
                tr("Go to Collection"),
                lambda: self.desk.go("collection"),
                "pay",
            ),
        )
        self.months.opened.connect(lambda row: self.open_month(self._keys[row]))
        self._keys: dict[int, str] = {}
        return self.months

    # -- going in and out ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask again: the months, and the month shown in the background."""
        rows = periods_with_pay()
        self._newest_locked = max((row.key for row in rows if row.status != OPEN), default="")
        self._keys = {place: row.key for place, row in enumerate(rows)}
        self.month_rows.put(
            [
                (
                    place,
                    (
                        format.month(row.key),
                        _state(row.status),
                        row.households or None,
                        row.net if row.households else None,
                    ),
                )
                for place, row in enumerate(rows)
            ]
        )
        self.months.refresh()
        self._names = {row.id: row.name for row in Product.select(Product.id, Product.name)}
        if not self._wanted and rows:
            # What one comes for is the month under way: the newest that has anything, unless it is ahead of today.
            today = period_at(self.desk.today()).key
            now = [row.key for row in rows if row.key <= today]
            self.open_month(now[0] if now else rows[-1].key)
        elif self._wanted:
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
        self._wanted, self._household = key, household
        self.level = MONTH
        if self.month is not None and self.month.period.key != key:
            # No figure of one month stands under the name of another while that is reckoned.
            self.month = None
            self.month_view.clear()
        self._dress()
        self._compute()

    def _compute(self) -> None:
        if under_way() is not None:
            self._again.start()
            return
        key, today = self._wanted, self.desk.today()
        self.run(
            tr("Reckoning pay"),
            lambda progress: _reckoned(key, today),
            lambda found: self._show_month(*found),
        )

    def _show_month(
        self, month: earnings.PayMonth, words: dict[int, str], outlook: LockOutlook | None
    ) -> None:
        if month.period.key != self._wanted:
            return
        self.month, self.outlook = month, outlook
        self.month_view.show_month(month, words, self._names)
        household, self._household = self._household, None
        if household is not None:
            self.open_statement(household)
        elif self.level == STATEMENT and self.shown is not None:
            self.open_statement(self.shown)
        else:
            self._dress()

    def to_rate(self) -> None:
        """Go where the missing rate is entered."""
        if self.month is not None and self.month.unpriced:
            self.desk.go("products", Record(self.month.unpriced[0].product))

    def open_statement(self, household: int) -> None:
        """Show one statement line by line."""
        found = self._statement(household)
        if found is None or self.month is None:
            return
        self.shown, self.level = household, STATEMENT
        self.statement.show_statement(found, self._names)
        self._dress()
        self.statement.setFocus()

    def _statement(self, household: int | None) -> earnings.PayStatement | None:
        if self.month is None:
            return None
        return next((s for s in self.month.statements if s.household == household), None)

    def go_up(self) -> None:
        """Out of the statement to the month, out of the month to all months."""
        if self.level == STATEMENT:
            self.level = MONTH
            if self.shown is not None:
                self.table.select(self.shown)
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
        self.unlock_action.setVisible(self.level == MONTH and self._newest_unpaid())
        if self.level == MONTHS:
            self.set_title(tr(self.title))
            self.set_chip("")
            self.set_subtitle("")
            self.set_primary(tr("Open the month"), self._open_current, "", "arrow-right", shown_key="Enter")
            return
        month = self.month
        self.set_title(format.month(self._wanted))
        ready = month is not None and month.period.key == self._wanted
        self.set_chip(*(status(_state(month.status)) if ready and month is not None else ("", "quiet")))
        if self.level == STATEMENT:
            found = self._statement(self.shown)
            if found is not None:
                self.set_title(f"{found.head} · {format.month(self._wanted)}")
                self.set_subtitle(found.number or found.code)
            self.set_primary(tr("Print"), self.print_statements, "Ctrl+Return", "print")
            self.print_action.setVisible(False)
            self.account_action.setVisible(False)
            return
        self.set_subtitle(_in_short(month) if ready and month is not None else tr("One moment…"))
        if not ready or month is None or month.status == OPEN:
            action = self.set_primary(lock_words(self._wanted), self.lock, "Ctrl+L", "lock")
            action.setEnabled(ready and month is not None and bool(month.statements))
        elif month.status == LOCKED:
            # Not the key that locks: one key pressed twice must never lock a month and pay it.
            self.set_primary(tr("Mark as paid"), self.mark_paid, "Ctrl+Shift+B", "check")
        else:
            self.set_primary(
                tr("Print the signature list"), lambda: self._print("paylist"), "Ctrl+Shift+P", "print"
            )
            self.list_action.setVisible(False)

    def _newest_unpaid(self) -> bool:
        """Whether the month shown can be unlocked."""
        month = self.month
        return (
            month is not None
            and month.period.key == self._wanted == self._newest_locked
            and all(s.paid_on is None for s in month.statements)
        )

    def _open_current(self) -> None:
        row = self.months.key()
        if row is None and self._keys:
            row = 0
        if row is not None:
            self.open_month(self._keys[row])

    # -- verbs -----------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Freeze the statements, in the background, after asking once."""
        month, outlook = self.month, self.outlook
        if month is None or outlook is None:
            return
        if month.unpriced:
            raise UserError(self.month_view.blocked.text())
        key, today = month.period.key, self.desk.today()
        if not outlook.begun:
            raise UserError(
                tr("{month} has not begun: it starts on {day}.").format(
                    month=format.month(key), day=format.date(month.period.start)
                )
            )

        def ask(consent: Consent) -> None:
            if "lock" not in consent.keys:
                raise lock_question(outlook, self.desk.unposted())

        def work(progress: Any) -> list[str]:
            return paying.lock(
                key, today, lambda done, total: progress(done, total, ""), early=not outlook.over
            )

        if self.attempt(ask):
            self.run(tr("Locking {month}").format(month=format.month(key)), work, self._locked)

    def _locked(self, keys: list[str]) -> None:
        months = ", ".join(format.month(key) for key in keys)
        self.notify(
            tr("{months} locked. Print the statements now.").format(months=months),
            tr("Statements"),
            self.print_statements,
        )

    def unlock(self) -> None:
        """Open the month again, with a reason."""
        key = self._wanted
        if unlock_sheet(self, key, lambda reason: paying.unlock(key, reason)).exec():
            self.done(tr("{month} is open again.").format(month=format.month(key)))

    def mark_paid(self) -> None:
        """Mark every statement of the locked month that is not paid yet as paid, after asking once."""
        month = self.month
        if month is None:
            return
        key = month.period.key
        owed = [s for s in month.statements if s.payment in (earnings.UNPAID, earnings.RETURNED)]
        words = plural(
            "Mark {month} as paid? {n} statement, {net} yuan were handed over.",
            "Mark {month} as paid? {n} statements, {net} yuan were handed over.",
            len(owed),
        ).format(month=format.month(key), net=format.money(sum(s.reckoning.net for s in owed)))
        words += "\n" + tr("A payment can be taken back, household by household.")

        def act(consent: Consent) -> None:
            if "paid" not in consent.keys:
                raise NeedsConfirmation("paid", words, verb=tr("Mark as paid"))
            paying.mark_paid(key, self.desk.today())

        if self.attempt(act):
            self.done(tr("{month} is paid.").format(month=format.month(key)))

    def pay_households(self, keys: list[int]) -> None:
        """Mark the statements of the chosen households as paid: when, and how."""
        found = self._chosen(
            keys, (earnings.UNPAID, earnings.RETURNED), tr("None of these is waiting to be paid.")
        )
        owners = [s.household for s in found]

        def act(day: date, how: str | None) -> int:
            return paying.mark_paid(self._wanted, day, owners, how)

        if paid_sheet(self, found, self.desk.today(), act).exec():
            self.done(plural("{n} statement is paid.", "{n} statements are paid.", len(found)))

    def take_payment_back(self, keys: list[int]) -> None:
        """Take the payment of the chosen households back, after asking once."""
        found = self._chosen(keys, (PAID,), tr("None of these was paid."))
        words = plural(
            "Take {n} payment back, {net} yuan? By bank they count as returned by the bank, in cash as not paid.",
            "Take {n} payments back, {net} yuan? By bank they count as returned by the bank, in cash as not paid.",
            len(found),
        ).format(net=format.money(sum(s.reckoning.net for s in found)))

        def act(consent: Consent) -> None:
            if "back" not in consent.keys:
                raise NeedsConfirmation("back", words, verb=tr("Take the payment back"))
            paying.take_payment_back(self._wanted, [s.household for s in found], self.desk.today())

        if self.attempt(act):
            self.done(plural("{n} payment was taken back.", "{n} payments were taken back.", len(found)))

    def _chosen(
        self, keys: list[int], payments: tuple[str, ...], otherwise: str
    ) -> list[earnings.PayStatement]:
        found = [s for s in map(self._statement, keys) if s is not None and s.payment in payments]
        if not found:
            raise UserError(otherwise)
        return found

    def print_statements(self) -> None:
        """All statements of the month, or the one shown."""
        if self.level == STATEMENT:
            found = self._statement(self.shown)
            if found is not None:
                print_period(self, "statement", self._wanted, household=found.code)
        else:
            self._print("statement")

    def print_households(self, keys: list[int]) -> None:
        """The statement of the chosen household."""
        found = [s for s in map(self._statement, keys) if s is not None]
        if len(found) == 1:
            print_period(self, "statement", self._wanted, household=found[0].code)
        elif all(s.number for s in found):
            print_period(self, "statement", self._wanted, numbers=[s.number for s in found])
        else:
            raise UserError(tr("Lock the month to print several statements, or choose one household."))

    def _print(self, kind: str) -> None:
        print_period(self, kind, self._wanted)

    def pay_by_bank(self) -> None:
        """Write the bank's payment file of the month, in the columns the bank wants."""
        from models.queries.pay.bank import payments

        def ask(answer: Any) -> None:
            from ui.pages.pay.bank import bank_sheet

            sheet = bank_sheet(self, answer)
            if not sheet.exec():
                return
            name = tr("Bank {period}").format(period=answer.period.key)
            target = ask_target(self, name, TEXT, WORKBOOK)
            if target is not None:
                self.write_bank_file(target, answer.period.key)

        self.attempt(lambda _: payments(self._wanted), done=ask)

    def write_bank_file(self, target: Path, period: str) -> None:
        """Write the bank's file, or several where it limits the payments of one, in the background."""
        from models.files import refuse_taken
        from models.settings import setting
        from reports.paper.language import paper_translator
        from reports.pay.bank import said_of, write_bank_files

        speak = paper_translator(str(setting("paper.language")))

        def done(files: Any) -> None:
            self.notify(" · ".join(said_of(files)))

        def unasked(*paths: Path) -> None:
            # The dialog asked about the name that was chosen; several files have others.
            if len(paths) > 1:
                refuse_taken(paths)

        self.run(
            tr("Writing the file"),
            lambda progress: write_bank_files(
                target, period, tr=speak, progress=lambda at, of: progress(at, of, ""), check=unasked
            ),
            done,
        )

    def export(self) -> None:
        """Write the results workbook of the month."""
        key = self._wanted
        target = ask_target(self, tr("Results {period}").format(period=key))
        if target is not None:
            self.export_to(target)

    def export_to(self, target: Path) -> None:
        """Write the results to a place, in the background."""
        export_results(self, target, self._wanted)


def _state(of_month: str) -> str:
    """The status code by which a month's state is shown: an open order is in progress, an open month is not locked."""
    return "not_locked" if of_month == OPEN else of_month


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
