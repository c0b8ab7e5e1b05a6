"""Asking who sits at the desk: names to press, and a PIN or password where one was set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from models import rights, signed_in
from models.errors import UserError
from models.i18n import tr
from models.opening import opened_as
from models.rules.desk.roles import ROLES
from models.signed_in import SignsIn
from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.scrolled import Scrolled
from ui.kit.secret_line import SecretLine
from ui.kit.text import paragraph, text
from ui.shell import theme
from ui.shell.welcome import Choice

SEEN_AT_ONCE = 6
"""Names; of more than these the list scrolls."""


class SignIn(Dialog):
    """Who is it? One press, a number or Enter on the name; then the PIN, where there is one. Esc lets nobody in."""

    help_key = "people"

    def __init__(
        self, parent: QWidget | None, people: Sequence[SignsIn], last: str = "", why: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sign in"))
        self.setMinimumWidth(theme.px("dialog"))
        self.people = people
        self.chosen: SignsIn | None = None
        outer = self.body_layout("s")
        outer.addWidget(text(tr("Who is working?"), "section"))
        if why:
            outer.addWidget(paragraph(why, "soon"))
        outer.addWidget(self._names())
        self.asked = text("", "label")
        self.line = SecretLine()
        self.problem = paragraph("", "wrong")
        self.line.textEdited.connect(lambda _: self.problem.setText(""))
        self.line.returnPressed.connect(self.submit)
        for part in (self.asked, self.line, self.problem):
            outer.addWidget(part)
        outer.addStretch(1)
        outer.addLayout(self._buttons())
        self._ask(None)
        self._begin(last)

    def _names(self) -> QWidget:
        inner = QWidget()
        rows = vbox("s", of=inner)
        names = dict(ROLES)
        self.choices: list[Choice] = []
        for number, one in enumerate(self.people, 1):
            detail = tr(names[one.person.role])
            choice = Choice(number, "lock" if one.asked else "user", one.person.name, detail)
            choice.clicked.connect(partial(self.choose, one))
            self.choices.append(choice)
            rows.addWidget(choice)
        if len(self.people) <= SEEN_AT_ONCE:
            return inner
        area = Scrolled(inner)
        area.setMinimumHeight(SEEN_AT_ONCE * (self.choices[0].sizeHint().height() + theme.px("s")))
        return area

    def _buttons(self) -> QHBoxLayout:
        self.leave = ActionButton(tr("Close Yuanba"), slot=super().reject)
        self.other = ActionButton(tr("Somebody else"), "Esc", slot=self.reject)
        self.primary = ActionButton(tr("Sign in"), "Enter", primary=True, slot=self.submit)
        return hbox("s", self.leave, STRETCH, self.other, self.primary)

    def _begin(self, last: str) -> None:
        """Who worked here last stands ready; one alone is asked at once."""
        ready = next((place for place, one in enumerate(self.people) if one.person.name == last), 0)
        if len(self.people) == 1:
            self._ask(self.people[0])
        elif self.choices:
            self.choices[ready].setFocus()

    def choose(self, one: SignsIn) -> None:
        """A name was pressed: ask for the PIN, or sign in where there is none."""
        self._ask(one)
        if not one.asked:
            self.submit()

    def _ask(self, one: SignsIn | None) -> None:
        self.chosen = one
        asked = one is not None and one.asked
        for part in (self.asked, self.line):
            part.setVisible(asked)
        # What is asked stands right below whose it is, however large the letters are.
        for person, choice in zip(self.people, self.choices, strict=True):
            choice.setVisible(not asked or person is one)
        self.other.setVisible(asked and len(self.people) > 1)
        self.primary.setEnabled(one is not None)
        self.problem.setText("")
        self.line.clear()
        if one is not None and asked:
            words = tr("PIN or password of {name}").format(name=one.person.name)
            self.asked.setText(words)
            self.line.setAccessibleName(words)
            self.line.setFocus()

    def submit(self) -> None:
        """Sign in, or say what is wrong."""
        if self.chosen is None:
            return
        try:
            signed_in.sign_in(self.chosen.person.key, self.line.text())
        except UserError as refusal:
            self.problem.setText(refusal.message)
            self.line.selectAll()
            self.line.setFocus()
            return
        self.accept()

    def reject(self) -> None:
        """Esc, and the cross of the window, let nobody in: back to the names."""
        self._ask(None)
        if self.choices:
            self.choices[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number presses the name it stands beside."""
        number = event.key() - Qt.Key.Key_1
        if not self.line.hasFocus() and 0 <= number < min(9, len(self.choices)):
            self.choices[number].click()
        else:
            super().keyPressEvent(event)


def signed(parent: QWidget | None, last: str = "", why: str = "", *, anew: bool = False) -> bool:
    """Have somebody sign in to the open file where people do; answers False when the user wants to leave instead.

    Whose own password opened the file is signed in by that, but not ``anew``; a single person without PIN need not say
    so. ``why`` is said above the names.
    """
    if not rights.guarded() or rights.person() is not None:
        return True
    if not anew and signed_in.sign_in_by_label(opened_as()) is not None:
        return True
    people = signed_in.people()
    if len(people) == 1 and not people[0].asked:
        signed_in.sign_in(people[0].person.key)
        return True
    return SignIn(parent, people, last, why).exec() == QDialog.DialogCode.Accepted


def ask_own_secret(parent: QWidget, done: Callable[[], object]) -> None:
    """Ask for another PIN or password of one's own."""
    from models.actions.desk.people import change_own_secret
    from ui.pages.desk.people_forms import own_secret_sheet

    if own_secret_sheet(parent, change_own_secret).exec():
        done()
