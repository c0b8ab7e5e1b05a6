"""What slips say of machines, against which their register and the lists of who has them are held."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from models.database import db
from models.queries.counting import counts
from models.rules.ledger.loans import Loan, Told, contradicted
from models.tables.guidance import CONDITION_SEEN, LEND, LOSE, SWAP, TAKE_BACK, EquipmentEvent, EquipmentLoan
from models.tables.ledger import Voucher


class ConditionSeen(NamedTuple):
    """What a slip said of a machine's condition."""

    number: str
    day: dt.date
    condition: str


def condition_seen(machine: int) -> ConditionSeen | None:
    """What the last slip that says anything of a machine's condition says; None where none does."""
    row: Any = (
        EquipmentEvent.select(EquipmentEvent, Voucher)
        .join(Voucher)
        .where(
            EquipmentEvent.equipment == machine,
            EquipmentEvent.kind.in_(CONDITION_SEEN),
            EquipmentEvent.condition != "",
            counts(),
        )
        .order_by(Voucher.id.desc())
        .first()
    )
    return None if row is None else ConditionSeen(row.voucher.number, row.voucher.date, row.condition)


def contradicted_slip(machine: int) -> Told | None:
    """The first slip that says another household or another day than the loans of a machine do; None: they agree."""
    loans = EquipmentLoan.select(EquipmentLoan.household, EquipmentLoan.lent_on, EquipmentLoan.returned_on)
    events = (
        EquipmentEvent.select(
            Voucher.number, EquipmentEvent.kind, Voucher.household, Voucher.date, EquipmentEvent.equipment
        )
        .join(Voucher)
        .where(
            (EquipmentEvent.equipment == machine) | (EquipmentEvent.other == machine),
            EquipmentEvent.kind.in_((LEND, TAKE_BACK, SWAP, LOSE)),
            counts(),
        )
    )
    told = [
        Told(
            number,
            household,
            dt.date.fromisoformat(day),
            begins=kind == LEND or of != machine,
            ends=of == machine and kind in (TAKE_BACK, SWAP),
        )
        for number, kind, household, day, of in db.execute(events.order_by(Voucher.date, Voucher.id))
    ]
    lent = [
        Loan(household, *(None if day is None else dt.date.fromisoformat(day) for day in days))
        for household, *days in db.execute(loans.where(EquipmentLoan.equipment == machine))
    ]
    return contradicted(lent, told)
