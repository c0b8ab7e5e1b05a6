"""What is written about orders, subcontracts and enterprises, and how they are ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.order import orders
from models.actions.party import parties
from models.errors import UserError
from models.i18n import tr
from models.queries import suggestions
from models.queries.rates import rate_table
from models.rules.ledger.grade import GOOD
from models.rules.pay.wage import RateTable
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household
from models.tables.product import Product
from ui.kit.desk import desk_of
from ui.kit.form import DateField, Field, Form, NoteField, WordsField, field_of, fields_of
from ui.kit.form_sheet import Sheet, saves
from ui.kit.page import Page
from ui.kit.shown_record import ShownRecord

USUAL_DAYS = 30


def order_for(page: Page, product: int) -> None:
    """A new order of the product a page shows."""
    sheet = order_sheet(page, page.desk.today())
    sheet.form.field("product").set_value(product)
    sheet.form.field("product").changed.emit()
    sheet.form.mark_clean()
    page.done_by(sheet, tr("Saved {number}"))


def order_sheet(parent: QWidget, today: date, order: Any = None, copied: Any = None) -> Sheet:
    """A new order, one like the order ``copied``, or one to change; its result is the saved record.

    A new enterprise is added on request.
    """
    form = Form(
        fields_of(
            Order,
            WordsField(
                "enterprise", tr("Enterprise"), suggestions.enterprises, required=True, makes=Enterprise
            ),
            field_of(Order.number, required=order is not None),
            field_of(Order.date, value=today, today=lambda: today),
            field_of(Order.due, today=lambda: today),
            order=("enterprise", "number"),
        ),
        columns=2,
    )

    def unit() -> None:
        row: Any = Product.get_or_none(Product.id == form.field("product").raw())
        name = "" if row is None else format.unit_name(row.unit)
        form.field("quantity").set_unit(name)
        # A price of the whole order, typed as that of a piece, would stand on bills.
        form.field("price").set_unit(tr("yuan a {unit}").format(unit=name) if name else tr("yuan"))
        form.field("product").set_hint("")  # the unit stands beside the quantity

    form.field("product").changed.connect(unit)
    if order is not None:
        form.set_values(order.__data__ | {"enterprise": order.enterprise.name})
        form.field("number").set_hint("")
        unit()
    else:
        form.field("due").set_value(today + timedelta(days=USUAL_DAYS))
    if copied is not None:
        # Not its number, and due as long after today as that was after its own day.
        again = {name: getattr(copied, name) for name in ("product", "quantity", "price")}
        again["product"] = copied.product_id
        due = today + (copied.due - copied.date)
        form.set_values({**again, "enterprise": copied.enterprise.name, "due": due})
        unit()
    form.mark_clean()
    shown = None if order is None else ShownRecord(order)

    def save(consent: Any, values: dict[str, Any]) -> Any:
        name = values.pop("enterprise")
        if values["number"] is None:
            values.pop("number")
        if shown is None:
            return orders.save_order_of(name, values, consents=consent.keys)
        changed, existing = shown.changes(values)
        if name == order.enterprise.name:
            # Whatever it is called by now.
            name = existing.enterprise.name
        return orders.save_order_of(name, changed, existing, consents=consent.keys)

    if order is not None:
        return Sheet(parent, order.number, form, tr("Save"), save)
    return Sheet(parent, tr("New order"), form, tr("Save"), save, draft="" if copied else "order")


def enterprise_sheet(parent: QWidget, enterprise: Any = None) -> Sheet:
    """A new enterprise, or one to change; its result is the saved record."""
    form = Form(fields_of(Enterprise))
    phone = form.field("phone")
    phone.changed.connect(
        lambda: phone.say_doubt(Enterprise.phone.doubt(phone.raw()) if len(phone.raw()) >= 7 else "")
    )
    if enterprise is not None:
        form.set_values(enterprise.__data__)

    title = tr("New enterprise") if enterprise is None else enterprise.name
    return Sheet(parent, title, form, tr("Save"), saves(parties.save_enterprise, enterprise))


def new_enterprise(parent: QWidget, words: str = "") -> Sheet:
    """A new enterprise by the name typed where it was looked for."""
    sheet = enterprise_sheet(parent)
    sheet.begin_with({}, "name", words)
    return sheet


def new_order(parent: QWidget, words: str = "") -> Sheet:
    """A new order by the number typed where it was looked for."""
    desk = desk_of(parent)
    sheet = order_sheet(parent, date.today() if desk is None else desk.today())
    sheet.form.field("number").set_value(words or None)
    return sheet


def subcontract_sheet(parent: QWidget, subcontract: Any, today: date) -> Sheet:
    """A subcontract to change: how much and until when."""
    unit = format.unit_name(subcontract.order.product.unit)
    form = Form(
        [
            field_of(Subcontract.quantity, unit=unit),
            field_of(Subcontract.date, today=lambda: today),
            field_of(Subcontract.due, today=lambda: today),
        ]
    )
    form.set_values(subcontract.__data__)
    shown = ShownRecord(subcontract)

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return orders.save_subcontract(*shown.changes(values), consent.keys, consent.reason)

    title = f"{subcontract.number} {subcontract.household.head}"
    return Sheet(parent, title, form, tr("Save"), save)


def assign_for(page: Page, household: int) -> None:
    """Assign work of an order to the household a page shows."""
    head = Household.get_by_id(household).head
    form = _assigning([], page.desk.today())

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return orders.save_subcontract({**values, "household": household}, None, consent.keys, consent.reason)

    sheet = Sheet(page, tr("Assign work to {head}").format(head=head), form, tr("Assign"), save)
    page.done_by(sheet, tr("Saved {number}"))


def new_subcontract(parent: QWidget, words: str = "") -> Sheet:
    """Work of an order for a household, by the household's name typed where a subcontract was looked for."""
    desk = desk_of(parent)
    form = _assigning([field_of(Subcontract.household)], date.today() if desk is None else desk.today())
    found = suggestions.households(words) if words else []
    if len(found) == 1:
        form.field("household").set_value(found[0][0])
    form.mark_clean()

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return orders.save_subcontract(values, None, consent.keys, consent.reason)

    return Sheet(parent, tr("New subcontract"), form, tr("Assign"), save)


