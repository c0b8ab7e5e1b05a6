"""A slip or an order as a new draft, and the lines of a posting that is taken back: nothing is posted twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.actions.ledger.voiding import reverse, void
from models.actions.pay import locking
from models.errors import UserError
from models.queries.desk.target import Pending, Record
from models.queries.ledger.slip_copies import COPIED_ON, slip_copy
from models.rules.ledger import voucher_kind
from models.tables.ledger import CollectionLine, DefectCount, InspectionLine, Movement, Voucher
from models.tables.order import Order
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from tests.ui.pages.ledger.test_collection import ENTER, cells, work

KEY = Qt.Key
BOTH = CTRL | Qt.KeyboardModifier.ShiftModifier


def standing() -> list[Any]:
    """The slips that are not void."""
    return list(Voucher.select().where(Voucher.voided_on.is_null()))


def test_lines_come_back_as_a_draft_when_their_posting_is_taken_back(clerk: Clerk) -> None:
    for number in range(2):
        work(f"PG0000{number}", f"H{number}", make.HEADS[number])
    page = clerk.go("collection")
    for number in range(2):
        cells(clerk, f"PG0000{number}", f"{number + 1}0")
        clerk.press(KEY.Key_Down)
    before = [line.kept() for line in page.grid.lines()]
    clerk.press(ENTER, CTRL)
    first = sorted(row.number for row in Voucher.select())
    assert len(first) == 2 and not page.dirty
    clerk.press(KEY.Key_Z, CTRL)
    clerk.settle()
    assert standing() == [], "void, and their numbers stay"
    assert [line.kept() for line in page.grid.lines()] == before and page.dirty
    # Posted again they have the next numbers, and taken back again they come back once.
    clerk.press(ENTER, CTRL)
    assert sorted(row.number for row in standing()) > first and len(standing()) == 2
    assert Voucher.select().count() == 4 and not page.dirty
    page.refresh()
    assert not page.grid.lines()
    clerk.press(KEY.Key_Z, CTRL)
    clerk.settle()
    assert len(page.grid.lines()) == 2 and standing() == []


def test_what_was_typed_meanwhile_stays_below_and_other_undos_bring_nothing(clerk: Clerk) -> None:
    for number in range(2):
        work(f"PG0000{number}", f"H{number}", make.HEADS[number])
    page = clerk.go("collection")
    cells(clerk, "PG00000", "10")
    clerk.press(ENTER, CTRL)
    cells(clerk, "PG00001", "7")
    clerk.window.undo()
    clerk.settle()
    assert [line.get("received") for line in page.grid.lines()] == [10_000, 7_000]
    page.grid.clear()
    make.household("H9", "曾国芳")
    clerk.window.undo()
    page.refresh()
    assert not page.grid.lines()


def test_lines_of_another_kind_wait_behind_their_tab(clerk: Clerk) -> None:
    bamboo = make.material("M1", "竹篾")
    one = make.subcontract(
        make.household("H1", "单春梅"),
        make.order(make.product(bom=[(bamboo, 0.5, 0)], good=1)),
        number="PG00001",
    )
    make.receipt(make.enterprise(), bamboo, 100)
    page = clerk.go("dispatch")
    from models.queries.desk.target import OfSubcontract

    page.open(OfSubcontract(one.id))
    lines = len(page.grid.lines())
    assert lines
    clerk.press(ENTER, CTRL)
    assert len([row for row in standing() if row.kind == voucher_kind.ISSUE]) == 1
    page.tabs.setCurrentIndex(2)
    clerk.window.undo()
    clerk.settle()
    assert not page.grid.lines() and page.dirty and page.tabs.tabText(0).endswith(f" {lines}")
    page.tabs.setCurrentIndex(0)
    assert len(page.grid.lines()) == lines


def test_an_inspection_taken_back_is_typed_already(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"), number="PG00001")
    make.collection(one, TODAY, pending=5)
    page = clerk.go("collection", Pending())
    clerk.settle()
    page.inspection.model.enter(0, "good", "5")
    clerk.press(ENTER, CTRL)
    assert InspectionLine.select().count() == 1 and not page.inspection.lines()
    clerk.window.undo()
    clerk.settle()
    page.refresh()
    assert [line.get("good") for line in page.inspection.lines()] == [5_000]


def test_a_collection_is_copied_as_a_draft_and_posts_as_a_new_slip(clerk: Clerk) -> None:
    one = work("PG00001", "H1", "单春梅")
    number = make.collection(one, TODAY, good=8, second=2)
    key = make.voucher("collection", number).id
    page = clerk.go("vouchers")
    page.table.select(key)
    clerk.press(KEY.Key_N, BOTH, on=page.table.table)
    clerk.settle()
    assert clerk.window.current == "collection" and Voucher.select().count() == 1
    entry = clerk.window.pages.held["collection"]
    assert [(line.get("received"), line.get("good"), line.get("second")) for line in entry.grid.lines()] == [
        (10_000, 8_000, 2_000)
    ]
    assert entry.dirty and entry.day_or_none() == TODAY
    clerk.press(KEY.Key_Z, CTRL)
    assert not entry.grid.lines(), "the copy is one step of undo"
    clerk.go("vouchers", Record(key)).copy(key)
    clerk.settle()
    clerk.press(ENTER, CTRL)
    rows = list(CollectionLine.select().order_by(CollectionLine.id))
    assert [row.second for row in rows] == [2_000, 2_000]
    assert len({row.voucher_id for row in rows}) == 2


def test_a_reversal_is_copied_as_what_it_took_back(clerk: Clerk) -> None:
    one = work("PG00001", "H1", "单春梅")
    number = make.collection(one, TODAY, good=8, second=2)
    locking.lock("2026-10", TODAY, early=True)
    original = make.voucher("collection", number).id
    against = reverse(original, date(2026, 11, 2), "数错了")
    copied = slip_copy(make.voucher("collection", against).id)
    assert copied == slip_copy(original) and copied.lines[0]["received"] == 10_000


def test_material_slips_are_copied_line_by_line_even_void_ones(clerk: Clerk) -> None:
    bamboo = make.material("M1", "竹篾")
    item = make.product(bom=[(bamboo, 0.5, 0)], good=1)
    one = make.subcontract(make.household("H1", "单春梅"), make.order(item), number="PG00001")
    make.receipt(make.enterprise(), bamboo, 100)
    key = make.voucher("dispatch", make.dispatch(one, bamboo, 20)).id
    void(key, "发错了", TODAY)
    assert slip_copy(key).lines == [
        {"quantity": 20_000, "material": bamboo.id, "subcontract": one.id, "reason": None}
    ]
    before = Movement.select().count()
    clerk.go("vouchers").copy(key)
    clerk.settle()
    entry = clerk.window.pages.held["dispatch"]
    assert clerk.window.current == "dispatch" and entry.sheet.kind == voucher_kind.ISSUE
    assert [(line.get("material"), line.get("quantity")) for line in entry.grid.lines()] == [
        (bamboo.id, 20_000)
    ]
    assert Movement.select().count() == before


def test_what_came_into_the_warehouse_is_copied_into_its_sheet(clerk: Clerk) -> None:
    company, bamboo = make.enterprise("翠竹公司"), make.material("M1", "竹篾")
    number = make.receipt(company, bamboo, 100)
    key = make.voucher("receipt", number).id
    page = clerk.go("vouchers")

    def fill(sheet: Any) -> None:
        assert sheet.form.field("enterprise").raw() == company.id
        assert sheet.form.field("date").value() == TODAY
        sheet.submit()

    clerk.with_sheet(lambda: page.copy(key), fill)
    assert [row.quantity for row in Movement.select()] == [100_000, 100_000]
    assert Voucher.select().count() == 2


def test_what_is_not_copied_is_said(clerk: Clerk) -> None:
    head = make.household("H1", "单春梅")
    paid = make.advance(head, 20, day=TODAY)
    page = clerk.go("vouchers")
    with pytest.raises(UserError):
        page.copy(make.voucher("advance", paid).id)
    assert set(COPIED_ON) <= set(voucher_kind.KINDS)
    assert Voucher.select().count() == 1


def test_an_order_is_copied_with_its_span_of_days_and_a_number_of_its_own(clerk: Clerk) -> None:
    old = make.order(make.product(good=1), 250, day=date(2026, 9, 1), due=date(2026, 9, 21))
    page = clerk.go("orders")
    page.table.select(old.id)

    def fill(sheet: Any) -> None:
        assert sheet.form.field("number").raw() == ""
        assert sheet.form.field("due").value() == date(2026, 11, 10)
        sheet.submit()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_N, BOTH, on=page.table.table), fill)
    new = Order.select().where(Order.id != old.id).get()
    assert (new.quantity, new.product_id, new.enterprise_id, new.date) == (
        old.quantity,
        old.product_id,
        old.enterprise_id,
        TODAY,
    )
    assert new.number != old.number


def test_a_copied_collection_names_the_same_defects(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"), quantity=100, number="PG00001")
    loose, burr = make.defect("A", "收口松"), make.defect("B", "毛刺")
    key = make.voucher(
        "collection", make.collection(one, good=7, rework=3, defects=[(loose, 2), (burr, 1)])
    ).id
    assert slip_copy(key).lines[0]["defects"] == "A2 B1"
    clerk.go("vouchers").copy(key)
    clerk.settle()
    clerk.press(ENTER, CTRL)
    assert [row.quantity for row in DefectCount.select().order_by(DefectCount.id)] == [2_000, 1_000] * 2
