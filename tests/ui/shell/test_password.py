"""The password of the open file is set in the window and asked for afterwards."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from models import key_file, wrong_tries
from models.backup import back_up
from models.database import close_database, current_password, current_path
from models.encryption import give_code
from models.errors import UserError
from models.key_file import EVERYONE
from models.opening import open_database, opened_as
from models.rules.desk.recovery_code import engine_key
from models.tables.party import Household
from models.unlocking import RECOVERY
from tests import factories as make
from tests.reports.marks import text_of
from tests.ui.clerk import answer, pass_time
from tests.ui.shell.test_app import desk, wait
from ui.kit.print_preview import Preview
from ui.shell import app, backup_commands, password
from ui.shell.password import NewPassword, PasswordBox

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
            box.sheet.setChecked(False)
            QTest.keyClick(box.again, Qt.Key.Key_Return)
            QApplication.processEvents()
            said.append(box.problem.text())

    answer(fill)
    desk.change_password()
    wait()
    assert "太短" in said[0] and "不一样" in said[1] and said[2] in ("", said[1])
    assert current_path() == database and current_password() == WORDS and desk.window.isEnabled()
    assert Household.select().count() == 1 and desk.window.encrypted
    assert "从现在起有密码" in desk.window.notice.words.text(), "the first one is no new one"
    assert not database.read_bytes().startswith(b"SQLite format 3")


@pytest.fixture
def locked(desk: app.OpenFile, database: Path) -> app.OpenFile:
    """A file with a recovery code, open by the password of all."""
    make.household("H1", "单春梅")
    close_database()
    give_code(database, None, WORDS)
    open_database(database, WORDS)
    return desk


def test_with_a_recovery_sheet_the_code_on_it_opens_the_file(desk: app.OpenFile, database: Path) -> None:
    shown: list[str] = []

    def fill(box: Any) -> None:
        assert box.sheet.isChecked()
        box.new.setText(WORDS)
        box.again.setText(WORDS)
        answer(look)
        QTest.keyClick(box.again, Qt.Key.Key_Return)

    def look(preview: Any) -> None:
        assert isinstance(preview, Preview), preview.report.toPlainText()
        while preview._path is None:
            pass_time(20)
        (page,) = text_of(preview._path)
        groups = re.search("".join(f"{n}([0-9A-Z]{{5}})" for n in range(1, 9)), page)
        assert groups is not None, page
        shown.append("".join(groups.groups()))
        preview.reject()

    answer(fill)
    desk.change_password()
    wait()
    assert opened_as() == EVERYONE and key_file.labels(database) == (EVERYONE,)
    assert key_file.unwrap(database, WORDS) == (EVERYONE, shown[0])
    close_database()
    open_database(database, shown[0].lower())
    assert opened_as() == RECOVERY


def test_a_new_password_of_ones_own_needs_no_writing_anew(locked: app.OpenFile, database: Path) -> None:
    before = database.read_bytes()

    def fill(box: Any) -> None:
        assert box.now is not None and not box.sheet.isChecked()
        box.now.setText(WORDS)
        for line in (box.new, box.again):
            line.setText("another one 7")
        QTest.keyClick(box.again, Qt.Key.Key_Return)

    answer(fill)
    locked.change_password()
    assert database.read_bytes() == before and current_path() == database
    assert key_file.unwrap(database, "another one 7") is not None and key_file.unwrap(database, WORDS) is None
    assert "从现在起" in locked.window.notice.words.text()


def test_who_opened_it_by_the_recovery_code_is_asked_for_a_new_password(
    locked: app.OpenFile, database: Path
) -> None:
    locked.begun("")  # opened by the password: nothing is asked
    unwrapped = key_file.unwrap(database, WORDS)
    assert unwrapped is not None
    close_database()
    open_database(database, unwrapped.code)
    asked: list[str] = []

    def yes(question: Any) -> None:
        asked.append(question.words.text())
        question.accept()

    def fill(box: Any) -> None:
        assert box.now is None, "the code was typed just now"
        for line in (box.new, box.again):
            line.setText("another one 7")
        QTest.keyClick(box.again, Qt.Key.Key_Return)

    answer(yes, fill)
    locked.begun("")
    wait()
    assert len(asked) == 1 and "救急" in asked[0]
    assert key_file.unwrap(database, "another one 7") is not None


def test_the_sheet_is_shown_again_only_for_the_password(
    locked: app.OpenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed, seen = ["guessed once", WORDS], []
    monkeypatch.setattr(password, "ask_password", lambda *_, **__: typed.pop(0))
    monkeypatch.setattr(backup_commands, "show_recovery_sheet", lambda window, path, code: seen.append(code))
    locked.print_recovery_sheet()
    assert len(seen) == 1 and typed == []
    assert engine_key(seen[0]) == current_password()


def test_a_file_without_a_code_says_how_to_get_one(desk: app.OpenFile) -> None:
    with pytest.raises(UserError, match="附救急单"):
        desk.print_recovery_sheet()


def test_after_five_wrong_ones_the_box_counts_down(
    qtbot: Any, database: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        wrong_tries.add(database)
    box = PasswordBox(None, "demo.db", "refused", path=database)
    qtbot.addWidget(box)
    assert not box.primary.isEnabled() and "秒" in box.problem.text()
    now = wrong_tries.steady()
    monkeypatch.setattr(wrong_tries, "steady", lambda: now + 6)
    assert box.held is not None
    box.held.look()
    assert box.primary.isEnabled() and box.problem.text() == ""


def test_a_file_nobody_named_is_not_called_by_its_name_and_the_code_is_named(
    qtbot: Any, database: Path
) -> None:
    for name, shown in (("yuanba.db", "账本的密码"), ("赤城镇.yuanba", "“赤城镇”的密码")):
        box = PasswordBox(None, name)
        qtbot.addWidget(box)
        assert shown in [label.text() for label in box.findChildren(QLabel)]
        assert "yuanba" not in box.windowTitle()
    for has_code in (True, False):
        asked = NewPassword(None, database, True, has_code)
        qtbot.addWidget(asked)
        assert asked.now is not None and ("救急码" in asked.now.placeholderText()) is has_code


def test_who_does_not_know_the_password_changes_nothing(
    qtbot: Any, locked: app.OpenFile, database: Path
) -> None:
    box = NewPassword(None, database, True, True)
    qtbot.addWidget(box)
    assert box.now is not None
    box.now.setText("guessed")
    box.submit()
    assert "不一样" in box.problem.text() and not box.result()
    box.now.setText(WORDS)
    box.submit()
    assert box.result() and box.wanted().password is None and not box.wanted().sheet


def test_a_copy_under_another_password_asks_for_it_before_it_is_put_back(
    locked: app.OpenFile, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    copy, first = back_up(stick / "stick.db"), current_password()
    make.household("H2")
    wait()
    close_database()
    give_code(database, WORDS, "another one 7")
    open_database(database, "another one 7")
    asked: list[tuple[str, str]] = []
    typed = ["guessed once", WORDS]

    def ask(parent: Any, name: str, refusal: str = "", **_: Any) -> str:
        asked.append((name, refusal))
        wait()
        return typed.pop(0)

    monkeypatch.setattr(password, "ask_password", ask)
    opened: list[bool] = []
    backup_commands.put_back(locked.window, copy, database, lambda: opened.append(True))
    for _ in range(400):
        pass_time(20)
        if not typed and current_path() and Household.select().count() == 1:
            break
    wait()
    assert [name for name, _ in asked] == ["stick.db"] * 2 and not asked[0][1] and "密码" in asked[1][1]
    assert Household.select().count() == 1 and current_password() == first and opened_as() == EVERYONE
    assert locked.window.isEnabled() and opened
