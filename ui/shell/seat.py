"""Who sits at the desk: what the window offers follows from that, and another can take the seat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from models import operation, rights, signed_in
from models.i18n import tr
from models.rules.desk import roles
from models.tables.desk import User
from ui.shell.menu import open_menu
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

LAST: Final = "window/person"
"""Under which name the one who worked last is remembered on this laptop."""

FileAct = tuple[str, str, Callable[[], object]]
"""What can be done with the open file: words, icon, act."""


class Seat(QObject):
    """Keeps a window in step with who is signed in; ``offers`` answers what can be done with the file, each with the
    right it takes.
    """

    _moved = Signal()

    def __init__(self, window: MainWindow, offers: Callable[[], Sequence[tuple[str, FileAct]]]) -> None:
        super().__init__(window)
        self.window, self._offers = window, offers
        self._user = User._meta.table_name
        # Also when another role was given on this very desk, or taken back.
        self._moved.connect(lambda: QTimer.singleShot(0, self, self.follow))
        deaf = operation.listen(lambda done: self._moved.emit() if self._user in done.tables else None)
        window.destroyed.connect(deaf)
        window.dressed = self._say
        self._offer()
        self._say()

    def take(self) -> bool:
        """Have somebody sign in where people do; answers False when they want to leave instead."""
        # What the one before was looking at is nobody else's business.
        self.window.ground.setVisible(rights.person() is not None or not rights.guarded())
        try:
            taken = seated(self.window if self.window.isVisible() else None)
        finally:
            self.window.ground.setVisible(True)
        if taken:
            self.follow()
        return taken

    def change(self) -> None:
        """Another person takes the seat; what was not posted is kept or given up first."""
        if not self.window.let_go():
            return
        signed_in.sign_out()
        self.window.forget_pages()
        if self.take():
            self.window.go(self.window.entries[0].key)
        else:
            self.window.close()

    def change_secret(self) -> None:
        """Another PIN of one's own."""
        from ui.shell.sign_in import ask_own_secret

        ask_own_secret(self.window, lambda: self.window.notify(tr("Your PIN is another one now.")))

    def follow(self) -> None:
        """Offer what who is signed in may do, and nothing else."""
        if self._shown != _sitting():
            self._offer()
            self.window.rebuild()

    def _offer(self) -> None:
        self._shown = _sitting()
        allowed = [act for right, act in self._offers() if not right or rights.may(right)]
        self.window.file_actions = (*allowed, *self._own_acts())

    def _own_acts(self) -> Sequence[FileAct]:
        if not rights.guarded():
            return ()
        return (
            (tr("Change user…"), "users", self.change),
            (tr("Change my PIN…"), "key", self.change_secret),
        )

    def _say(self) -> None:
        """Who it is, in the top bar, which the window may just have made anew."""
        person, top = rights.person(), self.window.top
        top.say_person("" if person is None else person.name, "" if person is None else role_of(person))
        top.person.clicked.connect(
            lambda: open_menu(
                self.window, self._own_acts(), top.person.mapToGlobal(top.person.rect().bottomLeft())
            )
        )


def _sitting() -> tuple[bool, rights.Person | None]:
    return rights.guarded(), rights.person()


def role_of(person: rights.Person) -> str:
    """The role of a person in words."""
    return tr(dict(roles.ROLES)[person.role])


def seated(parent: QWidget | None) -> bool:
    """Have somebody sign in to the open file where people do; answers False when they want to leave instead."""
    if not rights.guarded():
        return True
    from ui.shell.sign_in import signed

    # Who worked last on this laptop stands ready the next time.
    if not signed(parent, str(remembered().value(LAST) or "")):
        return False
    remembered().setValue(LAST, rights.maker())
    return True
