"""A clerk's whole day by the window's own key events: what was typed is what is owed and paid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from models.queries.ledger.stock import holdings
from models.queries.order.standing import subcontract_states
from models.queries.pay.earnings import statements
from models.tables.guidance import Visit
from models.tables.ledger import Voucher
from models.tables.pay import Advance
from tests import factories as make
from tests.trust.promises import times
from tests.ui.clerk import CTRL, NONE, TODAY, Clerk

KEY = Qt.Key
ENTER = KEY.Key_Return
HOUSES = times(10, 20)


class Hands:
    """Keys as the window system brings them: to the window on top, whatever has the focus there."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """One key."""
        QTest.keyClick(self._top().windowHandle(), key, held)

    def type(self, words: str) -> None:
        """Letters and digits, at the speed of a scanner: nothing else happens between them."""
        top = self._top().windowHandle()
        for letter in words:
            QTest.keyClick(top, letter)

    def _top(self) -> QWidget:
        """The window one is in; without a window system nobody brings it to the front again after a pop-up."""
        top = QApplication.activeModalWidget() or self.clerk.window
        if QApplication.activeWindow() is not top:
            top.activateWindow()
            QApplication.processEvents()
        return top

    def cells(self, *words: str) -> None:
        """One cell after the other."""
        for word in words:
            self.type(word)
            self.press(ENTER)

    def page(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> Any:
        """Go to a page by its key."""
        self.press(key, held)
        self.clerk.settle()
        return self.clerk.window.pages.held[self.clerk.window.current]


@pytest.fixture
def hands(clerk: Clerk) -> Hands:
    """Hands over a window that is in front."""
    clerk.window.activateWindow()
    QTest.qWaitForWindowActive(clerk.window)
    return Hands(clerk)


def works(count: int = HOUSES) -> tuple[list[Any], Any]:
    """As many households, each to make a hundred baskets of half a kilogram of bamboo."""
    bamboo = make.material("M-1", "竹篾")
    basket = make.product("P-1", bom=[(bamboo, 0.5, 0)], good=3.25, second=2.6)
    order = make.order(basket, 100 * count)
    return [
        make.subcontract(make.household(f"H{n:04d}", make.HEADS[n % 10]), order, 100, number=f"PG{n:05d}")
        for n in range(count)
    ], bamboo


@pytest.mark.sampled
def test_a_day_of_many_lines_five_visits_an_advance_and_a_void(clerk: Clerk, hands: Hands) -> None:
    parts, _ = works()

    page = hands.page(KEY.Key_F5)
    for part in parts:
        hands.cells(part.number, "50")
    assert len(page.grid.lines()) == HOUSES
    hands.press(ENTER, CTRL)
    clerk.settle()
    assert Voucher.select().where(Voucher.kind == "issue").count() == HOUSES
    assert page.posted[0] in clerk.said[-1] and page.posted[-1] in clerk.said[-1]

    page = hands.page(KEY.Key_F6)
    for part in parts:
        # received, good, second, rework, work scrap, material scrap, pending
        hands.cells(part.number, "40", "30", "4", "2", "1", "2", "1")
    hands.press(ENTER, CTRL)
    clerk.settle()
    slips = list(page.posted)
    assert len(slips) == HOUSES and not page.dirty

    page = hands.page(KEY.Key_F8)
    for number in range(5):
        # Enter takes the household and goes on, the day stays; the technician is asked only once.
        hands.cells(f"H{number:04d}", "", "" if number else "wu")
        hands.type(f"topic {number}")
        hands.press(ENTER, CTRL)
        clerk.settle()
    assert [row.topic for row in Visit.select().order_by(Visit.id)] == [f"topic {n}" for n in range(5)]
    assert {row.voucher.household.code for row in Visit.select()} == {f"H{n:04d}" for n in range(5)}

    hands.page(KEY.Key_W, CTRL)

    def advance(_: Any) -> None:
        hands.cells("H0003", "", "60")
        hands.type("2")
        hands.press(ENTER, CTRL)

    clerk.with_sheet(lambda: hands.press(KEY.Key_N, CTRL), advance)
    row = Advance.get()
    assert (row.amount, row.instalments, row.voucher.household.code) == (6_000, 2, "H0003")

    page = hands.page(KEY.Key_J, CTRL)
    hands.press(KEY.Key_F, CTRL)
    hands.type(slips[7])
    clerk.settle()
    QTest.qWait(300)
    hands.press(KEY.Key_Down)
    clerk.settle()
    assert page.table.count() == 1

    def reason(_: Any) -> None:
        hands.type("counted twice")
        hands.press(ENTER, CTRL)

    clerk.with_sheet(lambda: hands.press(KEY.Key_Delete), reason)
    void = Voucher.get(Voucher.series == "collection", Voucher.number == slips[7])
    assert (void.voided_on, void.void_reason) == (TODAY, "counted twice")

    states = subcontract_states([part.id for part in parts])
    lying = {one.household_id: one for one in holdings()}
    paid = {one.household: one.reckoning for one in statements("2026-10").statements}
    assert len(paid) == HOUSES - 1
    for number, part in enumerate(parts):
        state, held = states[part.id], lying[part.household_id]
        assert held.issued == make.units(50)
        if number == 7:
            assert (state.received, state.outstanding, held.balance) == (0, make.units(100), make.units(50))
            continue
        # What is not good or second is still owed; spoiled and pending pieces have used their material.
        assert (state.parts.good, state.parts.second, state.parts.pending) == (30_000, 4_000, 1_000)
        assert state.outstanding == make.units(100 - 30 - 4)
        assert held.balance == make.units(50 - 0.5 * (30 + 4 + 1 + 2 + 1))
        # Good and what bad material spoiled at the full rate, second at its own.
        gross = make.yuan(32 * 3.25 + 4 * 2.6)
        assert paid[part.household_id].gross == gross
        assert paid[part.household_id].net == gross - (3_000 if number == 3 else 0)


def test_a_scanner_reads_what_the_slip_prints(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.paper import head, marks
    from reports.paper.language import paper_translator
    from tests.reports.printed import print_documents

    (part,), bamboo = works(1)
    number = make.dispatch(part, bamboo, 50)
    printed: list[str] = []
    runs = marks.code_runs

    def seen(text: str) -> Any:
        printed.append(text)
        return runs(text)

    for module in (marks, head):
        monkeypatch.setattr(module, "code_runs", seen)
    print_documents("dispatch", tmp_path / "slip.pdf", tr=paper_translator("zh"), number=number)
    print_documents("label", tmp_path / "label.pdf", tr=paper_translator("zh"), number=part.number)
    assert {number, part.number} == set(printed)
    page = hands.page(KEY.Key_F6)
    for code in dict.fromkeys(printed):
        hands.cells(code, "3")
        hands.press(KEY.Key_Down)
    lines = page.grid.lines()
    assert [line.cells["subcontract"] for line in lines] == [part.id] * len(set(printed))
    assert {line.cells["received"] for line in lines} == {3_000}


def test_every_key_of_the_desk_works_while_one_is_typing(clerk: Clerk, hands: Hands) -> None:
    from ui.pages import PAGES

    reached = {}
    for entry in PAGES:
        clerk.go("visits")
        if entry.key == "visits":
            continue
        field = clerk.window.pages.held["visits"].form.field("topic").line
        field.setText("begun")
        field.setFocus()
        shortcut = QKeySequence(entry.shortcut)[0]
        hands.page(shortcut.key(), shortcut.keyboardModifiers())
        reached[entry.key] = (clerk.window.current, field.text())
    assert reached == {entry.key: (entry.key, "begun") for entry in PAGES if entry.key != "visits"}


def test_chinese_comes_from_an_input_method_without_opening_the_cell_first(
    clerk: Clerk, hands: Hands
) -> None:
    works(3)
    page = hands.page(KEY.Key_F6)
    view = page.grid.view

    def compose(letters: str, words: str) -> None:
        """Letters stand underlined until the words they mean are chosen."""
        assert view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        QApplication.sendEvent(view, QInputMethodEvent(letters, []))
        chosen = QInputMethodEvent("", [])
        chosen.setCommitString(words)
        QApplication.sendEvent(view, chosen)
        clerk.settle()

    compose("zeng", make.HEADS[1])
    hands.press(ENTER)
    hands.cells("200")
    view.go_to(0, page.grid.model.places["reason"])
    compose("duo", "多编了一些")
    hands.press(ENTER)
    (line,) = page.grid.lines()
    assert line.facts.head == make.HEADS[1] and line.cells["reason"] == "多编了一些"


@pytest.mark.parametrize(
    ("day", "said"),
    [("0001-01-01", "1900"), ("2999-01-01", "2100"), ("2026-02-30", "")],
)
def test_a_day_nobody_means_is_refused_beside_it_and_nothing_is_lost(
    clerk: Clerk, hands: Hands, day: str, said: str
) -> None:
    works(1)
    page = hands.page(KEY.Key_F6)
    hands.cells("PG00000", "999999999999")
    assert "999,999,999.999" in page.grid.lines()[0].problems["received"]
    hands.press(ENTER, CTRL)
    assert Voucher.select().count() == 0
    hands.cells("3")
    page.day.editor.setFocus()
    page.day.line.selectAll()
    hands.type(day)
    hands.press(ENTER, CTRL)
    clerk.settle()
    assert page.day.problem() and said in page.day.problem()
    assert Voucher.select().count() == 0 and page.grid.lines()[0].cells["received"] == 3_000
    page.day.line.selectAll()
    hands.type("10-20")
    hands.press(ENTER, CTRL)
    clerk.settle()
    assert Voucher.get().date.isoformat() == "2026-10-20"
