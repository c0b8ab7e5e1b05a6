"""A stranger's spreadsheet on the workbook page: asked once what is what, then read in; remembered the next time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.i18n import language, set_language
from models.queries.exchange.workbook_schema import RECORDS, WORKERS
from models.tables.party import Household
from models.tables.product import Material
from tests.books import write_sheets
from tests.ui.clerk import CTRL, Clerk
from ui.pages.exchange.mapping import MappingDialog
from ui.pages.exchange.workbook_files import write_remarked

ROSTER = [
    ["编号", "姓名", "联系电话", "备注"],
    ["H1", "单春梅", "13800000001", "老屋"],
    ["H2", "陈䶮", None, None],
]


def choose(box: MappingDialog, column: str, value: Any) -> None:
    """Choose in a list as a user does."""
    choice = box.choices[column]
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def test_a_roster_is_asked_about_once(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk.go("workbook")
    seen: list[Any] = []

    def answer(box: MappingDialog) -> None:
        assert box.mapping["名册"].columns == {"code": 0, "head": 1, "phone": 2}
        assert "名册" in box.list.item(0).text() and "农户" in box.list.item(0).text()
        choose(box, "landmark", 3)
        seen.append(box)
        clerk.press(Qt.Key.Key_Return, CTRL)

    clerk.with_sheet(
        lambda: (page.check(write_sheets(tmp_path / "a.xlsx", 名册=ROSTER)), clerk.wait()), answer
    )
    clerk.wait()
    assert page.state == 1 and page.changes and Household.select().count() == 0
    page.bring_in()
    clerk.wait()
    assert Household.get(Household.code == "H1").landmark == "老屋"
    more = [*ROSTER, ["H3", "覃㐱华", "13800000003", None]]
    page.check(write_sheets(tmp_path / "b.xlsx", 花名册=[["十月"], [], *more]))
    clerk.wait()
    assert len(seen) == 1 and QApplication.activeModalWidget() is None
    assert page.state == 1 and page.counts.model.record(0)["added"] == 1


def test_giving_up_changes_nothing(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk.go("workbook")
    clerk.with_sheet(
        lambda: (page.check(write_sheets(tmp_path / "a.xlsx", 名册=ROSTER)), clerk.wait()),
        lambda box: clerk.press(Qt.Key.Key_Escape),
    )
    assert page.state == 0 and page.path is None


def test_what_is_missing_is_said_until_it_is_there(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk.go("workbook")

    def answer(box: MappingDialog) -> None:
        assert not box.use.isEnabled() and "单位" in box.state.text()
        clerk.press(Qt.Key.Key_Return, CTRL)
        assert box.isVisible()
        choose(box, "unit", "公斤")
        assert box.use.isEnabled()
        box.use.click()

    path = write_sheets(tmp_path / "a.xlsx", 材料=[["料号", "材料名称"], ["M1", "竹篾"]], 说明=[["随便"]])
    clerk.with_sheet(lambda: (page.check(path), clerk.wait()), answer)
    clerk.wait()
    page.bring_in()
    clerk.wait()
    assert Material.get(Material.code == "M1").unit == "kg"


def test_another_sheet_or_header_row_proposes_anew(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk.go("workbook")

    def answer(box: MappingDialog) -> None:
        box.sheet.setCurrentIndex(box.sheet.findData(""))
        box.sheet.activated.emit(0)
        assert not box.choices and not box.use.isEnabled()
        box.sheet.setCurrentIndex(box.sheet.findData("workers"))
        box.sheet.activated.emit(0)
        assert box.mapping["名册"].columns["name"] == 1
        box.header.setValue(2)
        assert box.mapping["名册"].header == 2 and box.mapping["名册"].missing
        box.header.setValue(1)
        choose(box, "household", 0)
        assert box.use.isEnabled()

    clerk.with_sheet(
        lambda: (page.check(write_sheets(tmp_path / "a.xlsx", 名册=ROSTER)), clerk.wait()), answer
    )


def test_the_match_can_be_changed_afterwards(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk.go("workbook")
    page.check(write_sheets(tmp_path / "a.xlsx", 农户=[["户号", "户主", "住哪"], ["H1", "陈䶮", "老屋"]]))
    clerk.wait()
    assert page.state == 1

    def answer(box: MappingDialog) -> None:
        choose(box, "landmark", 2)
        box.use.click()

    clerk.with_sheet(lambda: (clerk.press(Qt.Key.Key_M, CTRL), clerk.wait()), answer)
    clerk.wait()
    page.bring_in()
    clerk.wait()
    assert Household.get(Household.code == "H1").landmark == "老屋"


def test_faults_come_back_as_remarks_in_the_strangers_own_workbook(clerk: Clerk, tmp_path: Path) -> None:
    page = clerk.go("workbook")
    path = write_sheets(tmp_path / "a.xlsx", 名册=[["某村名册"], ["编号", "姓名"], ["H1", None]])
    clerk.with_sheet(lambda: (page.check(path), clerk.wait()), lambda box: box.use.click())
    clerk.wait()
    assert page.state == 2
    write_remarked(page, page.path, tmp_path / "r.xlsx", page.remarks)
    clerk.wait()

    sheet = load_workbook(tmp_path / "r.xlsx")["名册"]
    assert sheet["C2"].value == "问题" and sheet["C3"].value and sheet["B3"].fill.fgColor.rgb == "FFF8E7E4"


@pytest.mark.parametrize("rows", [[["只有一格"]], [[1, 2], [3, 4]], [["户号"] * 60, ["H"] * 60]])
def test_odd_sheets_open_the_dialog_too(clerk: Clerk, tmp_path: Path, rows: list[list[Any]]) -> None:
    page = clerk.go("workbook")
    clerk.with_sheet(
        lambda: (page.check(write_sheets(tmp_path / "a.xlsx", 怪=rows)), clerk.wait()),
        lambda box: box.reject(),
    )
    assert page.state == 0


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_column_is_called_as_on_the_screen(spoken: str) -> None:
    """In English it was called by its header, as id_number."""
    before = language()
    set_language(spoken)
    try:
        for sheet in RECORDS:
            said = [column.label() for column in sheet.columns]
            assert len(set(said)) == len(said), sheet.key
            if spoken == "zh":
                assert said == [column.zh for column in sheet.columns]
            else:
                assert all("_" not in words and words[:1].isupper() for words in said), said
        assert spoken == "zh" or "ID number" in [column.label() for column in WORKERS.columns]
    finally:
        set_language(before)
