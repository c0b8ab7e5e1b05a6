"""One product as its page shows it: its year month by month, who makes it, and what of it is in the warehouse.

Quantities are thousandths, shares ppm.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import fn

from models import format
from models.database import db
from models.queries.answers import first_column
from models.queries.counting import standing
from models.queries.ledger.open_subcontracts import states_of, unfinished
from models.queries.ledger.warehouse import product_stock
from models.queries.order.standing import SubcontractState
from models.queries.periods import last_periods
from models.queries.totals import to_subcontract
from models.rules.order.allocation import MILLION
from models.rules.pay.calendar import Period
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household


@dataclass(slots=True)
class PiecesMade:
    """What came in: pieces received, those that were good or second, and those to be done again or scrapped."""

    received: int = 0
    good: int = 0
    faulty: int = 0

    @property
    def share(self) -> int | None:
        """The share of rework and work scrap in what was received; None where nothing was."""
        return None if self.received <= 0 else max(0, min(MILLION, self.faulty * MILLION // self.received))


class ProductMonth(NamedTuple):
    """What came in of a product in a pay month."""

    period: Period
    made: PiecesMade


class Maker(NamedTuple):
    """A household that made a product in these months or has work on it: ``outstanding`` pieces are still to come."""

    household: int
    code: str
    head: str
    place: str
    made: PiecesMade
    outstanding: int


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product's year; the makers who made most first.

    ``running`` are the numbers of its open subcontracts, ``stock`` is what is in the warehouse by grade.
    """

    months: tuple[ProductMonth, ...]
    makers: tuple[Maker, ...]
    running: tuple[str, ...]
    stock: dict[str, int]


def product_record(product: int, today: dt.date) -> ProductRecord:
    """The last twelve pay months of a product."""
    spans = last_periods(today)
    by_month: dict[str, PiecesMade] = {span.key: PiecesMade() for span in spans}
    for day, made in _sums(product, Voucher.date, spans).items():
        span = next(span for span in spans if dt.date.fromisoformat(day) in span)
        _add(by_month[span.key], made)
    stock = {grade: quantity for (_, grade), quantity in product_stock([product]).items() if quantity}
    months = tuple(ProductMonth(span, by_month[span.key]) for span in spans)
    running = _running(product)
    numbers = tuple(sorted(state.number for state in running))
    return ProductRecord(months, _makers(product, spans, running), numbers, stock)


def _add(to: PiecesMade, more: PiecesMade) -> None:
    to.received += more.received
    to.good += more.good
    to.faulty += more.faulty


def _sums(product: int, by: Any, spans: list[Period]) -> dict[Any, PiecesMade]:
    """What came in of a product over these months, by a column of the slips."""
    found: dict[Any, PiecesMade] = defaultdict(PiecesMade)
    for table in (CollectionLine, InspectionLine):
        received = fn.SUM(CollectionLine.received) if table is CollectionLine else 0
        query = table.select(
            by, received, fn.SUM(table.good + table.second), fn.SUM(table.rework + table.work_scrap)
        )
        query = to_subcontract(query.join(Voucher), table).join(Order)
        held = (Order.product == product, Voucher.date.between(spans[0].start, spans[-1].end), standing())
        for key, *sums in db.execute(query.where(*held).group_by(by)):
            _add(found[key], PiecesMade(*sums))
    return found


def _running(product: int) -> list[SubcontractState]:
    """The open subcontracts of a product."""
    of = Subcontract.select(Subcontract.id).join(Order).where(Order.product == product)
    mine = set(first_column(of))
    return list(states_of(unfinished().subcontracts & mine).values())


def _makers(product: int, spans: list[Period], running: list[SubcontractState]) -> tuple[Maker, ...]:
    made = _sums(product, Voucher.household, spans)
    outstanding: dict[int, int] = defaultdict(int)
    for state in running:
        outstanding[state.household_id] += state.outstanding
    wanted = made.keys() | outstanding.keys()
    people = Household.select(
        Household.id, Household.code, Household.head, Household.village, Household.group
    )
    found = [
        Maker(key, code, head, format.place(village, group), made.get(key, PiecesMade()), outstanding[key])
        for key, code, head, village, group in db.execute(people)
        if key in wanted
    ]
    return tuple(sorted(found, key=lambda one: (-one.made.good, one.code)))
