"""Which households a helper looks after: those that name the helper, whose phone they may leave out."""

from __future__ import annotations

from typing import Any

from peewee import fn

from models.tables.party import Helper, Household


def in_care_of(helper: Any) -> Any:
    """The condition that a household of the select is looked after by a helper now.

    A household that gives no phone names the only helper of that name.
    """
    other = Helper.alias()
    namesake = other.select(other.id).where(other.name == helper.name, other.id != helper.id)
    same = Household.helper_phone == helper.phone
    return (Household.helper == helper.name) & (
        same | ((Household.helper_phone == "") & ~fn.EXISTS(namesake))
    )
