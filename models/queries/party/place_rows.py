"""At one level of the tree of places: to which of its places a written or known one belongs.

What belongs to none of them stands in a row of its own below the narrowest place that is known, so that nothing is lost
and the rows of every level come to the same.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from models.i18n import mark
from models.queries.party.place_tree import PlaceTree, TreePlace
from models.queries.party.regions import RegionIndex, short_name
from models.rules.party.group_name import group_key, group_name
from models.tables.party import GROUP, LEVELS, VILLAGE

ORDER: Final = [level for level, _ in LEVELS]
NOT_LISTED: Final = mark("Not in the list of places")


class PlaceRow(NamedTuple):
    """A row of a level: its key, its name, the place above it, and what it is sorted by."""

    key: str
    name: str
    above: str
    sort: tuple[str, ...]


class PlaceRows:
    """Finds the row of a level; as the list of places is now, each place asked about once."""

    def __init__(self, level: str, tree: PlaceTree | None = None) -> None:
        self.level = level
        self.tree = tree or PlaceTree()
        self._index = RegionIndex(self.tree)
        self._known: dict[tuple[int | None, str, str, str], tuple[int | None, str]] = {}
        self._rows: dict[tuple[int | None, str], PlaceRow] = {}
        self._written: dict[tuple[int | None, str, str, str], PlaceRow] = {}

    def place(self, region: int | None, township: str, village: str, group: str) -> tuple[int | None, str]:
        """The deepest place known, and the group below it where that is not in the list yet."""
        asked = region, township, village, group
        if asked not in self._known:
            found = region if region is not None and self.tree.place(region) else None
            found = found if found is not None else self._index.find(township, village)
            at = None if found is None else self.tree.place(found)
            if found is None or at is None or at.level != VILLAGE or not group.strip():
                self._known[asked] = found, ""
            else:
                listed = self._index.group(found, group)
                self._known[asked] = (found, group) if listed is None else (listed, "")
        return self._known[asked]

    def row(self, region: int | None, township: str = "", village: str = "", group: str = "") -> PlaceRow:
        """The row of a place given by its key in the list, else by its written names."""
        written = region, township, village, group
        found = self._written.get(written)
        if found is None:
            deepest, below = self.place(*written)
            asked = deepest, group_key(below) if below else ""
            if asked not in self._rows:
                self._rows[asked] = self._row(deepest, below)
            found = self._written[written] = self._rows[asked]
        return found

    def _row(self, deepest: int | None, group: str) -> PlaceRow:
        above = list(self.tree.above(deepest))
        if group and self.level == GROUP:
            village = above[0]
            key = f"{village.code}-{group_key(group)}"
            return PlaceRow(key, group_name(group), _named(village), (*_path(above), key))
        at = next((number for number, place in enumerate(above) if place.level == self.level), None)
        if at is not None:
            over = above[at + 1 :]
            return PlaceRow(
                str(above[at].id), _named(above[at]), _named(over[0]) if over else "", _path(above[at:])
            )
        wide = ORDER[: ORDER.index(self.level)]
        over = [place for place in above if place.level in wide]
        if not over:
            return PlaceRow("none", NOT_LISTED, "", ("\uffff",))
        return PlaceRow(f"in-{over[0].id}", NOT_LISTED, _named(over[0]), (*_path(over), "\uffff"))


class PlacesMeant(PlaceRows):
    """The rows of a level, or of that below ``place``; with a place meant only what lies in it has a row."""

    def __init__(self, level: str | None, place: int | None) -> None:
        tree = PlaceTree()
        super().__init__(level or level_below(tree, place), tree)
        self._within = None if place is None else tree.below(place)

    def row_meant(
        self, region: int | None, township: str = "", village: str = "", group: str = ""
    ) -> PlaceRow | None:
        """The row of a place as `row` finds it; None for one that is not meant."""
        where = region, township, village, group
        if self._within is not None and self.place(*where)[0] not in self._within:
            return None
        return self.row(*where)


def level_below(tree: PlaceTree, place: int | None) -> str:
    """The level at which what belongs to a place is looked at: that of most of its parts, a group's own."""
    if place is None:
        return "township"
    parts = [part.level for part in tree.parts(place)]
    found = tree.place(place)
    if parts:
        return max(set(parts), key=lambda level: (parts.count(level), -ORDER.index(level)))
    return GROUP if found is None else found.level


def _named(place: TreePlace) -> str:
    return short_name(place.name)


def _path(above: list[TreePlace]) -> tuple[str, ...]:
    return tuple(place.code for place in reversed(above))
