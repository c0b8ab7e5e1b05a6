"""A day's driving as JSON for other programs.

One object: ``format`` "yuanba-route", ``version`` 1, ``date`` (ISO), ``seed``, ``cooperative``, ``warehouse``
(``latitude``, ``longitude`` in WGS-84, ``known``), ``roads`` ("map" with its ``credit``, or "straight" lines × a
factor), ``drives`` and ``left_out``.

A drive: ``id``, ``number``, ``vehicle``, ``driver``, ``phone``, ``start`` and ``end`` (HH:MM), ``metres``, ``load`` on
leaving, ``check`` (five digits of the drive as it is planned), ``ended`` (cut when a vehicle broke down), ``stops``,
and on a map ``way``: the places of each leg along its roads to the warehouse, as pairs of latitude and longitude. A
load: ``grams``, ``millilitres``, ``pieces``, whole numbers.

A stop: ``id``, ``number`` (0 for a reload), ``kind`` (task, take, hand, reload), ``arrive``, ``begin``, ``leave``
(HH:MM), ``load`` on leaving, ``faults``, ``why`` (left_out only: no_van, far, window, load, hours, pinned, road,
full),
``for`` (after a breakdown: whose goods are only taken over here, from a vehicle near the household or, without one, in
the warehouse), and but for a reload ``jobs`` and ``household`` (``code``, ``head``, ``phone``, ``township``,
``village``, ``group``, ``landmark``, ``latitude``, ``longitude``, ``place`` own, village, township or guessed).

A job: ``id``, ``kind`` (deliver, slip, collect, return, visit, bring, fetch, transfer, other), ``name``, ``quantity``
(exact, as text, or null), ``unit``, ``number`` of its subcontract or slip. Identifiers are texts: they have more digits
than some programs keep in a number.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models import format
from models.files import replacing
from models.i18n import tr
from models.queries.party.road_map import Home
from models.queries.road.route_geometry import CREDIT
from models.queries.road.route_sheets import RouteDay, RouteSheet, StopLine
from models.queries.road.routes import Job
from models.rules.amount import quantity_text
from models.rules.road.day import RELOAD, Load
from models.settings import setting

FORMAT = "yuanba-route"


def as_json(day: RouteDay) -> dict[str, Any]:
    """The day in the form described above."""
    return {
        "format": FORMAT,
        "version": 1,
        "date": day.date.isoformat(),
        "seed": day.seed,
        "cooperative": str(setting("cooperative.name")),
        "warehouse": _warehouse(day),
        "roads": {"kind": "map", "credit": tr(CREDIT)} if _on_map(day) else {"kind": "straight"},
        "drives": [_drive(sheet) for sheet in day.sheets],
        "left_out": [_stop(line) for line in day.left],
    }


def write_json(day: RouteDay, target: Path) -> None:
    """Write it to a file, all of it or nothing. Raises UserError when it cannot be written."""
    text = json.dumps(as_json(day), ensure_ascii=False, indent=1)
    with replacing(target) as unfinished:
        unfinished.write_text(text + "\n", encoding="utf-8")


def _warehouse(day: RouteDay) -> dict[str, Any] | None:
    for sheet in day.sheets:
        latitude, longitude = sheet.warehouse
        return {"latitude": latitude, "longitude": longitude, "known": sheet.warehouse_known}
    return None


def _on_map(day: RouteDay) -> bool:
    return any(sheet.streets is not None for sheet in day.sheets)


def _drive(sheet: RouteSheet) -> dict[str, Any]:
    found = {
        "id": str(sheet.id),
        "number": sheet.number,
        "vehicle": sheet.van.name,
        "driver": sheet.van.driver_name,
        "phone": sheet.van.driver_phone,
        "start": format.time_of_day(sheet.start),
        "end": format.time_of_day(sheet.end),
        "metres": sheet.distance,
        "load": _load(sheet.start_load),
        "check": sheet.check,
        "ended": sheet.cut_at is not None,
        "stops": [_stop(line) for line in sheet.lines],
    }
    if sheet.streets is not None:
        found["way"] = [[list(point) for point in leg] for leg in sheet.streets.legs]
    return found


def _load(load: Load) -> dict[str, int]:
    return dict(zip(("grams", "millilitres", "pieces"), load, strict=True))


def _stop(line: StopLine) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": str(line.id),
        "number": line.number,
        "kind": line.kind,
        "arrive": format.time_of_day(line.arrive),
        "begin": format.time_of_day(line.begin),
        "leave": format.time_of_day(line.leave),
        "load": _load(line.load),
        "faults": list(line.faults),
        "why": line.why,
        "for": line.rescued,
    }
    if line.home is not None:
        found["household"] = _household(line.home)
    if line.kind != RELOAD:
        found["jobs"] = [_job(job) for job in line.jobs]
    return found


def _household(home: Home) -> dict[str, Any]:
    who = home.contact
    return {
        "code": who.code,
        "head": who.head,
        "phone": who.phone,
        "township": who.township,
        "village": who.village,
        "group": who.group,
        "landmark": who.landmark,
        "latitude": home.point[0],
        "longitude": home.point[1],
        "place": home.known,
    }


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": str(job.id),
        "kind": job.kind,
        "name": job.name,
        "quantity": None if job.quantity is None else quantity_text(job.quantity),
        "unit": job.unit,
        "number": job.number,
    }
