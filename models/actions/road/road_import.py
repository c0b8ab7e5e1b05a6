"""Reading the roads of an OpenStreetMap extract, and keeping them beside the database.

Nothing of it is a record: no operation is opened, and the file can be thrown away and made again.
"""

from __future__ import annotations

import bz2
import contextlib
import datetime as dt
import gzip
import importlib.util
import itertools
import mmap
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from models.errors import Cancelled, UserError
from models.files import replacing
from models.gc_pause import held_back
from models.i18n import plural, tr
from models.queries.party.road_map import RoadMap
from models.queries.road.road_network import Held, held, read_from, roads_file, write_network
from models.queries.road.travel_matrix_cache import ways_file
from models.rights import needs
from models.rules.desk import roles
from models.rules.road.coordinates import Point
from models.rules.road.highways import LEAST, SPEEDS, blocks, crossing, kind_of, only_turn
from models.rules.road.joining import Turn, Way, length, network_of
from models.rules.road.network import DEGREE, Network

Progress = Callable[[int, int, str], None]
"""Told how much is done; raises Cancelled once the user has stopped it."""
ENDINGS: Final = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
AROUND: Final = 0.15
"""Degrees beyond the outermost household that are read: a road may lead out and in again."""
STEP: Final = 20_000
PLACED: Final = "flex_mem" if sys.platform == "win32" else "sparse_file_array"
"""Where osmium keeps the places of a whole province: in a file that is gone afterwards, where it makes one."""
PACKED: Final[dict[str, Callable[[Path], Any]]] = {".bz2": bz2.open, ".gz": gzip.open}
PIECE: Final = 1 << 20
_MEGABYTE: Final = 1 << 20
NARROWING: Final = ("barrier", *LEAST)
MEGABYTES: Final = {".pbf": 100, ".osm": 2_000, ".bz2": 150, ".gz": 200}
"""The largest map file by how it is packed; a province's is half as large."""
PLACES: Final = 1_200_000
PLACES_OF_WAY: Final = 6
"""The most places that roads may have, a road by itself weighing as much as so many: five counties have as many."""


def needs_part() -> UserError | None:
    """Why no map file can be read by this installation, None when one can."""
    if all(importlib.util.find_spec(name) is not None for name in ("osmium", "rustworkx")):
        return None
    return UserError(
        tr('Reading a map file needs an extra part of Yuanba: run "{command}" once, with internet.').format(
            command="python3 dev.py setup roads"
        ),
        "source",
    )


@needs(roles.DRIVE)
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
        ways, turns, seen = _ways_in(source, area, progress)
        if not ways:
            if not seen:
                raise UserError(tr('There is no road in "{name}".').format(name=source.name), "source")
            raise UserError(
                tr(
                    'The roads in "{name}" are nowhere near the households. Take the extract of their province.'
                ).format(name=source.name),
                "source",
            )
        progress(0, 0, tr("Joining the roads"))
        network = network_of(ways, turns)
    if not len(network.metres):
        raise UserError(tr('There is no road in "{name}".').format(name=source.name), "source")
    facts = _facts(source, before, area, network)
    # The last moment at which it can be stopped.
    progress(0, 0, tr("Joining the roads"))
    with replacing(target) as unfinished:
        write_network(network, facts, unfinished)
    return facts


@needs(roles.DRIVE)
def renew_roads(progress: Progress = lambda done, total, text: None) -> bool:
    """Read the map file again when it has changed, people live beyond what was read of it, or another version of Yuanba
    read it; answers whether it was read.

    Roads that cannot be read now stay as they are: a drive is planned without them being new.
    """
    source = read_from()
    if source is None or needs_part() is not None:
        return False
    try:
        state = source.stat()
    except OSError:
        return False
    facts = held()
    if facts is not None and (state.st_size, state.st_mtime_ns) == (facts.size, facts.changed):
        if facts.covers(_known_points(), AROUND / 3):
            return False
    try:
        read_roads(source, progress)
    except Cancelled:
        raise
    except UserError:
        return False
    return True


@needs(roles.DRIVE)
def forget_roads() -> None:
    """Plan with straight lines again."""
    for file in (roads_file(), ways_file()):
        if file is not None:
            file.unlink(missing_ok=True)


def _known_points() -> list[Point]:
    return RoadMap(dt.date.today()).known_points


