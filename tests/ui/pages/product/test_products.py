"""Products, rates, bills and materials, as a manager uses the page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.actions.party.directory import save_trades
from models.queries.desk.target import Record
from models.queries.product import products as asked
from models.queries.product.units import units
from models.tables.order import Order, Subcontract
from models.tables.product import BomLine, Defect, Material, Product, Rate
from tests import factories as make
from tests.ui.clerk import CTRL, Clerk, pass_time

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def test_a_new_product_is_shown_and_wants_a_rate(clerk: Clerk) -> None:
    page = clerk.go("products")

    def fill(sheet: Any) -> None:
        assert sheet.form.field("code").raw() == "P001", "a code is proposed"
        clerk.type("竹编果篮")
        sheet.form.field("code").set_value("P-BASKET")
        sheet.form.field("unit").set_value("piece")
        assert sheet.form.field("unit").raw() == "件"
        sheet.form.field("minutes_per_unit").line.setText("25")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.table.empty.button.click, fill)
    row = Product.get()
    assert (row.code, row.unit, row.minutes_per_unit) == ("P-BASKET", "piece", 25_000)
    assert page.key == row.id and page.chip.words == "缺工价"


def test_a_rate_from_a_day_ends_the_one_before(clerk: Clerk) -> None:
    basket = make.product("P-1", good=3.25, second=2.6)
    page = clerk.go("products", Record(basket.id))

    def fill(sheet: Any) -> None:
        clerk.type("3.5")
        sheet.form.field("start").line.setText("20251231")
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("start").problem()
        sheet.form.field("start").set_value(date(2026, 10, 15))
        sheet.submit()

    clerk.with_sheet(lambda: page.rates.new(page.product), fill)
    good = [row for row in asked.rates_of(basket.id) if row.grade == "good"]
    assert [(row.start, row.end, row.rate) for row in good] == [
        (date(2026, 10, 15), None, 35_000),
        (date(2026, 1, 1), date(2026, 10, 14), 32_500),
    ]
    assert page.good_card.figure.text() == "3.5000" and page.rates.table.count() == 3
    clerk.window.undo()
    clerk.settle()
    assert page.good_card.figure.text() == "3.2500"


def test_a_rate_is_corrected_and_an_overlap_refused(clerk: Clerk) -> None:
    basket = make.product("P-1")
    make.rate(basket, "good", date(2026, 1, 1), date(2026, 6, 30), 3)
    late = make.rate(basket, "good", date(2026, 7, 1), None, 4)
    page = clerk.go("products", Record(basket.id))

    def fill(sheet: Any) -> None:
        sheet.form.field("start").set_value(date(2026, 6, 1))
        sheet.submit()
        assert sheet.isVisible() and "2026-06-30" in sheet.form.field("start").problem()
        sheet.form.field("start").set_value(date(2026, 7, 1))
        sheet.form.field("rate").set_value(41_000)
        sheet.submit()

    clerk.with_sheet(lambda: page.rates.edit(late.id), fill)
    assert Rate.get_by_id(late.id).rate == 41_000
    page.rates.remove(late.id)
    clerk.settle()
    assert page.rates.table.count() == 1


def test_a_material_joins_the_bill_for_the_work_that_is_asked_for(clerk: Clerk) -> None:
    bamboo = make.material("M-BAM")
    basket = make.product("P-1", good=3.25)
    part = make.subcontract(of=make.order(basket))
    page = clerk.go("products", Record(basket.id))

    def fill(sheet: Any) -> None:
        clerk.type("zm")
        clerk.press(KEY.Key_Return)
        assert sheet.form.field("material").value() == bamboo.id
        sheet.form.field("per_unit").line.setText("0.85")
        sheet.form.field("loss_ppm").line.setText("4")
        sheet.form.field("apply_to").set_value("open")
        sheet.submit()

    clerk.with_sheet(page.bill.add, fill)
    line = BomLine.get()
    assert (line.per_unit, line.loss_ppm) == (850, 40_000)
    assert [one.per_unit for one in part.materials] == [850]

    def change(sheet: Any) -> None:
        assert sheet.form.field("per_unit").line.text() == "0.85"
        sheet.form.field("per_unit").line.setText("0.9")
        sheet.submit()

    clerk.with_sheet(lambda: page.bill.edit(line.id), change)
    assert BomLine.get_by_id(line.id).per_unit == 900
    assert [one.per_unit for one in part.materials] == [850]  # work given out keeps its bill unless asked
    page.bill.remove(line.id)
    clerk.settle()
    assert page.bill.table.count() == 0


def test_materials_have_their_own_tab(clerk: Clerk) -> None:
    page = clerk.go("products")
    page.tabs.setCurrentWidget(page.materials)

    def fill(sheet: Any) -> None:
        sheet.form.set_values({"code": "M-1", "name": "漆包线", "unit": "米", "pack_size": 500_000})
        sheet.form.field("price").line.setText("0.042")
        sheet.submit()

    clerk.with_sheet(page.materials.create, fill)
    row = Material.get()
    assert (row.unit, row.price, row.pack_size) == ("米", 420, 500_000)
    assert page.materials.count() == 1
    clerk.with_sheet(
        lambda: page.materials.edit(row.id),
        lambda sheet: (sheet.form.field("pack_size").set_value(None), sheet.submit()),
    )
    assert Material.get_by_id(row.id).pack_size == 0


def test_a_rate_reaches_open_work_when_asked_and_lists_the_slips(clerk: Clerk) -> None:
    bamboo = make.material("M-BAM")
    basket = make.product("P-1", bom=[(bamboo, 1, 0)], good=3.25)
    part = make.subcontract(of=make.order(basket))
    number = make.dispatch(part, bamboo, 5)
    page = clerk.go("products", Record(basket.id))
    said: list[str] = []

    def correct(sheet: Any) -> None:
        assert "1" in sheet.form.field("apply_to").hint
        sheet.form.field("rate").set_value(30_000)
        sheet.form.field("apply_to").set_value("open")
        sheet.submit()

    def listed(box: Any) -> None:
        said.append(box.words.text())
        box.reject()

    clerk.with_sheets(lambda: page.rates.edit(Rate.get().id), [correct, listed])
    assert number in said[0] and Subcontract.get().good_rate == 30_000
    clerk.with_sheet(lambda: page.rates.remove(Rate.get().id), lambda sheet: sheet.submit())
    assert not Rate.select().exists() and Subcontract.get().good_rate == 30_000


def test_the_decimals_of_a_unit_are_set(clerk: Clerk) -> None:
    make.material(unit="米")
    make.material(unit="个")
    page = clerk.go("products")
    page.tabs.setCurrentWidget(page.units)
    shown = {record["name"]: record["decimals"] for record in map(page.units.model.record, range(2))}
    assert shown == {"个": 0, "米": 3}
    page.units.select(next(n for n, row in enumerate(page.units.units) if row.name == "米"))

    def fill(sheet: Any) -> None:
        sheet.form.field("decimals").set_value(4)
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("decimals").problem()
        sheet.form.field("decimals").set_value(2)
        sheet.submit()

    clerk.with_sheet(page.units.edit_chosen, fill)
    assert units().decimals("米") == 2


def test_a_product_leads_to_its_orders_and_to_who_makes_it(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    basket = make.product("P-1", good=3.25)
    page = clerk.go("products", Record(basket.id))
    clerk.settle()
    assert not page.year.isVisible() and page.running.nothing.isVisible() and page.makers.nothing.isVisible()
    for key in (KEY.Key_2, KEY.Key_3):
        clerk.press(key, ALT)
        assert clerk.window.current == "products" and clerk.window.notice.words.text()

    def order(sheet: Any) -> None:
        assert sheet.form.field("product").raw() == basket.id
        sheet.form.field("enterprise").line.setText("翠竹工艺")
        sheet.form.field("quantity").line.setText("900")
        sheet.submit()

    make.enterprise("翠竹工艺")
    clerk.with_sheet(lambda: clerk.press(KEY.Key_1, ALT), order)
    clerk.settle()
    (given,) = Order.select()
    assert page.running.table.count() == 1
    head = make.household("H0001", "单䶮")
    part = make.subcontract(head, given, 100, day=given.date)
    make.collection(part, day=given.date, good=40, rework=10)
    clerk.settle()
    assert page.year.isVisible() and page.year.bars.columns[-1].figures == ("50", "20%")
    assert page.stock_card.figure.text() == "40"
    assert page.makers.table.model.record(0)["outstanding"] == 60_000
    asked: list[Any] = []
    monkeypatch.setattr(
        "ui.pages.product.products.print_numbers", lambda _, kind, found: asked.append((kind, found))
    )
    clerk.press(KEY.Key_3, ALT)
    assert asked == [("label", (part.number,))]
    page.makers.table.table.setFocus()
    clerk.press(KEY.Key_Return)
    assert clerk.window.current == "households" and clerk.window.pages.held["households"].key == head.id
    clerk.go("products", Record(basket.id))
    clerk.press(KEY.Key_2, ALT)
    assert clerk.window.current == "orders" and clerk.window.pages.held["orders"].key == given.id


# -- defects -------------------------------------------------------------------------------------------------------


def test_defects_of_a_product_are_added_changed_ended_and_undone(clerk: Clerk) -> None:
    basket = make.product("P-1", "竹编果篮", good=3.25)
    page = clerk.go("products", Record(basket.id))

    def fill(sheet: Any) -> None:
        assert sheet.form.field("code").raw() == "A", "a free code is proposed"
        assert sheet.form.field("product").value() == basket.id
        sheet.form.field("code").set_value("a-")
        clerk.type("收口松")
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("code").problem()
        sheet.form.field("code").set_value("ｂ")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.wrong.add, fill)
    row = Defect.get()
    assert (row.code, row.name, row.product_id) == ("B", "收口松", basket.id)
    sub = make.subcontract(make.household("H1"), make.order(basket), 100)
    make.collection(sub, date(2026, 10, 20), good=94, rework=6, defects=[(row, 4)])
    page.refresh()
    (shown,) = page.wrong.rows.rows([row.id])
    assert shown[:4] == ("B", "收口松", 4000, "piece") and shown[4:6] == (1_000_000, 1_000_000)
    assert "100" in page.wrong.detail.text() and "6" in page.wrong.detail.text()
    page.wrong.table.table.setFocus()
    page.wrong.table.table.selectRow(0)
    clerk.press(KEY.Key_Delete)
    assert not Defect.get().active
    clerk.window.undo()
    clerk.settle()
    assert Defect.get().active


def test_all_codes_stand_in_a_tab_of_their_own(clerk: Clerk) -> None:
    make.defect("A", "断篾", make.product("P-1", "竹编果篮"))
    make.defect("B", "毛刺", active=False)
    page = clerk.go("products")
    page.tabs.setCurrentWidget(page.defects)
    assert page.defects.count() == 2 and page.primary_button.text() == "新缺陷"
    page.defects.search.setText("dm")
    pass_time(300)
    assert page.defects.count() == 1

    def fill(sheet: Any) -> None:
        assert sheet.form.field("product").raw() == ""
        clerk.type("脏")
        clerk.press(KEY.Key_Return, CTRL)

    page.defects.search.clear()
    clerk.with_sheet(page.primary_button.click, fill)
    assert {row.code for row in Defect.select()} == {"A", "B", "C"}
    assert Defect.get(Defect.code == "C").product_id is None


def test_a_products_trade_is_kept_and_shown_in_the_list(clerk: Clerk) -> None:
    weaving, coils = (save_trades([({"name": name}, None)])[0] for name in ("竹编", "电子"))
    basket = make.product("P-1", "竹编果篮", trade=weaving.id)
    make.product("P-2", "电感线圈")
    page = clerk.go("products")

    def rename(sheet: Any) -> None:
        assert sheet.form.values()["trade"] == weaving.id
        sheet.form.set_values({"name": "果篮"})
        sheet.submit()

    clerk.with_sheet(lambda: page.table.edit(basket.id), rename)
    assert (Product.get_by_id(basket.id).trade_id, Product.get_by_id(basket.id).name) == (weaving.id, "果篮")
    clerk.with_sheet(
        lambda: page.table.edit(basket.id),
        lambda sheet: (sheet.form.field("trade").set_value((coils.id, "电子", "")), sheet.submit()),
    )
    assert Product.get_by_id(basket.id).trade_id == coils.id
    listing = asked.products(date(2026, 10, 21))
    place = [one.key for one in listing.columns].index("trade")
    assert {row[place] for row in listing.rows(listing.keys())} == {"电子", None}
