"""Planning a day's driving and changing the plan by hand: each step one operation, so that each can be taken back."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from models.actions.upsert import change
from models.database import among, insert_named
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.ledger.slip_days import slip_days
from models.queries.party.road_map import RoadMap, clock
from models.queries.party.whereabouts import household_sentence, outlier_sentence
from models.queries.road.route_day import Roster, Saved, roster, saved, scheduler, task_of
from models.queries.road.route_sheets import WHY
from models.queries.road.routes import Call, Job, call_of, calls, wishes
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.road.by_the_way import with_task
from models.rules.road.day import HAND, RELOAD, TAKE, TASK, Day, Drive, Plan, Stop
from models.rules.road.schedule import Scheduler
from models.rules.road.solver import Progress, solve
from models.rules.road.tasks import COLLECT, OUT, RETURN, SLIP, TRANSFER
from models.tables import road
from models.tables.ledger import Voucher
from models.tables.party import Household

SECONDS = 10
PLAN = mark("Plan the drive of {day}")


@needs(roles.DRIVE)
def plan_route(
    day: dt.date,
    *,
    seconds: float = SECONDS,
    seed: int = 1,
    progress: Progress | None = None,
    serving: bool = False,
    use: Callable[[], object] | None = None,
) -> Plan:
    """Plan a day's driving and save it in place of an older plan.

    After a breakdown what is left of the day is planned anew. The search runs before anything is written; it may raise
    Cancelled. Raises UserError (field: date) when the day is far ahead, there is nothing to drive, its sheets are back,
    the warehouse that was set is nowhere near, or the plan must be ``serving`` somebody and serves nobody. ``use``
    prints it: when that fails, the day is as it was.
    """
    if said := slip_days().ahead(day):
        raise UserError(said, "date")
    refuse_returned(day)
    if broken_down(day):
        return _plan_the_rest(day, seconds, seed, progress, use)
    places = RoadMap(day)
    found = calls(day, places)
    if not found:
        raise UserError(tr("Nothing is to be driven on {day}.").format(day=day.isoformat()), "date")
    _refuse_far_warehouse(places)
    whole = roster(day, [_without_returns(call, places) for call in found], places)
    plan = solve(whole.day, seconds=seconds, seed=seed, progress=progress)
    whole, plan = _with_returns(whole, plan, found, places)
    if serving and not plan.drives:
        raise _nobody_served(day, whole, plan)
    with operation(PLAN, day=day.isoformat()):
        # While the search ran another window may have entered the sheets, or a vehicle may have broken down.
        refuse_returned(day)
        if broken_down(day):
            raise UserError(tr("A vehicle broke down meanwhile. Plan the rest of the day."), "date")
        save_plan(day, whole, plan, seed)
        if use is not None:
            use()
    return plan


def _nobody_served(day: dt.date, whole: Roster, plan: Plan) -> UserError:
    """Says of each stop why it is left out."""
    lines = [tr("Nobody can be driven to on {day}.").format(day=day.isoformat())]
    for miss in plan.unserved:
        home = whole.homes[whole.home_of(TASK if miss.kind == TASK else TAKE, miss.key) or 0]
        why = tr(WHY[miss.why]) if home.outlier is None else outlier_sentence(home.outlier)
        lines.append(household_sentence(home.contact.head, home.contact.code, why))
    return UserError("\n".join(lines), "date")


def _refuse_far_warehouse(places: RoadMap) -> None:
    if places.warehouse_outlier is not None:
        words = tr("The warehouse set in Settings is not where the households are. {why}")
        raise UserError(words.format(why=outlier_sentence(places.warehouse_outlier)), "date")


def _without_returns(call: Call, places: RoadMap) -> Call:
    return call_of(
        call.home, [job for job in call.jobs if job.kind != RETURN], call.wish, places.day, places.limits
    )


def _with_returns(whole: Roster, plan: Plan, found: Iterable[Call], places: RoadMap) -> tuple[Roster, Plan]:
    """A plan with the material that finished work left, as much of it as its drives hold by the way.

    It is proposed by itself, so it takes no room from what was asked for.
    """
    held, day = dict(whole.calls), whole.day
    at = {key: number for number, key in enumerate(whole.homes, start=1)}
    for call in found:
        home = call.home.contact.id
        for job in (job for job in call.jobs if job.kind == RETURN and home in held):
            fuller = call_of(call.home, [*held[home].jobs, job], call.wish, places.day, places.limits)
            richer = with_task(day, plan, task_of(fuller, at[home]))
            if richer is not None:
                (day, plan), held[home] = richer, fuller
    return replace(whole, day=day, calls=held), plan


def broken_down(day: dt.date) -> bool:
    """Whether a vehicle broke down on a planned day."""
    query = road.RouteDrive.select().join(road.RoutePlan)
    return bool(query.where(road.RoutePlan.date == day, road.RouteDrive.broken).exists())


def _plan_the_rest(
    day: dt.date,
    seconds: float,
    seed: int,
    progress: Progress | None,
    use: Callable[[], object] | None,
) -> Plan:
    title = mark("Plan the rest of the drive of {day}")
    rest = tried(title, day, lambda: take_up(day))
    plan = solve(rest, seconds=seconds, seed=seed, progress=progress)
    with operation(title, day=day.isoformat()):
        refuse_returned(day)
        take_up(day)
        rewrite(saved(day), plan)
        if use is not None:
            use()
    return plan


class _Tried(Exception):
    """Ends an operation that was only tried."""


@needs(roles.DRIVE)
def tried(title: str, day: dt.date, change: Callable[[], None]) -> Day:
    """What a change of a day's plan leaves to be solved; nothing of it is kept."""
    rest: list[Day] = []
    try:
        with operation(title, day=day.isoformat()):
            change()
            rest.append(wanted_of(saved(day)))
            raise _Tried
    except _Tried:
        return rest[0]


