"""Disputes as lists, the day's matters and paper show them. Money in fen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from peewee import JOIN, fn

from models.database import among, db
from models.i18n import mark
from models.kinds import CODE, ChoiceField
from models.queries.counting import counts, status
from models.queries.document_common import Slip, slips
from models.queries.ledger.piece_lines import PaidLine
from models.queries.ledger.slip_listing import slip_listing, slips_with
from models.queries.listing import ListColumn, Listing
from models.queries.narrowing import Narrow
from models.queries.party.place_narrow import HEAD, by_place
from models.queries.pay.earnings import PayStatement
from models.rights import may, shows
from models.rules.amount import line_amount
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.pay.calendar import Period
from models.settings import setting
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.pay import DISPUTE_STATES, OPEN, Dispute, PayPeriod, Statement, StatementLine
from models.tables.product import Product

_SLIP: Final = Voucher.alias()
OUTCOMES: Final = ChoiceField(choices=DISPUTE_STATES)
"""How a dispute ended, or that it has not."""


@shows()
def answer_until(day: dt.date, statement: int | None) -> dt.date:
    """By when a dispute of a day is to be answered: the statement's last day to object, else the days set from then.

    Who objects after that last day has the days that are set, too.
    """
    until = None if statement is None else objections_until(statement)
    if until is not None and until >= day:
        return until
    return day + dt.timedelta(days=int(setting("pay.objection_days")))


@shows()
def objections_until(statement: int) -> dt.date | None:
    """The last day to object to a statement, as it says itself."""
    row: Any = PayPeriod.select().join(Statement).where(Statement.id == statement).get_or_none()
    if row is None:
        return None
    kept: dt.date = row.object_until or row.locked_on + dt.timedelta(days=int(setting("pay.objection_days")))
    return kept


@shows(roles.SEE_PAY)
def right_amount(line: int, quantity: int) -> int:
    """What puts a frozen line right, in fen: so many thousandths should have stood on it, at the line's own rate."""
    row: Any = StatementLine.get_by_id(line)
    return line_amount(quantity, row.rate) - int(row.amount)


@shows()
def disputes(household: int | None = None, of: Any = None) -> Listing:
    """All disputes, or those of a household, or those ``of`` them that a condition holds for; newest first.

    The key is the voucher's.
    """

    def source() -> Any:
        query = slips_with(voucher_kind.DISPUTE, Dispute, household)
        query = query.join_from(Dispute, _SLIP, JOIN.LEFT_OUTER, on=(Dispute.slip == _SLIP.id))
        query = query.join_from(Dispute, Statement, JOIN.LEFT_OUTER)
        return query if of is None else query.where(of)

    return slip_listing(
        "disputes",
        mark("Disputes"),
        (
            ListColumn.of(Household.code),
            HEAD,
            ListColumn(
                "about", mark("Slip in question"), CODE, fn.COALESCE(_SLIP.number, Statement.number, "")
            ),
            ListColumn.of(Dispute.said),
            ListColumn.of(Dispute.answer_by),
            ListColumn.of(Dispute.outcome),
            ListColumn.of(Dispute.answered_on),
            ListColumn.of(Dispute.answer),
        ),
        source,
        search=(Household.search, Dispute.said, Dispute.answer),
        narrows=(by_place(day=Voucher.date), Narrow.of(Dispute.outcome), "answer_by"),
    )


@shows()
def household_disputes(household: int) -> Listing:
    """The disputes of a household that count: beside it nothing says that one was voided."""
    return disputes(household, counts())


@shows(roles.SEE_PAY)
def statement_disputes(statement: PayStatement, month: str) -> Listing:
    """The disputes that count about a household's statement of a month, or about a slip that stands on it."""
    slips = {line.voucher for line in statement.lines} | {item.voucher for item in statement.items}
    about = among(Dispute.slip, slips) | (Dispute.month == month)
    if statement.id:
        about |= Dispute.statement == statement.id
    return disputes(statement.household, counts() & about)


class DueAnswer(NamedTuple):
    """A dispute that waits for its answer, and by when that was promised."""

    voucher: int
    number: str
    household: int
    head: str
    village: str
    said: str
    answer_by: dt.date


@shows()
def due_answers(until: dt.date) -> list[DueAnswer]:
    """The disputes to be answered by a day that are not, the longest due first."""
    query = (
        Voucher.select(
            Voucher.id,
            Voucher.number,
            Household.id,
            Household.head,
            Household.village,
            Dispute.said,
            Dispute.answer_by,
        )
        .join(Dispute, on=(Dispute.voucher == Voucher.id))
        .join_from(Voucher, Household)
        .where(
            Voucher.kind == voucher_kind.DISPUTE,
            Dispute.outcome == OPEN,
            Dispute.answer_by <= until,
            counts(),
        )
        .order_by(Dispute.answer_by, Voucher.number)
    )
    return [DueAnswer._make((*facts, dt.date.fromisoformat(until))) for *facts, until in db.execute(query)]


