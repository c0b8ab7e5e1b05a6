"""Slips of the warehouse's doors and corrections as typed rows for paper: goods in, delivery, opening stock, usage.

Quantities are thousandths, prices 1/10,000 yuan, value in fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, fn

from models.queries.answers import first_column
from models.queries.document_common import Contact, Slip, SlipHead, enterprise_slips, lines_of_slips, slips
from models.rules.amount import line_amount
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import GOOD
from models.tables.ledger import DeliveryLine, Movement, SaleLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import OPENING, USED, WAREHOUSE
from models.tables.product import Material, Product
from models.tables.programme import Workshop


@dataclass(frozen=True, slots=True)
class Goods:
    """A line: so much of a material or of a product's grade, for an order or a subcontract where it names one."""

    code: str
    name: str
    unit: str
    quantity: int
    grade: str = ""
    order: str = ""
    pack_size: int = 0
    price: int | None = None
    reason: str = ""
    paid: int | None = None
    """What was paid for it at retail, in fen."""

    @property
    def value(self) -> int | None:
        """What it is worth in fen, None where no price is known."""
        if self.paid is not None:
            return self.paid
        return None if self.price is None else line_amount(self.quantity, self.price)


@dataclass(frozen=True, slots=True)
class GoodsSlip:
    """A slip of goods: in from an enterprise, out to one, there when the books began, or a correction of usage."""

    slip: SlipHead
    lines: tuple[Goods, ...]

    @property
    def contact(self) -> Contact | None:
        """The household it is about, if any."""
        return self.slip.contact if isinstance(self.slip, Slip) else None


def receipt_slips(**which: Any) -> list[GoodsSlip]:
    """Material that came into the warehouse; arguments as of `papers.enterprise_slips`."""
    return _with_movements(enterprise_slips(voucher_kind.RECEIPT, **which))


def opening_slips(**which: Any) -> list[GoodsSlip]:
    """What was there when the books began, in the warehouse and at households; arguments as of `papers.slips`."""
    numbers, household = which.pop("numbers", ()), which.pop("household", None)
    query = Voucher.select(Voucher.number).where(
        Voucher.kind == voucher_kind.OPENING, Voucher.household.is_null(False)
    )
    at_home = set(first_column(query))
    homes = [number for number in numbers if number in at_home]
    stored = [number for number in numbers if number not in at_home]
    found: list[SlipHead] = []
    if household is None and (stored or not numbers):
        found += enterprise_slips(voucher_kind.OPENING, numbers=stored, **which)
    if homes or not numbers:
        found += slips((voucher_kind.OPENING,), numbers=homes, household=household, **which)
    return _with_movements(found)


def correction_slips(**which: Any) -> list[GoodsSlip]:
    """Corrections of what a household used up, more above zero; arguments as of `papers.slips`."""
    return _with_movements(slips((voucher_kind.CORRECTION,), **which))


def delivery_slips(**which: Any) -> list[GoodsSlip]:
    """Products that went to an enterprise, order by order; arguments as of `papers.enterprise_slips`."""
    heads = enterprise_slips(voucher_kind.DELIVERY, **which)
    query = _products_of(DeliveryLine, Order.number, DeliveryLine.reason, Order.price)
    rows = lines_of_slips(query.join(Order).join(Product), DeliveryLine.voucher, heads)
    found = []
    for moved in _with_movements(heads):
        named = []
        for code, name, unit, quantity, grade, order, reason, price in rows[moved.slip.id]:
            # What is not good is worth what the enterprise says once it has seen it.
            known = price if grade == GOOD else None
            named.append(Goods(code, name, unit, quantity, grade, order, price=known, reason=reason))
        found.append(GoodsSlip(moved.slip, (*named, *_unnamed(moved.lines, named))))
    return found


def sale_slips(**which: Any) -> list[GoodsSlip]:
    """Pieces sold at retail, with the workshop as the ``order`` of each; arguments as of `enterprise_slips`."""
    heads = enterprise_slips(voucher_kind.SALE, **which)
    place = fn.COALESCE(Workshop.name, SaleLine.place)
    query = _products_of(SaleLine, place, SaleLine.price, SaleLine.takings).join(Product)
    query = query.join_from(SaleLine, Workshop, JOIN.LEFT_OUTER, on=(Workshop.code == SaleLine.place))
    rows = lines_of_slips(query, SaleLine.voucher, heads)
    found = []
    for head in heads:
        lines = [
            Goods(code, name, unit, quantity, grade, workshop, price=price, paid=paid)
            for code, name, unit, quantity, grade, workshop, price, paid in rows[head.id]
        ]
        found.append(GoodsSlip(head, tuple(lines)))
    return found


def _products_of(lines: Any, *columns: Any) -> Any:
    """A select of what lines of a slip say of their product, with further columns."""
    product = (Product.code, Product.name, Product.unit)
    return lines.select(lines.voucher, *product, lines.quantity, lines.grade, *columns).order_by(lines.id)


def _unnamed(moved: Sequence[Goods], named: Sequence[Goods]) -> list[Goods]:
    """What a delivery brought beyond the lines that name an order."""
    left: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for line in moved:
        left[line.code, line.name, line.unit, line.grade] += line.quantity
    for line in named:
        left[line.code, line.name, line.unit, line.grade] -= line.quantity
    return [
        Goods(code, name, unit, quantity, grade)
        for (code, name, unit, grade), quantity in left.items()
        if quantity
    ]


def _with_movements(heads: Sequence[SlipHead]) -> list[GoodsSlip]:
    """The heads with what they moved, as each once said it: what a void moved back is left out."""
    query = (
        Movement.select(
            Movement.voucher,
            Movement.source,
            Movement.target,
            fn.COALESCE(Material.code, Product.code),
            fn.COALESCE(Material.name, Product.name),
            fn.COALESCE(Material.unit, Product.unit),
            Movement.quantity,
            fn.COALESCE(Movement.grade, ""),
            fn.COALESCE(Subcontract.number, ""),
            fn.COALESCE(Material.pack_size, 0),
            Material.price,
            Movement.reason,
        )
        .join(Material, JOIN.LEFT_OUTER)
        .join_from(Movement, Product, JOIN.LEFT_OUTER)
        .join_from(
            Movement,
            Subcontract,
            JOIN.LEFT_OUTER,
            on=(fn.COALESCE(Movement.source_subcontract, Movement.target_subcontract) == Subcontract.id),
        )
        .order_by(Movement.id)
    )
    moved = lines_of_slips(query, Movement.voucher, heads)
    found = []
    for head in heads:
        rows = moved[head.id]
        # A void writes its movements behind those of the slip, the other way round.
        once = rows[: len(rows) // 2] if head.voided else rows
        found.append(GoodsSlip(head, tuple(_goods(head.kind, row) for row in once)))
    return found


def _goods(kind: str, row: Sequence[Any]) -> Goods:
    source, target, code, name, unit, quantity, *rest = row
    forward = {
        voucher_kind.RECEIPT: target == WAREHOUSE,
        voucher_kind.DELIVERY: source == WAREHOUSE,
        voucher_kind.OPENING: source == OPENING,
        voucher_kind.CORRECTION: target == USED,
    }[kind]
    return Goods(code, name, unit, quantity if forward else -quantity, *rest)