def wanted_of(plan: Saved) -> Day:
    """A saved plan's day without the stops that were left out since."""
    decided = wishes(plan.plan.date)
    tasks = [
        task
        for task in plan.roster.day.tasks
        if task.key < 0 or task.key not in decided or not decided[task.key].left_out
    ]
    return replace(plan.roster.day, tasks=tasks)


def refuse_returned(day: dt.date) -> None:
    """Raise UserError when the sheets of a day are back: nothing of it is planned any more."""
    row: Any = road.RoutePlan.get_or_none(road.RoutePlan.date == day)
    if row is not None and row.returned_on is not None:
        raise UserError(tr("The sheets of this day are entered already."), "date")


@needs(roles.DRIVE)
def save_plan(day: dt.date, whole: Roster, plan: Plan, seed: int = 1) -> None:
    """Keep a plan as the one of its day."""
    with operation(PLAN, day=day.isoformat()):
        row: Any = road.RoutePlan.get_or_none(road.RoutePlan.date == day)
        if row is None:
            row = road.RoutePlan.create(date=day, seed=seed)
        else:
            _clear(row.id)
            if row.seed != seed:
                row.seed = seed
                row.save()
        slips = _slip_keys(job for call in whole.calls.values() for job in call.jobs)
        stops = [*_driven(row, whole, plan), *_unserved(row, whole, plan)]
        insert_named(road.RouteStop, [stop for stop, _ in stops])
        insert_named(
            road.RouteWork,
            [one for stop, key in stops for one in _works(stop["id"], whole, stop["kind"], key, slips)],
        )


def _driven(row: Any, whole: Roster, plan: Plan) -> Iterator[tuple[dict[str, Any], int]]:
    """Save the drives of a plan; the stops on them, each with the key of what it is for."""
    for number, drive in enumerate(plan.drives, start=1):
        van = whole.vans[drive.vehicle]
        saved_drive = road.RouteDrive.create(
            plan=row,
            number=number,
            vehicle=van.key or None,
            driver=van.driver,
            start=drive.start,
            end=drive.end,
            distance=drive.distance,
            straight=whole.straight(drive),
        )
        for place, visit in enumerate(drive.visits[1:-1], start=1):
            stop = _stop(row, whole, visit.kind, visit.key, place)
            yield (
                stop
                | {
                    "drive": saved_drive.id,
                    "arrive": visit.arrive,
                    "begin": visit.begin,
                    "leave": visit.leave,
                    "load": json.dumps(visit.load),
                    "faults": " ".join(_faults(drive, place)),
                },
                visit.key,
            )


