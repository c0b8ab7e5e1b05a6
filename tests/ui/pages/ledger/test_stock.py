"""Warehouse, holdings and machines, as a clerk uses the page."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.ledger.stock import Delivered, deliver_products
from models.queries.desk.target import OfItem, Record, Tab
from models.queries.ledger import stock
from models.queries.ledger.warehouse import material_stock
from models.tables.guidance import EquipmentLoan
from models.tables.ledger import DeliveryLine, Voucher
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.kit import print_commands
from ui.pages.ledger.stock_forms import acceptance_sheet

KEY = Qt.Key


def test_material_is_received_by_keyboard_alone(clerk: Clerk) -> None:
    make.enterprise("Bamboo")
    make.material("M-BAM", "竹篾")
    make.material("M-RIM", "提手", unit="个")
    page = clerk.go("stock")

    def fill(sheet: Any) -> None:
        clerk.type("bam")
        clerk.press(KEY.Key_Return)
        sheet._extra.grid.setFocus()
        for initials, quantity in (("zm", "120.5"), ("ts", "300")):
            clerk.type(initials)
            clerk.press(KEY.Key_Return)
            clerk.type(quantity)
            clerk.press(KEY.Key_Return)
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.receive, fill)
    assert [row.quantity for row in material_stock()] == [120_500, 300_000]
    assert page.warehouse.model.record(0)["quantity"] == 120_500 and page.slips.count() == 1


def test_a_line_that_lacks_something_is_shown_and_nothing_is_posted(clerk: Clerk) -> None:
    customer, bamboo = make.enterprise("Bamboo"), make.material("M-BAM")
    page = clerk.go("stock")

    def fill(sheet: Any) -> None:
        sheet.form.field("enterprise").set_value((customer.id, "Bamboo", ""))
        grid = sheet._extra.grid
        grid.model.put(0, "material", bamboo.id, "竹篾")
        sheet.submit()
        assert sheet.isVisible() and "quantity" in grid.model.lines[0].problems
        assert sheet._extra.dirty

    clerk.with_sheets(page.receive, [fill])
    assert Voucher.select().count() == 0


def test_delivering_more_than_there_is_asks_first(clerk: Clerk) -> None:
    customer = make.enterprise("Bamboo")
    basket = make.product("P-1", good=3.25)
    make.collection(make.subcontract(of=make.order(basket)), good=10)
    page = clerk.go("stock")
    questions: list[str] = []

    def fill(sheet: Any) -> None:
        sheet.form.field("enterprise").set_value((customer.id, "Bamboo", ""))
        grid = sheet._extra.grid
        grid.model.put(0, "product", basket.id, "竹编果篮")
        assert grid.model.lines[0].get("grade") == "good"
        grid.model.put(0, "quantity", 12_000)
        sheet.submit()

    def yes(question: Any) -> None:
        questions.append(question.words.text())
        question.accept()

    clerk.with_sheets(page.deliver, [fill, yes])
    assert len(questions) == 1 and page.slips.count() == 1
    stocked = [page.warehouse.model.record(row) for row in range(page.warehouse.count())]
    assert [row["quantity"] for row in stocked] == [-2_000]
    assert "1" in page.subtitle.text()

    def why(sheet: Any) -> None:
        sheet.form.field("reason").set_value("数错")
        sheet.submit()

    clerk.with_sheet(lambda: page.void(page.slips.model.key(0)), why)
    assert [page.warehouse.model.record(row)["quantity"] for row in range(page.warehouse.count())] == [10_000]


def test_what_was_accepted_already_is_nothing_typed_that_closing_would_lose(clerk: Clerk) -> None:
    basket = make.product("P-1", good=3.25)
    order = make.order(basket, 30, customer=make.enterprise("Bamboo"))
    make.collection(make.subcontract(of=order), good=20)
    customer = order.enterprise
    delivered = [Delivered(basket.id, "good", 10_000, order.id)]
    number = deliver_products(customer.id, TODAY, delivered)
    key = make.voucher("delivery", number).id
    accept_delivery(key, TODAY, [AcceptedQuantity(order.id, "good", 9_000, 1_000, "")])
    seen = []

    def look(sheet: Any) -> None:
        model = sheet._extra.grid.model
        seen.append(sheet._extra.dirty)
        model.put(0, "accepted", 8_000)
        seen.append(sheet._extra.dirty)
        model.put(0, "accepted", 9_000)
        seen.append(sheet._extra.dirty)
        sheet.reject()

    clerk.with_sheet(lambda: acceptance_sheet(clerk.window, key, TODAY).exec(), look)
    assert seen == [False, True, False]


def test_a_delivery_names_its_orders_and_the_enterprise_accepts_it(clerk: Clerk) -> None:
    customer = make.enterprise("Bamboo")
    basket = make.product("P-1", good=3.25)
    first = make.order(basket, 30, customer=customer)
    second = make.order(basket, 100, customer=customer)
    make.collection(make.subcontract(of=second), good=60)
    page = clerk.go("stock")

    def fill(sheet: Any) -> None:
        grid = sheet._extra.grid
        grid.model.put(0, "product", basket.id, "竹编果篮")
        grid.model.put(0, "quantity", 40_000)
        assert grid.model.lines[0].hints == []
        sheet.form.field("enterprise").set_value((customer.id, "Bamboo", ""))
        sheet.form.field("enterprise").changed.emit()
        assert grid.model.lines[0].hints == [(f"{first.number} 30 · {second.number} 10", "quiet")]
        grid.model.put(0, "quantity", 140_000)
        assert grid.model.lines[0].hints[-1] == ("比订单多 10", "soon")
        assert [one.key for one in grid.model.columns if one.hints] == ["order"], "what is said stands once"
        column = grid.model.columns[grid.model.places["order"]]
        assert [name for _, name, _ in column.suggest(grid.model.lines[0], "")] == [
            first.number,
            second.number,
        ]
        grid.model.put(0, "quantity", 40_000)
        grid.model.put(0, "order", second.id, second.number)
        assert grid.model.lines[0].hints == []
        sheet.submit()

    clerk.with_sheet(page.deliver, fill)
    line = DeliveryLine.get()
    assert (line.order_id, line.quantity, line.checked_on) == (second.id, 40_000, None)
    key = page.slips.model.key(0)

    def refuse(sheet: Any) -> None:
        grid = sheet._extra.grid
        assert grid.model.lines[0].get("accepted") == 40_000
        grid.model.put(0, "defects", 41_000)
        sheet.submit()
        assert sheet.isVisible()
        grid.model.put(0, "defects", 3_000)
        assert grid.model.lines[0].get("accepted") == 37_000
        sheet.submit()

    clerk.with_sheet(lambda: page.accept(key), refuse)
    line = DeliveryLine.get()
    assert (line.accepted, line.defects, line.checked_on) == (37_000, 3_000, TODAY)
    order = clerk.window.go("orders", Record(second.id)).order
    assert "40" in order.sent.text() and "37" in order.sent.text() and "3" in order.sent.text()
    clerk.window.undo()
    assert DeliveryLine.get().checked_on is None


def test_a_line_that_waits_for_the_enterprise_still_waits_when_another_is_entered(clerk: Clerk) -> None:
    basket = make.product("P-1", good=3.25, second=2.6)
    order = make.order(basket, 60, customer=make.enterprise("Bamboo"))
    make.collection(make.subcontract(of=order), good=30, second=20)
    sent = [
        Delivered(basket.id, grade, quantity, order.id) for grade, quantity in (("good", 30), ("second", 20))
    ]
    number = deliver_products(
        order.enterprise_id, TODAY, [one._replace(quantity=one.quantity * 1_000) for one in sent]
    )
    key = make.voucher("delivery", number).id

    def wait(sheet: Any) -> None:
        sheet._extra.grid.model.put(0, "accepted", 0)
        sheet.submit()

    def note(sheet: Any) -> None:
        lines = sheet._extra.grid.model.lines
        assert [line.get("accepted") for line in lines] == [0, 20_000]
        sheet._extra.grid.model.put(1, "reason", "matted")
        sheet.submit()

    def refuse(sheet: Any) -> None:
        model = sheet._extra.grid.model
        model.put(0, "defects", 2_000)
        assert model.lines[0].get("accepted") == 28_000
        sheet.submit()

    def checked() -> list[tuple[int, int, Any]]:
        lines = DeliveryLine.select().order_by(DeliveryLine.grade)
        return [(line.accepted, line.defects, line.checked_on) for line in lines]

    for fill, kept in (
        (wait, (0, 0, None)),
        (note, (0, 0, None)),
        (refuse, (28_000, 2_000, TODAY)),
    ):
        clerk.with_sheet(lambda: acceptance_sheet(clerk.window, key, TODAY).exec(), fill)
        assert checked() == [kept, (20_000, 0, TODAY)]


def test_holdings_show_what_is_odd_and_lead_to_the_household(clerk: Clerk) -> None:
    bamboo = make.material("M-BAM")
    basket = make.product("P-1", bom=[(bamboo, 1, 0)], good=3.25)
    good = make.subcontract(make.household("H1", "单春梅"), make.order(basket), 50)
    odd = make.subcontract(make.household("H2", "曾国芳"), make.order(basket), 50)
    make.dispatch(good, bamboo, 30)
    make.dispatch(odd, bamboo, 10)
    make.collection(odd, good=12)
    page = clerk.go("stock", Tab("holdings"))
    assert page.tabs.currentWidget() is page.holdings and page.holdings.count() == 2
    page.holdings.odd.setChecked(True)
    assert [page.holdings.model.record(0)["head"], page.holdings.count()] == ["曾国芳", 1]
    page.holdings.opened.emit(page.holdings.model.key(0))
    assert clerk.window.current == "households"


def test_a_machine_is_entered_lent_and_taken_back(clerk: Clerk) -> None:
    head = make.household("H1", "单春梅")
    page = clerk.go("stock", Tab("machines"))

    def machine(sheet: Any) -> None:
        sheet.form.set_values({"code": "SB1", "name": "绕线机", "condition": "良好"})
        sheet.submit()

    clerk.with_sheet(page.machine_place.table.create, machine)
    assert (
        page.machine_place.table.record()["status"] == "in_store"
        and page.machine_place.lend_action.text() == "借出"
    )

    def lend(sheet: Any) -> None:
        clerk.type("scm")
        clerk.press(KEY.Key_Return)
        sheet.form.field("deposit").line.setText("50")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.machine_place.table.lend_or_take_back, lend)
    loan = EquipmentLoan.get()
    assert (loan.household_id, loan.deposit, loan.lent_on) == (head.id, 5_000, TODAY)
    assert (
        page.machine_place.lend_action.text() == "收回"
        and page.machine_place.table.record()["head"] == "单春梅"
    )

    def back(sheet: Any) -> None:
        sheet.form.field("date").line.setText("20261001")
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("date").problem()
        sheet.form.field("date").set_value(TODAY)
        sheet.form.field("condition").set_value("皮带磨损")
        sheet.submit()

    clerk.with_sheet(page.machine_place.table.lend_or_take_back, back)
    assert EquipmentLoan.get().returned_on == TODAY
    assert page.machine_place.table.record()["condition"] == "皮带磨损"


def test_what_lies_with_households_is_asked_beside_the_window(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.subcontract(of=make.order(make.product(bom=[(make.material(), 0.5, 0)])))
    clerk.settle()
    go_on, asked, real = threading.Event(), [], stock.holdings

    def slow() -> Any:
        asked.append(threading.current_thread() is threading.main_thread())
        assert go_on.wait(10)
        return real()

    monkeypatch.setattr(stock, "holdings", slow)
    page = clerk.window.go("stock", Tab("holdings"))
    assert page.isVisible() and page.asker.waiting
    # Nothing is said to be empty before that is known.
    assert page.holdings.stack.currentWidget() is page.holdings.table
    go_on.set()
    clerk.settle()
    assert asked == [False] and not page.asker.waiting
    assert page.holdings.stack.currentWidget() is page.holdings.empty


def test_opening_stock_and_a_count_by_form(clerk: Clerk) -> None:
    bamboo = make.material("M-BAM", "竹篾")
    basket = make.product("P-1", "竹编果篮", bom=[(bamboo, 0.5, 0)], good=3.25)
    work = make.subcontract(make.household("H0001", "单春梅"), make.order(basket), 50)
    page = clerk.go("stock")

    def first_day(sheet: Any) -> None:
        model = sheet._extra.grid.model
        assert [line.facts.name for line in model.lines] == ["竹篾", "竹编果篮", "竹编果篮"]
        model.put(0, "quantity", 80_000)
        model.put(1, "quantity", 12_500)
        sheet.submit()
        assert sheet.isVisible() and "整数" in model.lines[1].problems["quantity"]
        model.put(1, "quantity", 12_000)
        sheet.submit()

    clerk.with_sheet(page.open_books, first_day)
    assert [row.quantity for row in material_stock()] == [80_000]
    make.dispatch(work, bamboo, 25)
    page.refresh()
    clerk.settle()

    def found(sheet: Any) -> None:
        model = sheet._extra.grid.model
        assert [line.facts.quantity for line in model.lines] == [55_000, 12_000]
        model.put(0, "counted", 54_000)
        sheet.submit()
        assert sheet.isVisible() and "reason" in model.lines[0].problems
        sheet.form.field("reason").set_value("受潮")
        sheet.submit()

    clerk.with_sheet(page.count, found)
    assert [row.quantity for row in material_stock()] == [54_000]
    page.tabs.setCurrentWidget(page.holdings)
    clerk.settle()
    page.holdings.select(0)

    def at_home(sheet: Any) -> None:
        assert sheet.form.field("household").raw() == work.household_id
        (line,) = sheet._extra.grid.model.lines
        assert (line.facts.subcontract, line.facts.quantity) == (work.number, 25_000)
        sheet._extra.grid.model.put(0, "counted", 20_000)
        sheet.form.field("date").set_value(TODAY)
        clerk.settle()
        sheet.form.field("reason").set_value("少了")
        sheet.submit()

    clerk.with_sheet(page.count, at_home)
    assert page.holdings.model.record(0)["balance"] == 20_000
    assert page.holdings.model.record(0)["counted"] == -5_000
    assert [page.slips.model.record(row)["content"] for row in range(3)] == [
        "竹篾 25 → 20 公斤",
        "竹篾 55 → 54 公斤",
        "竹篾 80 公斤 · 竹编果篮 12 件",
    ]


def test_material_that_is_missing_is_found_on_the_page(clerk: Clerk) -> None:
    make.material("M-A", "胶水")
    bamboo = make.material("M-BAM", "竹篾")
    work = make.subcontract(of=make.order(make.product(bom=[(bamboo, 1, 0)], good=1)), quantity=50)
    make.dispatch(work, bamboo, 20)
    page = clerk.go("stock", OfItem(bamboo.id))
    assert page.warehouse.item == bamboo.id and "1" in page.subtitle.text()


def test_a_tab_opened_for_the_first_time_begins_in_its_list(clerk: Clerk) -> None:
    make.machine("SB1")
    for key in ("stock", "workshops", "products"):
        page = clerk.go(key)
        clerk.settle()
        for at in range(page.tabs.count()):
            page.first_focus().setFocus()
            page.tabs.setCurrentIndex(at)
            assert clerk.window.focusWidget() is page.first_focus(), (key, page.tabs.tabText(at))


def test_any_slip_of_the_warehouse_is_printed_and_opened(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    basket = make.product("P-1", good=3.25)
    make.collection(make.subcontract(of=make.order(basket)), good=10)
    number = post_sale(SaleDraft(TODAY, [Sold(basket.id, "good", 3_000, 250_000)]))
    slip = Voucher.get(Voucher.number == number)
    printed: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        print_commands, "print_kind", lambda page, kind, chosen: printed.append((kind, *chosen.numbers))
    )
    page = clerk.go("stock", Tab("slips"))
    page.slips.select(slip.id)
    page.slips.table.setFocus()
    clerk.press(Qt.Key.Key_P, CTRL)
    assert printed == [("sale", number)]
    clerk.press(Qt.Key.Key_Return)
    assert clerk.window.pages.held["vouchers"].key == slip.id
