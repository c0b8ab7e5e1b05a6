"""How far and how long it is between places: along the roads of a map where both lie on one, else the straight line ×
a detour factor; known times between villages, and roads that are closed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from models.rules.amount import half_up
from models.rules.road.coordinates import Point
from models.rules.road.day import UNREACHABLE

EARTH: Final = 6_371_008.8
MILLION: Final = 1_000_000
DETOUR: Final = 1_400_000
"""The detour factor of hill roads in parts per million, before any drive was written down."""
TRUSTED: Final = 50_000
"""How many metres of straight line the factor that was set counts for when others are learned."""
Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stop is (WGS-84), and in which village."""

    point: Point
    village: str = ""


@dataclass(frozen=True, slots=True)
class Roads:
    """What is known of the roads.

    ``detour``: road metres a straight metre, in ppm; ``speed`` in km/h; ``minutes``: known times between two villages;
    ``closed``: pairs of villages with no way between them, or one village alone that cannot be reached at all.
    ``middles``: where villages lie of which no place is among those asked about.
    """

    detour: int = DETOUR
    speed: int = 30
    minutes: Mapping[Pair, int] = field(default_factory=dict)
    closed: frozenset[Pair] = frozenset()
    middles: Mapping[str, Point] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """The ways between places along the roads of a map, closed ones left out.

    ``metres`` and ``tenths`` of a second are square, negative where no way is open; ``gaps``: metres from each place to
    its road, None where no road is near; ``parts``: between places of two parts (islands) the map knows no way;
    ``located``: the closed pairs whose road the map knows.
    """

    metres: Any
    tenths: Any
    gaps: Sequence[int | None]
    parts: Sequence[int | None] = ()
    located: frozenset[Pair] = frozenset()


def straight(a: Point, b: Point) -> int:
    """The metres between two points along the earth (haversine)."""
    north, east = math.radians(b[0] - a[0]), math.radians(b[1] - a[1])
    half = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(a[0])) * math.cos(math.radians(b[0])) * math.sin(east / 2) ** 2
    )
    return int(2 * EARTH * math.asin(math.sqrt(min(1.0, half))) + 0.5)


def learned_detour(drives: Iterable[tuple[int, int]], set_to: int = DETOUR) -> int:
    """The detour factor in ppm from drives written down, each as (straight metres along its stops, metres driven).

    The factor that was set weighs as much as one drive of 50 km, so that the first slip of the pen does no harm.
    """
    lines, driven = TRUSTED, half_up(TRUSTED * set_to, MILLION)
    for line, metres in drives:
        if line > 0 and line <= metres * 2 and metres <= line * 5:
            lines += line
            driven += metres
    return max(MILLION, half_up(driven * MILLION, lines))


def matrices(
    places: Sequence[Place], roads: Roads, measured: Measured | None = None
) -> tuple[list[list[int]], list[list[int]]]:
    """The metres and the seconds between all places, UNREACHABLE where no way is open.

    What the manager knows comes first: a village that is closed, then the minutes between two villages, then the map
    (on which a closed road is cut), then the straight line. A closed pair that the map does not know leads round
    through one other village, or by the warehouse.
    """
    size = len(places)
    distances = [[0] * size for _ in places]
    durations = [[0] * size for _ in places]
    around = _ways_round(places, roads)
    shut = {village for pair in roads.closed if len(pair) == 1 for village in pair}
    gaps: Sequence[int | None] = [None] * size if measured is None else measured.gaps
    if measured is not None:
        along, tenths, located = measured.metres.tolist(), measured.tenths.tolist(), measured.located
        parts = measured.parts or [0] * size
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            if i == j:
                continue
            pair = frozenset((a.village, b.village))
            on_map = None
            gap, other = gaps[i], gaps[j]
            if measured is not None and gap is not None and other is not None and parts[i] == parts[j]:
                on_map = _on_map(along[i][j], tenths[i][j], gap + other, roads)
            if pair & shut:
                way = UNREACHABLE, UNREACHABLE
            elif pair in roads.closed and (on_map is None or pair not in located):
                way = around[pair]
            elif on_map is None:
                way = _way(a, b, pair, roads) if i < j else (distances[j][i], durations[j][i])
            else:
                known = roads.minutes.get(pair) if len(pair) == 2 and pair not in roads.closed else None
                if known is not None:
                    metres = on_map[0] if on_map[0] < UNREACHABLE else _way(a, b, pair, roads)[0]
                    way = metres, known * 60
                else:
                    way = on_map
            distances[i][j], durations[i][j] = way
    return distances, durations


def _on_map(metres: int, tenths: int, beside: int, roads: Roads) -> tuple[int, int]:
    """Metres and seconds along the roads with the ways from the doors to them."""
    if metres < 0:
        return UNREACHABLE, UNREACHABLE
    extra = half_up(beside * roads.detour, MILLION)
    return metres + extra, half_up(tenths, 10) + half_up(extra * 36, roads.speed * 10)


def _way(a: Place, b: Place, pair: Pair, roads: Roads) -> tuple[int, int]:
    metres = half_up(straight(a.point, b.point) * roads.detour, MILLION)
    known = roads.minutes.get(pair) if len(pair) == 2 else None
    return metres, known * 60 if known is not None else half_up(metres * 36, roads.speed * 10)


def _ways_round(places: Sequence[Place], roads: Roads) -> dict[Pair, tuple[int, int]]:
    """For each closed pair of villages, metres and seconds by one other village or the warehouse, the quickest."""
    points: dict[str, list[Point]] = {}
    for place in places:
        if place.village:
            points.setdefault(place.village, []).append(place.point)
    middles = {village: Place(point, village) for village, point in roads.middles.items()}
    middles |= {village: Place(middle(found), village) for village, found in points.items()}
    # The warehouse, which is in no village.
    vias = [*middles.values(), *(place for place in places if not place.village)]
    result: dict[Pair, tuple[int, int]] = {}
    for pair in roads.closed:
        if len(pair) != 2:
            continue
        a, b = sorted(pair)
        ways = [(UNREACHABLE, UNREACHABLE)]
        for by in vias:
            via = by.village
            legs = frozenset((a, via)), frozenset((via, b))
            if (
                via in pair
                or a not in middles
                or b not in middles
                or any(leg in roads.closed for leg in legs)
            ):
                continue
            if frozenset((via,)) in roads.closed:
                continue
            one = _way(middles[a], by, legs[0], roads)
            two = _way(by, middles[b], legs[1], roads)
            ways.append((one[1] + two[1], one[0] + two[0]))
        seconds, metres = min(ways)
        result[pair] = metres, seconds
    return result


def middle(points: Sequence[Point]) -> Point:
    """The mean of points close to each other: where a household without coordinates is looked for."""
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
