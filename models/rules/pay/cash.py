"""Counting cash into envelopes: which notes and coins a payday needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

DENOMINATIONS: Final = (10000, 5000, 2000, 1000, 500, 100, 50, 10)
"""100, 50, 20, 10, 5 and 1 yuan, 5 and 1 jiao, in fen."""


class Coinage(NamedTuple):
    """How many of each of `DENOMINATIONS`, and the fen that no coin pays."""

    counts: tuple[int, ...]
    left_over: int


def coinage(fen: int) -> Coinage:
    """One household's net pay in the fewest notes and coins. ``fen`` is not below 0.

    Taking the largest first is the fewest for this series of values.
    """
    if fen < 0:
        raise ValueError(fen)
    counts = []
    for value in DENOMINATIONS:
        count, fen = divmod(fen, value)
        counts.append(count)
    return Coinage(tuple(counts), fen)


def total_coinage(pays: Iterable[int]) -> Coinage:
    """The cash to fetch for many households: each one's own notes and coins summed, as envelopes need them."""
    counts = [0] * len(DENOMINATIONS)
    left_over = 0
    for fen in pays:
        one = coinage(fen)
        for at, count in enumerate(one.counts):
            counts[at] += count
        left_over += one.left_over
    return Coinage(tuple(counts), left_over)
