"""Lists side by side, of which one is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLayout, QTabWidget, QWidget

from ui.kit.page import Page
from ui.shell import theme


class Tabs(QTabWidget):
    """In its place before it is filled: Qt dresses anew whatever is moved."""

    def __init__(self, place: QLayout) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self._shown: set[QWidget] = set()
        self.currentChanged.connect(self._begin)
        place.addWidget(self)

    def add(self, part: QWidget, words: str, at: int | None = None) -> None:
        """One more, as the last or at a place."""
        part.setContentsMargins(0, theme.px("m"), 0, 0)
        self.insertTab(self.count() if at is None else at, part, words)

    def _begin(self) -> None:
        """Begin in what is shown for the first time where its page says; Qt takes whatever was made first in it."""
        part, focus = self.currentWidget(), QApplication.focusWidget()
        if part in self._shown or focus is None or not part.isAncestorOf(focus):
            return
        self._shown.add(part)
        page = self.parentWidget()
        while page is not None and not isinstance(page, Page):
            page = page.parentWidget()
        first = None if page is None else page.first_focus()
        if first is not None:
            first.setFocus()
