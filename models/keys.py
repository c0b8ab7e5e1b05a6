"""Primary keys: time-ordered 63-bit integers made by the program.

41 bits of milliseconds since 2020, 10 bits of machine, 12 bits of counter. A key is always greater
than every key this machine made before it, whatever the laptop's clock says.
"""

from __future__ import annotations

import threading
import time
from datetime import date, datetime

EPOCH_MS = 1_577_836_800_000
_MACHINE_BITS, _COUNTER_BITS = 10, 12
_COUNTER_END = 1 << _COUNTER_BITS


class KeyMaker:
    """Makes keys for one open database; safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._machine = 0
        self._ms = 0
        self._counter = -1

    def start(self, machine: int, last_key: int) -> None:
        """Go on after ``last_key``, the greatest key this machine has written so far."""
        with self._lock:
            self._machine = machine % (1 << _MACHINE_BITS)
            self._ms = last_key >> (_MACHINE_BITS + _COUNTER_BITS)
            # A full counter makes the next key start a fresh millisecond.
            self._counter = _COUNTER_END - 1

    def advance(self, last_key: int) -> None:
        """Make sure that the next key is greater than ``last_key``, which another copy may have written."""
        with self._lock:
            ms = last_key >> (_MACHINE_BITS + _COUNTER_BITS)
            if ms >= self._ms:
                self._ms, self._counter = ms, _COUNTER_END - 1

    def next(self) -> int:
        """The next key, greater than all before it."""
        with self._lock:
            now = time.time_ns() // 1_000_000 - EPOCH_MS
            if now > self._ms:
                self._ms, self._counter = now, 0
            else:
                self._counter += 1
                if self._counter == _COUNTER_END:
                    self._ms, self._counter = self._ms + 1, 0
            return (
                (self._ms << (_MACHINE_BITS + _COUNTER_BITS))
                | (self._machine << _COUNTER_BITS)
                | self._counter
            )


keys = KeyMaker()


def made_on(key: int) -> date:
    """The day a key was made, as the laptop's clock said."""
    ms = (key >> (_MACHINE_BITS + _COUNTER_BITS)) + EPOCH_MS
    return datetime.fromtimestamp(ms // 1000).date()


def next_key() -> int:
    """A new primary key of the open database."""
    return keys.next()