def _unserved(row: Any, whole: Roster, plan: Plan) -> Iterator[tuple[dict[str, Any], int]]:
    """The stops a plan leaves out, a shipment both where it is taken and where it is handed over."""
    for place, miss in enumerate(plan.unserved, start=1):
        for kind in (TASK,) if miss.kind == TASK else (TAKE, HAND):
            yield _stop(row, whole, kind, miss.key, place) | {"why": miss.why}, miss.key


def _stop(row: Any, whole: Roster, kind: str, key: int, place: int) -> dict[str, Any]:
    """A stop on no drive yet."""
    return {
        "id": next_key(),
        "plan": row.id,
        "drive": None,
        "place": place,
        "kind": kind,
        "household": whole.home_of(kind, key),
        "errand": key if kind in (TAKE, HAND) else None,
        "arrive": 0,
        "begin": 0,
        "leave": 0,
        "load": "",
        "faults": "",
        "why": "",
        "result": "",
        "arrived": "",
    }


def _faults(drive: Drive, place: int) -> tuple[str, ...]:
    """What is wrong at a stop; what is wrong on leaving or on coming home stands at the first or the last one."""
    visits = drive.visits
    found = (
        *(visits[0].faults if place == 1 else ()),
        *visits[place].faults,
        *(visits[-1].faults if place == len(visits) - 2 else ()),
    )
    return tuple(dict.fromkeys(found))


def _clear(plan: int) -> None:
    stops = road.RouteStop.select(road.RouteStop.id).where(road.RouteStop.plan == plan)
    road.RouteWork.delete().where(road.RouteWork.stop.in_(stops)).execute()
    road.RouteStop.delete().where(road.RouteStop.plan == plan).execute()
    road.RouteDrive.delete().where(road.RouteDrive.plan == plan).execute()


def _slip_keys(jobs: Iterable[Job]) -> dict[str, int]:
    numbers = {job.number for job in jobs if job.kind == SLIP}
    rows = Voucher.select(Voucher.id, Voucher.number).where(
        Voucher.series == voucher_kind.SERIES[voucher_kind.ISSUE], among(Voucher.number, numbers)
    )
    return {row.number: row.id for row in rows} if numbers else {}


def _works(stop: int, whole: Roster, kind: str, key: int, slips: dict[str, int]) -> list[dict[str, Any]]:
    if kind == RELOAD:
        return []
    jobs: list[tuple[str, Job]]
    if kind == TASK:
        jobs = [(job.kind, job) for job in whole.calls[key].jobs if job.kind != TRANSFER]
    else:
        jobs = [(kind, job) for call in whole.calls.values() for job in call.jobs if job.errand == key]
    return [_work(stop, named, job, slips) for named, job in jobs]


def _work(stop: int, named: str, job: Job, slips: dict[str, int]) -> dict[str, Any]:
    return {
        "id": next_key(),
        "stop": stop,
        "kind": named,
        "subcontract": job.subcontract,
        "to_subcontract": job.to_subcontract,
        "material": job.material,
        "equipment": job.equipment,
        "errand": job.errand,
        "quantity": job.quantity,
        "actual": None,
        "voucher": slips.get(job.number) if named == SLIP else None,
        "note": "" if job.material or job.equipment or job.kind == COLLECT else job.name,
    }


# -- asked for since ---------------------------------------------------------------------------------------------------

Mark = tuple[Any, ...]


@needs(roles.DRIVE)
def take_up(day: dt.date) -> None:
    """Add what was asked for since a day was planned to its stops, on no drive yet. Within an operation.

    A stop that is still to be done does it as well. What is to be handed over lies in the warehouse: where vehicles are
    on the road without it, it is fetched there first.
    """
    plan = saved(day, timed=False)
    row_of = {row.id: row for row in road.RouteStop.select().where(road.RouteStop.plan == plan.plan)}
    known = {_mark(row_of[key].household_id, job) for key, listed in plan.jobs.items() for job in listed}
    out = any(drive.goes_on for drive in plan.drives.values())
    found = calls(day, RoadMap(day))
    slips = _slip_keys(job for call in found for job in call.jobs)
    for call in found:
        if call.wish.left_out:
            continue
        home = call.home.contact.id
        # What finished work left waits for a day on which it is by the way.
        fresh = [job for job in call.jobs if job.kind != RETURN and _mark(home, job) not in known]
        fetched = [job for job in fresh if job.kind in OUT] if out else []
        for job in fresh:
            if job.kind == TRANSFER:
                for kind, at in ((TAKE, home), (HAND, job.to_household)):
                    stop = _waiting(plan, kind, at, errand=job.errand)
                    _add_works(stop.id, [(kind, job)], slips)
        if fetched:
            hand = _fetching(plan, home)
            if hand is not None:
                _add_works(hand.id, [(job.kind, job) for job in fetched], slips)
        here = [job for job in fresh if job.kind != TRANSFER and job not in fetched]
        if here:
            row = plan.stops.get((TASK, home)) or _waiting(plan, TASK, home)
            _add_works(row.id, [(job.kind, job) for job in here], slips)


