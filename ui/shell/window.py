"""The main window: navigation, find box, and the stack of pages, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models import operation
from models.database import current_path
from models.i18n import tr
from models.settings import setting
from ui.kit.background_query import give_up
from ui.kit.desk import DESK, Offer, Place
from ui.kit.dropping import Dropping
from ui.kit.notice import Notice
from ui.kit.page import Page
from ui.kit.turns import Pieces, turns
from ui.pages import PAGES, PageEntry, offered
from ui.shell import errors, theme
from ui.shell.appearance import applied
from ui.shell.nav import Nav
from ui.shell.page_stack import PageStack
from ui.shell.print_key import PrintKey
from ui.shell.top_bar import Top
from ui.shell.undo_key import UndoKey
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from models.queries.desk.target import Target


class MainWindow(QMainWindow):
    """The desk. Others plug in: ``finder(text)`` answers offers; ``undoer()`` takes the last operation back and answers
    what to say; ``helper(key)`` opens help; ``today()`` is the clock; ``backup_state()`` answers (words, role).
    """

    nav: Nav
    top: Top
    ground: QWidget
    pages: PageStack

    data_changed = Signal()
    page_shown = Signal(str)
    day_turned = Signal()
    backed_up = Signal()
    _operated = Signal(object)

    def __init__(
        self,
        pages: Sequence[PageEntry] = PAGES,
        *,
        finder: Callable[[str], Sequence[Offer]] | None = None,
        undoer: Callable[[], str] | None = None,
        helper: Callable[[str], object] | None = None,
        backup_state: Callable[[], tuple[str, str]] | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__()
        self.entries = tuple(pages)
        self.finder, self.undoer, self.helper = finder, undoer, helper
        self.backup_state, self.today = backup_state, today
        self._day = today()
        self.cooperative, self.encrypted = "", False
        self.dressed: Callable[[], object] = lambda: None
        self.file_actions: Sequence[tuple[str, str, Callable[[], object]]] = ()
        self.lately: Callable[[], Sequence[Path]] = lambda: ()
        self.setObjectName(DESK)
        self.setWindowTitle(tr("Yuanba"))
        least = QSize(theme.METRICS["window_min_w"], theme.METRICS["window_min_h"])
        self.setMinimumSize(least.boundedTo(theme.room(self).size()))
        self._room = QStackedWidget()
        self.setCentralWidget(self._room)
        self._build()
        self._undo_key = UndoKey(self, self.undo)
        self._shortcuts()
        self._print_key = PrintKey(self)
        self.dropping = Dropping(self, self.import_workbook)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._data_changed)
        self._changed: set[str] = set()
        self._operated.connect(self.hear)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self._minute_passed)
        self._minute.start()
        self._deaf = operation.listen(lambda done: self._operated.emit(done.tables))
        _place_as_before(self)

    # -- what pages call ---------------------------------------------------------------------------------------

    def go(self, key: str, target: Target | None = None) -> Page:
        """Show a page, made now if it was not; ``target`` is handed to its `open`."""
        again = key == self.current
        key, target = self.pages.allowed(key, target, self.say_refusal)
        page = self.pages.page_of(key)
        turns().begin(self.coming(key, target, again))
        return page

    def coming(
        self, key: str, target: Target | None = None, again: bool = False, seen: bool = False
    ) -> Pieces:
        """The same in pieces; ``again``: it is shown already; ``seen``: what is not seen of it at first waits."""
        with self.nav.bound(key, self.current):
            self.pages.page_of(key)
            yield from self.pages.coming(key, target, again, seen=seen)
        remembered().setValue("window/page", key)
        self.page_shown.emit(key)

    def notify(
        self, words: str, action: str = "", slot: Callable[[], object] | None = None, role: str = "accent"
    ) -> None:
        """Say something quietly at the bottom, perhaps with one thing to do."""
        self.notice.say(words, action, slot, role)

    def say_refusal(self, sentence: str) -> None:
        """A refusal that belongs to no field."""
        self.notice.say(sentence, role="wrong")

    def undo(self) -> None:
        """Take the last operation back and say what it was."""
        if self.undoer is None:
            return
        undoer = self.undoer
        errors.attempt(self, lambda _: undoer(), done=lambda words: self.notify(words) if words else None)

    def import_workbook(self, path: Path | None = None) -> None:
        """Read a workbook in: choose it where no path is given, check it, show what is wrong or bring it in."""
        from models.queries.desk.target import Workbook

        self.go("workbook", Workbook(path))

    def settings_changed(self) -> None:
        """Follow language, font size, look and name, once whoever changed them is done."""
        # The window may be made anew, the page that asks with it.
        QTimer.singleShot(0, self, self.follow_settings)

    def follow_settings(self, language: str | None = None) -> None:
        """Look and be called as the settings of the open file want it; ``language`` overrides the file's."""
        turns().begin(self.following(language))

    def following(self, language: str | None = None) -> Pieces:
        """The same in pieces."""
        place = None if self.page is None else self.page.where()
        if (yield from applied(language, (*self.pages.held.values(), self.ground))):
            yield
            yield from self._made_anew(self.current, place)
        self.set_cooperative(str(setting("cooperative.name")))
        self.say_state()

    def say_unposted(self) -> None:
        """A page began or ceased to hold something unposted."""
        self.top.say_saved(self.unposted())

    def unposted(self) -> tuple[str, ...]:
        """The names of the pages that hold something not posted yet."""
        return self.pages.unposted()

    def say_state(self) -> None:
        """The day, the backup and the encryption in the top bar."""
        self.top.say_day(self.today())
        self.top.say_encrypted(self.encrypted)
        if self.backup_state is not None:
            self.top.say_backup(*self.backup_state())

    def _minute_passed(self) -> None:
        """Over night, or when somebody sets the clock, everything asked as of today is asked again."""
        self.say_state()
        today = self.today()
        if today != self._day:
            self._day = today
            self.pages.day_turned()
            self.day_turned.emit()

    def set_cooperative(self, name: str) -> None:
        """Whose desk this is; the title says the file as well, as two may belong to one cooperative."""
        self.cooperative = name
        self.nav.set_cooperative(name)
        path = current_path()
        self.setWindowTitle(" · ".join(filter(None, (name, path.name if path else "", tr("Yuanba")))))

    def rebuild(self) -> None:
        """Make everything anew after the language or the font size changed; unposted pages keep their state."""
        place = None if self.page is None else self.page.where()
        turns().begin(self._made_anew(self.current, place))

    def _made_anew(self, current: str, place: Target | None) -> Pieces:
        # Nothing half-made is painted.
        self.setUpdatesEnabled(False)
        try:
            before, pages = self.ground, self.pages
            self._build(pages)
            pages.go_away(before)
            self.set_cooperative(self.cooperative)
            if current:
                yield
                yield from self.coming(*self.pages.allowed(current, place))
        finally:
            self.setUpdatesEnabled(True)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self.pages.page

    @property
    def current(self) -> str:
        """Its key."""
        return self.pages.current

    # -- inside ------------------------------------------------------------------------------------------------

    def _build(self, before: PageStack | None = None) -> None:
        # From the top down: Qt dresses anew whatever is moved with all that is in it.
        whole = self.ground = QWidget()
        whole.setObjectName("ground")
        self._room.addWidget(whole)
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.nav = Nav(offered(self.entries), self.cooperative, whole)
        self.nav.chosen.connect(self.go)
        self.nav.brand_pressed.connect(partial(_offer_file, self))
        across.addWidget(self.nav)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self.top = Top(self._find, whole)
        self.top.find.found.connect(self._found)
        self.top.find.left.connect(self._back_to_page)
        self.top.help_asked.connect(self._help)
        self.pages = PageStack(self, self.entries, whole)
        if before is not None:
            self.pages.adopt(before)
        right.addWidget(self.top)
        right.addWidget(self.pages, 1)
        across.addLayout(right, 1)
        self._room.setCurrentWidget(whole)
        self.notice = Notice(whole)
        self.nav.fit(self.width())
        self.say_state()
        self.say_unposted()
        self.dressed()

    def _shortcuts(self) -> None:
        for entry in self.entries:
            if entry.shortcut:
                _add_shortcut(self, entry.shortcut, partial(self.go, entry.key))
        _add_shortcut(self, "Ctrl+K", self._to_find)
        _add_shortcut(self, "Ctrl+Z", self._undo_key.pressed)
        _add_shortcut(self, "Ctrl+B", lambda: self.nav.turn())
        _add_shortcut(self, "F1", self._help)

    def open_file(self, path: Path) -> None:
        """Open another file in the place of this one. Raises UserError when it went meanwhile."""
        if self.dropping.opener is not None:
            self.dropping.opener(path)

    def _to_find(self) -> None:
        self.top.find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.find.selectAll()

    def _back_to_page(self) -> None:
        if self.page is not None:
            self.page.take_focus()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on the window hears of Ctrl+Z before the widget that has the keyboard."""
        super().showEvent(event)
        self._undo_key.watch()

    def _help(self) -> None:
        if self.helper is not None:
            self.helper(self.page.help_key if self.page is not None else "")

    def _find(self, words: str) -> Sequence[Offer]:
        if not words:
            return self.pages.named(words)
        from ui.shell.commands import with_commands

        found = self.finder(words) if self.finder is not None else ()
        return with_commands(self, words, found)

    def _found(self, leads: Place | Callable[[], object]) -> None:
        errors.attempt(self, lambda _: leads() if callable(leads) else self.go(*leads))

    def hear(self, tables: frozenset[str]) -> None:
        """Rows of these tables were changed: what follows at once is heard together."""
        self._changed |= tables
        self._soon.start()

    def _data_changed(self) -> None:
        changed, self._changed = self._changed, set()
        self.pages.changed(changed)
        self.data_changed.emit()

    def let_go(self) -> bool:
        """Keep or give up what was not posted, asking where it cannot be kept; answers whether one may go on."""
        return self.pages.let_go()

    def forget_pages(self) -> None:
        """Make every page anew when it is shown next, as after another file was opened."""
        self.pages.forget()
        self.top.say_saved(())

    def file_opened(self) -> None:
        """Another file is open: say what an earlier run left unposted in it."""
        self.pages.look_for_drafts()
        self.say_unposted()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A small window keeps its room for the page."""
        super().resizeEvent(event)
        self.nav.fit(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop long work safely, and ask about what was not posted."""
        from ui.kit.background_task import under_way

        running = under_way()
        if running is not None:
            running.cancel()
            running.wait()
        # A window that is gone from the screen was asked already.
        if self.isVisible() and not self.let_go():
            event.ignore()
            return
        give_up()
        remembered().setValue("window/geometry", self.saveGeometry())
        self._minute.stop()
        self._deaf()
        event.accept()


def _offer_file(window: MainWindow, below: QPoint) -> None:
    from ui.shell.file_menu import file_menu

    file_menu(window).popup(below)


def _add_shortcut(window: MainWindow, key: str, slot: Callable[[], object]) -> None:
    action = QAction(window)
    action.setShortcut(QKeySequence(key))
    action.triggered.connect(lambda: slot())
    window.addAction(action)


def _place_as_before(window: MainWindow) -> None:
    kept = remembered().value("window/geometry")
    if not (isinstance(kept, QByteArray) and window.restoreGeometry(kept)):
        wish = QSize(theme.METRICS["window_w"], theme.METRICS["window_h"])
        window.resize(wish.boundedTo(theme.room(window).size()))
