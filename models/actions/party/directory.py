"""The lists that households are put into: trades, places of the five levels, and helpers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from models.actions.party.placing import match_again
from models.actions.upsert import UNCHANGED, Batch, Entry, Refused, effective, keep_readings, require
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.party.care import in_care_of
from models.queries.party.place_tree import PlaceTree
from models.rights import needs
from models.rules.desk import roles
from models.tables.party import LEVELS, Helper, Household, Region, Trade

_ORDER: Final = [level for level, _ in LEVELS]


@needs(roles.MASTER)
def save_trades(entries: Iterable[Entry], refused: Refused | None = None) -> list[Trade]:
    """Add or change trades; one without a code takes the next. Raises UserError (field: code, name)."""
    return Batch(Trade, entries, refused).save(mark("Save trade {name}"), _check_trade, unique=("code",))


@needs(roles.MASTER)
def save_regions(entries: Iterable[Entry], refused: Refused | None = None) -> list[Region]:
    """Add or change places of the five levels, and look up in them where households live.

    One that does not say to which place it belongs belongs to the narrowest whose code its own begins with; an area
    that was put between stays. One without a code takes the next of the place it belongs to. Raises UserError (field:
    code, name, level, parent).
    """
    batch = Batch(Region, entries, refused)
    with operation(mark("Save place {name}")) as opened:
        tree = PlaceTree()
        batch.check(partial(_check_region, tree, {place.code for place in tree.places}))
        batch.unique("code")
        rows = batch.write()
        opened.says(name=batch.called(rows, "name"))
        if any(row.outcome != UNCHANGED for row in rows):
            match_again()
    return rows


@needs(roles.MASTER)
def save_helpers(entries: Iterable[Entry], refused: Refused | None = None) -> list[Helper]:
    """Add or change helpers; the households in their care name them as they are called now.

    Raises UserError (field: name, phone).
    """
    return Batch(Helper, entries, refused).save(
        mark("Save helper {name}"), _check_helper, unique=("name", "phone"), before=_call_anew
    )


def _check_trade(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "code", "name")
    keep_readings(values, existing, ("name",), ("code",))


def _check_region(tree: PlaceTree, taken: set[str], values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name", "level")
    if not effective(values, existing, "code"):
        values["code"] = _code_below(tree, taken, values.get("parent"))
    level = effective(values, existing, "level")
    if values.get("parent") is None:
        known = None if existing is None else existing.parent_id
        values["parent"] = known or _parent_by_code(tree, effective(values, existing, "code"), level)
    parent = values["parent"]
    above = None if parent is None else tree.place(parent)
    if parent is not None and above is None:
        raise UserError(tr("This place does not exist."), "parent")
    # No place can come to lie below itself while each belongs to one of a wider level.
    if above is not None and _ORDER.index(above.level) >= _ORDER.index(level):
        raise UserError(tr("A place belongs to one of a wider level."), "parent")
    if existing is not None and any(
        _ORDER.index(part.level) <= _ORDER.index(level) for part in tree.parts(existing.id)
    ):
        raise UserError(tr("Places of this level belong to it; change those first."), "level")


def _code_below(tree: PlaceTree, taken: set[str], parent: int | None) -> str:
    """The next code of a place below another; where none is named there is none to go on from."""
    above = None if parent is None else tree.place(parent)
    if above is None:
        raise UserError(tr("Type a code, or choose to which place it belongs: it then gets one."), "code")
    codes = (f"{above.code}-{number}" for number in itertools.count(1))
    code = next(code for code in codes if code not in taken)
    taken.add(code)
    return code


def _parent_by_code(tree: PlaceTree, code: str, level: str) -> int | None:
    """The narrowest place of a wider level whose code this code begins with."""
    wider = _ORDER[: _ORDER.index(level)]
    found = [place for place in tree.places if place.level in wider and code.startswith(place.code)]
    return max(found, key=lambda place: (len(place.code), _ORDER.index(place.level))).id if found else None


def _call_anew(batch: Batch) -> None:
    """Let the households that a helper looks after name them as they are called from now on."""
    for values, helper in batch.sound():
        name, phone = (effective(values, helper, field) for field in ("name", "phone"))
        if helper is not None and (name, phone) != (helper.name, helper.phone):
            Household.update(helper=name, helper_phone=phone).where(in_care_of(helper)).execute()


def _check_helper(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name")
    keep_readings(values, existing, ("name",), ("phone", "unit"), person=True)
