"""The pieces of the records' pages: rows in memory, short tables, widgets that find their columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from models.kinds import QUANTITY
from models.queries.desk.target import Record
from models.queries.party.households import households
from tests.ui.clerk import Clerk
from ui.kit.card import FigureCard
from ui.kit.facts import Facts
from ui.kit.memory_listing import Rows, column, without
from ui.kit.row_model import TableModel
from ui.kit.scrolled import Scrolled
from ui.kit.spread import Spread
from ui.kit.table import TableView
from ui.kit.table_card import TableCard


def rows() -> Rows:
    """Three rows, one of them with an empty cell."""
    return Rows(
        "test",
        "Test",
        (
            column("name", "Name"),
            column("count", "Count", QUANTITY, "unit"),
            column("unit", "Unit", hidden=True),
        ),
        [(1, ("乙", 2_000, "kg")), (2, ("甲", 10_000, "kg")), (3, ("丙", None, "kg"))],
    )


def test_rows_sort_by_value_and_empty_cells_come_last() -> None:
    some = rows()
    assert some.keys() == [1, 2, 3]
    assert some.keys("", "count") == [1, 2, 3] and some.keys("", "count", True) == [2, 1, 3]
    assert some.keys("甲") == [2] and some.keys("甲 乙") == [] and some.count("kg") == 3
    assert some.rows([2, 9]) == [("甲", 10_000, "kg")]


def test_rows_are_a_sound_model(qtbot: Any, qtmodeltester: Any) -> None:
    model = TableModel(rows())
    model.load()
    qtmodeltester.check(model)
    assert model.index(1, 1).data() == "10" and model.columnCount() == 2
    model.listing.put([(7, ("丁", 1, "kg"))])
    model.load()
    assert model.rowCount() == 1


def test_a_listing_hides_what_the_page_says_itself() -> None:
    listing = without(households(), "status", "phone", name="other")
    assert [one.key for one in listing.columns if one.hidden] == ["phone", "status"]
    assert listing.name == "other" and len(listing.columns) == len(households().columns)


def test_a_short_table_is_as_high_as_its_rows(qtbot: Any) -> None:
    card = TableCard("Title", rows(), "Nothing here.", most=2)
    qtbot.addWidget(card)
    card.refresh()
    full = card.table.height()
    assert card.nothing.isHidden() and not card.table.isHidden()
    card.table.model.listing.put([])
    card.refresh()
    assert card.table.isHidden() and not card.nothing.isHidden() and full > card.table.height()


def test_a_card_makes_its_table_with_its_first_row_and_tab_finds_it_before_the_steps(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    down = QVBoxLayout(window)
    cards: list[TableCard] = []
    steps: list[QWidget] = []
    opened: list[int] = []
    changed: list[int] = []
    for _ in range(2):
        card = TableCard("Title", Rows("name", "Title", rows().columns), "Nothing here.")
        down.addWidget(card)
        cards.append(card)
        steps.append(card.add_step("Add", lambda: None))
        card.opened.connect(opened.append)
        card.add_row_action("Change", changed.append)
        card.refresh()
    window.show()
    for card in cards:
        assert not card.findChildren(TableView) and card.count() == 0 and card.nothing.isVisible()
    # The lower one first: neither stands where it was made.
    for card in reversed(cards):
        listing = rows()
        card.set_listing(listing)
        card.refresh()
        (view,) = card.findChildren(TableView)
        assert view is card.table and view.isVisible() and card.nothing.isHidden()
        view.opened.emit(listing.keys()[0])
        assert opened.pop() == listing.keys()[0]
        view.table.selectRow(0)
        next(one for one in view.table.actions() if one.text() == "Change").trigger()
        assert changed.pop() == listing.keys()[0]
    first, second = (card.table.table for card in cards)
    first.setFocus()
    way = [first, steps[0], second, steps[1], first]
    for forward in (True, False):
        for one in way if forward else reversed(way):
            assert window.focusWidget() is one
            window.focusNextPrevChild(forward)
        first.setFocus()


def test_facts_without_a_value_are_left_out(qtbot: Any) -> None:
    facts = Facts([("Phone", "138"), ("Note", ""), ("Phone", "0825")])
    qtbot.addWidget(facts)
    assert facts.said == [("Phone", "138"), ("Phone", "0825")]
    facts.say([("Place", "赤城镇")])
    assert facts.said == [("Place", "赤城镇")]


def test_columns_give_way_when_it_becomes_narrow(qtbot: Any) -> None:
    labels = [QLabel("a word or two") for _ in range(4)]
    spread = Spread(labels, (4, 2, 1))
    qtbot.addWidget(spread)
    spread.resize(1000, 200)
    spread.show()
    assert spread.columns() == 4
    least = labels[0].minimumSizeHint().width()
    spread.resize(least * 3, 200)
    assert spread.columns() == 2
    spread.resize(least + 4, 200)
    assert spread.columns() == 1
    spread.resize(1000, 200)
    labels[0].setText("words " * 60)
    qtbot.waitUntil(lambda: spread.columns() == 1)


def test_figures_side_by_side_make_up_their_mind_at_every_width(qtbot: Any) -> None:
    cards = [FigureCard("应发工资") for _ in range(4)]
    spread = Spread(cards, (4, 2, 1))
    place = Scrolled(spread, sideways=True)
    qtbot.addWidget(place)
    place.show()
    seen = set()
    for figure, words in (("—", ""), ("26", "2 个超期"), ("16,819.53", "元 · 78 户，其中现金 62 户")):
        for card in cards:
            card.say(figure, words)
        needed = {card.minimumSizeHint().width() for card in cards}
        for width in (*range(1_200, 150, -30), *range(165, 1_200, 30)):
            place.resize(width, 300)
            QApplication.processEvents()
            assert {card.minimumSizeHint().width() for card in cards} == needed, (
                "whatever room they are given"
            )
            seen.add(spread.columns())
            if spread.columns() > 1:
                assert all(card.width() >= card.minimumSizeHint().width() for card in cards)
                assert all(card.remark.text().startswith(words.partition(" · ")[0]) for card in cards)
    assert seen == {4, 2, 1}


def test_the_navigation_key_leads_back_to_the_list(clerk: Clerk) -> None:
    from tests import factories as make

    head = make.household("H0001", "单春梅", note=date(2026, 1, 1).isoformat())
    page = clerk.go("households", Record(head.id))
    assert page.key == head.id and page.back.isVisible() and not page.table.isVisible()
    clerk.window.go("households")
    assert page.key is None and page.table.isVisible() and not page.back.isVisible()
    clerk.window.go("households", Record(head.id))
    clerk.window.go("orders")
    assert clerk.window.go("households").key == head.id  # another page in between keeps one's place
