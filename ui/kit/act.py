"""What can be done on the screen, by whom: disabled, with the reason, for who lacks the right.

The refusal that holds is below the window (`models.rights`); this only spares people the click.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from models import rights


class Act(QAction):
    """An action that takes a right: whoever lacks it finds it disabled, whatever the page thinks of it."""

    def __init__(self, words: str, owner: QObject, right: str = "") -> None:
        super().__init__(words, owner)
        self._right = right
        self.lacking = bool(right) and not rights.may(right)
        if self.lacking:
            super().setEnabled(False)
            super().setStatusTip(rights.refusal(right))

    def setStatusTip(self, reason: str) -> None:
        """Say why it is disabled, unless that is whose it is."""
        if not self.lacking:
            super().setStatusTip(reason)

    def setEnabled(self, enabled: bool) -> None:
        """Enable it where that is allowed."""
        super().setEnabled(enabled and not self.lacking)
