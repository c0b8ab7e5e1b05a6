"""Planning the rest of a day anew after a vehicle broke down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from models.rules.road.day import (
    END,
    HAND,
    MIDNIGHT,
    RELOAD,
    START,
    TAKE,
    TASK,
    Day,
    Drive,
    DriveVisit,
    Load,
    Plan,
    PlannedVehicle,
    Task,
    Transfer,
)

TAKING: Final = 120
"""Seconds to take one household's goods over from another vehicle or out of the warehouse."""
NEVER_LEFT: Final = -1
"""Said instead of how many stops a vehicle had done: it stayed in the yard."""


def how_far(drive: Drive, now: int, reported: int | None = None) -> tuple[int | None, bool]:
    """How many stops and reloads of a drive have begun at a time, and whether it is over.

    None have while the vehicle is still in the yard; once the drive is over it stands there unloaded and may leave
    again. ``reported`` is how many its driver says, NEVER_LEFT that there was no drive; None lets the plan's
    times count.
    """
    if reported is not None:
        return (None if reported == NEVER_LEFT else min(reported, len(drive.order))), False
    if now <= drive.start:
        return None, False
    return sum(visit.begin <= now for visit in drive.visits[1:-1]), now >= drive.end


@dataclass(slots=True)
class _Progress:
    """How far one vehicle is: what it has begun, what comes before it unloads, where it is and with what."""

    van: PlannedVehicle
    begun: tuple[DriveVisit, ...]
    coming: tuple[DriveVisit, ...]
    place: int
    load: Load
    held: list[int] = field(default_factory=list)

    @property
    def out(self) -> bool:
        """Whether it is somewhere on the road."""
        return bool(self.begun) or bool(self.van.aboard)


def rest_of(day: Day, plan: Plan, now: int, broken: int, done: int | None = None) -> Day:
    """What is left of a day at a time (seconds after midnight) when the vehicle ``broken`` stopped.

    ``done`` counts what the broken one had done, as `how_far` takes it. The others go on from where they are; what
    they still have aboard to hand over stays with them. What the broken one carried is fetched from where it stands:
    each delivery becomes a transfer from there with its task's key. A transfer that another vehicle has already taken
    becomes a delivery of its own, its key negated. Goods still in the warehouse are fetched there as transfers once a
    vehicle is on the road, since it cannot have them aboard.
    """
    drives = {drive.vehicle: drive for drive in plan.drives}
    far = {van.key: _progress(van, drives.get(van.key), now, broken, done) for van in day.vehicles}
    tasks = {task.key: task for task in day.tasks}
    transfers = {transfer.key: transfer for transfer in day.transfers}
    carried: dict[int, int] = {task.key: task.aboard for task in day.tasks if task.aboard is not None}
    loaded: dict[int, int] = {}
    for key, so in far.items():
        for visit in so.begun:
            if visit.kind == TASK:
                tasks.pop(visit.key, None)
            elif visit.kind == HAND:
                transfers.pop(visit.key, None)
        for visit in so.coming:
            if visit.kind == TASK and visit.key in tasks and any(tasks[visit.key].deliver):
                (carried if so.begun else loaded)[visit.key] = key
    held = {key: so for so in far.values() for key in so.held}
    vans = {key: _going_on(so, drives.get(key), tasks, transfers, now) for key, so in far.items()}
    del vans[broken]
    out = any(far[key].out for key in vans)
    yard = day.vehicles[0].end if day.reload_at is None else day.reload_at
    stays: list[Task] = []
    moves: list[Transfer] = []
    for task in tasks.values():
        by = carried.get(task.key)
        if by is not None and by != broken:
            stays.append(replace(task, only=frozenset((by,)), aboard=by, first=False))
            continue
        free = replace(task, only=_others(task.only, broken), aboard=None)
        fetched_at = far[broken].place if by == broken else yard
        if by == broken or (any(task.deliver) and out and loaded.get(task.key, broken) == broken):
            moves.append(_fetched(free, fetched_at, now))
            if any(task.collect):
                stays.append(replace(free, deliver=(), first=False))
        elif any(task.deliver) and out:
            stays.append(replace(free, only=frozenset((loaded[task.key],))))
        else:
            stays.append(free)
    for transfer in transfers.values():
        so_far = held.get(transfer.key)
        if so_far is not None and so_far.van.key != broken:
            stays.append(_handed(transfer, so_far.van.key))
        elif so_far is not None:
            moves.append(_from_the_broken(transfer, so_far.place, now))
        else:
            moves.append(replace(transfer, only=_others(transfer.only, broken)))
    return replace(day, tasks=stays, transfers=moves, vehicles=list(vans.values()))


