"""What a machine is worth on a day, and when it is inspected next. Money in fen, shares parts per million."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

from models.rules.amount import half_up

MILLION: Final = 1_000_000


def month_after(day: date, months: int) -> date:
    """The same day so many months later; of a shorter month its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """How many months have passed from one day to another, begun ones left out; 0 where the second is earlier."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and month_after(first, months) > last:
        months -= 1
    return max(0, months)


def value_on(new: int, bought: date | None, day: date, months: int, residual: int) -> int:
    """What a machine is worth: its value when new falls in a straight line over ``months`` to ``residual`` (ppm).

    Month by month, half up to the fen, never below the residual. One whose day of buying is not known counts as new.
    """
    last = half_up(new * residual, MILLION)
    if bought is None:
        return new
    used = min(months, whole_months(bought, day))
    return new - half_up((new - last) * used, months)


def next_inspection(last: date, every: int) -> date:
    """When a machine inspected, lent or bought last on a day is due again."""
    return month_after(last, every)
