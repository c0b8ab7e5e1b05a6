"""The map one looks at: what is held stays where it is, all is seen, and nobody gets lost in a crowd."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.road.distance import straight
from models.rules.road.map_view import FARTHEST, NEAREST, Plane, View, crowds, fitted

degrees = st.floats(-0.4, 0.4)
spots = st.tuples(st.floats(-60_000, 60_000), st.floats(-60_000, 60_000))
views = st.builds(
    View,
    st.floats(-50_000, 50_000),
    st.floats(-50_000, 50_000),
    st.floats(NEAREST, FARTHEST),
    st.integers(1, 2000),
    st.integers(1, 1200),
)


@given(degrees, degrees)
def test_a_point_on_the_plane_and_back_is_itself_and_as_far_as_it_is(north: float, east: float) -> None:
    plane = Plane((30.75, 105.7))
    point = 30.75 + north, 105.7 + east
    back = plane.point(plane.spot(point))
    assert math.isclose(back[0], point[0], abs_tol=1e-9) and math.isclose(back[1], point[1], abs_tol=1e-9)
    assert math.dist((0, 0), plane.spot(point)) == pytest.approx(
        straight(plane.origin, point), rel=0.01, abs=2
    )


@given(views, st.floats(0.1, 10), st.floats(0, 2000), st.floats(0, 1200))
def test_what_is_under_the_pointer_stays_there_when_one_zooms(
    view: View, factor: float, x: float, y: float
) -> None:
    held = view.spot(x, y)
    nearer = view.zoomed(factor, x, y)
    assert math.dist(nearer.pixel(held), (x, y)) < 0.01
    assert NEAREST <= nearer.metres <= FARTHEST


@given(views, st.floats(-500, 500), st.floats(-500, 500), spots)
def test_dragging_moves_what_is_painted_by_as_much(
    view: View, right: float, down: float, spot: tuple[float, float]
) -> None:
    before, after = view.pixel(spot), view.moved(right, down).pixel(spot)
    assert math.dist((before[0] + right, before[1] + down), after) < 0.01


@given(st.lists(spots, min_size=1, max_size=30), st.integers(100, 1500), st.integers(100, 900))
def test_all_that_is_fitted_is_seen(found: list[tuple[float, float]], width: int, height: int) -> None:
    view = fitted(found, width, height, 20)
    for spot in found:
        x, y = view.pixel(spot)
        assert 20 - 0.01 <= x <= width - 20 + 0.01 and 20 - 0.01 <= y <= height - 20 + 0.01


def test_one_place_alone_is_looked_at_from_near_and_none_at_all_is_no_fault() -> None:
    assert fitted([(5.0, 7.0)], 400, 300, 20).metres < 10
    assert fitted([], 0, 0, 20).width == 1


@given(views)
def test_a_grown_view_holds_the_one_it_came_from_and_no_nearer_one(view: View) -> None:
    assert view.grown(0.5).holds(view)
    assert not view.grown(0.5).holds(view.zoomed(0.5, 0, 0)) or view.metres * 2 > FARTHEST


@given(st.lists(spots, max_size=60), st.floats(0.5, 500), st.floats(5, 40))
def test_everybody_stands_in_one_crowd_and_no_two_crowds_touch(
    found: list[tuple[float, float]], metres: float, apart: float
) -> None:
    gathered = crowds(enumerate(found), metres, apart)
    assert sorted(key for crowd in gathered for key in crowd.keys) == list(range(len(found)))
    for at, one in enumerate(gathered):
        for other in gathered[:at]:
            away = math.dist((one.east, one.north), (other.east, other.north))
            assert away >= metres * apart * 0.999
