"""Loads the modules of the pages beside the window while nobody waits, so that a page's first opening need not."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.kit.background_query import Asker
from ui.pages import PageEntry

AFTER_MS: Final = 1_500
"""The first page is painted and typed into by then."""
BETWEEN_MS: Final = 100


class LoadAhead:
    """One module after the other; what cannot be loaded says so when its page is opened."""

    def __init__(self, window: QWidget, entries: Sequence[PageEntry]) -> None:
        self._asker = Asker(window)
        self._left = [entry.place.partition(":")[0] for entry in entries]
        self._pause = QTimer(window, singleShot=True, interval=AFTER_MS)
        self._pause.timeout.connect(self._next)
        self._pause.start()

    def _next(self) -> None:
        self._left = [module for module in self._left if module not in sys.modules]
        if self._left:
            module = self._left.pop(0)
            self._asker.ask(
                lambda: importlib.import_module(module), lambda _: self._rest(), lambda _: self._rest()
            )

    def _rest(self) -> None:
        self._pause.start(BETWEEN_MS)
