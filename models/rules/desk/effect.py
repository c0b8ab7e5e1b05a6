"""What changed after a guidance visit: the defects of the weeks before it beside those of the weeks after it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

MILLION: Final = 1_000_000
WINDOW: Final = timedelta(days=60)
"""How long before and after a visit is looked at."""


DayBrought = tuple[date, int, int]
"""What came in on a day: the day, received, and of it rework and work scrap; thousandths."""


class DailyDefects:
    """What came in day by day, added up, so that any span of it is known at once."""

    def __init__(self, came: Collection[DayBrought]) -> None:
        days, received, bad = zip(*sorted(came), strict=True) if came else ((), (), ())
        self._days: Sequence[date] = days
        self._received = [*accumulate(received, initial=0)]
        self._bad = [*accumulate(bad, initial=0)]

    def defect_rate(self, first: date, last: date) -> int | None:
        """The share of defects in what came between two days, in parts per million rounded down; None: nothing came."""
        begin, end = bisect_left(self._days, first), bisect_right(self._days, last)
        received = self._received[end] - self._received[begin]
        return (self._bad[end] - self._bad[begin]) * MILLION // received if received > 0 else None


def window(visit: date, *, after: bool) -> tuple[date, date]:
    """The first and last day looked at before or after a visit; its own day belongs to neither."""
    one = timedelta(days=1)
    return (visit + one, visit + WINDOW) if after else (visit - WINDOW, visit - one)


def change(before: int | None, after: int | None) -> int | None:
    """How much the share of defects changed, in parts per million: below 0 is better; None where a side is missing."""
    return None if before is None or after is None else after - before
