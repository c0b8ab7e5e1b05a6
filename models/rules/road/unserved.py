"""Why a task or transfer stays behind: what rules it out for every vehicle even alone, else that the day is full."""

from __future__ import annotations

from itertools import pairwise

from models.rules.road.day import (
    FULL,
    HOURS,
    LOAD,
    NO_VAN,
    PINNED,
    ROAD,
    UNREACHABLE,
    WINDOW,
    Day,
    Load,
    PlannedVehicle,
    Task,
    Transfer,
    Window,
)

_Doing = tuple[int, Window, int]
"""A place, when the work may begin there, and the seconds it takes."""


def why_left_out(day: Day, work: Task | Transfer) -> str:
    """What it is barred for, NO_VAN, LOAD, ROAD, WINDOW, HOURS or PINNED when no vehicle could do it, else FULL."""
    if work.barred:
        return work.barred
    allowed = [van for van in day.vehicles if work.only is None or van.key in work.only]
    if not allowed:
        return PINNED if day.vehicles else NO_VAN
    faults = {
        _along(day, van, (*begin, *way))
        for van in allowed
        for begin in _beginnings(day, van, work)
        for way in _ways(work)
    }
    return next((why for why in (FULL, HOURS, WINDOW, ROAD) if why in faults), LOAD)


def _beginnings(day: Day, van: PlannedVehicle, work: Task | Transfer) -> list[tuple[_Doing, ...]]:
    """What a vehicle may do before: nothing, or unload what it has aboard; none when it is too small."""
    loads = (work.deliver, work.collect) if isinstance(work, Task) else (work.load,)
    if not all(_fits(van, load) for load in loads):
        return []
    if all(_fits(van, load, van.aboard) for load in loads):
        return [()]
    if day.reload_at is None or not van.reloads or (isinstance(work, Task) and work.first):
        return []
    return [((day.reload_at, (0, 1 << 40), day.reload_service),)]


def _fits(van: PlannedVehicle, load: Load, aboard: Load = ()) -> bool:
    held = (*aboard, *([0] * len(van.capacity)))
    return all(amount + more <= room for amount, more, room in zip(load, held, van.capacity, strict=False))


def _ways(work: Task | Transfer) -> list[tuple[_Doing, ...]]:
    """What doing only this is, for each of its windows."""
    if isinstance(work, Task):
        return [((work.place, window, work.service),) for window in work.windows]
    take = work.source, work.source_window, work.take_service
    return [(take, (work.target, work.target_window, work.service))]


def _along(day: Day, van: PlannedVehicle, way: tuple[_Doing, ...]) -> str:
    """What stops one vehicle from doing these alone: ROAD, WINDOW, HOURS, or FULL when nothing does."""
    stops = [van.start, *(here for here, _, _ in way), van.end]
    if any(a != b and int(day.durations[a][b]) >= UNREACHABLE for a, b in pairwise(stops)):
        return ROAD
    place, now, waited, room = van.start, van.earliest, 0, 1 << 40
    for here, (early, late), service in way:
        arrive = now + (int(day.durations[place][here]) if here != place else 0)
        if arrive > late:
            return WINDOW
        now = max(arrive, early)
        waited += now - arrive
        room = min(room, waited + late - now)
        now += service
        place = here
    home = now + (int(day.durations[place][van.end]) if place != van.end else 0)
    leave = van.earliest + min(waited, room)
    return HOURS if home > van.latest or home - leave > van.shift else FULL
