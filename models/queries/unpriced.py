"""Pieces that cannot be paid because no rate was in force: what blocks locking, found without reading every line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from peewee import fn

from models.database import db, parts
from models.queries.pay import rate_table
from models.queries.periods import locked_until
from models.queries.work import named
from models.rules.grade import GOOD, SECOND
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Product, Rate
from models.tables.voucher import CollectionLine, InspectionLine, Voucher

_DAY = dt.timedelta(days=1)


class UnpricedPiece(NamedTuple):
    """A paid grade of a slip in an open period with no rate in force on its subcontract's day."""

    number: str
    day: dt.date
    who: str
    product_id: int
    product: str
    grade: str


def unpriced() -> list[UnpricedPiece]:
    """What has no rate in the open periods, the oldest first: it blocks locking."""
    rates = rate_table()
    found: set[tuple[Any, ...]] = set()
    for grade, orders in _doubtful().items():
        for part in parts(orders):
            for table in (CollectionLine, InspectionLine):
                for given, head, village, group, number, on, product, name in db.execute(
                    _paid_lines(table, grade, part)
                ):
                    if rates.rate(product, grade, dt.date.fromisoformat(given)) is None:
                        found.add((on, number, named(head, village, group), product, name, grade))
    return [
        UnpricedPiece(number, dt.date.fromisoformat(on), who, product, name, grade)
        for on, number, who, product, name, grade in sorted(found)
    ]


def _doubtful() -> dict[str, list[int]]:
    """By grade, the orders whose subcontracts were given out over days that its rates do not cover throughout."""
    covered: dict[tuple[int, str], list[tuple[dt.date, dt.date]]] = defaultdict(list)
    query: Any = Rate.select().order_by(Rate.start)
    for row in query:
        spans = covered[row.product_id, row.grade]
        end = row.end or dt.date.max
        if spans and spans[-1][1] != dt.date.max and row.start <= spans[-1][1] + _DAY:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((row.start, end))
    products = dict(db.execute(Order.select(Order.id, Order.product)))
    found: dict[str, list[int]] = {GOOD: [], SECOND: []}
    given = Subcontract.select(Subcontract.order, fn.MIN(Subcontract.date), fn.MAX(Subcontract.date))
    for order, first, last in db.execute(given.group_by(Subcontract.order)):
        begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        for grade, orders in found.items():
            spans = covered.get((products[order], grade), [])
            if not any(start <= begin and end <= stop for start, stop in spans):
                orders.append(order)
    return found


def _paid_lines(table: Any, grade: str, orders: Collection[int]) -> Any:
    quantity = table.second if grade == SECOND else table.good + table.material_scrap
    query = table.select(
        Subcontract.date,
        Household.head,
        Household.village,
        Household.group,
        Voucher.number,
        Voucher.date,
        Product.id,
        Product.name,
    )
    query = query.join(Voucher).join(Household).switch(table)
    if table is InspectionLine:
        query = query.join(CollectionLine)
    query = query.join(Subcontract).join(Order).join(Product)
    query = query.where(Voucher.voided_on.is_null(), Order.id.in_(list(orders)), quantity != 0)
    locked = locked_until()
    return query if locked is None else query.where(Voucher.date > locked)
