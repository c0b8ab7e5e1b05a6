"""What another process does to the file while the window stands open: seen and followed; who left reads on no more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from models import rights, signed_in
from models.actions.desk.people import save_user
from models.database import close_database
from models.other_work import OtherWork
from models.tables.desk import User
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk, answer, pass_time
from tests.ui.windows import wait, windows_on
from ui.kit import drafts
from ui.pages.party.household_form import household_sheet
from ui.shell import app
from ui.shell.lock_screen import LockScreen
from ui.shell.sign_in import SignIn

ROOT = Path(__file__).resolve().parents[3]
ELSEWHERE = """
import sys
from models import signed_in
from models.actions.desk.people import save_user
from models.actions.party.parties import save_household
from models.opening import open_database
from models.tables.desk import User
open_database(sys.argv[1])
if signed_in.people():
    signed_in.sign_in_by_name("彭经理")
{}
"""


def elsewhere(file: Path, what: str) -> None:
    """Do something to the file as another copy of the program."""
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE.format(what), str(file)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()


def people() -> None:
    make.slips_of_every_kind()
    for name, role in (("彭经理", "manager"), ("任出纳", "cashier"), ("何文员", "clerk")):
        save_user({"name": name, "role": role})
    signed_in.sign_out()


@pytest.fixture
def file(database: Path, home: Path, fill: Callable[..., Any], qtbot: Any) -> Path:
    fill(people)
    app.remembered().clear()
    return database


@pytest.fixture
def desk(file: Path) -> Iterator[Callable[[str], app.OpenFile]]:
    """Opens a window, which has seen what others did so far."""

    def sit(name: str) -> None:
        if name:
            signed_in.sign_in_by_name(name)

    def looking(name: str) -> app.OpenFile:
        one = opened(name)
        one.seat.look()
        return one

    with windows_on(file, sit) as opened:
        yield looking


def test_only_what_others_did_is_told_and_only_once(file: Path) -> None:
    others = OtherWork()
    signed_in.sign_in_by_name("彭经理")
    assert others.look() == frozenset()
    save_user({"name": "薛会计", "role": "viewer"})
    assert others.look() == frozenset()
    elsewhere(file, 'save_household({"head": "蒋红英", "village": "王家坝"})')
    save_user({"name": "薛出纳", "role": "viewer"})
    told = others.look()
    assert "household" in told and "user" not in told
    assert others.look() == frozenset()
    others.stop()


def test_a_list_shows_what_another_window_entered(desk: Callable[[str], app.OpenFile], file: Path) -> None:
    one = desk("何文员")
    page: Any = one.window.go("households")
    wait()
    before = page.table.count()
    elsewhere(file, 'save_household({"head": "蒋红英", "village": "王家坝"})')
    one.seat.look()
    wait()
    assert page.table.count() == before + 1


def test_another_role_is_followed_while_nothing_is_written(
    desk: Callable[[str], app.OpenFile], file: Path
) -> None:
    one = desk("任出纳")
    assert "pay" in one.window.nav.buttons
    one.window.go("pay")
    wait()
    elsewhere(file, 'save_user({"role": "viewer"}, User.get(User.name == "任出纳"))')
    # By itself, without anything being asked or written.
    pass_time(2_300)
    wait()
    assert rights.person() is not None and rights.person().role == "viewer"  # type: ignore[union-attr]
    assert "pay" not in one.window.nav.buttons and one.window.current == "today"
    assert one.window.top.person.text() == "任出纳"


def gone(file: Path, name: str = "任出纳") -> None:
    elsewhere(file, f'save_user({{"active": False}}, User.get(User.name == "{name}"))')


def test_who_signs_in_no_more_is_signed_out_and_his_draft_kept(
    desk: Callable[[str], app.OpenFile], file: Path
) -> None:
    one = desk("何文员")
    clerk = Clerk(one.window)
    visits = clerk.go("visits")
    clerk.type("篾条太厚，教她刮薄", visits.form.field("finding").line)
    mine = drafts.place("visits")
    gone(file, "何文员")
    asked: list[SignIn] = []
    hidden: list[bool] = []

    def press(box: Any) -> None:
        asked.append(box)
        hidden.append(not one.window.ground.isVisible() and rights.person() is None)
        next(choice for choice in box.choices if "彭经理" in choice.accessibleName() + choice.text()).click()

    answer(press)
    one.seat.look()
    wait()
    assert len(asked) == 1 and hidden == [True]
    assert [seen.person.name for seen in asked[0].people] == ["彭经理", "任出纳"]
    assert rights.maker() == "彭经理" and one.window.current == "today"
    assert mine.is_file() and drafts.left() == set(), "his draft is his, not the next one's"
    elsewhere(file, 'save_user({"active": True}, User.get(User.name == "何文员"))')
    signed_in.sign_in_by_name("何文员")
    assert drafts.left() == {"visits"}


@pytest.mark.parametrize("before", ["sheet", "locked", "both"])
def test_neither_a_sheet_nor_the_lock_keeps_anything_of_his_on_the_screen(
    desk: Callable[[str], app.OpenFile], file: Path, before: str
) -> None:
    one = desk("任出纳")
    sheet = household_sheet(one.window, None) if before != "locked" else None
    results: list[int] = []

    def go_on() -> None:
        if before != "sheet":
            one.lock.lock()
        gone(file)
        answer(lambda box: box.choices[0].click() if isinstance(box, SignIn) else None)
        one.seat.look()

    if sheet is None:
        go_on()
    else:
        QTimer.singleShot(0, go_on)
        results.append(sheet.exec())
    wait()
    assert rights.maker() == "彭经理" and results in ([], [0])
    left = [box for box in QApplication.topLevelWidgets() if box.isVisible() and box is not one.window]
    assert not any(isinstance(box, (LockScreen, SignIn)) or box is sheet for box in left), left
    assert not one.lock.locked and one.window.ground.isVisible()


def test_the_first_user_made_elsewhere_is_asked_for_here(database: Path, home: Path, qtbot: Any) -> None:
    app.remembered().clear()
    one = app.OpenFile(database, today=lambda: TODAY)
    one.window.show()
    one.seat.look()
    elsewhere(database, 'save_user({"name": "彭经理", "role": "manager", "secret": "2580"})')

    def press(box: Any) -> None:
        box.line.setText("2580")
        box.submit()

    answer(press)
    one.seat.look()
    wait()
    assert rights.maker() == "彭经理" == one.window.top.person.text() == User.get().name
    one.window.close()
    one.window.deleteLater()


def test_who_opened_the_file_by_his_own_password_is_asked_too_when_another_takes_the_seat(
    desk: Callable[[str], app.OpenFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.shell import sign_in

    one = desk("任出纳")
    monkeypatch.setattr(sign_in, "opened_as", lambda: User.get(User.name == "任出纳").label)
    answer(lambda box: box.choices[2].click())
    one.seat.change()
    assert rights.maker() == "何文员"


def test_a_window_that_goes_follows_nobody_once_the_file_is_closed(
    desk: Callable[[str], app.OpenFile],
) -> None:
    one = desk("任出纳")
    rights.take_seat(None, guarded=False)
    close_database()
    one.seat.follow()
    one.seat.look()
    wait()
