"""What the papers of a day's driving say: a sheet and a loading list for each vehicle, and what stays behind."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from models.errors import UserError
from models.i18n import mark, tr
from models.queries.document_common import printed_before
from models.queries.party.road_map import Home
from models.queries.party.whereabouts import household_sentence, outlier_sentence
from models.queries.photos import PhotoBytes, shown_photos
from models.queries.road.road_facts import Van
from models.queries.road.route_day import Saved, saved, stop_of
from models.queries.road.routes import NOTHING, Job, total
from models.rules.road.coordinates import Point
from models.rules.road.day import HAND, REASONS, RELOAD, TAKE, TASK, Load
from models.rules.road.phone_codes import plan_check
from models.rules.road.tasks import OUT, TRANSFER
from models.tables import road
from models.tables.photo import DOOR, LANDMARK

WHY: Final = {**REASONS, "": mark("taken off by hand")}
"""Why a stop is left out, or what is wrong with it."""
WAY: Final = (DOOR, LANDMARK)
"""The photos that help to find a household."""


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop on paper. ``number`` counts the stops of the drive; a reload has none. Times in seconds.

    ``jobs``: what is done; a transfer stands at the household it is taken from (``kind`` take) and goes to (hand).
    ``rescued`` names whose goods are taken over from a vehicle that broke down, at ``home`` or in the warehouse (None).
    ``guessed``: the weight of something that is aboard on leaving was not written down. ``photos``: small copies of
    those by which the driver finds the door.
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
    rescued: str = ""
    guessed: bool = False
    photos: tuple[PhotoBytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one stop to the next: seconds, and metres unless a road has been closed since it was planned."""

    seconds: int
    metres: int | None = None


@dataclass(frozen=True, slots=True)
class Streets:
    """The roads a drive follows: the shape of each leg (from where it begins, line by line, back to the yard; empty
    where the map knows no way), the main roads around it, and the lines whose stop lies far from any road.
    """

    legs: tuple[tuple[Point, ...], ...]
    main: tuple[tuple[Point, ...], ...]
    off: frozenset[int]


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """One vehicle's drive of a day. ``start_load`` is what is on it when it leaves the yard.

    After a breakdown the drives under way end at ``cut_at``; another goes on ``after`` it and ``begins`` elsewhere.
    ``streets`` is None where no roads of a map are known, and until they were asked for. ``legs``: the ways to each of
    the lines and, the last, back to the yard; empty until they were asked for. ``guessed``: the weight of something
    aboard on leaving the yard was not written down.
    """

    id: int
    date: dt.date
    number: str
    van: Van
    start: int
    end: int
    distance: int
    start_load: Load
    lines: tuple[StopLine, ...]
    warehouse: Point
    warehouse_known: bool
    printed: int = 0
    driven: int | None = None
    left: str = ""
    back: str = ""
    broken: bool = False
    cut_at: int | None = None
    after: int | None = None
    begins: Point | None = None
    streets: Streets | None = None
    guessed: bool = False
    legs: tuple[Leg, ...] = ()

    @property
    def stops(self) -> tuple[StopLine, ...]:
        """The lines but for reloads."""
        return tuple(line for line in self.lines if line.kind != RELOAD)

    @property
    def check(self) -> str:
        """Five digits that tell whether entries were made for this drive as it is."""
        return plan_check(
            [key for line in self.lines for key in (line.id, *(job.id or 0 for job in line.jobs))]
        )

    @property
    def loaded(self) -> tuple[StopLine, ...]:
        """The stops that goods are loaded for in the yard; what is taken over on the way is not."""
        elsewhere = {line.key for line in self.stops if line.rescued and line.home is not None}
        return tuple(
            line
            for line in self.stops
            if line.home is not None
            and not line.rescued
            and line.key not in elsewhere
            and any(job.kind in OUT for job in line.jobs)
        )

    def trips(self) -> list[list[StopLine]]:
        """The stops between two visits of the warehouse."""
        trips: list[list[StopLine]] = [[]]
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
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.sheet.number}-L"


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """The stops of a day that no drive serves, with the reason of each."""

    date: dt.date
    lines: tuple[StopLine, ...]
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        return f"{self.date:%y%m%d}-0"


