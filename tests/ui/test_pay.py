"""The pay period from open to locked to paid, and what stands in its way."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.errors import UserError
from models.tables.pay import PayPeriod, Statement
from tests import factories as make
from tests.ui.clerk import Clerk
from ui.pages import pay as paying
from ui.run import under_way

KEY = Qt.Key


def reckoned(clerk: Clerk, page: Any) -> Any:
    """Wait until the month stands there."""
    for _ in range(400):
        clerk.settle()
        if under_way() is None and page.month is not None:
            break
        QTest.qWait(10)
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
    assert page.month_view.net_card.figure.text() == "84.34" and not page.month_view.problem.isVisible()
    clerk.press(KEY.Key_Down)
    clerk.press(KEY.Key_Return)
    assert page.level == 2 and page.statement.net.text() == "¥84.34"
    assert page.statement.words.text() == "人民币捌拾肆元叁角肆分"
    assert page.statement.rows.count() == 3
    clerk.press(KEY.Key_Escape)
    clerk.press(KEY.Key_Escape)
    assert page.level == 0 and page.months.count() == 1


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


def test_lock_then_paid_each_after_one_question(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"))
    make.collection(one, good=50)
    page = clerk.go("pay")
    reckoned(clerk, page)
    clerk.with_sheet(page.lock, say_yes)
    reckoned(clerk, page)
    for _ in range(100):
        clerk.settle()
        if page.month.status == "locked":
            break
    assert PayPeriod.get().status == "locked" and Statement.get().net == 16_250
    assert page.month.status == "locked" and page.table.model.record(0)["net"] == 16_250
    clerk.with_sheet(page.mark_paid, say_yes)
    assert PayPeriod.get().status == "paid"
    reckoned(clerk, page)


def test_a_refused_question_locks_nothing(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1"))
    make.collection(one, good=50)
    page = clerk.go("pay")
    reckoned(clerk, page)
    clerk.with_sheet(page.lock, lambda box: box.reject())
    assert PayPeriod.select().count() == 0


def test_a_month_that_had_to_wait_is_reckoned_once(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    make.collection(make.subcontract(make.household("H1")), good=50)
    page = clerk.go("pay")
    reckoned(clerk, page)
    asked: list[str] = []

    found = paying._reckoned

    def told(key: str) -> Any:
        asked.append(key)
        return found(key)

    monkeypatch.setattr(paying, "_reckoned", told)
    with monkeypatch.context() as busy:
        busy.setattr(paying, "under_way", lambda: page)
        for _ in range(3):
            page.refresh()
    QTest.qWait(paying.AGAIN_MS * 3)
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
        page.lock()
    gone: list[Any] = []
    monkeypatch.setattr(clerk.window, "go", lambda *target: gone.append(target))
    page.to_rate()
    assert gone == [("products", item.id)]


def test_the_results_of_the_month_are_exported(clerk: Clerk, tmp_path: Path) -> None:
    one = make.subcontract(make.household("H1"))
    make.collection(one, good=5)
    page = clerk.go("pay", "2026-10")
    reckoned(clerk, page)
    page.export_to(tmp_path / "results.xlsx")
    for _ in range(200):
        clerk.settle()
        if under_way() is None:
            break
    assert (tmp_path / "results.xlsx").stat().st_size > 1000
    assert any("results.xlsx" in words for words in clerk.said)


def test_statements_and_lists_go_to_paper(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Any] = []
    monkeypatch.setattr(
        "ui.pages.pay.print_period", lambda page, *which, **more: printed.append((which, more))
    )
    one = make.subcontract(make.household("H1"))
    make.collection(one, date(2026, 10, 12), good=5)
    page = clerk.go("pay")
    reckoned(clerk, page)
    page.print_statements()
    page._print("paylist")
    page.open_statement(one.household_id)
    page.print_statements()
    assert [which for which, _ in printed] == [
        ("statement", "2026-10"),
        ("paylist", "2026-10"),
        ("statement", "2026-10"),
    ]
    assert printed[2][1] == {"household": "H1"}


def test_nothing_to_pay_says_where_pay_comes_from(clerk: Clerk) -> None:
    page = clerk.go("pay")
    assert page.level == 0 and page.months.stack.currentWidget() is page.months.empty
