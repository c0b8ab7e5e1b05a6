"""Asking for the password of an encrypted file, and for the one it is to have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Final, NamedTuple

from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from models.errors import UserError
from models.i18n import plural, tr
from models.key_file import LEAST, refuse_weak
from models.protected_file import refuse_long
from models.unlocking import Unlocked, prove
from ui.kit.boxes import STRETCH, hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.secret_line import SecretLine
from ui.kit.text import paragraph, text
from ui.shell import theme
from ui.shell.count_down import CountDown

OWN: Final = "yuanba"
"""What the first file is called, of itself."""


class _Asking(Dialog):
    """Lines to type passwords into, below the name of the file."""

    help_key = "password"

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent)
        # The file as it is called, without what only the machine needs.
        called = PurePath(name).stem
        self.setWindowTitle(tr("Yuanba") if called == OWN else called)
        self.setMinimumWidth(theme.px("dialog"))
        self.outer = self.body_layout("s")
        # Nobody chose the name the first file has; it says nothing to whoever is asked.
        whose = (
            tr("Password of the file") if called == OWN else tr('Password of "{name}"').format(name=called)
        )
        self.outer.addWidget(text(whose, "section"))
        self.problem = paragraph("", "wrong")
        self.held: CountDown | None = None

    def add_line(self, words: str) -> QLineEdit:
        """One more line; what was said of the others goes once it is typed in."""
        line = SecretLine()
        line.setAccessibleName(words)
        line.textEdited.connect(lambda _: self.problem.setText(""))
        self.outer.addWidget(line)
        return line

    def end(self, verb: str, act: Callable[[], object]) -> None:
        """What is wrong, and the buttons; Enter does it."""
        self.outer.addWidget(self.problem)
        cancel = ActionButton(tr("Cancel"), "Esc", slot=self.reject)
        self.primary = ActionButton(verb, "Enter", primary=True, slot=lambda: act())
        self.primary.setDefault(True)
        self.outer.addLayout(hbox("s", STRETCH, cancel, self.primary))

    def count_down(self, path: Path) -> None:
        """While too many wrong passwords hold a file, say for how long and take no other."""
        if self.held is None:
            self.held = CountDown(self, path, self.problem, self.primary)
        else:
            self.held.look()


class PasswordBox(_Asking):
    """One line to type the password into; ``refusal`` says why the last one did not do."""

    def __init__(
        self, parent: QWidget | None, name: str, refusal: str = "", verb: str = "", path: Path | None = None
    ) -> None:
        super().__init__(parent, name)
        self.line = self.add_line(tr("Password"))
        self.outer.addWidget(
            paragraph(tr("Forgotten? Type the code of the recovery sheet instead."), "quiet")
        )
        self.problem.setText(refusal)
        self.end(verb or tr("Open the file"), self.accept)
        self.line.setFocus()
        if path is not None:
            self.count_down(path)


def ask_password(
    parent: QWidget | None, name: str, refusal: str = "", *, verb: str = "", path: Path | None = None
) -> str | None:
    """The password typed, or None when the user gave up; too many wrong ones of ``path`` make one wait."""
    box = PasswordBox(parent, name, refusal, verb, path)
    if box.exec() != QDialog.DialogCode.Accepted:
        return None
    return box.line.text()


def ask_proof(parent: QWidget | None, path: Path, verb: str) -> Unlocked | None:
    """Ask for a password of the open file once more; what it opens, or None when the user gave up."""
    refusal = ""
    while True:
        typed = ask_password(parent, path.name, refusal, verb=verb, path=path)
        if typed is None:
            return None
        try:
            return prove(path, typed)
        except UserError as refused:
            refusal = refused.message


class FilePassword(_Asking):
    """Twice the password that a file is to have which leaves the program."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, name)
        words = tr("Whoever is to open it needs this password. Tell it by phone, not in the same message.")
        self.outer.addWidget(paragraph(words, "quiet"))
        self.new = self.add_line(tr("Password"))
        self.again = self.add_line(tr("Password once more"))
        self.new.setPlaceholderText(tr("Password"))
        self.again.setPlaceholderText(tr("Password once more"))
        self.end(tr("Save"), self.submit)
        self.new.setFocus()

    def submit(self) -> None:
        """Take what was typed, or say what is wrong with it."""
        try:
            if self.new.text() != self.again.text():
                raise UserError(tr("The two are not alike."))
            refuse_weak(self.new.text())
            refuse_long(self.new.text())
        except UserError as refused:
            self.problem.setText(refused.message)
            self.new.setFocus()
        else:
            self.accept()