@dataclass(frozen=True, slots=True)
class RouteDay:
    """A whole day: its drives and what stays behind."""

    date: dt.date
    seed: int
    returned_on: dt.date | None
    sheets: tuple[RouteSheet, ...]
    left: tuple[StopLine, ...]

    @property
    def papers(self) -> list[RouteSheet | LoadingList | LeftBehind]:
        """All papers in the order they are used: sheet and loading list of each vehicle, then what stays.

        A drive that was cut when a vehicle broke down has its paper out already, and one that goes on is loaded; a
        vehicle that leaves empty has no loading list.
        """
        found: list[RouteSheet | LoadingList | LeftBehind] = []
        for sheet in self.sheets:
            if sheet.cut_at is None:
                found += (
                    [sheet] if sheet.after is not None or not sheet.loaded else [sheet, LoadingList(sheet)]
                )
        if self.left:
            found.append(LeftBehind(self.date, self.left))
        return found


def route_day(day: dt.date) -> RouteDay:
    """The saved plan of a day as paper and screen show it. Raises UserError when there is none."""
    plan = saved(day, timed=False)
    rows: dict[int | None, list[Any]] = {}
    query = road.RouteStop.select().where(road.RouteStop.plan == plan.plan).order_by(road.RouteStop.place)
    for row in query:
        rows.setdefault(row.drive_id, []).append(row)
    drives = sorted((*plan.drives.values(), *plan.ended), key=lambda row: row.number)
    numbers = {row.id: f"{day:%y%m%d}-{row.number}" for row in drives}
    printed = printed_before("route", list(numbers.values()))
    sheets = [
        _sheet(plan, day, row, rows.get(row.id, []), numbers[row.id], printed.get(numbers[row.id], 0))
        for row in drives
    ]
    left = _lines(plan, [row for row in rows.get(None, []) if _speaks(plan, row)])
    return RouteDay(day, plan.plan.seed, plan.plan.returned_on, tuple(sheets), tuple(left))


def outliers_of(planned: RouteDay) -> list[str]:
    """The households of a day whose coordinates cannot be right, each with what is wrong with them."""
    lines = (*planned.left, *(line for sheet in planned.sheets for line in sheet.stops))
    homes = {line.home.contact.id: line.home for line in lines if line.home is not None}
    return [
        household_sentence(home.contact.head, home.contact.code, outlier_sentence(home.outlier))
        for home in homes.values()
        if home.outlier is not None
    ]


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
                raise UserError(tr('There is no route sheet "{number}".').format(number=number), "number")
            found += [*sheets, *([LoadingList(sheets[0])] if sheets[0].loaded else [])]
        return _counted(found)
    if day is None:
        newest: Any = road.RoutePlan.select().order_by(road.RoutePlan.date.desc()).first()
        if newest is None:
            return []
        day = newest.date
    return _counted(route_day(day).papers)


def _counted(
    papers: Sequence[RouteSheet | LoadingList | LeftBehind],
) -> list[RouteSheet | LoadingList | LeftBehind]:
    """The papers with how often the lists beside the sheets were printed before; the sheets know it already."""
    printed = printed_before("route", [one.key for one in papers if not isinstance(one, RouteSheet)])
    return [
        one if isinstance(one, RouteSheet) else replace(one, printed=printed.get(one.key, 0))
        for one in papers
    ]


