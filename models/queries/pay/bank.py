"""Who is paid by bank in a locked period, with all a bank may ask of a payment. Money is fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models import format
from models.database import among, db
from models.errors import UserError
from models.i18n import mark, tr
from models.queries.document_common import contacts
from models.queries.past import as_locked
from models.queries.pay.earnings import statements
from models.queries.pay.months import OPEN, PAID
from models.rights import shows
from models.rules.amount import money_text
from models.rules.desk import roles
from models.rules.party.identity import in_powers_of_ten
from models.rules.pay.calendar import Period
from models.rules.pay.wage import BANK as BY_BANK
from models.settings import settings
from models.tables.party import Household
from models.tables.pay import PayPeriod, Statement

NUMBER, ACCOUNT, NAME, BANK, AMOUNT, NOTE = "number", "account", "name", "bank", "amount", "note"
FIELDS: Final = {
    NUMBER: mark("No."),
    ACCOUNT: mark("Account number"),
    NAME: mark("Account holder"),
    BANK: mark("Bank"),
    AMOUNT: mark("Amount"),
    NOTE: mark("Note"),
    "statement": mark("Statement"),
    "code": mark("Household code"),
    "id_number": mark("ID number"),
    "phone": mark("Phone"),
    "village": mark("Village"),
    "empty": mark("Empty column"),
}
"""What a column of the bank's file may hold."""


@dataclass(frozen=True, slots=True)
class BankColumn:
    """A column of the file: a key of `FIELDS`, and its header; "" for the usual one."""

    field: str
    header: str = ""

    def written(self) -> str:
        """The column as a line of the setting."""
        return f"{self.field}={self.header}" if self.header else self.field


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment to one household's account."""

    statement: str
    code: str
    name: str
    bank: str
    account: str
    id_number: str
    phone: str
    village: str
    amount: int

    def value(self, field: str, place: int, note: str) -> str:
        """What stands in a column; ``place`` counts the payments of a file from 1."""
        if field == NUMBER:
            return str(place)
        if field == AMOUNT:
            return money_text(self.amount)
        if field == NOTE:
            return note
        if field == "empty":
            return ""
        return str(getattr(self, field))


@dataclass(frozen=True, slots=True)
class Payments:
    """All payments by bank of a period still to be made, in order of household code.

    ``cash`` counts the households paid by hand, ``paid`` those by bank that have their money already.
    """

    period: Period
    rows: tuple[Payment, ...]
    cash: int
    paid: int = 0

    @property
    def total(self) -> int:
        """The sum in fen."""
        return sum(row.amount for row in self.rows)


@shows(roles.SEE_PAY, roles.SEE_NUMBERS)
def payments(key: str) -> Payments:
    """The payments by bank of a locked period still to be made: households with a net above 0 that are not paid.

    They go to the account as it was frozen; one the bank returned goes to the account the household has now. Raises
    UserError for an open period, when everybody is paid, and naming the households whose account is missing or lost its
    last digits.
    """
    query = Statement.select(Statement.household, Household.bank, Household.account).join(Household)
    query = query.join_from(Statement, PayPeriod).where(
        PayPeriod.key == key, Statement.paid_on.is_null(), Statement.returned_on.is_null(False)
    )
    now = {household: (bank, account) for household, bank, account in db.execute(query)}
    with as_locked(key):
        return _payments(key, now)


def _payments(key: str, now: dict[int, tuple[str, str]]) -> Payments:
    month = statements(key)
    if month.status == OPEN:
        raise UserError(tr("Lock the month first: a bank is only paid what no longer changes."), "period")
    banked = [s for s in month.statements if s.pay_method == BY_BANK and s.reckoning.net > 0]
    paid = [s for s in banked if s.payment != PAID]
    if banked and not paid:
        raise UserError(tr("Everybody who is paid by bank was paid already."), "period")
    for s in paid:
        s.bank, s.account = now.get(s.household, (s.bank, s.account))
    bare = [f"{s.code} {s.head}" for s in paid if not s.account.strip()]
    if bare:
        raise UserError(
            tr("These households are paid by bank and have no account: {households}.").format(
                households=", ".join(bare)
            )
        )
    lost = [f"{s.code} {s.head}" for s in paid if in_powers_of_ten(s.account)]
    if lost:
        raise UserError(
            tr("The last digits of these households' accounts are lost: {households}.").format(
                households=", ".join(lost)
            )
        )
    known = contacts(s.household for s in paid)
    query = Household.select(Household.id, Household.id_number)
    query = query.where(among(Household.id, [s.household for s in paid]))
    identity: dict[int, str] = {row.id: row.id_number for row in query}
    rows = tuple(
        Payment(
            s.number,
            s.code,
            s.head,
            s.bank,
            "".join(s.account.split()),
            identity[s.household],
            known[s.household].phone,
            format.place(known[s.household].township, known[s.household].village),
            s.reckoning.net,
        )
        for s in paid
    )
    return Payments(month.period, rows, len(month.statements) - len(banked), len(banked) - len(paid))


@shows()
def columns_of(text: str) -> list[BankColumn]:
    """The columns a setting names, one a line as "field" or "field=header".

    Raises UserError (field: bank.columns) for an unknown one, or when there is none.
    """
    found = []
    for line in text.splitlines():
        field, _, header = line.partition("=")
        field = field.strip().lower()
        if not field:
            continue
        if field not in FIELDS:
            raise UserError(
                tr('There is no column "{column}". Columns: {columns}.').format(
                    column=field, columns=", ".join(FIELDS)
                ),
                "bank.columns",
            )
        found.append(BankColumn(field, header.strip()))
    if not found:
        raise UserError(tr("The file needs at least one column."), "bank.columns")
    return found


@dataclass(frozen=True, slots=True)
class BankLayout:
    """How the bank wants its file; ``rows`` is the most payments of one file, 0 for no limit."""

    columns: Sequence[BankColumn]
    header: bool
    delimiter: str
    encoding: str
    rows: int
    note: str


@shows()
def bank_layout() -> BankLayout:
    """The cooperative's settings for the file."""
    said = settings()
    return BankLayout(
        columns_of(str(said["bank.columns"])),
        bool(said["bank.header"]),
        str(said["bank.delimiter"]),
        str(said["bank.encoding"]),
        int(said["bank.rows"]),
        str(said["bank.note"]),
    )
