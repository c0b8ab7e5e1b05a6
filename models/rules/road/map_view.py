"""A map one looks at: a flat plane in metres, the part of it that is in view, and points gathered where they crowd."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from models.rules.road.coordinates import Point
from models.rules.road.network import DEGREE_METRES

Spot = tuple[float, float]
"""Metres east and north of a plane's origin."""

NEAREST: Final = 0.25
"""Metres a pixel at the least: a house is then some forty pixels wide."""
FARTHEST: Final = 2_000.0
"""Metres a pixel at the most: a province."""
ALONE: Final = 4.0
"""Metres a pixel around a single place, whose neighbours nobody knows."""


@dataclass(frozen=True, slots=True)
class Plane:
    """The country around an origin as a plane: exact there, some metres off at the rim of a county."""

    origin: Point

    @property
    def narrow(self) -> float:
        """How much shorter a degree of longitude is than one of latitude."""
        return math.cos(math.radians(self.origin[0]))

    def spot(self, point: Point) -> Spot:
        """Where a point (WGS-84) lies."""
        north, east = point[0] - self.origin[0], point[1] - self.origin[1]
        return east * DEGREE_METRES * self.narrow, north * DEGREE_METRES

    def point(self, spot: Spot) -> Point:
        """The point (WGS-84) that lies there."""
        east, north = spot
        return (
            self.origin[0] + north / DEGREE_METRES,
            self.origin[1] + east / (DEGREE_METRES * self.narrow),
        )


@dataclass(frozen=True, slots=True)
class View:
    """What is seen of a plane: its middle, how many metres a pixel is, and how many pixels there are."""

    east: float
    north: float
    metres: float
    width: int
    height: int

    def pixel(self, spot: Spot) -> tuple[float, float]:
        """Where a spot is painted: from the left, from the top."""
        return (
            self.width / 2 + (spot[0] - self.east) / self.metres,
            self.height / 2 - (spot[1] - self.north) / self.metres,
        )

    def spot(self, x: float, y: float) -> Spot:
        """What is painted there."""
        return (
            self.east + (x - self.width / 2) * self.metres,
            self.north - (y - self.height / 2) * self.metres,
        )

    def sees(self, spot: Spot, rim: float) -> bool:
        """Whether a spot is painted, or lies outside by no more than a rim of so many pixels."""
        x, y = self.pixel(spot)
        return -rim <= x <= self.width + rim and -rim <= y <= self.height + rim

    def zoomed(self, factor: float, x: float, y: float) -> View:
        """Nearer by a factor, or farther where it is below 1; what is painted at a pixel stays there."""
        metres = min(FARTHEST, max(NEAREST, self.metres / factor))
        held = self.spot(x, y)
        return replace(
            self,
            metres=metres,
            east=held[0] - (x - self.width / 2) * metres,
            north=held[1] + (y - self.height / 2) * metres,
        )

    def moved(self, right: float, down: float) -> View:
        """What is painted moves so many pixels."""
        return replace(self, east=self.east - right * self.metres, north=self.north + down * self.metres)

    def sized(self, width: int, height: int) -> View:
        """The same middle on another area."""
        return replace(self, width=max(1, width), height=max(1, height))

    def about(self, spot: Spot, metres: float | None = None) -> View:
        """A spot in the middle, at least as near as ``metres`` a pixel."""
        near = self.metres if metres is None else max(NEAREST, min(self.metres, metres))
        return replace(self, east=spot[0], north=spot[1], metres=near)

    def grown(self, share: float) -> View:
        """As much more on each side as a share of the width and height."""
        wide, high = int(self.width * share), int(self.height * share)
        return replace(self, width=self.width + 2 * wide, height=self.height + 2 * high)

    def holds(self, other: View) -> bool:
        """Whether all that another view shows is seen, in the same size."""
        if not math.isclose(self.metres, other.metres):
            return False
        west, south, east, north = other.bounds
        left, low, right, high = self.bounds
        return left <= west and low <= south and right >= east and high >= north

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what is seen, in metres of the plane."""
        wide, high = self.width / 2 * self.metres, self.height / 2 * self.metres
        return self.east - wide, self.north - high, self.east + wide, self.north + high


def fitted(spots: Sequence[Spot], width: int, height: int, margin: float) -> View:
    """The nearest view of all spots, ``margin`` pixels from its rim; of none, the origin."""
    width, height = max(1, width), max(1, height)
    if not spots:
        return View(0.0, 0.0, ALONE, width, height)
    west, east = min(spot[0] for spot in spots), max(spot[0] for spot in spots)
    south, north = min(spot[1] for spot in spots), max(spot[1] for spot in spots)
    room_x, room_y = max(1.0, width - 2 * margin), max(1.0, height - 2 * margin)
    needed = max((east - west) / room_x, (north - south) / room_y)
    metres = min(FARTHEST, max(needed, NEAREST)) if needed > 0 else ALONE
    return View((west + east) / 2, (south + north) / 2, metres, width, height)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Points that stand so close that they are painted as one: their middle and their keys."""

    east: float
    north: float
    keys: tuple[int, ...]


def crowds(spots: Iterable[tuple[int, Spot]], metres: float, apart: float) -> list[Crowd]:
    """Keys and their spots, gathered where they stand closer than about ``apart`` pixels; no two crowds do.

    The squares they are gathered in lie still while one moves, and grow by doubling, so that little jumps at a turn of
    the wheel.
    """
    side = 2.0 ** math.ceil(math.log2(metres * apart))
    squares: dict[tuple[int, int], list[tuple[int, Spot]]] = defaultdict(list)
    for key, spot in spots:
        squares[math.floor(spot[0] / side), math.floor(spot[1] / side)].append((key, spot))
    # The larger ones stay where they are and take in what would lie over them.
    by_size = sorted(squares.items(), key=lambda one: (-len(one[1]), one[0]))
    taken: dict[tuple[int, int], list[tuple[Spot, list[int]]]] = defaultdict(list)
    found: list[tuple[Spot, list[int]]] = []
    for (column, row), members in by_size:
        middle = (
            math.fsum(spot[0] for _, spot in members) / len(members),
            math.fsum(spot[1] for _, spot in members) / len(members),
        )
        keys = [key for key, _ in members]
        near = (
            (math.dist(middle, other[0]), other)
            for right in (-1, 0, 1)
            for up in (-1, 0, 1)
            for other in taken[column + right, row + up]
        )
        away, host = min(near, key=lambda one: one[0], default=(math.inf, None))
        if host is not None and away < metres * apart:
            host[1].extend(keys)
        else:
            crowd = (middle, keys)
            found.append(crowd)
            taken[column, row].append(crowd)
    return [Crowd(spot[0], spot[1], tuple(keys)) for spot, keys in found]
