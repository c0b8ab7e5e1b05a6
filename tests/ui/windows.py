"""The program's own windows on a file, each opened as somebody of it, and put away with all that was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ui.clerk import TODAY, pass_time
from ui.kit.background_query import settle
from ui.shell.app import OpenFile

Opened = Callable[[str], OpenFile]


@contextmanager
def windows_on(file: Path, sign_in: Callable[[str], object]) -> Iterator[Opened]:
    """Opens a window on the file for whoever is named, on its first page; every one is closed at the end."""
    made: list[OpenFile] = []

    def opened(name: str) -> OpenFile:
        sign_in(name)
        one = OpenFile(file, today=lambda: TODAY)
        one.window.show()
        one.window.go("today")
        made.append(one)
        return one

    yield opened
    for one in made:
        for page in one.window.pages.held.values():
            page.dirty = False
        one.window.close()
        one.window.deleteLater()
    pass_time(10)


def wait() -> None:
    """Let what the windows ask be answered and shown."""
    for _ in range(6):
        pass_time(10)
        settle()
