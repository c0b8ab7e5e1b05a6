"""Where the lines of a chart's axis stand: round figures that hold every value, 0 among them."""

from __future__ import annotations

from collections.abc import Iterable


def axis(values: Iterable[int], most: int = 5) -> tuple[int, ...]:
    """Round figures from at most the lowest value (or 0) to at least the highest (or 0), evenly apart.

    There are two at least and ``most`` (2 or more) steps between them at most, one more where values lie on both
    sides of 0. A step is 1, 2 or 5 times a power of ten.
    """
    held = (0, *values)
    low, high = min(held), max(held)
    step = _step(high - low, max(1, most))
    first, last = low // step, -(-high // step)
    if first == last:
        last += 1
    return tuple(number * step for number in range(first, last + 1))


def _step(span: int, most: int) -> int:
    """The smallest round step of which ``most`` cover a span."""
    power = 1
    while True:
        for times in (1, 2, 5):
            if times * power * most >= span:
                return times * power
        power *= 10
