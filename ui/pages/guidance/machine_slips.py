"""The sheets on which one writes down what happened to a machine: inspected, repaired, swapped, lost, its deposit."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from models import format
from models.actions.guidance.machine_events import EventDraft, record_event
from models.i18n import mark, tr
from models.queries import suggestions
from models.queries.guidance.loans import current_loan
from models.queries.guidance.machine_states import machine_state
from models.queries.ledger.deposits import deposits_held
from models.rights import may
from models.rules.desk import roles
from models.tables.guidance import (
    BY_CASH,
    DEPOSIT,
    INSPECT,
    LOSE,
    REPAIR,
    SWAP,
    TAKE_BACK,
    Equipment,
    EquipmentEvent,
)
from ui.kit.form import ChoiceField, DateField, Field, Form, field_of
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page

EVENTS: Final = (
    (INSPECT, mark("Record inspection", "machine")),
    (REPAIR, mark("Record repair")),
    (SWAP, mark("Swap for another")),
    (LOSE, mark("Record the loss")),
    (DEPOSIT, mark("Take or give back a deposit")),
)
"""What is written down besides lending and taking back, with its words."""
_OWN: Final = {
    INSPECT: ("condition", "next_date", "cost"),
    REPAIR: ("condition", "cost"),
    SWAP: ("other", "condition", "deposit_in", "deposit_out", "deposit_by"),
    LOSE: ("deposit_out", "deposit_by"),
    DEPOSIT: ("deposit_in", "deposit_out", "deposit_by"),
    TAKE_BACK: ("condition", "deposit_out", "deposit_by"),
}


def deposit_way() -> Field:
    """How a deposit moves: in cash, or with the pay by who may change pay."""
    field = EquipmentEvent.deposit_by
    ways = [(code, tr(words)) for code, words in field.choices if code == BY_CASH or may(roles.MAKE_PAY)]
    return ChoiceField("deposit_by", tr(field.verbose_name), ways, required=True, value=BY_CASH)


def event_sheet(page: Page, machine: int, kind: str) -> Sheet:
    """Write down something that happened to a machine; the result is its voucher."""
    today, row = page.desk.today, Equipment.get_by_id(machine)
    loan = current_loan(machine)
    fields: list[Field] = [
        DateField("date", tr("Date"), required=True, value=today(), today=lambda: today()),
    ]
    for name in _OWN[kind]:
        if name == "deposit_by":
            fields.append(deposit_way())
        elif name == "other":
            in_store = partial(suggestions.machines, in_store=True, like=row.name)
            # A new machine stands in the store.
            fields.append(field_of(EquipmentEvent.other, suggest=in_store, required=True, makes=Equipment))
        elif name == "condition":
            back = {"hint": tr("Of the machine that comes back")} if kind == SWAP else {}
            fields.append(field_of(Equipment.condition, value=row.condition, **back))
        else:
            fields.append(field_of(getattr(EquipmentEvent, name)))
    form = Form(fields, columns=2)
    held = 0
    if loan is not None:
        held = deposits_held(loan.household_id).get((loan.household_id, machine), 0)
    if kind == LOSE and held:
        form.field("deposit_out").set_value(held)
    form.mark_clean()

    def act(consent: Any, values: dict[str, Any]) -> Any:
        said = {name: value for name, value in values.items() if value is not None and name != "date"}
        home = loan.household_id if kind == DEPOSIT and loan is not None else None
        return record_event(EventDraft(kind, machine, values["date"], home, **said))

    words = next((words for code, words in EVENTS if code == kind), "")
    title = f"{row.code} {row.name} · {tr(words, 'machine') if kind == INSPECT else tr(words)}"
    return Sheet(page, title, form, tr("Record"), act, intro=_intro(machine, loan, held, kind, page))


def _intro(machine: int, loan: Any, held: int, kind: str, page: Page) -> str:
    """Where the machine is, what deposit is held, and what a lost one is worth."""
    said = []
    if loan is not None:
        said.append(tr("It is with {head}.").format(head=loan.household.head))
    if held:
        said.append(tr("A deposit of {amount} is held.").format(amount=format.yuan(held)))
    state = machine_state(machine, page.desk.today())
    if kind == LOSE and state is not None and state.worth is not None:
        words = tr("It is worth {amount} today; a deduction of that is proposed, and made only by you.")
        said.append(words.format(amount=format.yuan(state.worth)))
    return format.sentences(*said)
