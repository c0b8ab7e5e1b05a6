"""Coordinates that cannot be right, and those that can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.road.coordinates import Point
from models.rules.road.distance import straight
from models.rules.road.outliers import centre_of, outlier

FARTHEST = 100_000
HOME = 30.75, 105.74
near = st.tuples(st.floats(30.5, 31.0), st.floats(105.5, 106.0))
anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ((30.73, 15.74), (30.73, 105.74)),
        ((3.73, 105.74), (30.73, 105.74)),
        ((30.73, 150.74), (30.73, 105.74)),
        ((-30.73, 105.74), (30.73, 105.74)),
    ],
)
def test_what_one_slip_of_the_pen_meant_is_named(written: Point, meant: Point) -> None:
    found = outlier(written, HOME, FARTHEST)
    assert found is not None and found.meant is not None
    assert straight(found.meant, meant) < 10_000


def test_latitude_and_longitude_in_each_others_place_are_named() -> None:
    found = outlier((10.5, 60.7), (60.7, 10.5), FARTHEST)
    assert found is not None and found.meant == (60.7, 10.5)


def test_a_phone_without_a_fix_is_named_even_where_nobody_else_is_known() -> None:
    alone = outlier((0.0, 0.0), centre_of([(0.0, 0.0)]), FARTHEST)
    assert alone is not None and alone.no_fix and alone.meant is None


@given(st.lists(near, min_size=3, max_size=30), st.data())
def test_a_minority_anywhere_moves_nobody(homes: list[Point], data: st.DataObject) -> None:
    strays = data.draw(st.lists(anywhere, max_size=(len(homes) - 1) // 2))
    centre = centre_of([*homes, *strays])
    assert centre is not None
    assert all(outlier(point, centre, FARTHEST) is None for point in homes)


def test_of_two_the_one_without_its_digit_is_the_one() -> None:
    for pair in ([(30.75, 105.74), (3.075, 105.74)], [(30.75, 10.57), (30.75, 105.74)]):
        centre = centre_of(pair)
        wrong = [point for point in pair if outlier(point, centre, FARTHEST) is not None]
        assert len(wrong) == 1 and (30.75, 105.74) not in wrong


def test_nobody_known_is_no_reason_to_doubt() -> None:
    assert centre_of([]) is None and outlier((30.0, 105.0), None, FARTHEST) is None
