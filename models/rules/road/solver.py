"""Solving a day with PyVRP: delivery and pick-up at one stop, windows, shifts, reloads, optional stops, transfers.

The search is stopped by a number of iterations that follows from the size of the day, so that the same seed gives the
same plan on every laptop fast enough; the clock on the wall only cuts it short, and the plan says when it did.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from models.errors import Cancelled
from models.rules.road.day import (
    FULL,
    HAND,
    RELOAD,
    TAKE,
    TASK,
    UNREACHABLE,
    Day,
    Load,
    Plan,
    PlannedVehicle,
    Stop,
    Task,
    Window,
)
from models.rules.road.schedule import Scheduler
from models.rules.road.trim import trimmed
from models.rules.road.unserved import why_left_out


@dataclass(frozen=True, slots=True)
class SoFar:
    """The best plan found so far: how many tasks and transfers it leaves out, its cost, and the metres driven."""

    left_out: int
    cost: int
    distance: int


Progress = Callable[[float, SoFar | None], bool]
"""Told the share done (0 to 1) and the best plan so far; answers True to stop early and keep the best."""

SPEED: Final = 20_000
"""Iterations in a second times stops to the power 4/5, on a slow laptop and with reloads and windows."""

LEAST: Final = 100
"""Iterations of a day however short the time."""

TRIED: Final = 8
"""The share of the search, 1 in so many, in which a way of planning must show that it is worth the rest."""

PATIENCE: Final = 60
"""Iterations a stop without a better plan before the search begins anew, or is content after so many beginnings."""

LONG_PATIENCE: Final = 150
"""The same of a search that takes all its time: a small day has found its best long before, a large one gains by it."""

STARTS: Final = 4
"""How often a search begins anew; one that takes all its time does as long as there is some."""

NEIGHBOURS: Final = 30
"""Places near each stop that it is tried beside: fewer than PyVRP's 50 leave time for more iterations."""

MAX_PENALTY: Final = 500_000.0

REQUIRED: Final = 40
"""How many times the price of a stop of priority 0 a required one costs."""

KEEP_OUT: Final = 1 << 32
"""The length in metres of a way that a pin forbids: dearer than leaving any stop out, yet a sum of them, times the
search's greatest penalty, stays within 63 bits."""


def solve(
    day: Day, *, seconds: float = 10, seed: int = 1, progress: Progress | None = None, steady: bool = True
) -> Plan:
    """Plan a day within ``seconds`` on the wall, all work counted; the same day, seed and seconds give the same plan.

    Only where the laptop is too slow or too busy for that the clock ends the search, and the plan is not ``steady``.
    With ``steady=False`` the search takes all its time, and another run may find another plan. What cannot be served
    is listed with its reason, never raised. ``progress`` may raise Cancelled.
    """
    begun = time.perf_counter()
    scheduler = Scheduler(day)
    able = replace(
        day,
        tasks=[task for task in day.tasks if why_left_out(day, task) == FULL],
        transfers=[transfer for transfer in day.transfers if why_left_out(day, transfer) == FULL],
    )
    if not able.tasks and not able.transfers:
        return scheduler.gather(())
    stop = _Stop(begun, seconds, len(able.tasks) + len(able.transfers), progress, steady)
    model, best = _Search(seed, stop).run(able)
    # A search that was stopped early may not have found a plan that holds yet.
    drives = (trimmed(scheduler, key, order, chosen) for key, order, chosen in model.orders(best))
    plan = scheduler.gather((drive for drive in drives if drive is not None), stop.done)
    return replace(plan, steady=steady and not stop.cut)


