"""Pay periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.pay.calendar import elapsed, next_period, period, period_of, previous_period

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
CUTOFFS = st.integers(0, 28)


def test_calendar_months_and_a_cut_off_day() -> None:
    month = period("2026-10")
    assert (month.start, month.end) == (date(2026, 10, 1), date(2026, 10, 31))
    cut = period("2026-10", 25)
    assert (cut.start, cut.end) == (date(2026, 9, 26), date(2026, 10, 25))
    assert period_of(date(2026, 10, 25), 25).key == "2026-10"
    assert period_of(date(2026, 10, 26), 25).key == "2026-11"
    assert period_of(date(2026, 12, 26), 25).key == "2027-01"
    assert period("2026-01", 25).start == date(2025, 12, 26)
    assert period("2026-03", 28).start == date(2026, 3, 1)
    assert period("2024-03", 28).start == date(2024, 2, 29)
    assert period("2024-02").end == date(2024, 2, 29)


@given(DAYS, CUTOFFS)
def test_every_day_lies_in_exactly_one_period(day: date, cutoff: int) -> None:
    found = period_of(day, cutoff)
    assert day in found
    assert period(found.key, cutoff) == found
    after, before = next_period(found, cutoff), previous_period(found, cutoff)
    assert after.start == found.end + timedelta(days=1)
    assert before.end == found.start - timedelta(days=1)
    assert previous_period(after, cutoff) == found
    assert elapsed(before.key, after.key) == 2
    assert found.end.day == cutoff or not cutoff


@pytest.mark.parametrize(
    "key", ["", "2026", "2026-13", "2026-00", "2026-1", "26-10", "2026/10", "2026-10-01", "x", "2026-10\n"]
)
def test_a_bad_key_is_refused(key: str) -> None:
    with pytest.raises(UserError):
        period(key)


@pytest.mark.parametrize("cutoff", [-1, 29, 31])
def test_a_cut_off_that_not_every_month_has_is_refused(cutoff: int) -> None:
    with pytest.raises(UserError):
        period_of(date(2026, 10, 1), cutoff)
