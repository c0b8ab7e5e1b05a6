"""A day's calls and vans as the planner's values, and a saved plan read back as both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from models.errors import UserError
from models.i18n import tr
from models.queries import entry
from models.queries.road import Home, RoadMap, Sizes, Van, as_vehicle, vans
from models.queries.routes import (
    BRING,
    COLLECT,
    DELIVER,
    FETCH,
    NOTHING,
    OTHER,
    PRIORITIES,
    RETURN,
    SLIP,
    TRANSFER,
    Call,
    Job,
    Wish,
    product_of,
    service,
    wishes,
)
from models.rules.route.day import HAND, RELOAD, TAKE, TASK, Day, Drive, Load, Stop, Task, Transfer, Window
from models.rules.route.distance import Place, matrices, straight
from models.rules.route.schedule import Scheduler
from models.tables import road
from models.tables.visit import Equipment
from models.tables.voucher import Voucher


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
        if kind == TASK:
            return key
        transfer = next((one for one in self.day.transfers if one.key == key), None)
        if transfer is None or kind not in (TAKE, HAND):
            return None
        place = transfer.source if kind == TAKE else transfer.target
        return list(self.homes)[place - 1]

    def straight(self, drive: Drive) -> int:
        """The metres of a drive as the crow flies."""
        points = [self.places[visit.place].point for visit in drive.visits]
        return sum(straight(a, b) for a, b in pairwise(points))


def roster(
    day: dt.date, calls: Sequence[Call], places: RoadMap, fleet: Iterable[Van] | None = None
) -> Roster:
    """The calls that are not left out, the vans, and all ways between them."""
    taken = [call for call in calls if not call.wish.left_out]
    homes = {call.home.contact.id: call.home for call in taken}
    for call in taken:
        for job in call.jobs:
            if job.kind == TRANSFER and job.to_household is not None and job.to_household not in homes:
                homes |= places.homes([job.to_household])
    at = {key: number for number, key in enumerate(homes, start=1)}
    spots = (
        Place(places.warehouse),
        *(Place(home.point, home.contact.village) for home in homes.values()),
    )
    distances, durations = matrices(spots, places.roads())
    tasks, transfers = [], []
    for call in taken:
        key = call.home.contact.id
        if any(job.kind != TRANSFER for job in call.jobs):
            tasks.append(_task(call, at[key]))
        for job in call.jobs:
            if job.kind == TRANSFER and job.to_household is not None and job.errand is not None:
                only = None if call.wish.vehicle is None else frozenset((call.wish.vehicle,))
                transfers.append(
                    Transfer(
                        job.errand,
                        at[key],
                        at[job.to_household],
                        job.load,
                        int(places.limits["road.deliver_minutes"]) * 60,
                        call.home.window,
                        homes[job.to_household].window,
                        only,
                    )
                )
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


def _task(call: Call, place: int) -> Task:
    window: Window = call.home.window
    if call.wish.before is not None:
        window = (min(window[0], call.wish.before), min(window[1], call.wish.before))
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
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved plan read back: its roster, each vehicle's stops in order, and the rows behind them."""

    plan: Any
    roster: Roster
    orders: dict[int, list[Stop]]
    drives: dict[int, Any]
    stops: dict[tuple[str, int], Any]


def saved(day: dt.date) -> Saved:
    """The plan of a day. Raises UserError when there is none."""
    plan: Any = road.RoutePlan.get_or_none(road.RoutePlan.date == day)
    if plan is None:
        raise UserError(tr("No drive is planned for this day yet."), "date")
    places = RoadMap(day)
    rows = list(
        road.RouteStop.select()
        .where(road.RouteStop.plan == plan)
        .order_by(road.RouteStop.drive, road.RouteStop.place)
    )
    jobs: dict[int, list[Job]] = {}
    stop_of = {row.id: row for row in rows}
    sizes = Sizes(places.limits)
    goods = entry.materials()
    works = (
        road.RouteWork.select()
        .join(road.RouteStop)
        .where(road.RouteStop.plan == plan)
        .order_by(road.RouteWork.id)
    )
    for work in works:
        row = stop_of[work.stop_id]
        if row.kind != HAND:
            jobs.setdefault(row.household_id, []).append(job_of(work, sizes, goods))
        else:
            jobs.setdefault(row.household_id, [])
    homes = places.homes(jobs)
    decided = wishes(day)
    calls = [
        Call(
            homes[key],
            tuple(listed),
            max((PRIORITIES.get(job.kind, 5) for job in listed), default=5),
            service(listed, places.limits),
            replace(decided.get(key, Wish()), left_out=False),
        )
        for key, listed in jobs.items()
    ]
    drives = list(
        road.RouteDrive.select().where(road.RouteDrive.plan == plan).order_by(road.RouteDrive.number)
    )
    fleet = {van.key: van for van in vans()}
    gone = [drive for drive in drives if (drive.vehicle_id or 0) not in fleet]
    if gone:
        fleet |= {van.key: van for van in vans(inactive=True)}
    whole = roster(day, calls, places, fleet.values())
    orders: dict[int, list[Stop]] = {drive.vehicle_id or 0: [] for drive in drives}
    van_of = {drive.id: drive.vehicle_id or 0 for drive in drives}
    stops: dict[tuple[str, int], Any] = {}
    for row in rows:
        key = row.household_id if row.kind == TASK else row.errand_id if row.kind != RELOAD else 0
        if row.kind != RELOAD:
            stops[row.kind, key] = row
        if row.drive_id is not None:
            orders[van_of[row.drive_id]].append((row.kind, key))
    return Saved(plan, whole, orders, {drive.vehicle_id or 0: drive for drive in drives}, stops)


def scheduler(plan: Saved) -> Scheduler:
    """Times the drives of a saved plan anew."""
    return Scheduler(plan.roster.day)


def job_of(work: Any, sizes: Sizes, goods: dict[int, entry.MaterialFacts]) -> Job:
    """A saved piece of work as a job."""
    name, unit, number = work.note, "", ""
    load: Load = NOTHING
    quantity = work.quantity
    to_household = None
    if work.subcontract_id is not None:
        number = work.subcontract.number
    if work.kind == COLLECT:
        product, name, unit = product_of(work.subcontract_id)
        load = sizes.load("product", product, unit, quantity or 0)
    elif work.kind in (DELIVER, SLIP, RETURN, TAKE, HAND):
        material = goods[work.material_id]
        name, unit = material.name, material.unit
        load = sizes.load("material", material.id, unit, quantity or 0)
        if work.kind == SLIP and work.voucher_id is not None:
            number = Voucher.get_by_id(work.voucher_id).number
    elif work.kind in (BRING, FETCH):
        machine: Any = Equipment.get_by_id(work.equipment_id)
        name, load = f"{machine.name} {machine.code}", (30_000, 200_000, 0)
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
    )
