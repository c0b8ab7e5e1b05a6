"""What of a household goes onto paper, and what is pasted into a message to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from models import format
from models.errors import UserError
from models.i18n import mark, tr
from models.queries.ledger import vouchers
from models.queries.pay import earnings
from models.queries.pay.months import periods_with_pay
from models.queries.periods import period_at
from models.rights import may
from models.rules.desk.roles import SEE_PAY
from models.rules.ledger import voucher_kind
from models.tables.party import Household
from reports.selection import Selection
from ui.kit.by_phone import copy_text, write_files
from ui.kit.print_commands import print_kind
from ui.kit.records import RecordsPage
from ui.kit.save_dialog import PICTURE, ask_target

Choice = tuple[str, Callable[[], object], str]
"""What is offered: its words, what it does, its key."""
PAPERS: Final = (
    (mark("Account this month"), "account", "Ctrl+P"),
    (mark("Pay statement"), "statement", ""),
    (mark("Passbook"), "passbook", ""),
    (mark("Income of the year"), "year", ""),
    (mark("Agreement"), "agreement", ""),
    (mark("Machines on loan"), "equipment", ""),
)
LASTING: Final = ("agreement", "equipment")
"""The papers that are of no month."""
SLIPS: Final = (
    (mark("Last dispatch slip as text"), voucher_kind.ISSUES, "dispatch"),
    (mark("Last collection slip as text"), (voucher_kind.COLLECTION,), "collection"),
)


class HouseholdPapers:
    """The papers and messages of the household a page shows."""

    def __init__(self, page: RecordsPage) -> None:
        self.page = page

    def papers(self) -> Sequence[Choice]:
        """What is printed."""
        from reports.kinds import offered_kinds

        offered = {kind.key for kind in offered_kinds()}
        return [(tr(words), partial(self.print, kind), key) for words, kind, key in PAPERS if kind in offered]

    def messages(self) -> Sequence[Choice]:
        """What is sent by phone."""
        slips = [(tr(words), partial(self.copy_slip, kinds, paper), "") for words, kinds, paper in SLIPS]
        if not may(SEE_PAY):
            return slips
        return [
            (tr("Copy statement as text"), self.copy_statement, ""),
            *slips,
            (tr("Save statement as picture"), self.save_picture, ""),
        ]

    def print(self, kind: str) -> None:
        """Preview a document of the household shown: the newest statement, others of a month for that of today."""
        month = self._paid_month() if kind == "statement" else period_at(self.page.desk.today()).key
        chosen = Selection(None if kind in LASTING else month, household=self._household().code)
        print_kind(self.page, kind, chosen)

    def copy_statement(self) -> None:
        """The newest statement of the household shown as text, to be pasted into a message."""
        self.page.attempt(lambda _: copy_text(self.page, "statement", self._newest_statement()))

    def copy_slip(self, kinds: Sequence[str], paper: str) -> None:
        """The household's newest slip of some kinds as text."""
        number = vouchers.newest_number(self.page.key, kinds)
        if number is None:
            raise UserError(tr("This household has no such slip yet."))
        self.page.attempt(lambda _: copy_text(self.page, paper, Selection(numbers=(number,))))

    def save_picture(self) -> None:
        """The newest statement of the household shown as a picture."""
        chosen, row = self._newest_statement(), self._household()
        target = ask_target(self.page, f"{row.code} {row.head} {format.month(str(chosen.period))}", PICTURE)
        if target is not None:
            write_files(self.page, "statement", chosen, PICTURE[1:], target)

    def _household(self) -> Household:
        row: Household = Household.get_by_id(self.page.key)
        return row

    def _newest_statement(self) -> Selection:
        return Selection(self._paid_month(), household=self._household().code)

    def _paid_month(self) -> str:
        """The newest month the household shown has a statement of, else the month of today."""
        for row in periods_with_pay():
            if earnings.statements(row.key, households=[self.page.key]).statements:
                return row.key
        return period_at(self.page.desk.today()).key
