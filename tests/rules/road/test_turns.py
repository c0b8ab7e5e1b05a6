"""Turns that a map forbids, beside a search from road to road."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.road.coordinates import Point
from models.rules.road.joining import Turn, Way, network_of
from models.rules.road.network import DEGREE, NO_WAY, Network
from models.rules.road.ways import Ways
from tests.rules.road.test_network import cheapest, grids, lengths, point, segments, way, ways_of

CROSS = [way((1, 1), (0, 1)), way((1, 1), (1, 2)), way((1, 1), (2, 1)), way((1, 1), (1, 0))]
"""West, north, east and south of a junction, in this order; the ways' ids are 1 to 4."""
ROUND = [way((1, 2), (2, 2), (2, 1)), way((2, 2), (3, 3))]
"""From the north to the east beside it, and a way on from there."""
OVER = 1001


def numbered(made: list[Way]) -> list[Way]:
    """The ways with ids from 1 on."""
    for number, one in enumerate(made, start=1):
        one.id = number
    return made


def metres_of(net: Network, *points: Point) -> Any:
    """Metres between points on a network."""
    return ways_of(net, *points).matrix[0]


def test_a_forbidden_turn_is_gone_round_and_the_others_are_free() -> None:
    made = numbered([*CROSS, *ROUND])
    free = metres_of(network_of(made), point(1, 1.5), point(1.5, 1), point(0.5, 1))
    net = network_of(made, [Turn(2, OVER, 3)])
    metres = metres_of(net, point(1, 1.5), point(1.5, 1))
    there = lengths((0, 0), (1, 0)) / 2 + lengths((0, 0), (0, 1)) / 2
    assert free[0][1] == pytest.approx(there, abs=4)
    # Into the dead end in the west and back, straight on.
    assert metres[0][1] == pytest.approx(there + 2 * lengths((0, 0), (1, 0)), abs=4)
    assert metres[1][0] == free[1][0]
    ways = ways_of(net, point(1, 1.5), point(0.5, 1), point(1.5, 1))
    assert ways.matrix[0][0][1] == free[0][2]
    assert len(ways.path(0, 2)) > len(ways.path(2, 0)) == 3


def test_an_only_turn_forbids_all_others() -> None:
    made = numbered([*CROSS, *ROUND])
    points = point(1, 1.5), point(1.5, 1), point(0.5, 1)
    metres = metres_of(network_of(made, [Turn(2, OVER, 3, only=True)]), *points)
    free = metres_of(network_of(made), *points)
    assert metres[0][1] == free[0][1] and metres[2][0] == free[2][0]
    # The place in the east is where one may turn back.
    assert metres[0][2] == pytest.approx(free[0][2] + lengths((0, 0), (1, 0)), abs=4)


def test_one_turns_back_where_no_other_turn_is_allowed() -> None:
    ring = numbered([way((0, 0), (1, 0)), way((1, 0), (2, 0), (2, 2), (0, 2)), way((0, 2), (0, 0))])
    metres = metres_of(network_of(ring, [Turn(1, 1000, 2)]), point(0.5, 0), point(1.5, 0))
    assert metres[0][1] > 6 * lengths((0, 0), (1, 0))
    assert metres[1][0] == pytest.approx(lengths((0, 0), (1, 0)), abs=3)


def test_a_ban_that_would_cut_a_road_off_is_not_followed() -> None:
    made = numbered([way((0, 0), (1, 0)), way((1, 0), (2, 0)), way((1, 0), (1, 1), (2, 1))])
    only_road = [Turn(1, 1000, 2), Turn(1, 1000, 3)]
    metres = metres_of(network_of(made, only_road), point(0.5, 0), point(1.5, 0), point(1, 0.5))
    assert (metres >= 0).all() and metres[0][1] == pytest.approx(lengths((0, 0), (1, 0)), abs=4)
    # One of the two alone is: from the other road one comes back and straight on.
    net = network_of(made, only_road[:1])
    assert metres_of(net, point(0.5, 0), point(1.5, 0))[0][1] > 3 * lengths((0, 0), (1, 0))


def test_turns_of_ways_that_go_on_or_are_not_there_say_nothing() -> None:
    made = numbered([way((0, 1), (1, 1), (2, 1)), way((1, 0), (1, 1))])
    for turn in (Turn(1, OVER, 2), Turn(9, OVER, 2), Turn(2, 4004, 1), Turn(2, OVER, 9)):
        assert len(network_of(made, [turn]).bans) == 0


