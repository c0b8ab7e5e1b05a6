"""A day's calls and vans as the planner's values, and a saved plan read back as both."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from peewee import JOIN

from models.errors import UserError
from models.i18n import tr
from models.queries.counting import why_gone
from models.queries.ledger import entry_context
from models.queries.party.road_map import Home, RoadMap
from models.queries.product.sizes import Sizes
from models.queries.road.road_facts import Van, as_vehicle, vans
from models.queries.road.routes import NOTHING, Call, Job, StopWish, products_of, service, total, wishes
from models.queries.road.travel_matrix_cache import measured
from models.rules.road.day import (
    FAR,
    HAND,
    MIDNIGHT,
    RELOAD,
    TAKE,
    TASK,
    Day,
    Drive,
    Load,
    PlannedVehicle,
    Stop,
    Task,
    Transfer,
    Window,
)
from models.rules.road.distance import Place, matrices, straight
from models.rules.road.replan import TAKING
from models.rules.road.schedule import Scheduler
from models.rules.road.tasks import BRING, COLLECT, DELIVER, FETCH, OTHER, PRIORITIES, RETURN, SLIP, TRANSFER
from models.tables import road
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.order import Subcontract


@dataclass(frozen=True, slots=True)
class Roster:
    """A day ready to be planned: the planner's values, and the calls, homes and vans behind their keys.

    A task's key is its household, a transfer's its errand. Place 0 is the warehouse.
    """

    day: Day
    calls: dict[int, Call]
    homes: dict[int, Home]
    vans: dict[int, Van]
    places: tuple[Place, ...]
    warehouse_known: bool = True

    def home_of(self, kind: str, key: int) -> int | None:
        """The household a stop of a drive is at, or None for the warehouse."""
        if kind == TASK and key > 0:
            return key
        if kind == TASK:
            return self._at(next(task.place for task in self.day.tasks if task.key == key))
        transfer = next((one for one in self.day.transfers if one.key == key), None)
        if transfer is None or kind not in (TAKE, HAND):
            return None
        return self._at(transfer.source if kind == TAKE else transfer.target)

    def _at(self, place: int) -> int | None:
        return list(self.homes)[place - 1] if place else None

    def straight(self, drive: Drive) -> int:
        """The metres of a drive as the crow flies."""
        points = [self.places[visit.place].point for visit in drive.visits]
        return sum(straight(a, b) for a, b in pairwise(points))


def roster(
    day: dt.date,
    calls: Sequence[Call],
    places: RoadMap,
    fleet: Iterable[Van] | None = None,
    also: Iterable[int] = (),
    *,
    timed: bool = True,
) -> Roster:
    """The calls that are not left out, the vans, and all ways between them and the households ``also`` named.

    What is not to be ``timed`` has no ways.
    """
    taken = [call for call in calls if not call.wish.left_out]
    homes = {call.home.contact.id: call.home for call in taken}
    homes |= places.homes([key for key in dict.fromkeys(also) if key not in homes])
    for call in taken:
        for job in call.jobs:
            if job.kind == TRANSFER and job.to_household is not None and job.to_household not in homes:
                homes |= places.homes([job.to_household])
    at = {key: number for number, key in enumerate(homes, start=1)}
    spots = (
        Place(places.warehouse),
        *(Place(home.point, home.contact.village) for home in homes.values()),
    )
    distances: list[list[int]] = []
    durations: list[list[int]] = []
    if timed:
        roads = places.roads()
        distances, durations = matrices(spots, roads, measured(spots, roads))
    hand_over = int(places.limits["road.deliver_minutes"]) * 60
    tasks = [
        task_of(call, at[call.home.contact.id])
        for call in taken
        if any(job.kind != TRANSFER for job in call.jobs)
    ]
    transfers = [one for call in taken for one in _transfers_of(call, homes, at, hand_over)]
    listed = list(vans() if fleet is None else fleet)
    planned = Day(
        distances,
        durations,
        tasks,
        [as_vehicle(van, places.limits) for van in listed],
        transfers,
        0,
        int(places.limits["road.reload_minutes"]) * 60,
    )
    return Roster(
        planned,
        {call.home.contact.id: call for call in taken},
        homes,
        {van.key: van for van in listed},
        spots,
        places.warehouse_known,
    )


def _transfers_of(
    call: Call, homes: Mapping[int, Home], at: Mapping[int, int], hand_over: int
) -> Iterator[Transfer]:
    """What is taken from a household to others, each place by its number, a hand-over taking so many seconds."""
    only = None if call.wish.vehicle is None else frozenset((call.wish.vehicle,))
    for job in call.jobs:
        if job.kind == TRANSFER and job.to_household is not None and job.errand is not None:
            target = homes[job.to_household]
            yield Transfer(
                job.errand,
                at[call.home.contact.id],
                at[job.to_household],
                job.load,
                hand_over,
                call.home.window,
                target.window,
                only,
                barred=_barred(call.home) or _barred(target),
            )


def task_of(call: Call, place: int) -> Task:
    """A call as the planner sees it, at a place of the matrices."""
    window: Window = call.home.window
    before = call.wish.before
    if before is not None:
        # Where it excludes the household's hours, the manager has spoken to them.
        window = (window[0], min(window[1], before)) if window[0] < before else (0, before)
    return Task(
        call.home.contact.id,
        place,
        call.deliver,
        call.collect,
        call.service,
        (window,),
        None if call.wish.vehicle is None else frozenset((call.wish.vehicle,)),
        call.wish.first,
        call.priority if call.wish.priority is None else call.wish.priority,
        barred=_barred(call.home),
    )


def _barred(home: Home) -> str:
    return FAR if home.astray else ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved plan read back: its roster, each vehicle's stops in order, and the rows behind them.

    After a breakdown these are what is left of the day; ``ended`` are the drives that were cut then, by vehicle, and
    ``jobs`` what is done at each stop row, theirs too; ``fetched``
    are the rows where goods are taken over from a vehicle that broke down, or out of the warehouse.
    """

    plan: Any
    roster: Roster
    orders: dict[int, list[Stop]]
    drives: dict[int, Any]
    stops: dict[Stop, Any]
    ended: tuple[Any, ...]
    jobs: dict[int, tuple[Job, ...]]
    fetched: frozenset[int] = frozenset()

    @property
    def places(self) -> dict[int, int]:
        """The number on the map of each household."""
        return {key: at for at, key in enumerate(self.roster.homes, start=1)}


