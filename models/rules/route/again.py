"""Planning the rest of a day anew after a vehicle broke down."""

from __future__ import annotations

from dataclasses import replace

from models.rules.route.day import (
    END,
    HAND,
    MIDNIGHT,
    RELOAD,
    TAKE,
    TASK,
    Day,
    Drive,
    Load,
    Plan,
    Task,
    Transfer,
    Vehicle,
    Visit,
)


def rest_of(day: Day, plan: Plan, now: int, broken: int) -> Day:
    """What is left of a day at a time (seconds after midnight) when the vehicle ``broken`` stopped.

    The others go on from where they are; what they still have aboard to hand over stays with them. What the broken one
    carried is fetched from where it stands: each delivery becomes a transfer from there with its task's key. A transfer
    that another vehicle has already taken becomes a delivery of its own, its key negated.
    """
    tasks = {task.key: task for task in day.tasks}
    transfers = {transfer.key: transfer for transfer in day.transfers}
    vans = {van.key: replace(van, earliest=max(van.earliest, now)) for van in day.vehicles}
    for drive in plan.drives:
        if now <= drive.start:
            continue  # it has not left yet
        begun = [visit for visit in drive.visits if visit.begin <= now]
        coming = drive.visits[len(begun) :]
        for visit in begun:
            if visit.kind == TASK:
                tasks.pop(visit.key, None)
        here = begun[-1]
        trip = next((at for at, visit in enumerate(coming) if visit.kind in (RELOAD, END)), len(coming))
        aboard = here.load
        held = {visit.key for visit in begun if visit.kind == TAKE}
        held -= {visit.key for visit in begun if visit.kind == HAND}
        taken = [transfers.pop(key) for key in sorted(held)]
        for visit in begun:
            if visit.kind == HAND:
                del transfers[visit.key]
        carried = [tasks[visit.key] for visit in coming[:trip] if visit.kind == TASK and visit.key in tasks]
        for task in carried:
            if drive.vehicle == broken:
                tasks.pop(task.key)
                transfers.update(_fetched(task, here.place, now))
                if any(task.collect):
                    tasks[task.key] = replace(task, deliver=(), only=None, first=False)
            else:
                tasks[task.key] = replace(task, only=frozenset((drive.vehicle,)), first=False)
                aboard = _less(aboard, task.deliver)
        for transfer in taken:
            if drive.vehicle == broken:
                transfers[transfer.key] = replace(
                    transfer, source=here.place, source_window=(now, MIDNIGHT), only=None
                )
            else:
                tasks[-transfer.key] = _handed(transfer, drive.vehicle)
                aboard = _less(aboard, transfer.load)
        if drive.vehicle != broken:
            vans[drive.vehicle] = _going_on(vans[drive.vehicle], drive, begun, aboard, now)
    del vans[broken]
    return replace(
        day,
        tasks=[replace(task, only=_others(task.only, broken)) for task in tasks.values()],
        transfers=[replace(transfer, only=_others(transfer.only, broken)) for transfer in transfers.values()],
        vehicles=list(vans.values()),
    )


def _fetched(task: Task, place: int, now: int) -> dict[int, Transfer]:
    if not any(task.deliver):
        return {}
    window = task.windows[0][0], task.windows[-1][1]
    return {
        task.key: Transfer(
            task.key,
            place,
            task.place,
            task.deliver,
            task.service,
            (now, MIDNIGHT),
            window,
            None,
            task.priority,
        )
    }


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
    )


def _going_on(van: Vehicle, drive: Drive, begun: list[Visit], aboard: Load, now: int) -> Vehicle:
    here = drive.visits[len(begun) - 1]
    free = max(now, here.leave)
    reloaded = sum(visit.kind == RELOAD for visit in drive.visits[: len(begun)])
    return replace(
        van,
        start=here.place,
        earliest=free,
        shift=max(0, van.shift - (free - drive.start)),
        reloads=max(0, van.reloads - reloaded),
        aboard=aboard,
    )


def _less(load: Load, other: Load) -> Load:
    taken = (*other, *([0] * len(load)))
    return tuple(amount - less for amount, less in zip(load, taken, strict=False))


def _others(only: frozenset[int] | None, broken: int) -> frozenset[int] | None:
    """A pin without the broken vehicle; pinned to that one alone, a stop becomes free."""
    return only and (only - {broken} or None)
