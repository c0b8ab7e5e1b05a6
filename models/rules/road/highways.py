"""Which ways of OpenStreetMap a small truck may use, in which direction, and how fast it gets on there.

Tags as the OpenStreetMap wiki describes them (Key:highway, Key:access, Key:oneway, Key:maxspeed, Key:tracktype,
Key:surface, Key:barrier, Tag:route=ferry, Relation:restriction). Of what holds at some hours only nothing is followed.
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
OPENED: Final = 10
"""km/h on a footpath or the like that a tag opens to motor vehicles."""
DESTINATION: Final = 15
"""km/h at most where only those who live there may drive: they are reached, and nobody goes through."""
FORD: Final = 8
FERRY: Final = 8
"""km/h of a ferry of which no duration is known."""
BOARDING: Final = 600
"""Seconds to wait for a ferry and drive on and off it; half its interval where that is longer."""
TRACKS: Final = {"grade1": 25, "grade2": 20, "grade3": 15, "grade4": 8, "grade5": 0}
"""km/h by the grade of a track; grade5 is soft ground that a truck does not get through."""
PAVED: Final = frozenset(
    ("paved", "asphalt", "concrete", "concrete:plates", "concrete:lanes", "paving_stones")
)
"""Surfaces that make a track of no grade one of grade1, as village roads of concrete are."""
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
    "unhewn_cobblestone": 15,
    "paving_stones": 30,
    "stone": 12,
    "wood": 15,
    "sett": 25,
}
"""km/h at most, by surface."""
SMOOTH: Final = {"bad": 20, "very_bad": 12, "horrible": 8, "very_horrible": 0, "impassable": 0}
CLOSED: Final = frozenset(
    (
        "no",
        "private",
        "restricted",
        "military",
        "official",
        "emergency",
        "permit",
        "agricultural",
        "forestry",
        "bus",
        "psv",
        "use_sidepath",
    )
)
LOCAL: Final = frozenset(("destination", "residents", "customers", "delivery", "discouraged"))
WHO: Final = ("goods", "motorcar", "motor_vehicle", "vehicle", "access")
"""Whom a tag of access speaks of, the most exact first."""
MOTOR: Final = ("goods", "motorcar", "motor_vehicle")
TURNS: Final = ("restriction", *(f"restriction:{who}" for who in WHO[:-1]))
LEAST: Final = {"maxweight": 25, "maxwidth": 19, "maxheight": 21}
"""Tenths of a tonne and of a metre that a loaded small truck needs."""
POSTS: Final = frozenset(
    (
        "bollard",
        "block",
        "cycle_barrier",
        "motorcycle_barrier",
        "jersey_barrier",
        "log",
        "debris",
        "stile",
        "kissing_gate",
        "turnstile",
    )
)
FOOTWAYS: Final = frozenset(("path", "footway", "pedestrian", "cycleway", "bridleway"))
MAIN: Final = frozenset(("motorway", "trunk", "primary", "secondary"))
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(mph)?")
_CLOCK: Final = re.compile(
    r"(?P<minutes>\d+)|(?P<clock>\d+:\d\d(?::\d\d)?)|PT(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)S)?"
)


@dataclass(frozen=True, slots=True)
class RoadKind:
    """How a way may be driven: km/h along its nodes and against them, 0 where that is not allowed.

    ``main``: a road that orders the map; ``doors``: whether a household can lie at it (no motorway, no tunnel).
    """

    along: int
    against: int
    main: bool
    doors: bool


def kind_of(tags: Mapping[str, str]) -> RoadKind | None:
    """How a small truck may use a way, or None when it may not. A ferry's time is what `crossing` says."""
    name = tags.get("highway", "")
    if not name and tags.get("route") == "ferry":
        speed = FERRY if opened(tags) else 0
    else:
        speed = _speed(name, tags)
    if speed <= 0 or shut(tags) or tags.get("area") == "yes" or narrow(tags):
        return None
    if tags.get("service") == "emergency_access" or tags.get("impassable") == "yes":
        return None
    oneway = tags.get("oneway", "")
    if oneway == "reversible":
        return None
    if not oneway and (name == "motorway" or tags.get("junction") in ("roundabout", "circular")):
        oneway = "yes"
    base = name.removesuffix("_link")
    doors = base not in ("", "motorway") and tags.get("tunnel", "no") in ("no", "building_passage")
    return RoadKind(
        0 if oneway in ("-1", "reverse") else speed,
        0 if oneway in ("yes", "true", "1") else speed,
        base in MAIN,
        doors,
    )


