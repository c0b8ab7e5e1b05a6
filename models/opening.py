"""Opening a file: its journal looked at, its tables made or migrated, its keys continued."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from peewee import DatabaseError

from models import key_file, marks, signed_in
from models.backup_copies import copies, folder_of
from models.database import (
    before_closing,
    close_database,
    connect,
    connect_reading,
    db,
    translated_faults,
)
from models.device import last_key, machine_number
from models.errors import UserError
from models.files import MINE_ALONE, PAGE_BYTES, sweep, unwritable, write_protected
from models.i18n import tr
from models.journal import refuse_strange
from models.keys import keys
from models.migrations import migrate
from models.unlocking import Unlocked, unlocked
from models.verified_copy import journals

_opened: tuple[Path, Unlocked] | None = None


def opened_as() -> str:
    """The label whose password opened the file that was opened last; "" where it has one for all, or none."""
    return "" if _opened is None else _opened[1].label


def opened_by() -> Unlocked | None:
    """What opened the file that was opened last; None where none was, or it has no password."""
    return None if _opened is None else _opened[1]


def open_database(path: Path | str, password: str | None = None, *, create: bool = True) -> None:
    """Open a file, make or migrate its tables and bind them.

    ``password`` is whatever opens it: somebody's own, the recovery code, or the one for all (`models.unlocking`).
    Raises UserError when the file is absent or empty (and ``create`` is off), emptied, foreign, newer than the
    program, or in use.
    """
    path = Path(path).absolute()
    close_database()
    if not path.exists():
        if not create:
            raise UserError(tr('There is no file "{name}".').format(name=str(path)))
        if not path.parent.is_dir():
            raise UserError(tr('There is no folder "{name}".').format(name=str(path.parent)))
    elif path.is_dir():
        raise UserError(tr('"{name}" is a folder, not a Yuanba file.').format(name=str(path)))
    for folder in (path.parent, folder_of(path)):
        sweep(folder)
    found = unlocked(path, password)
    password = found.passphrase
    refuse_strange(path, password)
    made = _make(path)
    # Also a file on a disk that is write-protected can be looked at.
    reads = not made and write_protected(path)
    try:
        with translated_faults(path):
            engine = (connect_reading if reads else connect)(path, password)
            fresh = not engine.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if fresh and not made:
                _refuse_emptied(path, engine, create)
    except BaseException:
        if made:
            _remove_empty(path)
        raise
    db.initialize(engine)
    try:
        with translated_faults():
            migrate(path, fresh=fresh, password=password)
            keys.start(machine_number(), last_key())
            signed_in.opened(path)
        engine.notice_place()
        if not reads:
            _drop_spent_journal(path)
        before_closing.add(marks.keep_on_closing)
        _remember(path, found)
    except BaseException:
        # Another copy of the program may have filled it meanwhile.
        empty = made and _still_empty()
        close_database()
        if empty:
            _remove(path)
        elif made:
            _remove_empty(path)
        raise


def _refuse_emptied(path: Path, engine: Any, create: bool) -> None:
    """Raise UserError for a file with nothing in it that once held something, or that nobody wants begun.

    The program may have been killed while it made the file: one without any backup is begun again.
    """
    if create and not copies(path, folder_of(path)):
        return
    engine.close()
    raise UserError(
        tr('"{name}" is empty: nothing is in it. Restore the latest backup.').format(name=path.name)
    )


def _remember(path: Path, found: Unlocked) -> None:
    """Note who opened a file, and lay a key file beside it that was missing there."""
    global _opened
    if _opened is None or _opened[0] != path or _opened[1].passphrase != found.passphrase or found.label:
        _opened = path, found
    if found.held is not None:
        # From a disk that takes nothing the file can be read all the same.
        with contextlib.suppress(UserError):
            key_file.put_back(path, found.held)


def _make(path: Path) -> bool:
    """Make an empty file where there is none; answers whether this copy of the program made it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MINE_ALONE))
    except FileExistsError:
        return False
    except OSError as error:
        raise unwritable(path, error) from error
    return True


def _drop_spent_journal(path: Path) -> None:
    """Remove what is left of a change of the file's password that was broken off; the engine took back what it held."""
    with contextlib.suppress(OSError):
        Path(f"{path}-journal").unlink(missing_ok=True)


def _remove_empty(path: Path) -> None:
    """Remove a file that was just made where the disk has not even room to ask what is in it."""
    with contextlib.suppress(OSError):
        # What somebody else puts into it takes more than the page that says how it is laid out.
        if path.stat().st_size <= PAGE_BYTES:
            _remove(path)


def _remove(path: Path) -> None:
    for leftover in (path, *journals(path)):
        leftover.unlink(missing_ok=True)


def _still_empty() -> bool:
    """Whether nobody has put anything into the open file."""
    try:
        return not db.obj.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except DatabaseError:
        return False
