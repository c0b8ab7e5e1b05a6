"""Wrong passwords of a file slow the next try down, from the fifth on.

What was tried is kept in the data folder, so that a restart does not begin anew. The wait is reckoned by the clock that
nobody sets, where the laptop was not started meanwhile; a clock that was set back makes nobody wait longer than once
more the same. Whoever can write in the data folder can undo it: against somebody who has a copy of the file stands the
cost of each try alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from models.device import home
from models.errors import UserError
from models.files import replacing
from models.i18n import plural

FREE: Final = 4
"""So many wrong passwords cost nothing."""
FIRST_WAIT: Final = 5.0
LONGEST: Final = 300.0
_NO_CLOCK: Final = 1e12
"""More seconds than any clock tells."""

clock: Callable[[], float] = time.time
"""The clock on the wall, in seconds."""
steady: Callable[[], float] = time.monotonic
"""Seconds since the laptop was started, which nobody sets."""


class MustWait(UserError):
    """Too many wrong passwords; ``seconds`` is how long until the next may be tried."""

    def __init__(self, seconds: float) -> None:
        super().__init__(sentence(seconds), "password")
        self.seconds = seconds


class Mistyped(UserError):
    """A recovery code with a slip that shows by itself: no try."""


class Tries(NamedTuple):
    """How many wrong passwords came one after another, and when the last: by the wall, and since the start."""

    wrong: int = 0
    at: float = 0.0
    started: float = 0.0

    def left(self) -> float:
        """Seconds until the next may be tried."""
        if self.wrong <= FREE:
            return 0.0
        wait = min(FIRST_WAIT * 2 ** min(self.wrong - FREE - 1, 20), LONGEST)
        seconds: float = max(0.0, wait - (steady() - self.started))
        return seconds

    def moved(self) -> Tries:
        """The same after the laptop was started anew: only the clock on the wall tells what passed meanwhile.

        One that was set back tells nothing: the wait begins once more, and is over even if the clock stays wrong.
        """
        passed = min(max(0.0, clock() - self.at), LONGEST)
        return self._replace(at=clock() - passed, started=steady() - passed)


def sentence(seconds: float) -> str:
    """How long to wait, in words."""
    whole = max(1, math.ceil(seconds))
    return plural(
        "Too many wrong passwords. Try again in {n} second.",
        "Too many wrong passwords. Try again in {n} seconds.",
        whole,
    )


def must_wait(path: Path) -> float:
    """Seconds until a password of a file may be tried again; 0 when it may be now."""
    tries = _read(path)
    if steady() < tries.started:
        tries = tries.moved()
        _write(path, tries)
    return tries.left()


@contextlib.contextmanager
def counted(path: Path, typed: str | None) -> Iterator[None]:
    """Try inside what somebody typed. Raises MustWait before it where it comes too soon.

    A refusal that belongs to the password counts as a wrong one; none puts an end to the counting.
    """
    if not typed:
        yield
        return
    seconds = must_wait(path)
    if seconds > 0:
        raise MustWait(seconds)
    try:
        yield
    except UserError as refusal:
        if refusal.field == "password" and not isinstance(refusal, Mistyped):
            add(path)
        raise
    forget(path)


def add(path: Path) -> None:
    """One more wrong password of a file."""
    _write(path, Tries(_read(path).wrong + 1, clock(), steady()))


def forget(path: Path) -> None:
    """The right password was given."""
    with contextlib.suppress(OSError, UserError):
        _place(path).unlink(missing_ok=True)


def _read(path: Path) -> Tries:
    try:
        kept = json.loads(_place(path).read_text(encoding="utf-8"))
        return Tries(int(kept["wrong"]), _seconds(kept["at"]), _seconds(kept["started"]))
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError, RecursionError, UserError):
        return Tries()


def _seconds(kept: object) -> float:
    if not isinstance(kept, (int, float)) or not abs(kept) < _NO_CLOCK:
        raise TypeError
    return kept


def _write(path: Path, tries: Tries) -> None:
    # A disk that takes nothing slows nobody down, and keeps nobody out.
    with contextlib.suppress(OSError, UserError):
        place = _place(path)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with replacing(place, private=True) as unfinished:
            unfinished.write_text(json.dumps(tries._asdict()), encoding="utf-8")


def _place(path: Path) -> Path:
    where = hashlib.sha256(os.path.normcase(path.absolute()).encode()).hexdigest()[:16]
    return home() / "tries" / f"{where}.json"
