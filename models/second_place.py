"""The second place for copies: a folder on a stick or another disk, chosen on this laptop for a file.

What every copy beside the file is worth ends with the disk it lies on. The second place is written whenever it is
there; when it was missing for `MISSED_DAYS`, that is told.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from models import backup_copies, key_file, sticks
from models.device import home
from models.errors import UserError
from models.files import replacing
from models.i18n import tr
from models.sealed_file import only_mine

MISSED_DAYS: Final = 7
FILE: Final = "second-places.json"

_log = logging.getLogger("yuanba.backup")


class SecondPlace(NamedTuple):
    """The folder, and the day something was written there last (the day it was chosen, until then)."""

    folder: str
    written: str

    def missed(self, today: date) -> int:
        """For how many days nothing was written there."""
        return (today - date.fromisoformat(self.written)).days


def chosen(path: Path) -> SecondPlace | None:
    """The second place of a file, or None."""
    kept = _read().get(_key(path))
    return None if kept is None else SecondPlace(kept["folder"], kept["written"])


def choose(path: Path, folder: Path | None) -> None:
    """Choose the second place of a file, or none any more.

    Raises UserError when it is the folder the copies lie in anyway, or cannot be written.
    """
    places = _read()
    if folder is None:
        places.pop(_key(path), None)
    else:
        found = folder.resolve()
        if found in (backup_copies.folder_of(path).resolve(), path.parent.resolve()):
            raise UserError(tr("The copies lie there already. Choose a folder on another disk."), "folder")
        if not found.is_dir():
            raise UserError(tr('There is no folder "{name}".').format(name=str(folder)), "folder")
        with contextlib.suppress(OSError):
            # A folder that was made for the copies is nobody else's; one with other things in it stays as it is.
            if not found.is_mount() and not any(found.iterdir()):
                only_mine(found)
        places[_key(path)] = SecondPlace(str(found), date.today().isoformat())._asdict()
    _write(places)


def reachable(path: Path) -> list[Path]:
    """Every folder elsewhere in which copies of a file lie now: the second place, and sticks that were never chosen."""
    folder = present(path)
    found = [] if folder is None else [folder]
    for root in sorted(sticks.roots()):
        found += [one for one in sticks.folders(root) if one.is_dir()]
    here = {backup_copies.folder_of(path).resolve()}
    return list({one.resolve(): one for one in found if one.resolve() not in here}.values())


def present(path: Path) -> Path | None:
    """The folder of the second place where it can be reached now, under another letter of its disk perhaps."""
    place = chosen(path)
    if place is None:
        return None
    folder = Path(place.folder)
    if folder.is_dir():
        return folder
    inside = folder.relative_to(folder.anchor)
    # Windows gives a stick another letter when something else was plugged in first.
    moved = (root / inside for root in sticks.roots() if os.name == "nt")
    return next((one for one in moved if one.is_dir()), None)


def write(path: Path, copy: Path) -> Path | None:
    """Put a copy into the second place too, compared byte by byte; answers the folder where it stands, else None.

    A place that is missing or full is no fault of the copy: it is told when it lasts.
    """
    folder = present(path)
    if folder is None:
        return None
    try:
        with replacing(folder / copy.name, private=True) as unfinished:
            shutil.copyfile(copy, unfinished)
            if _digest(unfinished) != _digest(copy):
                raise OSError("the copy reads back otherwise")
    except (OSError, UserError):
        _log.warning("the second place could not be written", exc_info=True)
        return None
    key_file.spread(path, folder)
    backup_copies.prune(path, folder)
    places = _read()
    places[_key(path)] = SecondPlace(str(folder), date.today().isoformat())._asdict()
    with contextlib.suppress(UserError):
        _write(places)
    return folder


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _key(path: Path) -> str:
    return os.path.normcase(path.absolute())


def _read() -> dict[str, dict[str, str]]:
    try:
        kept = json.loads((home() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: one for key, one in kept.items() if _readable(one)} if isinstance(kept, dict) else {}


def _readable(kept: object) -> bool:
    """Whether an entry names a folder and a day; what somebody wrote there by hand counts for nothing."""
    if not isinstance(kept, dict):
        return False
    folder, written = kept.get("folder"), kept.get("written")
    try:
        date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        return False
    return isinstance(folder, str) and Path(folder).is_absolute()


def _write(places: dict[str, dict[str, str]]) -> None:
    with replacing(home() / FILE) as unfinished:
        unfinished.write_text(json.dumps(places, ensure_ascii=False, indent=1), encoding="utf-8")
