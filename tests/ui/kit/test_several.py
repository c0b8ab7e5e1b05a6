"""Several records changed at once: one operation, one undo, all or none, the faulty one named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.i18n import tr
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Material
from models.tables.trail import Operation
from tests import factories as make
from tests.ui.clerk import CTRL, Clerk

KEY = Qt.Key


def choose_all(view: Any) -> None:
    """All rows by the keyboard."""
    view.table.setFocus()
    view.table.selectRow(0)
    QTest.keyClick(view.table, KEY.Key_A, CTRL)


def values(field: str) -> list[Any]:
    """A field of the households by code."""
    return [getattr(row, field) for row in Household.select().order_by(Household.code)]


@pytest.fixture
def page(clerk: Clerk) -> Any:
    """Three households, two in one village."""
    for number, village in enumerate(("牛角沟村", "牛角沟村", "铁佛村")):
        make.household(f"H{number}", make.HEADS[number], village=village, group=f"{number}组", helper="张三")
    found = clerk.go("households")
    clerk.settle()
    return found


def test_what_is_typed_is_written_into_all_and_the_rest_stays(clerk: Clerk, page: Any) -> None:
    before = Operation.select().count()
    choose_all(page.table)

    def fill(sheet: Any) -> None:
        assert sheet.form.field("village").raw() == sheet.form.field("group").raw() == tr("(different)")
        assert sheet.form.field("helper").raw() == "张三"
        line = sheet.form.field("helper").line
        line.setFocus()
        line.selectAll()
        clerk.type("李四", line)
        clerk.press(KEY.Key_Return, CTRL, on=line)
        assert not sheet.isVisible()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_E, CTRL, on=page.table.table), fill)
    assert values("helper") == ["李四"] * 3
    assert values("village") == ["牛角沟村", "牛角沟村", "铁佛村"] and values("group") == [
        "0组",
        "1组",
        "2组",
    ]
    assert Operation.select().count() == before + 1
    clerk.window.undo()
    assert values("helper") == ["张三"] * 3


def test_a_new_village_finds_its_place_among_the_others(clerk: Clerk, page: Any) -> None:
    choose_all(page.table)

    def fill(sheet: Any) -> None:
        sheet.form.field("village").line.setText("阿坝村")
        sheet.submit()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_E, CTRL, on=page.table.table), fill)
    assert values("village") == ["阿坝村"] * 3 and values("group") == ["0组", "1组", "2组"]
    assert all("a1" in key.replace(" ", "") or key.startswith("a") for key in values("place_pinyin"))
    assert page.table.model.listing.keys("abc") or page.table.model.listing.keys("阿坝")


def test_an_emptied_field_is_emptied_in_all(clerk: Clerk, page: Any) -> None:
    choose_all(page.table)

    def fill(sheet: Any) -> None:
        sheet.form.field("group").line.clear()
        sheet.submit()

    clerk.with_sheet(lambda: page.table.edit_chosen(page.table.keys()), fill)
    assert values("group") == [""] * 3 and values("helper") == ["张三"] * 3


def test_one_that_is_faulty_is_named_and_none_is_changed(clerk: Clerk, page: Any) -> None:
    row = Household.get(Household.code == "H1")
    from models.actions.party.parties import save_household

    save_household({"ready_from": "08:00", "ready_to": "10:00"}, row)
    before = Operation.select().count()
    said: list[str] = []

    def fill(sheet: Any) -> None:
        sheet.form.field("ready_from").set_value("12:00")
        sheet.form.field("helper").line.setText("李四")
        sheet.submit()
        said.append(sheet.form.field("ready_to").problem())
        sheet.form.mark_clean()
        sheet.reject()

    clerk.with_sheet(lambda: page.table.edit_chosen([one.id for one in Household.select()]), fill)
    assert said and said[0].startswith(f"{row.head}：")
    assert values("helper") == ["张三"] * 3 and values("ready_from") == ["", "08:00", ""]
    assert Operation.select().count() == before


def test_nothing_changed_is_said(clerk: Clerk, page: Any) -> None:
    before = Operation.select().count()

    def fill(sheet: Any) -> None:
        sheet.submit()
        assert sheet.isVisible() and sheet._problem.isVisibleTo(sheet)
        sheet.reject()

    clerk.with_sheet(lambda: page.table.edit_chosen([one.id for one in Household.select()]), fill)
    assert Operation.select().count() == before


def test_due_days_of_orders_and_of_what_is_given_out(clerk: Clerk) -> None:
    first, second = (make.order(make.product(good=1), 100) for _ in range(2))
    for number in range(2):
        make.subcontract(make.household(f"H{number}", "张三"), first, 10)
    page = clerk.go("orders")
    clerk.settle()

    def fill(sheet: Any) -> None:
        sheet.form.field("due").set_value(date(2026, 12, 24))
        sheet.submit()

    clerk.with_sheet(lambda: page.table.edit_chosen([first.id, second.id]), fill)
    assert {row.due for row in Order.select()} == {date(2026, 12, 24)}
    page.open_record(first.id)
    clerk.with_sheet(lambda: page.parts.edit_chosen(page.parts.all_keys()), fill)
    assert {row.due for row in Subcontract.select()} == {date(2026, 12, 24)}
    # What lies before its order is refused for all of them.
    before = Operation.select().count()

    def too_early(sheet: Any) -> None:
        sheet.form.field("due").set_value(date(2020, 1, 1))
        sheet.submit()
        assert sheet.isVisible() and first.number in sheet.form.field("due").problem()
        sheet.form.mark_clean()
        sheet.reject()

    page.close_record()
    clerk.with_sheet(lambda: page.table.edit_chosen([first.id, second.id]), too_early)
    assert Operation.select().count() == before


def test_materials_machines_and_products(clerk: Clerk) -> None:
    for number in range(2):
        make.material(f"M{number}", f"竹篾{number}", price=68_000 + number)
        make.machine(f"SB{number}")
    page = clerk.go("products")
    clerk.settle()

    def fill(sheet: Any) -> None:
        assert sheet.form.field("price").raw() == tr("(different)")
        sheet.form.field("price").line.setText("7.5")
        sheet.submit()

    clerk.with_sheet(lambda: page.materials.edit_chosen([row.id for row in Material.select()]), fill)
    assert {row.price for row in Material.select()} == {75_000}
    stock = clerk.go("stock")
    clerk.settle()

    def worn(sheet: Any) -> None:
        sheet.form.field("condition").line.setText("旧")
        sheet.submit()

    clerk.with_sheet(
        lambda: stock.machine_place.table.edit_chosen(stock.machine_place.table.model.listing.keys()), worn
    )
    from models.tables.guidance import Equipment

    assert {row.condition for row in Equipment.select()} == {"旧"}
