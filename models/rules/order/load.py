"""How much work the coming weeks hold: what is still to be made, spread over the days until it is due."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Final

WEEK: Final = 7


def weeks_from(today: date, weeks: int) -> list[tuple[date, date]]:
    """The first and last days of the coming weeks; the first begins today."""
    starts = [today + timedelta(days=WEEK * at) for at in range(weeks)]
    return [(start, start + timedelta(days=WEEK - 1)) for start in starts]


def spread(amount: int, today: date, due: date, weeks: int) -> list[int]:
    """An amount of work spread evenly over the days from today to its due day, as what of it falls on each week.

    What is overdue falls on the first week. The parts of all weeks until the due day make the whole amount.
    """
    days = max(1, (due - today).days + 1)
    done = [amount * min(days, WEEK * at) // days for at in range(weeks + 1)]
    return [later - earlier for earlier, later in pairwise(done)]