def stop_of(row: Any) -> Stop:
    """What the planner calls a stop's row; what was taken before a breakdown is only handed over, its key negated."""
    if row.kind == RELOAD:
        return RELOAD, 0
    if row.kind == TASK:
        return TASK, row.household_id
    key = row.rescued_id or row.errand_id
    return (TASK, -key) if row.kind == HAND and row.aboard_id is not None else (row.kind, key)


def saved(day: dt.date, *, timed: bool = True) -> Saved:
    """The plan of a day, with the ways between its places unless it is only looked at (not ``timed``).

    Raises UserError when there is none.
    """
    plan: Any = road.RoutePlan.get_or_none(road.RoutePlan.date == day)
    if plan is None:
        raise UserError(tr("No drive is planned for this day yet."), "date")
    places = RoadMap(day)
    rows = list(
        road.RouteStop.select()
        .where(road.RouteStop.plan == plan)
        .order_by(road.RouteStop.drive, road.RouteStop.place)
    )
    drives = list(
        road.RouteDrive.select().where(road.RouteDrive.plan == plan).order_by(road.RouteDrive.number)
    )
    ended = {drive.id: drive for drive in drives if drive.cut_at is not None}
    open_rows = [row for row in rows if row.drive_id not in ended]
    jobs = _jobs(plan, rows, Sizes(places.limits))
    asked: dict[int, list[Job]] = {}
    # In the order they were made, so that a stop moved by hand changes no place's number.
    for row in sorted(open_rows, key=lambda row: row.id):
        if row.kind == TASK or (row.kind == TAKE and jobs[row.id]):
            asked.setdefault(row.household_id, []).extend(jobs[row.id])
    fetched = _say_what_is_taken(rows, jobs)
    broken = {drive.vehicle_id or 0 for drive in drives if drive.broken}
    fleet = {van.key: van for van in vans()}
    if any((drive.vehicle_id or 0) not in fleet for drive in drives):
        fleet |= {van.key: van for van in vans(inactive=True)}
    whole = roster(
        day,
        _calls(day, asked, places, broken),
        places,
        [van for key, van in fleet.items() if key not in broken],
        [row.household_id for row in sorted(rows, key=lambda row: row.id) if row.household_id is not None],
        timed=timed,
    )
    drives_on = {drive.vehicle_id or 0: drive for drive in drives if drive.id not in ended}
    orders: dict[int, list[Stop]] = {key: [] for key in drives_on}
    van_of = {drive.id: key for key, drive in drives_on.items()}
    stops: dict[Stop, Any] = {}
    for row in open_rows:
        stop = stop_of(row)
        if row.kind != RELOAD:
            stops[stop] = row
        if row.drive_id is not None:
            orders[van_of[row.drive_id]].append(stop)
    held = Saved(
        plan,
        replace(whole, vans=fleet),
        orders,
        drives_on,
        stops,
        tuple(ended.values()),
        {key: tuple(listed) for key, listed in jobs.items()},
        fetched,
    )
    return _going_on(held, {row.id: row for row in rows}, places) if ended else held


