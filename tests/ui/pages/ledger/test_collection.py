"""Collections typed by a clerk who never touches the mouse: forty slips an hour, each checked as it is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.queries.desk.target import OfHousehold, Pending
from models.queries.order.standing import subcontract_states
from models.tables.ledger import CollectionLine, DefectCount, InspectionLine, Voucher
from tests import factories as make
from tests.trust.promises import times
from tests.ui.clerk import CTRL, TODAY, Clerk

KEY = Qt.Key
ENTER = KEY.Key_Return
MANY = times(6, 20)


def work(number: str, code: str, head: str, quantity: float = 100, **values: Any) -> Any:
    """An open subcontract of a household."""
    return make.subcontract(make.household(code, head), quantity=quantity, number=number, **values)


def weighed(number: str, code: str, head: str) -> Any:
    """A subcontract of goods that are weighed."""
    slices = make.product(name="白芷切片", unit="kg", good=1.3)
    return make.subcontract(make.household(code, head), make.order(slices), 40, number=number)


def cells(clerk: Clerk, *words: str) -> None:
    """One cell after the other; "" leaves what stands there."""
    for word in words:
        if word:
            clerk.type(word)
        clerk.press(ENTER)


def say(page: Any) -> list[str]:
    """What each line says is wrong."""
    return [" ".join(line.problems.values()) for line in page.grid.lines()]


def test_a_perfect_lot_needs_its_number_and_its_quantity(clerk: Clerk) -> None:
    one = work("PG00001", "H1", "单春梅")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "20")
    line = page.grid.lines()[0]
    assert line.cells["good"] == 20_000 and page.dirty
    clerk.press(ENTER, CTRL)
    row = CollectionLine.get()
    assert (row.received, row.good, row.subcontract_id) == (20_000, 20_000, one.id)
    assert Voucher.get().date == TODAY and not page.dirty
    assert any(Voucher.get().number in words for words in clerk.said)


@pytest.mark.sampled
def test_many_collections_with_inspection_by_keyboard_alone(clerk: Clerk) -> None:
    for place in range(MANY):
        work(f"PG{place:05d}", f"H{place:04d}", make.HEADS[place % len(make.HEADS)])
    page = clerk.go("collection")
    for place in range(MANY):
        # received, good, second, rework, work scrap, material scrap, pending; Enter on the last adds a line
        cells(clerk, f"PG{place:05d}", "10", "5", "1", "1", "1", "1", "1")
    assert len(page.grid.lines()) == MANY and page.primary.text() == f"记账 {MANY} 张"
    clerk.press(ENTER, CTRL)
    rows = list(CollectionLine.select())
    assert len(rows) == MANY and Voucher.select().count() == MANY
    assert {
        (r.received, r.good, r.second, r.rework, r.work_scrap, r.material_scrap, r.pending) for r in rows
    } == {(10_000, 5_000, 1_000, 1_000, 1_000, 1_000, 1_000)}
    clerk.press(KEY.Key_Z, CTRL)
    assert Voucher.select().where(Voucher.voided_on.is_null()).count() == 0


def test_initials_find_every_reading_of_a_surname(clerk: Clerk) -> None:
    work("PG00031", "H1", "单春梅")
    work("PG00032", "H2", "解大林")
    page = clerk.go("collection")
    cells(clerk, "xdl", "3")
    assert page.grid.lines()[0].facts.head == "解大林"


def test_a_scanned_dispatch_slip_means_its_subcontract(clerk: Clerk) -> None:
    cane = make.material()
    basket = make.product(bom=[(cane, 0.5, 0)], good=3.25)
    one = make.subcontract(make.household("H1"), make.order(basket), number="PG00009")
    number = make.dispatch(one, cane, 10)
    page = clerk.go("collection")
    cells(clerk, number, "4")
    assert page.grid.lines()[0].cells["subcontract"] == one.id


def test_parts_that_do_not_add_up_are_said_live_and_block_the_whole_batch(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅", 2000)
    work("PG00002", "H2", "曾国芳", 2000)
    page = clerk.go("collection")
    cells(clerk, "PG00001", "900", "850", "", "20")
    assert page.grid.lines()[0].hints[0] == ("各项 870，差 30", "soon")
    cells(clerk, "", "", "")
    assert say(page) == ["各项 870，差 30"]
    cells(clerk, "PG00002", "5")
    clerk.settle()
    told = {label: (figure, unit) for label, figure, unit in page.figures()}
    assert told["加不起来，没算进去"] == ("1 行", "")
    assert told["件"][0] == "5" and told["计件"][0] == "16.25", "what is not balanced is in no sum"
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 0 and len(page.grid.lines()) == 2
    assert page.grid.view.currentIndex().row() == 0
    clerk.type("870")
    clerk.press(ENTER)
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 2


def test_receiving_beyond_the_order_asks_for_a_reason_in_the_cell(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅", 10)
    page = clerk.go("collection")
    cells(clerk, "PG00001", "12")
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 0
    model = page.grid.model
    assert model.columns[page.grid.view.currentIndex().column()].key == "reason"
    clerk.type("two spare")
    clerk.press(ENTER, CTRL)
    assert CollectionLine.get().reason == "two spare"


def test_weighed_goods_are_gross_less_tare(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅")
    weighed("PG00067", "H2", "陈䶮")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "1")
    assert page.grid.view.isColumnHidden(page.grid.model.places["gross"])
    clerk.press(KEY.Key_Down)
    cells(clerk, "PG00067", "19.5", "1.25")
    assert not page.grid.view.isColumnHidden(page.grid.model.places["gross"])
    clerk.press(ENTER, CTRL)
    row = CollectionLine.get(CollectionLine.gross.is_null(False))
    assert (row.gross, row.tare, row.received, row.good) == (19_500, 1_250, 18_250, 18_250)


def test_live_pay_and_what_has_no_rate(clerk: Clerk) -> None:
    basket = make.product(good=3.5)
    make.subcontract(make.household("H1"), make.order(basket), number="PG00001")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "20", "18")
    clerk.type("2")
    clerk.press(ENTER)
    line = page.grid.lines()[0]
    pay = page.grid.model.columns[page.grid.model.places["pay"]]
    assert pay.words(line) == "—"
    assert ("二等没有工价", "soon") in line.hints
    page.grid.model.enter(0, "second", "0")
    page.grid.model.enter(0, "good", "20")
    assert pay.words(line) == "70.00"


def test_equals_repeats_the_value_above_and_f7_shows_the_list(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅")
    page = clerk.go("collection")
    clerk.press(KEY.Key_F7)
    assert page.grid.view.delegate.editor.list.isVisible()
    clerk.press(ENTER)
    cells(clerk, "7")
    clerk.press(KEY.Key_Down)
    clerk.type("=")
    clerk.press(ENTER)
    clerk.type("=")
    lines = page.grid.lines()
    assert [line.cells["subcontract"] for line in lines] == [lines[0].cells["subcontract"]] * 2
    assert [line.cells["received"] for line in lines] == [7_000, 7_000]


def test_typing_is_taken_back_before_posting_is(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "20")
    clerk.press(KEY.Key_Z, CTRL)
    assert page.grid.lines()[0].get("received") is None
    clerk.press(KEY.Key_Z, CTRL)
    assert page.grid.lines() == []


def test_a_crash_loses_nothing_that_was_typed(clerk: Clerk) -> None:
    from ui.pages.ledger.collection import CollectionPage

    work("PG00001", "H1", "单春梅")
    clerk.go("collection")
    cells(clerk, "PG00001", "20", "18", "2")
    again = CollectionPage(clerk.window)
    again.build()
    again.refresh()
    line = again.grid.lines()[0]
    assert (line.cells["received"], line.cells["good"], line.cells["second"]) == (20_000, 18_000, 2_000)
    assert line.facts.number == "PG00001" and again.dirty
    again.deleteLater()


def test_what_cannot_be_read_keeps_the_cell(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "abc")
    column = page.grid.model.places["received"]
    assert page.grid.view.currentIndex().column() == column and "received" in page.grid.lines()[0].problems
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 0
    cells(clerk, "4")
    clerk.press(ENTER, CTRL)
    assert CollectionLine.get().received == 4_000


def test_a_day_of_a_locked_period_is_refused_beside_the_date(clerk: Clerk) -> None:
    from models.actions.pay.locking import lock

    one = work("PG00001", "H1", "单春梅", day=date(2026, 9, 1), due=date(2026, 12, 1))
    make.collection(one, date(2026, 9, 5), good=1)
    lock("2026-09", TODAY)
    page = clerk.go("collection")
    cells(clerk, "PG00001", "4")
    page.day.set_value(date(2026, 9, 20))
    clerk.press(ENTER, CTRL)
    assert page.day.problem() and Voucher.select().count() == 1
    page.day.set_value(TODAY)
    page.day.say_problem("")
    page.post()
    assert Voucher.select().count() == 2


def test_what_is_pending_is_inspected_later(clerk: Clerk) -> None:
    one = work("PG00001", "H1", "单春梅")
    make.collection(one, good=5, pending=4)
    page = clerk.go("collection", Pending())
    assert page.inspecting and len(page.inspection.model.lines) == 1
    cells(clerk, "5")
    assert "待检" in say_of(page.inspection.lines()[0])
    page.inspection.view.go_to(0, page.inspection.model.places["good"])
    cells(clerk, "2", "", "1")
    clerk.press(ENTER, CTRL)
    row = InspectionLine.get()
    assert (row.good, row.rework) == (2_000, 1_000)
    assert subcontract_states([one.id])[one.id].parts.pending == 1_000
    assert len(page.inspection.model.lines) == 1 and page.inspection.lines() == []


def say_of(line: Any) -> str:
    """What a line says is wrong."""
    return " ".join(line.problems.values())


def test_another_page_hands_over_a_household(clerk: Clerk) -> None:
    head = make.household("H1", "单春梅")
    for number in ("PG00001", "PG00002"):
        make.subcontract(head, number=number)
    page = clerk.go("collection", OfHousehold(head.id))
    assert [line.facts.number for line in page.grid.lines()] == ["PG00001", "PG00002"]


def test_lines_pasted_from_a_spreadsheet_fill_the_grid(clerk: Clerk) -> None:
    from PySide6.QtGui import QGuiApplication

    work("PG00001", "H1", "单春梅")
    work("PG00002", "H2", "曾国芳")
    page = clerk.go("collection")
    QGuiApplication.clipboard().setText("PG00001\t20\t20\nPG00002\t10\t9\t1\n")
    clerk.press(KEY.Key_V, CTRL)
    assert [line.get("received") for line in page.grid.lines()] == [20_000, 10_000]
    assert [line.get("second") for line in page.grid.lines()] == [0, 1_000]


def test_the_model_is_a_sound_qt_model(clerk: Clerk, qtmodeltester: Any) -> None:
    work("PG00001", "H1", "单春梅")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "20")
    qtmodeltester.check(page.grid.model)


def test_closing_the_window_asks_about_what_is_not_posted(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅")
    clerk.go("collection")
    cells(clerk, "PG00001", "20")
    asked: list[str] = []

    def stay(box: Any) -> None:
        asked.append(box.words.text())
        box.reject()

    clerk.with_sheet(clerk.window.close, stay)
    assert "回收" in asked[0] and "草稿已保存" in asked[0] and clerk.window.isVisible()


def test_what_a_line_says_stands_whole_below_the_grid(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅", 10, due=date(2026, 10, 18))
    page = clerk.go("collection")
    cells(clerk, "PG00001", "12")
    assert page.message.text() == "超交 2，请写事由 · 逾期 3 天"
    clerk.press(KEY.Key_Down)
    assert page.message.text() == ""


# -- defects ----------------------------------------------------------------------------------------------------------


def said_of_pieces() -> dict[str, int]:
    """What the slips say of defects, by code."""
    return {row.defect.code: row.quantity for row in DefectCount.select()}


def test_defects_are_typed_by_their_codes_where_pieces_are_faulty(clerk: Clerk) -> None:
    one = work("PG00001", "H1", "单春梅", 300)
    work("PG00002", "H2", "曾国芳", 300)
    make.defect("A", "断篾", one.order.product)
    make.defect("B", "毛刺")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "100", "94", "", "6", "", "", "")
    assert page.grid.model.columns[page.grid.view.currentIndex().column()].key == "defects"
    cells(clerk, "a4 c")
    assert say(page) == ["这个产品没有缺陷“C”，按 F7 看有哪些。"]
    cells(clerk, "a4 b3")
    assert say(page) == ["缺陷写了 7，返工、工废和料废只有 6。"]
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 0
    cells(clerk, "a4 b")
    line = page.grid.lines()[0]
    assert not line.problems and ("断篾 4 · 毛刺 2", "quiet") in line.hints
    clerk.press(ENTER, CTRL)
    assert said_of_pieces() == {"A": 4000, "B": 2000}
    clerk.press(KEY.Key_Z, CTRL)
    assert Voucher.select().where(Voucher.voided_on.is_null()).count() == 0


def test_a_fast_clerk_never_meets_the_defects(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅", 300)
    work("PG00002", "H2", "曾国芳", 300)
    page = clerk.go("collection")
    assert page.grid.view.isColumnHidden(page.grid.model.places["defects"])
    make.defect("B", "毛刺")
    page.refresh()
    assert not page.grid.view.isColumnHidden(page.grid.model.places["defects"])
    # No faulty piece: Enter goes by the cell. With one, an empty cell is left with Enter.
    cells(clerk, "PG00001", "10", "", "", "", "", "", "")
    cells(clerk, "PG00002", "10", "9", "", "1", "", "", "", "")
    clerk.press(ENTER, CTRL)
    assert CollectionLine.select().count() == 2 and not DefectCount.select().count()


def test_a_defect_is_found_by_its_name_and_listed_on_f7(clerk: Clerk) -> None:
    work("PG00001", "H1", "单春梅", 300)
    make.defect("A", "断篾")
    make.defect("B", "毛刺")
    page = clerk.go("collection")
    cells(clerk, "PG00001", "10", "7", "", "3", "", "", "")
    clerk.press(KEY.Key_F7)
    shown = page.grid.view.delegate.editor.list.model.items
    assert [(label, detail) for _, label, detail in shown] == [("A", "断篾"), ("B", "毛刺")]
    clerk.press(KEY.Key_Escape)
    clerk.type("a1 mc")
    clerk.press(ENTER)
    assert page.grid.lines()[0].cells["defects"] == "A1 B"
    clerk.press(ENTER, CTRL)
    assert said_of_pieces() == {"A": 1000, "B": 2000}


def test_an_inspection_names_the_defects_of_pieces_received_earlier(clerk: Clerk) -> None:
    make.defect("B", "毛刺")
    make.collection(work("PG00001", "H1", "单春梅", 300), good=90, pending=10)
    page = clerk.go("collection")
    clerk.press(KEY.Key_I, CTRL)
    cells(clerk, "7", "", "2", "1", "")
    grid = page.inspection
    assert grid.model.columns[grid.view.currentIndex().column()].key == "defects"
    cells(clerk, "b4")
    assert [" ".join(line.problems.values()) for line in grid.lines()] == [
        "缺陷写了 4，返工、工废和料废只有 3。"
    ]
    clerk.press(ENTER, CTRL)
    assert not InspectionLine.select().count()
    cells(clerk, "b2")
    clerk.press(ENTER, CTRL)
    assert InspectionLine.get().rework == 2000 and said_of_pieces() == {"B": 2000}
