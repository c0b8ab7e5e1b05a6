"""To which category of people somebody belongs on a day."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

Day = TypeVar("Day", date, str)
"""A day, or one as it is kept."""


def category_on(own: str, since: Day | None, until: Day | None, common: str, day: Day) -> str:
    """The own category over its days, both inside (None: open); outside them, and without one, the household's."""
    holds = own and (since is None or since <= day) and (until is None or day <= until)
    return own if holds else common
