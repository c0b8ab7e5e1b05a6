"""A window over another one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog

from ui.shell import theme


class Dialog(QDialog):
    """Gone once it was answered, with all it holds: its parent would keep it for as long as the program runs.

    What is asked of it afterwards must be asked before the next turn of the event loop. It is never larger than the
    screen leaves room for: its buttons would be out of reach.
    """

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
