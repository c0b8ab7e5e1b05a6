"""A newer Yuanba: what an update brought is shown once; an installer on a stick is offered when it is plugged in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QProcess, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from models.device import home
from models.i18n import tr
from models.sticks import Newer, fetch, newer_on, roots
from models.version import VERSION, numbers
from ui.kit.background_query import Asker
from ui.shell import errors
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

EVERY_MS: Final = 5_000
NEWS: Final = "news"
_KEY: Final = "program/version"


def show_news(window: MainWindow, used_before: bool) -> bool:
    """Show what is new where another version was ``used_before`` this run; answers whether it was shown."""
    kept = remembered()
    before = str(kept.value(_KEY) or "")
    kept.setValue(_KEY, VERSION)
    # Versions before the first that remembered its own leave only the file they had open.
    older = numbers(before) < numbers(VERSION) if before else used_before
    if older and window.helper is not None:
        window.helper(NEWS)
    return older


class StickWatch(QObject):
    """Notices a stick that is plugged in and offers the newer Yuanba on it, each installer once a run."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.offered: set[Path] = set()
        self._seen: frozenset[Path] = frozenset()
        self._asker = Asker(window)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """See which disks are new and look what lies on them, beside the window."""
        now = roots()
        new, self._seen = now - self._seen, now
        if new:
            self._asker.ask(
                lambda: [found for root in sorted(new) if (found := newer_on(root)) is not None],
                self._found,
                lambda error: None,
            )

    def _found(self, found: list[Newer]) -> None:
        fresh = [newer for newer in found if newer.file not in self.offered]
        if not fresh:
            return
        newest = max(fresh, key=lambda newer: numbers(newer.version))
        self.offered |= {newer.file for newer in fresh}

        def begin() -> None:
            errors.attempt(self.window, lambda _: install(self.window, newest))

        words = tr("Install Yuanba {version}…").format(version=newest.version)
        self.window.file_actions = ((words, "down", begin), *self.window.file_actions)
        self.window.notify(
            tr("Yuanba {version} is on the stick; this is {current}.").format(
                version=newest.version, current=VERSION
            ),
            tr("Install…"),
            begin,
        )


def install(window: MainWindow, newer: Newer) -> bool:
    """Ask, then close the window and start the installer; answers whether it was started.

    Raises UserError when the installer on the stick is damaged.
    """
    from ui.shell.message_box import Question

    words = tr(
        "Install Yuanba {version}? The window closes and the installer opens. Your file stays as it is; it is backed"
        " up before the new version changes anything in it."
    ).format(version=newer.version)
    if Question(window, words, verb=tr("Install")).exec() != QDialog.DialogCode.Accepted:
        return False
    copy = fetch(newer, home() / "updates")
    if not window.close():
        return False
    return start_installer(copy)


def start_installer(file: Path) -> bool:
    """Hand an installer to the system; answers whether it took it."""
    if sys.platform == "win32":
        started, _ = QProcess.startDetached(str(file), [])
        return bool(started)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