def _fetching(plan: Saved, home: int) -> Any:
    """The stop at which goods fetched at the warehouse are handed over.

    None where others of the household's are taken over from a vehicle: hers wait for the next day.
    """
    rows = [row for row in plan.stops.values() if row.rescued_id == home]
    if not rows:
        _waiting(plan, TAKE, None, rescued=home)
        return _waiting(plan, HAND, home, rescued=home)
    hand = plan.stops.get((HAND, home))
    take = plan.stops.get((TAKE, home))
    return hand if take is not None and take.household_id is None else None


def _mark(home: int | None, job: Job) -> Mark:
    """What tells a piece of work from any other of the day, saved or not."""
    if job.errand is not None:
        return ("errand", job.errand)
    if job.kind == SLIP:
        return SLIP, job.number, job.material
    return job.kind, home, job.subcontract, job.material, job.equipment


def _waiting(plan: Saved, kind: str, home: int | None, **values: Any) -> Any:
    return road.RouteStop.create(plan=plan.plan, place=0, kind=kind, household=home, **values)


def _add_works(stop: int, jobs: Iterable[tuple[str, Job]], slips: dict[str, int]) -> None:
    insert_named(road.RouteWork, [_work(stop, named, job, slips) for named, job in jobs])


# -- by hand ---------------------------------------------------------------------------------------------------------


def moved(plan: Saved, kind: str, key: int, vehicle: int | None, place: int) -> dict[int, list[Stop]]:
    """The orders of all vehicles after a stop went to a place (0 is first) of a vehicle, or to none.

    A transfer's two stops go together when they change vehicle.
    """
    orders = {van: list(order) for van, order in plan.orders.items()}
    if key < 0:
        kind = TASK  # taken before a breakdown: it is only handed over
    before = next((van for van, order in orders.items() if (kind, key) in order), None)
    pair = [(kind, key)]
    if kind in (TAKE, HAND) and before != vehicle:
        pair = [(TAKE, key), (HAND, key)]
    for order in orders.values():
        order[:] = [stop for stop in order if stop not in pair]
    if vehicle is not None:
        order = orders.setdefault(vehicle, [])
        order[place:place] = pair
    return orders


@needs(roles.DRIVE)
@in_turn
def move_stop(day: dt.date, kind: str, key: int, vehicle: int | None, place: int | None = 0) -> Plan:
    """Put a stop on a vehicle's drive at a place, or take it off all drives; times and loads follow.

    Without a place it goes where it breaks least and is the shortest way. Returns the plan with what is wrong with it,
    if anything: nothing is refused, the manager knows best. Raises UserError for a vehicle that is out of order.
    """
    refuse_returned(day)
    plan = saved(day)
    if vehicle is not None and vehicle not in {van.key for van in plan.roster.day.vehicles}:
        van = plan.roster.vans.get(vehicle)
        raise UserError(tr("{van} is out of order").format(van="" if van is None else van.name), "vehicle")
    known = scheduler(plan)
    if vehicle is not None and place is None:
        place = _best_place(plan, known, kind, key, vehicle)
    timed = known.plan(moved(plan, kind, key, vehicle, place or 0))
    with operation(mark("Move a stop on the drive of {day}"), day=day.isoformat()):
        rewrite(plan, timed)
    return timed


def _best_place(plan: Saved, known: Scheduler, kind: str, key: int, vehicle: int) -> int:
    """Where on a drive a stop breaks least, then where the way is shortest and the day ends first."""

    def cost(place: int) -> tuple[int, int, int]:
        drive = known.drive(vehicle, moved(plan, kind, key, vehicle, place)[vehicle])
        return sum(len(visit.faults) for visit in drive.visits), drive.distance, drive.end

    return min(range(len(plan.orders.get(vehicle, ())) + 1), key=cost)


