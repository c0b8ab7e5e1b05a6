"""Round figures along a chart's axis."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk.axis import axis

VALUES = st.lists(st.integers(-(10**15), 10**15), max_size=60)


def test_a_month_of_pay() -> None:
    assert axis([1_234_500, 300_000]) == (0, 500_000, 1_000_000, 1_500_000)
    assert axis([]) == (0, 1)
    assert axis([-3, 4], 4) == (-4, -2, 0, 2, 4)


@given(VALUES, st.integers(2, 8))
def test_it_holds_every_value_and_zero_in_even_round_steps(values: list[int], most: int) -> None:
    lines = axis(values, most)
    assert 0 in lines and lines[0] <= min(values, default=0) and lines[-1] >= max(values, default=0)
    steps = {after - before for before, after in pairwise(lines)}
    assert len(steps) == 1 and 2 <= len(lines) <= most + 2
    (step,) = steps
    assert step // 10 ** (len(str(step)) - 1) in (1, 2, 5) and step % 10 ** (len(str(step)) - 1) == 0
    # No axis is more than a step longer at each end than what it shows.
    assert lines[0] > min(0, *values, 0) - step and lines[-1] < max(0, *values, 0) + step + (not any(values))
