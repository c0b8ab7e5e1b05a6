"""The tree of places, read at once: county, area, township, village, group, each below the one it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from models.database import db
from models.tables.party import LEVELS, Region


class TreePlace(NamedTuple):
    """A place of the list; ``parent`` is the key of the one it belongs to."""

    id: int
    code: str
    name: str
    level: str
    parent: int | None


class PlaceTree:
    """All places of the list by their keys, with what lies above and below each."""

    def __init__(self) -> None:
        query = Region.select(Region.id, Region.code, Region.name, Region.level, Region.parent)
        self._places = {
            row[0]: TreePlace(*row) for row in db.execute(query.order_by(Region.code, Region.id).tuples())
        }
        self._below: dict[int | None, list[int]] = defaultdict(list)
        for place in self._places.values():
            self._below[place.parent].append(place.id)

    @property
    def places(self) -> list[TreePlace]:
        """All of them, by code."""
        return list(self._places.values())

    def place(self, key: int) -> TreePlace | None:
        """The place of a key, None when it is gone."""
        return self._places.get(key)

    def above(self, key: int | None) -> Iterator[TreePlace]:
        """A place and those it belongs to, the widest last."""
        for _ in LEVELS:
            place = None if key is None else self._places.get(key)
            if place is None:
                return
            yield place
            key = place.parent

    def at(self, key: int | None, level: str) -> TreePlace | None:
        """The place of a level that a place belongs to or is; None where it lies in none."""
        return next((place for place in self.above(key) if place.level == level), None)

    def parts(self, key: int | None) -> list[TreePlace]:
        """The places that belong to one directly, by code; of None those that belong to no other."""
        return [self._places[one] for one in self._below.get(key, ())]

    def below(self, key: int) -> set[int]:
        """The keys of a place and of all that belong to it."""
        found: set[int] = set()
        waiting = [key]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._below.get(one, ())
        return found