def _area(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """South, west, north and east of what is read."""
    if not points:
        raise UserError(
            tr(
                "Give the warehouse or a household its coordinates first, so that the roads around them are read."
            ),
            "source",
        )
    return (
        min(point[0] for point in points) - AROUND,
        min(point[1] for point in points) - AROUND,
        max(point[0] for point in points) + AROUND,
        max(point[1] for point in points) + AROUND,
    )


def _refuse_other(source: Path) -> None:
    if not source.is_file():
        raise UserError(tr('There is no file "{name}".').format(name=str(source)), "source")
    if not source.name.lower().endswith(ENDINGS):
        raise UserError(
            tr('"{name}" is no OpenStreetMap extract. Its name ends in {endings}.').format(
                name=source.name, endings=tr(", ").join(ENDINGS[:1] + ENDINGS[2:])
            ),
            "source",
        )
    most = MEGABYTES[source.suffix.lower()]
    if source.stat().st_size > most * _MEGABYTE:
        raise _too_large(source, most)


def _too_large(source: Path, most: int) -> UserError:
    words = tr('"{name}" is larger than {most} MB. Take the extract of the households\' province.')
    return UserError(words.format(name=source.name, most=f"{most:,}"), "source")


def _facts(source: Path, state: Any, area: tuple[float, float, float, float], network: Network) -> Held:
    return Held(
        str(source),
        state.st_size,
        state.st_mtime_ns,
        dt.date.today().isoformat(),
        *area,
        len(network.metres),
        int(network.metres.sum()),
        network.name,
    )


@contextlib.contextmanager
def _opened(source: Path, progress: Progress) -> Iterator[Any]:
    """The bytes of a map file for osmium.

    Not its path: on Windows osmium opens no name with letters beyond ASCII, and keeps a damaged file in use, so that
    it could not be replaced.
    """
    from osmium.io import FileBuffer

    packed = PACKED.get(source.suffix.lower())
    if packed is not None:
        # Osmium takes a packed file that was cut off for a whole one.
        with packed(source) as stream:
            for read in itertools.count(1):
                if not stream.read(PIECE):
                    break
                if read > MEGABYTES[".osm"]:
                    raise _too_large(source, MEGABYTES[".osm"])
                progress(0, 0, plural("{n} place or road looked at", "{n} places and roads looked at", 0))
    ending = next(end for end in sorted(ENDINGS, key=len, reverse=True) if source.name.lower().endswith(end))
    with source.open("rb") as stream:
        if not source.stat().st_size:
            yield FileBuffer(b"", ending[1:])
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield FileBuffer(content, ending[1:])


def _ways_in(
    source: Path, area: tuple[float, float, float, float], progress: Progress
) -> tuple[list[Way], list[Turn], bool]:
    """The ways in the area that may be driven, what turns are restricted, and whether the file has any road at all."""
    import osmium
    from osmium.osm import NODE, RELATION, WAY

    ways: list[Way] = []
    turns: list[Turn] = []
    closed: set[int] = set()
    ends = itertools.count(-1, -1)
    seen = False
    looked = weight = 0
    try:
        with _opened(source, progress) as content:
            # Nodes with tags come back too, for the barriers among them, and so that this thread breathes in between.
            reading: Any = osmium.FileProcessor(content, NODE | WAY | RELATION).with_locations(PLACED)
            for wanted, kind in (
                (osmium.filter.EmptyTagFilter(), NODE),
                (osmium.filter.KeyFilter("highway", "route"), WAY),
                (osmium.filter.TagFilter(("type", "restriction")), RELATION),
            ):
                wanted.enable_for(kind)
                reading = reading.with_filter(wanted)
            for thing in reading:
                looked += 1
                if looked % STEP == 0:
                    progress(
                        looked,
                        0,
                        plural("{n} place or road looked at", "{n} places and roads looked at", looked),
                    )
                if thing.is_node():
                    if any(key in thing.tags for key in NARROWING) and blocks(_tags(thing)):
                        closed.add(thing.id)
                elif thing.is_way():
                    seen = seen or thing.tags.get("highway") in SPEEDS
                    way = _way(thing, area)
                    if way is not None:
                        ways += _apart(way, closed, ends)
                        weight += len(way.refs) + PLACES_OF_WAY
                        if weight > PLACES:
                            raise _too_many(source)
                else:
                    turns += _turns(thing)
    except OSError as error:
        raise UserError(tr('"{name}" cannot be opened.').format(name=source.name), "source") from error
    except (RuntimeError, ValueError, EOFError, zlib.error, osmium.InvalidLocationError) as error:
        raise UserError(
            tr(
                '"{name}" cannot be read to its end: it is cut off, damaged, or no OpenStreetMap extract.'
                " Download it again."
            ).format(name=source.name),
            "source",
        ) from error
    return ways, turns, seen


def _too_many(source: Path) -> UserError:
    return UserError(
        tr(
            '"{name}" has more roads around the households than this laptop can hold. See whether one of them is set'
            " far away from all others."
        ).format(name=source.name),
        "source",
    )


def _tags(thing: Any) -> dict[str, str]:
    return {tag.k: tag.v for tag in thing.tags}


def _way(thing: Any, area: tuple[float, float, float, float]) -> Way | None:
    """A way as the network needs it; None when it lies elsewhere or may not be driven."""
    south, west, north, east = (int(degrees * DEGREE) for degrees in area)
    nodes = thing.nodes
    if len(nodes) < 2 or not any(
        (place := nodes[at].location).valid() and south <= place.y <= north and west <= place.x <= east
        for at in (0, len(nodes) // 2, -1)
    ):
        return None
    tags = _tags(thing)
    kind = kind_of(tags)
    if kind is None:
        return None
    found = [node for node in nodes if node.location.valid()]
    points = [(node.location.y, node.location.x) for node in found]
    return Way([node.ref for node in found], points, kind, thing.id, crossing(tags, length(points)))


def _turns(thing: Any) -> list[Turn]:
    """What a relation says of the turns over one node."""
    only = only_turn(_tags(thing))
    members: dict[str, list[int]] = {"from": [], "via": [], "to": []}
    for member in thing.members:
        if member.role in members:
            if member.type != ("n" if member.role == "via" else "w"):
                return []
            members[member.role].append(member.ref)
    if only is None or len(members["via"]) != 1:
        return []
    (over,) = members["via"]
    return [Turn(begin, over, end, only) for begin in members["from"] for end in members["to"]]


def _apart(way: Way, closed: set[int], ends: Iterator[int]) -> list[Way]:
    """A way divided where a barrier lets nobody pass; each side ends by a number of its own, so they never meet."""
    if closed.isdisjoint(way.refs):
        return [way] if len(way.refs) > 1 else []
    seconds = way.seconds
    parts = [Way([], [], way.kind, way.id, seconds)]
    for ref, point in zip(way.refs, way.points, strict=True):
        if ref in closed:
            parts[-1].refs.append(next(ends))
            parts[-1].points.append(point)
            parts.append(Way([], [], way.kind, way.id, seconds))
        parts[-1].refs.append(next(ends) if ref in closed else ref)
        parts[-1].points.append(point)
    return [part for part in parts if len(part.refs) > 1]
