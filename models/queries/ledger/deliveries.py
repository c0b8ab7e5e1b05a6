"""What went to enterprises order by order: what a delivery may belong to, and what the enterprise found of it.

Quantities are thousandths. A delivery written before deliveries named their orders has no lines; what it brought is
counted to the oldest orders first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from peewee import fn

from models.database import db
from models.queries.answers import answers
from models.queries.counting import standing
from models.rules.ledger import voucher_kind
from models.rules.ledger.delivery import Shares, spread
from models.tables.ledger import DeliveryLine, Movement, Voucher
from models.tables.order import Order
from models.tables.party import Enterprise
from models.tables.product import Product


@dataclass(frozen=True, slots=True)
class OrderDeliveries:
    """What an order had received up to a day: ``named`` by deliveries that say so, and what was found of it."""

    named: int = 0
    accepted: int = 0
    defects: int = 0


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order a delivery may belong to, with what is still to come: ordered less delivered, defects counted back."""

    id: int
    number: str
    open: int
    closed: bool


class DeliveredLine(NamedTuple):
    """A line of a delivery; ``id`` is None where the delivery named no order and this is only a proposal."""

    id: int | None
    order: int
    number: str
    product: str
    unit: str
    grade: str
    quantity: int
    accepted: int
    defects: int
    checked_on: date | None
    reason: str


def order_deliveries(until: date | None = None) -> dict[int, OrderDeliveries]:
    """What every order had received, as its deliveries say, up to the end of a day (None: now)."""
    delivered, accepted, defects = (defaultdict(int) for _ in range(3))
    handed = (
        DeliveryLine.select(DeliveryLine.order, fn.SUM(DeliveryLine.quantity))
        .join(Voucher)
        .where(standing())
        .group_by(DeliveryLine.order)
    )
    if until is not None:
        handed = handed.where(Voucher.date <= until)
    for order, quantity in db.execute(handed):
        delivered[order] = quantity
    found = (
        DeliveryLine.select(DeliveryLine.order, fn.SUM(DeliveryLine.accepted), fn.SUM(DeliveryLine.defects))
        .join(Voucher)
        .where(standing(), DeliveryLine.checked_on.is_null(False))
        .group_by(DeliveryLine.order)
    )
    if until is not None:
        found = found.where(DeliveryLine.checked_on <= until)
    for order, good, bad in db.execute(found):
        accepted[order], defects[order] = good, bad
    return {
        order: OrderDeliveries(delivered[order], accepted[order], defects[order])
        for order in {*delivered, *accepted}
    }


def unnamed(until: date | None = None, of: tuple[int, int] | None = None) -> dict[tuple[int, int], int]:
    """What enterprises had been handed that no line gives to an order, by enterprise and product; or ``of`` one."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for end, sign in ((Movement.target, 1), (Movement.source, -1)):
        query = (
            Movement.select(end, Movement.product, fn.SUM(Movement.quantity))
            .join(Voucher)
            .join_from(Movement, Enterprise, on=(end == Enterprise.id))
            .where(Movement.product.is_null(False), standing())
            .group_by(end, Movement.product)
        )
        if until is not None:
            query = query.where(Movement.date <= until)
        if of is not None:
            query = query.where(end == of[0], Movement.product == of[1])
        for enterprise, product, quantity in db.execute(query):
            found[enterprise, product] += sign * quantity
    named = order_deliveries(until)
    ordered = Order.select(Order.id, Order.enterprise, Order.product).where(Order.id.in_(list(named)))
    if of is not None:
        ordered = ordered.where(Order.enterprise == of[0], Order.product == of[1])
    for order, enterprise, product in db.execute(ordered):
        found[enterprise, product] -= named[order].named
    return {key: quantity for key, quantity in found.items() if quantity > 0}


def open_orders(enterprise: int, product: int, apart: int = 0) -> list[OpenOrder]:
    """The orders of a product an enterprise gave, oldest first, but those closed short last, with nothing open.

    ``apart`` leaves so much of what names no order out of account, because it is asked about.
    """
    rows = list(
        db.execute(
            Order.select(Order.id, Order.number, Order.quantity, Order.closed_on)
            .where(Order.enterprise == enterprise, Order.product == product)
            .order_by(Order.date, Order.id)
        )
    )
    known = order_deliveries()
    loose = max(0, unnamed(of=(enterprise, product)).get((enterprise, product), 0) - apart)
    rooms = [max(0, quantity - known.get(key, OrderDeliveries()).named) for key, _, quantity, _ in rows]
    found = []
    for (key, number, quantity, closed), more in zip(rows, spread(loose, rooms), strict=True):
        one = known.get(key, OrderDeliveries())
        left = 0 if closed else max(0, quantity - one.named - more + one.defects)
        found.append(OpenOrder(key, number, left, closed is not None))
    return sorted(found, key=lambda order: order.closed)


def lines_of(voucher: int) -> list[DeliveredLine]:
    """The lines of a delivery; of one that named no orders a proposal, its products shared out oldest order first."""
    query = (
        DeliveryLine.select(
            DeliveryLine.id,
            DeliveryLine.order.alias("order"),
            Order.number,
            Product.name.alias("product"),
            Product.unit,
            DeliveryLine.grade,
            DeliveryLine.quantity,
            DeliveryLine.accepted,
            DeliveryLine.defects,
            DeliveryLine.checked_on,
            DeliveryLine.reason,
        )
        .join(Order)
        .join(Product)
        .where(DeliveryLine.voucher == voucher)
        .order_by(DeliveryLine.id)
    )
    return answers(DeliveredLine, query) or _proposed(voucher)


def _proposed(voucher: int) -> list[DeliveredLine]:
    query = (
        Movement.select(
            Movement.target, Movement.product, Product.name, Product.unit, Movement.grade, Movement.quantity
        )
        .join(Product)
        .join_from(Movement, Voucher)
        .where(
            Movement.voucher == voucher,
            Voucher.kind == voucher_kind.DELIVERY,
            Movement.product.is_null(False),
        )
        .order_by(Movement.id)
    )
    rows = list(db.execute(query))
    whole: dict[tuple[int, int], int] = defaultdict(int)
    for enterprise, product, *_, quantity in rows:
        whole[enterprise, product] += quantity
    orders = {key: open_orders(*key, apart=apart) for key, apart in whole.items()}
    shares = Shares({key: [order.open for order in found] for key, found in orders.items()})
    return [
        DeliveredLine(None, order.id, order.number, name, unit, grade, part, 0, 0, None, "")
        for enterprise, product, name, unit, grade, quantity in rows
        for order, part in zip(
            orders[enterprise, product], shares.take((enterprise, product), quantity), strict=True
        )
        if part
    ]
