"""Which copies stay: near ones close together, far ones apart, the one before each event, and always a newest."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk.backup_ages import Dated, staying

NOW = datetime(2026, 11, 30, 18, 0)
MOMENTS = st.datetimes(min_value=datetime(2023, 1, 1), max_value=NOW)
COPIES = st.sets(
    st.builds(Dated, MOMENTS, st.sampled_from(["", "", "lock", "import", "closing"])), max_size=60
)


@given(COPIES)
def test_what_stays_was_there_and_would_stay_again(copies: set[Dated]) -> None:
    stay = staying(copies, NOW, ("lock",))
    assert stay <= copies and staying(stay, NOW, ("lock",)) == stay
    assert not copies or max(copies) in stay


@given(COPIES, st.integers(0, 800))
def test_the_newest_before_each_event_and_every_lock_of_two_years_stays(
    copies: set[Dated], days: int
) -> None:
    later = NOW + timedelta(days=days)
    stay = staying(copies, later, ("lock",))
    for why in ("lock", "import", "closing"):
        of_it = [one for one in copies if one.why == why]
        assert not of_it or max(of_it) in stay
    for one in copies:
        if one.why == "lock" and later - one.made <= timedelta(days=731):
            assert one in stay


@given(COPIES)
def test_no_age_is_left_without_a_copy_that_had_one(copies: set[Dated]) -> None:
    stay = staying(copies, NOW)
    for one in copies:
        age = NOW - one.made
        near = [kept for kept in stay if kept.made >= one.made]
        if age <= timedelta(days=1):
            assert any(kept.made.replace(minute=0, second=0, microsecond=0) <= one.made for kept in near)
        if age <= timedelta(days=14):
            assert any(kept.made.date() == one.made.date() for kept in near)
        if age <= timedelta(weeks=13):
            assert any(kept.made.isocalendar()[:2] == one.made.isocalendar()[:2] for kept in near)
        if age <= timedelta(days=731):
            assert any((kept.made.year, kept.made.month) == (one.made.year, one.made.month) for kept in near)


def test_four_hundred_days_of_work_leave_a_handful_of_copies() -> None:
    held: set[Dated] = set()
    for day in range(400):
        morning = datetime(2025, 9, 1, 8, 30) + timedelta(days=day)
        for hour in range(9):
            held.add(Dated(morning + timedelta(hours=hour), "closing" if hour == 8 else ""))
        if morning.day == 2:
            held.add(Dated(morning + timedelta(minutes=5), "lock"))
        held = staying(held, morning + timedelta(hours=9), ("lock",))
    now = morning + timedelta(hours=9)
    ages = sorted((now - one.made).days for one in held if one.why != "lock")
    assert len([one for one in held if one.why == "lock"]) == 14, "every lock"
    assert len(ages) <= 50 and ages[0] == 0 and ages[-1] > 360
    assert set(range(14)) <= set(ages)


def test_a_copy_of_the_future_stays() -> None:
    ahead = Dated(NOW + timedelta(days=400), "")
    assert ahead in staying({ahead, Dated(NOW, "")}, NOW)
