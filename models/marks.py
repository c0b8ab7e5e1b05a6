"""The marks of a file that are kept outside it: on this laptop, and in the folder of its backups.

A mark is the head of the chain at some moment. Whoever cuts the newest operations off, or writes the file anew, leaves
marks behind that its chain no longer holds. Each line of a record tells when, the file (by its first operation), the
newest operation, its link, why it was kept, and of which path.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import peewee

from models.database import current_path, db
from models.device import home
from models.files import mine_alone

CLOSED, BACKED_UP, CARRIED, LOCKED, RESTORED = "closed", "backup", "carried", "locked", "restored"
"""Why a mark was kept. `CARRIED` is a backup on another disk than the file's.

One of `RESTORED` says that what came after it was put aside knowingly.
"""

FILE: Final = "marks.txt"
_COLUMNS: Final = 6
_log = logging.getLogger("yuanba.marks")
_last: dict[Path, tuple[str, str]] = {}


class HeadMark(NamedTuple):
    """The newest operation of a file at some moment, and its link."""

    at: str
    first: int
    operation: int
    link: str
    why: str
    path: str


def keep(why: str, *folders: Path) -> None:
    """Keep the mark of the open file on this laptop and in ``folders``; a record that cannot be written is no fault."""
    path = current_path()
    mark = None if path is None else _newest(db.obj, why, path)
    if path is None or mark is None:
        return
    # A copy is told by its own mark, whatever that operation was marked for before.
    if _last.get(path) != (mark.link, why):
        _write(home() / FILE, mark)
        _last[path] = (mark.link, why)
    for folder in folders:
        _write(folder / f"{path.stem}-{FILE}", mark)


def keep_on_closing() -> None:
    """Keep the mark when a file is closed that was written to, be it damaged or not."""
    if db.obj.marked:
        with contextlib.suppress(peewee.DatabaseError):
            keep(CLOSED)


def mark_of_copy(engine: Any, target: Path) -> HeadMark | None:
    """The mark of a copy that is to be put in the place of a file; None when nothing was ever done in it."""
    return _newest(engine, RESTORED, target)


def keep_restored(mark: HeadMark) -> None:
    """Note that a copy was put in its place: later marks of the file were put aside with what it replaced."""
    target = Path(mark.path)
    _last.pop(target, None)
    _write(home() / FILE, mark)
    beside = _beside(target)
    if beside.is_file():
        _write(beside, mark)


def newest(*whys: str, folder: Path | None = None) -> HeadMark | None:
    """The newest mark of the open file that was kept for one of these reasons, on this laptop or in a folder."""
    path = current_path()
    if path is None:
        return None
    first, found = _first(db.obj), None
    record = home() / FILE if folder is None else folder / f"{path.stem}-{FILE}"
    for mark in _read(record):
        here = folder is not None or mark.path == str(path)
        if mark.first == first and here and mark.why == RESTORED:
            # What was done after it is not in the file.
            found = None if found is not None and found.operation > mark.operation else found
        elif mark.first == first and here and mark.why in whys:
            found = mark
    return found


def missing() -> Iterator[HeadMark]:
    """Of each record the first mark that the chain of the open file does not hold, though it did."""
    path = current_path()
    if path is None:
        return
    for record in (home() / FILE, _beside(path)):
        kept: list[HeadMark] = []
        for mark in _read(record):
            if record.parent == home() and mark.path != str(path):
                continue
            if mark.why == RESTORED:
                kept = [one for one in kept if one.operation <= mark.operation]
            kept.append(mark)
        yield from _lost(kept)


def restored_marks() -> Iterator[HeadMark]:
    """When the open file was put back from a copy on this laptop, as far as its record says."""
    path, first = current_path(), _first(db.obj)
    for mark in _read(home() / FILE):
        if mark.why == RESTORED and mark.first == first and mark.path == str(path):
            yield mark


def other_file() -> HeadMark | None:
    """The newest mark of another file that stood at this path, unless a copy was put in its place by the program."""
    path, first = current_path(), _first(db.obj)
    found = None
    for mark in _read(home() / FILE):
        if mark.path == str(path) and mark.first != first:
            found = mark
        elif mark.path == str(path) and mark.why == RESTORED:
            found = None
    return found


def _lost(kept: list[HeadMark]) -> Iterator[HeadMark]:
    first = _first(db.obj)
    asked = json.dumps([mark.operation for mark in kept])
    query = "SELECT id, hash FROM operation WHERE id IN (SELECT value FROM json_each(?))"
    links = dict(db.execute_sql(query, (asked,)).fetchall()) if kept else {}
    for mark in kept:
        # Another cooperative's file may have stood there before.
        if mark.first == first and links.get(mark.operation) != mark.link:
            yield mark
            return


def _newest(engine: Any, why: str, path: Path) -> HeadMark | None:
    head = engine.execute_sql("SELECT id, hash FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    if head is None:
        return None
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return HeadMark(now, _first(engine), int(head[0]), str(head[1]), why, str(path))


def _first(engine: Any) -> int:
    return int(engine.execute_sql("SELECT coalesce(min(id), 0) FROM operation").fetchone()[0])


def _beside(path: Path) -> Path:
    return path.parent / "backups" / f"{path.stem}-{FILE}"


def _write(record: Path, mark: HeadMark) -> None:
    try:
        with open(record, "a", encoding="utf-8", newline="\n", opener=mine_alone) as lines:
            lines.write("\t".join(map(str, mark)) + "\n")
    except OSError:
        _log.warning("the mark of a file could not be kept", exc_info=True)


def _read(record: Path) -> Iterator[HeadMark]:
    try:
        lines = record.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        at, *rest = line.split("\t", _COLUMNS - 1)
        if len(rest) == _COLUMNS - 1 and rest[0].isdecimal() and rest[1].isdecimal():
            yield HeadMark(at, int(rest[0]), int(rest[1]), *rest[2:])
