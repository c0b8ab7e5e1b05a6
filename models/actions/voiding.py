"""Taking back what was posted: void in an open period, a reversing voucher once its period is locked."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.actions.numbering import next_number
from models.actions.posting import MOVEMENT_FIELDS
from models.database import db, insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import operation
from models.queries.periods import locked_until, refuse_locked
from models.rules.grade import PARTS
from models.tables.pay import Adjustment, Advance, StatementItem
from models.tables.voucher import CollectionLine, DeliveryLine, InspectionLine, Movement, Voucher


def void(voucher: int, reason: str, today: date | None = None) -> None:
    """Void a posted voucher: its number stays, and its movements are reversed by new ones of the same date.

    Raises UserError when it is void already, lies in a locked period, has later vouchers resting on it, or no reason
    is given.
    """
    row = _posted(voucher)
    if not reason.strip():
        raise UserError(tr("A void needs a reason."), "reason")
    refuse_locked(row.date, locked_until())
    _refuse_rested_on(row)
    with operation(mark("Void {number}"), number=row.number):
        row.voided_on = today or date.today()
        row.void_reason = reason.strip()
        row.save()
        # The same date, so that at every day the account reads as if the slip had not been.
        _move_back(row, row.id, row.date)


def reverse(voucher: int, day: date, reason: str) -> str:
    """Take back a voucher of a locked period by a new one in an open period that names it; returns its number.

    A reversed collection or inspection counts its pieces with the opposite sign on ``day``; a reversed adjustment
    pays or deducts the opposite. Raises UserError where an advance was recovered already, or as `void` does.
    """
    row = _posted(voucher)
    if not reason.strip():
        raise UserError(tr("A correction needs a reason."), "reason")
    refuse_locked(day, locked_until())
    if Voucher.select().where(Voucher.reverses == row, Voucher.voided_on.is_null()).exists():
        raise UserError(tr("{number} was reversed already.").format(number=row.number))
    if row.reverses_id is not None:
        raise UserError(tr("{number} is itself a reversal.").format(number=row.number))
    if row.kind == "advance":
        raise UserError(tr("Take an advance back with an adjustment: part of it was recovered from pay."))
    _refuse_rested_on(row)
    with operation(mark("Reverse {number}"), number=row.number):
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
        _take_delivery_back(row, key, day)
    return number


def _negate_lines(row: Any, voucher: int) -> None:
    """Write the lines of a collection or inspection again with the opposite sign."""
    for table, kept, counted in (
        (CollectionLine, ("subcontract", "reason"), ("received", *PARTS)),
        (InspectionLine, ("collection_line",), PARTS[:-1]),
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


def _posted(voucher: int) -> Any:
    row = Voucher.get_or_none(Voucher.id == voucher)
    if row is None:
        raise UserError(tr("This voucher does not exist."))
    if row.voided_on is not None:
        raise UserError(tr("{number} is void already.").format(number=row.number))
    return row


def _refuse_rested_on(row: Any) -> None:
    """A collection cannot go while its inspections stand; an advance not once pay has recovered of it."""
    if row.kind == "collection":
        inspection = (
            Voucher.select(Voucher.id, Voucher.number)
            .join(InspectionLine)
            .join(CollectionLine)
            .where(CollectionLine.voucher == row, Voucher.voided_on.is_null(), Voucher.reverses.is_null())
        )
        standing = [v.number for v in inspection if not _reversed(v)]
        if standing:
            raise UserError(tr("Void inspection {number} first.").format(number=standing[0]))
    if row.kind == "advance" and Advance.select().where(Advance.voucher == row).exists():
        recovered = StatementItem.select().where(
            StatementItem.voucher == row, StatementItem.kind == "advance", StatementItem.amount > 0
        )
        if recovered.exists():
            raise UserError(tr("Part of {number} was recovered from pay already.").format(number=row.number))


def _reversed(row: Any) -> bool:
    return bool(Voucher.select().where(Voucher.reverses == row.id, Voucher.voided_on.is_null()).exists())


def _move_back(row: Any, voucher: int, day: date) -> None:
    back = [
        (
            next_key(),
            voucher,
            kind,
            day.isoformat(),
            material,
            product,
            grade,
            quantity,
            target,
            source,
            target_sub,
            source_sub,
            why,
        )
        for kind, material, product, grade, quantity, source, target, source_sub, target_sub, why in db.execute(
            Movement.select(
                *(Movement._meta.fields[name] for name in MOVEMENT_FIELDS if name not in _NEW)
            ).where(Movement.voucher == row)
        )
    ]
    insert_rows(Movement, MOVEMENT_FIELDS, back)


_NEW = ("id", "voucher", "date")
