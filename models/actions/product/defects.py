"""Defect codes: saving one of a form or many of a workbook, and ending those that are no longer said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.actions.upsert import Batch, Entry, Refused, effective, keep_readings, require
from models.database import db
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.rights import needs
from models.rules.desk import roles
from models.tables.ledger import DefectCount
from models.tables.product import Defect, Product


@needs(roles.VISIT)
def save_defect(values: Mapping[str, Any], existing: Any = None) -> Defect:
    """Add or change a defect code. Raises UserError (field: product, code, name)."""
    return save_defects([(values, existing)])[0]


@needs(roles.VISIT)
def save_defects(entries: Iterable[Entry], refused: Refused | None = None) -> list[Defect]:
    """Add or change defect codes in one operation; each has its ``outcome``.

    A code means one thing for a product: what holds for any product may not be a product's own as well.
    """
    return Batch(Defect, entries, refused).save(mark("Save defect {name}"), _check, before=_refuse_doubles)


@needs(roles.VISIT)
@in_turn
def set_active(defects: Sequence[int], active: bool) -> None:
    """End defect codes, or use them again; what was counted stays. Raises UserError when one is gone."""
    rows = list(Defect.select().where(Defect.id.in_(list(defects))))
    if len(rows) != len(set(defects)):
        raise UserError(tr("This defect does not exist any more."))
    batch = Batch(Defect, [({"active": active}, row) for row in rows])
    title = mark("End defect {name}")
    if active:
        title = mark("Use defect {name} again")
    with operation(title) as opened:
        opened.says(name=batch.called(batch.write(), "name"))


def _check(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "code", "name")
    product = effective(values, existing, "product")
    if product is not None and not Product.select().where(Product.id == product).exists():
        raise UserError(tr("This product does not exist."), "product")
    if existing is not None and product not in (None, existing.product_id) and _is_said(existing.id):
        raise UserError(tr("Slips name this defect already. End it and add another one."), "product")
    keep_readings(values, existing, ("name",), ("code",))


def _is_said(defect: int) -> bool:
    return bool(DefectCount.select().where(DefectCount.defect == defect).exists())


def _refuse_doubles(batch: Batch) -> None:
    """Refuse codes that another defect of the same product, or of any product, has already."""
    held = {
        key: (product, code)
        for key, product, code in db.execute(Defect.select(Defect.id, Defect.product, Defect.code))
    }
    for place, (values, existing) in batch.placed():
        product = effective(values, existing, "product")
        code = effective(values, existing, "code")
        own = -place - 1 if existing is None else existing.id
        clash = next(
            (
                key
                for key, (other, said) in held.items()
                if key != own and said == code and (other == product or None in (other, product))
            ),
            None,
        )
        if clash is None:
            held[own] = product, code
        else:
            batch.refuse(place, UserError(tr('"{value}" exists already.').format(value=code), "code"))