@shows()
def unanswered_in(months: Sequence[Period]) -> int:
    """How many disputes about slips, or unlocked statements, of successive periods wait for an answer."""
    query = (
        Dispute.select(fn.COUNT(Dispute.id))
        .join(Voucher, on=(Dispute.voucher == Voucher.id))
        .join(_SLIP, JOIN.LEFT_OUTER, on=(Dispute.slip == _SLIP.id))
        .where(
            Dispute.outcome == OPEN,
            counts(),
            among(Dispute.month, [one.key for one in months])
            | _SLIP.date.between(months[0].start, months[-1].end),
        )
    )
    return int(query.scalar())


@dataclass(frozen=True, slots=True)
class DisputedLine:
    """The line of a statement that is disputed, as it was frozen. Thousandths, 1/10,000 yuan, fen."""

    id: int
    date: dt.date
    number: str
    product: str
    unit: str
    grade: str
    quantity: int
    rate: int
    amount: int


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """What a dispute is about, what was said and answered; ``late``: it was made after the last day to object.

    ``answered_late``: the answer came after it was due. ``slip`` and ``correction`` are numbers, "" for none;
    ``slip_gone`` says how the disputed slip stands: posted, void or reversed. ``line`` is for who may see pay.
    """

    statement: str
    month: str
    slip: str
    slip_gone: str
    said: str
    answer_by: dt.date
    late: bool
    answer: str
    answered_on: dt.date | None
    answered_late: bool
    outcome: str
    correction: str
    line: DisputedLine | None

    @property
    def open(self) -> bool:
        """Whether it waits for its answer."""
        return self.outcome == OPEN


@dataclass(frozen=True, slots=True)
class DisputePaper:
    """A dispute (异议单) as it is printed."""

    slip: Slip
    facts: DisputeFacts
    cashier: str


@shows()
def dispute_papers(**which: Any) -> list[DisputePaper]:
    """Disputes; arguments as of `papers.slips`."""
    heads = slips((voucher_kind.DISPUTE,), **which)
    found = dispute_facts([head.id for head in heads])
    cashier = str(setting("cooperative.cashier"))
    return [DisputePaper(head, found[head.id], cashier) for head in heads if head.id in found]


@shows()
def dispute_facts(vouchers: Sequence[int]) -> dict[int, DisputeFacts]:
    """What these disputes say, by the keys of their vouchers."""
    slip, correction = Voucher.alias(), Voucher.alias()
    query: Any = (
        Dispute.select(
            Dispute,
            Voucher.date.alias("made_on"),
            Statement.number.alias("statement_number"),
            PayPeriod.key.alias("locked_month"),
            slip.number.alias("slip_number"),
            status(slip).alias("slip_gone"),
            correction.number.alias("correction_number"),
        )
        .join(Voucher, on=(Dispute.voucher == Voucher.id))
        .join_from(Dispute, slip, JOIN.LEFT_OUTER, on=(Dispute.slip == slip.id))
        .join_from(Dispute, correction, JOIN.LEFT_OUTER, on=(Dispute.correction == correction.id))
        .join_from(Dispute, Statement, JOIN.LEFT_OUTER, on=(Dispute.statement == Statement.id))
        .join(PayPeriod, JOIN.LEFT_OUTER)
        .where(among(Dispute.voucher, vouchers))
    )
    return {row.voucher_id: _facts(row) for row in query.objects()}


def _facts(row: Any) -> DisputeFacts:
    until = None if row.statement_id is None else objections_until(row.statement_id)
    made = row.made_on if isinstance(row.made_on, dt.date) else dt.date.fromisoformat(row.made_on)
    return DisputeFacts(
        row.statement_number or "",
        row.locked_month or row.month,
        row.slip_number or "",
        row.slip_gone if row.slip_number else "",
        row.said,
        row.answer_by,
        until is not None and made > until,
        row.answer,
        row.answered_on,
        row.answered_on is not None and row.answered_on > row.answer_by,
        row.outcome,
        row.correction_number or "",
        _line(row.line_id) if row.line_id is not None and may(roles.SEE_PAY) else None,
    )


def _line(key: int) -> DisputedLine:
    row: Any = StatementLine.get_by_id(key)
    product: Any = Product.get(Product.code == row.product)
    return DisputedLine(
        key, row.date, row.number, product.name, product.unit, row.grade, row.quantity, row.rate, row.amount
    )


@shows(roles.SEE_PAY)
def frozen_line(statement: int, line: PaidLine) -> int | None:
    """The key of a line of a locked month's statement; None where it has none like it."""
    found: int | None = (
        StatementLine.select(StatementLine.id)
        .where(
            StatementLine.statement == statement,
            StatementLine.voucher == line.voucher,
            StatementLine.subcontract == line.subcontract,
            StatementLine.grade == line.grade,
        )
        .scalar()
    )
    return found
