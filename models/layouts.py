"""Rows as older programs logged them, read in today's columns.

A row that nobody has touched since a column came has none of it in the change log. What a step of `models.migrations`
gave such rows is written down here, so that they are held against the log like any other.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any, Final

from models.database import Record, db

DERIVED: Final = object()
"""Stands for a value the log cannot tell: a step worked it out from other rows."""

GIVEN: Final[dict[str, dict[str, Any]]] = {
    "household": {"pinyin": DERIVED, "place_pinyin": DERIVED},
    "worker": {
        "pinyin": DERIVED,
        "category": "",
        "category_from": None,
        "category_until": None,
        "left_behind": 0,
        "collective": 0,
        "active": 1,
    },
    "region": {"parent_id": DERIVED, "trade_id": None},
    "enterprise": {"pinyin": DERIVED},
    "material": {"pinyin": DERIVED},
    "product": {"pinyin": DERIVED, "trade_id": None},
    "equipment": {
        "pinyin": DERIVED,
        "owner_id": None,
        "value": None,
        "bought_on": None,
        "months": None,
        "inspect_every": None,
    },
    "orders": {"price": None},
    "voucher": {"maker": ""},
    "subcontract": {"good_rate": DERIVED, "second_rate": DERIVED},
    "pay_period": {"tax_table": None, "pay_on": None, "object_until": None, "as_of": DERIVED, "paces": None},
    "statement": {
        "given_back": 0,
        "paid_on": DERIVED,
        "paid_by": DERIVED,
        "returned_on": None,
        "reissued": 0,
        "make_up": 0,
        "floor": 0,
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

Layouts = dict[str, dict[int, list[str]]]
"""By table its layouts, the newest last: their numbers and columns."""


def layouts() -> Layouts:
    """By table its layouts, the newest last: their numbers and columns."""
    from models.tables.trail import Layout

    found: Layouts = defaultdict(dict)
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


def layout_of(table: type[Record], known: Layouts | None = None) -> int | None:
    """The number of the layout the changes of a table are logged under; None where it has none yet.

    Whoever asks for many tables reads what is ``known`` once, by `layouts`.
    """
    columns = columns_of(table)
    own = (layouts() if known is None else known).get(table._meta.table_name, {})
    return next((number for number, held in own.items() if held == columns), None)


def columns_of(table: type[Record]) -> list[str]:
    """The columns of a table in the order its changes are logged in."""
    return [field.column_name for field in table._meta.sorted_fields]


def digest() -> str:
    """What all layouts together come to; an operation bears it, so that nobody alters what a logged value means."""
    reckoned = hashlib.sha256()
    for table, own in sorted(layouts().items()):
        for number, columns in own.items():
            reckoned.update(json.dumps([table, number, columns]).encode())
    return reckoned.hexdigest()


def take_over(table: type[Record], operation: int) -> None:
    """Log what a migration worked out in older rows, as the state an operation found and left.

    A row that is not what the log says in all else is passed over: it stays to be found.
    """
    name, columns, layout = table._meta.table_name, columns_of(table), layout_of(table)
    own = layouts()[name]
    now = ", ".join(f't."{column}"' for column in columns)
    rows = db.execute_sql(
        f'SELECT t.id, c.layout_id, c.after, json_array({now}) FROM "{name}" t JOIN change c ON c.id ='
        f" (SELECT max(id) FROM change WHERE row_id = t.id AND layout_id IN ({', '.join(map(str, own))}))"
        " WHERE c.layout_id <> ? AND c.after IS NOT NULL",
        (layout,),
    ).fetchall()
    for key, logged_under, after, held in rows:
        then = in_columns(name, columns, read_logged(own[logged_under], after))
        if DERIVED in then.values() and not differing(then, read_logged(columns, held)):
            db.execute_sql(
                "INSERT INTO change (operation_id, layout_id, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
                (operation, layout, key, held, held),
            )


def _same(one: Any, other: Any) -> bool:
    if one is DERIVED or one == other:
        return True
    return (
        isinstance(one, float)
        and isinstance(other, float | int)
        and abs(one - other) <= _NEAR * max(1, abs(one))
    )
