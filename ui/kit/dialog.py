"""A window over another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from ui.shell import theme


class Dialog(QDialog):
    """Gone once it was answered, with all it holds: its parent would keep it for as long as the program runs.

    What is asked of it afterwards must be asked before the next turn of the event loop. It is never larger than the
    screen leaves room for: its buttons would be out of reach. F1 opens help over it, on ``help_key`` or the page below.
    """

    help_key = ""
    helper: ClassVar[Callable[[QWidget, str], object] | None] = None
    """Opens help over a dialog; whoever starts the window sets it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.help_shortcut = QShortcut(QKeySequence("F1"), self)
        self.help_shortcut.activated.connect(self.ask_help)

    def ask_help(self) -> None:
        """Open help over this dialog; what is typed here stays."""
        if Dialog.helper is not None:
            Dialog.helper(self, self.help_key)

    def exec(self) -> int:
        """Show it until it is answered."""
        try:
            return super().exec()
        finally:
            self.deleteLater()

    def setVisible(self, visible: bool) -> None:
        """Show or hide it; on a small screen it is made smaller first."""
        if visible and not self.isVisible():
            room = most(self)
            self.setMinimumSize(self.minimumSize().boundedTo(room))
            if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
                self.resize(self.size().boundedTo(room))
        super().setVisible(visible)


def most(dialog: QDialog) -> QSize:
    """How large a dialog may be on its screen, beside its frame and title."""
    return theme.room(dialog).size() - QSize(theme.px("xl"), theme.px("top"))
