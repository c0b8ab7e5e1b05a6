"""The desk over an empty cooperative of this test alone, dressed as the user sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.clerk import TODAY, Clerk


@pytest.fixture(autouse=True)
def _dressed(request: pytest.FixtureRequest) -> None:
    if "qtbot" in request.fixturenames or "qapp" in request.fixturenames:
        app: Any = request.getfixturevalue("qapp")
        from ui.shell import theme

        if not app.styleSheet() or theme.is_dark() or theme.scale() != 100:
            theme.apply(app, "light", 100)


@pytest.fixture(autouse=True)
def _nothing_is_in_the_way() -> None:
    """A fault's box that came up after its test, from a timer of a window about to go, must not stop the next one."""
    if "ui.shell.message_box" not in sys.modules:
        return
    from PySide6.QtWidgets import QApplication

    from ui.shell.message_box import Defect

    for box in QApplication.topLevelWidgets() if QApplication.instance() is not None else ():
        if isinstance(box, Defect) and box.isVisible():
            print("left by an earlier test:", box.report.toPlainText(), file=sys.stderr)
            box.reject()


@pytest.fixture
def clerk(database: Path, home: Path, qtbot: Any) -> Iterator[Clerk]:
    """Somebody at the window, in October 2026."""
    from PySide6.QtCore import QCoreApplication, QEvent

    from models.actions.desk.undo import describe, last_undoable, undo
    from ui.shell.window import MainWindow

    def take_back() -> str:
        row = last_undoable()
        if row is None:
            return ""
        words = describe(row)
        undo(row.id)
        return words

    window = MainWindow(today=lambda: TODAY, undoer=take_back)
    qtbot.addWidget(window, before_close_func=_forget_what_was_typed)
    window.show()
    window.activateWindow()
    hands = Clerk(window)
    yield hands
    _forget_what_was_typed(window)
    window.close()
    # A window only closed would be dressed anew with every later one, and each test be slower than the one before.
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    hands.watch.tell()


def _forget_what_was_typed(window: Any) -> None:
    # Nobody is there to answer when the window asks about it.
    for page in window.pages.held.values():
        page.dirty = False
