"""Wherever somebody moved, and however late it is written down: on every day there is one place, the right one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.party.group_name import LONGEST_CODE, group_code, group_key, group_name
from models.rules.party.stays import Span, moved, overlapping, place_on

FIRST = date(2026, 1, 1)
DAYS = 40
moves = st.lists(st.tuples(st.integers(0, DAYS), st.sampled_from("ABCD")), max_size=8)


def days() -> list[date]:
    return [FIRST + timedelta(days=at) for at in range(-3, DAYS + 3)]


@given(moves)
def test_every_day_has_the_place_of_the_last_move_up_to_it(said: list[tuple[int, str]]) -> None:
    spans: list[Span[str]] = []
    present = "A"
    # Day by day, by hand: a move changes the days up to the next known one, whenever it is written down.
    known: dict[date, str] = {}
    for at, place in said:
        day = FIRST + timedelta(days=at)
        spans, present = moved(spans, present, day, place)
        known[day] = place
        assert overlapping(spans) is None
        for one in days():
            before = [when for when in known if when <= one]
            assert place_on(spans, present, one) == (known[max(before)] if before else "A")
            assert sum(span.covers(one) for span in spans) <= 1


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=6))
def test_spans_that_share_a_day_are_found(said: list[tuple[int, int]]) -> None:
    spans = [Span(FIRST + timedelta(days=a), FIRST + timedelta(days=a + n), "A") for a, n in said]
    shared = any(sum(span.covers(day) for span in spans) > 1 for day in days())
    assert (overlapping(spans) is not None) == shared


def test_a_move_into_days_nothing_is_known_of_ends_with_them() -> None:
    known = [Span(FIRST + timedelta(days=10), FIRST + timedelta(days=19), "B")]
    spans, present = moved(known, "A", FIRST + timedelta(days=5), "C")
    assert (spans[0], present) == (Span(FIRST + timedelta(days=5), FIRST + timedelta(days=9), "C"), "A")
    assert place_on(spans, present, FIRST) == "A"


@pytest.mark.parametrize(
    "written", ["3", "３", "3组", "第3组", "三组", "第三村民小组", "3社", "Group 3", "no. 3"]
)
def test_a_group_is_one_however_it_is_written(written: str) -> None:
    assert group_key(written) == "3"


def test_groups_with_names_keep_them() -> None:
    assert [group_key(one) for one in ("十二组", "二十组", "廖家湾", "组", "十十组")] == [
        "12",
        "20",
        "廖家湾",
        "组",
        "十十",
    ]
    assert (group_name("3"), group_name("廖家湾"), group_name("Group 2")) == ("3组", "廖家湾", "Group 2")


@given(st.text(min_size=1, max_size=20).filter(str.strip), st.integers(0, 3))
def test_a_groups_code_is_free_and_short_enough(written: str, others: int) -> None:
    taken: set[str] = set()
    for _ in range(others + 1):
        code = group_code("510921100201", written, taken)
        assert code not in taken and len(code) <= LONGEST_CODE and code.startswith("510921100201-")
        taken.add(code)
