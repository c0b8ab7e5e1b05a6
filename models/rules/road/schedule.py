"""Times and loads of drives whose order is given, and what is wrong with them: for the solver and for the hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from models.rules.road.day import (
    END,
    HAND,
    HOURS,
    LOAD,
    ORDER,
    PINNED,
    RELOAD,
    START,
    TAKE,
    TASK,
    WINDOW,
    Day,
    Drive,
    DriveVisit,
    Load,
    Plan,
    PlannedVehicle,
    Stop,
    Task,
    Transfer,
    Unserved,
    Window,
)
from models.rules.road.unserved import why_left_out


class Scheduler:
    """Times drives of one day. It leaves as late as it can without coming home later."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.tasks: dict[int, Task] = {task.key: task for task in day.tasks}
        self.transfers: dict[int, Transfer] = {transfer.key: transfer for transfer in day.transfers}
        self.vehicles: dict[int, PlannedVehicle] = {vehicle.key: vehicle for vehicle in day.vehicles}

    def drive(self, vehicle: int, order: Sequence[Stop], chosen: Mapping[int, Window] | None = None) -> Drive:
        """The drive of a vehicle along an order of stops; ``chosen`` names a task's window instead of the next one."""
        van = self.vehicles[vehicle]
        visits, slack = self._run(van, order, van.earliest, chosen or {})
        if slack > 0:
            visits, _ = self._run(van, order, van.earliest + slack, chosen or {})
        places = [visit.place for visit in visits]
        distance = sum(int(self.day.distances[a][b]) for a, b in pairwise(places) if a != b)
        return Drive(vehicle, self._checked(van, self._loaded(van, visits)), distance)

    def plan(self, orders: Mapping[int, Sequence[Stop]], iterations: int = 0) -> Plan:
        """The plan of all drives given in their orders; what is on none of them is listed with its reason."""
        return self.gather((self.drive(key, order) for key, order in orders.items() if order), iterations)

    def gather(self, drives: Iterable[Drive], iterations: int = 0) -> Plan:
        """A plan of drives already timed."""
        done = tuple(drives)
        served = {(visit.kind, visit.key) for drive in done for visit in drive.visits}
        left = [
            Unserved(TASK, task.key, why_left_out(self.day, task))
            for task in self.day.tasks
            if (TASK, task.key) not in served
        ]
        left += [
            Unserved(TAKE, transfer.key, why_left_out(self.day, transfer))
            for transfer in self.day.transfers
            if (HAND, transfer.key) not in served
        ]
        cost = 0
        for drive in done:
            van = self.vehicles[drive.vehicle]
            cost += van.fixed + van.per_metre * drive.distance + van.per_second * (drive.end - drive.start)
        return Plan(done, tuple(left), cost, sum(drive.distance for drive in done), iterations)

    def _run(
        self, van: PlannedVehicle, order: Sequence[Stop], leave: int, chosen: Mapping[int, Window]
    ) -> tuple[list[DriveVisit], int]:
        """The visits when leaving at a time, and by how much leaving later would only shorten the waiting."""
        durations = self.day.durations
        visits = [DriveVisit(START, van.key, van.start, leave, leave, leave)]
        place, now, waited, room = van.start, leave, 0, van.latest - leave
        for kind, key in order:
            here, service, windows = self._stop(kind, key, chosen)
            now += int(durations[place][here]) if here != place else 0
            arrive = now
            window = next((w for w in windows if arrive <= w[1]), None)
            if window is None:
                room = 0  # already too late: leaving later would make it worse
                now = arrive
            else:
                now = max(arrive, window[0])
                waited += now - arrive
                room = min(room, waited + window[1] - now)
            late = (WINDOW,) if window is None else ()
            visits.append(DriveVisit(kind, key, here, arrive, now, now + service, faults=late))
            now += service
            place = here
        now += int(durations[place][van.end]) if place != van.end else 0
        visits.append(DriveVisit(END, van.key, van.end, now, now, now))
        return visits, min(waited, room)

    def _stop(self, kind: str, key: int, chosen: Mapping[int, Window]) -> tuple[int, int, tuple[Window, ...]]:
        if kind == TASK:
            task = self.tasks[key]
            return task.place, task.service, (chosen[key],) if key in chosen else task.windows
        if kind == RELOAD:
            assert self.day.reload_at is not None
            return self.day.reload_at, self.day.reload_service, ((0, 1 << 40),)
        transfer = self.transfers[key]
        if kind == TAKE:
            return transfer.source, transfer.take_service, (transfer.source_window,)
        return transfer.target, transfer.service, (transfer.target_window,)

    def _loaded(self, van: PlannedVehicle, visits: list[DriveVisit]) -> list[DriveVisit]:
        """Each visit with what is on the vehicle when it leaves: a trip's deliveries come on at its beginning."""
        result: list[DriveVisit] = []
        load: Load = ()
        for at, visit in enumerate(visits):
            if visit.kind in (START, RELOAD):
                trip: list[Load] = [van.aboard] if visit.kind == START else []
                for later in visits[at + 1 :]:
                    if later.kind in (RELOAD, END):
                        break
                    if later.kind == TASK:
                        trip.append(self.tasks[later.key].deliver)
                load = self._sum(trip)
            elif visit.kind == TASK:
                task = self.tasks[visit.key]
                load = self._sum([load, task.collect], less=task.deliver)
            elif visit.kind == TAKE:
                load = self._sum([load, self.transfers[visit.key].load])
            elif visit.kind == HAND:
                load = self._sum([load], less=self.transfers[visit.key].load)
            result.append(replace(visit, load=load))
        return result

    def _sum(self, loads: Iterable[Load], less: Load = ()) -> Load:
        total = [0] * self.day.dimensions
        for load in loads:
            for at, amount in enumerate(load):
                total[at] += amount
        for at, amount in enumerate(less):
            total[at] -= amount
        return tuple(total)

    def _checked(self, van: PlannedVehicle, visits: list[DriveVisit]) -> tuple[DriveVisit, ...]:
        result: list[DriveVisit] = []
        taken: set[int] = set()
        begun = False  # something that need not come first was done already
        for visit in visits:
            faults = list(visit.faults)
            if any(amount > room for amount, room in zip(visit.load, van.capacity, strict=False)):
                faults.append(LOAD)
            if visit.kind == TASK:
                task = self.tasks[visit.key]
                if (task.only is not None and van.key not in task.only) or (task.first and begun):
                    faults.append(PINNED)
                begun = begun or not task.first
            elif visit.kind in (TAKE, HAND):
                only = self.transfers[visit.key].only
                if only is not None and van.key not in only:
                    faults.append(PINNED)
                if visit.kind == HAND and visit.key not in taken:
                    faults.append(ORDER)
                begun = True
                taken = taken | {visit.key} if visit.kind == TAKE else taken - {visit.key}
            elif visit.kind in (RELOAD, END):
                if taken:
                    faults.append(ORDER)
                taken, begun = set(), True
            if visit.kind == END and (
                visit.arrive > van.latest or visit.arrive - visits[0].leave > van.shift
            ):
                faults.append(HOURS)
            result.append(replace(visit, faults=tuple(faults)) if faults else visit)
        return tuple(result)
