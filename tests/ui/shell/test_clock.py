"""The laptop's clock turns midnight, is set back or was wrong: nothing is dated, hidden or thrown away by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models import backup, backup_copies, operation
from models.actions.desk.undo import last_undoable, undo
from models.actions.pay import locking
from models.queries.desk import history
from models.queries.ledger import slip_days
from models.tables.ledger import Voucher
from models.tables.trail import Operation
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.kit.background_query import settle
from ui.shell import app, backup_commands

DAY = timedelta(days=1)


class Clock(datetime):
    """A `datetime` whose now is where a test puts it."""

    moment = datetime(2026, 10, 21, 9, 0)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        """The moment the test says."""
        return cls.moment


@pytest.fixture
def desk(database: Path, home: Path, qtbot: Any) -> Iterator[app.OpenFile]:
    """The desk as the program makes it, with a clock that the test moves: ``desk.clock[0]``."""
    app.remembered().clear()
    clock = [TODAY]
    opened = app.OpenFile(database, today=lambda: clock[0])
    opened.clock = clock  # type: ignore[attr-defined]
    opened.claim.take()
    opened.window.show()
    yield opened
    settle()
    for page in opened.window.pages.held.values():
        page.dirty = False
    opened.window.close()
    opened.window.deleteLater()
    opened.claim.release()


def turn(desk: Any, day: date) -> None:
    """The clock moves to a day, and the minute after it comes."""
    desk.clock[0] = day
    desk.window._minute_passed()
    Clerk(desk.window).settle()


def test_over_night_every_page_is_asked_as_of_the_new_day(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    order = make.order(make.product(good=3.25), due=TODAY)
    make.subcontract(make.household("H1", "单春梅"), order, 10, due=TODAY)
    clerk = Clerk(desk.window)
    copied: list[bool] = []
    monkeypatch.setattr(desk, "back_up_daily", lambda: copied.append(True))
    monkeypatch.setattr(app, "BACKUP_AFTER_MS", 0)
    clerk.go("today")
    clerk.settle()
    orders = clerk.go("orders")
    assert orders.table.record(order.id)["status"] != "overdue"
    for key in ("dispatch", "collection", "visits"):
        clerk.go(key)
    today = clerk.go("today")
    clerk.settle()
    assert today.answer.day == TODAY and "10月21日" in desk.window.top.day.text()
    turn(desk, TODAY + DAY)
    assert today.answer.day == TODAY + DAY
    assert "10月22日" in desk.window.top.day.text()
    assert copied == [True]
    assert clerk.go("orders").table.record(order.id)["status"] == "overdue"
    for key in ("dispatch", "collection"):
        assert clerk.go(key).day_or_none() == TODAY + DAY
    assert clerk.go("visits").form.field("date").value() == TODAY + DAY
    assert not clerk.go("visits").dirty


def test_what_is_being_typed_keeps_its_day_over_midnight(desk: Any) -> None:
    make.subcontract(make.household("H1", "单春梅"), number="PG00001")
    clerk = Clerk(desk.window)
    visits = clerk.go("visits")
    visits.form.field("topic").line.setFocus()
    clerk.type("winding")
    page = clerk.go("collection")
    for words in ("PG00001", "3"):
        clerk.type(words)
        clerk.press(Qt.Key.Key_Return)
    turn(desk, TODAY + DAY)
    assert page.day_or_none() == TODAY and len(page.grid.lines()) == 1
    clerk.press(Qt.Key.Key_Return, CTRL)
    assert Voucher.get().date == TODAY
    page = clerk.go("visits")
    assert page.form.field("date").value() == TODAY and page.form.field("topic").raw() == "winding"


@pytest.fixture
def said(desk: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window says; a household was entered on the morning of 21 October."""
    words: list[str] = []
    monkeypatch.setattr(desk.window.notice, "say", lambda told, *_, **__: words.append(told))
    monkeypatch.setattr(operation, "datetime", Clock)
    Clock.moment = datetime(2026, 10, 21, 9, 0)
    make.household("H1", "单春梅")
    return words


