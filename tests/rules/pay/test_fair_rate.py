"""Fair pay by the piece: the tested pace, the floor of a place and day, a rate that reaches it, and what is made up."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from models.rules.pay.fair_rate import (
    Floor,
    PieceTime,
    Trial,
    floor_on,
    floor_pay,
    hour_earned,
    in_force,
    made_up_again,
    make_up,
    mean_pace,
    proposed_rate,
    rate_needed,
)

DAY = date(2026, 10, 31)
TESTS = st.lists(
    st.builds(
        lambda ago, units, minutes: Trial(DAY - timedelta(days=ago), units, minutes),
        st.integers(-30, 800),
        st.integers(1, 10**6),
        st.integers(1, 10**6),
    ),
    max_size=8,
)
PACE, FLOOR = st.integers(1, 10**6), st.integers(1, 10_000)
EARNED = st.builds(PieceTime, st.integers(0, 10**6), st.integers(0, 10**11))


def test_the_worked_example_of_rated_output_work() -> None:
    """Twelve an hour on the mean: at a floor of 18 yuan the fair rate is 18 ÷ (12 ÷ 1.2) = 1.80 a piece."""
    assert mean_pace([Trial(DAY, 20_000, 90_000), Trial(DAY, 10_000, 60_000)]) == 5_000
    assert hour_earned(12_000, 5_000) == 1_440
    assert rate_needed(1_800, 5_000) == 15_000
    assert proposed_rate(1_800, 5_000) == 18_000
    assert proposed_rate(1_800, 5_001) == 18_004  # 1.80036 is rounded up
    assert hour_earned(18_000, 0) is None


def test_the_last_tests_or_those_of_a_year() -> None:
    old, edge, new = (Trial(DAY - timedelta(days=ago), 1, 1) for ago in (365, 364, 0))
    later = Trial(DAY + timedelta(days=1), 1, 1)
    assert in_force([new, later, old, edge], DAY, 2) == [edge, new]
    assert in_force([new, later, old, edge], DAY, 0) == [edge, new]
    assert in_force([new, later, old, edge], DAY, 9) == [old, edge, new]
    assert mean_pace(()) is None


@given(TESTS)
def test_the_mean_is_of_all_minutes_over_all_units(tests: list[Trial]) -> None:
    pace = mean_pace(tests)
    if not tests:
        assert pace is None
        return
    exact = Fraction(sum(one.minutes for one in tests) * 1000, sum(one.units for one in tests))
    assert pace is not None and abs(pace - exact) <= Fraction(1, 2)


@given(TESTS, st.integers(0, 5))
def test_no_test_counts_before_it_was_made(tests: list[Trial], last: int) -> None:
    found = in_force(tests, DAY, last)
    assert all(one.day <= DAY for one in found)
    assert found == sorted(found)
    if last:
        assert len(found) == min(last, sum(one.day <= DAY for one in tests))
        left_out = [one for one in tests if one.day <= DAY and one not in found]
        assert all(one.day <= found[0].day for one in left_out)


@given(FLOOR, PACE, st.integers(1_000_000, 2_000_000))
def test_the_proposed_rate_is_the_least_that_reaches_the_floor(floor: int, pace: int, factor: int) -> None:
    rate = proposed_rate(floor, pace, factor)
    # An hour has 60,000 ÷ pace units on the mean, fewer by the factor; the rate is in hundredths of a fen.
    units = Fraction(60_000, pace) / Fraction(factor, 1_000_000)
    assert units * Fraction(rate, 100) >= floor > units * Fraction(rate - 1, 100)
    earned = hour_earned(rate, pace)
    assert earned is not None and earned >= floor


def test_the_floor_of_the_nearest_place_then_the_county() -> None:
    group, village, township = 3, 2, 1
    county = Floor(None, date(2026, 1, 1), 1_600)
    rise = Floor(None, date(2026, 10, 1), 1_700)
    own = Floor(township, date(2026, 5, 1), 1_800)
    floors = [rise, own, county]
    places = (group, village, township)
    assert floor_on(floors, places, DAY) == own
    assert floor_on(floors, places, date(2026, 4, 30)) == county
    assert floor_on(floors, (9,), DAY) == rise
    assert floor_on(floors, (), date(2026, 9, 30)) == county
    assert floor_on(floors, (), date(2025, 12, 31)) is None


@given(
    st.lists(st.builds(Floor, st.sampled_from([None, 1, 2, 3]), st.dates(), FLOOR), max_size=8), st.dates()
)
def test_a_floor_never_holds_before_its_day(floors: list[Floor], day: date) -> None:
    found = floor_on(floors, (3, 2), day)
    if found is None:
        assert not any(one.start <= day and one.region in (None, 3, 2) for one in floors)
        return
    assert found.start <= day and found.region in (None, 3, 2)
    nearer = {None: (3, 2), 2: (3,), 3: ()}[found.region]
    assert not any(one.region in nearer and one.start <= day for one in floors)
    assert not any(one.region == found.region and found.start < one.start <= day for one in floors)


def test_what_is_made_up_and_what_is_not() -> None:
    ten_hours = 10 * 60_000_000
    assert floor_pay(1_800, ten_hours) == 18_000
    assert make_up(1_800, PieceTime(15_050, ten_hours)) == 2_950
    assert make_up(1_800, PieceTime(18_000, ten_hours)) == 0
    assert make_up(1_800, PieceTime(19_000, ten_hours)) == 0
    assert make_up(0, PieceTime(0, ten_hours)) == 0


@given(FLOOR, EARNED)
def test_the_month_earns_the_floor_or_more(floor: int, earned: PieceTime) -> None:
    more = make_up(floor, earned)
    assert more >= 0
    assert earned.fen + more >= floor_pay(floor, earned.effort)
    assert more == 0 or earned.fen + more == floor_pay(floor, earned.effort)


@given(FLOOR, st.lists(EARNED, max_size=5), st.data())
def test_taken_back_bit_by_bit_comes_to_the_month_without_it(
    floor: int, slips: list[PieceTime], data: st.DataObject
) -> None:
    def sum_of(some: list[PieceTime]) -> PieceTime:
        return PieceTime(sum(one.fen for one in some), sum(one.effort for one in some))

    back = data.draw(st.integers(0, len(slips)))
    month = sum_of(slips)
    changes = [
        made_up_again(floor, month, sum_of(slips[:at]), sum_of(slips[at : at + 1])) for at in range(back)
    ]
    assert make_up(floor, month) + sum(changes) == make_up(floor, sum_of(slips[back:]))
