"""What happens to machines (设备单): lent, returned, swapped, repaired, inspected, lost, and their deposits.

Loans (`EquipmentLoan`) stay the truth of who has a machine; each event is a numbered slip beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from models import format, rights
from models.actions.guidance.event_order import post_in_turn
from models.actions.ledger.stock import write_voucher
from models.actions.upsert import refuse_negative
from models.database import db
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.guidance.loans import current_loan, last_loan
from models.queries.ledger.deposits import deposits_held
from models.queries.ledger.slip_days import SlipDays, slip_days
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.guidance import (
    BY_CASH,
    BY_PAY,
    CONDITION_SEEN,
    DEPOSIT,
    INSPECT,
    LEND,
    REPAIR,
    SWAP,
    TAKE_BACK,
    Equipment,
    EquipmentEvent,
    EquipmentLoan,
)
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment


@dataclass(slots=True)
class EventDraft:
    """What happened to a machine, not yet posted; an empty number takes the next of its series. Money in fen.

    ``household`` None: where the machine is. ``other`` is the machine that goes out in its place. ``place`` is the
    caller's own, to find the draft again.
    """

    kind: str
    equipment: int
    date: dt.date
    household: int | None = None
    other: int | None = None
    deposit_in: int = 0
    deposit_out: int = 0
    deposit_by: str = BY_CASH
    condition: str = ""
    cost: int = 0
    next_date: dt.date | None = None
    number: str = ""
    place: Any = None


Refusal = Callable[[EventDraft, UserError], None]
"""Told a draft and what is wrong with it, instead of stopping at the first fault."""


@needs(roles.VISIT)
def record_event(draft: EventDraft) -> Voucher:
    """Record what happened to a machine and return its voucher.

    Raises UserError (field: equipment, household, other, date, next_date, deposit_in, deposit_out, cost, number).
    """
    with operation(mark("Machine slip {number}")) as opened:
        voucher: Voucher = post_event(draft)
        opened.says(number=voucher.number)
    return voucher


@needs(roles.VISIT)
def record_events(drafts: Iterable[EventDraft], refused: Refusal) -> list[str]:
    """Record what happened to machines in one operation, day by day; each fault is told to ``refused``."""
    told = sorted(drafts, key=lambda draft: draft.date)
    with operation(mark("Machine slip {number}")) as opened:
        numbers, faults = _recorded(told)
        for draft, error in faults:
            refused(draft, error)
        opened.says(number=format.number_or_count(numbers))
    return numbers


_Faults = list[tuple[EventDraft, UserError]]


def _recorded(drafts: Sequence[EventDraft]) -> tuple[list[str], _Faults]:
    """Post events; deposits are summed once for each household, and slip by slip only where they do not add up."""
    try:
        with db.atomic():
            vouchers, faults = _posted(drafts, summed=False)
            for household in {one.household_id for one in vouchers} - {None}:
                deposits_held(household)
    except UserError:
        vouchers, faults = _posted(drafts, summed=True)
    return [str(one.number) for one in vouchers], faults


def _posted(drafts: Sequence[EventDraft], *, summed: bool) -> tuple[list[Any], _Faults]:
    """The vouchers of events posted in their order of days, and what could not be posted."""
    vouchers: list[Any] = []
    faults: _Faults = []

    def post(draft: EventDraft) -> None:
        with db.atomic():
            vouchers.append(post_event(draft, summed=summed))

    for _, day in groupby(drafts, key=lambda draft: draft.date):
        post_in_turn(list(day), post, lambda draft, error: faults.append((draft, error)))
    return vouchers, faults


def post_event(draft: EventDraft, *, summed: bool = True) -> Any:
    """Write an event inside the operation under way; see `record_event`. Not ``summed``: deposits are the caller's."""
    machine = machine_of(draft.equipment)
    days = slip_days()
    days.refuse_far(draft.date)
    _check_figures(draft, days)
    loan = current_loan(machine.id)
    household = _household(draft, machine, loan)
    _check_deposit(draft, household)
    if draft.kind == LEND:
        _lend(draft, machine, loan, household)
    elif draft.kind == TAKE_BACK:
        _take_back(draft, machine, loan)
    elif draft.kind == SWAP:
        _swap(draft, machine, loan)
    if draft.kind in CONDITION_SEEN:
        keep_condition(machine, draft.condition)
    return write_event(draft, machine, household, summed=summed)


def write_event(draft: EventDraft, machine: Any, household: int | None, *, summed: bool = True) -> Any:
    """Write an event's voucher, the event itself, and its deposit in the pay."""
    by_pay = draft.deposit_by == BY_PAY and bool(draft.deposit_in or draft.deposit_out)
    why = tr("Deposit for {name}").format(name=f"{machine.code} {machine.name}") if by_pay else ""
    voucher = write_voucher(voucher_kind.MACHINE, draft.date, why, draft.number, household=household)
    EquipmentEvent.create(
        voucher=voucher.id,
        equipment=machine.id,
        kind=draft.kind,
        other=draft.other,
        deposit_in=draft.deposit_in,
        deposit_out=draft.deposit_out,
        deposit_by=draft.deposit_by,
        condition=draft.condition.strip(),
        cost=draft.cost,
        next_date=draft.next_date,
    )
    if by_pay:
        Adjustment.create(voucher=voucher.id, amount=draft.deposit_out - draft.deposit_in)
    if summed and household is not None:
        deposits_held(household)
    return voucher


def machine_of(key: int) -> Any:
    """The machine of a key. Raises UserError (field: equipment) when there is none."""
    row = Equipment.get_or_none(Equipment.id == key)
    if row is None:
        raise UserError(tr("This machine does not exist."), "equipment")
    return row


