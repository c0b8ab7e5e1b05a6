"""Plans of days, each checked by a checker of its own."""

from __future__ import annotations

import math
import random
import time
from dataclasses import replace
from itertools import combinations, count, pairwise
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import Cancelled
from models.rules.road import solver
from models.rules.road.day import UNREACHABLE, Day, Drive, Plan, PlannedVehicle, Task, Transfer, Unserved
from models.rules.road.replan import rest_of
from models.rules.road.schedule import Scheduler
from models.rules.road.solver import SoFar, solve
from tests.rules.road.checker import complaints

HOUR = 3600


def county(places: int, seed: int = 1, reach: int = 20_000) -> tuple[list[list[int]], list[list[int]]]:
    """Distances in metres and durations in seconds at 30 km/h between places strewn over a square."""
    chance = random.Random(seed)
    points = [(chance.randrange(reach), chance.randrange(reach)) for _ in range(places)]
    distances = [[round(math.dist(a, b)) for b in points] for a in points]
    return distances, [[round(metres / 8.3) for metres in row] for row in distances]


def busy_day(stops: int, vans: int = 4, seed: int = 1) -> Day:
    """A day of deliveries and collections with windows."""
    chance = random.Random(seed)
    distances, durations = county(stops + 1, seed)
    tasks = [
        Task(
            at,
            at,
            (chance.randrange(5_000, 40_000), chance.randrange(30)),
            (chance.randrange(30_000), chance.randrange(40)),
            chance.choice([180, 300, 600]),
            chance.choice([((0, 24 * HOUR),), ((8 * HOUR, 12 * HOUR),), ((13 * HOUR, 18 * HOUR),)]),
        )
        for at in range(1, stops + 1)
    ]
    vehicles = [
        PlannedVehicle(n, (900_000, 700), 0, 0, 8 * HOUR, 19 * HOUR, 10 * HOUR, reloads=2)
        for n in range(vans)
    ]
    return Day(distances, durations, tasks, vehicles, reload_at=0, reload_service=900)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Small days with everything that may occur: some of them cannot be served whole."""
    count = draw(st.integers(1, 9))
    distances, durations = county(count + 5, draw(st.integers(0, 999)))
    for shut in draw(st.lists(st.integers(1, count + 4), max_size=2)):
        for other in set(range(count + 5)) - {shut}:
            for matrix in (distances, durations):
                matrix[shut][other] = matrix[other][shut] = UNREACHABLE
    vans = draw(st.integers(1, 3))
    window = st.tuples(st.integers(6, 12), st.integers(1, 8)).map(
        lambda pair: (pair[0] * HOUR, (pair[0] + pair[1]) * HOUR)
    )
    load = st.tuples(st.integers(0, 60), st.integers(0, 6))
    tasks = [
        draw(
            st.builds(
                Task,
                key=st.just(n),
                place=st.integers(1, count),
                deliver=load,
                collect=load,
                service=st.integers(0, 1800),
                windows=st.lists(window, min_size=1, max_size=2, unique_by=lambda w: w[0]).map(
                    lambda found: tuple(sorted(found))
                ),
                only=st.none() | st.frozensets(st.integers(0, vans), min_size=1, max_size=2),
                first=st.booleans() if n < 2 else st.just(False),
                priority=st.integers(0, 9),
                required=st.booleans(),
            )
        )
        for n in range(count)
    ]
    pin = st.none() | st.frozensets(st.integers(0, vans), min_size=1, max_size=2)
    transfers = [
        Transfer(
            100 + n,
            count + 1 + n,
            draw(st.integers(1, count)),
            draw(load),
            300,
            draw(st.just((0, 24 * HOUR)) | window),
            draw(st.just((0, 24 * HOUR)) | window),
            draw(pin),
            draw(st.integers(0, 9)),
            draw(st.none() | st.just(120)),
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    vehicles = [
        PlannedVehicle(
            n,
            (draw(st.integers(50, 150)), draw(st.integers(5, 15))),
            draw(st.sampled_from([0, 0, count + 3])),
            draw(st.sampled_from([0, count + 4])),
            draw(st.integers(6, 9)) * HOUR,
            draw(st.integers(12, 20)) * HOUR,
            draw(st.integers(3, 10)) * HOUR,
            draw(st.integers(0, 2)),
            draw(st.sampled_from([(), (10, 1)])),
            per_second=draw(st.integers(0, 3)),
        )
        for n in range(vans)
    ]
    return Day(distances, durations, tasks, vehicles, transfers, 0, 600)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days())
def test_any_day_gets_a_plan_that_can_be_driven(day: Day) -> None:
    plan = solve(day, seconds=0.05)
    assert complaints(day, plan) == []
    for miss in plan.unserved:
        assert miss.why in true_reasons(day, miss)


def alone(day: Day, miss: Unserved) -> bool:
    """Whether some vehicle could do this if it were all there is, loading at the warehouse first or not."""
    orders = [[("task", miss.key)]] if miss.kind == "task" else [[("take", miss.key), ("hand", miss.key)]]
    orders += [[("reload", 0), *order] for order in orders]
    only = replace(
        day,
        tasks=[task for task in day.tasks if miss.kind == "task" and task.key == miss.key],
        transfers=[one for one in day.transfers if miss.kind == "take" and one.key == miss.key],
    )
    times = (((task.key, window),) for task in only.tasks for window in task.windows)
    chosen: list[dict[int, tuple[int, int]]] = [dict(pair) for pair in times] or [{}]
    return any(
        not complaints(only, Plan((Scheduler(only).drive(van.key, order, windows),)))
        for van in day.vehicles
        for order in orders
        for windows in chosen
    )


def without(day: Day, miss: Unserved, why: str) -> Day:
    """The day with what a reason names out of the way of what was left out."""
    tasks, transfers = list(day.tasks), list(day.transfers)
    always = (0, 1 << 29)
    if why == "load":
        vans = [
            replace(van, capacity=tuple(1 << 50 for _ in van.capacity), aboard=()) for van in day.vehicles
        ]
        return replace(day, vehicles=vans)
    if why == "hours":
        vans = [replace(van, latest=1 << 40, shift=1 << 40) for van in day.vehicles]
        return replace(day, vehicles=vans)
    if why == "window":
        tasks = [replace(task, windows=(always,)) for task in tasks]
        transfers = [replace(one, source_window=always, target_window=always) for one in transfers]
    if why == "pinned":
        tasks = [replace(task, only=None) for task in tasks]
        transfers = [replace(one, only=None) for one in transfers]
    if why == "road":
        distances, durations = ([[min(way, 10) for way in row] for row in day.distances] for _ in "12")
        return replace(day, distances=distances, durations=durations)
    return replace(day, tasks=tasks, transfers=transfers)


def true_reasons(day: Day, miss: Unserved) -> set[str]:
    """The reasons that may be given: that the day is full where it could be done alone, else what stands against it."""
    if alone(day, miss):
        return {"full"}
    found: list[set[str]] = []
    reasons = ("load", "hours", "window", "pinned", "road")
    for size in range(1, len(reasons) + 1):
        for some in combinations(reasons, size):
            # What is more than enough is not why.
            if any(fewer <= set(some) for fewer in found):
                continue
            free = day
            for why in some:
                free = without(free, miss, why)
            if alone(free, miss):
                found.append(set(some))
    return set().union(*found)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days(), st.randoms(use_true_random=False))
def test_what_a_hand_breaks_is_said_where_it_is_broken(day: Day, chance: random.Random) -> None:
    orders: dict[int, list[tuple[str, int]]] = {van.key: [] for van in day.vehicles}
    stops = [("task", task.key) for task in day.tasks]
    for transfer in day.transfers:
        stops += [("take", transfer.key), ("hand", transfer.key)]
    chance.shuffle(stops)
    for stop in stops:
        if chance.random() < 0.9:
            orders[chance.choice(list(orders))].append(stop)
    for van in day.vehicles:
        if van.reloads and orders[van.key]:
            orders[van.key].insert(chance.randrange(len(orders[van.key]) + 1), ("reload", 0))
    for drive in Scheduler(day).plan(orders).drives:
        clean = Drive(
            drive.vehicle, tuple(replace(visit, faults=()) for visit in drive.visits), drive.distance
        )
        wrong = [words for words in complaints(day, Plan((clean,))) if "not done once" not in words]
        assert bool(wrong) == bool(drive.faults), (wrong, drive.faults)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days(), st.integers(0, 99), st.integers(0, 999))
def test_the_rest_of_any_day_can_be_driven_when_a_vehicle_breaks_down(
    day: Day, which: int, moment: int
) -> None:
    plan = solve(day, seconds=0.05)
    if not plan.drives:
        return
    broken = plan.drives[which % len(plan.drives)]
    now = broken.start + 1 + (broken.end - broken.start) * moment // 999
    rest = rest_of(day, plan, now, broken.vehicle)
    again = solve(rest, seconds=0.05)
    assert complaints(rest, again) == []
    over = {
        (v.kind, v.key)
        for drive in plan.drives
        for v in drive.visits[1:-1]
        if v.begin <= now and now > drive.start
    }
    asked = {("task", task.key) for task in day.tasks if ("task", task.key) not in over}
    left = {("task", task.key) for task in rest.tasks if task.key in {t.key for t in day.tasks}}
    assert asked <= left | {("task", one.key) for one in rest.transfers}
    assert not left & over


def test_the_checker_finds_what_is_wrong() -> None:
    distances, durations = county(4)
    tasks = [Task(n, n, (60,), windows=((0, 9 * HOUR),)) for n in (1, 2, 3)]
    day = Day(distances, durations, tasks, [PlannedVehicle(1, (100,), 0, 0, 10 * HOUR, shift=60)])
    plan = Scheduler(day).plan({1: [("task", 1), ("task", 2)]})
    said = " ".join(complaints(day, plan))
    for words in ("windows", "shift", "carries"):
        assert words in said
    bare = Plan((Drive(1, plan.drives[0].visits, plan.drives[0].distance + 1),))
    assert {"the distance is wrong", "task 3 is not done once"} <= set(complaints(day, bare))


def test_eighty_stops_get_a_good_plan_and_the_same_seed_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    # A laptop so slow that the clock never speaks before the iterations are over.
    monkeypatch.setattr(solver, "SPEED", 500)
    day = busy_day(80)
    told: list[tuple[float, float, SoFar | None]] = []
    begun = time.monotonic()

    def progress(share: float, best: SoFar | None) -> bool:
        told.append((time.monotonic() - begun, share, best))
        return False

    plan = solve(day, seconds=60, seed=7, progress=progress)
    assert plan.steady
    assert complaints(day, plan) == [] and not plan.unserved
    assert solve(day, seconds=60, seed=7) == plan
    first = next(best for _, _, best in told if best is not None)
    assert first.left_out == 0 and first.cost < plan.cost * 1.3
    assert [share for _, share, _ in told] == sorted(share for _, share, _ in told)


@pytest.mark.parametrize("steady", [True, False])
def test_the_clock_on_the_wall_ends_the_search(steady: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    monkeypatch.setattr(solver, "time", SimpleNamespace(perf_counter=lambda: next(ticks) / 100))
    day = busy_day(60)
    shares: list[float] = []
    plan = solve(day, seconds=4, steady=steady, progress=lambda share, best: bool(shares.append(share)))
    assert complaints(day, plan) == [] and not plan.steady
    assert 300 < plan.iterations < 405
    assert shares == sorted(shares) and (steady or shares[-1] > 0.95)


def test_the_search_stops_when_asked_and_when_cancelled() -> None:
    day = busy_day(60)
    plan = solve(day, seconds=30, progress=lambda share, best: best is not None)
    assert complaints(day, plan) == [] and not plan.steady

    def cancel(share: float, best: SoFar | None) -> bool:
        raise Cancelled

    with pytest.raises(Cancelled):
        solve(day, seconds=30, progress=cancel)


def test_nothing_to_do_and_nothing_to_do_it_with() -> None:
    distances, durations = county(2)
    assert solve(Day(distances, durations, [], [])) == Plan(())
    plan = solve(Day(distances, durations, [Task(1, 1)], []))
    assert [(miss.key, miss.why) for miss in plan.unserved] == [(1, "no_van")]


def test_what_cannot_be_served_says_why() -> None:
    distances, durations = county(8)
    for other in range(8):
        distances[6][other] = distances[other][6] = durations[6][other] = durations[other][6] = UNREACHABLE
    distances[6][6] = durations[6][6] = 0
    tasks = [
        Task(1, 1, (200,)),
        Task(2, 2, (1,), windows=((5 * HOUR, 6 * HOUR),)),
        Task(3, 3, (1,), service=9 * HOUR),
        Task(4, 4, (1,), only=frozenset((9,))),
        Task(5, 5, (60,), priority=1),
        Task(6, 6, (1,)),
        Task(7, 7, (60,), priority=8),
    ]
    day = Day(distances, durations, tasks, [PlannedVehicle(1, (100,), 0, 0, 8 * HOUR, shift=8 * HOUR)])
    plan = solve(day, seconds=0.2)
    assert {miss.key: miss.why for miss in plan.unserved} == {
        1: "load",
        2: "window",
        3: "hours",
        4: "pinned",
        5: "full",
        6: "road",
    }
    assert complaints(day, plan) == []


def test_one_stop_hands_over_and_collects() -> None:
    distances, durations = county(3)
    tasks = [Task(1, 1, (50,), (100,)), Task(2, 2, (50,), (0,))]
    day = Day(distances, durations, tasks, [PlannedVehicle(1, (100,), 0, 0)])
    plan = solve(day, seconds=0.1)
    # Only when 2 was served first is there room for what 1 gives.
    assert [visit.key for visit in plan.drives[0].stops] == [2, 1]
    assert [visit.load for visit in plan.drives[0].visits] == [(100,), (50,), (100,), (100,)]


def test_a_van_reloads_when_the_day_asks_for_two_trips() -> None:
    distances, durations = county(5)
    tasks = [Task(n, n, (60,)) for n in (1, 2, 3, 4)]
    van = PlannedVehicle(1, (120,), 0, 0, reloads=1)
    plan = solve(Day(distances, durations, tasks, [van], reload_at=0, reload_service=600), seconds=0.2)
    assert not plan.unserved
    assert [visit.kind for visit in plan.drives[0].visits].count("reload") == 1


def test_surplus_goes_from_one_household_to_the_next() -> None:
    distances, durations = county(4)
    day = Day(
        distances,
        durations,
        [Task(1, 1, (90,))],
        [PlannedVehicle(1, (100,), 0, 0)],
        [Transfer(5, 2, 3, (40,))],
    )
    plan = solve(day, seconds=0.1)
    kinds = [visit.kind for visit in plan.drives[0].stops]
    assert complaints(day, plan) == [] and kinds == ["task", "take", "hand"]


def test_pins_hold() -> None:
    day = busy_day(20, vans=3)
    tasks = [
        Task(t.key, t.place, t.deliver, t.collect, t.service, t.windows, frozenset((2,)), t.key == 4)
        if t.key in (3, 4)
        else t
        for t in day.tasks
    ]
    pinned = Day(day.distances, day.durations, tasks, day.vehicles, reload_at=0)
    plan = solve(pinned, seconds=0.3)
    assert complaints(pinned, plan) == [] and not plan.unserved
    drive = next(drive for drive in plan.drives if drive.vehicle == 2)
    assert drive.stops[0].key == 4 and 3 in {visit.key for visit in drive.stops}


def test_home_before_dark_by_leaving_no_earlier_than_needed() -> None:
    distances, durations = county(2)
    task = Task(1, 1, windows=((14 * HOUR, 15 * HOUR),), service=600)
    day = Day(distances, durations, [task], [PlannedVehicle(1, (), 0, 0, 8 * HOUR, 18 * HOUR)])
    drive = solve(day, seconds=0.1).drives[0]
    assert drive.start == 14 * HOUR - durations[0][1] and drive.stops[0].arrive == 14 * HOUR


def test_oneways_make_ways_there_and_back_differ() -> None:
    day = busy_day(24, 3)
    ways = [
        [[metres * (5 if i > j else 4) // 4 for j, metres in enumerate(row)] for i, row in enumerate(matrix)]
        for matrix in (day.distances, day.durations)
    ]
    there = replace(day, distances=ways[0], durations=ways[1])
    plan = solve(there, seconds=0.5)
    assert complaints(there, plan) == [] and not plan.unserved
    driven = [
        (a.place, b.place) for drive in plan.drives for a, b in pairwise(drive.visits) if a.place != b.place
    ]
    assert plan.distance == sum(ways[0][a][b] for a, b in driven)
    assert plan.distance != sum(ways[0][b][a] for a, b in driven)
