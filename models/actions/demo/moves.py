"""The demo's places: its county's areas, names people can read, and households that lived elsewhere for a while."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from models.actions.demo.names import Speaker, read
from models.actions.party.directory import save_regions
from models.actions.party.stays import MOVING, move_household
from models.tables.party import AREA, COUNTY, TOWNSHIP, Household, Region

_AREAS: Final[Any] = read("programme.json")["areas"]
_EVERY: Final = 20
"""One household of so many lived elsewhere for a while, and of one in as many another helper took over."""


def found_areas(say: Speaker) -> None:
    """Put areas between the county and its townships; in English every place of the list is called as people say."""
    county = Region.get(Region.level == COUNTY)
    towns = list(Region.select().where(Region.level == TOWNSHIP).order_by(Region.code))
    rows = save_regions(
        ({"code": f"PQ{at}", "name": say(name), "level": AREA, "parent": county.id}, None)
        for at, name in enumerate(_AREAS, start=1)
    )
    save_regions(({"parent": rows[at * len(rows) // len(towns)].id}, town) for at, town in enumerate(towns))
    if say.english:
        places = Region.select().where(Region.level != AREA)
        save_regions(({"name": say.place(row.name.removesuffix("县"))}, row) for row in list(places))


def move_some(first: date, last: date) -> None:
    """Let some households live in a neighbour's village for the middle of these days, and helpers pass others on."""
    homes: list[Any] = list(Household.select().order_by(Household.code))
    third = (last - first) / 3
    for at in range(_EVERY // 4, len(homes) - 1, _EVERY):
        home, other = homes[at], homes[at + 1]
        here, there = ({name: getattr(one, name) for name in MOVING[:3]} for one in (home, other))
        if here != there:
            move_household(home.id, first + third, there)
            move_household(home.id, first + 2 * third, here)
    for at in range(_EVERY // 2, len(homes) - 1, _EVERY):
        helper = {name: getattr(homes[at + 1], name) for name in MOVING[3:]}
        if helper["helper"] and helper["helper"] != homes[at].helper:
            move_household(homes[at].id, first + 2 * third, helper)
