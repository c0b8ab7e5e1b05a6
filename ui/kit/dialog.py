"""A window over another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from models.i18n import tr
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.kit.scrolled import Scrolled
from ui.kit.tab_order import put_in_tab_order, tab_order
from ui.shell import theme


class Dialog(QDialog):
    """Gone once it was answered, with all it holds: its parent would keep it for as long as the program runs.

    What is asked of it afterwards must be asked before the next turn of the event loop. It is never larger than the
    screen leaves room for: where it needs more, all above its last row of buttons scrolls. F1 opens help over it, on
    ``help_key`` or the page below.
    """

    middle: Middle | None = None
    """What scrolls, on a screen that is too small for all of it."""

    help_key = ""
    helper: ClassVar[Callable[[QWidget, str], object] | None] = None
    """Opens help over a dialog; whoever starts the window sets it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.help_shortcut = QShortcut(QKeySequence("F1"), self)
        self.help_shortcut.activated.connect(self.ask_help)

    def body_layout(self, spacing: str = "l", *, margin: str = "xl") -> QVBoxLayout:
        """What the dialog shows, from top to bottom, with room around and between."""
        return vbox(spacing, of=self, margin=margin)

    def close_button(self) -> ActionButton:
        """What leaves the dialog as it was."""
        close = ActionButton(tr("Close"), "Esc", slot=self.reject)
        return close

    def on_ctrl_enter(self, act: Callable[[], object]) -> None:
        """Have Ctrl+Enter do what the dialog is for, on both keys of that name."""
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def ask_help(self) -> None:
        """Open help over this dialog; what is typed here stays."""
        if Dialog.helper is not None:
            Dialog.helper(self, self.help_key)

    def exec(self) -> int:
        """Show it until it is answered; the keyboard is then where it was, whatever was made anew below meanwhile."""
        parent = self.parentWidget()
        below = None if parent is None else parent.window()
        before = None if below is None else below.focusWidget()
        try:
            return super().exec()
        finally:
            if below is not None and before is not None and isValid(before) and isValid(below):
                if before.isVisible() and before.isEnabled() and below.focusWidget() is not before:
                    before.setFocus(Qt.FocusReason.OtherFocusReason)
            self.deleteLater()

    def setVisible(self, visible: bool) -> None:
        """Show or hide it; it gets its size first."""
        if visible and not self.isVisible():
            self._fit_screen()
        super().setVisible(visible)

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll to a part where it is out of sight."""
        if self.middle is not None:
            self.middle.bring_into_view(part)

    def loosen(self) -> None:
        """Called before all of it scrolls together: what scrolls by itself may do without."""

    def spare(self) -> int:
        """Pixels of height kept for what may come into it while it is open."""
        return 0

    def _fit_screen(self) -> None:
        room = most(self)
        self.ensurePolished()
        for part in self.findChildren(QWidget):
            part.ensurePolished()
        layout = self.layout()
        if layout is not None:
            layout.activate()
            if not _fits(self._least(min(self.width(), room.width())), room):
                self._scroll_middle()
            # A least size said outright hides the one the layout needs.
            said = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
            wanted = (self.size() if said else self.sizeHint()).expandedTo(self.minimumSize())
            wanted = wanted.expandedTo(layout.minimumSize()).boundedTo(room)
            if layout.hasHeightForWidth():
                wanted.setHeight(max(wanted.height(), layout.totalHeightForWidth(wanted.width())))
            self.setMinimumSize(self.minimumSize().boundedTo(room))
            self.resize(wanted.boundedTo(room))

    def _least(self, width: int) -> QSize:
        """The least it needs at a width, with what may come into it."""
        layout = self.layout()
        least = layout.minimumSize()
        if layout.hasHeightForWidth():
            least.setHeight(max(least.height(), layout.totalMinimumHeightForWidth(max(width, least.width()))))
        return least + QSize(0, self.spare())

    def _scroll_middle(self) -> None:
        """Put all above the last row of buttons into one area that scrolls."""
        outer = self.layout()
        if self.middle is not None or not isinstance(outer, QVBoxLayout) or not outer.count():
            return
        self.loosen()
        last = outer.count() - 1
        upper = last if _holds_buttons(outer.itemAt(last).layout()) else last + 1
        if not upper:
            return
        focus, order = self.focusWidget(), tab_order(self)
        self.middle = Middle(outer.spacing())
        for _ in range(upper):
            stretch = outer.stretch(0)
            item = outer.takeAt(0)
            if item is None:
                break
            widget, inner = item.widget(), item.layout()
            if widget is not None:
                self.middle.down.addWidget(widget, stretch)
            elif inner is not None:
                self.middle.down.addLayout(inner, stretch)
            else:
                self.middle.down.addItem(item)
        outer.insertWidget(0, self.middle, 1)
        narrow = theme.px("m")
        outer.setContentsMargins(narrow, narrow, narrow, narrow)
        outer.setSpacing(theme.px("s"))
        outer.activate()
        # What changed its place would come last.
        put_in_tab_order(order)
        if focus is None and order:
            focus = order[0]
        if focus is not None:
            focus.setFocus()


FOLLOWED: Final = "middles follow the keyboard"
"""The application's property that says so."""


class Middle(Scrolled):
    """The part of a dialog that scrolls; it follows the keyboard."""

    def __init__(self, spacing: int) -> None:
        inner = QWidget()
        self.down = vbox(spacing, of=inner)
        super().__init__(inner, sideways=True)
        app = QApplication.instance()
        if isinstance(app, QApplication) and not app.property(FOLLOWED):
            app.setProperty(FOLLOWED, True)
            app.focusChanged.connect(_follow)

    def sizeHint(self) -> QSize:
        """All that is in it."""
        bar = self.verticalScrollBar().sizeHint().width()
        return self.widget().sizeHint() + QSize(bar, 2)

    def minimumSizeHint(self) -> QSize:
        """Room for one line to type into."""
        return QSize(theme.px("field"), theme.px("row") + theme.px("header"))

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll to a part that is inside."""
        if self.isAncestorOf(part):
            self.widget().layout().activate()
            self.ensureWidgetVisible(part, theme.px("xs"), theme.px("s"))


def _follow(_: QWidget | None, now: QWidget | None) -> None:
    """Bring what has the keyboard into view, for every dialog alike: one that is half gone is not asked any more."""
    place = now
    while place is not None and not place.isWindow():
        place = place.parentWidget()
        if isinstance(place, Middle) and place.isVisible() and now is not None:
            place.bring_into_view(now)


def most(dialog: QDialog) -> QSize:
    """How large a dialog may be on its screen, beside its frame and title."""
    return theme.room(dialog).size() - QSize(theme.px("xl"), theme.px("top"))


def _fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


def _holds_buttons(row: QLayout | None) -> bool:
    """Whether a row of a dialog is that of its buttons."""
    return row is not None and any(
        isinstance(row.itemAt(place).widget(), ActionButton) for place in range(row.count())
    )
