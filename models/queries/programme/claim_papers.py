"""The claim list (申报表) as county offices ask: who it is for, six months of pay of their households, their contracts.

Money is fen. ID numbers are read as far as who asks may see them, and pay is left out for who may not see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from peewee import JOIN

from models.database import among, db
from models.queries.document_common import Contact, contacts, printed_before, refuse_absent
from models.queries.past import as_locked
from models.queries.pay.earnings import statements
from models.queries.periods import period_at, period_named
from models.rights import may
from models.rules.desk import roles
from models.rules.pay.growth import months_before
from models.tables.party import Household, Worker
from models.tables.programme import Placement, Workshop
from models.tables.support import Claim, ClaimPerson, SupportRule

Day = date
BASIS, STATUS, SEX = SupportRule.basis, Claim.status, Worker.sex
"""How paper says what a claim is paid for, how it stands, and somebody's sex."""
MONTHS: Final = 6
"""So many months of pay are told, up to the month before the claim."""


@dataclass(frozen=True, slots=True)
class ClaimContract:
    """A contract of somebody in a claim, with the span of the insurance."""

    worker: str
    household: str
    employer: str
    start: date
    end: date | None
    days: int | None
    insured_from: date | None
    insured_to: date | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """Somebody a claim is for, ``worker`` by key; ``contract`` is the one with the most days, None for none."""

    name: str
    sex: str
    identity: str
    contact: Contact
    contract: ClaimContract | None
    days: int | None
    amount: int
    worker: int = 0


@dataclass(frozen=True, slots=True)
class ClaimPay:
    """The gross pay of a household in the months told, None where it had none, with the sum."""

    contact: Contact
    months: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """All months together."""
        return sum(one or 0 for one in self.months)


@dataclass(frozen=True, slots=True)
class ClaimPaper:
    """A claim with everything that is handed in; ``pay`` is empty for who may not see it.

    ``amount`` is what is claimed, or what the office approved; ``claimed`` what the people or the workshop make.
    """

    number: str
    date: Day
    status: str
    rule: str
    code: str
    basis: str
    rate: int
    amount: int
    claimed: int
    workshop: str
    workshop_code: str
    paid_on: Day | None
    evidence: str
    note: str
    lines: tuple[ClaimLine, ...]
    periods: tuple[str, ...]
    pay: tuple[ClaimPay, ...]
    contracts: tuple[ClaimContract, ...]
    printed: int = 0

    @property
    def days(self) -> int:
        """The days of all people together."""
        return sum(line.days or 0 for line in self.lines)


def claim_papers(
    first: date | None = None, last: date | None = None, numbers: Sequence[str] = ()
) -> list[ClaimPaper]:
    """Claims of a span of days, or of these numbers in the order given.

    Raises UserError (field: number) where there is none of a number.
    """
    query = (
        Claim.select(Claim, SupportRule, Workshop)
        .join(SupportRule)
        .switch(Claim)
        .join(Workshop, JOIN.LEFT_OUTER)
    )
    if numbers:
        query = query.where(Claim.number.in_(list(numbers)))
    if first is not None:
        query = query.where(Claim.date >= first)
    if last is not None:
        query = query.where(Claim.date <= last)
    claims = list(query.order_by(Claim.date, Claim.number))
    refuse_absent(numbers, {claim.number for claim in claims})
    order = {number: at for at, number in enumerate(numbers)}
    claims.sort(key=lambda claim: order.get(claim.number, 0))
    printed = printed_before("claim", [claim.number for claim in claims])
    return [_paper(claim, printed.get(claim.number, 0)) for claim in claims]


def _paper(claim: Any, printed: int) -> ClaimPaper:
    rows = list(
        db.execute(
            ClaimPerson.select(
                Worker.id,
                Worker.name,
                Worker.sex,
                Worker.id_number,
                Worker.household,
                ClaimPerson.days,
                ClaimPerson.amount,
            )
            .join(Worker)
            .join(Household)
            .where(ClaimPerson.claim == claim.id)
            .order_by(Household.code, Worker.name)
        )
    )
    homes = contacts({row[4] for row in rows})
    contracts = _contracts(claim, {row[0]: (row[1], homes[row[4]].code) for row in rows})
    lines = tuple(
        ClaimLine(
            name,
            sex,
            Worker.id_number.python_value(identity),
            homes[home],
            max(contracts[worker], key=lambda one: (one.days or 0, one.start), default=None),
            days,
            amount,
            worker,
        )
        for worker, name, sex, identity, home, days, amount in rows
    )
    last = period_at(claim.date).key
    periods = tuple(months_before(last, back) for back in range(MONTHS, 0, -1))
    shop = claim.workshop
    by_people = sum(line.amount for line in lines)
    return ClaimPaper(
        claim.number,
        claim.date,
        claim.status,
        claim.rule.name,
        claim.rule.code,
        claim.rule.basis,
        claim.rule.amount,
        claim.amount,
        by_people or claim.rule.amount,
        "" if shop is None else shop.name,
        "" if shop is None else shop.code,
        claim.paid_on,
        claim.evidence,
        claim.note,
        lines,
        periods,
        _pay(homes, periods) if may(roles.SEE_PAY) else (),
        tuple(one for row in rows for one in contracts[row[0]]),
        printed,
    )


def _contracts(claim: Any, workers: dict[int, tuple[str, str]]) -> dict[int, list[ClaimContract]]:
    """The contracts of these people up to the day of the claim, those at its workshop where it has one."""
    query = Placement.select().where(among(Placement.worker, set(workers)), Placement.start <= claim.date)
    if claim.workshop_id is not None:
        query = query.where(Placement.workshop == claim.workshop_id)
    found: dict[int, list[ClaimContract]] = defaultdict(list)
    for one in query.order_by(Placement.start):
        found[one.worker_id].append(
            ClaimContract(
                *workers[one.worker_id],
                one.employer,
                one.start,
                one.end,
                one.contract_days,
                one.insured_from,
                one.insured_to,
            )
        )
    return found


def _pay(homes: dict[int, Contact], periods: Sequence[str]) -> tuple[ClaimPay, ...]:
    """The gross pay of these households month by month, as it was locked or stands today."""
    earned: dict[int, dict[str, int]] = defaultdict(dict)
    for key in periods if homes else ():
        with as_locked(key):
            for one in statements(period_named(key).key, households=set(homes)).statements:
                earned[one.household][key] = one.reckoning.gross
    return tuple(
        ClaimPay(contact, tuple(earned[key].get(period) for period in periods))
        for key, contact in sorted(homes.items(), key=lambda item: item[1].code)
    )
