"""Materials, products, bills of materials and piece rates: saving one of a form or thousands of a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from models import format
from models.actions.record import (
    UNCHANGED,
    Batch,
    Entry,
    Refused,
    effective,
    refuse_negative,
    require,
    require_positive,
)
from models.actions.road import save_size
from models.actions.units import refuse_finer
from models.database import db, insert_rows, parts
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import operation
from models.queries.ledger import subcontract_states
from models.queries.pinyin import search_text
from models.queries.units import units
from models.rules import pay
from models.rules.grade import RATED
from models.rules.units import Units
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.product import BomLine, Material, Product, Rate

NEW, OPEN, ALL = "new", "open", "all"
"""Which subcontracts a change of a bill of materials reaches: later ones only, those still open as well, every one."""

_DAY: Final = timedelta(days=1)


def save_with_size(kind: str, values: Mapping[str, Any], existing: Any = None) -> Any:
    """Add or change a material or product (``kind``) and what one unit weighs and takes up, in one operation.

    Raises UserError as `save_material`, `save_product` and `save_size` do.
    """
    own = dict(values)
    grams, millilitres = own.pop("grams"), own.pop("millilitres")
    with operation(mark("Save {name}")) as opened:
        row = save_material(own, existing) if kind == "material" else save_product(own, existing)
        save_size(**{kind: row.id}, grams=grams, millilitres=millilitres)
        opened.says(name=row.name)
    return row


def save_material(values: Mapping[str, Any], existing: Any = None) -> Material:
    """Add or change a material. Raises UserError (field: code, name, unit, price, pack_size, over_issue_ppm)."""
    return save_materials([(values, existing)])[0]


def save_materials(entries: Iterable[Entry], refused: Refused | None = None) -> list[Material]:
    """Add or change materials in one operation; each has its ``outcome``."""
    batch = Batch(Material, entries, refused)
    with operation(mark("Save material {name}")) as opened:
        known = units()
        batch.check(lambda values, existing: _check_material(values, existing, known))
        batch.unique("code")
        rows = batch.write()
        opened.says(name=batch.called(rows, "name"))
    return rows


def save_product(values: Mapping[str, Any], existing: Any = None) -> Product:
    """Add or change a product. Raises UserError (field: code, name, unit, over_delivery_ppm, minutes_per_unit)."""
    return save_products([(values, existing)])[0]


def save_products(entries: Iterable[Entry], refused: Refused | None = None) -> list[Product]:
    """Add or change products in one operation; each has its ``outcome``."""
    batch = Batch(Product, entries, refused)
    with operation(mark("Save product {name}")) as opened:
        known = units()
        batch.check(lambda values, existing: _check_product(values, existing, known))
        batch.unique("code")
        rows = batch.write()
        opened.says(name=batch.called(rows, "name"))
    return rows


def save_bom_line(
    product: int, material: int, per_unit: int, loss_ppm: int, existing: Any = None, apply_to: str = ALL
) -> BomLine:
    """Add or change one material of a product's bill: thousandths per unit, loss in ppm.

    ``apply_to`` is `NEW`, `OPEN` or `ALL`. Raises UserError (field: material, per_unit, loss_ppm).
    """
    values = {"product": product, "material": material, "per_unit": per_unit, "loss_ppm": loss_ppm}
    return save_bom_lines([(values, existing)], apply_to=apply_to)[0]


def save_bom_lines(
    entries: Iterable[Entry], refused: Refused | None = None, *, apply_to: str = ALL
) -> list[BomLine]:
    """Add or change lines of bills of materials in one operation; each has its ``outcome``."""
    batch = Batch(BomLine, entries, refused)
    with operation(mark("Save bill of materials {name}")) as opened:
        batch.check(_check_bom_line)
        batch.unique("product", "material")
        rows = batch.write()
        changed = [row for row in rows if row.outcome != UNCHANGED]
        if apply_to != NEW:
            _reach(changed, only_open=apply_to == OPEN)
        opened.says(name=_product_names(changed))
    return rows


def remove_bom_line(line: int, apply_to: str = ALL) -> None:
    """Take a material off a product's bill; ``apply_to`` as in `save_bom_line`."""
    row: Any = BomLine.get_or_none(BomLine.id == line)
    if row is None:
        raise UserError(tr("This line does not exist any more."))
    with operation(mark("Save bill of materials {name}"), name=_product_names([row])):
        row.delete_instance()
        if apply_to != NEW:
            for subcontract in _reached({row.product_id}, only_open=apply_to == OPEN).get(row.product_id, ()):
                SubcontractMaterial.delete().where(
                    SubcontractMaterial.subcontract == subcontract,
                    SubcontractMaterial.material == row.material_id,
                ).execute()


