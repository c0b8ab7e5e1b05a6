"""The same days through VROOM and OR-Tools, where they are installed; for comparison only."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from models.rules.road.day import Day

Solver = Callable[[Day, float], int | None]
"""Metres of the plan found in so many seconds, or None when it serves not all."""


def installed() -> dict[str, Solver]:
    """Those that are there."""
    found: dict[str, Solver] = {}
    if find_spec("vroom") is not None:
        found["VROOM"] = vroom_distance
    if find_spec("ortools") is not None:
        found["OR-Tools"] = ortools_distance
    return found


def vroom_distance(day: Day, seconds: float) -> int | None:
    """VROOM at its highest exploration level, on one thread as the others; it may end before its time."""
    begun = time.perf_counter()
    import datetime

    import numpy
    import vroom

    problem: Any = vroom.Input()
    matrix = numpy.array(day.distances, dtype=numpy.uint32)
    problem.set_durations_matrix("car", matrix)
    problem.set_distances_matrix("car", matrix)
    for van in day.vehicles:
        problem.add_vehicle(
            vroom.Vehicle(van.key + 1, start=van.start, end=van.end, capacity=[*van.capacity])
        )
    for task in day.tasks:
        problem.add_job(
            vroom.Job(
                task.key,
                location=task.place,
                delivery=[*task.deliver],
                pickup=[*task.collect] if task.collect else [0] * len(task.deliver),
            )
        )
    solution = problem.solve(
        exploration_level=5,
        nb_threads=1,
        timeout=datetime.timedelta(seconds=seconds - (time.perf_counter() - begun)),
    )
    if solution.summary.unassigned:
        return None
    return _length(day, [list(rows["location_index"]) for _, rows in solution.routes.groupby("vehicle_id")])


def ortools_distance(day: Day, seconds: float) -> int | None:
    """OR-Tools with guided local search from parallel insertion."""
    begun = time.perf_counter()
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    van = day.vehicles[0]
    manager = pywrapcp.RoutingIndexManager(len(day.distances), len(day.vehicles), van.start)
    model = pywrapcp.RoutingModel(manager)
    matrix = day.distances
    transit = model.RegisterTransitCallback(
        lambda a, b: matrix[manager.IndexToNode(a)][manager.IndexToNode(b)]
    )
    model.SetArcCostEvaluatorOfAllVehicles(transit)
    tasks = {task.place: task for task in day.tasks}
    capacity = van.capacity[0]

    def part(which: str) -> int:
        def amount(index: int) -> int:
            task = tasks.get(manager.IndexToNode(index))
            load = () if task is None else getattr(task, which)
            return load[0] if load else 0

        return int(model.RegisterUnaryTransitCallback(amount))

    # What was handed over and what was collected so far; the two meet in what is on the vehicle at every stop.
    model.AddDimension(part("deliver"), 0, capacity, True, "delivered")
    if any(task.collect for task in day.tasks):
        model.AddDimension(part("collect"), 0, capacity, True, "collected")
        out, back = model.GetDimensionOrDie("delivered"), model.GetDimensionOrDie("collected")
        for index in range(model.Size()):
            for number in range(len(day.vehicles)):
                on = out.CumulVar(model.End(number)) - out.CumulVar(index) + back.CumulVar(index)
                here = model.VehicleVar(index) == number
                model.solver().Add(here * on <= capacity)
    # Leaving a stop out is allowed at a price beyond all ways, or the first plan would hardly ever be found.
    dear = 10 * len(matrix) * max(max(row) for row in matrix)
    for place in tasks:
        model.AddDisjunction([manager.NodeToIndex(place)], dear)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(int((seconds - (time.perf_counter() - begun)) * 1000))
    found = model.SolveWithParameters(asked)
    if found is None:
        return None
    ways = []
    for number in range(len(day.vehicles)):
        index, way = model.Start(number), []
        while not model.IsEnd(index):
            way.append(manager.IndexToNode(index))
            index = found.Value(model.NextVar(index))
        ways.append([*way, van.end])
    if sum(len(way) - 2 for way in ways) < len(tasks):
        return None
    return _length(day, ways)


def _length(day: Day, ways: list[list[int]]) -> int:
    return sum(int(day.distances[a][b]) for way in ways for a, b in itertools.pairwise(way))
