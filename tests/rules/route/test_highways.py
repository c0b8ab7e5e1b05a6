"""Which ways a small truck may use, in which direction, and how fast."""

from __future__ import annotations

import pytest

from models.rules.route.highways import Kind, blocks, kind_of


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
    ],
)
def test_a_way_that_may_not(tags: dict[str, str]) -> None:
    assert kind_of(tags) is None


def test_nobody_lives_on_a_motorway_or_in_a_tunnel() -> None:
    assert kind_of({"highway": "motorway_link"}) == Kind(40, 40, True, False)
    assert kind_of({"highway": "tertiary", "tunnel": "yes"}) == Kind(35, 35, False, False)
    assert kind_of({"highway": "secondary", "tunnel": "no"}) == Kind(40, 40, True, True)


@pytest.mark.parametrize(
    ("tags", "shut"),
    [
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"highway": "crossing"}, False),
    ],
)
def test_barriers(tags: dict[str, str], shut: bool) -> None:
    assert blocks(tags) is shut
