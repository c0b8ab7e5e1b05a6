"""A sketch map of a drive: where the stops lie to each other, drawn so that every number can be read.

Places that lie closer together than their numbers need are pushed apart; it is a sketch, not a survey. Where the roads
of a map are known, the way follows them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from models.rules.road.coordinates import Point

Spot = tuple[float, float]
"""A position on the sketch: from the left, from the top."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Spots in the order of the points given, how many metres one unit of the sketch is, and where any point lies.

    A point (WGS-84) lies ``left + longitude * across`` from the left and ``top - latitude * down`` from the top.
    """

    spots: tuple[Spot, ...]
    metres: float
    left: float = 0.0
    top: float = 0.0
    across: float = 0.0
    down: float = 0.0

    def at(self, point: Point) -> Spot:
        """Where a point lies; a spot may have been pushed aside from there."""
        return self.left + point[1] * self.across, self.top - point[0] * self.down

    def line(self, points: Sequence[Point], tolerance: float) -> list[Spot]:
        """Points along a road, without those that the line misses by less than ``tolerance``."""
        return simplified([self.at(point) for point in points], tolerance)


def sketch(
    points: Sequence[Point],
    width: float,
    height: float,
    *,
    margin: float,
    apart: float,
    seen: Sequence[Point] = (),
) -> Sketch:
    """Points (WGS-84) on an area, north above, all at least ``apart`` where the area holds them so.

    What else is ``seen``, such as the bends of a road, has its place on the area too.
    """
    if not points:
        return Sketch((), 0.0)
    narrow = math.cos(math.radians(sum(p[0] for p in points) / len(points)))
    every = (*points, *seen)
    west, east = min(p[1] for p in every), max(p[1] for p in every)
    south, north = min(p[0] for p in every), max(p[0] for p in every)
    wide, high = (east - west) * narrow, north - south
    room_x, room_y = width - 2 * margin, height - 2 * margin
    scale = min(room_x / wide if wide else math.inf, room_y / high if high else math.inf)
    if math.isinf(scale):
        scale = 1.0
    left = (width - wide * scale) / 2 - west * narrow * scale
    top = (height - high * scale) / 2 + north * scale
    drawn = Sketch((), 111_195 / scale, left, top, narrow * scale, scale)
    spots = _apart([drawn.at(point) for point in points], apart, width, height, margin)
    return replace(drawn, spots=tuple(spots))


def simplified(line: Sequence[Spot], tolerance: float) -> list[Spot]:
    """A line without the corners it misses by less than ``tolerance`` (Ramer, Douglas and Peucker)."""
    if len(line) < 3:
        return list(line)
    kept = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        (x1, y1), (x2, y2) = line[first], line[last]
        dx, dy = x2 - x1, y2 - y1
        reach = dx * dx + dy * dy
        worst, where = tolerance, 0
        for at in range(first + 1, last):
            x, y = line[at]
            share = min(1.0, max(0.0, ((x - x1) * dx + (y - y1) * dy) / reach)) if reach else 0.0
            miss = math.hypot(x - x1 - share * dx, y - y1 - share * dy)
            if miss > worst:
                worst, where = miss, at
        if where:
            kept.add(where)
            open_parts += [(first, where), (where, last)]
    return [line[at] for at in sorted(kept)]


def inside(
    a: Spot, b: Spot, width: float, height: float, rim: float = 0.0
) -> tuple[float, float, float, float] | None:
    """The part of a line that lies on the area, ``rim`` from its edge (Liang and Barsky), None when nothing does."""
    first, last = 0.0, 1.0
    dx, dy = b[0] - a[0], b[1] - a[1]
    for move, room in (
        (-dx, a[0] - rim),
        (dx, width - rim - a[0]),
        (-dy, a[1] - rim),
        (dy, height - rim - a[1]),
    ):
        if move == 0:
            if room < 0:
                return None
        elif move < 0:
            first = max(first, room / move)
        else:
            last = min(last, room / move)
    if first >= last:
        return None
    return a[0] + first * dx, a[1] + first * dy, a[0] + last * dx, a[1] + last * dy


def along(line: Sequence[Spot], size: float) -> list[tuple[float, float, float, float]]:
    """The two strokes of an arrow's head half way along a line of several corners."""
    steps = [math.dist(a, b) for a, b in pairwise(line)]
    half, run = sum(steps) / 2, 0.0
    for (a, b), step in zip(pairwise(line), steps, strict=True):
        if step and run + step >= half:
            share = (half - run) / step
            x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
            return arrow((2 * x - b[0], 2 * y - b[1], b[0], b[1]), size)
        run += step
    return []


def _apart(spots: list[Spot], apart: float, width: float, height: float, margin: float) -> list[Spot]:
    moved = [list(spot) for spot in spots]
    for _ in range(200):
        still = True
        for i, j in _near(moved, apart):
            dx, dy = moved[j][0] - moved[i][0], moved[j][1] - moved[i][1]
            reach = math.hypot(dx, dy)
            if reach >= apart - 0.01:
                continue
            still = False
            if reach < 0.01:
                # On one spot: each pair parts in its own direction, always the same one.
                dx, dy, reach = math.cos(i + 2.4 * j), math.sin(i + 2.4 * j), 1.0
            push = (apart - min(reach, apart)) / 2 / reach
            for at, sign in ((i, -1), (j, 1)):
                moved[at][0] = min(max(moved[at][0] + sign * dx * push, margin), width - margin)
                moved[at][1] = min(max(moved[at][1] + sign * dy * push, margin), height - margin)
        if still:
            break
    return [(x, y) for x, y in moved]


def _near(spots: Sequence[Sequence[float]], apart: float) -> list[tuple[int, int]]:
    """The pairs of spots that may touch: a day of 300 stops is drawn at once only if few are looked at."""
    cells: dict[tuple[int, int], list[int]] = {}
    for at, (x, y) in enumerate(spots):
        cells.setdefault((int(x // apart), int(y // apart)), []).append(at)
    pairs = []
    for (column, row), here in cells.items():
        around = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in cells.get((column + dx, row + dy), ())
        ]
        pairs += [(at, other) for at in here for other in around if at < other]
    return sorted(pairs)


def between(a: Spot, b: Spot, radius: float, other: float) -> tuple[float, float, float, float] | None:
    """The line from the rim of one circle to the rim of another, or None when they touch."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    reach = math.hypot(dx, dy)
    if reach <= radius + other + 1:
        return None
    return (
        a[0] + dx * radius / reach,
        a[1] + dy * radius / reach,
        b[0] - dx * other / reach,
        b[1] - dy * other / reach,
    )


def arrow(line: tuple[float, float, float, float], size: float) -> list[tuple[float, float, float, float]]:
    """The two strokes of an arrow's head in the middle of a line."""
    x1, y1, x2, y2 = line
    angle = math.atan2(y2 - y1, x2 - x1)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return [
        (x, y, x - size * math.cos(angle + turn), y - size * math.sin(angle + turn)) for turn in (0.5, -0.5)
    ]


def scale_bar(metres: float, room: float) -> tuple[int, float]:
    """The longest round number of metres whose bar fits in ``room``, and the length of its bar."""
    if metres <= 0:
        return 0, 0.0
    best = 0
    for exponent in range(1, 7):
        for step in (1, 2, 5):
            if step * 10**exponent / metres <= room:
                best = step * 10**exponent
    return best, best / metres