def test_a_place_right_at_the_junction_is_reached_and_left() -> None:
    net = network_of(numbered([*CROSS, *ROUND]), [Turn(2, OVER, 3)])
    metres = metres_of(net, point(1, 1), point(1, 1.5), point(1.5, 1))
    assert metres[1][0] == pytest.approx(lengths((0, 0), (0, 1)) / 2, abs=3)
    assert metres[0][2] >= metres[2][0] == pytest.approx(lengths((0, 0), (1, 0)) / 2, abs=3)


def test_a_road_is_closed_in_both_directions_beside_a_ban() -> None:
    net = network_of(numbered([*CROSS, *ROUND]), [Turn(2, OVER, 3)])
    ways = ways_of(net, point(1, 1.6), point(1, 1.4), shut=[(point(1, 1.7), point(1, 1.3))])
    metres = ways.matrix[0]
    assert ways.located == [True]
    assert min(metres[0][1], metres[1][0]) > lengths((0, 0), (2, 0)) or NO_WAY in metres


def ends_of(net: Network, made: list[Way]) -> dict[int, tuple[int, int]]:
    """The way and the junction's node at each end of a piece."""
    by_places = {frozenset(one.points): one for one in made}
    found = {}
    for piece in range(len(net.metres)):
        shape = [(int(a), int(b)) for a, b in net.shape[net.first[piece] : net.first[piece + 1]]]
        for side, (at, beside) in enumerate(((shape[0], shape[1]), (shape[-1], shape[-2]))):
            one = by_places[frozenset((at, beside))]
            found[2 * piece + side] = one.id, one.refs[one.points.index(at)]
    return found


@settings(max_examples=60, deadline=None)
@given(grids, st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23), st.booleans()), max_size=6))
def test_times_are_those_of_a_search_from_road_to_road(
    chosen: list[tuple[int, int, bool, int, str]], drawn: list[tuple[int, int, bool]]
) -> None:
    made = numbered(segments(chosen))
    turns = [
        Turn(a.id, over, b.id, only)
        for a, b, only in ((made[i % len(made)], made[j % len(made)], only) for i, j, only in drawn)
        for over in set(a.refs) & set(b.refs)
        if a is not b
    ]
    net = network_of(made, turns)
    if not len(net.metres):
        return
    assert network_of(made).metres.sum() == pytest.approx(net.metres.sum(), abs=len(made))
    at = ends_of(net, made)
    banned = {(at[a][0], at[a][1], at[b][0]) for a, b in net.bans.tolist() if a != b}
    asked = {(turn.begin, turn.over, turn.end) for turn in turns if not turn.only}
    only = {(turn.begin, turn.over) for turn in turns if turn.only}
    assert all(ban in asked or ban[:2] in only for ban in banned)
    kept = {key for key, _ in at.values()}
    inner = [
        one for one in made if frozenset(one.points) <= set(map(tuple, net.shape.tolist())) and one.id in kept
    ]
    ways = Ways(ways_of(net).finder, [middle(one) for one in inner])
    tenths = ways.matrix[1]
    for i, j in itertools.permutations(range(len(inner)), 2):
        want = by_roads(made, banned, inner[i].id).get(inner[j].id, math.inf)
        if ways.parts[i] != ways.parts[j]:
            assert tenths[i][j] == NO_WAY
        else:
            assert tenths[i][j] == pytest.approx(want, abs=2 * len(made) + 2)


def middle(one: Way) -> Point:
    """Where half of a way of one step is."""
    (a, b), (c, d) = one.points
    return (a + c) / 2 / DEGREE, (b + d) / 2 / DEGREE


def by_roads(made: list[Way], banned: set[tuple[int, int, int]], start: int) -> dict[int, float]:
    """Tenths of a second from the middle of a way to that of all others, one turn at a time."""
    takes: dict[tuple[int, bool], float] = {}
    for one in made:
        metres = lengths(*((ref // 1000, ref % 1000) for ref in one.refs))
        for along, speed in ((True, one.kind.along), (False, one.kind.against)):
            takes[one.id, along] = metres * 36 / speed / 2 if speed else math.inf
    arcs: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for a, b in itertools.permutations(made, 2):
        for over in set(a.refs) & set(b.refs):
            cost = takes[a.id, over == a.refs[1]] + takes[b.id, over == b.refs[0]]
            if (a.id, over, b.id) not in banned and cost < math.inf:
                arcs[a.id].append((b.id, cost))
    return cheapest(arcs, start)