class _Search:
    """Finds the best plan of a day by trying ways of planning it for a while and going on with the best of them."""

    def __init__(self, seed: int, stop: _Stop) -> None:
        self.seed = seed
        self.stop = stop

    def run(self, day: Day) -> tuple[_Model, Any]:
        """The best solution found, and the model it belongs to."""
        # A day that can be served whole is planned much better when nothing may be left out; so this comes first.
        model = _Model(day, required=True)
        best = self._search(model, 1 / TRIED)
        if not best.is_feasible():
            model = _Model(day, required=False)
            return model, self._search(model)
        # The search rarely gives up a vehicle by itself, and a drive less is often a shorter day.
        for _ in range(3):
            vans = _without_one(day, model.orders(best))
            if self.stop.ended or not vans:
                break
            fewer = _Model(replace(day, vehicles=vans), required=True)
            other = self._search(fewer, 1 / TRIED)
            if not other.is_feasible() or _cost(other) >= _cost(best):
                break
            model, best = fewer, other
        if not self.stop.ended:
            best = self._search(model, initial=best)
        # Where nothing better turned up for long, another beginning may lead elsewhere.
        for turn in count(1):
            if self.stop.ended or (self.stop.steady and turn == STARTS):
                break
            other = self._search(model, turn=turn)
            if other.is_feasible() and _cost(other) < _cost(best):
                best = other
        return model, best

    def _search(self, model: _Model, share: float = 1.0, initial: Any = None, turn: int = 0) -> Any:
        # Imported late: PyVRP brings numpy, and only planning needs it.
        from pyvrp import IteratedLocalSearchParams, PenaltyParams, SolveParams, solve
        from pyvrp.exceptions import PenaltyBoundWarning
        from pyvrp.search import NeighbourhoodParams

        stop: Any = self.stop
        stop.begin(share)
        params = SolveParams(
            IteratedLocalSearchParams(callbacks=stop),
            PenaltyParams(max_penalty=MAX_PENALTY),
            NeighbourhoodParams(num_neighbours=NEIGHBOURS),
        )
        with warnings.catch_warnings():
            # It would say that the day is hard; what is left out says so better.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            result = solve(model.data, stop, self.seed + turn, False, False, params, initial)
        if stop.cancelled is not None:
            raise stop.cancelled
        return result.best


def _cost(solution: Any) -> int:
    return int(solution.distance_cost() + solution.duration_cost() + solution.fixed_vehicle_cost())


def _without_one(day: Day, orders: list[tuple[int, list[Stop], dict[int, Window]]]) -> list[PlannedVehicle]:
    """The vehicles that drive in a plan but the one with the fewest stops, if what is left can carry the day."""
    if len(orders) < 2:
        return []
    least = min(orders, key=lambda order: len(order[1]))[0]
    used = {order[0] for order in orders} - {least}
    vans = [van for van in day.vehicles if van.key in used]
    for at in range(day.dimensions):
        room = sum(van.capacity[at] * (1 + van.reloads) for van in vans if at < len(van.capacity))
        for loads in ([task.deliver for task in day.tasks], [task.collect for task in day.tasks]):
            if sum(load[at] for load in loads if at < len(load)) > room:
                return []
    return vans


class _Stop:
    """Ends the search after its share of iterations, when it finds nothing better, in time, or when asked to."""

    def __init__(
        self, begun: float, seconds: float, stops: int, progress: Progress | None, steady: bool
    ) -> None:
        self.stops = stops
        self.steady = steady
        self.iterations = max(LEAST, int(seconds * SPEED / max(10, stops) ** 0.8))
        self.patience = (PATIENCE if steady else LONG_PATIENCE) * max(10, stops)
        self.begun, self.seconds = begun, seconds
        self.reported = -1.0
        self.done = self.better = 0
        self.until = 1.0
        self.best: SoFar | None = None
        self.progress = progress
        self.ended = self.cut = False
        self.cancelled: Cancelled | None = None

    def begin(self, share: float) -> None:
        """A search that may take such a share of the whole begins."""
        self.until = self._share(time.perf_counter()) + share
        self.better = self.done

    def _share(self, now: float) -> float:
        """How much of the search is over, 0 to 1."""
        return self.done / self.iterations if self.steady else (now - self.begun) / self.seconds

    def __call__(self, cost: int) -> bool:
        self.done += 1
        now = time.perf_counter()
        share = self._share(now)
        if self.progress is not None and now - self.reported > 0.1:
            self.reported = now
            try:
                if self.progress(min(1.0, share), self.best):
                    self.ended = self.cut = True
            except Cancelled as error:
                self.cancelled = error
                self.ended = True
        if self.done > LEAST and now - self.begun >= self.seconds:
            self.ended = self.cut = True
        if share >= 1.0 and self.steady:
            self.ended = True
        return self.ended or share >= self.until or self.done - self.better > self.patience

    def on_best(self, best: Any) -> None:
        """A better plan was found."""
        self.better = self.done
        if best.is_feasible():
            left_out = self.stops - best.num_clients() - best.num_shipments()
            found = SoFar(left_out, _cost(best), best.distance())
            if self.best is None or (found.left_out, found.cost) < (self.best.left_out, self.best.cost):
                self.best = found

    def on_start(self, search: Any) -> None:
        """The search begins with a plan that may not hold yet."""
        self.on_best(search.initial_solution)

    def on_end(self, result: Any) -> None:
        """The search is over."""

    def on_restart(self, best: Any) -> None:
        """The search goes back to its best plan."""

    def on_iteration(self, current: Any, candidate: Any, best: Any, cost: Any) -> None:
        """One more was tried."""


