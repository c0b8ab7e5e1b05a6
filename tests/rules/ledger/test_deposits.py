"""Deposits: what came in is what went out and what is held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.ledger.deposits import DepositMove, PaidMove, deducted_before, held_deposits

MOVES = st.lists(
    st.builds(
        DepositMove,
        st.integers(1, 3),
        st.integers(1, 4),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
        st.none() | st.integers(1, 4),
    ),
    max_size=30,
)


@given(MOVES)
def test_money_in_is_money_out_and_held(moves: list[DepositMove]) -> None:
    done: list[DepositMove] = []
    for move in moves:
        try:
            held_deposits([*done, move])
        except UserError as refused:
            assert refused.field == "deposit_out"
            before = held_deposits(done).get((move.household, move.machine), 0)
            assert move.given > before + move.taken
        else:
            done.append(move)
    held = held_deposits(done)
    assert all(amount > 0 for amount in held.values())
    assert sum(one.taken for one in done) == sum(one.given for one in done) + sum(held.values())
    for household in {one.household for one in done}:
        own = [one for one in done if one.household == household]
        rest = sum(amount for (who, _), amount in held.items() if who == household)
        assert sum(one.taken - one.given for one in own) == rest


def test_a_swap_takes_the_deposit_along() -> None:
    moves = [DepositMove(1, 7, 10_000, 0), DepositMove(1, 7, 0, 3_000, other=8)]
    assert held_deposits(moves) == {(1, 8): 7_000}
    with pytest.raises(UserError, match=r"70\.00"):
        held_deposits([*moves, DepositMove(1, 8, 0, 7_001)])
    assert held_deposits([*moves, DepositMove(1, 8, 0, 7_000)]) == {}


def test_what_is_given_back_stops_what_was_deducted_for_the_same_deposit() -> None:
    """The newest first; a swap takes the deposit along, and what takes a slip back stops that slip's own first."""
    basket, loom, other = 7, 8, 9
    moves = [
        PaidMove(1, basket, -100),
        PaidMove(2, basket, -50),
        PaidMove(3, loom, -70),
        PaidMove(4, basket, 30),
        PaidMove(5, basket, 0, other=other),
        PaidMove(6, other, 20),
        PaidMove(7, None, 100, reverses=1),
        PaidMove(8, None, -30, reverses=4),
        PaidMove(9, None, 0, reverses=5),
        PaidMove(10, basket, 5),
        PaidMove(11, other, 5),
    ]
    assert deducted_before(moves) == {4: (2, 1), 6: (2, 1), 7: (1, 2), 10: (8, 2, 1), 11: ()}
