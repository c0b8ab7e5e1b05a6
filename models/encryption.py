"""The password of a file: set, changed or taken away, of the file and of every copy beside it.

The engine writes the file anew under the other password; it takes its place once it was opened and compared, so that a
cut at any moment leaves one whole file under one of the two passwords.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import peewee

from models.backup_copies import folder_of
from models.database import connect, is_busy, translated_faults
from models.errors import UserError
from models.files import FILE_ENDINGS, PLAIN_HEAD, replacing
from models.i18n import tr
from models.verified_copy import engine_faults, fingerprint, journals, reopened

LEAST: Final = 8
"""The fewest letters of a password."""

Progress = Callable[[int, int], object]


def refuse_weak(password: str) -> None:
    """Raise UserError (field: new) for a password that is soon guessed."""
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
    copies = list(_copies(path))
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
    return [one for one in (path, *_copies(path)) if _is_plain(one)]


def _copies(path: Path) -> Iterator[Path]:
    """Every file of ours that was made of a file: copies, what a restore replaced, what was before an update."""
    for folder in (path.parent, folder_of(path)):
        if folder.is_dir():
            for one in sorted(folder.iterdir()):
                if one != path and one.name.startswith(f"{path.stem}-") and one.suffix in FILE_ENDINGS:
                    yield one


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
            with translated_faults():
                before = fingerprint(engine)
                _export(engine, unfinished, new)
        finally:
            engine.close()
            for journal in journals(path):
                journal.unlink(missing_ok=True)
        with reopened(unfinished, path.name, new) as copy:
            if engine_faults(copy, links=False) or fingerprint(copy) != before:
                raise UserError(
                    tr("The copy does not agree with its original and was thrown away. Check the disk.")
                )


def _have_alone(engine: Any, path: Path) -> None:
    """Bring the journal into the file; the engine does it only when nobody else has the file open."""
    alone = False
    try:
        engine.execute_sql("PRAGMA busy_timeout = 500")
        alone = engine.execute_sql("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
    except peewee.DatabaseError as error:
        if not is_busy(error):
            raise
    if not alone:
        raise UserError(
            tr('"{name}" is open in another window of Yuanba. Close it there first.').format(name=str(path))
        )


def _export(engine: Any, target: Path, password: str | None) -> None:
    engine.execute_sql("ATTACH DATABASE ? AS other KEY ?", (str(target), password or ""))
    engine.execute_sql("SELECT sqlcipher_export('other')").fetchall()
    for number in ("user_version", "application_id"):
        value = engine.execute_sql(f"PRAGMA main.{number}").fetchone()[0]
        engine.execute_sql(f"PRAGMA other.{number} = {value}")
    engine.execute_sql("DETACH DATABASE other")
