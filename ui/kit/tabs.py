"""Lists side by side, of which one is shown."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QApplication, QLayout, QTabWidget, QWidget

from models.i18n import tr
from ui.kit.page import Page
from ui.shell import theme


class Tabbed(Protocol):
    """A page with tabs besides those of its registers: by what a `Tab` calls them, each its marked label."""

    @property
    def tab_names(self) -> tuple[tuple[str, str], ...]:
        """Name and label of each."""


def tab_label(page: Tabbed, name: str) -> str:
    """What stands on a tab of a page."""
    return tr(dict(page.tab_names)[name])


class Tabs(QTabWidget):
    """In its place before it is filled: Qt dresses anew whatever is moved."""

    def __init__(self, place: QLayout) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self._shown: set[QWidget] = set()
        self._named: dict[str, QWidget] = {}
        self.currentChanged.connect(self._begin)
        place.addWidget(self)

    def add(self, part: QWidget, words: str, at: int | None = None, *, name: str) -> None:
        """One more, as the last or at a place; the find box points at it by its name."""
        part.setContentsMargins(0, theme.px("m"), 0, 0)
        self.insertTab(self.count() if at is None else at, part, words)
        self._named[name] = part

    def show_named(self, name: str) -> None:
        """Show the one of a name."""
        self.setCurrentWidget(self._named[name])

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
