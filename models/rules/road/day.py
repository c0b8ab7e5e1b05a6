"""A day's driving as values: tasks, transfers and vehicles in, drives out.

Times are seconds after midnight, distances metres, loads whole numbers in as many dimensions as the vehicles have
(for example grams, litres, pieces). Places are indexes into the matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from models.i18n import mark

MIDNIGHT: Final = 24 * 3600
Window = tuple[int, int]
Load = tuple[int, ...]

TASK, TAKE, HAND, RELOAD, START, END = "task", "take", "hand", "reload", "start", "end"
Stop = tuple[str, int]
"""What a drive does next: TASK with a task's key, TAKE or HAND with a transfer's, RELOAD with any number."""

WINDOW, LOAD, HOURS, PINNED, ORDER, ROAD, FULL = "window", "load", "hours", "pinned", "order", "road", "full"
NO_VAN, FAR = "no_van", "far"
"""What can be wrong with a visit, and why a task is left out. ORDER: handed over before it was taken; ROAD: no way
there is open; FAR: nobody knows where it is, its coordinates are wrong; FULL: it could be done alone, but not with
all the rest."""

REASONS: Final = {
    WINDOW: mark("nobody is at home when a vehicle can be there"),
    LOAD: mark("too much for the vehicle"),
    HOURS: mark("the driver's hours do not reach"),
    PINNED: mark("the vehicle it is pinned to cannot take it"),
    ORDER: mark("it would be handed over before it was taken"),
    ROAD: mark("no open road leads there"),
    NO_VAN: mark("no vehicle is left to take it"),
    FAR: mark("its coordinates cannot be right"),
    FULL: mark("no room left on the day"),
}
"""Each of them in words."""

UNREACHABLE: Final = 1 << 30
"""Metres or seconds from which on there is no way at all."""


@dataclass(frozen=True, slots=True)
class Task:
    """One stop: what is handed over and what is collected there.

    ``windows``: when somebody is there, one of them must hold the beginning of the work; ``only``: the vehicles it is
    pinned to; ``first``: no other stop but such ones comes before it on its drive; ``priority`` 0 (may wait) to 9;
    ``required`` counts above all of them; ``aboard`` is the vehicle that already carries what is handed over;
    ``barred`` why it is left out whatever the day is like.
    """

    key: int
    place: int
    deliver: Load = ()
    collect: Load = ()
    service: int = 0
    windows: tuple[Window, ...] = ((0, MIDNIGHT),)
    only: frozenset[int] | None = None
    first: bool = False
    priority: int = 5
    required: bool = False
    aboard: int | None = None
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Material taken from one household to another on the same trip.

    ``taking`` are the seconds that taking it needs, as many as handing it over when None; ``barred`` as a task's.
    """

    key: int
    source: int
    target: int
    load: Load
    service: int = 0
    source_window: Window = (0, MIDNIGHT)
    target_window: Window = (0, MIDNIGHT)
    only: frozenset[int] | None = None
    priority: int = 5
    taking: int | None = None
    barred: str = ""

    @property
    def take_service(self) -> int:
        """Seconds to take it."""
        return self.service if self.taking is None else self.taking


@dataclass(frozen=True, slots=True)
class PlannedVehicle:
    """A vehicle with its driver: capacities, where and when the shift may run, how often it may reload.

    ``aboard`` is what it carries from the start to its first reload. Costs: ``fixed`` for leaving the yard at all, then
    per metre and per second.
    """

    key: int
    capacity: Load
    start: int
    end: int
    earliest: int = 0
    latest: int = MIDNIGHT
    shift: int = MIDNIGHT
    reloads: int = 0
    aboard: Load = ()
    fixed: int = 0
    per_metre: int = 1
    per_second: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """All of it; ``distances`` and ``durations`` are square, in metres and seconds. ``reload_at`` is the warehouse."""

    distances: Any
    durations: Any
    tasks: Sequence[Task]
    vehicles: Sequence[PlannedVehicle]
    transfers: Sequence[Transfer] = ()
    reload_at: int | None = None
    reload_service: int = 0

    @property
    def dimensions(self) -> int:
        """How many numbers a load has."""
        return max((len(vehicle.capacity) for vehicle in self.vehicles), default=0)


@dataclass(frozen=True, slots=True)
class DriveVisit:
    """One thing done on a drive, of the kinds START, TASK, TAKE, HAND, RELOAD and END.

    ``load`` is what is on the vehicle when it leaves; ``faults`` what is wrong with it (WINDOW, LOAD, …).
    """

    kind: str
    key: int
    place: int
    arrive: int
    begin: int
    leave: int
    load: Load = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drive:
    """One vehicle's day, from START to END."""

    vehicle: int
    visits: tuple[DriveVisit, ...]
    distance: int

    @property
    def start(self) -> int:
        """When it leaves."""
        return self.visits[0].leave

    @property
    def end(self) -> int:
        """When it is back."""
        return self.visits[-1].arrive

    @property
    def stops(self) -> tuple[DriveVisit, ...]:
        """The visits at households."""
        return tuple(visit for visit in self.visits if visit.kind in (TASK, TAKE, HAND))

    @property
    def order(self) -> tuple[Stop, ...]:
        """What it does between start and end, so that it can be timed anew."""
        return tuple((visit.kind, visit.key) for visit in self.visits[1:-1])

    @property
    def faults(self) -> tuple[str, ...]:
        """All that is wrong on it."""
        return tuple(dict.fromkeys(fault for visit in self.visits for fault in visit.faults))


@dataclass(frozen=True, slots=True)
class Unserved:
    """A task or transfer (``kind`` TASK or TAKE) left out, and why: NO_VAN, FAR, LOAD, … or FULL."""

    kind: str
    key: int
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Drives of the vehicles that leave the yard, and what could not be served. ``cost`` as the vehicles count it.

    ``steady``: searching the day again with the same seed and seconds gives the same plan.
    """

    drives: tuple[Drive, ...]
    unserved: tuple[Unserved, ...] = ()
    cost: int = 0
    distance: int = 0
    iterations: int = field(default=0, compare=False)
    steady: bool = field(default=True, compare=False)
