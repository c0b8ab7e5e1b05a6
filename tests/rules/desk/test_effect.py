"""Defects before and after a visit."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk.effect import MILLION, WINDOW, DailyDefects, DayBrought, change, window

VISIT = date(2026, 10, 21)
BROUGHT = st.builds(
    lambda days, received, share: (VISIT + timedelta(days=days), received, received * share // 100),
    st.integers(-70, 70),
    st.integers(0, 10**6),
    st.integers(0, 100),
)


@given(st.lists(BROUGHT))
def test_a_rate_is_that_of_its_days_alone(brought: list[DayBrought]) -> None:
    for after in (False, True):
        first, last = window(VISIT, after=after)
        assert (last - first) + timedelta(days=1) == WINDOW
        rate = DailyDefects(brought).defect_rate(first, last)
        own = [(received, bad) for day, received, bad in brought if first <= day <= last]
        received, bad = (sum(column) for column in zip((0, 0), *own, strict=True))
        assert rate == (bad * MILLION // received if received else None)
        assert rate is None or 0 <= rate <= MILLION


def test_the_day_of_the_visit_is_neither_before_nor_after() -> None:
    came = [
        (VISIT, 10, 10),
        (VISIT - timedelta(days=1), 10, 2),
        (VISIT + WINDOW, 10, 1),
    ]
    before, after = (DailyDefects(came).defect_rate(*window(VISIT, after=late)) for late in (False, True))
    assert (before, after, change(before, after)) == (200_000, 100_000, -100_000)
    assert change(None, after) is change(before, None) is None
