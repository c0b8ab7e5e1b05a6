"""Pieces that cannot be paid because no rate was in force: what blocks locking, found without reading every line."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from models.database import db
from models.queries.counting import standing
from models.queries.order.subcontract_summary import named
from models.queries.periods import locked_until
from models.queries.totals import to_subcontract
from models.rights import shows
from models.rules.ledger.grade import GOOD, SECOND
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Product


class UnpricedPiece(NamedTuple):
    """A paid grade of a slip in an open period whose subcontract has no rate."""

    number: str
    day: dt.date
    who: str
    product_id: int
    product: str
    grade: str


@shows()
def unpriced() -> list[UnpricedPiece]:
    """What has no rate in the open periods, the oldest first: it blocks locking."""
    found: set[tuple[Any, ...]] = set()
    for grade, kept in ((GOOD, Subcontract.good_rate), (SECOND, Subcontract.second_rate)):
        # Their subcontracts first: few have no rate, and only those lines are read.
        lacking = Subcontract.select(Subcontract.id).where(kept.is_null())
        for table in (CollectionLine, InspectionLine):
            query = _paid_lines(table, grade).where(CollectionLine.subcontract.in_(lacking))
            for head, village, group, number, on, product, name in db.execute(query):
                found.add((on, number, named(head, village, group), product, name, grade))
    return [
        UnpricedPiece(number, dt.date.fromisoformat(on), who, product, name, grade)
        for on, number, who, product, name, grade in sorted(found)
    ]


def _paid_lines(table: Any, grade: str) -> Any:
    quantity = table.second if grade == SECOND else table.good + table.material_scrap
    query = table.select(
        Household.head,
        Household.village,
        Household.group,
        Voucher.number,
        Voucher.date,
        Product.id,
        Product.name,
    )
    query = to_subcontract(query.join(Voucher).join(Household), table).join(Order).join(Product)
    query = query.where(standing(), quantity != 0)
    locked = locked_until()
    return query if locked is None else query.where(Voucher.date > locked)
