"""Writing a file all or nothing: beside its target under another name, put in its place when it is complete."""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from models import protected_file
from models.errors import UserError
from models.i18n import mark, tr

DISK_FULL: Final = mark('The disk under "{name}" is full. Free some space and do it again.')
DISK_GONE: Final = mark('The disk under "{name}" does not answer. Is the stick still plugged in?')

WRITING: Final = ".writing-"
"""How what is still being written is called; the number of the process that writes it follows."""
_HOST: Final = zlib.crc32(platform.node().encode())
_DAY: Final = 86_400
_LEAST_ROOM: Final = 65_536
_MAY_WAIT: Final = 0x0010_0000
"""The right Windows is asked for to see whether a process has ended."""
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_GONE: Final = {errno.EIO, errno.ENXIO, errno.ENODEV}
_PROTECTED: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_SHARED: Final = {32, 33}
"""How Windows says that another program has a file, or a part of it, for itself."""
_WRITE_PROTECTED: Final = 19  # how Windows calls it
_PROGRAM: Final = Path(__file__).resolve().parent.parent
RESOURCES: Final = _PROGRAM / "resources"


FILE_ENDINGS: Final = (".yuanba", ".db")
"""What the name of a cooperative's file ends in; the first is Yuanba's own, which a double click opens."""

APPLICATION_ID: Final = 0x59424131  # "YBA1": tells our files from any other SQLite file
_ID_AT: Final = 68
"""Where SQLite's own head of a file keeps that number."""
PAGE_BYTES: Final = 4096
MINE_ALONE: Final = 0o600
"""Only the user may read and write; on Windows the user's profile says who may."""
PLAIN_HEAD: Final = b"SQLite format 3\0"
"""How a file without a password begins."""
JOURNALS: Final = ("-wal", "-shm")
"""What stands beside a file while it is open, and after a crash."""


_NOT_IN_NAMES: Final = dict.fromkeys(map(ord, '<>:"/\\|?*'), "-")


def file_name(words: str) -> str:
    """Words as the name of a file that every system takes."""
    return words.translate(_NOT_IN_NAMES)


@contextlib.contextmanager
def replacing(target: Path, *, records: bool = False, private: bool = False) -> Iterator[Path]:
    """A path to write to, which becomes ``target`` when the block ends well and vanishes when it does not.

    ``private``: only the user may read it. Raises UserError (field: target) when the folder is missing, the file is
    open in another program, or holds a cooperative's records; only a restore replaces those (``records``).
    """
    with replacing_all([target], records=records, private=private) as (unfinished,):
        yield unfinished


@contextlib.contextmanager
def replacing_all(
    targets: Sequence[Path], *, records: bool = False, private: bool = False
) -> Iterator[list[Path]]:
    """Paths to write to, which become ``targets`` all together when the block ends well, or none of them.

    When one cannot be put in its place, those before it are put back as they were. Raises UserError (field: target).
    """
    unfinished: list[Path] = []
    current = targets[0]
    try:
        for current in targets:
            _refuse_device(current)
            if not records:
                refuse_records(current)
        # The targets stay untouched until the last moment, so a reader never sees half a file.
        for current in targets:
            unfinished.append(_beside(current))
        with protected_file.written_to(targets):
            yield unfinished
        for place, made in enumerate(unfinished):
            current = targets[place]
            with made.open("rb+") as stream:
                os.fsync(stream.fileno())
            made.chmod(MINE_ALONE if records or private else 0o644)
        _put_in_place(list(zip(unfinished, targets, strict=True)))
    except _NotPlaced as error:
        raise unwritable(error.target, error.fault) from error
    except Exception as error:
        fault = _of_the_disk(error)
        if fault is None:
            raise
        raise unwritable(current, fault) from error
    finally:
        for made in unfinished:
            made.unlink(missing_ok=True)


@contextlib.contextmanager
def withdrawn(*targets: Path) -> Iterator[None]:
    """What is written to these files inside goes again when the block ends badly; what stood there is put back.

    For what is written before the records say that it was.
    """
    kept: dict[Path, Path] = {}
    try:
        for target in targets:
            if target.is_file():
                try:
                    kept[target] = _beside(target)
                    _keep(target, kept[target])
                except OSError as error:
                    raise unwritable(target, error) from error
        try:
            yield
        except BaseException:
            for target in targets:
                with contextlib.suppress(OSError):
                    if target in kept:
                        kept[target].replace(target)
                    else:
                        target.unlink(missing_ok=True)
            raise
    finally:
        for spare in kept.values():
            spare.unlink(missing_ok=True)


