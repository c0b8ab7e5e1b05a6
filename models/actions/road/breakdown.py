"""A vehicle breaks down: what is done stays done, and the others do the rest from where they are."""

from __future__ import annotations

import datetime as dt
import json
from itertools import pairwise
from typing import Any

from models.actions.road.planning import SECONDS, refuse_returned, rewrite, tried
from models.actions.upsert import change
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.road.route_day import Saved, saved, scheduler
from models.rights import needs
from models.rules.desk import roles
from models.rules.road.day import HAND, RELOAD, TAKE, TASK, Day, Drive, Plan, PlannedVehicle
from models.rules.road.replan import how_far, rest_of
from models.rules.road.solver import Progress, solve
from models.rules.road.tasks import OUT
from models.tables import road


@needs(roles.DRIVE)
def break_down(
    day: dt.date,
    vehicle: int,
    now: int,
    done: int | None = None,
    *,
    seconds: float = SECONDS,
    seed: int = 1,
    progress: Progress | None = None,
) -> Plan:
    """Take a vehicle off a planned day from a time on (seconds after midnight) and plan the rest for the others.

    ``done`` counts the stops and reloads it had done: by the plan's times when None, NEVER_LEFT when it stayed at home.
    What it carried is taken over where it stands. The search runs before anything is written and may raise Cancelled;
    all of it is one operation. Raises UserError (field: date, vehicle).
    """
    held = _under_way(day, vehicle)
    title = mark("Plan the rest of the drive of {day}")
    rest = tried(title, day, lambda: _cut(saved(day), vehicle, now, done))
    plan = solve(rest, seconds=seconds, seed=seed, progress=progress)
    with operation(
        mark("{van} broke down on {day}"), van=held.roster.vans[vehicle].name, day=day.isoformat()
    ):
        # Another window may have changed the day while the search ran.
        _cut(_under_way(day, vehicle), vehicle, now, done)
        rewrite(saved(day), plan)
    return plan


def _under_way(day: dt.date, vehicle: int) -> Saved:
    """The plan of a day on which a vehicle drives. Raises UserError (field: date, vehicle)."""
    refuse_returned(day)
    held = saved(day)
    if any(drive.broken and (drive.vehicle_id or 0) == vehicle for drive in held.ended):
        raise UserError(tr("This vehicle is out of order already."), "vehicle")
    if vehicle not in {van.key for van in held.roster.day.vehicles}:
        raise UserError(tr("This vehicle does not drive on this day."), "vehicle")
    return held


def _cut(held: Saved, vehicle: int, now: int, done: int | None) -> None:
    """End the drives under way, begin those that go on, and say of each stop left where its goods are."""
    timed = scheduler(held).plan(held.orders)
    rest = rest_of(held.roster.day, timed, now, vehicle, done)
    going = {van.key: van for van in rest.vehicles}
    drives = {drive.vehicle: drive for drive in timed.drives}
    over: set[tuple[str, int]] = set()
    for key, drive in drives.items():
        count, home = how_far(drive, now, done if key == vehicle else None)
        if count is None and key != vehicle:
            continue
        row = held.drives[key]
        last = _end(held, row, drive, None if home else count or 0, now)
        over |= set(drive.order[: count or 0])
        if key in going:
            _begin(held, row, going[key], last)
    if vehicle in held.drives:
        change(held.drives[vehicle], broken=True, cut_at=now)
    else:
        van = held.roster.vans[vehicle]
        numbers = [row.number for row in (*held.drives.values(), *held.ended)]
        road.RouteDrive.create(
            plan=held.plan,
            number=max(numbers, default=0) + 1,
            vehicle=van.key or None,
            driver=van.driver,
            start=now,
            end=now,
            distance=0,
            broken=True,
            cut_at=now,
        )
    _place_goods(held, rest, over)


def _end(held: Saved, row: Any, drive: Drive, count: int | None, now: int) -> int | None:
    """End a drive after ``count`` stops, None when it is over.

    Answers the row of the stop where its vehicle is now, None for the yard.
    """
    begun = drive.visits if count is None else drive.visits[: count + 1]
    metres = sum(
        int(held.roster.day.distances[a.place][b.place]) for a, b in pairwise(begun) if a.place != b.place
    )
    part = Drive(drive.vehicle, begun, metres)
    straight = held.roster.straight(part)
    change(row, cut_at=now, end=begun[-1].leave, distance=metres, straight=straight)
    if count is None:
        return None
    stops = list(road.RouteStop.select().where(road.RouteStop.drive == row).order_by(road.RouteStop.place))
    for place, stop in enumerate(stops[count:], start=1):
        if stop.kind == RELOAD:
            stop.delete_instance()
        else:
            change(stop, drive=None, place=place, faults="", why="")
    if count:
        return int(stops[count - 1].id)
    return json.loads(row.goes_on)["stop"] if row.goes_on else None


def _begin(held: Saved, row: Any, van: PlannedVehicle, last: int | None) -> None:
    numbers = road.RouteDrive.select(road.RouteDrive.number).where(road.RouteDrive.plan == held.plan)
    road.RouteDrive.create(
        plan=held.plan,
        number=max(one.number for one in numbers) + 1,
        vehicle=row.vehicle_id,
        driver=row.driver_id,
        start=van.earliest,
        end=van.earliest,
        distance=0,
        after=row,
        goes_on=json.dumps(
            {
                "stop": last,
                "earliest": van.earliest,
                "shift": van.shift,
                "reloads": van.reloads,
                "aboard": list(van.aboard),
            }
        ),
    )


def _place_goods(held: Saved, rest: Day, over: set[tuple[str, int]]) -> None:
    """Note which vehicle has the goods of each stop aboard, and make the stops where goods are taken over."""
    for task in rest.tasks:
        stop = (TASK, task.key)
        row = held.stops[stop] if stop in held.stops else held.stops[HAND, -task.key]
        change(row, aboard=task.aboard)
    split = {task.key for task in rest.tasks}
    homes = {at: key for key, at in held.places.items()}
    for transfer in rest.transfers:
        key = transfer.key
        if (TAKE, key) in held.stops and (TAKE, key) not in over:
            continue
        if (TASK, key) in held.stops:
            hand = _handing(held, key, divide=key in split)
        else:
            hand = held.stops[HAND, key] if (HAND, key) in held.stops else held.stops[TASK, -key]
            change(hand, aboard=None)
        road.RouteStop.create(
            plan=held.plan,
            place=0,
            kind=TAKE,
            household=homes.get(transfer.source),
            errand=hand.errand_id,
            rescued=hand.rescued_id,
        )


def _handing(held: Saved, household: int, *, divide: bool) -> Any:
    """The stop where goods taken over are handed to their household; what is collected there may stay a stop apart."""
    row = held.stops[TASK, household]
    if not divide:
        change(row, kind=HAND, rescued=household, aboard=None)
        return row
    hand = road.RouteStop.create(plan=held.plan, place=0, kind=HAND, household=household, rescued=household)
    road.RouteWork.update(stop=hand).where(
        road.RouteWork.stop == row, road.RouteWork.kind.in_(list(OUT))
    ).execute()
    return hand
