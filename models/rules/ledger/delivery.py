"""Which orders a delivery of finished products belongs to: the oldest first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence


def spread(delivered: int, ordered: Sequence[int]) -> list[int]:
    """What of a delivered quantity belongs to each order, given oldest first; what is beyond all falls to the last.

    Thousandths. Enterprises settle their oldest orders first, so that is what a delivery that names no order proposes.
    """
    found = []
    for quantity in ordered:
        part = min(delivered, quantity)
        delivered -= part
        found.append(part)
    if found and delivered:
        found[-1] += delivered
    return found


class Shares:
    """What orders still have room for, taken up line by line: oldest first unless a line names its order. Thousandths.

    ``rooms`` are the open quantities of a product's orders, oldest first, by whatever tells the products apart.
    """

    def __init__(self, rooms: Mapping[Hashable, Sequence[int]]) -> None:
        self._rooms = {key: list(open_) for key, open_ in rooms.items()}

    def take(self, key: Hashable, quantity: int, place: int | None = None) -> list[int]:
        """What each order gets of a quantity: all goes to the one at ``place``, or oldest first."""
        rooms = self._rooms[key]
        parts = (
            spread(quantity, rooms)
            if place is None
            else [quantity if at == place else 0 for at in range(len(rooms))]
        )
        self._rooms[key] = [max(0, room - part) for room, part in zip(rooms, parts, strict=True)]
        return parts
