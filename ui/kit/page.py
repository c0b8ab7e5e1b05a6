"""What every page of the desk is: a header with one primary action, a body, and how it keeps up with the data."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from models.i18n import mark, tr
from ui.kit.act import Act
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.chip import Chip
from ui.kit.desk import Desk
from ui.kit.making import MadeInPieces
from ui.kit.text import ElidedLabel, key_words
from ui.kit.turns import Pieces
from ui.shell import errors, theme
from ui.shell.errors import Consent

if TYPE_CHECKING:
    from models.queries.desk.target import Target


class Page(MadeInPieces):
    """A page. Override `build` (once), `refresh` (data changed), `open` (somebody pointed here)."""

    title = mark("Page")
    help_key = ""
    opens_unasked = False
    """Whether `opening` never asks anything, so that it may be done before the page is seen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window())
        self.desk = desk
        self.setObjectName("ground")
        self._dirty = False
        self._actions: dict[str, QAction] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px("xl"), theme.px("l"), theme.px("xl"), theme.px("l"))
        outer.setSpacing(theme.px("l"))
        self._head = hbox("s")
        self.title_label = ElidedLabel(tr(self.title), "page")
        self.chip = Chip()
        self.subtitle = ElidedLabel("", "quiet", parts=True, whole=True)
        # The remark gives way before the title does.
        self.subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._head.addWidget(self.title_label)
        self._head.addSpacing(theme.px("s"))
        self._head.addWidget(self.chip)
        self._head.addWidget(self.subtitle, 1)
        self._more: QToolButton | None = None
        self._rarer: list[QAction] = []
        self._secondary: list[tuple[ActionButton, QAction]] = []
        self.primary_button: ActionButton | None = None
        outer.addLayout(self._head)
        self.body = vbox("l")
        outer.addLayout(self.body, 1)

    # -- to override -------------------------------------------------------------------------------------------

    def opening(self, target: Target) -> Pieces | None:
        """`open` in pieces, by pages that know how."""
        self.open(target)
        return None

    def open(self, target: Target) -> None:
        """Go to what another page pointed at."""
        raise TypeError(f"{type(self).__name__} opens no {target!r}")

    def where(self) -> Target | None:
        """What to point at to be here again, once the window was made anew."""
        return None

    def home(self) -> None:
        """The page's place in the navigation was chosen while it is shown: go back to where it starts."""

    def may_leave(self) -> bool:
        """Whether closing the window loses nothing here."""
        return not self._dirty

    def save_draft(self) -> bool:
        """Keep what is unposted so that it is there next time; answers whether it could."""
        return False

    def first_focus(self) -> QWidget | None:
        """Where the keyboard starts; by default the first widget of the body that takes it."""
        return None

    # -- header ------------------------------------------------------------------------------------------------

    def set_title(self, words: str) -> None:
        """Change the title, already translated."""
        self.title_label.setText(words)

    def set_subtitle(self, words: str) -> None:
        """The quiet remark beside the title."""
        self.subtitle.setText(words)

    def set_chip(self, words: str, role: str = "accent") -> None:
        """A chip beside the title, such as "Draft, saved"; empty words hide it."""
        self.chip.say(words, role)

    def set_primary(
        self,
        words: str,
        slot: Callable[[], object],
        key: str = "",
        icon: str = "",
        *,
        shown_key: str = "",
        right: str = "",
    ) -> QAction:
        """The one thing to do next, top right, with its key printed in it. Calling again replaces it.

        ``shown_key`` is printed although it belongs to the window: the key of the page it leads to. Who lacks the
        ``right`` finds it disabled.
        """
        if self.primary_button is not None:
            self._head.removeWidget(self.primary_button)
            self.primary_button.hide()
            self.primary_button.deleteLater()
            before = self._actions.pop("primary")
            self.removeAction(before)
            before.deleteLater()
        action = self._action(words, slot, key, right)
        self._actions["primary"] = action
        self.primary_button = ActionButton.of(action, primary=True, icon=icon)
        self.primary_button.print_key(shown_key)
        self._head.addWidget(self.primary_button)
        return action

    def add_action(
        self,
        words: str,
        slot: Callable[[], object],
        key: str = "",
        icon: str = "",
        *,
        more: bool = False,
        danger: bool = False,
        shown_key: str = "",
        right: str = "",
    ) -> QAction:
        """A quieter action left of the primary one; ``more`` puts it into the menu of rarer things."""
        action = self._action(words, slot, key, right)
        if icon:
            action.setIcon(theme.icon(icon, "wrong" if danger else "quiet"))
        if more:
            self._rarer.append(action)
            self._more_menu().addAction(action)
        else:
            button = ActionButton.of(action, icon=icon, kind="danger" if danger else "")
            button.print_key(shown_key)
            before = next((w for w in (self._more, self.primary_button) if w is not None), None)
            place = self._head.indexOf(before) if before is not None else self._head.count()
            self._head.insertWidget(place, button)
            self._secondary.append((button, action))
        return action

    def add_more(
        self, words: str, slot: Callable[[], object], icon: str = "", key: str = "", **options: Any
    ) -> QAction:
        """An action (`add_action`) in the menu of rarer things."""
        return self.add_action(words, slot, key, icon, more=True, **options)

    def event(self, event: QEvent) -> bool:
        """Where room is short the quieter actions go into the menu of rarer things; their keys stay."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.fit_head()
        return super().event(event)

    def fit_head(self) -> None:
        """Show as many of the quieter actions as there is room for."""
        whole = self.contentsRect().width() - 2 * theme.px("xl")
        room = whole - self._taken(whole)
        gap = self._head.spacing()
        hidden: list[QAction] = []
        for button, action in self._secondary:
            if not action.isVisible():
                continue
            room -= button.sizeHint().width() + gap
            button.setVisible(room >= 0)
            if room < 0:
                hidden.append(action)
        if hidden or self._more is not None:
            menu = self._more_menu()
            if menu.actions() != [*hidden, *self._rarer]:
                menu.clear()
                menu.addActions([*hidden, *self._rarer])
            # A menu of what is not there at the moment would open nothing.
            self._more.setVisible(any(action.isVisible() for action in menu.actions()))

    def _taken(self, whole: int) -> int:
        """What the title (at most half of ``whole``), the menu and everything that never gives way take."""
        gap = self._head.spacing()
        loose = {button for button, _ in self._secondary} | {self.subtitle, self._more}
        taken = theme.px("control") + gap
        for place in range(self._head.count()):
            item = self._head.itemAt(place)
            widget = item.widget()
            if widget in loose or (widget is not None and widget.isHidden()):
                continue
            if widget is not None:
                widget.ensurePolished()
            width = item.sizeHint().width()
            taken += gap + (min(width, whole // 2) if widget is self.title_label else width)
        return taken

    def _action(self, words: str, slot: Callable[[], object], key: str, right: str = "") -> QAction:
        action = Act(words, self, right)
        if key:
            keys = [QKeySequence(key.replace("Enter", "Return"))]
            if "Enter" in key:
                keys.append(QKeySequence(key))
            action.setShortcuts(keys)
        # Only a visible page is asked, so pages may share a key.
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: self.guard(slot))
        self.addAction(action)
        return action

    def _more_menu(self) -> QMenu:
        if self._more is None:
            self._more = QToolButton()
            self._more.setIcon(theme.icon("more", "ink"))
            self._more.setAccessibleName(tr("More"))
            self._more.setToolTip(f"{tr('More')}  {key_words('Alt+M')}")
            self._more.setShortcut("Alt+M")
            self._more.setFixedSize(theme.px("control"), theme.px("control"))
            self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
            self._more.setMenu(QMenu(self._more))
            place = (
                self._head.indexOf(self.primary_button)
                if self.primary_button is not None
                else self._head.count()
            )
            self._head.insertWidget(place, self._more)
        return self._more.menu()

    # -- doing things ------------------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether there is something typed here that is not posted."""
        return self._dirty

    @dirty.setter
    def dirty(self, value: bool) -> None:
        if value != self._dirty:
            self._dirty = value
            self.desk.say_unposted()

    def attempt(
        self,
        act: Callable[[Consent], Any],
        *,
        form: Any = None,
        done: Callable[[Any], object] | None = None,
    ) -> bool:
        """Change data through an action; see `ui.shell.errors.attempt`."""
        return errors.attempt(self, act, form=form, done=done)

    def run(
        self,
        title: str,
        work: Callable[..., Any],
        done: Callable[[Any], object] | None = None,
        failed: Callable[[BaseException], bool] | None = None,
        *,
        asks: bool = False,
        unasked: bool = False,
    ) -> Any:
        """Do something long; see `ui.kit.background_task.run`."""
        from ui.kit.background_task import run

        return run(self, title, work, done, failed, asks=asks, unasked=unasked)

    def notify(
        self, words: str, action: str = "", slot: Callable[[], object] | None = None, role: str = "accent"
    ) -> None:
        """Say something quietly at the bottom of the window."""
        self.desk.notify(words, action, slot, role)

    def done(self, words: str) -> None:
        """Say what was done, and how to take it back."""
        self.notify(words, tr("Undo Ctrl+Z"), self.desk.undo)

    def done_by(self, sheet: Any, words: str) -> Any:
        """Open a sheet and say what was done; answers its record or number, or None.

        ``{number}`` and ``{name}`` come from the record; a household is called by its code and head.
        """
        if not sheet.exec():
            return None
        row = sheet.result_value
        number = row if isinstance(row, str) else getattr(row, "number", "")
        name = f"{row.code} {row.head}" if hasattr(row, "head") else getattr(row, "name", "")
        self.done(words.format(number=number, name=name))
        return row

    def guard(self, slot: Callable[[], object]) -> None:
        """Do something; whatever goes wrong is shown."""
        with errors.caught(self):
            slot()

    # -- called by the window ----------------------------------------------------------------------------------

    def concerns(self, tables: Collection[str]) -> bool:
        """Whether what the page has asked so far reads one of these tables."""
        return not self.reads.isdisjoint(tables)

    def take_focus(self) -> None:
        """Put the keyboard into the page."""
        chosen = self.first_focus()
        if chosen is None:
            for index in range(self.body.count()):
                part = self.body.itemAt(index).widget()
                chosen = None if part is None else _first_focusable(part)
                if chosen is not None:
                    break
        (chosen or self).setFocus(Qt.FocusReason.ShortcutFocusReason)


def _first_focusable(widget: QWidget) -> QWidget | None:
    for candidate in [widget, *widget.findChildren(QWidget)]:
        if (
            candidate.focusPolicy() & Qt.FocusPolicy.TabFocus
            and candidate.isVisibleTo(widget)
            and candidate.isEnabled()
        ):
            return candidate
    return None
