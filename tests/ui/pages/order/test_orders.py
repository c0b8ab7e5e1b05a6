"""Orders, sharing out and closing short, as a manager uses the page."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from models.i18n import tr
from models.queries.desk.target import OfEnterprise, Record
from models.queries.order import orders as asked
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.pages.order.order_forms import assign_for

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def baskets(clerk: Clerk) -> Any:
    """An order of 100 baskets; 单春梅 made 40 of them already, 曾国芳 none."""
    basket = make.product("P-1", good=3.25, minutes_per_unit=25_000)
    order = make.order(basket, 100, due=date(2026, 10, 31))
    part = make.subcontract(make.household("H1", "单春梅"), order, 40)
    make.collection(part, good=38, second=2)
    make.household("H2", "曾国芳")
    return order


def test_an_order_of_a_new_enterprise_adds_it_when_told_so(clerk: Clerk) -> None:
    basket = make.product("P-1", good=3.25)
    page = clerk.go("orders")
    questions: list[str] = []

    def fill(sheet: Any) -> None:
        clerk.type("翠竹工艺")
        sheet.form.field("product").set_value((basket.id, "竹编果篮", ""))
        sheet.form.field("quantity").line.setText("1,800")
        sheet.submit()

    def yes(question: Any) -> None:
        questions.append(question.words.text())
        question.accept()

    clerk.with_sheets(page.table.empty.button.click, [fill, yes])
    order = Order.get()
    assert len(questions) == 1 and "翠竹工艺" in questions[0]
    assert (order.quantity, order.enterprise.name, order.date) == (1_800_000, "翠竹工艺", TODAY)
    assert page.key == order.id and Enterprise.select().count() == 1


def test_enter_goes_through_a_new_order_and_a_refused_day_asks_nothing_again(clerk: Clerk) -> None:
    basket = make.product("P-1", "竹篮100", good=3.25)
    page = clerk.go("orders")
    questions: list[str] = []

    def fill(sheet: Any) -> None:
        clerk.type("翠竹工艺")
        clerk.press(KEY.Key_Escape)
        sheet.form.field("product").editor.setFocus()
        clerk.type("竹篮100")
        clerk.press(KEY.Key_Return)
        assert sheet.form.field("product").raw() == basket.id
        assert clerk.focus() is sheet.form.field("quantity").editor
        shown = [label.text() for label in sheet.findChildren(QLabel) if label.isVisibleTo(sheet)]
        assert "件" not in shown, "the unit stands beside the quantity only"
        clerk.type("18")
        sheet.form.field("due").line.setText("2026-10-01")
        sheet.submit()
        assert sheet.form.field("due").problem() and not questions, "refused before anything is asked"
        assert sheet.form.field("enterprise").raw() == "翠竹工艺" and Enterprise.select().count() == 0
        sheet.form.field("due").line.setText("20")
        sheet.submit()

    def yes(question: Any) -> None:
        questions.append(question.words.text())
        question.accept()

    clerk.with_sheets(page.create, [fill, yes])
    order = Order.get()
    assert len(questions) == 1 and order.due == date(2026, 11, 20) and order.enterprise.name == "翠竹工艺"


def test_an_order_page_tells_how_far_it_is(clerk: Clerk, baskets: Any) -> None:
    page = clerk.go("orders", Record(baskets.id))
    assert page.order.done_card.figure.text() == "40" and page.order.left_card.figure.text() == "60"
    assert page.order.given_card.figure.text() == "40" and "60" in page.order.given_card.remark.text()
    assert page.parts.count() == 1 and page.order.bar.value() == 400
    page.parts.opened.emit(page.parts.model.key(0))
    assert clerk.window.current == "households"


def test_sharing_out_proposes_says_why_and_obeys(clerk: Clerk, baskets: Any) -> None:
    page = clerk.go("orders", Record(baskets.id))

    def fill(sheet: Any) -> None:
        shares = sheet._extra
        # Only who made it before is proposed at first.
        assert [row.facts.head for row in shares.grid.model.lines] == ["单春梅"]
        assert shares.splits()[0][1] == 60_000 and "60" in shares.total.text()
        sheet.form.field("who").set_value("all")
        shares.propose()
        assert {row.facts.head for row in shares.grid.model.lines} == {"单春梅", "曾国芳"}
        assert sum(quantity for _, quantity in shares.splits()) == 60_000
        assert all(shares._reason(line) for line in shares.grid.model.lines)
        more, less = shares.splits()[0][1], shares.splits()[1][1]
        assert more > less  # skill and record count
        clerk.type("25")
        clerk.press(KEY.Key_Return)
        clerk.type("20")
        clerk.press(KEY.Key_Return)
        assert [quantity for _, quantity in shares.splits()] == [25_000, 20_000]
        assert "15" in shares.total.text() and shares.dirty
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.share_out, fill)
    given = asked.order_page(baskets.id, TODAY)
    assert given is not None and given.allocated == 85_000 and len(given.subcontracts) == 3
    assert page.parts.count() == 3 and "2" in clerk.said[-1]
    clerk.window.undo()
    clerk.settle()
    assert page.parts.count() == 1


def test_what_nobody_has_time_for_is_left_or_spread_and_the_reasons_stand_whole(
    clerk: Clerk, baskets: Any
) -> None:
    from models.actions.party.parties import save_household
    from models.tables.party import Household

    # A quarter of an hour on each of eleven days makes six baskets of 25 minutes.
    save_household({"minutes_per_day": 15}, Household.get(Household.code == "H1"))
    page = clerk.go("orders", Record(baskets.id))

    def fill(sheet: Any) -> None:
        shares = sheet._extra
        assert shares.splits()[0][1] == 6_000
        sheet.form.field("short").set_value("beyond")
        shares.propose()
        assert sum(quantity for _, quantity in shares.splits()) == 60_000
        assert "超出产能 54 件" in shares.reason.text() and "单春梅" in shares.reason.text()

    clerk.with_sheet(page.share_out, fill)


def test_more_than_the_order_is_asked_about(clerk: Clerk, baskets: Any) -> None:
    page = clerk.go("orders", Record(baskets.id))
    asked_for: list[str] = []

    def fill(sheet: Any) -> None:
        clerk.type("75")
        clerk.press(KEY.Key_Return)
        assert sheet._extra.total.property("type") == "wrong"
        sheet.submit()

    def no(question: Any) -> None:
        asked_for.append(question.words.text())
        question.reject()

    clerk.with_sheets(page.share_out, [fill, no])
    assert len(asked_for) == 1 and Subcontract.select().count() == 1


def test_another_household_is_added_by_its_initials(clerk: Clerk, baskets: Any) -> None:
    page = clerk.go("orders", Record(baskets.id))

    def fill(sheet: Any) -> None:
        shares = sheet._extra
        shares.other.line.setFocus()
        clerk.type("zgf")
        clerk.press(KEY.Key_Return)
        assert [row.facts.head for row in shares.grid.model.lines] == ["单春梅", "曾国芳"]
        clerk.type("5")
        clerk.press(KEY.Key_Return)
        assert [quantity for _, quantity in shares.splits()] == [60_000, 5_000]

    clerk.with_sheet(page.share_out, fill)


def test_closing_short_needs_a_reason_and_can_be_taken_up_again(clerk: Clerk, baskets: Any) -> None:
    part = make.subcontract(make.household("H3", "解大林"), baskets, 30)
    page = clerk.go("orders", Record(baskets.id))

    def fill(sheet: Any) -> None:
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("reason").problem()
        sheet.form.field("reason").set_value("家里有事")
        sheet.submit()

    clerk.with_sheet(lambda: page.parts.close_short(part.id), fill)
    assert Subcontract.get_by_id(part.id).close_reason == "家里有事"
    assert page.parts.model.record(page.parts.model.row_of(part.id))["status"] == "short_closed"
    page.parts.reopen(part.id)
    clerk.settle()
    assert Subcontract.get_by_id(part.id).closed_on is None


def test_cutting_work_to_what_came_asks_for_the_reason_of_a_short_close(clerk: Clerk, baskets: Any) -> None:
    part = make.subcontract(make.household("H3", "解大林"), baskets, 30)
    make.collection(part, TODAY, good=20)
    page = clerk.go("orders", Record(baskets.id))
    asked: list[str] = []

    def cut(sheet: Any) -> None:
        sheet.form.field("quantity").set_value(20_000)
        sheet.submit()

    def answer(question: Any) -> None:
        asked.append(question.reason_field is not None)
        question.reason_field.setPlainText("外出务工")
        question.accept()

    clerk.with_sheets(lambda: page.parts.edit(part.id), [cut, answer])
    row = Subcontract.get_by_id(part.id)
    assert asked == [True] and (row.quantity, row.close_reason) == (20_000, "外出务工")


def test_an_order_closed_short_asks_about_its_open_work(clerk: Clerk, baskets: Any) -> None:
    make.subcontract(make.household("H3", "解大林"), baskets, 30)
    page = clerk.go("orders", Record(baskets.id))

    def fill(sheet: Any) -> None:
        sheet.form.field("reason").set_value("企业取消")
        sheet.submit()

    clerk.with_sheets(page.close_order, [fill, lambda question: question.accept()])
    assert Order.get_by_id(baskets.id).closed_on == TODAY
    assert page.chip.words and page.primary_button.text() == "继续做这张订单"
    page.reopen_order()
    clerk.settle()
    assert page.primary_button.text() == "派工"


def test_a_subcontract_is_changed_and_enterprises_have_their_tab(clerk: Clerk, baskets: Any) -> None:
    part = Subcontract.get()
    page = clerk.go("orders", Record(baskets.id))
    clerk.with_sheet(
        lambda: page.parts.edit(part.id),
        lambda sheet: (sheet.form.field("quantity").set_value(50_000), sheet.submit()),
    )
    assert page.order.left_card.figure.text() == "60" and page.order.given_card.figure.text() == "50"
    page.home()
    page.tabs.setCurrentWidget(page.enterprises)
    clerk.with_sheet(
        page.enterprises.create,
        lambda sheet: (sheet.form.field("name").set_value("宏芯电子"), sheet.submit()),
    )
    assert page.enterprises.record()["name"] == "宏芯电子"


def test_only_what_is_not_finished_can_be_shown(clerk: Clerk, baskets: Any) -> None:
    done = make.order(make.product("P-2"), 10)
    make.collection(make.subcontract(of=done, quantity=10), good=10)
    page = clerk.go("orders")
    assert page.table.count() == 2
    page.running.setChecked(True)
    assert page.table.count() == 1 and page.table.model.key(0) == baskets.id


def test_the_orders_page_tells_what_material_each_household_was_given_and_gave_back(clerk: Clerk) -> None:
    cane, rim = make.material("M-1", "竹篾"), make.material("M-2", "提手", "个")
    band = make.material("M-3", "绑带", "个")
    order = make.order(make.product("P-1", bom=[(cane, 1, 0), (rim, 1, 0), (band, 1, 0)], good=3.25), 100)
    part, bare = (make.subcontract(make.household(code), order, 40) for code in ("H1", "H2"))
    make.dispatch(part, cane, 40)
    make.dispatch(part, rim, 40)
    make.dispatch(part, band, 30)
    make.dispatch(part, cane, 2.5, kind="return")
    page = clerk.go("orders", Record(order.id))
    record = page.parts.model.record(page.parts.model.row_of(part.id))
    assert record["issued"] == "40 公斤 · 提手 40 个 · 绑带 30 个" and record["returned"] == "2.5 公斤"
    assert page.parts.model.record(page.parts.model.row_of(bare.id))["issued"] == ""


def test_an_enterprise_is_worked_from_its_page(
    clerk: Clerk, baskets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = baskets.enterprise
    page = clerk.go("orders")
    page.tabs.setCurrentWidget(page.enterprises)
    page.enterprises.table.setFocus()
    page.enterprises.table.selectRow(0)
    clerk.press(KEY.Key_Return)
    clerk.settle()
    assert page.key == OfEnterprise(company.id) and page.title_label.text() == company.name
    assert page.company.isVisible() and not page.order.isVisible() and page.steps.isVisible()
    assert page.company.orders.table.count() == 1 and page.company.running_card.figure.text() == "1"

    def receive(sheet: Any) -> None:
        assert sheet.form.field("enterprise").raw() == company.id
        sheet.reject()

    for key in (KEY.Key_1, KEY.Key_2):
        clerk.with_sheet(partial(clerk.press, key, ALT), receive)
    make.receipt(company, make.material("M-9", "竹丝"), 12)
    clerk.settle()
    assert page.company.slips.table.count() == 1
    assert page.company.materials.table.model.record(0)["received"] == 12_000
    asked: list[Any] = []
    monkeypatch.setattr(
        "ui.pages.order.enterprise_view.print_kind",
        lambda _, kind, chosen: asked.append((kind, chosen.period, chosen.enterprise)),
    )
    clerk.press(KEY.Key_P, CTRL)
    assert asked == [("enterprise", "2026-10", company.name)]

    def order(sheet: Any) -> None:
        assert sheet.form.field("enterprise").raw() == company.name
        sheet.form.field("product").set_value(baskets.product_id)
        sheet.form.field("quantity").line.setText("20")
        sheet.submit()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_N, CTRL), order)
    clerk.settle()
    new = Order.select().order_by(Order.id.desc()).first()
    assert page.key == new.id and page.order.isVisible() and not page.company.isVisible()
    assert not page.steps.isVisible() and page.primary_button.text() == "派工"
    page.open(OfEnterprise(company.id))
    clerk.settle()
    assert page.company.orders.table.count() == 2 and page.where() == OfEnterprise(company.id)
    page._leave.trigger()
    assert page.key is None and page.tabs.currentWidget() is page.enterprises
    assert page.enterprises.key() == company.id


def test_beside_an_enterprise_stands_nothing_that_is_done_with_an_order(
    clerk: Clerk, baskets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = clerk.go("orders", Record(baskets.id))
    page.open(OfEnterprise(baskets.enterprise_id))
    clerk.settle()
    assert [one for one in page._of_record if one.isVisible()] == page.company.steps
    asked: list[Any] = []
    monkeypatch.setattr(
        "ui.pages.order.enterprise_view.print_kind",
        lambda _, kind, chosen: asked.append((kind, chosen.period, chosen.enterprise)),
    )
    clerk.press(KEY.Key_3, ALT)
    assert asked == [("bill", "2026-10", baskets.enterprise.name)]
    page.open(Record(baskets.id))
    clerk.settle()
    assert not [one for one in page.company.steps if one.isVisible()]


def test_the_price_of_an_order_says_of_what_it_is_one(clerk: Clerk) -> None:
    cloth = make.product("P-1", unit="双", good=3.25)
    page = clerk.go("orders")

    def look(sheet: Any) -> None:
        price = sheet.form.field("price").line
        assert price.unit == "元"
        sheet.form.field("product").set_value((cloth.id, "鞋垫", ""))
        sheet.form.field("product").changed.emit()
        assert price.unit == "元/双"

    clerk.with_sheet(page.create, look)


def test_work_on_a_day_without_a_rate_is_told_before_it_is_assigned(clerk: Clerk) -> None:
    basket = make.product("P-1")
    make.rate(basket, "good", TODAY, None, 3.25)
    order = make.order(basket, 100, day=date(2026, 9, 1), due=date(2026, 12, 31))
    home = make.household("H1", "单春梅")
    page = clerk.go("orders", Record(order.id))

    def told(sheet: Any) -> bool:
        return "没有工价" in sheet.form.field("quantity")._line.text()

    def share(sheet: Any) -> None:
        assert not told(sheet)
        sheet.form.field("date").set_value(date(2026, 9, 2))
        sheet.form.changed.emit()
        assert told(sheet)

    def assign(sheet: Any) -> None:
        sheet.form.field("date").set_value(date(2026, 9, 2))
        sheet.form.field("order").set_value((order.id, order.number, ""))
        sheet.form.field("order").changed.emit()
        assert told(sheet)
        sheet.form.field("date").set_value(TODAY)
        sheet.form.changed.emit()
        assert not told(sheet)

    clerk.with_sheet(page.share_out, share)
    clerk.with_sheet(lambda: assign_for(page, home.id), assign)


def test_the_figures_that_stand_beside_an_enterprises_orders_add_up(clerk: Clerk, baskets: Any) -> None:
    """What households brought stood as 已交 beside 未交, which is what the enterprise is still to be sent."""
    page = clerk.go("orders", OfEnterprise(baskets.enterprise_id))
    clerk.settle()
    table = page.company.orders.table
    said = {one.key: tr(one.label) for one in table.model.columns}
    assert (said["made"], said["delivered"], said["outstanding"]) == ("农户已交", "送货", "还要送")
    record = table.model.record(0)
    assert record["made"] == 40_000
    assert record["ordered"] - record["delivered"] + record["rejected"] == record["outstanding"]
    way = table.widths._gives_way
    assert way.index("made") < min(map(way.index, ("rejected", "delivered")))