def keep_condition(machine: Any, condition: str) -> None:
    """What was seen of a machine last is its condition; nothing said changes nothing."""
    said = condition.strip()
    if said and said != machine.condition:
        machine.condition = said
        machine.save()


def _check_figures(draft: EventDraft, days: SlipDays) -> None:
    figures = {name: getattr(draft, name) for name in ("deposit_in", "deposit_out", "cost")}
    refuse_negative(figures, *figures)
    if draft.kind != SWAP and draft.other is not None:
        raise UserError(tr("Only a swap gives another machine in its place."), "other")
    if draft.next_date is not None and draft.next_date <= draft.date:
        raise UserError(tr("The next inspection must come after this day."), "next_date")
    if draft.deposit_in and draft.deposit_out:
        raise UserError(tr("A deposit either comes in or goes back."), "deposit_out")
    if draft.deposit_by == BY_PAY and (draft.deposit_in or draft.deposit_out):
        rights.require(roles.MAKE_PAY)
        days.refuse(draft.date)


def _check_deposit(draft: EventDraft, household: int | None) -> None:
    if household is None and (draft.deposit_in or draft.deposit_out):
        raise UserError(tr("Whose deposit is it?"), "household")
    if draft.kind == DEPOSIT and not (draft.deposit_in or draft.deposit_out):
        raise UserError(tr("Which deposit came in or went back?"), "deposit_in")
    if draft.kind == LEND and draft.deposit_out:
        raise UserError(tr("Nothing goes back when a machine is lent."), "deposit_out")


def _household(draft: EventDraft, machine: Any, loan: Any) -> int | None:
    """Whose event it is: who has the machine on that day, unless somebody is named."""
    if draft.kind == LEND:
        if draft.household is None:
            raise UserError(tr("This is needed."), "household")
        return draft.household
    if loan is None and draft.kind in (TAKE_BACK, SWAP) and not _told_by_list(draft, machine):
        raise UserError(tr("{name} is not lent.").format(name=machine.name), "equipment")
    if draft.kind == TAKE_BACK and loan is None:
        last: Any = last_loan(machine.id)
        return int(last.household_id)
    if draft.kind in (DEPOSIT, INSPECT, REPAIR) and draft.household is not None:
        return draft.household
    if loan is None:
        return draft.household
    if draft.household not in (None, loan.household_id):
        words = tr("{name} is with {head}.").format(name=machine.name, head=loan.household.head)
        raise UserError(words, "household")
    if loan.lent_on is not None and draft.date < loan.lent_on:
        if draft.kind in (INSPECT, REPAIR):
            return None
        raise UserError(tr("This is before the day it was lent."), "date")
    return int(loan.household_id)


def _told_by_list(draft: EventDraft, machine: Any) -> bool:
    """Whether a list said already that the machine came back on this day, without a slip."""
    loan = last_loan(machine.id)
    return (
        draft.kind == TAKE_BACK
        and loan is not None
        and loan.returned_on == draft.date
        and draft.household in (None, loan.household_id)
        and not event_of(TAKE_BACK, machine.id, loan.household_id, draft.date)
    )


def event_of(kind: str, machine: int, household: int, day: dt.date) -> Any:
    """The slip that stands for a loan's beginning or end, or None."""
    return (
        EquipmentEvent.select(EquipmentEvent, Voucher)
        .join(Voucher)
        .where(
            EquipmentEvent.kind == kind,
            EquipmentEvent.equipment == machine,
            Voucher.household == household,
            Voucher.date == day,
            Voucher.voided_on.is_null(),
        )
        .order_by(EquipmentEvent.id.desc())
        .first()
    )


def _lend(draft: EventDraft, machine: Any, loan: Any, household: int | None) -> None:
    if loan is not None:
        same = loan.household_id == household and loan.lent_on == draft.date
        if same and not event_of(LEND, machine.id, loan.household_id, draft.date):
            draft.deposit_in = draft.deposit_in or loan.deposit
            return
        raise UserError(
            tr("{name} is with {head} already.").format(name=machine.name, head=loan.household.head),
            "equipment",
        )
    refuse_out_then(machine, draft.date, "equipment")
    EquipmentLoan.create(
        equipment=machine.id,
        household=household,
        lent_on=draft.date,
        deposit=draft.deposit_in,
        condition_out=draft.condition.strip(),
    )


def _take_back(draft: EventDraft, machine: Any, loan: Any) -> None:
    if loan is not None:
        loan.returned_on, loan.condition_in = draft.date, draft.condition.strip()
        loan.save()


def _swap(draft: EventDraft, machine: Any, loan: Any) -> None:
    if draft.other is None or draft.other == machine.id:
        raise UserError(tr("Which machine goes out in its place?"), "other")
    other = machine_of(draft.other)
    held = current_loan(other.id)
    if held is not None:
        raise UserError(
            tr("{name} is with {head} already.").format(name=other.name, head=held.household.head), "other"
        )
    refuse_out_then(other, draft.date, "other")
    standing = deposits_held(loan.household_id).get((loan.household_id, machine.id), 0)
    _take_back(draft, machine, loan)
    EquipmentLoan.create(
        equipment=other.id,
        household=loan.household_id,
        lent_on=draft.date,
        deposit=standing + draft.deposit_in - draft.deposit_out,
        condition_out=other.condition,
    )


def refuse_out_then(machine: Any, day: dt.date, field: str) -> None:
    """Raise UserError (``field``) when a machine was still out on a day."""
    last = last_loan(machine.id)
    if last is not None and last.returned_on is not None and day < last.returned_on:
        raise UserError(
            tr("{name} came back only on {day}.").format(name=machine.name, day=last.returned_on.isoformat()),
            field,
        )
