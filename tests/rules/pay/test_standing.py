"""Who stopped and whose pay grows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.pay.standing import LESS, MONTHS, MORE, NEW, SAME, STANDINGS, STOPPED, standing

PAYS = st.lists(st.integers(0, 10**6), min_size=MONTHS, max_size=MONTHS)


@pytest.mark.parametrize(
    ("pays", "stands"),
    [
        ((0, 0, 0, 0, 0, 0), None),
        ((5, 5, 5, 5, 0, 0), STOPPED),
        ((5, 5, 5, 5, 0, 1), LESS),
        ((0, 0, 0, 0, 3, 3), MORE),
        ((10, 10, 10, 11, 11, 11), SAME),
        ((10, 10, 10, 11, 11, 12), MORE),
        ((10, 10, 10, 9, 9, 9), SAME),
        ((10, 10, 10, 9, 9, 8), LESS),
    ],
)
def test_a_household_stands_by_its_last_six_months(pays: tuple[int, ...], stands: str | None) -> None:
    assert standing(pays) == stands


@given(PAYS)
def test_who_is_new_cannot_be_compared_but_can_have_stopped(pays: list[int]) -> None:
    assert standing(pays, new=True) in (None, STOPPED, NEW)
    assert (standing(pays, new=True) == STOPPED) == (standing(pays) == STOPPED)


@given(PAYS)
def test_more_pay_never_stands_worse(pays: list[int]) -> None:
    order = [STOPPED, LESS, SAME, MORE]
    richer = [*pays[:-1], pays[-1] + 10**6]
    before, after = standing(pays), standing(richer)
    if before in order and after in order:
        assert order.index(after) >= order.index(before)
    assert before is None or before in STANDINGS


@given(PAYS, st.integers(1, 1000))
def test_the_size_of_pay_says_nothing(pays: list[int], times: int) -> None:
    assert standing(pays) == standing([pay * times for pay in pays])


def test_other_than_six_months_are_refused() -> None:
    with pytest.raises(ValueError, match="5"):
        standing((1,) * 5)
