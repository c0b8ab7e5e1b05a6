"""The workbook page: checked, refused with every fault, given back with remarks, brought in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from models.actions.exchange.workbook import import_workbook
from models.tables.order import Subcontract
from models.tables.party import Enterprise, Household
from tests.books import worked_example, write_book
from tests.ui.clerk import Clerk
from ui.pages.exchange.workbook_files import write_remarked
from ui.shell.backup_commands import newest


def book(path: Path, rows: list[list[Any]]) -> Path:
    """A workbook with one sheet of households."""
    from xlsxwriter import Workbook

    out = Workbook(str(path))
    sheet = out.add_worksheet("农户")
    for number, row in enumerate([["户号", "户主", "电话", "可收货起"], *rows]):
        sheet.write_row(number, 0, row)
    out.close()
    return path


def test_a_good_workbook_is_checked_then_brought_in(clerk: Clerk, database: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "good.xlsx", [["H1", "单春梅", "13800000001", ""], ["H2", "陈䶮", "", ""]])
    page = clerk.go("workbook")
    page.check(path)
    clerk.wait()
    assert page.state == 1 and Household.select().count() == 0
    assert page.checked.counted.count() == 1
    page.bring_in()
    clerk.wait()
    assert Household.select().count() == 2 and any("2" in words for words in clerk.said)
    assert "2" in page.arrived.sentence.text(), "the window says what came in"
    assert newest(database) is not None and str(newest(database)) in page.arrived.copied.text()
    ways = [page.arrived.ways.itemAt(place).widget() for place in range(page.arrived.ways.count() - 1)]
    assert [way.text() for way in ways] == ["填合作社名称", "今日要处理的事"]
    ways[1].click()
    assert clerk.window.current == "today"
    clerk.go("workbook")
    page.check(path)
    clerk.wait()
    assert not page.changes and not page.primary_button.isEnabled()


def test_a_bad_one_is_refused_with_every_fault_and_given_back(clerk: Clerk, tmp_path: Path) -> None:
    path = book(tmp_path / "bad.xlsx", [["H1", "", "", ""], ["H2", "陈䶮", "", "25:00"]])
    page = clerk.go("workbook")
    page.check(path)
    clerk.wait()
    assert page.state == 2 and page.faults.count() == 2 and Household.select().count() == 0
    assert [page.faults.model.record(row)["row"] for row in range(2)] == [2, 3]
    write_remarked(page, page.path, tmp_path / "remarks.xlsx", page.remarks)
    clerk.wait()
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(tmp_path / "remarks.xlsx")).get_sheet_by_name("农户").to_python()
    assert rows[0][4] == "问题" and rows[1][4] and rows[2][4] and rows[2][1] == "陈䶮"


def test_what_is_odd_in_many_rows_is_one_line_until_it_is_opened(clerk: Clerk, tmp_path: Path) -> None:
    people = [[f"H{number}", f"单春{name}", f"12{number}", ""] for number, name in enumerate("梅兰竹菊")]
    page = clerk.go("workbook")
    page.check(book(tmp_path / "odd.xlsx", [*people, ["H9", "陈䶮", "13800000001", ""]]))
    clerk.wait()
    table = page.warnings
    assert page.state == 1 and table.count() == 1 and page.checked.odd_title.text().startswith("4")
    assert "4 行（第 2, 3, 4, … 行）" in table.model.record(0)["message"]
    table.opened.emit(table.model.key(0))
    assert [table.model.record(row)["row"] for row in range(table.count())] == [None, 2, 3, 4, 5]
    table.opened.emit(table.model.key(0))
    assert table.count() == 1
    assert page.save_action.isVisible()
    write_remarked(page, page.path, tmp_path / "remarks.xlsx", page.remarks)
    clerk.wait()
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(tmp_path / "remarks.xlsx")).get_sheet_by_name("农户").to_python()
    assert [bool(row[4]) for row in rows] == [True, True, True, True, True, False]
    page.bring_in()
    clerk.wait()
    assert not page.save_action.isVisible()


def test_what_is_no_workbook_is_said_quietly(clerk: Clerk, tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_text("not a workbook", encoding="utf-8")
    page = clerk.go("workbook")
    page.check(path)
    clerk.wait()
    assert page.state == 0 and any("letter.xlsx" in words for words in clerk.said)


def test_a_workbook_is_dropped_on_the_page(clerk: Clerk, tmp_path: Path) -> None:
    path = book(tmp_path / "good.xlsx", [["H1", "单春梅", "", ""]])
    page = clerk.go("workbook")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    page.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    clerk.wait()
    assert page.state == 1 and Enterprise.select().count() == 0


def test_the_menu_leads_here(clerk: Clerk, tmp_path: Path) -> None:
    path = book(tmp_path / "good.xlsx", [["H1", "单春梅", "", ""]])
    clerk.window.import_workbook(path)
    clerk.wait()
    assert clerk.window.current == "workbook" and clerk.window.pages.held["workbook"].state == 1


def test_no_action_is_cut_when_letters_are_large(clerk: Clerk, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from models import i18n
    from ui.kit.button import ActionButton
    from ui.shell import theme

    i18n.set_language("en")
    theme.apply(QApplication.instance(), "light", 150)
    clerk.window.rebuild()
    clerk.window.resize(1366, 768)
    page = clerk.go("workbook")
    page.check(book(tmp_path / "bad.xlsx", [["H1", "", "", ""]]))
    clerk.wait()
    assert page.state == 2
    shown = [button for button in page.findChildren(ActionButton) if button.isVisible()]
    assert shown and all(button.width() >= button.sizeHint().width() for button in shown)


def test_changed_rates_reach_open_work_when_that_is_chosen(clerk: Clerk, tmp_path: Path) -> None:
    records = worked_example()
    import_workbook(write_book(tmp_path / "first.xlsx", records))
    records["rates"][0]["rate"] = 3.0
    page = clerk.go("workbook")
    page.check(write_book(tmp_path / "second.xlsx", records))
    clerk.wait()
    assert page.checked.reach.isVisibleTo(page) and page.warnings.count() == 1
    page.checked.reach.set_value("open")
    clerk.wait()
    assert page.warnings.count() == 0 and page.changes
    assert Subcontract.get().good_rate == 32_500

    def bring_in() -> None:
        page.bring_in()
        clerk.wait()

    said: list[str] = []
    clerk.with_sheet(bring_in, lambda box: said.append(box.words.text()))
    assert "FL1" in said[0] and Subcontract.get().good_rate == 30_000