def test_a_clock_set_back_is_said_and_undo_goes_by_what_was_done(desk: Any, said: list[str]) -> None:
    Clock.moment = datetime(2026, 10, 20, 9, 0)
    turn(desk, TODAY - DAY)
    assert said == ["电脑时间是 2026-10-20，可最近一次操作是 2026-10-21 做的。请先把日期调对。"]
    make.household("H2", "曾国芳")
    # The history stands in the order it was done, so its first line is what Ctrl+Z takes back.
    listing = history.operations()
    first, second = listing.rows(listing.keys())[:2]
    assert (first[1], second[1]) == ("保存农户 曾国芳", "保存农户 单春梅") and first[0] < second[0]
    newest = last_undoable()
    assert newest is not None and newest.id == listing.keys()[0]
    undo(newest.id)
    ids = [row.id for row in Operation.select().order_by(Operation.id)]
    assert ids == sorted(ids) and not backup.check()
    said.clear()
    desk._say_clock()
    assert not said, "once something was done on the new day the clock is believed"


def test_a_clock_set_a_year_ahead_is_said_before_it_dates_a_slip(desk: Any, said: list[str]) -> None:
    turn(desk, TODAY + 92 * DAY)
    assert not said, "a winter without work is no wrong clock"
    turn(desk, date(2027, 10, 21))
    assert said == ["电脑时间是 2027-10-21，可 2026-10-21 以后没做过操作。日期对吗？"]
    Clock.moment = datetime(2027, 10, 21, 9, 0)
    make.household("H2", "曾国芳")
    desk._say_clock()
    assert len(said) == 1


def test_slips_of_the_future_and_of_a_locked_month_with_a_clock_set_back(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Counted from the day this test runs on: how far ahead a slip may be dated is another test's.
    monkeypatch.setattr(slip_days, "AHEAD", date(2027, 1, 2) - date.today() + DAY)
    one = make.subcontract(make.household("H1", "单春梅"), quantity=100, number="PG00001")
    make.collection(one, date(2026, 11, 5), good=5)
    before = make.collection(one, date(2026, 10, 12), good=7)
    locking.lock("2026-10", date(2026, 11, 2))
    number = make.collection(one, date(2026, 12, 31), good=3)
    # The clock of the window says October: the month is locked all the same, and in words.
    page = clerk.go("collection")
    for words in ("PG00001", "3"):
        clerk.type(words)
        clerk.press(Qt.Key.Key_Return)
    clerk.press(Qt.Key.Key_Return, CTRL)
    assert "锁定" in page.day.problem() and page.dirty
    page.day.set_value(date(2027, 1, 2))
    page.day.changed.emit()
    clerk.press(Qt.Key.Key_Return, CTRL)
    assert not page.dirty
    new = Voucher.select().order_by(Voucher.id.desc()).first()
    # A series goes by the year on the slip, not by the clock, and has no gaps.
    assert new.number.startswith("HS27") and number.startswith("HS26") and before.startswith("HS26")
    for key in ("today", "orders", "households", "vouchers", "pay", "history", "stock", "reports"):
        clerk.go(key)
        clerk.settle()
    undo(last_undoable().id)  # type: ignore[union-attr]
    assert Voucher.get_by_id(new.id).voided_on is not None and not backup.check()


def test_a_copy_of_the_future_neither_stops_new_ones_nor_pushes_them_out(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.household("H1", "单春梅")
    monkeypatch.setattr(backup_copies, "datetime", Clock)
    Clock.moment = datetime(2030, 1, 1, 9, 0)
    ahead = backup.back_up()
    Clock.moment = datetime.now()
    assert backup_commands.due(database, date.today()), "a copy of the future is no copy of today"
    words, role = backup_commands.state(database)
    assert role == "soon" and words == "时间调回后还没有备份"
    made = backup.back_up()
    assert made.exists() and ahead.exists()
    assert backup_commands.newest(database) == made and not backup_commands.due(database, date.today())
    assert backup_commands.state(database) == ("刚刚备份", "quiet")
