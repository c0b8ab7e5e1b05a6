"""The floor of an hour's pay where a household lives, on a day. Fen."""

from __future__ import annotations

from datetime import date

from models.database import db
from models.rights import shows
from models.rules.pay.fair_rate import Floor, floor_on
from models.tables.party import Household, HouseholdStay, Region
from models.tables.pay import FairFloor


class FloorsOn:
    """The floors in force on a day, looked up by household."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._floors = [
            Floor(region, date.fromisoformat(start), per_hour)
            for region, start, per_hour in db.execute(
                FairFloor.select(FairFloor.region, FairFloor.start, FairFloor.per_hour)
            )
        ]
        self._above: dict[int, int | None] = {}
        self._homes: dict[int, int | None] = {}
        self._known: dict[int | None, Floor | None] = {}
        if any(one.region is not None for one in self._floors):
            self._above = dict(db.execute(Region.select(Region.id, Region.parent)))
            self._homes = homes_on(day)

    def of(self, household: int) -> Floor | None:
        """The floor where a household lived on the day; None where there is none yet."""
        return self._at(self._homes.get(household))

    def county(self) -> Floor | None:
        """The floor of the whole county."""
        return self._at(None)

    def _at(self, region: int | None) -> Floor | None:
        if region not in self._known:
            self._known[region] = floor_on(self._floors, self._places(region), self.day)
        return self._known[region]

    def _places(self, region: int | None) -> list[int]:
        """A place and those above it, the deepest first."""
        found: list[int] = []
        while region is not None and region not in found:
            found.append(region)
            region = self._above.get(region)
        return found


@shows()
def homes_on(day: date) -> dict[int, int | None]:
    """The place each household lived in on a day, by its stays; as it is written now where it has none of then."""
    found = dict(db.execute(Household.select(Household.id, Household.region)))
    stays = HouseholdStay.select(HouseholdStay.household, HouseholdStay.region).where(
        HouseholdStay.region.is_null(False),
        HouseholdStay.start.is_null() | (HouseholdStay.start <= day),
        HouseholdStay.end.is_null() | (HouseholdStay.end >= day),
    )
    found.update(db.execute(stays.order_by(HouseholdStay.start)))
    return found


@shows()
def place_names() -> dict[int | None, str]:
    """What the places that have a floor of their own are called."""
    query = FairFloor.select(Region.id, Region.name).join(Region).distinct()
    return dict(db.execute(query))
