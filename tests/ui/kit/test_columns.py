"""The columns of a list: chosen, ordered by drag and by key, kept, followed by copies and exports, never lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from models.i18n import mark, tr
from models.kinds import TEXT
from models.queries.listing import ListColumn
from tests import factories as make
from tests.ui.clerk import CTRL, NONE, Clerk, answer
from tests.ui.kit.test_table import Slips
from ui.kit.column_choice import Arrangement, ColumnsDialog
from ui.kit.table import TableView

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton
BOTH = CTRL | Qt.KeyboardModifier.ShiftModifier
USUAL = ["number", "day", "head", "quantity", "amount", "rate", "status"]


def shown(view: TableView) -> list[str]:
    """The keys of the columns one sees, from left to right on the screen."""
    found = []
    for place in range(view.heads.count()):
        number = view.heads.logicalIndex(place)
        if not view.heads.isSectionHidden(number):
            found.append(view.model.columns[number].key)
    return found


def another(qtbot: Any) -> TableView:
    """The same list, opened another day."""
    made = TableView(Slips())
    qtbot.addWidget(made)
    made.resize(1200, 500)
    made.show()
    made.refresh()
    qtbot.wait(20)
    return made


@pytest.fixture
def view(home: Path, qtbot: Any) -> Iterator[TableView]:
    yield another(qtbot)


def by_menu(view: TableView, section: int, words: str) -> list[str]:
    """Right click a header and choose; answers what is ticked, "-" before what cannot be changed."""
    ticked: list[str] = []
    # A window that comes to the front only now would close the menu.
    view.window().activateWindow()
    assert QTest.qWaitForWindowActive(view.window())
    QTest.qWait(50)

    def choose() -> None:
        menu: Any = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            if action.isChecked():
                ticked.append(("" if action.isEnabled() else "-") + action.text())
        for action in menu.actions():
            if action.text() == words:
                menu.setActiveAction(action)
                QTest.keyClick(menu, KEY.Key_Return)
                break
        if menu.isVisible():
            menu.close()

    QTimer.singleShot(30, choose)
    heads = view.heads
    where = QPoint(heads.sectionViewportPosition(section) + 5, heads.height() // 2)
    target = heads.viewport()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, target.mapToGlobal(where))
    QApplication.sendEvent(target, asked)
    QApplication.processEvents()
    return ticked


def drag(view: TableView, section: int, onto: int) -> None:
    """Draw a header onto another one by the mouse."""
    heads, target = view.heads, view.heads.viewport()
    middle = heads.height() // 2
    begin = QPoint(heads.sectionViewportPosition(section) + heads.sectionSize(section) // 2, middle)
    end = QPoint(heads.sectionViewportPosition(onto) + heads.sectionSize(onto) * 4 // 5, middle)
    QTest.mousePress(target, LEFT, NONE, begin)
    for part in range(1, 11):
        QTest.mouseMove(target, begin + (end - begin) * part / 10)
    QTest.mouseRelease(target, LEFT, NONE, end)
    QTest.qWait(20)


def test_a_right_click_on_the_header_shows_and_hides_columns(view: TableView, qtbot: Any) -> None:
    assert shown(view) == USUAL
    assert len(by_menu(view, 1, tr("Date"))) == 7
    assert shown(view) == ["number", "head", "quantity", "amount", "rate", "status"]
    assert shown(another(qtbot)) == shown(view)
    by_menu(view, 0, tr("Date"))
    assert shown(view) == USUAL


def test_a_column_drawn_elsewhere_stays_there_with_its_sorting_and_the_rows_chosen(
    view: TableView, qtbot: Any
) -> None:
    view.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    view.table.selectRow(3)
    key = view.key()
    drag(view, 0, 2)
    assert shown(view) == ["day", "head", "number", "quantity", "amount", "rate", "status"]
    assert view.key() == key and view.model.order == "number" and view.model.descending
    assert view.heads.sortIndicatorSection() == 2
    assert view.heads.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    assert view.model.painted(0)[2].words == "FL01000"
    assert shown(another(qtbot)) == shown(view)
    view.choice.reset()
    assert shown(view) == USUAL


def test_they_are_chosen_and_ordered_by_key_alone(view: TableView, qtbot: Any) -> None:
    dialogs: list[Any] = []

    def type_it(dialog: Any) -> None:
        dialogs.append(dialog)
        dialog.activateWindow()
        # The platform tells the window in front only after a while; until then no shortcut is heard.
        QTest.qWait(100)
        for key, held in (
            (KEY.Key_Space, NONE),
            (KEY.Key_Down, NONE),
            (KEY.Key_Down, Qt.KeyboardModifier.AltModifier),
            (KEY.Key_End, NONE),
            (KEY.Key_Up, Qt.KeyboardModifier.AltModifier),
            (KEY.Key_Return, CTRL),
        ):
            QTest.keyClick(dialog.focusWidget() or dialog, key, held)
        if dialog.isVisible():
            dialog.reject()

    answer(type_it)
    view.activateWindow()
    view.table.setFocus()
    QTest.keyClick(view.table, KEY.Key_K, BOTH)
    assert len(dialogs) == 1
    assert shown(view) == ["head", "day", "quantity", "amount", "status", "rate"]
    assert shown(another(qtbot)) == shown(view)


def test_a_list_never_loses_its_last_column(view: TableView) -> None:
    for key in USUAL[:-1]:
        view.choice.show(key, False)
    assert shown(view) == ["status"]
    assert by_menu(view, 0, tr("Status")) == ["-" + tr("Status")]
    assert shown(view) == ["status"]
    dialog = ColumnsDialog(view, view.choice.arrangement.all_of(view.model.listing.columns), {"status"})
    assert dialog.list.count() == 7
    dialog.list.item(6).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.primary.isEnabled()
    dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert dialog.primary.isEnabled()
    dialog.deleteLater()
    by_menu(view, 0, tr("Reset columns"))
    assert shown(view) == USUAL


def test_what_gives_way_is_shown_where_somebody_asks_for_it(home: Path, qtbot: Any) -> None:
    made = TableView(Slips(), gives_way=("rate", "amount"))
    qtbot.addWidget(made)
    made.resize(420, 400)
    made.show()
    made.refresh()
    qtbot.wait(20)
    assert "rate" not in shown(made) and "rate" in (made.listed().columns or ())
    made.choice.show("rate", True)
    qtbot.wait(20)
    assert "rate" in shown(made)


def test_copies_and_workbooks_have_the_columns_that_are_shown(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.household("H1", "单春梅")
    page = clerk.go("households")
    view = page.table
    view.choice.show("code", False)
    view.choice.arrange(
        Arrangement(("phone", *(one.key for one in view.model.columns)), view.choice.arrangement.hidden)
    )
    view.table.selectRow(0)
    view.verbs.copy_rows()
    labels = QGuiApplication.clipboard().text().splitlines()[0].split("\t")
    assert labels[:2] == [tr("Phone"), tr("Head")] and tr("Household code") not in labels
    path = tmp_path / "a.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    view.export.trigger()
    clerk.wait()
    book = load_workbook(path)
    assert [cell.value for cell in next(book.worksheets[0].iter_rows())] == labels
    book.close()


def test_what_is_known_of_a_household_can_be_shown_as_well(clerk: Clerk) -> None:
    make.household("H1", "单春梅", category="脱贫户", minutes_per_day=240)
    view = clerk.go("households").table
    assert not {"category", "minutes_per_day", "account"} & set(shown(view))
    view.choice.show("category", True)
    view.choice.show("minutes_per_day", True)
    clerk.settle()
    place = [column.key for column in view.model.columns].index("category")
    assert view.model.painted(0)[place].words == "脱贫户" and "minutes_per_day" in shown(view)
    view.choice.reset()
    assert "category" not in shown(view)


COLUMNS = [
    ListColumn(key, mark("Number"), TEXT, None, hidden=key == "h", optional=key == "o") for key in "abchod"
]
KEYS = st.sampled_from([*"abchod", "gone"])


@given(st.lists(KEYS, unique=True), st.frozensets(KEYS), st.frozensets(KEYS))
def test_however_columns_were_arranged_none_is_lost(
    order: list[str], hidden: frozenset[str], more: frozenset[str]
) -> None:
    made = Arrangement(tuple(order), hidden, more)
    assert Arrangement.of_kept(made.kept()) == made
    keys = [column.key for column in made.all_of(COLUMNS)]
    assert sorted(keys) == sorted("abcod"), "all that can be chosen, each once"
    assert [key for key in keys if key in order] == [key for key in order if key in keys]
    assert made.of(COLUMNS), "never a list without columns"
    for key in "abcod":
        assert key in [column.key for column in made.toggled(key, True).of(COLUMNS)]
        rest = [column.key for column in made.toggled(key, False).of(COLUMNS)]
        assert key not in rest or len(rest) == 5, "put aside unless nothing else is left"


@pytest.mark.parametrize("kept", [None, "", "nonsense", "{}", "[1]", '{"order": 3}', 7])
def test_settings_that_cannot_be_read_show_the_usual_columns(kept: Any) -> None:
    assert [column.key for column in Arrangement.of_kept(kept).of(COLUMNS)] == list("abcd")


def test_the_code_gives_way_last() -> None:
    """Two households, or workshops, called alike looked alike in a narrow window."""
    orders = {
        f"{path.name}:{node.lineno}": [one.value for one in node.value.elts]
        for path in (Path(__file__).resolve().parents[3] / "ui" / "pages").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "gives_way" and isinstance(node.value, ast.Tuple)
    }
    assert len(orders) > 20
    assert {where for where, keys in orders.items() if "code" in keys[:-1]} == set()
