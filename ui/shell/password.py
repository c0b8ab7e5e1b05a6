"""Asking for the password of an encrypted file."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.i18n import tr
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.text import paragraph, text
from ui.shell import theme


class PasswordBox(Dialog):
    """One line to type the password into; ``refusal`` says why the last one did not do."""

    help_key = "password"

    def __init__(self, parent: QWidget | None, name: str, refusal: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Password"))
        self.setMinimumWidth(theme.px("dialog"))
        outer = QVBoxLayout(self)
        margin = theme.px("xl")
        outer.setContentsMargins(margin, margin, margin, margin)
        outer.setSpacing(theme.px("m"))
        outer.addWidget(text(tr('Password of "{name}"').format(name=name), "section"))
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(tr("Password"))
        outer.addWidget(self.line)
        outer.addWidget(paragraph(refusal, "wrong"))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px("s"))
        buttons.addStretch(1)
        cancel = ActionButton(tr("Cancel"), "Esc")
        cancel.clicked.connect(self.reject)
        opened = ActionButton(tr("Open the file"), "Enter", primary=True)
        opened.setDefault(True)
        opened.clicked.connect(self.accept)
        buttons.addWidget(cancel)
        buttons.addWidget(opened)
        outer.addLayout(buttons)
        self.line.setFocus()


def ask_password(parent: QWidget | None, name: str, refusal: str = "") -> str | None:
    """The password typed, or None when the user gave up."""
    box = PasswordBox(parent, name, refusal)
    if box.exec() != QDialog.DialogCode.Accepted:
        return None
    return box.line.text()
