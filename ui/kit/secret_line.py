"""A line to type a password into: dots, until one asks to see what one typed."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from models.i18n import tr
from ui.kit.field import TextField, UnitLine


class SecretLine(UnitLine):
    """The eye at its edge, or F7, shows what is typed and hides it again; a line that left the screen is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.eye = self.add_sign("eye", "", lambda: self.show_typed(not self.is_shown()))
        self.show_typed(False)

    def is_shown(self) -> bool:
        """Whether what is typed can be read."""
        return self.echoMode() == QLineEdit.EchoMode.Normal

    def show_typed(self, shown: bool) -> None:
        """Letters, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        words = tr("Hide what is typed (F7)") if shown else tr("Show what is typed (F7)")
        self.eye.setToolTip(words)
        self.eye.setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F7 is the sign at the edge, as in every field."""
        if event.key() == Qt.Key.Key_F7:
            self.eye.click()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes next sees dots."""
        self.show_typed(False)
        super().hideEvent(event)


class SecretField(TextField):
    """A PIN or password in a form."""

    line_kind: ClassVar[type[UnitLine]] = SecretLine

    def __init__(self, name: str, label: str, hint: str = "") -> None:
        super().__init__(name, label, hint=hint)

    def value(self) -> str:
        """What was typed, blanks too; "" for none."""
        return self.line.text()
