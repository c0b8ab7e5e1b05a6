"""What somebody with a database tool does to a closed file: each kind one function that says what it did.

A kind is given a connection and a source of chance, and answers whether the file gave it anything to alter.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from models.tables.registry import LOGGED

TABLES = tuple(table._meta.table_name for table in LOGGED)
Tampering = Callable[[sqlite3.Connection, Random], bool]


@contextlib.contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """A file in the hands of somebody who takes the triggers out and puts them back word for word."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name NOT GLOB 'found_*'"
        ).fetchall()
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]


def some_row(connection: sqlite3.Connection, table: str, chance: Random) -> int | None:
    keys = [row[0] for row in connection.execute(f'SELECT id FROM "{table}" ORDER BY id')]
    return chance.choice(keys) if keys else None


def other(value: Any, chance: Random) -> Any:
    """A value of the same kind that is another."""
    if value is None:
        return chance.randint(1, 9)
    if isinstance(value, int | float):
        return value + chance.randint(1, 9)
    return f"{value}{chance.choice('12345')}"


def altered(
    connection: sqlite3.Connection, table: str, chance: Random, row: int | None = None
) -> tuple[int, str] | None:
    """Alter one value of one row, of any unless it is said; the row and the column."""
    key = row or some_row(connection, table, chance)
    if key is None:
        return None
    for column in chance.sample(columns := columns_of(connection, table)[1:], len(columns)):
        was = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (key,)).fetchone()[0]
        with contextlib.suppress(sqlite3.IntegrityError):
            connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (other(was, chance), key))
            return key, column
    return None


def edit(table: str) -> Tampering:
    def tamper(connection: sqlite3.Connection, chance: Random) -> bool:
        return altered(connection, table, chance) is not None

    return tamper


def delete(table: str) -> Tampering:
    def tamper(connection: sqlite3.Connection, chance: Random) -> bool:
        key = some_row(connection, table, chance)
        connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (key,))
        return key is not None

    return tamper


def insert(table: str) -> Tampering:
    """A row like another one, under a key of its own."""

    def tamper(connection: sqlite3.Connection, chance: Random) -> bool:
        key = some_row(connection, table, chance)
        if key is None:
            return False
        row = list(connection.execute(f'SELECT * FROM "{table}" WHERE id = ?', (key,)).fetchone())
        row[0] = chance.randint(1 << 61, 1 << 62)
        for at in range(1, len(row)):
            # What is unique has to be another.
            if isinstance(row[at], str):
                row[at] = other(row[at], chance)
            elif isinstance(row[at], int) and (row[at] > 1 << 40 or table == "clause_text"):
                row[at] += 1
        with contextlib.suppress(sqlite3.IntegrityError):
            connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', row)
            return True
        return False

    return tamper


def replace(table: str) -> Tampering:
    """The same row under another key."""

    def tamper(connection: sqlite3.Connection, chance: Random) -> bool:
        key = some_row(connection, table, chance)
        if key is None:
            return False
        connection.execute(
            f'UPDATE "{table}" SET id = ? WHERE id = ?', (chance.randint(1 << 61, 1 << 62), key)
        )
        return True

    return tamper


def edit_with_its_change(table: str) -> Tampering:
    """A row altered, and the log with it."""

    def tamper(connection: sqlite3.Connection, chance: Random) -> bool:
        done = altered(connection, table, chance)
        if done is None:
            return False
        relog(connection, table, done[0])
        return True

    return tamper


def relog(connection: sqlite3.Connection, table: str, key: int) -> int:
    """Have the last change of a row say what it holds now; the operation it belongs to."""
    numbers = [
        row[0]
        for row in connection.execute("SELECT id FROM layout WHERE table_name = ? ORDER BY id", (table,))
    ]
    change, layout, operation = connection.execute(
        "SELECT id, layout_id, operation_id FROM change WHERE row_id = ? AND layout_id IN"
        f" ({', '.join(map(str, numbers))}) ORDER BY id DESC",
        (key,),
    ).fetchone()
    named = json.loads(connection.execute("SELECT columns FROM layout WHERE id = ?", (layout,)).fetchone()[0])
    held = set(columns_of(connection, table))
    values = ", ".join(f't."{column}"' if column in held else "NULL" for column in named)
    connection.execute(
        f'UPDATE change SET after = (SELECT json_array({values}) FROM "{table}" t WHERE t.id = row_id) WHERE id = ?',
        (change,),
    )
    return int(operation)


def insert_with_a_change_of_no_operation(table: str) -> Tampering:
    """A row altered, and logged under an operation there never was."""

    def tamper(connection: sqlite3.Connection, chance: Random) -> bool:
        key = some_row(connection, table, chance)
        if key is None:
            return False
        layout = connection.execute("SELECT max(id) FROM layout WHERE table_name = ?", (table,)).fetchone()[0]
        was = held(connection, table, key, layout)
        if altered(connection, table, chance, key) is None:
            return False
        connection.execute(
            "INSERT INTO change (operation_id, layout_id, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
            (chance.randint(1, 1 << 62), layout, key, was, held(connection, table, key, layout)),
        )
        return True

    return tamper


