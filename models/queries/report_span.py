"""The spans a report is asked for by name, as pay months from the first day of one to the last of another."""

from __future__ import annotations

from datetime import date
from typing import Final

from models.i18n import mark
from models.queries.periods import period_at, period_named
from models.rules.pay.growth import months_before

MONTH, QUARTER, TWELVE, YEAR, LAST_YEAR = "month", "quarter", "twelve", "year", "last_year"
SPANS: Final = (
    (MONTH, mark("This month")),
    (QUARTER, mark("Last 3 months")),
    (TWELVE, mark("Last 12 months")),
    (YEAR, mark("This year")),
    (LAST_YEAR, mark("Last year")),
)
"""Their keys and names."""
_BACK: Final = {MONTH: 0, QUARTER: 2, TWELVE: 11}


def span_days(key: str, today: date) -> tuple[date, date]:
    """The first and last day of a span as of today; what goes on until now ends with the pay month of today."""
    now = period_at(today)
    if key == LAST_YEAR:
        year = int(now.key[:4]) - 1
        return period_named(f"{year}-01").start, period_named(f"{year}-12").end
    first = f"{now.key[:4]}-01" if key == YEAR else months_before(now.key, _BACK[key])
    return period_named(first).start, now.end
