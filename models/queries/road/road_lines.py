"""The roads that are held as lines to draw: by class, and with fewer corners and roads the farther one looks from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.queries.road.road_network import loaded
from models.rules.road.map_view import Plane
from models.rules.road.network import DEGREE, DEGREE_METRES, Network

MAIN, VILLAGE, TRACK = range(3)
"""Roads that order the map, those between villages, and what is slower than 20 km/h."""
QUICK: Final = 20
SEEN: Final = {MAIN: math.inf, VILLAGE: 200.0, TRACK: 60.0}
"""Metres a pixel up to which roads of a class are drawn."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Corners in metres of a plane, east and north, as an array; ``first`` says at which of them each line begins."""

    corners: Any
    first: Any


class RoadLines:
    """The roads of a network on a plane. Thinned once for each doubling of the distance one looks from."""

    def __init__(self, network: Network, plane: Plane) -> None:
        import numpy as np

        degrees = network.shape / DEGREE
        self._corners = np.empty((len(degrees), 2))
        self._corners[:, 0] = (degrees[:, 1] - plane.origin[1]) * DEGREE_METRES * plane.narrow
        self._corners[:, 1] = (degrees[:, 0] - plane.origin[0]) * DEGREE_METRES
        self._first = np.asarray(network.first[:-1], np.int64)
        self._classes = classes(network)
        self._low = np.minimum.reduceat(self._corners, self._first)
        self._high = np.maximum.reduceat(self._corners, self._first)
        self._counts = np.diff(network.first)
        self._thinned: dict[int, Any] = {}

    def within(self, bounds: Sequence[float], metres: float) -> dict[int, Lines]:
        """The lines of each class that come into an area (west, south, east, north), for so many metres a pixel."""
        import numpy as np

        west, south, east, north = bounds
        seen = (
            (self._low[:, 0] <= east)
            & (self._high[:, 0] >= west)
            & (self._low[:, 1] <= north)
            & (self._high[:, 1] >= south)
        )
        kept = self._kept(metres)
        found = {}
        for road, farthest in SEEN.items():
            wanted = seen & (self._classes == road)
            if metres > farthest or not wanted.any():
                continue
            corners = np.repeat(wanted, self._counts) & kept
            # A line of one square keeps both its ends, so that every wanted one has a corner to begin at.
            counts = np.add.reduceat(corners, self._first)[wanted]
            found[road] = Lines(self._corners[corners], np.cumsum(counts) - counts)
        return found

    def _kept(self, metres: float) -> Any:
        """Which corners are drawn: both ends of each line, and of the others one in each square of about a pixel."""
        import numpy as np

        step = math.floor(math.log2(metres))
        if step not in self._thinned:
            squares = np.floor(self._corners / 2.0**step).astype(np.int64)
            kept = np.ones(len(squares), bool)
            kept[1:] = (squares[1:] != squares[:-1]).any(axis=1)
            kept[self._first] = True
            kept[self._first + self._counts - 1] = True
            self._thinned[step] = kept
        return self._thinned[step]


def classes(network: Network) -> Any:
    """The class of each piece of road, by what it is and how fast one gets on there."""
    import numpy as np

    tenths = np.where(network.along >= 0, network.along, network.against)
    quick = np.asarray(network.metres, np.int64) * 36 >= QUICK * np.maximum(tenths, 1)
    return np.where(network.main.astype(bool), MAIN, np.where(quick, VILLAGE, TRACK))


def road_lines(plane: Plane) -> RoadLines | None:
    """The lines of the roads that are held for the open database, None when there are none. Takes a second at most."""
    found = loaded()
    if found is None or not len(found[1].metres):
        return None
    return RoadLines(found[1], plane)
