"""While the window is locked nothing of the file is to be seen; nothing is lost, and work beside it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget

from models import key_file, rights, wrong_tries
from models.actions.desk.people import save_user
from models.database import close_database
from models.encryption import give_code
from models.errors import UserError
from models.opening import open_database
from models.rules.desk import roles
from models.settings import change_settings
from tests import factories as make
from tests.ui.clerk import pass_time
from tests.ui.shell.test_app import desk, wait
from ui.kit.background_task import run
from ui.kit.drafts import Draft
from ui.shell import app
from ui.shell.lock import MINUTES, can_lock
from ui.shell.lock_screen import come_back

__all__ = ["desk"]

WORDS, OTHER = "竹篾-井边-四十二", "another one 7"
NAME = "单春梅"


@pytest.fixture
def locked(desk: app.OpenFile, database: Path) -> Any:
    """A desk over an encrypted file, with the household's page open, about to be locked."""
    make.household("H1", NAME)
    close_database()
    code, _ = give_code(database, None, WORDS, "m1")
    key_file.wrap(database, "c2", OTHER, code)
    open_database(database, WORDS)
    desk.lock.follow_settings()
    desk.window.go("households")
    wait()
    yield desk
    if desk.lock.locked:
        desk.lock._open()


def is_blank(window: QWidget) -> bool:
    """Whether a window shows one colour all over."""
    picture = window.grab().toImage()
    first = picture.pixel(0, 0)
    return all(
        picture.pixel(x, y) == first
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    )


def unlock(desk: app.OpenFile, typed: str) -> None:
    screen = desk.lock.screen
    assert screen is not None
    screen.line.setText(typed)
    QTest.keyClick(screen.line, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_nothing_shows_until_the_password_is_typed(locked: app.OpenFile) -> None:
    window = locked.window
    assert not is_blank(window) and window.windowTitle() != "院坝"
    before = window.windowTitle()
    window.activateWindow()
    wait()
    QTest.keyClick(
        window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    assert locked.lock.locked and is_blank(window) and window.windowTitle() == "院坝"
    window.resize(window.size() + QSize(90, 40))
    window.set_cooperative("赤城镇")
    window.notify(f"{NAME} 100 元")
    QApplication.processEvents()
    assert is_blank(window) and window.windowTitle() == "院坝"
    unlock(locked, "guessed once")
    assert (
        locked.lock.locked and locked.lock.screen is not None and "不对" in locked.lock.screen.problem.text()
    )
    QTest.keyClick(locked.lock.screen, Qt.Key.Key_Escape)
    locked.lock.screen.close()
    assert locked.lock.screen.isVisible()
    unlock(locked, OTHER)
    assert not locked.lock.locked and not is_blank(window)
    assert window.windowTitle() != before and "赤城镇" in window.windowTitle()


def test_dialogs_are_covered_and_go_on_as_they_were(locked: app.OpenFile) -> None:
    dialog = QDialog(locked.window)
    dialog.setWindowTitle(NAME)
    dialog.resize(300, 200)
    QVBoxLayout(dialog).addWidget(QLabel(NAME))
    dialog.setModal(True)
    dialog.show()
    late = QDialog(locked.window)
    late.setModal(True)
    late.resize(300, 200)
    late.setWindowTitle(NAME)
    QVBoxLayout(late).addWidget(QLabel(NAME))
    try:
        locked.lock.lock()
        late.show()
        QApplication.processEvents()
        assert is_blank(dialog) and is_blank(late) and dialog.windowTitle() == late.windowTitle() == "院坝"
        assert QApplication.activeModalWidget() is locked.lock.screen, (
            "the question comes before what came up later"
        )
        unlock(locked, WORDS)
        assert dialog.isVisible() and late.isVisible() and dialog.windowTitle() == late.windowTitle() == NAME
        assert not is_blank(dialog)
    finally:
        for one in (dialog, late):
            one.close()
            one.deleteLater()


def test_what_is_typed_is_kept_and_work_beside_goes_on(locked: app.OpenFile) -> None:
    page: Any = locked.window.go("visits")
    page.form.field("topic").set_value("收口")
    page.dirty = True
    done: list[int] = []
    locked.lock.lock()
    run(locked.window, "Work", lambda progress: 7, done.append)
    for _ in range(100):
        pass_time(10)
        if done:
            break
    assert done == [7] and locked.lock.locked
    unlock(locked, WORDS)
    assert page.form.field("topic").raw() == "收口" and locked.window.current == "visits"
    page.dirty = False
    Draft("visits").drop()


def test_it_locks_when_nobody_is_there_for_the_minutes_set(locked: app.OpenFile) -> None:
    change_settings({MINUTES: 0})
    locked.lock.follow_settings()
    assert not locked.lock._idle.isActive()
    change_settings({MINUTES: 3})
    locked.lock.follow_settings()
    assert locked.lock._idle.interval() == 180_000 and locked.lock._idle.isActive()
    wait()
    locked.lock._idle.setInterval(60)
    for step in range(6):
        pass_time(25)
        QTest.mouseMove(locked.window, QPoint(100 + step, 100))
    assert not locked.lock.locked, "somebody was there"
    pass_time(150)
    assert locked.lock.locked and is_blank(locked.window)
    unlock(locked, WORDS)
    assert locked.lock._idle.interval() == 180_000


def test_after_five_wrong_ones_it_counts_down_and_survives_a_restart(
    locked: app.OpenFile, database: Path
) -> None:
    locked.lock.lock()
    for _ in range(5):
        unlock(locked, "guessed once")
    screen = locked.lock.screen
    assert screen is not None and not screen.button.isEnabled() and "秒" in screen.problem.text()
    assert wrong_tries.must_wait(database) > 0
    wrong_tries.forget(database)
    screen.held.look()
    assert screen.button.isEnabled()


def test_a_file_without_a_password_has_nothing_to_lock_with(desk: app.OpenFile) -> None:
    assert not can_lock() and not desk.lock._idle.isActive()
    with pytest.raises(UserError, match="先"):
        desk.lock.lock()
    assert not desk.lock.locked


def test_who_is_signed_in_comes_back_by_his_own_password_alone(locked: app.OpenFile, database: Path) -> None:
    for typed in (WORDS, OTHER):
        come_back(database, typed)
    manager = {"name": "陈经理", "role": roles.MANAGER, "secret": "2468", "label": "m1"}
    save_user(manager)
    found = key_file.unwrap(database, WORDS)
    assert rights.person() is not None and found is not None
    for typed in ("2468", WORDS, found.code):
        come_back(database, typed)
    for typed in ("1357", OTHER, ""):
        with pytest.raises(UserError) as refused:
            come_back(database, typed)
        assert refused.value.field == "password"


def test_the_top_bar_says_that_a_file_is_not_encrypted_and_leads_to_a_password(desk: app.OpenFile) -> None:
    asked: list[int] = []
    top = desk.window.top
    assert top.plain.isVisible() and top.plain.text() == "没有加密" and top.cipher.text() == ""
    kept = desk.window.file_actions
    desk.window.file_actions = tuple(
        (words, icon, (lambda: asked.append(1)) if words == "密码…" else act) for words, icon, act in kept
    )
    top.plain.click()
    assert asked == [1]
    top.say_encrypted(True)
    assert not top.plain.isVisible() and top.cipher.text()
