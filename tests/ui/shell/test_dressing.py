"""A change of look dresses what is seen at once, the rest when it comes; whatever is seen has the look of now."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget

from models.settings import change_settings
from tests.ui.clerk import Clerk
from tests.ui.turning import in_loop
from ui.kit import turns as turning
from ui.kit.text import ElidedLabel
from ui.kit.turns import turns
from ui.shell import dressing, theme
from ui.shell.leaving import still_leaving

PAGES = ("households", "settings", "visits", "reports")


@pytest.fixture
def desk(clerk: Clerk, qapp: Any) -> Iterator[Clerk]:
    yield clerk
    theme.apply(qapp, "light", 100)


class Told(QWidget):
    """Counts how often it is told of another style."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.times = 0
        self.collecting = False

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        self.collecting |= gc.isenabled()
        super().changeEvent(event)


def picture(desk: Clerk, key: str) -> Any:
    """What a page looks like, nothing under the cursor and without the keyboard."""
    desk.go(key)
    desk.settle()
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    QApplication.processEvents()
    return desk.window.pages.grab().toImage()


def test_nothing_is_collected_while_widgets_get_their_look(desk: Clerk, qapp: Any) -> None:
    told = Told(desk.window)
    told.show()
    told.collecting = False
    theme.apply(qapp, "dark", 100)
    assert told.times and not told.collecting and gc.isenabled()


def test_pages_not_seen_are_left_alone_until_they_come(desk: Clerk, qapp: Any) -> None:
    for key in PAGES:
        desk.go(key)
    hidden, seen = Told(desk.window.pages.held["households"]), Told(desk.window.pages.held["reports"])
    for told in (hidden, seen):
        told.show()
    for key in PAGES:
        desk.go(key)
    hidden.times = seen.times = 0
    theme.apply(qapp, "dark", 100)
    theme.apply(qapp, "light", 100)
    assert hidden.times == 0 and seen.times > 0, (hidden.times, seen.times)
    desk.go("households")
    assert hidden.times == 1 and hidden.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)


def test_a_page_that_comes_later_looks_as_if_it_had_been_seen(desk: Clerk, qapp: Any) -> None:
    for key in PAGES:
        picture(desk, key)
    wanted = {}
    for key in PAGES:
        # Each seen while the look changes; what has the keyboard has a wider frame.
        picture(desk, key)
        theme.apply(qapp, "dark", 100)
        wanted[key] = picture(desk, key)
        theme.apply(qapp, "light", 100)
    desk.go("today")
    theme.apply(qapp, "dark", 100)
    for key in PAGES:
        assert picture(desk, key) == wanted[key], key
    parts = [part for part in dressing._waiting_parts().parts if part.isVisible()]
    assert parts == [], "whatever is seen is dressed"


def test_a_part_shown_without_the_window_knowing_is_dressed(desk: Clerk, qapp: Any) -> None:
    page: Any = desk.go("settings")
    hidden = page.pile.widget(3)
    theme.apply(qapp, "dark", 100)
    assert hidden in dressing._waiting_parts().parts
    page.list.setCurrentRow(3)
    assert hidden.isVisible() and hidden not in dressing._waiting_parts().parts


def test_words_are_cut_once_when_the_look_is_whole(desk: Clerk, qapp: Any, monkeypatch: Any) -> None:
    page: Any = desk.go("orders")
    cut: list[Any] = []
    was = ElidedLabel._cut
    monkeypatch.setattr(ElidedLabel, "_cut", lambda label: (cut.append(label), was(label))[1])
    theme.apply(qapp, "dark", 100)
    assert cut.count(page.title_label) <= 1


def test_letters_change_in_pieces_and_nothing_old_stays(
    desk: Clerk, qapp: Any, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(turning, "LONG", 1e-9)
    window = desk.window
    for key in PAGES:
        desk.go(key)
    before, ground = tuple(window.pages.held.values()), window.ground
    change_settings({"screen.font_size": "18"})
    in_loop(window.follow_settings)
    while turns().under_way and window.updatesEnabled():
        in_loop(lambda: None, turns=1)
    assert turns().under_way, "nothing half-made is painted"
    qtbot.waitUntil(lambda: not turns().under_way and not still_leaving(), timeout=10_000)
    assert window.updatesEnabled() and theme.scale() == 129 and window.current == "reports"
    assert set(window.pages.held) == {"reports"} and window.ground is not ground
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    from shiboken6 import isValid

    assert not any(map(isValid, (*before, ground)))


def test_what_is_not_posted_has_the_new_look_too(desk: Clerk, qapp: Any) -> None:
    page: Any = desk.go("visits")
    page.form.field("topic").set_value("收口")
    page.dirty = True
    desk.go("settings")
    change_settings({"screen.theme": "dark", "screen.font_size": "18"})
    desk.window.follow_settings()
    assert desk.window.pages.held["visits"] is page
    desk.go("visits")
    part = page.form.field("topic").editor
    assert (
        part.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
        and page.form.field("topic").value() == "收口"
    )
