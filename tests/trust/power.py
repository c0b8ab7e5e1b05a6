"""What the engine writes, recorded between it and the disk, and what a cut of the power may leave of it.

A disk keeps what was synced; of what was written since it keeps anything or nothing, in any order, and of a single
write some sectors only. `Recorder` notes every write, sync and deletion of the database's files; `Recording.cut` makes
the files as a cut after any of them may leave them.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from sqlcipher3 import _sqlite3

SECTOR: Final = 512
NONE, ALL, WHOLE, TORN = "none", "all", "whole", "torn"
"""What a disk keeps of what was not synced: nothing, all, some writes, some sectors of some writes."""
WAYS: Final = (NONE, ALL, WHOLE, TORN)

_Number, _Pointer, _Long = ctypes.c_int, ctypes.c_void_p, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_Number, _Pointer, ctypes.c_char_p, _Pointer, _Number, _Pointer)
_DELETE = ctypes.CFUNCTYPE(_Number, _Pointer, ctypes.c_char_p, _Number)
_WRITE = ctypes.CFUNCTYPE(_Number, _Pointer, _Pointer, _Number, _Long)
_TRUNCATE = ctypes.CFUNCTYPE(_Number, _Pointer, _Long)
_SYNC = ctypes.CFUNCTYPE(_Number, _Pointer, _Number)


class _Methods(ctypes.Structure):
    """What the engine does with an open file, as SQLite declares it; the last of it are passed through."""

    _fields_ = [
        ("version", _Number),
        ("close", _Pointer),
        ("read", _Pointer),
        ("write", _Pointer),
        ("truncate", _Pointer),
        ("sync", _Pointer),
        ("others", _Pointer * 13),
    ]


class _System(ctypes.Structure):
    """How the engine reaches the system, as SQLite declares it; the last of it is passed through."""

    _fields_ = [
        ("version", _Number),
        ("file_bytes", _Number),
        ("longest_path", _Number),
        ("next", _Pointer),
        ("name", ctypes.c_char_p),
        ("data", _Pointer),
        ("open", _Pointer),
        ("delete", _Pointer),
        ("others", _Pointer * 14),
    ]


class Event(NamedTuple):
    """One thing done to a file: write (at, data), truncate (at), sync, delete; or told: what was posted so far."""

    what: str
    path: str
    at: int = 0
    data: bytes = b""


@dataclass
class Recording:
    """What the files held at first, and what was done to them since."""

    before: dict[str, bytes]
    events: list[Event] = field(default_factory=list)

    def told(self, until: int) -> int:
        """How much was told to be posted before an event."""
        return max((event.at for event in self.events[:until] if event.what == "told"), default=0)

    def cut(self, until: int, way: str, chance: Random) -> dict[str, bytes]:
        """The files as a cut after so many events leaves them."""
        files = {path: bytearray(data) for path, data in self.before.items()}
        loose: dict[str, list[Event]] = {}
        for event in self.events[:until]:
            if event.what == "sync":
                for one in loose.pop(event.path, []):
                    _apply(files, one)
            elif event.what == "delete":
                loose.pop(event.path, None)
                files.pop(event.path, None)
            elif event.what != "told":
                loose.setdefault(event.path, []).append(event)
        for events in loose.values():
            for one in events:
                for part in _kept(one, way, chance):
                    _apply(files, part)
        return {path: bytes(data) for path, data in files.items()}


def _kept(event: Event, way: str, chance: Random) -> Iterator[Event]:
    """What a disk keeps of one thing that was not synced."""
    if way == ALL or (way == WHOLE and chance.random() < 0.5):
        yield event
    elif way == TORN and event.what == "write":
        for start in range(0, len(event.data), SECTOR):
            if chance.random() < 0.5:
                yield event._replace(at=event.at + start, data=event.data[start : start + SECTOR])
    elif way == TORN and chance.random() < 0.5:
        yield event


def _apply(files: dict[str, bytearray], event: Event) -> None:
    held = files.setdefault(event.path, bytearray())
    if event.what == "truncate":
        del held[event.at :]
        return
    if len(held) < event.at:
        held.extend(bytes(event.at - len(held)))
    held[event.at : event.at + len(event.data)] = event.data


class Recorder:
    """Stands between the engine and the system for as long as a block lasts, and notes what is done below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.recording = Recording({str(one): one.read_bytes() for one in folder.iterdir() if one.is_file()})
        self._engine: Any = ctypes.CDLL(_sqlite3.__file__)
        self._engine.sqlite3_vfs_find.restype = _Pointer
        self._engine.sqlite3_vfs_register.argtypes = (_Pointer, _Number)
        self._engine.sqlite3_vfs_unregister.argtypes = (_Pointer,)
        self._system = self._engine.sqlite3_vfs_find(None)
        self._true = _System.from_address(self._system)
        self._paths: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._held: list[Any] = []

    def tell(self, count: int) -> None:
        """Note that so much was told to be posted."""
        self._note("told", "", count)

    @contextlib.contextmanager
    def noting(self) -> Iterator[Recording]:
        """Note what the files opened inside are written."""
        ours = _System.from_buffer_copy(self._true)
        ours.name = b"recording"
        ours.open = self._call(_OPEN, self._open)
        ours.delete = self._call(_DELETE, self._delete)
        self._engine.sqlite3_vfs_register(ctypes.addressof(ours), 1)
        try:
            yield self.recording
        finally:
            self._engine.sqlite3_vfs_unregister(ctypes.addressof(ours))
            self._engine.sqlite3_vfs_register(self._system, 1)

    def _note(self, what: str, path: str, at: int = 0, data: bytes = b"") -> None:
        if what == "told" or (path.startswith(self.folder) and not path.endswith("-shm")):
            self.recording.events.append(Event(what, path, at, data))

    def _call(self, kind: Any, act: Any) -> int:
        held = kind(act)
        self._held.append(held)
        return int(ctypes.cast(held, _Pointer).value or 0)

    def _open(self, system: int, name: bytes | None, file: int, flags: int, out: int) -> int:
        code = int(_OPEN(self._true.open)(self._system, name, file, flags, out))
        place = ctypes.c_void_p.from_address(file)
        if code == 0 and place.value:
            self._paths[file] = "" if name is None else name.decode()
            place.value = ctypes.addressof(self._wrapped(place.value))
        return code

    def _delete(self, system: int, name: bytes, synced: int) -> int:
        code = int(_DELETE(self._true.delete)(self._system, name, synced))
        if code == 0:
            self._note("delete", name.decode())
        return code

    def _wrapped(self, at: int) -> _Methods:
        """The same methods, with those that write noting it."""
        if at not in self._methods:
            true = _Methods.from_address(at)
            ours = self._methods[at] = _Methods.from_buffer_copy(true)
            write, truncate, sync = _WRITE(true.write), _TRUNCATE(true.truncate), _SYNC(true.sync)

            def writes(file: int, data: int, many: int, start: int) -> int:
                self._note("write", self._paths[file], start, ctypes.string_at(data, many))
                return int(write(file, data, many, start))

            def truncates(file: int, size: int) -> int:
                self._note("truncate", self._paths[file], size)
                return int(truncate(file, size))

            def syncs(file: int, flags: int) -> int:
                code = int(sync(file, flags))
                self._note("sync", self._paths[file])
                return code

            ours.write = self._call(_WRITE, writes)
            ours.truncate = self._call(_TRUNCATE, truncates)
            ours.sync = self._call(_SYNC, syncs)
        return self._methods[at]
