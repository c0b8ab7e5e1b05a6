"""Whole lines of an entry grid: inserted, copied, pasted, deleted by key and right click, each undone at once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from models.queries.desk.target import Pending
from tests import factories as make
from tests.ui.clerk import CTRL, NONE, Clerk
from tests.ui.pages.ledger.test_collection import cells, work
from tests.ui.turning import in_loop
from ui.kit import turns as turning
from ui.kit.turns import turns

KEY = Qt.Key
BOTH = CTRL | Qt.KeyboardModifier.ShiftModifier
RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def page(clerk: Clerk) -> Any:
    """Three lines of a day's collection."""
    for number, (code, head) in enumerate((("H1", "单春梅"), ("H2", "曾国芳"), ("H3", "陈㛃"))):
        work(f"PG0000{number}", code, head)
    found = clerk.go("collection")
    for number in range(3):
        cells(clerk, f"PG0000{number}", f"{number + 1}0")
        clerk.press(KEY.Key_Down)
    assert received(found) == [10_000, 20_000, 30_000]
    return found


def received(page: Any) -> list[Any]:
    """What was received, line by line; None for an empty one."""
    lines = page.grid.model.lines
    return [line.get("received") for line in (lines[:-1] if lines[-1].blank else lines)]


def stand(page: Any, *rows: int) -> None:
    """Select cells of these rows by the mouse."""
    view = page.grid.view
    for number, row in enumerate(rows):
        where = view.visualRect(view.lines.index(row, view.first_cell(row))).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CTRL if number else NONE, where)


def by_menu(view: Any, row: int, words: str) -> list[str]:
    """Right click a row and choose; answers what the menu offers."""
    offered: list[str] = []
    faults: list[str] = []

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            faults.append("no menu")
            return
        shown = [action for action in menu.actions() if not action.isSeparator()]
        offered.extend(
            f"{one.text()} {one.shortcut().toString()}".strip() for one in shown if one.isEnabled()
        )
        for action in shown:
            if action.text().startswith(words):
                menu.setActiveAction(action)
                QTest.keyClick(menu, KEY.Key_Return)
                break
        if menu.isVisible():
            menu.close()

    QTimer.singleShot(50, choose)
    where = view.visualRect(view.lines.index(row, view.first_cell(row))).center()
    QTest.mouseClick(view.viewport(), RIGHT, NONE, where)
    menu_asked(view, where)
    assert not faults
    return offered


def menu_asked(view: Any, where: QPoint) -> None:
    """What the desktop sends after a right click, which the test's platform does not."""
    from PySide6.QtGui import QContextMenuEvent

    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.viewport().mapToGlobal(where))
    QApplication.sendEvent(view.viewport(), event)


def test_a_row_is_inserted_above_and_taken_back(clerk: Clerk, page: Any) -> None:
    stand(page, 1)
    clerk.press(KEY.Key_Insert, on=page.grid.view)
    assert received(page) == [10_000, None, 20_000, 30_000]
    assert page.grid.view.currentIndex().row() == 1
    clerk.press(KEY.Key_Z, CTRL)
    assert received(page) == [10_000, 20_000, 30_000]


def test_copied_rows_are_pasted_as_exactly_what_they_were(clerk: Clerk, page: Any) -> None:
    before = [line.kept() for line in page.grid.model.lines]
    stand(page, 0, 2)
    clerk.press(KEY.Key_C, BOTH, on=page.grid.view)
    assert "PG00000" in QGuiApplication.clipboard().text() and "陈㛃" in QGuiApplication.clipboard().text()
    stand(page, 1)
    clerk.press(KEY.Key_V, BOTH, on=page.grid.view)
    assert received(page) == [10_000, 10_000, 30_000, 20_000, 30_000]
    assert page.grid.model.lines[1].kept() == before[0] and page.grid.model.lines[2].kept() == before[2]
    assert page.grid.model.lines[2].facts.household == page.grid.model.lines[4].facts.household
    clerk.press(KEY.Key_Z, CTRL)
    assert [line.kept() for line in page.grid.model.lines] == before


def test_rows_of_a_spreadsheet_are_put_in_between_and_their_labels_left_out(clerk: Clerk, page: Any) -> None:
    labels = [column.label for column in page.grid.model.columns if column.key in ("subcontract", "received")]
    QGuiApplication.clipboard().setText("\t".join(labels) + "\nPG00002\t7\nPG00001\tviel\n")
    stand(page, 1)
    clerk.press(KEY.Key_V, BOTH, on=page.grid.view)
    assert received(page) == [10_000, 7_000, None, 20_000, 30_000]
    assert page.grid.model.lines[2].typed == {"received": "viel"}
    assert "received" in page.grid.model.lines[2].problems
    clerk.press(KEY.Key_Z, CTRL)
    assert received(page) == [10_000, 20_000, 30_000]


