"""How a file is laid out, and how this program lays one out: tables, indexes, triggers, views.

Both are read from the engine itself, this program's from an empty file in memory, and compared thing by thing. An older
file may have its columns in another order and with the values a migration gave; nothing else may differ.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any, Final, NamedTuple

from models.database import db, in_memory
from models.layouts import layout_of, layouts
from models.migrations.current import create_tables, log_triggers
from models.tables.registry import LOGGED

MISSING, OTHER, STRANGE = "missing", "other", "strange"

Layout = dict[tuple[str, str], Any]
"""What the engine says of each thing, by its kind (table, index, trigger, view; layout of the log) and name."""

_CONDITIONS: Final = ("CHECK", "COLLATE", "UNIQUE", "GENERATED", "CONFLICT")
"""The words of a table that bind or change its values otherwise than its columns say."""

_SPACE: Final = re.compile(r"\s+")


class Difference(NamedTuple):
    """A thing that is `MISSING` in a file, `OTHER` than this program makes it, or `STRANGE` to it."""

    how: str
    kind: str
    name: str


def differences() -> list[Difference]:
    """What of the open file is laid out otherwise than this program does it; nothing when all is as it should be."""
    held, wanted = _read(db.obj), dict(_made_new())
    known = layouts()
    for table in LOGGED:
        name = table._meta.table_name
        layout = layout_of(table, known)
        wanted["layout", name] = True
        held["layout", name] = layout is not None
        triggers = log_triggers(table, layout or 0)
        wanted |= {("trigger", trigger): _plain(sql) for trigger, sql in triggers.items()}
    return [
        Difference(STRANGE if thing not in wanted else MISSING if thing not in held else OTHER, *thing)
        for thing in sorted(held.keys() | wanted.keys())
        if held.get(thing) != wanted.get(thing)
    ]


@cache
def _made_new() -> Layout:
    """What this program makes in an empty file, without the triggers of the change log."""
    engine = in_memory()
    try:
        create_tables(engine)
        return _read(engine)
    finally:
        engine.close()


def _read(engine: Any) -> Layout:
    found: Layout = {}
    things = engine.execute_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_stat*'"
    ).fetchall()
    for kind, name, table, sql in things:
        if kind == "table" and "VIRTUAL" not in sql.split("(")[0]:
            found[kind, name] = _table(engine, name, sql)
        else:
            # What the engine makes of a table's own UNIQUE has no words.
            found[kind, name] = table if sql is None else _plain(sql)
    return found


def _table(engine: Any, name: str, sql: str) -> Any:
    """A table's columns in any order, what they refer to, and conditions of its own; defaults are a migration's."""
    columns = {
        (column, kind, needed, key, hidden)
        for _, column, kind, needed, _, key, hidden in _pragma(engine, "table_xinfo", name)
    }
    references = {tuple(row[2:]) for row in _pragma(engine, "foreign_key_list", name)}
    words = Counter(word for word in sql.upper().split() if word.strip("(") in _CONDITIONS)
    return columns, references, words


def _pragma(engine: Any, what: str, table: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = engine.execute_sql(f'PRAGMA {what}("{table}")').fetchall()
    return rows


def _plain(sql: str) -> str:
    return _SPACE.sub(" ", sql.replace('"', "")).strip()
