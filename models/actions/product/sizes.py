"""Saving how heavy and large goods are, in grams and millilitres a unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.upsert import Batch, refuse_negative
from models.i18n import mark
from models.operation import in_turn, operation
from models.rights import needs
from models.rules.desk import roles
from models.tables.road import ItemSize


@needs(roles.MASTER)
@in_turn
def save_size(
    *, material: int | None = None, product: int | None = None, grams: int | None, millilitres: int | None
) -> None:
    """How heavy and large one unit of a material or a product is. Raises UserError (field: grams, millilitres)."""
    values = {"material": material, "product": product, "grams": grams, "millilitres": millilitres}
    refuse_negative(values, "grams", "millilitres")
    existing: Any = (
        ItemSize.get_or_none(ItemSize.material == material)
        if material is not None
        else ItemSize.get_or_none(ItemSize.product == product)
    )
    if existing is None and grams is None and millilitres is None:
        return
    with operation(mark("Save the size of goods")):
        Batch(ItemSize, [(values, existing)]).write()


@needs(roles.MASTER)
def save_sizes(sizes: Iterable[tuple[str, int, int | None, int | None]]) -> None:
    """Many sizes in one operation: ("material" or "product", key, grams, millilitres). Raises as `save_size` does."""
    with operation(mark("Save the size of goods")):
        for kind, key, grams, millilitres in sizes:
            save_size(**{kind: key}, grams=grams, millilitres=millilitres)
