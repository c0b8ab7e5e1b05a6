"""Materials, products, bills of materials and piece rates: saving one of a form or thousands of a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from models import format
from models.actions import upsert
from models.actions.product.sizes import save_size
from models.actions.product.terms import days_of, drop_material, reach_bill, reach_rates
from models.actions.product.units import refuse_finer
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.product.units import units
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger.grade import RATED
from models.rules.pay import wage
from models.rules.product.reach import ALL, NEW
from models.rules.product.units import Units
from models.tables.product import BomLine, Material, Product, Rate

_DAY: Final = timedelta(days=1)


@needs(roles.MASTER)
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


@needs(roles.MASTER)
def save_new_product(
    values: Mapping[str, Any], rates: Mapping[str, int], start: date, bill: Iterable[tuple[int, int, int]]
) -> Product:
    """Add a product with what one unit weighs, its rates by grade from ``start`` on and its bill, in one operation.

    A line of the bill is (material, thousandths for one unit, allowed loss in ppm). Raises UserError as
    `save_with_size`, `save_rates` (field: the grade) and `save_bom_lines` do.
    """
    with operation(mark("Save product {name}")) as opened:
        product: Product = save_with_size("product", values)
        for grade, rate in rates.items():
            save_rate(product.id, grade, start, None, rate)
        for material, per_unit, loss_ppm in bill:
            save_bom_line(product.id, material, per_unit, loss_ppm)
        opened.says(name=product.name)
    return product


@needs(roles.MASTER)
def save_material(values: Mapping[str, Any], existing: Any = None) -> Material:
    """Add or change a material. Raises UserError (field: code, name, unit, price, pack_size, over_issue_ppm)."""
    return save_materials([(values, existing)])[0]


@needs(roles.MASTER)
def save_materials(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Material]:
    """Add or change materials in one operation; each has its ``outcome``."""
    return upsert.Batch(Material, entries, refused).save(
        mark("Save material {name}"), partial(_check_material, units()), unique=("code",), numbered=False
    )


@needs(roles.MASTER)
def save_product(values: Mapping[str, Any], existing: Any = None) -> Product:
    """Add or change a product. Raises UserError (field: code, name, unit, over_delivery_ppm, minutes_per_unit)."""
    return save_products([(values, existing)])[0]


@needs(roles.MASTER)
def save_products(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Product]:
    """Add or change products in one operation; each has its ``outcome``."""
    return upsert.Batch(Product, entries, refused).save(
        mark("Save product {name}"), partial(_check_product, units()), unique=("code",), numbered=False
    )


@needs(roles.MASTER)
def save_bom_line(
    product: int, material: int, per_unit: int, loss_ppm: int, existing: Any = None, apply_to: str = ALL
) -> BomLine:
    """Add or change one material of a product's bill: thousandths per unit, loss in ppm.

    ``apply_to`` is `NEW`, `OPEN` or `ALL`. Raises UserError (field: material, per_unit, loss_ppm).
    """
    values = {"product": product, "material": material, "per_unit": per_unit, "loss_ppm": loss_ppm}
    return save_bom_lines([(values, existing)], apply_to=apply_to)[0]


@needs(roles.MASTER)
def save_bom_lines(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None, *, apply_to: str = ALL
) -> list[BomLine]:
    """Add or change lines of bills of materials in one operation.

    Each has its ``outcome``, and ``reached``: the subcontracts given out before whose own bill changed by it.
    """
    batch = upsert.Batch(BomLine, entries, refused)
    with operation(mark("Save bill of materials {name}")) as opened:
        batch.check(_check_bom_line)
        batch.unique("product", "material")
        rows = batch.write()
        changed = [row for row in rows if row.outcome != upsert.UNCHANGED]
        # What the bill said before may not have reached open work yet; all of it only changes with the bill.
        reached = reach_bill(changed if apply_to == ALL else rows, apply_to)
        for row in rows:
            row.reached = reached
        opened.says(name=_product_names(changed or rows))
    return rows


@needs(roles.MASTER)
@in_turn
def remove_bom_line(line: int, apply_to: str = ALL) -> None:
    """Take a material off a product's bill; ``apply_to`` as in `save_bom_line`. Raises UserError when it is gone."""
    row: Any = BomLine.get_or_none(BomLine.id == line)
    if row is None:
        raise UserError(tr("This line does not exist any more."))
    with operation(mark("Save bill of materials {name}"), name=_product_names([row])):
        row.delete_instance()
        drop_material(row.product_id, row.material_id, apply_to)


@needs(roles.MASTER)
def save_rate(
    product: int,
    grade: str,
    start: date,
    end: date | None,
    rate: int,
    existing: Any = None,
    apply_to: str = NEW,
) -> Rate:
    """Add or change a piece rate over a span of days, in ten-thousandths of a yuan; ``end`` inclusive, None: open.

    ``apply_to`` as in `save_rates`. Raises UserError (field: grade, rate, end; start when it overlaps another span of
    the product's grade).
    """
    values = {"product": product, "grade": grade, "start": start, "end": end, "rate": rate}
    return save_rates([(values, existing)], apply_to=apply_to)[0]


