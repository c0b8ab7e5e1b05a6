"""The copies of the open file: made in time, shown with what they hold, put back; and damage that is told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models import backup, backup_copies, marks, second_place
from models.backup import back_up, back_up_before, check, not_backed_up, unsaved
from models.backup_copies import CLOSING, IMPORT, LOCK, all_copies
from models.database import close_database, db
from models.errors import UserError
from models.opening import open_database
from models.settings import change_settings
from tests import factories as make
from tests.ui.clerk import TODAY
from tests.ui.shell.test_app import desk, wait
from ui.shell import app, backup_commands
from ui.shell.backups_dialog import Backups

__all__ = ["desk"]


@pytest.fixture
def box(database: Path, home: Path, qtbot: Any) -> Iterator[Backups]:
    """The dialog over a file with two copies, the newer one before locking."""
    make.household("H1", "单春梅")
    back_up()
    back_up(why=LOCK)
    shown = Backups(None, database, None)
    shown.show()
    wait()
    yield shown
    shown.deleteLater()
    wait()


def test_the_copies_are_listed_and_each_says_what_it_holds(box: Backups, database: Path) -> None:
    first, second = (box._row(copy) for copy in box._copies)
    assert first[1:] == ("锁定工资之前", "已核对", "账本旁边") and second[1] == "手动"
    assert "0 张单" in box.holds.text() and "单春梅" in box.holds.text() and "MB" in box.holds.text()
    QTest.keyClick(box.table.table, Qt.Key.Key_Down)
    wait()
    QTest.keyClick(box.table.table, Qt.Key.Key_Return)
    assert box.chosen is not None and box.chosen.path == box._copies[1].path
    words = backup_commands._asked(box.chosen)
    assert box._row(box._copies[1])[0] in words and "0 张单" in words and ".db" not in words


def test_ctrl_enter_takes_the_copy_under_the_cursor(box: Backups) -> None:
    box.activateWindow()
    wait()
    QTest.keyClick(box.table.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert box.chosen is not None and box.chosen.path == box._copies[0].path


def test_the_second_place_is_chosen_and_written_at_once(box: Backups, database: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert "同一个磁盘" in box.place.text() and not box.leave_button.isVisible()
    box._place_at(stick)
    assert str(stick) in box.place.text() and box.leave_button.isVisible()
    assert len(list(stick.glob("*.db"))) == 1 and len(box._copies) == 3
    assert "第二处" in [box._row(copy)[3] for copy in box._copies]
    stick.rename(tmp_path / "gone")
    box._fill()
    assert "现在不在" in box.place.text()
    box.leave_button.click()
    assert second_place.chosen(database) is None


def test_copies_on_a_stick_that_was_never_chosen_are_listed(
    box: Backups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    (stick / "Yuanba").mkdir(parents=True)
    monkeypatch.setattr(second_place.sticks, "roots", lambda: frozenset({stick}))
    back_up(stick / "Yuanba")
    back_up(stick)
    box._fill()
    places = [box._row(copy)[3] for copy in box._copies]
    assert places.count("账本旁边") == 2 and len(places) == 4
    assert places[0] == f"U 盘的“{stick}”里" and places[1] == f"U 盘的“{stick / 'Yuanba'}”里"


def test_a_second_place_that_was_missing_for_a_week_is_told(
    desk: app.OpenFile, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    second_place.choose(database, stick)
    stick.rename(tmp_path / "gone")
    said: list[str] = []
    monkeypatch.setattr(desk.window, "notify", lambda words, *rest, **more: said.append(words))
    for days in (6, 7):
        later = datetime.now().date() + timedelta(days=days)
        monkeypatch.setattr(desk.window, "today", lambda later=later: later)
        desk._say_second_place()
    assert len(said) == 1 and "7 天" in said[0] and str(stick) in said[0]


def test_a_copy_is_kept_before_a_month_is_locked_and_none_twice(database: Path) -> None:
    assert back_up_before(LOCK) == "" and all_copies(database) == [], "nothing was entered yet"
    make.household("H1", "单春梅")
    assert back_up_before(LOCK) == ""
    assert [one.why for one in all_copies(database)] == [LOCK]
    change_settings({"backup.daily": False})
    assert back_up_before(IMPORT) == "" and len(all_copies(database)) == 1


def test_a_disk_that_takes_no_copy_stops_what_comes_next(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.household("H1", "单春梅")

    def full(target: Any = None, why: str = "") -> Path:
        raise UserError("磁盘满了。", "target")

    monkeypatch.setattr(backup, "back_up", full)
    with pytest.raises(UserError, match="磁盘"):
        back_up_before(LOCK)


def test_what_was_done_since_the_last_copy_is_kept_on_closing(database: Path, home: Path) -> None:
    backup_commands.back_up_on_closing()
    assert all_copies(database) == [], "nothing was entered yet"
    make.household("H1", "单春梅")
    backup_commands.back_up_on_closing()
    backup_commands.back_up_on_closing()
    assert [one.why for one in all_copies(database)] == [CLOSING], "nothing was done since"
    make.household("H2", "曾国芳")
    stick = database.parent / "stick"
    stick.mkdir()
    back_up(stick)
    backup_commands.back_up_on_closing()
    assert len(list((database.parent / "backups").glob("*-closing.db"))) == 1
    assert not unsaved(), "the copy on the stick alone would not do"


def test_a_copy_right_after_locking_counts_and_one_of_a_damaged_file_does_not(database: Path) -> None:
    make.household("H1", "单春梅")
    marks.keep(marks.LOCKED)
    assert unsaved() and not_backed_up().days == 1
    back_up()
    assert not unsaved() and not_backed_up().days == 0
    make.household("H2", "曾国芳")
    db.execute_sql("DROP TRIGGER household_log_update")
    with pytest.raises(UserError):
        back_up()
    assert unsaved() and not_backed_up().days == 1


def test_an_hours_work_is_copied_by_itself(
    desk: app.OpenFile, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.household("H1", "单春梅")
    first = back_up()
    assert not backup_commands.due(database, datetime.now().date())
    monkeypatch.setattr(backup_commands, "HOUR", timedelta(0))
    assert not backup_commands.due(database, datetime.now().date()), "nothing was done since"
    make.household("H2", "曾国芳")
    assert backup_commands.due(database, datetime.now().date())
    desk._hourly.timeout.emit()
    wait()
    assert [one.path for one in all_copies(database) if one.why == ""] != [] and first.exists()


def test_damage_is_told_with_the_newest_sound_copy(desk: app.OpenFile, database: Path) -> None:
    make.household("H1", "单春梅")
    copy = back_up()
    assert desk.window.notice.words.text() == ""
    db.execute_sql("DROP TRIGGER household_log_update")
    desk._file_watch.look()
    wait()
    said = desk.window.notice.words.text()
    assert "household_log_update" in said and copy.name in said


def test_the_whole_file_is_looked_through_once_a_day_and_its_index_made_anew(
    desk: app.OpenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.queries.desk.global_search import find

    make.household("H1", "单春梅")
    db.execute_sql("DROP TABLE found_household")
    desk._file_watch.look_through(TODAY)
    wait()
    assert check() == [] and find("春梅")
    asked: list[int] = []
    monkeypatch.setattr("models.backup.check", lambda: asked.append(1) or [])
    desk._file_watch.look_through(TODAY)
    wait()
    assert asked == []


def test_a_file_that_lies_elsewhere_keeps_its_copies_apart(database: Path, tmp_path: Path) -> None:
    make.household("H1", "单春梅")
    mine = back_up()
    close_database()
    other = tmp_path / "elsewhere" / database.name
    other.parent.mkdir()
    open_database(other)
    make.household("H1", "曾国芳")
    theirs = back_up(mine.parent)
    assert [one.path for one in backup_copies.copies(other, mine.parent)] == [theirs]
    close_database()
    open_database(database)
    assert [one.path for one in backup_copies.copies(database, mine.parent)] == [mine]


def test_without_a_copy_the_first_one_is_made_here(database: Path, qtbot: Any) -> None:
    dialog = Backups(None, database, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.make_button.isVisible() and not dialog.restore_button.isVisible()
    dialog.make_button.click()
    qtbot.waitUntil(lambda: bool(dialog._copies), timeout=10_000)
    assert dialog.restore_button.isVisible() and not dialog.make_button.isVisible()
