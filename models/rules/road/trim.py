"""Making a drive hold that does not: stops are left out until times, loads and hours are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.rules.road.day import HAND, RELOAD, TAKE, TASK, Drive, Stop, Window
from models.rules.road.schedule import Scheduler


def trimmed(
    scheduler: Scheduler, vehicle: int, order: Sequence[Stop], chosen: Mapping[int, Window]
) -> Drive | None:
    """The drive along as much of an order as can be held, or None when nothing of it can.

    The stops of least priority go first, and among those the ones that leave the least wrong.
    """
    drive = scheduler.drive(vehicle, order, chosen)
    while drive.faults:
        others = [
            scheduler.drive(vehicle, [stop for stop in order if stop not in gone], chosen)
            for gone in _removable(order)
        ]
        if not others:
            return None
        drive = min(others, key=lambda other: (_wrong(scheduler, other), other.distance))
        order = drive.order
    return drive if drive.stops else None


def _removable(order: Sequence[Stop]) -> list[tuple[Stop, ...]]:
    return [
        ((TAKE, key), (HAND, key)) if kind in (TAKE, HAND) else ((kind, key),)
        for kind, key in order
        if kind not in (HAND, RELOAD)
    ]


def _wrong(scheduler: Scheduler, drive: Drive) -> tuple[int, int]:
    """How many visits are at fault, and the priority that is lost."""
    faults = sum(bool(visit.faults) for visit in drive.visits)
    kept = sum(scheduler.tasks[visit.key].priority + 1 if visit.kind == TASK else 3 for visit in drive.stops)
    return faults, -kept
