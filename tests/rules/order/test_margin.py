"""Sums shared out to the fen, and what a way costs."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from models.rules.order.margin import driving_cost, shared

WEIGHTS = st.lists(st.integers(0, 10**6), max_size=8)


@given(st.integers(-(10**6), 10**6), WEIGHTS)
def test_the_parts_are_the_whole(total: int, weights: list[int]) -> None:
    parts = shared(total, weights)
    assert len(parts) == len(weights)
    assert sum(parts) == (total if weights else 0)
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(total * weight, sum(weights))) <= 1


@given(st.integers(0, 10**6), st.lists(st.integers(-1_000, 1_000), min_size=1, max_size=6))
def test_lines_taken_back_leave_the_whole_too(total: int, weights: list[int]) -> None:
    assert sum(shared(total, weights)) == total


def test_without_weights_the_first_has_it() -> None:
    assert shared(7, [0, 0]) == [7, 0]
    assert shared(100, [1, 1, 1]) == [33, 34, 33]
    assert shared(5, []) == []


def test_a_way_costs_by_the_kilometre() -> None:
    assert driving_cost(12_500, 80) == 1_000
    assert driving_cost(6, 80) == 0 and driving_cost(7, 80) == 1
