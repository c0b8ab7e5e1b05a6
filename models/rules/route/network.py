"""The roads of a map as a compact network: junctions joined by pieces of road with their shapes; the ways on it.

Coordinates are WGS-84; a shape is kept in ten-millionths of a degree. Times are tenths of a second, distances metres.
The way between two places is the quickest one, and the shortest of those equally quick.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from models.rules.route.coordinates import Point
from models.rules.route.highways import Kind

DEGREE: Final = 10_000_000
DEGREE_METRES: Final = 111_195.08
REACH: Final = 3000
"""Metres from a stop within which a road must lie for the stop to be on it."""
NO_WAY: Final = -1
SHIFT: Final = 1 << 24
"""A weight holds tenths of a second above so many metres, whole in 53 bits: one search finds both, time first."""


@dataclass(slots=True)
class Way:
    """A way as read: its nodes' ids, their places (latitude, longitude in ten-millionths), and how it is driven."""

    refs: list[int]
    points: list[tuple[int, int]]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Network:
    """Pieces of road between junctions, as arrays of numpy; every junction can be reached from every other.

    ``tail``, ``head``: the junctions a piece joins; ``metres``; ``along``, ``against``: tenths of a second, NO_WAY
    where it may not be driven; ``main``, ``doors`` as in `Kind`; the places along piece i
    are ``shape[first[i]:first[i + 1]]``.
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

    @property
    def name(self) -> str:
        """What tells this network from any other."""
        digest = hashlib.sha256()
        for part in (self.metres, self.along, self.against, self.first, self.shape):
            digest.update(part.tobytes())
        return digest.hexdigest()

    @property
    def junctions(self) -> int:
        """How many there are."""
        return int(max(self.tail.max(), self.head.max())) + 1 if len(self.tail) else 0


ARRAYS: Final = ("tail", "head", "metres", "along", "against", "main", "doors", "first", "shape")


@dataclass(frozen=True, slots=True)
class _Piece:
    tail: int
    head: int
    points: list[tuple[int, int]]
    metres: float
    along: float
    against: float
    kind: Kind

    def turned(self) -> _Piece:
        return _Piece(
            self.head,
            self.tail,
            self.points[::-1],
            self.metres,
            self.against,
            self.along,
            Kind(self.kind.against, self.kind.along, self.kind.main, self.kind.doors),
        )


def network_of(ways: Sequence[Way]) -> Network:
    """The largest part of these roads in which one gets from everywhere to everywhere; no piece when there is none."""
    pieces = _joined(_split(ways))
    return _largest(pieces)


def _split(ways: Sequence[Way]) -> tuple[list[_Piece], dict[int, int]]:
    """The ways cut wherever they meet, and how many ends of pieces come to each of their end nodes."""
    meets: dict[int, int] = defaultdict(int)
    for way in ways:
        for ref in way.refs[1:-1]:
            meets[ref] += 2
        meets[way.refs[0]] += 1
        meets[way.refs[-1]] += 1
    pieces: list[_Piece] = []
    for way in ways:
        start = 0
        for at in range(1, len(way.refs)):
            if at < len(way.refs) - 1 and meets[way.refs[at]] <= 2:
                continue
            points = way.points[start : at + 1]
            metres = _length(points)
            kind = way.kind
            along = metres * 36 / kind.along if kind.along else math.inf
            against = metres * 36 / kind.against if kind.against else math.inf
            pieces.append(_Piece(way.refs[start], way.refs[at], points, metres, along, against, kind))
            start = at
    return pieces, meets


def _length(points: Sequence[tuple[int, int]]) -> float:
    narrow = math.cos(math.radians(points[0][0] / DEGREE))
    total = 0.0
    for (lat, lon), (lat2, lon2) in itertools.pairwise(points):
        total += math.hypot(lat2 - lat, (lon2 - lon) * narrow)
    return total * DEGREE_METRES / DEGREE


def _joined(split: tuple[list[_Piece], dict[int, int]]) -> list[_Piece]:
    """Pieces that only continue each other as one: a junction is where one may choose."""
    pieces, meets = split
    ends: dict[int, list[int]] = defaultdict(list)
    for at, piece in enumerate(pieces):
        for node in (piece.tail, piece.head):
            if meets[node] == 2:
                ends[node].append(at)
    used = [False] * len(pieces)

    def next_of(piece: _Piece, held: int) -> tuple[int, _Piece] | None:
        """What the piece goes on as beyond its head."""
        both = ends.get(piece.head, ())
        if len(both) != 2 or both[0] == both[1]:
            return None
        other = both[1] if both[0] == held else both[0]
        if used[other]:
            return None
        found = pieces[other] if pieces[other].tail == piece.head else pieces[other].turned()
        # Of one speed throughout, so that a place on it is as many seconds along as metres.
        return (other, found) if found.kind == piece.kind else None

    result = []
    for at, piece in enumerate(pieces):
        if used[at]:
            continue
        used[at] = True
        chain = [piece]
        for _ in range(2):
            held = at
            while (found := next_of(chain[-1], held)) is not None:
                held = found[0]
                used[held] = True
                chain.append(found[1])
            # The same to the other side: turn the chain over and go on from its other end.
            chain = [link.turned() for link in reversed(chain)]
        points = list(chain[0].points)
        for link in chain[1:]:
            points += link.points[1:]
        result.append(
            _Piece(
                chain[0].tail,
                chain[-1].head,
                points,
                sum(link.metres for link in chain),
                sum(link.along for link in chain),
                sum(link.against for link in chain),
                chain[0].kind,
            )
        )
    return result


def _largest(pieces: list[_Piece]) -> Network:
    import numpy as np
    import rustworkx

    number: dict[int, int] = {}
    arcs = []
    for piece in pieces:
        tail = number.setdefault(piece.tail, len(number))
        head = number.setdefault(piece.head, len(number))
        if not math.isinf(piece.along):
            arcs.append((tail, head))
        if not math.isinf(piece.against):
            arcs.append((head, tail))
    graph: Any = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(len(number)))
    graph.extend_from_edge_list(arcs)
    parts = rustworkx.strongly_connected_components(graph)
    part_of = {node: at for at, part in enumerate(parts) for node in part}
    sizes = [0.0] * len(parts)
    for piece in pieces:
        if part_of[number[piece.tail]] == part_of[number[piece.head]]:
            sizes[part_of[number[piece.tail]]] += piece.metres
    largest = max(zip(sizes, parts, strict=True), key=lambda pair: pair[0], default=(0.0, []))[1]
    place = {node: at for at, node in enumerate(sorted(largest))}
    kept = [
        piece
        for piece in pieces
        if piece.metres > 0 and number[piece.tail] in place and number[piece.head] in place
    ]
    first = np.zeros(len(kept) + 1, np.int64)
    first[1:] = np.cumsum([len(piece.points) for piece in kept]) if kept else 0

    def tenths(values: Iterable[float]) -> Any:
        return np.array([NO_WAY if math.isinf(value) else int(value + 0.5) for value in values], np.int32)

    return Network(
        np.array([place[number[piece.tail]] for piece in kept], np.int32),
        np.array([place[number[piece.head]] for piece in kept], np.int32),
        np.array([max(1, int(piece.metres + 0.5)) for piece in kept], np.int32),
        tenths(piece.along for piece in kept),
        tenths(piece.against for piece in kept),
        np.array([piece.kind.main for piece in kept], bool),
        np.array([piece.kind.doors for piece in kept], bool),
        first,
        np.array([point for piece in kept for point in piece.points], np.int32).reshape(-1, 2),
    )


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
        self._node = [None if spot is None else self._number(spot) for spot in spots]
        self._arcs()
        nodes = self._node[len(points) :]
        pairs = list(zip(nodes[::2], nodes[1::2], strict=True))
        self.located = [None not in pair and pair[0] != pair[1] for pair in pairs]
        # All are looked for before any is cut: the way round one closed road is no other closed road.
        cuts = {arc for pair in pairs for arc in self._closing(*pair)}
        for arc in cuts:
            self._graph.remove_edge_from_index(arc)

    def _number(self, spot: Spot) -> int:
        """The node of a spot: the junction where it lies at one, else one of its own."""
        net = self._network
        if spot.along == 0:
            return int(net.tail[spot.piece])
        if spot.along == int(net.metres[spot.piece]):
            return int(net.head[spot.piece])
        return self._places.setdefault((spot.piece, spot.along), net.junctions + len(self._places))

    def _arcs(self) -> None:
        """Every stretch that may be driven, pieces with places on them divided there."""
        import numpy as np
        import rustworkx

        net = self._network
        on: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (piece, metres), node in self._places.items():
            on[piece].append((metres, node))
        tails: list[int] = []
        heads: list[int] = []
        weights: list[float] = []
        pieces: list[int] = []
        begins: list[int] = []
        ends: list[int] = []
        divided = np.zeros(len(net.tail), bool)
        divided[list(on)] = True
        for tail, head, tenths, forward in (
            (net.tail, net.head, net.along, True),
            (net.head, net.tail, net.against, False),
        ):
            kept = np.flatnonzero(~divided & (tenths >= 0))
            tails += tail[kept].tolist()
            heads += head[kept].tolist()
            weights += (tenths[kept].astype(np.float64) * SHIFT + net.metres[kept]).tolist()
            pieces += kept.tolist()
            nothing, whole = np.zeros(len(kept), int), net.metres[kept]
            begins += (nothing if forward else whole).tolist()
            ends += (whole if forward else nothing).tolist()
        for piece, stops in on.items():
            whole = int(net.metres[piece])
            row = [(0, int(net.tail[piece])), *sorted(stops), (whole, int(net.head[piece]))]
            for (a, one), (b, two) in itertools.pairwise(row):
                for tail, head, begin, end, total in (
                    (one, two, a, b, int(net.along[piece])),
                    (two, one, b, a, int(net.against[piece])),
                ):
                    if total >= 0:
                        # Rounded at the places, not the stretches: they add up to the whole piece.
                        tenths = (total * b * 2 + whole) // (2 * whole) - (total * a * 2 + whole) // (
                            2 * whole
                        )
                        tails.append(tail)
                        heads.append(head)
                        weights.append(tenths * SHIFT + b - a + 0.0)
                        pieces.append(piece)
                        begins.append(begin)
                        ends.append(end)
        graph: Any = rustworkx.PyDiGraph()
        graph.add_nodes_from(range(net.junctions + len(self._places)))
        graph.extend_from_weighted_edge_list(list(zip(tails, heads, weights, strict=True)))
        self._graph, self._of = graph, (pieces, begins, ends)

    def _closing(self, begin: int | None, end: int | None) -> set[int]:
        """The stretches half way between two places, in both directions."""
        if begin is None or end is None:
            return set()
        there, back = self._arcs_between(begin, end), self._arcs_between(end, begin)
        cut = self._half_way(there)
        return cut if cut & set(back) else cut | self._half_way(back)

    def _half_way(self, arcs: Sequence[int]) -> set[int]:
        whole = sum(self._long(arc) for arc in arcs)
        run = 0
        for arc in arcs:
            run += self._long(arc)
            if 2 * run >= whole:
                tail, head = self._graph.get_edge_endpoints_by_index(arc)
                opposite = (
                    self._graph.edge_indices_from_endpoints(head, tail)
                    if self._graph.has_edge(head, tail)
                    else ()
                )
                return {arc, *(other for other in opposite if self._stretch(other) == self._stretch(arc))}
        return set()

    def _stretch(self, arc: int) -> tuple[int, int, int]:
        """Which stretch of which piece, in whichever direction it is driven."""
        pieces, begins, ends = self._of
        return pieces[arc], min(begins[arc], ends[arc]), max(begins[arc], ends[arc])

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
        for row, node in enumerate(nodes):
            lengths = rustworkx.digraph_dijkstra_shortest_path_lengths(self._graph, node, float)
            found[row, :-1] = [int(lengths[other]) if other in lengths else NO_WAY for other in nodes]
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
            part = self.finder.shape_between(pieces[arc], begins[arc], ends[arc])
            line += part[1:] if line else part
        return line


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
