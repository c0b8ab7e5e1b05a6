"""Reading the roads of an OpenStreetMap extract, and keeping them beside the database.

Nothing of it is a record: no operation is opened, and the file can be thrown away and made again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
import itertools
import mmap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from models.collector import held_back
from models.errors import Cancelled, UserError
from models.files import replacing
from models.i18n import tr
from models.queries.network import Held, held, roads_file, write_network
from models.queries.road import RoadMap
from models.rules.route.coordinates import Point
from models.rules.route.distance import middle, straight
from models.rules.route.highways import SPEEDS, blocks, kind_of
from models.rules.route.network import DEGREE, Network, Way, network_of

Progress = Callable[[int, int, str], None]
"""Told how much is done; raises Cancelled once the user has stopped it."""
ENDINGS: Final = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
AROUND: Final = 0.15
"""Degrees beyond the outermost household that are read: a road may lead out and in again."""
FAR: Final = 150_000
"""Metres from the middle of all households beyond which a place is a slip of the pen and asks for no roads."""
STEP: Final = 20_000


def needs_part() -> UserError | None:
    """Why no map file can be read by this installation, None when one can."""
    if all(importlib.util.find_spec(name) is not None for name in ("osmium", "rustworkx")):
        return None
    return UserError(
        tr("Reading a map file needs an extra part of Yuanba: run “{command}” once, with internet.").format(
            command="python3 dev.py setup roads"
        ),
        "source",
    )


def read_roads(source: Path, progress: Progress = lambda done, total, text: None) -> Held:
    """Read the roads around the households from a map file and keep them for the open database.

    What was kept before stays until all is read. Raises Cancelled, and UserError (field: source) when the file is no
    extract, is cut off, lies elsewhere or has no roads, when nobody's place is known, or the optional part is missing.
    """
    missing = needs_part()
    if missing is not None:
        raise missing
    target = roads_file()
    assert target is not None
    area = _area(_known_points())
    source = source.absolute()
    _refuse_other(source)
    before = source.stat()
    with held_back():
        ways, seen = _ways_in(source, area, progress)
        if not ways:
            if not seen:
                raise UserError(tr("There is no road in “{name}”.").format(name=source.name), "source")
            raise UserError(
                tr(
                    "The roads in “{name}” are nowhere near the households. Take the extract of their province."
                ).format(name=source.name),
                "source",
            )
        progress(0, 0, tr("Joining the roads"))
        network = network_of(ways)
    if not len(network.metres):
        raise UserError(tr("There is no road in “{name}”.").format(name=source.name), "source")
    facts = _facts(source, before, area, network)
    # The last moment at which it can be stopped.
    progress(0, 0, tr("Joining the roads"))
    with replacing(target) as unfinished:
        write_network(network, facts, unfinished)
    return facts


def renew_roads(progress: Progress = lambda done, total, text: None) -> bool:
    """Read the map file again when it has changed, or people live beyond what was read of it; whether it was read.

    Roads that cannot be read now stay as they are: a drive is planned without them being new.
    """
    facts = held()
    if facts is None or needs_part() is not None:
        return False
    source = Path(facts.source)
    try:
        state = source.stat()
    except OSError:
        return False
    points = _known_points()
    changed = (state.st_size, state.st_mtime_ns) != (facts.size, facts.changed)
    if not changed and facts.covers(_near(points), AROUND / 3):
        return False
    try:
        read_roads(source, progress)
    except Cancelled:
        raise
    except UserError:
        return False
    return True


def forget_roads() -> None:
    """Plan with straight lines again."""
    file = roads_file()
    if file is not None:
        file.unlink(missing_ok=True)


def _known_points() -> list[Point]:
    return RoadMap(dt.date.today()).known_points


def _near(points: Sequence[Point]) -> list[Point]:
    """Those not far away from all others."""
    if not points:
        return []
    ordered = sorted(points)
    centre = ordered[len(ordered) // 2][0], sorted(point[1] for point in points)[len(points) // 2]
    return [point for point in points if straight(point, centre) <= FAR] or [middle(points)]


def _area(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """South, west, north and east of what is read."""
    if not points:
        raise UserError(
            tr(
                "Give the warehouse or a household its coordinates first, so that the roads around them are read."
            ),
            "source",
        )
    near = _near(points)
    return (
        min(point[0] for point in near) - AROUND,
        min(point[1] for point in near) - AROUND,
        max(point[0] for point in near) + AROUND,
        max(point[1] for point in near) + AROUND,
    )


def _refuse_other(source: Path) -> None:
    if not source.is_file():
        raise UserError(tr("There is no file “{name}”.").format(name=str(source)), "source")
    if not source.name.lower().endswith(ENDINGS):
        raise UserError(
            tr("“{name}” is no OpenStreetMap extract. Its name ends in {endings}.").format(
                name=source.name, endings=tr(", ").join(ENDINGS[:1] + ENDINGS[2:])
            ),
            "source",
        )


def _facts(source: Path, state: Any, area: tuple[float, float, float, float], network: Network) -> Held:
    return Held(
        str(source),
        state.st_size,
        state.st_mtime_ns,
        dt.date.today().isoformat(),
        *area,
        len(network.metres),
        int(network.metres.sum()),
    )


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[Any]:
    """What osmium reads: the path, or the bytes where it could not open a path with letters beyond ASCII (Windows)."""
    from osmium.io import FileBuffer

    if str(source).isascii():
        yield str(source)
        return
    ending = next(end for end in sorted(ENDINGS, key=len, reverse=True) if source.name.lower().endswith(end))
    with source.open("rb") as stream:
        if not source.stat().st_size:
            yield FileBuffer(b"", ending[1:])
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield FileBuffer(content, ending[1:])


def _ways_in(
    source: Path, area: tuple[float, float, float, float], progress: Progress
) -> tuple[list[Way], bool]:
    """The ways in the area that may be driven, and whether the file has any road at all."""
    import osmium
    from osmium.osm import NODE, WAY

    south, west, north, east = (int(degrees * DEGREE) for degrees in area)
    ways: list[Way] = []
    closed: set[int] = set()
    ends = itertools.count(-1, -1)
    seen = False
    looked = 0
    try:
        with _opened(source) as content:
            # Nodes with tags come back too, for the barriers among them, and so that this thread breathes in between.
            tagged, roads = osmium.filter.EmptyTagFilter(), osmium.filter.KeyFilter("highway")
            tagged.enable_for(NODE)
            roads.enable_for(WAY)
            reading: Any = osmium.FileProcessor(content, NODE | WAY).with_locations()
            for thing in reading.with_filter(tagged).with_filter(roads):
                looked += 1
                if looked % STEP == 0:
                    progress(looked, 0, tr("{n} places and roads looked at").format(n=f"{looked:,}"))
                if thing.is_node():
                    if "barrier" in thing.tags and blocks({tag.k: tag.v for tag in thing.tags}):
                        closed.add(thing.id)
                    continue
                seen = seen or thing.tags.get("highway") in SPEEDS
                nodes = thing.nodes
                if len(nodes) < 2 or not any(
                    (place := nodes[at].location).valid()
                    and south <= place.y <= north
                    and west <= place.x <= east
                    for at in (0, len(nodes) // 2, -1)
                ):
                    continue
                kind = kind_of({tag.k: tag.v for tag in thing.tags})
                if kind is None:
                    continue
                refs, points = [], []
                for node in nodes:
                    if node.location.valid():
                        refs.append(node.ref)
                        points.append((node.location.y, node.location.x))
                ways += _apart(Way(refs, points, kind), closed, ends)
    except OSError as error:
        raise UserError(tr("“{name}” cannot be opened.").format(name=source.name), "source") from error
    except RuntimeError as error:
        raise UserError(
            tr(
                "“{name}” cannot be read to its end: it is cut off, damaged, or no OpenStreetMap extract."
                " Download it again."
            ).format(name=source.name),
            "source",
        ) from error
    return ways, seen


def _apart(way: Way, closed: set[int], ends: Iterator[int]) -> list[Way]:
    """A way divided where a barrier lets nobody pass; each side ends by a number of its own, so they never meet."""
    parts = [Way([], [], way.kind)]
    for ref, point in zip(way.refs, way.points, strict=True):
        if ref in closed:
            parts[-1].refs.append(next(ends))
            parts[-1].points.append(point)
            parts.append(Way([], [], way.kind))
        parts[-1].refs.append(next(ends) if ref in closed else ref)
        parts[-1].points.append(point)
    return [part for part in parts if len(part.refs) > 1]
