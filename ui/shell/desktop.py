"""The desktop the window opens on: whether there is one, how one types on it, and what the log says of it."""

from __future__ import annotations

import os
import platform
import sys

from models.version import VERSION

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def has_display() -> bool:
    """Whether a window can be opened here."""
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in DISPLAYS)


def add_to_recent(file: str) -> None:
    """Tell Windows that a file was opened: it stands in the recent ones of its menus and of the task bar."""
    if sys.platform == "win32":
        import ctypes

        as_wide_path = 3
        ctypes.windll.shell32.SHAddToRecentDocs(as_wide_path, ctypes.c_wchar_p(file))


def choose_input_method() -> None:
    """Let Chinese be typed on desktops that use fcitx: Qt's wheels bring ibus alone, whose part fcitx plays too."""
    if sys.platform.startswith("linux") and os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"


def started() -> str:
    """What stands in the log when the window opens: which Yuanba, on what."""
    frozen = "installed" if getattr(sys, "frozen", False) else "sources"
    # Not `platform.platform`: that starts another program to ask for the processor's name.
    system = " ".join((platform.system(), platform.release(), platform.machine()))
    return f"Yuanba {VERSION} ({frozen}), Python {platform.python_version()}, {system}"
