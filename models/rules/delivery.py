"""Which orders a delivery of finished products belongs to: the oldest first."""

from __future__ import annotations

from collections.abc import Sequence


def spread(delivered: int, ordered: Sequence[int]) -> list[int]:
    """What of a delivered quantity belongs to each order, given oldest first; what is beyond all falls to the last.

    Thousandths. A delivery names its enterprise and product, not its order; enterprises settle oldest orders first.
    """
    found = []
    for quantity in ordered:
        part = min(delivered, quantity)
        delivered -= part
        found.append(part)
    if found and delivered:
        found[-1] += delivered
    return found
