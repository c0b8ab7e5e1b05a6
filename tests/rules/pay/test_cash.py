"""Notes and coins for a payday."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.pay.cash import DENOMINATIONS, coinage, total_coinage


def test_a_pay_in_notes_and_coins() -> None:
    assert coinage(8_434) == ((0, 1, 1, 1, 0, 4, 0, 3), 4)
    assert coinage(18_889) == ((1, 1, 1, 1, 1, 3, 1, 3), 9)
    assert coinage(0) == ((0,) * 8, 0)


def test_the_total_is_what_the_envelopes_need_not_what_the_sum_needs() -> None:
    assert total_coinage([5_000, 5_000]) == ((0, 2, 0, 0, 0, 0, 0, 0), 0)
    assert total_coinage([6, 6]).left_over == 12
    assert total_coinage([]) == ((0,) * 8, 0)


@given(st.lists(st.integers(0, 10**9)))
def test_coins_and_the_fen_left_over_make_the_pay(pays: list[int]) -> None:
    total = total_coinage(pays)
    worth = sum(count * value for count, value in zip(total.counts, DENOMINATIONS, strict=True))
    assert worth + total.left_over == sum(pays)
    assert total.left_over == sum(fen % 10 for fen in pays)


def test_no_other_choice_takes_fewer_pieces() -> None:
    units = [value // 10 for value in DENOMINATIONS]
    fewest = [0] + [10**9] * 2_500
    for jiao in range(1, len(fewest)):
        fewest[jiao] = 1 + min(fewest[jiao - unit] for unit in units if unit <= jiao)
        assert sum(coinage(jiao * 10).counts) == fewest[jiao]


def test_a_negative_pay_has_no_coins() -> None:
    with pytest.raises(ValueError):
        coinage(-1)
