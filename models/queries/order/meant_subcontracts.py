"""The subcontracts that a report's filters mean, and what they are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from models.database import StoredDays, among, db, unless_halted
from models.queries.answers import first_column
from models.queries.order.joined import WORK, HouseholdWork, subcontracts_with
from models.queries.party.stays import living_where
from models.queries.report import ReportFilters
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Product

EVERYTHING: Final = ReportFilters()


@dataclass(frozen=True, slots=True)
class Named(HouseholdWork):
    """A subcontract with its household and product; quantity in thousandths."""

    product_id: int
    product: str
    unit: str
    quantity: int
    date: dt.date
    due: dt.date

    def cells(self) -> dict[str, Any]:
        """What it is called, by column key."""
        return {
            "number": self.number,
            "code": self.code,
            "head": self.head,
            "village": self.village,
            "product": self.product,
            "unit": self.unit,
        }


def narrowed(query: Any, filters: ReportFilters) -> Any:
    """A select that joins `Order` and `Household` of a subcontract, narrowed down to what the filters mean.

    A household that moved counts where it lived when the subcontract was given out.
    """
    for field, value in (
        (Household.category, filters.category),
        (Household.id, filters.household),
        (Order.product, filters.product),
        (Order.enterprise, filters.enterprise),
        (Order.id, filters.order),
    ):
        if value is not None:
            query = query.where(field == value)
    if filters.trade is not None:
        query = query.where(
            Order.product.in_(Product.select(Product.id).where(Product.trade == filters.trade))
        )
    living = living_where(filters.village, filters.place, Subcontract.date)
    return query.where(*living) if living else query


def meant(filters: ReportFilters, since: dt.date, until: dt.date) -> list[int]:
    """The subcontracts given out on days from one to another that the filters leave."""
    query = Subcontract.select(Subcontract.id).join(Order).join_from(Subcontract, Household)
    query = narrowed(query.where(Subcontract.date.between(since, until)), filters)
    return first_column(query)


def groups_of(column: Any, filters: ReportFilters) -> dict[int, int]:
    """What a column of `Subcontract` or `Order` says of each subcontract the filters leave."""
    query = Subcontract.select(Subcontract.id, column).join(Order)
    if filters != EVERYTHING:
        query = narrowed(query.join_from(Subcontract, Household), filters)
    return dict(db.execute(query))


def _named(row: tuple[Any, ...], days: StoredDays) -> Named:
    about: tuple[Any, ...] = (*row[:-2], days[row[-2]], days[row[-1]])
    return Named(*about)


def named(subcontracts: Collection[int], filters: ReportFilters = EVERYTHING) -> dict[int, Named]:
    """These subcontracts by their keys, those that the filters leave."""
    query = subcontracts_with(
        Subcontract.id,
        Subcontract.number,
        Household.id,
        Household.code,
        Household.head,
        Household.village,
        *WORK,
    ).where(among(Subcontract.id, subcontracts))
    days = StoredDays()
    return {row[0]: _named(row, days) for row in unless_halted(db.execute(narrowed(query, filters)))}
