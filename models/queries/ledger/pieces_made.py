"""What households made month by month: good and second pieces, from collections and inspections. Thousandths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from peewee import fn

from models.database import among, db
from models.queries.counting import standing
from models.queries.totals import to_subcontract
from models.rules.pay.calendar import Period
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order
from models.tables.product import Product


def pieces_made(
    households: Collection[int], months: Sequence[Period]
) -> dict[tuple[str, int], dict[str, int]]:
    """What was good or second in months that follow one another, by the month's key and household, then by unit."""
    found: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    first, last = months[0].start, months[-1].end
    for table in (CollectionLine, InspectionLine):
        query = table.select(
            Voucher.household, Product.unit, Voucher.date, fn.SUM(table.good + table.second)
        ).join(Voucher)
        query = to_subcontract(query, table).join(Order).join(Product)
        query = query.where(
            among(Voucher.household, set(households)), Voucher.date.between(first, last), standing()
        )
        for household, unit, day, quantity in db.execute(
            query.group_by(Voucher.household, Product.unit, Voucher.date)
        ):
            made_on = date.fromisoformat(day)
            month = next((one for one in months if made_on in one), None)
            if month is not None:
                found[month.key, household][unit] += quantity
    return found
