"""The households where they lived on any day, asked once; as the records of now, or of a lock, have them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.database import db
from models.queries.party.stays import stays_of
from models.queries.pay.pay_by_month import HOME_FIELDS, HouseholdThen
from models.rules.party.stays import place_on
from models.tables.party import Household


class HomesByDay:
    """The households meant, of one category or of all, with the places they lived at."""

    def __init__(self, category: str | None) -> None:
        query = Household.select(*HOME_FIELDS, Household.active)
        if category is not None:
            query = query.where(Household.category == category)
        self._active: dict[int, bool] = {}
        self._now: dict[int, HouseholdThen] = {}
        for *row, active in db.execute(query):
            self._now[row[0]] = HouseholdThen(*row)
            self._active[row[0]] = bool(active)
        self._spans = stays_of()

    def of(self, household: int, day: date) -> HouseholdThen | None:
        """A household where it lived on a day; None when it is not meant."""
        now = self._now.get(household)
        spans = self._spans.get(household)
        there = None if now is None or spans is None else place_on(spans, None, day)
        return now if now is None or there is None else now._replace(**there.place)

    def living(self, day: date, also: set[int]) -> Iterator[HouseholdThen]:
        """Those in work, and some others, where they lived on a day."""
        for key, active in self._active.items():
            home = self.of(key, day) if active or key in also else None
            if home is not None:
                yield home
