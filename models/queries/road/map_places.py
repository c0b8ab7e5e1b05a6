"""What the map shows: where households and the warehouse are, the villages they make, and the drives of a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from models.database import among
from models.errors import UserError
from models.i18n import mark
from models.queries.answers import first_column
from models.queries.listing import ListColumn, Listing
from models.queries.party.households import households
from models.queries.party.road_map import OWN, RoadMap
from models.queries.road.route_geometry import drawn
from models.queries.road.route_sheets import RouteDay, RouteSheet, route_day
from models.queries.totals import delivered
from models.rules.road.coordinates import Point
from models.rules.road.distance import middle
from models.rules.road.outliers import Outlier
from models.tables.order import Subcontract
from models.tables.party import Household

ALL, UNPLACED, ASTRAY, WORKING = "all", "unplaced", "astray", "working"
SHOWN: Final = (
    (ALL, mark("All households")),
    (UNPLACED, mark("Without a place")),
    (ASTRAY, mark("Place cannot be right")),
    (WORKING, mark("With open work")),
)
"""Which households one may want to see."""

Village = tuple[str, str]
"""A township and a village in it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A household on the map. ``point`` is None where nobody has said, ``astray`` where that cannot be right."""

    key: int
    code: str
    head: str
    village: Village
    point: Point | None
    astray: Outlier | None
    working: bool

    def shown(self, show: str, village: Village | None) -> bool:
        """Whether it is among those one wants to see."""
        if village is not None and self.village != village:
            return False
        return {
            UNPLACED: self.point is None and self.astray is None,
            ASTRAY: self.astray is not None,
            WORKING: self.working,
        }.get(show, True)


@dataclass(frozen=True, slots=True)
class MapPlaces:
    """Everybody who takes work, and the warehouse. ``named``: somebody has said where it is, and it can be so."""

    homes: tuple[Placed, ...]
    warehouse: Point
    named: bool

    @property
    def points(self) -> list[Point]:
        """All that is known, and nothing far from all else."""
        known = [home.point for home in self.homes if home.point is not None]
        return [*known, self.warehouse] if self.named else known

    @property
    def village_points(self) -> dict[Village, tuple[Point, int]]:
        """The middle of each village, and how many households it is known from."""
        found: dict[Village, list[Point]] = defaultdict(list)
        for home in self.homes:
            if home.point is not None and home.village[1]:
                found[home.village].append(home.point)
        return {village: (middle(points), len(points)) for village, points in found.items()}

    def near(self, village: Village) -> Point | None:
        """Where to look for somebody of a village: at its own middle, else at that of its township."""
        of_village = self.village_points.get(village)
        if of_village is not None:
            return of_village[0]
        points = [
            home.point for home in self.homes if home.point and village[0] and home.village[0] == village[0]
        ]
        return middle(points) if points else None

    @property
    def villages(self) -> list[Village]:
        """Where somebody lives, by name."""
        return sorted({home.village for home in self.homes if home.village[1]})


def places(today: dt.date) -> MapPlaces:
    """Where everybody is who takes work."""
    roads = RoadMap(today)
    keys = first_column(Household.select(Household.id).where(Household.active))
    at_work = set(first_column(_at_work()))
    found = []
    for key, home in roads.homes(keys).items():
        who = home.contact
        found.append(
            Placed(
                key,
                who.code,
                who.head,
                (who.township, who.village),
                home.point if home.known == OWN else None,
                home.outlier,
                key in at_work,
            )
        )
    named = roads.warehouse_known and roads.warehouse_outlier is None
    return MapPlaces(tuple(found), roads.warehouse, named)


def _at_work() -> Any:
    """The households with work that is not delivered in full."""
    return (
        Subcontract.select(Subcontract.household)
        .where(Subcontract.closed_on.is_null(), Subcontract.quantity > delivered(Subcontract.id))
        .distinct()
    )


def mapped_households(show: str = ALL, village: Village | None = None, astray: Sequence[int] = ()) -> Listing:
    """The households one wants to see beside the map; ``astray`` are those whose place cannot be right."""
    whole = households(stopped=False)

    def source() -> Any:
        query = whole.source()
        if village is not None:
            query = query.where(Household.township == village[0], Household.village == village[1])
        if show == UNPLACED:
            query = query.where(Household.latitude.is_null())
        elif show == ASTRAY:
            query = query.where(among(Household.id, list(astray)))
        elif show == WORKING:
            query = query.where(Household.id.in_(_at_work()))
        return query

    return Listing(
        "map-households",
        whole.title,
        (
            ListColumn.of(Household.head, sorts=Household.pinyin),
            whole.column("village"),
            ListColumn.of(Household.code),
        ),
        source,
        Household.id,
        search=whole.search,
        order="head",
    )


@dataclass(frozen=True, slots=True)
class MapStop:
    """A stop of a drive by its number."""

    number: int
    point: Point


@dataclass(frozen=True, slots=True)
class MapDrive:
    """A vehicle's drive: the way it takes, from one stop to the next, and its stops in their order."""

    vehicle: int
    name: str
    legs: tuple[tuple[Point, ...], ...]
    stops: tuple[MapStop, ...]


def map_drives(day: dt.date) -> list[MapDrive]:
    """The drives of a day along the roads that are held; none where nothing is planned."""
    try:
        planned = route_day(day)
    except UserError:
        return []
    return _drives(drawn(planned))


def _drives(day: RouteDay) -> list[MapDrive]:
    ends: dict[int, Point] = {}
    found = []
    for sheet in day.sheets:
        way = _way(sheet, ends)
        ends[sheet.id] = way[len(sheet.lines)]
        streets = sheet.streets.legs if sheet.streets is not None else ()
        legs = [*streets, *((),) * len(way)]
        if streets and sheet.after is not None and sheet.begins is None:
            # It begins where the drive before it ended, and the roads were asked for from the yard.
            legs[0] = ()
        stops = tuple(MapStop(line.number, line.home.point) for line in sheet.stops if line.home is not None)
        if stops:
            ways = tuple((a, *leg, b) for (a, b), leg in zip(pairwise(way), legs, strict=False))
            found.append(MapDrive(sheet.van.key, sheet.van.name, ways, stops))
    return found


def _way(sheet: RouteSheet, ends: dict[int, Point]) -> list[Point]:
    """Where a drive begins, its stops, and the yard where it comes back."""
    start = sheet.begins
    if start is None:
        start = sheet.warehouse if sheet.after is None else ends.get(sheet.after, sheet.warehouse)
    way = [start, *(sheet.warehouse if line.home is None else line.home.point for line in sheet.lines)]
    return way if sheet.cut_at is not None else [*way, sheet.warehouse]
