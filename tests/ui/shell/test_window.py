"""The desk: navigation, find box, notices, undo, and closing without losing anything."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from models.errors import UserError
from models.i18n import mark
from models.queries.desk.target import Record
from tests import factories as make
from tests.ui.clerk import Clerk
from ui.kit.page import Page
from ui.kit.records import RecordsPage
from ui.pages import PAGES, PageEntry
from ui.shell import theme
from ui.shell.window import MainWindow

TODAY = date(2026, 10, 21)


class Pad(Page):
    """A page that notes what happens to it."""

    title = mark("Orders")
    help_key = "orders"

    def build(self) -> None:
        self.happened: list[Any] = []
        self.reads.add("setting")
        self.line = QLineEdit()
        self.body.addWidget(self.line)
        self.line.textEdited.connect(lambda _: setattr(self, "dirty", True))
        self.set_primary("记账", lambda: self.happened.append("post"), "Ctrl+Enter")
        self.add_action("打印", lambda: self.happened.append("print"), "Ctrl+P", "print")
        self.add_action("清空", lambda: self.happened.append("clear"), more=True)

    def refresh(self) -> None:
        self.happened.append("refresh")

    def open(self, target: Any) -> None:
        self.happened.append(("open", target))


class Other(Pad):
    title = mark("Households")
    help_key = "households"


class Broken(Page):
    title = mark("Pay")

    def refresh(self) -> None:
        raise UserError("没有这个月")


ENTRIES = (
    PageEntry("orders", mark("Orders"), "orders", "F3", "pages_of_this_test:Pad", 1),
    PageEntry("households", mark("Households"), "households", "F4", "pages_of_this_test:Other", 1),
    PageEntry("pay", mark("Pay"), "pay", "F9", "pages_of_this_test:Broken", 2),
)


@pytest.fixture
def desk(home: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    pages = types.ModuleType("pages_of_this_test")
    pages.Pad, pages.Other, pages.Broken = Pad, Other, Broken  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pages_of_this_test", pages)
    window = MainWindow(ENTRIES, today=lambda: TODAY)
    qtbot.addWidget(window, before_close_func=forget)
    window.show()
    window.activateWindow()
    window.go("orders")
    yield window


def forget(window: MainWindow) -> None:
    """Nothing is asked when a test ends with something unposted."""
    for page in window.pages.held.values():
        page.dirty = False


def press(qtbot: Any, desk: MainWindow, key: Qt.Key, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or desk, key, held)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_pages_are_made_when_first_shown(desk: MainWindow) -> None:
    assert set(desk.pages.held) == {"orders"}
    page: Any = desk.go("households", Record(7))
    assert set(desk.pages.held) == {"orders", "households"}
    assert page.happened == ["refresh", ("open", Record(7))]
    desk.go("orders")
    desk.go("households")
    assert page.happened == ["refresh", ("open", Record(7))], "nothing changed, so nothing is asked again"


def test_function_keys_and_the_mouse_change_the_page(desk: MainWindow, qtbot: Any) -> None:
    press(qtbot, desk, Qt.Key.Key_F4)
    assert desk.current == "households" and desk.nav.buttons["households"].isChecked()
    qtbot.mouseClick(desk.nav.buttons["orders"], Qt.MouseButton.LeftButton)
    assert desk.current == "orders" and not desk.nav.buttons["households"].isChecked()
    page: Any = desk.pages.held["orders"]
    assert QApplication.focusWidget() is page.line


def test_keys_reach_the_page_that_is_seen_and_no_other(desk: MainWindow, qtbot: Any) -> None:
    first: Any = desk.pages.held["orders"]
    second: Any = desk.go("households")
    first.happened.clear()
    second.happened.clear()
    press(qtbot, desk, Qt.Key.Key_Return, CTRL)
    press(qtbot, desk, Qt.Key.Key_P, CTRL)
    assert second.happened == ["post", "print"] and first.happened == []


def test_a_button_prints_its_key_and_is_never_cut(desk: MainWindow, qtbot: Any) -> None:
    page: Any = desk.pages.held["orders"]
    button = page.primary_button
    assert button.key == "Ctrl Enter" and button.width() >= button.sizeHint().width()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.happened[-1] == "post"
    page.set_primary("记账 6 张", lambda: page.happened.append("six"), "Ctrl+Enter")
    press(qtbot, desk, Qt.Key.Key_Return, CTRL)
    assert page.happened[-1] == "six"


def test_rarer_things_are_in_the_menu(desk: MainWindow) -> None:
    page: Any = desk.pages.held["orders"]
    [action] = page._more.menu().actions()
    action.trigger()
    assert page.happened[-1] == "clear"


def test_find_goes_to_pages_and_to_what_the_finder_finds(desk: MainWindow, qtbot: Any) -> None:
    from models import i18n

    i18n.set_language("en")
    desk.finder = lambda words: [(("households", Record(5)), "解燚", "H0005 · 牛角沟村3组")]
    press(qtbot, desk, Qt.Key.Key_K, CTRL)
    find = desk.top.find
    assert QApplication.focusWidget() is find
    qtbot.keyClicks(find, "jy")
    assert find.list.isVisible()
    qtbot.keyClick(find, Qt.Key.Key_Return)
    page: Any = desk.pages.held["households"]
    assert desk.current == "households" and page.happened[-1] == ("open", Record(5)) and find.text() == ""
    press(qtbot, desk, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(find, "ord")
    qtbot.keyClick(find, Qt.Key.Key_Return)
    assert desk.current == "orders"
    press(qtbot, desk, Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(find, "jy")
    qtbot.keyClick(find, Qt.Key.Key_Escape)
    assert not find.list.isVisible() and find.text() == "jy"
    qtbot.keyClick(find, Qt.Key.Key_Escape)
    page = desk.pages.held["orders"]
    assert find.text() == "" and QApplication.focusWidget() is page.line


def test_a_notice_is_quiet_and_can_do_one_thing(desk: MainWindow, qtbot: Any) -> None:
    undone: list[bool] = []
    desk.notify("已记账 FL00012", "撤销", lambda: undone.append(True))
    notice = desk.notice
    assert notice.isVisible() and QApplication.focusWidget() is not notice.button
    inside = desk.centralWidget().rect()
    assert inside.contains(notice.geometry())
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert undone == [True] and not notice.isVisible()
    desk.notify("很" * 400)
    assert inside.contains(notice.geometry())
    qtbot.mouseClick(notice.cross, Qt.MouseButton.LeftButton)
    assert not notice.isVisible()


def test_a_refusal_while_refreshing_is_said_at_the_bottom(desk: MainWindow) -> None:
    desk.go("pay")
    assert desk.notice.isVisible() and desk.notice.words.text() == "没有这个月"


def test_undo_belongs_to_the_typing_first(desk: MainWindow, qtbot: Any) -> None:
    desk.undoer = lambda: "已撤销：发料 FL00012"
    page: Any = desk.pages.held["orders"]
    qtbot.keyClicks(page.line, "abc")
    # Through the window, as a real key comes; a key sent to a widget passes the window by.
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Z, CTRL)
    assert page.line.text() == "" and not desk.notice.isVisible()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Z, CTRL)
    assert desk.notice.words.text() == "已撤销：发料 FL00012"
    desk.notice.hide()
    desk.nav.buttons["orders"].setFocus()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Z, CTRL)
    assert desk.notice.isVisible()


def test_what_may_not_be_undone_is_said(desk: MainWindow, qtbot: Any) -> None:
    def refuse() -> str:
        raise UserError("锁定的工资期不动。")

    desk.undoer = refuse
    desk.undo()
    assert desk.notice.words.text() == "锁定的工资期不动。"


def test_help_opens_for_the_page(desk: MainWindow, qtbot: Any) -> None:
    asked: list[str] = []
    desk.helper = asked.append
    press(qtbot, desk, Qt.Key.Key_F1)
    desk.go("households")
    press(qtbot, desk, Qt.Key.Key_F1)
    assert asked == ["orders", "households"]


def test_pages_ask_again_when_data_changed(desk: MainWindow, database: Path, qtbot: Any) -> None:
    from models.settings import change_settings

    seen: Any = desk.pages.held["orders"]
    hidden: Any = desk.go("households")
    desk.go("orders")
    seen.happened.clear()
    hidden.happened.clear()
    with qtbot.waitSignal(desk.data_changed):
        change_settings({"cooperative.name": "大石镇"})
        change_settings({"cooperative.phone": "0825-0000001"})
    assert seen.happened == ["refresh"] and hidden.happened == []
    desk.go("households")
    assert hidden.happened == ["refresh"]


def test_what_is_not_posted_is_shown_and_asked_about(desk: MainWindow, qtbot: Any) -> None:
    page: Any = desk.pages.held["orders"]
    qtbot.keyClicks(page.line, "half")
    assert "订单" in desk.top.saved.text()
    said: list[str] = []

    def answer(accept: bool) -> None:
        box: Any = QApplication.activeModalWidget()
        said.append(box.words.text())
        box.accept() if accept else box.reject()

    QTimer.singleShot(0, lambda: answer(False))
    assert not desk.close() and desk.isVisible() and "订单" in said[0]
    QTimer.singleShot(0, lambda: answer(True))
    assert desk.close()
    assert len(said) == 2


def test_a_draft_that_is_kept_is_said_so(desk: MainWindow, qtbot: Any) -> None:
    page: Any = desk.pages.held["orders"]
    kept: list[bool] = []
    page.save_draft = lambda: kept.append(True) is None
    page.dirty = True
    said: list[str] = []

    def agree() -> None:
        box: Any = QApplication.activeModalWidget()
        said.append(box.words.text())
        box.accept()

    QTimer.singleShot(0, agree)
    assert desk.close() and kept == [True] and len(said) == 1


def test_closing_stops_long_work_safely(desk: MainWindow, qtbot: Any) -> None:
    import time

    from ui.kit.background_task import run, under_way

    def work(progress: Any) -> None:
        while True:
            time.sleep(0.002)
            progress(0, 0)

    run(desk, "Long", work)
    assert desk.close() and under_way() is None


def test_the_window_remembers_where_it_was(desk: MainWindow, qtbot: Any) -> None:
    desk.resize(1111, 666)
    desk.close()
    other = MainWindow(ENTRIES, today=lambda: TODAY)
    qtbot.addWidget(other)
    assert other.height() == 666
    other.close()


def test_the_navigation_folds_and_stays_folded(desk: MainWindow, qtbot: Any) -> None:
    desk.resize(1366, 768)
    assert desk.nav.width() == theme.px("nav")
    press(qtbot, desk, Qt.Key.Key_B, CTRL)
    assert desk.nav.width() == theme.px("nav_narrow")
    desk.resize(1367, 768)
    assert desk.nav.width() == theme.px("nav_narrow")
    qtbot.mouseClick(desk.nav.fold, Qt.MouseButton.LeftButton)
    assert desk.nav.width() == theme.px("nav")


@pytest.mark.parametrize("narrow", [False, True])
def test_the_name_opens_what_concerns_the_file(desk: MainWindow, qtbot: Any, narrow: bool) -> None:
    done: list[str] = []
    desk.nav.set_narrow(narrow)
    QApplication.processEvents()
    brand = desk.nav.brand
    assert brand.isVisible() and brand.width() <= desk.nav.width()
    assert brand.height() == theme.px("nav_row") if narrow else brand.height() > theme.px("nav_row")
    assert desk.nav.name.isVisible() is not narrow
    desk.file_actions = (("导入…", "import", lambda: done.append("import")),)
    qtbot.mouseClick(desk.nav.brand, Qt.MouseButton.LeftButton)
    menu: Any = QApplication.activePopupWidget()
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert done == ["import"]


def test_the_files_of_lately_stand_in_the_menu_and_open(desk: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    opened: list[Path] = []
    path = tmp_path / "甲 & 乙.db"
    desk.lately = lambda: [path]
    desk.dropping.opener = opened.append
    qtbot.mouseClick(desk.nav.brand, Qt.MouseButton.LeftButton)
    menu: Any = QApplication.activePopupWidget()
    line = menu.actions()[-1]
    assert line.text() == f"甲 && 乙 · {tmp_path.name}" and line.toolTip() == str(path)
    line.trigger()
    menu.close()
    assert opened == [path]


def test_another_language_and_size_keep_what_is_not_posted(desk: MainWindow, qapp: Any) -> None:
    from models import i18n

    page: Any = desk.pages.held["orders"]
    page.line.setText("half")
    page.dirty = True
    desk.go("households")
    i18n.set_language("en")
    theme.apply(qapp, "light", 125)
    desk.rebuild()
    assert desk.pages.held["orders"] is page and page.line.text() == "half"
    assert desk.nav.buttons["households"].text() == "Households" and desk.current == "households"
    assert desk.nav.buttons["households"].height() >= theme.px("nav_row")
    theme.apply(qapp, "light", 100)


def test_where_room_is_short_quiet_actions_go_into_the_menu(desk: MainWindow, qtbot: Any, qapp: Any) -> None:
    page: Any = desk.pages.held["orders"]
    [(button, action)] = page._secondary
    assert button.isVisible() and action not in page._more.menu().actions()
    page.setFixedWidth(theme.px("field"))
    QApplication.processEvents()
    assert not button.isVisible() and page._more.menu().actions()[0] is action
    page.happened.clear()
    press(qtbot, desk, Qt.Key.Key_P, CTRL)
    assert page.happened == ["print"], "its key stays"


def test_words_give_way_and_figures_shrink(qtbot: Any) -> None:
    from ui.kit.card import FigureCard

    card = FigureCard("应发工资", "16,819.53", "元 · 78 户，其中现金 62 户")
    qtbot.addWidget(card)
    card.resize(theme.px("field"), card.sizeHint().height())
    card.show()
    assert card.figure.width() >= card.figure.sizeHint().width()
    assert card.remark.text() == "元" and card.aside.text() == "78 户，其中现金 62 户", "the rest goes up"
    card.resize(theme.px("sheet"), card.sizeHint().height())
    assert card.remark.text() == "元 · 78 户，其中现金 62 户" and not card.aside.text()
    card.resize(card.minimumSizeHint())
    assert card.figure.width() < card.figure.sizeHint().width()
    assert card.figure.width() >= card.figure.minimumSizeHint().width()
    card.say("1", "户")
    QApplication.processEvents()
    assert card.remark.toolTip() == ""


def test_a_figure_gives_way_to_its_unit(qtbot: Any) -> None:
    from ui.kit.card import FigureCard

    card = FigureCard("应发 · 计件 14,296.95", "14,952.89", "元")
    qtbot.addWidget(card)
    card.show()
    # The width of one of four cards beside a wide navigation at 150 %.
    card.resize(card.figure.sizeHint().width() + 2 * theme.px("l") + theme.px("s"), card.sizeHint().height())
    QApplication.processEvents()
    assert card.figure.width() < card.figure.sizeHint().width()
    assert card.remark.width() >= QFontMetrics(theme.font("quiet")).horizontalAdvance("元")


@pytest.mark.parametrize("narrow", [False, True])
def test_every_page_is_seen_on_a_low_screen(qtbot: Any, home: Path, narrow: bool) -> None:

    from ui.shell.nav import Nav

    nav = Nav(PAGES, "桐荫院坝手工专业合作社")
    qtbot.addWidget(nav)
    nav.set_narrow(narrow)
    nav.resize(nav.width(), 512)  # 768 at 150 %
    nav.show()
    for _ in range(3):
        QApplication.processEvents()
    assert nav._area.verticalScrollBar().maximum() == 0
    last = list(nav.buttons.values())[-1]
    assert (
        nav._area.viewport()
        .rect()
        .contains(QRect(last.mapTo(nav._area.viewport(), QPoint(0, 0)), last.size()))
    )
    nav.resize(nav.width(), 768)
    for _ in range(3):
        QApplication.processEvents()
    assert last.height() > theme.px("nav_row_least"), "with more room they stand apart again"


@pytest.mark.parametrize(("size", "language"), [(100, "zh"), (100, "en"), (150, "zh"), (200, "en")])
def test_nothing_of_the_shell_overlaps(
    home: Path, qtbot: Any, qapp: Any, monkeypatch: pytest.MonkeyPatch, size: int, language: str
) -> None:
    from models import i18n

    i18n.set_language(language)
    pages = types.ModuleType("pages_of_this_test")
    pages.Pad, pages.Other, pages.Broken = Pad, Other, Broken  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pages_of_this_test", pages)
    theme.apply(qapp, "light", size)
    window = MainWindow(ENTRIES, today=lambda: TODAY, backup_state=lambda: ("Backed up 2 h ago", "quiet"))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.go("orders")
    QApplication.processEvents()
    parts = [window.top.find, window.top.day, window.top.state, window.top.backup]
    boxes = [part.geometry() for part in parts if part.isVisible()]
    for number, box in enumerate(boxes):
        assert window.top.rect().contains(box), parts[number]
        assert not [other for other in boxes[number + 1 :] if box.intersects(other)], (box, size)
    for button in window.nav.buttons.values():
        assert button.visibleRegion().boundingRect().width() == button.width()
    corner = window.nav.mapTo(window, QPoint(window.nav.width(), 0))
    assert corner.x() == window.top.mapTo(window, QPoint(0, 0)).x()
    theme.apply(qapp, "light", 100)
    window.close()


def test_the_registry_is_sound() -> None:
    keys = [entry.key for entry in PAGES]
    shortcuts = [entry.shortcut for entry in PAGES if entry.shortcut]
    assert len(set(keys)) == len(keys) and len(set(shortcuts)) == len(shortcuts)
    assert not {"F1", "F7", "Ctrl+K", "Ctrl+Z", "Ctrl+B", "Ctrl+F", "Ctrl+N", "Ctrl+P"} & set(shortcuts)
    for entry in PAGES:
        assert (theme.RESOURCES / "icons" / f"{entry.icon}.svg").exists()


def test_importing_the_window_loads_nothing_heavy() -> None:
    import subprocess

    heavy = {
        "reportlab",
        "pypinyin",
        "pyvrp",
        "numpy",
        "matplotlib",
        "openpyxl",
        "xlsxwriter",
        "zhplot",
    }
    code = (
        "import sys, ui.shell.app, ui.shell.window, ui.kit.table, ui.kit.form; "
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[3]
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert answer.stdout.strip() == "[]"


STARTED = """
import os, sys
import main
main.window_opening().window_parts()
from ui.pages.desk.today import TodayPage

