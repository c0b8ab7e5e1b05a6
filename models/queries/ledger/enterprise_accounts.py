"""The account with each enterprise: what it ordered, what was made of it, delivered, accepted and refused over a span.

Quantities are thousandths. What was made comes from the ledger, what was delivered and accepted from its deliveries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from models.database import db
from models.queries.answers import answers, first_column
from models.queries.document_common import with_printed
from models.queries.ledger.deliveries import OrderDeliveries, order_deliveries, unnamed
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.past import as_locked
from models.queries.periods import period_at
from models.rules.ledger.delivery import spread
from models.rules.pay.calendar import Period
from models.rules.pinyin import sort_key
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise
from models.tables.product import Product

MADE = ("good", "second", "rework", "work_scrap", "material_scrap")


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """An order over a span: what households brought in by grade, what went out, what the enterprise found of it.

    The parts of the span come first, ``delivered_in_all`` up to its end. ``unchecked`` is delivered in all less what
    was accepted or refused. ``outstanding`` is ordered less delivered in all, refused pieces counted back; 0 for an
    order that was closed short. A row without a number holds what was delivered of a product nobody ordered.
    """

    number: str
    work: str
    unit: str
    given: date | None
    due: date | None
    ordered: int
    good: int
    second: int
    rework: int
    work_scrap: int
    material_scrap: int
    delivered: int
    accepted: int
    defects: int
    delivered_in_all: int
    unchecked: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class EnterprisePaper:
    """The account with an enterprise over a span; a span that is no pay period has "" for its key.

    ``guessed`` says that some deliveries named no order and are counted to the oldest. ``at`` counts the accounts of a
    span from 1.
    """

    period: Period
    name: str
    contact: str
    phone: str
    address: str
    orders: tuple[OrderAccount, ...]
    guessed: bool = False
    printed: int = 0
    at: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        span = self.period.key or f"{self.period.start.isoformat()} {self.period.end.isoformat()}"
        return f"{span} {self.name}"


def enterprise_named(name: str) -> Enterprise | None:
    """The enterprise of a name, however its parts are set apart; the one written just so where there are several."""
    rows = list(Enterprise.select().where(Enterprise.pinyin == sort_key(name)).order_by(Enterprise.id))
    return min(rows, key=lambda row: row.name != name, default=None)


def enterprise_papers(first: date, last: date, *, enterprise: int | None = None) -> list[EnterprisePaper]:
    """The accounts with the enterprises that had an order open, made, sent or checked between two days; by name.

    A locked month's stay as they were locked, and the next begins where they ended. Or only one enterprise's.
    """
    at = period_at(first)
    period = at if (at.start, at.end) == (first, last) else Period("", first, last)
    before = _moved(first - timedelta(days=1), enterprise)
    with as_locked(period_at(last).key):
        papers = _papers(period, before, _moved(last, enterprise))
        if enterprise is None:
            return papers
        name = Enterprise.get_by_id(enterprise).name
    return [paper for paper in papers if paper.name == name]


class _Moved(NamedTuple):
    """What had been made, delivered by name and delivered without one up to a day."""

    made: dict[int, tuple[int, ...]]
    named: dict[int, OrderDeliveries]
    loose: dict[tuple[int, int], int]


def _moved(until: date, enterprise: int | None) -> _Moved:
    with as_locked(period_at(until).key):
        return _Moved(_made(until, enterprise), order_deliveries(until), unnamed(until))


def _papers(period: Period, *moved: _Moved) -> list[EnterprisePaper]:
    """The accounts of a span; ``moved`` is what had moved before it and at its end."""
    first, last = period.start, period.end
    made, named, loose = zip(*moved, strict=True)
    guessed = {enterprise for enterprise, _ in loose[1]}
    rows: dict[int, list[OrderAccount]] = defaultdict(list)
    orders = _orders(last)
    for (enterprise, product), given in orders.items():
        parts = [
            spread(more.get((enterprise, product), 0), [_room(order, known) for order in given])
            for known, more in zip(named, loose, strict=True)
        ]
        for order, earlier, later in zip(given, *parts, strict=True):
            row = _account(
                order,
                [one.get(order.id, _NOTHING) for one in made],
                [one.get(order.id, OrderDeliveries()) for one in named],
                (earlier, later),
                last,
            )
            if row.outstanding or order.given >= first or any(getattr(row, part) for part in _OF_THE_SPAN):
                rows[enterprise].append(row)
    for (enterprise, product), quantity in loose[1].items():
        before = loose[0].get((enterprise, product), 0)
        if (enterprise, product) not in orders and quantity != before:
            rows[enterprise].append(_unordered(product, quantity - before, quantity))
    papers = [
        EnterprisePaper(
            period,
            name,
            contact,
            phone,
            address,
            tuple(sorted(rows[key], key=lambda row: (row.given or last, row.number))),
            key in guessed,
        )
        for key, name, contact, phone, address in db.execute(
            Enterprise.select(
                Enterprise.id, Enterprise.name, Enterprise.contact, Enterprise.phone, Enterprise.address
            ).order_by(Enterprise.name)
        )
        if rows.get(key)
    ]
    counted = with_printed("enterprise", papers)
    return [replace(paper, at=at) for at, paper in enumerate(counted, start=1)]


_NOTHING = (0, 0, 0, 0, 0)
_OF_THE_SPAN = (*MADE, "delivered", "accepted", "defects")


def _room(order: _OrderFigures, known: dict[int, OrderDeliveries]) -> int:
    """What an order has room for beside the deliveries that name it."""
    return max(0, order.ordered - known.get(order.id, OrderDeliveries()).named)


def _account(
    order: _OrderFigures,
    made: Sequence[tuple[int, ...]],
    named: Sequence[OrderDeliveries],
    more: tuple[int, int],
    last: date,
) -> OrderAccount:
    """An order's row; ``made``, ``named`` and ``more`` are those before the span and at its end."""
    before, now = named
    delivered_before, delivered = before.named + more[0], now.named + more[1]
    closed = order.closed_on is not None and order.closed_on <= last
    return OrderAccount(
        order.number,
        order.work,
        order.unit,
        order.given,
        order.due,
        order.ordered,
        **{part: made[1][at] - made[0][at] for at, part in enumerate(MADE)},
        delivered=delivered - delivered_before,
        accepted=now.accepted - before.accepted,
        defects=now.defects - before.defects,
        delivered_in_all=delivered,
        unchecked=max(0, delivered - now.accepted - now.defects),
        outstanding=0 if closed else max(0, order.ordered - delivered + now.defects),
    )


