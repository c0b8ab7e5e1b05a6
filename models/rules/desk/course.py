"""The course of an order as a picture: which days it shows, and what is expected on each of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

MOST_DAYS: Final = 60
"""A longer course is shown by fewer days."""


def course_days(first: date, last: date, named: Iterable[date]) -> list[date]:
    """Days from the first to the last in even steps, at most about `MOST_DAYS`, and all that are named between them."""
    if last < first:
        raise ValueError(last)
    length = (last - first).days
    step = max(1, -(-length // MOST_DAYS))
    found = {first + timedelta(days=at) for at in range(0, length + 1, step)}
    return sorted(found | {last} | {day for day in named if first <= day <= last})


def forecast(done: int, whole: int, today: date, ready: date | None, day: date) -> int | None:
    """What is expected to be done on a day if all of it is ready on ``ready``, in even steps from today, rounded down.

    None before today, and where no day can be said.
    """
    if ready is None or day < today:
        return None
    if day >= ready:
        return whole
    return done + (whole - done) * (day - today).days // (ready - today).days
