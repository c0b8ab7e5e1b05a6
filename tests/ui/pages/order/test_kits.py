"""Material for all households of an order, handed out from the order's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.queries.desk.target import Record
from models.queries.ledger.entry_context import works
from models.tables.ledger import Movement, Voucher
from tests import factories as make
from tests.actions.ledger.test_kits import Order
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.pages.order import subcontract_table


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []
    monkeypatch.setattr(
        subcontract_table, "print_numbers", lambda page, kind, numbers: seen.append((kind, list(numbers)))
    )
    return seen


def test_one_key_proposes_one_posts_and_all_slips_are_printed(
    clerk: Clerk, database: Path, printed: list[Any]
) -> None:
    order = Order()
    page = clerk.go("orders", Record(order.order.id))

    def fill(sheet: Any) -> None:
        kits = sheet._extra
        assert len(kits.grid.model.lines) == 3 and "3" in kits.total.text()
        clerk.press(Qt.Key.Key_Return, CTRL)
        assert not sheet.isVisible()

    clerk.with_sheet(lambda: clerk.press(Qt.Key.Key_D, CTRL), fill)
    slips = list(Voucher.select().where(Voucher.series == "dispatch").order_by(Voucher.number))
    assert len(slips) == 3 and all(slip.date == TODAY for slip in slips)
    assert Movement.select().count() == 6
    assert printed == [("dispatch", [slip.number for slip in slips])]
    assert any("3" in words for words in clerk.said)
    page.desk.undo()
    clerk.settle()
    assert not any(w.state.materials[order.bamboo.id].issued for w in works(order.keys).values())


def test_too_much_is_said_beside_the_line_and_a_reason_lets_it_through(
    clerk: Clerk, database: Path, printed: list[Any]
) -> None:
    order = Order()
    clerk.go("orders", Record(order.order.id))

    def fill(sheet: Any) -> None:
        sheet.form.field("print").set_value(False)
        kits = sheet._extra
        model = kits.grid.model
        model.put(0, f"material-{order.bamboo.id}", make.units(500))
        assert model.lines[0].hints
        sheet.submit()
        assert sheet.isVisible() and model.lines[0].problems and Voucher.select().count() == 0
        model.put(0, "reason", "竹篾返潮")
        sheet.submit()
        assert not sheet.isVisible()

    clerk.with_sheet(lambda: clerk.press(Qt.Key.Key_D, CTRL), fill)
    assert Voucher.select().count() == 3 and printed == []


def test_a_chosen_line_is_handed_out_alone(clerk: Clerk, database: Path, printed: list[Any]) -> None:
    order = Order()
    page = clerk.go("orders", Record(order.order.id))
    page.parts.select(order.keys[1])
    action = next(one for one in page.parts.table.actions() if "发料" in one.text())
    clerk.with_sheet(action.trigger, lambda sheet: sheet.submit())
    assert [slip.household.id for slip in Voucher.select()] == [order.parts[1].household_id]


def test_an_order_that_needs_nothing_says_so(clerk: Clerk, database: Path) -> None:
    part = make.subcontract(make.household(), make.order(make.product(good=1)), 10)
    clerk.go("orders", Record(part.order_id))
    clerk.press(Qt.Key.Key_D, CTRL)
    clerk.settle()
    assert any("没有待发的料" in words for words in clerk.said)
