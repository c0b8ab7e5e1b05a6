"""Rows as older programs logged them, read in today's columns.

A row that nobody has touched since a column came has none of it in the change log. What a step of `models.migrations`
gave such rows is written down here, so that they are held against the log like any other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, Final

from models.database import db

DERIVED: Final = object()
"""Stands for a value the log cannot tell: a step worked it out from other rows."""

GIVEN: Final[dict[str, dict[str, Any]]] = {
    "household": {"pinyin": DERIVED, "place_pinyin": DERIVED},
    "worker": {"pinyin": DERIVED},
    "enterprise": {"pinyin": DERIVED},
    "material": {"pinyin": DERIVED},
    "product": {"pinyin": DERIVED},
    "equipment": {"pinyin": DERIVED},
    "subcontract": {"good_rate": DERIVED, "second_rate": DERIVED},
    "pay_period": {"tax_table": None, "pay_on": None, "object_until": None, "as_of": DERIVED},
    "statement": {
        "given_back": 0,
        "paid_on": DERIVED,
        "paid_by": DERIVED,
        "returned_on": None,
        "reissued": 0,
    },
    "route_drive": {"broken": 0, "cut_at": None, "after_id": None, "goes_on": ""},
    "route_stop": {"aboard_id": None, "rescued_id": None},
}
"""By table the columns that came later, and what they held then in the rows that were there."""

_REFILLED: Final = {
    table: {"search": "pinyin"}
    for table in ("household", "worker", "enterprise", "material", "product", "equipment")
}
"""By table the columns that a step filled anew, each with a column that came with it."""

_NEAR: Final = 1e-12
"""Within so much of each other two places on the map are the same: engines write out their digits differently."""

Row = dict[str, Any]


def layouts() -> dict[str, dict[int, list[str]]]:
    """By table its layouts, the newest last: their numbers and columns."""
    from models.tables.trail import Layout

    found: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for key, table, columns in db.execute(
        Layout.select(Layout.id, Layout.table_name, Layout.columns).order_by(Layout.id)
    ):
        found[table][key] = json.loads(columns)
    return found


def read_logged(columns: list[str], values: str) -> Row:
    """A row of the log by its columns."""
    return dict(zip(columns, json.loads(values), strict=True))


def in_columns(table: str, columns: list[str], logged: Row) -> Row:
    """A logged row in other, later columns of its table."""
    refilled, given = _REFILLED.get(table, {}), GIVEN.get(table, {})
    return {
        column: logged[column]
        if column in logged and refilled.get(column, column) in logged
        else given.get(column, DERIVED)
        for column in columns
    }


def differing(logged: Row, now: Row) -> list[str]:
    """The columns in which a row is not what the log says."""
    return [column for column, value in logged.items() if not _same(value, now[column])]


def _same(one: Any, other: Any) -> bool:
    if one is DERIVED or one == other:
        return True
    return (
        isinstance(one, float)
        and isinstance(other, float | int)
        and abs(one - other) <= _NEAR * max(1, abs(one))
    )