def ask_file_password(parent: QWidget | None, name: str) -> str | None:
    """The password a file is to have that leaves the program; None when the user gave up."""
    box = FilePassword(parent, name)
    return box.new.text() if box.exec() == QDialog.DialogCode.Accepted else None


class Wanted(NamedTuple):
    """The password a file is to have, None for none; whether with a new recovery sheet; and who asked for it."""

    password: str | None
    sheet: bool
    by: Unlocked


class NewPassword(_Asking):
    """The password a file has, where it has one, and twice the new one; left empty, it will have none.

    ``has_code``: the file has a recovery code already; a new sheet then makes the one before worthless. Who opened the
    file just now (``by``) is not asked for that again.
    """

    def __init__(
        self, parent: QWidget | None, path: Path, has_one: bool, has_code: bool, by: Unlocked | None = None
    ) -> None:
        super().__init__(parent, path.name)
        self.path, self.by = path, by or Unlocked(None)
        has_one = has_one and by is None
        words = tr(
            "Without it nobody opens the file, its copies neither. Write it on paper and lock that away."
        )
        self.outer.addWidget(paragraph(words, "quiet"))
        least = plural("At least {n} letter or digit.", "At least {n} letters or digits.", LEAST)
        self.outer.addWidget(text(least, "quiet"))
        self.now = self._labelled(tr("Password now")) if has_one else None
        if self.now is not None and has_code:
            self.now.setPlaceholderText(tr("or the recovery code"))
        self.new = self._labelled(tr("New password; empty for none") if has_one else tr("New password"))
        self.again = self._labelled(tr("New password once more"))
        self.sheet = QCheckBox(tr("With a new recovery sheet") if has_code else tr("With a recovery sheet"))
        self.sheet.setChecked(not has_code)
        self.outer.addWidget(self.sheet)
        what = (
            tr("The sheet there is, and the passwords of other people, then open nothing any more.")
            if has_code
            else tr("A code on paper that opens the file when the password is forgotten.")
        )
        self.outer.addWidget(paragraph(what, "quiet"))
        self.end(tr("Set the password"), self.submit)
        (self.now or self.new).setFocus()
        if has_one:
            self.count_down(path)

    def _labelled(self, words: str) -> QLineEdit:
        self.outer.addWidget(text(words, "label"))
        return self.add_line(words)

    def wanted(self) -> Wanted:
        """What was typed and chosen, once it was taken."""
        new = self.new.text() or None
        return Wanted(new, self.sheet.isChecked() and new is not None, self.by)

    def submit(self) -> None:
        """Take what was typed, or say what is wrong with it."""
        at = self.new
        try:
            if self.new.text() != self.again.text():
                at = self.again
                raise UserError(tr("The two are not alike."))
            if self.new.text() or self.now is None:
                refuse_weak(self.new.text())
            if self.now is not None:
                at = self.now
                self.by = prove(self.path, self.now.text())
        except UserError as refused:
            self.problem.setText(refused.message)
            at.setFocus()
            at.selectAll()
            if self.now is not None:
                self.count_down(self.path)
        else:
            self.accept()


def ask_new_password(
    parent: QWidget | None, path: Path, has_one: bool, has_code: bool, by: Unlocked | None = None
) -> Wanted | None:
    """The password a file is to have; None when the user gave up. See `NewPassword`."""
    box = NewPassword(parent, path, has_one, has_code, by)
    return box.wanted() if box.exec() == QDialog.DialogCode.Accepted else None
