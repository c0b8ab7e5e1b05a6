"""The bill to an enterprise (结算单): what it accepted in a span, at the orders' prices. Thousandths, 1/10,000 yuan.

A piece is billed in the span in which the enterprise said that it accepts it. The price is the order's, as agreed when
it was given, and that of good pieces; second ones have none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from models.database import db
from models.queries.counting import standing
from models.queries.document_common import with_printed
from models.queries.periods import period_at
from models.rights import shows
from models.rules.amount import line_amount
from models.rules.desk import roles
from models.rules.ledger.grade import GOOD
from models.rules.pay.calendar import Period
from models.tables.ledger import DeliveryLine, Voucher
from models.tables.order import Order
from models.tables.party import Enterprise
from models.tables.product import Product

KIND = "bill"
"""The key of this document."""


class BillLine(NamedTuple):
    """What of a delivery was accepted; ``price`` and ``amount`` None where there is no price for it."""

    delivered_on: date
    number: str
    order: str
    work: str
    unit: str
    grade: str
    delivered: int
    accepted: int
    rejected: int
    price: int | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class EnterpriseBill:
    """The bill to an enterprise over a span; one that is no pay period has "" for its key. ``at`` counts from 1."""

    period: Period
    name: str
    contact: str
    phone: str
    address: str
    lines: tuple[BillLine, ...]
    at: int
    printed: int = 0

    @property
    def amount(self) -> int:
        """The sum of its lines, in fen."""
        return sum(line.amount or 0 for line in self.lines)

    @property
    def number(self) -> str:
        """The bill's own number: its span, and its place among those of the span."""
        if self.period.key:
            return f"JS{self.period.key[2:4]}{self.period.key[5:]}-{self.at:02d}"
        return f"JS{self.period.start:%y%m%d}-{self.period.end:%y%m%d}-{self.at:02d}"

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.number} {self.name}"


@shows(roles.SEE_PAY)
def enterprise_bills(first: date, last: date) -> list[EnterpriseBill]:
    """The bills to the enterprises that accepted anything between two days, by name."""
    at = period_at(first)
    period = at if (at.start, at.end) == (first, last) else Period("", first, last)
    lines: dict[int, list[BillLine]] = defaultdict(list)
    query = (
        DeliveryLine.select(
            Order.enterprise,
            Voucher.date,
            Voucher.number,
            Order.number,
            Product.name,
            Product.unit,
            DeliveryLine.grade,
            DeliveryLine.quantity,
            DeliveryLine.accepted,
            DeliveryLine.defects,
            Order.price,
        )
        .join(Voucher)
        .join_from(DeliveryLine, Order)
        .join(Product)
        .where(DeliveryLine.checked_on.between(first, last), standing())
        .order_by(Voucher.date, Voucher.number, DeliveryLine.id)
    )
    for enterprise, day, *goods, grade, delivered, accepted, rejected, price in db.execute(query):
        told = price if grade == GOOD else None
        fen = None if told is None else line_amount(accepted, told)
        figures: tuple[Any, ...] = (*goods, grade, delivered, accepted, rejected, told, fen)
        lines[enterprise].append(BillLine(date.fromisoformat(day), *figures))
    heads = Enterprise.select(
        Enterprise.id, Enterprise.name, Enterprise.contact, Enterprise.phone, Enterprise.address
    ).order_by(Enterprise.name)
    billed = [row for row in db.execute(heads) if row[0] in lines]
    bills = [
        EnterpriseBill(period, name, contact, phone, address, tuple(lines[key]), place)
        for place, (key, name, contact, phone, address) in enumerate(billed, start=1)
    ]
    return with_printed(KIND, bills)
