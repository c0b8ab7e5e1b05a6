"""Work in pieces: the window's loop has its turn between them, and nobody finds half of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QMainWindow, QWidget
from shiboken6 import delete

from models.errors import UserError
from models.queries.desk.target import Record
from tests import factories as make
from tests.ui.clerk import Clerk
from tests.ui.turning import in_loop
from ui.kit import turns as module
from ui.kit.turns import Turns, at_leisure, turns, whole
from ui.pages import PAGES
from ui.pages.ledger.stock import StockPage
from ui.shell.page_stack import REST_MS

AT_ONCE = 140
"""Widgets made in one piece, at most: what makes more is cut."""


@pytest.fixture(autouse=True)
def _one_piece_a_turn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "LONG", 1e-9)
    yield
    turns().finish()


def noted(done: list[str], count: int = 3) -> Iterator[None]:
    try:
        for number in range(count):
            done.append(str(number))
            yield
    finally:
        done.append("end")


def test_without_a_loop_all_is_done_at_once(qapp: Any) -> None:
    done: list[str] = []
    assert not at_leisure()
    Turns().begin(noted(done))
    assert done == ["0", "1", "2", "end"]


def test_in_a_loop_each_turn_does_a_piece(qapp: Any) -> None:
    mine, done, seen = Turns(), [], []  # type: ignore[var-annotated]

    def begin() -> None:
        mine.begin(noted(done))
        seen.extend(done)

    in_loop(begin)
    assert len(seen) == 1 and mine.under_way, "the loop has its turn after the first piece"
    in_loop(lambda: None, turns=20)
    assert done == ["0", "1", "2", "end"] and not mine.under_way


def test_a_dialog_that_is_taken_down_hurries_nobody(qapp: Any) -> None:
    mine, done = Turns(), []  # type: ignore[var-annotated]
    dialog = QDialog()
    choice = QComboBox(dialog)
    dialog.show()
    # Its list is a window of its own, closed in the middle of taking the field down.
    choice.view()

    def act() -> None:
        mine.begin(noted(done, 1_000))
        dialog.hide()
        delete(dialog)
        seen.append(done[-1])

    seen: list[str] = []
    in_loop(act)
    assert seen == ["0"] and done[-1] != "end"
    in_loop(lambda: QMainWindow().close())
    assert done[-1] == "end", "what is left is done before a window closes"


def test_the_next_thing_begins_after_the_one_before(qapp: Any) -> None:
    mine, first, second = Turns(), [], []  # type: ignore[var-annotated]
    in_loop(lambda: (mine.begin(noted(first)), mine.begin(noted(second, 1_000))))
    assert first == ["0", "1", "2", "end"] and second[0] == "0" and second[-1] != "end"
    mine.drop()
    assert second[-1] == "end" and len(second) < 1_000, "what is given up tidies up"


def test_what_follows_hurries_nobody(qapp: Any) -> None:
    mine, first, second = Turns(), [], []  # type: ignore[var-annotated]
    in_loop(lambda: (mine.begin(noted(first)), mine.follow(noted(second))))
    assert first == ["0"] and second == []
    in_loop(lambda: None, turns=30)
    assert first == second == ["0", "1", "2", "end"] and not mine.under_way
    mine.follow(noted(first))
    assert len(first) == 8, "at once where nothing is under way and nobody comes round"


def test_a_piece_that_fails_ends_it(qapp: Any) -> None:
    def fails() -> Iterator[None]:
        yield
        raise ValueError

    mine = Turns()
    with pytest.raises(ValueError):
        mine.begin(fails())
    assert not mine.under_way


def test_what_follows_something_that_fails_is_done(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    mine, second = Turns(), []  # type: ignore[var-annotated]

    def fails() -> Iterator[None]:
        yield
        mine.follow(noted(second))
        raise ValueError

    with monkeypatch.context() as quiet:
        quiet.setattr(sys, "excepthook", lambda kind, *_: shown.append(kind))
        in_loop(lambda: mine.begin(fails()), turns=30)
    assert shown == [ValueError] and second == ["0", "1", "2", "end"] and not mine.under_way


def test_a_key_waits_for_what_is_under_way(qtbot: Any) -> None:
    before, after = QLineEdit(), QLineEdit()
    whole_window = QWidget()
    qtbot.addWidget(whole_window)
    for line in (before, after):
        line.setParent(whole_window)
    whole_window.show()
    whole_window.activateWindow()
    before.setFocus()

    def moving() -> Iterator[None]:
        yield
        yield
        after.setFocus()

    def typed() -> None:
        turns().begin(moving())
        assert turns().under_way
        QTest.keyClick(whole_window.windowHandle(), Qt.Key.Key_A)

    in_loop(typed)
    assert (before.text(), after.text()) == ("", "a"), "what is typed goes where one goes"


# -- pages -------------------------------------------------------------------------------------------------------------


def test_a_page_comes_whole_while_the_one_before_stands(clerk: Clerk) -> None:
    window = clerk.window
    clerk.go("today")
    in_loop(lambda: None, turns=5)
    page = in_loop(lambda: window.go("households"))
    assert turns().under_way and window.nav.buttons["households"].isChecked()
    assert window.pages.currentWidget() is window.pages.held["today"], "nothing half-made is seen"
    in_loop(lambda: None, turns=60)
    assert window.pages.currentWidget() is page and not turns().under_way
    assert window.pages.updatesEnabled() and page.table.model.loaded


def test_whoever_asks_for_a_part_has_it(clerk: Clerk) -> None:
    def go() -> tuple[Any, bool]:
        page = clerk.window.go("products")
        # Looked at in the same turn: how much the next ones make hangs on the machine.
        return page, "materials" not in vars(page) and page.unfinished

    page, begun = in_loop(go)
    assert begun
    assert page.materials.count() == 0 and page.rates is not None and not page.unfinished
    with pytest.raises(AttributeError, match="no_such_part"):
        _ = page.no_such_part


def test_where_one_is_is_true_at_any_time(clerk: Clerk) -> None:
    clerk.go("today")
    in_loop(lambda: None, turns=5)
    in_loop(lambda: clerk.window.go("settings"))
    assert clerk.window.current == "settings" and not turns().under_way
    in_loop(lambda: (clerk.window.go("stock"), clerk.window.go("pay")))
    assert clerk.window.current == "pay"


def test_a_page_that_cannot_be_made_leaves_the_one_before_and_is_made_the_next_time(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, before = clerk.window, clerk.go("today")
    shown: list[Any] = []

    def build(page: Any) -> Iterator[None]:
        yield
        raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr(StockPage, "build", build)
        broken.setattr(sys, "excepthook", lambda kind, *_: shown.append(kind))
        in_loop(lambda: window.go("stock"), turns=30)
    assert shown == [ValueError], "told"
    assert window.current == "today" and window.pages.currentWidget() is before
    assert window.nav.buttons["today"].isChecked() and window.updatesEnabled() and not turns().under_way
    page = in_loop(lambda: window.go("stock"), turns=60)
    assert window.pages.currentWidget() is page and window.nav.buttons["stock"].isChecked()
    assert page.body.count()


def test_a_page_that_could_not_ask_asks_again_when_it_is_looked_at(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = clerk.go("orders")

    def refreshing() -> Iterator[None]:
        yield
        raise UserError("读不出来")

    with monkeypatch.context() as broken:
        broken.setattr(page, "refreshing", refreshing)
        page.stale = True
        in_loop(page.bring_up)
    assert clerk.said[-1] == "读不出来" and page.stale
    asked: list[bool] = []
    monkeypatch.setattr(page, "refreshing", lambda: asked.append(True))
    clerk.go("today")
    clerk.go("orders")
    assert asked == [True] and not page.stale


def test_pages_that_went_with_the_old_letters_are_not_asked(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, page, asked = clerk.window, clerk.go("orders"), []
    monkeypatch.setattr(page, "refreshing", lambda: asked.append(True))

    before = window.pages

    def change() -> None:
        window.rebuild()
        # A setting that was changed is heard of while the window is made anew for it.
        before.changed(page.reads)

    in_loop(change, turns=200)
    assert not turns().under_way and window.pages is not before and window.current == "orders"
    assert asked == [] and before.held == {}


def test_a_record_is_made_when_one_is_opened_and_not_before(clerk: Clerk, qtbot: Any) -> None:
    key = make.household().id
    page = in_loop(lambda: clerk.window.go("households"), turns=60)
    qtbot.wait(REST_MS + 200)
    assert clerk.window.pages.currentWidget() is page and not page.unfinished
    assert "pay_card" not in vars(page), "what nobody may look at"
    in_loop(lambda: page.open_record(key), turns=60)
    assert page.key == key and page.pay_card.isVisible() and page.household.id == key
    assert page.stack.currentIndex() == 1 and all(action.isVisible() for action in page._of_record)


def test_what_is_not_seen_is_made_once_nobody_waits(clerk: Clerk, qtbot: Any) -> None:
    page = in_loop(lambda: clerk.window.go("today"), turns=60)
    assert page.unfinished and "table" not in vars(page)
    qtbot.waitUntil(lambda: not page.unfinished, timeout=5_000)
    assert "table" in vars(page)


def test_a_page_pointed_at_a_record_shows_it(clerk: Clerk) -> None:
    key = make.household().id
    page = in_loop(lambda: clerk.window.go("households", Record(key)), turns=80)
    assert clerk.window.pages.currentWidget() is page and page.key == key


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.key)
def test_no_piece_of_a_page_makes_much(clerk: Clerk, entry: Any) -> None:
    page, made = clerk.window.pages.page_of(entry.key), []
    before = len(page.findChildren(QWidget))
    for _ in page.made():
        now = len(page.findChildren(QWidget))
        made.append(now - before)
        before = now
    assert made and max(made) <= AT_ONCE, f"{entry.key} makes {made} widgets"
    assert not page.unfinished and whole(page.made()) is None


def test_the_filter_hears_nothing_once_all_is_done(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    mine = Turns()
    monkeypatch.setattr(Turns, "eventFilter", lambda self, watched, event: heard.append(event) or False)
    in_loop(lambda: mine.begin(noted([])), turns=30)
    assert heard and not mine.under_way
    heard.clear()
    in_loop(lambda: None, turns=5)
    assert heard == []
