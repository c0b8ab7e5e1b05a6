"""What is written about machines: the machine itself, lending it out, taking it back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.guidance import equipment
from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.numbering import next_code
from models.i18n import tr
from models.queries import suggestions
from models.queries.ledger.deposits import deposits_held
from models.tables.guidance import LEND, TAKE_BACK, Equipment, EquipmentEvent, EquipmentLoan
from models.tables.party import Household
from ui.kit.form import DateField, Form, field_of, fields_of
from ui.kit.form_sheet import Sheet, saves
from ui.kit.page import Page
from ui.kit.photo_strip import PhotoCard
from ui.pages.guidance.machine_slips import deposit_way


def machine_sheet(parent: QWidget, machine: Any = None) -> Sheet:
    """A new machine, or one to change; its result is the saved record."""
    form = Form(fields_of(Equipment), columns=2)
    if machine is not None:
        form.set_values(machine.__data__)

    save = saves(equipment.save_equipment, machine)
    if machine is None:
        return Sheet(parent, tr("New machine"), form, tr("Save"), save)
    photos = PhotoCard(Equipment)
    photos.strip.watch(form)
    photos.show_owner(machine)
    return Sheet(parent, f"{machine.code} {machine.name}", form, tr("Save"), save, extra=photos)


def new_machine(parent: QWidget, words: str = "") -> Sheet:
    """A new machine by the name typed where it was looked for."""
    sheet = machine_sheet(parent)
    sheet.begin_with({"code": next_code(Equipment)}, "name", words)
    return sheet


def lend_sheet(parent: QWidget, machine: Any, today: date) -> Sheet:
    """Hand a machine to a household."""
    form = Form(
        [
            field_of(EquipmentLoan.household),
            DateField("date", tr("Lent on"), required=True, value=today, today=lambda: today),
            field_of(EquipmentLoan.deposit, minimum=0),
            deposit_way(),
            field_of(Equipment.condition, value=machine.condition),
        ]
    )

    def act(consent: Any, values: dict[str, Any]) -> Any:
        draft = EventDraft(LEND, machine.id, values["date"], values["household"])
        draft.deposit_in, draft.deposit_by = values["deposit"] or 0, values["deposit_by"]
        draft.condition = values["condition"] or ""
        return record_event(draft)

    return Sheet(
        parent, tr("Lend {name}").format(name=f"{machine.code} {machine.name}"), form, tr("Lend"), act
    )


def lend_for(page: Page, household: int) -> None:
    """Hand one of the machines in the store to the household a page shows."""
    head, today = Household.get_by_id(household).head, page.desk.today()
    form = Form(
        [
            # A new machine stands in the store.
            field_of(
                EquipmentLoan.equipment,
                suggest=partial(suggestions.machines, in_store=True),
                makes=Equipment,
            ),
            DateField("date", tr("Lent on"), required=True, value=today, today=lambda: today),
            field_of(EquipmentLoan.deposit, minimum=0),
            deposit_way(),
            field_of(Equipment.condition),
        ]
    )
    machine = form.field("equipment")

    def say_condition() -> None:
        found: Any = Equipment.get_or_none(Equipment.id == machine.raw())
        form.field("condition").set_value(None if found is None else found.condition)

    machine.changed.connect(say_condition)
    form.mark_clean()

    def act(consent: Any, values: dict[str, Any]) -> Any:
        return equipment.lend(
            values["equipment"],
            household,
            values["date"],
            values["deposit"] or 0,
            values["condition"] or "",
            values["deposit_by"],
        )

    sheet = Sheet(page, tr("Lend a machine to {head}").format(head=head), form, tr("Lend"), act)
    if sheet.exec():
        page.done(tr("{name} is lent").format(name=sheet.result_value.equipment.name))


def back_sheet(parent: QWidget, machine: Any, loan: Any, today: date) -> Sheet:
    """Take a machine back from its household; what is held of its deposit goes back unless something is kept."""
    held = deposits_held(loan.household_id).get((loan.household_id, machine.id), 0)
    money = [field_of(EquipmentEvent.deposit_out, value=held), deposit_way()] if held else []
    form = Form(
        [
            DateField("date", tr("Back on"), required=True, value=today, today=lambda: today),
            field_of(Equipment.condition, value=machine.condition),
            *money,
        ]
    )

    def act(consent: Any, values: dict[str, Any]) -> Any:
        draft = EventDraft(TAKE_BACK, machine.id, values["date"], loan.household_id)
        draft.condition = values["condition"] or ""
        if held:
            draft.deposit_out, draft.deposit_by = values["deposit_out"] or 0, values["deposit_by"]
        return record_event(draft)

    intro = tr("It was with {head}.").format(head=loan.household.head)
    if held:
        intro = format.sentences(intro, tr("A deposit of {amount} is held.").format(amount=format.yuan(held)))
    title = tr("{name} comes back").format(name=f"{machine.code} {machine.name}")
    return Sheet(parent, title, form, tr("Record return", "machine"), act, intro=intro)
