"""The terms a subcontract was given out with: its bill of materials and its piece rates.

It keeps both, because its slip says them; how far a later change of the product's reaches is for somebody to say. Rates
are ten-thousandths of a yuan, needs thousandths a unit, losses ppm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN

from models.actions.upsert import Entry, effective
from models.database import among, db, insert_rows, parts
from models.keys import next_key
from models.queries.counting import standing
from models.queries.order.standing import subcontract_states
from models.queries.periods import locked_until
from models.queries.rates import rate_table
from models.rules.ledger.grade import GOOD, RATED
from models.rules.product.reach import ALL, NEW, OPEN
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.product import BomLine


class RateReach(NamedTuple):
    """The days over which a rate of a product's grade changed, both ends inside; no ``end``: until further notice."""

    product: int
    grade: str
    start: date
    end: date | None


def days_of(rate: Any) -> RateReach:
    """The days a rate stands for."""
    return RateReach(rate.product_id, rate.grade, rate.start, rate.end)


def keep_rates(entries: Collection[Entry]) -> Callable[[dict[str, Any], Any], None]:
    """A rule for these subcontracts' batch: it completes values with the rates in force on their own date.

    One whose order and date stay keeps its rates. So does one whose date moves within days of one rate.
    """
    orders = {effective(values, existing, "order") for values, existing in entries}
    orders |= {existing.order_id for _, existing in entries if existing is not None}
    products: dict[int, int] = {}
    for part in parts(orders):
        products.update(db.execute(Order.select(Order.id, Order.product).where(Order.id.in_(part))))
    rates = rate_table()

    def keep(values: dict[str, Any], existing: Any) -> None:
        order, day = effective(values, existing, "order"), effective(values, existing, "date")
        if existing is not None and (order, day) == (existing.order_id, existing.date):
            return
        product = products[order]
        same = existing is not None and products[existing.order_id] == product
        for grade in RATED:
            rate, name = rates.rate(product, grade, day), f"{grade}_rate"
            held = getattr(existing, name) if same else None
            if held is None or rates.rate(product, grade, existing.date) != rate:
                values[name] = rate

    return keep


def give_materials(rows: Sequence[Any]) -> None:
    """Copy the product's bill of materials to subcontracts that are new or came to another order."""
    if not rows:
        return
    for part in parts([row.id for row in rows]):
        SubcontractMaterial.delete().where(SubcontractMaterial.subcontract.in_(part)).execute()
    products = dict(db.execute(Order.select(Order.id, Order.product)))
    bills: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for product, *line in db.execute(
        BomLine.select(BomLine.product, BomLine.material, BomLine.per_unit, BomLine.loss_ppm).order_by(
            BomLine.id
        )
    ):
        bills[product].append((line[0], line[1], line[2]))
    insert_rows(
        SubcontractMaterial,
        ("id", "subcontract", "material", "per_unit", "loss_ppm"),
        [(next_key(), row.id, *line) for row in rows for line in bills.get(products[row.order_id], ())],
    )


def reach_rates(changed: Iterable[RateReach], apply_to: str = NEW) -> list[int]:
    """Carry changed rates into subcontracts given out before; returns those whose rates are others now.

    A grade that had no rate takes the one that covers its date, whatever ``apply_to`` says. `OPEN` reaches what is
    still open, `ALL` what is finished too unless all its pieces lie in locked months: those stay as they were paid.
    """
    reached: dict[int, None] = {}
    for grade, found in _other_rates(changed, unpriced_only=apply_to == NEW).items():
        doubtful = [key for key, held, _ in found if held is not None]
        meant = set(_open(doubtful)) | (set(_in_open_periods(doubtful)) if apply_to == ALL else set())
        by_rate: dict[int | None, list[int]] = defaultdict(list)
        for key, held, rate in found:
            if held is None or key in meant:
                by_rate[rate].append(key)
                reached[key] = None
        for rate, keys in by_rate.items():
            for part in parts(keys):
                Subcontract.update({f"{grade}_rate": rate}).where(Subcontract.id.in_(part)).execute()
    return list(reached)


def open_with_other_rates(changed: Iterable[RateReach]) -> list[int]:
    """The open subcontracts of these days that keep another rate than the table says."""
    doubtful = {key for found in _other_rates(changed).values() for key, held, _ in found if held is not None}
    return _open(doubtful)


def open_given_within(days: RateReach) -> list[int]:
    """The open subcontracts given out on these days that keep a rate of that grade: whom a change may reach."""
    kept = Subcontract.good_rate if days.grade == GOOD else Subcontract.second_rate
    query = (
        Subcontract.select(Subcontract.id)
        .join(Order)
        .where(
            Order.product == days.product,
            Subcontract.date.between(days.start, days.end or date.max),
            kept.is_null(False),
        )
    )
    return _open([row[0] for row in db.execute(query)])


