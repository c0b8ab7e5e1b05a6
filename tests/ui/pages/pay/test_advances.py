"""Advances, bonuses and deductions, entered and taken back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from models.tables.ledger import Voucher
from models.tables.pay import Adjustment, Advance
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk

KEY = Qt.Key
ENTER = KEY.Key_Return


def test_an_advance_by_keyboard(clerk: Clerk) -> None:
    make.household("H1", "单春梅")
    page = clerk.go("advances")

    def fill(sheet: Any) -> None:
        clerk.type("scm")
        clerk.press(ENTER)  # picks, and goes to the day
        clerk.press(ENTER)  # to the amount
        clerk.type("200")
        clerk.press(ENTER)
        clerk.type("3")
        clerk.press(ENTER, CTRL)

    clerk.with_sheet(lambda: clerk.press(KEY.Key_N, CTRL), fill)
    row = Advance.get()
    assert (row.amount, row.instalments, row.voucher.date) == (20_000, 3, TODAY)
    assert page.table.count() == 1 and any(row.voucher.number in words for words in clerk.said)
    clerk.press(KEY.Key_Z, CTRL)
    assert Voucher.get().voided_on is not None


def test_a_deduction_needs_its_reason(clerk: Clerk) -> None:
    head = make.household("H1", "单春梅")
    page = clerk.go("advances")

    def fill(sheet: Any) -> None:
        form = sheet.form
        form.field("sign").set_value(-1)
        form.field("amount").set_value(6_000)
        sheet.submit()
        assert form.field("reason").problem() and Adjustment.select().count() == 0
        form.field("reason").set_value("lost mould")
        sheet.submit()

    clerk.with_sheet(lambda: page.new_adjustment(head.id), fill)
    assert Adjustment.get().amount == -6_000
    record = page.table.model.record(0)
    assert record["kind"] == "deduction" and record["reason"] == "lost mould"


def test_what_an_advance_still_has_to_recover(clerk: Clerk) -> None:
    from datetime import date

    from models.actions.pay.locking import lock

    one = make.subcontract(make.household("H1"), day=date(2026, 9, 1), quantity=500)
    make.collection(one, date(2026, 9, 12), good=100)
    make.advance(one.household, 90, 3, date(2026, 9, 2))
    lock("2026-09", TODAY)
    page = clerk.go("advances")
    assert page.table.model.record(0)["left"] == 6_000


def test_a_bonus_is_voided_with_a_reason(clerk: Clerk) -> None:
    make.adjustment(make.household("H1"), 10, "满勤奖", TODAY)
    page = clerk.go("advances")

    def fill(sheet: Any) -> None:
        sheet.form.field("reason").set_value("wrong household")
        sheet.submit()

    page.table.table.selectRow(0)
    clerk.with_sheet(lambda: page.take_back(page.table.key()), fill)
    assert Voucher.get().void_reason == "wrong household"
