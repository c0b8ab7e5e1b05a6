"""What asks who comes back to a locked window (`ui.shell.lock`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QWidget

from models import rights
from models.database import current_password
from models.errors import UserError
from models.i18n import tr
from models.signed_in import people, sign_in
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.secret_line import SecretLine
from ui.kit.text import paragraph, text
from ui.shell import theme
from ui.shell.count_down import CountDown


def come_back(path: Path, typed: str) -> None:
    """Let who locked the window go on. Raises UserError (field: password) when it is not his password or PIN.

    The recovery code opens for everybody; another person's password does not open this one's work.
    """
    from models.unlocking import RECOVERY, unlocked
    from models.wrong_tries import counted

    person = rights.person()
    with counted(path, typed):
        mine = next((one for one in people() if person is not None and one.person.key == person.key), None)
        if mine is not None:
            try:
                sign_in(mine.person.key, typed)
                return
            except UserError as refused:
                if refused.field != "secret":
                    raise
        if current_password() is not None:
            found = unlocked(path, typed)
            label_fits = mine is None or found.label in (mine.label, RECOVERY)
            if found.passphrase == current_password() and label_fits:
                return
        raise UserError(tr("This is not the password the window was locked with."), "password")


class LockScreen(Dialog):
    """One line for the password; nothing closes it but the right one."""

    help_key = "password"

    def __init__(self, parent: QWidget, path: Path, opened: Callable[[], object]) -> None:
        super().__init__(parent)
        self.path, self._opened = path, opened
        self.setWindowTitle(tr("Yuanba"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.setMinimumWidth(theme.px("dialog"))
        outer = self.body_layout("m")
        picture = QLabel()
        picture.setPixmap(theme.icon("lock").pixmap(theme.px("xl"), theme.px("xl")))
        outer.addWidget(picture)
        outer.addWidget(text(tr("Yuanba is locked"), "page"))
        outer.addWidget(paragraph(tr("All that was typed is still there."), "quiet"))
        person = rights.person()
        outer.addWidget(
            text(
                tr("PIN or password of {name}").format(name=person.name) if person else tr("Password"),
                "label",
            )
        )
        self.line = SecretLine()
        self.line.setAccessibleName(tr("Password"))
        outer.addWidget(self.line)
        self.problem = paragraph("", "wrong")
        outer.addWidget(self.problem)
        self.button = ActionButton(tr("Go on working"), "Enter", primary=True, slot=self.submit)
        self.button.setDefault(True)
        outer.addWidget(self.button)
        self.held = CountDown(self, path, self.problem, self.button)

    def submit(self) -> None:
        """Let go on who types the right password; say what is wrong with another one."""
        try:
            come_back(self.path, self.line.text())
        except UserError as refused:
            self.problem.setText(refused.message)
            self.line.selectAll()
            self.line.setFocus()
            self.held.look()
        else:
            self.held.stop()
            self._opened()

    def ask_help(self) -> None:
        """Help would come up covered."""

    def reject(self) -> None:
        """Esc leads nowhere."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Neither does the system's way to close it."""
        event.ignore()