def _jobs(plan: Any, rows: Iterable[Any], sizes: Sizes) -> dict[int, list[Job]]:
    """The jobs of a plan by the row of their stop."""
    goods = entry_context.materials()
    jobs: dict[int, list[Job]] = {row.id: [] for row in rows}
    to = Subcontract.alias()
    # With the subcontracts, which every job names: asked for one by one they hold a move up.
    works = list(
        road.RouteWork.select(road.RouteWork, Subcontract, to)
        .join(road.RouteStop)
        .switch(road.RouteWork)
        .join(Subcontract, JOIN.LEFT_OUTER, on=road.RouteWork.subcontract)
        .switch(road.RouteWork)
        .join(to, JOIN.LEFT_OUTER, on=road.RouteWork.to_subcontract)
        .where(road.RouteStop.plan == plan)
        .order_by(road.RouteWork.id)
    )
    made = products_of({work.subcontract_id for work in works if work.kind == COLLECT})
    for work in works:
        jobs[work.stop_id].append(job_of(work, sizes, goods, made))
    return jobs


def _calls(day: dt.date, asked: Mapping[int, list[Job]], places: RoadMap, broken: set[int]) -> list[Call]:
    """The households of a saved plan as they are asked for: jobs, priority, time at the stop, what still holds."""
    homes, decided = places.homes(asked), wishes(day)
    return [
        Call(
            homes[key],
            tuple(listed),
            max((PRIORITIES.get(job.kind, 5) for job in listed), default=5),
            service(listed, places.limits),
            _still_holds(decided.get(key, StopWish()), broken),
        )
        for key, listed in asked.items()
    ]


def _still_holds(wish: StopWish, broken: set[int]) -> StopWish:
    """A wish about a stop of a saved plan: it was not left out then, and a vehicle out of order holds no pin."""
    return replace(wish, left_out=False, vehicle=None if wish.vehicle in broken else wish.vehicle)


def _say_what_is_taken(rows: Sequence[Any], jobs: dict[int, list[Job]]) -> frozenset[int]:
    """Say goods fetched elsewhere where they are taken, as where they are handed over; answers those rows."""
    handed = {row.rescued_id or row.errand_id: jobs[row.id] for row in rows if row.kind == HAND}
    fetched = frozenset(row.id for row in rows if row.kind == TAKE and not jobs[row.id])
    for row in rows:
        if row.id in fetched:
            jobs[row.id] = handed.get(row.rescued_id or row.errand_id, [])
    return fetched


def _going_on(plan: Saved, row_of: dict[int, Any], places: RoadMap) -> Saved:
    """A plan after a breakdown: vehicles where they are, what they carry, what is taken over from elsewhere."""
    whole = plan.roster
    tasks = [_where_aboard(plan, task) for task in whole.day.tasks]
    transfers = list(whole.day.transfers)
    known = {transfer.key for transfer in transfers}
    for (kind, key), row in plan.stops.items():
        if row.kind == HAND and abs(key) not in known:
            if kind == TASK:
                tasks.append(_aboard(plan, key, row, places.limits))
            else:
                transfers.append(_taken_over(plan, key, row, places.limits))
    vehicles = [_standing(plan, van, row_of) for van in whole.day.vehicles]
    day = replace(whole.day, tasks=tasks, transfers=transfers, vehicles=vehicles)
    return replace(plan, roster=replace(whole, day=day))


def _where_aboard(plan: Saved, task: Task) -> Task:
    """A task whose goods are on a vehicle already is that vehicle's."""
    row = plan.stops[TASK, task.key]
    if row.aboard_id is None:
        return task
    return replace(task, only=frozenset((row.aboard_id,)), aboard=row.aboard_id, first=False)


