"""A list is narrowed by a place of any level: what belongs to it, where a household lived on the slip's day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.party.stays import move_household
from models.actions.programme.workshops import save_members, save_workshops
from models.queries.guidance.return_visits import return_visits
from models.queries.guidance.visits import visits
from models.queries.ledger.vouchers import vouchers
from models.queries.narrowing import Chosen
from models.queries.order.orders import subcontracts
from models.queries.party.households import households
from models.queries.programme import registers
from models.tables.party import Region
from tests import factories as make

DAY = date(2026, 10, 20)


@pytest.fixture
def homes(database: Path) -> list[Any]:
    made = [
        make.household("H1"),
        make.household("H2", village="莲珠桥村", group=""),
        make.household("H3", township="乌有乡", village="子虚村"),
    ]
    for home in made:
        make.visit(home, day=DAY)
    return made


def place(name: str) -> int:
    return int(Region.get(Region.name == name).id)


def test_each_level_is_offered_with_its_rows(homes: list[Any]) -> None:
    offers = households().offered("place")
    assert [(one.depth, one.words, one.rows) for one in offers] == [
        (0, "", 1),
        (0, "蓬溪县", 2),
        (1, "赤城镇", 2),
        (2, "屏风村", 1),
        (3, "3组", 1),
        (2, "莲珠桥村", 1),
    ]
    for one in offers:
        assert households().narrowed({"place": Chosen((one.value,))}, DAY).count() == one.rows
    both = Chosen(("", place("莲珠桥村民委员会")))
    assert households().narrowed({"place": both}, DAY).count() == 2


def test_registers_are_narrowed_by_the_places_they_name_and_where_people_live(homes: list[Any]) -> None:
    (shop,) = save_workshops(
        [({"code": "Z1", "name": "甲", "kind": "base", "region": homes[0].region_id}, None)]
    )
    save_members([({"workshop": shop.id, "household": homes[1].id, "start": DAY}, None)])
    seen = set()
    for listing in (registers.workshops(), registers.members(), registers.regions(), registers.wishes()):
        for way in listing.ways():
            if way.offers is not None:
                offers = listing.offered(way.key)
                assert sum(one.rows for one in offers if not one.depth) == listing.count()
                for one in offers[:20]:
                    assert listing.narrowed({way.key: Chosen((one.value,))}, DAY).count() == one.rows
                seen.add((listing.name, way.key))
    assert seen == {
        ("workshop", "region"),
        ("workshop_member", "lives"),
        ("region", "parent"),
        ("wish", "lives"),
    }


def test_a_slip_is_found_where_the_household_lived_that_day(homes: list[Any]) -> None:
    move_household(homes[0].id, date(2026, 10, 25), {"village": "莲珠桥村", "group": ""})
    make.visit(homes[0], day=date(2026, 10, 28))
    for listing in (visits, vouchers):
        rows = {one.words: one.rows for one in listing().offered("place")}
        assert (rows["屏风村"], rows["莲珠桥村"], rows["赤城镇"]) == (1, 2, 3)
        there = listing().narrowed({"place": Chosen((place("屏风村民委员会"),))}, DAY)
        assert there.count() == 1
        villages = {
            one.words: one.rows
            for one in listing().offered("village_alone" if listing is visits else "village")
        }
        assert villages == {"屏风村": 1, "莲珠桥村": 2, "子虚村": 1}
    assert {one.words: one.rows for one in households().offered("place")}["莲珠桥村"] == 2


def shown(listing: Any, key: str, by: str | None = None) -> list[Any]:
    """What stands in a column of a list."""
    at = [one.key for one in listing.columns].index(key)
    return [row[at] for row in listing.rows(listing.keys(order=by))]


def test_the_village_shown_is_that_of_the_day_a_list_is_narrowed_by(homes: list[Any]) -> None:
    """What is narrowed to a place shows no other one, also after the household moved away."""
    part = make.subcontract(homes[0], make.order(make.product(good=1)), 10, DAY)
    make.return_visit(homes[0], day=DAY)
    move_household(homes[0].id, date(2026, 10, 25), {"village": "莲珠桥村", "group": ""})
    make.subcontract(homes[0], make.order(make.product(good=1)), 10, date(2026, 10, 28))
    for listing in (subcontracts(DAY), visits(), return_visits()):
        old = listing.narrowed({"place": Chosen((place("屏风村民委员会"),))}, DAY)
        assert shown(old, "village") == ["屏风村"]
    both = dict(zip(shown(subcontracts(DAY), "number"), shown(subcontracts(DAY), "village"), strict=True))
    assert both[part.number] == "屏风村" and sorted(both.values()) == ["屏风村", "莲珠桥村"]
    assert shown(subcontracts(DAY), "village", "village") == ["莲珠桥村", "屏风村"]
