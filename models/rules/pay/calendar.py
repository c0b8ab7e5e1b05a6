"""Pay periods: calendar months, or months that end on the cooperative's own cut-off day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from models.errors import UserError
from models.i18n import tr

LAST_CUTOFF: Final = 28  # the last day that every month has

_KEY: Final = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A pay period: its key ("2026-10") and its first and last day, both inside."""

    key: str
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def period_of(day: date, cutoff: int = 0) -> Period:
    """The period a day falls into; ``cutoff`` 0 means calendar months, 1 to 28 the day a period ends on.

    With cut-off 25 the period 2026-10 runs from 09-26 to 10-25.
    """
    _check(cutoff)
    return _at(_ordinal(day) + (1 if cutoff and day.day > cutoff else 0), cutoff)


def period(key: str, cutoff: int = 0) -> Period:
    """The period of a key like "2026-10"; raises `UserError` when it is none."""
    _check(cutoff)
    return _at(month_number(key), cutoff)


def next_period(period: Period, cutoff: int = 0) -> Period:
    """The period that follows under the same cut-off day."""
    _check(cutoff)
    return _at(month_number(period.key) + 1, cutoff)


def previous_period(period: Period, cutoff: int = 0) -> Period:
    """The period before under the same cut-off day."""
    _check(cutoff)
    return _at(month_number(period.key) - 1, cutoff)


def after(locked: Period, period: Period, cutoff: int = 0) -> Period:
    """An open period as it stands after the last locked one, so that a changed cut-off neither skips nor repeats a day.

    The first one after it begins on the day after it, whatever the cut-off day has become.
    """
    first = next_period(locked, cutoff)
    return period if period.key > first.key else Period(first.key, locked.end + timedelta(days=1), first.end)


def month_number(key: str) -> int:
    """The months from year 0 to a period's key, so that keys can be counted. Raises UserError when it is no key."""
    found = _KEY.fullmatch(key)
    if found is None:
        if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", key):
            raise UserError(
                tr("The year of {period} must lie between 1900 and 2099.").format(period=key), "period"
            )
        raise UserError(tr("Not a period: write it like 2026-10."), "period")
    return int(found[1]) * 12 + int(found[2]) - 1


def elapsed(first: str, last: str) -> int:
    """How many periods lie between two keys: 0 for the same one, below 0 when ``last`` comes before ``first``."""
    return month_number(last) - month_number(first)


def _check(cutoff: int) -> None:
    if not 0 <= cutoff <= LAST_CUTOFF:
        raise UserError(tr("The cut-off day must be between 1 and 28, or 0 for calendar months."), "cutoff")


def _ordinal(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _at(number: int, cutoff: int) -> Period:
    first = _first(number)
    key = f"{first.year:04d}-{first.month:02d}"
    if not cutoff:
        return Period(key, first, _first(number + 1) - timedelta(days=1))
    return Period(key, _first(number - 1) + timedelta(days=cutoff), first + timedelta(days=cutoff - 1))