def save_rate(
    product: int,
    grade: str,
    start: date,
    end: date | None,
    rate: int,
    existing: Any = None,
    check: bool = True,
) -> Rate:
    """Add or change a piece rate over a span of days, in ten-thousandths of a yuan; ``end`` inclusive, None: open.

    Raises UserError (field: grade, rate, end; start when it overlaps another span of the product's grade).
    """
    values = {"product": product, "grade": grade, "start": start, "end": end, "rate": rate}
    return save_rates([(values, existing)], check=check)[0]


def save_rates(entries: Iterable[Entry], refused: Refused | None = None, *, check: bool = True) -> list[Rate]:
    """Add or change rates in one operation; each has its ``outcome``. ``check`` off leaves overlaps to the caller."""
    batch = Batch(Rate, entries, refused)
    with operation(mark("Save piece rate {name}")) as opened:
        batch.check(_check_rate)
        if check:
            _refuse_overlaps(batch)
        else:
            batch.unique("product", "grade", "start")
        rows = batch.write()
        opened.says(name=_product_names([row for row in rows if row.outcome != UNCHANGED]))
    return rows


def new_rate_from(product: int, grade: str, start: date, rate: int) -> Rate:
    """Let a new rate hold from a day on: the span in force ends the day before, a span of that very day is rewritten.

    Raises UserError (field: start) when a later rate is agreed already.
    """
    name = Product.select(Product.name).where(Product.id == product).scalar()
    with operation(mark("Save piece rate {name}"), name=name):
        spans = list(Rate.select().where(Rate.product == product, Rate.grade == grade).order_by(Rate.start))
        later = [span for span in spans if span.start > start]
        if later:
            raise UserError(
                tr("A rate from {day} is agreed already.").format(day=later[0].start.isoformat()), "start"
            )
        last = spans[-1] if spans else None
        if last is not None and last.start == start:
            return save_rate(product, grade, start, None, rate, last)
        if last is not None and (last.end is None or last.end >= start):
            save_rate(product, grade, last.start, start - _DAY, last.rate, last)
        return save_rate(product, grade, start, None, rate)


def remove_rate(rate: int) -> None:
    """Remove a rate that was entered by mistake; lines it priced become unpriced until another is in force."""
    row = Rate.get_or_none(Rate.id == rate)
    if row is None:
        raise UserError(tr("This rate does not exist any more."))
    with operation(mark("Remove piece rate {name}"), name=_product_names([row])):
        row.delete_instance()


def _check_material(values: dict[str, Any], existing: Any, known: Units) -> None:
    require(values, existing, "code", "name", "unit")
    refuse_negative(values, "price", "pack_size", "over_issue_ppm")
    unit = str(effective(values, existing, "unit"))
    if existing is None or (values.get("pack_size", existing.pack_size), unit) != (
        existing.pack_size,
        existing.unit,
    ):
        known.check(values.get("pack_size"), unit, "pack_size", format.unit_name(unit))
    if existing is not None and known.step(unit) > known.step(existing.unit):
        refuse_finer(known, unit, "unit", materials=[existing.id])
    _index(values, existing)


def _check_product(values: dict[str, Any], existing: Any, known: Units) -> None:
    require(values, existing, "code", "name", "unit")
    unit = str(effective(values, existing, "unit"))
    if existing is not None and known.step(unit) > known.step(existing.unit):
        refuse_finer(known, unit, "unit", products=[existing.id])
    refuse_negative(values, "over_delivery_ppm")
    if values.get("minutes_per_unit") is not None:
        require_positive(values, existing, "minutes_per_unit")
    _index(values, existing)


