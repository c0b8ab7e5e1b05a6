"""What is known of the road: where people live and are at home, vehicles and drivers, ways, and how heavy goods are."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from models.database import db, parts
from models.i18n import tr
from models.queries.document_common import Contact, contacts
from models.queries.party.whereabouts import as_heavy, farthest, named_warehouse
from models.rules.amount import half_up
from models.rules.road.coordinates import Point, to_wgs84
from models.rules.road.day import MIDNIGHT, Load, Vehicle, Window
from models.rules.road.distance import Roads, learned_detour, middle
from models.rules.road.outliers import Outlier, centre_of, outlier
from models.settings import settings
from models.tables import road
from models.tables.party import Household
from models.tables.product import Material, Product

OWN, VILLAGE, TOWNSHIP, GUESSED = "own", "village", "township", "guessed"
NO_LIMIT: Final = 1 << 40
BY_WEIGHT: Final = {"kg": 1000, "公斤": 1000, "千克": 1000, "斤": 500, "克": 1, "g": 1}
"""The grams of units that say their weight."""
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


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle with its driver on a day; ``key`` 0 is the one that stands in when none is registered."""

    key: int
    name: str
    driver: int | None
    driver_name: str
    driver_phone: str
    shift: Window
    capacity: Load
    reloads: int


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
        ready: dict[int, tuple[str, str]] = {}
        for part in parts(wanted):
            query = Household.select(Household.id, Household.ready_from, Household.ready_to)
            for key, begin, end in db.execute(query.where(Household.id.in_(part))):
                ready[key] = begin, end
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


def known_roads() -> list[dict[str, Any]]:
    """What is known of the ways between villages, by their names."""
    rows = road.VillageRoad.select().order_by(road.VillageRoad.one, road.VillageRoad.other)
    fields = ("one", "other", "minutes", "closed_from", "closed_until", "note")
    return [{field: getattr(row, field) for field in fields} for row in rows]


def known_villages() -> list[str]:
    """The villages somebody lives in, by name."""
    rows = Household.select(Household.village).where(Household.village != "").distinct()
    return sorted(row.village for row in rows)


def vans(*, inactive: bool = False) -> list[Van]:
    """The vehicles in use with their drivers; one that is not registered stands in when there is none."""
    found = []
    rows = road.Vehicle.select().order_by(road.Vehicle.name)
    if not inactive:
        rows = rows.where(road.Vehicle.active)
    for row in rows:
        driver = row.driver
        found.append(
            Van(
                row.id,
                row.name,
                None if driver is None else driver.id,
                "" if driver is None else driver.name,
                "" if driver is None else driver.phone,
                (clock(driver.work_from, 8 * 3600), clock(driver.work_to, 18 * 3600))
                if driver is not None
                else (8 * 3600, 18 * 3600),
                (
                    NO_LIMIT if row.kilograms is None else row.kilograms * 1000,
                    NO_LIMIT if row.litres is None else row.litres * 1000,
                    NO_LIMIT if row.pieces is None else row.pieces,
                ),
                row.reloads,
            )
        )
    if not found or inactive:
        capacity = (NO_LIMIT, NO_LIMIT, NO_LIMIT)
        found.append(Van(0, tr("Vehicle 1"), None, "", "", (8 * 3600, 18 * 3600), capacity, 0))
    return found


def as_vehicle(van: Van, limits: dict[str, Any]) -> Vehicle:
    """A van as the planner sees it; it starts and ends at place 0. Costs in millionths of a yuan."""
    return Vehicle(
        van.key,
        van.capacity,
        0,
        0,
        van.shift[0],
        van.shift[1],
        van.shift[1] - van.shift[0],
        van.reloads,
        per_metre=int(limits["road.cost_km"]) * 10,
        per_second=half_up(int(limits["road.cost_hour"]) * 10_000, 3600),
    )


def size_of(kind: str, key: int) -> dict[str, int | None]:
    """What is known of one unit of a material or product (``kind``): ``grams`` and ``millilitres``."""
    row: Any = road.ItemSize.get_or_none(getattr(road.ItemSize, kind) == key)
    return {name: getattr(row, name, None) for name in ("grams", "millilitres")}


@dataclass(frozen=True, slots=True)
class SizeRow:
    """A material or product (``kind``) with what is known of one unit; ``usual`` is what counts while nothing is."""

    kind: str
    key: int
    code: str
    name: str
    unit: str
    grams: int | None
    millilitres: int | None
    usual: tuple[int, int]


def all_sizes() -> list[SizeRow]:
    """Every material and product with its size, by code."""
    sizes = Sizes(settings())
    found = []
    for kind, table in (("material", Material), ("product", Product)):
        for row in table.select().order_by(table.code):
            grams, millilitres = sizes.known(kind, row.id)
            usual = sizes.usual(row.unit)
            found.append(SizeRow(kind, row.id, row.code, row.name, row.unit, grams, millilitres, usual))
    return found


class Sizes:
    """How heavy and large goods are: a load of so many thousandths as (grams, millilitres, pieces)."""

    def __init__(self, limits: dict[str, Any]) -> None:
        self._usual = int(limits["road.grams"]), int(limits["road.millilitres"])
        self._known: dict[tuple[str, int], tuple[int | None, int | None]] = {}
        for row in road.ItemSize.select():
            key = ("material", row.material_id) if row.material_id else ("product", row.product_id)
            self._known[key] = row.grams, row.millilitres

    def known(self, kind: str, key: int) -> tuple[int | None, int | None]:
        """The grams and millilitres written down for one unit of a material or product."""
        return self._known.get((kind, key), (None, None))

    def usual(self, unit: str) -> tuple[int, int]:
        """The grams and millilitres of one unit of which nothing is written down; kilograms weigh what they say."""
        by_weight = BY_WEIGHT.get(unit)
        return self._usual if by_weight is None else (by_weight, 2 * by_weight)

    def guessed(self, kind: str, key: int, unit: str) -> bool:
        """Whether nobody wrote down what a material or product weighs, and its unit does not say it either."""
        return self.known(kind, key)[0] is None and unit not in BY_WEIGHT

    def load(self, kind: str, key: int, unit: str, thousandths: int) -> Load:
        """The load of a quantity of a material or product (``kind``)."""
        known, usual = self.known(kind, key), self.usual(unit)
        grams, millilitres = (usual[at] if one is None else one for at, one in enumerate(known))
        pieces = -(-thousandths // 1000) if kind == "product" and unit not in BY_WEIGHT else 0
        return -(-grams * thousandths // 1000), -(-millilitres * thousandths // 1000), pieces
