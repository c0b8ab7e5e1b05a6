"""A list saved as a workbook, by its key and from the menu."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests import factories as make
from tests.ui.clerk import CTRL, Clerk

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the clerk says the file shall go, without a suffix."""
    path = tmp_path / "名册"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path.with_name("名册.xlsx")


def test_the_list_is_written_as_it_is_searched_and_sorted(clerk: Clerk, target: Path) -> None:
    for head in ("单春梅", "陈䶮", "单大林"):
        make.household(head=head)
    page = clerk.go("households")
    page.table.search.setText("单")
    page.table.narrow()
    page.table.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert page.table.count() == 2
    page.table.table.setFocus()
    clerk.press(Qt.Key.Key_S, CTRL | SHIFT)
    clerk.wait()
    sheet = load_workbook(target).worksheets[0]
    assert sheet.title == "农户" and sheet.max_row == 3
    heads = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if "单" in str(cell.value)]
    assert heads == ["单大林", "单春梅"]
    assert any("2" in words and target.name in words for words in clerk.said)


def test_an_empty_list_has_nothing_to_write(clerk: Clerk, target: Path) -> None:
    page = clerk.go("households")
    assert not page.table.bar.export_button.isEnabled()
    make.household()
    clerk.settle()
    page.refresh()
    assert page.table.bar.export_button.isEnabled()


def test_a_click_on_the_button_does_it_too(clerk: Clerk, target: Path) -> None:
    make.household(head="陈䶮")
    page = clerk.go("households")
    clerk.settle()
    QTest.mouseClick(page.table.bar.export_button, Qt.MouseButton.LeftButton)
    clerk.wait()
    assert target.is_file()


def test_a_target_that_cannot_be_written_is_said_quietly(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "a.xlsx"), ""))
    make.household()
    page: Any = clerk.go("households")
    page.table.export.trigger()
    clerk.wait()
    assert any("no" in words for words in clerk.said)
