"""Whoever cannot see or cannot use a mouse works here too: everything has a name, and Tab reaches everything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QStyleHints
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from models.database import close_database
from models.kinds import QUANTITY
from models.opening import open_database
from models.queries.ledger.kits import kits_of
from tests.ui.inputs import inputs
from ui.kit import background_query
from ui.kit.background_task import under_way
from ui.kit.button import ActionButton
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.table import TableView
from ui.kit.text import ElidedLabel, FigureLabel
from ui.pages import PAGES
from ui.shell import theme
from ui.shell.message_box import Question
from ui.shell.window import MainWindow

TODAY = date(2026, 11, 24)
# What the platform without a screen says whatever one does.
OF_THE_PLATFORM = ("This plugin does not support",)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo cooperative, so that every list has rows."""
    from models.actions.demo.cooperative import build_demo

    yield build_demo(tmp_path_factory.mktemp("demo"), households=8, months=1, today=TODAY).path


@pytest.fixture
def desk(demo: Path, home: Path, qapp: QApplication) -> Iterator[MainWindow]:
    open_database(demo)
    window = MainWindow(today=lambda: TODAY)
    window.show()
    window.activateWindow()
    yield window
    for page in window.pages.held.values():
        page.dirty = False
    window.close()
    window.deleteLater()
    gone()
    close_database()


