"""Material handed out, topped up, taken back and handed on, by keyboard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.actions.pay.locking import lock
from models.actions.product.units import save_unit
from models.queries.desk.alerts import stock_alerts
from models.queries.order.standing import subcontract_states
from models.tables.ledger import Movement, Voucher
from tests import factories as make
from tests.trust.promises import times
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.kit.entry_page import quantity_of

KEY = Qt.Key
ENTER = KEY.Key_Return
MANY = times(6, 20)
ALT = Qt.KeyboardModifier.AltModifier


def basket() -> tuple[Any, Any, Any]:
    """A product of two materials: half a kilogram of cane with 10 % loss, and one rim out of packs of ten."""
    cane = make.material("M-CANE", "竹篾")
    rim = make.material("M-RIM", "提手", "个", pack_size=make.units(10))
    return make.product(bom=[(cane, 0.5, 100_000), (rim, 1, 0)], good=3.25), cane, rim


def ten_to_make() -> tuple[Any, Any]:
    """A cane, and work for one household that needs 5 kg of it."""
    cane = make.material()
    item = make.product(bom=[(cane, 0.5, 0)], good=3.25)
    return cane, make.subcontract(make.household("H1"), make.order(item), 10, number="PG00001")


def test_a_subcontract_proposes_what_it_still_needs(clerk: Clerk) -> None:
    item, cane, rim = basket()
    order = make.order(item)
    one = make.subcontract(make.household("H1", "单春梅"), order, 95, number="PG00001")
    make.dispatch(one, cane, 20)
    page = clerk.go("dispatch")
    clerk.enter("PG00001")
    # 95 × 0.5 × 1.1 = 52.25, less 20 given; 95 rims are ten packs.
    lines = page.grid.lines()
    assert [(line.cells["material"], line.cells["quantity"]) for line in lines] == [
        (cane.id, 32_250),
        (rim.id, 100_000),
    ]
    clerk.press(ENTER)
    clerk.press(ENTER)
    assert page.grid.view.currentIndex().row() == 2
    clerk.press(ENTER, CTRL)
    state = subcontract_states([one.id])[one.id]
    assert state.materials[cane.id].issued == 52_250 and state.materials[rim.id].issued == 100_000
    assert Voucher.select().where(Voucher.date == TODAY).count() == 1 and not page.dirty


@pytest.mark.sampled
def test_many_dispatch_lines_by_keyboard_alone(clerk: Clerk) -> None:
    cane = make.material()
    item = make.product(bom=[(cane, 0.5, 0)], good=3.25)
    order = make.order(item)
    for place in range(MANY):
        make.subcontract(make.household(f"H{place:04d}"), order, 10, number=f"PG{place:05d}")
    page = clerk.go("dispatch")
    for place in range(MANY):
        clerk.enter(f"PG{place:05d}", "4")
    assert len(page.grid.lines()) == MANY
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == MANY
    assert {movement.quantity for movement in Movement.select()} == {4_000}


@pytest.mark.parametrize("into", [CTRL, CTRL | Qt.KeyboardModifier.ShiftModifier], ids=["cells", "rows"])
def test_pasted_lines_keep_each_their_materials_and_no_others(clerk: Clerk, into: Any) -> None:
    item, cane, rim = basket()
    order = make.order(item)
    for number in (1, 2):
        make.subcontract(make.household(f"H{number}"), order, 20, number=f"PG0000{number}")
    page = clerk.go("dispatch")

    def paste(words: str) -> list[tuple[str, int, int]]:
        page.grid.model.set_lines([])
        page.grid.view.go_to(0, page.grid.view.first_cell(0))
        QGuiApplication.clipboard().setText(words)
        clerk.press(KEY.Key_V, into)
        return [
            (line.names["subcontract"], line.cells["material"], line.cells["quantity"])
            for line in page.grid.lines()
        ]

    # Numbers alone: each with all that it needs. 20 × 0.5 × 1.1 = 11; 20 rims are two packs.
    assert paste("PG00001\nPG00002") == [
        ("PG00001", cane.id, 11_000),
        ("PG00001", rim.id, 20_000),
        ("PG00002", cane.id, 11_000),
        ("PG00002", rim.id, 20_000),
    ]
    # With materials: those that are named and nothing else.
    assert paste("PG00001\tM-CANE\t4\nPG00001\tM-RIM\t10\nPG00002\tM-CANE\t5") == [
        ("PG00001", cane.id, 4_000),
        ("PG00001", rim.id, 10_000),
        ("PG00002", cane.id, 5_000),
    ]


def test_more_than_is_needed_asks_for_a_reason(clerk: Clerk) -> None:
    ten_to_make()
    page = clerk.go("dispatch")
    clerk.enter("PG00001", "6")
    column = page.grid.model.columns[page.grid.view.currentIndex().column()].key
    assert column == "reason" and "超发 1" in page.grid.lines()[0].hints[0][0]
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 0 and "reason" in page.grid.lines()[0].problems
    clerk.type("long way")
    clerk.press(ENTER, CTRL)
    assert Movement.get().reason == "long way"


def two_households() -> Any:
    """A cane, and work for two households that needs 5 kg each."""
    cane = make.material()
    order = make.order(make.product(bom=[(cane, 0.5, 0)], good=3.25))
    for place in (1, 2):
        make.subcontract(make.household(f"H{place}"), order, 10, number=f"PG0000{place}")
    return cane


def test_what_posting_would_refuse_is_said_once_the_line_is_left(clerk: Clerk) -> None:
    two_households()
    page = clerk.go("dispatch")
    clerk.enter("PG00001")
    clerk.type("6")
    for _ in range(2):  # by the reason, which stays empty, onto the next line
        clerk.press(ENTER)
    clerk.heard()
    assert page.grid.view.currentIndex().row() == 1
    assert "6" in page.grid.model.lines[0].problems["reason"], "it is said before anything is posted"
    page.grid.model.put(0, "quantity", 5_000, "")
    clerk.heard()
    assert not page.grid.model.lines[0].problems


def test_a_day_before_the_work_was_given_is_said_when_it_is_typed(clerk: Clerk) -> None:
    two_households()
    page = clerk.go("dispatch")
    clerk.enter("PG00001", "4")
    page.day.set_value(date(2026, 1, 2))
    page.day.changed.emit()
    clerk.heard()
    assert page.day.problem() and page.grid.model.lines[0].problems


def test_a_day_changed_for_one_slip_is_asked_about_for_the_next(clerk: Clerk) -> None:
    two_households()
    page = clerk.go("dispatch")
    yesterday = TODAY - timedelta(days=1)

    def enter(number: str) -> None:
        page.grid.setFocus()
        clerk.enter(number, "1")

    page.day.set_value(yesterday)
    page.day.changed.emit()
    enter("PG00001")
    page.post()
    assert Voucher.get().date == yesterday, "it was meant for this one"
    enter("PG00002")
    clerk.with_sheet(page.post, lambda box: box.reject())
    assert Voucher.select().count() == 1
    clerk.with_sheet(page.post, lambda box: box.yes.click())
    assert Voucher.select().count() == 2
    enter("PG00001")
    page.post()
    assert Voucher.select().where(Voucher.date == yesterday).count() == 3, "said once, meant for all"


def test_a_return_is_at_most_what_is_there(clerk: Clerk) -> None:
    cane, one = ten_to_make()
    make.dispatch(one, cane, 5)
    page = clerk.go("dispatch")
    clerk.press(KEY.Key_3, ALT)
    clerk.enter("PG00001", "7")
    assert page.grid.lines()[0].problems["quantity"] == "在户只有 5"
    page.grid.view.go_to(0, page.grid.model.places["quantity"])
    clerk.enter("2")
    clerk.press(ENTER, CTRL)
    assert Voucher.get(Voucher.kind == "return").household_id == one.household_id


def test_material_is_handed_on_to_another_household(clerk: Clerk) -> None:
    cane = make.material()
    item = make.product(bom=[(cane, 0.5, 0)], good=3.25)
    order = make.order(item)
    one = make.subcontract(make.household("H1"), order, 10, number="PG00001")
    two = make.subcontract(make.household("H2"), order, 10, number="PG00002")
    make.dispatch(one, cane, 5)
    clerk.go("dispatch")
    clerk.press(KEY.Key_4, ALT)
    clerk.enter("PG00001", "3", "PG00002")
    clerk.press(ENTER, CTRL)
    states = subcontract_states([one.id, two.id])
    assert states[one.id].materials[cane.id].transferred_out == 3_000
    assert states[two.id].materials[cane.id].transferred_in == 3_000


def test_each_kind_keeps_its_own_draft(clerk: Clerk) -> None:
    cane, one = ten_to_make()
    make.dispatch(one, cane, 2)
    page = clerk.go("dispatch")
    clerk.enter("PG00001")
    clerk.press(KEY.Key_3, ALT)
    assert page.grid.lines() == [] and page.dirty and page.tabs.tabText(0) == "发料 1"
    clerk.press(KEY.Key_1, ALT)
    assert [line.cells["quantity"] for line in page.grid.lines()] == [3_000]


def test_an_empty_grid_says_so_and_a_missing_subcontract_is_asked_for(clerk: Clerk) -> None:
    page = clerk.go("dispatch")
    clerk.press(ENTER, CTRL)
    assert clerk.said and not page.dirty
    clerk.enter("PG09999")
    assert "subcontract" in page.grid.lines()[0].problems
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 0


def test_the_grid_is_emptied_and_brought_back(clerk: Clerk) -> None:
    ten_to_make()
    page = clerk.go("dispatch")
    clerk.enter("PG00001")
    page.empty()
    assert page.grid.lines() == [] and not page.dirty
    page.grid.view.undo()
    assert len(page.grid.lines()) == 1
    clerk.press(KEY.Key_Delete, CTRL)
    assert page.grid.lines() == []


def test_consumption_is_corrected_with_a_reason(clerk: Clerk) -> None:
    cane, one = ten_to_make()
    make.dispatch(one, cane, 5)
    page = clerk.go("dispatch")
    clerk.press(KEY.Key_5, ALT)
    clerk.enter("PG00001", "-1.5")
    clerk.press(ENTER, CTRL)
    assert "reason" in page.grid.lines()[0].problems
    clerk.type("thinner strips")
    clerk.press(ENTER, CTRL)
    assert subcontract_states([one.id])[one.id].materials[cane.id].corrected == -1_500


def test_a_quantity_below_nothing_is_refused_in_its_cell(clerk: Clerk) -> None:
    ten_to_make()
    page = clerk.go("dispatch")
    clerk.enter("PG00001", "-2")
    clerk.press(ENTER, CTRL)
    assert "quantity" in page.grid.lines()[0].problems and Voucher.select().count() == 0


def test_the_draft_of_an_encrypted_cooperative_is_encrypted_too(clerk: Clerk, monkeypatch: Any) -> None:
    from models import sealed_file
    from ui.kit import drafts

    ten_to_make()
    monkeypatch.setattr(sealed_file, "current_password", lambda: "secret")
    page = clerk.go("dispatch")
    clerk.enter("PG00001", "7", "for her sister")
    kept = drafts.place("dispatch-issue").read_bytes()
    assert kept.startswith(sealed_file.MARK) and b"sister" not in kept and b"7000" not in kept
    assert page.grid.lines()[0].cells["reason"] == "for her sister"
    (line,) = drafts.Draft("dispatch-issue").kept()["lines"]  # type: ignore[index]
    assert line["cells"]["reason"] == "for her sister"
    monkeypatch.setattr(sealed_file, "current_password", lambda: "another")
    assert drafts.Draft("dispatch-issue").kept() is None


def test_what_the_warehouse_lacks_is_said_at_the_line_also_at_nothing(clerk: Clerk) -> None:
    item, cane, _ = basket()
    make.subcontract(make.household("H1"), make.order(item), 95, number="PG00001")
    page = clerk.go("dispatch")
    clerk.enter("PG00001")
    line = page.grid.lines()[0]
    assert line.get("material") == cane.id and ("库存只有 0", "soon") in line.hints
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 1
    # What is below nothing is said as well, and is a matter of the day.
    assert [(one.kind, one.subject) for one in stock_alerts()] == [("lacking", "竹篾"), ("lacking", "提手")]


def test_what_is_missing_in_the_warehouse_is_entered_from_its_line(clerk: Clerk) -> None:
    item, cane, _ = basket()
    make.subcontract(make.household("H1"), make.order(item), 95, number="PG00001")
    page = clerk.go("dispatch")
    assert not page.receive_button.isVisible()
    clerk.enter("PG00001")
    clerk.settle()
    assert page.receive_button.isVisible()
    company = make.enterprise("青瓦竹业")

    def fill(sheet: Any) -> None:
        sheet.form.field("enterprise").set_value((company.id, company.name, ""))
        grid = sheet._extra.grid
        assert grid.model.lines[0].get("material") == cane.id
        grid.model.put(0, "quantity", 900_000, "")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.receive_button.click, fill)
    clerk.settle()
    line = page.grid.lines()[0]
    assert not any("库存" in words for words, _ in line.hints) and not page.receive_button.isVisible()


def test_half_a_piece_is_refused_at_its_cell(clerk: Clerk) -> None:
    item, _, rim = basket()
    make.subcontract(make.household("H1"), make.order(item), 95, number="PG00001")
    page = clerk.go("dispatch")
    clerk.enter("PG00001")
    line = page.grid.lines()[1]
    page.grid.model.put(1, "quantity", 12_500)
    assert line.get("material") == rim.id and "整数" in line.problems["quantity"]
    clerk.press(ENTER, CTRL)
    assert not Voucher.select().exists()
    page.grid.model.put(1, "quantity", 12_000)
    assert "quantity" not in line.problems


def test_weights_show_the_decimals_they_take(database: Any) -> None:
    shown = []
    for decimals in (3, 1, 0):
        save_unit("kg", decimals)
        shown.append(quantity_of("kg", 12_000))
    assert shown == ["12.000", "12.0", "12"]
    # What an older program let in is never hidden.
    assert quantity_of("kg", 12_345) == "12.345" and quantity_of("个", 12_000) == "12"


def test_posting_says_which_row_and_column_is_wrong_and_goes_there(clerk: Clerk) -> None:
    item, cane, _ = basket()
    order = make.order(item)
    page = clerk.go("dispatch")
    for number in range(1, 4):
        sub = make.subcontract(make.household(f"H{number}"), order, 10, number=f"PG0000{number}")
        row = page.grid.model.append() if number > 1 else 0
        page.grid.model.put(row, "subcontract", sub.id, sub.number)
        page.grid.model.put(row, "material", cane.id)
        page.grid.model.put(row, "quantity", 1000 if number == 1 else None)
    page.grid.view.go_to(0, 1)
    clerk.press(ENTER, CTRL)
    wrong = [row for row, line in enumerate(page.grid.model.lines) if line.problems]
    at = page.grid.view.currentIndex()
    assert (at.row(), page.grid.model.columns[at.column()].key) == (wrong[0], "quantity")
    assert clerk.said[-1] == f"第 {wrong[0] + 1} 行“数量”：数量是多少？ · 另有 {len(wrong) - 1} 处"
    assert len(wrong) == 2 and not Voucher.select().exists()


def test_a_day_of_a_locked_month_is_refused_and_not_asked_about_first(clerk: Clerk) -> None:
    """The day still stood there from the slip before: whoever agreed to it was then told that its month is locked."""
    ten_to_make()
    page = clerk.go("dispatch")
    stale = date(2026, 9, 30)
    page.day.set_value(stale)
    clerk.enter("PG00001")
    page._same_day.posted(stale)
    lock("2026-09", TODAY)
    clerk.press(ENTER, CTRL)
    assert clerk.said == [] and page.day.problem() and Voucher.select().count() == 0
