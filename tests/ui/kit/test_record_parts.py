"""The parts of a record's page: the row of what one can do, the months side by side, the marked calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.kit.action_row import ActionRow
from ui.kit.acts import acts
from ui.kit.button import ActionButton
from ui.kit.marked_month import MarkedMonth
from ui.kit.month_bars import MonthBars, MonthColumn
from ui.shell import theme

KEY = Qt.Key


@pytest.mark.parametrize("width", [320, 640, 1200])
def test_a_row_of_buttons_goes_on_in_the_next_line(qapp: QApplication, qtbot: Any, width: int) -> None:
    row = ActionRow()
    qtbot.addWidget(row)
    for words in ("派工", "Pay an advance", "Lend a machine", "Record a visit", "打印"):
        row.add(ActionButton(words, "Alt+1", icon="print"))
    row.resize(width, 40)
    row.show()
    boxes = [button.geometry() for button in row.buttons]
    assert all(box.right() <= width and box.width() >= 40 for box in boxes)
    assert not any(box.intersects(other) for at, box in enumerate(boxes) for other in boxes[at + 1 :])
    assert row.height() == max(box.bottom() for box in boxes) + 1
    assert [(box.y(), box.x()) for box in boxes] == sorted((box.y(), box.x()) for box in boxes)
    row.buttons[0].hide()
    qtbot.waitUntil(lambda: row.buttons[1].geometry().topLeft() == QPoint(0, 0))


def columns() -> list[MonthColumn]:
    return [
        MonthColumn(f"{at}月", at * 100_000, (f"{at * 1000:,}.00", f"{at}"), at < 12, ("9",), f"month {at}")
        for at in range(1, 13)
    ]


def test_a_month_is_opened_by_mouse_and_by_key(qapp: QApplication, qtbot: Any) -> None:
    bars = MonthBars()
    qtbot.addWidget(bars)
    bars.resize(900, bars.sizeHint().height())
    opened: list[int] = []
    bars.opened.connect(opened.append)
    bars.show_months([], (), "")
    QTest.keyClick(bars, KEY.Key_Return)
    bars.show_months(columns(), ("件",), "一年的工资")
    bars.show()
    bars.grab()
    left, slot = bars._left(), bars._slot()
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(round(left + 3.5 * slot), 40))
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(2, 40))
    assert opened == [3]
    bars.setFocus(Qt.FocusReason.TabFocusReason)
    bars._go(11)
    for key in (KEY.Key_Left, KEY.Key_Left, KEY.Key_Right, KEY.Key_Space):
        QTest.keyClick(bars, key)
    assert opened == [3, 10]


def test_values_are_written_as_exactly_as_there_is_room(qapp: QApplication, qtbot: Any) -> None:
    bars = MonthBars()
    qtbot.addWidget(bars)
    bars.show_months(columns(), ("件",), "")
    metrics = QFontMetrics(theme.font("quiet"))
    for width, form in ((1400, 0), (420, 1)):
        bars.resize(width, 200)
        assert bars._form(metrics, bars._slot()) == form
        bars.grab()


def test_a_marked_day_says_its_marks(qapp: QApplication, qtbot: Any) -> None:
    month = MarkedMonth(date(2026, 10, 12), date(2026, 10, 21))
    qtbot.addWidget(month)
    month.put(
        {date(2026, 10, 12): [("收", "accent"), ("访", "quiet"), ("工资", "accent"), ("交期", "wrong")]}
    )
    for width in (260, 900):
        month.resize(width, month.height())
        month.grab()
    assert "收 访" in month.accessibleName()
    month.go(date(2026, 10, 13))
    assert "收" not in month.accessibleName()


def test_every_act_is_there(qapp: QApplication) -> None:
    import importlib

    import ui.pages

    assert ui.pages.PAGES and acts()
    for place in acts().values():
        module, _, name = place.partition(":")
        assert callable(getattr(importlib.import_module(module), name))
