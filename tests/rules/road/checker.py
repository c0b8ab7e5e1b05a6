"""Checks a plan against its day from the ground up, sharing no code with the planner but the value types."""

from __future__ import annotations

from models.rules.road.day import Day, Plan


def complaints(day: Day, plan: Plan) -> list[str]:
    """Everything that is wrong with a plan; empty when it can be driven as it is written."""
    found: list[str] = []
    tasks = {task.key: task for task in day.tasks}
    transfers = {transfer.key: transfer for transfer in day.transfers}
    vans = {van.key: van for van in day.vehicles}
    seen: dict[tuple[str, int], int] = {}
    used: set[int] = set()
    for drive in plan.drives:
        van = vans[drive.vehicle]
        if drive.vehicle in used:
            found.append(f"vehicle {van.key} drives twice")
        used.add(drive.vehicle)
        visits = drive.visits
        if visits[0].kind != "start" or visits[-1].kind != "end":
            found.append("a drive goes from start to end")
        if visits[0].place != van.start or visits[-1].place != van.end:
            found.append("a drive begins and ends elsewhere")
        if visits[0].leave < van.earliest or visits[-1].arrive > van.latest:
            found.append(f"vehicle {van.key} outside its hours")
        if visits[-1].arrive - visits[0].leave > van.shift:
            found.append(f"vehicle {van.key} beyond its shift")
        if sum(visit.kind == "reload" for visit in visits) > van.reloads:
            found.append(f"vehicle {van.key} reloads too often")
        size = len(van.capacity)

        def padded(load: tuple[int, ...], size: int = size) -> list[int]:
            return [*load, *[0] * (size - len(load))]

        metres = 0
        trips: list[list[int]] = [[]]
        for at, visit in enumerate(visits):
            if at:
                before = visits[at - 1]
                if before.place != visit.place:
                    metres += int(day.distances[before.place][visit.place])
                    took = int(day.durations[before.place][visit.place])
                else:
                    took = 0
                if visit.arrive != before.leave + took:
                    found.append(f"arrival at {visit.kind} {visit.key} does not follow from the stop before")
                if visit.begin < visit.arrive:
                    found.append("work begins before arrival")
            if visit.kind in ("task", "take", "hand"):
                seen[visit.kind, visit.key] = seen.get((visit.kind, visit.key), 0) + 1
            if visit.kind == "task":
                task = tasks[visit.key]
                if visit.place != task.place or visit.leave - visit.begin != task.service:
                    found.append(f"task {task.key} at another place or with other service")
                if not any(early <= visit.begin <= late for early, late in task.windows):
                    found.append(f"task {task.key} outside its windows")
                if task.only is not None and van.key not in task.only:
                    found.append(f"task {task.key} on a vehicle it is not pinned to")
                if task.first and any(
                    v.kind != "start" and not (v.kind == "task" and tasks[v.key].first) for v in visits[:at]
                ):
                    found.append(f"task {task.key} is not first")
            if visit.kind in ("take", "hand"):
                transfer = transfers[visit.key]
                early, late = transfer.source_window if visit.kind == "take" else transfer.target_window
                if not early <= visit.begin <= late:
                    found.append(f"transfer {transfer.key} outside its window")
                if visit.place != (transfer.source if visit.kind == "take" else transfer.target):
                    found.append(f"transfer {transfer.key} at another place")
                if transfer.only is not None and van.key not in transfer.only:
                    found.append(f"transfer {transfer.key} on a vehicle it is not pinned to")
            if visit.kind == "reload":
                trips.append([])
            trips[-1].append(at)
        for number, trip in enumerate(trips):
            on = padded(() if number else van.aboard)
            for at in trip:
                if visits[at].kind == "task":
                    on = [a + b for a, b in zip(on, padded(tasks[visits[at].key].deliver), strict=True)]
            taken: list[int] = []
            for at in trip:
                visit = visits[at]
                change = [0] * size
                if visit.kind == "task":
                    task = tasks[visit.key]
                    change = [b - a for a, b in zip(padded(task.deliver), padded(task.collect), strict=True)]
                elif visit.kind == "take":
                    change = padded(transfers[visit.key].load)
                    taken.append(visit.key)
                elif visit.kind == "hand":
                    change = [-a for a in padded(transfers[visit.key].load)]
                    if visit.key not in taken:
                        found.append(f"transfer {visit.key} handed over before it was taken")
                    else:
                        taken.remove(visit.key)
                on = [a + b for a, b in zip(on, change, strict=True)]
                if any(a > b or a < 0 for a, b in zip(on, van.capacity, strict=True)):
                    found.append(f"vehicle {van.key} carries {on} after {visit.kind} {visit.key}")
                if list(visit.load)[:size] != on:
                    found.append(f"the load noted after {visit.kind} {visit.key} is wrong")
            if taken:
                found.append("a transfer is not handed over on its trip")
        if metres != drive.distance:
            found.append("the distance is wrong")
        if drive.faults:
            found.append(f"the plan itself says {drive.faults}")
    left = {(miss.kind, miss.key) for miss in plan.unserved}
    for key in tasks:
        if seen.get(("task", key), 0) + (("task", key) in left) != 1:
            found.append(f"task {key} is not done once")
    for key in transfers:
        times = seen.get(("take", key), 0), seen.get(("hand", key), 0)
        if times != ((0, 0) if ("take", key) in left else (1, 1)):
            found.append(f"transfer {key} is not done once")
    return found
