"""Where the workshops of a day are: in the middle of the households that work for them, by their coordinates."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.database import db
from models.queries.party.place_tree import PlaceTree
from models.queries.party.regions import short_name
from models.queries.party.road_map import OWN, RoadMap
from models.queries.programme.workshops import open_on
from models.rules.road.coordinates import Point
from models.rules.road.distance import middle
from models.tables.party import VILLAGE, Trade
from models.tables.programme import BASE, IN_VILLAGE, Workshop, WorkshopMember

KIND: Final = Workshop.kind
"""What kind of workshop one is, with the words for it."""
SQUARE: Final = (IN_VILLAGE, BASE)
DOUBLE: Final = (BASE,)
"""The kinds that are drawn as a square, and as a double one; all others are circles."""


@dataclass(frozen=True, slots=True)
class MappedWorkshop:
    """A workshop open on a day, with its trade, its village and its households; ``point`` None: unknown."""

    id: int
    code: str
    name: str
    kind: str
    trade: str
    village: str
    service_centre: bool
    members: tuple[int, ...]
    point: Point | None

    @property
    def households(self) -> int:
        """How many households work for it."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class WorkshopMap:
    """The workshops open on a day, by kind and code."""

    day: date
    workshops: tuple[MappedWorkshop, ...]


def workshop_map(day: date) -> WorkshopMap:
    """All workshops that are open on a day, and where they are."""
    members = _members(day)
    homes = RoadMap(day).homes({home for those in members.values() for home in those})
    tree = PlaceTree()
    trades = dict(db.execute(Trade.select(Trade.id, Trade.name)))
    found = []
    for row in Workshop.select().where(open_on(day)):
        points = [homes[home].point for home in members[row.id] if homes[home].known == OWN]
        village = tree.at(row.region_id, VILLAGE)
        found.append(
            MappedWorkshop(
                row.id,
                row.code,
                row.name,
                row.kind,
                trades.get(row.trade_id, ""),
                short_name(village.name) if village is not None else "",
                bool(row.service_centre),
                tuple(members[row.id]),
                middle(points) if points else None,
            )
        )
    kinds = [kind for kind, _ in Workshop.kind.choices]
    return WorkshopMap(day, tuple(sorted(found, key=lambda one: (-kinds.index(one.kind), one.code))))


def _members(day: date) -> dict[int, list[int]]:
    query = WorkshopMember.select(WorkshopMember.workshop, WorkshopMember.household).where(
        WorkshopMember.start <= day, WorkshopMember.end.is_null() | (WorkshopMember.end >= day)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for workshop, household in db.execute(query):
        found[workshop].append(household)
    return found
