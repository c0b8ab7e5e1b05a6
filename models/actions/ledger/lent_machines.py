"""What becomes of a loan when the slip that lent a machine or took it back is taken back itself."""

from __future__ import annotations

from typing import Any

from models.errors import UserError
from models.i18n import tr
from models.queries.ledger.deposits import deposits_held
from models.queries.ledger.lent_machines import condition_seen
from models.queries.past import as_of
from models.tables.guidance import (
    CONDITION_SEEN,
    LEND,
    SWAP,
    TAKE_BACK,
    Equipment,
    EquipmentEvent,
    EquipmentLoan,
)
from models.tables.trail import Change


def take_loan_back(voucher: Any) -> None:
    """Put the loans of machines as they were before a slip that does not count any more.

    Raises UserError when the machine came back or was lent again since, or when its deposit went back already.
    """
    event: Any = EquipmentEvent.get_or_none(EquipmentEvent.voucher == voucher.id)
    if event is None:
        return
    if event.kind in (LEND, SWAP):
        _unlend(event.other if event.kind == SWAP else event.equipment, voucher)
    if event.kind in (TAKE_BACK, SWAP):
        _lend_again(event.equipment, voucher)
    _unsay(event)
    if voucher.household_id is not None:
        try:
            deposits_held(voucher.household_id)
        except UserError as error:
            words = tr("The deposit of {number} went back since. Void that first.")
            raise UserError(words.format(number=voucher.number)) from error


def _unsay(event: Any) -> None:
    """A machine's condition is again what was said of it before, where it is what the slip said."""
    machine = event.equipment
    if event.kind not in CONDITION_SEEN or not event.condition or machine.condition != event.condition:
        return
    seen = condition_seen(machine.id)
    said = _condition_before(event) if seen is None else seen.condition
    if said != machine.condition:
        machine.condition = said
        machine.save()


def _condition_before(event: Any) -> str:
    """What the register said of a machine before the operation that posted a slip about it."""
    made = Change.select(Change.operation_id).where(
        Change.row_id == event.voucher_id, Change.before.is_null()
    )
    with as_of(made.scalar() - 1):
        return str(
            Equipment.select(Equipment.condition).where(Equipment.id == event.equipment_id).scalar() or ""
        )


def refuse_again(voucher: Any) -> None:
    """Raise UserError for a reversal of what happened to a machine: its original cannot simply count again."""
    if voucher.reverses_id is not None and (
        EquipmentEvent.select().where(EquipmentEvent.voucher == voucher.reverses_id).exists()
    ):
        raise UserError(
            tr("{number} stays. Record anew what happened to the machine.").format(number=voucher.number)
        )


def _unlend(machine: Any, voucher: Any) -> None:
    loan = _loan(machine, voucher, EquipmentLoan.lent_on)
    if loan is None:
        return
    if loan.returned_on is not None:
        raise UserError(tr("{name} came back since. Void that first.").format(name=machine.name))
    loan.delete_instance()


def _lend_again(machine: Any, voucher: Any) -> None:
    loan = _loan(machine, voucher, EquipmentLoan.returned_on)
    if loan is None:
        return
    out = (EquipmentLoan.equipment == machine) & EquipmentLoan.returned_on.is_null()
    if EquipmentLoan.select().where(out).exists():
        raise UserError(tr("{name} was lent again since. Void that first.").format(name=machine.name))
    loan.returned_on, loan.condition_in = None, ""
    loan.save()


def _loan(machine: Any, voucher: Any, day: Any) -> Any:
    """The newest loan of a machine to the slip's household that began or ended on the slip's day."""
    return (
        EquipmentLoan.select()
        .where(
            EquipmentLoan.equipment == machine,
            EquipmentLoan.household == voucher.household_id,
            day == voucher.date,
        )
        .order_by(EquipmentLoan.id.desc())
        .first()
    )
