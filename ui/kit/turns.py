"""Work in pieces, one in each turn of the event loop, so that the window answers in between.

A generator says with each bare ``yield`` where it may be interrupted. Nothing typed or clicked is lost or goes to
what was there before: the first key, click or wheel that comes meanwhile has the rest done at once, and then finds
its place. Where no loop will come round, as in a program that asks for a page and uses it, all is done at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QDialog, QMainWindow

Pieces = Iterator[None]

LONG: Final = 0.015
"""Seconds of work after which the event loop has its turn."""
HASTY: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.Drop,
        QEvent.Type.Close,
    }
)
"""What somebody does with what is on the screen."""
WINDOWS: Final = (QDialog, QMainWindow)
"""What somebody closes."""


def at_leisure() -> bool:
    """Whether a loop of this thread comes round for another piece."""
    return QThread.currentThread().loopLevel() > 0


def whole(pieces: Pieces | None) -> Any:
    """Do all that is left of something; answers what it returns."""
    while pieces is not None:
        try:
            next(pieces)
        except StopIteration as end:
            return end.value
    return None


def pieces_of(act: Callable[[], Any]) -> Generator[None, None, Any]:
    """What is done at once or in pieces, as pieces; returns what it answers."""
    made = act()
    if isinstance(made, Iterator):
        return (yield from made)
    return made


def _both(first: Pieces, second: Pieces) -> Pieces:
    yield from first
    yield from second


class Turns(QObject):
    """The one thing that is under way in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self._left: Pieces | None = None
        self._at_work = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._turn)

    @property
    def under_way(self) -> bool:
        """Whether something is left to do."""
        return self._left is not None

    def begin(self, pieces: Pieces) -> None:
        """Do this in pieces, after what was under way; at once where nobody comes round."""
        self.finish()
        if self._at_work or not at_leisure():
            whole(pieces)
            return
        self._left = pieces
        self._turn()

    def follow(self, pieces: Pieces) -> None:
        """Do this once what is under way is done; it waits for nobody."""
        left = self._left
        if left is None:
            self.begin(pieces)
        else:
            self._left = _both(left, pieces)

    def finish(self) -> None:
        """Do what is left now."""
        if self._left is None or self._at_work:
            return
        self._hear(False)
        while self._left is not None and not self._at_work:
            self._piece()

    def drop(self) -> None:
        """Give up what is left: what it was done for goes."""
        if self._at_work:
            return
        left, self._left = self._left, None
        self._timer.stop()
        self._hear(False)
        if isinstance(left, Generator):
            left.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What somebody does finds everything in its place."""
        # A part that is being taken down with its dialog is closed too: nothing may be laid out around it then.
        if event.type() in HASTY and (event.type() != QEvent.Type.Close or isinstance(watched, WINDOWS)):
            self.finish()
        return False

    def _hear(self, hears: bool) -> None:
        """Only between the pieces: in them thousands of events pass when widgets are dressed, and none is anybody's."""
        app = QCoreApplication.instance()
        if app is not None:
            (app.installEventFilter if hears else app.removeEventFilter)(self)

    def _turn(self) -> None:
        self._hear(False)
        until = time.perf_counter() + LONG
        try:
            while self._left is not None:
                self._piece()
                if time.perf_counter() >= until:
                    break
        finally:
            # What follows something that failed is done all the same.
            if self._left is not None:
                self._hear(True)
                self._timer.start()

    def _piece(self) -> None:
        left = self._left
        assert left is not None
        self._at_work = True
        ended = True
        try:
            next(left)
            ended = False
        except StopIteration:
            pass
        finally:
            self._at_work = False
            if ended and self._left is left:
                self.drop()


_turns: list[Turns] = []


def turns() -> Turns:
    """The window's turns."""
    if not _turns:
        _turns.append(Turns())
    return _turns[0]
