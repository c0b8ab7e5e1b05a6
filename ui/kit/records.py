"""A page with a list and, in its place, one record of it: Enter goes in, Esc comes back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from models.i18n import tr
from models.queries.desk.target import Record, Target
from ui.kit.action_row import ActionRow, MenuButton
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.kit.change_trail import Trail
from ui.kit.page import Page
from ui.kit.scrolled import Scrolled
from ui.kit.table import TableView
from ui.kit.turns import Pieces, pieces_of, turns, whole
from ui.kit.way_back import back_button, back_keys
from ui.shell import theme
from ui.shell.dressing import first_dressed

Filling = Generator[None, None, bool]


class RecordsPage(Page):
    """Override `build_list`, `build_record`, `head_of_list`, `head_of_record` and `fill_record`.

    ``self.table`` is the list; ``self.record`` is a QVBoxLayout that scrolls, with a row of things to do on top, filled
    by `add_step` and `add_choices`; ``self.key`` is the record shown or None.
    """

    opens_unasked = True
    table: TableView
    kept_in: Any = None
    """The table of `models.tables` that the records are of: what happened to one is told below it."""

    def build(self) -> Pieces:
        """The list, the place of a record, and the way back."""
        self.key: Any = None
        self._of_list: list[QAction] = []
        self._of_record: list[QAction] = []
        self.back = back_button(self.close_record)
        self.back.hide()
        self._head.insertWidget(0, self.back)
        self.stack = QStackedWidget()
        self.list_place = QWidget()
        self.listed = vbox("m", of=self.list_place)
        self.stack.addWidget(self.list_place)
        inner = QWidget()
        self.steps = ActionRow()
        self.record = vbox("l", self.steps, of=inner)
        self.scroller = Scrolled(inner, sideways=True)
        # It has the keyboard where nothing in it takes it, and shows so around what is in it.
        ring = theme.px("ring")
        self.scroller.setViewportMargins(ring, ring, ring, ring)
        self.stack.addWidget(self.scroller)
        self.body.addWidget(self.stack)
        self._leave = back_keys(self, self.close_record, enabled=False)
        yield from pieces_of(self.build_list)
        self.wire_list()
        self._dress()
        self.when_asked(self._build_record)

    def _build_record(self) -> Pieces:
        """Made with the first record that is opened: often more than the list is made of."""
        yield from pieces_of(self.build_record)
        yield
        self.steps.setVisible(bool(self.steps.buttons))
        self.trail = Trail()
        self.record.addWidget(self.trail)
        yield from first_dressed(self.scroller)

    # -- to override -------------------------------------------------------------------------------------------

    def build_list(self) -> Pieces | None:
        """Make ``self.table`` and put it into ``self.listed``; actions through `add_list_action`."""
        return None

    def wire_list(self) -> None:
        """A row of the list opens its record."""
        self.table.opened.connect(self.open_record)

    def build_record(self) -> Pieces | None:
        """Make the parts of a record in ``self.record``; actions through `add_record_action`."""
        return None

    def head_of_list(self) -> None:
        """Title, remark and primary action while the list is shown."""

    def head_of_record(self) -> None:
        """Title, remark and primary action while a record is shown."""

    def fill_record(self, key: Any) -> Filling | bool:
        """Ask about the record and show it, at once or in pieces; answers False when it is gone."""
        return False

    def told(self, key: Any) -> tuple[Any, Any]:
        """The key and the table of what a record's history is told of."""
        return key, self.kept_in

    def choose(self, key: Any) -> None:
        """Stand in the list on the record one came from."""
        self.table.select(key)

    # -- what pages call ---------------------------------------------------------------------------------------

    def add_list_action(
        self, words: str, slot: Callable[[], object], key: str = "", icon: str = "", **options: Any
    ) -> QAction:
        """An action of the page (`add_action`) that is there while the list is shown."""
        action = self.add_action(words, slot, key, icon, **options)
        self._of_list.append(action)
        return action

    def add_record_action(
        self, words: str, slot: Callable[[], object], key: str = "", icon: str = "", **options: Any
    ) -> QAction:
        """An action of the page (`add_action`) that is there while a record is shown."""
        return self._of_a_record(self.add_action(words, slot, key, icon, **options))

    def _of_a_record(self, action: QAction) -> QAction:
        self._of_record.append(action)
        action.setVisible(self.key is not None)
        return action

    def add_step(
        self, words: str, slot: Callable[[], object], key: str = "", icon: str = "", *, right: str = ""
    ) -> QAction:
        """Something to do for the record shown, as a button of the row above it."""
        action = self._of_a_record(self._action(words, slot, key, right))
        self.steps.add(ActionButton.of(action, icon=icon))
        return action

    def add_choices(
        self, words: str, icon: str, choices: Sequence[tuple[str, Callable[[], object], str]]
    ) -> tuple[MenuButton, list[QAction]]:
        """A button of the row above the record that opens several things to do: each its words, act and key."""
        actions = [self._of_a_record(self._action(*choice)) for choice in choices]
        button = MenuButton(words, icon, actions)
        self.steps.add(button)
        return button, actions

    def open(self, target: Target) -> None:
        """Another page or the find box pointed at a record."""
        whole(self.opening(target))

    def opening(self, target: Target) -> Pieces | None:
        """What can be opened here; override this, not `open`."""
        match target:
            case Record(key):
                return self.entering(key)
        raise TypeError(f"{type(self).__name__} opens no {target!r}")

    def open_record(self, key: Any) -> None:
        """Show a record in place of the list."""
        turns().begin(self.guarded(lambda: self.entering(key)))

    def entering(self, key: Any) -> Pieces:
        """The same in pieces: the list stands there until all of the record does."""
        yield from self.made()
        if not (yield from self._fill(key)):
            self.close_record()
            return
        fresh = key != self.key
        self.key = key
        self.stack.setCurrentIndex(1)
        if fresh:
            self.scroller.verticalScrollBar().setValue(0)
        self._dress()
        self.take_focus()

    def where(self) -> Target | None:
        """The record that is shown."""
        return None if self.key is None else Record(self.key)

    def close_record(self) -> None:
        """Back to the list, standing where one came from."""
        key, self.key = self.key, None
        self.stack.setCurrentIndex(0)
        self._dress()
        self.table.refresh()
        if key is not None:
            self.choose(key)
        self.head_of_list()
        self.take_focus()

    def home(self) -> None:
        """The page's own place in the navigation was chosen again."""
        if self.key is not None:
            self.close_record()

    def refresh(self) -> None:
        """Ask again what is shown."""
        whole(self.refreshing())

    def refreshing(self) -> Pieces:
        """Ask again the list, or the record; override this, not `refresh`."""
        if self.key is None:
            self.table.refresh()
            self.head_of_list()
            return
        if (yield from self._fill(self.key)):
            self.set_chip("")
            self.head_of_record()
        else:
            self.close_record()

    def first_focus(self) -> QWidget | None:
        """The list; in a record its first table."""
        if self.key is None:
            return list_focus(self.table)
        return next(
            (
                part.table
                for part in self.scroller.findChildren(TableView)
                if part.count() and part.isVisibleTo(self.scroller)
            ),
            self.scroller,
        )

    def _fill(self, key: Any) -> Filling:
        if not (yield from pieces_of(lambda: self.fill_record(key))):
            return False
        if self.kept_in is not None:
            yield
            self.trail.tell(*self.told(key))
        return True

    def _dress(self) -> None:
        inside = self.key is not None
        self.back.setVisible(inside)
        self._leave.setEnabled(inside)
        for action in self._of_list:
            action.setVisible(not inside)
        for action in self._of_record:
            action.setVisible(inside)
        self.fit_head()
        self.set_chip("")
        if inside:
            self.head_of_record()
        else:
            self.set_title(tr(self.title))
            self.head_of_list()


def list_focus(table: TableView) -> QWidget:
    """Where the keyboard starts in a list: its rows, even those to come, or the first step where there are none."""
    if table.count() or not table.model.loaded:
        return table.table
    return table.empty.button or table.search
