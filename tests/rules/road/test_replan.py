"""A vehicle breaks down, and the rest of the day is planned anew."""

from __future__ import annotations

from models.rules.road.day import Day, PlannedVehicle, Task, Transfer
from models.rules.road.replan import rest_of
from models.rules.road.schedule import Scheduler
from models.rules.road.solver import solve
from tests.rules.road.checker import complaints
from tests.rules.road.test_solver import HOUR, busy_day, county


def test_the_others_do_what_the_broken_one_left() -> None:
    day = busy_day(24, vans=3)
    plan = solve(day, seconds=0.3)
    broken = max(plan.drives, key=lambda drive: len(drive.stops))
    now = broken.stops[2].begin + 60
    rest = rest_of(day, plan, now, broken.vehicle)
    assert broken.vehicle not in {van.key for van in rest.vehicles}
    done = {v.key for drive in plan.drives for v in drive.stops if v.begin <= now}
    left = {task.key for task in rest.tasks} | {transfer.key for transfer in rest.transfers}
    assert left == {task.key for task in day.tasks} - done
    again = solve(rest, seconds=0.3)
    assert complaints(rest, again) == []
    assert all(drive.start >= now for drive in again.drives)


def test_material_on_the_broken_van_is_fetched_from_it_and_that_on_others_stays() -> None:
    distances, durations = county(6)
    tasks = [Task(n, n, (30,), (10,) if n == 3 else (), 600) for n in (1, 2, 3, 4)]
    vans = [PlannedVehicle(n, (200,), 0, 0, 8 * HOUR, 20 * HOUR) for n in (1, 2)]
    day = Day(distances, durations, tasks, vans, [Transfer(9, 5, 4, (20,))])
    plan = Scheduler(day).plan(
        {1: [("task", 1), ("task", 3)], 2: [("take", 9), ("task", 2), ("task", 4), ("hand", 9)]}
    )
    assert complaints(day, plan) == []
    one, two = plan.drives
    now = max(one.stops[0].begin, two.stops[0].begin) + 1
    rest = rest_of(day, plan, now, 1)
    left = {task.key: task for task in rest.tasks}
    assert [(t.key, t.source, t.target, t.load) for t in rest.transfers] == [(3, 1, 3, (30,))]
    assert left[3].deliver == () and left[3].collect == (10,)
    assert left[-9].deliver == (20,) and left[-9].only == frozenset((2,)) == left[4].only
    assert rest.vehicles[0].start == 2 and rest.vehicles[0].aboard == (0,)
    again = solve(rest, seconds=0.2)
    assert complaints(rest, again) == [] and not again.unserved


def test_a_van_still_in_the_yard_takes_over_with_all_it_has() -> None:
    distances, durations = county(4)
    tasks = [Task(1, 1, (30,), windows=((8 * HOUR, 9 * HOUR),)), Task(2, 2, (30,), only=frozenset((1,)))]
    vans = [PlannedVehicle(n, (100,), 0, 0, 8 * HOUR, 20 * HOUR, reloads=n) for n in (1, 2)]
    day = Day(distances, durations, tasks, vans)
    plan = Scheduler(day).plan({1: [("task", 1), ("task", 2)]})
    rest = rest_of(day, plan, plan.drives[0].stops[0].leave, 1)
    assert rest.vehicles[0].reloads == 2 and rest.vehicles[0].start == 0
    assert [transfer.key for transfer in rest.transfers] == [2] and not rest.tasks
    assert not solve(rest, seconds=0.1).unserved


def test_a_van_that_is_home_already_may_go_out_again_from_the_yard() -> None:
    distances, durations = county(4)
    tasks = [Task(1, 1, (60,), (80,)), Task(2, 2, (70,)), Task(3, 3, (20,))]
    vans = [PlannedVehicle(n, (100,), 0, 0, 8 * HOUR, 20 * HOUR) for n in (1, 2)]
    day = Day(distances, durations, tasks, vans, reload_at=0)
    plan = Scheduler(day).plan({1: [("task", 1)], 2: [("task", 2), ("task", 3)]})
    home, broken = plan.drives
    now = home.end + 60
    rest = rest_of(day, plan, now, 2, 1)
    assert broken.end > now and {t.key for t in rest.tasks} | {t.key for t in rest.transfers} == {3}
    (van,) = rest.vehicles
    assert (van.key, van.start, van.earliest, van.aboard) == (1, 0, now, ())
    again = solve(rest, seconds=0.1)
    assert complaints(rest, again) == [] and not again.unserved and again.drives[0].start >= now
