"""On a laptop of 1366 × 768 at 150 %, beside its task bar, the buttons of every sheet stay in view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.i18n import set_language
from models.queries.order.orders import order_page
from models.tables.product import Rate
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk
from ui.kit.dialog import Dialog
from ui.kit.filter_bar import FilterBar
from ui.kit.popup import hang
from ui.kit.suggestion_list import SuggestList
from ui.pages.ledger.sale_form import sale_sheet
from ui.pages.ledger.stock_forms import delivery_sheet, receipt_sheet
from ui.pages.ledger.stocktake import count_sheet, opening_sheet
from ui.pages.order.allocation import allocation_sheet
from ui.pages.product.product_forms import new_rate_sheet, rate_sheet
from ui.pages.road.village_roads import roads_sheet
from ui.shell import theme

ROOM = QRect(0, 0, 910, 472)
TITLE = 31


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "room", lambda widget: ROOM)


@pytest.fixture
def parent(database: Any, qtbot: Any) -> QWidget:
    home = QWidget()
    qtbot.addWidget(home)
    return home


def fits(dialog: Dialog) -> bool:
    return dialog.width() <= ROOM.width() and dialog.height() <= ROOM.height() - TITLE


SHEETS = {
    "receipt": lambda parent: receipt_sheet(parent, TODAY),
    "sale": lambda parent: sale_sheet(parent, TODAY),
    "delivery": lambda parent: delivery_sheet(parent, TODAY),
    "opening": lambda parent: opening_sheet(parent, TODAY),
    "count": lambda parent: count_sheet(parent, TODAY),
    "roads": roads_sheet,
    "allocation": lambda parent: allocation_sheet(parent, order_page(make.order().id, TODAY), TODAY),
}


@pytest.mark.parametrize("name", SHEETS)
def test_the_buttons_of_a_sheet_with_lines_stay_in_view(name: str, parent: QWidget, qtbot: Any) -> None:
    sheet = SHEETS[name](parent)
    sheet.show()
    assert fits(sheet), (sheet.size(), sheet.minimumSizeHint())
    corner = sheet.primary.mapTo(sheet, sheet.primary.rect().bottomRight())
    assert sheet.rect().contains(corner)
    # The sentence of a refusal takes room too.
    sheet.say_refusal("“件”要填整数。")
    sheet.layout().activate()
    assert fits(sheet), (sheet.size(), sheet.minimumSizeHint())


def test_a_dialog_that_wants_more_than_the_screen_gets_what_it_has(parent: QWidget, qtbot: Any) -> None:
    dialog = Dialog(parent)
    QVBoxLayout(dialog).addWidget(QLabel("院坝"))
    dialog.setMinimumSize(theme.px("preview_w"), theme.px("field"))
    dialog.resize(theme.px("preview_w"), theme.px("preview_h"))
    dialog.show()
    assert fits(dialog)
    dialog.close()


@pytest.mark.parametrize("sheet_of", ["new", "corrected"])
def test_how_far_a_rate_reaches_is_in_view(sheet_of: str, parent: QWidget, qtbot: Any) -> None:
    baskets = make.product(good=3.25)
    if sheet_of == "new":
        sheet = new_rate_sheet(parent, baskets, TODAY)
    else:
        sheet = rate_sheet(parent, baskets, Rate.get(), TODAY)
    sheet.show()
    reach = sheet.form.field("apply_to")
    assert reach.visibleRegion().boundingRect() == reach.rect()


def around(widget: QWidget) -> QWidget:
    """What a widget is scrolled in, else its window."""
    one = widget
    while (above := one.parentWidget()) is not None and not one.isWindow():
        area = above.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is above:
            return one
        one = above
    return one


def out_of_reach(window: QWidget) -> Iterator[str]:
    """The buttons something else lies upon or whose middle is cut off, and what is wider than its place shows."""
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.size().isValid():
            ground = around(button)
            found = ground.childAt(button.mapTo(ground, button.rect().center()))
            if found is not button and not button.isAncestorOf(found or window):
                yield f"{button.text() or button.toolTip() or button!r} is covered"
    for area in window.findChildren(QScrollArea):
        no_bar = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        beyond = 0 if area.widget() is None else area.widget().width() - area.viewport().width()
        if area.isVisible() and no_bar and beyond > 0:
            yield f"{type(area).__name__} of {type(area.parentWidget()).__name__} cuts {beyond}"


def places(clerk: Clerk) -> Iterator[str]:
    """Every page, its tabs and its sections."""
    for key in [entry.key for entry in clerk.window.entries]:
        page = clerk.go(key)
        clerk.settle()
        yield key
        for tabs in page.findChildren(QTabWidget):
            for number in range(tabs.count()):
                tabs.setCurrentIndex(number)
                clerk.settle()
                yield f"{key}, {tabs.tabText(number)}"
        for parts in page.findChildren(QListWidget) if key == "settings" else ():
            for row in range(parts.count()):
                parts.setCurrentRow(row)
                clerk.settle()
                yield f"{key}, {parts.item(row).text()}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_button_of_a_page_can_be_pressed(language: str, clerk: Clerk) -> None:
    make.slips_of_every_kind()
    set_language(language)
    clerk.window.rebuild()
    clerk.window.resize(ROOM.width(), ROOM.height() - TITLE)
    wrong = [f"{place}: {said}" for place in places(clerk) for said in out_of_reach(clerk.window)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def around_line(qtbot: Any, y: int) -> QLineEdit:
    """A line at a height of the screen."""
    line = QLineEdit()
    qtbot.addWidget(line)
    line.setGeometry(20, y, 300, 36)
    line.show()
    return line


@pytest.mark.parametrize("y", [0, 30, 200, 300, 430])
def test_what_hangs_at_a_line_stays_on_a_low_screen(y: int, qtbot: Any) -> None:
    line = around_line(qtbot, y)
    found = SuggestList(line, lambda words: [(n, f"{n}", "") for n in range(30)], shown=14)
    found.offer("c")
    place = found.geometry()
    assert ROOM.contains(place) and not place.intersects(line.geometry())
    assert place.height() >= 5 * theme.px("row") and found.model.rowCount() == 30
    found.hide()
    month = QFrame(line, Qt.WindowType.Popup)
    month.resize(300, 320)
    hang(month, line, 4)
    assert ROOM.contains(month.geometry())


@pytest.mark.parametrize("key", ["orders", "pay", "vouchers"])
def test_every_filter_opens_on_a_low_screen(key: str, clerk: Clerk) -> None:
    make.slips_of_every_kind()
    clerk.window.move(0, 0)
    clerk.window.resize(ROOM.width(), ROOM.height() - TITLE)
    clerk.go(key)
    clerk.settle()
    for bar in clerk.window.findChildren(FilterBar):
        for name in bar.chips if bar.isVisible() else ():
            bar.open(name)
            clerk.settle()
            assert ROOM.contains(bar.popup.geometry()), name
            bar.popup.close()
