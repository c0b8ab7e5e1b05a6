"""A day's driving as values: tasks, transfers and vehicles in, drives out.

Times are seconds after midnight, distances metres, loads whole numbers in as many dimensions as the vehicles have
(for example grams, litres, pieces). Places are indexes into the matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

MIDNIGHT: Final = 24 * 3600
Window = tuple[int, int]
Load = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One stop: what is handed over and what is collected there.

    ``windows``: when somebody is there, one of them must hold the arrival; ``only``: the vehicles it is pinned to;
    ``first``: it is its vehicle's first stop; ``priority`` 0 (may wait) to 9; ``required`` ones are never left out.
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


@dataclass(frozen=True, slots=True)
class Transfer:
    """Material taken from one household to another on the same drive."""

    key: int
    source: int
    target: int
    load: Load
    service: int = 0
    source_window: Window = (0, MIDNIGHT)
    target_window: Window = (0, MIDNIGHT)
    priority: int = 5


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle with its driver: capacities, where and when the shift may run, how often it may reload.

    Costs: ``fixed`` for leaving the yard at all, then per metre and per second.
    """

    key: int
    capacity: Load
    start: int
    end: int
    earliest: int = 0
    latest: int = MIDNIGHT
    shift: int = MIDNIGHT
    reloads: int = 0
    fixed: int = 0
    per_metre: int = 1
    per_second: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """All of it; ``distances`` and ``durations`` are square, in metres and seconds. ``reload_at`` is the warehouse."""

    distances: Any
    durations: Any
    tasks: Sequence[Task]
    vehicles: Sequence[Vehicle]
    transfers: Sequence[Transfer] = ()
    reload_at: int | None = None
    reload_service: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One thing done on a drive. ``kind``: start, task, take (a transfer's load), hand (it over), reload, end.

    ``load`` is what is on the vehicle when it leaves.
    """

    kind: str
    key: int
    place: int
    arrive: int
    begin: int
    leave: int
    load: Load = ()


@dataclass(frozen=True, slots=True)
class Drive:
    """One vehicle's day."""

    vehicle: int
    visits: tuple[Visit, ...]
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
    def stops(self) -> tuple[Visit, ...]:
        """The visits at households."""
        return tuple(visit for visit in self.visits if visit.kind in ("task", "take", "hand"))


@dataclass(frozen=True, slots=True)
class Unserved:
    """A task or transfer left out, and why: load, window, hours, pinned, or full (no room left on the day)."""

    kind: str
    key: int
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Drives of the vehicles that leave the yard, and what could not be served. ``cost`` as the vehicles count it."""

    drives: tuple[Drive, ...]
    unserved: tuple[Unserved, ...] = ()
    cost: int = 0
    distance: int = 0
    iterations: int = field(default=0, compare=False)
