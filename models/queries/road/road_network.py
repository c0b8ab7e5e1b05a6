"""The roads read from a map file: what is held of them beside the database, and the ways on them.

They lie in a file of their own, because they are no record of the cooperative: it can be made again from the map file.
"""

from __future__ import annotations

import importlib.util
import json
import threading
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from models.database import current_path
from models.rules.road.coordinates import Point
from models.rules.road.distance import Roads
from models.rules.road.network import ARRAYS, Network
from models.rules.road.ways import Finder, Ways

FORMAT: Final = 2
"""Raised when the arrays change, or the rules by which they are made of a map."""
REMEMBERED: Final = 8
DAMAGED: Final = (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile)
"""What reading a file raises that is no more what was written."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held: the map file it was read from (``size`` in bytes, ``changed`` in ns), when, and of which area."""

    source: str
    size: int
    changed: int
    read_on: str
    south: float
    west: float
    north: float
    east: float
    pieces: int
    metres: int
    name: str
    """What tells these roads from any others."""

    def covers(self, points: Sequence[Point], room: float = 0.0) -> bool:
        """Whether all of these lie in the area, ``room`` degrees from its rim."""
        return all(
            self.south + room <= lat <= self.north - room and self.west + room <= lon <= self.east - room
            for lat, lon in points
        )


def beside(ending: str) -> Path | None:
    """The file of the open database's name with another ending; None when none is open."""
    path = current_path()
    return None if path is None else path.with_name(f"{path.name}{ending}")


def roads_file() -> Path | None:
    """Where the roads of the open database lie; None when none is open."""
    return beside(".roads")


def can_route() -> bool:
    """Whether the optional part that finds ways is installed."""
    return importlib.util.find_spec("rustworkx") is not None


def held() -> Held | None:
    """What is held of the roads, None when there is nothing that can be used."""
    found = loaded()
    return None if found is None else found[0]


def held_file() -> bool:
    """Whether there is a file of roads at all, without reading it."""
    file = roads_file()
    return file is not None and file.is_file()


def loaded() -> tuple[Held, Network, Finder] | None:
    """What is held with the roads themselves, read once."""
    file = roads_file()
    if file is None or not can_route():
        return None
    try:
        state = file.stat()
    except OSError:
        return None
    key = str(file), state.st_mtime_ns, state.st_size
    # The page's question and the work beside the window may both come first.
    with _loading:
        if key not in _loaded:
            _loaded.clear()
            _loaded[key] = _read(file)
        return _loaded[key]


_loading = threading.Lock()
_loaded: dict[tuple[str, int, int], tuple[Held, Network, Finder] | None] = {}


def read_from() -> Path | None:
    """The map file of which roads of any version were read, also when they cannot be used now."""
    import numpy as np

    file = roads_file()
    if file is None:
        return None
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as parts:
            return Path(json.loads(parts["about"].tobytes())["source"])
    except DAMAGED:
        return None


def _read(file: Path) -> tuple[Held, Network, Finder] | None:
    import numpy as np

    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as parts:
            head = json.loads(parts["about"].tobytes())
            if head.pop("format") != FORMAT:
                return None
            network = Network(**{name: parts[name] for name in ARRAYS})
            if head["name"] != network.name:
                return None
            return Held(**head), network, Finder(network)
    except DAMAGED:
        # Damaged, or of another version: as good as none, it is made again from the map file.
        return None


def write_network(network: Network, facts: Held, file: Path) -> None:
    """Write what `held` and the ways are read from. May raise OSError."""
    import numpy as np

    head = json.dumps({"format": FORMAT, **asdict(facts)}).encode()
    with file.open("wb") as stream:
        np.savez(
            stream,
            about=np.frombuffer(head, np.uint8),
            **{name: getattr(network, name) for name in ARRAYS},
        )


# -- ways ------------------------------------------------------------------------------------------------------------

_remembered: list[tuple[Ways, dict[Point, int], list[tuple[Point, Point]]]] = []
_remembering = threading.Lock()


def ways_between(
    finder: Finder, points: Iterable[Point], shut: list[tuple[Point, Point]]
) -> tuple[Ways, dict[Point, int]]:
    """The ways between points, and the number of each point in them; the newest are remembered.

    Those of a whole day serve each of its drives.
    """
    wanted = set(points)
    with _remembering:
        for ways, at, closed in _remembered:
            if ways.finder is finder and closed == shut and at.keys() >= wanted:
                return ways, at
    listed = sorted(wanted)
    ways, at = Ways(finder, listed, shut), {point: number for number, point in enumerate(listed)}
    with _remembering:
        _remembered[:] = [(ways, at, shut), *(one for one in _remembered if one[0].finder is finder)][
            :REMEMBERED
        ]
    return ways, at


def closures(roads: Roads) -> list[tuple[frozenset[str], tuple[Point, Point]]]:
    """The closed pairs of villages with where the two lie."""
    pairs = [sorted(pair) for pair in roads.closed if len(pair) == 2]
    return [
        (frozenset(pair), (roads.middles[pair[0]], roads.middles[pair[1]]))
        for pair in sorted(pairs)
        if all(village in roads.middles for village in pair)
    ]
