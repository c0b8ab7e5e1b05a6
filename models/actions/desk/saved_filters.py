"""Keeping what a list is narrowed by under a name, and giving it another or taking it away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.desk.saved_filters import SavedFilter, key_of, saved_filters
from models.rights import needs
from models.rules.desk import roles
from models.rules.parsing import line_of
from models.tables.trail import Setting

LONGEST: Final = 40
"""Letters of a name; what is longer is cut, as the field does."""


@needs(roles.FILTER)
@in_turn
def save_filter(listing: str, name: str, kept: SavedFilter) -> str:
    """Keep a filter of a list under a name; answers the name.

    Raises UserError (field "name") for a name that is empty or given already.
    """
    found = saved_filters(listing)
    name = _checked(name)
    if name in found:
        raise UserError(tr('There is a filter "{name}" already.').format(name=name), "name")
    with operation(mark("Save filter {name}"), name=name):
        _write(listing, {**found, name: kept})
    return name


@needs(roles.FILTER)
@in_turn
def rename_filter(listing: str, name: str, new: str) -> str:
    """Give a filter another name; answers it. Raises UserError (field "name") as `save_filter` does."""
    found = saved_filters(listing)
    _required(found, name)
    new = _checked(new)
    if new != name and new in found:
        raise UserError(tr('There is a filter "{name}" already.').format(name=new), "name")
    with operation(mark("Rename filter {name}"), name=name):
        _write(listing, {new if key == name else key: kept for key, kept in found.items()})
    return new


@needs(roles.FILTER)
@in_turn
def remove_filter(listing: str, name: str) -> None:
    """Take a filter away."""
    found = saved_filters(listing)
    _required(found, name)
    with operation(mark("Delete filter {name}"), name=name):
        _write(listing, {key: kept for key, kept in found.items() if key != name})


def _required(found: Mapping[str, SavedFilter], name: str) -> None:
    if name not in found:
        raise UserError(tr('There is no filter "{name}" any more.').format(name=name), "name")


def _checked(name: str) -> str:
    name = line_of(name or "").strip()
    if not name:
        raise UserError(tr("Enter a name."), "name")
    return name[:LONGEST]


def _write(listing: str, filters: Mapping[str, SavedFilter]) -> None:
    kept = {
        name: {"chosen": {key: one.kept() for key, one in found.chosen.items()}, "search": found.search}
        for name, found in filters.items()
    }
    row = Setting.get_or_none(Setting.key == key_of(listing))
    value = json.dumps(kept, ensure_ascii=False)
    if not kept:
        if row is not None:
            row.delete_instance()
    elif row is None:
        Setting.create(key=key_of(listing), value=value)
    else:
        row.value = value
        row.save()
