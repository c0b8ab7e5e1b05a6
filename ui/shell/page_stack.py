"""The pages of the window, one of them on top: each is made when it is first shown, and asks again when it has to."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from models import rights
from models.database import note_reads
from models.i18n import tr
from ui.kit import drafts
from ui.kit.desk import Desk, Offer, Place
from ui.kit.page import Page
from ui.kit.turns import Pieces, at_leisure, turns
from ui.pages import PageEntry, offered
from ui.shell.dressing import dressed
from ui.shell.leaving import leave

if TYPE_CHECKING:
    from models.queries.desk.target import Target

REST_MS: Final = 300
"""After so long on a page, what is not seen at first is made too, with a pause after each piece of it."""
BETWEEN_MS: Final = 40

PAGE_OF_DRAFT = {
    "dispatch": "dispatch",
    "collection": "collection",
    "inspection": "collection",
    "visits": "visits",
}


class PageStack(QStackedWidget):
    """``held`` are the pages made so far, by key; ``current`` is the key of the one on top."""

    def __init__(self, desk: Desk, entries: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.entries = desk, entries
        self.held: dict[str, Page] = {}
        self._current = ""
        self._left = drafts.left()
        self._rest: Pieces | None = None
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(self._make_rest)

    @property
    def current(self) -> str:
        """The key of the page on top; one that is on its way comes at once."""
        turns().finish()
        return self._current

    @property
    def page(self) -> Page | None:
        """The page on top."""
        return self.held.get(self.current)

    def allowed(
        self, key: str, target: Target | None, refused: Callable[[str], object] = lambda sentence: None
    ) -> Place:
        """A page and what it is pointed at; one not for who is signed in is ``refused``: what stands there stays."""
        mine = {entry.key for entry in offered(self.entries)}
        if key in mine:
            return key, target
        refused(rights.refusal(self._entry(key).right))
        return (self.current if self.current in mine else offered(self.entries)[0].key), None

    def page_of(self, key: str) -> Page:
        """A page, begun now if it was not."""
        page = self.held.get(key)
        if page is None:
            module, _, name = self._entry(key).place.partition(":")
            page = getattr(importlib.import_module(module), name)(self.desk)
            # In its place before it is filled: Qt dresses anew whatever is moved.
            page.setParent(self)
            self.held[key] = page
        return page

    def coming(self, key: str, target: Target | None, again: bool, *, seen: bool = False) -> Pieces:
        """Make a page while the one before still stands, then show it filled; ``again``: it stands already.

        What is not seen of it at first waits where the event loop runs, or will (``seen``).
        """
        page = self.held[key]
        try:
            yield from page.made_unasked(seen=seen or (target is None and at_leisure()))
        except Exception:
            # Half of a page is none: what stood there stays, and the next time it is made anew.
            if self.indexOf(page) < 0:
                del self.held[key]
                leave([page])
            raise
        yield from dressed(page)
        # Between being there and being filled nothing of it is painted.
        self.setUpdatesEnabled(False)
        try:
            self.bring(key)
            yield from page.brought_up()
            if target is not None and page.opens_unasked:
                yield from page.guarded(lambda: page.opening(target))
        finally:
            self.setUpdatesEnabled(True)
        # What may ask something needs a page that can be seen.
        if target is not None and not page.opens_unasked:
            page.guard(lambda: page.open(target))
        elif target is None and again:
            page.guard(page.home)
        page.take_focus()

    def bring(self, key: str) -> Page:
        """Put a page on top."""
        page = self.held[key]
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self._current = key
        # What is asked in the window's thread from here on is asked for this page.
        note_reads(page.reads)
        self.setCurrentWidget(page)
        self._rest = page.made_unasked() if page.unfinished else None
        if self._rest is not None:
            self._quiet.start(REST_MS)
        return page

    def _make_rest(self) -> None:
        if self._rest is None:
            return
        if not turns().under_way:
            try:
                next(self._rest)
            except StopIteration:
                self._rest = None
                return
        self._quiet.start(BETWEEN_MS)

    def _entry(self, key: str) -> PageEntry:
        return next(entry for entry in self.entries if entry.key == key)

    def named(self, words: str) -> list[Offer]:
        """The pages whose name holds these words, and the key of each."""
        return [
            ((entry.key, None), tr(entry.label), entry.shortcut)
            for entry in offered(self.entries)
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
        turns().follow(self._brought_up())

    def _brought_up(self) -> Pieces:
        page = self.held.get(self._current)
        if page is not None:
            yield from page.brought_up()

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

    def let_go(self) -> bool:
        """Keep what is unposted, or ask whether it may be lost; answers whether one may go on."""
        unposted = self.keep_drafts()
        if not unposted:
            return True
        from ui.shell.message_box import Question

        lost = [name for name, kept in unposted.items() if not kept]
        if lost:
            words, verb = tr("Not posted yet: {pages}. Close and lose it?"), tr("Close and lose it")
        else:
            words = tr(
                "Not posted yet: {pages}. The draft is kept and stands there again next time. Close now?"
            )
            verb = tr("Close and keep the draft")
        words = words.format(pages=", ".join(lost or unposted))
        asked = Question(self.window(), words, verb=verb, loses=bool(lost))
        return asked.exec() == QDialog.DialogCode.Accepted

    def look_for_drafts(self) -> None:
        """Another file is open: see what an earlier run left unposted in it."""
        self._left = drafts.left()

    def adopt(self, before: PageStack) -> None:
        """Take the pages that hold something unposted over from a stack that goes."""
        before._rest = None
        self._left = before._left
        for key, page in tuple(before.held.items()):
            if page.dirty:
                self.held[key] = before.held.pop(key)
                self.addWidget(page)

    def forget(self) -> None:
        """Make every page anew when it is shown next."""
        turns().drop()
        for page in self.held.values():
            self.removeWidget(page)
        self.go_away()
        self._current = ""
        self._left = set()
        note_reads(None)

    def go_away(self, *around: QWidget) -> None:
        """Take down the pages and what is ``around`` them; nobody asks them any more."""
        self._rest = None
        held, self.held = self.held, {}
        leave((*held.values(), *around))
