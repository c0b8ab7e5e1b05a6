"""Answers as rows with names: filled from a select, each value where its alias says."""

from __future__ import annotations

from operator import itemgetter
from typing import Any, TypeVar

Row = TypeVar("Row")


def answers(kind: type[Row], query: Any) -> list[Row]:
    """The rows of a select as ``kind``, a dataclass or a named tuple; values as their fields keep them, days as days.

    Every name of ``kind`` is a column or an alias of the select, wherever it stands there.
    """
    rows = query.tuples().execute()
    held = list(rows)
    if not held:
        return []
    named: Any = getattr(kind, "_fields", None) or kind.__dataclass_fields__  # type: ignore[attr-defined]
    places = {name: place for place, name in enumerate(rows.columns)}
    pick = itemgetter(*(places[name] for name in named))
    return [kind(*pick(row)) for row in held]
