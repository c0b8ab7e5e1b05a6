"""One workshop as its record shows it: its households now and before, their months, its money, sales and placements.

Money in fen, quantities in thousandths.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from models.queries.counting import standing
from models.queries.pay.pay_by_month import pay_of
from models.queries.periods import last_periods
from models.queries.report import ReportFilters
from models.rights import may, shows
from models.rules.desk.roles import SEE_PAY
from models.rules.party.day_span import DaySpan
from models.tables.ledger import SaleLine, Voucher
from models.tables.party import Household, Worker
from models.tables.product import Product
from models.tables.programme import FUNDING_SOURCES, Funding, Placement, Workshop, WorkshopMember


class WorkshopHome(NamedTuple):
    """A household that belongs or belonged to the workshop: the key of the membership, and its days."""

    membership: int
    household: int
    code: str
    head: str
    village: str
    span: DaySpan


class WorkshopMonth(NamedTuple):
    """A pay month: how many households belonged to the workshop in it, and what they were paid in all."""

    period: str
    households: int
    piece: int
    gross: int


class WorkshopSale(NamedTuple):
    """A line of a sales slip of the workshop."""

    voucher: int
    date: date
    number: str
    product: str
    unit: str
    quantity: int
    takings: int


class PlacedBy(NamedTuple):
    """Somebody the workshop found work for."""

    placement: int
    name: str
    employer: str
    span: DaySpan


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """A workshop with all that is told of it; ``months`` are None for who may not see pay."""

    workshop: Any
    homes: tuple[WorkshopHome, ...]
    months: tuple[WorkshopMonth, ...] | None
    funding: dict[str, int]
    sales: tuple[WorkshopSale, ...]
    placed: tuple[PlacedBy, ...]

    def now(self, day: date) -> list[WorkshopHome]:
        """The households that belong to it on a day."""
        return [one for one in self.homes if one.span.holds(day)]


@shows()
def workshop_record(key: int, today: date) -> WorkshopRecord | None:
    """A workshop's record; None when there is no such one."""
    workshop: Any = Workshop.get_or_none(Workshop.id == key)
    if workshop is None:
        return None
    homes = _homes(key)
    return WorkshopRecord(
        workshop,
        homes,
        _months(homes, today) if may(SEE_PAY) else None,
        _funding(key),
        _sales(workshop.code),
        _placed(key),
    )


def _homes(key: int) -> tuple[WorkshopHome, ...]:
    """Who belongs to it, those of now first and the newest of before."""
    query: Any = (
        WorkshopMember.select(WorkshopMember, Household)
        .join(Household)
        .where(WorkshopMember.workshop == key)
        .order_by(WorkshopMember.end.is_null(False), WorkshopMember.end.desc(), Household.code)
    )
    return tuple(
        WorkshopHome(
            one.id,
            one.household_id,
            one.household.code,
            one.household.head,
            one.household.village,
            DaySpan(one.start, one.end),
        )
        for one in query
    )


def _months(homes: tuple[WorkshopHome, ...], today: date) -> tuple[WorkshopMonth, ...]:
    """The last twelve pay months; a month counts for a household that belonged to the workshop on one of its days."""
    spans: dict[int, list[DaySpan]] = defaultdict(list)
    for one in homes:
        spans[one.household].append(one.span)
    periods = list(last_periods(today))
    paid = {(one.period, one.home.id): one for one in pay_of(periods, ReportFilters())}
    found = []
    for period in periods:
        month = DaySpan(period.start, period.end)
        inside = [home for home, many in spans.items() if any(one.meets(month) for one in many)]
        pays = [paid[period.key, home] for home in inside if (period.key, home) in paid]
        pieces, gross = sum(one.piece for one in pays), sum(one.gross for one in pays)
        found.append(WorkshopMonth(period.key, len(inside), pieces, gross))
    return tuple(found)


def _funding(key: int) -> dict[str, int]:
    """What was put in from each source, sources without any left out."""
    sums: dict[str, int] = dict.fromkeys((source for source, _ in FUNDING_SOURCES), 0)
    given: Any = Funding.select().where(Funding.workshop == key)
    for one in given:
        sums[one.source] += one.amount
    return {source: amount for source, amount in sums.items() if amount}


def _sales(code: str) -> tuple[WorkshopSale, ...]:
    """What it sold, the newest first; what was taken back counts with its sign."""
    query: Any = (
        SaleLine.select(SaleLine, Voucher, Product)
        .join(Voucher)
        .switch(SaleLine)
        .join(Product)
        .where(SaleLine.place == code, standing())
        .order_by(Voucher.date.desc(), SaleLine.id.desc())
    )
    return tuple(
        WorkshopSale(
            one.voucher_id,
            one.voucher.date,
            one.voucher.number,
            one.product.name,
            one.product.unit,
            one.quantity,
            one.takings,
        )
        for one in query
    )


def _placed(key: int) -> tuple[PlacedBy, ...]:
    query: Any = (
        Placement.select(Placement, Worker)
        .join(Worker)
        .where(Placement.workshop == key)
        .order_by(Placement.start.desc())
    )
    return tuple(
        PlacedBy(one.id, one.worker.name, one.employer, DaySpan(one.start, one.end)) for one in query
    )
