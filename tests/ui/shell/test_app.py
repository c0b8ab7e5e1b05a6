"""The start of the window and its way between files: first run, second start, backups, files that do not open."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from models import database, i18n
from models.database import close_database, current_path
from models.errors import UserError
from models.opening import open_database
from models.settings import change_settings, setting
from models.tables.party import Household
from tests import factories as make
from tests.ui.clerk import TODAY, answer, pass_time
from tests.ui.shell.test_dropping import drop, enter, files
from tests.writing import operation
from ui.kit.background_query import settle
from ui.kit.background_task import under_way
from ui.shell import app, backup_commands, trouble
from ui.shell.first_run import EMPTY, Beginning
from ui.shell.single_instance import Claim

ROOT = Path(__file__).resolve().parents[3]


def wait() -> None:
    """Let questions, long work and timers come to their end."""
    for _ in range(3000):
        pass_time(10)
        settle()
        if under_way() is None:
            break
    pass_time(20)


@pytest.fixture
def desk(database: Path, home: Path, qtbot: Any) -> Iterator[app.OpenFile]:
    """The desk over a file of this test, as the program makes it."""
    app.remembered().clear()
    opened = app.OpenFile(database, today=lambda: TODAY)
    opened.claim.take()
    opened.window.show()
    opened.window.go("households")
    yield opened
    wait()
    opened.window.close()
    opened.window.deleteLater()
    opened.claim.release()
    pass_time(10)


def test_a_file_is_remembered_and_its_name_shown(desk: app.OpenFile, database: Path) -> None:
    assert app.last_file() == database
    assert desk.window.encrypted is False
    assert [words for words, _, _ in desk.window.file_actions][1:3] == ["立即备份", "备份到U盘…"]


def test_another_file_is_opened_and_the_way_back(desk: app.OpenFile, database: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    assert desk.switch(Beginning(other))
    assert current_path() == other and app.last_file() == other and desk.path == other
    assert desk.window.current == desk.window.entries[0].key
    wait()
    assert desk.switch(Beginning(database)) and current_path() == database


def test_a_file_dropped_on_the_window_is_opened_and_named_in_the_title(
    desk: app.OpenFile, database: Path, tmp_path: Path
) -> None:
    assert database.name in desk.window.windowTitle()
    other = tmp_path / "大石镇.YUANBA"
    shutil.copyfile(database, other)
    data = files(tmp_path / "letter.pdf", other)
    hovering = enter(data)
    QApplication.sendEvent(desk.window, hovering)
    veil = desk.window.dropping.veil
    assert hovering.isAccepted() and veil.isVisible() and veil.words == "松开就打开这个账本"
    QApplication.sendEvent(desk.window, drop(data))
    wait()
    assert current_path() == other and desk.path == other and not veil.isVisible()
    assert "大石镇.YUANBA" in desk.window.windowTitle() and database.name not in desk.window.windowTitle()


def test_a_dropped_file_that_went_or_is_open_changes_nothing(
    desk: app.OpenFile, database: Path, tmp_path: Path
) -> None:
    page = desk.window.page
    for path in (tmp_path / "gone.db", database):
        data = files(path)
        QApplication.sendEvent(desk.window, enter(data))
        QApplication.sendEvent(desk.window, drop(data))
        wait()
        assert current_path() == database and desk.window.page is page
    assert "gone.db" in desk.window.notice.words.text() and not (tmp_path / "gone.db").exists()


def test_no_file_is_dropped_behind_an_open_form(desk: app.OpenFile, database: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copyfile(database, other)
    data = files(other)
    QApplication.sendEvent(desk.window, enter(data))
    form = QDialog(desk.window)
    form.open()
    event = drop(data)
    QApplication.sendEvent(desk.window, event)
    wait()
    form.close()
    assert not event.isAccepted() and current_path() == database


def test_a_file_that_does_not_open_leaves_the_open_one(
    desk: app.OpenFile, database: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / "notes.db"
    foreign.write_bytes(b"nothing of ours" * 100)
    assert not desk.switch(Beginning(foreign))
    assert "notes.db" in desk.window.notice.words.text()
    assert current_path() == database and desk.path == database
    foreign.write_bytes(b"anything" * 1024)
    # What is no file of ours may as well be one with a password: it is asked for.
    answer(lambda box: box.reject())
    assert not desk.switch(Beginning(foreign))
    assert current_path() == database and desk.path == database
    folder = tmp_path / "gone" / "file.db"
    assert not desk.switch(Beginning(folder))
    assert current_path() == database


def test_who_does_not_know_the_other_files_password_is_not_asked_for_his_own(
    desk: app.OpenFile, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Any] = []

    def reopened(path: Path, password: str | None, parent: Any) -> bool:
        said.append((path, password))
        open_database(path)
        return True

    monkeypatch.setattr(app, "_open", lambda *_: False)
    monkeypatch.setattr(app, "open_file", reopened)
    monkeypatch.setattr("models.database.current_password", lambda: "langes-passwort")
    assert not desk.switch(Beginning(tmp_path / "other.db"))
    assert said == [(database, "langes-passwort")] and current_path() == database
    assert desk.window.current == "today" and desk.window.isVisible()


def test_where_neither_file_opens_the_window_closes_and_says_so(
    desk: app.OpenFile, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled_out(*_: Any) -> bool:
        database.unlink()
        raise UserError("没有了")

    monkeypatch.setattr(app, "_open", pulled_out)
    said: list[str] = []
    answer(lambda box: (said.append(box.words.text()), box.accept()))
    assert not desk.switch(Beginning(tmp_path / "other.db"))
    assert not database.exists() and current_path() is None
    assert said == [f"{database.name} 已经不在了。"] and not desk.window.isVisible()
    backup_commands.back_up_on_closing()


def test_a_new_file_asks_whose_it_is(desk: app.OpenFile, home: Path) -> None:
    def fill(box: Any) -> None:
        assert not (home / "yuanba.db").exists(), "nothing is made before it has a name"
        box.form.field("cooperative.name").set_value("大石镇竹编合作社")
        box.form.field("cooperative.phone").set_value("0825-0000001")
        box.submit()

    answer(lambda box: box.buttons[EMPTY].click(), fill)
    desk.begin_again()
    assert current_path() == home / "yuanba.db"
    assert setting("cooperative.name") == "大石镇竹编合作社"
    assert setting("cooperative.phone") == "0825-0000001"
    assert desk.window.windowTitle().startswith("大石镇竹编合作社")


def test_who_gives_a_new_file_up_has_the_one_before(desk: app.OpenFile, database: Path, home: Path) -> None:
    def still_open(box: Any) -> None:
        assert current_path() == database
        box.reject()

    answer(lambda box: box.buttons[EMPTY].click(), still_open, still_open)
    desk.begin_again()
    assert current_path() == database and app.last_file() == database
    assert not list(home.glob("*.db"))


def test_what_was_opened_lately_is_offered_with_its_place(desk: app.OpenFile, database: Path) -> None:
    other = database.parent / "other.db"
    assert desk.switch(Beginning(other)) and desk.switch(Beginning(database))
    wait()
    seen: list[str] = []

    def choose(box: Any) -> None:
        seen.extend(button.accessibleDescription() for button in box.files)
        box.files[1].click()

    answer(choose)
    desk.begin_again()
    assert seen == [str(database), str(other)] and current_path() == other
    assert desk.switch(Beginning(database))
    other.unlink()
    answer(lambda box: (seen.append(str(len(box.files))), box.reject()))
    desk.begin_again()
    assert seen[-1] == "1", "what is gone is not offered"


def test_the_language_of_the_first_choice_is_kept_in_the_new_file(desk: app.OpenFile) -> None:
    def choose(box: Any) -> None:
        box.languages.choose("en")
        assert box.buttons[EMPTY].text() == "Start empty"
        box.buttons[EMPTY].click()

    def fill(box: Any) -> None:
        assert box.primary.text() == "Begin"
        box.form.field("cooperative.name").set_value("Bamboo")
        box.submit()

    answer(choose, fill)
    desk.begin_again()
    assert setting("screen.language") == "en" and i18n.language() == "en"


def test_a_second_window_on_a_file_is_refused_and_the_first_one_called(
    desk: app.OpenFile, database: Path
) -> None:
    called: list[bool] = []
    desk.claim.listen(lambda: called.append(True))
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from ui.shell.single_instance import Claim; app = QCoreApplication([]); claim = Claim(Path(sys.argv[1]));"
        "sys.exit(10 * claim.take() + claim.call_other())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(database)],
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
    )
    for _ in range(600):
        pass_time(10)
        if process.poll() is not None:
            break
    assert process.returncode == 1 and called == [True]


def test_a_claim_of_a_dead_program_counts_no_more(tmp_path: Path, home: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from ui.shell.single_instance import Claim;"
        "print(Claim(Path(sys.argv[1])).take()); os._exit(9)"
    )
    path = tmp_path / "file.db"
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=False)
    claim = Claim(path)
    assert claim.take()
    claim.release()


def test_the_day_is_backed_up_once_by_itself(desk: app.OpenFile, database: Path) -> None:
    desk.back_up_daily()
    wait()
    assert backup_commands.newest(database) is None, "an empty file is not worth a copy"
    assert backup_commands.state(database)[1] == "soon" and backup_commands.due(database, date.today())
    make.household("H1", "单春梅")
    change_settings({"backup.daily": False})
    desk.back_up_daily()
    wait()
    assert backup_commands.newest(database) is None
    change_settings({"backup.daily": True})
    desk.back_up_daily()
    wait()
    first = backup_commands.newest(database)
    assert first is not None and not backup_commands.due(database, date.today())
    assert desk.window.top.backup.text() == "刚刚备份"
    desk.back_up_daily()
    wait()
    assert [backup_commands.newest(database)] == list((database.parent / "backups").glob("*.db")) == [first]


def test_a_backup_that_fails_is_told_quietly(desk: app.OpenFile, monkeypatch: pytest.MonkeyPatch) -> None:
    make.household("H1", "单春梅")
    said: list[str] = []
    monkeypatch.setattr(desk.window.notice, "say", lambda words, *rest, **more: said.append(words))

    def full(target: Any = None, why: str = "") -> Path:
        raise UserError("磁盘已满。")

    monkeypatch.setattr("models.backup.back_up", full)
    desk.back_up_daily()
    wait()
    assert said == ["今天的备份没有做成：磁盘已满。"]


def test_a_backup_is_put_back_and_the_file_kept(desk: app.OpenFile, database: Path) -> None:
    from models.tables.party import Household

    make.household("H1", "单春梅")
    backup_commands.back_up(desk.window)
    wait()
    copy = backup_commands.newest(database)
    assert copy is not None
    make.household("H2", "曾国芳")
    opened: list[bool] = []
    backup_commands.put_back(desk.window, copy, database, lambda: opened.append(True))
    wait()
    assert opened == [True] and desk.window.isEnabled() and current_path() == database
    assert [row.code for row in Household.select()] == ["H1"]
    assert len(list(database.parent.glob("test-replaced-*.db"))) == 1


def test_an_old_state_put_in_by_hand_is_told_at_once(
    desk: app.OpenFile, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(desk.window, "notify", lambda words, *rest, **more: said.append(words))
    desk._say_cut_off()
    assert said == []
    early = Path(shutil.copyfile(database, tmp_path / "early.db"))
    make.household("H9", "单春梅")
    close_database()
    shutil.copyfile(early, database)
    open_database(database)
    desk._say_cut_off()
    assert len(said) == 1 and "截断或重写" in said[0]


def test_a_copy_somebody_altered_is_refused_and_what_was_open_stays(
    desk: app.OpenFile, database: Path, tmp_path: Path
) -> None:
    from sqlcipher3 import dbapi2

    from models.backup import back_up

    make.household("H1", "单春梅")
    copy = back_up(tmp_path / "copy.db")
    with contextlib.closing(dbapi2.connect(str(copy))) as engine:
        engine.execute("DROP TRIGGER household_log_update")
        engine.execute("UPDATE household SET head = 'x'")
        engine.commit()
    backup_commands.put_back(desk.window, copy, database, lambda: None)
    wait()
    assert current_path() == database and desk.window.isEnabled()
    assert not list(database.parent.glob("*-replaced-*"))


def test_a_damaged_backup_changes_nothing(desk: app.OpenFile, database: Path, tmp_path: Path) -> None:
    from models.tables.party import Household

    make.household("H1", "单春梅")
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\x00" * 4000)
    backup_commands.put_back(desk.window, damaged, database, lambda: None)
    wait()
    assert current_path() == database and desk.window.isEnabled()
    assert [row.code for row in Household.select()] == ["H1"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(trouble.AGAIN, "same"), (trouble.COPY, "copy"), ("", None)],
)
def test_a_file_that_does_not_open_offers_ways_out(
    tmp_path: Path, home: Path, qtbot: Any, choice: str, expected: str | None
) -> None:
    path = tmp_path / "newer.db"
    open_database(path)
    database.db.execute_sql("PRAGMA user_version = 9999")
    close_database()
    with pytest.raises(UserError) as refusal:
        app.open_file(path)
    seen: list[str] = []

    def choose(box: Any) -> None:
        seen.append(box.words.text())
        if choice:
            box.ways[choice].click()
        else:
            box.reject()

    answer(choose)
    found = app.way_out(None, path, refusal.value.message)
    assert seen == [refusal.value.message]
    if expected is None:
        assert found is None
    elif expected == "same":
        assert found == Beginning(path)
    else:
        assert found is not None and found.path.parent == home and found.path.exists()


def test_a_file_that_is_gone_is_not_tried_again(tmp_path: Path, qtbot: Any) -> None:
    box = trouble.Trouble(None, "没有这个文件。", tmp_path / "gone.db")
    qtbot.addWidget(box)
    assert set(box.ways) == {trouble.OTHER, trouble.BEGIN}


def test_the_first_start_begins_with_a_choice(
    tmp_path: Path, home: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.shell.welcome import Welcome

    def choose(box: Any) -> None:
        assert isinstance(box, Welcome)
        box.buttons[EMPTY].click()

    def name(box: Any) -> None:
        box.form.field("cooperative.name").set_value("竹编合作社")
        box.submit()

    answer(choose, name)
    found = app._open_some(home / "yuanba.db")
    assert found is not None
    begun, claim = found
    try:
        assert (begun.path, begun.choice) == (home / "yuanba.db", EMPTY) and current_path() == begun.path
        assert setting("cooperative.name") == "竹编合作社"
    finally:
        claim.release()
        close_database()


def test_giving_up_at_the_first_start_leaves_nothing(home: Path, qtbot: Any) -> None:
    answer(lambda box: box.reject())
    assert app._open_some(home / "yuanba.db") == app.DONE
    assert not (home / "yuanba.db").exists()


def test_the_newest_is_taken_back_by_name(desk: app.OpenFile) -> None:
    with pytest.raises(UserError):
        desk.take_back()
    make.household("H1", "单春梅")
    assert desk.take_back() == "已撤销：保存农户 单春梅"


def test_much_is_taken_back_beside_the_window(desk: app.OpenFile, monkeypatch: Any) -> None:
    said: list[str] = []
    monkeypatch.setattr(app, "LONG_UNDO", 20)
    monkeypatch.setattr(desk.window, "notify", lambda words, *rest: said.append(words))
    with operation("Fill"):
        for number in range(20):
            make.household(f"H{number}", "单春梅")
    desk.window.undo()
    work = under_way()
    assert work is not None and said == []
    # A slip of the finger: stopped, it is all still there.
    work.cancel()
    wait()
    assert Household.select().count() == 20 and said == []
    desk.window.undo()
    wait()
    assert Household.select().count() == 0 and said == ["已撤销：Fill"]
