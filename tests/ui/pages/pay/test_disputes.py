"""A clerk records what a household objects to, from its statement and from a slip, and the cashier answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from models.actions.ledger.voiding import void
from models.actions.pay.disputes import DisputeDraft, record_dispute
from models.actions.pay.locking import lock
from models.queries.desk.target import Month, Record
from models.queries.pay.locking import loose
from models.queries.periods import period_named
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment, Dispute, StatementLine
from models.tables.product import Rate
from tests import factories as make
from tests.ui.clerk import CTRL, Clerk
from tests.ui.pages.pay.test_pay import reckoned
from ui.kit.register_table import register_sheet
from ui.pages.product.fair_registers import PACE_TESTS

KEY = Qt.Key


def a_locked_september() -> Any:
    home = make.household("H1", "单春梅")
    work = make.subcontract(home, make.order(day=date(2026, 9, 1)), day=date(2026, 9, 2))
    make.collection(work, date(2026, 9, 20), good=50, number="HS1")
    lock("2026-09", date(2026, 10, 2))
    return home


def test_a_line_of_the_statement_is_disputed_and_put_right(clerk: Clerk) -> None:
    home = a_locked_september()
    page = clerk.go("pay", Month("2026-09", home.id))
    reckoned(clerk, page)
    assert any(action is page.dispute_action and button.isVisible() for button, action in page._secondary)
    page.statement.lines.select(0)

    def says(sheet: Any) -> None:
        assert clerk.focus() is sheet.form.field("said").editor
        sheet.form.field("said").set_value("交了 60 个")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(lambda: page.dispute_line(0), says)
    row = Dispute.get()
    assert row.line == StatementLine.get() and row.said == "交了 60 个"
    slip = clerk.go("vouchers", Record(row.voucher_id))
    clerk.settle()
    assert slip.answer_action.isVisible() and not slip.dispute_action.isVisible()

    def answers(sheet: Any) -> None:
        should = sheet.form.field("quantity")
        assert not should.isVisible()
        sheet.form.field("way").set_value("amount")
        assert should.isVisible()
        should.set_value(make.units(70))
        sheet.form.field("way").set_value("stays")
        assert not should.isVisible() and should.value() is None
        sheet.form.field("way").set_value("amount")
        sheet.form.field("quantity").set_value(make.units(60))
        sheet.form.field("answer").set_value("补 10 个")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(slip.answer_action.trigger, answers)
    assert Adjustment.get().amount == 3_250
    clerk.settle()
    assert not slip.answer_action.isVisible()


def test_a_dispute_stands_on_the_statement_and_the_household_it_is_about(clerk: Clerk) -> None:
    home = a_locked_september()
    other = make.household("H2", "曾国芳")
    work = make.subcontract(home, make.order(day=date(2026, 10, 1)), day=date(2026, 10, 2))
    make.collection(work, date(2026, 10, 5), good=50, number="HS2")
    october = Voucher.get(Voucher.number == "HS2").id
    about = {
        "statement": record_dispute(
            DisputeDraft(home.id, date(2026, 10, 6), "少了", statement=StatementLine.get().statement_id)
        ),
        "slip": record_dispute(DisputeDraft(home.id, date(2026, 10, 6), "少记 3 个", slip=october)),
        "nothing": record_dispute(DisputeDraft(other.id, date(2026, 10, 6), "路太远")),
    }
    numbers = {name: slip.number for name, slip in about.items()}

    def shown(month: str, household: int) -> list[dict[str, Any]]:
        page = clerk.go("pay", Month(month, household))
        reckoned(clerk, page)
        card = page.statement.disputes
        assert card.isVisible() == bool(card.count())
        return [card.table.model.record(row) for row in range(card.count())]

    (one,) = shown("2026-10", home.id)
    assert (one["number"], one["outcome"], one["about"]) == (numbers["slip"], "open", "HS2")
    void(about["statement"].id, "写错")
    assert shown("2026-09", home.id) == []
    again = record_dispute(
        DisputeDraft(home.id, date(2026, 10, 6), "少了", statement=StatementLine.get().statement_id)
    )
    (one,) = shown("2026-09", home.id)
    assert one["number"] == again.number
    page = clerk.go("pay", Month("2026-09", home.id))
    reckoned(clerk, page)
    page.statement.disputes.table.table.setFocus()
    page.statement.disputes.table.select(again.id)
    clerk.press(KEY.Key_Return)
    clerk.settle()
    assert clerk.window.page.key == again.id
    card = clerk.go("households", Record(home.id)).disputes
    clerk.settle()
    said = {card.table.model.record(row)["number"] for row in range(card.count())}
    assert said == {numbers["slip"], again.number}


def test_what_is_not_answered_is_named_before_the_month_is_locked(clerk: Clerk) -> None:
    home = a_locked_september()
    later = make.subcontract(home, make.order(day=date(2026, 10, 1)), day=date(2026, 10, 2))
    make.collection(later, date(2026, 10, 5), good=50, number="HS2")
    october = [period_named("2026-10")]
    assert loose(october) == []
    record_dispute(
        DisputeDraft(home.id, date(2026, 10, 6), "少记 3 个", slip=Voucher.get(Voucher.number == "HS2").id)
    )
    assert loose(october) == ["1 个异议没答复。"]
    assert loose([period_named("2026-09")]) == []


def test_the_proposed_rate_opens_its_form(clerk: Clerk) -> None:
    product = make.product("P-1", good=1.2)
    make.pace_test(product, 12, 60, day=date(2026, 9, 1))
    make.floor(18)
    page = clerk.go("reports")
    page.list.choose("fair_rates")
    clerk.heard()
    assert page.proposing.isVisible()
    filled = []

    def looks(sheet: Any) -> None:
        filled.append(sheet.form.field("rate").value())
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.proposing.trigger, looks)
    assert filled == [18_000]
    assert Rate.select().where(Rate.product == product, Rate.rate == 18_000).exists()
    page.list.choose("income")
    clerk.heard()
    assert not page.proposing.isVisible()


def test_pace_tests_and_floors_stand_beside_the_products(clerk: Clerk) -> None:
    product = make.product("P-1", good=1.2)
    page = clerk.go("products")
    tests, floors = page.tables.values()
    page.tabs.setCurrentWidget(floors)

    def fills(sheet: Any) -> None:
        sheet.form.field("start").set_value(date(2026, 1, 1))
        sheet.form.field("per_hour").set_value(1_800)
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(floors.create, fills)
    assert floors.count() == 1
    page.tabs.setCurrentWidget(tests)
    make.pace_test(product, 12, 60)
    clerk.settle()
    assert page.primary_button.text().startswith("新工时测试") and tests.count() == 1


def test_a_pace_test_begins_with_its_number_and_today(clerk: Clerk) -> None:
    make.pace_test(make.product("P-1"), 12, 60, number="CS007")
    values = register_sheet(clerk.window, PACE_TESTS).form
    assert values.field("number").value() == "CS008" and values.field("date").value() == date.today()
