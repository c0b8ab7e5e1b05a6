"""How heavy and large goods are, in grams and millilitres a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from models.rules.road.day import Load
from models.settings import settings
from models.tables import road
from models.tables.product import Material, Product

BY_WEIGHT: Final = {"kg": 1000, "公斤": 1000, "千克": 1000, "斤": 500, "克": 1, "g": 1}
"""The grams of units that say their weight."""


def size_of(kind: str, key: int) -> dict[str, int | None]:
    """What is known of one unit of a material or product (``kind``): ``grams`` and ``millilitres``."""
    row: Any = road.ItemSize.get_or_none(getattr(road.ItemSize, kind) == key)
    return {name: getattr(row, name, None) for name in ("grams", "millilitres")}


@dataclass(frozen=True, slots=True)
class SizeRow:
    """A material or product (``kind``) with what is known of one unit; ``usual`` is what counts while nothing is."""

    kind: str
    key: int
    code: str
    name: str
    unit: str
    grams: int | None
    millilitres: int | None
    usual: tuple[int, int]


def all_sizes() -> list[SizeRow]:
    """Every material and product with its size, by code."""
    sizes = Sizes(settings())
    found = []
    for kind, table in (("material", Material), ("product", Product)):
        for row in table.select().order_by(table.code):
            grams, millilitres = sizes.known(kind, row.id)
            usual = sizes.usual(row.unit)
            found.append(SizeRow(kind, row.id, row.code, row.name, row.unit, grams, millilitres, usual))
    return found


class Sizes:
    """How heavy and large goods are: a load of so many thousandths as (grams, millilitres, pieces)."""

    def __init__(self, limits: dict[str, Any]) -> None:
        self._usual = int(limits["road.grams"]), int(limits["road.millilitres"])
        self._known: dict[tuple[str, int], tuple[int | None, int | None]] = {}
        for row in road.ItemSize.select():
            key = ("material", row.material_id) if row.material_id else ("product", row.product_id)
            self._known[key] = row.grams, row.millilitres

    def known(self, kind: str, key: int) -> tuple[int | None, int | None]:
        """The grams and millilitres written down for one unit of a material or product."""
        return self._known.get((kind, key), (None, None))

    def usual(self, unit: str) -> tuple[int, int]:
        """The grams and millilitres of one unit of which nothing is written down; kilograms weigh what they say."""
        by_weight = BY_WEIGHT.get(unit)
        return self._usual if by_weight is None else (by_weight, 2 * by_weight)

    def guessed(self, kind: str, key: int, unit: str) -> bool:
        """Whether nobody wrote down what a material or product weighs, and its unit does not say it either."""
        return self.known(kind, key)[0] is None and unit not in BY_WEIGHT

    def load(self, kind: str, key: int, unit: str, thousandths: int) -> Load:
        """The load of a quantity of a material or product (``kind``)."""
        known, usual = self.known(kind, key), self.usual(unit)
        grams, millilitres = (usual[at] if one is None else one for at, one in enumerate(known))
        pieces = -(-thousandths // 1000) if kind == "product" and unit not in BY_WEIGHT else 0
        return -(-grams * thousandths // 1000), -(-millilitres * thousandths // 1000), pieces
