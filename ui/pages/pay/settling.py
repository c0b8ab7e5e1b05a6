"""A month of pay is locked and opened again, its statements are paid, and a payment is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from models import format
from models.actions.pay import locking as paying
from models.backup import back_up_before
from models.backup_copies import LOCK
from models.errors import NeedsConfirmation, UserError
from models.i18n import plural, tr
from models.operation import asking
from models.queries.pay import earnings
from models.queries.pay.months import PAID
from models.rules.desk import roles
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.pages.pay.paying import lock_question, paid_sheet, unlock_sheet
from ui.pages.pay.shown_month import ShownMonth
from ui.shell.errors import Consent


class Settling:
    """What is done with the month shown on a page. ``blocked`` says why it cannot be locked."""

    def __init__(
        self,
        page: Page,
        shown: ShownMonth,
        blocked: Callable[[], str],
        print: Callable[[], object],
    ) -> None:
        self.page, self.shown, self.blocked, self.print = page, shown, blocked, print

    def lock(self) -> None:
        """Freeze the statements, in the background, after asking once."""
        month, outlook = self.shown.month, self.shown.outlook
        if month is None or outlook is None:
            return
        if month.unpriced:
            raise UserError(self.blocked())
        key, today = month.period.key, self.page.desk.today()
        if not outlook.begun:
            raise UserError(
                tr("{month} has not begun: it starts on {day}.").format(
                    month=format.month(key), day=format.date(month.period.start)
                )
            )

        def ask(consent: Consent) -> None:
            if "lock" not in consent.keys:
                raise lock_question(outlook, self.page.desk.unposted())

        def work(progress: Any) -> tuple[list[str], str]:
            amiss = back_up_before(LOCK)
            keys = paying.lock(
                key, today, lambda done, total: progress(done, total, ""), early=not outlook.over
            )
            return keys, amiss

        if self.page.attempt(ask):
            self.page.run(tr("Locking {month}").format(month=format.month(key)), work, self._locked)

    def _locked(self, done: tuple[list[str], str]) -> None:
        keys, amiss = done
        months = ", ".join(format.month(key) for key in keys)
        if amiss:
            self.page.desk.notify(amiss, role="wrong")
            return
        self.page.notify(
            tr("{months} locked. Print the statements now.").format(months=months),
            tr("Statements"),
            self.print,
        )

    def unlock(self) -> None:
        """Open the month again, with a reason."""
        key = self.shown.key
        if unlock_sheet(self.page, key, lambda reason: paying.unlock(key, reason)).exec():
            self.page.done(tr("{month} is open again.").format(month=format.month(key)))

    def mark_paid(self) -> None:
        """Mark every statement of the locked month that is not paid yet as paid, after asking once."""
        month = self.shown.month
        if month is None:
            return
        key = month.period.key
        owed = [s for s in month.statements if s.payment in (earnings.UNPAID, earnings.RETURNED)]
        words = plural(
            "Mark {month} as paid? {n} statement, {net} yuan were handed over.",
            "Mark {month} as paid? {n} statements, {net} yuan were handed over.",
            len(owed),
        ).format(month=format.month(key), net=format.money(sum(s.reckoning.net for s in owed)))
        words += "\n" + tr("A payment can be cancelled, household by household.")

        def act(consent: Consent) -> None:
            question = NeedsConfirmation("paid", words, verb=tr("Mark as paid"))
            with asking(None if question.key in consent.keys else question):
                paying.mark_paid(key, self.page.desk.today())

        if self.page.attempt(act):
            self.page.done(tr("{month} is paid.").format(month=format.month(key)))

    def offer_for_households(self, table: TableView) -> None:
        """What is done with the households chosen in the month's list."""
        table.add_action(
            tr("Mark as paid…"),
            self.pay_households,
            "Ctrl+Shift+Return",
            "check",
            right=roles.PAY_OUT,
        )
        table.add_action(
            tr("Returned by the bank, or not paid"),
            self.take_payment_back,
            "Ctrl+Shift+U",
            "undo",
            right=roles.PAY_OUT,
        )

    def pay_households(self, keys: list[int]) -> None:
        """Mark the statements of the chosen households as paid: when, and how."""
        found = self.shown.with_payment(
            keys, (earnings.UNPAID, earnings.RETURNED), tr("None of these is waiting to be paid.")
        )
        owners = [s.household for s in found]

        def act(day: date, how: str | None) -> int:
            return paying.mark_paid(self.shown.key, day, owners, how)

        if paid_sheet(self.page, found, self.page.desk.today(), act).exec():
            self.page.done(plural("{n} statement is paid.", "{n} statements are paid.", len(found)))

    def take_payment_back(self, keys: list[int]) -> None:
        """Take the payment of the chosen households back, after asking once."""
        found = self.shown.with_payment(keys, (PAID,), tr("None of these was paid."))
        words = plural(
            "Take {n} payment back, {net} yuan? By bank they count as returned by the bank, in cash as not paid.",
            "Take {n} payments back, {net} yuan? By bank they count as returned by the bank, in cash as not paid.",
            len(found),
        ).format(net=format.money(sum(s.reckoning.net for s in found)))

        def act(consent: Consent) -> None:
            question = NeedsConfirmation("back", words, verb=tr("Take the payment back"))
            with asking(None if question.key in consent.keys else question):
                paying.take_payment_back(self.shown.key, [s.household for s in found], self.page.desk.today())

        if self.page.attempt(act):
            self.page.done(plural("{n} payment was cancelled.", "{n} payments were cancelled.", len(found)))
