"""Roads: all ways between 300 stops of a county, beside the library's bare searches on the same network.

The network is invented: a grid of crooked roads, about 200,000 nodes of which 11,000 are junctions.
"""

from __future__ import annotations

import random

import rustworkx

from models.rules.road.highways import RoadKind
from models.rules.road.joining import Way, network_of
from models.rules.road.network import DEGREE, Network
from models.rules.road.ways import SHIFT, Finder, Ways
from tests.bench.floor import Row, median

SIDE = 105
BENDS = 11
STEP = 40_000
STOPS = 300


def county(seed: int = 1) -> list[Way]:
    """Roads between ``SIDE`` × ``SIDE`` junctions, every fifth gone, each with its bends."""
    draw = random.Random(seed)
    wobble = STEP // 4
    junctions = {
        (row, column): (
            305_000_000 + row * STEP + draw.randrange(-wobble, wobble),
            1_055_000_000 + column * STEP + draw.randrange(-wobble, wobble),
        )
        for row in range(SIDE)
        for column in range(SIDE)
    }
    number = {place: at for at, place in enumerate(junctions)}
    ref = len(number)
    ways = []
    for (row, column), start in junctions.items():
        for other in ((row + 1, column), (row, column + 1)):
            if other not in junctions or draw.random() < 0.2:
                continue
            end = junctions[other]
            refs, points = [number[row, column]], [start]
            for bend in range(1, BENDS + 1):
                ref += 1
                refs.append(ref)
                points.append(
                    (
                        start[0] + (end[0] - start[0]) * bend // (BENDS + 1) + draw.randrange(-2000, 2000),
                        start[1] + (end[1] - start[1]) * bend // (BENDS + 1) + draw.randrange(-2000, 2000),
                    )
                )
            speed = 50 if row % 10 == 0 or column % 10 == 0 else draw.choice((15, 20, 25, 30))
            back = 0 if draw.random() < 0.02 else speed
            ways.append(Way([*refs, number[other]], [*points, end], RoadKind(speed, back, speed == 50, True)))
    return ways


def bare(network: Network) -> object:
    """The network as the library's own graph, with one number a stretch."""
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(network.junctions))
    arcs = []
    rows = zip(network.tail, network.head, network.along, network.against, network.metres, strict=True)
    for tail, head, along, against, metres in rows:
        arcs += [
            (int(a), int(b), int(tenths) * SHIFT + int(metres) + 0.0)
            for a, b, tenths in ((tail, head, along), (head, tail, against))
            if tenths >= 0
        ]
    graph.extend_from_weighted_edge_list(arcs)
    return graph


def run() -> list[Row]:
    """Measure joining the roads, finding all ways (also those of a day of 80), and the shapes of a drive's legs."""
    ways = county()
    joining = median(lambda: network_of(ways), 1)
    network = network_of(ways)
    finder = Finder(network)
    draw = random.Random(3)
    span = SIDE * STEP / DEGREE
    stops = [(30.5 + draw.random() * span, 105.5 + draw.random() * span) for _ in range(STOPS)]
    graph = bare(network)
    starts = draw.sample(range(network.junctions), STOPS)

    def search(count: int) -> None:
        for start in starts[:count]:
            rustworkx.digraph_dijkstra_shortest_path_lengths(graph, start, float)

    rows = [Row(f"{len({ref for way in ways for ref in way.refs}):,} nodes joined", joining, None, 15.0)]
    for count in (80, STOPS):
        ours = median(lambda count=count: Ways(finder, stops[:count]).matrix, 1)
        rows.append(
            Row(f"all ways between {count} stops", ours, median(lambda count=count: search(count), 1), 2.0)
        )
    day = Ways(finder, stops[:80])
    legs = median(lambda: [day.path(at, at + 1) for at in range(30)], 1)
    rows.append(Row("the shapes of 30 legs", legs, None, 2.0))
    return rows
