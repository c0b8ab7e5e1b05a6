"""Subcontracts in words: who makes what until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models import format
from models.database import among
from models.queries.order.joined import subcontracts_with
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
    query = subcontracts_with(
        Subcontract.id,
        Subcontract.number,
        Household.head,
        Household.village,
        Household.group,
        Product.name.alias("product"),
        Product.unit,
        Subcontract.quantity,
        Subcontract.date,
        Subcontract.due,
        Order.id.alias("order"),
        Household.id.alias("household"),
        Household.phone,
    )
    named: Any = query.where(among(Subcontract.id, set(keys))).order_by(Subcontract.due, Subcontract.number)
    return [
        SubcontractSummary(place=format.place(row.pop("village"), row.pop("group")), **row)
        for row in named.dicts()
    ]


def named(head: str, village: str, group: str) -> str:
    """A household in one phrase, with its place where it is known."""
    return format.household(head, format.place(village, group))
