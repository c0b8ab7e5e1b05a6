"""The pay period from open to locked to paid, and what stands in its way."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer

from models.actions.pay.locking import lock
from models.errors import UserError
from models.i18n import set_language
from models.queries.desk.target import Month, Record
from models.tables.pay import PayPeriod, Statement
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk, pass_time, words_of
from ui.kit.background_task import under_way
from ui.pages.pay import pay as paying

KEY = Qt.Key


def reckoned(clerk: Clerk, page: Any) -> Any:
    """Wait until the month stands there."""
    for _ in range(400):
        clerk.settle()
        if under_way() is None and page.month is not None:
            break
        pass_time(10)
    assert page.month is not None
    return page.month


def say_yes(box: Any) -> None:
    """Agree to a question."""
    box.accept()


def test_the_month_under_way_with_its_figures(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"))
    make.collection(one, good=50, second=5, rework=3, work_scrap=1, material_scrap=1)
    make.adjustment(one.household, -60)
    make.adjustment(one.household, 10, "满勤奖")
    make.advance(one.household, 200, 3)
    page = clerk.go("pay")
    month = reckoned(clerk, page)
    assert month.period.key == "2026-10" and page.table.count() == 1
    record = page.table.model.record(0)
    assert (record["piece"], record["gross"], record["taken"], record["recovered"], record["net"]) == (
        17_875,
        18_875,
        3_775,
        6_666,
        8_434,
    )
    assert page.chip.words == "未锁定"
    assert page.month_view.net_card.figure.text() == "84.34" and not page.month_view.problem.isVisible()
    clerk.press(KEY.Key_Down)
    clerk.press(KEY.Key_Return)
    assert page.level == 2 and page.statement.net.text() == "¥84.34"
    assert page.statement.words.text() == "人民币捌拾肆元叁角肆分"
    set_language("en")
    try:
        page.statement.show_statement(page.month.statements[0], "2026-09", {})
        assert page.statement.words.text().isascii(), "in the language of the screen, as on paper"
    finally:
        set_language("zh")
    assert page.statement.rows.count() == 3
    clerk.press(KEY.Key_Escape)
    clerk.press(KEY.Key_Escape)
    assert page.level == 0 and page.months.count() == 1
    assert "未锁定" in page.months.model.copied([0])


def test_no_figure_stands_under_the_name_of_another_month(clerk: Clerk) -> None:
    for month in (9, 10):
        one = make.subcontract(make.household(f"H{month}", "单春梅"), day=date(2026, month, 1))
        make.collection(one, good=month, day=date(2026, month, 10))
    page = clerk.go("pay")
    assert not page.month_view.problem.isVisible()
    reckoned(clerk, page)
    assert page.table.count() == 1 and page.month_view.net_card.figure.text()
    page.open_month("2026-09")
    assert page.month is None and page.table.count() == 0
    assert page.month_view.net_card.figure.text() == "" and page.month_view.net_card.label.text() == "实发"
    assert reckoned(clerk, page).period.key == "2026-09"
    assert page.table.count() == 1 and page.month_view.net_card.figure.text()


def stands(clerk: Clerk, page: Any, status: str) -> None:
    """Wait until the month is in a state."""
    for _ in range(200):
        reckoned(clerk, page)
        if page.month.status == status:
            return
    raise AssertionError(f"still {page.month.status}")


def test_lock_then_paid_each_after_a_question_of_its_own(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"))
    make.collection(one, good=50)
    page = clerk.go("pay")
    said: list[str] = []

    def agree(box: Any) -> None:
        said.append(words_of(box))
        box.accept()

    reckoned(clerk, page)
    clerk.with_sheet(page.settling.lock, agree)
    stands(clerk, page, "locked")
    assert PayPeriod.get().key == "2026-10" and Statement.get().net == 16_250
    assert page.table.model.record(0)["net"] == 16_250
    assert page.table.model.record(0)["payment"] == "unpaid"
    clerk.with_sheet(page.settling.mark_paid, agree)
    assert Statement.get().paid_on == TODAY
    stands(clerk, page, "paid")
    # Each says whether it can be taken back.
    assert "解锁" in said[0] and "收回" in said[1]


def test_a_month_is_locked_though_it_is_reckoned_again_meanwhile(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.collection(make.subcontract(make.household("H1"), day=date(2026, 9, 1)), date(2026, 9, 10), good=50)
    page = clerk.go("pay")
    page.open_month("2026-09")
    reckoned(clerk, page)
    go_on = threading.Event()
    reckon = paying._reckoned
    monkeypatch.setattr(paying, "_reckoned", lambda *asked: (go_on.wait(10), reckon(*asked))[1])

    def agree(box: Any) -> None:
        page._compute()
        QTimer.singleShot(50, page, go_on.set)
        box.accept()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_L, CTRL), agree)
    stands(clerk, page, "locked")


def test_the_key_that_locks_never_pays(clerk: Clerk) -> None:
    make.collection(make.subcontract(make.household("H1"), day=date(2026, 9, 1)), date(2026, 9, 10), good=50)
    page = clerk.go("pay")
    page.open_month("2026-09")
    reckoned(clerk, page)
    clerk.with_sheet(lambda: clerk.press(KEY.Key_L, CTRL), say_yes)
    stands(clerk, page, "locked")
    clerk.press(KEY.Key_L, CTRL)
    clerk.settle()
    assert page.month.status == "locked" and Statement.get().paid_on is None


def test_a_month_that_is_not_over_is_locked_after_its_name_was_typed(clerk: Clerk) -> None:
    make.collection(make.subcontract(make.household("H1"), day=date(2026, 9, 1)), date(2026, 9, 10), good=5)
    slip = make.collection(make.subcontract(make.household("H2")), good=50, pending=3)
    page = clerk.go("pay", Month("2026-10"))
    reckoned(clerk, page)

    def look(box: Any) -> None:
        words = box.words.text()
        assert "2 张" in words and "2026年9月" in words and "10月31日" in words and "1 张" in words
        assert "锁定 2026年10月" in box.yes.text()
        assert not box.yes.isEnabled()
        box.typed_field.setText("2026年9月")
        assert not box.yes.isEnabled()
        box.typed_field.setText("2026-10")
        assert box.yes.isEnabled()
        box.yes.click()

    clerk.with_sheet(page.settling.lock, look)
    stands(clerk, page, "locked")
    assert slip and {row.key for row in PayPeriod.select()} == {"2026-09", "2026-10"}


def test_unlocked_with_a_reason(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1"), day=date(2026, 9, 1))
    make.collection(one, date(2026, 9, 10), good=50)
    lock("2026-09", TODAY)
    page = clerk.go("pay", Month("2026-09"))
    stands(clerk, page, "locked")
    assert page.unlock_action.isVisible()

    def why(sheet: Any) -> None:
        sheet.submit()
        assert sheet.isVisible()
        sheet.form.set_values({"reason": "少记一张"})
        sheet.submit()

    clerk.with_sheet(page.settling.unlock, why)
    stands(clerk, page, "open")
    assert PayPeriod.select().count() == 0 and not page.unlock_action.isVisible()


def test_paid_household_by_household(clerk: Clerk) -> None:
    for code in ("H1", "H2"):
        one = make.subcontract(make.household(code), day=date(2026, 9, 1))
        make.collection(one, date(2026, 9, 10), good=50)
    lock("2026-09", TODAY)
    page = clerk.go("pay", Month("2026-09"))
    stands(clerk, page, "locked")
    first, second = (s.household for s in page.month.statements)

    def how(sheet: Any) -> None:
        sheet.form.set_values({"date": date(2026, 10, 10), "how": "bank"})
        sheet.submit()

    clerk.with_sheet(lambda: page.settling.pay_households([first]), how)
    paid = Statement.get(Statement.household == first)
    assert (paid.paid_on, paid.paid_by) == (date(2026, 10, 10), "bank")
    for _ in range(100):
        reckoned(clerk, page)
        if [s.payment for s in page.month.statements] == ["paid", "unpaid"]:
            break
    with pytest.raises(UserError):
        page.settling.take_payment_back([second])
    clerk.with_sheet(lambda: page.settling.take_payment_back([first]), say_yes)
    assert Statement.get(Statement.household == first).returned_on == TODAY


def test_a_refused_question_locks_nothing(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1"))
    make.collection(one, good=50)
    page = clerk.go("pay")
    reckoned(clerk, page)
    clerk.with_sheet(page.settling.lock, lambda box: box.reject())
    assert PayPeriod.select().count() == 0


def test_a_month_that_had_to_wait_is_reckoned_once(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    make.collection(make.subcontract(make.household("H1")), good=50)
    page = clerk.go("pay")
    reckoned(clerk, page)
    asked: list[str] = []

    found = paying._reckoned

    def told(key: str, today: date) -> Any:
        asked.append(key)
        return found(key, today)

    monkeypatch.setattr(paying, "_reckoned", told)
    with monkeypatch.context() as busy:
        busy.setattr(paying, "under_way", lambda: page)
        for _ in range(3):
            page.refresh()
    pass_time(paying.AGAIN_MS * 3)
    reckoned(clerk, page)
    assert asked == ["2026-10"]


def test_a_missing_rate_blocks_and_leads_to_the_product(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make.product(good=3.25)
    one = make.subcontract(make.household("H1"), make.order(item))
    make.collection(one, good=5, second=2)
    page = clerk.go("pay")
    reckoned(clerk, page)
    assert page.month_view.problem.isVisible() and "二等" in page.month_view.blocked.text()
    with pytest.raises(UserError):
        page.settling.lock()
    gone: list[Any] = []
    monkeypatch.setattr(clerk.window, "go", lambda *target: gone.append(target))
    page.to_rate()
    assert gone == [("products", Record(item.id))]


def test_the_results_of_the_month_are_exported(clerk: Clerk, tmp_path: Path) -> None:
    one = make.subcontract(make.household("H1"))
    make.collection(one, good=5)
    page = clerk.go("pay", Month("2026-10"))
    reckoned(clerk, page)
    page.files.export_to(tmp_path / "results.xlsx")
    for _ in range(200):
        clerk.settle()
        if under_way() is None:
            break
    assert (tmp_path / "results.xlsx").stat().st_size > 1000
    assert any("results.xlsx" in words for words in clerk.said)


def test_statements_and_lists_go_to_paper(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Any] = []
    monkeypatch.setattr(
        "ui.pages.pay.pay.print_kind", lambda page, kind, chosen: printed.append((kind, chosen))
    )
    one = make.subcontract(make.household("H1"))
    make.collection(one, date(2026, 10, 12), good=5)
    page = clerk.go("pay")
    reckoned(clerk, page)
    page.print_statements()
    page._print("paylist")
    page.open_statement(one.household_id)
    page.print_statements()
    assert [(kind, chosen.period) for kind, chosen in printed] == [
        ("statement", "2026-10"),
        ("paylist", "2026-10"),
        ("statement", "2026-10"),
    ]
    assert printed[2][1].household == "H1"


def test_nothing_to_pay_says_where_pay_comes_from(clerk: Clerk) -> None:
    page = clerk.go("pay")
    assert page.level == 0 and page.months.stack.currentWidget() is page.months.empty