def _from_the_broken(transfer: Transfer, place: int, now: int) -> Transfer:
    """A transfer that any vehicle takes over from where the broken one stands."""
    return replace(transfer, source=place, source_window=(now, MIDNIGHT), only=None, taking=TAKING)


def _progress(van: PlannedVehicle, drive: Drive | None, now: int, broken: int, done: int | None) -> _Progress:
    if drive is None:
        return _Progress(van, (), (), van.start, van.aboard)
    count, home = how_far(drive, now, done if van.key == broken else None)
    if count is None:
        return _Progress(van, (), _trip(drive.visits[1:]), van.start, van.aboard)
    if home:
        return _Progress(van, drive.visits, (), van.end, ())
    begun, coming = drive.visits[: count + 1], drive.visits[count + 1 :]
    taken = {visit.key for visit in begun if visit.kind == TAKE}
    taken -= {visit.key for visit in begun if visit.kind == HAND}
    return _Progress(van, begun, _trip(coming), begun[-1].place, begun[-1].load, sorted(taken))


def _trip(visits: tuple[DriveVisit, ...]) -> tuple[DriveVisit, ...]:
    """The visits before the next time at the warehouse: their goods are on the vehicle."""
    end = next((at for at, visit in enumerate(visits) if visit.kind in (RELOAD, END)), len(visits))
    return visits[:end]


def _going_on(
    so: _Progress, drive: Drive | None, tasks: dict[int, Task], transfers: dict[int, Transfer], now: int
) -> PlannedVehicle:
    van = so.van
    if drive is None or not so.begun:
        return replace(van, earliest=max(van.earliest, now))
    here = so.begun[-1]
    free = max(now, here.begin if here.kind == START else here.leave)
    aboard = so.load
    for visit in so.coming:
        if visit.kind == TASK and visit.key in tasks:
            aboard = _less(aboard, tasks[visit.key].deliver)
    for key in so.held:
        aboard = _less(aboard, transfers[key].load)
    reloaded = sum(visit.kind == RELOAD for visit in so.begun)
    return replace(
        van,
        start=so.place,
        earliest=free,
        shift=max(0, van.shift - (free - drive.start)),
        reloads=max(0, van.reloads - reloaded),
        aboard=aboard,
    )


def _fetched(task: Task, place: int, now: int) -> Transfer:
    """A delivery that is taken somewhere else first; one that was a transfer once is one again."""
    return Transfer(
        abs(task.key),
        place,
        task.place,
        task.deliver,
        task.service,
        (now, MIDNIGHT),
        (task.windows[0][0], task.windows[-1][1]),
        task.only,
        task.priority,
        TAKING,
    )


def _handed(transfer: Transfer, vehicle: int) -> Task:
    return Task(
        -transfer.key,
        transfer.target,
        transfer.load,
        (),
        transfer.service,
        (transfer.target_window,),
        frozenset((vehicle,)),
        priority=9,
        aboard=vehicle,
    )


def _less(load: Load, other: Load) -> Load:
    taken = (*other, *([0] * len(load)))
    return tuple(amount - less for amount, less in zip(load, taken, strict=False))


def _others(only: frozenset[int] | None, broken: int) -> frozenset[int] | None:
    """A pin without the broken vehicle; pinned to that one alone, a stop becomes free."""
    return only and (only - {broken} or None)
