"""Free courses a person, and the money of a day of training, at their edges."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.programme import training
from models.rules.programme.training import (
    DayAttended,
    DayRate,
    FreeCourse,
    beyond_free,
    day_money,
    raised,
)

TODAY = date(2026, 10, 10)
RATE = 5_000
DAYS = st.dates(date(2026, 9, 1), date(2026, 9, 12))
ATTENDED = st.lists(
    st.builds(
        DayAttended,
        st.integers(1, 3),
        st.integers(1, 5),
        DAYS,
        st.sampled_from([True, True, True, False]),
        st.sampled_from(["", "Low income"]),
    ),
    max_size=40,
    unique_by=lambda one: (one.worker, one.course, one.day),
)
RULES = st.lists(
    st.builds(
        DayRate,
        st.sampled_from(["A", "B"]),
        st.integers(1, 10_000),
        DAYS,
        st.one_of(st.none(), DAYS),
        st.one_of(st.none(), st.integers(0, 3)),
        st.sampled_from(["", "Low income"]),
    ),
    max_size=3,
)


def course(number: int, end: date, days: int = 0) -> FreeCourse:
    return FreeCourse(f"PX{number:04d}", "竹编", end, days)


def test_the_fourth_is_refused_and_names_the_three() -> None:
    three = [course(at, TODAY - timedelta(days=at), at) for at in (1, 2, 3)]
    assert beyond_free(three[:2], 3, TODAY) == ""
    said = beyond_free(three, 3, TODAY)
    assert all(f"PX000{at} 竹编" in said for at in (1, 2, 3))
    assert "2 天" in said


def test_what_was_never_attended_counts_only_until_it_is_over() -> None:
    two = [course(1, TODAY, 1), course(2, TODAY, 5)]
    assert beyond_free([*two, course(3, TODAY)], 3, TODAY)
    assert not beyond_free([*two, course(3, TODAY - timedelta(days=1))], 3, TODAY)


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 2)), max_size=6), st.integers(0, 5))
def test_a_place_is_left_exactly_below_the_limit(courses: list[tuple[int, int]], most: int) -> None:
    taken = [course(at, TODAY + timedelta(days=end), days) for at, (end, days) in enumerate(courses)]
    counted = sum(days > 0 or end >= 0 for end, days in courses)
    assert (beyond_free(taken, most, TODAY) == "") == (counted < most)


@given(ATTENDED, RULES, st.randoms(use_true_random=False))
def test_nobody_is_paid_twice_a_day_nor_beyond_the_limit(
    attended: list[DayAttended], rules: list[DayRate], shuffler: random.Random
) -> None:
    found = day_money(attended, rules)
    assert {money.attended for money in found} == set(attended)
    paid = [money for money in found if money.why == training.PAID]
    assert len({(money.attended.worker, money.attended.day) for money in paid}) == len(paid)
    for money in found:
        holding = [rule for rule in rules if rule.holds(money.attended)]
        assert (money.amount > 0) == (money.why == training.PAID) == bool(money.rule)
        assert money.why != training.PAID or money.amount in {
            r.amount for r in holding if r.code == money.rule
        }
        assert (money.why == training.CHARGED) == (not money.attended.free)
        assert money.why != training.NO_RULE or not holding
        # Each day that a rule without a limit holds on is paid for one of its courses.
        if money.attended.free and any(rule.most_courses is None for rule in holding):
            assert (money.attended.worker, money.attended.day) in {
                (one.attended.worker, one.attended.day) for one in paid
            }
    shuffled = list(attended)
    shuffler.shuffle(shuffled)
    assert day_money(shuffled, rules) == found


@given(ATTENDED, st.integers(0, 3))
def test_a_limit_pays_the_first_courses_only(attended: list[DayAttended], most: int) -> None:
    rule = DayRate("A", RATE, date(2026, 1, 1), None, most)
    found = day_money(attended, [rule])
    for worker in (1, 2, 3):
        paid = {m.attended.course for m in found if m.attended.worker == worker and m.amount}
        beyond = {m.attended.course for m in found if m.attended.worker == worker and m.why == "beyond"}
        assert len(paid) == min(most, len(paid | beyond))


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2026, 6, 30), 5_000),
        (date(2026, 7, 1), 6_000),
        (date(2025, 12, 31), 0),
        (date(2027, 1, 1), 0),
    ],
)
def test_the_rate_of_the_day_counts(day: date, amount: int) -> None:
    rules = [
        DayRate("A", 5_000, date(2026, 1, 1), date(2026, 6, 30), 3),
        DayRate("A", 6_000, date(2026, 7, 1), date(2026, 12, 31), 3),
    ]
    (found,) = day_money([DayAttended(1, 1, day)], rules)
    assert found.amount == amount


def test_the_fourth_course_is_not_paid_even_under_a_new_rate() -> None:
    rules = [
        DayRate("A", 5_000, date(2026, 1, 1), date(2026, 6, 30), 3),
        DayRate("A", 6_000, date(2026, 7, 1), None, 3),
    ]
    days = [date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)]
    found = day_money([DayAttended(1, at, day) for at, day in enumerate(days)], rules)
    assert [money.amount for money in found] == [5_000, 5_000, 6_000, 0]
    assert found[-1].why == training.BEYOND


def test_two_courses_on_a_day_are_paid_for_the_one_begun_first() -> None:
    rules = [DayRate("A", RATE, date(2026, 1, 1))]
    days = [DayAttended(1, 7, date(2026, 5, 1)), *(DayAttended(1, at, date(2026, 5, 2)) for at in (3, 7))]
    found = {(m.attended.course, m.attended.day.day): m.why for m in day_money(days, rules)}
    assert found == {(7, 1): training.PAID, (7, 2): training.PAID, (3, 2): training.TWICE}


def test_a_rate_of_its_category_goes_to_nobody_else() -> None:
    rules = [
        DayRate("A", 5_000, date(2026, 1, 1)),
        DayRate("B", 8_000, date(2026, 1, 1), category="Low income"),
    ]
    day = date(2026, 5, 1)
    found = day_money([DayAttended(1, 1, day), DayAttended(2, 1, day, category="Low income")], rules)
    assert [(money.amount, money.rule) for money in found] == [(5_000, "A"), (8_000, "B")]


@given(st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 3))
def test_a_skill_never_falls(level: int | None, to: int) -> None:
    assert raised(level, to) == max(level or 0, to)
