"""Subcontracts with their household, order and product, as most questions about them join these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Product


@dataclass(frozen=True, slots=True)
class HouseholdWork:
    """A subcontract by its number, and whose it is."""

    id: int
    number: str
    household: int
    code: str
    head: str
    village: str


WORK: Final = (
    Product.id,
    Product.name,
    Product.unit,
    Subcontract.quantity,
    Subcontract.date,
    Subcontract.due,
)
"""What is made, how much of it, since when and until when."""


def subcontracts_with(*columns: Any) -> Any:
    """A select of these columns of all subcontracts, their households, orders and products."""
    return Subcontract.select(*columns).join(Household).join_from(Subcontract, Order).join(Product)


def subcontracts_of(household: int | None) -> Any:
    """A select of the keys of a household's subcontracts, of all where none is said."""
    query = subcontracts_with(Subcontract.id)
    return query if household is None else query.where(Subcontract.household == household)
