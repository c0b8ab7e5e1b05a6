"""Lists side by side, of which one is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QTabWidget, QWidget

from ui.shell import theme


class Tabs(QTabWidget):
    """In its place before it is filled: Qt dresses anew whatever is moved."""

    def __init__(self, place: QLayout) -> None:
        super().__init__()
        self.setDocumentMode(True)
        place.addWidget(self)

    def add(self, part: QWidget, words: str, at: int | None = None) -> None:
        """One more, as the last or at a place."""
        part.setContentsMargins(0, theme.px("m"), 0, 0)
        self.insertTab(self.count() if at is None else at, part, words)