def warned(plan: Plan) -> int:
    """How many stops something is wrong at, as they are shown: what is wrong in the yard stands at the stop beside."""
    return sum(
        bool(_faults(drive, place))
        for drive in plan.drives
        for place, visit in enumerate(drive.visits[1:-1], start=1)
        if visit.kind != RELOAD
    )


def rewrite(plan: Saved, timed: Plan) -> None:
    """Bring the rows of a saved plan in line with drives timed anew."""
    for drive in timed.drives:
        row = plan.drives.get(drive.vehicle)
        if row is None:
            van = plan.roster.vans[drive.vehicle]
            number = max((held.number for held in plan.drives.values()), default=0) + 1
            row = road.RouteDrive.create(
                plan=plan.plan,
                number=number,
                vehicle=van.key or None,
                driver=van.driver,
                start=0,
                end=0,
                distance=0,
            )
            plan.drives[drive.vehicle] = row
        change(
            row,
            start=drive.start,
            end=drive.end,
            distance=drive.distance,
            straight=plan.roster.straight(drive),
        )
        _rewrite_stops(plan, row, drive)
    served = {(visit.kind, visit.key) for drive in timed.drives for visit in drive.stops}
    why = {(miss.kind, miss.key): miss.why for miss in timed.unserved}
    for place, (stop, row) in enumerate(plan.stops.items(), start=1):
        if stop not in served:
            reason = why.get((TASK if stop[0] == TASK else TAKE, stop[1]), "")
            change(row, drive=None, place=place, arrive=0, begin=0, leave=0, load="", faults="", why=reason)
    for vehicle, row in plan.drives.items():
        if vehicle not in {drive.vehicle for drive in timed.drives}:
            if row.goes_on and json.loads(row.goes_on)["stop"] is not None:
                _drive_home(plan, vehicle, row)
                continue
            road.RouteStop.delete().where(
                road.RouteStop.drive == row, road.RouteStop.kind == RELOAD
            ).execute()
            row.delete_instance()


def _drive_home(plan: Saved, vehicle: int, row: Any) -> None:
    """A vehicle on the road that has nothing left to do still comes home."""
    drive = scheduler(plan).drive(vehicle, ())
    straight = plan.roster.straight(drive)
    change(row, start=drive.start, end=drive.end, distance=drive.distance, straight=straight)
    road.RouteStop.delete().where(road.RouteStop.drive == row, road.RouteStop.kind == RELOAD).execute()


def _rewrite_stops(plan: Saved, row: Any, drive: Drive) -> None:
    reloads = list(road.RouteStop.select().where(road.RouteStop.drive == row, road.RouteStop.kind == RELOAD))
    for place, visit in enumerate(drive.visits[1:-1], start=1):
        values = {
            "drive": row.id,
            "place": place,
            "arrive": visit.arrive,
            "begin": visit.begin,
            "leave": visit.leave,
            "load": json.dumps(visit.load),
            "faults": " ".join(_faults(drive, place)),
            "why": "",
        }
        if visit.kind != RELOAD:
            change(plan.stops[visit.kind, visit.key], **values)
        elif reloads:
            change(reloads.pop(0), **values)
        else:
            road.RouteStop.create(plan=plan.plan, kind=RELOAD, **values)
    for left in reloads:
        left.delete_instance()


@needs(roles.DRIVE)
def decide(day: dt.date, household: int, **values: Any) -> None:
    """Decide about a household's stop on a day: ``left_out``, ``vehicle``, ``first``, ``before``, ``priority``.

    Takes effect with the next planning. Raises UserError (field: before).
    """
    before = values.get("before")
    if before:
        try:
            time.strptime(before, "%H:%M")
        except ValueError:
            raise UserError(tr("Write a time like 12:00."), "before") from None
        values["before"] = f"{clock(before, 0) // 3600:02d}:{clock(before, 0) // 60 % 60:02d}"
    row: Any = road.RouteWish.get_or_none(road.RouteWish.date == day, road.RouteWish.household == household)
    head = Household.get_by_id(household).head
    with operation(mark("Decide about the stop at {name} on {day}"), name=head, day=day.isoformat()):
        if row is None:
            row = road.RouteWish.create(date=day, household=household)
        change(row, **values)
