"""What an empty list says: what this is for, and the first step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models import rights
from ui.kit.button import ActionButton
from ui.kit.text import paragraph
from ui.shell import theme


class Empty(QWidget):
    """One sentence and one button in the middle of an empty place; who lacks the ``right`` to the step finds none."""

    def __init__(
        self,
        words: str,
        step: str = "",
        slot: Callable[[], object] | None = None,
        icon: str = "courtyard",
        right: str = "",
    ) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setSpacing(theme.px("l"))
        outer.addStretch(2)
        picture = QLabel()
        picture.setPixmap(theme.icon(icon, "accent_soft").pixmap(theme.px("icon_l"), theme.px("icon_l")))
        outer.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = paragraph(words)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.say(words)
        # In the middle by room at both sides: a layout that aligns a label gives it no height for a second line.
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.words, 100)
        line.addStretch(1)
        outer.addLayout(line)
        self.button: ActionButton | None = None
        if step and slot is not None and (not right or rights.may(right)):
            self.button = ActionButton(step)
            self.button.clicked.connect(lambda: slot())
            outer.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def say(self, words: str) -> None:
        """Say another sentence, in lines of about one length: no word is left alone on the last."""
        whole, most = QFontMetrics(theme.font("base")).horizontalAdvance(words), theme.px("dialog")
        self.words.setText(words)
        self.words.setMaximumWidth(min(most, whole // max(1, -(-whole // most)) + 2 * theme.px("xl")))
