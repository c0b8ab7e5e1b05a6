"""Looks the open file over beside the window: quickly when it was opened, from end to end once a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models import format
from models.i18n import tr
from ui.kit.background_query import Asker
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

CHECKED: Final = "check/days"


class FileWatch:
    """Says what it finds in the window, with the way to the newest sound copy."""

    def __init__(self, window: MainWindow, path: Callable[[], Path], restore: Callable[[], object]) -> None:
        self.window, self._path, self._restore = window, path, restore
        self._quick, self._whole = Asker(window), Asker(window)

    def look(self) -> None:
        """See at once whether the file is damaged."""
        self._quick.ask(_quick_faults, self._found, lambda error: None)

    def look_through(self, today: date) -> None:
        """Once a day look through engine, ledger and trail; an index of words that is not whole is made anew."""
        path = self._path()
        if remembered().value(self._key(path)) == today.isoformat():
            return

        def done(faults: list[str]) -> None:
            if not faults:
                remembered().setValue(self._key(path), today.isoformat())
            self._found(faults)

        self._whole.ask(_faults, done, lambda error: None)

    def _key(self, path: Path) -> str:
        return f"{CHECKED}/{str(path).replace('/', '|').replace(chr(92), '|')}"

    def _found(self, faults: list[str]) -> None:
        if not faults:
            return
        from models.backup_copies import newest_sound

        copy = newest_sound(self._path())
        words = tr("The file is not sound: {fault}").format(fault=faults[0])
        if copy is not None:
            words = format.sentences(
                words, tr('The newest sound copy is "{name}".').format(name=copy.path.name)
            )
        self.window.notify(words, tr("Restore…"), self._restore, "wrong")


def _quick_faults() -> list[str]:
    """What is damaged in the file; what it takes is imported beside the window."""
    from models.backup import quick_check

    return quick_check()


def _faults() -> list[str]:
    """What engine, ledger and trail find, likewise."""
    from models.backup import check
    from models.search import mend

    mend()
    return check()