def _keep(target: Path, spare: Path) -> None:
    """Have what a file holds under another name too; where the file system has no links it takes room."""
    try:
        spare.unlink()
        os.link(target, spare)
    except OSError:
        shutil.copy2(target, spare)


def refuse_records(target: Path) -> None:
    """Raise UserError (field: target) when something would be written over a cooperative's records."""
    if _holds_records(target):
        message = tr('"{name}" holds a cooperative\'s records. Choose another name.')
        raise UserError(message.format(name=str(target)), "target")


def _refuse_device(target: Path) -> None:
    """Raise UserError (field: target) for what is no file: put in its place, a file would take a device away."""
    if target.exists() and not target.is_file() and not target.is_dir():
        raise UserError(
            tr('"{name}" is no file that can be written over. Choose another name.').format(name=str(target)),
            "target",
        )


def refuse_taken(targets: Sequence[Path]) -> None:
    """Raise UserError (field: target) when a file stands where one would be written that nobody was asked about."""
    for target in targets:
        if target.exists():
            message = tr('"{name}" exists already. Choose another name.')
            raise UserError(message.format(name=str(target)), "target")


def refuse_same(targets: Sequence[Path]) -> None:
    """Raise UserError (field: target) when two files would be written to one place."""
    seen: set[str] = set()
    for target in targets:
        place = os.path.normcase(target.absolute())
        if place in seen:
            raise UserError(
                tr('Two files cannot both be "{name}". Choose another name.').format(name=str(target)),
                "target",
            )
        seen.add(place)


def _holds_records(path: Path) -> bool:
    """Whether a file is one of ours: by its head, by the journal beside it, or, with a password, by its pages.

    A name that a file's journal would have belongs to that file, whether the journal is there or not.
    """
    for beside in JOURNALS:
        if path.name.endswith(beside) and _holds_records(path.with_name(path.name.removesuffix(beside))):
            return True
    if not path.is_file():
        return False
    if any(Path(f"{path}{beside}").exists() for beside in JOURNALS):
        return True
    with path.open("rb") as file:
        head = file.read(PAGE_BYTES)
    if head.startswith(PLAIN_HEAD):
        return head[_ID_AT : _ID_AT + 4] == APPLICATION_ID.to_bytes(4, "big")
    return bool(head) and path.stat().st_size % PAGE_BYTES == 0 and _like_chance(head)


