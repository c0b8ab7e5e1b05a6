"""Spans of days: a first and a last day, both inside; None on either side is open."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class DaySpan(NamedTuple):
    """From the first to the last day, both inside; None: open on that side."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies inside."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def meets(self, other: DaySpan) -> bool:
        """Whether both have a day in common."""
        first = max((day for day in (self.start, other.start) if day is not None), default=None)
        last = min((day for day in (self.end, other.end) if day is not None), default=None)
        return first is None or last is None or first <= last

    def begins_inside(self, outer: DaySpan) -> bool:
        """Whether it begins no earlier than another span."""
        return outer.start is None or (self.start is not None and self.start >= outer.start)

    def ends_inside(self, outer: DaySpan) -> bool:
        """Whether it ends no later than another span; an open one ends inside an open one only."""
        return outer.end is None or (self.end is not None and self.end <= outer.end)
