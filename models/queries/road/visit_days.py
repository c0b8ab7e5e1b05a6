"""The visits of the coming days as technicians make them: by whom, on which drive, as which stop and about when."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from peewee import JOIN, fn

from models.database import among, db
from models.queries.answers import by_first
from models.queries.counting import counts
from models.queries.guidance.visits import planned_visits
from models.queries.road.errands import open_errands
from models.rules.ledger import voucher_kind
from models.rules.road.tasks import VISIT
from models.tables.guidance import Visit
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.road import Driver, RouteDrive, RoutePlan, RouteStop, RouteWork, Vehicle


class VisitOfDay(NamedTuple):
    """A visit on a day; ``begin`` (seconds after midnight), ``stop`` and ``vehicle`` only where the day is planned.

    ``technician`` is who was there last, "" where nobody was.
    """

    day: dt.date
    technician: str
    household: int
    head: str
    village: str
    about: str
    vehicle: str
    driver: str
    stop: int | None
    begin: int | None


def visit_days(first: dt.date, last: dt.date) -> list[VisitOfDay]:
    """The visits between two days, by day, technician and time; what was due before is to be made on the first."""
    found = _on_drives(first, last)
    driven = {one.household for one in found}
    asked = {
        one.household: (max(one.date, first), one.what)
        for one in reversed(open_errands())
        if one.kind == VISIT and one.date <= last
    }
    agreed = {one.household_id: (max(one.day, first), one.topic) for one in planned_visits(last)}
    loose = {key: said for key, said in (agreed | asked).items() if key not in driven}
    called = Household.select(Household.id, Household.head, Household.village)
    homes: dict[int, tuple[str, str]] = by_first(called.where(among(Household.id, loose)))
    found += [
        VisitOfDay(day, "", key, *homes[key], about, "", "", None, None)
        for key, (day, about) in loose.items()
    ]
    technicians = _technicians({one.household for one in found})
    named = [one._replace(technician=technicians.get(one.household, "")) for one in found]
    return sorted(
        named, key=lambda one: (one.day, one.technician, one.begin is None, one.begin or 0, one.head)
    )


def _on_drives(first: dt.date, last: dt.date) -> list[VisitOfDay]:
    query: Any = (
        RouteWork.select(
            RoutePlan.date,
            Household.id,
            Household.head,
            Household.village,
            RouteWork.note,
            fn.COALESCE(Vehicle.name, ""),
            fn.COALESCE(Driver.name, ""),
            RouteStop.place,
            RouteStop.begin,
        )
        .join(RouteStop)
        .join(RoutePlan)
        .join_from(RouteStop, Household)
        .join_from(RouteStop, RouteDrive, on=(RouteStop.drive == RouteDrive.id))
        .join(Vehicle, JOIN.LEFT_OUTER)
        .join_from(RouteDrive, Driver, JOIN.LEFT_OUTER)
        .where(
            RouteWork.kind == VISIT,
            RoutePlan.date.between(first, last),
            RouteWork.voucher.is_null(),
            RoutePlan.returned_on.is_null(),
        )
    )
    return [VisitOfDay(dt.date.fromisoformat(day), "", *rest) for day, *rest in db.execute(query)]


def _technicians(households: set[int]) -> dict[int, str]:
    """Who visited each household last."""
    query = (
        Voucher.select(Voucher.household, Visit.technician)
        .join(Visit)
        .where(
            Voucher.kind == voucher_kind.VISIT,
            among(Voucher.household, households),
            Visit.technician != "",
            counts(),
        )
        .order_by(Voucher.date, Voucher.id)
    )
    return dict(db.execute(query))
