"""What people write is shown as it stands: never as markup, in labels, tooltips, boxes and notices."""

from __future__ import annotations

from typing import Any, Final

import pytest
from PySide6.QtCore import QAbstractTableModel, QPoint
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextEdit, QToolTip, QWidget

from models.tables.party import Household
from tests import factories as make
from tests.ui.clerk import Clerk, pass_time
from ui.shell.message_box import Defect, Message, Question

MARKUP: Final = "<b>x</b><img src=a.png>"
PLAIN = Qt.TextFormat.PlainText
PAGES: Final = (
    *("today", "orders", "households", "dispatch", "collection", "visits"),
    *("routes", "vouchers", "pay", "print", "history"),
)


def labels(of: QWidget) -> list[QLabel]:
    return [one for one in of.findChildren(QLabel) if Qt.mightBeRichText(one.text())]


def tip() -> QLabel:
    """The label a tooltip is shown in."""
    (found,) = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, QLabel) and one.metaObject().className() == "QTipLabel" and one.isVisible()
    ]
    return found


def tips_of(of: QWidget) -> set[str]:
    """The tooltips of widgets, and of all that stands in lists."""
    found = {one.toolTip() for one in of.findChildren(QWidget)}
    for view in of.findChildren(QAbstractItemView):
        model: Any = view.model()
        if model is not None:
            found |= {
                str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
                for row in range(min(model.rowCount(), 50))
                for column in range(model.columnCount() if isinstance(model, QAbstractTableModel) else 1)
            }
    return {one for one in found if Qt.mightBeRichText(one)}


@pytest.fixture
def marked(clerk: Clerk) -> Clerk:
    """A desk where a household, a product and an order are called as a page of the web would be written."""
    make.month_of_slips()
    one: Any = Household.get(Household.code == "H0001")
    make.parties.save_household({"head": MARKUP, "landmark": MARKUP, "note": MARKUP}, one)
    make.order(make.product(name=MARKUP, good=1))
    return clerk


def test_no_page_takes_words_for_markup(marked: Clerk) -> None:
    window, seen = marked.window, 0
    for page in PAGES:
        window.go(page)
        pass_time(60)
        for label in labels(window):
            assert label.textFormat() == PLAIN, (page, label.text())
            seen += 1
        assert not [
            one for one in window.findChildren(QTextEdit) if not one.isReadOnly() and one.acceptRichText()
        ]
        for words in tips_of(window):
            QToolTip.showText(QPoint(5, 5), words, window)
            assert tip().text() == words and tip().textFormat() == PLAIN, page
            QToolTip.hideText()
            pass_time(1)
            seen += 1
    assert seen


@pytest.mark.parametrize("box", [Message, Question, Defect])
def test_no_box_takes_words_for_markup(qtbot: Any, box: Any) -> None:
    shown = box(None, MARKUP)
    qtbot.addWidget(shown)
    assert all(one.textFormat() == PLAIN for one in labels(shown))


def test_no_notice_takes_words_for_markup(clerk: Clerk) -> None:
    clerk.window.notify(MARKUP)
    found = labels(clerk.window)
    assert found and all(one.textFormat() == PLAIN for one in found)


def test_a_tooltip_shows_what_looks_like_markup(clerk: Clerk) -> None:
    QToolTip.showText(QPoint(5, 5), MARKUP, clerk.window)
    assert tip().text() == MARKUP and tip().textFormat() == PLAIN
    QToolTip.hideText()
