"""The copies of a file in a folder: how they are named, which of them stay, and what each holds.

A copy's name says of which file, by which laptop, when and why it was made, and whether it was sound:
``yuanba-3f9c-81d2ab07c1-20261130-181502-000000-lock.db``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from models import database
from models.database import current_path, db, read_only
from models.device import machine_mark
from models.errors import UserError
from models.files import APPLICATION_ID
from models.i18n import mark, tr
from models.rules.desk.backup_ages import Dated, staying

CLOCK, BY_HAND, CLOSING = "", "hand", "closing"
LOCK, IMPORT, MIGRATION, RESTORE = "lock", "import", "migration", "restore"
WHYS: Final = {
    CLOCK: mark("by itself"),
    BY_HAND: mark("by hand"),
    CLOSING: mark("on closing"),
    LOCK: mark("before locking pay"),
    IMPORT: mark("before or after an import"),
    MIGRATION: mark("before the program's update"),
    RESTORE: mark("before a restore"),
}
"""Why a copy was made, as its name says it, and in words."""

UNSOUND: Final = "unsound"
"""In the name of a copy of a file whose engine, ledger and trail did not agree; it never pushes out a sound one."""

_STAMP: Final = "%Y%m%d-%H%M%S-%f"
_ANY: Final = "[0-9a-f]"
_OF_LAPTOP, _OF_FILE, _OF_PLACE = 4, 6, 4


class Copy(NamedTuple):
    """A copy as its name tells of it."""

    path: Path
    made: datetime
    why: str
    sound: bool


class Contents(NamedTuple):
    """What a copy holds: the days of its slips, how many are not void, its newest operation and when, its bytes."""

    since: date | None
    until: date | None
    slips: int
    operation: str
    arguments: str
    at: datetime | None
    size: int


def folder_of(path: Path) -> Path:
    """Where the copies of a file are kept beside it."""
    return path.parent / "backups"


def new_name(path: Path, why: str, *, sound: bool = True) -> str:
    """The name of a copy made now."""
    words = [path.stem, _laptop(), _tag(path), datetime.now().strftime(_STAMP), why, "" if sound else UNSOUND]
    return "-".join(word for word in words if word) + path.suffix


def before_migration(path: Path, version: int) -> Path:
    """Where a file is kept as it was before a newer program changes its layout: beside it, and for good."""
    return path.with_name(f"{path.stem}-before-v{version}-{datetime.now():{_STAMP}}{path.suffix}")


def copies(path: Path, folder: Path) -> list[Copy]:
    """The copies of a file that this laptop put into a folder, the newest first.

    What the clock calls a copy of the future was made before the clock was set back: it comes last. Copies of before
    copies told of which file they are count in the folder beside the file only.
    """
    ours = re.compile(
        rf"{re.escape(path.stem)}-{_laptop()}{_matching(path, folder)}-(?P<made>\d{{8}}-\d{{6}}-\d{{6}})"
        rf"(?:-(?P<why>{'|'.join(filter(None, WHYS))}))?(?P<unsound>-{UNSOUND})?{re.escape(path.suffix)}"
    )
    found = [
        Copy(file, made, told["why"] or "", told["unsound"] is None)
        for file, told, made in _named(folder, ours)
    ]
    return _newest_first(found)


def all_copies(path: Path, *folders: Path) -> list[Copy]:
    """The copies of a file beside it, of before its migrations, and in other folders; the newest first."""
    found = [one for folder in (folder_of(path), *folders) for one in copies(path, folder)]
    migrated = re.compile(
        rf"{re.escape(path.stem)}-before-v\d+-(?P<made>\d{{8}}-\d{{6}}(?:-\d{{6}})?){re.escape(path.suffix)}"
    )
    found += [Copy(file, made, MIGRATION, True) for file, _, made in _named(path.parent, migrated)]
    return _newest_first(found)


def made_of(path: Path) -> list[Path]:
    """Every file the program made of a file, by whatever laptop: copies, what a restore or an update put aside.

    Another cooperative's file that only begins with the same letters is none of them.
    """
    stem, ending = re.escape(path.stem), re.escape(path.suffix)
    stamp = r"\d{8}-\d{6}(?:-\d+)?"
    copied = re.compile(
        rf"{stem}-{_ANY * _OF_LAPTOP}(?:-{_ANY * (_OF_FILE + _OF_PLACE)})?-{stamp}(?:-[a-z]+)*{ending}"
    )
    aside = re.compile(rf"{stem}-(?:(?:before-v\d+|replaced|{UNSOUND})-{stamp}|{stamp}-found){ending}")
    found = []
    for folder, pattern in ((folder_of(path), copied), (path.parent, aside)):
        if folder.is_dir():
            found += [one for one in sorted(folder.iterdir()) if pattern.fullmatch(one.name)]
    return found


def is_copy(path: Path) -> bool:
    """Whether a file is named as backups are: by the moment it was made."""
    return re.search(r"-\d{8}-\d{6}", path.stem) is not None


def made_at(copy: Path) -> datetime:
    """When a copy was made: as its name says it, else when the file was last written. Raises OSError."""
    told = re.search(r"\d{8}-\d{6}", copy.name)
    if told is not None:
        with contextlib.suppress(ValueError):
            return datetime.strptime(told[0], "%Y%m%d-%H%M%S")
    return datetime.fromtimestamp(copy.stat().st_mtime)


def newest_sound(path: Path, *folders: Path) -> Copy | None:
    """The newest copy of a sound file, in the folder beside it or in others; None where there is none."""
    return next((one for one in all_copies(path, *folders) if one.sound), None)


def _named(folder: Path, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str], datetime]]:
    """The files of a folder whose names are of a pattern, and when they were made by it."""
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            told = pattern.fullmatch(file.name)
            if told is not None:
                made = told["made"] if told["made"].count("-") > 1 else told["made"] + "-000000"
                with contextlib.suppress(ValueError):
                    yield file, told, datetime.strptime(made, _STAMP)


def _newest_first(found: list[Copy]) -> list[Copy]:
    now = datetime.now()
    return sorted(found, key=lambda one: (one.made <= now, one.made), reverse=True)


def prune(path: Path, folder: Path) -> None:
    """Delete the copies of a file that have grown too old (`backup_ages`); one in use is left for the next time."""
    now = datetime.now()
    for sound in (True, False):
        pool = {Dated(one.made, one.why): one.path for one in copies(path, folder) if one.sound is sound}
        for dated in pool.keys() - staying(pool.keys(), now, (LOCK,)):
            with contextlib.suppress(OSError):
                pool[dated].unlink()


def contents(path: Path, password: str | None = None) -> Contents:
    """What a copy holds, read without changing it. Raises UserError when it is no file of ours or does not open."""
    with read_only(path, password) as engine, database.translated_faults():
        tables = {row[0] for row in engine.execute_sql("SELECT name FROM sqlite_master").fetchall()}
        if engine.application_id != APPLICATION_ID or not {"voucher", "operation"} <= tables:
            raise UserError(tr('"{name}" is not a Yuanba file.').format(name=path.name), "backup")
        since, until, slips = _row(
            engine, "SELECT min(date), max(date), count(*) FROM voucher WHERE voided_on IS NULL"
        )
        newest = _row(engine, "SELECT title, arguments, at FROM operation ORDER BY id DESC LIMIT 1")
    title, arguments, at = newest or ("", "", None)
    return Contents(_day(since), _day(until), slips, title, arguments, moment(at), path.stat().st_size)


def _row(engine: Any, sql: str) -> Any:
    return engine.execute_sql(sql).fetchone()


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None


def moment(words: str | None) -> datetime | None:
    """When an operation was done, by the clock on the wall here."""
    return datetime.fromisoformat(words).astimezone().replace(tzinfo=None) if words else None


def _laptop() -> str:
    """What tells the copies of one laptop from those of a colleague with a file of the same name."""
    return machine_mark()[:_OF_LAPTOP]


def _tag(path: Path) -> str:
    """What tells copies of two files of one name apart: by the first thing done in a file, and by where it stands."""
    first = db.execute_sql("SELECT coalesce(min(id), 0) FROM operation").fetchone()[0]
    return _digest(first)[:_OF_FILE] + _place(path)


def _matching(path: Path, folder: Path) -> str:
    """The pattern of the tags that count for a file. In the folder beside it, it stood elsewhere before it was moved.

    Of a file that is not open, damaged perhaps, nobody can tell what was first done in it.
    """
    file = _tag(path)[:_OF_FILE] if current_path() == path else _ANY * _OF_FILE
    if folder == folder_of(path):
        return f"(?:-{file}{_ANY * _OF_PLACE})?"
    return f"-{file}{_place(path)}"


def _place(path: Path) -> str:
    return _digest(os.path.normcase(path.absolute()))[:_OF_PLACE]


def _digest(told: object) -> str:
    return hashlib.sha256(str(told).encode()).hexdigest()
