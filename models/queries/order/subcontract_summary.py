"""Subcontracts in words: who makes what until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from models import format
from models.database import db, parts
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Product


@dataclass(frozen=True, slots=True)
class SubcontractSummary:
    """An open subcontract in words; thousandths."""

    id: int
    number: str
    head: str
    place: str
    product: str
    unit: str
    quantity: int
    date: dt.date
    due: dt.date
    order: int
    household: int = 0
    phone: str = ""

    @property
    def who(self) -> str:
        """The household in one phrase."""
        return format.household(self.head, self.place)


def works(keys: Iterable[int]) -> list[SubcontractSummary]:
    """These subcontracts in words, the soonest due first."""
    query = (
        Subcontract.select(
            Subcontract.id,
            Subcontract.number,
            Household.head,
            Household.village,
            Household.group,
            Product.name,
            Product.unit,
            Subcontract.quantity,
            Subcontract.date,
            Subcontract.due,
            Order.id,
            Household.id,
            Household.phone,
        )
        .join(Household)
        .join_from(Subcontract, Order)
        .join(Product)
    )
    found = [
        SubcontractSummary(
            key,
            number,
            head,
            format.place(village, group),
            product,
            unit,
            quantity,
            dt.date.fromisoformat(given),
            dt.date.fromisoformat(due),
            *more,
        )
        for part in parts(list(keys))
        for key, number, head, village, group, product, unit, quantity, given, due, *more in db.execute(
            query.where(Subcontract.id.in_(part))
        )
    ]
    found.sort(key=lambda work: (work.due, work.number))
    return found


def named(head: str, village: str, group: str) -> str:
    """A household in one phrase, with its place where it is known."""
    return format.household(head, format.place(village, group))