def _sheet(
    plan: Saved, day: dt.date, row: Any, stops: Sequence[Any], number: str, printed: int
) -> RouteSheet:
    lines = _with_guesses(_lines(plan, stops))
    first = next((at for at, line in enumerate(lines) if line.kind == RELOAD), len(lines))
    loads = [json.loads(row.goes_on)["aboard"] if row.goes_on else NOTHING]
    for line in lines[:first]:
        if line.kind == TASK or line.key < 0:
            loads += [job.load for job in line.jobs if job.kind in OUT or line.key < 0]
    return RouteSheet(
        row.id,
        day,
        number,
        plan.roster.vans[row.vehicle_id or 0],
        row.start,
        row.end,
        row.distance,
        total(loads),
        tuple(lines),
        plan.roster.places[0].point,
        plan.roster.warehouse_known,
        printed,
        row.driven,
        row.left,
        row.back,
        row.broken,
        row.cut_at,
        row.after_id,
        _begins(plan, row),
        guessed=_guessed(lines[:first], 0),
    )


def _guessed(trip: Sequence[StopLine], done: int) -> bool:
    """Whether something aboard after so many stops of a trip has a weight nobody wrote down."""
    for at, line in enumerate(trip):
        for job in line.jobs:
            if not job.guessed or job.kind == TRANSFER:
                continue
            # What goes out is aboard until its stop; what comes in from it on.
            if (at >= done) == (job.kind in OUT):
                return True
    taken: dict[tuple[int | None, int | None], bool] = {}
    for line in trip[:done]:
        taken.update(
            ((job.errand, job.material), line.kind != HAND)
            for job in line.jobs
            if job.guessed and job.kind == TRANSFER
        )
    return any(taken.values())


def _with_guesses(lines: Sequence[StopLine]) -> list[StopLine]:
    """The lines of a drive, each saying whether the weight aboard on leaving it is a guess."""
    told: list[StopLine] = []
    begins = 0
    for at, line in enumerate(lines):
        if line.kind == RELOAD:
            begins = at + 1
        ends = next((n for n in range(begins, len(lines)) if lines[n].kind == RELOAD), len(lines))
        told.append(replace(line, guessed=_guessed(lines[begins:ends], at + 1 - begins)))
    return told


def _begins(plan: Saved, row: Any) -> Point | None:
    """Where a drive goes on after a breakdown; None for the warehouse."""
    if not row.goes_on or row.cut_at is not None:
        return None
    place = next(van.start for van in plan.roster.day.vehicles if van.key == (row.vehicle_id or 0))
    return plan.roster.places[place].point if place else None


def _lines(plan: Saved, stops: Sequence[Any]) -> list[StopLine]:
    lines: list[StopLine] = []
    number = 0
    shown = shown_photos({row.household_id for row in stops if row.household_id}, WAY, len(WAY), small=True)
    for row in stops:
        number += row.kind != RELOAD
        jobs = plan.jobs[row.id]
        if row.kind == TASK:
            jobs = tuple(job for job in jobs if job.kind != TRANSFER)
        lines.append(
            StopLine(
                row.id,
                number if row.kind != RELOAD else 0,
                row.kind,
                stop_of(row)[1],
                plan.roster.homes.get(row.household_id),
                row.arrive,
                row.begin,
                row.leave,
                tuple(json.loads(row.load)) if row.load else NOTHING,
                jobs,
                tuple(row.faults.split()),
                row.why,
                row.result,
                row.arrived,
                _whose(plan, row) if row.id in plan.fetched else "",
                photos=tuple(shown.get(row.household_id, ())),
            )
        )
    return lines


def _speaks(plan: Saved, row: Any) -> bool:
    """Whether a stop on no drive is said by this row: a transfer where it is taken, fetched goods where they go."""
    if row.kind != HAND:
        return row.id not in plan.fetched
    kind, key = stop_of(row)
    return kind == TASK or plan.stops[TAKE, key].id in plan.fetched


def _whose(plan: Saved, row: Any) -> str:
    """The head of the household that goods taken over here are for."""
    if row.rescued_id is not None:
        return plan.roster.homes[row.rescued_id].contact.head
    hand = plan.stops.get((HAND, row.errand_id)) or plan.stops.get((TASK, -row.errand_id))
    return plan.roster.homes[hand.household_id].contact.head if hand is not None else tr("another household")
