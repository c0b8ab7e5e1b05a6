"""The password of a file: set, changed or taken away, of the file and of every copy beside it.

The engine writes the file anew under the other password; it takes its place once it was opened and compared, so that a
cut at any moment leaves one whole file under one of the two passwords.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import peewee

from models import key_file
from models.backup_copies import made_of
from models.database import connect, is_busy, translated_faults, world_fault
from models.errors import UserError
from models.files import DISK_FULL, PAGE_BYTES, PLAIN_HEAD, replacing, unwritable
from models.i18n import tr
from models.key_file import EVERYONE, refuse_weak
from models.rights import needs, require
from models.rules.desk import roles
from models.rules.desk.recovery_code import engine_key
from models.sealed_file import seal_anew
from models.unlocking import Unlocked, opens, unlocked
from models.verified_copy import engine_faults, fingerprint, reopened

Progress = Callable[[int, int], object]


def change_password(
    path: Path, old: str | None, new: str | None, progress: Progress | None = None
) -> list[Path]:
    """Give a file that nobody has open, and its copies beside it, one password for all; None is none.

    ``old`` is any that opens it. Passwords of single people, and the recovery code, open it no more. Returns the copies
    that keep what they had: it is another than the file's, or they are damaged. Raises UserError when the password does
    not open the file, somebody has it open, or the disk does not take it; it is then as it was.
    """
    if new is not None:
        refuse_weak(new)
    kept = _rewrite_all(path, unlocked(path, old).passphrase, new, progress)
    key_file.settle(path, keep_old=bool(kept))
    return kept


def give_code(
    path: Path, old: str | None, password: str, label: str = EVERYONE, progress: Progress | None = None
) -> tuple[str, list[Path]]:
    """Lock a file that nobody has open, and its copies, with a new recovery code, and wrap that by a password.

    Every other password, and the code before, open it no more. Returns the code, and the copies that keep what they
    had. Raises UserError as `change_password` does.
    """
    passphrase = unlocked(path, old).passphrase
    code = key_file.new_code()
    key_file.begin(path, label, password, code)
    try:
        kept = _rewrite_all(path, passphrase, engine_key(code), progress)
    except BaseException:
        # Broken off among the copies, the file itself may be under the new code already.
        if opens(path, engine_key(code)):
            key_file.settle(path, keep_old=True)
        else:
            key_file.give_up(path)
        raise
    key_file.settle(path, keep_old=bool(kept))
    return code, kept


class Changed(NamedTuple):
    """The file's new recovery code, "" where it has none or keeps its own; and the copies that keep what they had."""

    code: str
    kept: list[Path]


def set_password(
    path: Path, by: Unlocked, new: str | None, *, sheet: bool, progress: Progress | None = None
) -> Changed:
    """Give whoever opened a file another password: with a recovery code where it has one, or ``sheet`` wants a new one.

    Where only his wrap changes the file may be open, and is not written. Raises UserError as `change_password`
    does, and when who is signed in may only change his own.
    """
    label = label_of(path, by)
    if new is None or sheet or not by.code or label == EVERYONE:
        # A password of one's own is everybody's own affair.
        require(roles.RESTORE)
    if new is not None and sheet:
        return Changed(*give_code(path, by.passphrase, new, label, progress))
    if new is not None and by.code:
        key_file.wrap(path, label, new, by.code)
        return Changed("", [])
    return Changed("", change_password(path, by.passphrase, new, progress))


@needs(roles.USERS)
def give_password(path: Path, label: str, new: str, by: Unlocked) -> None:
    """Let a user open a file by a password of his own; ``by`` is what somebody proved that he may open it with.

    Raises UserError (field: new) for a password that is soon guessed, and where the file has one password for all.
    """
    if not by.code:
        raise UserError(
            tr(
                "The file has one password for all. Set it anew with a recovery sheet; then each may have one."
            ),
            "new",
        )
    key_file.wrap(path, label, new, by.code)


def label_of(path: Path, by: Unlocked) -> str:
    """Whose password is changed: his who opened the file; by the recovery code, the only one's there is."""
    labels = key_file.labels(path)
    if by.label in labels:
        return by.label
    return labels[0] if len(labels) == 1 else EVERYONE


def _rewrite_all(path: Path, old: str | None, new: str | None, progress: Progress | None) -> list[Path]:
    """Write a file and its copies under what the engine takes as password; returns the copies that keep theirs."""
    copies = made_of(path)
    _rewrite(path, old, new)
    seal_anew(path, old, new)
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
        # Until it is whole nothing of it counts; `replacing` has the disk take it all at the end.
        engine.execute_sql("PRAGMA other.journal_mode = OFF").fetchall()
        engine.execute_sql("PRAGMA other.synchronous = OFF")
        engine.execute_sql("SELECT sqlcipher_export('other')").fetchall()
        for number in ("user_version", "application_id"):
            value = engine.execute_sql(f"PRAGMA main.{number}").fetchone()[0]
            engine.execute_sql(f"PRAGMA other.{number} = {value}")
        engine.execute_sql("DETACH DATABASE other")
    except peewee.OperationalError as error:
        raise world_fault(error, path) or unwritable(path) from error
