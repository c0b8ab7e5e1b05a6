"""Hears when the window does not answer, and names the function that held it up.

A timer of the window's own event loop beats; a thread beside it takes the main thread's stack as soon as a beat is
overdue. What counts is how long the next beat kept one waiting: by the clock, and by the processor's time of the main
thread alone, which other programs on the machine do not lengthen.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

from PySide6.QtCore import QEventLoop, QObject, QTimer

ROOT: Final = Path(__file__).resolve().parents[2]
OURS: Final = tuple(str(ROOT / name) for name in ("models", "reports", "ui"))
BEAT: Final = 5
"""Milliseconds between two beats."""
LOOK: Final = 0.008
"""Seconds between two looks at a main thread that is overdue."""
DEPTH: Final = 4
"""Functions named of a stack."""


@dataclass(slots=True)
class Stall:
    """What was done, for how many seconds the window did not answer, how many of them it worked, and where."""

    act: str
    seconds: float
    worked: float
    stacks: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def __str__(self) -> str:
        where = " < ".join(self.where) or "?"
        return f"{self.act}: {self.seconds * 1000:.0f} ms ({self.worked * 1000:.0f} ms of work) in {where}"

    @property
    def where(self) -> tuple[str, ...]:
        """The functions that most samples were in, the innermost first."""
        if not self.stacks:
            return ()
        total, inner = sum(self.stacks.values()), next(iter(self.stacks.most_common(1)))[0]
        # The innermost function that still holds most of the time: what it calls in turn is only a part of it.
        for depth in range(len(inner)):
            tail = inner[depth:]
            if sum(n for stack, n in self.stacks.items() if stack[-len(tail) :] == tail) * 2 > total:
                return tail[:DEPTH]
        return inner[:DEPTH]


class LoopWatch(QObject):
    """Watches the event loop between `begin` and `end`; ``stalls`` are what took longer than ``limit`` seconds.

    ``longest`` is each act's longest wait, however short.
    """

    def __init__(self, limit: float = 0.1) -> None:
        super().__init__()
        self.limit = limit
        self.act = ""
        self.stalls: list[Stall] = []
        self.longest: dict[str, Stall] = {}
        self._main = threading.get_ident()
        self._stacks: Counter[tuple[str, ...]] = Counter()
        self._beat, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=BEAT)
        self._timer.timeout.connect(self._beats)
        # What a frame holds may be Qt's, and goes down with the frame: only in the window's thread.
        self._frames: list[FrameType] = []
        self._looking = threading.Lock()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look, name="loop watch", daemon=True)

    def begin(self) -> None:
        """Listen from now on."""
        self._beat, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()
        self._thread.start()

    def end(self) -> None:
        """Listen no more."""
        self._ends.set()
        self._thread.join()
        self._timer.stop()
        self._let_go()

    def do(self, name: str, act: Callable[[], Any], settled: Callable[[], bool] = lambda: True) -> Any:
        """Have the event loop do something and all that follows from it, until it is ``settled``."""
        done: list[Any] = []
        self._turn()
        self.act = name
        QTimer.singleShot(0, lambda: done.append(act()))
        until = time.monotonic() + 60
        still = 0
        while still < 3 and time.monotonic() < until:
            self._turn()
            still = still + 1 if done and settled() else 0
        self.act = ""
        return done[0] if done else None

    def _turn(self) -> None:
        # A loop as the program's own: what does its work in turns does it all at once where none comes round.
        loop = QEventLoop()
        QTimer.singleShot(BEAT, loop.quit)
        loop.exec()

    def _beats(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        late, work = now - self._beat, worked - self._worked
        stacks, self._stacks = self._stacks, Counter()
        self._beat, self._worked = now, worked
        self._let_go()
        if not self.act:
            return
        stall = Stall(self.act, late, work, stacks)
        if late > self.limit:
            self.stalls.append(stall)
        if self.act not in self.longest or late > self.longest[self.act].seconds:
            self.longest[self.act] = stall

    def _look(self) -> None:
        while not self._ends.wait(LOOK):
            if time.perf_counter() - self._beat > self.limit / 5:
                with self._looking:
                    stack = named(self._main, self._frames)
                if stack:
                    self._stacks[stack] += 1

    def _let_go(self) -> None:
        with self._looking:
            self._frames.clear()


def named(thread: int, held: list[FrameType]) -> tuple[str, ...]:
    """The project's functions on a thread's stack, the innermost first; ``held`` takes its frames, let go later."""
    found = []
    frame = sys._current_frames().get(thread)
    while frame is not None:
        held.append(frame)
        code = frame.f_code
        if code.co_filename.startswith(OURS):
            place = Path(code.co_filename).relative_to(ROOT).as_posix()
            found.append(f"{place}:{code.co_qualname if sys.version_info >= (3, 11) else code.co_name}")
        frame = frame.f_back
    return tuple(found)
