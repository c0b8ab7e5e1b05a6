"""The warehouse's two doors: material in from an enterprise, finished products out to one.

Neither changes pay, so neither is bound to open pay periods.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final

from models.actions.numbering import next_number
from models.database import insert_rows
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import operation
from models.queries.warehouse import product_stock
from models.rules.amount import quantity_text
from models.rules.grade import RATED
from models.tables.party import WAREHOUSE, Enterprise
from models.tables.product import Product
from models.tables.voucher import Delivery, Movement, Voucher

MORE_THAN_STOCK: Final = "more_than_stock"

_FIELDS = (
    "id",
    "voucher",
    "kind",
    "date",
    "material",
    "product",
    "grade",
    "quantity",
    "source",
    "target",
    "reason",
)


def receive_material(
    enterprise: int, day: date, lines: Sequence[tuple[int, int]], reason: str = "", number: str = ""
) -> str:
    """Take material into the warehouse: (material, thousandths) each; returns the number.

    Raises UserError (field: lines, quantity, enterprise, number).
    """
    _check(enterprise, (quantity for _, quantity in lines))
    with operation(mark("Goods in {number}")) as opened:
        key, number = _voucher("receipt", day, reason, number)
        insert_rows(
            Movement,
            _FIELDS,
            [
                (
                    next_key(),
                    key,
                    "receipt",
                    day.isoformat(),
                    material,
                    None,
                    None,
                    quantity,
                    enterprise,
                    WAREHOUSE,
                    "",
                )
                for material, quantity in lines
            ],
        )
        opened.says(number=number)
    return number


def deliver_products(
    enterprise: int,
    day: date,
    lines: Sequence[tuple[int, str, int]],
    reason: str = "",
    number: str = "",
    consents: Collection[str] = (),
) -> str:
    """Hand finished products to an enterprise: (product, grade, thousandths) each; returns the number.

    Raises UserError (field: lines, quantity, grade, enterprise, number) and NeedsConfirmation ("more_than_stock").
    """
    _check(enterprise, (quantity for _, _, quantity in lines))
    for _, grade, _ in lines:
        if grade not in RATED:
            raise UserError(tr("Only good and second pieces are delivered."), "grade")
    if MORE_THAN_STOCK not in consents:
        _confirm_stock(lines)
    with operation(mark("Goods out {number}")) as opened:
        key, number = _voucher("delivery", day, reason, number)
        insert_rows(
            Movement,
            _FIELDS,
            [
                (
                    next_key(),
                    key,
                    "delivery",
                    day.isoformat(),
                    None,
                    product,
                    grade,
                    quantity,
                    WAREHOUSE,
                    enterprise,
                    "",
                )
                for product, grade, quantity in lines
            ],
        )
        Delivery.create(voucher=key, enterprise=enterprise)
        opened.says(number=number)
    return number


def _check(enterprise: int, quantities: Iterable[int]) -> None:
    figures = list(quantities)
    if not figures:
        raise UserError(tr("There is nothing on this slip yet."), "lines")
    if any(quantity <= 0 for quantity in figures):
        raise UserError(tr("The quantity must be above 0."), "quantity")
    if not Enterprise.select().where(Enterprise.id == enterprise).exists():
        raise UserError(tr("This enterprise does not exist."), "enterprise")


def _confirm_stock(lines: Sequence[tuple[int, str, int]]) -> None:
    wanted: dict[tuple[int, str], int] = {}
    for product, grade, quantity in lines:
        wanted[product, grade] = wanted.get((product, grade), 0) + quantity
    held = product_stock({product for product, _ in wanted})
    for (product, grade), quantity in wanted.items():
        if quantity > held.get((product, grade), 0):
            raise NeedsConfirmation(
                MORE_THAN_STOCK,
                tr("{name}: {wanted} to deliver, but only {held} is in the warehouse.").format(
                    name=Product.get_by_id(product).name,
                    wanted=quantity_text(quantity, grouped=True),
                    held=quantity_text(held.get((product, grade), 0), grouped=True),
                ),
            )


def _voucher(series: str, day: date, reason: str, number: str) -> tuple[int, str]:
    if number and Voucher.select().where(Voucher.series == series, Voucher.number == number).exists():
        raise UserError(tr("“{value}” exists already.").format(value=number), "number")
    row: Any = Voucher.create(
        series=series, number=number or next_number(series, day), kind=series, date=day, reason=reason.strip()
    )
    return row.id, row.number
