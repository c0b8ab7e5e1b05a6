"""Which Yuanba this is, what it is called on a command line, and how the files it is handed out as are named."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import PurePath

VERSION = "0.1.0"
"""Three numbers: layout of the files or ways of working, what is new, what is mended."""

SOURCE_NAME, INSTALLED_NAME = "main.py", "yuanba"

WINDOWS_INSTALLER = "yuanba-{version}-setup.exe"
DEBIAN_PACKAGE = "yuanba_{version}_{architecture}.deb"
CHECKSUMS = "SHA256SUMS"
"""Beside what is handed out: the SHA-256 of each file and its name, a line each, as ``sha256sum`` writes it."""

_INSTALLERS = {
    "win32": re.compile(r"yuanba-(\d+\.\d+\.\d+)-setup\.exe", re.IGNORECASE),
    "linux": re.compile(r"yuanba_(\d+\.\d+\.\d+)_[a-z0-9]+\.deb"),
}


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, in which a later one is greater; raises ValueError when it is none."""
    return tuple(int(part) for part in version.split("."))


def program_name() -> str:
    """What is typed to run this program: its installed name, or ``main.py`` in a folder of sources."""
    started = PurePath(sys.argv[0] if sys.argv else "")
    # As a module it is started by the __main__ of its package.
    name = started.parent.name if started.stem == "__main__" else started.stem
    installed = getattr(sys, "frozen", False) or name.lower().startswith(INSTALLED_NAME)
    return INSTALLED_NAME if installed else SOURCE_NAME


def how_to_run() -> str:
    """The words before the arguments in a terminal: a folder of sources is run by Python."""
    name = program_name()
    return f"python {name}" if name == SOURCE_NAME else name


def newer_installer(
    names: Iterable[str], platform: str = sys.platform, current: str = VERSION
) -> tuple[str, str] | None:
    """The newest installer of this platform among file names that is newer than ``current``: name and version."""
    pattern = _INSTALLERS.get(platform)
    matches = [(name, match[1]) for name in names if pattern and (match := pattern.fullmatch(name))]
    newer = [found for found in matches if numbers(found[1]) > numbers(current)]
    return max(newer, key=lambda found: numbers(found[1]), default=None)
