"""Which ways of OpenStreetMap a small truck may use, in which direction, and how fast it gets on there.

Tags as the OpenStreetMap wiki describes them (Key:highway, Key:access, Key:oneway, Key:maxspeed, Key:tracktype,
Key:surface). Restrictions of single turns are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SPEEDS: Final = {
    "motorway": 80,
    "motorway_link": 40,
    "trunk": 60,
    "trunk_link": 35,
    "primary": 50,
    "primary_link": 30,
    "secondary": 40,
    "secondary_link": 30,
    "tertiary": 35,
    "tertiary_link": 25,
    "unclassified": 30,
    "residential": 25,
    "road": 25,
    "living_street": 15,
    "service": 15,
    "track": 12,
}
"""km/h that a small truck keeps on the average on roads of hill country, by class."""
TRACKS: Final = {"grade1": 25, "grade2": 20, "grade3": 15, "grade4": 8, "grade5": 0}
"""km/h by the grade of a track; grade5 is soft ground that a truck does not get through."""
SURFACES: Final = {
    "unpaved": 15,
    "dirt": 15,
    "earth": 15,
    "ground": 15,
    "clay": 15,
    "rock": 12,
    "mud": 8,
    "sand": 8,
    "grass": 8,
    "gravel": 20,
    "pebblestone": 20,
    "fine_gravel": 25,
    "compacted": 25,
    "cobblestone": 20,
    "sett": 25,
}
"""km/h at most, by surface."""
SMOOTH: Final = {"bad": 20, "very_bad": 12, "horrible": 8, "very_horrible": 0, "impassable": 0}
CLOSED: Final = frozenset(
    ("no", "private", "military", "emergency", "agricultural", "forestry", "bus", "psv", "use_sidepath")
)
WHO: Final = ("goods", "motorcar", "motor_vehicle", "vehicle", "access")
"""Whom a tag of access speaks of, the most exact first."""
LEAST: Final = {"maxweight": 25, "maxwidth": 19, "maxheight": 21}
"""Tenths of a tonne and of a metre that a loaded small truck needs."""
POSTS: Final = frozenset(("bollard", "block", "cycle_barrier", "jersey_barrier", "log", "debris", "stile"))
MAIN: Final = frozenset(("motorway", "trunk", "primary", "secondary"))
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(mph)?")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a way may be driven: km/h along its nodes and against them, 0 where that is not allowed.

    ``main``: a road that orders the map; ``doors``: whether a household can lie at it (no motorway, no tunnel).
    """

    along: int
    against: int
    main: bool
    doors: bool


def kind_of(tags: Mapping[str, str]) -> Kind | None:
    """How a small truck may use a way, or None when it may not."""
    name = tags.get("highway", "")
    speed = SPEEDS.get(name, 0)
    if name == "track" and "tracktype" in tags:
        speed = TRACKS.get(tags["tracktype"], speed)
    speed = min(
        speed, SURFACES.get(tags.get("surface", ""), speed), SMOOTH.get(tags.get("smoothness", ""), speed)
    )
    limit = _amount(tags.get("maxspeed", ""))
    if limit:
        speed = min(speed, max(5, limit))
    if speed <= 0 or shut(tags) or tags.get("area") == "yes":
        return None
    if any((_tenths(tags.get(key, "")) or need) < need for key, need in LEAST.items()):
        return None
    oneway = tags.get("oneway", "")
    if not oneway and (name == "motorway" or tags.get("junction") in ("roundabout", "circular")):
        oneway = "yes"
    base = name.removesuffix("_link")
    doors = base != "motorway" and tags.get("tunnel", "no") in ("no", "building_passage")
    return Kind(
        0 if oneway in ("-1", "reverse") else speed,
        0 if oneway in ("yes", "true", "1") else speed,
        base in MAIN,
        doors,
    )


def shut(tags: Mapping[str, str]) -> bool:
    """Whether these tags keep a truck of the cooperative out."""
    for who in WHO:
        if who in tags:
            return tags[who] in CLOSED
    return False


def blocks(tags: Mapping[str, str]) -> bool:
    """Whether a node of a way lets no truck pass: posts, or a barrier that is shut."""
    barrier = tags.get("barrier", "")
    if barrier in POSTS:
        return not any(who in tags and tags[who] not in CLOSED for who in WHO)
    return bool(barrier) and shut(tags)


def _tenths(text: str) -> int | None:
    """Tonnes or metres of a tag such as 2.5 or 2 t, in tenths."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    whole, _, part = found[1].partition(".")
    return int(whole) * 10 + int((part or "0")[0])


def _amount(text: str) -> int:
    """km/h of a tag such as 40, 25 mph; 0 when it names no number."""
    found = _NUMBER.match(text)
    if found is None:
        return 0
    number = int(found[1].partition(".")[0])
    return number * 1609 // 1000 if found[2] else number