painted = TodayPage.paintEvent

def paint(page, event):
    painted(page, event)
    print(*sys.modules, flush=True)
    os._exit(0)

TodayPage.paintEvent = paint
main.main([])
"""
AT_START = {"models.tables.desk", "models.tables.trail"}
NOT_AT_START = (
    "models.tables.",
    "models.migrations.steps.",
    "models.actions",
    "models.queries.listing",
    "models.queries.report",
    "models.queries.desk.target",
    "models.rules.pinyin",
    "models.rules.ledger.balance",
    "ui.kit.chart",
    "ui.kit.field",
    "ui.kit.photo",
    "ui.kit.row",
    "ui.kit.short_list",
    "ui.kit.suggestion_list",
    "ui.shell.lock_screen",
    "reports",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "PySide6.QtPdf",
)
"""What the first painting of the page Today can do without; it comes once somebody needs it, or nobody waits."""


def test_the_first_painting_needs_few_modules(database: Path, tmp_path: Path) -> None:
    import subprocess

    env = dict(os.environ, YUANBA_DB=str(database), YUANBA_HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    root = Path(__file__).resolve().parents[3]
    started = subprocess.run(
        [sys.executable, "-c", STARTED], capture_output=True, text=True, cwd=root, env=env, check=True
    )
    loaded = set(started.stdout.split())
    assert "ui.pages.desk.today" in loaded
    assert sorted(name for name in loaded - AT_START if name.startswith(NOT_AT_START)) == []
    assert sum(name.startswith(("models.", "ui.")) for name in loaded) < 130


def test_no_menu_of_rarer_things_is_empty(clerk: Clerk) -> None:
    of = make.subcontract()
    first = {"households": of.household_id, "orders": of.order_id, "products": of.order.product_id}
    for entry in PAGES:
        for place in (None, Record(first[entry.key]) if entry.key in first else None):
            page = clerk.go(entry.key, place)
            clerk.settle()
            assert place is None or (isinstance(page, RecordsPage) and page.key)
            if page._more is not None and page._more.isVisible():
                assert any(action.isVisible() for action in page._more.menu().actions()), entry.key


def test_a_notice_never_fills_the_window(clerk: Clerk) -> None:
    clerk.go("orders")
    clerk.window.notify("很长的一句话。" * 200, "撤销 Ctrl+Z", lambda: None)
    notice, ground = clerk.window.notice, clerk.window.ground
    assert notice.height() < ground.height() // 4 and notice.width() < ground.width()
    assert len(notice.words.toolTip()) > len(notice.words.text())
