"""Growth, and the months before a month."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.rules.pay.calendar import elapsed, period_of
from models.rules.pay.growth import MILLION, growth, months_before

FEN = st.integers(1, 10**12)


@given(st.integers(-(10**12), 10**12), FEN)
def test_growth_leads_from_the_earlier_figure_to_the_later_one(now: int, before: int) -> None:
    more = growth(now, before)
    assert more is not None
    # Half a millionth of what was there before is what rounding may cost.
    assert abs(before * (MILLION + more) - now * MILLION) * 2 <= before
    assert growth(before, before) == 0


@given(FEN)
def test_there_is_no_growth_out_of_nothing(now: int) -> None:
    assert growth(now, 0) is growth(now, None) is growth(now, -now) is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_a_month_so_many_months_before_is_that_many_months_away(day: date, months: int) -> None:
    key = period_of(day).key
    assert elapsed(months_before(key, months), key) == months
