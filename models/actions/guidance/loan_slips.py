"""The slips of loans that a list states: written where the day is known, and corrected with the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from models.actions.guidance.machine_events import EventDraft, event_of, write_event
from models.errors import UserError
from models.i18n import tr
from models.queries.ledger.deposits import deposits_held
from models.queries.ledger.slip_days import slip_days
from models.tables.guidance import BY_PAY, LEND, TAKE_BACK

ToldEvent = tuple[str, int, int, dt.date]
"""A kind of event, a machine, a household and a day: told by a slip of its own."""
Before = tuple[dt.date | None, dt.date | None, int]
"""When a loan began and ended, and its deposit, before the list changed it."""


def keep_in_step(machine: Any, loan: Any, before: Before | None, told: Collection[ToldEvent]) -> None:
    """Write or correct the slips of a loan that a list has written; ``before`` None: the loan is new.

    Days before the cooperative's first month have no slip. Raises UserError (field: deposit) where a deposit in the pay
    would become another, or be of another day.
    """
    lent_on, returned_on, deposit = before or (None, None, 0)
    if before is None:
        draft = EventDraft(
            LEND, machine.id, loan.lent_on, deposit_in=loan.deposit, condition=loan.condition_out
        )
        _tell(draft, machine, loan, told)
    elif lent_on is not None and (slip := _slip(LEND, machine, loan, lent_on)) is not None:
        _correct(
            slip, loan.lent_on or lent_on, "deposit_in", loan.deposit if loan.deposit != deposit else None
        )
    if loan.returned_on == returned_on:
        return
    if returned_on is None:
        draft = EventDraft(TAKE_BACK, machine.id, loan.returned_on, condition=loan.condition_in)
        place, told_lent = (loan.household_id, machine.id), _slip(LEND, machine, loan, loan.lent_on)
        held = deposits_held(loan.household_id, loan.returned_on).get(place, 0)
        draft.deposit_out = loan.deposit if told_lent is None else held
        _tell(draft, machine, loan, told)
    elif (slip := _slip(TAKE_BACK, machine, loan, returned_on)) is not None:
        if loan.returned_on is not None:
            _correct(slip, loan.returned_on)
        else:
            _refuse_in_the_pay(slip)
            slip.voucher.voided_on = dt.date.today()
            slip.voucher.void_reason = tr("The list says that it is still out.")
            slip.voucher.save()


def _slip(kind: str, machine: Any, loan: Any, day: dt.date | None) -> Any:
    return None if day is None else event_of(kind, machine.id, loan.household_id, day)


def _tell(draft: EventDraft, machine: Any, loan: Any, told: Collection[ToldEvent]) -> None:
    """Write the slip of a known day of the cooperative's own months that nothing else tells of."""
    days = slip_days()
    known = draft.date is not None and days.begins is not None
    if not known or days.early(draft.date) or days.ahead(draft.date):
        return
    if (draft.kind, machine.id, loan.household_id, draft.date) not in told:
        write_event(draft, machine, loan.household_id)


def _correct(slip: Any, day: dt.date, field: str = "", amount: int | None = None) -> None:
    if amount is not None or slip.voucher.date != day:
        _refuse_in_the_pay(slip)
    if amount is not None:
        setattr(slip, field, amount)
        slip.save()
    if slip.voucher.date != day:
        slip.voucher.date = day
        slip.voucher.save()


def _refuse_in_the_pay(slip: Any) -> None:
    """Raise UserError (field: deposit) for a slip that a list may not correct: its deposit is in the pay of its day."""
    if slip.deposit_by == BY_PAY and (slip.deposit_in or slip.deposit_out):
        words = tr("Its deposit is in the pay. Void {number} first.").format(number=slip.voucher.number)
        raise UserError(words, "deposit")
