"""All ways between a day's places, kept beside the database: opening the day again looks for none of them.

No record: the file is made again whenever it is damaged, of other roads, or gone.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from models.database import current_path
from models.errors import UserError
from models.files import replacing
from models.queries.road.road_network import DAMAGED, closures, loaded, ways_between
from models.rules.road.coordinates import Point
from models.rules.road.distance import Measured, Place, Roads
from models.rules.road.ways import Finder, Ways
from models.sealed_file import sealed, unsealed, ways_of

FORMAT: Final = 1
TABLES: Final = 12
"""How many days are kept, the newest."""
BYTES: Final = 32_000_000
"""How large the file may become; a day of 300 stops is 0.7 million."""
WORTH: Final = 0.2
"""Seconds a search must have taken for its result to be kept."""
ARRAYS: Final = ("points", "metres", "tenths", "gaps", "parts")
UNKNOWN: Final = -1
Shut = Sequence[tuple[Point, Point]]


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """All ways between places: ``at`` numbers them, the rest is as in `models.rules.road.distance.Measured`.

    ``roads`` names the network; ``shut`` are the ends of the roads closed on it, ``located`` in their order.
    """

    roads: str
    shut: list[tuple[Point, Point]]
    at: dict[Point, int]
    metres: Any
    tenths: Any
    gaps: list[int | None]
    parts: list[int | None]
    located: list[bool]

    def answers(self, roads: str, points: Iterable[Point], shut: Shut) -> bool:
        """Whether the ways between these places are in it."""
        return self.roads == roads and self.shut == list(shut) and self.at.keys() >= set(points)


def table_of(roads: str, shut: Shut, ways: Ways, at: dict[Point, int]) -> TravelMatrix:
    """The table of ways that were looked for."""
    metres, tenths = ways.matrix
    gaps = [None if spot is None else spot.gap for spot in ways.spots]
    return TravelMatrix(roads, list(shut), at, metres, tenths, gaps, ways.parts, ways.located)


def ways_file() -> Path | None:
    """Where the ways of the open database lie; None when none is open."""
    path = current_path()
    return None if path is None else ways_of(path)


_using = threading.Lock()
_held: dict[tuple[str, int, int], list[TravelMatrix]] = {}


def cached(roads: str, points: Iterable[Point], shut: Shut) -> TravelMatrix | None:
    """The table that answers, None when there is none."""
    wanted = set(points)
    with _using:
        return next((one for one in _tables() if one.answers(roads, wanted, shut)), None)


def keep(table: TravelMatrix) -> None:
    """Keep a table as the newest, unless the disk refuses: then its ways are looked for again another time."""
    file = ways_file()
    if file is None:
        return
    with _using, contextlib.suppress(OSError, UserError):
        tables = [table]
        room = BYTES - _size(table)
        for other in _tables():
            room -= _size(other)
            same = table.answers(other.roads, other.at, other.shut)
            if other.roads == table.roads and not same and room >= 0:
                tables.append(other)
        with replacing(file, private=True) as unfinished:
            _write(tables[:TABLES], unfinished)
        state = file.stat()
        _held.clear()
        _held[str(file), state.st_mtime_ns, state.st_size] = tables[:TABLES]


def _size(table: TravelMatrix) -> int:
    return 8 * len(table.at) ** 2


def _tables() -> list[TravelMatrix]:
    """What the file holds, read once."""
    file = ways_file()
    try:
        state = file.stat() if file is not None else None
    except OSError:
        state = None
    if file is None or state is None:
        return []
    key = str(file), state.st_mtime_ns, state.st_size
    if key not in _held:
        _held.clear()
        _held[key] = _read(file)
    return _held[key]


def _write(tables: Sequence[TravelMatrix], file: Path) -> None:
    import numpy as np

    about = [{"roads": one.roads, "shut": one.shut, "located": one.located} for one in tables]
    arrays = {"about": np.frombuffer(json.dumps({"format": FORMAT, "tables": about}).encode(), np.uint8)}
    for number, one in enumerate(tables):
        places = sorted(one.at, key=lambda point: one.at[point])
        gaps, parts = (
            [UNKNOWN if value is None else value for value in values] for values in (one.gaps, one.parts)
        )
        values = places, one.metres, one.tenths, gaps, parts
        for name, value in zip(ARRAYS, values, strict=True):
            arrays[f"{name}{number}"] = np.array(value, np.float64 if name == "points" else np.int32)
    packed = BytesIO()
    np.savez(packed, allow_pickle=False, **arrays)
    file.write_bytes(sealed(packed.getvalue()))


def _read(file: Path) -> list[TravelMatrix]:
    import numpy as np

    try:
        content = unsealed(file.read_bytes())
        if content is None:
            return []
        with np.load(BytesIO(content), allow_pickle=False) as parts:
            head = json.loads(parts["about"].tobytes())
            if head["format"] != FORMAT:
                return []
            return [
                _table(said, *(parts[f"{name}{number}"] for name in ARRAYS))
                for number, said in enumerate(head["tables"])
            ]
    except DAMAGED:
        return []


def _table(
    said: dict[str, Any], points: Any, metres: Any, tenths: Any, gaps: Any, parts: Any
) -> TravelMatrix:
    """A table as it was written. Raises ValueError when it does not fit together."""
    size = len(points)
    if metres.shape != (size, size) or tenths.shape != (size, size) or not len(gaps) == len(parts) == size:
        raise ValueError
    shut = [((a, b), (c, d)) for (a, b), (c, d) in said["shut"]]
    at = {(north, east): number for number, (north, east) in enumerate(points.tolist())}
    beside, islands = (
        [None if value == UNKNOWN else value for value in values.tolist()] for values in (gaps, parts)
    )
    return TravelMatrix(said["roads"], shut, at, metres, tenths, beside, islands, said["located"])


def measured(places: Sequence[Place], roads: Roads) -> Measured | None:
    """The ways between places along the roads that are held, None when none are."""
    import numpy as np

    found = loaded()
    if found is None:
        return None
    closed = closures(roads)
    shut = [ends for _, ends in closed]
    table = _all_ways(found[0].name, found[2], {place.point for place in places}, shut)
    index = [table.at[place.point] for place in places]
    return Measured(
        table.metres[np.ix_(index, index)],
        table.tenths[np.ix_(index, index)],
        [table.gaps[number] for number in index],
        [table.parts[number] for number in index],
        frozenset(pair for (pair, _), known in zip(closed, table.located, strict=True) if known),
    )


def _all_ways(
    roads: str, finder: Finder, points: set[Point], shut: list[tuple[Point, Point]]
) -> TravelMatrix:
    table = cached(roads, points, shut)
    if table is None:
        begun = time.perf_counter()
        ways, at = ways_between(finder, points, shut)
        table = table_of(roads, shut, ways, at)
        if time.perf_counter() - begun > WORTH:
            keep(table)
    return table