def _hand_over(plan: Saved, row: Any, limits: dict[str, Any]) -> tuple[Load, int]:
    """What is handed over at a stop, and the seconds that takes."""
    jobs = plan.jobs[row.id]
    handing = [replace(job, kind=DELIVER) if job.kind == TRANSFER else job for job in jobs]
    return total(job.load for job in jobs), service(handing, limits)


def _aboard(plan: Saved, key: int, row: Any, limits: dict[str, Any]) -> Task:
    """What was taken before the breakdown and is only handed over now."""
    load, spent = _hand_over(plan, row, limits)
    window, only = plan.roster.homes[row.household_id].window, frozenset((row.aboard_id,))
    place = plan.places[row.household_id]
    return Task(key, place, load, (), spent, (window,), only, priority=9, aboard=row.aboard_id)


def _taken_over(plan: Saved, key: int, row: Any, limits: dict[str, Any]) -> Transfer:
    """What is fetched from a vehicle that broke down, or out of the warehouse."""
    load, spent = _hand_over(plan, row, limits)
    source = next(one.household_id for (kind, of), one in plan.stops.items() if (kind, of) == (TAKE, key))
    return Transfer(
        key,
        0 if source is None else plan.places[source],
        plan.places[row.household_id],
        load,
        spent,
        (_broke_down(plan), MIDNIGHT),
        plan.roster.homes[row.household_id].window,
        None,
        max((PRIORITIES.get(job.kind, 5) for job in plan.jobs[row.id]), default=5),
        TAKING,
    )


def _broke_down(plan: Saved) -> int:
    return int(max(drive.cut_at for drive in plan.ended))


def _standing(plan: Saved, van: PlannedVehicle, row_of: dict[int, Any]) -> PlannedVehicle:
    """A vehicle where it stands after the breakdown, with what it carries."""
    drive = plan.drives.get(van.key)
    if drive is None or not drive.goes_on:
        return replace(van, earliest=max(van.earliest, _broke_down(plan)))
    says = json.loads(drive.goes_on)
    stood = row_of.get(says["stop"])
    return replace(
        van,
        start=0 if stood is None or stood.household_id is None else plan.places[stood.household_id],
        earliest=says["earliest"],
        shift=says["shift"],
        reloads=says["reloads"],
        aboard=tuple(says["aboard"]),
    )


def scheduler(plan: Saved) -> Scheduler:
    """Times the drives of a saved plan anew."""
    return Scheduler(plan.roster.day)


def job_of(
    work: Any,
    sizes: Sizes,
    goods: dict[int, entry_context.MaterialFacts],
    made: Mapping[int, tuple[int, str, str]],
) -> Job:
    """A saved piece of work as a job; ``made`` is what the subcontracts make that are collected, as `products_of`."""
    name, unit, number, void = work.note, "", "", False
    load: Load = NOTHING
    quantity = work.quantity
    to_household = None
    guessed, pack_size = False, 0
    if work.subcontract_id is not None:
        number = work.subcontract.number
    if work.kind == COLLECT:
        product, name, unit = made[work.subcontract_id]
        load = sizes.load("product", product, unit, quantity or 0)
        guessed = sizes.guessed("product", product, unit)
    elif work.kind in (DELIVER, SLIP, RETURN, TAKE, HAND):
        material = goods[work.material_id]
        name, unit, pack_size = material.name, material.unit, material.pack_size
        load = sizes.load("material", material.id, unit, quantity or 0)
        guessed = sizes.guessed("material", material.id, unit)
        if work.kind == SLIP and work.voucher_id is not None:
            slip = Voucher.get_by_id(work.voucher_id)
            number, void = slip.number, why_gone(slip) is not None
    elif work.kind in (BRING, FETCH):
        machine: Any = Equipment.get_by_id(work.equipment_id)
        name, load = f"{machine.name} {machine.code}", (30_000, 200_000, 0)
        guessed = True
    kind = TRANSFER if work.kind in (TAKE, HAND) else work.kind
    if kind == TRANSFER and work.to_subcontract_id is not None:
        to_household = work.to_subcontract.household_id
    return Job(
        kind,
        name if kind != OTHER else work.note,
        quantity,
        unit,
        number,
        work.subcontract_id,
        work.material_id,
        work.equipment_id,
        work.errand_id,
        work.to_subcontract_id,
        to_household,
        load,
        id=work.id,
        void=void,
        actual=work.actual,
        guessed=guessed,
        pack_size=pack_size,
    )
