"""The tables of the income tax estimate, changed as a manager changes them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.actions.desk.undo import last_undoable
from models.i18n import set_language
from models.queries.desk import operation_details
from models.queries.desk.target import Setting
from models.setting_definitions import BY_KEY
from models.settings import change_settings, setting
from tests.ui.clerk import CTRL, Clerk
from ui.pages.pay.tax import TaxTables

KEY = Qt.Key
TABLES = "pay.tax_tables"


@pytest.fixture
def field(clerk: Clerk) -> Any:
    """The field beside the switch."""
    page = clerk.go("settings")
    page.open(Setting(TABLES))
    return page.forms["Pay"].field(TABLES)


def enter(clerk: Clerk, *words: str) -> None:
    """Type into one cell or field after the other."""
    for one in words:
        clerk.type(one)
        clerk.press(KEY.Key_Return)


def wrong(editor: TaxTables) -> dict[str, str]:
    """What is said at the cells and fields of the table shown."""
    panel = editor._shown()
    found = {name: field.problem() for name, field in panel.form.fields.items() if field.problem()}
    for row, line in enumerate(panel.grid.model.lines):
        found |= {f"{row} {key}": words for key, words in line.problems.items()}
    return found


def test_a_table_from_a_later_day_is_added_by_keyboard_told_and_taken_back(clerk: Clerk, field: Any) -> None:
    assert QApplication.focusWidget() is field.button and "2019-01-01" in field.button.text()

    def fill(sheet: Any) -> None:
        editor = sheet._extra
        assert editor.list.count() == 1 and "2019-01-01" in editor.list.item(0).text()
        assert clerk.focus() is editor.list
        assert editor.add_button.shortcut().toString() == "Ctrl+N"
        clerk.press(KEY.Key_Tab)
        clerk.press(KEY.Key_Space)
        assert editor.list.item(1).text() == "还没填日期"
        enter(clerk, "2027-01-01", "1000", "5000", "20")
        assert editor.list.item(1).text() == "2027-01-01 起"
        assert clerk.focus() is editor.panels[1].grid.view
        enter(clerk, "30000", "10")
        assert not editor.panels[1].grid.model.lines[0].hints
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(lambda: clerk.press(KEY.Key_Return), fill)
    page = clerk.window.pages.held["settings"]
    assert page.dirty and "2 张" in field.button.text() and field._line.text() == "改过了，保存后才生效。"
    assert len(setting(TABLES)) == 1
    clerk.press(KEY.Key_Return, CTRL)
    old, new = setting(TABLES)
    assert [old] == BY_KEY[TABLES].default and not page.dirty
    assert new == {
        "start": "2027-01-01",
        "flat": 1_000_00,
        "flat_upto": 5_000_00,
        "share_ppm": 200_000,
        "brackets": [[30_000_00, 100_000, 0], [50_000_00, 300_000, 2_000_00], [None, 400_000, 7_000_00]],
    }
    row = last_undoable()
    assert row is not None
    (one,) = operation_details.changes_by(row.id, 9)
    assert one.name == "个税预扣率表"
    assert [(f.label, f.before, f.after) for f in one.fields] == [
        (
            "2027-01-01 起",
            "",
            "不超过 ¥5,000.00 减除 ¥1,000.00，超过的减除 20% · 至 ¥30,000.00 为 10%"
            " · 至 ¥50,000.00 为 30%，速算扣除 ¥2,000.00 · 以上 40%，速算扣除 ¥7,000.00",
        )
    ]
    set_language("en")
    assert "the rest at 40% less ¥7,000.00" in operation_details.changes_by(row.id, 9)[0].fields[0].after
    set_language("zh")
    clerk.settle()
    clerk.window.undo()
    clerk.settle()
    assert setting(TABLES) == BY_KEY[TABLES].default and "1 张" in field.button.text()


def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_lost(clerk: Clerk, field: Any) -> None:
    def fill(sheet: Any) -> None:
        editor = sheet._extra
        grid = editor.panels[0].grid
        grid.view.setFocus()
        enter(clerk, "60000", "120", "0")
        clerk.press(KEY.Key_Return, CTRL)
        assert sheet.isVisible() and sheet._problem.isVisible()
        assert wrong(editor) == {"0 rate_ppm": "须在 0% 到 100% 之间。", "1 upto": "必须大于 60,000.00。"}
        assert grid.view.currentIndex().row() == 0 and clerk.focus() is grid.view
        enter(clerk, "20")
        assert list(wrong(editor)) == ["1 upto"]
        grid.view.go_to(0, grid.model.places["upto"])
        enter(clerk, "20000")
        assert not wrong(editor)
        grid.view.go_to(2, grid.model.places["upto"])
        enter(clerk, "90000")
        clerk.press(KEY.Key_Return, CTRL)
        assert wrong(editor) == {"2 upto": "最后一行不封顶，请留空。"}
        clerk.press(KEY.Key_Delete)
        enter(clerk)
        editor.add_button.click()
        clerk.press(KEY.Key_Return, CTRL)
        assert wrong(editor) == {"start": "这一格要填。"} and editor.list.currentRow() == 1
        enter(clerk, "2019-01-01")
        clerk.press(KEY.Key_Return, CTRL)
        assert wrong(editor) == {"start": "已有一张表从这一天起用。"}
        assert editor.remove_button.shortcut().toString() == "Alt+Del"
        editor.remove_button.click()
        assert editor.list.count() == 1 and not editor.remove_button.isEnabled()
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(field.open, fill)
    assert field.raw() == BY_KEY[TABLES].default and not clerk.window.pages.held["settings"].dirty


def test_a_jump_is_only_remarked(clerk: Clerk, field: Any) -> None:
    def fill(sheet: Any) -> None:
        panel = sheet._extra.panels[0]
        line = panel.grid.model.lines[1]
        assert not line.hints and panel.grid.model.lines[2].hints == [("不封顶", "quiet")]
        panel.grid.view.setFocus()
        panel.grid.view.go_to(1, panel.grid.model.places["quick"])
        enter(clerk, "1500")
        assert line.hints == [("税额不跳档时是 2,000.00", "soon")]
        panel.form.field("flat").line.selectAll()
        clerk.type("900", on=panel.form.field("flat").line)
        assert "800.00" in panel.form.field("flat")._line.text() and not panel.form.field("flat").problem()
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(field.open, fill)
    assert field.raw()[0]["brackets"][1] == [50_000_00, 300_000, 1_500_00]


def test_usual_values_bring_the_laws_table_back(clerk: Clerk) -> None:
    other = [{**BY_KEY[TABLES].default[0], "flat": 900_00}]
    change_settings({TABLES: other})
    page = clerk.go("settings", Setting(TABLES))
    clerk.press(KEY.Key_U, CTRL, on=page)
    assert setting(TABLES) == other
    clerk.press(KEY.Key_Return, CTRL)
    assert setting(TABLES) == BY_KEY[TABLES].default
