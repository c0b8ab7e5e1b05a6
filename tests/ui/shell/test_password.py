"""The password of the open file is set in the window and asked for afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.database import current_password, current_path
from models.tables.party import Household
from tests import factories as make
from tests.ui.clerk import answer
from tests.ui.shell.test_app import desk, wait
from ui.shell import app
from ui.shell.password import NewPassword

__all__ = ["desk"]

WORDS = "竹篾-井边-四十二"


def test_a_password_is_set_and_what_does_not_do_is_said(desk: app.OpenFile, database: Path) -> None:
    make.household("H1", "单春梅")
    said: list[str] = []

    def fill(box: Any) -> None:
        assert isinstance(box, NewPassword) and box.now is None
        for new, again in (("short", "short"), (WORDS, "another"), (WORDS, WORDS)):
            box.new.setText(new)
            box.again.setText(again)
            QTest.keyClick(box.again, Qt.Key.Key_Return)
            QApplication.processEvents()
            said.append(box.problem.text())

    answer(fill)
    desk.change_password()
    wait()
    assert "太短" in said[0] and "不一样" in said[1] and said[2] in ("", said[1])
    assert current_path() == database and current_password() == WORDS and desk.window.isEnabled()
    assert Household.select().count() == 1 and desk.window.encrypted
    assert "新密码" in desk.window.notice.words.text()
    assert not database.read_bytes().startswith(b"SQLite format 3")


def test_who_does_not_know_the_password_changes_nothing(qtbot: Any, database: Path) -> None:
    box = NewPassword(None, "demo.db", True)
    qtbot.addWidget(box)
    assert box.now is not None
    box.now.setText("guessed")
    box.submit()
    assert "不一样" in box.problem.text() and not box.result()
