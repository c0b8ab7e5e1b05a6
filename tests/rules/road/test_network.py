"""Networks made of ways, beside ways found one node after the other."""

from __future__ import annotations

import heapq
import itertools
import math
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.road.coordinates import Point
from models.rules.road.distance import straight
from models.rules.road.highways import RoadKind
from models.rules.road.joining import Way, network_of
from models.rules.road.network import DEGREE, DEGREE_METRES, NO_WAY, Network
from models.rules.road.ways import Finder, Ways, main_roads

STEP = 100_000  # ten-millionths of a degree, about 1.1 km
ROAD = RoadKind(36, 36, False, True)
"""At 36 km/h a metre takes a tenth of a second."""


def at(x: int, y: int) -> tuple[int, int]:
    """A place of the test's little world, (row, column) of a grid."""
    return 305_000_000 + y * STEP, 1_055_000_000 + x * STEP


def way(*nodes: tuple[int, int], kind: RoadKind = ROAD) -> Way:
    """A way through places of the grid."""
    return Way([x * 1000 + y for x, y in nodes], [at(x, y) for x, y in nodes], kind)


def point(x: float, y: float) -> Point:
    """A point on the grid."""
    return 30.5 + y * STEP / DEGREE, 105.5 + x * STEP / DEGREE


def ways_of(network: Network, *points: Point, shut: Any = ()) -> Ways:
    """The ways between points on it."""
    return Ways(Finder(network), points, shut)


def lengths(*nodes: tuple[int, int]) -> float:
    """Metres through places of the grid."""
    spots = [at(x, y) for x, y in nodes]
    narrow = math.cos(math.radians(spots[0][0] / DEGREE))
    return (
        sum(math.hypot(b[0] - a[0], (b[1] - a[1]) * narrow) for a, b in itertools.pairwise(spots))
        * DEGREE_METRES
        / DEGREE
    )


def test_what_only_continues_is_one_piece() -> None:
    net = network_of(
        [way((0, 0), (1, 0), (2, 0)), way((2, 0), (3, 0)), way((4, 0), (3, 0)), way((1, 0), (1, 1))]
    )
    assert sorted(map(len, (net.metres, net.tail))) == [3, 3]
    assert net.junctions == 4
    assert max(net.metres) == pytest.approx(lengths((1, 0), (4, 0)), abs=2)


def test_a_oneway_does_not_join_a_road_that_goes_both_ways() -> None:
    ring = [
        way((0, 0), (1, 0)),
        way((1, 0), (2, 0), kind=RoadKind(36, 0, False, True)),
        way((2, 0), (2, 1), (0, 1), (0, 0)),
    ]
    net = network_of(ring)
    assert len(net.metres) == 2 and sorted(net.against >= 0) == [False, True]
    ways = ways_of(net, point(1, 0), point(2, 0))
    metres, _ = ways.matrix
    assert metres[0][1] == pytest.approx(lengths((1, 0), (2, 0)), abs=2)
    assert metres[1][0] == pytest.approx(lengths((2, 0), (2, 1), (0, 1), (0, 0), (1, 0)), abs=4)


def test_only_the_largest_part_is_kept_and_nothing_one_cannot_leave() -> None:
    net = network_of(
        [
            way((0, 0), (1, 0), (2, 0)),
            way((1, 0), (1, 2)),
            way((2, 0), (3, 0), kind=RoadKind(36, 0, False, True)),
            way((9, 9), (9, 8)),
        ]
    )
    assert Finder(net).nearest(point(9, 8.5)) is None
    assert Finder(net).nearest(point(3, 0), 900) is None
    assert Finder(net).nearest(point(2, 0)) is not None
    assert len(network_of([]).metres) == 0
    assert Finder(network_of([])).nearest(point(0, 0)) is None


