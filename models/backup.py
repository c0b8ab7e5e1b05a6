"""Copies of the whole file: made and verified, restored and verified, and checked where they stand.

Copying an open database file loses what its journal still holds and the copy looks sound all the same. So a copy is
written by the engine, opened again and compared with its original, and only then gets its name.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import peewee

from models import database, marks
from models.database import (
    connect,
    current_path,
    integrity_faults,
    is_busy,
    world_fault,
)
from models.device import machine_mark
from models.errors import UserError
from models.files import APPLICATION_ID, replacing, unwritable
from models.i18n import tr
from models.migrations import VERSION
from models.queries.desk import integrity, trail, trail_marks
from models.verified_copy import engine_faults, journals, reopened, write_verified

KEEP: Final = 20
"""How many automatic copies of one laptop stay in the backup folder."""

_STAMP: Final = "%Y%m%d-%H%M%S-%f"


def back_up(target: Path | str | None = None) -> Path:
    """Write a verified copy of the open file; returns where it is.

    ``target`` is a file that does not exist yet, or a folder; without one the copy goes into the folder ``backups``
    beside the file, where the newest `KEEP` of this laptop stay. A file with a password keeps it in the copy. Raises
    UserError when the target exists, cannot be written, or the copy does not agree with its original.
    """
    path = current_path()
    assert path is not None
    goal = _goal(path, None if target is None else Path(target))
    if goal.exists():
        raise UserError(tr('"{name}" exists already. Choose another name.').format(name=str(goal)), "target")
    with replacing(goal) as unfinished:
        write_verified(unfinished, database.current_password())
        if goal.exists():
            raise UserError(
                tr('"{name}" exists already. Choose another name.').format(name=str(goal)), "target"
            )
    in_folder = target is None or Path(target).is_dir()
    marks.keep(marks.BACKED_UP, *((goal.parent,) if in_folder else ()))
    if target is None:
        _prune(path, goal.parent)
    return goal


def restore(backup: Path | str, target: Path | str, password: str | None = None) -> Path | None:
    """Put a verified backup in the place of ``target``; returns where the replaced file is kept, if there was one.

    The backup itself is only read. Raises UserError when it is damaged, no file of ours or newer than the program, or
    when another program has the target open; the target is then as it was.
    """
    backup, target = Path(backup), Path(target).absolute()
    if not backup.is_file():
        raise UserError(tr('There is no file "{name}".').format(name=str(backup)), "backup")
    if target.exists() and backup.samefile(target):
        raise UserError(
            tr('"{name}" is the file itself, not a copy of it.').format(name=str(backup)), "backup"
        )
    if current_path() == target:
        database.close_database()
    with replacing(target, records=True) as unfinished:
        _take_over(backup, unfinished)
        mark = _verify(unfinished, backup.name, target, password)
        kept = _put_aside(target, password) if target.exists() else None
    if mark is not None:
        marks.keep_restored(mark)
    return kept


def check() -> list[str]:
    """Everything wrong with the open file: the engine's own findings, the trail, the ledger; empty when it is sound."""
    faults: list[str] = []
    try:
        faults += integrity_faults()
        faults += integrity.faults()
    except Exception as error:
        # Where a page cannot be read at all the engine stops instead of answering.
        fault = world_fault(error)
        if fault is None:
            raise
        faults.append(fault.message)
    return faults


def remarks() -> list[str]:
    """What a check says that is no fault of the file: what only another laptop can tell, and copies put back."""
    return [*trail.remarks(), *trail_marks.put_back()]


def _goal(path: Path, target: Path | None) -> Path:
    if target is not None and not target.is_dir():
        return target.absolute()
    folder = path.parent / "backups" if target is None else target
    with _writing(folder):
        folder.mkdir(exist_ok=True)
    stamp = datetime.now().strftime(_STAMP)
    return folder / f"{path.stem}-{_laptop()}-{stamp}{path.suffix}"


def _laptop() -> str:
    """What tells the copies of one laptop from those of a colleague with a file of the same name."""
    return machine_mark()[:4]


def _prune(path: Path, folder: Path) -> None:
    ours = re.compile(re.escape(f"{path.stem}-{_laptop()}-") + r"\d{8}-\d{6}-\d{6}" + re.escape(path.suffix))
    now = f"{path.stem}-{_laptop()}-{datetime.now():{_STAMP}}{path.suffix}"
    # What the clock calls a copy of the future was made before the clock was set back, so it is older than any other.
    found = sorted(
        (file for file in folder.iterdir() if ours.fullmatch(file.name)),
        key=lambda f: (f.name <= now, f.name),
    )
    for old in found[:-KEEP]:
        # One that cannot be deleted now is deleted after the next backup.
        with contextlib.suppress(OSError):
            old.unlink()


def _verify(unfinished: Path, name: str, target: Path, password: str | None) -> marks.HeadMark | None:
    """Raise UserError when a copy must not come into the place of a file; else the copy's mark."""
    with reopened(unfinished, name, password) as copy:
        if copy.application_id != APPLICATION_ID:
            raise UserError(tr('"{name}" is not a Yuanba file.').format(name=name), "backup")
        if copy.user_version > VERSION:
            raise UserError(
                tr('"{name}" was written by a newer Yuanba. Update the program.').format(name=name), "backup"
            )
        if engine_faults(copy):
            raise UserError(tr('"{name}" is damaged and was not restored.').format(name=name), "backup")
        return marks.mark_of_copy(copy, target)


def _take_over(backup: Path, unfinished: Path) -> None:
    """Copy the backup's bytes, and its journal's where somebody copied an open file by hand."""
    with _writing(unfinished):
        shutil.copyfile(backup, unfinished)
        journal = Path(f"{backup}-wal")
        if journal.is_file():
            shutil.copyfile(journal, Path(f"{unfinished}-wal"))


def _put_aside(target: Path, password: str | None) -> Path:
    """Keep the file that is being replaced, with its journal; returns its new name."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    plain = target.with_name(f"{target.stem}-replaced-{stamp}{target.suffix}")
    kept, again = plain, 2
    while kept.exists():
        kept = plain.with_stem(f"{plain.stem}-{again}")
        again += 1
    with _writing(target):
        _put_journal_aside(target, kept, password)
        try:
            os.link(target, kept)
        except OSError:
            # A stick's file system has no links; the name is then missing for a moment.
            target.rename(kept)
    return kept


def _put_journal_aside(target: Path, kept: Path, password: str | None) -> None:
    """Fold the journal into the file that is replaced, or keep it beside it where the file is too damaged for that.

    Left where it is, it would be played into the file that comes next.
    """
    journal, spare = Path(f"{target}-wal"), Path(f"{kept}-wal")
    if journal.exists():
        shutil.copyfile(journal, spare)
    folded = in_use = False
    with contextlib.suppress(UserError):
        engine = connect(target, password)
        try:
            engine.execute_sql("PRAGMA busy_timeout = 500")
            # The engine gives the journal up only when nobody else has the file open.
            folded = engine.execute_sql("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
            in_use = not folded
        except peewee.DatabaseError as error:
            in_use = is_busy(error)
        finally:
            engine.close()
    if folded or in_use:
        spare.unlink(missing_ok=True)
    if in_use:
        raise UserError(
            tr('"{name}" is open in another window of Yuanba. Close it there first.').format(name=str(target))
        )
    for leftover in journals(target):
        leftover.unlink(missing_ok=True)


@contextlib.contextmanager
def _writing(target: Path) -> Any:
    try:
        yield
    except OSError as error:
        raise unwritable(target, error) from error
