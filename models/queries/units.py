"""The units of the cooperative: how finely each is counted, and which goods are told in it."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any, NamedTuple

from models import format
from models.database import db, parts
from models.queries.counting import standing
from models.rules.units import Units
from models.tables.order import Order, Subcontract
from models.tables.product import Material, Product, Unit
from models.tables.voucher import CollectionLine, DeliveryLine, InspectionLine, Movement, Voucher


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

    def check(self, unit: str, quantity: int | None, field: str) -> None:
        """Refuse more decimals than a unit takes; raises UserError beside ``field``."""
        self.units.check(quantity, unit, field, format.unit_name(unit))


def finer_goods(step: int, materials: Collection[int] = (), products: Collection[int] = ()) -> set[int]:
    """Which of these materials and products have slips or orders with a part finer than ``step`` thousandths.

    What is void does not count, and neither does what a count or a correction had to put right.
    """
    found: set[int] = set()
    for part in parts(materials):
        moved = (
            Movement.select(Movement.material)
            .join(Voucher)
            .where(
                Movement.material.in_(part),
                standing(),
                Voucher.kind.not_in(_PUT_RIGHT),
                _finer(Movement.quantity, step),
            )
        )
        packed = Material.select(Material.id).where(Material.id.in_(part), _finer(Material.pack_size, step))
        found.update(row[0] for query in (moved, packed) for row in db.execute(query))
    for part in parts(products):
        found.update(row[0] for query in _of_products(step) for row in db.execute(query(part)))
    return found


_PUT_RIGHT = ("correction", "count")


def _finer(column: Any, step: int) -> Any:
    return (column / step) * step != column


def _of_products(step: int) -> tuple[Any, ...]:
    """The queries for products with finer orders, subcontracts, receipts, inspections or deliveries."""

    def lines(table: Any, *columns: Any) -> Any:
        wrong = _finer(columns[0], step)
        for column in columns[1:]:
            wrong |= _finer(column, step)
        return table.select(Order.product).join(Voucher).switch(table).where(standing(), wrong)

    collected = lines(
        CollectionLine,
        CollectionLine.good,
        CollectionLine.second,
        CollectionLine.rework,
        CollectionLine.work_scrap,
        CollectionLine.material_scrap,
        CollectionLine.pending,
    ).join(Subcontract, on=(CollectionLine.subcontract == Subcontract.id))
    inspected = (
        lines(
            InspectionLine,
            InspectionLine.good,
            InspectionLine.second,
            InspectionLine.rework,
            InspectionLine.work_scrap,
            InspectionLine.material_scrap,
        )
        .join(CollectionLine, on=(InspectionLine.collection_line == CollectionLine.id))
        .join(Subcontract, on=(CollectionLine.subcontract == Subcontract.id))
    )
    queries = (
        Order.select(Order.product).where(_finer(Order.quantity, step)),
        Subcontract.select(Order.product).join(Order).where(_finer(Subcontract.quantity, step)),
        collected.join(Order, on=(Subcontract.order == Order.id)),
        inspected.join(Order, on=(Subcontract.order == Order.id)),
        lines(DeliveryLine, DeliveryLine.quantity).join(Order, on=(DeliveryLine.order == Order.id)),
    )
    return tuple(lambda part, query=query: query.where(Order.product.in_(part)) for query in queries)
