"""Coordinates of three datums, straight lines, learned detours, known times and closed roads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.road.coordinates import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    point_of,
    to_wgs84,
    wgs84_to_gcj02,
)
from models.rules.road.day import UNREACHABLE
from models.rules.road.distance import Measured, Place, Roads, learned_detour, matrices, straight

PENGXI = (30.7575, 105.7076)
inside = st.tuples(st.floats(18.5, 53), st.floats(75, 134))


@pytest.mark.parametrize("text", ["30.7575, 105.7076", "105.7076,30.7575", " 30.7575，105.7076 "])
def test_a_point_is_read_as_maps_copy_it(text: str) -> None:
    assert point_of(text) == (30.7575, 105.7076)
    shown = point_of(text, "BD09")
    assert shown == to_wgs84(30.7575, 105.7076, "BD09") != (30.7575, 105.7076)


@pytest.mark.parametrize("text", ["30.7575", "30.7, 105.7, 4", "here, there", "30.7;105.7"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        point_of(text)
    assert refusal.value.field == "point"
    assert point_of(" ") is None


@given(inside)
def test_gcj02_goes_there_and_back(point: tuple[float, float]) -> None:
    shown = wgs84_to_gcj02(point)
    assert 5 < straight(point, shown) < 1200
    assert straight(gcj02_to_wgs84(shown), point) == 0


@given(inside)
def test_bd09_goes_there_and_back(point: tuple[float, float]) -> None:
    shown = gcj02_to_bd09(point)
    assert 600 < straight(point, shown) < 1500
    assert straight(bd09_to_gcj02(shown), point) == 0


def test_the_published_example_of_the_three_datums() -> None:
    # 116.404 E, 39.915 N, the example that conversions of these datums are published with.
    point = (39.915, 116.404)
    assert wgs84_to_gcj02(point) == pytest.approx((39.91640428150164, 116.41024449916938), abs=1e-9)
    assert gcj02_to_bd09(point) == pytest.approx((39.92133699351021, 116.41036949371029), abs=1e-9)
    assert bd09_to_gcj02(point) == pytest.approx((39.90865673957631, 116.39762729119315), abs=1e-6)


def test_outside_china_nothing_is_shifted() -> None:
    assert wgs84_to_gcj02((48.85, 2.35)) == (48.85, 2.35) == to_wgs84(48.85, 2.35, "GCJ02")


@pytest.mark.parametrize(
    ("point", "field"),
    [((91, 100, "WGS84"), "latitude"), ((30, 181, "GCJ02"), "longitude"), ((30, 105, "CGCS"), "datum")],
)
def test_what_is_no_point_is_refused_by_field(point: tuple[float, float, str], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        to_wgs84(*point)
    assert refusal.value.field == field


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert straight((30.0, 105.0), (31.0, 105.0)) == pytest.approx(111_195, abs=2)


def test_the_detour_is_learned_slowly_and_slips_of_the_pen_are_passed_over() -> None:
    assert learned_detour([]) == 1_400_000
    assert 1_400_000 < learned_detour([(10_000, 20_000)]) < 1_600_000
    assert learned_detour([(10_000, 20_000)] * 100) == pytest.approx(2_000_000, rel=0.05)
    assert learned_detour([(10_000, 1_000), (10_000, 999_000), (0, 5_000)]) == 1_400_000


def test_times_by_detour_and_speed_or_as_known_between_villages() -> None:
    places = [Place(PENGXI), Place((30.76, 105.80), "牛角沟村"), Place((30.80, 105.71), "观音村")]
    roads = Roads(detour=1_500_000, speed=30, minutes={frozenset(("牛角沟村", "观音村")): 25})
    distances, durations = matrices(places, roads)
    line = straight(places[0].point, places[1].point)
    assert distances[0][1] == distances[1][0] == round(line * 1.5)
    assert durations[0][1] == pytest.approx(distances[0][1] * 3600 / 30_000, abs=1)
    assert durations[1][2] == 25 * 60
    assert distances[0][0] == durations[2][2] == 0


def test_a_closed_road_is_driven_round_and_a_closed_village_not_reached() -> None:
    places = [Place((30.7, 105.7), "甲"), Place((30.7, 105.8), "乙"), Place((30.8, 105.7), "丙")]
    open_way, _ = matrices(places, Roads())
    distances, durations = matrices(places, Roads(closed=frozenset((frozenset(("甲", "乙")),))))
    assert distances[0][1] == pytest.approx(open_way[0][2] + open_way[2][1], abs=2)
    assert durations[0][1] > 0
    shut, _ = matrices(places, Roads(closed=frozenset((frozenset(("丙",)),))))
    assert shut[0][2] == shut[1][2] == UNREACHABLE and shut[0][1] == open_way[0][1]
    cut = frozenset((frozenset(("甲", "乙")), frozenset(("甲", "丙"))))
    assert matrices(places, Roads(closed=cut))[0][0][1] == UNREACHABLE


def test_between_islands_the_straight_line_counts_and_on_each_its_roads() -> None:
    places = [Place((30.0 + at / 100, 105.0), f"{at}村") for at in range(4)]
    ways = np.array([[0, 2000, -1, -1], [2000, 0, -1, -1], [-1, -1, 0, 3000], [-1, -1, 3000, 0]])
    seen = Measured(ways, np.where(ways < 0, -1, ways), [0, 0, 0, 0], [1, 1, 2, 2])
    distances, durations = matrices(places, Roads(), seen)
    assert (distances[0][1], distances[2][3], durations[2][3]) == (2000, 3000, 300)
    assert distances[0][2] == distances[2][0] == matrices(places, Roads())[0][0][2]
    # On one part of the map, no way is no way.
    one = Measured(ways, ways, [0, 0, 0, 0], [1, 1, 1, 1])
    assert matrices(places, Roads(), one)[0][0][2] == UNREACHABLE


def test_a_closed_road_is_gone_round_by_the_warehouse_where_no_other_village_is() -> None:
    places = [Place((30.0, 105.05)), Place((30.0, 105.0), "甲村"), Place((30.0, 105.1), "乙村")]
    pair = frozenset(("甲村", "乙村"))
    free, round_ = (matrices(places, Roads(closed=shut))[0] for shut in (frozenset(), frozenset((pair,))))
    assert round_[1][2] == round_[2][1] == free[1][0] + free[0][2]
    assert round_[0] == free[0]
