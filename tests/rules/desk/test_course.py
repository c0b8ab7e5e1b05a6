"""The days of an order's course, and what is expected on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk.course import MOST_DAYS, course_days, forecast

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 900)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@given(DAYS, st.lists(DAYS, max_size=3))
def test_a_course_shows_its_ends_and_the_days_named_and_not_too_many(length: int, named: list[int]) -> None:
    days = course_days(FIRST, day(length), [day(number) for number in named])
    assert days == sorted(set(days))
    assert (days[0], days[-1]) == (FIRST, day(length))
    assert {day(number) for number in named if number <= length} <= set(days)
    assert len(days) <= MOST_DAYS + 2 + len(named)


@given(st.integers(0, 10**6), st.integers(0, 10**6), DAYS, DAYS, DAYS)
def test_a_forecast_only_rises_and_ends_with_the_whole(
    done: int, left: int, today: int, later: int, ready: int
) -> None:
    whole, end = done + left, day(today + ready)
    expected = [
        forecast(done, whole, day(today), end, day(today + at)) for at in (0, later, later + 1, ready)
    ]
    assert all(one is not None and done <= one <= whole for one in expected)
    assert expected[1] is not None
    assert expected[2] is not None
    assert expected[1] <= expected[2]
    assert expected[3] == whole
    assert ready == 0 or expected[0] == done


def test_nothing_is_expected_of_the_past_nor_without_a_pace() -> None:
    assert forecast(1, 2, day(5), day(9), day(4)) is None
    assert forecast(1, 2, day(5), None, day(6)) is None
    with pytest.raises(ValueError, match="2025"):
        course_days(FIRST, date(2025, 1, 1), [])
