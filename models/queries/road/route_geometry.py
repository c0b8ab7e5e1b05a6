"""How the drives of a day run along the roads that are held, for the maps on paper and on screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from models.i18n import mark
from models.queries.party.road_map import RoadMap
from models.queries.road.road_network import closures, loaded, ways_between
from models.queries.road.route_sheets import LeftBehind, LoadingList, RouteDay, RouteSheet, Streets
from models.rules.road.coordinates import Point
from models.rules.road.network import Network
from models.rules.road.ways import Ways, main_roads

CREDIT: Final = mark("© OpenStreetMap contributors")
"""What a map drawn from these roads must say (Open Database License, 4.3)."""
MARGIN: Final = 0.005
"""Degrees of main roads around a drive, at least."""


def drawn(day: RouteDay) -> RouteDay:
    """The day with the roads its drives follow, as it is when none are held."""
    return replace(day, sheets=tuple(_drawn(day.sheets)))


def drawn_papers(
    papers: Iterable[RouteSheet | LoadingList | LeftBehind],
) -> list[RouteSheet | LoadingList | LeftBehind]:
    """The papers of a day, its sheets with the roads they follow."""
    listed = list(papers)
    sheets = iter(_drawn([paper for paper in listed if isinstance(paper, RouteSheet)]))
    return [next(sheets) if isinstance(paper, RouteSheet) else paper for paper in listed]


def _drawn(sheets: Sequence[RouteSheet]) -> list[RouteSheet]:
    found = loaded()
    if not sheets or found is None:
        return list(sheets)
    _, network, finder = found
    shut = [ends for _, ends in closures(RoadMap(sheets[0].date).roads())]
    points = [
        point
        for sheet in sheets
        for point in (*_stops(sheet), sheet.begins or sheet.warehouse, sheet.warehouse)
    ]
    ways, at = ways_between(finder, points, shut)
    return [_drawn_sheet(sheet, network, ways, at) for sheet in sheets]


def _stops(sheet: RouteSheet) -> list[Point]:
    return [line.home.point if line.home is not None else sheet.warehouse for line in sheet.lines]


def _drawn_sheet(sheet: RouteSheet, network: Network, ways: Ways, at: dict[Point, int]) -> RouteSheet:
    stops = _stops(sheet)
    way = [sheet.begins or sheet.warehouse, *stops, sheet.warehouse]
    legs = tuple(tuple(ways.path(at[a], at[b])) if a != b else () for a, b in pairwise(way))
    seen = [*way, *(point for leg in legs for point in leg)]
    south, west = (min(point[axis] for point in seen) for axis in (0, 1))
    north, east = (max(point[axis] for point in seen) for axis in (0, 1))
    # A frame is seldom as wide and high as the drive: so much more that it is filled.
    room = max(north - south, east - west) + MARGIN
    # A degree of longitude is narrower, and the frame on paper more than twice as wide as high.
    side = 1.5 * room / math.cos(math.radians(north))
    main = main_roads(network, south - room, west - side, north + room, east + side)
    off = frozenset(
        line.id
        for line, point in zip(sheet.lines, stops, strict=True)
        if line.home is not None
        and (ways.spots[at[point]] is None or ways.parts[at[point]] != ways.parts[at[sheet.warehouse]])
    )
    return replace(sheet, streets=Streets(legs, tuple(map(tuple, main)), off))
