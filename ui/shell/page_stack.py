"""The pages of the window, one of them on top: each is made when it is first shown, and asks again when it has to."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QStackedWidget

from models.database import note_reads, noting
from models.i18n import tr
from ui.kit import drafts
from ui.kit.desk import Desk, Offer
from ui.kit.page import Page
from ui.pages import PageEntry

PAGE_OF_DRAFT = {
    "dispatch": "dispatch",
    "collection": "collection",
    "inspection": "collection",
    "visits": "visits",
}


class PageStack(QStackedWidget):
    """``held`` are the pages made so far, by key; ``current`` is the key of the one on top."""

    def __init__(self, desk: Desk, entries: Sequence[PageEntry]) -> None:
        super().__init__()
        self.desk, self.entries = desk, entries
        self.held: dict[str, Page] = {}
        self.current = ""
        self._left = drafts.left()

    @property
    def page(self) -> Page | None:
        """The page on top."""
        return self.held.get(self.current)

    def bring(self, key: str) -> Page:
        """Put a page on top, made now if it was not."""
        page = self.held.get(key) or self._make(key)
        self.current = key
        # What is asked in the window's thread from here on is asked for this page.
        note_reads(page.reads)
        self.setCurrentWidget(page)
        return page

    def _make(self, key: str) -> Page:
        module, _, name = self._entry(key).place.partition(":")
        page: Page = getattr(importlib.import_module(module), name)(self.desk)
        with noting(page.reads):
            page.build()
        self._hold(key, page)
        return page

    def _hold(self, key: str, page: Page) -> None:
        self.held[key] = page
        self.addWidget(page)

    def _entry(self, key: str) -> PageEntry:
        return next(entry for entry in self.entries if entry.key == key)

    def named(self, words: str) -> list[Offer]:
        """The pages whose name holds these words, and the key of each."""
        return [
            ((entry.key, None), tr(entry.label), entry.shortcut)
            for entry in self.entries
            if words.lower() in tr(entry.label).lower()
        ]

    # -- keeping up --------------------------------------------------------------------------------------------

    def changed(self, tables: set[str]) -> None:
        """Pages that have read one of these tables ask again."""
        self._ask_again([page for page in self.held.values() if page.concerns(tables)])

    def day_turned(self) -> None:
        """What was asked as of the day before is asked again."""
        self._ask_again(self.held.values())

    def _ask_again(self, pages: Iterable[Page]) -> None:
        """The page on top asks now, the others when they are shown."""
        for page in pages:
            page.stale = True
        if self.page is not None:
            self.page.bring_up()

    # -- what is not posted ------------------------------------------------------------------------------------

    def unposted(self) -> tuple[str, ...]:
        """The names of the pages that hold something not posted yet."""
        # A page that was not looked at yet may have a draft of an earlier run.
        left = {PAGE_OF_DRAFT.get(name.partition("-")[0]) for name in self._left}
        held = {key for key, page in self.held.items() if page.dirty} | (left - self.held.keys())
        return tuple(tr(entry.label) for entry in self.entries if entry.key in held)

    def keep_drafts(self) -> dict[str, bool]:
        """Keep what is unposted; by the name of each page that is not to be left, whether it could be kept."""
        return {
            tr(self._entry(key).label): page.save_draft()
            for key, page in self.held.items()
            if not page.may_leave()
        }

    def look_for_drafts(self) -> None:
        """Another file is open: see what an earlier run left unposted in it."""
        self._left = drafts.left()

    def adopt(self, before: PageStack) -> None:
        """Take the pages that hold something unposted over from a stack that goes."""
        self._left = before._left
        for key, page in before.held.items():
            if page.dirty:
                self._hold(key, page)

    def forget(self) -> None:
        """Make every page anew when it is shown next."""
        for page in self.held.values():
            self.removeWidget(page)
            page.deleteLater()
        self.held = {}
        self.current = ""
        self._left = set()
        note_reads(None)
