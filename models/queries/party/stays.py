"""Where households live and lived: on one day, in one question for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from peewee import JOIN, Case, Value, fn

from models.database import among, db
from models.queries.answers import stored_day
from models.queries.party.place_tree import PlaceTree
from models.rules.party.stays import Span
from models.tables.party import Helper, Household, HouseholdStay


class Dwelling(NamedTuple):
    """A written place with the list's key of it, and who looks after the household there."""

    region: int | None
    township: str
    village: str
    group: str
    helper: str = ""
    helper_phone: str = ""

    @property
    def place(self) -> dict[str, Any]:
        """The place without who looks after the household there, by field."""
        return {
            "region": self.region,
            "township": self.township,
            "village": self.village,
            "group": self.group,
        }

    @property
    def told(self) -> tuple[str, ...]:
        """What a reader sees of it."""
        return self[1:]


def dwelling_of(household: Any) -> Dwelling:
    """Where a household lives now."""
    row = household
    return Dwelling(row.region_id, row.township, row.village, row.group, row.helper, row.helper_phone)


_DWELLING: Final = (
    HouseholdStay.region,
    HouseholdStay.township,
    HouseholdStay.village,
    HouseholdStay.group,
    fn.COALESCE(Helper.name, ""),
    fn.COALESCE(Helper.phone, ""),
)
"""What a stay says of a `Dwelling`, in its order; with its helper joined."""


def spans_of(household: int) -> list[Span[Dwelling]]:
    """A household's former places in their order."""
    return stays_of({household})[household]


def stays_of(households: set[int] | None = None) -> dict[int, list[Span[Dwelling]]]:
    """The former places of some households, or of all, in their order."""
    stay = HouseholdStay
    query = (
        stay.select(stay.household, stay.start, stay.end, *_DWELLING)
        .join(Helper, JOIN.LEFT_OUTER)
        .order_by(stay.household, stay.end)
    )
    if households is not None:
        query = query.where(among(stay.household, households))
    found: dict[int, list[Span[Dwelling]]] = defaultdict(list)
    for household, start, end, *place in db.execute(query):
        span = Span(stored_day(start), date.fromisoformat(end), Dwelling(*place))
        found[household].append(span)
    return found


def elsewhere(day: date) -> dict[int, Dwelling]:
    """Where the households lived on a day that have moved on since, by their keys."""
    stay = HouseholdStay
    query = stay.select(stay.household, *_DWELLING).join(Helper, JOIN.LEFT_OUTER).where(covers(stay, day))
    return {key: Dwelling(*place) for key, *place in db.execute(query)}


def covers(stay: Any, day: Any) -> Any:
    """The condition that a stay covers a day, which may be an expression."""
    if isinstance(day, date):
        day = Value(day.isoformat(), converter=False)
    return (stay.start.is_null() | (stay.start <= day)) & (stay.end >= day)


def region_on(day: Any) -> Any:
    """The key of the place in the list where the household of the select lived on a day, as an expression."""
    return _on(day, lambda home: home.region)


def village_on(day: Any) -> Any:
    """The village where the household of the select lived on a day, as an expression."""
    return _on(day, lambda home: home.village)


def village_order_on(day: Any) -> Any:
    """What puts that village in its order."""
    return _on(
        day,
        lambda home: home.place_pinyin if home is Household else fn.sort_key(home.village + home.group, 0),
    )


def _on(day: Any, said: Callable[[Any], Any]) -> Any:
    """What is said of where the household of the select lived on a day: by a former stay, else by itself."""
    stay = HouseholdStay.alias()
    there = stay.select(said(stay)).where(stay.household == Household.id, covers(stay, day))
    return Case(None, ((fn.EXISTS(there), there),), said(Household))


def living_where(village: str | None, place: int | None, day: Any = None) -> list[Any]:
    """The conditions that a household of the select lived in a village by its name, and in a place of any level.

    ``day`` as `living_in` takes it; None says nothing of either.
    """
    found = []
    if village is not None:
        found.append(living_in("village", {village}, day))
    if place is not None:
        found.append(living_in("region", PlaceTree().below(place), day))
    return found


def living_in(field: str, values: set[Any], day: Any = None) -> Any:
    """The condition that a household of the select lived on a day where ``field`` (region, village) is one of these.

    ``day`` may be an expression; None: where it lives now.
    """
    here = among(getattr(Household, field), values)
    if day is None:
        return here
    stay = HouseholdStay.alias()
    there = stay.select(stay.id).where(stay.household == Household.id, covers(stay, day))
    return Case(
        None, ((fn.EXISTS(there), fn.EXISTS(there.where(among(getattr(stay, field), values)))),), here
    )
