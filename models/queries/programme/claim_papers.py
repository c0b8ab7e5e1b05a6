"""The claim list (申报表) as county offices ask: who it is for, six months of pay of their households, their contracts.

Money is fen. ID numbers are read as far as who asks may see them, and pay is left out for who may not see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from peewee import JOIN

from models.database import among, db
from models.queries.document_common import Contact, contacts, printed_before, refuse_absent
from models.queries.past import as_locked
from models.queries.pay.earnings import statements
from models.queries.periods import period_at
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
        .join_from(Claim, Workshop, JOIN.LEFT_OUTER)
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
    facts = _ClaimFacts(claims)
    return [_paper(claim, facts) for claim in claims]


class _PersonClaimed(NamedTuple):
    """Somebody in a claim as the row says it."""

    worker: int
    name: str
    sex: str
    identity: str
    household: int
    days: int | None
    amount: int


class _ClaimFacts:
    """What claims are printed from, asked once for all of them."""

    def __init__(self, claims: Sequence[Any]) -> None:
        self.printed = printed_before("claim", [claim.number for claim in claims])
        self.people: dict[int, list[_PersonClaimed]] = defaultdict(list)
        query = (
            ClaimPerson.select(
                ClaimPerson.claim,
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
            .where(among(ClaimPerson.claim, {claim.id for claim in claims}))
            .order_by(Household.code, Worker.name)
        )
        for key, *who in db.execute(query):
            self.people[key].append(_PersonClaimed(*who))
        everybody = [one for own in self.people.values() for one in own]
        self.homes = contacts({one.household for one in everybody})
        self.placements: dict[int, list[Any]] = defaultdict(list)
        placed = Placement.select().where(among(Placement.worker, {one.worker for one in everybody}))
        for row in placed.order_by(Placement.start):
            self.placements[row.worker_id].append(row)
        self.earned = self._earned(claims) if may(roles.SEE_PAY) else None

    def _earned(self, claims: Iterable[Any]) -> dict[tuple[int, str], int]:
        """The gross pay by household and month, as it was locked or stands today."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for claim in claims:
            for month in _months(claim):
                wanted[month] |= {one.household for one in self.people[claim.id]}
        found = {}
        for month, households in wanted.items():
            with as_locked(month):
                for one in statements(month, households=households).statements if households else ():
                    found[one.household, month] = one.reckoning.gross
        return found


def _months(claim: Any) -> tuple[str, ...]:
    """The months of pay that are told of a claim, the oldest first."""
    last = period_at(claim.date).key
    return tuple(months_before(last, back) for back in range(MONTHS, 0, -1))


def _paper(claim: Any, facts: _ClaimFacts) -> ClaimPaper:
    people, homes = facts.people[claim.id], facts.homes
    contracts = {one.worker: _contracts(claim, one, facts) for one in people}
    lines = tuple(
        ClaimLine(
            one.name,
            one.sex,
            Worker.id_number.python_value(one.identity),
            homes[one.household],
            max(contracts[one.worker], key=lambda one: (one.days or 0, one.start), default=None),
            one.days,
            one.amount,
            one.worker,
        )
        for one in people
    )
    periods = _months(claim)
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
        _pay({one.household for one in people}, periods, facts),
        tuple(contract for one in people for contract in contracts[one.worker]),
        facts.printed.get(claim.number, 0),
    )


def _contracts(claim: Any, who: _PersonClaimed, facts: _ClaimFacts) -> list[ClaimContract]:
    """The contracts of somebody up to the day of the claim, those at its workshop where it has one."""
    return [
        ClaimContract(
            who.name,
            facts.homes[who.household].code,
            one.employer,
            one.start,
            one.end,
            one.contract_days,
            one.insured_from,
            one.insured_to,
        )
        for one in facts.placements[who.worker]
        if one.start <= claim.date and claim.workshop_id in (None, one.workshop_id)
    ]


def _pay(households: set[int], periods: Sequence[str], facts: _ClaimFacts) -> tuple[ClaimPay, ...]:
    """The gross pay of these households month by month; of none for who may not see it."""
    if facts.earned is None:
        return ()
    return tuple(
        ClaimPay(facts.homes[key], tuple(facts.earned.get((key, period)) for period in periods))
        for key in sorted(households, key=lambda key: facts.homes[key].code)
    )