def _speed(name: str, tags: Mapping[str, str]) -> int:
    """km/h on a highway of this class, 0 where a truck does not get through."""
    speed = SPEEDS.get(name, 0)
    if name in FOOTWAYS and opened(tags):
        speed = OPENED
    surfaces = _values(tags.get("surface", ""))
    if name == "track":
        grade = "grade1" if surfaces and surfaces <= PAVED else ""
        speed = TRACKS.get(tags.get("tracktype", grade), speed)
    speed = min(
        speed,
        SMOOTH.get(tags.get("smoothness", ""), speed),
        FORD if tags.get("ford", "no") != "no" else speed,
        DESTINATION if _values(_access(tags)) & LOCAL else speed,
        *(SURFACES.get(surface, speed) for surface in surfaces),
    )
    limit = _amount(tags.get("maxspeed", ""))
    return min(speed, max(5, limit)) if limit else speed


def crossing(tags: Mapping[str, str], metres: float) -> int | None:
    """The seconds that a ferry takes over so many metres, waiting counted; None for what is no ferry."""
    if "highway" in tags or tags.get("route") != "ferry":
        return None
    sails = _seconds(tags.get("duration", "")) or int(metres * 36 / (FERRY * 10))
    return sails + max(BOARDING, (_seconds(tags.get("interval", "")) or 0) // 2)


def shut(tags: Mapping[str, str]) -> bool:
    """Whether these tags keep a truck of the cooperative out."""
    said = _values(_access(tags))
    return bool(said) and said <= CLOSED


def opened(tags: Mapping[str, str]) -> bool:
    """Whether a tag says that motor vehicles may use what is otherwise for walkers."""
    return any(_values(tags.get(who, "")) - CLOSED for who in MOTOR) and not shut(tags)


def narrow(tags: Mapping[str, str]) -> bool:
    """Whether a limit of weight, width or height keeps a loaded small truck out."""
    return any((_tenths(tags.get(key, "")) or need) < need for key, need in LEAST.items())


def blocks(tags: Mapping[str, str]) -> bool:
    """Whether a node of a way lets no truck pass: posts, a low bar, or a barrier that is shut or locked."""
    barrier = tags.get("barrier", "")
    if narrow(tags):
        return True
    if barrier in POSTS:
        return not any(who in tags and not _values(tags[who]) <= CLOSED for who in WHO)
    return bool(barrier) and (shut(tags) or tags.get("locked") == "yes")


def only_turn(tags: Mapping[str, str]) -> bool | None:
    """Of a restriction's tags: True when its turn is the only one allowed, False when it is forbidden.

    None when it says nothing to a small truck, or not always.
    """
    said = next((tags[key] for key in TURNS if key in tags), "")
    always = not any(key in tags for key in ("day_on", "hour_on", "day_off", "hour_off"))
    if not always or _values(tags.get("except", "")) & set(MOTOR):
        return None
    return said.startswith("only_") if said.startswith(("only_", "no_")) else None


def _access(tags: Mapping[str, str]) -> str:
    """What is said to a small truck most exactly."""
    return next((tags[who] for who in WHO if who in tags), "")


def _values(text: str) -> frozenset[str]:
    """The values of a tag that may list several."""
    return frozenset(part.strip().lower() for part in text.split(";") if part.strip())


def _seconds(text: str) -> int | None:
    """A time such as 15 (minutes), 00:15, 1:30:00 or PT15M; None when it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    if found["minutes"]:
        return int(found["minutes"]) * 60
    if found["clock"]:
        hours, minutes, seconds = (*(int(part) for part in found["clock"].split(":")), 0)[:3]
        return hours * 3600 + minutes * 60 + seconds
    return sum(int(found[name] or 0) * unit for name, unit in (("h", 3600), ("m", 60), ("s", 1)))


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
