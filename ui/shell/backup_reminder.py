"""Says how many days of work a backup is about, and offers the stick that is plugged in; one key makes the copy."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence

from models import second_place
from models.database import only_read
from models.i18n import plural, tr
from models.queries.desk.recent_work import RecentWork
from models.sticks import backup_folder, has_room, identity
from ui.kit.background_query import Asker
from ui.kit.text import key_words
from ui.shell import backup_commands
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

log = logging.getLogger("yuanba.ui")

KEY: Final = QKeySequence("Ctrl+Shift+D").toString()
COUNT_AFTER_MS: Final = 60_000
CARRY_AFTER: Final = 5
"""Days of work after which one is told that they are on this disk only."""

_OFFERED: Final = "backup/offered"
_REMINDED: Final = "backup/reminded"


class BackupReminder(QObject):
    """Knows what was done since the last copies; asks beside the window, after what changes something."""

    def __init__(self, window: MainWindow, path: Callable[[], Path]) -> None:
        super().__init__(window)
        self.window, self._path = window, path
        self.unsaved = self.uncarried = RecentWork(0, 0)
        self._stick: Path | None = None
        self._reminds = self._carries = False
        self._counter, self._looker = Asker(window), Asker(window)
        self._later = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._later.timeout.connect(lambda: self.count())
        window.data_changed.connect(self._later.start)
        window.backed_up.connect(self._backed_up)
        pressed = QAction(self)
        pressed.setShortcut(QKeySequence(KEY))
        pressed.triggered.connect(lambda: self.copy())
        window.addAction(pressed)

    # -- how much work -----------------------------------------------------------------------------------------

    def count(self, *, remind: bool = False) -> None:
        """Ask how much was done since the last copies, and say it in the window, also as a reminder."""
        self._reminds = self._reminds or remind
        self._counter.ask(_lacking, self._counted, _quietly)

    def _backed_up(self) -> None:
        self.unsaved = RecentWork(0, 0)
        self.window.say_state()
        self.count()

    def state(self) -> tuple[str, str]:
        """How old the newest copy is, or how much is in none, in words, and the role to say it in."""
        if only_read():
            return tr("Read only"), "wrong"
        if self.unsaved.days > 1 and backup_commands.newest(self._path()) is not None:
            return tr("Not backed up: {work}").format(work=in_words(self.unsaved)), "soon"
        return backup_commands.state(self._path())

    def remind(self) -> None:
        """Tell once a day what would be lost with this disk."""
        today = self.window.today().isoformat()
        if self.uncarried.days < CARRY_AFTER or remembered().value(_REMINDED) == today:
            return
        remembered().setValue(_REMINDED, today)
        self.window.notify(
            tr("{work} on this computer only: plug in a stick to back up.").format(
                work=in_words(self.uncarried)
            ),
            _verb(tr("Back up to it") if self._stands() else tr("Back up to a stick…")),
            self.carry,
            "soon",
        )
        self._carries = True

    def _counted(self, answer: tuple[RecentWork, RecentWork]) -> None:
        self.unsaved, self.uncarried = answer
        self._carries = self._carries and bool(self.uncarried.days)
        self.window.say_state()
        if self._reminds:
            self._reminds = False
            self.remind()

    # -- where to ----------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The one key: where the last reminder said, onto the stick that is there, else beside the file."""
        if self._carries or self._stands():
            self.carry()
        else:
            backup_commands.back_up(self.window)

    def carry(self) -> None:
        """Onto the stick that is plugged in, else where the user says."""
        path = self._path()
        if self._stick is None or not self._stands():
            backup_commands.back_up_to(self.window)
        elif _place_on(self._stick, path) == second_place.present(path):
            # It is written together with the copy beside the file.
            backup_commands.back_up(self.window)
        else:
            backup_commands.copy_into(self.window, _place_on(self._stick, path))

    def _stands(self) -> bool:
        return self._stick is not None and self._stick.is_dir()

    def plugged_in(self, roots: Iterable[Path]) -> None:
        """Sticks were plugged in: offer one that lacks work, each once a day."""
        path, new = self._path(), sorted(roots)

        def look() -> list[tuple[Path, str, RecentWork]]:
            from models.backup import not_backed_up

            size = path.stat().st_size
            return [
                (root, identity(root), not_backed_up(_place_on(root, path)))
                for root in new
                if has_room(root, size)
            ]

        if new:
            self._looker.ask(look, self._found, _quietly)

    def _found(self, found: list[tuple[Path, str, RecentWork]]) -> None:
        today = self.window.today().isoformat()
        kept = str(remembered().value(_OFFERED) or "").split("\n")
        offered = set(kept[1:]) if kept[0] == today else set()
        for root, known_as, work in found:
            self._stick = root
            if work.days and known_as not in offered:
                offered.add(known_as)
                words = tr("The stick {name} is plugged in. Not on it yet: {work}.")
                name = root.name or str(root).rstrip("\\")
                self.window.notify(
                    words.format(name=name, work=in_words(work)), _verb(tr("Back up to it")), self.copy
                )
        remembered().setValue(_OFFERED, "\n".join((today, *sorted(offered))))


def in_words(work: RecentWork) -> str:
    """Days of work and slips, such as "3 days of work, 27 slips"."""
    days = plural("{n} day of work", "{n} days of work", work.days)
    return f"{days}{tr(', ')}{plural('{n} slip', '{n} slips', work.slips)}" if work.slips else days


def _lacking() -> tuple[RecentWork, RecentWork]:
    """What no copy holds yet, and what only this disk does; what it takes is imported beside the window."""
    from models.backup import not_backed_up, not_carried

    return not_backed_up(), not_carried()


def _place_on(root: Path, path: Path) -> Path:
    """The folder of a stick for the copies of a file: its second place where that lies there."""
    second = second_place.present(path)
    return second if second is not None and second.is_relative_to(root) else backup_folder(root, path.stem)


def _quietly(error: BaseException) -> None:
    """A reminder that cannot be made disturbs nobody; a backup that fails is told by the backup itself."""
    log.info("no backup reminder: %s", error)


def _verb(words: str) -> str:
    return f"{words} {key_words(KEY)}"
