"""Asking for the password of an encrypted file, and for the one it is to have."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.encryption import LEAST, refuse_weak
from models.errors import UserError
from models.i18n import plural, tr
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


class NewPassword(Dialog):
    """The password a file has, where it has one, and twice the new one; left empty, it will have none."""

    help_key = "password"

    def __init__(self, parent: QWidget | None, name: str, has_one: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Password"))
        self.setMinimumWidth(theme.px("dialog"))
        outer = QVBoxLayout(self)
        margin = theme.px("xl")
        outer.setContentsMargins(margin, margin, margin, margin)
        outer.setSpacing(theme.px("s"))
        outer.addWidget(text(tr('Password of "{name}"').format(name=name), "section"))
        outer.addWidget(
            paragraph(
                tr(
                    "Without it nobody opens the file, its copies neither. Write it on paper and lock that away."
                ),
                "quiet",
            )
        )
        least = plural("At least {n} letter or digit.", "At least {n} letters or digits.", LEAST)
        outer.addWidget(text(least, "quiet"))
        self.now = self._line(outer, tr("Password now")) if has_one else None
        self.new = self._line(outer, tr("New password; empty for none") if has_one else tr("New password"))
        self.again = self._line(outer, tr("New password once more"))
        self.problem = paragraph("", "wrong")
        outer.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px("s"))
        buttons.addStretch(1)
        cancel = ActionButton(tr("Cancel"), "Esc")
        cancel.clicked.connect(self.reject)
        self.primary = ActionButton(tr("Set the password"), "Ctrl+Enter", primary=True)
        self.primary.setDefault(True)
        self.primary.clicked.connect(self.submit)
        buttons.addWidget(cancel)
        buttons.addWidget(self.primary)
        outer.addLayout(buttons)
        (self.now or self.new).setFocus()

    def _line(self, outer: QVBoxLayout, words: str) -> QLineEdit:
        outer.addWidget(text(words, "label"))
        line = QLineEdit()
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setAccessibleName(words)
        line.textEdited.connect(lambda _: self.problem.setText(""))
        outer.addWidget(line)
        return line

    def submit(self) -> None:
        """Take what was typed, or say what is wrong with it."""
        from models.database import current_password

        refusal, at = "", self.new
        if self.now is not None and self.now.text() != current_password():
            refusal, at = tr("This is not the password the file has."), self.now
        elif self.new.text() != self.again.text():
            refusal, at = tr("The two are not alike."), self.again
        elif self.new.text() or self.now is None:
            try:
                refuse_weak(self.new.text())
            except UserError as weak:
                refusal = weak.message
        if refusal:
            self.problem.setText(refusal)
            at.setFocus()
            at.selectAll()
        else:
            self.accept()


def ask_new_password(parent: QWidget | None, name: str, has_one: bool) -> tuple[str | None] | None:
    """The password a file is to have, in a tuple of its own as it may be none; None when the user gave up."""
    box = NewPassword(parent, name, has_one)
    return (box.new.text() or None,) if box.exec() == QDialog.DialogCode.Accepted else None
