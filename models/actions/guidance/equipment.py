"""Machines and their loans to households (设备借用)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from models import format
from models.actions import upsert
from models.actions.guidance.loan_slips import ToldEvent, keep_in_step
from models.actions.guidance.machine_events import EventDraft, machine_of, post_event, refuse_out_then
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.guidance.loans import current_loan
from models.queries.ledger.deposits import deposits_held
from models.queries.ledger.lent_machines import condition_seen, contradicted_slip
from models.rights import needs
from models.rules.desk import roles
from models.tables.guidance import BY_CASH, LEND, TAKE_BACK, Equipment, EquipmentLoan


@needs(roles.VISIT)
def save_equipment(values: Mapping[str, Any], existing: Any = None) -> Equipment:
    """Add or change a machine. Raises UserError (field: code, name)."""
    return save_machines([(values, existing)])[0]


@needs(roles.VISIT)
def save_machines(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Equipment]:
    """Add or change machines in one operation; each has its ``outcome``."""
    return upsert.Batch(Equipment, entries, refused).save(
        mark("Save machine {name}"), _check, unique=("code",), numbered=False
    )


@needs(roles.VISIT)
@in_turn
def lend(
    equipment: int,
    household: int,
    day: date,
    deposit: int = 0,
    condition: str = "",
    deposit_by: str = BY_CASH,
) -> EquipmentLoan:
    """Hand a machine to a household; deposit in fen, in cash or with the pay.

    Raises UserError (field: deposit; equipment when it is with a household already).
    """
    machine = machine_of(equipment)
    upsert.refuse_negative({"deposit": deposit}, "deposit")
    draft = EventDraft(
        LEND, equipment, day, household, deposit_in=deposit, deposit_by=deposit_by, condition=condition
    )
    with operation(mark("Lend {name}"), name=machine.name):
        post_event(draft)
    loan: Any = current_loan(equipment)
    lent: EquipmentLoan = loan
    return lent


@needs(roles.VISIT)
@in_turn
def take_back(loan: int, day: date, condition: str = "") -> None:
    """Take a lent machine back; its condition becomes the machine's, and what is held of its deposit goes back in cash.

    Raises UserError (field: date) when the day is before the loan, or the machine is back already.
    """
    row: Any = EquipmentLoan.get_or_none(EquipmentLoan.id == loan)
    if row is None or row.returned_on is not None:
        raise UserError(tr("This machine is back already."))
    machine = machine_of(row.equipment_id)
    held = deposits_held(row.household_id).get((row.household_id, machine.id), 0)
    draft = EventDraft(TAKE_BACK, machine.id, day, row.household_id, deposit_out=held, condition=condition)
    with operation(mark("Machine {name} back"), name=machine.name):
        post_event(draft)


@needs(roles.VISIT)
@in_turn
def set_loan(
    equipment: int, values: Mapping[str, Any], existing: Any = None, told: Collection[ToldEvent] = ()
) -> bool:
    """Write a loan as a list states it: ``household``, ``lent_on``, ``deposit``, ``returned_on``, conditions.

    A loan of another household or another day is a new one, refused while the last one is not back. What the list says
    of a known day is told by a slip too, unless it is ``told`` elsewhere. Returns whether anything changed. Raises
    UserError (field: household, deposit, lent_on, returned_on), also where a slip that is not the list's to correct
    says something else.
    """
    same = existing is not None and (
        existing.household_id == values["household"]
        and (existing.lent_on == values.get("lent_on") or existing.returned_on is None)
    )
    if existing is not None and not same and existing.returned_on is None:
        raise UserError(tr("It is with another household and not back yet."), "household")
    machine = machine_of(equipment)
    if existing is not None and not same and values.get("lent_on") is not None:
        refuse_out_then(machine, values["lent_on"], "lent_on")
    before = (existing.lent_on, existing.returned_on, existing.deposit) if same else None
    if same:
        # The list says how the machine is now; how it was when it went out was said then.
        values = {name: value for name, value in values.items() if name != "condition_out"}
    with operation(mark("Lend {name}"), name=machine.name):
        loan = _write_loan(equipment, values, existing if same else None)
        if loan.outcome != upsert.UNCHANGED:
            keep_in_step(machine, loan, before, told)
            _refuse_contradicted(machine)
    return bool(loan.outcome != upsert.UNCHANGED)


def _check(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "code", "name")
    _refuse_other_condition(values, existing)
    upsert.keep_readings(values, existing, ("name",), ("code", "model"))


def _refuse_other_condition(values: Mapping[str, Any], existing: Any) -> None:
    """Raise UserError (field: condition) where a machine would be in another condition than its last slip says."""
    said = values.get("condition")
    if existing is None or said is None or said == existing.condition:
        return
    seen = condition_seen(existing.id)
    if seen is not None and said != seen.condition:
        words = tr("Slip {number} of {day} said: {condition}. Record an inspection or a repair instead.")
        raise UserError(
            words.format(number=seen.number, day=format.date(seen.day), condition=seen.condition), "condition"
        )


def _refuse_contradicted(machine: Any) -> None:
    """Raise UserError (field: lent_on, returned_on) where a slip says another household or day than the loans do."""
    told = contradicted_slip(machine.id)
    if told is not None:
        words = tr("This is not what slip {number} of {day} said of {name}. Void that one first.")
        raise UserError(
            words.format(number=told.number, day=format.date(told.day), name=machine.name),
            "lent_on" if told.begins else "returned_on",
        )


def _write_loan(equipment: int, values: Mapping[str, Any], existing: Any) -> Any:
    batch = upsert.Batch(EquipmentLoan, [({**values, "equipment": equipment}, existing)])
    batch.check(_check_loan)
    return batch.write()[0]


def _check_loan(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "household")
    upsert.refuse_negative(values, "deposit")
    lent, returned = (upsert.effective(values, existing, field) for field in ("lent_on", "returned_on"))
    if lent is not None and returned is not None and returned < lent:
        raise UserError(tr("This is before the day it was lent."), "returned_on")