def test_an_island_keeps_its_roads_and_a_stub_does_not() -> None:
    net = network_of(
        [
            way((0, 0), (9, 0), (9, 9), (0, 9), (0, 0)),
            way((20, 0), (29, 0), (29, 4)),
            way((40, 0), (44, 0)),
        ]
    )
    ways = ways_of(net, point(1, 0), point(8, 9), point(20, 0), point(29, 3), point(41, 0))
    assert ways.spots[4] is None and ways.parts[0] == ways.parts[1] != ways.parts[2] == ways.parts[3]
    tenths = ways.matrix[1]
    assert tenths[0][1] > 0 and tenths[2][3] > 0 and tenths[0][2] == tenths[3][1] == NO_WAY
    assert ways.path(0, 2) == []
    assert ways_of(net, point(1, 0), shut=[(point(1, 0), point(21, 0))]).located == [False]


def test_a_place_is_put_on_the_nearest_road_with_doors() -> None:
    net = network_of(
        [
            way((0, 0), (4, 0), kind=RoadKind(80, 80, True, False)),
            way((4, 0), (4, 1), (0, 1), (0, 0)),
        ]
    )
    spot = Finder(net).nearest(point(2, 0.1))
    assert spot is not None and spot.gap == pytest.approx(0.9 * STEP / DEGREE * DEGREE_METRES, abs=2)
    assert Finder(net).nearest(point(2, 9)) is None


def test_the_quickest_way_is_taken_not_the_shortest() -> None:
    net = network_of(
        [
            way((0, 0), (4, 0), kind=RoadKind(10, 10, False, True)),
            way((0, 0), (0, 1), (4, 1), (4, 0), kind=RoadKind(60, 60, True, True)),
        ]
    )
    metres, tenths = ways_of(net, point(0, 0), point(4, 0)).matrix
    long = lengths((0, 0), (0, 1), (4, 1), (4, 0))
    assert metres[0][1] == pytest.approx(long, abs=3)
    assert tenths[0][1] == pytest.approx(long * 0.6, abs=3)


def test_two_places_on_one_piece_do_not_go_by_its_ends() -> None:
    net = network_of([way((0, 0), (4, 0))])
    metres, _ = ways_of(net, point(1, 0), point(3, 0), point(1, 0)).matrix
    assert metres[0][1] == pytest.approx(lengths((1, 0), (3, 0)), abs=2)
    assert metres[0][2] == metres[2][0] == 0


def test_a_place_far_from_all_roads_has_no_way() -> None:
    ways = ways_of(network_of([way((0, 0), (4, 0))]), point(1, 0), point(1, 8))
    metres, tenths = ways.matrix
    assert metres[0][1] == metres[1][0] == tenths[1][1] == NO_WAY
    assert ways.path(0, 1) == []


def test_a_closed_road_is_gone_round_and_cuts_others_off_too() -> None:
    ring = [way((0, 0), (4, 0)), way((0, 0), (0, 2), (4, 2), (4, 0))]
    points = point(0, 0), point(4, 0), point(1, 0), point(3, 0)
    ways = ways_of(network_of(ring), *points, shut=[(point(0.9, 0), point(3.1, 0))])
    assert ways.located == [True]
    metres, _ = ways.matrix
    round_ = lengths((0, 0), (0, 2), (4, 2), (4, 0))
    assert metres[0][1] == pytest.approx(round_, abs=4)
    assert metres[2][3] == pytest.approx(round_ + lengths((0, 0), (2, 0)), abs=6)
    assert metres[0][2] == pytest.approx(lengths((0, 0), (1, 0)), abs=2)


def test_the_only_road_closed_leaves_no_way() -> None:
    net = network_of([way((0, 0), (4, 0))])
    ways = ways_of(net, point(0, 0), point(4, 0), shut=[(point(0, 0), point(4, 0))])
    assert ways.matrix[0][0][1] == NO_WAY and ways.path(0, 1) == []
    assert ways_of(net, point(0, 0), shut=[(point(0, 0), point(0, 9))]).located == [False]


def test_main_roads_of_an_area() -> None:
    net = network_of([way((0, 0), (4, 0), kind=RoadKind(50, 50, True, True)), way((0, 0), (0, 4))])
    [line] = main_roads(net, 30.4, 105.4, 30.6, 105.6)
    assert line == [pytest.approx(point(0, 0)), pytest.approx(point(4, 0))]
    assert main_roads(net, 31, 105.4, 31.1, 105.6) == []


