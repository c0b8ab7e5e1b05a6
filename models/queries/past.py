"""The records as they stood when a period was locked: what its sheets are made of, whatever was changed since.

Nothing is copied when a period is locked. The change log holds every row's values before and after each operation, so a
row as it was is what its first change after the lock found. Views of that hide the tables of the same names from this
connection for as long as they are asked for; every question then answers as of that time, fields added later too.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from peewee import BooleanField, FloatField, Model

from models.database import db, noting
from models.tables.ledger import CollectionLine, Delivery, InspectionLine, Movement, Printing
from models.tables.party import Location
from models.tables.pay import PayPeriod, Statement, StatementItem, StatementLine
from models.tables.registry import LOGGED
from models.tables.trail import Machine, Series, Setting

ALWAYS_PRESENT: Final = (
    # What a lock made, and what is meant to be told as it is now: whether it was paid, how often it was printed.
    PayPeriod,
    Statement,
    StatementLine,
    StatementItem,
    Printing,
    Machine,
    Series,
    Setting,
    Location,
    # Nothing in a locked month is ever edited, and nothing is posted into one.
    Movement,
    CollectionLine,
    InspectionLine,
    Delivery,
)
"""The tables that are asked as they are now; every other one is asked as it was."""

_here = threading.local()


@contextlib.contextmanager
def as_locked(period: str) -> Iterator[None]:
    """Let this thread's questions see the records as they stood when a period was locked; an open one as they are.

    One without slips has no row of its own: it was locked with the next that has.
    """
    locked_with = PayPeriod.select(PayPeriod.as_of).where(PayPeriod.key >= period).order_by(PayPeriod.key)
    with as_of(locked_with.limit(1).scalar()):
        yield


def looked_into() -> bool:
    """Whether this thread's questions see records as they stood, of which lines may belong to slips of later."""
    return getattr(_here, "key", None) is not None


@contextlib.contextmanager
def as_of(key: int | None) -> Iterator[None]:
    """Let this thread's questions see the records as they stood at a key (`models.keys`); None: as they are now.

    Only for reading: a write to a table that has changed since fails. May be nested; the innermost holds.
    """
    outer: int | None = getattr(_here, "key", None)
    if key == outer:
        yield
        return
    try:
        _here.key = key
        # Which tables have a past says nothing of what is asked about them.
        with noting(None):
            _look(outer, key)
        yield
    finally:
        _here.key = outer
        _look(key, outer)


def _look(past: int | None, key: int | None) -> None:
    if past is not None:
        for name in _here.hidden:
            db.execute_sql(f'DROP VIEW IF EXISTS temp."{name}"')
    _here.hidden = []
    if key is None:
        return
    edits = _edits(key)
    for table in LOGGED:
        name = table._meta.table_name
        if table in ALWAYS_PRESENT:
            continue
        newest = db.execute_sql(f'SELECT max(id) FROM main."{name}"').fetchone()[0]
        layouts = edits.get(name, [])
        if layouts or (newest is not None and newest > key):
            db.execute_sql(f'CREATE TEMP VIEW "{name}" AS {_as_it_was(table, key, layouts)}')
            _here.hidden.append(name)


_AFTER: Final = "row_id < operation_id AND operation_id > {key} AND row_id <= {key}"
"""What happened after a key to rows that are older, as the index of the change log finds it."""


def _edits(key: int) -> dict[str, list[tuple[int, list[str]]]]:
    """By table the layouts of what became of older rows after a key: their numbers and columns."""
    found: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    query = (
        "SELECT id, table_name, columns FROM layout WHERE EXISTS"
        f" (SELECT 1 FROM change WHERE layout_id = layout.id AND {_AFTER.format(key=key)})"
    )
    for layout, name, columns in db.execute_sql(query):
        found[name].append((layout, json.loads(columns)))
    return found


def _as_it_was(table: type[Model], key: int, layouts: list[tuple[int, list[str]]]) -> str:
    """The select of a table's rows at a key: what stands unchanged, the rest as its first change found it."""
    name = table._meta.table_name
    numbers = ", ".join(str(layout) for layout, _ in layouts)
    changed = (
        f"SELECT row_id, min(id) AS id FROM main.change WHERE layout_id IN ({numbers})"
        f" AND {_AFTER.format(key=key)} GROUP BY row_id"
    )
    columns = [field.column_name for field in table._meta.sorted_fields]
    listed = ", ".join(f'"{column}"' for column in columns)
    parts = [f'SELECT {listed} FROM main."{name}" WHERE id <= {key}']
    if layouts:
        parts[0] += f" AND id NOT IN (SELECT row_id FROM ({changed}))"
    for layout, known in layouts:
        values = ", ".join(
            f"CAST(json_extract(log.before, '$[{known.index(field.column_name)}]') AS {_affinity(field)})"
            if field.column_name in known
            # Written before the field was there: what it was given when it came.
            else f'now."{field.column_name}"'
            for field in table._meta.sorted_fields
        )
        parts.append(
            f"SELECT {values} FROM ({changed}) AS first JOIN main.change AS log ON log.id = first.id"
            f' LEFT JOIN main."{name}" AS now ON now.id = first.row_id'
            # A row that was put back after it had been removed before was not there.
            f" WHERE log.layout_id = {layout} AND log.before IS NOT NULL"
        )
    return " UNION ALL ".join(parts)


def _affinity(field: Any) -> str:
    if isinstance(field, FloatField):
        return "REAL"
    if isinstance(field, BooleanField):
        return "NUMERIC"
    return "TEXT" if field.field_type == "TEXT" else "INTEGER"
