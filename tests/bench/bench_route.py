"""Routes: published instances and days of a cooperative through the planner, beside VROOM and OR-Tools if installed.

Instances (``.vrp``, ``.vrpspd``) are read from the folder in ``YUANBA_ROUTING``, else ``shared/data/routing`` beside
the checkout. Alone: ``python -m tests.bench.bench_route [FOLDER] [--seconds S] [--others]``. ``requirements-bench.txt``
names the others; each gets the same seconds on the wall in the same run, in turns, its model-building counted.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from models.rules.road.day import MIDNIGHT, Day, PlannedVehicle, Task
from models.rules.road.distance import Place, Roads, matrices
from models.rules.road.solver import SoFar, solve
from tests.bench import others
from tests.bench.floor import Row, table
from tests.bench.instances import Instance, read
from tests.rules.road.checker import complaints

SECONDS = 30
GAP_AIM = 1.0  # percent, the average over all instances
HOUR = 3600
Matrix = list[list[int]]
Gaps = dict[str, dict[str, float]]


def folder() -> Path:
    """Where the instances are."""
    named = os.environ.get("YUANBA_ROUTING")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data" / "routing"


def instances(place: Path) -> list[Instance]:
    """All instances of a folder, by name."""
    return [read(path) for path in sorted((*place.glob("*.vrp"), *place.glob("*.vrpspd")))]


def run() -> list[Row]:
    """Time days of 80 and 300 stops; tell the gap to the best known where there are instances, beside the others'."""
    rows = days()
    found = instances(folder()) if folder().is_dir() else []
    if found:
        rows += said(compare(found, SECONDS, rivals=True))
    return rows


def said(gaps: Gaps) -> list[Row]:
    """The average gap, and what the planner's plans cost beside each other solver's, over what both solved."""
    ours = gaps["planner"]
    rows = [Row(f"average gap of {len(ours)} instances", statistics.mean(ours.values()), None, GAP_AIM, "%")]
    for name, theirs in gaps.items():
        if name != "planner" and theirs:
            own = statistics.mean(ours[key] for key in theirs)
            rows.append(Row(f"cost over {name}'s", 100 + own, 100 + statistics.mean(theirs.values()), 1, "%"))
    return rows


def county_day(stops: int, vans: int, seed: int = 1) -> tuple[list[Place], Callable[[Matrix, Matrix], Day]]:
    """A day as the county has it, and the places it is in: villages of about six households, two kinds of load,
    mornings and afternoons, reloads at the warehouse in the middle.
    """
    chance = random.Random(seed)
    villages = [
        (30.5 + chance.uniform(-0.2, 0.2), 105.6 + chance.uniform(-0.2, 0.2)) for _ in range(stops // 6)
    ]
    places = [Place((30.5, 105.6), "镇")]
    for _ in range(stops):
        village = chance.randrange(len(villages))
        north, east = villages[village]
        point = north + chance.gauss(0, 0.008), east + chance.gauss(0, 0.008)
        places.append(Place(point, f"{village + 1}村"))
    tasks = [
        Task(
            at,
            at,
            (chance.randrange(5_000, 60_000), chance.randrange(10, 80)),
            (chance.randrange(50_000), chance.randrange(90)),
            chance.choice((300, 480, 900)),
            chance.choice((((0, MIDNIGHT),), ((8 * HOUR, 12 * HOUR),), ((13 * HOUR, 18 * HOUR),))),
        )
        for at in range(1, stops + 1)
    ]
    fleet = [
        PlannedVehicle(n, (600_000, 900), 0, 0, 8 * HOUR, 19 * HOUR, 10 * HOUR, reloads=2)
        for n in range(vans)
    ]

    def day(distances: Matrix, durations: Matrix) -> Day:
        return Day(distances, durations, tasks, fleet, reload_at=0, reload_service=1_200)

    return places, day


def days() -> list[Row]:
    """How soon a day has its first plan with nothing left out, and one within 1 % of what it becomes.

    All is counted from the coordinates on: distances, model, search, and the drives timed.
    """
    rows = []
    for stops, vans, seconds, aim in ((80, 6, 10, 2.0), (300, 22, 30, 30.0)):
        places, of = county_day(stops, vans)
        told: list[tuple[float, SoFar]] = []
        begun = time.perf_counter()

        def tell(
            share: float, best: SoFar | None, begun: float = begun, told: list[tuple[float, SoFar]] = told
        ) -> bool:
            if best is not None:
                told.append((time.perf_counter() - begun, best))
            return False

        day = of(*matrices(places, Roads()))
        known = time.perf_counter() - begun
        plan = solve(day, seconds=seconds, progress=tell)
        whole = time.perf_counter() - begun
        assert not complaints(day, plan) and not plan.unserved
        first = next(at for at, best in told if best.left_out == 0)
        near = next((at for at, best in told if best.left_out == 0 and best.cost <= plan.cost * 1.01), whole)
        rows.append(Row(f"{stops} stops: distances", known, None, seconds / 20))
        rows.append(Row(f"{stops} stops: first plan, nothing left out", first, None, aim))
        rows.append(Row(f"{stops} stops: within 1 % of the last plan", near, None, seconds))
        rows.append(Row(f"{stops} stops: the whole of {seconds} s", whole, None, seconds + 0.5))
    return rows


def compare(found: list[Instance], seconds: float, *, rivals: bool) -> Gaps:
    """Solve instances and print one line each; returns each solver's gaps in percent by instance."""
    solvers: dict[str, others.Solver] = {"planner": planned, **(others.installed() if rivals else {})}
    gaps: Gaps = {name: {} for name in solvers}
    for one in found:
        if one.best is None:
            continue
        cells = [f"{one.name:14} best {one.best:10.2f}"]
        for name, solver in solvers.items():
            begun = time.perf_counter()
            distance = solver(one.day, seconds)
            took = time.perf_counter() - begun
            if distance is None:
                cells.append(f"{name} no plan {took:5.1f} s")
                continue
            gaps[name][one.name] = gap = 100 * (distance / one.scale / one.best - 1)
            cells.append(f"{name} {distance / one.scale:10.2f} {gap:+6.2f} % {took:5.1f} s")
        print(" | ".join(cells), file=sys.stderr, flush=True)
    words = (f"{name} {statistics.mean(all_.values()):+.2f} %" for name, all_ in gaps.items() if all_)
    print("average gap: " + ", ".join(words), file=sys.stderr, flush=True)
    return gaps


def planned(day: Day, seconds: float) -> int:
    """The planner's own way, taking all its time as the others do; its plan is checked."""
    plan = solve(day, seconds=seconds, steady=False)
    wrong = complaints(day, plan)
    assert not wrong and not plan.unserved, wrong
    return plan.distance


def main() -> int:
    """Compare on a folder given; exit 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=folder())
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--others", action="store_true")
    asked = parser.parse_args()
    found = instances(asked.folder)
    if not found:
        print(f"There are no .vrp or .vrpspd files in {asked.folder}.", file=sys.stderr)
        return 2
    rows = said(compare(found, asked.seconds, rivals=asked.others))
    print(table(rows))
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
