"""Where a household or the warehouse is, set on a map."""

from __future__ import annotations

from typing import Any, Final

from models.actions.party.parties import Doubt, doubts_of_place, save_household
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.rights import needs
from models.rules.desk import roles
from models.rules.road.coordinates import WGS84, Point, in_decimals, to_wgs84
from models.settings import change_settings
from models.tables.party import Household

DECIMALS: Final = 6
"""Of a degree: a tenth of a metre."""


@needs(roles.MASTER)
def place_household(key: int, point: Point) -> list[Doubt]:
    """Say where a household lives, as a WGS-84 point; answers what is odd about it.

    Raises UserError (field: household, latitude, longitude).
    """
    latitude, longitude = _rounded(point)
    row = _household(key)
    with operation(mark("Set the place of {name}"), name=row.head):
        save_household({"latitude": latitude, "longitude": longitude, "datum": WGS84}, row)
    return doubts_of_place((latitude, longitude), row)


@needs(roles.MASTER)
def forget_place(key: int) -> None:
    """Let a household have no place of its own. Raises UserError (field: household)."""
    row = _household(key)
    with operation(mark("Remove the place of {name}"), name=row.head):
        save_household({"latitude": None, "longitude": None}, row)


@needs(roles.MASTER)
def place_warehouse(point: Point) -> None:
    """Say where the warehouse is, as a WGS-84 point. Raises UserError (field: latitude, longitude)."""
    latitude, longitude = _rounded(point)
    with operation(mark("Set the place of the warehouse")):
        change_settings(
            {
                "road.warehouse": f"{latitude:.{DECIMALS}f}, {longitude:.{DECIMALS}f}",
                "road.warehouse_datum": WGS84,
            }
        )


def _rounded(point: Point) -> Point:
    return in_decimals(to_wgs84(*point), DECIMALS)


def _household(key: int) -> Any:
    row = Household.get_or_none(Household.id == key)
    if row is None:
        raise UserError(tr("This household does not exist."), "household")
    return row
