"""A clerk at the desk: types, presses keys, and deals with the sheets that open."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPlainTextEdit, QWidget

from ui.kit.background_task import ProgressBox
from ui.shell.message_box import Defect

TODAY = date(2026, 10, 21)
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
WORK_ENDS = 30  # seconds


def pass_time(milliseconds: int) -> None:
    """Let time pass for the window and for what works beside it, which QTest.qWait would not let run."""
    until = time.monotonic() + milliseconds / 1000
    while True:
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = until - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, 0.001))


class Place(QWidget):
    """Somewhere to work or ask from, which hears refusals."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def say_refusal(self, sentence: str) -> None:
        """Keep what a page would show."""
        self.said.append(sentence)


class Watch:
    """Closes boxes that nobody deals with: a test then fails with their words instead of waiting for ever."""

    PATIENCE = 20.0  # seconds
    IMPATIENCE = 3.0
    """While every sheet that the test knows of is dealt with already."""

    def __init__(self, window: Any) -> None:
        self.told: list[str] = []
        self.patience = self.PATIENCE
        self.known: list[QWidget] = []
        self._stands: QWidget | None = None
        self._since = 0.0
        self._timer = QTimer(window, interval=100)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def tell(self) -> None:
        """Fail with the words of the boxes that were closed, once."""
        words, self.told = self.told, []
        assert not words, "nobody expected this box:\n" + "\n\n".join(words)

    def _look(self) -> None:
        top = QApplication.activeModalWidget()
        if isinstance(top, ProgressBox) or top in self.known:
            top = None
        if top is not self._stands:
            self._stands, self._since = top, time.monotonic()
        elif isinstance(top, QDialog) and time.monotonic() - self._since > self.patience:
            self.told.append(words_of(top))
            top.done(0)


def words_of(box: QWidget) -> str:
    """All that stands in a box."""
    labels = [label.text() for label in box.findChildren(QLabel) if label.isVisibleTo(box)]
    longer = [text.toPlainText() for text in box.findChildren(QPlainTextEdit)]
    return "\n".join(words for words in (box.windowTitle(), *labels, *longer) if words)


class Clerk:
    """Hands on one window. ``said`` collects the notices."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.watch = Watch(window)
        self.said: list[str] = []
        say = window.notice.say

        def listen(words: str, *rest: Any, **more: Any) -> None:
            self.said.append(words)
            say(words, *rest, **more)

        window.notice.say = listen

    def go(self, key: str, target: Any = None) -> Any:
        """Show a page and put the keyboard there."""
        page = self.window.go(key, target)
        self.window.activateWindow()
        QApplication.processEvents()
        self.heard()
        page.take_focus()
        return page

    def heard(self) -> None:
        """Wait until what pages ask beside the window is answered and shown, also what follows from an answer."""
        from ui.kit import background_query

        for _ in range(3):
            background_query.settle()
            QApplication.processEvents()

    def settle(self) -> None:
        """Let what is due at once and refreshes run; the window's longer timers are waited for by name."""
        for _ in range(4):
            pass_time(1)
            self.heard()

    def wait(self) -> None:
        """Let long work end."""
        from ui.kit.background_task import under_way

        end = time.monotonic() + WORK_ENDS
        while time.monotonic() < end:
            self.settle()
            if under_way() is None:
                # What follows from it is shown a moment later.
                self.settle()
                self.settle()
                return
        raise AssertionError("the work does not end")

    def focus(self) -> QWidget:
        """Where the keyboard is, in the sheet on top or in the window."""
        top = QApplication.activeModalWidget() or self.window
        top.activateWindow()
        QApplication.processEvents()
        return top.focusWidget() or top

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE, on: QWidget | None = None) -> None:
        """One key, where the keyboard is."""
        QTest.keyClick(on or self.focus(), key, held)
        QApplication.processEvents()

    def type(self, words: str, on: QWidget | None = None) -> None:
        """Some letters, where the keyboard is; Chinese comes from an input method."""
        target: Any = on or self.focus()
        if words.isascii():
            # The first letter may open a cell, which then takes the rest.
            for letter in words:
                QTest.keyClicks(on or self.focus(), letter)
        else:
            target.insert(words)
            target.textEdited.emit(target.text())
        QApplication.processEvents()

    def enter(self, *words: str) -> None:
        """Some words where the keyboard is, Enter after each."""
        for one in words:
            self.type(one)
            self.press(Qt.Key.Key_Return)

    def with_sheet(self, open_it: Callable[[], object], fill: Callable[[Any], object]) -> None:
        """Open a sheet and fill it in; a sheet left open is closed."""
        self.with_sheets(open_it, [fill])

    def with_sheets(self, open_it: Callable[[], object], fills: list[Callable[[Any], object]]) -> None:
        """Deal with one sheet after the other, the later ones opened by the earlier."""
        waiting = list(fills)
        faults: list[BaseException] = []
        seen: list[QWidget] = []

        def look() -> None:
            sheet = QApplication.activeModalWidget()
            if isinstance(sheet, ProgressBox):
                # Work that takes long is no question, on a busy machine either.
                sheet = None
            if isinstance(sheet, Defect):
                faults.append(AssertionError(words_of(sheet)))
                sheet.done(0)
            if sheet is not None and waiting and sheet not in seen:
                seen.append(sheet)
                timer_for_next()
                if len(waiting) == 1:
                    self.watch.patience = self.watch.IMPATIENCE
                try:
                    waiting.pop(0)(sheet)
                except BaseException as fault:
                    faults.append(fault)
                if sheet.isVisible():
                    sheet.done(0)
            elif waiting:
                timer_for_next()

        def timer_for_next() -> None:
            QTimer.singleShot(10, self.window, look)

        timer_for_next()
        self.watch.known = seen
        try:
            open_it()
            self.settle()
        finally:
            self.watch.known, self.watch.patience = [], self.watch.PATIENCE
        self.watch.tell()
        if faults:
            raise faults[0]
        assert not waiting, "no sheet opened"


def filled(**values: Any) -> Callable[[Any], None]:
    """What fills fields of a sheet by their names and submits it."""

    def fill(sheet: Any) -> None:
        for name, value in values.items():
            sheet.form.field(name).set_value(value)
        sheet.submit()

    return fill


def answer(*acts: Any) -> None:
    """Deal with the next dialogs that open, one after the other."""
    left = list(acts)
    dealt_with: list[Any] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        new = isinstance(box, QDialog) and box not in dealt_with
        if new:
            dealt_with.append(box)
        if left[new:]:
            QTimer.singleShot(10, look)
        if new:
            left.pop(0)(box)

    QTimer.singleShot(10, look)
