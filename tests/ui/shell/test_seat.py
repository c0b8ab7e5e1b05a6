"""Who sits at the window: signing in, another taking the seat, and what each role is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from models import rights, signed_in
from models.actions.desk.people import save_user
from models.actions.party.parties import save_household
from models.actions.pay.locking import lock
from models.queries.desk.alert import Alert
from models.queries.desk.reports import REPORTS, offered_reports
from models.queries.desk.target import OfKind, Record
from models.rights import rights_of
from models.rules.desk import attention, roles
from models.tables.desk import User
from models.tables.party import Household
from reports.kinds import KINDS, offered_kinds
from tests import factories as make
from tests.trust.promises import times
from tests.ui.clerk import TODAY, answer
from tests.ui.dialogs import something_of_everything
from tests.ui.windows import wait, windows_on
from ui.kit.empty import Empty
from ui.pages import PAGES
from ui.pages.desk.people_forms import user_sheet
from ui.pages.party.household_form import household_sheet
from ui.shell import app, errors, sign_in
from ui.shell.commands import with_commands

PIN = "2580"
# Written by hand: which pages stand in whose navigation.
EVERYBODY = (
    "today orders households visits routes map vouchers products stock reports print history"
    " workshops employment training support"
)
OFFERED = {
    "manager": f"{EVERYBODY} dispatch collection pay advances workbook settings",
    "clerk": f"{EVERYBODY} dispatch collection",
    "cashier": f"{EVERYBODY} pay advances",
    "technician": EVERYBODY,
    "viewer": EVERYBODY,
}


def with_users() -> None:
    """A month of everything, locked, in a file with one user of each role; the manager has a PIN."""
    something_of_everything()
    lock("2026-10", TODAY, early=True)
    for role in OFFERED:
        save_user({"name": role, "role": role, "secret": PIN if role == "manager" else ""})
    signed_in.sign_out()


@pytest.fixture
def file(database: Path, home: Path, fill: Callable[..., Any], qtbot: Any) -> Path:
    fill(with_users)
    app.remembered().clear()
    return database


@pytest.fixture
def defects(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What goes wrong on the screen without being asked for."""
    found: list[BaseException] = []
    monkeypatch.setattr(errors, "show", lambda parent, error: found.append(error))
    return found


def sit(role: str) -> None:
    signed_in.sign_in_by_name(role, PIN if role == "manager" else "")


@pytest.fixture
def desk(file: Path) -> Iterator[Callable[[str], app.OpenFile]]:
    with windows_on(file, sit) as opened:
        yield opened


@pytest.mark.sampled
@pytest.mark.parametrize("role", OFFERED)
def test_each_is_offered_his_pages_and_every_one_of_them_opens(
    desk: Callable[[str], app.OpenFile], defects: list[BaseException], role: str
) -> None:
    window = desk(role).window
    keys, all_see = OFFERED[role].split(), EVERYBODY.split()
    assert set(window.nav.buttons) == set(keys)
    # Whoever may do nothing opens all of his in every run; each of the others what not everybody has, and some.
    step = 1 if role == "viewer" else times(3, 1)
    some = all_see[list(OFFERED).index(role) % step :: step]
    for key in [*some, *(key for key in keys if key not in all_see)]:
        window.go(key)
        wait()
        assert window.current == key
    assert defects == []


@pytest.mark.parametrize("role", ["clerk", "technician", "viewer"])
def test_a_page_that_is_not_his_is_refused_by_its_key_and_by_a_link(
    desk: Callable[[str], app.OpenFile], role: str
) -> None:
    window = desk(role).window
    said: list[str] = []
    window.notice.say = lambda words, *_, **__: said.append(words)  # type: ignore[method-assign]
    for entry in PAGES:
        if entry.key not in window.nav.buttons:
            window.go(entry.key)
            assert window.current == "today"
            assert said.pop() == rights.refusal(entry.right)
    assert {entry.key for entry in PAGES} - set(window.nav.buttons)


@pytest.mark.parametrize(
    ("role", "step"), [("viewer", "查看"), ("technician", "查看"), ("clerk", "登记回收")]
)
def test_today_offers_a_step_only_to_who_may_take_it(
    desk: Callable[[str], app.OpenFile], role: str, step: str
) -> None:
    window = desk(role).window
    page: Any = window.pages.held["today"]
    matter = Alert(attention.COLLECT, "PG1", "单春梅", "", 1, "collection", Record(1), 1)
    page.table.put([matter])
    assert page.table.matters.words(matter, 4) == step
    page.table.opened.emit(matter)
    wait()
    assert window.current == ("collection" if role == "clerk" else "households")


