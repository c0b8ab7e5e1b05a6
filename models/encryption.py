"""The password of a file: set, changed or taken away, of the file and of every copy beside it.

The engine writes the file anew under the other password; it takes its place once it was opened and compared, so that a
cut at any moment leaves one whole file under one of the two passwords.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import peewee

from models.backup_copies import made_of
from models.database import connect, is_busy, translated_faults, world_fault
from models.errors import UserError
from models.files import DISK_FULL, PAGE_BYTES, PLAIN_HEAD, replacing, unwritable
from models.i18n import tr
from models.verified_copy import engine_faults, fingerprint, reopened

LEAST: Final = 8
"""The fewest letters of a password."""

Progress = Callable[[int, int], object]


def refuse_weak(password: str) -> None:
    """Raise UserError (field: new) for a password that is soon guessed, or that the engine cannot take."""
    if "\0" in password:
        raise UserError(tr("A password cannot hold this character. Choose another one."), "new")
    if len(password) < LEAST or len(set(password)) < LEAST // 2:
        raise UserError(tr("Choose a longer password, and not one letter over and over."), "new")


def change_password(
    path: Path, old: str | None, new: str | None, progress: Progress | None = None
) -> list[Path]:
    """Give a file that nobody has open, and its copies beside it, another password; None is none.

    Returns the copies that keep the one they had: it is another than the file's, or they are damaged. Raises UserError
    when the password does not open the file, somebody has it open, or the disk does not take it; it is then as it was.
    """
    if new is not None:
        refuse_weak(new)
    copies = made_of(path)
    _rewrite(path, old, new)
    kept = []
    for number, copy in enumerate(copies):
        if progress is not None:
            progress(number, len(copies))
        try:
            _rewrite(copy, old, new)
        except UserError:
            kept.append(copy)
    return kept


def readable_beside(path: Path) -> list[Path]:
    """The files beside a file, and its copies, that anybody can read."""
    return [one for one in (path, *made_of(path)) if _is_plain(one)]


def _is_plain(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(PLAIN_HEAD)) == PLAIN_HEAD
    except OSError:
        return False


def _rewrite(path: Path, old: str | None, new: str | None) -> None:
    with replacing(path, records=True) as unfinished:
        engine = connect(path, old)
        try:
            _have_alone(engine, path)
            _require_room(path)
            with translated_faults():
                before = fingerprint(engine)
                _export(engine, path, unfinished, new)
            with reopened(unfinished, path.name, new) as copy:
                if engine_faults(copy, links=False) or fingerprint(copy) != before:
                    raise UserError(
                        tr("The copy does not agree with its original and was thrown away. Check the disk.")
                    )
        finally:
            # Until here nobody else was let in; the journal went when the engine had the file to itself.
            engine.close()


def _have_alone(engine: Any, path: Path) -> None:
    """Bring the journal into the file; the engine does it only when nobody else has the file open."""
    alone = False
    try:
        engine.execute_sql("PRAGMA busy_timeout = 500")
        alone = engine.execute_sql("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
        if alone:
            # Kept until the file is closed, so that nothing is written into what is about to be replaced.
            engine.execute_sql("PRAGMA main.locking_mode = EXCLUSIVE")
            engine.execute_sql("BEGIN EXCLUSIVE")
            engine.execute_sql("COMMIT")
    except peewee.DatabaseError as error:
        if not is_busy(error):
            raise
        alone = False
    if not alone:
        raise UserError(
            tr('"{name}" is open in another window of Yuanba. Close it there first.').format(name=str(path))
        )


def _require_room(path: Path) -> None:
    """Raise UserError when the disk has no room for the file once more; the engine would not say so plainly."""
    if shutil.disk_usage(path.parent).free < path.stat().st_size + PAGE_BYTES:
        raise UserError(tr(DISK_FULL).format(name=str(path.parent)), "target")


def _export(engine: Any, path: Path, target: Path, password: str | None) -> None:
    try:
        engine.execute_sql("ATTACH DATABASE ? AS other KEY ?", (str(target), password or ""))
        engine.execute_sql("SELECT sqlcipher_export('other')").fetchall()
        for number in ("user_version", "application_id"):
            value = engine.execute_sql(f"PRAGMA main.{number}").fetchone()[0]
            engine.execute_sql(f"PRAGMA other.{number} = {value}")
        engine.execute_sql("DETACH DATABASE other")
    except peewee.OperationalError as error:
        raise world_fault(error, path) or unwritable(path) from error
