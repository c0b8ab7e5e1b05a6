"""A sketch map of a drive: where the stops lie to each other, drawn so that every number can be read.

Places that lie closer together than their numbers need are pushed apart; it is a sketch, not a survey.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.rules.route.coordinates import Point

Spot = tuple[float, float]
"""A position on the sketch: from the left, from the top."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Spots in the order of the points given, and how many metres one unit of the sketch is."""

    spots: tuple[Spot, ...]
    metres: float


def sketch(points: Sequence[Point], width: float, height: float, *, margin: float, apart: float) -> Sketch:
    """Points (WGS-84) on an area, north above, all at least ``apart`` where the area holds them so."""
    if not points:
        return Sketch((), 0.0)
    narrow = math.cos(math.radians(sum(p[0] for p in points) / len(points)))
    xs = [p[1] * narrow for p in points]
    ys = [-p[0] for p in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room_x, room_y = width - 2 * margin, height - 2 * margin
    scale = min(room_x / wide if wide else math.inf, room_y / high if high else math.inf)
    if math.isinf(scale):
        scale = 1.0
    left = (width - wide * scale) / 2
    top = (height - high * scale) / 2
    spots = [(left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in zip(xs, ys, strict=True)]
    spots = _apart(spots, apart, width, height, margin)
    return Sketch(tuple(spots), 111_195 / scale)


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