def _index(values: dict[str, Any], existing: Any) -> None:
    if existing is None or any(
        field in values and values[field] != getattr(existing, field) for field in ("code", "name")
    ):
        values["search"] = search_text(
            (str(effective(values, existing, "name")),), (str(effective(values, existing, "code")),)
        )


def _check_bom_line(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "product", "material")
    require_positive(values, existing, "per_unit")
    refuse_negative(values, "loss_ppm")


def _check_rate(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "product", "grade", "start", "rate")
    if effective(values, existing, "grade") not in RATED:
        raise UserError(tr("A rate is agreed for good or second pieces."), "grade")
    refuse_negative(values, "rate")
    start, end = (effective(values, existing, field) for field in ("start", "end"))
    if end is not None and end < start:
        raise UserError(tr("The end must not come before the beginning."), "end")


def _refuse_overlaps(batch: Batch) -> None:
    """Spans of one product and grade never share a day (spec workbook, "Rates")."""
    products = {effective(values, existing, "product") for values, existing in batch.sound()}
    changed = {existing.id for _, existing in batch.sound() if existing is not None}
    held: dict[tuple[int, str], list[pay.RateSpan]] = defaultdict(list)
    rows: Iterable[Any] = Rate.select().where(Rate.product.in_(list(products)))
    for row in rows:
        if row.id not in changed:
            held[row.product_id, row.grade].append(
                pay.RateSpan(row.product_id, row.grade, row.start, row.end, row.rate)
            )

    def refuse(values: dict[str, Any], existing: Any) -> None:
        product, grade, start, end, rate = (
            effective(values, existing, field) for field in ("product", "grade", "start", "end", "rate")
        )
        span = pay.RateSpan(product, grade, start, end, rate)
        spans = held[product, grade]
        for other in spans:
            if pay.overlaps((other, span)):
                until = "…" if other.end is None else other.end.isoformat()
                raise UserError(
                    tr("Overlaps the rate from {start} to {end}.").format(
                        start=other.start.isoformat(), end=until
                    ),
                    "start",
                )
        spans.append(span)

    batch.check(refuse)


def _reached(products: set[int], *, only_open: bool) -> dict[int, list[int]]:
    """The subcontracts of these products, by product."""
    query = (
        Subcontract.select(Order.product, Subcontract.id).join(Order).where(Order.product.in_(list(products)))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for product, subcontract in db.execute(query):
        found[product].append(subcontract)
    if only_open and found:
        states = subcontract_states([key for keys in found.values() for key in keys])
        found = {product: [key for key in keys if not states[key].closed] for product, keys in found.items()}
    return found


def _reach(lines: Sequence[Any], *, only_open: bool) -> None:
    """Carry changed lines into the subcontracts that were given with the bill."""
    if not lines:
        return
    reached = _reached({line.product_id for line in lines}, only_open=only_open)
    for line in lines:
        keys = reached.get(line.product_id, [])
        having: set[int] = set()
        for part in parts(keys):
            of_these = (SubcontractMaterial.material == line.material_id) & (
                SubcontractMaterial.subcontract.in_(part)
            )
            having.update(
                row[0]
                for row in db.execute(
                    SubcontractMaterial.select(SubcontractMaterial.subcontract).where(of_these)
                )
            )
            differs = (SubcontractMaterial.per_unit != line.per_unit) | (
                SubcontractMaterial.loss_ppm != line.loss_ppm
            )
            SubcontractMaterial.update(per_unit=line.per_unit, loss_ppm=line.loss_ppm).where(
                of_these & differs
            ).execute()
        insert_rows(
            SubcontractMaterial,
            ("id", "subcontract", "material", "per_unit", "loss_ppm"),
            [
                (next_key(), key, line.material_id, line.per_unit, line.loss_ppm)
                for key in keys
                if key not in having
            ],
        )


def _product_names(rows: Sequence[Any]) -> str:
    keys = list({row.product_id for row in rows})
    if len(keys) == 1:
        return str(Product.select(Product.name).where(Product.id == keys[0]).scalar())
    return f"× {len(keys)}"
