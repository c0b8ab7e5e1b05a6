"""The roads of a map as a compact network: junctions joined by pieces of road with their shapes.

Coordinates are WGS-84; a shape is kept in ten-millionths of a degree. Times are tenths of a second, distances metres.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

DEGREE: Final = 10_000_000
DEGREE_METRES: Final = 111_195.08
NO_WAY: Final = -1


@dataclass(frozen=True, slots=True)
class Network:
    """Pieces of road between junctions, as arrays of numpy; every junction can be reached from all others of its part.

    ``tail``, ``head``: the junctions a piece joins; ``metres``; ``along``, ``against``: tenths of a second, NO_WAY
    where it may not be driven; ``main``, ``doors`` as in `Kind`; the places along piece i
    are ``shape[first[i]:first[i + 1]]``; ``bans``: pairs of ends (twice the piece, one more at its head) between which
    nobody may turn. Bans that would cut a road off are none: the map is wrong there, or they have an exception.
    ``part``: a number for each piece, another on an island.
    """

    tail: Any
    head: Any
    metres: Any
    along: Any
    against: Any
    main: Any
    doors: Any
    first: Any
    shape: Any
    bans: Any
    part: Any

    @property
    def name(self) -> str:
        """What tells this network from any other."""
        digest = hashlib.sha256()
        for part in ARRAYS:
            digest.update(getattr(self, part).tobytes())
        return digest.hexdigest()

    @property
    def junctions(self) -> int:
        """How many there are."""
        return int(max(self.tail.max(), self.head.max())) + 1 if len(self.tail) else 0

    def junction(self, end: int) -> int:
        """The junction at an end of a piece."""
        return int((self.head if end % 2 else self.tail)[end // 2])


ARRAYS: Final = (
    "tail",
    "head",
    "metres",
    "along",
    "against",
    "main",
    "doors",
    "first",
    "shape",
    "bans",
    "part",
)


class Apart:
    """Junctions with bans taken apart: a node for each end one comes by and each one goes by.

    ``links``: the turns from a node of the first into one of the second that are allowed.
    """

    def __init__(self, network: Network, first: int, bans: Iterable[tuple[int, int]]) -> None:
        """Nodes are numbered from ``first`` on."""
        import numpy as np

        banned = set(bans)
        self.come: dict[int, int] = {}
        self.go: dict[int, int] = {}
        self.links: list[tuple[int, int]] = []
        node = first
        self.junctions = {network.junction(end) for end, _ in banned}
        of_end = (network.along, network.against)
        for junction in sorted(self.junctions):
            ends = [
                *(2 * np.flatnonzero(network.tail == junction)).tolist(),
                *(2 * np.flatnonzero(network.head == junction) + 1).tolist(),
            ]
            for end in ends:
                for nodes, side in ((self.go, end % 2), (self.come, 1 - end % 2)):
                    if of_end[side][end // 2] >= 0:
                        nodes[end] = node
                        node += 1
            self.links += [
                (self.come[a], self.go[b])
                for a in ends
                for b in ends
                if a in self.come and b in self.go and (a, b) not in banned
            ]
        self.count = node - first
