"""What weighs more than what, and where an order is heading."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk import attention

TODAY = date(2026, 10, 21)
DUE = date(2026, 10, 31)
LONG_AGO = date(2026, 9, 1)


def test_what_stops_other_peoples_money_comes_first() -> None:
    overdue = attention.weight(attention.OVERDUE, 5000)
    assert attention.weight(attention.UNPAID) > overdue
    assert attention.weight(attention.UNPRICED, 0) > attention.weight(attention.UNPAID, 60)
    assert attention.weight(attention.OVERDUE, 9) > attention.weight(attention.OVERDUE, 2)
    assert attention.weight(attention.HAND_OUT, 300) < attention.weight(attention.AGEING)


@pytest.mark.parametrize(
    ("rework", "received", "much"), [(0, 1000, False), (49, 1000, False), (50, 1000, True), (1, 0, False)]
)
def test_rework_is_much_from_its_share_on(rework: int, received: int, much: bool) -> None:
    assert attention.too_much_rework(rework, received, 50_000) is much


def test_an_order_in_time_is_no_risk() -> None:
    look = attention.outlook(1000, 800, 1000, 200, DUE, TODAY, LONG_AGO)
    # 200 pieces in 14 days, 200 left: 14 days more.
    assert (look.left, look.ready, look.late) == (200, TODAY + timedelta(days=14), False)
    assert look.at_risk(DUE)
    assert not look.at_risk(date(2026, 11, 4))


def test_an_order_past_its_day_is_late_whatever_its_pace() -> None:
    assert attention.outlook(1000, 999, 1000, 900, date(2026, 10, 20), TODAY, LONG_AGO).at_risk(DUE)


def test_a_delivered_order_is_done() -> None:
    look = attention.outlook(1000, 1000, 1000, 0, date(2026, 10, 1), TODAY, LONG_AGO)
    assert not look.at_risk(date(2026, 10, 1)) and look.left == 0


def test_nothing_is_foretold_in_the_first_days_and_silence_is_a_risk_later() -> None:
    assert not attention.outlook(1000, 0, 1000, 0, DUE, TODAY, TODAY).at_risk(DUE)
    silent = attention.outlook(1000, 0, 1000, 0, DUE, TODAY, LONG_AGO)
    assert silent.ready is None and silent.at_risk(DUE)


def test_what_nobody_was_given_yet_is_told() -> None:
    assert attention.outlook(1000, 100, 400, 100, DUE, TODAY, LONG_AGO).not_given_out == 600


@given(
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.integers(-10, 10**9),
    st.integers(0, 400),
)
def test_an_outlook_never_promises_more_than_is_left(
    quantity: int, delivered: int, allocated: int, recent: int, age: int
) -> None:
    look = attention.outlook(quantity, delivered, allocated, recent, DUE, TODAY, TODAY - timedelta(days=age))
    assert 0 <= look.not_given_out <= look.left <= quantity
    assert look.ready is None or look.ready >= TODAY
