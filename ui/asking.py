"""Questions too slow to wait for: asked beside the window with a connection of their own, answered when they are done.

Unlike `ui.run` nothing is shown and nothing is changed. A newer question of the same asker replaces the older one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from models.database import current_path, own_connection
from ui import sweep

_under_way: set[threading.Thread] = set()


class _Ends(QObject):
    """Hears in the window's thread that a question has ended, whether its page is still there or not."""

    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ended.connect(sweep.release, Qt.ConnectionType.QueuedConnection)


_ends: list[_Ends] = []


class Asker(QObject):
    """Asks for a page; answers come in the window's thread, those of an older question never."""

    _answered = Signal(int, object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = 0
        self._answer: Callable[[Any], object] | None = None
        self._failed: Callable[[BaseException], object] | None = None
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._answer is not None

    def ask(
        self,
        question: Callable[[], Any],
        answer: Callable[[Any], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Call ``answer(question())``, the question in a thread of its own; ``failed(error)`` instead of the door."""
        self._number += 1
        self._answer, self._failed = answer, failed
        thread = threading.Thread(
            target=self._go, args=(self._number, question, current_path()), name="question", daemon=True
        )
        _under_way.add(thread)
        if not _ends:
            _ends.append(_Ends())
        sweep.hold()
        thread.start()

    def _go(self, number: int, question: Callable[[], Any], path: Any) -> None:
        found: Any = None
        error: BaseException | None = None
        try:
            with own_connection():
                found = question()
        except BaseException as raised:
            error = raised
        try:
            # A file that was closed meanwhile is no longer asked about.
            if current_path() == path:
                self._answered.emit(number, found, error)
        except RuntimeError:
            pass  # the page is gone
        finally:
            _under_way.discard(threading.current_thread())
            _ends[0].ended.emit()

    def _take(self, number: int, found: Any, error: BaseException | None) -> None:
        if number != self._number or self._answer is None:
            return
        answer, self._answer = self._answer, None
        parent = self.parent()
        window = parent if isinstance(parent, QWidget) else None
        from ui import errors

        if error is not None:
            (self._failed or (lambda raised: errors.show(window, raised)))(error)
            return
        with errors.caught(window):
            answer(found)


def settle() -> None:
    """Wait until no question is under way; before the file is closed or replaced."""
    for thread in tuple(_under_way):
        thread.join()
