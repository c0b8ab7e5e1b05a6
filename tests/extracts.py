"""Small OpenStreetMap extracts for tests, written with the library that reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation
from osmium.osm.mutable import Way as Line

Tags = Mapping[str, str]


def write_extract(
    path: Path,
    places: Mapping[int, tuple[float, float]],
    roads: Sequence[tuple[Sequence[int], Tags]],
    tagged: Mapping[int, Tags] | None = None,
    turns: Sequence[tuple[int, int, int, Tags]] = (),
) -> Path:
    """An extract of nodes (latitude, longitude) and ways through them, in the format its name says.

    ``turns`` are restrictions from a way (the first is 1) over a node into a way.
    """
    path.unlink(missing_ok=True)
    # Osmium writes no name beyond ASCII on Windows.
    plain = path.with_name("written" + "".join(path.suffixes))
    writer = osmium.SimpleWriter(str(plain))
    for ref, (latitude, longitude) in sorted(places.items()):
        writer.add_node(Node(id=ref, location=(longitude, latitude), tags=dict((tagged or {}).get(ref, {}))))
    for number, (refs, tags) in enumerate(roads, start=1):
        writer.add_way(Line(id=number, nodes=list(refs), tags=dict(tags)))
    for number, (begin, over, end, tags) in enumerate(turns, start=1):
        members = [("w", begin, "from"), ("n", over, "via"), ("w", end, "to")]
        writer.add_relation(Relation(id=number, members=members, tags={"type": "restriction", **tags}))
    writer.close()
    return plain.rename(path)


def county(path: Path, south: float = 30.70, west: float = 105.65, size: int = 8, step: float = 0.02) -> Path:
    """A grid of roads with bends, every third one a main road."""
    places: dict[int, tuple[float, float]] = {}
    roads: list[tuple[list[int], Tags]] = []
    for row in range(size):
        for column in range(size):
            places[row * size + column + 1] = south + row * step, west + column * step
    bend = size * size
    for row in range(size):
        for column in range(size):
            here = row * size + column + 1
            for there, on in ((here + 1, column + 1 < size), (here + size, row + 1 < size)):
                if not on:
                    continue
                a, b = places[here], places[there]
                bend += 1
                side = step / 10
                places[bend] = (
                    (a[0] + b[0]) / 2 + side * (b[1] > a[1]),
                    (a[1] + b[1]) / 2 + side * (b[0] > a[0]),
                )
                main = (row if there == here + 1 else column) % 3 == 0
                roads.append(([here, bend, there], {"highway": "secondary" if main else "unclassified"}))
    return write_extract(path, places, roads)
