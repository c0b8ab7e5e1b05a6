"""Spans of days at their edges, against the days counted one by one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.party.day_span import DaySpan

FIRST = date(2026, 1, 1)
LENGTH = 12
DAYS = [FIRST + timedelta(days=at) for at in range(LENGTH)]
WIDE = [FIRST + timedelta(days=at) for at in range(-3, LENGTH + 3)]
"""A few more days on both sides stand for those of an open span."""


@st.composite
def spans(draw: st.DrawFn) -> DaySpan:
    start, end = (
        draw(st.one_of(st.none(), st.sampled_from(DAYS))),
        draw(st.one_of(st.none(), st.sampled_from(DAYS))),
    )
    if start is not None and end is not None and end < start:
        start, end = end, start
    return DaySpan(start, end)


def days_of(span: DaySpan) -> set[date]:
    return {day for day in WIDE if span.holds(day)}


@given(spans(), st.sampled_from(WIDE))
def test_both_edges_lie_inside(span: DaySpan, day: date) -> None:
    before = span.start is not None and day < span.start
    after = span.end is not None and day > span.end
    assert span.holds(day) == (not before and not after)


@given(spans(), spans())
def test_two_spans_meet_where_they_share_a_day(one: DaySpan, other: DaySpan) -> None:
    assert one.meets(other) == other.meets(one) == bool(days_of(one) & days_of(other))


@given(spans(), spans())
def test_a_span_lies_inside_another_where_all_its_days_do(inner: DaySpan, outer: DaySpan) -> None:
    inside = inner.begins_inside(outer) and inner.ends_inside(outer)
    assert inside == (days_of(inner) <= days_of(outer) and len(days_of(inner)) > 0)


def test_the_last_day_and_the_next_first_day_are_two() -> None:
    day = timedelta(days=1)
    assert not DaySpan(FIRST, FIRST).meets(DaySpan(FIRST + day, None))
    assert DaySpan(FIRST, FIRST + day).meets(DaySpan(FIRST + day, None))
    assert DaySpan().meets(DaySpan(FIRST, FIRST))
