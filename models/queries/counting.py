"""Which vouchers count: the one condition (help/rules, "Voiding and reversing")."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from peewee import SQL, Case, NodeList

from models.errors import UserError
from models.i18n import tr
from models.tables.ledger import Voucher

LONG: Final = dt.timedelta(days=300)


def standing(voucher: Any = Voucher) -> Any:
    """Posted and not void: what a sum over lines or movements takes in.

    A reversing voucher bears the lines of its original with the opposite sign, so from its day on such a sum is that
    of what counts, and up to the day before it stays as it was.
    """
    return voucher.voided_on.is_null()


def void(voucher: Any = Voucher) -> Any:
    """The few that were voided; asked for like this, they are found without reading all others."""
    return voucher.voided_on.is_null(False)


def counts(voucher: Any = Voucher, day: dt.date | None = None) -> Any:
    """Posted, not void, no reversal, and not reversed up to the end of a day (None: ever).

    For whatever lists vouchers or asks whether there is one, where the opposite lines of a reversal mean nothing.
    """
    return standing(voucher) & voucher.reverses.is_null() & voucher.id.not_in(reversed_ones(day))


def reversed_ones(day: dt.date | None = None) -> Any:
    """The keys of the vouchers that were reversed up to the end of a day (None: ever), as a select."""
    other = Voucher.alias()
    undone = other.select(other.reverses).where(other.reverses.is_null(False), standing(other))
    # Few ever reverse another: they are found by that, not through all the slips up to a day.
    return undone if day is None else undone.where(unindexed(other.date) <= day.isoformat())


def within(first: dt.date | None, last: dt.date | None) -> list[Any]:
    """The conditions that a slip is of a span, both days inside; None: open on that side.

    Of a long span nearly all lines are wanted: they are read in the order they lie in, so the index of days is passed
    over.
    """
    day: Any = Voucher.date
    if first is None or last is None or last - first >= LONG:
        day = unindexed(Voucher.date)
    return [
        *(() if first is None else (day >= first.isoformat(),)),
        *(() if last is None else (day <= last.isoformat(),)),
    ]


def unindexed(column: Any) -> Any:
    """A column whose index is passed over, because something else finds the rows quicker."""
    return NodeList((SQL("+"), column), glue="")


def status(voucher: Any = Voucher) -> Any:
    """How a voucher stands: void, reversed or posted."""
    reversed_since = voucher.id.in_(reversed_ones())
    return Case(None, ((void(voucher), "void"), (reversed_since, "reversed")), "posted")


def why_gone(voucher: Any) -> str | None:
    """Why a voucher does not count, in one sentence, or None while it does; a reversal counts with its original."""
    if voucher.voided_on is not None:
        return tr("{number} is void already.").format(number=voucher.number)
    by = Voucher.get_or_none(Voucher.reverses == voucher.id, standing())
    if by is not None:
        return tr("{number} was reversed by {by} already.").format(number=voucher.number, by=by.number)
    return None


def counting_slip(voucher: int, *which: Any) -> Any:
    """A voucher that counts, where it is one of ``which``; raises UserError when there is none or it counts no more."""
    row = Voucher.get_or_none(Voucher.id == voucher, *which)
    if row is None:
        raise UserError(tr("This voucher does not exist."))
    gone = why_gone(row)
    if gone is not None:
        raise UserError(gone)
    return row
