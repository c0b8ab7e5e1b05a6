"""What the window remembers on this laptop: sizes, column widths, the last printer. Never anything of the trade."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QSettings

from ui.shell.desktop import add_to_recent

USUAL, SAFE = "window.ini", "safe.ini"
LAST, LATELY = "file/last", "file/lately"
KEPT_WHEN_SAFE = (LAST, LATELY, "program/version")
"""What is no state of the window, and so is known to a run that uses none."""
REMEMBERED = 8
"""How many files opened lately are known."""

_file = USUAL


@cache
def _settings_in(folder: Path, name: str) -> QSettings:
    return QSettings(str(folder / name), QSettings.Format.IniFormat)


def remembered() -> QSettings:
    """The settings file of the window, in the per-user data folder."""
    from models.device import home

    return _settings_in(home(), _file)


def forget_for_now() -> None:
    """From here on this run uses nothing that was remembered of the window, and leaves that as it was."""
    global _file
    _file = USUAL
    kept = {key: remembered().value(key) for key in KEPT_WHEN_SAFE}
    _file = SAFE
    remembered().clear()
    for key, value in kept.items():
        if value is not None:
            remembered().setValue(key, value)


def files_lately() -> list[Path]:
    """The files opened lately on this laptop that still lie where they lay, the last one first."""
    kept = remembered().value(LATELY)
    names = [kept] if isinstance(kept, str) else kept or []
    return [path for path in map(Path, names) if path.exists()]


def file_opened(path: Path) -> None:
    """Remember a file as the one opened last."""
    before = [one for one in files_lately() if one != path]
    remembered().setValue(LATELY, [str(one) for one in (path, *before)][:REMEMBERED])
    remembered().setValue(LAST, str(path))
    add_to_recent(str(path))


def is_safe() -> bool:
    """Whether this run uses nothing that was remembered."""
    return _file == SAFE
