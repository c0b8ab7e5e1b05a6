"""The rates and material prices for the door of each village (工价公示), in ten-thousandths of a yuan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models import format
from models.database import db
from models.queries import photos
from models.queries.document_common import chosen, with_printed
from models.queries.rates import RatedProduct, rated_products
from models.tables.party import Household
from models.tables.product import Material


@dataclass(frozen=True, slots=True)
class PricedMaterial:
    """A material with its price."""

    name: str
    unit: str
    price: int


@dataclass(frozen=True, slots=True)
class RateCard:
    """The rates and material prices in force in a village (工价公示).

    ``samples`` are the products' photos by their hashes.
    """

    day: date
    township: str
    village: str
    products: tuple[RatedProduct, ...]
    materials: tuple[PricedMaterial, ...]
    printed: int = 0
    samples: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.day.isoformat()} {format.place(self.township, self.village)}".strip()


def rate_cards(day: date, *, household: str | None = None, village: str | None = None) -> list[RateCard]:
    """One card for each village with active households, for one village, or for that of one household."""
    only = chosen(household, village)
    query = Household.select(Household.id, Household.township, Household.village).where(Household.active)
    villages = sorted(
        {(township, name) for key, township, name in db.execute(query) if only is None or key in only}
    )
    products = tuple(rated_products(day))
    materials = tuple(
        PricedMaterial(*row)
        for row in db.execute(
            Material.select(Material.name, Material.unit, Material.price)
            .where(Material.price.is_null(False))
            .order_by(Material.code)
        )
    )
    samples = photos.bytes_of({one.sample for one in products if one.sample})
    cards = [RateCard(day, *place, products, materials, samples=samples) for place in villages]
    return with_printed("ratecard", cards)