@pytest.mark.parametrize(("role", "offered"), [("viewer", False), ("clerk", True)])
def test_an_empty_report_or_register_offers_only_what_he_may(
    desk: Callable[[str], app.OpenFile], role: str, offered: bool
) -> None:
    window = desk(role).window
    page: Any = window.go("reports", OfKind("quality"))
    wait()
    page.view.bar.clear()
    page.view._say_empty()
    assert page.view.empty.button.isVisibleTo(page.view.empty) is offered
    registers: Any = window.go("employment")
    wait()
    assert [table.empty.button is not None for table in registers.tables.values()] == [offered] * 3


def test_an_empty_list_offers_its_first_step_only_to_who_may_take_it(file: Path) -> None:
    sit("viewer")
    assert Empty("words", "New order", print, right=roles.MASTER).button is None
    assert Empty("words", "Show all", print).button is not None
    sit("clerk")
    assert Empty("words", "New order", print, right=roles.MASTER).button is not None


def test_the_find_box_offers_nobody_what_he_may_not(desk: Callable[[str], app.OpenFile]) -> None:
    def offered(window: Any, words: str) -> set[str]:
        return {label for _, label, _ in with_commands(window, words, ())}

    one = desk("viewer").window
    for words, label in (
        ("锁定", "锁定月份"),
        ("工资", "工资单"),
        ("恢复", "恢复备份…"),
        ("农户", "新农户"),
        ("备份", "立即备份"),
    ):
        assert not any(label in found for found in offered(one, words)), label
    other = desk("manager").window
    for words, label in (("工资", "工资单"), ("恢复", "恢复备份…"), ("农户", "新农户")):
        assert any(label in found for found in offered(other, words)), label


def test_reports_and_papers_with_pay_are_offered_to_who_may_see_it(file: Path) -> None:
    pay = {one.key for one in REPORTS.values() if "see_pay" in (rights_of(one.question) or ())}
    assert {"income", "households", "villages", "payday", "standing", "year", "margins", "places"} <= pay
    papers = {"advance", "adjustment", "statement", "paylist", "lock", "account", "passbook"}
    papers |= {"bill", "year", "outwork"}
    for role, sees, earned in (
        ("manager", True, True),
        ("cashier", True, True),
        ("clerk", False, True),
        ("viewer", False, False),
    ):
        sit(role)
        assert {one.key for one in offered_reports()} == set(REPORTS) - (set() if sees else pay)
        left = (set() if sees else papers) | (set() if earned else {"collection", "inspection"})
        assert {one.key for one in offered_kinds()} == set(KINDS) - left


def test_what_one_may_not_do_on_a_page_is_disabled_and_says_why(desk: Callable[[str], app.OpenFile]) -> None:
    window = desk("technician").window
    page: Any = window.go("households")
    wait()
    button = page.primary_button
    assert not button.isEnabled()
    assert button.toolTip() == rights.refusal(roles.MASTER)
    # A page that finds itself ready does not open what is not for him.
    page._actions["primary"].setEnabled(True)
    assert not button.isEnabled()
    assert window.go("visits").primary_button.isEnabled()


def test_today_shows_no_pay_to_who_may_not_see_it(desk: Callable[[str], app.OpenFile]) -> None:
    page: Any = desk("clerk").window.page
    wait()
    assert not page.cards["pay"].isVisible()
    other: Any = desk("cashier").window.page
    wait()
    assert other.cards["pay"].isVisible()


def test_a_household_shows_its_pieces_and_no_pay_to_who_may_not_see_it(
    desk: Callable[[str], app.OpenFile],
) -> None:
    home: Any = Household.get()
    page: Any = desk("clerk").window.go("households", Record(home.id))
    wait()
    assert page.pay_card not in page.findChildren(QWidget)
    assert page.year.title.text() == "一年的活" and "¥" not in page.year.detail.text()
    made = [column for column in page.year.bars.columns if column.value]
    assert made and all(column.firm and "¥" not in column.tip for column in made)
    assert not any("没有工资单" in column.tip for column in page.year.bars.columns)
    other: Any = desk("cashier").window.go("households", Record(home.id))
    wait()
    assert other.pay_card in other.findChildren(QWidget) and other.year.title.text() == "一年的工资"


