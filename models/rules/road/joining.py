"""The network of the ways of a map: cut where they meet, joined where they only go on, some turns banned."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from models.rules.road.highways import RoadKind
from models.rules.road.network import DEGREE, DEGREE_METRES, NO_WAY, Apart, Network

ISLAND: Final = 10_000
SHARE: Final = 0.05
"""Metres of road, and how much of the largest part's, that make a part of its own worth keeping."""


@dataclass(slots=True)
class Way:
    """A way as read: its nodes' ids, their places (latitude, longitude in ten-millionths), and how it is driven.

    ``seconds``: how long all of it takes, None where its kind's speed says so.
    """

    refs: list[int]
    points: list[tuple[int, int]]
    kind: RoadKind
    id: int = 0
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn from a way over a node into a way: forbidden, or the ``only`` one allowed on coming that way."""

    begin: int
    over: int
    end: int
    only: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    tail: int
    head: int
    points: list[tuple[int, int]]
    metres: float
    along: float
    against: float
    kind: RoadKind
    ids: tuple[int, int]
    """The ways it is of at its tail and at its head."""

    def turned(self) -> _Piece:
        return _Piece(
            self.head,
            self.tail,
            self.points[::-1],
            self.metres,
            self.against,
            self.along,
            RoadKind(self.kind.against, self.kind.along, self.kind.main, self.kind.doors),
            self.ids[::-1],
        )


def network_of(ways: Sequence[Way], turns: Sequence[Turn] = ()) -> Network:
    """The largest part of these roads in which one gets from everywhere to everywhere, and others as good as islands.

    What is smaller is a mistake of the map, or nobody's way. No piece when there is no road.
    """
    pieces = _joined(_split(ways, {turn.over for turn in turns}))
    return _large(pieces, turns)


def _split(ways: Sequence[Way], apart: Iterable[int]) -> tuple[list[_Piece], dict[int, int]]:
    """The ways cut wherever they meet, and how many ends of pieces come to each of their end nodes.

    Nodes to be held ``apart`` count for more, so that nothing is joined over them.
    """
    meets: dict[int, int] = defaultdict(int, dict.fromkeys(apart, 3))
    for way in ways:
        for ref in way.refs[1:-1]:
            meets[ref] += 2
        meets[way.refs[0]] += 1
        meets[way.refs[-1]] += 1
    pieces: list[_Piece] = []
    for way in ways:
        start = 0
        whole = None if way.seconds is None else max(1.0, length(way.points))
        for at in range(1, len(way.refs)):
            if at < len(way.refs) - 1 and meets[way.refs[at]] <= 2:
                continue
            points = way.points[start : at + 1]
            metres = length(points)
            along, against = (
                math.inf
                if not speed
                else metres * 36 / speed
                if whole is None or way.seconds is None
                else metres * 10 * way.seconds / whole
                for speed in (way.kind.along, way.kind.against)
            )
            ids = way.id, way.id
            pieces.append(
                _Piece(way.refs[start], way.refs[at], points, metres, along, against, way.kind, ids)
            )
            start = at
    return pieces, meets


def length(points: Sequence[tuple[int, int]]) -> float:
    """The metres through these places."""
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
                (chain[0].ids[0], chain[-1].ids[1]),
            )
        )
    return result


def _large(pieces: list[_Piece], turns: Sequence[Turn]) -> Network:
    import numpy as np

    number: dict[int, int] = {}
    arcs = []
    for piece in pieces:
        tail = number.setdefault(piece.tail, len(number))
        head = number.setdefault(piece.head, len(number))
        if not math.isinf(piece.along):
            arcs.append((tail, head))
        if not math.isinf(piece.against):
            arcs.append((head, tail))
    part_of = _parts(len(number), arcs)
    inner = [
        piece
        for piece in pieces
        # One of no length may still be what joins two junctions drawn on the same spot.
        if (piece.metres > 0 or piece.tail != piece.head)
        and part_of[number[piece.tail]] == part_of[number[piece.head]]
    ]
    sizes: dict[int, float] = defaultdict(float)
    for piece in inner:
        sizes[part_of[number[piece.tail]]] += piece.metres
    by_size = sorted(sizes, key=lambda part: -sizes[part])
    large = {*by_size[:1], *(p for p in by_size if sizes[p] > max(ISLAND, sizes[by_size[0]] * SHARE))}
    kept = [piece for piece in inner if part_of[number[piece.tail]] in large]
    place: dict[int, int] = {}
    for piece in kept:
        for node in (piece.tail, piece.head):
            place.setdefault(number[node], len(place))
    first = np.zeros(len(kept) + 1, np.int64)
    first[1:] = np.cumsum([len(piece.points) for piece in kept]) if kept else 0

    def tenths(values: Iterable[float]) -> Any:
        return np.array([NO_WAY if math.isinf(value) else int(value + 0.5) for value in values], np.int32)

    network = Network(
        np.array([place[number[piece.tail]] for piece in kept], np.int32),
        np.array([place[number[piece.head]] for piece in kept], np.int32),
        np.array([max(1, int(piece.metres + 0.5)) for piece in kept], np.int32),
        tenths(piece.along for piece in kept),
        tenths(piece.against for piece in kept),
        np.array([piece.kind.main for piece in kept], bool),
        np.array([piece.kind.doors for piece in kept], bool),
        first,
        np.array([point for piece in kept for point in piece.points], np.int32).reshape(-1, 2),
        np.zeros((0, 2), np.int32),
        np.array([part_of[number[piece.tail]] for piece in kept], np.int32),
    )
    bans = _followed(network, _bans(kept, turns))
    return replace(network, bans=np.array(sorted(bans), np.int32).reshape(-1, 2))


def _parts(size: int, arcs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """A number for each node, the same for those that can be reached from each other."""
    import rustworkx

    graph: Any = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(size))
    graph.extend_from_edge_list(list(arcs))
    parts = rustworkx.strongly_connected_components(graph)
    return {node: at for at, part in enumerate(parts) for node in part}


def _bans(pieces: Sequence[_Piece], turns: Sequence[Turn]) -> set[tuple[int, int]]:
    """The pairs of ends that these turns forbid; where one is forbidden, nobody turns back either."""
    over = {turn.over for turn in turns}
    at: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for side, node in enumerate((piece.tail, piece.head)):
            if node in over:
                at[node].append((2 * number + side, piece.ids[side]))
    found: set[tuple[int, int]] = set()
    for turn in turns:
        begins = [end for end, way in at[turn.over] if way == turn.begin]
        ends = [end for end, way in at[turn.over] if way == turn.end]
        # A way that goes on beyond the node says not which side is meant.
        if len(begins) != 1 or len(ends) != 1:
            continue
        found |= {(end, end) for end, _ in at[turn.over]}
        others = [end for end, _ in at[turn.over] if end != ends[0]] if turn.only else ends
        found |= {(begins[0], end) for end in others}
    return found


def _followed(network: Network, bans: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the bans with which one still gets from everywhere to everywhere."""
    while bans:
        apart = Apart(network, network.junctions, bans)
        arcs = [*apart.links]
        for tail, head, tenths, side in (
            (network.tail, network.head, network.along, 0),
            (network.head, network.tail, network.against, 1),
        ):
            for piece in (tenths >= 0).nonzero()[0].tolist():
                go, come = 2 * piece + side, 2 * piece + 1 - side
                arcs.append((apart.go.get(go, int(tail[piece])), apart.come.get(come, int(head[piece]))))
        part_of = _parts(network.junctions + apart.count, arcs)
        # With every turn allowed each part is one; so while one is two, some ban lies between them.
        between = {
            (a, b)
            for a, b in bans
            if a in apart.come and b in apart.go and part_of[apart.come[a]] != part_of[apart.go[b]]
        }
        if not between:
            break
        # Where one may go nowhere else, one turns back before one turns where it is forbidden.
        bans = bans - ({(a, b) for a, b in between if a == b} or between)
    return bans
