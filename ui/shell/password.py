"""Asking for the password of an encrypted file, and for the one it is to have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.errors import UserError
from models.i18n import plural, tr
from models.key_file import LEAST, refuse_weak
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.text import paragraph, text
from ui.shell import theme


class _Asking(Dialog):
    """Lines to type passwords into, below the name of the file."""

    help_key = "password"

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent)
        # The file as it is called, without what only the machine needs.
        called = PurePath(name).stem
        self.setWindowTitle(called)
        self.setMinimumWidth(theme.px("dialog"))
        self.outer = QVBoxLayout(self)
        margin = theme.px("xl")
        self.outer.setContentsMargins(margin, margin, margin, margin)
        self.outer.setSpacing(theme.px("s"))
        self.outer.addWidget(text(tr('Password of "{name}"').format(name=called), "section"))
        self.problem = paragraph("", "wrong")

    def add_line(self, words: str) -> QLineEdit:
        """One more line; what was said of the others goes once it is typed in."""
        line = QLineEdit()
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setAccessibleName(words)
        line.textEdited.connect(lambda _: self.problem.setText(""))
        self.outer.addWidget(line)
        return line

    def end(self, verb: str, act: Callable[[], object]) -> None:
        """What is wrong, and the buttons; Enter does it."""
        self.outer.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px("s"))
        buttons.addStretch(1)
        cancel = ActionButton(tr("Cancel"), "Esc")
        cancel.clicked.connect(self.reject)
        self.primary = ActionButton(verb, "Enter", primary=True)
        self.primary.setDefault(True)
        self.primary.clicked.connect(lambda: act())
        buttons.addWidget(cancel)
        buttons.addWidget(self.primary)
        self.outer.addLayout(buttons)


class PasswordBox(_Asking):
    """One line to type the password into; ``refusal`` says why the last one did not do."""

    def __init__(self, parent: QWidget | None, name: str, refusal: str = "") -> None:
        super().__init__(parent, name)
        self.line = self.add_line(tr("Password"))
        self.problem.setText(refusal)
        self.end(tr("Open the file"), self.accept)
        self.line.setFocus()


def ask_password(parent: QWidget | None, name: str, refusal: str = "") -> str | None:
    """The password typed, or None when the user gave up."""
    box = PasswordBox(parent, name, refusal)
    if box.exec() != QDialog.DialogCode.Accepted:
        return None
    return box.line.text()


class NewPassword(_Asking):
    """The password a file has, where it has one, and twice the new one; left empty, it will have none."""

    def __init__(self, parent: QWidget | None, name: str, has_one: bool) -> None:
        super().__init__(parent, name)
        words = tr(
            "Without it nobody opens the file, its copies neither. Write it on paper and lock that away."
        )
        self.outer.addWidget(paragraph(words, "quiet"))
        least = plural("At least {n} letter or digit.", "At least {n} letters or digits.", LEAST)
        self.outer.addWidget(text(least, "quiet"))
        self.now = self._labelled(tr("Password now")) if has_one else None
        self.new = self._labelled(tr("New password; empty for none") if has_one else tr("New password"))
        self.again = self._labelled(tr("New password once more"))
        self.end(tr("Set the password"), self.submit)
        (self.now or self.new).setFocus()

    def _labelled(self, words: str) -> QLineEdit:
        self.outer.addWidget(text(words, "label"))
        return self.add_line(words)

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
