"""Why a task or transfer stays behind: what rules it out for every vehicle even alone, else that the day is full."""

from __future__ import annotations

from models.rules.route.day import (
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
    Task,
    Transfer,
    Vehicle,
    Window,
)


def why_left_out(day: Day, work: Task | Transfer) -> str:
    """NO_VAN, LOAD, ROAD, WINDOW, HOURS or PINNED when no vehicle could do it alone, else FULL."""
    allowed = [van for van in day.vehicles if work.only is None or van.key in work.only]
    if not allowed:
        return PINNED if day.vehicles else NO_VAN
    loads = (work.deliver, work.collect) if isinstance(work, Task) else (work.load,)
    able = [van for van in allowed if all(_fits(van, load) for load in loads)]
    if not able:
        return LOAD
    faults = {_alone(day, van, work) for van in able}
    return next(why for why in (FULL, HOURS, WINDOW, ROAD) if why in faults)


def _fits(van: Vehicle, load: Load) -> bool:
    aboard = (*van.aboard, *([0] * len(van.capacity)))
    return all(amount + held <= room for amount, held, room in zip(load, aboard, van.capacity, strict=False))


def _alone(day: Day, van: Vehicle, work: Task | Transfer) -> str:
    """What stops one vehicle from doing only this: WINDOW, HOURS, or FULL when nothing does."""
    ways: list[tuple[tuple[int, Window, int], ...]]
    if isinstance(work, Task):
        ways = [((work.place, window, work.service),) for window in work.windows]
    else:
        ways = [
            (
                (work.source, work.source_window, work.take_service),
                (work.target, work.target_window, work.service),
            )
        ]
    faults = {_along(day, van, way) for way in ways}
    return next(why for why in (FULL, HOURS, WINDOW, ROAD) if why in faults)


def _along(day: Day, van: Vehicle, way: tuple[tuple[int, Window, int], ...]) -> str:
    place, now, waited, room = van.start, van.earliest, 0, 1 << 40
    for here, (early, late), service in way:
        arrive = now + (int(day.durations[place][here]) if here != place else 0)
        if arrive > late:
            return ROAD if arrive >= UNREACHABLE else WINDOW
        now = max(arrive, early)
        waited += now - arrive
        room = min(room, waited + late - now)
        now += service
        place = here
    home = now + (int(day.durations[place][van.end]) if place != van.end else 0)
    if home >= UNREACHABLE:
        return ROAD
    leave = van.earliest + min(waited, room)
    return HOURS if home > van.latest or home - leave > van.shift else FULL
