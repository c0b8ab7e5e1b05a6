"""Import of 2,000 households and 60,000 vouchers, beside reading the sheets and inserting the same rows bare."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook
from sqlcipher3 import dbapi2

from models.actions.exchange.workbook import import_workbook
from models.database import close_database, db
from models.opening import open_database
from models.tables.registry import LOGGED
from tests.bench.books import write_book
from tests.bench.floor import Row, pair

HOUSEHOLDS, VOUCHERS = 2_000, 60_000


def run() -> list[Row]:
    """Time an import into a new file against the floor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / "book.xlsx"
        write_book(book, HOUSEHOLDS, VOUCHERS)
        made = iter(range(100))

        def ours() -> None:
            open_database(folder / f"ours{next(made)}.db")
            import_workbook(book)
            close_database()

        ours()
        open_database(folder / "ours0.db")
        schema, rows = _contents()
        close_database()

        def floor() -> None:
            _insert_bare(book, folder / f"floor{next(made)}.db", schema, rows)

        own, bare = pair(ours, floor)
    return [Row("import of 2,000 households, 60,000 vouchers", own, bare, 3)]


def _contents() -> tuple[list[str], list[tuple[str, list[Any]]]]:
    """How the tables and indexes are made, without triggers, and every row that an import left in them."""
    names = [table._meta.table_name for table in LOGGED]
    schema = [
        sql
        for sql, table in db.execute_sql(
            "SELECT sql, tbl_name FROM sqlite_master WHERE type IN ('table', 'index')"
        )
        if sql and table in names
    ]
    return schema, [(name, list(db.execute_sql(f'SELECT * FROM "{name}"'))) for name in names]


def _insert_bare(book: Path, target: Path, schema: list[str], contents: list[tuple[str, list[Any]]]) -> None:
    workbook = CalamineWorkbook.from_path(str(book))
    for sheet in workbook.sheet_names:
        workbook.get_sheet_by_name(sheet).to_python()
    connection = dbapi2.connect(str(target), isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    for sql in schema:
        connection.execute(sql)
    for name, rows in contents:
        if rows:
            connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
    connection.execute("COMMIT")
    connection.close()
