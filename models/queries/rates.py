"""The piece rates in force on a day, in ten-thousandths of a yuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.database import db
from models.queries import photos
from models.rules.ledger.grade import GOOD, SECOND
from models.rules.pay.wage import RateSpan, RateTable
from models.tables.photo import SAMPLE, Photo
from models.tables.product import Product, Rate


@dataclass(frozen=True, slots=True)
class RatedProduct:
    """A product with its rates in force on a day; None where a grade has none.

    ``sample`` is the hash of the photo of its sample, "" where there is none.
    """

    name: str
    unit: str
    good: int | None
    second: int | None
    sample: str = ""


def rated_products(day: date) -> list[RatedProduct]:
    """The products with a rate in force on a day, in order of code."""
    rates, samples = rate_table(), photos.first_of(Photo.product, SAMPLE)
    found = []
    for key, name, unit in db.execute(
        Product.select(Product.id, Product.name, Product.unit).order_by(Product.code)
    ):
        good, second = rates.rate(key, GOOD, day), rates.rate(key, SECOND, day)
        if good is not None or second is not None:
            found.append(RatedProduct(name, unit, good, second, samples.get(key, "")))
    return found


def rate_table() -> RateTable:
    """All rates, ready to look up: what new work is given out with. Work that was given out keeps its own."""
    return RateTable(
        RateSpan(r.product_id, r.grade, r.start, r.end, r.rate) for r in Rate.select().iterator()
    )
