"""How long too many wrong passwords hold a file, said where one is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

EVERY_MS: Final = 500


class CountDown(QTimer):
    """Says for how long in ``problem``, and meanwhile has ``button`` take no password."""

    def __init__(self, owner: QWidget, path: Path, problem: QLabel, button: QPushButton) -> None:
        super().__init__(owner, interval=EVERY_MS)
        self._path, self._problem, self._button = path, problem, button
        self.timeout.connect(self.look)
        self.look()

    def look(self) -> None:
        """See whether the file is held still."""
        from models.wrong_tries import must_wait, sentence

        seconds = must_wait(self._path)
        if seconds > 0:
            self._problem.setText(sentence(seconds))
            self.start()
        elif self.isActive():
            self.stop()
            self._problem.setText("")
        self._button.setEnabled(seconds <= 0)
