"""How much work no copy holds is said in days and slips; a stick is offered once a day; one key makes the copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models import backup, marks, operation, sticks
from models.backup import not_backed_up, not_carried
from models.queries.desk.recent_work import RecentWork, work_since
from tests import factories as make
from tests.ui.clerk import CTRL, Clerk
from ui.kit import background_query
from ui.shell import backup_commands, updates
from ui.shell.backup_reminder import CARRY_AFTER, KEY, BackupReminder, in_words
from ui.shell.window_state import remembered

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "media" / "KINGSTON"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def another_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies below a folder of the name media is another disk."""
    monkeypatch.setattr(backup, "_elsewhere", lambda goal, path: "media" in goal.parts)


@pytest.fixture
def reminder(clerk: Clerk, database: Path, another_disk: None) -> Iterator[BackupReminder]:
    remembered().remove("backup/offered")
    remembered().remove("backup/reminded")
    made = BackupReminder(clerk.window, lambda: database)
    clerk.window.backup_state = made.state
    clerk.said.clear()
    yield made
    background_query.settle()


def days_of_work(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A household is entered on each of some days."""
    for number in range(days):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None, number: int = number) -> Any:
                return datetime(2026, 10, 1 + number, 9, tzinfo=tz)

        monkeypatch.setattr(operation, "datetime", Clock)
        make.household()
    monkeypatch.setattr(operation, "datetime", datetime)


def settle() -> None:
    background_query.settle()
    QTest.qWait(1)


def press_key(clerk: Clerk) -> None:
    """The one key."""
    assert KEY == "Ctrl+Shift+D"
    QTest.keyClick(clerk.window, Qt.Key.Key_D, CTRL | SHIFT)
    clerk.wait()
    settle()


def test_days_and_slips_since_the_last_copy(
    database: Path, home: Path, another_disk: None, stick: Path
) -> None:
    assert not_backed_up() == not_carried() == RecentWork(0, 0)
    part = make.subcontract(make.household("H1"), make.order(make.product(good=3.25)), 40)
    make.collection(part, good=5)
    assert not_backed_up() == RecentWork(1, 1)
    backup.back_up()
    assert not_backed_up() == RecentWork(0, 0) and not_carried() == RecentWork(1, 1)
    make.collection(part, good=5)
    make.collection(part, good=5)
    assert not_backed_up() == RecentWork(1, 2) and not_carried() == RecentWork(1, 3)
    folder = sticks.backup_folder(stick, database.stem)
    assert folder == stick / "Yuanba" and not_backed_up(folder) == RecentWork(1, 3)
    backup.back_up_into(folder)
    assert not_carried() == not_backed_up() == not_backed_up(folder) == RecentWork(0, 0)
    assert marks.newest(marks.CARRIED) is not None and work_since(0) == RecentWork(1, 3)


def test_a_stick_is_offered_once_a_day_and_one_key_fills_it(
    clerk: Clerk, reminder: BackupReminder, stick: Path
) -> None:
    make.household("H1")
    reminder.plugged_in([stick])
    settle()
    assert len(clerk.said) == 1 and "KINGSTON" in clerk.said[0] and "1 天的账" in clerk.said[0]
    reminder.plugged_in([stick])
    settle()
    assert len(clerk.said) == 1, "the same stick on the same day"
    press_key(clerk)
    copies = list((stick / "Yuanba").glob("*.db"))
    assert len(copies) == 1 and str(copies[0].parent) in clerk.said[-1]
    clerk.said.clear()
    clerk.window.today = lambda: date(2026, 10, 22)
    reminder.plugged_in([stick])
    settle()
    assert clerk.said == [], "it holds everything"
    make.household("H2")
    reminder.plugged_in([stick])
    settle()
    assert len(clerk.said) == 1


def test_a_stick_that_cannot_be_written_to_is_not_offered(
    clerk: Clerk, reminder: BackupReminder, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.household("H1")
    monkeypatch.setattr(sticks.os, "access", lambda path, mode: False)
    reminder.plugged_in([stick])
    settle()
    assert clerk.said == []


def test_without_a_stick_the_key_makes_the_copy_beside_the_file(
    clerk: Clerk, reminder: BackupReminder, database: Path, stick: Path
) -> None:
    make.household("H1")
    reminder.plugged_in([stick])
    settle()
    stick.rmdir()
    press_key(clerk)
    assert backup_commands.newest(database) is not None and not_backed_up() == RecentWork(0, 0)


def test_the_window_says_how_many_days_are_in_no_copy(
    clerk: Clerk, reminder: BackupReminder, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.household("H1")
    backup.back_up()
    reminder.count()
    settle()
    assert clerk.window.top.backup.text() == "刚刚备份"
    days_of_work(3, monkeypatch)
    reminder.count()
    settle()
    assert clerk.window.top.backup.text() == "没备份：3 天的账"
    backup_commands.back_up(clerk.window)
    clerk.wait()
    settle()
    assert clerk.window.top.backup.text() == "刚刚备份"


def test_work_on_this_disk_only_is_told_once_a_day(
    clerk: Clerk, reminder: BackupReminder, monkeypatch: pytest.MonkeyPatch
) -> None:
    days_of_work(CARRY_AFTER - 1, monkeypatch)
    reminder.count(remind=True)
    settle()
    assert clerk.said == []
    make.household("H9")
    reminder.count(remind=True)
    settle()
    assert len(clerk.said) == 1 and f"{CARRY_AFTER} 天的账" in clerk.said[0]
    reminder.count(remind=True)
    settle()
    assert len(clerk.said) == 1
    asked: list[Any] = []
    monkeypatch.setattr(backup_commands, "back_up_to", asked.append)
    QTest.keyClick(clerk.window, Qt.Key.Key_D, CTRL | SHIFT)
    assert asked == [clerk.window]


def test_a_disk_that_was_there_from_the_start_is_a_stick_only_when_it_can_be_taken_out(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, first, second = (tmp_path / name for name in ("D", "E", "F"))
    there = {inside, first}
    monkeypatch.setattr(updates, "roots", lambda: frozenset(there))
    monkeypatch.setattr(updates, "removable", lambda root: root == first)
    heard: list[list[Path]] = []
    watch = updates.StickWatch(clerk.window, lambda roots: heard.append(list(roots)))
    watch.look()
    settle()
    there.add(second)
    watch.look()
    settle()
    watch.look()
    settle()
    assert heard == [[first], [second]]


def test_work_in_words() -> None:
    assert in_words(RecentWork(3, 27)) == "3 天的账，27 张单"
    assert in_words(RecentWork(1, 0)) == "1 天的账"
