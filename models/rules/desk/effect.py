"""What changed after a guidance visit: the defects of the weeks before it beside those of the weeks after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MILLION: Final = 1_000_000
WINDOW: Final = timedelta(days=60)
"""How long before and after a visit is looked at."""


@dataclass(frozen=True, slots=True)
class DayBrought:
    """What a household brought on a day: received, and of it rework and work scrap; thousandths."""

    day: date
    received: int
    bad: int


def window(visit: date, *, after: bool) -> tuple[date, date]:
    """The first and last day looked at before or after a visit; its own day belongs to neither."""
    one = timedelta(days=1)
    return (visit + one, visit + WINDOW) if after else (visit - WINDOW, visit - one)


def defect_rate(brought: Iterable[DayBrought], first: date, last: date) -> int | None:
    """The share of defects in what came between two days, in parts per million rounded down; None when nothing came."""
    meant = [one for one in brought if first <= one.day <= last]
    received = sum(one.received for one in meant)
    return sum(one.bad for one in meant) * MILLION // received if received > 0 else None


def change(before: int | None, after: int | None) -> int | None:
    """How much the share of defects changed, in parts per million: below 0 is better; None where a side is missing."""
    return None if before is None or after is None else after - before