def test_a_masked_number_is_shown_and_stays_when_the_form_is_saved(
    desk: Callable[[str], app.OpenFile],
) -> None:
    one = desk("manager")
    home = make.household(head="单春梅", id_number="510921196503124417", account="6217850012345678902")
    sit("clerk")
    sheet = household_sheet(one.window, Household.get_by_id(home.id))
    for name, shown in (("id_number", "5••••••••••••••417"), ("account", "6•••••••••••••••902")):
        field: Any = sheet.form.field(name)
        assert field.line.text() == shown and field.line.isReadOnly()
    sheet.form.field("phone").set_value("13812345678")
    sheet.submit()
    sit("manager")
    now: Any = Household.get_by_id(home.id)
    assert (now.id_number, now.account, now.phone) == (
        "510921196503124417",
        "6217850012345678902",
        "13812345678",
    )
    save_household({"account": "6217850012345678903"}, now)


def test_one_click_signs_in_a_pin_is_asked_for_and_esc_lets_nobody_in(file: Path) -> None:
    box = sign_in.SignIn(None, signed_in.people())
    box.show()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.isVisible() and rights.person() is None
    QTest.keyClick(box, Qt.Key.Key_1)
    assert box.line.isVisible() and rights.person() is None
    # Whoever else there is makes room for what is asked.
    assert [choice.isVisible() for choice in box.choices] == [True, False, False, False, False]
    QTest.keyClicks(box.line, "1111")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert box.isVisible() and rights.person() is None and "manager" in box.problem.text()
    QTest.keyClick(box.line, Qt.Key.Key_Escape)
    assert box.isVisible() and not box.line.isVisible()
    assert all(choice.isVisible() for choice in box.choices)
    box.choices[1].setFocus()
    QTest.keyClick(box.choices[1], Qt.Key.Key_Return)
    assert not box.isVisible() and box.result() == QDialog.DialogCode.Accepted
    assert rights.person() is not None and rights.person().name == "clerk"  # type: ignore[union-attr]


def test_another_takes_the_seat_and_sees_what_is_his(desk: Callable[[str], app.OpenFile], qtbot: Any) -> None:
    one = desk("cashier")
    window = one.window
    window.go("pay")
    wait()
    hidden: list[bool] = []

    def press(box: Any) -> None:
        hidden.append(not window.ground.isVisible())
        box.choices[4].click()

    answer(press)
    one.seat.change()
    assert hidden == [True]
    wait()
    assert window.ground.isVisible() and window.current == "today"
    assert set(window.nav.buttons) == set(OFFERED["viewer"].split())
    assert window.top.person.text() == "viewer"
    assert [icon for _, icon, _ in window.file_actions] == [
        "lock",
        "folder",
        "courtyard",
        "users",
        "key",
    ]


def test_a_file_without_users_asks_for_nobody_and_offers_everything(
    database: Path, home: Path, qtbot: Any
) -> None:
    assert sign_in.signed(None)
    one = app.OpenFile(database, today=lambda: TODAY)
    assert set(one.window.nav.buttons) == {entry.key for entry in PAGES}
    assert one.window.top.person.isHidden() and len(one.window.file_actions) == len(one.file_actions())
    one.window.close()
    one.window.deleteLater()


def test_the_first_user_made_in_the_window_sits_there(database: Path, home: Path, qtbot: Any) -> None:
    one = app.OpenFile(database, today=lambda: TODAY)
    sheet = user_sheet(one.window)
    assert sheet.form.field("role").raw() == "manager"
    sheet.form.field("name").set_value("彭经理")
    sheet.submit()
    wait()
    assert rights.person() == rights.Person(User.get().id, "彭经理", "manager")
    assert one.window.top.person.text() == "彭经理"
    one.window.close()
    one.window.deleteLater()


def test_one_alone_without_a_pin_need_not_say_who_it_is(database: Path) -> None:
    save_user({"name": "彭经理", "role": "manager"})
    signed_in.sign_out()
    assert sign_in.signed(None)
    assert rights.maker() == "彭经理"
