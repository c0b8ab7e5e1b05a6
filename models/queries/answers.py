"""Answers of a select: as rows with names, each value where its alias says, as one column, or by its first column."""

from __future__ import annotations

import datetime as dt
from operator import itemgetter
from typing import Any, TypeVar

from models.database import db

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


def first_column(query: Any) -> list[Any]:
    """The values of a select's first column, mostly its only one, row by row as they are stored."""
    return [row[0] for row in db.execute(query)]


def by_first(query: Any) -> dict[Any, Any]:
    """The rows of a select by their first column, each a tuple without it, as they are stored."""
    return {row[0]: row[1:] for row in db.execute(query)}


def stored_day(words: str | None) -> dt.date | None:
    """A day as it is stored, or None."""
    return dt.date.fromisoformat(words) if words else None
