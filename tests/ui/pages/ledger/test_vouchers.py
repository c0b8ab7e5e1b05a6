"""All slips: found, opened, voided with a reason, reversed once their period is locked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from models.actions.ledger.printing import count_printing
from models.actions.ledger.stock import Delivered, deliver_products
from models.actions.pay.locking import lock
from models.errors import UserError
from models.queries.desk.target import OfHousehold, Record
from models.queries.ledger.vouchers import vouchers
from models.queries.narrowing import Chosen
from models.tables.ledger import DeliveryLine, Voucher
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk

KEY = Qt.Key


def void_because(words: str) -> Any:
    """Fill in the sheet that asks why."""

    def fill(sheet: Any) -> None:
        sheet.form.field("reason").set_value(words)
        sheet.submit()

    return fill


def test_slips_are_narrowed_by_kind_days_and_household(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"))
    two = make.subcontract(make.household("H2", "曾国芳"))
    make.collection(one, date(2026, 10, 12), good=5)
    make.collection(two, date(2026, 10, 15), good=5)
    make.advance(one.household, 20, day=date(2026, 10, 12))
    page = clerk.go("vouchers")
    assert page.table.count() == 3
    page.table.filters.choose("kind", Chosen(("collection",)))
    assert page.table.count() == 2
    page.table.filters.choose("date", Chosen(since=date(2026, 10, 13)))
    assert page.table.count() == 1
    page.show_all()
    assert page.table.count() == 3
    page.open(OfHousehold(one.household_id, "单春梅"))
    assert page.table.count() == 2
    assert page.table.filters.chips["household"].text() == "农户: 单春梅"


def test_a_slip_is_opened_with_its_lines_and_voided_with_a_reason(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"))
    number = make.collection(one, TODAY, good=5, second=1)
    page = clerk.go("vouchers")
    clerk.press(KEY.Key_Down)
    clerk.press(KEY.Key_Return)
    assert page.key is not None and number in page.title_label.text() and page.lines.table.count() == 2
    clerk.with_sheet(lambda: page.take_back(page.key), void_because(""))
    assert Voucher.get().voided_on is None
    clerk.with_sheet(lambda: page.take_back(page.key), void_because("typed twice"))
    row = Voucher.get()
    assert row.voided_on == TODAY and row.void_reason == "typed twice"
    page.refresh()
    assert not page.void_action.isVisible() and "作废" in page.chip.words
    clerk.press(KEY.Key_Z, CTRL)
    assert Voucher.get().voided_on is None


def test_a_slip_of_a_locked_period_is_reversed_by_a_new_one(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1"), day=date(2026, 9, 1))
    number = make.collection(one, date(2026, 9, 12), good=5)
    lock("2026-09", TODAY)
    page = clerk.go("vouchers", Record(Voucher.get(Voucher.number == number).id))
    assert page.void_action.text() == "冲回"

    def because(sheet: Any) -> None:
        # The day stands there already: what is typed is the reason.
        clerk.type("counted wrong")
        sheet.submit()

    clerk.with_sheet(lambda: page.take_back(page.key), because)
    new = Voucher.get(Voucher.reverses.is_null(False))
    assert new.date == TODAY and number in new.reason and "counted wrong" in new.reason
    page.refresh()
    assert not page.void_action.isVisible()


def printing(monkeypatch: pytest.MonkeyPatch, where: str) -> list[Any]:
    """What a module has printed from now on: the kind of slip and the numbers each time."""
    printed: list[Any] = []
    monkeypatch.setattr(f"{where}.print_numbers", lambda page, kind, numbers: printed.append((kind, numbers)))
    return printed


def three_slips() -> tuple[str, str, str]:
    """The numbers of two collections and an advance of one household."""
    one = make.subcontract(make.household("H1"))
    first, second = make.collection(one, TODAY, good=5), make.collection(one, TODAY, good=6)
    return first, second, make.advance(one.household, 20, day=TODAY)


def test_slips_of_one_kind_print_together_each_kind_on_its_own(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = printing(monkeypatch, "ui.kit.print_commands")
    first, second, paid = three_slips()
    page = clerk.go("vouchers")
    keys = {row.number: row.id for row in Voucher.select()}
    page.print_many([keys[first], keys[second]])
    assert printed == [("collection", [first, second])]
    printed.clear()
    page.print_many([keys[first], keys[paid], keys[second]])
    assert printed == [("collection", [first, second]), ("advance", [paid])]
    with pytest.raises(UserError):
        page.print_many([])


def test_what_was_never_printed_is_printed_and_the_list_counts(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = printing(monkeypatch, "ui.pages.ledger.vouchers")
    first, second, paid = three_slips()
    count_printing("collection", [first])
    count_printing("collection", [first])
    page = clerk.go("vouchers")
    shown = {row[2]: row[-1] for row in vouchers().rows(vouchers().keys())}
    assert shown == {first: 2, second: 0, paid: 0}
    page.print_new()
    assert sorted(printed) == [("advance", [paid]), ("collection", [second])]
    count_printing("collection", [second])
    page.table.filters.choose("kind", Chosen(("collection",)))
    with pytest.raises(UserError):
        page.print_new()


def test_an_empty_list_leads_to_the_first_step(clerk: Clerk) -> None:
    page = clerk.go("vouchers")
    assert page.table.stack.currentWidget() is page.table.empty
    page.table.empty.button.click()
    assert clerk.window.current == "dispatch"


def test_a_slip_goes_with_what_builds_on_it_when_that_is_ticked(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"))
    number = make.collection(one, TODAY, pending=5)
    seen = make.inspection(number, TODAY, good=5)
    page = clerk.go("vouchers")
    key = make.voucher("collection", number).id
    told: list[str] = []

    def untouched(sheet: Any) -> None:
        told.extend(label.text() for label in sheet.findChildren(QLabel))
        void_because("typed twice")(sheet)

    clerk.with_sheet(lambda: page.take_back(key), untouched)
    assert any(seen in words for words in told)
    assert not Voucher.select().where(Voucher.voided_on.is_null(False)).exists()

    def together(sheet: Any) -> None:
        sheet.form.field("along").set_value(True)
        void_because("typed twice")(sheet)

    clerk.with_sheet(lambda: page.take_back(key), together)
    assert Voucher.select().where(Voucher.voided_on.is_null(False)).count() == 2
    page.desk.undo()
    assert not Voucher.select().where(Voucher.voided_on.is_null(False)).exists()


def test_what_an_enterprise_accepted_is_entered_on_the_page_of_the_delivery(clerk: Clerk) -> None:
    customer, basket = make.enterprise("Bamboo"), make.product("P-1", good=3.25)
    order = make.order(basket, 30, customer=customer)
    taken = make.collection(make.subcontract(of=order), good=20)
    delivered = [Delivered(basket.id, "good", 10_000, order.id)]
    key = make.voucher("delivery", deliver_products(customer.id, TODAY, delivered)).id
    page = clerk.go("vouchers", Record(make.voucher("collection", taken).id))
    assert not page.accept_action.isVisible()
    page.open(Record(key))
    clerk.settle()
    assert page.accept_action.isVisible()
    clerk.with_sheet(page.accept_action.trigger, lambda sheet: sheet.submit())
    line = DeliveryLine.get()
    assert (line.accepted, line.checked_on) == (10_000, TODAY), "as it stood there, without a key pressed"
