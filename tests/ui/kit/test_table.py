"""Tables over listings, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QItemSelectionRange, QPoint, Qt
from PySide6.QtWidgets import QApplication

from models.errors import UserError
from models.i18n import mark
from models.kinds import CODE, DAY, MONEY, QUANTITY, RATE, TEXT
from models.queries.listing import STATUS, ListColumn
from ui.kit.background_query import settle
from ui.kit.background_task import under_way
from ui.kit.columns import WIDEST, Want, share
from ui.kit.empty import Empty
from ui.kit.row_model import FIRST, MANY, RAW, TONE, UNIT, TableModel
from ui.kit.table import TableView
from ui.shell import theme

# A list asks nothing beside the window while no file is open.
pytestmark = pytest.mark.usefixtures("database")

NAMES = ("解燚", "单䶮", "覃㐱华", "仇朴")


@dataclass
class Slips:
    """A listing that lives in memory, and counts what it is asked."""

    count: int = 1000
    name: str = "test-slips"
    title: str = mark("Dispatch")
    gone: set[int] = field(default_factory=set)
    asked: list[tuple[int, ...]] = field(default_factory=list)
    columns: tuple[ListColumn, ...] = (
        ListColumn("number", mark("Number"), CODE, None),
        ListColumn("day", mark("Date"), DAY, None),
        ListColumn("head", mark("Household"), TEXT, None),
        ListColumn("quantity", mark("Quantity"), QUANTITY, None, unit_key="unit"),
        ListColumn("unit", mark("Unit"), TEXT, None, hidden=True),
        ListColumn("amount", mark("Amount"), MONEY, None),
        ListColumn("rate", mark("Rate"), RATE, None),
        ListColumn("status", mark("Status"), STATUS, None),
    )

    def each_key(
        self, search: str = "", order: str | None = None, descending: bool = False, most: int | None = None
    ) -> Iterator[int]:
        keys = [key for key in range(1, self.count + 1) if search in NAMES[key % 4] and key not in self.gone]
        return iter((sorted(keys, reverse=descending) if order else keys)[:most])

    def sums(self, search: str = "", keys: Sequence[int] | None = None) -> dict[tuple[str, str], int]:
        return {}

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        self.asked.append(tuple(keys))
        return [
            (
                f"FL{key:05d}",
                date(2026, 10, 1 + key % 30),
                NAMES[key % 4],
                key * 500,
                "kg",
                key * 100,
                32500,
                "open" if key % 2 else "void",
            )
            for key in keys
            if key not in self.gone
        ]


@pytest.fixture
def slips() -> Slips:
    return Slips()


@pytest.fixture
def view(slips: Slips, home: Path, qtbot: Any) -> Iterator[TableView]:
    made = TableView(slips)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    made.activateWindow()
    made.refresh()
    yield made


def test_the_model_keeps_qts_promises(slips: Slips, qtmodeltester: Any) -> None:
    slips.count = 120
    model = TableModel(slips)
    qtmodeltester.check(model)
    model.load()
    qtmodeltester.check(model)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.filter("解")
    qtmodeltester.check(model)
    model.filter("nobody")
    qtmodeltester.check(model)


def test_rows_are_fetched_by_the_page_as_they_are_seen(slips: Slips, view: TableView) -> None:
    assert view.count() == 1000
    seen = {key for asked in slips.asked for key in asked}
    assert seen == set(range(1, 101)), "only the first page"
    view.table.scrollToBottom()
    view.grab()
    seen = {key for asked in slips.asked for key in asked}
    assert 1000 in seen and 500 not in seen
    before = len(slips.asked)
    view.grab()
    assert len(slips.asked) == before, "a page once fetched is kept"


def test_a_long_list_follows_beside_the_window(slips: Slips, view: TableView, qtbot: Any) -> None:
    slips.count = 12_000
    view.refresh()
    view.table.selectRow(3)
    assert view.count() == MANY and "+" in view.counted.text()
    qtbot.waitUntil(lambda: view.count() == 12_000)
    assert "12,000" in view.counted.text() and view.key() == 4
    # What stands there stays until the keys in their new order have come; the row one is on stays current.
    view.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert view.model.key(0) == 1
    qtbot.waitUntil(lambda: view.model.key(0) == 12_000)
    assert view.key() == 4 and view.count() == 12_000
    # A row that came at the very end is gone to at once, whatever is still under way.
    slips.count = 12_001
    view.refresh()
    assert view.select(12_001) and view.model.row_of(12_001) == 0
    settle()
    QApplication.processEvents()
    assert view.count() == 12_001 and view.key() == 12_001


def test_a_question_under_way_does_not_bring_back_what_was_searched_before(
    slips: Slips, view: TableView, qtbot: Any
) -> None:
    slips.count = 12_000
    view.refresh()
    view.search.setText("单")
    qtbot.waitUntil(lambda: view.count() == FIRST)
    qtbot.waitUntil(lambda: view.count() == 3_000)
    assert view.model.record(0)["head"] == "单䶮"
    view.search.setText("nobody")
    qtbot.waitUntil(lambda: view.count() == 0)
    qtbot.wait(400)
    assert view.count() == 0
    view.search.setText("")
    qtbot.waitUntil(lambda: view.count() == FIRST)
    assert view.long, "the first rows of a long list do not make it a short one"
    # Enter means what is typed, not what stands there until the answer comes.
    view.search.setText("解")
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert view.model.record(0)["head"] == "解燚" and view.table.hasFocus()


def test_values_are_formatted_with_their_unit_beside_them(view: TableView) -> None:
    index = view.model.index(2, 3)
    assert (index.data(), index.data(UNIT), index.data(RAW)) == ("1.5", "公斤", 1500)
    shown = [str(view.model.index(2, column).data()) for column in range(7)]
    assert shown == ["FL00003", "2026-10-04", "仇朴", "1.5", "3.00", "3.2500", "进行中"]
    right = Qt.AlignmentFlag.AlignRight
    assert [bool(view.model.index(0, c).data(Qt.ItemDataRole.TextAlignmentRole) & right) for c in range(7)] == [
        False, False, False, True, True, True, False,
    ]  # fmt: skip


def test_a_header_click_sorts(view: TableView, qtbot: Any) -> None:
    head = view.table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(0) + 10, head.height() // 2)
    for expected in (1, 1000):
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert view.model.key(0) == expected
    assert view.model.order == "number" and view.model.descending


def test_typing_searches_and_says_when_nothing_matches(view: TableView, qtbot: Any) -> None:
    qtbot.keyClick(view.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is view.search)
    view.search.insert("单")
    qtbot.waitUntil(lambda: view.count() == 250)
    assert "250" in view.counted.text()
    qtbot.keyClicks(view.search, "x")
    qtbot.waitUntil(lambda: view.count() == 0)
    assert view.stack.currentWidget() is view.nothing and "单x" in view.nothing.words.text()
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    assert view.count() == FIRST and view.stack.currentWidget() is view.table
    qtbot.waitUntil(lambda: view.count() == 1000)


def test_from_the_search_box_into_the_table(view: TableView, qtbot: Any) -> None:
    view.search.setFocus()
    view.search.insert("解")
    qtbot.keyClick(view.search, Qt.Key.Key_Down)
    assert view.count() == 250 and view.key() == 4
    assert QApplication.focusWidget() is view.table


def test_enter_and_double_click_open(view: TableView, qtbot: Any) -> None:
    view.select(7)
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert opened.args == [7]
    rect = view.table.visualRect(view.model.index(6, 0))
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.mouseDClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert opened.args == [7]


def test_a_refresh_keeps_what_is_selected(slips: Slips, view: TableView) -> None:
    view.select(900)
    slips.gone = {1, 2, 3}
    view.refresh()
    assert view.key() == 900 and view.keys() == [900] and view.count() == 997
    slips.gone.add(900)
    view.refresh()
    assert view.keys() == []


def test_a_row_deleted_meanwhile_is_blank_and_the_others_stay_in_place(slips: Slips, view: TableView) -> None:
    slips.gone = {901}
    assert [view.model.index(row, 0).data() for row in (899, 900, 901)] == ["FL00900", None, "FL00902"]
    assert view.model.record(900) == {}


def test_copy_gives_a_spreadsheet_what_it_wants(view: TableView, qtbot: Any) -> None:
    view.select(2)
    qtbot.keyClick(view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    view.table.setFocus()
    qtbot.waitUntil(lambda: view.table.hasFocus())
    qtbot.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 3
    assert lines[1] == "FL00002\t2026-10-03\t覃㐱华\t1\t2.00\t3.2500\t作废"


def test_many_rows_are_copied_beside_the_window_each_asked_for_once(
    slips: Slips, view: TableView, qtbot: Any
) -> None:
    slips.count = 20_000
    view.model.load()
    view.table.selectAll()
    slips.asked.clear()
    assert view.keys() == list(range(1, 20_001))
    view.verbs.copy_rows()
    qtbot.waitUntil(lambda: under_way() is None)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 20_001 and lines[-1].startswith("FL20000\t") and lines[2].startswith("FL00002\t")
    # Painting asks for a page of its own.
    assert 20_000 <= sum(map(len, slips.asked)) <= 20_500


def test_a_key_acts_on_the_selected_rows(view: TableView, qtbot: Any) -> None:
    got: list[list[int]] = []
    view.add_action("作废", got.append, "Del", danger=True)
    view.add_row_action("改", got.append, "F4")
    view.select(5)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    assert got == [[5, 6]]
    qtbot.keyClick(view.table, Qt.Key.Key_F4)
    assert got == [[5, 6]], "this one wants exactly one row"


def test_an_empty_list_gives_the_first_step(slips: Slips, home: Path, qtbot: Any) -> None:
    slips.count = 0
    pressed: list[bool] = []
    made = TableView(slips, empty=Empty("还没有发过料。", "发第一单", lambda: pressed.append(True)))
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    assert made.stack.currentWidget() is made.empty and made.empty.button is not None
    qtbot.mouseClick(made.empty.button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    slips.count = 3
    made.refresh()
    assert made.stack.currentWidget() is made.table


def test_the_table_fills_its_width_without_a_bar_below(view: TableView, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: view.table.horizontalHeader().length() == view.table.viewport().width())
    view.resize(1200, 500)
    qtbot.waitUntil(lambda: view.table.horizontalHeader().length() == view.table.viewport().width())
    assert not view.table.horizontalScrollBar().isVisible()


def test_a_list_whose_rows_are_still_to_come_fits_its_place(slips: Slips, home: Path, qtbot: Any) -> None:
    made = TableView(slips)
    qtbot.addWidget(made)
    made.resize(480, 300)
    made.show()
    head = made.table.horizontalHeader()
    qtbot.waitUntil(lambda: head.length() == made.table.viewport().width())


def test_the_keyboard_leaves_a_list_that_came_empty(slips: Slips, home: Path, qtbot: Any) -> None:
    made = TableView(slips, empty=Empty("还没有发过料。", "发第一单", lambda: None))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.table.setFocus()
    qtbot.waitUntil(lambda: made.table.hasFocus())
    slips.count = 0
    made.refresh()
    assert made.empty.button is not None and made.empty.button.hasFocus()


def test_widths_are_remembered(slips: Slips, view: TableView, qtbot: Any) -> None:
    view.table.horizontalHeader().resizeSection(0, 137)
    view.widths.save()
    other = TableView(slips)
    qtbot.addWidget(other)
    other.resize(1000, 500)
    other.show()
    other.refresh()
    assert other.table.horizontalHeader().sectionSize(0) == 137


def test_a_tone_marks_a_cell(slips: Slips, home: Path, qtbot: Any) -> None:
    def late(record: dict[str, Any], key: str) -> str | None:
        return "wrong" if key == "day" and record["number"] == "FL00002" else None

    made = TableView(slips, tone=late)
    qtbot.addWidget(made)
    made.refresh()
    assert [made.model.index(row, 1).data(TONE) for row in range(3)] == [None, "wrong", None]
    assert made.model.index(1, 0).data(TONE) is None


def shown_width(view: TableView) -> int:
    return sum(view.heads.sectionSize(number) for number in range(view.heads.count()))


@pytest.mark.parametrize("width", [560, 700, 1000, 1600])
def test_columns_fill_the_width_and_no_figure_is_ever_cut(slips: Slips, view: TableView, width: int) -> None:
    view.resize(width, 500)
    view.refresh()
    QApplication.processEvents()
    view.grab()
    QApplication.processEvents()
    assert shown_width(view) == view.table.viewport().width()
    for number, column in enumerate(view.model.columns):
        if column.kind.figure:
            need = view.delegate.figure_width(view.model.painted(0)[number], number) + 2 * view.delegate.pad
            assert need <= view.heads.sectionSize(number), column.key


def test_a_figure_longer_than_all_before_it_gets_its_room(slips: Slips, view: TableView) -> None:
    slips.count = 999
    view.refresh()
    long = slips.rows

    def rows(keys: Sequence[int]) -> list[tuple[Any, ...]]:
        return [
            (*row[:3], 123_456_789_125, *row[4:]) if key == 990 else row
            for key, row in zip(keys, long(keys), strict=True)
        ]

    slips.rows = rows  # type: ignore[method-assign]
    view.refresh()
    before = view.heads.sectionSize(3)
    view.table.scrollToBottom()
    view.grab()
    QApplication.processEvents()
    assert view.heads.sectionSize(3) > before and view.delegate.fractions[3] == 3


@given(
    st.lists(st.tuples(*[st.integers(20, 400)] * 3).map(sorted), min_size=1, max_size=14),
    st.integers(50, 3000),
    st.data(),
)
def test_widths_are_shared_fairly(wants: list[list[int]], room: int, data: st.DataObject) -> None:
    grow = data.draw(st.integers(0, len(wants) - 1))
    columns = [Want(natural, least, snug) for least, snug, natural in wants]
    widths = share(columns, room, grow, 24)
    assert all(width >= want.least for width, want in zip(widths, columns, strict=True))
    if room >= sum(want.least for want in columns):
        assert sum(widths) == room
    if room >= sum(want.snug for want in columns):
        assert all(width >= want.snug for width, want in zip(widths, columns, strict=True))
    if room >= sum(want.natural for want in columns):
        assert all(width >= want.natural for width, want in zip(widths, columns, strict=True))
        more = [width - want.natural for width, want in zip(widths, columns, strict=True)]
        # However wide the list is, no column takes all the air: its neighbour would stand far away.
        assert max(more) - min(more) <= WIDEST * 24 + len(columns)


def test_air_goes_before_words_and_long_words_before_short_ones() -> None:
    day, name, topic = Want(100, 90, 90), Want(130, 80, 120), Want(300, 90, 290)
    assert share([day, name, topic], 510, 2, 24)[1] >= name.snug
    assert share([day, name, topic], 400, 2, 24) == [90, 120, 190]
    assert share([day, name, topic], 290, 2, 24) == [90, 100, 100]
    assert share([Want.drawn(200), name, topic], 400, 2, 24) == [200, 100, 100]


def test_the_whole_row_under_the_pointer_is_shaded(view: TableView, qtbot: Any) -> None:
    view.refresh()
    view.show()
    viewport, row = view.table.viewport(), view.table.visualRect(view.model.index(2, 1))

    def grounds() -> set[str]:
        picture = viewport.grab().toImage()
        return {picture.pixelColor(x, row.top() + 2).name() for x in (3, row.left() + 3, row.right() - 3)}

    pale, shaded = theme.color("surface").name(), theme.color("ground").name()
    assert grounds() == {pale}
    view.table.entered.emit(view.model.index(2, 1))
    assert grounds() == {shaded}
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert grounds() == {pale}


def test_a_search_that_fails_is_said_and_the_table_stays(slips: Slips, view: TableView, qtbot: Any) -> None:
    said: list[str] = []
    view.say_refusal = said.append  # type: ignore[attr-defined]

    def refuse(*_: Any) -> list[int]:
        raise UserError("太忙了")

    slips.each_key = refuse  # type: ignore[method-assign]
    qtbot.keyClicks(view.search, "x")
    qtbot.waitUntil(lambda: said == ["太忙了"])
    assert view.count() == 1000


@pytest.mark.parametrize(
    "spans",
    [[(7, 9)], [(20, 30), (2, 4)], [(5, 12), (9, 15), (9, 10)], [(0, 999)], [(3, 3), (4, 4), (1, 1)], []],
)
def test_what_is_chosen_is_said_from_the_top_and_once(
    view: TableView, slips: Slips, spans: list[tuple[int, int]]
) -> None:
    model, picked = view.model, QItemSelection()
    for first, last in spans:
        picked.append(QItemSelectionRange(model.index(first, 0), model.index(last, len(model.columns) - 1)))
    view.table.clearSelection()
    view.table.selectionModel().select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    rows = sorted({row for first, last in spans for row in range(first, last + 1)})
    assert view.keys() == [model.key(row) for row in rows]


def test_what_comes_later_finds_its_room(
    slips: Slips, view: TableView, monkeypatch: pytest.MonkeyPatch
) -> None:
    slips.count = 2
    view.refresh()
    monkeypatch.setattr(f"{__name__}.NAMES", ("一个很长的名字，先前的行里没有",) * 4)
    view.refresh()
    QApplication.processEvents()
    at = [column.key for column in view.model.columns].index("head")
    assert not view.delegate.hides(view.model.painted(0)[at], view.heads.sectionSize(at))
