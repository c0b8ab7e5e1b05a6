"""What the map shows: who has a place, who has none, the roads by class, the drives of a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.actions.road.planning import plan_route
from models.actions.road.registration import save_vehicle
from models.actions.road.road_import import read_roads
from models.queries.road import map_places
from models.queries.road.road_lines import MAIN, TRACK, VILLAGE, road_lines
from models.rules.road.map_view import Plane
from models.settings import change_settings
from tests import factories as make
from tests.extracts import county

TODAY = date(2026, 10, 21)


@pytest.fixture
def homes(database: Path) -> dict[str, Any]:
    """Three with a place, one of them far off; one without; one that stopped."""
    change_settings({"road.warehouse": "30.7400, 105.7000"})
    return {
        "near": make.household("H1", "陈㛃", latitude=30.75, longitude=105.71, village="甲村"),
        "other": make.household("H2", "单䶮", latitude=30.77, longitude=105.73, village="甲村"),
        "far": make.household("H3", "曾小燕", latitude=3.075, longitude=105.71, village="乙村"),
        "nowhere": make.household("H4", "解全", village="乙村"),
        "stopped": make.household("H5", "仇英", latitude=30.75, longitude=105.71, active=False),
    }


def shown(show: str, village: tuple[str, str] | None = None) -> set[str]:
    """The codes that the map and the list beside it show, which are the same."""
    found = map_places.places(TODAY)
    keys = {home.key for home in found.homes if home.shown(show, village)}
    astray = [home.key for home in found.homes if home.astray is not None]
    assert set(map_places.mapped_households(show, village, astray).keys()) == keys
    return {home.code for home in found.homes if home.key in keys}


def bring_material(*to: Any) -> None:
    """Material waits for these households."""
    order = make.order(make.product(bom=[(make.material(), 0.5, 0)], good=3.25))
    for home in to:
        make.subcontract(home, order, 20, due=TODAY + timedelta(days=20))


def test_list_and_map_show_the_same_households(homes: dict[str, Any]) -> None:
    make.subcontract(homes["other"])
    assert shown(map_places.ALL) == {"H1", "H2", "H3", "H4"}
    assert shown(map_places.UNPLACED) == {"H4"}
    assert shown(map_places.ASTRAY) == {"H3"}
    assert shown(map_places.WORKING) == {"H2"}
    assert shown(map_places.ALL, ("赤城镇", "乙村")) == {"H3", "H4"}
    assert shown(map_places.WORKING, ("赤城镇", "乙村")) == set()


def test_a_place_far_off_squeezes_nothing_and_makes_no_village(homes: dict[str, Any]) -> None:
    found = map_places.places(TODAY)
    assert max(abs(point[0] - 30.75) for point in found.points) < 0.1 and len(found.points) == 3
    assert {village: count for village, (_, count) in found.village_points.items()} == {("赤城镇", "甲村"): 2}
    assert found.near(("赤城镇", "甲村")) == pytest.approx((30.76, 105.72))
    assert found.near(("赤城镇", "乙村")) == pytest.approx((30.76, 105.72))
    assert found.near(("", "")) is None
    assert found.villages == [("赤城镇", "乙村"), ("赤城镇", "甲村")]


def test_nobody_known_is_no_point_at_all(database: Path) -> None:
    make.household("H1", "陈㛃")
    found = map_places.places(TODAY)
    assert found.points == [] and not found.named and len(found.homes) == 1


def test_the_drives_of_a_day_lead_from_the_yard_over_their_stops_and_back(homes: dict[str, Any]) -> None:
    assert map_places.map_drives(TODAY) == []
    bring_material(homes["near"], homes["other"])
    save_vehicle({"name": "川J·A1234"})
    plan_route(TODAY, seconds=0.1)
    [drive] = map_places.map_drives(TODAY)
    assert drive.name == "川J·A1234" and [stop.number for stop in drive.stops] == [1, 2]
    assert {stop.point for stop in drive.stops} == {(30.75, 105.71), (30.77, 105.73)}
    yard = (30.74, 105.70)
    assert drive.legs[0][0] == yard and drive.legs[-1][-1] == yard and len(drive.legs) == 3
    assert [leg[-1] for leg in drive.legs[:-1]] == [stop.point for stop in drive.stops]


def test_the_drives_follow_the_roads_that_are_held(homes: dict[str, Any], tmp_path: Path) -> None:
    read_roads(county(tmp_path / "a.osm.pbf"))
    bring_material(homes["other"])
    plan_route(TODAY, seconds=0.1)
    [drive] = map_places.map_drives(TODAY)
    assert all(len(leg) > 3 for leg in drive.legs)


def test_roads_are_drawn_by_class_and_fewer_from_afar(homes: dict[str, Any], tmp_path: Path) -> None:
    plane = Plane((30.75, 105.7))
    assert road_lines(plane) is None
    read_roads(county(tmp_path / "a.osm.pbf"))
    roads = road_lines(plane)
    assert roads is not None
    everywhere = (-50_000, -50_000, 50_000, 50_000)
    near, far = roads.within(everywhere, 1.0), roads.within(everywhere, 4000.0)
    assert MAIN in near and (VILLAGE in near or TRACK in near) and set(far) == {MAIN}
    assert len(far[MAIN].corners) < len(near[MAIN].corners) and len(far[MAIN].first) == len(near[MAIN].first)
    for lines in (*near.values(), *far.values()):
        # Each line has its two ends at least.
        assert (np.diff([*lines.first, len(lines.corners)]) >= 2).all()
    assert roads.within((400_000, 400_000, 500_000, 500_000), 1.0) == {}
    # A corner lies where its degrees say.
    spot = near[MAIN].corners[0]
    assert abs(plane.point((spot[0], spot[1]))[0] - 30.77) < 0.2
