"""A loop as the program's own, in which what is done in pieces is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer


def in_loop(act: Callable[[], Any], *, turns: int = 0) -> Any:
    """Do something inside a loop and let it come round so often; answers what was answered."""
    loop, done = QEventLoop(), []
    left = [turns]

    def turn() -> None:
        if left[0] <= 0:
            loop.quit()
            return
        left[0] -= 1
        QTimer.singleShot(0, turn)

    def first() -> None:
        try:
            done.append(act())
        finally:
            turn()

    QTimer.singleShot(0, first)
    loop.exec()
    return done[0] if done else None
