"""What households made day by day: good and second pieces, from collections and inspections. Thousandths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from peewee import fn

from models.database import among, db
from models.queries.counting import standing
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.product import Product


class MadeOnDay(NamedTuple):
    """What a household made of a unit on a day."""

    household: int
    unit: str
    day: dt.date
    quantity: int


def pieces_made(households: Collection[int], first: dt.date, last: dt.date) -> list[MadeOnDay]:
    """What was good or second of these households on the days of a span, by unit."""
    found = []
    for table in (CollectionLine, InspectionLine):
        query = table.select(
            Voucher.household, Product.unit, Voucher.date, fn.SUM(table.good + table.second)
        ).join(Voucher)
        query = query.switch(table)
        if table is InspectionLine:
            query = query.join(CollectionLine)
        query = query.join(Subcontract).join(Order).join(Product)
        query = query.where(
            among(Voucher.household, set(households)), Voucher.date.between(first, last), standing()
        )
        for household, unit, day, quantity in db.execute(
            query.group_by(Voucher.household, Product.unit, Voucher.date)
        ):
            found.append(MadeOnDay(household, unit, dt.date.fromisoformat(day), quantity))
    return found
