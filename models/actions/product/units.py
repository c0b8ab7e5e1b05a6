"""How many decimals a unit takes: set one of a form or those of a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models import format
from models.actions.upsert import Batch, Entry, Refused, effective, require
from models.database import db
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.product.units import finer_goods, units
from models.rights import needs
from models.rules.desk import roles
from models.rules.product.units import MOST, Units
from models.tables.product import Material, Product, Unit


@needs(roles.MASTER)
def save_unit(name: str, decimals: int) -> Unit:
    """Set the decimals of a unit. Raises UserError (field: name, decimals), also when slips hold finer quantities."""
    return save_units([({"name": name, "decimals": decimals}, Unit.get_or_none(Unit.name == name.strip()))])[
        0
    ]


@needs(roles.MASTER)
@in_turn
def save_units(entries: Iterable[Entry], refused: Refused | None = None) -> list[Unit]:
    """Set the decimals of units in one operation; each has its ``outcome``."""
    batch = Batch(Unit, entries, refused)
    known = units()
    with operation(mark("Set the decimals of {unit}")) as opened:
        batch.check(lambda values, existing: _check(values, existing, known))
        batch.unique("name")
        rows = batch.write()
        opened.says(unit=format.unit_name(batch.called(rows, "name")))
    return rows


def _check(values: dict[str, Any], existing: Any, known: Units) -> None:
    require(values, existing, "name", "decimals")
    name, decimals = (effective(values, existing, field) for field in ("name", "decimals"))
    if not 0 <= decimals <= MOST:
        raise UserError(tr("Between {low} and {high}.").format(low=0, high=MOST), "decimals")
    if decimals < known.decimals(name):
        refuse_finer(Units({name: decimals}), name, "decimals")


def refuse_finer(new: Units, unit: str, field: str, materials: Any = None, products: Any = None) -> None:
    """Refuse decimals that slips exceed already; of the goods told in the unit unless materials or products are named.

    Raises UserError beside ``field`` naming one of the goods.
    """
    if materials is None and products is None:
        materials, products = (
            [row[0] for row in db.execute(table.select(table.id).where(table.unit == unit))]
            for table in (Material, Product)
        )
    finer = finer_goods(new.step(unit), materials or (), products or ())
    if finer:
        key = min(one.goods for one in finer)
        row: Any = Material.get_or_none(Material.id == key) or Product.get_by_id(key)
        raise UserError(
            tr("{name} has slips or orders with more decimals: {unit} stays finer.").format(
                name=row.name, unit=format.unit_name(unit)
            ),
            field,
        )
