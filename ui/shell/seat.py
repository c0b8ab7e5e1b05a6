"""Who sits at the desk: what the window offers follows from that, and another can take the seat.

Who that is and what he may do can also be changed by another window: that is looked for every few seconds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from models import operation, rights, signed_in
from models.database import current_path
from models.errors import UserError
from models.i18n import tr
from models.other_work import OtherWork
from models.rules.desk import roles
from models.tables.desk import User
from ui.kit import drafts
from ui.kit.background_task import under_way
from ui.shell.menu import open_menu
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

LAST: Final = "window/person"
"""Under which name the one who worked last is remembered on this laptop."""
LOOK_MS: Final = 2_000
"""How often is looked for what others did to the file."""

FileAct = tuple[str, str, Callable[[], object]]
"""What can be done with the open file: words, icon, act."""


class Seat(QObject):
    """Keeps a window in step with who is signed in; ``offers`` answers what can be done with the file, each with the
    right it takes, ``unlock`` opens the window where it is locked.
    """

    _moved = Signal()

    def __init__(
        self,
        window: MainWindow,
        offers: Callable[[], Sequence[tuple[str, FileAct]]],
        unlock: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(window)
        self.window, self._offers, self._unlock = window, offers, unlock
        self._user = User._meta.table_name
        # Also when another role was given on this very desk, or taken back.
        self._moved.connect(lambda: QTimer.singleShot(0, self, self.follow))
        deaf = operation.listen(lambda done: self._moved.emit() if self._user in done.tables else None)
        window.destroyed.connect(deaf)
        self._others, self._moved_by_others = OtherWork(), False
        window.destroyed.connect(self._others.stop)
        self._often = QTimer(self, interval=LOOK_MS)
        self._often.timeout.connect(self.look)
        self._often.start()
        window.dressed = self._say
        self._offer()
        self._say()

    def look(self) -> None:
        """Show what others did to the file since the last look, and follow what they changed about who may do what."""
        changed: frozenset[str] = frozenset()
        if not self.window.isVisible():
            return
        # A file whose disk is gone says so when something is asked of it.
        with contextlib.suppress(UserError):
            changed = self._others.look()
            if self._user in changed:
                self.window.pages.keep_drafts()
                signed_in.refresh()
                self._moved_by_others = True
        if changed:
            self.window.hear(changed)
        if self._moved_by_others and under_way() is None:
            self._follow_others()

    def _follow_others(self) -> None:
        if rights.guarded() and rights.person() is None:
            self._moved_by_others = False
            self._leave()
        elif QApplication.activeModalWidget() is None:
            # What stands before the window is answered first; what may not be done any more is refused in it.
            self._moved_by_others = False
            self.follow()

    def _leave(self) -> None:
        """Who sat here signs in no more: all of his is taken down, and somebody else asked for."""
        from ui.shell.sign_in import SignIn

        shown = [
            one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()
        ]
        if any(isinstance(one, SignIn) for one in shown):
            return
        name = "" if self._shown[1] is None else self._shown[1].name
        self.window.forget_pages()
        self._unlock()
        for one in shown:
            # Not by its own way out, which may ask what is to become of what was typed.
            QDialog.done(one, QDialog.DialogCode.Rejected)
        why = tr("Nobody signs in as {name} any more. What was typed is kept as a draft.").format(name=name)
        self._go_on(self.take(why if name else ""))

    def take(self, why: str = "", *, anew: bool = False) -> bool:
        """Have somebody sign in where people do; answers False when they want to leave instead.

        ``why`` is said above the names; ``anew``: also who opened the file by a password of his own is asked.
        """
        # What the one before was looking at is nobody else's business.
        self.window.ground.setVisible(rights.person() is not None or not rights.guarded())
        try:
            taken = seated(self.window if self.window.isVisible() else None, why, anew=anew or bool(why))
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
        self._go_on(self.take(anew=True))

    def _go_on(self, taken: bool) -> None:
        if taken:
            self.window.go(self.window.entries[0].key)
        else:
            self.window.close()

    def change_secret(self) -> None:
        """Another PIN of one's own."""
        from ui.shell.sign_in import ask_own_secret

        ask_own_secret(self.window, lambda: self.window.notify(tr("Your PIN is another one now.")))

    def follow(self) -> None:
        """Offer what who is signed in may do, and nothing else."""
        # A window that is about to go may hear of it once the file is closed.
        if self._shown != _sitting() and current_path() is not None:
            drafts.hand_over()
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


def seated(parent: QWidget | None, why: str = "", *, anew: bool = False) -> bool:
    """Have somebody sign in to the open file where people do; answers False when they want to leave instead.

    ``why`` and ``anew`` as in `Seat.take`.
    """
    if not rights.guarded():
        return True
    from ui.shell.sign_in import signed

    # Who worked last on this laptop stands ready the next time.
    if not signed(parent, str(remembered().value(LAST) or ""), why, anew=anew):
        return False
    remembered().setValue(LAST, rights.maker())
    drafts.hand_over()
    return True
