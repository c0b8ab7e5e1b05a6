"""Taking back what was posted: void in an open period, a reversing voucher once its period is locked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any, NamedTuple

from models import rights
from models.actions.ledger.lent_machines import refuse_again, take_loan_back
from models.actions.ledger.posting import movement
from models.actions.numbering import next_number
from models.database import db, insert_named, insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import made_on, next_key
from models.operation import in_turn, operation
from models.queries.counting import counting_slip
from models.queries.ledger.dependents import Dependent, all_supported, dependents
from models.queries.ledger.slip_days import slip_days
from models.queries.periods import locked_until, refuse_locked
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger.grade import PARTS
from models.tables.ledger import CollectionLine, DeliveryLine, InspectionLine, Movement, SaleLine, Voucher
from models.tables.pay import Adjustment, Advance


class Reversed(NamedTuple):
    """A voucher that was taken back: ``by`` is the reversing one, "" when it was voided; ``along`` went with it."""

    number: str
    by: str
    along: tuple[Reversed, ...] = ()


@needs(roles.VOID_OWN)
@in_turn
def void(voucher: int, reason: str, today: date | None = None, *, with_dependents: bool = False) -> Reversed:
    """Void a posted voucher: its number stays, and its movements are reversed by new ones of the same date.

    Voiding a reversal lets its original count again. Raises UserError when it does not count any more, lies in a
    locked period, no reason is given, or others build on it that are not taken back too (``with_dependents``).
    """
    row = counting_slip(voucher)
    _refuse_others(row)
    if not reason.strip():
        raise UserError(tr("A void needs a reason."), "reason")
    refuse_locked(row.date, locked_until())
    refuse_again(row)
    building = _building(row, with_dependents)
    day = today or date.today()
    with operation(mark("Void {number}"), number=row.number):
        along = _take_along(building, day, reason)
        # What a reversal took back may have been entered again since.
        with nullcontext() if row.reverses_id is None else all_supported([row.id]):
            _void(row, day, reason)
    return Reversed(row.number, "", along)


@needs(roles.VOID_OWN)
def reverse(voucher: int, day: date, reason: str, *, with_dependents: bool = False) -> str:
    """Take back a voucher of a locked period by a new one in an open period that names it; returns its number.

    A reversed collection or inspection counts its pieces with the opposite sign on ``day``. Of a deduction or advance
    what is outstanding is owed no longer and what was taken is given back; a bonus is deducted. Raises UserError as
    `void` does.
    """
    return take_back(voucher, reason, day, with_dependents=with_dependents, reversing=True).by


@needs(roles.VOID_OWN)
@in_turn
def take_back(
    voucher: int,
    reason: str,
    day: date | None = None,
    *,
    with_dependents: bool = False,
    reversing: bool = False,
) -> Reversed:
    """Void a voucher of an open period; reverse one of a locked period, or ``reversing`` any, on a day (None: today).

    Raises UserError as `void` and `reverse` do.
    """
    row = counting_slip(voucher)
    locked = locked_until()
    if not reversing and (locked is None or row.date > locked):
        return void(voucher, reason, with_dependents=with_dependents)
    _refuse_others(row)
    if not reason.strip():
        raise UserError(tr("A correction needs a reason."), "reason")
    day = day or date.today()
    slip_days().refuse(day)
    if day < row.date:
        raise UserError(tr("This is before the slip's own date."), "date")
    if row.reverses_id is not None:
        raise UserError(tr("{number} is itself a reversal.").format(number=row.number))
    building = _building(row, with_dependents)
    with operation(mark("Reverse {number}"), number=row.number):
        along = _take_along(building, day, reason)
        by = _reverse(row, day, reason)
    return Reversed(row.number, by, along)


def _refuse_others(row: Any) -> None:
    """Raise UserError for a slip that is not one's own of today, where that takes a right of its own."""
    own = row.maker == rights.maker() and made_on(row.id) == date.today()
    if roles.VOID_OWN in rights.doing() and not own:
        rights.require(roles.VOID)


