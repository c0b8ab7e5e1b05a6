"""The first-start choice, the password, and how the file's settings dress the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from models import i18n
from models.backup import back_up
from models.database import close_database
from models.encryption import change_password
from models.opening import open_database
from models.tables.party import Household
from tests import factories as make
from ui.shell import app as application
from ui.shell import theme
from ui.shell.first_run import DEMO, EMPTY, IMPORT
from ui.shell.password import ask_password
from ui.shell.welcome import Welcome


@pytest.mark.parametrize(
    ("key", "choice"), [(Qt.Key.Key_1, DEMO), (Qt.Key.Key_2, IMPORT), (Qt.Key.Key_3, EMPTY)]
)
def test_a_number_chooses(qtbot: Any, key: Qt.Key, choice: str) -> None:
    box = Welcome()
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    qtbot.keyClick(box, key)
    qtbot.waitUntil(lambda: not box.isVisible())
    assert box.choice == choice


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_chooses_the_card_that_has_the_ring(qtbot: Any, key: Qt.Key) -> None:
    box = Welcome()
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(lambda: box.buttons[DEMO].hasFocus())
    qtbot.keyClick(box.focusWidget(), Qt.Key.Key_Down)
    assert box.buttons[IMPORT].hasFocus()
    qtbot.keyClick(box.focusWidget(), key)
    assert box.choice == IMPORT and not box.isVisible()


def test_the_mouse_chooses_and_escape_leaves_without_a_choice(qtbot: Any) -> None:
    box = Welcome()
    qtbot.addWidget(box)
    box.show()
    qtbot.mouseClick(box.buttons[IMPORT], Qt.MouseButton.LeftButton)
    assert box.choice == IMPORT and box.result() == Welcome.DialogCode.Accepted
    other = Welcome()
    qtbot.addWidget(other)
    other.show()
    qtbot.keyClick(other, Qt.Key.Key_Escape)
    assert other.choice == "" and other.result() == Welcome.DialogCode.Rejected


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [100, 150])
def test_no_choice_is_cut(qtbot: Any, qapp: Any, language: str, size: int) -> None:
    i18n.set_language(language)
    theme.apply(qapp, "light", size)
    box = Welcome()
    qtbot.addWidget(box)
    box.show()
    for button in box.buttons.values():
        assert button.width() >= button.sizeHint().width() and button.height() >= button.sizeHint().height()
    theme.apply(qapp, "light", 100)


def test_a_password_is_asked_for(qtbot: Any) -> None:
    def type_it(words: str) -> None:
        box: Any = QApplication.activeModalWidget()
        qtbot.keyClicks(box.line, words)
        qtbot.keyClick(box.line, Qt.Key.Key_Return)

    QTimer.singleShot(0, lambda: type_it("bamboo"))
    assert ask_password(None, "竹编.db", "密码不对。") == "bamboo"
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())  # type: ignore[attr-defined]
    assert ask_password(None, "竹编.db") is None


def test_the_files_settings_dress_the_window(database: Path, home: Path, qapp: Any) -> None:
    from models.settings import change_settings

    change_settings({"screen.theme": "dark", "screen.font_size": "21", "screen.language": "en"})
    application.apply_settings()
    assert theme.is_dark() and theme.scale() == 150 and i18n.language() == "en"
    change_settings({"screen.theme": "light", "screen.font_size": "14", "screen.language": ""})
    application.apply_settings(language="zh")
    assert not theme.is_dark() and theme.scale() == 100 and i18n.language() == "zh"


def test_a_file_of_ones_own_is_opened_from_the_first_choice(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [None, tmp_path / "合作社.yuanba"]
    monkeypatch.setattr("ui.shell.welcome.ask_file", lambda *_: answers.pop(0))
    box = Welcome()
    qtbot.addWidget(box)
    box.show()
    box.own.click()
    assert box.isVisible() and box.file is None, "who chooses none chooses on"
    box.own.click()
    assert not box.isVisible() and box.file == tmp_path / "合作社.yuanba"


@pytest.mark.parametrize("password", ["", "竹韵合作社-2026"])
def test_a_backup_is_opened_as_a_copy_and_ones_own_file_where_it_is(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: Any, password: str
) -> None:
    make.household("H1", "单春梅")
    if password:
        close_database()
        change_password(database, None, password)
        open_database(database, password)
    stick, usual = tmp_path / "stick", tmp_path / "laptop" / "yuanba.db"
    stick.mkdir()
    usual.parent.mkdir()
    copy = back_up(stick)
    close_database()
    monkeypatch.setattr("ui.shell.password.ask_password", lambda *_, **__: password)
    chosen = [copy, stick / "合作社2026.yuanba"]

    def take(box: Welcome) -> Welcome.DialogCode:
        box.file = chosen.pop(0)
        return Welcome.DialogCode.Accepted

    monkeypatch.setattr(Welcome, "exec", take)
    before = copy.read_bytes()
    found = application.ask_beginning(None, usual)
    assert found is not None and found.path == usual and copy.read_bytes() == before
    open_database(usual, password or None, create=False)
    assert Household.get().head == "单春梅"
    found = application.ask_beginning(None, usual)
    assert found is not None and found.path == stick / "合作社2026.yuanba"
