"""What is only done where a vehicle comes by anyway: it never takes the place of anything that was asked for."""

from __future__ import annotations

from dataclasses import replace

from models.rules.road.day import HAND, TAKE, TASK, Day, Plan, Task
from models.rules.road.schedule import Scheduler


def with_task(day: Day, plan: Plan, task: Task) -> tuple[Day, Plan] | None:
    """A day and its plan with a task in place of the one of its key, or beside the other stops at its place.

    None where no drive comes by, or the one that does cannot hold it.
    """
    drive = next((one for one in plan.drives if any(stop.place == task.place for stop in one.stops)), None)
    if drive is None:
        return None
    richer = replace(day, tasks=[*(one for one in day.tasks if one.key != task.key), task])
    order = list(drive.order)
    if (TASK, task.key) not in order:
        here = [
            at
            for at, visit in enumerate(drive.visits[1:-1], start=1)
            if visit.place == task.place and visit.kind in (TASK, TAKE, HAND)
        ]
        order.insert(here[-1], (TASK, task.key))
    scheduler = Scheduler(richer)
    changed = scheduler.drive(drive.vehicle, order)
    if changed.faults:
        return None
    drives = [changed if one is drive else one for one in plan.drives]
    return richer, replace(scheduler.gather(drives, plan.iterations), steady=plan.steady)
