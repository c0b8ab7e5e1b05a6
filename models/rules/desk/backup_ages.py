"""Which copies of a file stay as they grow older: close together at first, further apart later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

AGES: Final[tuple[tuple[timedelta, Callable[[datetime], Any]], ...]] = (
    (timedelta(days=1), lambda made: (made.date(), made.hour)),
    (timedelta(days=14), datetime.date),
    (timedelta(weeks=13), lambda made: made.isocalendar()[:2]),
    (timedelta(days=731), lambda made: (made.year, made.month)),
)
"""Up to which age the newest copy of each hour, day, week and month stays."""


class Dated(NamedTuple):
    """When a copy was made, and why: "" for one made by the clock, else what was about to be done."""

    made: datetime
    why: str


def staying(copies: Collection[Dated], now: datetime, always: Iterable[str] = ()) -> set[Dated]:
    """The copies that stay: by their age, the newest before each kind of event, every one made for ``always``.

    The newest of all stays however old it is. What the clock calls a copy of the future was made before the clock was
    set back; nobody knows its age, so it stays.
    """
    newest_first = sorted(copies, reverse=True)
    every, stay = set(always), set(newest_first[:1])
    seen: set[Any] = set()
    for one in newest_first:
        age = now - one.made
        slots: set[Any] = {(most, slot(one.made)) for most, slot in AGES if age <= most}
        if one.why:
            slots.add(one.why)
        if age < timedelta(0) or slots - seen or (one.why in every and age <= AGES[-1][0]):
            stay.add(one)
        seen |= slots
    return stay