def test_several_rows_are_deleted_and_several_cells_emptied_in_one_step(clerk: Clerk, page: Any) -> None:
    stand(page, 0, 2)
    clerk.press(KEY.Key_Delete, CTRL, on=page.grid.view)
    assert received(page) == [20_000]
    clerk.press(KEY.Key_Z, CTRL)
    assert received(page) == [10_000, 20_000, 30_000]
    stand(page, 0, 2)
    clerk.press(KEY.Key_Delete, on=page.grid.view)
    assert [line.get("subcontract") is None for line in page.grid.model.lines[:3]] == [True, False, True]
    clerk.press(KEY.Key_Z, CTRL)
    assert all(line.get("subcontract") for line in page.grid.model.lines[:3])


def test_cells_pasted_over_lines_are_one_step(clerk: Clerk, page: Any) -> None:
    stand(page, 1)
    QGuiApplication.clipboard().setText("PG00000\t4\nPG00001\t5\nPG00002\t6\n")
    clerk.press(KEY.Key_V, CTRL, on=page.grid.view)
    assert received(page) == [10_000, 4_000, 5_000, 6_000]
    clerk.press(KEY.Key_Z, CTRL)
    assert received(page) == [10_000, 20_000, 30_000]


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("在上面插入", [10_000, None, 20_000, 30_000]),
        ("删除", [10_000, 30_000]),
        ("粘贴行", [10_000, 30_000, 20_000, 30_000]),
        ("复制行", [10_000, 20_000, 30_000]),
        ("撤销", None),
    ],
)
def test_a_right_click_does_the_same_and_shows_the_keys(
    clerk: Clerk, page: Any, words: str, after: list[Any] | None
) -> None:
    stand(page, 2)
    clerk.press(KEY.Key_C, BOTH, on=page.grid.view)
    offered = by_menu(page.grid.view, 1, words)
    for key in ("Ins", "Ctrl+Del", "Ctrl+Shift+C", "Ctrl+Shift+V", "Ctrl+C", "Ctrl+V", "Ctrl+Z"):
        assert any(key in one for one in offered), (key, offered)
    if after is not None:
        assert received(page) == after
    else:
        assert received(page)[:2] == [10_000, 20_000] and received(page) != [10_000, 20_000, 30_000]
    if words == "复制行":
        assert "曾国芳" in QGuiApplication.clipboard().text()


def test_lines_that_are_given_are_neither_inserted_nor_deleted(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"), number="PG00001")
    make.collection(one, good=5, pending=5)
    page = clerk.go("collection", Pending())
    clerk.settle()
    grid = page.inspection
    before = len(grid.model.lines)
    assert before
    grid.view.go_to(0, grid.view.first_cell(0))
    offered = by_menu(grid.view, 0, "nothing")
    assert not any(one in words for words in offered for one in ("Ins", "Ctrl+Del", "Ctrl+Shift+V"))
    for key, held in ((KEY.Key_Insert, NONE), (KEY.Key_Delete, CTRL), (KEY.Key_V, BOTH)):
        QGuiApplication.clipboard().setText("1\t2")
        clerk.press(key, held, on=grid.view)
    assert len(grid.model.lines) == before


def test_every_grid_has_the_menu(clerk: Clerk) -> None:
    from tests.ui.kit.test_pasted import grids

    found = list(grids(clerk))
    assert len(found) > 5
    for grid in found:
        assert grid.view.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu
        assert grid.line_actions.above in grid.view.actions()


def test_hundreds_of_rows_come_in_pieces_as_one_step(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "LONG", 0)
    work("PG00009", "H9", "朴丽")
    page = clerk.go("collection")
    QGuiApplication.clipboard().setText("\n".join(f"PG00009\t{number}" for number in range(1, 41)))
    in_loop(lambda: clerk.press(KEY.Key_V, CTRL), turns=3)
    assert turns().under_way and 0 < len(received(page)) < 40
    # Whatever is done next finds all of them.
    turns().finish()
    assert received(page) == [number * 1_000 for number in range(1, 41)]
    page.grid.model.undo()
    assert received(page) == []
