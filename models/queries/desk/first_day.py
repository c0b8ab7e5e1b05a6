"""What a cooperative does once, before its first slip: the steps of the first day, and which of them are done."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.queries.counting import counts
from models.rules.ledger import voucher_kind
from models.settings import setting
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Material, Rate

NAME, PRODUCT, MATERIAL, HOUSEHOLD, ORDER, SHARES, DISPATCH = (
    "name",
    "product",
    "material",
    "household",
    "order",
    "shares",
    "dispatch",
)
WANTED = "today.first_day"
"""The setting that shows the steps; somebody may put them aside."""


class FirstStep(NamedTuple):
    """A step, and whether it is done."""

    key: str
    done: bool


def first_steps() -> list[FirstStep]:
    """The steps in their order; none when all are done or put aside, or where work came back already."""
    if not setting(WANTED) or _any(Voucher.select().where(Voucher.kind == voucher_kind.COLLECTION)):
        return []
    steps = [
        FirstStep(NAME, bool(setting("cooperative.name"))),
        FirstStep(PRODUCT, _any(Rate.select())),
        FirstStep(MATERIAL, _any(Material.select())),
        FirstStep(HOUSEHOLD, _any(Household.select())),
        FirstStep(ORDER, _any(Order.select())),
        FirstStep(SHARES, _any(Subcontract.select())),
        FirstStep(DISPATCH, _any(Voucher.select().where(Voucher.kind == voucher_kind.ISSUE, counts()))),
    ]
    return [] if all(step.done for step in steps) else steps


def open_order() -> int | None:
    """The newest order of which nothing was given to a household yet."""
    given = Subcontract.select(Subcontract.order)
    row: Any = (
        Order.select(Order.id)
        .where(Order.closed_on.is_null(), Order.id.not_in(given))
        .order_by(Order.id.desc())
        .first()
    )
    return None if row is None else row.id


def open_subcontract() -> int | None:
    """The oldest subcontract under way."""
    row: Any = (
        Subcontract.select(Subcontract.id)
        .where(Subcontract.closed_on.is_null())
        .order_by(Subcontract.id)
        .first()
    )
    return None if row is None else row.id


def _any(query: Any) -> bool:
    return bool(query.exists())
