"""The notice at the bottom: how long it stays, and what a hurried hand does not press."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.kit import notice as notices
from ui.kit.notice import Notice


@pytest.fixture
def ground(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    """A window with a line to type in, whose notices are soon over."""
    monkeypatch.setattr(notices, "STAYS_MS", 20)
    window = QWidget()
    window.resize(900, 600)
    line = QLineEdit(window)
    line.setGeometry(0, 0, 200, 30)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    line.setFocus()
    yield window


def said(ground: QWidget, *action: Any) -> Notice:
    """A notice whose time is over."""
    notice = Notice(ground)
    notice.say("已记账 FL-1。", *action)
    QTest.qWait(60)
    return notice


def test_a_notice_alone_goes_by_itself(ground: QWidget) -> None:
    assert not said(ground).isVisible()


def test_one_with_an_undo_stays_until_the_next_key(ground: QWidget) -> None:
    notice, line = said(ground, "撤销", lambda: None), ground.findChild(QLineEdit)
    for held in (Qt.Key.Key_Control, Qt.Key.Key_Shift):
        QTest.keyClick(line, held)
    assert notice.isVisible()
    QTest.keyClicks(line, "3")
    assert not notice.isVisible() and line.text() == "3"


def test_or_the_next_click_elsewhere(ground: QWidget) -> None:
    notice, line = said(ground, "撤销", lambda: None), ground.findChild(QLineEdit)
    QTest.mouseClick(notice, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert notice.isVisible()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_a_key_or_click_before_its_time_is_over_leaves_it(
    ground: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "STAYS_MS", 5_000)
    notice = said(ground, "撤销", lambda: None)
    QTest.keyClicks(ground.findChild(QLineEdit), "3")
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=QPoint(500, 100))
    assert notice.isVisible()


def test_a_new_notice_does_not_go_with_the_old_ones_key(
    ground: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = said(ground, "撤销", lambda: None)
    monkeypatch.setattr(notices, "STAYS_MS", 5_000)
    notice.say("已记账 FL-2。", "撤销", lambda: None)
    QTest.keyClicks(ground.findChild(QLineEdit), "3")
    assert notice.isVisible()


def test_the_second_click_of_a_double_click_presses_nothing(ground: QWidget) -> None:
    done: list[str] = []
    notice = said(ground, "撤销", lambda: done.append("undo"))
    for pressed in (notice.button, notice.cross):
        QTest.mouseDClick(pressed, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(pressed, Qt.MouseButton.LeftButton)
    assert notice.isVisible() and done == []
    QTest.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert not notice.isVisible() and done == ["undo"]
