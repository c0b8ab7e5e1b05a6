"""What lies in the warehouse: the sum of what came in and went out, material by material, product by grade."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final, NamedTuple

from peewee import fn

from models.database import among, db
from models.queries.answers import first_column
from models.queries.counting import counts
from models.rules.ledger import voucher_kind
from models.tables.ledger import Movement, Voucher
from models.tables.party import WAREHOUSE
from models.tables.product import Material, Product


class StockRow(NamedTuple):
    """What is in the warehouse of a material (``grade`` "") or of a product's grade, in thousandths."""

    item_id: int
    code: str
    name: str
    unit: str
    grade: str
    quantity: int


def material_stock(until: date | None = None) -> list[StockRow]:
    """Every material's stock at the end of a day (None: now), by code; below 0 where a receipt was not entered."""
    sums = _sums((Movement.material,), Movement.material.is_null(False), until)
    query = Material.select(Material.id, Material.code, Material.name, Material.unit).order_by(Material.code)
    return [
        StockRow(key, code, name, unit, "", sums.get((key,), 0))
        for key, code, name, unit in db.execute(query)
    ]


def finished_stock(until: date | None = None) -> list[StockRow]:
    """Every product's stock by grade at the end of a day (None: now), by code; grades never seen are left out."""
    sums = _sums((Movement.product, Movement.grade), Movement.product.is_null(False), until)
    query = Product.select(Product.id, Product.code, Product.name, Product.unit).order_by(Product.code)
    return [
        StockRow(key, code, name, unit, grade, sums[key, grade])
        for key, code, name, unit in db.execute(query)
        for grade in sorted(grade for product, grade in sums if product == key)
    ]


def product_stock(products: Collection[int]) -> dict[tuple[int, str], int]:
    """What is in the warehouse of these products, by product and grade, in thousandths."""
    return _sums((Movement.product, Movement.grade), Movement.product.in_(list(products)), None)


KEPT: Final = voucher_kind.STORED
"""The kinds of slips by which the stock of a warehouse is kept."""


def kept_stock(materials: Collection[int]) -> dict[int, tuple[int, str]]:
    """The stock and unit of those of these materials whose stock in the warehouse is kept by slips that count."""
    query = (
        Movement.select(Movement.material)
        .join(Voucher)
        .where(among(Movement.material, materials), Voucher.kind.in_(KEPT), counts())
        .distinct()
    )
    kept = set(first_column(query))
    return {row.item_id: (row.quantity, row.unit) for row in material_stock() if row.item_id in kept}


def _sums(keys: tuple[Any, ...], which: Any, until: date | None) -> dict[tuple[Any, ...], int]:
    found: dict[tuple[Any, ...], int] = {}
    for side, sign in ((Movement.target, 1), (Movement.source, -1)):
        query = (
            Movement.select(*keys, fn.SUM(Movement.quantity)).where(side == WAREHOUSE, which).group_by(*keys)
        )
        if until is not None:
            query = query.where(Movement.date <= until)
        for *key, total in db.execute(query):
            found[tuple(key)] = found.get(tuple(key), 0) + sign * total
    return found
