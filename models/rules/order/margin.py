"""What of an order's money belongs to which part of it: sums shared out to the fen. Fen, metres."""

from __future__ import annotations

from collections.abc import Sequence

from models.rules.amount import half_up


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A sum in parts like their weights, which add up to it; without weights the first part has all of it.

    Each boundary between parts is rounded half up, so no part is off by more than one.
    """
    whole = sum(weights)
    if not weights:
        return []
    if not whole:
        return [total, *[0] * (len(weights) - 1)]
    found, before, sum_so_far = [], 0, 0
    for weight in weights:
        sum_so_far += weight
        upto = half_up(total * sum_so_far, whole) if whole > 0 else half_up(-total * sum_so_far, -whole)
        found.append(upto - before)
        before = upto
    return found


def driving_cost(metres: int, per_km: int) -> int:
    """What a way costs, in fen, half up; ``per_km`` in fen."""
    return half_up(metres * per_km, 1_000)
