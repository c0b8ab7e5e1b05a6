"""Disks that are plugged in and out, and what on them is newer than this program."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Final, NamedTuple

from models.errors import UserError
from models.i18n import tr
from models.marks import FILE
from models.version import CHECKSUMS, VERSION, newer_installer

_MOUNTS: Final = (Path("/media"), Path("/run/media"), Path("/mnt"))
_FOLDERS: Final = ("", "yuanba", "Yuanba", "院坝")
"""Where on a stick an installer is looked for: at its top, or in a folder of one of these names."""

OWN_FOLDER: Final = "Yuanba"

_REMOVABLE, _FIXED = 2, 3  # how Windows calls disks; many a large stick says it were fixed


class Newer(NamedTuple):
    """An installer on a stick, and the version it installs."""

    file: Path
    version: str


def roots() -> frozenset[Path]:
    """The top folders of disks that were plugged in, the system's own left out; quick, and touches no network."""
    if sys.platform == "win32":
        return frozenset(_windows_drives())
    found = set()
    for mount in _MOUNTS:
        with contextlib.suppress(OSError):
            for one in mount.iterdir():
                # Sticks lie in a folder of the user's name, or right there.
                found |= {inner for inner in (one, *_inside(one)) if os.path.ismount(inner)}
    return frozenset(found)


def removable(root: Path) -> bool:
    """Whether a disk is made to be taken out, as far as the system says."""
    if sys.platform != "win32":
        return True
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(str(root))) == _REMOVABLE  # type: ignore[attr-defined,unused-ignore]


def identity(root: Path) -> str:
    """What a stick is known by when it is plugged in again: its volume's number, else where it appears."""
    if sys.platform == "win32":
        import ctypes

        number = ctypes.c_uint32()
        asked = ctypes.windll.kernel32.GetVolumeInformationW  # type: ignore[attr-defined,unused-ignore]
        if asked(str(root), None, 0, ctypes.byref(number), None, None, None, 0):
            return f"{number.value:08X}"
    return str(root)


def backup_folder(root: Path, stem: str) -> Path:
    """The folder of a stick for the copies of a file: where its copies lie already, else one of our own.

    It need not exist yet.
    """
    known = (root / name for name in _FOLDERS if (root / name / f"{stem}-{FILE}").is_file())
    return next(known, root / OWN_FOLDER)


def folders(root: Path) -> list[Path]:
    """Where on a stick copies of a file may lie: at its top, or in a folder of ours. They need not exist."""
    return [root / name for name in _FOLDERS]


def has_room(root: Path, size: int) -> bool:
    """Whether a disk can be written to and has room for so many bytes, and as many again to write safely."""
    try:
        return os.access(root, os.W_OK) and shutil.disk_usage(root).free > 2 * size
    except OSError:
        return False


def newer_on(root: Path, current: str = VERSION) -> Newer | None:
    """The newest installer on a disk that is newer than this program, or None."""
    best: Newer | None = None
    for name in _FOLDERS:
        folder = root / name
        files = {file.name: file for file in _inside(folder)}
        found = newer_installer(files, current=best.version if best else current)
        if found is not None:
            best = Newer(files[found[0]], found[1])
    return best


def fetch(newer: Newer, folder: Path) -> Path:
    """Copy an installer from a stick into ``folder``, held against the checksums beside it; returns the copy.

    Raises UserError when it cannot be read or its checksum is another: a damaged installer must not begin its work.
    """
    target = folder / newer.file.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(newer.file, target)
        listed = newer.file.with_name(CHECKSUMS)
        sums = dict(_pairs(listed.read_text(encoding="utf-8"))) if listed.is_file() else {}
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
    except (OSError, UnicodeDecodeError) as error:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise UserError(tr('"{name}" on the stick cannot be read.').format(name=newer.file.name)) from error
    if sums.get(newer.file.name, digest) != digest:
        target.unlink()
        raise UserError(
            tr('"{name}" on the stick is damaged: copy it there again.').format(name=newer.file.name)
        )
    return target


def _pairs(text: str) -> list[tuple[str, str]]:
    """The names and checksums of a list as ``sha256sum`` writes it."""
    lines = (line.split(maxsplit=1) for line in text.splitlines())
    return [(words[1].lstrip("*").strip(), words[0].lower()) for words in lines if len(words) == 2]


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _windows_drives() -> list[Path]:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    present = kernel.GetLogicalDrives()
    letters = (chr(ord("A") + number) for number in range(26) if present >> number & 1)
    own = os.environ.get("SYSTEMDRIVE", "C:").upper()
    drives = [f"{letter}:" for letter in letters if f"{letter}:" != own]
    return [
        Path(f"{drive}\\") for drive in drives if kernel.GetDriveTypeW(f"{drive}\\") in (_REMOVABLE, _FIXED)
    ]
