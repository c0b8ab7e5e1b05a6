"""The chips above a list: by mouse and by key, several at once, cleared singly and all, kept under names."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from models.i18n import set_language, tr
from models.queries.desk.saved_filters import saved_filters
from models.queries.narrowing import Chosen
from tests import factories as make
from tests.trust.promises import LONG
from tests.ui.clerk import CTRL, NONE, Clerk, answer
from ui.kit import table
from ui.kit.filter_popup import DaysPopup, ValuesPopup

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
BOTH = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(clerk: Clerk) -> Any:
    """Four households in three villages."""
    for number, (village, helper) in enumerate(
        (("牛角沟村", "张三"), ("牛角沟村", ""), ("铁佛村", "李四"), ("八字村", "张三"))
    ):
        make.household(f"H{number}", make.HEADS[number], village=village, group="3组", helper=helper)
    found = clerk.go("households")
    clerk.settle()
    return found


def heads(page: Any) -> list[str]:
    """The codes one sees."""
    model = page.table.model
    return [model.record(row)["code"] for row in range(model.rowCount())]


def open_chip(clerk: Clerk, page: Any, key: str) -> Any:
    """Click a chip; what hangs below it, once its values came."""
    QTest.mouseClick(page.table.filters.chips[key], LEFT)
    clerk.heard()
    popup = page.table.filters.popup
    assert popup.isVisible()
    return popup


def offered(popup: ValuesPopup) -> list[str]:
    """The lines of a popup."""
    return [popup.list.item(row).text() for row in range(popup.list.count())]


def tick(popup: ValuesPopup, words: str) -> None:
    """Go to a value by the keyboard and tick it."""
    row = next(row for row, one in enumerate(offered(popup)) if one.startswith(words))
    popup.list.setFocus()
    QTest.keyClick(popup.list, KEY.Key_Home)
    for _ in range(row):
        QTest.keyClick(popup.list, KEY.Key_Down)
    QTest.keyClick(popup.list, KEY.Key_Space)


def test_villages_are_ticked_with_their_counts_and_act_at_once(clerk: Clerk, page: Any) -> None:
    popup = open_chip(clerk, page, "village_alone")
    assert offered(popup) == ["八字村  1", "牛角沟村  2", "铁佛村  1"], "by pinyin"
    tick(popup, "牛角沟村")
    assert heads(page) == ["H0", "H1"]
    tick(popup, "铁佛村")
    assert heads(page) == ["H0", "H1", "H2"]
    QTest.keyClick(popup.list, KEY.Key_Return)
    assert not popup.isVisible()
    chip = page.table.filters.chips["village_alone"]
    assert chip.text() == "村: 牛角沟村、铁佛村" and chip.accessibleName() == chip.text()
    assert page.table.counted.text().startswith("3 ")
    # Several at once; what is offered follows what is chosen elsewhere.
    popup = open_chip(clerk, page, "helper")
    assert offered(popup) == ["（空）  1", "李四  1", "张三  1"]
    tick(popup, "张三")
    popup.close()
    assert heads(page) == ["H0"]
    # Each is cleared by its cross, and with the words searched.
    page.table.search.setText("H3")
    page.table.narrow(at_once=True)
    assert page.table.stack.currentWidget() is page.table.nothing
    page.table.search.clear()
    page.table.narrow(at_once=True)
    QTest.mouseClick(chip, LEFT, NONE, QPoint(chip.width() - 10, chip.height() // 2))
    assert heads(page) == ["H0", "H3"] and not chip.chosen
    page.table.nothing.button.click()
    assert heads(page) == ["H0", "H1", "H2", "H3"]


def test_by_the_keyboard_alone(clerk: Clerk, page: Any) -> None:
    clerk.press(KEY.Key_F, BOTH, on=page.table.table)
    chips = page.table.filters.chips
    assert clerk.focus() is chips["township"]
    clerk.press(KEY.Key_Right)
    assert clerk.focus() is chips["village_alone"]
    clerk.press(KEY.Key_Return)
    clerk.heard()
    popup = page.table.filters.popup
    QTest.keyClick(popup.list, KEY.Key_Space)
    QTest.keyClick(popup.list, KEY.Key_Escape)
    assert not popup.isVisible()
    QApplication.processEvents()
    assert heads(page) == ["H3"]
    chips["village_alone"].setFocus()
    clerk.press(KEY.Key_Delete)
    assert len(heads(page)) == 4


def test_many_values_are_searched_by_initials(clerk: Clerk) -> None:
    for number in range(12):
        make.household(f"H{number}", "张三", village=f"{'甲乙丙丁戊己庚辛壬癸子丑'[number]}村")
    page = clerk.go("households")
    popup = open_chip(clerk, page, "village_alone")
    assert not popup.search.isHidden()
    QTest.keyClicks(popup.search, "geng")
    shown = [popup.list.item(row).text() for row in range(12) if not popup.list.isRowHidden(row)]
    assert [one.split()[0] for one in shown] == ["庚村"]
    QTest.keyClick(popup.search, KEY.Key_Return)
    popup.close()
    assert heads(page) == ["H6"]


def test_days_by_name_and_by_date(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"))
    for day in (date(2026, 10, 10), date(2026, 10, 15), date(2026, 10, 21)):
        make.collection(one, day, good=1)
    page = clerk.go("vouchers")
    days = page.table.filters.chips["date"]
    popup = open_chip(clerk, page, "date")
    assert isinstance(popup, DaysPopup)
    row = next(r for r in range(popup.list.count()) if popup.list.item(r).text() == tr("Last 7 days"))
    where = popup.list.visualItemRect(popup.list.item(row)).center()
    QTest.mouseClick(popup.list.viewport(), LEFT, NONE, where)
    assert page.table.count() == 2 and days.text() == "日期: 最近 7 天"
    popup = open_chip(clerk, page, "date")
    popup.since.line.setFocus()
    QTest.keyClicks(popup.since.line, "someday")
    QTest.keyClick(popup.since.line, KEY.Key_Tab)
    assert popup.since.problem() and page.table.count() == 2
    popup.since.line.clear()
    popup.until.line.setFocus()
    QTest.keyClicks(popup.until.line, "1015")
    QTest.keyClick(popup.until.line, KEY.Key_Tab)
    popup.close()
    assert page.table.count() == 2 and days.text() == "日期: – 2026-10-15"


def test_a_workbook_holds_what_the_chips_left(
    clerk: Clerk, page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.table.filters.choose("village_alone", Chosen(("铁佛村",)))
    path = tmp_path / "a.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.table.export.trigger()
    clerk.wait()
    book = load_workbook(path)
    assert [row[0].value for row in book.worksheets[0].iter_rows()][1:] == ["H2"]
    book.close()


def test_a_record_that_is_pointed_at_is_shown_whatever_is_chosen(clerk: Clerk, page: Any) -> None:
    page.table.filters.choose("village_alone", Chosen(("铁佛村",)))
    assert heads(page) == ["H2"]
    from models.tables.party import Household

    assert page.table.select(Household.get(Household.code == "H0").id)
    assert len(heads(page)) == 4


def from_menu(page: Any, *path: str) -> list[str]:
    """Open the menu of kept filters and choose, through a menu within; answers what is offered."""
    seen: list[str] = []

    def choose() -> None:
        menu: Any = QApplication.activePopupWidget()
        seen.extend(one.text() for one in menu.actions() if one.text() and one.isEnabled())
        for words in path:
            action = next((one for one in menu.actions() if one.text() == words), None)
            if action is None or not action.isEnabled():
                break
            if action.menu() is not None:
                menu = action.menu()
                continue
            top: Any = QApplication.activePopupWidget()
            QTimer.singleShot(0, page, action.trigger)
            top.close()
            return
        while QApplication.activePopupWidget() is not None:
            shown: Any = QApplication.activePopupWidget()
            shown.close()

    QTimer.singleShot(60, choose)
    QTest.mouseClick(page.table.filters.kept, LEFT)
    QApplication.processEvents()
    return seen


def named(words: str) -> Any:
    """Fill in the sheet that asks for a name."""

    def fill(sheet: Any) -> None:
        assert isinstance(sheet.form.field("name").line.text(), str)
        sheet.form.field("name").set_value(words)
        sheet.submit()
        if sheet.isVisible():
            sheet.form.mark_clean()
            sheet.reject()

    return fill


def test_filters_are_kept_under_names(clerk: Clerk, page: Any) -> None:
    assert tr("Save filter…") not in from_menu(page)
    page.table.filters.choose("village_alone", Chosen(("牛角沟村",)))
    page.table.search.setText("h1")
    page.table.narrow(at_once=True)
    answer(named("牛角沟"))
    from_menu(page, tr("Save filter…"))
    clerk.settle()
    assert list(saved_filters("households")) == ["牛角沟"]
    page.table.search.clear()
    page.table.narrow(at_once=True)
    from_menu(page, tr("Clear all filters"))
    clerk.settle()
    assert len(heads(page)) == 4
    from_menu(page, "牛角沟")
    clerk.settle()
    page.table.narrow(at_once=True)
    assert heads(page) == ["H1"] and page.table.search.text() == "h1"
    answer(named("下沟"))
    from_menu(page, tr("Rename filter"), "牛角沟")
    clerk.settle()
    assert list(saved_filters("households")) == ["下沟"]
    from_menu(page, tr("Delete filter"), "下沟")
    clerk.settle()
    assert saved_filters("households") == {}
    clerk.window.undo()
    clerk.settle()
    assert list(saved_filters("households")) == ["下沟"], "and taken back"


NO_CHIPS = {
    "trade",
    "map-households",
    "map-workshops",
    "materials",
    "products",
    "enterprises",
    "blank-numbers",
    "units",
    "import-problems",
    "import-doubts",
    "visit-days",
}
"""Lists that are short, of a workbook that is looked at once, or of the coming days only."""


@pytest.mark.sampled
@pytest.mark.parametrize("language", ["zh", "en"] if LONG else ["en"])
def test_every_large_list_has_its_chips_within_the_window(clerk: Clerk, language: str) -> None:
    make.month_of_slips()
    set_language(language)
    clerk.window.rebuild()
    seen: set[str] = set()
    bare: set[str] = set()
    for entry in clerk.window.entries:
        page = clerk.go(entry.key)
        clerk.settle()
        for view in page.findChildren(table.TableView):
            listing = view.model.listing
            if view.search.isHidden():
                assert view.filters.isHidden()
                continue
            seen.add(listing.name)
            # What a report is about is chosen above its picture.
            if not view.filters.chips and not listing.name.startswith("report-"):
                bare.add(listing.name)
            for chip in view.filters.chips.values():
                assert re.search(r"\w", chip.text())
                if view.isVisible():
                    assert view.filters.rect().contains(chip.geometry()), (listing.name, chip.text())
                    assert view.rect().contains(chip.mapTo(view, chip.rect().topRight())), (
                        listing.name,
                        chip.text(),
                    )
    assert bare <= NO_CHIPS, "lists without anything to narrow them by"
    assert {"households", "orders", "vouchers", "warehouse-slips", "equipment", "visits", "advances"} <= seen
