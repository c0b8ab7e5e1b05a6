"""The lists that households are put into: trades, places of the five levels, and helpers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from models.actions.numbering import next_code
from models.actions.upsert import Batch, Entry, Refused, effective, keep_readings, require
from models.errors import UserError
from models.i18n import mark, tr
from models.rights import needs
from models.rules.desk import roles
from models.tables.party import LEVELS, Helper, Region, Trade

_ORDER: Final = [level for level, _ in LEVELS]


@needs(roles.MASTER)
def save_trades(entries: Iterable[Entry], refused: Refused | None = None) -> list[Trade]:
    """Add or change trades; one without a code takes the next. Raises UserError (field: code, name)."""
    return Batch(Trade, entries, refused).save(mark("Save trade {name}"), _check_trade, unique=("code",))


@needs(roles.MASTER)
def save_regions(entries: Iterable[Entry], refused: Refused | None = None) -> list[Region]:
    """Add or change places of the five levels. Raises UserError (field: code, name, level, parent)."""
    return Batch(Region, entries, refused).save(mark("Save place {name}"), _check_region, unique=("code",))


@needs(roles.MASTER)
def save_helpers(entries: Iterable[Entry], refused: Refused | None = None) -> list[Helper]:
    """Add or change helpers of households. Raises UserError (field: name, phone)."""
    return Batch(Helper, entries, refused).save(
        mark("Save helper {name}"), _check_helper, unique=("name", "phone")
    )


def _check_trade(values: dict[str, Any], existing: Any) -> None:
    if existing is None and not values.get("code"):
        values["code"] = next_code(Trade)
    require(values, existing, "code", "name")
    keep_readings(values, existing, ("name",), ("code",))


def _check_region(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "code", "name", "level")
    parent = effective(values, existing, "parent")
    if parent is None:
        return
    above: Any = Region.get_or_none(Region.id == parent)
    if above is None:
        raise UserError(tr("This place does not exist."), "parent")
    if _ORDER.index(above.level) >= _ORDER.index(effective(values, existing, "level")):
        raise UserError(tr("A place belongs to one of a wider level."), "parent")


def _check_helper(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name")
    keep_readings(values, existing, ("name",), ("phone", "unit"), person=True)
