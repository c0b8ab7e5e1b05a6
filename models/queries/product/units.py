"""The units of the cooperative: how finely each is counted, and which goods are told in it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any, NamedTuple

from models import format
from models.database import among, db
from models.errors import UserError
from models.i18n import tr
from models.queries.answers import first_column
from models.queries.counting import standing
from models.queries.totals import to_subcontract
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import PARTS
from models.rules.product.units import Units
from models.tables.ledger import CollectionLine, DeliveryLine, InspectionLine, Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.product import Material, Product, Unit


class UnitRow(NamedTuple):
    """A unit, the decimals a quantity of it takes, and whether the cooperative set them."""

    name: str
    decimals: int
    set: bool


def units() -> Units:
    """The decimals of all units."""
    return Units(dict(db.execute(Unit.select(Unit.name, Unit.decimals))))


def unit_rows() -> list[UnitRow]:
    """Every unit that goods are told in or that was set, by name as it is kept."""
    known = units()
    used = {
        row[0] for table in (Material, Product) for row in db.execute(table.select(table.unit).distinct())
    }
    return [UnitRow(name, known.decimals(name), name in known.set) for name in sorted(used | set(known.set))]


class GoodsUnits:
    """The unit of every material and product, to check the quantities of a slip against. Quantities in thousandths."""

    def __init__(self) -> None:
        self.units = units()
        self._steps: dict[str, int] = {}

    @cached_property
    def materials(self) -> dict[int, str]:
        """The unit of every material by key."""
        return dict(db.execute(Material.select(Material.id, Material.unit)))

    @cached_property
    def products(self) -> dict[int, str]:
        """The unit of every product by key."""
        return dict(db.execute(Product.select(Product.id, Product.unit)))

    def check_material(self, material: int, quantity: int | None, field: str) -> None:
        """Refuse more decimals than the material's unit takes; raises UserError beside ``field``."""
        self.check(self.materials.get(material, ""), quantity, field)

    def check_product(self, product: int, quantity: int | None, field: str) -> None:
        """Refuse more decimals than the product's unit takes; raises UserError beside ``field``."""
        self.check(self.products.get(product, ""), quantity, field)

    def refuse_unknown(self, product: int) -> None:
        """Raise UserError (field: product) for a key that no product has."""
        if product not in self.products:
            raise UserError(tr("This product does not exist."), "product")

    def check(self, unit: str, quantity: int | None, field: str) -> None:
        """Refuse more decimals than a unit takes; raises UserError beside ``field``."""
        # A workbook asks half a million times.
        step = self._steps.get(unit)
        if step is None:
            step = self._steps[unit] = self.units.step(unit)
        if quantity is not None and quantity % step:
            self.units.check(quantity, unit, field, format.unit_name(unit))


class Finer(NamedTuple):
    """A slip or order with a quantity finer than its unit: of which material or product, its number, thousandths."""

    goods: int
    number: str
    quantity: int


def finer_goods(step: int, materials: Collection[int] = (), products: Collection[int] = ()) -> list[Finer]:
    """The slips and orders of these materials and products with a part finer than ``step`` thousandths.

    What is void does not count, and neither does what a count or a correction had to put right.
    """
    found: list[Finer] = []
    moved = (
        Movement.select(Movement.material, Voucher.number, Movement.quantity)
        .join(Voucher)
        .where(
            among(Movement.material, materials),
            standing(),
            Voucher.kind.not_in(_PUT_RIGHT),
            _finer(Movement.quantity, step),
        )
    )
    packed = Material.select(Material.id, Material.code, Material.pack_size).where(
        among(Material.id, materials), _finer(Material.pack_size, step)
    )
    found += [Finer(*row) for query in (moved, packed) for row in db.execute(query)]
    for query in _of_products(step):
        found += [Finer(*row) for row in db.execute(query.where(among(Order.product, products)))]
    return found


def finer_than_counted() -> list[tuple[str, str]]:
    """The slips and orders whose quantity has more decimals than its unit takes: number, and quantity with unit."""
    known, found = units(), []
    for row in unit_rows():
        step = known.step(row.name)
        if step > 1:
            materials, products = (
                first_column(table.select(table.id).where(table.unit == row.name))
                for table in (Material, Product)
            )
            found += [
                (one.number, format.quantity(one.quantity, row.name))
                for one in finer_goods(step, materials, products)
            ]
    return sorted(set(found))


_PUT_RIGHT = voucher_kind.MENDING


def _finer(column: Any, step: int) -> Any:
    return (column / step) * step != column


def _of_products(step: int) -> tuple[Any, ...]:
    """The queries for finer orders, subcontracts, receipts, inspections and deliveries: product, number, quantity."""
    delivered = (
        DeliveryLine.select(Order.product, Voucher.number, DeliveryLine.quantity)
        .join(Voucher)
        .join_from(DeliveryLine, Order)
        .where(standing())
    )
    given = Subcontract.select(Order.product, Subcontract.number, Subcontract.quantity).join(Order)
    figures = [
        (Order.select(Order.product, Order.number, Order.quantity), Order.quantity),
        (given, Subcontract.quantity),
        *((_received(column), column) for part in PARTS if (column := getattr(CollectionLine, part))),
        *((_received(column), column) for part in PARTS[:-1] if (column := getattr(InspectionLine, part))),
        (delivered, DeliveryLine.quantity),
    ]
    return tuple(query.where(_finer(column, step)) for query, column in figures)


def _received(column: Any) -> Any:
    """A column of collection or inspection lines, with the product and the slip."""
    lines = column.model.select(Order.product, Voucher.number, column).join(Voucher)
    return to_subcontract(lines, column.model).join(Order).where(standing())