def gone() -> None:
    """Really delete what was taken away: without an event loop running it would stay, and be dressed again."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settled() -> None:
    """What pages ask or reckon beside the window has come, is shown and laid out."""
    for _ in range(3):
        background_query.settle()
        while under_way() is not None:
            # QTest.qWait would hold the lock the working thread needs.
            QApplication.processEvents()
            time.sleep(0.003)
        QApplication.processEvents()


def widgets(root: QWidget) -> list[QWidget]:
    """Everything to be seen below a widget."""
    return [one for one in root.findChildren(QWidget) if one.isVisibleTo(root)]


def name_of(widget: QWidget) -> str:
    """What a screen reader says first: the accessible name, else the words on it."""
    words = widget.accessibleName()
    if not words and isinstance(widget, QAbstractButton):
        words = widget.text()
    return words.strip()


def nameless(root: QWidget) -> list[str]:
    """Inputs, buttons and tables a screen reader has no words for."""
    return [
        f"{type(one).__name__} {one.objectName()} in {type(one.parentWidget()).__name__}"
        for one in inputs(root)
        if not name_of(one)
    ]


def reached(root: QWidget) -> set[QWidget]:
    """What Tab comes to, once around."""
    found: set[QWidget] = set()
    one = root
    while (one := one.nextInFocusChain()) not in found:
        found.add(one)
    return found


def test_on_every_page_all_is_named_reached_by_the_keyboard_and_whole(desk: MainWindow) -> None:
    """On the screen of the laptops people have; the keyboard is always somewhere one can see."""
    desk.setFixedSize(1366, 768)
    opened = set()
    for entry in PAGES:
        page: Any = desk.go(entry.key)
        QApplication.processEvents()
        focus = QApplication.focusWidget()
        assert focus is None or focus is desk or desk.isAncestorOf(focus), entry.key
        assert seen_focus(desk), entry.key
        assert unreached(page, desk) == [], entry.key
        assert nameless(desk) == [], entry.key
        settled()
        assert seen_focus(desk), f"{entry.key}, answered"
        assert nameless(desk) == [], f"{entry.key}, answered"
        assert cut(desk) == [], entry.key
        assert page.findChildren(QLabel), entry.key
        if hasattr(page, "open_record") and page.table.count():
            page.table.opened.emit(page.table.model.key(0))
            settled()
            assert page.key is not None and nameless(desk) == [], f"a record of {entry.key}"
            assert cut(desk) == [], f"a record of {entry.key}"
            opened.add(entry.key)
    assert {"orders", "households", "products", "vouchers"} <= opened


def seen_focus(desk: MainWindow) -> bool:
    """Whether the keyboard is somewhere one can see."""
    focus = desk.focusWidget()
    return focus is not None and focus.isVisible() and desk.isAncestorOf(focus)


def unreached(part: QWidget, window: QWidget) -> list[str]:
    """Inputs, buttons and tables of a part that Tab never comes to."""
    around = reached(window)
    return [
        f"{type(one).__name__} {name_of(one)}"
        for one in inputs(part)
        if one.isEnabled()
        and not (one in around and one.focusPolicy().value & 1)
        and one.focusProxy() is None
    ]


def test_the_walk_notices_what_is_wrong(qapp: QApplication) -> None:
    window = QWidget()
    down = QVBoxLayout(window)
    line, button, hidden = QLineEdit(), QPushButton("好"), QLineEdit()
    for one in (line, button, hidden):
        down.addWidget(one)
    hidden.hide()
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert len(nameless(window)) == 1 and nameless(window)[0].startswith("QLineEdit")
    assert unreached(window, window) == ["QPushButton 好"]
    window.deleteLater()
    gone()


def cut(root: QWidget) -> list[str]:
    """Words, buttons and lists that have less room than they need and no way to say so."""
    found = []
    for one in widgets(root):
        if isinstance(one, QLabel) and not isinstance(one, (ElidedLabel, FigureLabel)):
            plain = one.text() and not one.wordWrap() and one.textFormat() != Qt.TextFormat.RichText
            below = type(one).__name__ == "_Below"  # gives way with an ellipsis
            if plain and not below and one.fontMetrics().horizontalAdvance(one.text()) > one.width() + 1:
                found.append(f"label {one.text()}")
        elif isinstance(one, QPushButton) and one.width() < one.minimumSizeHint().width():
            found.append(f"button {one.text()}")
        elif isinstance(one, QTableView) and one.horizontalScrollBar().maximum() > 0:
            found.append(f"list {one.accessibleName()} scrolls sideways")
    return found


def test_nothing_is_cut_in_english_on_the_smallest_of_them(desk: MainWindow) -> None:
    from models import i18n

    before = i18n.language()
    i18n.set_language("en")
    try:
        desk.rebuild()
        desk.setFixedSize(1280, 720)
        for entry in PAGES:
            page: Any = desk.go(entry.key)
            settled()
            assert cut(desk) == [], entry.key
            if hasattr(page, "open_record") and page.table.count():
                page.table.opened.emit(page.table.model.key(0))
                settled()
                assert cut(desk) == [], f"a record of {entry.key}"
    finally:
        i18n.set_language(before)


def test_the_eye_notices_what_is_cut(qapp: QApplication) -> None:
    window = QWidget()
    label, button, table = (
        QLabel("大城寨村一组", window),
        QPushButton("登记回收", window),
        QTableWidget(1, 9, window),
    )
    table.setAccessibleName("单据")
    label.setGeometry(0, 0, 20, 20)
    button.setGeometry(0, 30, 10, 20)
    table.setGeometry(0, 60, 90, 90)
    window.show()
    QApplication.processEvents()
    assert cut(window) == ["label 大城寨村一组", "button 登记回收", "list 单据 scrolls sideways"]
    window.deleteLater()
    gone()


def sheets(desk: MainWindow) -> Iterator[QWidget]:
    """The dialogs somebody types into."""
    from models.actions.exchange.workbook.book import SheetMapping
    from models.actions.exchange.workbook.mapping import Stranger
    from models.tables.order import Order
    from ui.pages.exchange.mapping import MappingDialog
    from ui.pages.order.allocation import allocation_sheet
    from ui.pages.order.kits import kits_sheet
    from ui.pages.order.order_forms import order_sheet
    from ui.pages.party.household_form import household_sheet

    page: Any = desk.go("orders")
    yield order_sheet(page, TODAY)
    yield household_sheet(page)
    for order in Order.select():
        page.open_record(order.id)
        yield allocation_sheet(page, page.page, TODAY)
        if kits_of(page.parts.all_keys()).kits:
            yield kits_sheet(page, "", page.parts.all_keys(), TODAY)
    roster = Stranger("名册", (("编号", "姓名"), ("H1", "陈䶮")), (), (1, 2))
    mapping = SheetMapping("households", 1, 2, {"code": 0, "head": 1})
    yield MappingDialog(page, Path("a.xlsx"), [roster], {"名册": mapping})


def test_dialogs_have_names_and_a_way_for_the_keyboard(desk: MainWindow) -> None:
    for box in sheets(desk):
        box.show()
        QApplication.processEvents()
        assert nameless(box) == [] and unreached(box, box) == [], box.windowTitle()
        box.hide()
        box.deleteLater()
        gone()


@pytest.mark.parametrize(("mode", "size"), [("dark", 86), ("light", 150)])
def test_no_page_warns_whatever_it_is_dressed_in(desk: MainWindow, mode: str, size: int) -> None:
    said: list[tuple[str, str]] = []
    where = "the window"

    def listen(kind: QtMsgType, context: Any, words: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not words.startswith(OF_THE_PLATFORM):
            said.append((where, words))

    before = qInstallMessageHandler(listen)
    try:
        theme.apply(QApplication.instance(), mode, size)
        desk.rebuild()
        for entry in PAGES:
            where = entry.key
            desk.go(entry.key)
            for _ in range(3):
                QApplication.processEvents()
            desk.grab()
            gone()
    finally:
        qInstallMessageHandler(before)
    assert said == []


def test_light_and_dark_follow_the_system_while_the_window_is_open(
    desk: MainWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = qapp.styleHints()

    def turn(scheme: Qt.ColorScheme) -> None:
        # Without a screen there is no system to change: what it would say and the signal it would send.
        monkeypatch.setattr(QStyleHints, "colorScheme", lambda _: scheme)
        hints.colorSchemeChanged.emit(scheme)
        QApplication.processEvents()

    desk.go("orders")
    theme.apply(qapp, "system", 100)
    for scheme, dark in ((Qt.ColorScheme.Dark, True), (Qt.ColorScheme.Light, False)):
        turn(scheme)
        assert theme.is_dark() == dark
        assert (desk.palette().window().color().lightness() < 128) == dark
    theme.apply(qapp, "light")
    turn(Qt.ColorScheme.Dark)
    assert not theme.is_dark()


def test_an_empty_place_says_its_whole_sentence(qapp: QApplication) -> None:
    words = "Here stand the households that work at home. Enter the first one, or import a workbook of last month."
    place = Empty(words, "New household", lambda: None)
    place.resize(700, 500)
    place.show()
    settled()
    assert place.words.heightForWidth(place.words.width()) <= place.words.height()
    assert place.words.height() > 2 * place.words.fontMetrics().height() - 4
    place.deleteLater()
    gone()


def test_enter_presses_the_button_that_has_the_keyboard(qapp: QApplication) -> None:
    box = Question(None, "Discard what was typed here?", verb="Discard")
    box.show()
    settled()
    assert box.focusWidget() is box.yes
    cancel = next(one for one in box.findChildren(ActionButton) if one is not box.yes)
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert box.result() == QDialog.DialogCode.Rejected and not box.isVisible()
    box.deleteLater()
    gone()


@pytest.mark.parametrize("width", [1366, 1000])
def test_the_head_of_a_page_never_cuts_a_button(desk: MainWindow, width: int) -> None:
    desk.setFixedSize(width, 700)
    page: Any = desk.go("orders")
    page.table.opened.emit(page.table.model.key(0))
    page.set_title("Hand-woven bamboo fruit basket with two handles (large, with a lid)")
    settled()
    shown = [one for one in page.findChildren(ActionButton) if one.parent() is page and one.isVisible()]
    assert page.primary_button in shown
    assert all(one.width() >= one.sizeHint().width() for one in shown)
    assert all(one.geometry().right() <= page.width() for one in shown)


def test_a_records_table_fits_the_record_it_shows(qapp: QApplication) -> None:
    rows = Rows("short", "Workers", (column("name", "Name"), column("made", "Good", QUANTITY)))
    view = TableView(rows, search=False)
    view.resize(460, 200)
    view.show()
    rows.put([(1, ("He", 12_345))])
    view.refresh()
    settled()
    assert view.delegate.fractions == {1: 3}
    rows.put([(2, ("Zeng Guoqiang of the upper village", 12_000))])
    view.refresh()
    settled()
    assert view.delegate.fractions == {}
    wide = view.delegate.base_metrics.horizontalAdvance("Zeng Guoqiang of the upper village")
    assert view.table.columnWidth(0) >= wide
    view.deleteLater()
    gone()
