"""A newer Yuanba: what an update brought is shown once; an installer on a stick is offered when it is plugged in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QProcess, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from models.device import home
from models.i18n import tr
from models.sticks import Newer, fetch, newer_on, removable, roots
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
    """Notices a stick that is plugged in and offers the newer Yuanba on it, each installer once a run.

    ``plugged_in(roots)`` hears of it too; of disks that were there already only those that are made to be taken out.
    """

    def __init__(
        self, window: MainWindow, plugged_in: Callable[[Iterable[Path]], object] = lambda roots: None
    ) -> None:
        super().__init__(window)
        self.window, self._plugged_in = window, plugged_in
        self.offered: set[Path] = set()
        self._seen: frozenset[Path] | None = None
        self._asker = Asker(window)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """See which disks are new, and look beside the window what lies on them; nothing is asked while none is."""
        if self._asker.waiting:
            return
        before, self._seen = self._seen, roots()
        new = sorted(self._seen - (before or frozenset()))
        if not new:
            return
        sticks = new if before is not None else [root for root in new if removable(root)]

        def looked(newer: list[Newer]) -> None:
            self._found(newer)
            self._plugged_in(sticks)

        self._asker.ask(
            lambda: [found for root in new if (found := newer_on(root)) is not None],
            looked,
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
