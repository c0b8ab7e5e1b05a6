"""Defects from the first slip to the visit and after it, by the keys a clerk presses."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from models.queries.desk.target import Record
from models.queries.guidance.defects import effects, proposals, seen_at
from models.queries.ledger.defects import BY_DEFECT, DefectFilters, pieces
from models.rules.desk import attention
from models.rules.ledger.defects import DefectShare
from models.tables.ledger import Voucher
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk

KEY = Qt.Key
ENTER = KEY.Key_Return


def cells(clerk: Clerk, *words: str) -> None:
    """One cell after the other; "" leaves what stands there."""
    for word in words:
        if word:
            clerk.type(word)
        clerk.press(ENTER)


def reasons(page: Any) -> list[str]:
    """Why visits are proposed."""
    return [one.reason() for one in page.proposed.found]


def test_what_was_wrong_is_typed_shown_and_made_better(clerk: Clerk) -> None:
    basket = make.product(name="竹编果篮", good=3.25)
    home = make.household("H1", "陈㛃")
    sub = make.subcontract(home, make.order(basket), 500, number="PG00001")
    loose = make.defect("A", "收口松", basket, remedy="打湿压紧再锁边")
    make.defect("B", "毛刺")

    # Received 100: 90 good, 6 to be done again with two defects, 4 not looked at yet.
    page = clerk.go("collection")
    cells(clerk, "PG00001", "100", "90", "", "6", "", "", "4", "a4 b2")
    clerk.press(ENTER, CTRL)
    # Inspected: one more is loose.
    clerk.press(KEY.Key_I, CTRL)
    cells(clerk, "3", "", "1", "", "", "a")
    clerk.press(ENTER, CTRL)
    assert not page.inspection.lines()
    found = pieces(BY_DEFECT, DefectFilters())
    assert [(one.quantity, one.share) for one in found.slices] == [(5000, 714_286), (2000, 285_714)]
    assert (found.received, found.faulty) == (100_000, 7000)

    # Today and the page of visits name the household and why.
    today = clerk.go("today")
    (matter,) = [one for one in today.table.matters.things if one.kind == attention.DEFECT]
    assert matter.who.startswith("陈㛃") and "收口松" in matter.text
    page = clerk.go("visits")
    assert reasons(page) == ["收口松：09-22 起交的竹编果篮 100 里有 5"]
    page.proposed.table.table.setFocus()
    page.proposed.table.table.selectRow(0)
    clerk.press(ENTER)
    assert page.form.field("household").value() == home.id
    assert page.form.field("product").value() == basket.id
    clerk.type("shown how to lock the rim")
    clerk.press(ENTER, CTRL)
    visit = Voucher.get(Voucher.kind == "visit")
    assert [(one.code, one.quantity) for one in seen_at(visit.id)] == [("A", 0)]
    assert reasons(page) == [] and not page.proposed.isVisible()

    # A week later the same household brings better pieces.
    later = date(2026, 10, 28)
    make.collection(sub, later, good=99, rework=1, defects=[(loose, 1)])
    visited, (first, *_) = effects(home.id, later)
    assert visited == TODAY and first.what.defect == loose.name
    assert first.before == DefectShare(5000, 100_000) and first.after == DefectShare(1000, 100_000)
    assert proposals(later) == []
    page = clerk.go("households", Record(home.id))
    clerk.settle()
    rows = page.wrong.table.model
    assert page.wrong.isVisible() and rows.rowCount() == 2
