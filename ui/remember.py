"""What the window remembers on this laptop: sizes, column widths, the last printer. Never anything of the trade."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QSettings


@cache
def _settings_in(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def remembered() -> QSettings:
    """The settings file of the window, in the per-user data folder."""
    from models.machine import home

    return _settings_in(home())
