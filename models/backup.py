"""Copies of the whole file: made and verified, restored and verified, and checked where they stand.

Copying an open database file loses what its journal still holds and the copy looks sound all the same. So a copy is
written by the engine, opened again and compared with its original, and only then gets its name.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import peewee

from models import backup_copies, database, format, key_file, marks, second_place
from models.backup_copies import BY_HAND, Contents, folder_of, newest_sound
from models.database import (
    connect,
    current_password,
    current_path,
    integrity_faults,
    is_busy,
    looking_into,
    quick_faults,
    world_fault,
)
from models.errors import UserError
from models.files import APPLICATION_ID, MINE_ALONE, replacing, unwritable, writing_prefix
from models.i18n import plural, tr
from models.migrations import VERSION, migrate
from models.queries.desk import integrity, trail, trail_marks
from models.queries.desk.history import in_words
from models.queries.desk.recent_work import RecentWork, work_since
from models.rights import needs, require
from models.rules.desk import roles
from models.sealed_file import only_mine
from models.settings import setting
from models.unlocking import Unlocked, lies_open, unlocked
from models.verified_copy import engine_faults, journals, reopened, write_verified

_LOOKED_AT: Final = "looked-at"
_MEGABYTE: Final = 1_000_000


def back_up(target: Path | str | None = None, why: str = BY_HAND) -> Path:
    """Write a verified copy of the open file; returns where it is.

    ``target`` is a file that does not exist yet, or a folder; without one the copy goes into the folder ``backups``
    beside the file, where copies stay by their age (`models.backup_copies`), and into the second place if one was
    chosen and is there. ``why`` is one of `models.backup_copies.WHYS`. A file with a password keeps it in the copy.
    Raises UserError when the target exists, cannot be written, or the copy does not agree with its original; and, once
    the copy stands, when engine, ledger or trail of the file are not sound: such a copy counts for nothing.
    """
    if why == BY_HAND:
        require(roles.BACK_UP)
    path = current_path()
    assert path is not None
    database.db.obj.require_place()
    asked = None if target is None else Path(target)
    if asked is not None:
        with _writing(asked):
            asked.exists()
    goal, sound_goal = _goals(path, asked, why)
    _refuse_taken(goal)
    with replacing(goal, private=True) as unfinished:
        write_verified(unfinished, current_password())
        with reopened(unfinished, goal.name, current_password()) as copy, looking_into(copy):
            faults = _sentences(integrity.faults)
        _refuse_taken(goal)
    if not faults and goal != sound_goal:
        goal = goal.rename(sound_goal)
    if not faults:
        why_kept = marks.CARRIED if _elsewhere(goal, path) else marks.BACKED_UP
        marks.keep(why_kept, *((goal.parent,) if asked is None or asked.is_dir() else ()))
    key_file.spread(path, goal.parent)
    if asked is None:
        backup_copies.prune(path, goal.parent)
        second = second_place.write(path, goal)
        if second is not None and not faults:
            marks.keep(marks.CARRIED, second)
    if faults:
        raise UserError(
            tr(
                'The copy was written as "{name}", but the file is not sound: {fault} Older copies stay.'
            ).format(name=str(goal), fault=faults[0])
        )
    return goal


def back_up_before(why: str) -> str:
    """Keep a copy before something great is done to the open file; answers what is amiss with it, or "".

    None is made while nothing was entered that could be lost, nor where the cooperative wants no copies made by
    themselves. Raises UserError when the disk does not take it: it would not take what comes next either.
    """
    database.db.obj.require_writable()
    if not setting("backup.daily") or not work_since(0).days:
        return ""
    try:
        back_up(why=why)
    except UserError as refusal:
        if refusal.field == "target":
            raise
        return refusal.message
    return ""


def unsaved() -> bool:
    """Whether something was done in the open file that no sound copy beside it holds."""
    path = current_path()
    assert path is not None
    held = newest_sound(path) is not None
    return bool((not_backed_up(folder_of(path)) if held else work_since(0)).days)


def in_one_line(held: Contents) -> str:
    """What a copy holds, in one line."""
    words = [plural("{n} slip", "{n} slips", held.slips)]
    if held.until is not None:
        words.append(tr("until {day}").format(day=format.date(held.until)))
    if held.at is not None:
        last = in_words(held.operation, held.arguments)
        words.append(tr("last: {what}, {when}").format(what=last, when=format.moment(held.at)))
    words.append(tr("{size} MB").format(size=f"{held.size / _MEGABYTE:.1f}"))
    return " · ".join(words)


def back_up_into(folder: Path) -> Path:
    """Write a verified copy into a folder, which is made where it is not there yet; see `back_up`."""
    with _writing(folder):
        folder.mkdir(exist_ok=True)
    return back_up(folder)


def not_backed_up(folder: Path | None = None) -> RecentWork:
    """What was done since the last verified copy of the open file, or since the last one in a folder."""
    mark = marks.newest(marks.BACKED_UP, marks.CARRIED, folder=folder)
    return work_since(0 if mark is None else mark.operation)


def not_carried() -> RecentWork:
    """What was done since the last verified copy on another disk: what is lost with this one."""
    mark = marks.newest(marks.CARRIED)
    return work_since(0 if mark is None else mark.operation)


def _elsewhere(goal: Path, path: Path) -> bool:
    """Whether a copy lies on another disk than its file."""
    try:
        return goal.stat().st_dev != path.stat().st_dev
    except OSError:
        return False


@needs(roles.RESTORE)
def restore(
    backup: Path | str, target: Path | str, password: str | None = None, *, current: str | None = None
) -> Path | None:
    """Put a verified backup in the place of ``target``; returns where the replaced file is kept, if there was one.

    The backup itself is only read; ``password`` is whatever opens it, see `models.unlocking`, and the target too unless
    ``current`` does. Raises UserError when it is damaged, no file of ours, newer than the program, laid out otherwise
    or with a trail that does not hold, or when another program has the target open; the target is then as it was. What
    only its ledger does not bear out is told by `check` afterwards.
    """
    backup, target = Path(backup), Path(target).absolute()
    if not backup.is_file():
        raise UserError(tr('There is no file "{name}".').format(name=str(backup)), "backup")
    if target.is_dir():
        raise UserError(tr('"{name}" is a folder, not a Yuanba file.').format(name=str(target)), "target")
    if target.exists() and backup.samefile(target):
        raise UserError(
            tr('"{name}" is the file itself, not a copy of it.').format(name=str(backup)), "backup"
        )
    before = unlocked(target, password if current is None else current)
    found = Unlocked(None) if lies_open(backup) else unlocked(backup, password)
    password = found.passphrase
    with replacing(target, records=True) as unfinished:
        _take_over(backup, unfinished)
        try:
            mark = _verify(unfinished, backup.name, target, password)
            faults = _untrue(unfinished, backup.name, password)
        except peewee.DatabaseError as error:
            # What it says of its layout is not so.
            words = tr('"{name}" is damaged and was not restored.')
            raise UserError(words.format(name=backup.name), "backup") from error
        if faults:
            raise _refusal(backup, target, faults[0], password)
        if current_path() == target:
            database.close_database()
        kept = _put_aside(target, before.passphrase) if target.exists() else None
    if kept is not None and before.passphrase != found.passphrase:
        key_file.exchange(target, kept, found.held or key_file.beside(backup))
    elif found.held is not None:
        # Where the file itself was lost, its key file may lie there still, and open it.
        key_file.put_back(target, found.held)
    if mark is not None:
        marks.keep_restored(mark)
    return kept


def check() -> list[str]:
    """Everything wrong with the open file: the engine's own findings, the trail, the ledger; empty when it is sound."""
    return _sentences(integrity_faults, integrity.faults)


