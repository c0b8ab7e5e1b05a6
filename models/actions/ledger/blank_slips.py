"""Blank slips for days without the laptop: numbers set aside, entered later under them, or put aside as spoiled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.actions.numbering import Numbers
from models.database import insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.ledger.blank_slips import missing_numbers
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.paper import BlankSlip

MOST = 500
"""The most blank slips of one block."""


@needs(roles.POST)
def set_aside(
    kind: str,
    count: int,
    day: date,
    holder: str = "",
    use: Callable[[list[str]], None] | None = None,
) -> list[str]:
    """Take the next numbers of a kind's series for a block of blank slips; ``holder`` carries the block.

    The slips are entered under these numbers later, so that the series keeps no gap. ``use`` prints them: when it
    fails, no number was taken. Raises UserError (field: kind, count).
    """
    if kind not in voucher_kind.BLANKS:
        raise UserError(tr("Choose one of the list."), "kind")
    if not 1 <= count <= MOST:
        raise UserError(tr("Between {low} and {high}.").format(low=1, high=MOST), "count")
    series = voucher_kind.SERIES[kind]
    with operation(mark("Blank slips {first} to {last}")) as opened:
        numbers = Numbers()
        taken = [numbers.next(series, day) for _ in range(count)]
        numbers.save()
        insert_rows(
            BlankSlip,
            ("id", "series", "number", "kind", "date", "holder", "spoiled_reason"),
            [(next_key(), series, number, kind, day.isoformat(), holder.strip(), "") for number in taken],
        )
        opened.says(first=taken[0], last=taken[-1])
        if use is not None:
            use(taken)
    return taken


@needs(roles.POST)
@in_turn
def spoil(number: str, reason: str, day: date) -> None:
    """Put a missing number aside for good: its slip was spoiled, lost or never written.

    Raises UserError (field: number) when the number is not missing, (field: reason) without a reason.
    """
    if not reason.strip():
        raise UserError(tr("Say why the number stays empty."), "reason")
    missing = next((one for one in missing_numbers() if one.number == number), None)
    if missing is None:
        raise UserError(tr('"{number}" is not missing.').format(number=number), "number")
    with operation(mark("Blank slip {number} is void"), number=number):
        why = reason.strip()
        row = BlankSlip.get_or_none(BlankSlip.series == missing.series, BlankSlip.number == number)
        if row is None:
            BlankSlip.create(
                series=missing.series, number=number, kind="", date=day, spoiled_on=day, spoiled_reason=why
            )
        else:
            row.spoiled_on, row.spoiled_reason = day, why
            row.save()


def check_entry(kind: str, number: str) -> str:
    """The number under which a voucher of a kind is now being entered, as it is written on its blank slip.

    Raises UserError (field: number) when no blank slip of this kind bears it, or it is entered or spoiled already.
    """
    wanted = "".join(number.split()).upper()
    missing = next((one for one in missing_numbers() if one.number == wanted), None)
    if missing is None:
        raise UserError(tr('"{number}" is not missing.').format(number=wanted), "number")
    if missing.series != voucher_kind.SERIES[kind]:
        raise UserError(tr('"{number}" belongs to another kind of slip.').format(number=wanted), "number")
    return wanted
