"""The townships, villages and groups of the list of places, and which of them a written name means."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from models.database import db
from models.queries.party.place_tree import PlaceTree
from models.rules.party.group_name import group_key
from models.tables.party import GROUP, TOWNSHIP, VILLAGE, Region

_SUFFIXES = re.compile(
    r"(社区居民委员会|村民委员会|居民委员会|社区居委会|村委会|居委会|办事处|街道|社区|民委员会|镇|乡|村)$"
)


class ListedPlace(NamedTuple):
    """A township or village of the official list; ``name`` without the words for its committee."""

    id: int
    code: str
    name: str
    official: str


def short_name(official: str) -> str:
    """A place's name as people write it: 土桥堰村民委员会 is 土桥堰村, 荷花街社区居民委员会 is 荷花街社区."""
    if official.endswith("村民委员会"):
        return official.removesuffix("民委员会")
    return official.removesuffix("居民委员会") if official.endswith("社区居民委员会") else official


@lru_cache(maxsize=4_000)
def stem(name: str) -> str:
    """A place's name without the word for its kind: 赤城镇 and 赤城 are one."""
    name = name.strip()
    while len(name) > 1 and (shorter := _SUFFIXES.sub("", name)) != name and shorter:
        name = shorter
    return name


def townships() -> list[ListedPlace]:
    """All townships, by code."""
    return _places(TOWNSHIP)


def villages(township: str = "") -> list[ListedPlace]:
    """The villages of a township given by code, or all of them."""
    if not township:
        return _places(VILLAGE)
    tree = PlaceTree()
    over = {place.id for place in tree.places if place.code == township}
    return [place for place in _places(VILLAGE) if over & {above.id for above in tree.above(place.id)}]


def _places(level: str) -> list[ListedPlace]:
    query = (
        Region.select(Region.id, Region.code, Region.name).where(Region.level == level).order_by(Region.code)
    )
    return [ListedPlace(key, code, short_name(name), name) for key, code, name in db.execute(query)]


class RegionIndex:
    """Finds the place a written township, village and group mean, in memory."""

    def __init__(self, tree: PlaceTree | None = None) -> None:
        self.tree = tree or PlaceTree()
        self._named: dict[str, dict[str, list[ListedPlace]]] = {TOWNSHIP: {}, VILLAGE: {}}
        self._groups: dict[tuple[int, str], int] = {}
        for place in self.tree.places:
            if place.level in self._named:
                listed = ListedPlace(place.id, place.code, short_name(place.name), place.name)
                self._named[place.level].setdefault(stem(place.name), []).append(listed)
            elif place.level == GROUP and place.parent is not None:
                self.add_group(place.parent, place.name, place.id)

    def find(self, township: str, village: str) -> int | None:
        """The key of the village, else of the township; None when neither is known or the village is ambiguous."""
        towns = self._called(TOWNSHIP, township)
        candidates = self._named[VILLAGE].get(stem(village), []) if village.strip() else []
        if towns:
            within = {place.id for place in towns}
            candidates = [
                place for place in candidates if within & {above.id for above in self.tree.above(place.id)}
            ]
        if len(candidates) > 1:
            candidates = _written_so(candidates, village)
        if len(candidates) == 1 and (towns or not township.strip()):
            return candidates[0].id
        return towns[0].id if len(towns) == 1 else None

    def group(self, village: int, group: str) -> int | None:
        """The key of a village's group as it is written, or None."""
        return self._groups.get((village, group_key(group))) if group.strip() else None

    def add_group(self, village: int, name: str, key: int) -> None:
        """Know a group that was just made; the first of a name stays."""
        self._groups.setdefault((village, group_key(name)), key)

    def _called(self, level: str, written: str) -> list[ListedPlace]:
        """The places of a level that are called so; of several those whose word for their kind is the same."""
        found = self._named[level].get(stem(written), []) if written.strip() else []
        return (_written_so(found, written) or found) if len(found) > 1 else found


def _written_so(places: list[ListedPlace], written: str) -> list[ListedPlace]:
    """Those of a stem, such as a village and a community, that are told apart by the word for their kind."""
    return [place for place in places if written.strip() in (place.name, place.official)]
