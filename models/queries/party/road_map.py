"""Where people live and are at home on a day, and what is known of the ways between them."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from models.database import among, db
from models.queries.document_common import Contact, contacts
from models.queries.party.whereabouts import as_heavy, farthest, named_warehouse
from models.rules.road.coordinates import Point, to_wgs84
from models.rules.road.day import MIDNIGHT, Window
from models.rules.road.distance import Roads, learned_detour, middle
from models.rules.road.outliers import Outlier, centre_of, outlier
from models.settings import settings
from models.tables import road
from models.tables.party import Household

OWN, VILLAGE, TOWNSHIP, GUESSED = "own", "village", "township", "guessed"
RING: Final = 0.07
"""Degrees from the warehouse at which a village nobody knows the place of is drawn and timed."""


@dataclass(frozen=True, slots=True)
class Home:
    """A household on the map; ``known`` says how: OWN coordinates, the mean of its VILLAGE or TOWNSHIP, or GUESSED.

    ``outlier``: its own coordinates cannot be right and were left aside.
    """

    contact: Contact
    point: Point
    known: str
    window: Window
    outlier: Outlier | None = None

    @property
    def astray(self) -> bool:
        """Whether nobody knows where to drive: its coordinates are wrong, and its village has no others."""
        return self.outlier is not None and self.known == GUESSED


def clock(text: str, default: int) -> int:
    """HH:MM as seconds after midnight."""
    if not text:
        return default
    hours, _, minutes = text.partition(":")
    return int(hours) * 3600 + int(minutes or 0) * 60


class RoadMap:
    """Where everybody is on a day. Reads the places of all households once."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.limits = settings()
        villages: dict[tuple[str, str], list[Point]] = defaultdict(list)
        townships: dict[str, list[Point]] = defaultdict(list)
        self._own: dict[int, Point] = {}
        rows = db.execute(
            Household.select(
                Household.id,
                Household.township,
                Household.village,
                Household.latitude,
                Household.longitude,
                Household.datum,
            ).where(Household.latitude.is_null(False), Household.longitude.is_null(False))
        )
        named = named_warehouse(self.limits)
        written = [
            (key, township, village, to_wgs84(latitude, longitude, datum or "WGS84"))
            for key, township, village, latitude, longitude, datum in rows
        ]
        centre = centre_of([*(row[3] for row in written), *as_heavy(named)])
        limit = farthest(self.limits)
        self._outliers: dict[int, Outlier] = {}
        for key, township, village, point in written:
            wrong = outlier(point, centre, limit)
            if wrong is not None:
                self._outliers[key] = wrong
                continue
            self._own[key] = point
            villages[township, village].append(point)
            townships[township].append(point)
        self._villages = {name: middle(points) for name, points in villages.items() if name[1]}
        self._townships = {name: middle(points) for name, points in townships.items() if name}
        self.warehouse_outlier = None if named is None else outlier(named, centre, limit)
        self.warehouse_known = named is not None
        self.warehouse: Point = (
            named or (middle(list(self._own.values())) if self._own else None) or (30.7575, 105.7076)
        )
        self._calendar = list(road.VillageDay.select())

    def homes(self, keys: Iterable[int]) -> dict[int, Home]:
        """The homes of these households."""
        wanted = list(keys)
        query = Household.select(Household.id, Household.ready_from, Household.ready_to)
        rows = db.execute(query.where(among(Household.id, wanted)))
        ready: dict[int, tuple[str, str]] = {key: (begin, end) for key, begin, end in rows}
        people = contacts(wanted)
        lost = sorted(
            {
                (people[key].township, people[key].village)
                for key in wanted
                if self.place(key, people[key].township, people[key].village) is None
            }
        )
        found = {}
        for key in wanted:
            who = people[key]
            point, known = self.place(key, who.township, who.village) or (
                self._ring(lost.index((who.township, who.village)), len(lost)),
                GUESSED,
            )
            found[key] = Home(who, point, known, self._window(who, *ready[key]), self._outliers.get(key))
        return found

    def roads(self) -> Roads:
        """Detour, speed, known times and closed roads of the day."""
        minutes, closed = {}, set()
        for row in road.VillageRoad.select():
            pair = frozenset(name for name in (row.one, row.other) if name)
            if row.minutes is not None and len(pair) == 2:
                minutes[pair] = int(row.minutes)
            if (
                row.closed_from is not None
                and row.closed_from <= self.day
                and (row.closed_until is None or self.day <= row.closed_until)
            ):
                closed.add(pair)
        drives = db.execute(
            road.RouteDrive.select(road.RouteDrive.straight, road.RouteDrive.driven).where(
                # One that was cut short or went on after another is not the way its stops make.
                road.RouteDrive.driven.is_null(False),
                road.RouteDrive.cut_at.is_null(),
                road.RouteDrive.after.is_null(),
            )
        )
        detour = learned_detour(((row[0], row[1]) for row in drives), int(self.limits["road.detour"]))
        # Only the villages of closed roads are asked for: where they lie says which road it is.
        named = {village for pair in closed for village in pair}
        by_name: dict[str, list[Point]] = defaultdict(list)
        for (_, village), point in self._villages.items():
            if village in named:
                by_name[village].append(point)
        middles = {village: middle(points) for village, points in by_name.items()}
        return Roads(detour, int(self.limits["road.speed"]), minutes, frozenset(closed), middles)

    @property
    def known_points(self) -> list[Point]:
        """Where people live who have coordinates of their own that can be right, and the warehouse when it was set."""
        named = self.warehouse_known and self.warehouse_outlier is None
        return [*self._own.values(), *([self.warehouse] if named else ())]

    def place(self, key: int, township: str, village: str) -> tuple[Point, str] | None:
        """Where a household is and how that is known: OWN, VILLAGE or TOWNSHIP; None when nobody knows."""
        if key in self._own:
            return self._own[key], OWN
        if (township, village) in self._villages:
            return self._villages[township, village], VILLAGE
        if township in self._townships:
            return self._townships[township], TOWNSHIP
        return None

    def _ring(self, at: int, count: int) -> Point:
        angle = 2 * math.pi * at / max(1, count)
        return self.warehouse[0] + RING * math.sin(angle), self.warehouse[1] + RING * math.cos(angle)

    def _window(self, who: Contact, begin: str, end: str) -> Window:
        early, late = clock(begin, 0), clock(end, MIDNIGHT)
        for row in self._calendar:
            if row.place not in (who.village, who.township) or not self._falls(row):
                continue
            first, last = max(early, clock(row.home_from, 0)), min(late, clock(row.home_to, MIDNIGHT))
            # Where the household's own hours and the calendar's exclude each other, the calendar knows the day.
            early, late = (
                (first, last) if first < last else (clock(row.home_from, 0), clock(row.home_to, MIDNIGHT))
            )
        return early, late

    def _falls(self, row: Any) -> bool:
        if row.market:
            return str(self.day.day % 10) in row.market
        return (row.start is None or row.start <= self.day) and (row.end is None or self.day <= row.end)
