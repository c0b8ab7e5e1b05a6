"""A new record is made where one is picked, and comes back chosen."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.actions.numbering import next_code
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household, Region, Worker
from models.tables.product import BomLine, Material, Product, Rate
from models.tables.support import Claim, SupportRule
from tests import factories
from tests.ui.clerk import CTRL, Clerk
from ui.kit import form, new_forms
from ui.kit.creating import New
from ui.kit.form import Form, field_of
from ui.pages.order.order_forms import order_sheet
from ui.pages.product.product_forms import new_product

KEY = Qt.Key


MADE_ELSEWHERE = {Claim, Region, SupportRule, Worker}
"""What is made on its own page only: people in their household, places, and the rules and claims of support money."""


def test_every_record_one_picks_has_a_form_of_its_own() -> None:
    picked = {*form._PICKED, Enterprise} - MADE_ELSEWHERE
    assert {table.__name__ for table in picked} == set(new_forms._forms)
    for one in new_forms._forms.values():
        module, _, name = one.place.partition(":")
        assert callable(getattr(importlib.import_module(module), name))


def test_a_product_is_made_in_the_order_that_wants_it_and_a_material_in_the_product(clerk: Clerk) -> None:
    page = clerk.go("orders")

    def order(sheet: Any) -> None:
        sheet.form.field("enterprise").set_value("竹艺公司")
        sheet.form.field("quantity").set_value(300_000)
        sheet.form.field("product").editor.setFocus()
        clerk.type("竹编果篮")
        clerk.press(KEY.Key_Return)
        assert sheet.form.field("product").raw() == Product.get().id, "it comes back chosen"
        assert sheet.form.field("product").line.text() == "P001 竹编果篮"

    def product(sheet: Any) -> None:
        assert sheet.form.field("name").raw() == "竹编果篮"
        sheet.form.field("good").line.setText("12.5")
        sheet.form.field("second").line.setText("6")
        bill = sheet._extra.grid
        bill.setFocus()
        clerk.type("zmp")
        clerk.press(KEY.Key_Return)
        assert bill.model.lines[0].get("material") == Material.get().id
        bill.model.put(0, "per_unit", 250, "")
        bill.model.put(0, "loss_ppm", 20_000, "")
        clerk.press(KEY.Key_Return, CTRL)

    def material(sheet: Any) -> None:
        assert sheet.form.field("code").raw() == "M001"
        sheet.form.field("name").set_value("竹篾")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheets(lambda: order_sheet(page, page.desk.today()).exec(), [order, product, material])
    made = Product.get()
    assert {(rate.grade, rate.rate) for rate in Rate.select()} == {("good", 125_000), ("second", 60_000)}
    line = BomLine.get()
    assert (line.product_id, line.material.name, line.per_unit, line.loss_ppm) == (
        made.id,
        "竹篾",
        250,
        20_000,
    )


def test_work_and_material_are_made_on_the_grid_that_wants_them(clerk: Clerk) -> None:
    cane = factories.material("M-CANE", "竹篾")
    order = factories.order(factories.product(bom=[(cane, 0.5, 0)], good=3.25))
    home = factories.household("H1", "单春梅")
    page = clerk.go("dispatch")

    def assign(sheet: Any) -> None:
        assert sheet.form.field("household").raw() == home.id, "who was typed is chosen"
        sheet.form.field("order").set_value(order.id)
        sheet.form.field("order").changed.emit()
        sheet.form.field("quantity").set_value(40_000)
        clerk.press(KEY.Key_Return, CTRL)

    clerk.type("dcm")
    clerk.with_sheet(lambda: clerk.press(KEY.Key_Return), assign)
    made = Subcontract.get()
    line = page.grid.model.lines[0]
    assert (made.household_id, made.order_id, made.quantity) == (home.id, order.id, 40_000)
    assert line.get("subcontract") == made.id and line.get("material") == cane.id

    def material(sheet: Any) -> None:
        sheet.form.field("name").set_value("麻绳")
        clerk.press(KEY.Key_Return, CTRL)

    page.grid.view.go_to(0, page.grid.model.places["material"])
    clerk.type("ms")
    clerk.with_sheet(lambda: clerk.press(KEY.Key_Return), material)
    rope = Material.get(Material.name == "麻绳")
    column = page.grid.model.columns[page.grid.model.places["material"]]
    assert line.get("material") == rope.id and "麻绳" in column.words(line)


def test_a_scanned_number_that_is_not_found_opens_no_form(clerk: Clerk) -> None:
    page = clerk.go("collection")
    clerk.type("PG09999")
    clerk.press(KEY.Key_Return)
    assert "PG09999" in page.grid.model.lines[0].problems["subcontract"]


def test_who_gives_up_stands_where_he_was(clerk: Clerk) -> None:
    page = clerk.go("orders")

    def order(sheet: Any) -> None:
        sheet.form.field("product").editor.setFocus()
        clerk.type("basket")
        clerk.press(KEY.Key_Return)
        assert sheet.form.field("product").line.text() == "basket"
        assert not Product.select().exists()

    clerk.with_sheets(
        lambda: order_sheet(page, page.desk.today()).exec(), [order, lambda sheet: sheet.done(0)]
    )


def test_tab_goes_by_the_last_line(clerk: Clerk) -> None:
    page = clerk.go("orders")

    def order(sheet: Any) -> None:
        sheet.form.field("product").editor.setFocus()
        clerk.type("basket")
        clerk.press(KEY.Key_Tab)
        assert sheet.form.field("quantity").editor.hasFocus()

    clerk.with_sheet(lambda: order_sheet(page, page.desk.today()).exec(), order)


def test_a_bill_that_is_not_whole_saves_nothing(clerk: Clerk) -> None:
    bamboo = factories.material()
    page = clerk.go("products")

    def product(sheet: Any) -> None:
        sheet.form.field("name").set_value("竹编果篮")
        sheet._extra.grid.model.put(0, "material", bamboo.id, "竹篾")
        sheet.submit()
        assert sheet.isVisible() and sheet._extra.grid.model.lines[0].problems

    clerk.with_sheet(lambda: new_product(page).exec(), product)
    assert not Product.select().exists()


@pytest.mark.parametrize(
    ("codes", "expected"), [([], "H0001"), (["H0007", "X9", "H12"], "H0013"), (["H9999"], "H10000")]
)
def test_a_code_follows_the_greatest_of_its_form(database: object, codes: list[str], expected: str) -> None:
    for code in codes:
        factories.household(code=code)
    assert next_code(Household) == expected


def test_only_the_first_group_of_a_household_stands_open(database: object, qtbot: Any) -> None:
    from models.errors import UserError
    from ui.pages.party.household_form import HouseholdForm

    sheet = HouseholdForm()
    qtbot.addWidget(sheet)
    sheet.show()
    open_ones = {name for name, field in sheet.fields.items() if field.isVisible()}
    assert sheet.field("code").line.placeholderText() == "H0001", "a code is proposed"
    assert open_ones == {"code", "head", "phone", "township", "village", "group"}
    assert len(sheet.heads) == 4
    sheet.show_error(UserError("No such account.", "account"))
    assert sheet.field("account").isVisible() and not sheet.field("helper").isVisible()


def test_what_is_narrowed_offers_nothing_new(database: object, qtbot: Any) -> None:
    host = Form([field_of(BomLine.material), field_of(Order.product, suggest=lambda words: [(1, "P", "")])])
    qtbot.addWidget(host)
    offers = {name: host.field(name).list.suggest("x") for name in ("material", "product")}
    assert isinstance(offers["material"][-1][0], New)
    assert not any(isinstance(key, New) for key, _, _ in offers["product"])