# -- beside a search over every single node ------------------------------------------------------------------------

grids = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 3),
        st.booleans(),
        st.sampled_from((10, 20, 36, 60)),
        st.sampled_from(("both", "along", "against")),
    ),
    min_size=6,
    max_size=24,
    unique_by=lambda one: one[:3],
)


def segments(chosen: list[tuple[int, int, bool, int, str]]) -> list[Way]:
    """Ways of one step each on a grid."""
    made = []
    for x, y, across, speed, goes in chosen:
        other = (x + 1, y) if across else (x, y + 1)
        kind = RoadKind(0 if goes == "against" else speed, 0 if goes == "along" else speed, False, True)
        made.append(way((x, y), other, kind=kind))
    return made


def cheapest(arcs: dict[int, list[tuple[int, float]]], start: int) -> dict[int, float]:
    """What it costs from one to all others, by the arcs of each: the other end and the cost."""
    best = {start: 0.0}
    queue = [(0.0, start)]
    while queue:
        cost, here = heapq.heappop(queue)
        if cost > best[here]:
            continue
        for other, more in arcs[here]:
            if cost + more < best.get(other, math.inf):
                best[other] = cost + more
                heapq.heappush(queue, (cost + more, other))
    return best


def by_hand(made: list[Way], start: int) -> dict[int, float]:
    """Tenths of a second from a node to all others, a stretch at a time."""
    arcs: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for one in made:
        (a, b), (p, q) = one.refs, one.points
        narrow = math.cos(math.radians(p[0] / DEGREE))
        metres = math.hypot(q[0] - p[0], (q[1] - p[1]) * narrow) * DEGREE_METRES / DEGREE
        if one.kind.along:
            arcs[a].append((b, metres * 36 / one.kind.along))
        if one.kind.against:
            arcs[b].append((a, metres * 36 / one.kind.against))
    return cheapest(arcs, start)


@settings(max_examples=60)
@given(grids)
def test_times_are_those_of_a_search_over_every_node(chosen: list[tuple[int, int, bool, int, str]]) -> None:
    made = segments(chosen)
    net = network_of(made)
    # Those one comes to from everywhere and leaves to everywhere, the largest such set (of equal ones, ours).
    reach = {ref: by_hand(made, ref) for one in made for ref in one.refs}
    parts = {frozenset(b for b in reach if b in reach[a] and a in reach[b]) for a in reach}
    sizes = sorted((sum(set(one.refs) <= part for one in made), sorted(part)) for part in parts)
    if sizes[-1][0] == 0 or (len(sizes) > 1 and sizes[-2][0] == sizes[-1][0]):
        return
    nodes = sizes[-1][1]
    ways = ways_of(net, *(point(node // 1000, node % 1000) for node in nodes))
    metres, tenths = ways.matrix
    for i, j in itertools.permutations(range(len(nodes)), 2):
        assert tenths[i][j] == pytest.approx(reach[nodes[i]][nodes[j]], abs=len(made) + 1)
        line = ways.path(i, j)
        run = sum(straight(a, b) for a, b in itertools.pairwise(line))
        assert run == pytest.approx(metres[i][j], abs=2 * len(line))


@settings(max_examples=40)
@given(grids, st.lists(st.tuples(st.floats(0, 4), st.floats(0, 4)), min_size=2, max_size=5))
def test_the_way_over_a_third_place_is_never_quicker(
    chosen: list[tuple[int, int, bool, int, str]], spots: list[tuple[float, float]]
) -> None:
    ways = ways_of(network_of(segments(chosen)), *(point(x, y) for x, y in spots))
    metres, tenths = ways.matrix
    for i, j, k in itertools.product(range(len(spots)), repeat=3):
        if min(tenths[i][j], tenths[j][k]) >= 0:
            assert 0 <= tenths[i][k] <= tenths[i][j] + tenths[j][k]
            assert (tenths[i][j] == 0) <= (metres[i][j] <= 5)
