"""The ways between places along the roads of a network: the quickest, and the shortest of those equally quick."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from models.rules.road.coordinates import Point
from models.rules.road.network import DEGREE, DEGREE_METRES, NO_WAY, Apart, Network

REACH: Final = 3000
"""Metres from a stop within which a road must lie for the stop to be on it."""
SHIFT: Final = 1 << 24
"""A weight holds tenths of a second above so many metres, whole in 53 bits: one search finds both, time first."""
FEW: Final = 3
"""Neighbours of a node that is left out when all ways are looked for at once: more would make more arcs."""
TURN: Final = -1
"""Said as the piece of what is only a turn at a junction."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place lies on the roads: so many metres along a piece, and ``gap`` metres beside it."""

    piece: int
    along: int
    gap: int


class Finder:
    """The nearest road of a place."""

    def __init__(self, network: Network) -> None:
        import numpy as np

        self.network = network
        shape = network.shape / DEGREE
        lengths = np.diff(network.first)
        piece = np.repeat(np.arange(len(lengths)), lengths)
        steps = np.zeros(len(shape))
        narrow = np.cos(np.radians(shape[:, 0]))
        move = np.diff(shape, axis=0)
        if len(shape):
            steps[1:] = np.hypot(move[:, 0], move[:, 1] * narrow[1:]) * DEGREE_METRES
            steps[network.first[:-1]] = 0
        run = np.cumsum(steps)
        run -= np.repeat(run[network.first[:-1]], lengths) if len(shape) else 0
        # Metres from the beginning of its piece at each place of a shape, so that the last one has the piece's own.
        whole = run[network.first[1:] - 1] if len(shape) else run
        self.run = run * np.repeat(np.divide(network.metres, whole, where=whole > 0, out=whole * 0), lengths)
        inner = np.ones(len(shape), bool)
        inner[network.first[1:] - 1] = False
        begins = np.flatnonzero(inner & network.doors[piece]) if len(shape) else np.zeros(0, int)
        middle = (shape[begins, 0] + shape[begins + 1, 0]) / 2
        order = np.argsort(middle, kind="stable")
        self._begins = begins[order]
        self._middle = middle[order]
        self._piece = piece
        self._half = _plain(np.abs(shape[begins, 0] - shape[begins + 1, 0]).max(initial=0.0) / 2)
        self._shape = shape

    def nearest(self, point: Point, reach: int = REACH) -> Spot | None:
        """The spot of a place, None when no road lies within ``reach`` metres."""
        for radius in (min(300, reach), reach):
            found = self._within(point, radius)
            if found is not None:
                return found
        return None

    def _within(self, point: Point, reach: int) -> Spot | None:
        import numpy as np

        room = reach / DEGREE_METRES + self._half
        low, high = np.searchsorted(self._middle, (point[0] - room, point[0] + room))
        begins = self._begins[low:high]
        if not len(begins):
            return None
        narrow = math.cos(math.radians(point[0]))
        scale = np.array((DEGREE_METRES, DEGREE_METRES * narrow))
        a = (self._shape[begins] - point) * scale
        step = (self._shape[begins + 1] - point) * scale - a
        square = (step**2).sum(axis=1)
        share = np.clip(-(a * step).sum(axis=1) / np.where(square > 0, square, 1), 0, 1)
        gaps = np.hypot(*(a + step * share[:, None]).T)
        best = int(gaps.argmin())
        if gaps[best] > reach:
            return None
        at = int(begins[best])
        along = self.run[at] + (self.run[at + 1] - self.run[at]) * share[best]
        piece = int(self._piece[at])
        return Spot(piece, min(int(self.network.metres[piece]), int(along + 0.5)), int(gaps[best] + 0.5))

    def shape_between(self, piece: int, begin: int, end: int) -> list[Point]:
        """The places along a piece from so many metres to so many, backwards when ``end`` comes first."""
        if begin > end:
            return self.shape_between(piece, end, begin)[::-1]
        start, stop = int(self.network.first[piece]), int(self.network.first[piece + 1])
        run, shape = self.run[start:stop], self._shape[start:stop]
        inner = shape[(run > begin) & (run < end)]
        return [self._at(run, shape, begin), *((a, b) for a, b in inner.tolist()), self._at(run, shape, end)]

    def _at(self, run: Any, shape: Any, metres: int) -> Point:
        import numpy as np

        return (
            _plain(np.interp(metres, run, shape[:, 0])),
            _plain(np.interp(metres, run, shape[:, 1])),
        )


