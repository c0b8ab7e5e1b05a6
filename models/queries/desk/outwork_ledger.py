"""The ledger of outwork (代工记录) that is kept for three years: who works, each order, hand-out, receipt and pay.

Quantities are thousandths, rates 1/10,000 yuan, money fen. What came in is told as it was paid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from models.database import PART, among, db
from models.i18n import mark
from models.kinds import ChoiceField
from models.queries.answers import by_first, first_column
from models.queries.counting import standing
from models.queries.document_common import Contact, chosen, contacts, with_printed
from models.queries.ledger.piece_lines import lines_as_paid
from models.queries.pay.statements import PaperBatch, unpaid_rows
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.pay.calendar import Period
from models.tables.ledger import Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household, Worker
from models.tables.pay import PayPeriod, Statement
from models.tables.product import Material, Product

KIND: Final = "outwork"
"""The key of this document."""
ORDERED, HANDED, RETURNED, RECEIVED, REJECTED, STATED, PAID = (
    "ordered",
    "handed",
    "returned",
    "received",
    "rejected",
    "stated",
    "paid",
)
WHAT: Final = ChoiceField(
    choices=(
        (ORDERED, mark("Order")),
        (HANDED, mark("Material dispatched")),
        (RETURNED, mark("Material returned")),
        (RECEIVED, mark("Received")),
        (REJECTED, mark("Received, not paid")),
        (STATED, mark("Gross pay")),
        (PAID, mark("Paid out")),
    )
)
"""What a line of the ledger tells, in the order in which those of a day stand."""
_ORDER: Final = tuple(key for key, _ in WHAT.choices)
_HANDED: Final = (*voucher_kind.GIVEN, voucher_kind.RETURN, voucher_kind.TRANSFER)


class OutworkLine(NamedTuple):
    """A line of the ledger; what does not belong to its kind is None or "".

    Pieces taken back are below 0. ``due`` is that of an order.
    """

    day: date
    what: str
    number: str
    words: str
    quantity: int | None = None
    unit: str = ""
    rate: int | None = None
    amount: int | None = None
    due: date | None = None


class Outworker(NamedTuple):
    """Somebody of the household who works or helps; ``birth`` None where nobody wrote it down."""

    name: str
    relation: str
    sex: str
    birth: date | None


@dataclass(frozen=True, slots=True)
class OutworkPaper:
    """A household's ledger over a span of days, both inside."""

    first: date
    last: date
    contact: Contact
    sex: str
    people: tuple[Outworker, ...]
    lines: tuple[OutworkLine, ...]
    printed: int = 0

    @property
    def number(self) -> str:
        """What tells it apart: the span and the household."""
        return f"TZ{self.first:%y%m}-{self.last:%y%m}-{self.contact.code}"

    def total(self, what: str) -> int:
        """The money of all lines of a kind, in fen."""
        return sum(one.amount or 0 for one in self.lines if one.what == what)


@shows(roles.SEE_PAY)
def outwork_papers(
    first: date, last: date, *, household: str | None = None, village: str | None = None
) -> PaperBatch:
    """The ledgers of the households that had work or pay between two days, by code; made as they are asked for."""
    only = chosen(household, village)
    concerned = _concerned(first, last)
    query = Household.select(Household.id).order_by(Household.code)
    wanted = [key for (key,) in db.execute(query) if key in concerned and (only is None or key in only)]
    return PaperBatch(len(wanted), _papers(first, last, wanted))


def _concerned(first: date, last: date) -> set[int]:
    found = set()
    for query in (
        Subcontract.select(Subcontract.household).where(Subcontract.date.between(first, last)),
        Voucher.select(Voucher.household).where(Voucher.date.between(first, last), standing()),
        Statement.select(Statement.household).where(Statement.paid_on.between(first, last)),
    ):
        found |= set(first_column(query.distinct()))
    return found - {None}


def _papers(first: date, last: date, wanted: list[int]) -> Iterator[OutworkPaper]:
    for start in range(0, len(wanted), PART):
        some = wanted[start : start + PART]
        known, people = contacts(some), _people(some)
        lines = _lines(first, last, set(some))
        papers = [OutworkPaper(first, last, known[key], *people[key], tuple(lines[key])) for key in some]
        yield from with_printed(KIND, papers, "number")