@needs(roles.MASTER)
def save_rates(
    entries: Iterable[upsert.Entry],
    refused: upsert.Refused | None = None,
    *,
    check: bool = True,
    apply_to: str = NEW,
) -> list[Rate]:
    """Add or change rates in one operation; each has its ``outcome``, and ``reached``: whose kept rates changed by it.

    Work given out before keeps its rates (`NEW`) unless it is still `OPEN`, or at most lies in open months (`ALL`); a
    grade that had none takes one all the same (`terms.reach_rates`). ``check`` off leaves overlaps to the caller.
    """
    batch = upsert.Batch(Rate, entries, refused)
    with operation(mark("Save piece rate {name}")) as opened:
        batch.check(_check_rate)
        if check:
            _refuse_overlaps(batch)
        else:
            batch.unique("product", "grade", "start")
        reach = [days_of(existing) for _, existing in batch.sound() if existing is not None]
        rows = batch.write()
        reached = reach_rates([*reach, *map(days_of, rows)], apply_to)
        for row in rows:
            row.reached = reached
        opened.says(name=_product_names([row for row in rows if row.outcome != upsert.UNCHANGED] or rows))
    return rows


@needs(roles.MASTER)
def new_rate_from(product: int, grade: str, start: date, rate: int, apply_to: str = NEW) -> Rate:
    """Let a new rate hold from a day on: the span in force ends the day before, a span of that very day is rewritten.

    ``apply_to`` as in `save_rates`. Raises UserError (field: start) when a later rate is agreed already.
    """
    name = Product.select(Product.name).where(Product.id == product).scalar()
    with operation(mark("Save piece rate {name}"), name=name):
        spans = list(Rate.select().where(Rate.product == product, Rate.grade == grade).order_by(Rate.start))
        later = [span for span in spans if span.start > start]
        if later:
            words = tr("A rate from {day} is agreed already: correct its first day in the list of rates.")
            raise UserError(words.format(day=later[0].start.isoformat()), "start")
        last = spans[-1] if spans else None
        if last is not None and last.start == start:
            return save_rate(product, grade, start, None, rate, last, apply_to)
        if last is not None and (last.end is None or last.end >= start):
            save_rate(product, grade, last.start, start - _DAY, last.rate, last)
        return save_rate(product, grade, start, None, rate, apply_to=apply_to)


@needs(roles.MASTER)
@in_turn
def remove_rate(rate: int, apply_to: str = NEW) -> list[int]:
    """Remove a rate that was entered by mistake; returns the subcontracts that lost theirs by it.

    Work given out with it keeps it, unless ``apply_to`` reaches it: then it is unpriced until another is in force.
    Raises UserError when the rate is gone.
    """
    row = Rate.get_or_none(Rate.id == rate)
    if row is None:
        raise UserError(tr("This rate does not exist any more."))
    with operation(mark("Remove piece rate {name}"), name=_product_names([row])):
        row.delete_instance()
        return reach_rates([days_of(row)], apply_to)


def _check_material(known: Units, values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "code", "name", "unit")
    upsert.refuse_negative(values, "price", "pack_size", "over_issue_ppm")
    unit = str(upsert.effective(values, existing, "unit"))
    if existing is None or (values.get("pack_size", existing.pack_size), unit) != (
        existing.pack_size,
        existing.unit,
    ):
        known.check(values.get("pack_size"), unit, "pack_size", format.unit_name(unit))
    if existing is not None and known.step(unit) > known.step(existing.unit):
        refuse_finer(known, unit, "unit", materials=[existing.id])
    upsert.keep_readings(values, existing, ("name",), ("code",))


def _check_product(known: Units, values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "code", "name", "unit")
    unit = str(upsert.effective(values, existing, "unit"))
    if existing is not None and known.step(unit) > known.step(existing.unit):
        refuse_finer(known, unit, "unit", products=[existing.id])
    upsert.refuse_negative(values, "over_delivery_ppm")
    if values.get("minutes_per_unit") is not None:
        upsert.require_positive(values, existing, "minutes_per_unit")
    upsert.keep_readings(values, existing, ("name",), ("code",))


def _check_bom_line(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "product", "material")
    upsert.require_positive(values, existing, "per_unit")
    upsert.refuse_negative(values, "loss_ppm")


def _check_rate(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "product", "grade", "start", "rate")
    if upsert.effective(values, existing, "grade") not in RATED:
        raise UserError(tr("A rate is agreed for good or second pieces."), "grade")
    upsert.refuse_negative(values, "rate")
    upsert.refuse_end_before_start(values, existing, "start", "end")


def _refuse_overlaps(batch: upsert.Batch) -> None:
    """Spans of one product and grade never share a day (help/layout, "Rates")."""
    products = {upsert.effective(values, existing, "product") for values, existing in batch.sound()}
    changed = {existing.id for _, existing in batch.sound() if existing is not None}
    held: dict[tuple[int, str], list[wage.RateSpan]] = defaultdict(list)
    rows: Iterable[Any] = Rate.select().where(Rate.product.in_(list(products)))
    for row in rows:
        if row.id not in changed:
            held[row.product_id, row.grade].append(
                wage.RateSpan(row.product_id, row.grade, row.start, row.end, row.rate)
            )

    def refuse(values: dict[str, Any], existing: Any) -> None:
        product, grade, start, end, rate = (
            upsert.effective(values, existing, field)
            for field in ("product", "grade", "start", "end", "rate")
        )
        span = wage.RateSpan(product, grade, start, end, rate)
        spans = held[product, grade]
        for other in spans:
            if wage.overlaps((other, span)):
                until = "…" if other.end is None else other.end.isoformat()
                raise UserError(
                    tr("Overlaps the rate from {start} to {end}.").format(
                        start=other.start.isoformat(), end=until
                    ),
                    "start",
                )
        spans.append(span)

    batch.check(refuse)


def _product_names(rows: Sequence[Any]) -> str:
    keys = list({row.product_id for row in rows})
    if len(keys) == 1:
        return str(Product.select(Product.name).where(Product.id == keys[0]).scalar())
    return f"× {len(keys)}"
