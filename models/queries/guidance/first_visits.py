"""Who should be shown how something is made because it is new there: the first work, or the first of a product."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from peewee import fn

from models import format
from models.database import among, db
from models.i18n import tr
from models.queries.counting import counts
from models.queries.guidance.defects import VisitHome
from models.rules.ledger import voucher_kind
from models.settings import settings
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Product

NEW_HOUSEHOLD, NEW_PRODUCT = "new_household", "new_product"
"""Why a first visit is proposed."""
_SAID: Final = {NEW_HOUSEHOLD: "visits.new_household", NEW_PRODUCT: "visits.new_product"}


class FirstVisit(NamedTuple):
    """A household that does something new since a day, where nobody was since."""

    household: int
    home: VisitHome
    product: int
    product_name: str
    why: str
    since: dt.date

    def reason(self) -> str:
        """Why a visit is proposed, in words."""
        words = (
            tr("New to the work: {product} since {day}, nobody showed it yet")
            if self.why == NEW_HOUSEHOLD
            else tr("New product: {product} since {day}, nobody showed it yet")
        )
        return words.format(product=self.product_name, day=format.date(self.since, short=True))


def first_visits(day: dt.date) -> list[FirstVisit]:
    """Whom to visit because the work or the product is new there, the longest waiting first.

    A new household is told once, by its first product.
    """
    said = settings()
    days = {why: int(said[key]) for why, key in _SAID.items()}
    if not any(days.values()):
        return []
    begun = _begun(day)
    earliest: dict[int, dt.date] = {}
    for (household, _), since in begun.items():
        earliest[household] = min(since, earliest.get(household, since))
    visited = _visited()
    found: list[tuple[int, int, str, dt.date]] = []
    told: set[int] = set()
    for (household, product), since in sorted(begun.items(), key=lambda one: (one[1], one[0])):
        new = since == earliest[household]
        why = NEW_HOUSEHOLD if new else NEW_PRODUCT
        waiting = (day - since).days
        if not days[why] or waiting > days[why] or visited.get(household, dt.date.min) >= since:
            continue
        if not new or household not in told:
            found.append((household, product, why, since))
            told.add(household)
    return _described(found)


def _begun(day: dt.date) -> dict[tuple[int, int], dt.date]:
    """When each household was first given each product."""
    query = (
        Subcontract.select(Subcontract.household, Order.product, fn.MIN(Subcontract.date))
        .join(Order)
        .where(Subcontract.date <= day)
        .group_by(Subcontract.household, Order.product)
    )
    return {(home, product): dt.date.fromisoformat(since) for home, product, since in db.execute(query)}


def _visited() -> dict[int, dt.date]:
    query = (
        Voucher.select(Voucher.household, fn.MAX(Voucher.date))
        .where(Voucher.kind == voucher_kind.VISIT, counts())
        .group_by(Voucher.household)
    )
    return {home: dt.date.fromisoformat(day) for home, day in db.execute(query)}


def _described(found: list[tuple[int, int, str, dt.date]]) -> list[FirstVisit]:
    columns = (Household.head, Household.village, Household.group, Household.phone)
    asked = Household.select(Household.id, *columns).where(
        among(Household.id, {one[0] for one in found}), Household.active
    )
    homes = {key: VisitHome(*rest) for key, *rest in db.execute(asked)}
    goods = Product.select(Product.id, Product.name).where(among(Product.id, {one[1] for one in found}))
    names = dict(db.execute(goods))
    return [
        FirstVisit(home, homes[home], product, names[product], why, since)
        for home, product, why, since in found
        if home in homes
    ]
