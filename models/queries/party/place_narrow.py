"""Narrowing a list by a place of any of the five levels: what belongs to it is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from models.database import among
from models.i18n import mark
from models.kinds import TEXT
from models.queries.listing import ListColumn
from models.queries.narrowing import Narrow, Offer
from models.queries.party.place_tree import PlaceTree
from models.queries.party.regions import short_name
from models.queries.party.stays import region_on, village_on, village_order_on
from models.tables.party import Household


def by_place(region: Any = None, day: Any = None, **changes: Any) -> Narrow:
    """By the places of the list above the expression ``region``; without one by where the row's household lives.

    With ``day``, an expression, it is where the household lived on that day. ``changes`` say what is different.
    """
    where = Household.region if region is None else region
    if day is not None:
        where = region_on(day)
    way = Narrow(
        "place",
        mark("Place", "region"),
        TEXT,
        where,
        named=where,
        within=lambda chosen: _within(where, chosen),
        offers=_offers,
    )
    return replace(way, **changes) if changes else way


def by_village(day: Any, **changes: Any) -> Narrow:
    """By the village where the row's household lived on a day, an expression; as `village_column` shows it."""
    return Narrow.of(Household.village, expression=village_on(day), sorts=village_order_on(day), **changes)


HEAD: Final = ListColumn("head", mark("Household"), TEXT, Household.head, sorts=Household.pinyin)
"""Whose a row of a list is."""


def village_column(day: Any) -> ListColumn:
    """The village where the row's household lived on a day, an expression."""
    return ListColumn.of(Household.village, expression=village_on(day), sorts=village_order_on(day))


def _within(region: Any, chosen: Sequence[Any]) -> Any:
    tree = PlaceTree()
    keys: set[int] = set()
    for one in chosen:
        if one != "":
            keys |= tree.below(int(one))
    found = among(region, keys)
    return found | region.is_null() if "" in chosen else found


def _offers(counted: Iterable[tuple[Any, int]]) -> list[Offer]:
    """The places the rows are in, at every level, each below the one it belongs to, with how many rows it has."""
    tree = PlaceTree()
    rows: Counter[int] = Counter()
    nowhere = 0
    for region, number in counted:
        above = list(tree.above(region))
        nowhere += 0 if above else number
        for place in above:
            rows[place.id] += number
    offers = [Offer("", "", nowhere)] if nowhere else []
    waiting = [(place, 0) for place in reversed(tree.parts(None)) if rows[place.id]]
    while waiting:
        place, depth = waiting.pop()
        offers.append(Offer(place.id, short_name(place.name), rows[place.id], depth))
        waiting += [(part, depth + 1) for part in reversed(tree.parts(place.id)) if rows[part.id]]
    return offers
