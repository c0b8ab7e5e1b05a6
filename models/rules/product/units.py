"""How finely a unit is counted: pieces in wholes, weights and lengths to so many decimals.

The one place that says which units are counted, what a quantity of a unit may look like, and how much of it a person
can hand over. Quantities are thousandths of their unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from models.errors import UserError
from models.i18n import tr

MOST: Final = 3
"""The most decimals a quantity has, and those of a unit nobody set."""

COUNTED: Final = frozenset(
    (
        "件",
        "个",
        "只",
        "张",
        "套",
        "双",
        "把",
        "条",
        "串",
        "箱",
        "盒",
        "顶",
        "块",
        "piece",
        "pieces",
        "pc",
        "pcs",
    )
)
"""The units of goods that are counted in wholes, in small letters (help/rules, "Stock")."""

HANDED_OVER: Final = 10
"""The least anybody weighs or measures out of a unit that is not counted: a hundredth of it."""


def packs(quantity: int, pack_size: int) -> list[int]:
    """A quantity as it is handed out, in thousandths: whole packs and what is loose, or one where it has none."""
    if pack_size <= 0 or quantity <= pack_size:
        return [quantity] if quantity > 0 else []
    whole, loose = divmod(quantity, pack_size)
    return [pack_size] * whole + ([loose] if loose else [])


@dataclass(frozen=True, slots=True)
class Units:
    """The decimals of units: those the cooperative ``set`` by name, 0 for counted ones, else `MOST`."""

    set: Mapping[str, int] = field(default_factory=dict)

    def decimals(self, unit: str) -> int:
        """How many decimals a quantity of a unit takes, 0 to 3."""
        usual = 0 if unit.strip().casefold() in COUNTED else MOST
        return self.set.get(unit, usual)

    def step(self, unit: str) -> int:
        """The smallest quantity of a unit that can be written, in thousandths."""
        return int(10 ** (MOST - self.decimals(unit)))

    def fits(self, quantity: int, unit: str) -> bool:
        """Whether a quantity has no more decimals than its unit takes."""
        return quantity % self.step(unit) == 0

    def check(self, quantity: int | None, unit: str, field: str | None = None, name: str = "") -> None:
        """Refuse a quantity with more decimals than its unit takes; raises `UserError` beside ``field``.

        ``unit`` is how it is kept, ``name`` how the reader calls it, when that differs.
        """
        if quantity is None or self.fits(quantity, unit):
            return
        places = self.decimals(unit)
        if not places:
            raise UserError(tr("Enter a whole number of {unit}.").format(unit=name or unit), field)
        raise UserError(
            tr("Decimals: at most {places} for {unit}.").format(places=places, unit=name or unit),
            field,
        )

    def grain(self, unit: str) -> int:
        """The smallest quantity of a unit a person can hand over, in thousandths."""
        return max(self.step(unit), HANDED_OVER)

    def share(self, quantity: int, unit: str) -> int:
        """The step in which a quantity is shared out, in thousandths: what can be handed over, or finer if it is."""
        grain = self.grain(unit)
        return self.step(unit) if quantity % grain else grain

    def handed_over(self, needed: int, room: int, unit: str, pack_size: int = 0) -> int:
        """What a person can hand over of what is needed, in thousandths: never more but to fill the last pack.

        Loose goods are cut to what the unit takes, weighed ones to a hundredth at least; 8 g too little is nothing.
        ``room`` is what may still be issued without a reason: where no whole pack has room in it, which only happens
        once a pack was opened, what is needed is handed over loose.
        """
        grain = self.grain(unit)
        whole, loose = (max(0, part) // grain * grain for part in (needed, min(needed, room)))
        if pack_size <= 0 or not loose:
            return loose
        packs = min(-(-whole // pack_size), room // pack_size)
        return packs * pack_size or loose
