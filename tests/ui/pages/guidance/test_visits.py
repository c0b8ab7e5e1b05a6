"""Guidance visits, typed by a clerk who never touches the mouse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.actions.ledger.blank_slips import set_aside
from models.errors import UserError
from models.queries.desk.target import OfHousehold
from models.queries.guidance.defects import seen_at
from models.queries.ledger.blank_slips import missing_numbers
from models.tables.guidance import Visit
from models.tables.ledger import DefectCount, Voucher
from models.tables.road import Errand
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.pages.ledger.blank_slips import MissingDialog

KEY = Qt.Key


def type_visit(clerk: Clerk, initials: str, topic: str) -> None:
    """One visit, from the household to Ctrl+Enter."""
    clerk.type(initials)
    clerk.press(KEY.Key_Return)  # takes the household and goes to the day
    clerk.press(KEY.Key_Return)  # to the technician
    clerk.press(KEY.Key_Return)  # to what was shown
    clerk.type(topic)
    clerk.press(KEY.Key_Return, CTRL)


def test_visits_are_recorded_one_after_the_other_by_keyboard(clerk: Clerk) -> None:
    for code, head in (("H1", "单春梅"), ("H2", "曾国芳")):
        make.household(code, head)
    page = clerk.go("visits")
    page.form.field("technician").set_value("吴师傅")
    type_visit(clerk, "scm", "soldering")
    type_visit(clerk, "zgf", "winding")
    rows = list(Visit.select().order_by(Visit.id))
    assert [(row.topic, row.technician) for row in rows] == [("soldering", "吴师傅"), ("winding", "吴师傅")]
    assert [row.voucher.household.head for row in rows] == ["单春梅", "曾国芳"]
    assert page.table.count() == 2 and not page.dirty
    assert page.form.field("date").value() == TODAY


def test_what_is_missing_is_said_beside_the_field(clerk: Clerk) -> None:
    head = make.household("H1", "单春梅")
    page = clerk.go("visits")
    page.post()
    assert page.form.field("household").problem()
    page._pick(head.id)
    page.post()
    assert page.form.field("topic").problem()
    page.form.field("topic").set_value("收口")
    page.form.field("next_date").set_value(date(2026, 10, 1))
    page.post()
    assert page.form.field("next_date").problem() and Visit.select().count() == 0


def test_a_visit_begun_is_kept_and_the_window_may_close(clerk: Clerk) -> None:
    from ui.shell.window import MainWindow

    head = make.household("H1", "单春梅")
    page = clerk.go("visits", OfHousehold(head.id))
    clerk.type("winding")
    assert page.dirty and clerk.window.top is not None
    assert page.save_draft()
    again = MainWindow(today=lambda: TODAY)
    later = again.go("visits")
    assert later.form.field("household").raw() == head.id
    assert later.form.field("topic").raw() == "winding" and later.dirty
    later.dirty = False
    again.close()
    again.deleteLater()


def test_a_visit_is_corrected_and_voided(clerk: Clerk) -> None:
    visit = make.visit(make.household("H1", "单春梅"), "收口", technician="吴师傅")
    page = clerk.go("visits")
    page.correct(visit.id)
    assert page.form.field("topic").raw() == "收口" and not page.dirty
    page.form.field("finding").set_value("收口不齐")
    page.post()
    assert Visit.get().finding == "收口不齐"

    def why(sheet: Any) -> None:
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("reason").problem()
        sheet.form.field("reason").set_value("记错了户")
        sheet.submit()

    clerk.with_sheet(lambda: page.table.void(visit.id), why)
    assert Voucher.get_by_id(visit.id).voided_on == TODAY
    assert page.table.model.record(0)["status"] == "void"


def test_something_typed_is_asked_about_before_it_is_replaced(clerk: Clerk) -> None:
    visit = make.visit(make.household("H1", "单春梅"))
    page = clerk.go("visits")
    page.form.field("topic").line.setText("half typed")
    clerk.with_sheet(lambda: page.correct(visit.id), lambda question: question.reject())
    assert page.voucher is None and page.form.field("topic").raw() == "half typed"
    clerk.with_sheet(lambda: page.correct(visit.id), lambda question: question.accept())
    assert page.voucher == visit.id


def test_words_used_before_are_offered(clerk: Clerk) -> None:
    head = make.household("H1", "单春梅")
    make.visit(head, "winding", technician="Wu")
    page = clerk.go("visits")
    page.form.field("technician").line.setFocus()
    clerk.type("w")
    clerk.press(KEY.Key_Return)
    assert page.form.field("technician").raw() == "Wu"
    assert page.form.field("household").raw() == ""


def test_a_blank_slip_of_a_visit_is_entered_under_its_number(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = make.household("H1", "单春梅")
    first, second = set_aside("visit", 2, TODAY, "吴师傅")
    monkeypatch.setattr(MissingDialog, "exec", lambda dialog: dialog.enter(0) or dialog.result())
    clerk.go("vouchers").show_missing()
    page = clerk.window.go("visits")
    number = page.form.field("number")
    assert number.isVisible() and number.raw() == first
    page.form.field("household").set_value((head.id, "单春梅", ""))
    page.form.field("topic").set_value("收口")
    page.post()
    assert Voucher.get().number == first and not number.isVisible()
    page.ask_number("ZD26Z99999")
    page.form.field("household").set_value((head.id, "单春梅", ""))
    page.form.field("topic").set_value("收口")
    page.post()
    assert number.problem() and Voucher.select().count() == 1
    assert [one.number for one in missing_numbers()] == [second]


# -- defects -------------------------------------------------------------------------------------------------------


def faulty_work() -> Any:
    """A household six of whose hundred baskets had a loose rim."""
    basket = make.product(name="竹编果篮", good=3.25)
    loose = make.defect("A", "收口松", basket)
    sub = make.subcontract(make.household("H1", "陈㛃"), make.order(basket), 300)
    make.collection(sub, date(2026, 10, 20), good=94, rework=6, defects=[(loose, 6)])
    return sub


def test_a_proposed_visit_is_put_on_the_route_plan_once(clerk: Clerk) -> None:
    sub = faulty_work()
    page = clerk.go("visits")
    (one,) = page.proposed.found
    page.proposed.plan([0])
    clerk.settle()
    errand = Errand.get()
    assert (errand.kind, errand.household_id, errand.date) == ("visit", sub.household_id, date(2026, 10, 22))
    assert errand.note == one.reason()
    with pytest.raises(UserError):
        page.proposed.plan([0])
    clerk.window.undo()
    clerk.settle()
    assert not Errand.select().count() and page.proposed._planned == {}


def test_defects_seen_are_typed_kept_and_corrected(clerk: Clerk) -> None:
    sub = faulty_work()
    make.defect("B", "毛刺")
    page = clerk.go("visits")
    page._pick(sub.household_id)
    page.form.field("defects").set_value("a3 b")
    page.post()
    assert page.form.field("product").problem() and not Visit.select().count()
    page.form.field("product").set_value(sub.order.product_id)
    page.form.field("defects").set_value("a3 q")
    page.post()
    assert page.form.field("defects").problem() and not Visit.select().count()
    page.form.field("defects").set_value("a3 b")
    page.post()
    assert [
        (row.defect.code, row.quantity)
        for row in DefectCount.select().where(DefectCount.product.is_null(False))
    ] == [("A", 3_000), ("B", 0)]
    assert page.form.field("defects").raw() == ""
    page.correct(Visit.get().voucher_id)
    assert page.form.field("defects").raw() == "A3 B"
    page.form.field("defects").set_value("b")
    page.post()
    assert [one.code for one in seen_at(Visit.get().voucher_id)] == ["B"]


def test_without_codes_nobody_is_asked_for_defects(clerk: Clerk) -> None:
    page = clerk.go("visits")
    assert page.form.field("defects").isHidden() and page.proposed.isHidden()
    make.defect("B", "毛刺")
    page.refresh()
    assert not page.form.field("defects").isHidden()
