"""What is written about products and materials: units, rates over time, bills of materials."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.numbering import next_code
from models.actions.product import products
from models.actions.product.terms import RateReach, days_of, open_given_within
from models.actions.product.units import save_unit
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.kinds import TEXT
from models.queries import suggestions
from models.queries.product import products as asked
from models.queries.product.sizes import size_of
from models.queries.product.units import UnitRow
from models.rules.ledger.grade import GOOD, LABELS, RATED, SECOND
from models.rules.product.reach import ALL, NEW, OPEN
from models.rules.product.units import MOST
from models.tables.product import BomLine, Material, Product, Rate, Unit
from models.tables.road import ItemSize
from ui.kit.desk import desk_of
from ui.kit.form import ChoiceField, Form, RateField, field_of, fields_of
from ui.kit.form_sheet import Sheet, saves
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.sheet_lines import Lines
from ui.kit.shown_record import ShownRecord

SIZES = (ItemSize.grams, ItemSize.millilitres)
"""How heavy and large one unit is, for loading the vehicles."""
RATE_LABELS = {GOOD: mark("Rate for good"), SECOND: mark("Rate for seconds")}


def product_sheet(parent: QWidget, product: Any) -> Sheet:
    """A product to change; its result is the saved record."""
    form = Form(fields_of(Product, *map(field_of, SIZES)), columns=2)
    form.set_values({**product.__data__, **size_of("product", product.id)})

    save = saves(partial(products.save_with_size, "product"), product)
    return Sheet(parent, product.name, form, tr("Save"), save)


def new_product(parent: QWidget, words: str = "") -> Sheet:
    """A new product with its rates by grade and what it is made of; its result is the saved record."""
    desk = desk_of(parent)
    day = date.today() if desk is None else desk.today()
    rates = [RateField(grade, tr(RATE_LABELS[grade])) for grade in RATED]
    form = Form(
        fields_of(
            Product,
            field_of(Product.unit, value="piece"),
            *rates,
            *map(field_of, SIZES),
            order=("code", "name", "unit", *RATED),
        ),
        columns=3,
        folded=True,
    )

    _say_unit(form, rates, "piece")
    bill = _bill(day)

    def save(consent: Any, values: dict[str, Any]) -> Any:
        agreed = {grade: values.pop(grade) for grade in RATED}
        agreed = {grade: rate for grade, rate in agreed.items() if rate is not None}
        lines = bill.complete("material", "per_unit")
        made_of = [(line.get("material"), line.get("per_unit"), line.get("loss_ppm", 0)) for line in lines]
        return products.save_new_product(values, agreed, day, made_of)

    sheet = Sheet(parent, tr("New product"), form, tr("Save"), save, extra=bill)
    sheet.begin_with({"code": next_code(Product)}, "name", words)
    return sheet


def _say_unit(form: Form, prices: Sequence[Any], usual: str) -> None:
    """Behind each price stands of what it is one, as the field ``unit`` says now."""

    def say() -> None:
        unit = tr("yuan a {unit}").format(unit=form.field("unit").raw() or format.unit_name(usual))
        for field in prices:
            field.set_unit(unit)

    form.field("unit").changed.connect(say)
    say()


def _bill(day: date) -> Lines:
    """What a product that is not saved yet is made of."""
    units: dict[int, str] = {}

    def unit(line: GridLine) -> str:
        key = line.get("material")
        if key is None:
            return ""
        if key not in units:
            units[key] = Material.get_by_id(key).unit
        return format.unit_name(units[key])

    return Lines(
        [
            GridColumn(
                "material",
                tr("Material"),
                TEXT,
                16,
                stretch=True,
                hints=True,
                suggest=lambda line, words: suggestions.materials(words),
                named=lambda key: suggestions.label(Material, key),
                makes=Material,
            ),
            GridColumn("per_unit", tr("Per unit"), BomLine.per_unit, 10),
            GridColumn("unit", tr("Unit"), TEXT, 6, show=unit),
            GridColumn("loss_ppm", tr("Loss allowed"), BomLine.loss_ppm, 10),
        ],
        lambda line, key: line.problems.pop(key, None),
        day,
        title=tr("Bill of materials"),
    )


def new_material(parent: QWidget, words: str = "") -> Sheet:
    """A new material by the name typed where it was looked for."""
    sheet = material_sheet(parent)
    sheet.begin_with({"code": next_code(Material)}, "name", words)
    return sheet


def material_sheet(parent: QWidget, material: Any = None) -> Sheet:
    """A new material, or one to change; its result is the saved record."""
    form = Form(
        fields_of(Material, field_of(Material.unit, value="kg"), *map(field_of, SIZES)),
        columns=2,
        folded=material is None,
    )
    if material is not None:
        form.set_values(
            {
                **material.__data__,
                "pack_size": material.pack_size or None,
                **size_of("material", material.id),
            }
        )
    form.mark_clean()
    _say_unit(form, [form.field("price")], "kg")

    save = saves(partial(products.save_with_size, "material"), material)
    return Sheet(parent, tr("New material") if material is None else material.name, form, tr("Save"), save)


def unit_sheet(parent: QWidget, unit: UnitRow) -> Sheet:
    """How many decimals a quantity of a unit takes."""
    form = Form(
        [
            field_of(
                Unit.decimals,
                value=unit.decimals,
                hint=tr("0: counted in wholes; at most {most}").format(most=MOST),
            )
        ]
    )
    name = format.unit_name(unit.name)
    intro = tr("Quantities in {unit} are entered with so many decimals at most.").format(unit=name)
    return Sheet(
        parent,
        name,
        form,
        tr("Save"),
        lambda _, values: save_unit(unit.name, values["decimals"]),
        intro=intro,
    )


def new_rate_sheet(parent: QWidget, product: Any, today: date) -> Sheet:
    """A rate from a day on; the one in force ends the day before."""
    form = Form(
        [
            field_of(Rate.grade, choices=[(one, tr(LABELS[one])) for one in RATED], value=GOOD),
            field_of(Rate.start, value=today, today=lambda: today),
            field_of(Rate.rate, unit=_per(product)),
            _rate_reach(),
        ],
        # All of it in view on a low screen: how far the rate reaches must be seen before it is saved.
        columns=2,
    )

    def tell() -> None:
        held = next(
            (row for row in asked.rates_of(product.id) if row.grade == form.field("grade").raw()), None
        )
        words = tr("None so far")
        if held is not None:
            words = tr("{rate} since {day}").format(rate=format.rate(held.rate), day=held.start.isoformat())
        form.field("rate").set_hint(words)
        _tell_reach(form, product.id, form.field("grade").raw())

    form.field("grade").changed.connect(tell)
    form.field("start").changed.connect(tell)
    tell()
    form.mark_clean()

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return products.new_rate_from(
            product.id, values["grade"], values["start"], values["rate"], values["apply_to"]
        )

    intro = tr("Work assigned before that day keeps the rate that was printed on its slip.")
    sheet = Sheet(
        parent, tr("New rate for {name}").format(name=product.name), form, tr("Save"), save, intro=intro
    )
    form.field("rate").editor.setFocus()
    return sheet


def rate_sheet(parent: QWidget, product: Any, rate: Any, today: date) -> Sheet:
    """A rate to correct: its span and its figure."""
    form = Form(
        [
            field_of(Rate.start, today=lambda: today),
            field_of(Rate.end, today=lambda: today),
            field_of(Rate.rate, unit=_per(product)),
            _rate_reach(),
        ],
        # All of it in view on a low screen: how far the rate reaches must be seen before it is saved.
        columns=2,
    )
    form.set_values({"start": rate.start, "end": rate.end, "rate": rate.rate})

    def tell() -> None:
        _tell_reach(form, product.id, rate.grade)

    for name in ("start", "end"):
        form.field(name).changed.connect(tell)
    tell()
    form.mark_clean()

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return products.save_rate(
            product.id,
            rate.grade,
            values["start"],
            values["end"],
            values["rate"],
            rate,
            values["apply_to"],
        )

    title = f"{product.name} · {tr(LABELS[rate.grade])}"
    intro = tr("This corrects a figure that was written wrongly. For a new agreement enter a new rate.")
    return Sheet(parent, title, form, tr("Save"), save, intro=intro)


def remove_rate_sheet(parent: QWidget, product: Any, rate: Any) -> Sheet:
    """Whether work that was given out with a rate loses it with the rate; its result are the subcontracts that did."""
    form = Form([_rate_reach()])
    days = days_of(rate)
    form.field("apply_to").set_hint(_open_work(days))

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return products.remove_rate(rate.id, values["apply_to"])

    title = tr("Remove the rate {rate} of {name}").format(rate=format.rate(rate.rate), name=product.name)
    intro = tr("Work that loses its rate is not paid before another one is entered.")
    return Sheet(parent, title, form, tr("Remove"), save, intro=intro)


def _rate_reach() -> ChoiceField:
    """How far a change of a rate reaches."""
    finished = (ALL, tr("Also finished work of months not locked"))
    return ChoiceField("apply_to", tr("Holds for"), [*reaches()[:2], finished], required=True, value=NEW)


def _tell_reach(form: Form, product: int, grade: str) -> None:
    """Say beside the choice how much open work there is on the days of the form."""
    words = ""
    with contextlib.suppress(UserError):  # a day half typed
        end = form.field("end").value() if "end" in form.fields else None
        words = _open_work(RateReach(product, grade, form.field("start").value(), end))
    form.field("apply_to").set_hint(words)


def _open_work(days: RateReach) -> str:
    count = len(open_given_within(days))
    if not count:
        return tr("No open subcontract was assigned on these days")
    return plural(
        "{n} open subcontract was assigned on these days",
        "{n} open subcontracts were assigned on these days",
        count,
    )


def _per(product: Any) -> str:
    return tr("yuan a {unit}").format(unit=format.unit_name(product.unit))


def bom_sheet(parent: QWidget, product: Any, line: Any = None) -> Sheet:
    """A material of a product's bill, new or to change, and which subcontracts it reaches."""
    form = Form(
        [
            *map(field_of, (BomLine.material, BomLine.per_unit, BomLine.loss_ppm)),
            ChoiceField("apply_to", tr("Holds for"), reaches(), required=True, value=NEW),
        ]
    )

    def unit() -> None:
        row: Any = Material.get_or_none(Material.id == form.field("material").raw())
        form.field("per_unit").set_unit(format.unit_name(row.unit) if row is not None else "")

    form.field("material").changed.connect(unit)
    if line is not None:
        form.field("material").set_value((line.material_id, f"{line.code} {line.name}", ""))
        form.field("material").set_read_only()
        form.set_values({"per_unit": line.per_unit, "loss_ppm": line.loss_ppm})
        unit()
    form.mark_clean()
    shown = None if line is None else ShownRecord(BomLine.get_by_id(line.id))

    def save(consent: Any, values: dict[str, Any]) -> Any:
        material = line.material_id if line is not None else values["material"]
        existing = None
        if shown is not None:
            changed, existing = shown.changes(values)
            values = {"per_unit": existing.per_unit, "loss_ppm": existing.loss_ppm, **changed}
        return products.save_bom_line(
            product.id, material, values["per_unit"], values["loss_ppm"] or 0, existing, values["apply_to"]
        )

    title = tr("Material of {name}").format(name=product.name)
    sheet = Sheet(parent, title, form, tr("Save"), save)
    if line is not None:
        form.field("per_unit").editor.setFocus()
    return sheet


def reaches() -> list[tuple[str, str]]:
    """How far a change of a bill of materials may reach."""
    return [
        (NEW, tr("Work assigned from now on")),
        (OPEN, tr("Also work that is still open")),
        (ALL, tr("All work, the finished too")),
    ]
