"""Machines lent to households (统一配套设备): out, back, and in which condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.actions.record import Batch, Entry, Refused, differing, require
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.pinyin import search_text
from models.tables.visit import Equipment, EquipmentLoan


def save_equipment(values: Mapping[str, Any], existing: Any = None) -> Equipment:
    """Add or change a machine. Raises UserError (field: code, name)."""
    return save_machines([(values, existing)])[0]


def save_machines(entries: Iterable[Entry], refused: Refused | None = None) -> list[Equipment]:
    """Add or change machines in one operation; each has its ``outcome``."""
    batch = Batch(Equipment, entries, refused)
    with operation(mark("Save machine {code}")) as opened:
        batch.check(_check)
        batch.unique("code")
        rows = batch.write()
        opened.says(code=rows[0].code if len(rows) == 1 else f"{len(rows)}")
    return rows


def lend(equipment: int, household: int, day: date, deposit: int = 0, condition: str = "") -> EquipmentLoan:
    """Lend a machine to a household from a day on; deposit in fen.

    Raises UserError when it is lent already (field: equipment), or for a deposit below 0.
    """
    current = open_loan(equipment)
    if current is not None:
        raise UserError(
            tr("{code} is lent to {head} since {day}.").format(
                code=current.equipment.code, head=current.household.head, day=current.lent_on or "…"
            ),
            "equipment",
        )
    if deposit < 0:
        raise UserError(tr("Must not be below 0."), "deposit")
    with operation(mark("Lend machine {code}"), code=Equipment.get_by_id(equipment).code):
        return EquipmentLoan.create(
            equipment=equipment, household=household, lent_on=day, deposit=deposit, condition_out=condition.strip()
        )


def take_back(loan: int, day: date, condition: str = "") -> None:
    """Take a machine back on a day. Raises UserError when it is back already, or the day lies before the loan."""
    row = EquipmentLoan.get_by_id(loan)
    if row.returned_on is not None:
        raise UserError(tr("This machine is back already."))
    if row.lent_on is not None and day < row.lent_on:
        raise UserError(tr("It was lent only later."), "returned_on")
    with operation(mark("Take back machine {code}"), code=row.equipment.code):
        row.returned_on, row.condition_in = day, condition.strip()
        row.save()


def open_loan(equipment: int) -> Any | None:
    """The loan a machine is out on, or None."""
    return EquipmentLoan.get_or_none(EquipmentLoan.equipment == equipment, EquipmentLoan.returned_on.is_null())


def set_loan(equipment: int, values: Mapping[str, Any], latest: Any) -> bool:
    """Make a machine's newest loan say ``values``, or add a loan when it went to another household or day.

    Returns whether anything changed. Raises UserError (field: returned_on, household).
    """
    if values["returned_on"] is not None and values["lent_on"] is not None and values["returned_on"] < values["lent_on"]:
        raise UserError(tr("It was lent only later."), "returned_on")
    same = latest is not None and (latest.household_id, latest.lent_on) == (values["household"], values["lent_on"])
    if not same:
        if latest is not None and latest.returned_on is None:
            raise UserError(tr("It is still lent to {head}.").format(head=latest.household.head), "household")
        with operation(mark("Lend machine {code}"), code=Equipment.get_by_id(equipment).code):
            EquipmentLoan.create(equipment=equipment, **values)
        return True
    changes = differing(values, latest)
    if changes:
        with operation(mark("Save machine {code}"), code=Equipment.get_by_id(equipment).code):
            for name, value in changes.items():
                setattr(latest, name, value)
            latest.save()
    return bool(changes)


def _check(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "code", "name")
    if existing is None or differing(values, existing):
        held = existing.__data__ if existing is not None else {}
        code, name, model = (values.get(field, held.get(field)) or "" for field in ("code", "name", "model"))
        values["search"] = search_text((name,), (code, model))
