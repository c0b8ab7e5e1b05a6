"""Which ways a small truck may use, in which direction, and how fast."""

from __future__ import annotations

import pytest

from models.rules.road.highways import BOARDING, RoadKind, blocks, crossing, kind_of, only_turn


@pytest.mark.parametrize(
    ("tags", "speeds"),
    [
        ({"highway": "secondary"}, (40, 40)),
        ({"highway": "secondary", "oneway": "yes"}, (40, 0)),
        ({"highway": "secondary", "oneway": "-1"}, (0, 40)),
        ({"highway": "secondary", "oneway": "no", "junction": "roundabout"}, (40, 40)),
        ({"highway": "tertiary", "junction": "roundabout"}, (35, 0)),
        ({"highway": "motorway"}, (80, 0)),
        ({"highway": "primary", "maxspeed": "30"}, (30, 30)),
        ({"highway": "primary", "maxspeed": "20 mph"}, (32, 32)),
        ({"highway": "primary", "maxspeed": "120"}, (50, 50)),
        ({"highway": "primary", "maxspeed": "signals"}, (50, 50)),
        ({"highway": "residential", "surface": "mud"}, (8, 8)),
        ({"highway": "residential", "surface": "asphalt"}, (25, 25)),
        ({"highway": "track"}, (12, 12)),
        ({"highway": "track", "tracktype": "grade1"}, (25, 25)),
        ({"highway": "track", "tracktype": "grade1", "smoothness": "very_bad"}, (12, 12)),
        ({"highway": "service", "access": "private", "motor_vehicle": "yes"}, (15, 15)),
        ({"highway": "service", "access": "destination"}, (15, 15)),
        ({"highway": "tertiary", "motor_vehicle": "destination"}, (15, 15)),
        ({"highway": "track", "surface": "concrete"}, (25, 25)),
        ({"highway": "track", "surface": "gravel"}, (12, 12)),
        ({"highway": "tertiary", "surface": "Concrete; Gravel"}, (20, 20)),
        ({"highway": "unclassified", "ford": "yes"}, (8, 8)),
        ({"highway": "path", "motor_vehicle": "yes"}, (10, 10)),
        ({"highway": "primary", "maxspeed": "40;60"}, (40, 40)),
        ({"highway": "residential", "vehicle": "forestry;destination"}, (15, 15)),
        ({"route": "ferry", "motor_vehicle": "yes"}, (8, 8)),
        ({"route": "ferry", "motorcar": "designated", "oneway": "yes"}, (8, 0)),
        ({"highway": "unclassified", "maxweight": "3.5 t"}, (30, 30)),
    ],
)
def test_a_way_that_may_be_driven(tags: dict[str, str], speeds: tuple[int, int]) -> None:
    kind = kind_of(tags)
    assert kind is not None and (kind.along, kind.against) == speeds


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "service", "access": "no"},
        {"highway": "residential", "access": "yes", "motor_vehicle": "private"},
        {"highway": "track", "tracktype": "grade5"},
        {"highway": "track", "smoothness": "impassable"},
        {"highway": "residential", "maxweight": "2"},
        {"highway": "residential", "maxwidth": "1.8 m"},
        {"highway": "residential", "area": "yes"},
        {"highway": "track", "motor_vehicle": "agricultural;forestry"},
        {"highway": "service", "service": "emergency_access"},
        {"highway": "tertiary", "oneway": "reversible"},
        {"highway": "tertiary", "impassable": "yes"},
        {"highway": "path", "motor_vehicle": "private"},
        {"highway": "footway", "access": "yes"},
        {"route": "ferry"},
        {"route": "ferry", "foot": "yes", "motor_vehicle": "no"},
        {"route": "ferry", "motor_vehicle": "yes", "maxweight": "2"},
        {"route": "bus"},
    ],
)
def test_a_way_that_may_not(tags: dict[str, str]) -> None:
    assert kind_of(tags) is None


def test_nobody_lives_on_a_motorway_or_in_a_tunnel() -> None:
    assert kind_of({"highway": "motorway_link"}) == RoadKind(40, 40, True, False)
    assert kind_of({"highway": "tertiary", "tunnel": "yes"}) == RoadKind(35, 35, False, False)
    assert kind_of({"highway": "secondary", "tunnel": "no"}) == RoadKind(40, 40, True, True)


@pytest.mark.parametrize(
    ("tags", "shut"),
    [
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"highway": "crossing"}, False),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "lift_gate", "access": "customers"}, False),
        ({"barrier": "height_restrictor", "maxheight": "2"}, True),
        ({"barrier": "height_restrictor", "maxheight": "2.5 m"}, False),
        ({"barrier": "bollard", "access": "private;no"}, True),
    ],
)
def test_barriers(tags: dict[str, str], shut: bool) -> None:
    assert blocks(tags) is shut


@pytest.mark.parametrize(
    ("tags", "minutes"),
    [
        ({"duration": "15"}, 15),
        ({"duration": "00:20"}, 20),
        ({"duration": "1:05:00"}, 65),
        ({"duration": "PT1H10M"}, 70),
        ({"duration": "PT10M", "interval": "00:10"}, 10),
        ({"duration": "a while"}, 7.5),
        ({}, 7.5),
    ],
)
def test_a_ferry_takes_its_time_and_the_waiting(tags: dict[str, str], minutes: float) -> None:
    assert crossing({"route": "ferry", **tags}, 1000) == minutes * 60 + BOARDING


def test_a_ferry_that_seldom_sails_is_waited_for() -> None:
    hourly = {"route": "ferry", "duration": "00:10", "interval": "01:00"}
    assert crossing(hourly, 1000) == 600 + 1800
    assert crossing({"highway": "primary"}, 1000) is None and crossing({"route": "bus"}, 1000) is None


@pytest.mark.parametrize(
    ("tags", "only"),
    [
        ({"restriction": "no_left_turn"}, False),
        ({"restriction": "only_straight_on"}, True),
        ({"restriction:motorcar": "no_left_turn"}, False),
        ({"restriction:hgv": "no_left_turn"}, None),
        ({"restriction": "no_left_turn", "except": "psv"}, False),
        ({"restriction": "no_left_turn", "except": "psv;motorcar"}, None),
        ({"restriction": "no_left_turn", "hour_on": "7:00", "hour_off": "9:00"}, None),
        ({"restriction:conditional": "no_left_turn @ (Mo-Fr)"}, None),
    ],
)
def test_restrictions_of_turns(tags: dict[str, str], only: bool | None) -> None:
    assert only_turn(tags) is only
