"""Published routing instances (``.vrp``: capacity; ``.vrpspd``: delivery and pick-up at one stop) as days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from models.rules.road.day import Day, PlannedVehicle, Task, Window

SCALE = 1000  # distances that are not rounded are handed over in thousandths
BEST_KNOWN = {
    "CMT1X": 466.77,
    "CMT3X": 721.27,
    "CMT5X": 1029.25,
    "rc101": 1059.32,
    "R1_2_1": 3360.02,
}
FOREVER: Window = (0, 1 << 40)


@dataclass(frozen=True, slots=True)
class Instance:
    """A day made of a published problem; divide its distances by ``scale`` to compare them with ``best``."""

    name: str
    day: Day
    scale: int
    best: float | None


def read(path: Path) -> Instance:
    """Read one instance; the best known cost comes from a ``.sol`` beside it, or from the literature."""
    head: dict[str, str] = {}
    tables: dict[str, list[list[float]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.replace(":", " : ").split()
        if not words or words[0] == "EOF":
            continue
        if words[0].endswith("_SECTION"):
            section = words[0].removesuffix("_SECTION")
            tables[section] = []
        elif len(words) > 1 and words[1] == ":":
            head[words[0]] = " ".join(words[2:])
        else:
            tables[section].append([float(word) for word in words])
    scale = 1 if head["EDGE_WEIGHT_TYPE"] == "EUC_2D" else SCALE
    points = [(row[1], row[2]) for row in tables["NODE_COORD"]]
    distances = [[round(math.dist(a, b) * scale) for b in points] for a in points]
    tasks, timed = _tasks(tables, scale)
    capacity = int(float(head["CAPACITY"]))
    vans = int(head.get("VEHICLES", 0)) or math.ceil(sum(t.deliver[0] for t in tasks) / capacity * 1.15) + 2
    shift = round(float(head["DISTANCE"]) * scale) if "DISTANCE" in head and timed else FOREVER[1]
    vehicles = [PlannedVehicle(n, (capacity,), 0, 0, latest=FOREVER[1], shift=shift) for n in range(vans)]
    durations = distances if timed else [[0] * len(points) for _ in points]
    return Instance(path.stem, Day(distances, durations, tasks, vehicles), scale, _best(path))


def _tasks(tables: dict[str, list[list[float]]], scale: int) -> tuple[list[Task], bool]:
    if "PICKUP_AND_DELIVERY" not in tables:
        return [
            Task(int(node), int(node) - 1, (int(demand),), windows=(FOREVER,))
            for node, demand in tables["DEMAND"]
            if node != 1
        ], False
    rows = tables["PICKUP_AND_DELIVERY"]
    horizon = rows[0][3]
    timed = any(row[2] > 0 or row[3] < horizon or row[4] for row in rows)
    tasks = []
    for node, _, early, late, service, pickup, delivery in (row[:7] for row in rows[1:]):
        window = (round(early * scale), round(late * scale)) if timed else FOREVER
        tasks.append(
            Task(
                int(node), int(node) - 1, (int(delivery),), (int(pickup),), round(service * scale), (window,)
            )
        )
    return tasks, timed


def _best(path: Path) -> float | None:
    solution = path.with_suffix(".sol")
    if solution.exists():
        for line in solution.read_text(encoding="utf-8").splitlines():
            if line.lower().startswith("cost"):
                return float(line.split()[1])
    return BEST_KNOWN.get(path.stem)
