"""The spans a report is asked for by name, as pay months from the first day of one to the last of another."""

from __future__ import annotations

from datetime import date
from typing import Final

from models.i18n import mark, tr
from models.kinds import MONTH as MONTH_KIND
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
MONTHS_NAMED, QUARTERS_NAMED = 13, 5
"""How many months and quarters a monthly report offers by name."""
_QUARTER: Final = "-Q"
"""What stands between the year and the number of a quarter."""
_BACK: Final = {MONTH: 0, QUARTER: 2, TWELVE: 11}


def named_spans(today: date) -> list[str]:
    """The keys of the months and quarters that a monthly report is asked for, each from the newest back."""
    now = period_at(today).key
    months = [months_before(now, back) for back in range(MONTHS_NAMED)]
    year, quarter = int(now[:4]), (int(now[5:]) + 2) // 3
    quarters = [divmod(year * 4 + quarter - 1 - back, 4) for back in range(QUARTERS_NAMED)]
    return [*months, *(f"{year}{_QUARTER}{number + 1}" for year, number in quarters)]


def newest_month(today: date) -> str:
    """The key of the last month that is over, which a monthly report is asked for unless another is chosen."""
    return months_before(period_at(today).key, 1)


def span_words(key: str) -> str:
    """What a month or quarter by its key is called on screen."""
    if _QUARTER not in key:
        return MONTH_KIND.worded(key)
    year, number = key.split(_QUARTER)
    return tr("Quarter {number} of {year}").format(number=number, year=year)


def span_days(key: str, today: date) -> tuple[date, date]:
    """The first and last day of a span as of today; what goes on until now ends with the pay month of today."""
    now = period_at(today)
    if _QUARTER in key:
        year, number = key.split(_QUARTER)
        last = 3 * int(number)
        return period_named(f"{year}-{last - 2:02}").start, period_named(f"{year}-{last:02}").end
    if key == LAST_YEAR:
        year = f"{int(now.key[:4]) - 1}"
        return period_named(f"{year}-01").start, period_named(f"{year}-12").end
    if key[:1].isdigit():
        month = period_named(key)
        return month.start, month.end
    first = f"{now.key[:4]}-01" if key == YEAR else months_before(now.key, _BACK[key])
    return period_named(first).start, now.end
