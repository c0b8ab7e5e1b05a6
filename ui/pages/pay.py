"""Pay: the months, the statements of one month with what blocks it, and one household's statement line by line."""

from __future__ import annotations

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
from models.actions import pay as paying
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, tr
from models.queries import pay
from models.queries.periods import period_at, period_named
from models.tables.product import Product
from ui import theme
from ui.errors import Consent
from ui.exporting import export_results
from ui.paper import print_period
from ui.rows import Rows, column
from ui.run import under_way
from ui.saving import TEXT, WORKBOOK, ask_target
from ui.table import TableView
from ui.widgets.chip import status
from ui.widgets.empty import Empty
from ui.widgets.page import Page
from ui.widgets.paymonth import MonthView
from ui.widgets.reckoning import StatementView

MONTHS, MONTH, STATEMENT = range(3)
AGAIN_MS = 250


class PayPage(Page):
    """Three depths: months, a month, a statement. Enter goes deeper, Esc comes back."""

    title = mark("Pay")
    help_key = "pay"

    def build(self) -> None:
        """The three depths and what can be done in each."""
        self.level = MONTHS
        self.month: pay.PayMonth | None = None
        self.shown: int | None = None
        self._wanted = ""
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
        self.table.add_action(
            tr("Open the household"),
            lambda keys: self.desk.go("households", keys[0]),
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
                column("month", mark("Period")),
                column("status", mark("Status"), "status"),
                column("households", mark("Households"), "count"),
                column("net", mark("Net pay"), "money"),
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
        rows = pay.periods_with_pay()
        self._keys = {place: row.key for place, row in enumerate(rows)}
        self.month_rows.put(
            [
                (
                    place,
                    (
                        format.month(row.key),
                        row.status,
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

    def open(self, target: Any) -> None:
        """A period's key like "2026-10", or (period, household)."""
        period, household = target if isinstance(target, tuple) else (target, None)
        period_named(period)
        self.open_month(period, household)

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
        key = self._wanted
        self.run(tr("Reckoning pay"), lambda progress: _reckoned(key), lambda found: self._show_month(*found))

    def _show_month(self, month: pay.PayMonth, words: dict[int, str]) -> None:
        if month.period.key != self._wanted:
            return
        self.month = month
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
            self.desk.go("products", self.month.unpriced[0].product)

    def open_statement(self, household: int) -> None:
        """Show one statement line by line."""
        found = self._statement(household)
        if found is None or self.month is None:
            return
        self.shown, self.level = household, STATEMENT
        self.statement.show_statement(found, self._names)
        self._dress()
        self.statement.setFocus()

    def _statement(self, household: int | None) -> pay.PayStatement | None:
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
        if self.level == MONTHS:
            self.set_title(tr(self.title))
            self.set_chip("")
            self.set_subtitle("")
            self.set_primary(tr("Open the month"), self._open_current, "", "arrow-right", shown_key="Enter")
            return
        month = self.month
        self.set_title(format.month(self._wanted))
        ready = month is not None and month.period.key == self._wanted
        self.set_chip(*(status(month.status) if ready and month is not None else ("", "quiet")))
        if self.level == STATEMENT:
            found = self._statement(self.shown)
            if found is not None:
                self.set_title(f"{found.head} · {format.month(self._wanted)}")
                self.set_subtitle(found.number or found.code)
            self.set_primary(tr("Print"), self.print_statements, "Ctrl+Return", "print")
            self.print_action.setVisible(False)
            self.account_action.setVisible(False)
            return
        self.set_subtitle(
            tr("{n} households").format(n=len(month.statements))
            if ready and month is not None
            else tr("One moment…")
        )
        if not ready or month is None or month.status == pay.OPEN:
            action = self.set_primary(tr("Lock"), self.lock, "Ctrl+L", "lock")
            action.setEnabled(ready and month is not None and bool(month.statements))
        elif month.status == pay.LOCKED:
            self.set_primary(tr("Mark as paid"), self.mark_paid, "Ctrl+L", "check")
        else:
            self.set_primary(
                tr("Print the signature list"), lambda: self._print("paylist"), "Ctrl+Shift+P", "print"
            )
            self.list_action.setVisible(False)

    def _open_current(self) -> None:
        row = self.months.key()
        if row is None and self._keys:
            row = 0
        if row is not None:
            self.open_month(self._keys[row])

    # -- verbs -----------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Freeze the statements, in the background, after asking once."""
        month = self.month
        if month is None:
            return
        if month.unpriced:
            raise UserError(self.month_view.blocked.text())
        key = month.period.key
        words = tr(
            "Lock {month}? {n} statements, {net} yuan net. After that nothing in this month changes any more; what is"
            " wrong is corrected in a later one."
        ).format(month=format.month(key), n=len(month.statements), net=format.money(month.total("net")))

        def ask(consent: Consent) -> None:
            if "lock" not in consent.keys:
                raise NeedsConfirmation("lock", words)

        def work(progress: Any) -> list[str]:
            return paying.lock(key, self.desk.today(), lambda done, total: progress(done, total, ""))

        if self.attempt(ask):
            self.run(tr("Locking {month}").format(month=format.month(key)), work, self._locked)

    def _locked(self, keys: list[str]) -> None:
        months = ", ".join(format.month(key) for key in keys)
        self.notify(
            tr("{months} locked. Print the statements now.").format(months=months),
            tr("Statements"),
            self.print_statements,
        )

    def mark_paid(self) -> None:
        """Mark the locked month as paid, after asking once."""
        month = self.month
        if month is None:
            return
        key = month.period.key
        words = tr("Mark {month} as paid? {net} yuan were handed over.").format(
            month=format.month(key), net=format.money(month.total("net"))
        )

        def act(consent: Consent) -> None:
            if "paid" not in consent.keys:
                raise NeedsConfirmation("paid", words)
            paying.mark_paid(key, self.desk.today())

        if self.attempt(act):
            self.notify(tr("{month} is paid.").format(month=format.month(key)))

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
        from models.queries.bank import payments

        def ask(answer: Any) -> None:
            from ui.dialogs.bank import bank_sheet

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
        from reports.bank import said_of, write_bank_files
        from reports.language import paper_translator

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


def _reckoned(key: str) -> tuple[pay.PayMonth, dict[int, str]]:
    """A month's statements, and by household what finds each in the list."""
    from models.queries.pinyin import search_words

    month = pay.statements(key)
    return month, {one.household: " ".join(search_words(one.head)) for one in month.statements}
