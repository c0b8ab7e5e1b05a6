"""Materials, products, bills of materials and rates as lists show them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

from peewee import fn

from models.database import db
from models.i18n import mark
from models.kinds import COUNT, RATE, TEXT
from models.queries.listing import ListColumn, Listing, coded, with_listed
from models.queries.narrowing import Narrow
from models.rules.ledger.grade import GOOD, RATED, SECOND
from models.tables.party import Trade
from models.tables.product import BomLine, Material, Product, Rate


class RateRow(NamedTuple):
    """A piece rate and its span; ``end`` inclusive, None: until further notice. Ten-thousandths of a yuan."""

    id: int
    grade: str
    start: date
    end: date | None
    rate: int


class BomRow(NamedTuple):
    """A material of a product's bill: thousandths per unit, loss in ppm."""

    id: int
    material_id: int
    code: str
    name: str
    unit: str
    per_unit: int
    loss_ppm: int


PRODUCT: Final = ListColumn("product", mark("Product"), TEXT, Product.name, sorts=Product.pinyin)
UNIT_OF_PRODUCT: Final = ListColumn("unit", mark("Unit"), TEXT, Product.unit, hidden=True)


def materials() -> Listing:
    """All materials; ``products`` counts those whose bill names one."""
    used = BomLine.select(fn.COUNT(BomLine.id)).where(BomLine.material == Material.id)
    return Listing(
        "materials",
        mark("Materials"),
        with_listed(
            Material,
            *coded(Material.code, Material.name),
            ListColumn.of(Material.unit),
            ListColumn.of(Material.price),
            ListColumn.of(Material.pack_size),
            ListColumn.of(Material.over_issue_ppm),
            ListColumn("products", mark("Used in"), COUNT, used),
        ),
        lambda: Material.select(Material.id),
        Material.id,
        search=(Material.search,),
        order="code",
    )


def by_trade() -> Narrow:
    """By the trade of the product that the list above joins."""
    return Narrow("trade", mark("Trade"), TEXT, Trade.select(Trade.name).where(Trade.id == Product.trade))


def products(day: date) -> Listing:
    """All products with the rates in force on a day."""
    lines = BomLine.select(fn.COUNT(BomLine.id)).where(BomLine.product == Product.id)
    trade = Trade.select(Trade.name).where(Trade.id == Product.trade)
    return Listing(
        "products",
        mark("Products"),
        with_listed(
            Product,
            *coded(Product.code, Product.name),
            ListColumn.of(Product.unit),
            ListColumn("good", mark("Good rate"), RATE, _rate_on(GOOD, day)),
            ListColumn("second", mark("Second rate"), RATE, _rate_on(SECOND, day)),
            ListColumn.of(Product.over_delivery_ppm),
            ListColumn.of(Product.minutes_per_unit),
            ListColumn("materials", mark("Materials"), COUNT, lines),
            ListColumn.of(Trade.name, key="trade", expression=trade, optional=True),
        ),
        lambda: Product.select(Product.id),
        Product.id,
        search=(Product.search,),
        order="code",
        narrows=("trade", "unit"),
    )


def rates_of(product: int) -> list[RateRow]:
    """A product's rates by grade, the newest first."""
    query: Any = Rate.select().where(Rate.product == product).order_by(Rate.grade, Rate.start.desc())
    rows = [RateRow(row.id, row.grade, row.start, row.end, row.rate) for row in query]
    return sorted(rows, key=lambda row: RATED.index(row.grade))


def bill(product: int) -> list[BomRow]:
    """A product's bill of materials, in the order it was written."""
    query = (
        BomLine.select(
            BomLine.id,
            Material.id,
            Material.code,
            Material.name,
            Material.unit,
            BomLine.per_unit,
            BomLine.loss_ppm,
        )
        .join(Material)
        .where(BomLine.product == product)
        .order_by(BomLine.id)
    )
    return [BomRow(*row) for row in db.execute(query)]


def _rate_on(grade: str, day: date) -> Any:
    rate = Rate.alias()
    return rate.select(rate.rate).where(
        rate.product == Product.id,
        rate.grade == grade,
        rate.start <= day,
        rate.end.is_null() | (rate.end >= day),
    )