def _people(households: Collection[int]) -> dict[int, tuple[str, tuple[Outworker, ...]]]:
    """The sex of each head, and who else works in the household."""
    workers: dict[int, list[Outworker]] = defaultdict(list)
    query = Worker.select(Worker.household, Worker.name, Worker.relation, Worker.sex, Worker.birth_date)
    for owner, name, relation, sex, birth in db.execute(
        query.where(among(Worker.household, households)).order_by(Worker.id)
    ):
        born = None if birth is None else date.fromisoformat(birth)
        workers[owner].append(Outworker(name, relation, sex, born))
    heads = Household.select(Household.id, Household.sex).where(among(Household.id, households))
    return {key: (sex, tuple(workers[key])) for key, sex in db.execute(heads)}


def _lines(first: date, last: date, households: set[int]) -> dict[int, list[OutworkLine]]:
    found: dict[int, list[OutworkLine]] = defaultdict(list)
    for owner, line in (
        *_ordered(first, last, households),
        *_handed(first, last, households),
        *_received(first, last, households),
        *_paid(first, last, households),
    ):
        found[owner].append(line)
    for own in found.values():
        own.sort(key=lambda one: (one.day, _ORDER.index(one.what), one.number))
    return found


_Owned = Iterator[tuple[int, OutworkLine]]


def _ordered(first: date, last: date, households: set[int]) -> _Owned:
    query = (
        Subcontract.select(
            Subcontract.household,
            Subcontract.date,
            Subcontract.number,
            Product.name,
            Subcontract.quantity,
            Product.unit,
            Subcontract.good_rate,
            Subcontract.due,
        )
        .join(Order)
        .join(Product)
        .where(among(Subcontract.household, households), Subcontract.date.between(first, last))
    )
    for owner, day, number, name, quantity, unit, rate, due in db.execute(query):
        given, until = date.fromisoformat(day), date.fromisoformat(due)
        yield owner, OutworkLine(given, ORDERED, number, name, quantity, unit, rate, None, until)


def _handed(first: date, last: date, households: set[int]) -> _Owned:
    """Material that went out to households and what went back, each movement on its day."""
    for side, what in ((Movement.target_subcontract, HANDED), (Movement.source_subcontract, RETURNED)):
        query = (
            Movement.select(
                Subcontract.household,
                Voucher.date,
                Voucher.number,
                Material.name,
                Movement.quantity,
                Material.unit,
            )
            .join(Voucher)
            .join_from(Movement, Material)
            .join_from(Movement, Subcontract, on=(side == Subcontract.id))
            .where(
                Movement.kind.in_(_HANDED),
                among(Subcontract.household, households),
                Voucher.date.between(first, last),
                standing(),
            )
        )
        for owner, day, number, name, quantity, unit in db.execute(query):
            yield owner, OutworkLine(date.fromisoformat(day), what, number, name, quantity, unit)


def _received(first: date, last: date, households: set[int]) -> _Owned:
    """Pieces that came in: paid ones with rate and pay, and those that earn nothing."""
    products = by_first(Product.select(Product.id, Product.name, Product.unit))
    span = Period("", first, last)
    for owner, lines in lines_as_paid(span, households).items():
        for line in lines:
            name, unit = products[line.product]
            yield (
                owner,
                OutworkLine(
                    line.date, RECEIVED, line.number, name, line.quantity, unit, line.rate, line.amount
                ),
            )
    for owner, rows in unpaid_rows(span, households).items():
        for row in rows if owner in households else ():
            unpaid = row.rework + row.work_scrap
            yield owner, OutworkLine(row.date, REJECTED, row.slip, row.work, unpaid, row.unit, None, 0)


def _paid(first: date, last: date, households: set[int]) -> _Owned:
    """What each locked month came to, on its last day, and what was paid out of it, on that day."""
    query: Any = (
        Statement.select(
            Statement.household,
            PayPeriod.end,
            Statement.number,
            PayPeriod.key,
            Statement.gross,
            Statement.net,
            Statement.paid_on,
        )
        .join(PayPeriod)
        .where(among(Statement.household, households))
    )
    for owner, end, number, key, gross, net, paid_on in db.execute(query):
        if first.isoformat() <= end <= last.isoformat():
            yield owner, OutworkLine(date.fromisoformat(end), STATED, number, key, amount=gross)
        if paid_on is not None and first.isoformat() <= paid_on <= last.isoformat():
            yield owner, OutworkLine(date.fromisoformat(paid_on), PAID, number, key, amount=net)