def held(connection: sqlite3.Connection, table: str, key: int, layout: int) -> str:
    named = json.loads(connection.execute("SELECT columns FROM layout WHERE id = ?", (layout,)).fetchone()[0])
    values = ", ".join(f'"{column}"' for column in named)
    return str(
        connection.execute(f'SELECT json_array({values}) FROM "{table}" WHERE id = ?', (key,)).fetchone()[0]
    )


def recomputed(
    connection: sqlite3.Connection, chance: Random, *, sealed: Callable[[str], str] | None = None
) -> bool:
    """A row altered, its change too, and every link reckoned anew from there on."""
    done = None
    while done is None:
        table = chance.choice(("household", "statement", "movement", "rate", "subcontract", "setting"))
        done = altered(connection, table, chance)
    relog(connection, table, done[0])
    relink(connection, sealed)
    return True


def relink(connection: sqlite3.Connection, sealed: Callable[[str], str] | None = None) -> None:
    """Reckon the chain anew, as anybody can who reads how it is done; ``sealed`` makes seals, else they are left."""
    names = ["id", "title", "arguments", "user", "machine", "at", "undoes", "last_key"]
    known = columns_of(connection, "operation")
    previous = ""
    for row in connection.execute(f"SELECT {', '.join(names)} FROM operation ORDER BY id").fetchall():
        head = dict(zip(names, row, strict=True))
        old = (
            connection.execute("SELECT seal FROM operation WHERE id = ?", (head["id"],)).fetchone()[0]
            if "seal" in known
            else ""
        )
        if not old:
            del head["last_key"]
        digest = hashlib.sha256(previous.encode())
        digest.update(json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
        for layout, key, before, after in connection.execute(
            "SELECT layout_id, row_id, before, after FROM change WHERE operation_id = ? ORDER BY id",
            (head["id"],),
        ):
            digest.update(f"{layout}\x1f{key}\x1f{before or ''}\x1f{after or ''}\x1e".encode())
        link = digest.hexdigest()
        connection.execute(
            "UPDATE operation SET previous = ?, hash = ? WHERE id = ?", (previous, link, head["id"])
        )
        if sealed is not None and old:
            connection.execute("UPDATE operation SET seal = ? WHERE id = ?", (sealed(link), head["id"]))
        previous = link


def recomputed_without_seals(connection: sqlite3.Connection, chance: Random) -> bool:
    return recomputed(connection, chance, sealed=lambda bound: "")


def some_operation(connection: sqlite3.Connection, chance: Random) -> int:
    keys = [row[0] for row in connection.execute("SELECT id FROM operation ORDER BY id")]
    return int(chance.choice(keys))


def empty_the_trail(connection: sqlite3.Connection, chance: Random) -> bool:
    connection.execute("DELETE FROM change")
    if chance.random() < 0.5:
        connection.execute("DELETE FROM operation")
    return True


def cut_the_tail(connection: sqlite3.Connection, chance: Random) -> bool:
    """The newest operations gone with their changes; the rows stay as they were left."""
    key = some_operation(connection, chance)
    connection.execute("DELETE FROM change WHERE operation_id >= ?", (key,))
    connection.execute("DELETE FROM operation WHERE id >= ?", (key,))
    return True


def cut_the_head(connection: sqlite3.Connection, chance: Random) -> bool:
    first = connection.execute("SELECT min(id) FROM operation").fetchone()[0]
    key = some_operation(connection, chance)
    if key == first:
        return False
    connection.execute("DELETE FROM change WHERE operation_id < ?", (key,))
    connection.execute("DELETE FROM operation WHERE id < ?", (key,))
    return True


def take_an_operation_out(connection: sqlite3.Connection, chance: Random) -> bool:
    key = some_operation(connection, chance)
    connection.execute("DELETE FROM change WHERE operation_id = ?", (key,))
    connection.execute("DELETE FROM operation WHERE id = ?", (key,))
    return True


def reorder_changes(connection: sqlite3.Connection, chance: Random) -> bool:
    """Two changes change places."""
    rows = connection.execute("SELECT id, row_id, before, after FROM change").fetchall()
    one, two = chance.sample(rows, 2)
    if one[1:] == two[1:]:
        return False
    for key, to in ((one[0], -1), (two[0], one[0]), (-1, two[0])):
        connection.execute("UPDATE change SET id = ? WHERE id = ?", (to, key))
    return True


def reorder_operations(connection: sqlite3.Connection, chance: Random) -> bool:
    keys = [row[0] for row in connection.execute("SELECT id FROM operation ORDER BY id")]
    one, two = chance.sample(keys, 2)
    for key, to in ((one, -1), (two, one), (-1, two)):
        connection.execute("UPDATE operation SET id = ? WHERE id = ?", (to, key))
        connection.execute("UPDATE change SET operation_id = ? WHERE operation_id = ?", (to, key))
    return True


def edit_an_operation(connection: sqlite3.Connection, chance: Random) -> bool:
    key = some_operation(connection, chance)
    columns = columns_of(connection, "operation")[1:]
    column = chance.choice(columns)
    was = connection.execute(f'SELECT "{column}" FROM operation WHERE id = ?', (key,)).fetchone()[0]
    if column == "last_key" and not sealed_one(connection, key):
        return False
    connection.execute(f'UPDATE operation SET "{column}" = ? WHERE id = ?', (other(was, chance), key))
    return True


def sealed_one(connection: sqlite3.Connection, key: int) -> bool:
    if "seal" not in columns_of(connection, "operation"):
        return False
    return bool(connection.execute("SELECT seal FROM operation WHERE id = ?", (key,)).fetchone()[0])


def edit_a_change(connection: sqlite3.Connection, chance: Random) -> bool:
    key = chance.choice([row[0] for row in connection.execute("SELECT id FROM change")])
    column = chance.choice(("before", "after", "row_id", "layout_id", "operation_id"))
    was = connection.execute(f"SELECT {column} FROM change WHERE id = ?", (key,)).fetchone()[0]
    connection.execute(f"UPDATE change SET {column} = ? WHERE id = ?", (other(was, chance), key))
    return True


def delete_a_change(connection: sqlite3.Connection, chance: Random) -> bool:
    key = chance.choice([row[0] for row in connection.execute("SELECT id FROM change")])
    connection.execute("DELETE FROM change WHERE id = ?", (key,))
    return True


def rows() -> dict[str, Tampering]:
    """Every kind that alters a row, for every table."""
    kinds = (edit, delete, insert, replace, edit_with_its_change, insert_with_a_change_of_no_operation)
    return {f"{kind.__name__} {table}": kind(table) for kind in kinds for table in TABLES}


TRAIL: dict[str, Tampering] = {
    tamper.__name__: tamper
    for tamper in (
        empty_the_trail,
        cut_the_tail,
        cut_the_head,
        take_an_operation_out,
        reorder_changes,
        reorder_operations,
        edit_an_operation,
        edit_a_change,
        delete_a_change,
        recomputed,
        recomputed_without_seals,
    )
}
"""Every kind that alters the trail itself."""


def statement_of(*statements: str) -> Tampering:
    """Statements of somebody with a database tool."""

    def tamper(connection: sqlite3.Connection, chance: Random) -> bool:
        for statement in statements:
            connection.execute(statement)
        return True

    return tamper


SCHEMA: dict[str, Tampering] = {
    "a trigger dropped": statement_of("DROP TRIGGER household_log_update"),
    "a trigger emptied": statement_of(
        "DROP TRIGGER statement_log_update",
        "CREATE TRIGGER statement_log_update AFTER UPDATE ON statement BEGIN SELECT 1; END",
    ),
    "a trigger that logs less": statement_of(
        "DROP TRIGGER rate_log_update",
        "CREATE TRIGGER rate_log_update AFTER UPDATE ON rate WHEN NEW.rate < 1 BEGIN SELECT 1; END",
    ),
    "a trigger of somebody's": statement_of(
        "CREATE TRIGGER more AFTER INSERT ON statement BEGIN UPDATE statement SET net = net * 2; END"
    ),
    "the trail may be edited": statement_of("DROP TRIGGER change_stays_update"),
    "photos may be altered": statement_of("DROP TRIGGER photo_data_stays_update"),
    "an index dropped": statement_of("DROP INDEX change_row_id"),
    "an index of fewer rows": statement_of(
        "DROP INDEX movement_voucher_id",
        "CREATE INDEX movement_voucher_id ON movement (voucher_id) WHERE quantity > 5",
    ),
    "a view": statement_of("CREATE VIEW pay AS SELECT * FROM statement"),
    "a table": statement_of("CREATE TABLE spare (id INTEGER)"),
    "a column": statement_of("ALTER TABLE household ADD COLUMN spare TEXT"),
    "a column dropped": statement_of(
        *(f"DROP TRIGGER visit_log_{verb}" for verb in ("insert", "update", "delete")),
        "ALTER TABLE visit DROP COLUMN advice",
    ),
    "an operation left open": statement_of("INSERT INTO open_operation VALUES (5)"),
    "a layout in another order": statement_of(
        "UPDATE layout SET columns = replace(replace(replace(columns,"
        " '\"gross\"', '\"x\"'), '\"net\"', '\"gross\"'), '\"x\"', '\"net\"') WHERE table_name = 'statement'"
    ),
    "a layout gone": statement_of("DELETE FROM layout WHERE table_name = 'rate'"),
    "a search trigger dropped": statement_of("DROP TRIGGER found_worker_insert"),
}
"""Every kind that alters how the file is laid out."""
