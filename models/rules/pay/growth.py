"""How much more is earned than before."""

from __future__ import annotations

from datetime import date

from models.rules.amount import half_up
from models.rules.pay.calendar import month_number

MILLION = 1_000_000


def growth(now: int, before: int | None) -> int | None:
    """How much more a figure is than an earlier one, in parts per million half up; None where there was none before."""
    return half_up((now - before) * MILLION, before) if before and before > 0 else None


def months_before(key: str, months: int) -> str:
    """The key of the pay month so many months before one. Raises UserError when it is no key."""
    year, month = divmod(month_number(key) - months, 12)
    return f"{year:04d}-{month + 1:02d}"


def year_before(day: date) -> date:
    """The same day a year before; the 28th of February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
