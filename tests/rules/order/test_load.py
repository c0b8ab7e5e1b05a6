"""Work spread over the coming weeks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.order.load import WEEK, spread, weeks_from

TODAY = date(2026, 10, 21)


@given(st.integers(0, 10**9), st.integers(-100, 400), st.integers(1, 60))
def test_the_weeks_until_the_due_day_hold_all_of_it(amount: int, days: int, weeks: int) -> None:
    parts = spread(amount, TODAY, TODAY + timedelta(days=days), weeks)
    assert len(parts) == weeks
    assert all(part >= 0 for part in parts)
    if days + 1 <= weeks * WEEK:
        assert sum(parts) == amount
    else:
        # Half of the days hold half of the work, to a piece.
        assert abs(sum(parts) * (days + 1) - amount * weeks * WEEK) < days + 1


@given(st.integers(1, 10**9), st.integers(-100, 0))
def test_what_is_overdue_is_work_of_the_first_week(amount: int, days: int) -> None:
    assert spread(amount, TODAY, TODAY + timedelta(days=days), 3) == [amount, 0, 0]


def test_weeks_follow_each_other_from_today() -> None:
    assert weeks_from(TODAY, 2) == [(TODAY, date(2026, 10, 27)), (date(2026, 10, 28), date(2026, 11, 3))]
