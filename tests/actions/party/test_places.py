"""A place set on the map is one operation, taken back as one; what cannot be leaves everything as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import describe, last_undoable, undo
from models.actions.party.places import forget_place, place_household, place_warehouse
from models.errors import UserError
from models.rules.road.coordinates import GCJ02, WGS84
from models.settings import change_settings, setting
from models.tables.party import Household
from tests import factories as make


def place_of(row: Any) -> tuple[Any, Any, str]:
    """Where a household is, as it is kept."""
    kept: Any = Household.get_by_id(row.id)
    return kept.latitude, kept.longitude, kept.datum


def test_a_place_is_kept_as_wgs84_whatever_was_there_and_taken_back_at_once(database: Path) -> None:
    home = make.household("H1", "陈㛃", latitude=30.7, longitude=105.6, datum=GCJ02)
    assert place_household(home.id, (30.71234567, 105.7)) == []
    assert place_of(home) == (30.712346, 105.7, WGS84)
    last: Any = last_undoable()
    assert "陈㛃" in describe(last)
    undo(last.id)
    assert place_of(home) == (30.7, 105.6, GCJ02)


def test_a_place_far_from_all_others_is_kept_and_said(database: Path) -> None:
    change_settings({"road.warehouse": "30.7400, 105.7000"})
    home = make.household("H1", "陈㛃")
    [doubt] = place_household(home.id, (33.74, 105.7))
    assert doubt.field == "latitude" and place_of(home)[0] == 33.74


@pytest.mark.parametrize("point", [(95.0, 105.7), (30.7, 181.0)])
def test_a_point_that_is_none_changes_nothing(database: Path, point: tuple[float, float]) -> None:
    home = make.household("H1", "陈㛃", latitude=30.7, longitude=105.6)
    before: Any = last_undoable()
    with pytest.raises(UserError):
        place_household(home.id, point)
    with pytest.raises(UserError):
        place_warehouse(point)
    after: Any = last_undoable()
    assert place_of(home) == (30.7, 105.6, WGS84) and after.id == before.id


def test_a_household_that_is_gone_is_refused(database: Path) -> None:
    for act in (lambda: place_household(5, (30.7, 105.7)), lambda: forget_place(5)):
        with pytest.raises(UserError) as refused:
            act()
        assert refused.value.field == "household"


def test_a_place_is_taken_away(database: Path) -> None:
    home = make.household("H1", "陈㛃", latitude=30.7, longitude=105.6)
    forget_place(home.id)
    assert place_of(home)[:2] == (None, None)


def test_the_warehouse_is_set_with_its_datum(database: Path) -> None:
    change_settings({"road.warehouse": "30.7, 105.6", "road.warehouse_datum": GCJ02})
    place_warehouse((30.74, 105.7))
    assert setting("road.warehouse") == "30.740000, 105.700000" and setting("road.warehouse_datum") == WGS84
    last: Any = last_undoable()
    undo(last.id)
    assert setting("road.warehouse") == "30.7, 105.6" and setting("road.warehouse_datum") == GCJ02
