"""A sale day at the desk: what was sold is typed, its takings follow, and the slip can be copied and voided."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from models.actions.programme.workshops import save_workshop
from models.queries.desk.target import CopyOf
from models.queries.ledger.warehouse import finished_stock
from models.tables.ledger import SaleLine, Voucher
from models.tables.programme import IN_VILLAGE
from tests import factories as make
from tests.ui.clerk import CTRL, Clerk

KEY = Qt.Key


def taken(sheet: Any) -> str:
    """The sum of what is sold, as the sheet says it."""
    return str(sheet._extra.sum.itemAt(1).widget().accessibleName())


def test_a_sale_day(clerk: Clerk) -> None:
    basket = make.product("P-1", good=3.25)
    make.collection(make.subcontract(of=make.order(basket)), good=10)
    save_workshop({"code": "Z01", "name": "屏风村竹编作坊", "kind": IN_VILLAGE, "closed": date(2026, 1, 31)})
    page = clerk.go("stock")
    questions: list[str] = []

    def fill(sheet: Any) -> None:
        clerk.type("z01")
        clerk.press(KEY.Key_Return)
        assert "2026-01-31" in sheet.form.field("workshop")._line.toolTip()
        grid = sheet._extra.grid
        grid.setFocus()
        assert grid.model.lines[0].get("grade") == "good" and not grid.dirty
        # The grade is filled in: Enter passes over it.
        for words in ("p-1", "", "3", "25"):
            clerk.type(words)
            clerk.press(KEY.Key_Return)
        assert grid.model.lines[0].get("takings") == 7_500
        assert taken(sheet) == "卖得的钱 75.00 元"
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.sell, fill)
    (line,) = SaleLine.select()
    assert (line.quantity, line.takings, line.place) == (3_000, 7_500, "Z01")
    assert [row.quantity for row in finished_stock()] == [7_000]

    def more(sheet: Any) -> None:
        grid = sheet._extra.grid
        assert sheet.form.values()["workshop"] is not None
        assert grid.model.lines[0].get("takings") == 7_500
        assert taken(sheet) == "卖得的钱 75.00 元"
        grid.model.put(0, "quantity", 8_000)
        sheet.submit()

    def no(question: Any) -> None:
        questions.append(question.words.text())
        question.reject()

    slip = Voucher.get(Voucher.kind == "sale")
    clerk.with_sheets(lambda: page.open(CopyOf(slip.id)), [more, no])
    assert len(questions) == 1 and "8" in questions[0] and SaleLine.select().count() == 1
