"""Solving a day with PyVRP: delivery and pick-up at one stop, windows, shifts, reloads, optional stops, transfers.

The search is stopped by a number of iterations that follows from the size of the day, so that the same seed gives the
same plan on every laptop fast enough; the clock only cuts it short.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from models.errors import Cancelled
from models.rules.route.day import Day, Drive, Load, Plan, Task, Transfer, Unserved, Vehicle, Visit

Progress = Callable[[float, int], bool]
"""Told the share done (0 to 1) and the best cost so far; answers True to stop early and keep the best."""

SEARCH_PER_SECOND: Final = 2_500_000
"""Iterations × stops a slow laptop does in a second: the budget behind ``seconds``."""

LEFT_OUT: Final = 1_000_000
"""The price of leaving a stop of priority 0 out; each step of priority doubles it. Far above any detour."""

KEEP_OUT: Final = 1 << 40


def solve(day: Day, *, seconds: float = 10, seed: int = 1, progress: Progress | None = None) -> Plan:
    """Plan a day within about ``seconds``; the same day, seed and seconds give the same plan.

    What cannot be served is listed with its reason, never raised. ``progress`` may raise Cancelled.
    """
    if not day.tasks and not day.transfers:
        return Plan(())
    # Imported late: PyVRP brings numpy, and only planning needs it.
    from pyvrp import Result
    from pyvrp import solve as search

    model = _Model(day)
    stop = _Stop(seconds, len(day.tasks) + 2 * len(day.transfers), progress)
    result: Result = search(model.data, stop, seed=seed, collect_stats=False, display=False)
    if stop.cancelled is not None:
        raise stop.cancelled
    return model.plan(result.best, result.num_iterations)


class _Stop:
    """Ends the search after its share of iterations, at the latest after twice the time, or when asked to."""

    def __init__(self, seconds: float, stops: int, progress: Progress | None) -> None:
        self.iterations = max(200, int(seconds * SEARCH_PER_SECOND / max(1, stops) / 60))
        self.until = time.monotonic() + seconds
        self.seconds = seconds
        self.done = 0
        self.told = time.monotonic()
        self.progress = progress
        self.cancelled: Cancelled | None = None

    def __call__(self, best: int) -> bool:
        self.done += 1
        now = time.monotonic()
        if self.progress is not None and now - self.told > 0.1:
            self.told = now
            share = max(self.done / self.iterations, 1 - (self.until - now) / self.seconds)
            try:
                if self.progress(min(1.0, share), best):
                    return True
            except Cancelled as error:
                self.cancelled = error
                return True
        return self.done >= self.iterations or now >= self.until


class _Model:
    """A day as PyVRP's data, and the way back.

    Every task has a location of its own, so that pins can forbid single stops to a vehicle; each vehicle starts from a
    location of its own, so that "first" can bind its first leg and not the legs after a reload.
    """

    def __init__(self, day: Day) -> None:
        import numpy as np
        from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, Shipment, VehicleType

        self.day = day
        self.dimensions = max((len(v.capacity) for v in day.vehicles), default=0)
        self.places: list[int] = []
        self.clients: list[Task] = []
        clients, groups, depots, types, shipments = [], [], [], [], []

        def location(place: int) -> int:
            self.places.append(place)
            return len(self.places) - 1

        starts: list[int] = []
        ends: list[int] = []
        for vehicle in day.vehicles:
            starts.append(location(vehicle.start))
            depots.append(Depot(location=starts[-1]))
            ends.append(location(vehicle.end))
            depots.append(Depot(location=ends[-1]))
        reload_depot = None
        if day.reload_at is not None:
            reload_depot = len(depots)
            depots.append(Depot(location=location(day.reload_at), service_duration=day.reload_service))

        self.task_locations: dict[int, list[int]] = {}
        for task in day.tasks:
            group = None
            if len(task.windows) > 1:
                group = len(groups)
                groups.append(ClientGroup(required=task.required))
            for early, late in task.windows:
                at = location(task.place)
                self.task_locations.setdefault(task.key, []).append(at)
                if group is not None:
                    groups[group].add_client(len(clients))
                clients.append(
                    Client(
                        location=at,
                        delivery=self._load(task.deliver),
                        pickup=self._load(task.collect),
                        service_duration=task.service,
                        tw_early=early,
                        tw_late=late,
                        prize=0 if task.required else LEFT_OUT << task.priority,
                        required=task.required and group is None,
                        group=group,
                    )
                )
                self.clients.append(task)
        for transfer in day.transfers:
            shipments.append(
                Shipment(
                    pickup_location=location(transfer.source),
                    delivery_location=location(transfer.target),
                    pickup_tw_early=transfer.source_window[0],
                    pickup_tw_late=transfer.source_window[1],
                    pickup_service_duration=transfer.service,
                    delivery_tw_early=transfer.target_window[0],
                    delivery_tw_late=transfer.target_window[1],
                    delivery_service_duration=transfer.service,
                    amount=self._load(transfer.load),
                    prize=LEFT_OUT << transfer.priority,
                    required=False,
                )
            )
        index = np.array(self.places)
        distances = np.ascontiguousarray(np.asarray(day.distances, dtype=np.int64)[np.ix_(index, index)])
        durations = np.ascontiguousarray(np.asarray(day.durations, dtype=np.int64)[np.ix_(index, index)])
        np.fill_diagonal(distances, 0)
        np.fill_diagonal(durations, 0)
        pinned = any(task.only is not None or task.first for task in day.tasks)
        all_distances, all_durations = [distances], [durations]
        for number, vehicle in enumerate(day.vehicles):
            profile = 0
            if pinned:
                profile = len(all_distances)
                own = distances.copy()
                self._pin(own, vehicle, starts[number])
                all_distances.append(own)
                all_durations.append(durations)
            types.append(
                VehicleType(
                    num_available=1,
                    capacity=[*vehicle.capacity],
                    start_depot=2 * number,
                    end_depot=2 * number + 1,
                    fixed_cost=vehicle.fixed,
                    tw_early=vehicle.earliest,
                    tw_late=vehicle.latest,
                    shift_duration=vehicle.shift,
                    unit_distance_cost=vehicle.per_metre,
                    unit_duration_cost=vehicle.per_second,
                    profile=profile,
                    reload_depots=[] if reload_depot is None or not vehicle.reloads else [reload_depot],
                    max_reloads=vehicle.reloads,
                    # A pinned vehicle must not take what its matrix keeps out.
                    max_distance=KEEP_OUT - 1 if pinned else KEEP_OUT,
                )
            )
        self.data = ProblemData(
            [Location(0, 0) for _ in self.places],
            clients,
            depots,
            types,
            all_distances,
            all_durations,
            groups,
            shipments,
        )

    def _load(self, load: Load) -> list[int]:
        return [*load, *([0] * (self.dimensions - len(load)))] if self.dimensions else []

    def _pin(self, matrix: Any, vehicle: Vehicle, start: int) -> None:
        firsts = [
            at
            for task in self.day.tasks
            if task.first and (task.only is None or vehicle.key in task.only)
            for at in self.task_locations[task.key]
        ]
        for task in self.day.tasks:
            if task.only is not None and vehicle.key not in task.only:
                for at in self.task_locations[task.key]:
                    matrix[:, at] = KEEP_OUT
        if firsts:
            keep = matrix[start, firsts].copy()
            matrix[start, :] = KEEP_OUT
            matrix[:, firsts] = KEEP_OUT
            matrix[start, firsts] = keep

    def plan(self, best: Any, iterations: int) -> Plan:
        """The solution in the day's own words."""
        drives = tuple(self._drive(route) for route in best.routes() if len(route) > 2)
        served = {(v.kind, v.key) for drive in drives for v in drive.visits}
        unserved = [
            Unserved("task", task.key, self._why(task)) for task in self.day.tasks if ("task", task.key) not in served
        ]
        unserved += [
            Unserved("transfer", t.key, self._why_transfer(t))
            for t in self.day.transfers
            if ("hand", t.key) not in served
        ]
        cost = best.distance_cost() + best.duration_cost() + best.fixed_vehicle_cost()
        return Plan(drives, tuple(unserved), cost, sum(drive.distance for drive in drives), iterations)

    def _drive(self, route: Any) -> Drive:
        number = route.vehicle_type()
        vehicle = self.day.vehicles[number]
        acts = list(route.schedule())
        visits: list[Visit] = []
        distance, place = 0, vehicle.start
        for at, act in enumerate(acts):
            kind, key, here = self._named(act, at == 0, at == len(acts) - 1, vehicle)
            if at:
                distance += int(self.day.distances[place][here])
            place = here
            arrive = int(act.start_time) - int(act.wait_duration)
            visits.append(Visit(kind, key, here, arrive, int(act.start_time), int(act.end_time)))
        return Drive(vehicle.key, self._loaded(visits), distance)

    def _named(self, act: Any, first: bool, last: bool, vehicle: Vehicle) -> tuple[str, int, int]:
        if act.is_client():
            task = self.clients[act.idx]
            return "task", task.key, task.place
        if act.is_pickup():
            transfer = self.day.transfers[act.idx]
            return "take", transfer.key, transfer.source
        if act.is_delivery():
            transfer = self.day.transfers[act.idx]
            return "hand", transfer.key, transfer.target
        if first:
            return "start", vehicle.key, vehicle.start
        if last:
            return "end", vehicle.key, vehicle.end
        assert self.day.reload_at is not None
        return "reload", vehicle.key, self.day.reload_at

    def _loaded(self, visits: list[Visit]) -> tuple[Visit, ...]:
        """Each visit with what is on the vehicle when it leaves: loads of a trip's deliveries come on at its start."""
        tasks = {task.key: task for task in self.day.tasks}
        transfers = {transfer.key: transfer for transfer in self.day.transfers}
        result: list[Visit] = []
        load = [0] * self.dimensions
        for at, visit in enumerate(visits):
            if visit.kind in ("start", "reload"):
                load = [0] * self.dimensions
                for later in visits[at + 1 :]:
                    if later.kind in ("reload", "end"):
                        break
                    if later.kind == "task":
                        load = _plus(load, tasks[later.key].deliver, 1)
            elif visit.kind == "task":
                load = _plus(_plus(load, tasks[visit.key].deliver, -1), tasks[visit.key].collect, 1)
            elif visit.kind in ("take", "hand"):
                load = _plus(load, transfers[visit.key].load, 1 if visit.kind == "take" else -1)
            result.append(
                Visit(visit.kind, visit.key, visit.place, visit.arrive, visit.begin, visit.leave, tuple(load))
            )
        return tuple(result)

    def _why(self, task: Task) -> str:
        """Why a task stayed behind: what rules it out for every vehicle even alone, else that the day is full."""
        allowed = [v for v in self.day.vehicles if task.only is None or v.key in task.only]
        if not allowed:
            return "pinned"
        able = [v for v in allowed if _fits(v, task.deliver) and _fits(v, task.collect)]
        if not able:
            return "load"
        return self._reach([(v, task.place, task.windows, task.service) for v in able])

    def _why_transfer(self, transfer: Transfer) -> str:
        able = [v for v in self.day.vehicles if _fits(v, transfer.load)]
        if not able:
            return "load"
        return self._reach([(v, transfer.target, (transfer.target_window,), transfer.service) for v in able])

    def _reach(self, ways: list[tuple[Vehicle, int, tuple[tuple[int, int], ...], int]]) -> str:
        reasons = set()
        for vehicle, place, windows, service in ways:
            out, home = int(self.day.durations[vehicle.start][place]), int(self.day.durations[place][vehicle.end])
            in_time = [w for w in windows if vehicle.earliest + out <= w[1] and w[0] <= vehicle.latest]
            if not in_time:
                reasons.add("window")
            elif out + service + home > vehicle.shift or all(
                max(vehicle.earliest + out, early) + service + home > vehicle.latest for early, _ in in_time
            ):
                reasons.add("hours")
            else:
                return "full"
        return "window" if "window" in reasons else "hours"


def _fits(vehicle: Vehicle, load: Load) -> bool:
    return all(amount <= room for amount, room in zip(load, vehicle.capacity, strict=False))


def _plus(load: list[int], other: Load, sign: int) -> list[int]:
    return [a + sign * b for a, b in zip(load, [*other, *([0] * (len(load) - len(other)))], strict=True)]
