"""What a written place and helper stand for in the lists: a village's group and a helper are made when they are new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.upsert import keep_readings
from models.database import Record, db
from models.queries.party.care import in_care_of
from models.queries.party.regions import RegionIndex
from models.rules.party.group_name import group_code, group_name
from models.tables.party import GROUP, VILLAGE, Helper, Household, HouseholdStay, Region


class Placing:
    """Finds the list's place for written ones, inside the operation under way; the list is read when first asked."""

    def __init__(self) -> None:
        self._index: RegionIndex | None = None
        self._codes: set[str] = set()

    @property
    def index(self) -> RegionIndex:
        """The list of places."""
        if self._index is None:
            self._index = RegionIndex()
            self._codes = {place.code for place in self._index.tree.places}
        return self._index

    def region(self, township: str, village: str, group: str) -> int | None:
        """The deepest place known; a group of a known village is added to the list."""
        found = self.index.find(township, village)
        at = None if found is None else self.index.tree.place(found)
        if at is None or at.level != VILLAGE or not group.strip():
            return found
        known = self.index.group(at.id, group)
        if known is None:
            code = group_code(at.code, group, self._codes)
            self._codes.add(code)
            made = Region.create(code=code, name=group_name(group), level=GROUP, parent=at.id)
            known = int(made.id)
            self.index.add_group(at.id, group, known)
        return known


def match_again() -> int:
    """Look all written places up in the list anew; answers how many are known more exactly now.

    Inside the operation under way, once places were added. A place known already changes only to one that belongs to
    it, so that a village that was renamed keeps its households.
    """
    placing, found = Placing(), 0
    for table in (Household, HouseholdStay):
        query = table.select(table.id, table.region, table.township, table.village, table.group)
        for key, region, *written in list(db.execute(query)):
            now = placing.region(*written) if any(written[:2]) else None
            if now is None or now == region:
                continue
            # A group that was made just now is not in the tree yet: its village is.
            above = {place.id for place in placing.index.tree.above(placing.index.find(*written[:2]))}
            if region is None or region in above:
                table.update(region=now).where(table.id == key).execute()
                found += 1
    return found


def keep_helpers(said: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The key of the helper of each name and phone, inside the operation under way; who is new is added.

    Without a phone it is the one helper of that name. A phone that is new for a helper without one is kept with them.
    """
    wanted = dict.fromkeys((name, phone) for name, phone in said if name)
    if not wanted:
        return {}
    known: dict[str, dict[str, int]] = {}
    query = Helper.select(Helper.id, Helper.name, Helper.phone).order_by(Helper.id)
    for key, name, phone in db.execute(query):
        known.setdefault(name, {})[phone] = key
    found: dict[tuple[str, str], int] = {}
    # Who is named with a phone first: a name alone may then mean one of these.
    for name, phone in sorted(wanted, key=lambda one: not one[1]):
        named = known.setdefault(name, {})
        if phone in named:
            key = named[phone]
        elif not phone and len(named) == 1:
            (key,) = named.values()
        elif phone and "" in named:
            key = named[phone] = named.pop("")
            row = Helper.get_by_id(key)
            row.phone = phone
            _write(row)
        else:
            key = named[phone] = _write(Helper(name=name, phone=phone), new=True)
        found[name, phone] = key
    return found


def _write(row: Any, *, new: bool = False) -> int:
    values: dict[str, Any] = {"name": row.name, "phone": row.phone, "unit": row.unit}
    keep_readings(values, None, ("name",), ("phone", "unit"), person=True)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=new)
    return int(row.id)


def named_since(table: type[Record], key: int) -> bool:
    """Whether other households live in a place, or are in the care of a helper, that came with another one.

    Such a place or helper stays in the list when what brought it is undone.
    """
    if table is Region:
        return any(of.select().where(of.region == key).exists() for of in (Household, HouseholdStay))
    if table is not Helper:
        return False
    helper: Any = Helper.get_or_none(Helper.id == key)
    if helper is None:
        return False
    return Household.select().where(in_care_of(helper)).exists() or helper.stays.exists()
