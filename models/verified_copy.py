"""A complete copy of the open file beside it, opened again and compared with its original before anybody trusts it.

Copying an open database file loses what its journal still holds and the copy looks sound all the same. So the engine
writes it.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Final

from models import database
from models.database import IN_USE, connect, db, translated_faults
from models.errors import UserError
from models.i18n import tr
from models.journal import mark

ATTEMPTS: Final = 5

Fingerprint = tuple[dict[str, int], str]
"""Rows of every table, and the hash of the newest operation."""


def write_verified(unfinished: Path, password: str | None, *, links: bool = True) -> None:
    """Write a copy of the open file and verify it; ``links``: also that no row refers to one that is gone.

    Raises UserError when the copy does not agree with its original; whoever asked for it throws it away then.
    """
    for _ in range(ATTEMPTS):
        before = fingerprint(db.obj)
        unfinished.write_bytes(b"")
        database.copy_into(unfinished)
        # Another copy of the program may have written between the two looks: then neither can be held against the copy.
        if fingerprint(db.obj) == before:
            break
    else:
        raise UserError(tr(IN_USE).format(name=str(database.current_path())))
    with reopened(unfinished, unfinished.name, password) as copy:
        # Put back by hand, the copy must not be taken for the file whose journal may lie there.
        mark(copy)
        faults = engine_faults(copy, links=links)
        if faults or fingerprint(copy) != before:
            raise UserError(
                tr("The copy does not agree with its original and was thrown away. Check the disk.")
            )


@contextlib.contextmanager
def reopened(path: Path, name: str, password: str | None) -> Any:
    """A file opened beside the open one, left without a journal of its own. Raises UserError naming it."""
    try:
        engine = connect(path, password)
    except UserError as error:
        words = error.message.replace(str(path), name).replace(path.name, name)
        raise UserError(words, error.field) from error
    try:
        with translated_faults(path):
            yield engine
            engine.execute_sql("PRAGMA journal_mode = DELETE")
    finally:
        engine.close()
        for journal in journals(path):
            journal.unlink(missing_ok=True)


def engine_faults(engine: Any, *, links: bool = True) -> list[Any]:
    """What the engine finds wrong with a file; ``links``: also rows that refer to one that is gone."""
    found: list[Any] = [
        row[0] for row in engine.execute_sql("PRAGMA integrity_check").fetchall() if row[0] != "ok"
    ]
    found += engine.execute_sql("PRAGMA cipher_integrity_check").fetchall()
    if links:
        found += engine.execute_sql("PRAGMA foreign_key_check").fetchall()
    return found


def fingerprint(engine: Any) -> Fingerprint:
    """What tells whether two files hold the same."""
    tables = [
        row[0]
        for row in engine.execute_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
    ]
    counts = {
        name: int(engine.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in tables
    }
    head = engine.execute_sql("SELECT hash FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return counts, "" if head is None else str(head[0])


def journals(path: Path) -> tuple[Path, Path]:
    """The files an engine keeps beside a file it has open."""
    return Path(f"{path}-wal"), Path(f"{path}-shm")
