"""A double click and Enter open the same, Esc goes one step back, and Enter throws nothing away: everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog

from models.settings import change_settings
from tests.ui.clerk import CTRL, Clerk
from tests.ui.dialogs import opened, something_of_everything
from tests.ui.shell.test_keys import ambiguous
from tests.ui.stations import RECORDS, stations, tabs
from ui.kit.form_sheet import Sheet
from ui.kit.table import TableView
from ui.pages import PAGES

STAYS = {"ProgressBox", "LockScreen", "SignIn"}
"""What Esc only asks to stop: it goes with its work. And what nothing closes but the password."""


@pytest.fixture
def desk(fill: Any, clerk: Clerk) -> Clerk:
    fill(something_of_everything)
    return clerk


def both_ways(table: TableView) -> tuple[list[Any], list[Any]]:
    """What a double click on the first row of a list opens, and what Enter does there; nothing is opened really."""
    rows, found = table.table, list[Any]()
    # What leads to the list's own signal, without what that sets off.
    table.blockSignals(True)
    rows.opened.connect(found.append)
    columns = (column for column in range(rows.model().columnCount()) if not rows.isColumnHidden(column))
    place = rows.visualRect(rows.model().index(0, next(columns))).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    clicked = list(found)
    found.clear()
    QTest.keyClick(rows, Qt.Key.Key_Return)
    table.blockSignals(False)
    return clicked, found


@contextmanager
def keyboard_moves() -> Iterator[list[str]]:
    """Which windows the keyboard goes to meanwhile, "" for none."""
    seen: list[str] = []

    def look(window: QWindow | None) -> None:
        seen.append("" if window is None else window.objectName())

    QGuiApplication.instance().focusWindowChanged.connect(look)
    yield seen
    QGuiApplication.instance().focusWindowChanged.disconnect(look)


def test_on_every_page_a_key_means_one_thing_enter_opens_as_a_double_click_does_and_ctrl_p_prints_or_says_where(
    desk: Clerk,
) -> None:
    change_settings({"cooperative.name": "蓬溪家庭工坊"})
    silent, previews, looked_at = [], 0, 0
    flashed: dict[tuple[str, bool], list[str]] = {}
    clashes: dict[str, dict[str, set[str]]] = {}
    for key, target in stations():
        with keyboard_moves() as seen:
            page = desk.go(key, target)
            desk.settle()
        flashed[key, bool(target)] = seen
        desk.said.clear()
        shown = opened(lambda: press_print(desk))
        previews += shown
        if not shown and not desk.said:
            silent.append((key, target))
        assert desk.window.page is page
        for tab in tabs(page):
            desk.heard()
            if found := ambiguous(desk.window):
                clashes[f"{key} {'record' if target else ''} {tab}"] = found
            for table in page.findChildren(TableView):
                if table.isVisible() and table.table.model().rowCount():
                    clicked, entered = both_ways(table)
                    assert clicked == entered and len(clicked) == 1, (key, tab)
                    looked_at += 1
    assert not clashes, str(clashes)
    # A widget that is shown before it has a place opens a window of its own, which takes the keyboard away.
    assert not {place: seen for place, seen in flashed.items() if "" in seen}
    assert silent == [] and previews > 3
    assert looked_at > len(PAGES) // 2


@pytest.mark.parametrize("key", [key for key in RECORDS if key not in ("visits", "pay")])
def test_esc_goes_from_a_record_back_to_its_list(desk: Clerk, key: str) -> None:
    page = desk.go(key, RECORDS[key]()[0])
    desk.settle()
    assert page.where() is not None
    QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    desk.settle()
    assert page.where() is None and desk.window.current == key


def test_esc_goes_from_a_month_of_pay_back_to_the_months(desk: Clerk) -> None:
    page = desk.go("pay", RECORDS["pay"]()[0])
    desk.settle()
    assert page.stack.currentWidget() is page.month_view
    QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    desk.settle()
    assert page.stack.currentWidget() is not page.month_view


def press_print(desk: Clerk) -> None:
    """The key, where the keyboard is."""
    desk.press(Qt.Key.Key_P, CTRL)
    desk.settle()


def what_its_keys_do_wrong(name: str, dialog: QDialog) -> str:
    """Press Enter and Esc in an open dialog; answers what is wrong with these and its other keys, or nothing."""
    QApplication.processEvents()
    wrong = str(ambiguous(dialog) or "")
    focus = dialog.focusWidget() or dialog
    if isinstance(dialog, Sheet):
        if not isinstance(focus, QAbstractItemView):
            QTest.keyClick(focus, Qt.Key.Key_Return)
        if not dialog.isVisible() or said(dialog):
            wrong += "Enter in its first field is more than going on"
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    if dialog.isVisible() and name not in STAYS:
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
    if dialog.isVisible() and name not in STAYS:
        wrong += "Esc leaves it open"
    elif dialog.result() != QDialog.DialogCode.Rejected and name not in AGREES:
        wrong += "Esc says yes"
    return wrong


AGREES = {"Message", "Defect", "About", "PhotoView", "Preview"}
"""What has nothing to refuse."""


def said(sheet: Sheet) -> str:
    """What a sheet refuses."""
    return sheet._sentence.text() if sheet._problem.isVisible() else ""
