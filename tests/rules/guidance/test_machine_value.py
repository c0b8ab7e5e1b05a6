"""What a machine is worth as months pass, and when it is inspected."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from models.rules.guidance.machine_value import month_after, next_inspection, value_on, whole_months

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
NEW = st.integers(0, 10**9)
MONTHS = st.integers(1, 600)
SHARES = st.integers(0, 1_000_000)


def test_half_of_the_months_half_of_what_falls() -> None:
    bought = date(2024, 3, 15)
    assert value_on(120_000, bought, date(2024, 3, 15), 60, 50_000) == 120_000
    assert value_on(120_000, bought, date(2024, 4, 14), 60, 50_000) == 120_000
    assert value_on(120_000, bought, date(2024, 4, 15), 60, 50_000) == 118_100
    assert value_on(120_000, bought, date(2026, 9, 15), 60, 50_000) == 63_000
    assert value_on(120_000, bought, date(2029, 3, 15), 60, 50_000) == 6_000
    assert value_on(120_000, bought, date(2039, 3, 15), 60, 50_000) == 6_000
    assert value_on(120_000, None, date(2039, 3, 15), 60, 50_000) == 120_000


@given(NEW, DAYS, DAYS, MONTHS, SHARES)
def test_it_is_the_exact_value_half_up_and_never_below_the_residual(
    new: int, bought: date, day: date, months: int, share: int
) -> None:
    worth = value_on(new, bought, day, months, share)
    # Half up, as everywhere: what is left is what is new less what fell.
    last = int(Fraction(new * share, 1_000_000) + Fraction(1, 2))
    used = min(months, whole_months(bought, day))
    fallen = Fraction((new - last) * used, months)
    assert abs(Fraction(new - worth) - fallen) <= Fraction(1, 2)
    assert min(new, last) <= worth <= max(new, last)
    assert new - worth == int(fallen + Fraction(1, 2))
    if used == months:
        assert worth == last


@given(NEW, DAYS, DAYS, st.integers(0, 4000), MONTHS, SHARES)
def test_it_never_rises(new: int, bought: date, day: date, later: int, months: int, share: int) -> None:
    assert value_on(new, bought, day + timedelta(later), months, share) <= value_on(
        new, bought, day, months, share
    )


@given(DAYS, st.integers(0, 700))
def test_months_added_are_months_counted(day: date, months: int) -> None:
    later = month_after(day, months)
    assert whole_months(day, later) == months
    assert whole_months(day, later - timedelta(1)) == max(0, months - 1)
    assert next_inspection(day, months) == later


def test_a_short_month_ends_with_its_last_day() -> None:
    assert month_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert month_after(date(2025, 10, 31), 4) == date(2026, 2, 28)
    assert whole_months(date(2025, 1, 31), date(2025, 2, 27)) == 0
