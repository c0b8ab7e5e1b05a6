"""One enterprise as its page shows it: its orders and how far they are, what came and went, and its material.

Quantities are thousandths.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from peewee import fn

from models.database import db
from models.queries.answers import first_column
from models.queries.counting import counts, standing
from models.queries.ledger.enterprise_accounts import OrderAccount, enterprise_papers
from models.queries.ledger.stock import holdings
from models.queries.ledger.vouchers import contents
from models.queries.ledger.warehouse import material_stock
from models.queries.order.orders import OVERDUE
from models.rules.amount import line_amount
from models.rules.ledger import balance, voucher_kind
from models.rules.ledger.grade import GOOD
from models.tables.ledger import Delivery, DeliveryLine, Movement, Voucher
from models.tables.order import Order

SLIPS_MOST: Final = 50
"""The newest slips that are told one by one."""


@dataclass(frozen=True, slots=True)
class EnterpriseOrder:
    """An order with what was made, delivered, accepted and rejected of it so far; ``id`` is None without an order."""

    id: int | None
    status: str
    account: OrderAccount

    @property
    def made(self) -> int:
        """Good and second pieces that households brought."""
        return self.account.good + self.account.second


@dataclass(frozen=True, slots=True)
class EnterpriseGoods:
    """Goods that came from the enterprise or went to it; ``unchecked`` while it has not said what it accepts."""

    id: int
    date: dt.date
    kind: str
    number: str
    words: str
    unchecked: bool


@dataclass(frozen=True, slots=True)
class EnterpriseMaterial:
    """A material the enterprise sent: how much in all, and how much of this material is where now, whoever sent it."""

    id: int
    name: str
    unit: str
    received: int
    warehouse: int
    households: int


@dataclass(frozen=True, slots=True)
class EnterpriseRecord:
    """Everything of an enterprise.

    ``worth`` is what it accepted at its orders' prices in fen, ``unpriced`` counts the lines without a price;
    ``guessed``: deliveries that name no order are counted to the oldest.
    """

    orders: tuple[EnterpriseOrder, ...]
    slips: tuple[EnterpriseGoods, ...]
    materials: tuple[EnterpriseMaterial, ...]
    worth: int
    unpriced: int
    guessed: bool


def enterprise_record(enterprise: int, today: dt.date) -> EnterpriseRecord:
    """An enterprise's record as of a day."""
    first = Order.select(fn.MIN(Order.date)).where(Order.enterprise == enterprise).scalar()
    since = dt.date.fromisoformat(str(first)) if first else today
    papers = enterprise_papers(min(since, today), today, enterprise=enterprise)
    accounts = papers[0].orders if papers else ()
    worth, unpriced = _worth(enterprise)
    return EnterpriseRecord(
        _orders(enterprise, accounts, today),
        _slips(enterprise),
        _materials(enterprise),
        worth,
        unpriced,
        bool(papers) and papers[0].guessed,
    )


def _orders(
    enterprise: int, accounts: tuple[OrderAccount, ...], today: dt.date
) -> tuple[EnterpriseOrder, ...]:
    """The orders, those still running first, the earliest due on top."""
    query = Order.select(Order.number, Order.id, Order.closed_on).where(Order.enterprise == enterprise)
    known = {number: (key, closed) for number, key, closed in db.execute(query)}
    found = []
    for account in accounts:
        key, closed = known.get(account.number, (None, None))
        found.append(EnterpriseOrder(key, _status(account, closed is not None, today), account))
    ended = (balance.CLOSED, balance.SHORT_CLOSED)
    found.sort(key=lambda one: (one.status in ended, one.account.due or today, one.account.number))
    return tuple(found)


def _status(account: OrderAccount, closed: bool, today: dt.date) -> str:
    """As the list of orders says it."""
    if closed:
        return balance.SHORT_CLOSED
    if account.good + account.second >= account.ordered:
        return balance.CLOSED
    return OVERDUE if account.due is not None and account.due < today else balance.OPEN


def _worth(enterprise: int) -> tuple[int, int]:
    """What was accepted at the price of its order, and how many lines have none: a price is that of good pieces."""
    query = (
        DeliveryLine.select(DeliveryLine.grade, DeliveryLine.accepted, Order.price)
        .join(Voucher)
        .join_from(DeliveryLine, Order)
        .where(
            Order.enterprise == enterprise,
            standing(),
            DeliveryLine.checked_on.is_null(False),
            DeliveryLine.accepted != 0,
        )
    )
    worth = unpriced = 0
    for grade, accepted, price in db.execute(query):
        if price is None or grade != GOOD:
            unpriced += 1
        else:
            worth += line_amount(accepted, price)
    return worth, unpriced


def _slips(enterprise: int) -> tuple[EnterpriseGoods, ...]:
    """The newest goods in and deliveries that stand, the newest first."""
    columns = (Voucher.id, Voucher.date, Voucher.kind, Voucher.number)
    came = Movement.select(Movement.voucher).where(
        Movement.source == enterprise, Movement.material.is_null(False)
    )
    went = Delivery.select(Delivery.voucher).where(Delivery.enterprise == enterprise)
    rows: list[Any] = []
    for kind, keys in ((voucher_kind.RECEIPT, came), (voucher_kind.DELIVERY, went)):
        query = Voucher.select(*columns).where(Voucher.kind == kind, Voucher.id.in_(keys), counts())
        rows += db.execute(query.order_by(Voucher.date.desc(), Voucher.id.desc()).limit(SLIPS_MOST))
    rows = sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)[:SLIPS_MOST]
    shown = [row[0] for row in rows]
    said = contents(shown)
    open_ones = DeliveryLine.select(DeliveryLine.voucher).where(
        DeliveryLine.voucher.in_(shown), DeliveryLine.checked_on.is_null()
    )
    unchecked = set(first_column(open_ones))
    return tuple(
        EnterpriseGoods(key, dt.date.fromisoformat(day), kind, number, said.get(key, ""), key in unchecked)
        for key, day, kind, number in rows
    )


def _materials(enterprise: int) -> tuple[EnterpriseMaterial, ...]:
    received: dict[int, int] = defaultdict(int)
    for side, sign in ((Movement.source, 1), (Movement.target, -1)):
        query = (
            Movement.select(Movement.material, fn.SUM(Movement.quantity))
            .where(side == enterprise, Movement.material.is_null(False))
            .group_by(Movement.material)
        )
        for material, total in db.execute(query):
            received[material] += sign * total
    if not received:
        return ()
    out: dict[int, int] = defaultdict(int)
    for row in holdings():
        out[row.material_id] += row.balance
    return tuple(
        EnterpriseMaterial(
            row.item_id, row.name, row.unit, received[row.item_id], row.quantity, out[row.item_id]
        )
        for row in material_stock()
        if received.get(row.item_id)
    )