def _unordered(product: int, delivered: int, in_all: int) -> OrderAccount:
    """The row of a product that was delivered without an order."""
    row = Product.get_by_id(product)
    return OrderAccount("", row.name, row.unit, None, None, 0, *_NOTHING, delivered, 0, 0, in_all, in_all, 0)


class _OrderFigures(NamedTuple):
    enterprise: int
    product: int
    id: int
    number: str
    work: str
    unit: str
    given: date
    due: date
    ordered: int
    closed_on: date | None


def _orders(last: date) -> dict[tuple[int, int], list[_OrderFigures]]:
    """The orders given up to a day by enterprise and product, oldest first."""
    found: dict[tuple[int, int], list[_OrderFigures]] = defaultdict(list)
    query = (
        Order.select(
            Order.enterprise.alias("enterprise"),
            Order.product.alias("product"),
            Order.id,
            Order.number,
            Product.name.alias("work"),
            Product.unit,
            Order.date.alias("given"),
            Order.due,
            Order.quantity.alias("ordered"),
            Order.closed_on,
        )
        .join(Product)
        .where(Order.date <= last)
        .order_by(Order.date, Order.id)
    )
    for one in answers(_OrderFigures, query):
        found[one.enterprise, one.product].append(one)
    return found


def _made(until: date, enterprise: int | None) -> dict[int, tuple[int, ...]]:
    """What households had brought of each order up to a day, by `MADE`; or of one enterprise's orders."""
    if enterprise is None:
        return _summed(subcontract_states(until=until).values())
    of = Subcontract.select(Subcontract.id).join(Order).where(Order.enterprise == enterprise)
    keys = first_column(of)
    return _summed(subcontract_states(keys, until=until).values()) if keys else {}


def _summed(states: Iterable[SubcontractState]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(lambda: [0] * len(MADE))
    for state in states:
        sums = found[state.order_id]
        for at, part in enumerate(MADE):
            sums[at] += int(getattr(state.parts, part))
    return {key: tuple(sums) for key, sums in found.items()}
