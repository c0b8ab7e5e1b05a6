"""What the window remembers on this laptop: sizes, column widths, the last printer. Never anything of the trade."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QSettings

USUAL, SAFE = "window.ini", "safe.ini"
KEPT_WHEN_SAFE = ("file/last", "program/version")
"""What is no state of the window, and so is known to a run that uses none."""

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


def is_safe() -> bool:
    """Whether this run uses nothing that was remembered."""
    return _file == SAFE
