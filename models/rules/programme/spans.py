"""Spans of days with both ends inside, where None as the last day means: still."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

Days = tuple[date, date | None]
"""The first and the last day."""
_NEVER: Final = date.max


def meet(one: Days, other: Days) -> bool:
    """Whether two spans have a day in common."""
    return one[0] <= (other[1] or _NEVER) and other[0] <= (one[1] or _NEVER)


def most_at_once(spans: Iterable[Days], within: Days) -> int:
    """How many of these spans are current at once on the fullest day of another span."""
    listed = [span for span in spans if meet(span, within)]
    # The fullest day is one on which a span begins, or the first of all.
    days = {max(span[0], within[0]) for span in listed}
    return max((sum(span[0] <= day <= (span[1] or _NEVER) for span in listed) for day in days), default=0)