def quick_check() -> list[str]:
    """The damage that shows at once: pages that do not hold together, tables or triggers that are other than ours."""
    return _sentences(quick_faults, trail.laid_out)


def remarks() -> list[str]:
    """What a check says that is no fault of the file: what only another laptop can tell, and copies put back."""
    return [*trail.remarks(), *trail_marks.put_back()]


def _sentences(*questions: Callable[[], Iterable[str]]) -> list[str]:
    """What these find wrong; where a page cannot be read at all the engine stops instead of answering, and that too."""
    faults: list[str] = []
    try:
        for question in questions:
            faults += question()
    except Exception as error:
        fault = world_fault(error)
        if fault is None:
            raise
        faults.append(fault.message)
    return faults


def _goals(path: Path, target: Path | None, why: str) -> tuple[Path, Path]:
    """Where a copy is written, and where it stands once it was found sound."""
    if target is not None and not target.is_dir():
        return target.absolute(), target.absolute()
    folder = folder_of(path) if target is None else target
    with _writing(folder):
        if target is None:
            # The folder is ours: what copies there are, and from when, is nobody else's business either.
            only_mine(folder)
        else:
            folder.mkdir(exist_ok=True)
    names = [backup_copies.new_name(path, why, sound=sound) for sound in (False, True)]
    return folder / names[0], folder / names[1]


