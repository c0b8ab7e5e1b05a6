"""What is known of the road: vehicles and drivers, and the ways between villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from models.i18n import tr
from models.queries.party.road_map import clock
from models.rules.amount import half_up
from models.rules.road.day import Load, PlannedVehicle, Window
from models.tables import road
from models.tables.party import Household

NO_LIMIT: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle with its driver on a day; ``key`` 0 is the one that stands in when none is registered."""

    key: int
    name: str
    driver: int | None
    driver_name: str
    driver_phone: str
    shift: Window
    capacity: Load
    reloads: int


def known_roads() -> list[dict[str, Any]]:
    """What is known of the ways between villages, by their names."""
    rows = road.VillageRoad.select().order_by(road.VillageRoad.one, road.VillageRoad.other)
    fields = ("one", "other", "minutes", "closed_from", "closed_until", "note")
    return [{field: getattr(row, field) for field in fields} for row in rows]


def known_villages() -> list[str]:
    """The villages somebody lives in, by name."""
    rows = Household.select(Household.village).where(Household.village != "").distinct()
    return sorted(row.village for row in rows)


def vans(*, inactive: bool = False) -> list[Van]:
    """The vehicles in use with their drivers; one that is not registered stands in when there is none."""
    found = []
    rows = road.Vehicle.select().order_by(road.Vehicle.name)
    if not inactive:
        rows = rows.where(road.Vehicle.active)
    for row in rows:
        driver = row.driver
        found.append(
            Van(
                row.id,
                row.name,
                None if driver is None else driver.id,
                "" if driver is None else driver.name,
                "" if driver is None else driver.phone,
                (clock(driver.work_from, 8 * 3600), clock(driver.work_to, 18 * 3600))
                if driver is not None
                else (8 * 3600, 18 * 3600),
                (
                    NO_LIMIT if row.kilograms is None else row.kilograms * 1000,
                    NO_LIMIT if row.litres is None else row.litres * 1000,
                    NO_LIMIT if row.pieces is None else row.pieces,
                ),
                row.reloads,
            )
        )
    if not found or inactive:
        capacity = (NO_LIMIT, NO_LIMIT, NO_LIMIT)
        found.append(Van(0, tr("Vehicle 1"), None, "", "", (8 * 3600, 18 * 3600), capacity, 0))
    return found


def as_vehicle(van: Van, limits: dict[str, Any]) -> PlannedVehicle:
    """A van as the planner sees it; it starts and ends at place 0. Costs in millionths of a yuan."""
    return PlannedVehicle(
        van.key,
        van.capacity,
        0,
        0,
        van.shift[0],
        van.shift[1],
        van.shift[1] - van.shift[0],
        van.reloads,
        per_metre=int(limits["road.cost_km"]) * 10,
        per_second=half_up(int(limits["road.cost_hour"]) * 10_000, 3600),
    )
