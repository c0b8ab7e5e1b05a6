"""Routes: published instances and days of a cooperative through the planner, beside VROOM and OR-Tools if installed.

Instances (``.vrp``, ``.vrpspd``) are read from the folder in ``YUANBA_ROUTING``, else ``shared/data/routing`` beside
the checkout. Alone: ``python -m tests.bench.bench_route [FOLDER] [--seconds S] [--others]``. ``requirements-bench.txt``
names the others; each gets the same seconds in the same run, in turns.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from models.rules.route.day import Plan
from models.rules.route.solver import SoFar, solve
from tests.bench import others
from tests.bench.floor import Row
from tests.bench.instances import Instance, read
from tests.rules.route.checker import complaints
from tests.rules.route.test_solver import busy_day

SECONDS = 30
GAP_AIM = 1.0  # percent, the average over all instances


def folder() -> Path:
    """Where the instances are."""
    named = os.environ.get("YUANBA_ROUTING")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data" / "routing"


def instances(place: Path) -> list[Instance]:
    """All instances of a folder, by name."""
    return [read(path) for path in sorted((*place.glob("*.vrp"), *place.glob("*.vrpspd")))]


def run() -> list[Row]:
    """Time a day of 80 and one of 300 stops; tell the gap to the best known where there are instances."""
    rows = days()
    found = instances(folder()) if folder().is_dir() else []
    if found:
        gaps = [ours for _, ours in compare(found, SECONDS, rivals=False)]
        # The table speaks of seconds; the average gap in percent stands in the same column.
        rows.append(
            Row(
                f"average gap of {len(gaps)} published instances, % (not s)",
                statistics.mean(gaps),
                None,
                GAP_AIM,
            )
        )
    return rows


def days() -> list[Row]:
    """How soon a day has a good plan: within 5 % of what it becomes, with nothing left out."""
    rows = []
    for stops, vans, seconds, aim in ((80, 5, 10, 2.0), (300, 16, 30, 30.0)):
        day = busy_day(stops, vans)
        told: list[tuple[float, SoFar]] = []
        begun = time.perf_counter()

        def tell(
            share: float, best: SoFar | None, begun: float = begun, told: list[tuple[float, SoFar]] = told
        ) -> bool:
            if best is not None:
                told.append((time.perf_counter() - begun, best))
            return False

        plan = solve(day, seconds=seconds, progress=tell)
        whole = time.perf_counter() - begun
        assert not complaints(day, plan) and not plan.unserved
        good = next(at for at, best in told if best.left_out == 0 and best.cost <= plan.cost * 1.05)
        rows.append(Row(f"{stops} stops: first good plan", good, None, aim))
        rows.append(Row(f"{stops} stops: the whole search", whole, None, seconds * 1.5))
    return rows


def compare(found: list[Instance], seconds: float, *, rivals: bool) -> list[tuple[str, float]]:
    """Solve instances and print one line each; returns (name, gap in percent) of the planner's own plans."""
    solvers = others.installed() if rivals else {}
    gaps: dict[str, list[float]] = {"planner": [], **{name: [] for name in solvers}}
    result = []
    for one in found:
        if one.best is None:
            continue
        cells = [f"{one.name:14} best {one.best:10.2f}"]
        begun = time.perf_counter()
        plan: Plan = solve(one.day, seconds=seconds)
        took = time.perf_counter() - begun
        wrong = complaints(one.day, plan)
        assert not wrong and not plan.unserved, wrong
        gap = 100 * (plan.distance / one.scale / one.best - 1)
        gaps["planner"].append(gap)
        result.append((one.name, gap))
        cells.append(f"planner {plan.distance / one.scale:10.2f} {gap:+6.2f} % {took:5.1f} s")
        for name, other in solvers.items():
            begun = time.perf_counter()
            distance = other(one.day, seconds)
            took = time.perf_counter() - begun
            if distance is None:
                cells.append(f"{name} no plan {took:5.1f} s")
                continue
            gap = 100 * (distance / one.scale / one.best - 1)
            gaps[name].append(gap)
            cells.append(f"{name} {distance / one.scale:10.2f} {gap:+6.2f} % {took:5.1f} s")
        print(" | ".join(cells), file=sys.stderr, flush=True)
    words = (f"{name} {statistics.mean(all_):+.2f} %" for name, all_ in gaps.items() if all_)
    print("average gap: " + ", ".join(words), file=sys.stderr, flush=True)
    return result


def main() -> int:
    """Compare on a folder given; exit 1 when the average gap misses its aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=folder())
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--others", action="store_true")
    asked = parser.parse_args()
    found = instances(asked.folder)
    if not found:
        print(f"There are no .vrp or .vrpspd files in {asked.folder}.", file=sys.stderr)
        return 2
    gaps = compare(found, asked.seconds, rivals=asked.others)
    return 0 if statistics.mean(gap for _, gap in gaps) < GAP_AIM else 1


if __name__ == "__main__":
    sys.exit(main())
