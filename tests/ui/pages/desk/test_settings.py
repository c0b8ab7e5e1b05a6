"""Settings drawn from their declarations, and what concerns the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from models.chain import chain_head
from models.queries.desk.target import Setting
from models.rules.desk.ledger_mark import short_mark
from models.setting_definitions import DECLARED, ELSEWHERE
from models.settings import change_settings, setting
from tests import factories as make
from tests.ui.clerk import CTRL, Clerk
from ui.kit.background_task import under_way

KEY = Qt.Key


def finish(clerk: Clerk) -> None:
    """Let long work come to its end."""
    for _ in range(400):
        clerk.settle()
        if under_way() is None:
            return


def test_every_declared_setting_has_its_field_with_its_value(clerk: Clerk) -> None:
    change_settings({"pay.allowance": 15_000, "cooperative.name": "大石镇竹编合作社"})
    page = clerk.go("settings")
    fields = {key: field for form in page.forms.values() for key, field in form.fields.items()}
    assert set(fields) == {declared.key for declared in DECLARED} - ELSEWHERE
    assert fields["pay.allowance"].raw() == "1.5"
    assert fields["cooperative.name"].raw() == "大石镇竹编合作社"
    assert all(field.label for field in fields.values())


def test_a_change_is_saved_by_key_told_and_taken_back(clerk: Clerk) -> None:
    page = clerk.go("settings")
    page.open(Setting("pay.pay_day"))
    field = page.forms["Pay"].field("pay.pay_day")
    clerk.type("5", on=field.line)
    field.line.setText("15")
    field.line.textEdited.emit("15")
    assert page.dirty
    clerk.press(KEY.Key_Return, CTRL, on=field.line)
    assert setting("pay.pay_day") == 15 and not page.dirty
    assert clerk.said[-1] == "设置已保存。"
    clerk.settle()
    clerk.window.undo()
    assert setting("pay.pay_day") == 10


def test_what_another_window_set_meanwhile_stays(clerk: Clerk) -> None:
    page = clerk.go("settings")
    field = page.forms["Pay"].field("pay.pay_day")
    field.line.setText("15")
    field.line.textEdited.emit("15")
    change_settings({"pay.allowance": 15_000, "pay.deduction_cap": 300_000})
    clerk.settle()
    page.save()
    assert [setting(f"pay.{name}") for name in ("pay_day", "allowance", "deduction_cap")] == [
        15,
        15_000,
        300_000,
    ]


def test_what_cannot_be_is_said_beside_the_field_wherever_it_is(clerk: Clerk) -> None:
    page = clerk.go("settings")
    field = page.forms["Pay"].field("pay.pay_day")
    field.line.setText("40")
    field.line.textEdited.emit("40")
    page.list.setCurrentRow(0)
    page.save()
    assert "28" in field.problem() and setting("pay.pay_day") == 10
    assert page.pile.currentIndex() == page.list.currentRow() != 0


def test_usual_values_are_only_kept_when_saved(clerk: Clerk) -> None:
    change_settings({"pay.pay_day": 12})
    page = clerk.go("settings")
    page.open(Setting("pay.pay_day"))
    page.usual()
    assert page.forms["Pay"].field("pay.pay_day").raw() == "10" and setting("pay.pay_day") == 12
    page.save()
    assert setting("pay.pay_day") == 10


def test_language_and_name_reach_the_window_at_once(clerk: Clerk) -> None:
    from models import i18n

    page = clerk.go("settings")
    page.forms["Screen"].field("screen.language").set_value("en")
    page.forms["Cooperative"].field("cooperative.name").set_value("Bamboo")
    page.save()
    clerk.settle()
    assert i18n.language() == "en"
    assert clerk.window.windowTitle().startswith("Bamboo")
    assert clerk.window.current == "settings"
    assert clerk.window.pages.held["settings"].title_label.text() == "Settings"


def test_saving_stays_where_one_is(clerk: Clerk) -> None:
    page = clerk.go("settings", Setting("screen.language"))
    page.forms["Screen"].field("screen.language").set_value("en")
    section = page.list.currentRow()
    assert section > 0
    page.save()
    clerk.settle()
    again: Any = clerk.window.page
    assert again is not page and again.list.currentRow() == section
    assert again.forms["Screen"].field("screen.language").isAncestorOf(clerk.focus())


def test_the_file_is_told_and_checked(clerk: Clerk, database: Path) -> None:
    make.household("H1", "单春梅")
    page = clerk.go("settings", Setting("file"))
    assert page.place.text() == str(database)
    assert "没有加密" in page.cipher.text()
    page.checking.look_through()
    finish(clerk)
    assert page.checking.found.text().splitlines()[0] == "账本没有问题：文件、账目、操作记录都对。"


def test_faults_are_listed(clerk: Clerk) -> None:
    page = clerk.go("settings", Setting("file"))
    page.checking.looked([f"fault {number}" for number in range(20)], [])
    told: Any = page.checking.found.text().splitlines()
    assert told[0].startswith("账本有损坏") and len(told) == 14 and not page.checking.found.isHidden()


def test_a_mark_from_paper_is_compared(clerk: Clerk) -> None:
    make.household("H1", "单春梅")
    page = clerk.go("settings", Setting("file"))
    page.checking.mark.setText(f"账印 {short_mark(chain_head())}")
    page.checking.mark.returnPressed.emit()
    assert "之后又有 0 步操作" in page.checking.found.text()
    page.checking.mark.setText("F02C·706F")
    page.checking.compare_button.click()
    assert "没有账印 F02C·706F" in page.checking.found.text()
