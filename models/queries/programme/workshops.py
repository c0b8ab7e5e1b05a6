"""Workshops of the programme: who belongs to which, and the service centres of an area."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from models.database import among, db
from models.queries.answers import first_column
from models.rules.party.day_span import DaySpan
from models.tables.ledger import SaleLine
from models.tables.party import AREA, Region
from models.tables.programme import Workshop, WorkshopMember


class Membership(NamedTuple):
    """A household's time at a workshop."""

    id: int
    household: int
    workshop: int
    name: str
    kind: str
    span: DaySpan


def memberships(household: int | None = None) -> list[Membership]:
    """Which households belong or belonged to which workshops, or those of one household, the newest first."""
    query: Any = WorkshopMember.select(WorkshopMember, Workshop).join(Workshop)
    if household is not None:
        query = query.where(WorkshopMember.household == household)
    return [
        Membership(
            one.id,
            one.household_id,
            one.workshop_id,
            one.workshop.name,
            one.workshop.kind,
            DaySpan(one.start, one.end),
        )
        for one in query.order_by(WorkshopMember.start.desc(), WorkshopMember.id)
    ]


def selling(codes: Collection[str]) -> set[str]:
    """Which of these codes of workshops stand on sales, those reversed too."""
    return set(first_column(SaleLine.select(SaleLine.place).where(among(SaleLine.place, codes))))


def open_on(day: date) -> Any:
    """The condition that a workshop of the select is open on a day, its first and its last day included."""
    begun = Workshop.opened.is_null() | (Workshop.opened <= day)
    return begun & (Workshop.closed.is_null() | (Workshop.closed >= day))


class Centre(NamedTuple):
    """A service centre: its name, the days it is open, and the area it serves."""

    name: str
    span: DaySpan
    area: str


def service_centres_beside(region: int | None, workshop: int | None) -> list[Centre]:
    """The other service centres of the area that a place lies in, by code; none where the area is not known."""
    places = Region.select(Region.id, Region.level, Region.parent, Region.name)
    above = {key: (level, parent, name) for key, level, parent, name in db.execute(places)}

    def area_of(key: int | None) -> tuple[int, str] | None:
        while key is not None and key in above:
            level, parent, name = above[key]
            if level == AREA:
                return key, name
            key = parent
        return None

    area = area_of(region)
    if area is None:
        return []
    centres: Any = Workshop.select().where(Workshop.service_centre).order_by(Workshop.code)
    return [
        Centre(one.name, DaySpan(one.opened, one.closed), area[1])
        for one in centres
        if one.id != workshop and area_of(one.region_id) == area
    ]
