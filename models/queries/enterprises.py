"""The account with each enterprise: what it ordered, what was made of it, accepted, spoiled and delivered over a span.

Quantities are thousandths. What was made comes from the ledger, what was delivered from the movements to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from peewee import fn

from models.database import db
from models.queries.ledger import SubcontractState, subcontract_states
from models.queries.papers import printed_before
from models.queries.periods import period_at
from models.rules.calendar import Period
from models.rules.delivery import spread
from models.tables.order import Order
from models.tables.party import Enterprise
from models.tables.product import Product
from models.tables.voucher import Movement, Voucher

MADE = ("good", "second", "rework", "work_scrap", "material_scrap")


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """An order over a span: what came in by grade, what went out in the span and in all, and what is still to come.

    ``outstanding`` is ordered less delivered in all, 0 for an order that was closed short.
    """

    number: str
    work: str
    unit: str
    given: date
    due: date
    ordered: int
    good: int
    second: int
    rework: int
    work_scrap: int
    material_scrap: int
    delivered: int
    delivered_in_all: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class EnterprisePaper:
    """The account with an enterprise over a span; a span that is no pay period has "" for its key."""

    period: Period
    name: str
    contact: str
    phone: str
    address: str
    orders: tuple[OrderAccount, ...]
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        span = self.period.key or f"{self.period.start.isoformat()} {self.period.end.isoformat()}"
        return f"{span} {self.name}"


def enterprise_papers(first: date, last: date) -> list[EnterprisePaper]:
    """The accounts with all enterprises that had an order open, made, or delivered between two days; by name."""
    at = period_at(first)
    period = at if (at.start, at.end) == (first, last) else Period("", first, last)
    before, after = _made(first - timedelta(days=1)), _made(last)
    out_before, out_after = _delivered(first - timedelta(days=1)), _delivered(last)
    rows: dict[int, list[OrderAccount]] = defaultdict(list)
    for (enterprise, product), orders in _orders(last).items():
        quantities = [order.ordered for order in orders]
        gone = spread(out_before.get((enterprise, product), 0), quantities)
        going = spread(out_after.get((enterprise, product), 0), quantities)
        for order, earlier, now in zip(orders, gone, going, strict=True):
            was, made = before.get(order.id, _NOTHING), after.get(order.id, _NOTHING)
            grown = [one - other for one, other in zip(made, was, strict=True)]
            left = (
                0 if order.closed_on is not None and order.closed_on <= last else max(0, order.ordered - now)
            )
            if not (any(grown) or now != earlier or left or order.given >= first):
                continue
            rows[enterprise].append(
                OrderAccount(
                    order.number,
                    order.work,
                    order.unit,
                    order.given,
                    order.due,
                    order.ordered,
                    grown[0],
                    grown[1],
                    grown[2],
                    grown[3],
                    grown[4],
                    now - earlier,
                    now,
                    left,
                )
            )
    papers = [
        EnterprisePaper(
            period,
            name,
            contact,
            phone,
            address,
            tuple(sorted(rows[key], key=lambda row: (row.given, row.number))),
        )
        for key, name, contact, phone, address in db.execute(
            Enterprise.select(
                Enterprise.id, Enterprise.name, Enterprise.contact, Enterprise.phone, Enterprise.address
            ).order_by(Enterprise.name)
        )
        if rows.get(key)
    ]
    printed = printed_before("enterprise", [paper.key for paper in papers])
    return [replace(paper, printed=printed.get(paper.key, 0)) for paper in papers]


_NOTHING = (0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Order:
    id: int
    number: str
    work: str
    unit: str
    given: date
    due: date
    ordered: int
    closed_on: date | None


def _orders(last: date) -> dict[tuple[int, int], list[_Order]]:
    """The orders given up to a day by enterprise and product, oldest first."""
    found: dict[tuple[int, int], list[_Order]] = defaultdict(list)
    query = (
        Order.select(
            Order.enterprise,
            Order.product,
            Order.id,
            Order.number,
            Product.name,
            Product.unit,
            Order.date,
            Order.due,
            Order.quantity,
            Order.closed_on,
        )
        .join(Product)
        .where(Order.date <= last)
        .order_by(Order.date, Order.id)
    )
    for enterprise, product, key, number, work, unit, given, due, quantity, closed in db.execute(query):
        found[enterprise, product].append(
            _Order(
                key,
                number,
                work,
                unit,
                date.fromisoformat(given),
                date.fromisoformat(due),
                quantity,
                date.fromisoformat(closed) if closed else None,
            )
        )
    return found


def _made(until: date) -> dict[int, tuple[int, ...]]:
    """What households had brought of each order up to a day, by `MADE`."""
    return _summed(subcontract_states(until=until).values())


def _summed(states: Iterable[SubcontractState]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(lambda: [0] * len(MADE))
    for state in states:
        sums = found[state.order_id]
        for at, part in enumerate(MADE):
            sums[at] += int(getattr(state, part))
    return {key: tuple(sums) for key, sums in found.items()}


def _delivered(until: date) -> dict[tuple[int, int], int]:
    """What enterprises had been handed up to a day, by enterprise and product; what came back is taken off."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for end, sign in ((Movement.target, 1), (Movement.source, -1)):
        query = (
            Movement.select(end, Movement.product, fn.SUM(Movement.quantity))
            .join(Voucher)
            .switch(Movement)
            .join(Enterprise, on=(end == Enterprise.id))
            .where(
                Movement.product.is_null(False),
                Movement.date <= until,
                Voucher.voided_on.is_null(),
            )
            .group_by(end, Movement.product)
        )
        for enterprise, product, quantity in db.execute(query):
            found[enterprise, product] += sign * quantity
    return found
