"""Machines and their loans to households (设备借用)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.actions.upsert import (
    UNCHANGED,
    Batch,
    Entry,
    Refused,
    effective,
    keep_readings,
    refuse_negative,
    require,
)
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.rights import needs
from models.rules.desk import roles
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.party import Household


@needs(roles.VISIT)
def save_equipment(values: Mapping[str, Any], existing: Any = None) -> Equipment:
    """Add or change a machine. Raises UserError (field: code, name)."""
    return save_machines([(values, existing)])[0]


@needs(roles.VISIT)
def save_machines(entries: Iterable[Entry], refused: Refused | None = None) -> list[Equipment]:
    """Add or change machines in one operation; each has its ``outcome``."""
    batch = Batch(Equipment, entries, refused)
    with operation(mark("Save machine {name}")) as opened:
        batch.check(_check)
        batch.unique("code")
        rows = batch.write()
        opened.says(name=batch.called(rows, "name"))
    return rows


@needs(roles.VISIT)
def lend(equipment: int, household: int, day: date, deposit: int = 0, condition: str = "") -> EquipmentLoan:
    """Hand a machine to a household; deposit in fen.

    Raises UserError (field: deposit; equipment when it is with a household already).
    """
    machine = _machine(equipment)
    held = current_loan(equipment)
    if held is not None:
        raise UserError(
            tr("{name} is with {head} already.").format(name=machine.name, head=held.household.head),
            "equipment",
        )
    values = {"household": household, "lent_on": day, "deposit": deposit, "condition_out": condition}
    with operation(mark("Lend {name}"), name=machine.name):
        loan: EquipmentLoan = _write_loan(equipment, values, None)
    return loan


@needs(roles.VISIT)
def take_back(loan: int, day: date, condition: str = "") -> None:
    """Take a lent machine back; its condition becomes the machine's.

    Raises UserError (field: date) when the day is before the loan, or the machine is back already.
    """
    row: Any = EquipmentLoan.get_or_none(EquipmentLoan.id == loan)
    if row is None or row.returned_on is not None:
        raise UserError(tr("This machine is back already."))
    machine = _machine(row.equipment_id)
    if row.lent_on is not None and day < row.lent_on:
        raise UserError(tr("This is before the day it was lent."), "date")
    with operation(mark("Machine {name} back"), name=machine.name):
        row.returned_on, row.condition_in = day, condition.strip()
        row.save()
        if condition.strip() and condition.strip() != machine.condition:
            machine.condition = condition.strip()
            machine.save()


@needs(roles.VISIT)
def set_loan(equipment: int, values: Mapping[str, Any], existing: Any = None) -> bool:
    """Write a loan as a list states it: ``household``, ``lent_on``, ``deposit``, ``returned_on``, conditions.

    A loan of another household or another day is a new one, refused while the last one is not back. Returns whether
    anything changed. Raises UserError (field: household, deposit, returned_on).
    """
    same = existing is not None and (
        existing.household_id == values["household"]
        and (existing.lent_on == values.get("lent_on") or existing.returned_on is None)
    )
    if existing is not None and not same and existing.returned_on is None:
        raise UserError(tr("It is with another household and not back yet."), "household")
    machine = _machine(equipment)
    with operation(mark("Lend {name}"), name=machine.name):
        loan = _write_loan(equipment, values, existing if same else None)
    return bool(loan.outcome != UNCHANGED)


def current_loan(equipment: int) -> Any | None:
    """The loan a machine is out on, with its household, or None."""
    return (
        EquipmentLoan.select(EquipmentLoan, Household)
        .join(Household)
        .where(EquipmentLoan.equipment == equipment, EquipmentLoan.returned_on.is_null())
        .order_by(EquipmentLoan.id.desc())
        .first()
    )


def _machine(key: int) -> Any:
    row = Equipment.get_or_none(Equipment.id == key)
    if row is None:
        raise UserError(tr("This machine does not exist."), "equipment")
    return row


def _check(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "code", "name")
    keep_readings(values, existing, ("name",), ("code", "model"))


def _write_loan(equipment: int, values: Mapping[str, Any], existing: Any) -> Any:
    batch = Batch(EquipmentLoan, [({**values, "equipment": equipment}, existing)])
    batch.check(_check_loan)
    return batch.write()[0]


def _check_loan(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "household")
    refuse_negative(values, "deposit")
    lent, returned = (effective(values, existing, field) for field in ("lent_on", "returned_on"))
    if lent is not None and returned is not None and returned < lent:
        raise UserError(tr("This is before the day it was lent."), "returned_on")
