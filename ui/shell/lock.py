"""The locked window: nothing of the file is to be seen until who works with it types the password again.

Every window of the program is covered, also those that come up meanwhile; what is typed in them stays, drafts are kept
on the disk, and work beside the window goes on. What covers lies on the windows themselves: hiding a dialog would
answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from models import rights
from models.database import current_password
from models.errors import UserError
from models.i18n import tr
from models.settings import setting
from ui.shell import errors

if TYPE_CHECKING:
    from ui.shell.lock_screen import LockScreen
    from ui.shell.window import MainWindow

KEY: Final = QKeySequence("Ctrl+Alt+L").toString()
MINUTES: Final = "screen.lock_minutes"
_MINUTE_MS: Final = 60_000
_SIGNS_OF_LIFE: Final = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


def can_lock() -> bool:
    """Whether somebody can be asked who he is: the file has a password, or people sign in to it."""
    return current_password() is not None or rights.guarded()


def application() -> QApplication:
    """The application there is."""
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    return running


class Cover(QWidget):
    """Lies over all of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.title = window.windowTitle()
        self.fit()
        self.show()

    def fit(self) -> None:
        """As large as the window, above all in it."""
        self.setGeometry(self.parentWidget().rect())
        self.raise_()


class WindowLock(QObject):
    """Locks the window when nobody was at it for the minutes that are set, or on demand."""

    def __init__(self, window: MainWindow, path: Callable[[], Path]) -> None:
        super().__init__(window)
        self.window, self._path = window, path
        self.screen: LockScreen | None = None
        self._covers: dict[QWidget, Cover] = {}
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._nobody_there)
        self._watched: set[int] = set()
        application().focusWindowChanged.connect(self._watch)
        pressed = QAction(self)
        pressed.setShortcut(QKeySequence(KEY))
        pressed.triggered.connect(lambda: errors.attempt(window, lambda _: self.lock()))
        window.addAction(pressed)
        self.follow_settings()

    def follow_settings(self) -> None:
        """Wait for as long as the open file's setting says; 0 is for ever."""
        minutes = int(setting(MINUTES)) if can_lock() else 0
        wanted = minutes * _MINUTE_MS
        if not minutes:
            self._idle.stop()
        elif wanted != self._idle.interval() or not self._idle.isActive():
            # What changes beside the window is no sign of anybody there.
            self._idle.setInterval(wanted)
            self._idle.start()

    @property
    def locked(self) -> bool:
        """Whether the window is locked."""
        return self.screen is not None

    def lock(self) -> None:
        """Cover all there is to see and ask for the password. Raises UserError where nobody could be asked for one."""
        if self.locked:
            return
        if not can_lock():
            raise UserError(tr("Without a password there is nothing to lock. Set one in the same menu."))
        self.window.pages.keep_drafts()
        QToolTip.hideText()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for one in QApplication.topLevelWidgets():
            self._cover(one)
        application().installEventFilter(self)
        from ui.shell.lock_screen import LockScreen

        self.screen = LockScreen(self.window, self._path(), self._open)
        self.screen.show()
        self.screen.line.setFocus()

    def give_way(self) -> None:
        """Uncover the window though nobody said who he is: what was in it is gone, and somebody is asked for anew."""
        if self.locked:
            self._open()

    def _nobody_there(self) -> None:
        if can_lock():
            self.lock()

    def _open(self) -> None:
        screen, self.screen = self.screen, None
        application().removeEventFilter(self)
        for window, cover in self._covers.items():
            window.setWindowTitle(cover.title)
            cover.hide()
            cover.deleteLater()
        self._covers.clear()
        if screen is not None:
            screen.hide()
            screen.deleteLater()
        self.follow_settings()

    def _cover(self, window: QWidget) -> None:
        if not window.isWindow() or not window.isVisible() or window in self._covers or window is self.screen:
            return
        cover = self._covers[window] = Cover(window)
        window.destroyed.connect(lambda: self._covers.pop(window, None))
        cover.title = window.windowTitle()
        window.setWindowTitle(tr("Yuanba"))

    def _watch(self, window: QWindow | None) -> None:
        """Hear whether somebody is at a window that got the keyboard. All events of all widgets would be too many."""
        if window is not None and id(window) not in self._watched:
            self._watched.add(id(window))
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._watched.discard(id(window)))
        self._somebody_there()

    def _somebody_there(self) -> None:
        if self._idle.isActive():
            self._idle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there; and, while it is locked, nothing comes out from under a cover."""
        kind = event.type()
        if kind in _SIGNS_OF_LIFE:
            self._somebody_there()
        if self.screen is None or not isinstance(watched, QWidget):
            return False
        if kind == QEvent.Type.Show:
            self._came_up(watched)
        elif kind == QEvent.Type.Resize and watched in self._covers:
            self._covers[watched].fit()
        elif kind == QEvent.Type.WindowTitleChange and watched in self._covers:
            if watched.windowTitle() != tr("Yuanba"):
                self._covers[watched].title = watched.windowTitle()
                watched.setWindowTitle(tr("Yuanba"))
        return False

    def _ask_first(self) -> None:
        """Of several windows that want an answer the one shown last gets the keyboard: that is the question."""
        if self.screen is not None:
            if QApplication.activeModalWidget() is not self.screen:
                self.screen.hide()
                self.screen.show()
            self.screen.raise_()
            self.screen.activateWindow()

    def _came_up(self, shown: QWidget) -> None:
        """Something appeared while it is locked: a new window is covered, and the question comes before it."""
        top, screen = shown.window(), self.screen
        if screen is None or top is screen or isinstance(shown, Cover):
            return
        if shown is top and top not in self._covers:
            self._cover(top)
            # It is on the screen only after it was told so.
            QTimer.singleShot(0, self, self._ask_first)
        elif top in self._covers:
            self._covers[top].fit()
