"""An update: what it brought is shown once, a newer installer on a stick is offered, a damaged one is not begun."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models import sticks
from models.errors import UserError
from models.version import VERSION
from tests.ui.clerk import TODAY, Clerk
from ui.kit.background_query import settle
from ui.shell import app, updates
from ui.shell.message_box import Question
from ui.shell.window_state import remembered

NEXT = "99.0.0"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick that is plugged in, with a newer and an older installer for a Windows laptop."""
    folder = tmp_path / "stick" / "院坝"
    folder.mkdir(parents=True)
    for version in (NEXT, "0.0.1"):
        (folder / f"yuanba-{version}-setup.exe").write_bytes(version.encode())
    monkeypatch.setattr(sticks.newer_installer, "__defaults__", ("win32", VERSION))
    return tmp_path / "stick"


def test_the_newest_installer_of_a_stick_is_found_wherever_it_lies(stick: Path) -> None:
    found = sticks.newer_on(stick)
    assert found == sticks.Newer(stick / "院坝" / f"yuanba-{NEXT}-setup.exe", NEXT)
    assert sticks.newer_on(stick, NEXT) is None
    assert sticks.newer_on(stick / "gone") is None


def test_an_installer_is_copied_only_when_its_checksum_is_the_one_beside_it(
    stick: Path, tmp_path: Path
) -> None:
    found = sticks.newer_on(stick)
    assert found is not None
    copy = sticks.fetch(found, tmp_path / "home")
    assert copy.read_bytes() == NEXT.encode()
    sums = found.file.with_name("SHA256SUMS")
    sums.write_text(f"{hashlib.sha256(NEXT.encode()).hexdigest()}  {found.file.name}\n", encoding="utf-8")
    assert sticks.fetch(found, tmp_path / "home") == copy
    found.file.write_bytes(b"half of it")
    with pytest.raises(UserError, match="坏了"):
        sticks.fetch(found, tmp_path / "home")
    assert not copy.exists()
    found.file.unlink()
    with pytest.raises(UserError, match="读不出来"):
        sticks.fetch(found, tmp_path / "home")


def plugged(clerk: Clerk, root: Path, monkeypatch: pytest.MonkeyPatch) -> updates.StickWatch:
    """The window notices a stick."""
    watch = updates.StickWatch(clerk.window)
    monkeypatch.setattr(updates, "roots", lambda: frozenset({root}))
    for _ in range(2):
        watch.look()
        settle()
        QTest.qWait(20)
    return watch


def test_a_newer_yuanba_is_offered_once_and_installed_from_a_copy(
    clerk: Clerk, stick: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(clerk, stick, monkeypatch)
    notice = clerk.window.notice
    assert NEXT in notice.words.text() and notice.button.text() == "安装…"
    assert [words for words, *_ in clerk.window.file_actions] == [f"安装院坝 {NEXT}…"]
    begun: list[Path] = []
    monkeypatch.setattr(updates, "start_installer", lambda file: bool(begun.append(file)) or True)

    def agree() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, Question) and NEXT in box.words.text()
        box.yes.click()

    QTimer.singleShot(0, agree)
    notice.button.click()
    assert begun == [home / "updates" / f"yuanba-{NEXT}-setup.exe"]
    assert not clerk.window.isVisible()


def test_who_does_not_want_it_now_goes_on_working(
    clerk: Clerk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(clerk, stick, monkeypatch)
    monkeypatch.setattr(updates, "start_installer", lambda file: pytest.fail("not asked for"))
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
    clerk.window.notice.button.click()
    assert clerk.window.isVisible()


def test_a_stick_without_a_newer_one_says_nothing(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(clerk, tmp_path, monkeypatch)
    assert not clerk.window.notice.isVisible() and clerk.window.file_actions == ()


@pytest.mark.parametrize(
    ("before", "used", "shown"),
    [("", False, False), ("", True, True), ("0.0.9", False, True), (VERSION, True, False)],
)
def test_what_is_new_is_shown_once_after_an_update(
    clerk: Clerk, before: str, used: bool, shown: bool
) -> None:
    kept: Any = remembered()
    kept.remove("program/version")
    if before:
        kept.setValue("program/version", before)
    opened: list[str] = []
    clerk.window.helper = opened.append
    assert updates.show_news(clerk.window, used) is shown
    assert opened == (["news"] if shown else [])
    assert updates.show_news(clerk.window, True) is False
    assert kept.value("program/version") == VERSION


@pytest.mark.parametrize("used", [False, True])
def test_the_first_start_of_all_shows_no_news(
    database: Path, home: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch, used: bool
) -> None:
    kept: Any = remembered()
    kept.clear()
    if used:
        kept.setValue("file/last", str(database))
    opened: list[str] = []
    monkeypatch.setattr(app, "helped", lambda window, key: opened.append(key))
    desk = app.OpenFile(database, today=lambda: TODAY)
    qtbot.addWidget(desk.window)
    desk.window.show()
    desk.window.go("households")
    desk.begun("")
    settle()
    desk.window.close()
    assert opened == (["news"] if used else [])


def test_the_systems_own_disks_are_no_sticks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick, folder = tmp_path / "li" / "STICK", tmp_path / "li" / "folder"
    stick.mkdir(parents=True)
    folder.mkdir()
    monkeypatch.setattr(sticks, "_MOUNTS", (tmp_path, tmp_path / "missing"))
    monkeypatch.setattr(sticks.os.path, "ismount", lambda path: Path(path).name == "STICK")
    monkeypatch.setattr(sticks.sys, "platform", "linux")
    assert sticks.roots() == {stick}
