"""Which days a slip may be dated, whatever door it comes in by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from peewee import fn

from models.errors import UserError
from models.i18n import tr
from models.queries.periods import locked_until, period_at, refuse_locked
from models.tables.order import Order
from models.tables.voucher import Voucher

AHEAD: Final = timedelta(days=31)
"""How far ahead of today a slip may be dated."""


@dataclass(frozen=True, slots=True)
class SlipDays:
    """The days a slip may be dated: after ``locked``, not before ``first`` (None: any), not after ``last``."""

    locked: date | None
    first: date | None
    last: date

    def refuse(self, day: date) -> None:
        """Raise UserError (field: date) for a day of a locked period, or one that nobody means."""
        refuse_locked(day, self.locked)
        self.refuse_far(day)

    def refuse_far(self, day: date) -> None:
        """Raise UserError (field: date) for a day far ahead or far back: a year or month typed wrong."""
        if day > self.last:
            raise UserError(
                tr("{day} is more than a month ahead. Is the year right?").format(day=day.isoformat()),
                "date",
            )
        if self.first is not None and day < self.first:
            raise UserError(
                tr("{day} is more than a year before the first open month. Is the year right?").format(
                    day=day.isoformat()
                ),
                "date",
            )


def slip_days(today: date | None = None) -> SlipDays:
    """The days slips may be dated as of today.

    Where nothing is locked, the first open month is that of the earliest order or slip, orders of the workbook being
    read among them; an empty file takes any day, so that it can begin with a month of years ago.
    """
    locked = locked_until()
    begins = _earliest() if locked is None else locked + timedelta(days=1)
    first = None if begins is None else _year_before(begins)
    return SlipDays(locked, first, (today or date.today()) + AHEAD)


def _earliest() -> date | None:
    """The first day of the period that the earliest order or slip lies in, or None before there is any."""
    days = [
        day if isinstance(day, date) else date.fromisoformat(day)
        for table in (Order, Voucher)
        if (day := table.select(fn.MIN(table.date)).scalar()) is not None
    ]
    return period_at(min(days)).start if days else None


def _year_before(day: date) -> date:
    # The day after 28 February of a leap year has none a year before.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
