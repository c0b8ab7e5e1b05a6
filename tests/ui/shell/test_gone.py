"""What was closed is gone: each dialog, page and record opened many times leaves no object, thread or file behind."""

from __future__ import annotations

import gc
import sys
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from tests.trust.promises import LONG, times
from tests.ui.clerk import Clerk
from tests.ui.dialogs import DIALOGS, opened, reached, something_of_everything
from tests.ui.shell.test_enter_and_esc import what_its_keys_do_wrong
from tests.ui.stations import RECORDS
from ui.pages import PAGES
from ui.shell.file_menu import file_menu
from ui.shell.help_window import open_help

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.sampled
OPENINGS = times(6, 12)
BEFORE = times(2, 3)
"""Openings that may make what stays for the next one: an icon, a font, a page."""


@pytest.fixture
def desk(spared: None, fill: Any, clerk: Clerk) -> Clerk:
    fill(something_of_everything)
    return clerk


class Left:
    """What there is now: objects of Qt's by type, threads and open files."""

    def __init__(self) -> None:
        # What is asked behind the window has a thread and a connection of its own until it is answered.
        while asked := [one for one in threading.enumerate() if one.name == "question"]:
            for one in asked:
                one.join()
            QApplication.processEvents()
        for _ in range(2):
            QApplication.processEvents()
            gc.collect()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        held = (one for one in gc.get_objects() if isinstance(one, QObject))
        self.objects = Counter(type(one).__name__ for one in held)
        self.widgets = Counter(type(one).__name__ for one in QApplication.allWidgets())
        self.threads = threading.active_count()
        self.files = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0

    def more_than(self, before: Left, least: int = OPENINGS // 2) -> dict[str, int]:
        """What has come since, by name, if so much of it; what has gone makes up for nothing."""
        grown = (self.objects - before.objects) + (self.widgets - before.widgets)
        grown["threads"] = max(0, self.threads - before.threads)
        grown["files"] = max(0, self.files - before.files)
        return {name: count for name, count in grown.items() if count >= least}


def assert_nothing_stays(act: Callable[[int], object], once: int = 1, often: int = OPENINGS) -> None:
    """What is done once more leaves nothing at all, or nothing that comes again each time it is done."""
    if not LONG:
        before = Left()
        act(once)
        if not Left().more_than(before, least=1):
            return
    before = Left()
    act(often)
    assert not (more := Left().more_than(before)), str(more)


def each_opened(
    desk: Clerk, names: list[str], often: int, look: Callable[[str, QDialog], object] = lambda name, box: None
) -> list[str]:
    """Open each of some dialogs some times, each looked at by its name; answers those of which widgets stay."""
    stay = []
    for name, act in reached(desk, names):
        for _ in range(2):
            before = len(QApplication.allWidgets())
            stood = opened(act, often, partial(look, name))
            assert stood == often, name
            if len(QApplication.allWidgets()) < before + often:
                break
        else:
            # What came once, such as the sums of a list that were answered meanwhile, does not come again.
            stay.append(name)
    return stay


@pytest.mark.parametrize("share", range(3))
def test_esc_closes_every_dialog_no_key_of_it_means_two_things_and_closed_it_is_gone(
    desk: Clerk, share: int
) -> None:
    names = list(DIALOGS)[share::3]
    wrong: dict[str, str] = {}
    stay: list[str] = []

    def try_its_keys(name: str, dialog: QDialog) -> None:
        if found := what_its_keys_do_wrong(name, dialog):
            wrong[name] = found

    def open_all(often: int) -> None:
        stay[:] = each_opened(desk, names, often)

    each_opened(desk, names, BEFORE - 1, try_its_keys)
    assert not wrong, str(wrong)
    # There are many: half as often is still as often as `Left` counts as left behind.
    assert_nothing_stays(open_all, often=OPENINGS // 2)
    if stay:
        open_all(OPENINGS // 2)
    assert stay == []


def test_every_window_over_the_window_ends_itself() -> None:
    """The bar of long work is shown, not asked, and taken away with the work."""
    bare = {path.name for path in (ROOT / "ui").rglob("*.py") if "(QDialog)" in path.read_text("utf-8")}
    assert bare == {"dialog.py", "background_task.py"}


@pytest.mark.parametrize("key", RECORDS)
def test_a_record_that_was_left_is_gone(desk: Clerk, key: str) -> None:
    keys = RECORDS[key]()

    def look(often: int) -> None:
        # The last record is always the same: what shows it is not what was left behind.
        for back in range(often, 0, -1):
            desk.go(key, keys[-back % len(keys)])
            desk.settle()
            desk.go(key).home()
            desk.settle()

    look(BEFORE + len(keys))
    assert_nothing_stays(look, once=min(len(keys), OPENINGS))


def test_going_from_page_to_page_leaves_nothing(desk: Clerk) -> None:
    def walk(often: int) -> None:
        for _ in range(often):
            for entry in PAGES:
                desk.go(entry.key)
                desk.heard()
        desk.settle()

    walk(BEFORE)
    assert_nothing_stays(walk)


def test_menus_help_and_found_things_are_gone(desk: Clerk) -> None:
    def look(often: int) -> None:
        for _ in range(often):
            file_menu(desk.window).popup(desk.window.mapToGlobal(QPoint(40, 60)))
            for menu in desk.window.findChildren(QMenu):
                menu.close()
            open_help(desk.window, "pay").close()
            desk.window.top.find.setText("H0001")
            desk.window.top.find.list.offer("H0001")
            desk.settle()
            desk.window.top.find.clear()
            desk.settle()

    look(BEFORE)
    assert_nothing_stays(look)
