"""Every dialog on every screen: bounded to it, its buttons in view, and what does not fit is scrolled to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from models import i18n
from tests.trust.promises import LONG
from tests.ui.clerk import Clerk
from tests.ui.dialogs import DIALOGS, LONG_SENTENCE, opened, reached, something_of_everything
from tests.ui.inputs import inputs
from ui.kit.button import ActionButton
from ui.kit.tab_order import put_in_tab_order, tab_order
from ui.pages import PAGES
from ui.pages.party.household_form import household_sheet
from ui.shell import theme
from ui.shell.about import About

ROOT = Path(__file__).resolve().parents[3]
TITLE, TASK_BAR = 31, 40
SCREENS = ((1366, 768), (1280, 720))
SHARES = 3
SCALES = (100, 125, 150, 175, 200)


@dataclass(frozen=True)
class Dress:
    """A screen, how much its system enlarges everything, in percent, and the language."""

    width: int
    height: int
    scale: int
    language: str

    @property
    def room(self) -> QRect:
        """What the task bar leaves of the screen, in the window's own measure."""
        return QRect(0, 0, self.width * 100 // self.scale, self.height * 100 // self.scale - TASK_BAR)

    def __str__(self) -> str:
        return f"{self.width}x{self.height} at {self.scale} % in {self.language}"


EVERY = [
    Dress(width, height, scale, language)
    for width, height in SCREENS
    for scale in SCALES
    for language in ("zh", "en")
]
# All of them are tried with ``dev.py test --trust``.
SAMPLE = [Dress(1366, 768, 150, "en"), Dress(1280, 720, 200, "zh")]


@pytest.fixture
def desk(fill: Any, clerk: Clerk) -> Clerk:
    fill(something_of_everything)
    return clerk


def areas(one: QWidget) -> Iterator[QScrollArea]:
    """The areas that scroll it into view, the innermost first."""
    above = one.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            yield above
        above = above.parentWidget()


def wide(one: QWidget) -> bool:
    """Whether it may be wider than the area it is scrolled in."""
    return isinstance(one, QAbstractItemView) and any(
        area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff for area in areas(one)
    )


def faults(dialog: QWidget, room: QRect) -> list[str]:
    """What of a dialog cannot be seen or reached on a screen that leaves so much room."""
    found = []
    if dialog.width() > room.width() or dialog.height() > room.height() - TITLE:
        found.append(f"is {dialog.width()} × {dialog.height()}")
    least = dialog.layout().minimumSize()
    if least.width() > dialog.width() or least.height() > dialog.height():
        found.append(f"needs {least.width()} × {least.height()}, has {dialog.width()} × {dialog.height()}")
    focus = dialog.focusWidget()
    typed = any(isinstance(one, (QLineEdit, QAbstractItemView)) for one in inputs(dialog))
    if typed and isinstance(focus, ActionButton) and focus.key == "Esc":
        found.append("begins at its way out")
    for one in inputs(dialog):
        # It scrolls by itself: two rows are enough to work in.
        longer = isinstance(one, (QAbstractItemView, QPlainTextEdit, QTextEdit))
        wanted = QRect(0, 0, one.width(), min(one.height(), 2 * theme.px("row")) if longer else one.height())
        for area in areas(one):
            at = one.mapTo(area.widget(), QPoint(0, 0))
            for x, y in ((at.x() + wanted.width(), at.y() + wanted.height()), (at.x(), at.y())):
                area.ensureVisible(x, y, 0, 0)
        seen = one.visibleRegion().boundingRect()
        if seen.height() < wanted.height() or (seen.width() < wanted.width() and not wide(one)):
            said = one.accessibleName() or getattr(one, "text", str)()
            shown = f"{seen.width()} × {seen.height()} of {wanted.width()} × {wanted.height()}"
            found.append(f"{type(one).__name__} {said!r} shows {shown}")
    for label in dialog.findChildren(QLabel):
        if label.isVisibleTo(dialog) and label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                found.append(f"label cut: {label.text()}")
    return found


def read_from(dialog: QWidget) -> list[QWidget]:
    """What Tab comes to in a dialog, from what stands first in it."""

    def place(one: QWidget) -> tuple[int, int]:
        at = one.mapTo(dialog, QPoint(0, 0))
        return at.y(), at.x()

    order = [one for one in tab_order(dialog) if one.isVisibleTo(dialog) and one.isEnabled()]
    start = order.index(min(order, key=place)) if order else 0
    return [*order[start:], *order[:start]]


def jumps(dialog: QWidget) -> list[str]:
    """Where Tab goes back: up, or to the left in a line. What closes a dialog comes last, wherever it stands."""
    found = []
    for one, following in pairwise(read_from(dialog)):
        if isinstance(following, ActionButton) and following.key == "Esc":
            continue
        before, after = (QRect(w.mapTo(dialog, QPoint(0, 0)), w.size()) for w in (one, following))
        # What is scrolled out of sight stands where something else is seen.
        if [*areas(one)] == [*areas(following)] and (
            after.bottom() < before.top()
            or (abs(after.top() - before.top()) < theme.px("s") and after.right() < before.left())
        ):
            words = [w.accessibleName() or getattr(w, "text", str)() for w in (one, following)]
            found.append(f"Tab goes back from {words[0]!r} to {words[1]!r}")
    return found


BEGINS_BELOW = {
    # Their grid or list is where one begins; what stands above or beside it is seldom wanted.
    *("machine_sheet", "bank_sheet", "roads_sheet", "return_sheet", "tax_sheet", "ErrandsBox"),
    *("Preview", "Preview: a slip"),
}


def looked_at(
    desk: Clerk, names: list[str], dress: Dress, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[str]]:
    """Open some dialogs in a dress; answers what is wrong with each."""
    monkeypatch.setattr(theme, "room", lambda widget: dress.room)
    i18n.set_language(dress.language)
    desk.window.rebuild()
    wrong = {}
    for name, act in reached(desk, names):

        def look(dialog: QWidget, name: str = name) -> None:
            QApplication.processEvents()
            found = faults(dialog, dress.room)
            if name not in BEGINS_BELOW:
                found += jumps(dialog)
            if found:
                wrong[name] = found

        assert opened(act, look=look) == 1, name
    return wrong


def worn() -> Iterator[tuple[Dress, list[str]]]:
    """The dresses with the dialogs that are looked at in each; in a sample every dialog in one of two."""
    names = list(DIALOGS)
    for dress in EVERY if LONG else SAMPLE:
        for share in range(SHARES):
            yield (
                dress,
                names[share::SHARES] if LONG else names[SAMPLE.index(dress) :: len(SAMPLE)][share::SHARES],
            )


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("dress", "names"), list(worn()), ids=lambda one: str(one) if isinstance(one, Dress) else f"from {one[0]}"
)
def test_every_dialog_fits_its_screen(
    desk: Clerk, dress: Dress, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = looked_at(desk, names, dress, monkeypatch)
    assert not wrong, "\n".join(f"{name}: {'; '.join(found)}" for name, found in wrong.items())


@pytest.mark.parametrize("dress", SAMPLE, ids=str)
def test_a_refusal_is_seen_and_the_buttons_stay(
    desk: Clerk, dress: Dress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "room", lambda widget: dress.room)
    sheet = household_sheet(desk.window)
    sheet.show()
    sheet.say_refusal(LONG_SENTENCE)
    QApplication.processEvents()
    assert faults(sheet, dress.room) == []
    sheet.say_refusal(LONG_SENTENCE)
    QApplication.processEvents()
    said = next(label for label in sheet.findChildren(QLabel) if label.text() == LONG_SENTENCE)
    assert said.visibleRegion().boundingRect() == said.rect()
    assert sheet.primary.visibleRegion().boundingRect() == sheet.primary.rect()
    sheet.close()


def test_what_has_the_keyboard_is_scrolled_to(desk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    dress = SAMPLE[-1]
    monkeypatch.setattr(theme, "room", lambda widget: dress.room)
    sheet = household_sheet(desk.window)
    sheet.show()
    sheet.activateWindow()
    QApplication.processEvents()
    assert sheet.middle is not None
    assert sheet.form.isAncestorOf(QApplication.focusWidget())
    for _ in range(len(sheet.form.fields)):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.visibleRegion().boundingRect().height() >= min(focus.height(), theme.px("control"))
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    sheet.close()


def test_the_look_notices_what_is_out_of_reach(qtbot: Any) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    down = QVBoxLayout(dialog)
    for words in ("保存", "取消"):
        down.addWidget(QPushButton(words))
    room = QRect(0, 0, 400, 100)
    dialog.setMinimumSize(100, 40)
    dialog.resize(300, 40)
    dialog.show()
    assert [fault.split()[0] for fault in faults(dialog, room)] == ["needs", "QPushButton", "QPushButton"]
    dialog.resize(500, 300)
    assert faults(dialog, room) == ["is 500 × 300"]


def test_the_look_notices_where_tab_goes_back(qtbot: Any) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    above, below = QPushButton("上", dialog), QPushButton("下", dialog)
    down = QVBoxLayout(dialog)
    for one in (above, QLineEdit(), below):
        down.addWidget(one)
    dialog.show()
    assert jumps(dialog) == ["Tab goes back from '下' to ''"]
    put_in_tab_order((above, dialog.findChild(QLineEdit), below))
    assert jumps(dialog) == []


@cache
def dialogs() -> frozenset[str]:
    """What makes a window over the window: functions that answer one or fill a `Sheet`, and its kinds."""
    shown = [
        node
        for path in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    kinds, classes = {"QDialog"}, [node for node in shown if isinstance(node, ast.ClassDef)]
    bases = [(one.name, set(map(ast.unparse, one.bases))) for one in classes]
    while grown := {name for name, own in bases if kinds & own} - kinds:
        kinds |= grown
    methods = {
        part: f"{one.name}.{part.name}"
        for one in classes
        for part in one.body
        if isinstance(part, ast.FunctionDef)
    }
    makers = set()
    for node in shown:
        if isinstance(node, ast.FunctionDef):
            answers = ast.unparse(node.returns) if node.returns is not None else ""
            called = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
            made = {one.id for one in called if isinstance(one, ast.Name)}
            if answers in kinds or "Sheet" in made:
                makers.add(methods.get(node, node.name))
    return frozenset(makers | kinds)


# What the others are made of.
NO_DIALOG_OF_THEIR_OWN = {
    "QDialog",
    "Dialog",
    "Box",
    "Sheet",
    "ErrandSheet",
    "_Asking",
    "slip_sheet",
    # Of a register: new ones stand here by name; a last day and a note are asked for by the same small form.
    *("begun", "WorkshopView._ask_day", "ClaimSteps._ask"),
    *("open_help", "open_help_over", "_opened"),
}


def test_every_dialog_is_looked_at_by_the_tests_of_all_dialogs() -> None:
    """Whoever adds one says in `tests/ui/dialogs.py` how it is opened: then its sizes, keys and end are tested too."""
    listed = {name.partition(":")[0] for name in DIALOGS}
    assert dialogs() - NO_DIALOG_OF_THEIR_OWN - listed == set()
    assert listed <= dialogs()


def test_after_a_dialog_the_keyboard_is_where_it_was_on_every_page(desk: Clerk) -> None:
    """What is made anew below a preview sent it to the first thing of the window."""
    window = desk.window
    for entry in PAGES:
        page = desk.go(entry.key)
        desk.settle()
        page.take_focus()
        before = window.focusWidget()

        def elsewhere(_: QDialog) -> None:
            window.top.find.setFocus()

        assert opened(lambda: About(window).exec(), look=elsewhere) == 1
        assert window.focusWidget() is before, entry.key
