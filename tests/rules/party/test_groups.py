"""Groups of people at the edges of their days, and nobody counted twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.party.day_span import DaySpan
from models.rules.party.groups import (
    COLLECTIVE,
    GROUPS,
    LEFT_BEHIND,
    POOR,
    WOMEN,
    WorkingPerson,
    everybody,
    members,
)

DAY = date(2026, 10, 31)
NEXT = timedelta(days=1)
OF = {group.key: group for group in GROUPS}
DAYS = [DAY + timedelta(days=at) for at in range(-3, 4)]
CATEGORIES = ("", "脱贫户", "Low income", "General household", "一般户", "非贫困户", "残疾人")


@st.composite
def persons(draw: st.DrawFn) -> WorkingPerson:
    start, end = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    return WorkingPerson(
        draw(st.integers(1, 6)),
        draw(st.integers(1, 3)),
        draw(st.sampled_from(("", "a", "A", "b"))),
        draw(st.sampled_from(("", "女", "Female", "男", "m"))),
        draw(st.sampled_from(CATEGORIES)),
        DaySpan(draw(st.sampled_from((None, start))), draw(st.sampled_from((None, end)))),
        draw(st.sampled_from(CATEGORIES)),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def keys(people: list[WorkingPerson], group: str, day: date = DAY) -> list[int]:
    return [one.key for one in members(OF[group], people, day)]


@pytest.mark.parametrize(
    ("day", "poor"),
    [(DAY - NEXT, False), (DAY, True), (DAY + NEXT, True), (DAY + 2 * NEXT, False)],
)
def test_a_category_holds_from_its_first_to_its_last_day(day: date, poor: bool) -> None:
    one = WorkingPerson(1, 1, category="脱贫户", categorised=DaySpan(DAY, DAY + NEXT), home_category="一般户")
    assert bool(keys([one], POOR, day)) == poor


def test_outside_its_days_the_category_of_the_household_holds() -> None:
    one = WorkingPerson(
        1, 1, category="General household", categorised=DaySpan(DAY, DAY), home_category="低保户"
    )
    assert [bool(keys([one], POOR, day)) for day in (DAY - NEXT, DAY, DAY + NEXT)] == [True, False, True]
    assert keys([WorkingPerson(1, 1, home_category="Under watch")], POOR) == [1]
    assert keys([WorkingPerson(1, 1, category="非贫困户")], POOR) == []


def test_each_group_has_its_own_sign() -> None:
    people = [
        WorkingPerson(1, 1, sex="女"),
        WorkingPerson(2, 1, left_behind=True),
        WorkingPerson(3, 1, category="低保户"),
        WorkingPerson(4, 1, collective=True),
        WorkingPerson(5, 1, sex="男", category="一般户"),
        WorkingPerson(6, 1, sex="女", left_behind=True, collective=True, category="低保户", active=False),
    ]
    assert [keys(people, key) for key in (WOMEN, LEFT_BEHIND, POOR, COLLECTIVE)] == [[1], [2], [3], [4]]
    assert [one.key for one in everybody(people, DAY)] == [1, 2, 3, 4]


@given(st.lists(persons(), max_size=8), st.sampled_from(DAYS))
def test_nobody_is_counted_twice(people: list[WorkingPerson], day: date) -> None:
    for group in GROUPS:
        found = members(group, people, day)
        who = [one.identity.upper() or str(one.key) for one in found]
        assert len(set(who)) == len(who)
        assert all(one.active and group.belongs(one, day) for one in found)
        assert {
            one.identity.upper() or str(one.key) for one in people if one.active and group.belongs(one, day)
        } == set(who)


@given(st.lists(persons(), max_size=8), st.sampled_from(DAYS))
def test_everybody_is_whoever_belongs_to_a_group(people: list[WorkingPerson], day: date) -> None:
    def who(found: list[WorkingPerson]) -> set[str]:
        return {one.identity.upper() or str(one.key) for one in found}

    assert who(everybody(people, day)) == set().union(*(who(members(group, people, day)) for group in GROUPS))
