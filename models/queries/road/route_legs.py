"""The way from each stop of a drive to the next, for the sheet a driver reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from models.queries.party.road_map import RoadMap
from models.queries.road.route_sheets import LeftBehind, Leg, LoadingList, RouteSheet, StopLine
from models.queries.road.travel_matrix_cache import measured
from models.rules.amount import half_up
from models.rules.road.day import UNREACHABLE
from models.rules.road.distance import Place, Roads, matrices


def with_legs(
    papers: Iterable[RouteSheet | LoadingList | LeftBehind],
) -> list[RouteSheet | LoadingList | LeftBehind]:
    """The papers of a day, its sheets with the ways between their stops as the roads are known now."""
    listed = list(papers)
    dates = {paper.date for paper in listed if isinstance(paper, RouteSheet)}
    roads = {day: RoadMap(day).roads() for day in dates}
    return [_sheet(paper, roads[paper.date]) if isinstance(paper, RouteSheet) else paper for paper in listed]


def _sheet(sheet: RouteSheet, roads: Roads) -> RouteSheet:
    yard = Place(sheet.warehouse)
    begins = yard if sheet.begins is None else Place(sheet.begins)
    way = [begins, *(_place(line, yard) for line in sheet.lines), yard]
    metres = _metres(way, roads, sheet.distance)
    leaves = [sheet.start, *(line.leave for line in sheet.lines)]
    arrives = [*(line.arrive for line in sheet.lines), sheet.end]
    legs = (Leg(max(0, end - begin), part) for begin, end, part in zip(leaves, arrives, metres, strict=True))
    return replace(sheet, legs=tuple(legs))


def _place(line: StopLine, yard: Place) -> Place:
    return yard if line.home is None else Place(line.home.point, line.home.contact.village)


def _metres(way: Sequence[Place], roads: Roads, whole: int) -> list[int | None]:
    """The metres between places one after the other, which add up to the whole of the drive; None where no way is.

    The detour that is learned from drives may have changed since the day was planned: each keeps its share.
    """
    spots = list(dict.fromkeys(way))
    at = {place: number for number, place in enumerate(spots)}
    distances, _ = matrices(spots, roads, measured(spots, roads))
    found = [distances[at[a]][at[b]] for a, b in pairwise(way)]
    if max(found) >= UNREACHABLE:
        return [None] * len(found)
    known = sum(found)
    return [half_up(part * whole, known) if known else 0 for part in found]