def _other_rates(
    changed: Iterable[RateReach], *, unpriced_only: bool = False
) -> dict[str, list[tuple[int, int | None, int | None]]]:
    """By grade the subcontracts of these days with another rate than the table's: key, rate held, the table's."""
    spans: dict[tuple[str, int], list[tuple[date, date]]] = defaultdict(list)
    for product, grade, start, end in changed:
        spans[grade, product].append((start, end or date.max))
    rates = rate_table() if spans else None
    found: dict[str, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    for (grade, product), days in spans.items():
        assert rates is not None
        kept = Subcontract.good_rate if grade == GOOD else Subcontract.second_rate
        query = (
            Subcontract.select(Subcontract.id, Subcontract.date, kept)
            .join(Order)
            .where(Order.product == product, Subcontract.date >= min(start for start, _ in days))
        )
        for key, given, held in db.execute(query.where(kept.is_null()) if unpriced_only else query):
            day = date.fromisoformat(given)
            rate = rates.rate(product, grade, day)
            if rate != held and any(start <= day <= end for start, end in days):
                found[grade].append((key, held, rate))
    return found


def reach_bill(lines: Sequence[Any], apply_to: str) -> list[int]:
    """Carry lines of a bill into the subcontracts given out before; returns those whose own bill is another now."""
    if not lines or apply_to == NEW:
        return []
    given = _given({line.product_id for line in lines}, only_open=apply_to == OPEN)
    reached: dict[int, None] = {}
    for line in lines:
        keys, says = given.get(line.product_id, []), (line.per_unit, line.loss_ppm)
        held: dict[int, tuple[int, int]] = {}
        for part in parts(keys):
            query = SubcontractMaterial.select(
                SubcontractMaterial.subcontract, SubcontractMaterial.per_unit, SubcontractMaterial.loss_ppm
            ).where(
                SubcontractMaterial.material == line.material_id, SubcontractMaterial.subcontract.in_(part)
            )
            held.update((key, (per_unit, loss)) for key, per_unit, loss in db.execute(query))
        changed = [key for key in keys if held.get(key) != says]
        reached.update(dict.fromkeys(changed))
        for part in parts([key for key in changed if key in held]):
            SubcontractMaterial.update(per_unit=line.per_unit, loss_ppm=line.loss_ppm).where(
                SubcontractMaterial.material == line.material_id, SubcontractMaterial.subcontract.in_(part)
            ).execute()
        insert_rows(
            SubcontractMaterial,
            ("id", "subcontract", "material", "per_unit", "loss_ppm"),
            [(next_key(), key, line.material_id, *says) for key in changed if key not in held],
        )
    return list(reached)


def drop_material(product: int, material: int, apply_to: str) -> None:
    """Take a material off the bills of the subcontracts a change of the product's bill reaches."""
    if apply_to != NEW:
        for part in parts(_given({product}, only_open=apply_to == OPEN).get(product, [])):
            SubcontractMaterial.delete().where(
                SubcontractMaterial.subcontract.in_(part), SubcontractMaterial.material == material
            ).execute()


def open_with_other_bills(lines: Collection[Any]) -> list[int]:
    """The open subcontracts whose own bill says something else than these lines of their product's."""
    kept = SubcontractMaterial
    doubtful: set[int] = set()
    for part in parts([line.id for line in lines]):
        query = (
            Subcontract.select(Subcontract.id)
            .join(Order)
            .join(BomLine, on=(BomLine.product == Order.product))
            .join(
                kept,
                JOIN.LEFT_OUTER,
                on=((kept.subcontract == Subcontract.id) & (kept.material == BomLine.material)),
            )
            .where(
                BomLine.id.in_(part),
                kept.id.is_null() | (kept.per_unit != BomLine.per_unit) | (kept.loss_ppm != BomLine.loss_ppm),
            )
        )
        doubtful.update(row[0] for row in db.execute(query))
    return _open(doubtful)


def _given(products: set[int], *, only_open: bool) -> dict[int, list[int]]:
    """The subcontracts of these products, by product."""
    query = (
        Subcontract.select(Order.product, Subcontract.id).join(Order).where(Order.product.in_(list(products)))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for product, subcontract in db.execute(query):
        found[product].append(subcontract)
    if only_open and found:
        still = set(_open([key for keys in found.values() for key in keys]))
        found = {product: [key for key in keys if key in still] for product, keys in found.items()}
    return found


def _open(subcontracts: Collection[int]) -> list[int]:
    if not subcontracts:
        return []
    return [key for key, state in subcontract_states(subcontracts).items() if not state.closed]


def _in_open_periods(subcontracts: Collection[int]) -> list[int]:
    """Those of which something came in that is not locked."""
    locked = locked_until()
    if locked is None or not subcontracts:
        return list(subcontracts)
    wanted = set(subcontracts)
    found: set[int] = set()
    received = CollectionLine.select(CollectionLine.subcontract).join(Voucher)
    inspected = (
        InspectionLine.select(CollectionLine.subcontract)
        .join(Voucher)
        .switch(InspectionLine)
        .join(CollectionLine)
    )
    for query in (received, inspected):
        query = query.where(Voucher.date > locked, standing())
        found.update(row[0] for row in db.execute(query.where(among(CollectionLine.subcontract, wanted))))
    return list(found)
