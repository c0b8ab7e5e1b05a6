"""Coordinates that cannot be right: a phone without a fix, a digit lost, two swapped, one figure for the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from models.rules.road.coordinates import Point, in_china
from models.rules.road.distance import straight

NO_FIX: Final = 0.01
"""Degrees from 0, 0 within which a phone wrote down that it did not know where it was."""
_PLACES: Final = 6
"""Decimals of a degree that are compared: a tenth of a metre."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """A point far from all others: by how many metres, and the point nearby that was probably meant.

    ``no_fix``: the phone had no fix, so that the distance says nothing. ``axis``: 1 where the longitude is off more.
    """

    metres: int
    meant: Point | None = None
    no_fix: bool = False
    axis: int = 0


def without_fix(point: Point) -> bool:
    """Whether a point is the 0, 0 that a phone without a fix writes."""
    return abs(point[0]) < NO_FIX and abs(point[1]) < NO_FIX


def centre_of(points: Iterable[Point]) -> Point | None:
    """The median of points, each figure by itself, which a few that are wrong do not move; None without any.

    Points without a fix do not count, nor those outside China where others lie inside. Of an even number the
    greater of the two in the middle: a lost digit makes a figure smaller.
    """
    fixed = [point for point in points if not without_fix(point)]
    usable = [point for point in fixed if in_china(point)] or fixed
    if not usable:
        return None
    middle = len(usable) // 2
    return sorted(point[0] for point in usable)[middle], sorted(point[1] for point in usable)[middle]


def outlier(point: Point, centre: Point | None, farthest: int) -> Outlier | None:
    """What is wrong with a point more than ``farthest`` metres from the centre of all, or without a fix."""
    metres = 0 if centre is None else straight(point, centre)
    if without_fix(point):
        return Outlier(metres, no_fix=True)
    if centre is None or metres <= farthest:
        return None
    axis = int(abs(point[1] - centre[1]) > abs(point[0] - centre[0]))
    return Outlier(metres, _meant(point, centre, farthest), axis=axis)


def _meant(point: Point, centre: Point, farthest: int) -> Point | None:
    """The point nearest to the centre that one slip of the pen turns into this one."""
    latitude, longitude = point
    near = [
        (metres, other)
        for other in (
            (longitude, latitude),
            *((one, longitude) for one in _slips(latitude)),
            *((latitude, one) for one in _slips(longitude)),
        )
        if abs(other[0]) <= 90 and abs(other[1]) <= 180 and (metres := straight(other, centre)) <= farthest
    ]
    return min(near)[1] if near else None


def _slips(figure: float) -> Iterator[float]:
    """The figures that become this one by a digit lost, two swapped, or the sign before it."""
    text = f"{abs(figure):.{_PLACES}f}".rstrip("0").rstrip(".")
    yield abs(figure)
    for at in range(len(text) + 1):
        yield from (float(f"{text[:at]}{digit}{text[at:]}") for digit in "0123456789")
    for at in range(len(text) - 1):
        if "." not in text[at : at + 2]:
            yield float(f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}")
