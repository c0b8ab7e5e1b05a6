"""Spans of days named by how they lie to today, such as this month; what is kept under such a name never grows old."""

from __future__ import annotations

import datetime as dt
from typing import Final

from models.i18n import mark

NAMED: Final = {
    "today": mark("Today", "span"),
    "week": mark("Last 7 days"),
    "month": mark("This month"),
    "last_month": mark("Previous month"),
    "year": mark("This year"),
    "before": mark("Before today"),
    "ahead": mark("Next 7 days"),
}
"""What spans there are, as a reader knows them."""

WEEK: Final = dt.timedelta(days=6)


def days_of(name: str, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of a span, None where it is open; open on both sides for a name nobody knows."""
    first = today.replace(day=1)
    before = first - dt.timedelta(days=1)
    match name:
        case "today":
            return today, today
        case "week":
            return today - WEEK, today
        case "month":
            return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        case "last_month":
            return before.replace(day=1), before
        case "year":
            return today.replace(month=1, day=1), today.replace(month=12, day=31)
        case "before":
            return None, today - dt.timedelta(days=1)
        case "ahead":
            return today, today + WEEK
    return None, None