def _assigning(first: list[Field], today: date) -> Form:
    """How much of which order is assigned and until when, below what comes first; the unit and due date follow."""
    form = Form(
        [
            *first,
            field_of(Subcontract.order),
            field_of(Subcontract.quantity),
            field_of(Subcontract.date, value=today, today=lambda: today),
            field_of(Subcontract.due, today=lambda: today),
        ]
    )

    def follow() -> None:
        order: Any = Order.get_or_none(Order.id == form.field("order").raw())
        form.field("quantity").set_unit("" if order is None else format.unit_name(order.product.unit))
        form.field("due").set_value(None if order is None else order.due)

    rates = rate_table()

    def say() -> None:
        order: Any = Order.get_or_none(Order.id == form.field("order").raw())
        say_rate(form, rates, None if order is None else order.product_id)

    form.field("order").changed.connect(follow)
    form.changed.connect(say)
    form.mark_clean()
    return form


def say_rate(form: Form, rates: RateTable, product: int | None) -> None:
    """Work that is given out without a rate cannot be paid, and nobody asks before the month is locked."""
    day = form.field("date").value_or_none()
    known = product is None or day is None or rates.rate(product, GOOD, day) is not None
    form.field("quantity").say_doubt("" if known else tr("No piece rate holds on that day yet"))


def close_sheet(parent: QWidget, title: str, intro: str, today: date, close: Any) -> Sheet:
    """Ends something short: ``close(day, reason, consents)``."""
    form = Form(
        [
            DateField("date", tr("Ends on"), required=True, value=today, today=lambda: today),
            NoteField("reason", tr("Reason (kept on record)")),
        ]
    )

    def act(consent: Any, values: dict[str, Any]) -> Any:
        if not values["reason"]:
            raise UserError(tr("Closing short needs a reason."), "reason")
        return close(values["date"], values["reason"], consent.keys)

    sheet = Sheet(parent, title, form, tr("Close short"), act, intro=intro)
    form.field("reason").editor.setFocus()
    return sheet