def _building(row: Any, along: bool) -> list[Dependent]:
    """What builds on a voucher, oldest first; refused when there is any that is not to be taken along."""
    found = dependents(row.id)
    if any(one.voucher == row.reverses_id for one in found):
        raise UserError(
            tr(
                "{number} stays: what it reversed, {original}, cannot count again as the books are now."
            ).format(number=row.number, original=row.reverses.number)
        )
    if found and not along:
        raise UserError(
            tr("Built on {number}: {others}. Void that first, or all of it together.").format(
                others=", ".join(one.number for one in found), number=row.number
            )
        )
    return found


def _take_along(building: Sequence[Dependent], day: date, reason: str) -> tuple[Reversed, ...]:
    """Take back what builds on a voucher, the latest first: void in an open period, reversed on ``day`` in a locked."""
    locked = locked_until()
    done = []
    for one in reversed(building):
        row: Any = Voucher.get_by_id(one.voucher)
        _refuse_others(row)
        by = ""
        if locked is None or row.date > locked:
            _void(row, day, reason)
        else:
            refuse_locked(day, locked)
            by = _reverse(row, day, reason)
        done.append(Reversed(row.number, by))
    return tuple(done)


def _void(row: Any, today: date, reason: str) -> None:
    row.voided_on = today
    row.void_reason = reason.strip()
    row.save()
    # The same date, so that at every day the account reads as if the slip had not been.
    _move_back(row, row.id, row.date)
    take_loan_back(row)


def _reverse(row: Any, day: date, reason: str) -> str:
    key = next_key()
    number = next_number(row.series, day)
    Voucher.create(
        id=key,
        series=row.series,
        number=number,
        kind=row.kind,
        date=day,
        household=row.household_id,
        reason=tr("Reverses {number}: {reason}").format(number=row.number, reason=reason.strip()),
        reverses=row.id,
    )
    _move_back(row, key, day)
    _negate_lines(row, key)
    for adjustment in Adjustment.select().where(Adjustment.voucher == row):
        Adjustment.create(voucher=key, amount=-adjustment.amount)
    for advance in Advance.select().where(Advance.voucher == row):
        Advance.create(voucher=key, amount=-advance.amount, instalments=advance.instalments)
    _take_delivery_back(row, key, day)
    take_loan_back(row)
    return number


def _negate_lines(row: Any, voucher: int) -> None:
    """Write the lines of a collection, inspection or sale again with the opposite sign."""
    for table, kept, counted in (
        (CollectionLine, ("subcontract", "reason"), ("received", *PARTS)),
        (InspectionLine, ("collection_line",), PARTS[:-1]),
        (SaleLine, ("product", "grade", "price", "place"), ("quantity", "takings")),
    ):
        fields = table._meta.fields
        query = table.select(*(fields[name] for name in (*kept, *counted))).where(table.voucher == row)
        lines = [
            (next_key(), voucher, *values[: len(kept)], *(-value for value in values[len(kept) :]))
            for values in db.execute(query)
        ]
        insert_rows(table, ("id", "voucher", *kept, *counted), lines)


def _take_delivery_back(row: Any, voucher: int, day: date) -> None:
    """Write the lines of a delivery again with the opposite sign; what was found of it is gone from that day on."""
    for line in DeliveryLine.select().where(DeliveryLine.voucher == row):
        DeliveryLine.create(
            voucher=voucher,
            order=line.order_id,
            grade=line.grade,
            quantity=-line.quantity,
            accepted=-line.accepted,
            defects=-line.defects,
            checked_on=None if line.checked_on is None else max(day, line.checked_on),
        )


def _move_back(row: Any, voucher: int, day: date) -> None:
    """Move what a slip moved back, from where it went to where it came from."""
    moved = Movement.select().where(Movement.voucher == row).order_by(Movement.id)
    insert_named(
        Movement,
        [
            movement(
                voucher,
                one.kind,
                day,
                (one.material_id, one.product_id, one.grade),
                one.quantity,
                (one.target_id, one.target_subcontract_id),
                (one.source_id, one.source_subcontract_id),
                one.reason,
            )
            for one in moved.iterator()
        ],
    )
