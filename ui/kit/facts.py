"""Facts of a record: what it is quietly at the left, what it says beside it; words too long take another line."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from models.i18n import tr
from ui.kit.card import Card
from ui.kit.text import paragraph, text
from ui.shell import theme


class Facts(QWidget):
    """Pairs of label and value; a pair without a value is left out."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px("l"))
        self._grid.setVerticalSpacing(theme.px("s"))
        self._grid.setColumnStretch(1, 1)
        self.said: list[tuple[str, str]] = []
        self.say(pairs)

    def say(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show other facts."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.said = [pair for pair in pairs if pair[1]]
        top = Qt.AlignmentFlag.AlignTop
        for row, (label, value) in enumerate(self.said):
            name = text(label, "quiet")
            name.setContentsMargins(0, theme.px("hair") * 2, 0, 0)
            words = paragraph(value)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            words.setAccessibleName(f"{label} {value}")
            self._grid.addWidget(name, row, 0, top)
            self._grid.addWidget(words, row, 1, top)


class AboutCard(Card):
    """A card of what a record is."""

    def __init__(self) -> None:
        super().__init__(tr("About"))
        self.inset()
        self.facts = Facts()
        self.body.addWidget(self.facts)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What it shows."""
        return self.facts.said

    def say(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Show other facts."""
        self.facts.say(pairs)