def _refuse_taken(goal: Path) -> None:
    if goal.exists():
        raise UserError(tr('"{name}" exists already. Choose another name.').format(name=str(goal)), "target")


def _verify(unfinished: Path, name: str, target: Path, password: str | None) -> marks.HeadMark | None:
    """Raise UserError when a copy must not come into the place of a file; else the copy's mark."""
    with reopened(unfinished, name, password) as copy:
        if copy.application_id != APPLICATION_ID or not copy.user_version:
            raise UserError(tr('"{name}" is not a Yuanba file.').format(name=name), "backup")
        if copy.user_version > VERSION:
            raise UserError(
                tr('"{name}" was written by a newer Yuanba. Update the program.').format(name=name), "backup"
            )
        if engine_faults(copy):
            raise UserError(tr('"{name}" is damaged and was not restored.').format(name=name), "backup")
        return marks.mark_of_copy(copy, target)


def _untrue(copy: Path, name: str, password: str | None) -> list[str]:
    """What layout and trail of a copy do not bear out, by sentences; one of an older layout is migrated aside first."""
    with tempfile.TemporaryDirectory(prefix=writing_prefix(), dir=copy.parent) as aside:
        with reopened(copy, name, password) as engine:
            older = engine.user_version < VERSION
        looked_at = Path(aside) / f"{_LOOKED_AT}{copy.suffix}" if older else copy
        if older:
            shutil.copyfile(copy, looked_at)
        with reopened(looked_at, name, password) as engine, looking_into(engine):
            if older:
                migrate(looked_at, fresh=False, password=password, keep=False)
            return _sentences(integrity.trail_faults)


def _refusal(backup: Path, target: Path, fault: str, password: str | None) -> UserError:
    """Why a copy was not put in its place; the only one there is comes to stand beside it, to be looked at."""
    refused = tr('"{name}" is not sound and was not put in its place: {fault}').format(
        name=backup.name, fault=fault
    )
    if newest_sound(target) is not None or _opens(target, password):
        return UserError(refused, "backup")
    beside = target.with_name(f"{target.stem}-unsound-{datetime.now():%Y%m%d-%H%M%S-%f}{target.suffix}")
    with replacing(beside, private=True) as unfinished:
        shutil.copyfile(backup, unfinished)
    only = tr('As there is no other copy, it lies beside it as "{name}", to be opened and looked at.')
    return UserError(f"{refused} {only.format(name=beside.name)}", "backup")


def _opens(path: Path, password: str | None) -> bool:
    """Whether there is a file that can be read from end to end."""
    if not path.is_file():
        return False
    try:
        with database.read_only(path, password) as engine:
            return not engine_faults(engine, links=False)
    except UserError:
        return False


def _take_over(backup: Path, unfinished: Path) -> None:
    """Copy the backup's bytes, and its journal's where somebody copied an open file by hand."""
    with _writing(unfinished):
        shutil.copyfile(backup, unfinished)
        journal = Path(f"{backup}-wal")
        if journal.is_file():
            mine = Path(f"{unfinished}-wal")
            shutil.copyfile(journal, mine)
            mine.chmod(MINE_ALONE)


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
        spare.chmod(MINE_ALONE)
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
