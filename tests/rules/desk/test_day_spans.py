"""Spans of days named by how they lie to today."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk.day_spans import NAMED, days_of

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))


@given(DAYS)
def test_spans_lie_to_today_as_their_names_say(today: dt.date) -> None:
    since, until = days_of("month", today)
    assert since is not None and until is not None and since <= today <= until
    assert since.day == 1 and (until + dt.timedelta(days=1)).day == 1 and (until - since).days <= 30
    before, last = days_of("last_month", today)
    assert before is not None and last is not None
    assert before.day == 1 and last + dt.timedelta(days=1) == since
    first, end = days_of("year", today)
    assert (first, end) == (dt.date(today.year, 1, 1), dt.date(today.year, 12, 31))
    assert days_of("today", today) == (today, today)
    for name in ("week", "ahead"):
        one, other = days_of(name, today)
        assert one is not None and other is not None and (other - one).days == 6
        assert today in (one, other)
    assert days_of("before", today) == (None, today - dt.timedelta(days=1))


@given(DAYS, st.sampled_from(sorted(NAMED)))
def test_every_named_span_is_a_span(today: dt.date, name: str) -> None:
    since, until = days_of(name, today)
    assert (since, until) != (None, None)
    assert since is None or until is None or since <= until


@pytest.mark.parametrize("name", ["", "next century"])
def test_a_name_nobody_knows_leaves_all_days(name: str) -> None:
    assert days_of(name, dt.date(2026, 10, 21)) == (None, None)
