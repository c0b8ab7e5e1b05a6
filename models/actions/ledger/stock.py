"""The warehouse's two doors: material in from an enterprise, finished products out to one.

Neither changes pay, so neither is bound to open pay periods.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from models.actions.ledger.posting import End, Goods, movement
from models.actions.numbering import Numbers, next_number
from models.database import insert_named, insert_rows
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import ask, in_turn, operation
from models.queries.ledger.deliveries import open_orders
from models.queries.ledger.slip_days import slip_days
from models.queries.ledger.warehouse import product_stock
from models.queries.product.units import GoodsUnits
from models.rights import needs
from models.rules.amount import quantity_text
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.delivery import Shares
from models.rules.ledger.grade import RATED
from models.tables.ledger import Delivery, DeliveryLine, Movement, Voucher
from models.tables.party import WAREHOUSE, Enterprise
from models.tables.product import Product

MORE_THAN_STOCK: Final = "more_than_stock"
_WAREHOUSE: Final = (WAREHOUSE, None)


@needs(roles.POST)
@in_turn
def receive_material(
    enterprise: int, day: date, lines: Sequence[tuple[int, int]], reason: str = "", number: str = ""
) -> str:
    """Take material into the warehouse: (material, thousandths) each; returns the number.

    Raises UserError (field: lines, quantity, enterprise, number).
    """
    _check(enterprise, (quantity for _, quantity in lines))
    units = GoodsUnits()
    for material, quantity in lines:
        units.check_material(material, quantity, "quantity")
    with operation(mark("Goods in {number}")) as opened:
        slip = new_voucher(voucher_kind.RECEIPT, day, reason, number)
        goods = [((material, None, None), quantity) for material, quantity in lines]
        move_goods(slip, goods, (enterprise, None), _WAREHOUSE)
        opened.says(number=slip.number)
    return str(slip.number)


class Delivered(NamedTuple):
    """A line of a delivery in thousandths; without an order it is shared out over the enterprise's oldest orders."""

    product: int
    grade: str
    quantity: int
    order: int | None = None


@needs(roles.POST)
@in_turn
def deliver_products(
    enterprise: int,
    day: date,
    lines: Sequence[Delivered],
    reason: str = "",
    number: str = "",
    consents: Collection[str] = (),
) -> str:
    """Hand finished products to an enterprise; returns the number. Every line is kept with the order it belongs to.

    Raises UserError (field: lines, product, quantity, grade, order, enterprise, number), NeedsConfirmation
    ("more_than_stock").
    """
    _check(enterprise, (line.quantity for line in lines))
    if any(line.grade not in RATED for line in lines):
        raise UserError(tr("Only good and second pieces are delivered."), "grade")
    units = GoodsUnits()
    for line in lines:
        units.refuse_unknown(line.product)
        units.check_product(line.product, line.quantity, "quantity")
    shares = _shared_out(enterprise, lines)
    if MORE_THAN_STOCK not in consents:
        words = mark("{name}: {wanted} to deliver, but only {held} is in the warehouse.")
        confirm_stock(lines, words, mark("Deliver that much"))
    with operation(mark("Goods out {number}")) as opened:
        slip = new_voucher(voucher_kind.DELIVERY, day, reason, number)
        goods = [((None, line.product, line.grade), line.quantity) for line in lines]
        move_goods(slip, goods, _WAREHOUSE, (enterprise, None))
        Delivery.create(voucher=slip.id, enterprise=enterprise)
        write_delivery_lines(slip.id, shares)
        opened.says(number=slip.number)
    return str(slip.number)


def write_delivery_lines(voucher: int, shares: Iterable[tuple[int, str, int]]) -> None:
    """Keep which orders a delivery belongs to, inside the operation under way: (order, grade, thousandths) each."""
    insert_rows(
        DeliveryLine,
        ("id", "voucher", "order", "grade", "quantity", "accepted", "defects", "reason"),
        [(next_key(), voucher, *share, 0, 0, "") for share in shares],
    )


