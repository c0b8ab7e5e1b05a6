"""Questions too slow to wait for: asked beside the window with a connection of their own, answered when they are done.

Unlike `ui.kit.background_task` nothing is shown and nothing is changed. A newer question of the same
asker replaces the older one, which is broken off: nobody waits for its answer.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from models.database import Halt, current_path, noting, own_connection
from ui.shell import gc_guard

AT_ONCE = 2
"""Questions of pages under way at a time: more would share the same processor, and what each found takes memory."""

_numbers = itertools.count()


def reads_of(asker: QObject | None) -> set[str] | None:
    """Where the page that something belongs to notes the tables it has read; None where it belongs to none."""
    while asker is not None:
        reads = getattr(asker, "reads", None)
        if isinstance(reads, set):
            return reads
        asker = asker.parent()
    return None


class _Question:
    """A question under way, and who asked it.

    Held in `_under_way` until its thread has ended, and let go in the window's thread: the last reference to a page or
    anything else of Qt's, dropped in the question's thread, would take the program down.
    """

    def __init__(self, asker: Asker, question: Callable[[], Any]) -> None:
        self.asker, self.question = asker, question
        self.number = next(_numbers)
        self.path: Path | None = current_path()
        self.halt = Halt()
        self.reads = reads_of(asker)
        parent = asker.parent()
        self.in_turn = isinstance(parent, QWidget) and not parent.isWindow()
        self.found: Any = None
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=_go, args=(self,), name="question", daemon=True)


def _go(asked: _Question) -> None:
    try:
        with own_connection(asked.halt), noting(asked.reads):
            asked.found = asked.question()
    except BaseException as raised:
        asked.error = raised
    with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
        _ends[0].ended.emit(asked.number)


class _Ends(QObject):
    """Hears in the window's thread that a question has ended, whether its page is still there or not."""

    ended = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.ended.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def _hear(self, number: int) -> None:
        asked = _under_way[number]
        asked.thread.join()
        del _under_way[number]
        gc_guard.release()
        _begin()
        if isValid(asked.asker):
            asked.asker._take(asked)


_waiting: list[_Question] = []
_under_way: dict[int, _Question] = {}
_ends: list[_Ends] = []


class Asker(QObject):
    """Asks for a page; answers come in the window's thread, those of an older question never.

    One that ``finishes`` does not break off what was begun: it writes a file, for example. While no file is open
    nothing is asked, unless it is not about the open one (``of_file``). What a part of a page asks waits for its turn,
    the newest first, for that is what somebody looks at; what the window itself asks waits for nobody.
    """

    def __init__(self, parent: QWidget, *, finishes: bool = False, of_file: bool = True) -> None:
        super().__init__(parent)
        self.finishes, self.of_file = finishes, of_file
        self._asked: _Question | None = None
        self._answer: Callable[[Any], object] | None = None
        self._failed: Callable[[BaseException], object] | None = None

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    def ask(
        self,
        question: Callable[[], Any],
        answer: Callable[[Any], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Call ``answer(question())``, the question in a thread of its own; ``failed(error)`` instead of the door."""
        self.stop()
        if self.of_file and current_path() is None:
            return  # the file is being replaced, and all is asked again once it is open; or it was closed
        asked = self._asked = _Question(self, question)
        self._answer, self._failed = answer, failed
        if not _ends:
            _ends.append(_Ends())
        _waiting.append(asked)
        _begin()

    def stop(self) -> None:
        """Want no answer any more, and break off the question where that does no harm."""
        asked, self._asked = self._asked, None
        if asked is not None and not self.finishes:
            asked.halt.give()
            if asked in _waiting:
                _waiting.remove(asked)

    def _take(self, asked: _Question) -> None:
        if asked is not self._asked:
            return
        self._asked = None
        if current_path() != asked.path:
            return  # about a file that was closed meanwhile
        parent = self.parent()
        window = parent if isinstance(parent, QWidget) else None
        from ui.shell import errors

        if asked.error is not None:
            (self._failed or (lambda raised: errors.show(window, raised)))(asked.error)
        elif self._answer is not None:
            with errors.caught(window), noting(asked.reads):
                self._answer(asked.found)


def _begin() -> None:
    """Begin what waits, as far as there is room."""
    while (asked := _next()) is not None:
        _waiting.remove(asked)
        _under_way[asked.number] = asked
        gc_guard.hold()
        try:
            asked.thread.start()
        except RuntimeError:
            # Nobody will answer: the question must not be waited for when the file is closed.
            del _under_way[asked.number]
            gc_guard.release()
            asked.error = gc_guard.no_thread()
            asked.asker._take(asked)


def _next() -> _Question | None:
    """The newest question that may begin now."""
    room = AT_ONCE - sum(one.in_turn and one.thread.is_alive() for one in _under_way.values())
    return next((asked for asked in reversed(_waiting) if room > 0 or not asked.in_turn), None)


def settle() -> None:
    """Wait until no question is under way; what they found is told in the window's next turn."""
    while _waiting or any(asked.thread.is_alive() for asked in _under_way.values()):
        for asked in tuple(_under_way.values()):
            asked.thread.join()
        _begin()


def give_up() -> None:
    """Break off every question and have none answered; before the file is closed or replaced."""
    for asked in (*_waiting, *_under_way.values()):
        asked.asker.stop()
    settle()
