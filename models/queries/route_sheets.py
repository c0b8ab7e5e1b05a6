"""What the papers of a day's driving say: a sheet and a loading list for each vehicle, and what stays behind."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.errors import UserError
from models.i18n import mark, tr
from models.queries.papers import printed_before
from models.queries.road import Home, Van
from models.queries.route_day import Saved, saved
from models.queries.routes import NOTHING, TRANSFER, Job, total
from models.rules.route.coordinates import Point
from models.rules.route.day import HAND, RELOAD, TAKE, TASK, Load
from models.tables import road

WHY: Final = {
    "window": mark("nobody is at home when a vehicle can be there"),
    "load": mark("too much for the vehicle"),
    "hours": mark("the driver's hours do not reach"),
    "pinned": mark("the vehicle it is pinned to cannot take it"),
    "order": mark("it would be handed over before it was taken"),
    "road": mark("no open road leads there"),
    "full": mark("no room left on the day"),
    "": mark("taken off by hand"),
}
"""Why a stop is left out, or what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stop on paper. ``number`` counts the households of the drive; a reload has none. Times in seconds.

    ``jobs``: what is done; a transfer stands at the household it is taken from (``kind`` take) and goes to (hand).
    """

    id: int
    number: int
    kind: str
    key: int
    home: Home | None
    arrive: int
    begin: int
    leave: int
    load: Load
    jobs: tuple[Job, ...]
    faults: tuple[str, ...]
    why: str
    result: str
    arrived: str


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """One vehicle's drive of a day. ``start_load`` is what is on it when it leaves the yard."""

    id: int
    date: dt.date
    number: str
    van: Van
    start: int
    end: int
    distance: int
    start_load: Load
    lines: tuple[Line, ...]
    warehouse: Point
    warehouse_known: bool
    printed: int = 0
    driven: int | None = None
    left: str = ""
    back: str = ""

    @property
    def stops(self) -> tuple[Line, ...]:
        """The lines at households."""
        return tuple(line for line in self.lines if line.home is not None)

    def trips(self) -> list[list[Line]]:
        """The stops between two visits of the warehouse."""
        trips: list[list[Line]] = [[]]
        for line in self.lines:
            if line.kind == RELOAD:
                trips.append([])
            else:
                trips[-1].append(line)
        return trips


@dataclass(frozen=True, slots=True)
class LoadingList:
    """What the warehouse puts on a vehicle, the last stop first."""

    sheet: RouteSheet


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """The stops of a day that no drive serves, with the reason of each."""

    date: dt.date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RouteDay:
    """A whole day: its drives and what stays behind."""

    date: dt.date
    seed: int
    returned_on: dt.date | None
    sheets: tuple[RouteSheet, ...]
    left: tuple[Line, ...]

    @property
    def papers(self) -> list[RouteSheet | LoadingList | LeftBehind]:
        """All papers in the order they are used: loading list and sheet of each vehicle, then what stays."""
        found: list[RouteSheet | LoadingList | LeftBehind] = []
        for sheet in self.sheets:
            found += [sheet, LoadingList(sheet)]
        if self.left:
            found.append(LeftBehind(self.date, self.left))
        return found


def route_day(day: dt.date) -> RouteDay:
    """The saved plan of a day as paper and screen show it. Raises UserError when there is none."""
    plan = saved(day)
    rows: dict[int | None, list[Any]] = {}
    query = road.RouteStop.select().where(road.RouteStop.plan == plan.plan).order_by(road.RouteStop.place)
    for row in query:
        rows.setdefault(row.drive_id, []).append(row)
    drives = sorted(plan.drives.values(), key=lambda row: row.number)
    numbers = {row.id: f"{day:%y%m%d}-{row.number}" for row in drives}
    printed = printed_before("route", list(numbers.values()))
    sheets = [
        _sheet(plan, day, row, rows.get(row.id, []), numbers[row.id], printed.get(numbers[row.id], 0))
        for row in drives
    ]
    left = _lines(plan, [row for row in rows.get(None, []) if row.kind != HAND])
    return RouteDay(day, plan.plan.seed, plan.plan.returned_on, tuple(sheets), tuple(left))


def route_papers(
    day: dt.date | None = None, numbers: Sequence[str] = ()
) -> list[RouteSheet | LoadingList | LeftBehind]:
    """The papers of a day, None for the newest planned; ``numbers`` are sheets like 261028-1.

    Raises UserError (field: date, number) when nothing is planned for the day, or there is no such sheet.
    """
    if numbers:
        found: list[RouteSheet | LoadingList | LeftBehind] = []
        for number in numbers:
            try:
                of = dt.datetime.strptime(number.partition("-")[0], "%y%m%d").date()
            except ValueError:
                of = dt.date.min
            sheets = (
                [sheet for sheet in route_day(of).sheets if sheet.number == number] if of.year > 1 else []
            )
            if not sheets:
                raise UserError(tr("There is no route sheet “{number}”.").format(number=number), "number")
            found += [*sheets, LoadingList(sheets[0])]
        return found
    if day is None:
        newest: Any = road.RoutePlan.select().order_by(road.RoutePlan.date.desc()).first()
        if newest is None:
            return []
        day = newest.date
    return route_day(day).papers


def _sheet(
    plan: Saved, day: dt.date, row: Any, stops: Sequence[Any], number: str, printed: int
) -> RouteSheet:
    lines = _lines(plan, stops)
    first = next((at for at, line in enumerate(lines) if line.kind == RELOAD), len(lines))
    task_calls = [plan.roster.calls[line.key] for line in lines[:first] if line.kind == TASK]
    return RouteSheet(
        row.id,
        day,
        number,
        plan.roster.vans[row.vehicle_id or 0],
        row.start,
        row.end,
        row.distance,
        total(call.deliver for call in task_calls),
        tuple(lines),
        plan.roster.places[0].point,
        plan.roster.warehouse_known,
        printed,
        row.driven,
        row.left,
        row.back,
    )


def _lines(plan: Saved, stops: Sequence[Any]) -> list[Line]:
    lines: list[Line] = []
    number = 0
    transfers = {
        job.errand: job for call in plan.roster.calls.values() for job in call.jobs if job.kind == TRANSFER
    }
    for row in stops:
        home: Home | None = None
        jobs: tuple[Job, ...] = ()
        key = 0
        if row.kind != RELOAD:
            number += 1
            home = plan.roster.homes[row.household_id]
        if row.kind == TASK:
            key = row.household_id
            jobs = tuple(job for job in plan.roster.calls[key].jobs if job.kind != TRANSFER)
        elif row.kind in (TAKE, HAND):
            key = row.errand_id
            jobs = (transfers[key],)
        lines.append(
            Line(
                row.id,
                number if home is not None else 0,
                row.kind,
                key,
                home,
                row.arrive,
                row.begin,
                row.leave,
                tuple(json.loads(row.load)) if row.load else NOTHING,
                jobs,
                tuple(row.faults.split()),
                row.why,
                row.result,
                row.arrived,
            )
        )
    return lines
