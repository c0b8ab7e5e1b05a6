"""What lists were narrowed by, kept under names in the file they belong to."""

from __future__ import annotations

import json
from typing import Final, NamedTuple

from models.queries.narrowing import Chosen, Narrowing
from models.tables.trail import Setting

PREFIX: Final = "filter."


class SavedFilter(NamedTuple):
    """What was chosen and searched."""

    chosen: Narrowing
    search: str


def key_of(listing: str) -> str:
    """The key under which a list's filters are kept among the settings of the file."""
    return f"{PREFIX}{listing}"


def saved_filters(listing: str) -> dict[str, SavedFilter]:
    """The filters of a list by name; what a newer program wrote and this one cannot read is left out."""
    row = Setting.get_or_none(Setting.key == key_of(listing))
    found = {}
    for name, kept in (json.loads(row.value) if row is not None else {}).items():
        try:
            chosen = {key: Chosen.of_kept(one) for key, one in kept["chosen"].items()}
            found[name] = SavedFilter(chosen, str(kept.get("search", "")))
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
    return found