def _plain(value: Any) -> float:
    """A number of numpy as one of Python."""
    number: float = value.item()
    return number


@dataclass(slots=True)
class _Arcs:
    """Arcs of a graph: from node to node with a weight, along a piece (or a TURN) from so many metres to so many."""

    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, tail: int, head: int, weight: float, piece: int, begin: int, end: int) -> None:
        """Add one."""
        self.tails.append(tail)
        self.heads.append(head)
        self.weights.append(weight)
        self.pieces.append(piece)
        self.begins.append(begin)
        self.ends.append(end)


class Ways:
    """The ways between places, along the roads of a network.

    ``shut``: pairs of places between which the road is closed; it is cut half way along the way between them, so that
    whoever lives beside it can still be reached from one side. Those that lie on no road close nothing (`located`).
    """

    def __init__(
        self, finder: Finder, points: Sequence[Point], shut: Sequence[tuple[Point, Point]] = ()
    ) -> None:
        self.finder = finder
        self._network = finder.network
        ends = [point for pair in shut for point in pair]
        spots = [finder.nearest(point) for point in (*points, *ends)]
        self.spots = spots[: len(points)]
        self._places: dict[tuple[int, int], int] = {}
        self._banned = {finder.network.junction(int(end)) for end, _ in finder.network.bans}
        self._node = [None if spot is None else self._number(spot) for spot in spots]
        self._arcs()
        nodes = self._node[len(points) :]
        pairs = list(zip(nodes[::2], nodes[1::2], strict=True))
        parts = [None if spot is None else int(finder.network.part[spot.piece]) for spot in spots]
        self.parts = parts[: len(points)]
        """The part of the network each place is on: there is no way to another one, it is an island."""
        sides = zip(pairs, parts[len(points) :: 2], parts[len(points) + 1 :: 2], strict=True)
        self.located = [None not in pair and pair[0] != pair[1] and a == b for pair, a, b in sides]
        # All are looked for before any is cut: the way round one closed road is no other closed road.
        cuts = {arc for pair in pairs for arc in self._closing(*pair)}
        for arc in cuts:
            self._graph.remove_edge_from_index(arc)

    def _number(self, spot: Spot) -> int:
        """The node of a spot: the junction where it lies at one, else one of its own."""
        net = self._network
        for along, end in ((0, 2 * spot.piece), (int(net.metres[spot.piece]), 2 * spot.piece + 1)):
            # Where junctions are taken apart a place lies beside them.
            if spot.along == along and net.junction(end) not in self._banned:
                return net.junction(end)
        return self._places.setdefault((spot.piece, spot.along), net.junctions + len(self._places))

    def _arcs(self) -> None:
        """Every stretch that may be driven, pieces with places on them divided there, and every turn at a ban."""
        import rustworkx

        net = self._network
        apart = Apart(net, net.junctions + len(self._places), map(tuple, net.bans.tolist()))
        on: dict[int, list[tuple[int, int]]] = {end // 2: [] for end in (*apart.come, *apart.go)}
        for (piece, metres), node in self._places.items():
            on.setdefault(piece, []).append((metres, node))
        arcs = _Arcs()
        self._add_whole(arcs, list(on))
        for piece, inner in on.items():
            for side in (0, 1):
                self._add_divided(arcs, apart, piece, side, inner)
        for come, go in apart.links:
            arcs.add(come, go, 0.0, TURN, 0, 0)
        graph: Any = rustworkx.PyDiGraph()
        graph.add_nodes_from(range(net.junctions + len(self._places) + apart.count))
        graph.extend_from_weighted_edge_list(list(zip(arcs.tails, arcs.heads, arcs.weights, strict=True)))
        self._graph, self._of = graph, (arcs.pieces, arcs.begins, arcs.ends)

    def _add_whole(self, arcs: _Arcs, divided: Sequence[int]) -> None:
        """Add every piece, in the directions it may be driven, but those that are divided."""
        import numpy as np

        net = self._network
        whole = np.ones(len(net.tail), bool)
        whole[divided] = False
        for tail, head, tenths, forward in (
            (net.tail, net.head, net.along, True),
            (net.head, net.tail, net.against, False),
        ):
            kept = np.flatnonzero(whole & (tenths >= 0))
            arcs.tails += tail[kept].tolist()
            arcs.heads += head[kept].tolist()
            arcs.weights += (tenths[kept].astype(np.float64) * SHIFT + net.metres[kept]).tolist()
            arcs.pieces += kept.tolist()
            first, last = np.zeros(len(kept), int), net.metres[kept]
            arcs.begins += (first if forward else last).tolist()
            arcs.ends += (last if forward else first).tolist()

    def _add_divided(
        self, arcs: _Arcs, apart: Apart, piece: int, side: int, inner: Sequence[tuple[int, int]]
    ) -> None:
        """Add the stretches of a piece entered by its tail (``side`` 0) or head (1), cut at the places on it."""
        net = self._network
        total, whole = int((net.against if side else net.along)[piece]), int(net.metres[piece])
        if total < 0:
            return
        go, come = 2 * piece + side, 2 * piece + 1 - side
        row = [
            (side * whole, apart.go.get(go, net.junction(go))),
            *sorted(inner, reverse=bool(side)),
            ((1 - side) * whole, apart.come.get(come, net.junction(come))),
        ]
        for (begin, tail), (end, head) in itertools.pairwise(row):
            # Rounded at the places, not the stretches: they add up to the whole piece.
            a, b = ((total * at * 2 + whole) // (2 * whole) for at in (begin, end))
            arcs.add(tail, head, abs(b - a) * SHIFT + abs(end - begin) + 0.0, piece, begin, end)

    def _closing(self, begin: int | None, end: int | None) -> set[int]:
        """The stretches half way between two places, in both directions."""
        if begin is None or end is None:
            return set()
        there, back = self._arcs_between(begin, end), self._arcs_between(end, begin)
        cut = self._half_way(there)
        return cut if cut & set(back) else cut | self._half_way(back)

    def _half_way(self, arcs: Sequence[int]) -> set[int]:
        """The stretch in the middle of a way, whichever way it is driven."""
        stretches = [arc for arc in arcs if self._of[0][arc] != TURN]
        whole = sum(self._long(arc) for arc in stretches)
        run = 0
        for arc in stretches:
            run += self._long(arc)
            if 2 * run >= whole:
                piece, stretch = self._of[0][arc], self._stretch(arc)
                return {
                    other
                    for other, of in enumerate(self._of[0])
                    if of == piece and self._stretch(other) == stretch
                }
        return set()

    def _stretch(self, arc: int) -> tuple[int, int]:
        """From where to where on its piece, whichever way it is driven."""
        _, begins, ends = self._of
        return min(begins[arc], ends[arc]), max(begins[arc], ends[arc])

    def _long(self, arc: int) -> int:
        return abs(self._of[1][arc] - self._of[2][arc])

    def _arcs_between(self, tail: int, head: int) -> list[int]:
        """The stretches of the quickest way, none when there is no way."""
        import rustworkx

        if tail == head:
            return []
        found = rustworkx.dijkstra_shortest_paths(self._graph, tail, head, weight_fn=float)
        if head not in found:
            return []
        nodes = list(found[head])
        return [
            min(self._graph.edge_indices_from_endpoints(a, b), key=self._graph.get_edge_data_by_index)
            for a, b in itertools.pairwise(nodes)
        ]

    @cached_property
    def matrix(self) -> tuple[Any, Any]:
        """Metres and tenths of a second between all places, along the roads alone; NO_WAY where there is none."""
        import numpy as np
        import rustworkx

        nodes = sorted({node for node in self._node[: len(self.spots)] if node is not None})
        found = np.full((len(nodes) + 1, len(nodes) + 1), NO_WAY, np.int64)
        graph, number = _between(self._graph, nodes)
        for row, node in enumerate(nodes):
            lengths = rustworkx.digraph_dijkstra_shortest_path_lengths(graph, number[node], float)
            found[row, :-1] = [
                int(lengths[number[other]]) if number[other] in lengths else NO_WAY for other in nodes
            ]
            found[row, row] = 0
        at = {node: row for row, node in enumerate(nodes)}
        # Places on no road have the last row and column, which know no way.
        index = [len(nodes) if node is None else at[node] for node in self._node[: len(self.spots)]]
        weights = found[np.ix_(index, index)]
        known = weights >= 0
        return np.where(known, weights % SHIFT, NO_WAY), np.where(known, weights // SHIFT, NO_WAY)

    def path(self, begin: int, end: int) -> list[Point]:
        """The places along the way from one place to another, none when there is no way along the roads."""
        tail, head = self._node[begin], self._node[end]
        if tail is None or head is None:
            return []
        line: list[Point] = []
        pieces, begins, ends = self._of
        for arc in self._arcs_between(tail, head):
            if pieces[arc] == TURN:
                continue
            part = self.finder.shape_between(pieces[arc], begins[arc], ends[arc])
            line += part[1:] if line else part
        return line


def _between(graph: Any, kept: Sequence[int]) -> tuple[Any, dict[int, int]]:
    """A smaller graph with the same shortest ways between the nodes kept, and their numbers in it.

    Dead ends are dropped; a node with few neighbours gives way to arcs past it, which are no more than it had.
    """
    import rustworkx

    out: list[dict[int, float]] = [{} for _ in range(graph.num_nodes())]
    into: list[dict[int, float]] = [{} for _ in range(graph.num_nodes())]

    def join(tail: int, head: int, weight: float) -> None:
        if tail != head and weight < out[tail].get(head, math.inf):
            out[tail][head] = into[head][tail] = weight

    for tail, head, weight in graph.weighted_edge_list():
        join(tail, head, weight)
    stays = set(kept)
    todo = [node for node in range(len(out)) if node not in stays]
    while todo:
        node = todo.pop()
        near = out[node].keys() | into[node].keys()
        if len(near) > FEW:
            continue
        for tail, first in into[node].items():
            del out[tail][node]
            for head, then in out[node].items():
                join(tail, head, first + then)
        for head in out[node]:
            del into[head][node]
        out[node], into[node] = {}, {}
        todo += near - stays
    number = {
        node: at for at, node in enumerate(dict.fromkeys((*kept, *(n for n, arcs in enumerate(out) if arcs))))
    }
    smaller: Any = rustworkx.PyDiGraph()
    smaller.add_nodes_from(range(len(number)))
    smaller.extend_from_weighted_edge_list(
        [(number[tail], number[head], weight) for tail in number for head, weight in out[tail].items()]
    )
    return smaller, number


def main_roads(network: Network, south: float, west: float, north: float, east: float) -> list[list[Point]]:
    """The shapes of the main roads that come into an area."""
    import numpy as np

    lines = []
    for piece in np.flatnonzero(network.main).tolist():
        shape = network.shape[int(network.first[piece]) : int(network.first[piece + 1])] / DEGREE
        low, high = shape.min(axis=0), shape.max(axis=0)
        if low[0] <= north and high[0] >= south and low[1] <= east and high[1] >= west:
            lines.append([(a, b) for a, b in shape.tolist()])
    return lines