def _shared_out(enterprise: int, lines: Sequence[Delivered]) -> list[tuple[int, str, int]]:
    """Order, grade and quantity of a delivery's lines; of a product nobody ordered, nothing."""
    orders = {product: open_orders(enterprise, product) for product in {line.product for line in lines}}
    shares = Shares({product: [order.open for order in found] for product, found in orders.items()})
    parts: dict[tuple[int, str], int] = {}
    # Lines that name their order come first: the others take what is open then.
    for line in sorted(lines, key=lambda line: line.order is None):
        found = orders[line.product]
        place = None
        if line.order is not None:
            place = next((at for at, order in enumerate(found) if order.id == line.order), None)
            if place is None:
                raise UserError(tr("This order is of another enterprise or product."), "order")
        for order, part in zip(found, shares.take(line.product, line.quantity, place), strict=True):
            if part:
                parts[order.id, line.grade] = parts.get((order.id, line.grade), 0) + part
    return [(order, grade, quantity) for (order, grade), quantity in parts.items()]


def _check(enterprise: int, quantities: Iterable[int]) -> None:
    figures = list(quantities)
    if not figures:
        raise UserError(tr("There is nothing on this slip yet."), "lines")
    if any(quantity <= 0 for quantity in figures):
        raise UserError(tr("The quantity must be above 0."), "quantity")
    if not Enterprise.select().where(Enterprise.id == enterprise).exists():
        raise UserError(tr("This enterprise does not exist."), "enterprise")


def confirm_stock(lines: Sequence[Delivered], words: str, verb: str) -> None:
    """Ask where more would go out than is in the warehouse ("more_than_stock", `models.operation.ask`).

    ``words`` and ``verb`` are marked; the words have places for ``name``, ``wanted`` and ``held``.
    """
    wanted: dict[tuple[int, str], int] = {}
    for product, grade, quantity, _ in lines:
        wanted[product, grade] = wanted.get((product, grade), 0) + quantity
    held = product_stock({product for product, _ in wanted})
    for (product, grade), quantity in wanted.items():
        if quantity > held.get((product, grade), 0):
            said = tr(words).format(
                name=Product.get_by_id(product).name,
                wanted=quantity_text(quantity, grouped=True),
                held=quantity_text(held.get((product, grade), 0), grouped=True),
            )
            ask(NeedsConfirmation(MORE_THAN_STOCK, said, verb=tr(verb)))


def new_voucher(kind: str, day: date, reason: str = "", number: str = "") -> Any:
    """A new slip of the warehouse, inside the operation under way; without a number it takes the next of its series.

    Raises UserError (field: date, number).
    """
    slip_days().refuse_far(day)
    return write_voucher(kind, day, reason, number)


def write_voucher(
    kind: str,
    day: date,
    reason: str = "",
    number: str = "",
    *,
    household: int | None = None,
    numbers: Numbers | None = None,
) -> Any:
    """Write the head of a slip whose day is known to be sound, inside the operation under way.

    ``numbers`` are those of a caller that writes several and saves them itself. Raises UserError (field: number).
    """
    given = number or (next_number(kind, day) if numbers is None else numbers.next(kind, day))
    # Also of a number that was given here: another of the same list may have been written with it just now.
    if Voucher.select().where(Voucher.series == kind, Voucher.number == given).exists():
        raise UserError(tr('"{value}" exists already.').format(value=given), "number")
    return Voucher.create(
        series=kind, number=given, kind=kind, date=day, household=household, reason=reason.strip()
    )


def move_goods(slip: Any, goods: Iterable[tuple[Goods, int]], source: End, target: End) -> None:
    """Write what a slip moves from one place to another, inside the operation under way; thousandths each."""
    moved = [
        movement(slip.id, slip.kind, slip.date, one, quantity, source, target) for one, quantity in goods
    ]
    insert_named(Movement, moved)
