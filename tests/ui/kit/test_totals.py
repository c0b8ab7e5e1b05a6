"""The line of sums below a list: of what is shown, of what is chosen, with filters and search, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from models.i18n import set_language
from models.queries.desk.target import Tab
from models.queries.narrowing import Chosen
from tests import factories as make
from tests.ui.clerk import CTRL, NONE, Clerk
from ui.kit.table import TableView

LEFT = Qt.MouseButton.LeftButton


def said(clerk: Clerk, view: TableView) -> str:
    """All that stands in the line, once it was asked for."""
    clerk.settle()
    view.totals.settle()
    clerk.heard()
    clerk.settle()
    labels = view.totals.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisibleTo(view.totals))


def choose(view: TableView, *rows: int) -> None:
    """Click rows, all but the first with Ctrl held."""
    for number, row in enumerate(rows):
        where = view.table.visualRect(view.model.index(row, 0)).center()
        QTest.mouseClick(view.table.viewport(), LEFT, CTRL if number else NONE, where)


@pytest.fixture
def page(clerk: Clerk) -> Any:
    """Orders of pieces and of what is weighed."""
    company = make.enterprise()
    for quantity in (100, 1200):
        make.order(make.product(good=3.25), quantity, customer=company)
    make.order(make.product(name="白芷切片", unit="kg", good=1.3), 40.5, customer=company)
    return clerk.go("orders")


def test_what_is_shown_is_added_up_unit_by_unit(clerk: Clerk, page: Any) -> None:
    line = said(clerk, page.table)
    assert line.startswith("显示的全部行")
    assert "数量 1,300 件" in line and "数量 40.5 公斤" in line and "1,340" not in line
    page.table.filters.choose("product", Chosen(("白芷切片",)))
    assert "40.5 公斤" in said(clerk, page.table) and "件" not in said(clerk, page.table)
    page.table.filters.clear()
    page.table.search.setText("没有")
    page.table.narrow(at_once=True)
    clerk.settle()
    assert page.table.totals.isHidden()


def test_chosen_rows_are_added_up_instead(clerk: Clerk, page: Any) -> None:
    pieces = [row for row in range(3) if page.table.model.record(row)["unit"] == "piece"]
    choose(page.table, *pieces)
    line = said(clerk, page.table)
    assert line.startswith("已选 2 行") and "1,300 件" in line and "公斤" not in line
    # One row is where one stands, not a choice.
    choose(page.table, pieces[0])
    assert said(clerk, page.table).startswith("显示的全部行")


def test_english_says_one_piece(clerk: Clerk) -> None:
    set_language("en")
    clerk.window.rebuild()
    make.order(make.product(good=3.25), 1)
    page = clerk.go("orders")
    line = said(clerk, page.table)
    assert "All rows shown" in line and "1 piece" in line and "pieces" not in line.split("Assigned")[0]


def test_rows_in_memory_too_and_never_where_nothing_adds(clerk: Clerk) -> None:
    make.month_of_slips()
    page = clerk.go("stock")
    clerk.settle()
    page.tabs.setCurrentWidget(page.holdings)
    assert "公斤" in said(clerk, page.holdings)
    visits = clerk.go("visits")
    clerk.settle()
    assert visits.table.totals.isHidden()
    money = clerk.go("advances")
    clerk.settle()
    assert "预支" in said(clerk, money.table) and "元" in said(clerk, money.table)


def test_new_figures_never_stand_beside_old_sums(clerk: Clerk, page: Any) -> None:
    said(clerk, page.table)
    choose(page.table, 0, 1)
    totals = page.table.totals
    QApplication.processEvents()
    assert totals._wait.isActive()
    labels = [label.text() for label in totals.findChildren(QLabel) if label.isVisibleTo(totals)]
    assert labels == ["已选 2 行"], "the sums of all rows are gone until those of the chosen came"


def test_where_nothing_adds_up_nothing_is_said(clerk: Clerk) -> None:
    make.machine("SB1")
    page = clerk.go("stock", Tab("machines"))
    machines = page.machine_place.table
    assert said(clerk, machines) == ""
