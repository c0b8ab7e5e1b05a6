"""The pay period of a day in figures: what it earned so far, by village, and what came in on each of its days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from peewee import fn

from models.database import among, db
from models.queries.counting import standing
from models.queries.past import as_locked
from models.queries.pay.months import OPEN, month_statuses
from models.queries.pay.pay_by_month import reckonings
from models.queries.periods import period_at
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.calendar import Period
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.pay import PayPeriod, Statement
from models.tables.product import Product


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """A pay period so far: gross pay in fen, of how many households, and its pictures.

    ``received``: unit → thousandths of each day of the period; ``villages``: name and gross, the most first.
    """

    period: Period
    status: str
    gross: int
    households: int
    received: dict[str, list[int]] = field(default_factory=dict)
    villages: tuple[tuple[str, int], ...] = ()


@shows()
def pieces_of_month(day: dt.date) -> MonthSummary:
    """The pay period a day falls into by its pieces alone, for who may not see pay."""
    span = period_at(day)
    with as_locked(span.key):
        return MonthSummary(span, month_statuses([span.key]).get(span.key, OPEN), 0, 0, _received(span))


@shows(roles.SEE_PAY)
def month(day: dt.date) -> MonthSummary:
    """The pay period a day falls into."""
    span = period_at(day)
    row = PayPeriod.get_or_none(PayPeriod.key == span.key)
    if row is None:
        status = OPEN
        gross = {household: one.gross for household, one in reckonings(span).items()}
    else:
        status = month_statuses([span.key])[span.key]
        query = Statement.select(Statement.household, Statement.gross).where(Statement.period == row)
        gross = dict(db.execute(query))
    with as_locked(span.key):
        return MonthSummary(span, status, sum(gross.values()), len(gross), _received(span), _villages(gross))


def _villages(gross: dict[int, int]) -> tuple[tuple[str, int], ...]:
    names = dict(
        db.execute(Household.select(Household.id, Household.village).where(among(Household.id, gross)))
    )
    sums: dict[str, int] = defaultdict(int)
    for household, fen in gross.items():
        sums[names.get(household, "")] += fen
    return tuple(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _received(span: Period) -> dict[str, list[int]]:
    """What came in on each day of a period, by unit, the unit with most slips first; thousandths."""
    query: Any = (
        CollectionLine.select(
            Product.unit, Voucher.date, fn.SUM(CollectionLine.received), fn.COUNT(CollectionLine.id)
        )
        .join(Voucher)
        .join_from(CollectionLine, Subcontract)
        .join(Order)
        .join(Product)
        .where(Voucher.date.between(span.start, span.end), standing())
        .group_by(Product.unit, Voucher.date)
    )
    days = (span.end - span.start).days + 1
    found: dict[str, list[int]] = {}
    slips: dict[str, int] = defaultdict(int)
    for unit, on, total, count in db.execute(query):
        bars = found.setdefault(unit, [0] * days)
        bars[(dt.date.fromisoformat(on) - span.start).days] = total
        slips[unit] += count
    return {unit: found[unit] for unit in sorted(found, key=lambda unit: -slips[unit])}
