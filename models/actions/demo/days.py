"""The days on which nobody of the demo works: the Spring Festival, the other public holidays, an office's weekends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.names import read

_SEASONS: Final[dict[str, Any]] = read("seasons.json")
_DAY: Final = timedelta(days=1)
_FESTIVALS: Final = frozenset(
    date.fromisoformat(eve) + timedelta(days=more)
    for eve in _SEASONS["eves"]
    for more in range(_SEASONS["festival"])
)
_RESTS: Final = frozenset((month, day) for month, day in _SEASONS["rests"])
_OFFICE_RESTS: Final = frozenset((month, day) for month, day in _SEASONS["office_rests"])
_SATURDAY: Final = 5
_WHOLE: Final = 100


def works(day: date, *, office: bool = False) -> bool:
    """Whether there is work on a day; an ``office`` is shut on weekends and longer holidays too."""
    if day in _FESTIVALS or (day.month, day.day) in _RESTS:
        return False
    return not office or (day.weekday() < _SATURDAY and (day.month, day.day) not in _OFFICE_RESTS)


def working(day: date, *, office: bool = False) -> date:
    """The day itself, or the next one on which there is work."""
    while not works(day, office=office):
        day += _DAY
    return day


def worked_by(day: date, *, office: bool = False) -> date:
    """The day itself, or the last one before it on which there is work."""
    while not works(day, office=office):
        day -= _DAY
    return day


def seasonal(quantity: int, step: int, day: date, first: date) -> int:
    """A usual quantity of work in the season of a day, in whole steps; from ``first`` on it grows from year to year."""
    grown = _WHOLE + _GROWTH * ((day - first).days // 365)
    share: int = _SEASONS["work"][day.month - 1] * grown
    return max(step, quantity * share // (_WHOLE * _WHOLE) // step * step)


def market_days(month: int) -> int:
    """How many market days visitors come to in a month of the year."""
    return int(_SEASONS["retail"][month - 1])


_GROWTH: Final = 8
"""Percent a year by which the work of a household grows."""
