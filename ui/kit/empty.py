"""What an empty list says: what this is for, and the first step."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models import rights
from ui.kit.button import ActionButton
from ui.kit.text import paragraph
from ui.shell import theme

if TYPE_CHECKING:
    from ui.kit.page import Page


class Empty(QWidget):
    """One sentence and one button in the middle of an empty place; who lacks the ``right`` to the step finds none.

    Most lists have rows and never show it: what it holds is made when it is first shown or asked for.
    """

    def __init__(
        self,
        words: str,
        step: str = "",
        slot: Callable[[], object] | None = None,
        icon: str = "courtyard",
        right: str = "",
    ) -> None:
        super().__init__()
        self._said, self._icon = words, icon
        self.step, self.slot, self.right = step, slot, right

    @cached_property
    def words(self) -> QLabel:
        """The sentence."""
        return self._parts[0]

    @cached_property
    def button(self) -> ActionButton | None:
        """The first step; None where there is none."""
        return self._parts[1]

    @cached_property
    def _parts(self) -> tuple[QLabel, ActionButton | None]:
        outer = QVBoxLayout(self)
        outer.setSpacing(theme.px("l"))
        outer.addStretch(2)
        picture = QLabel()
        size = theme.px("icon_l")
        picture.setPixmap(theme.icon(self._icon, "accent_soft").pixmap(size, size))
        outer.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        words = paragraph("")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        _say(words, self._said)
        # In the middle by room at both sides: a layout that aligns a label gives it no height for a second line.
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(words, 100)
        line.addStretch(1)
        outer.addLayout(line)
        button, slot = None, self.slot
        if self.step and slot is not None and (not self.right or rights.may(self.right)):
            button = ActionButton(self.step, slot=lambda: slot())
            outer.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        return words, button

    def offer(self, page: Page) -> None:
        """Let the first step be the one thing to do on a page, also once the list has rows."""
        if self.slot is not None:
            page.set_primary(self.step, self.slot, "Ctrl+N", "plus", right=self.right)

    def say(self, words: str) -> None:
        """Say another sentence, in lines of about one length: no word is left alone on the last."""
        self._said = words
        if "_parts" in self.__dict__:
            _say(self.words, words)

    def showEvent(self, event: QShowEvent) -> None:
        """Be whole before it is painted."""
        super().showEvent(event)
        if "_parts" not in self.__dict__:
            _ = self._parts
            for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                part.show()
            outer = self.layout()
            assert outer is not None
            outer.activate()


def _say(label: QLabel, words: str) -> None:
    whole, most = QFontMetrics(theme.font("base")).horizontalAdvance(words), theme.px("dialog")
    label.setText(words)
    label.setMaximumWidth(min(most, whole // max(1, -(-whole // most)) + 2 * theme.px("xl")))