def _like_chance(page: bytes) -> bool:
    """Whether the bytes of a page are spread as by chance, which only encryption does: by their sum of squares.

    Of 4,096 bytes at random it comes to 255, give or take 23; a picture or an archive begins with marks of its own.
    """
    counts = [page.count(value) for value in range(256)]
    return sum((16 * count - len(page) // 16) ** 2 for count in counts) < 420 * len(page)


class _NotPlaced(Exception):
    def __init__(self, target: Path, fault: OSError) -> None:
        self.target, self.fault = target, fault


def _of_the_disk(error: Exception) -> OSError | None:
    """The fault of the disk in an error; those who write workbooks hand it on inside an error of their own."""
    return next((one for one in (error, *error.args) if isinstance(one, OSError)), None)


begun: set[Callable[[Path], object]] = set()
"""Told of each folder in which a file is begun."""


def _beside(target: Path) -> Path:
    for tell in begun:
        tell(target.parent)
    handle, name = tempfile.mkstemp(prefix=writing_prefix(), suffix=target.suffix, dir=target.parent)
    os.close(handle)
    return Path(name)


def writing_prefix() -> str:
    """How the name of what this process is still writing begins."""
    return f"{WRITING}{os.getpid()}-{_HOST:08x}-"


def sweep(folder: Path) -> None:
    """Delete what processes that were killed had begun to write in a folder.

    Of another laptop's on a shared disk nobody here knows whether it still runs: those go when they are a day old.
    """
    with contextlib.suppress(OSError):
        for left in [one for one in folder.iterdir() if one.name.startswith(WRITING)]:
            pid, host, *_ = [*left.name.removeprefix(WRITING).split("-"), "", ""]
            ours = host == f"{_HOST:08x}" and pid.isdecimal()
            with contextlib.suppress(OSError):
                if not _runs(int(pid)) if ours else time.time() - left.stat().st_mtime > _DAY:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()


def _runs(pid: int) -> bool:
    """Whether a process of this laptop still runs."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_MAY_WAIT, False, pid)
        if not handle:
            return False
        over = kernel.WaitForSingleObject(handle, 0) == 0
        kernel.CloseHandle(handle)
        return not over
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk itself, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _put_in_place(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Rename each made file to its target; of several the old ones are kept under another name until the end."""
    if len(pairs) == 1:
        made, target = pairs[0]
        made.replace(target)
        sync_folder(target.parent)
        return
    spares: dict[Path, Path] = {}
    placed: list[Path] = []
    target = pairs[0][1]
    try:
        for made, target in pairs:
            if target.is_file():
                spares[target] = _beside(target)
                _keep(target, spares[target])
            made.replace(target)
            placed.append(target)
    except OSError as error:
        for put in placed:
            if put in spares:
                spares[put].replace(put)
            else:
                put.unlink(missing_ok=True)
        raise _NotPlaced(target, error) from error
    finally:
        for spare in spares.values():
            spare.unlink(missing_ok=True)


def unwritable(target: Path, error: OSError | None = None) -> UserError:
    """Why a file cannot be written, as one sentence."""
    fault = None if error is None else disk_fault(error, target)
    if fault is not None:
        return UserError(fault, "target")
    if not target.parent.is_dir():
        return UserError(tr('There is no folder "{name}".').format(name=str(target.parent)), "target")
    if target.is_dir():
        return UserError(tr('"{name}" is a folder, not a file.').format(name=str(target)), "target")
    return UserError(
        tr('"{name}" cannot be written. Close it in other programs, or choose another name.').format(
            name=str(target)
        ),
        "target",
    )


def writable(path: Path) -> bool:
    """Whether a file and the folder it stands in take what is written, tried without changing either."""
    return _refused_writing(path) is None


def write_protected(path: Path) -> bool:
    """Whether a file is there to be read only: by its disk, by its folder or by who may do what."""
    error = _refused_writing(path)
    return (
        error is not None
        and (error.errno in _PROTECTED or getattr(error, "winerror", None) == _WRITE_PROTECTED)
        and getattr(error, "winerror", None) not in _SHARED
    )


def _refused_writing(path: Path) -> OSError | None:
    try:
        with path.open("r+b"):
            pass
        handle, name = tempfile.mkstemp(prefix=writing_prefix(), dir=path.parent)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        return error
    return None


def is_full(path: Path) -> bool:
    """Whether a file's disk answers, and has no room for what the engine keeps beside an open file."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False


def mine_alone(name: str, flags: int) -> int:
    """Opens a file for ``open``, made for the user alone where it is not there yet."""
    return os.open(name, flags, MINE_ALONE)


def disk_fault(error: OSError, path: Path | str) -> str | None:
    """The sentence for a disk that is full, write-protected or gone; None for any other fault of a file."""
    if error.errno in _FULL:
        return tr(DISK_FULL).format(name=str(Path(path).absolute().parent))
    if error.errno == errno.EROFS or getattr(error, "winerror", None) == _WRITE_PROTECTED:
        return tr('"{name}" stands on a disk that is write-protected. Choose another folder.').format(
            name=str(path)
        )
    if error.errno == errno.ENAMETOOLONG:
        return tr('The name "{name}" is too long. Choose a shorter one.').format(name=Path(path).name)
    if error.errno in _GONE:
        return tr(DISK_GONE).format(name=str(path))
    return None


def file_fault(error: OSError) -> str | None:
    """The sentence for a fault of a file nobody dealt with; None where no file is to blame."""
    if error.filename is None and error.errno not in _FULL:
        return None
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, (str, bytes)) else None
    if path is None:
        return tr("The disk is full. Free some space and do it again.")
    fault = disk_fault(error, path)
    if fault is not None:
        return fault
    # What the program brings along and does not find is a defect.
    if _PROGRAM in path.parents:
        return None
    if isinstance(error, FileNotFoundError):
        return tr('There is no file "{name}".').format(name=str(path))
    return tr('"{name}" cannot be written. Is it open in another program?').format(name=str(path))