class _Model:
    """A day as PyVRP's data, and the way back.

    Every task has a location of its own, so that pins can forbid single stops to a vehicle. Vehicles alike in all but
    their key are one type. Reloading happens at a location of its own, so that "first" binds a drive's first leg only.
    """

    def __init__(self, day: Day, required: bool) -> None:
        from pyvrp import Depot, Location, ProblemData

        self.day = day
        self.required = required
        self.places: list[int] = []
        self.clients: list[tuple[Task, Window]] = []
        self.task_at: dict[int, list[int]] = {}
        self.transfer_at: dict[int, list[int]] = {}
        self.kinds: list[list[int]] = []
        homes = list(dict.fromkeys(place for van in day.vehicles for place in (van.start, van.end)))
        depots = [Depot(location=self._location(place)) for place in homes]
        if day.reload_at is not None:
            depots.append(Depot(self._location(day.reload_at), service_duration=day.reload_service))
        clients, groups = self._tasks()
        shipments = self._transfers()
        types, distances, durations = self._vehicles(homes)
        self.data = ProblemData(
            [Location(0, 0)] * len(self.places),
            clients,
            depots,
            types,
            distances,
            [durations] * len(distances),
            groups,
            shipments,
        )

    def _tasks(self) -> tuple[list[Any], list[Any]]:
        """A client for every window of every task, and the groups of those of which one is enough."""
        from pyvrp import Client, ClientGroup

        price = _price(self.day)
        clients: list[Any] = []
        groups: list[Any] = []
        for task in self.day.tasks:
            group = None
            if len(task.windows) > 1:
                group = len(groups)
                groups.append(ClientGroup(required=self.required))
            prize = 0 if self.required else price * (REQUIRED if task.required else task.priority + 1)
            for window in task.windows:
                at = self._location(task.place)
                self.task_at.setdefault(task.key, []).append(at)
                if group is not None:
                    groups[group].add_client(len(clients))
                clients.append(
                    Client(
                        location=at,
                        delivery=self._load(task.deliver),
                        pickup=self._load(task.collect),
                        service_duration=task.service,
                        tw_early=window[0],
                        tw_late=window[1],
                        prize=prize,
                        required=self.required and group is None,
                        group=group,
                    )
                )
                self.clients.append((task, window))
        return clients, groups

    def _transfers(self) -> list[Any]:
        """A shipment for every transfer."""
        from pyvrp import Shipment

        price = _price(self.day)
        shipments: list[Any] = []
        for transfer in self.day.transfers:
            ends = [self._location(transfer.source), self._location(transfer.target)]
            self.transfer_at[transfer.key] = ends
            shipments.append(
                Shipment(
                    pickup_location=ends[0],
                    delivery_location=ends[1],
                    pickup_tw_early=transfer.source_window[0],
                    pickup_tw_late=transfer.source_window[1],
                    pickup_service_duration=transfer.take_service,
                    delivery_tw_early=transfer.target_window[0],
                    delivery_tw_late=transfer.target_window[1],
                    delivery_service_duration=transfer.service,
                    amount=self._load(transfer.load),
                    prize=0 if self.required else price * (transfer.priority + 1),
                    required=self.required,
                )
            )
        return shipments

    def _vehicles(self, homes: list[int]) -> tuple[list[Any], list[Any], Any]:
        """The types of vehicles, the distances as each of their profiles may drive them, and the durations of all."""
        from pyvrp import VehicleType

        day, scale = self.day, _scale(self.day)
        distances, durations, closed = self._ways()
        matrices: list[Any] = []
        types: list[Any] = []
        profiles: dict[tuple[int, ...], int] = {}
        firsts = [at for task in day.tasks if task.first for at in self.task_at[task.key]]
        for (van, kept_out), keys in self._alike().items():
            if kept_out not in profiles:
                profiles[kept_out] = len(matrices)
                matrices.append(self._pinned(distances, kept_out, firsts, len(homes)))
            bound = bool(kept_out or firsts or closed)
            self.kinds.append(keys)
            types.append(
                VehicleType(
                    num_available=len(keys),
                    capacity=self._load(van.capacity),
                    start_depot=homes.index(van.start),
                    end_depot=homes.index(van.end),
                    fixed_cost=van.fixed // scale,
                    tw_early=van.earliest,
                    # One that is still under way when its day is over has no time left, and that is no fault.
                    tw_late=max(van.earliest, van.latest),
                    shift_duration=van.shift,
                    unit_distance_cost=van.per_metre // scale,
                    unit_duration_cost=van.per_second // scale,
                    profile=profiles[kept_out],
                    max_distance=KEEP_OUT - 1 if bound else (1 << 63) - 1,
                    initial_load=self._load(van.aboard),
                    # The warehouse comes after all homes.
                    reload_depots=[len(homes)] if day.reload_at is not None and van.reloads else [],
                    max_reloads=van.reloads,
                )
            )
        return types, matrices, durations

    def _ways(self) -> tuple[Any, Any, bool]:
        """Distances and durations between all locations, and whether some way is closed: then it is dear."""
        import numpy as np

        index = np.array(self.places)
        distances = np.ascontiguousarray(np.asarray(self.day.distances, dtype=np.int64)[np.ix_(index, index)])
        durations: Any = np.ascontiguousarray(
            np.asarray(self.day.durations, dtype=np.int64)[np.ix_(index, index)]
        )
        same = index[:, None] == index[None, :]
        distances[same] = durations[same] = 0
        closed = distances >= UNREACHABLE
        distances[closed] = KEEP_OUT
        return distances, durations, bool(closed.any())

    def _location(self, place: int) -> int:
        self.places.append(place)
        return len(self.places) - 1

    def _load(self, load: Load) -> list[int]:
        return [*load, *([0] * (self.day.dimensions - len(load)))]

    def _alike(self) -> dict[tuple[PlannedVehicle, tuple[int, ...]], list[int]]:
        """The vehicles by what they are and where pins keep them out."""
        alike: dict[tuple[PlannedVehicle, tuple[int, ...]], list[int]] = {}
        for van in self.day.vehicles:
            works = (
                *((t.only, self.task_at[t.key]) for t in self.day.tasks),
                *((t.only, self.transfer_at[t.key]) for t in self.day.transfers),
            )
            kept_out = tuple(
                at for only, ats in works if only is not None and van.key not in only for at in ats
            )
            alike.setdefault((replace(van, key=0), kept_out), []).append(van.key)
        return alike

    def _pinned(self, distances: Any, kept_out: tuple[int, ...], firsts: list[int], starts: int) -> Any:
        """The distances of a vehicle that may not go to some places, nor to a "first" one after any other."""
        matrix = distances.copy()
        others = sorted(set(range(starts, len(self.places))) - set(firsts))
        for at in firsts:
            matrix[others, at] = KEEP_OUT
        for at in kept_out:
            matrix[:, at] = KEEP_OUT
            matrix[at, at] = 0
        return matrix

    def orders(self, best: Any) -> list[tuple[int, list[Stop], dict[int, Window]]]:
        """Each vehicle that leaves, its stops in order and the windows that were meant."""
        free = [list(keys) for keys in self.kinds]
        result = []
        for route in best.routes():
            keys = free[route.vehicle_type()]
            if not route.num_clients() + route.num_shipments():
                continue
            vehicle = keys.pop(0)
            order: list[Stop] = []
            chosen: dict[int, Window] = {}
            for act in list(route)[1:-1]:
                if act.is_client():
                    task, window = self.clients[act.idx]
                    order.append((TASK, task.key))
                    chosen[task.key] = window
                elif act.is_depot():
                    order.append((RELOAD, 0))
                else:
                    order.append((TAKE if act.is_pickup() else HAND, self.day.transfers[act.idx].key))
            result.append((vehicle, order, chosen))
        return sorted(result)


def _scale(day: Day) -> int:
    """What costs are divided by, so that the search's penalties weigh more than any of them."""
    return max(1, min((van.per_metre for van in day.vehicles), default=1))


def _price(day: Day) -> int:
    """What leaving out a stop of priority 0 costs: more than any drive there and back."""
    scale = _scale(day)
    far, long = (
        max((int(way) for row in matrix for way in row if way < UNREACHABLE), default=0)
        for matrix in (day.distances, day.durations)
    )
    return (
        max(1, *(2 * (far * v.per_metre + long * v.per_second) + v.fixed for v in day.vehicles)) // scale + 1
    )
