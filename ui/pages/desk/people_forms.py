"""What is asked of somebody who signs in: name, role, and a PIN or password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from models import rights
from models.actions.desk.people import save_user
from models.database import current_path
from models.encryption import give_password
from models.i18n import tr
from models.rules.desk import roles
from models.secret import SECRET
from models.tables.desk import User
from models.unlocking import prove
from ui.kit.form import Form, fields_of
from ui.kit.form_sheet import Sheet, saves
from ui.kit.secret_line import SecretField


def user_sheet(parent: QWidget, user: Any = None) -> Sheet:
    """Somebody new who signs in, with a PIN, or one to change; its result is the saved record."""
    own = () if user is not None else (_secret(SECRET),)
    form = Form(fields_of(User, *own), columns=2)
    # The first one may let others in, so it is a manager.
    role = roles.CLERK if rights.guarded() else roles.MANAGER
    form.set_values({"role": role, "active": True} if user is None else dict(user.__data__))

    title = tr("New user") if user is None else user.name
    sheet = Sheet(
        parent, title, form, tr("Save"), saves(save_user, user), intro="\n".join(map(tr, roles.DUTIES))
    )
    form.field("name").editor.setFocus()
    return sheet


def secret_sheet(parent: QWidget, user: Any) -> Sheet:
    """Another PIN or password of somebody who forgot it."""
    title = tr("New PIN of {name}").format(name=user.name)
    return Sheet(parent, title, Form([_secret(SECRET)]), tr("Save"), saves(save_user, user))


def file_password_sheet(parent: QWidget, user: Any) -> Sheet:
    """A password by which somebody opens the encrypted file, and is signed in at once."""

    def save(consent: Any, said: dict[str, Any]) -> Any:
        path = current_path()
        assert path is not None
        give_password(path, user.label, said["new"], prove(path, said["password"]))
        return user

    form = Form(
        [
            SecretField(
                "password", tr("Password that opens the file now"), tr("Yours, or the recovery code.")
            ),
            SecretField(
                "new", tr("New password of {name}").format(name=user.name), tr("Eight letters or more.")
            ),
        ]
    )
    words = tr("Password of {name} for the file").format(name=user.name)
    return Sheet(parent, words, form, tr("Save"), save)


def own_secret_sheet(parent: QWidget, change: Callable[[str, str], object]) -> Sheet:
    """Another PIN or password of one's own; the one of now is asked for first."""
    form = Form([SecretField("old", tr("PIN or password now")), _secret(SECRET)])

    def save(consent: Any, said: dict[str, Any]) -> Any:
        change(said["old"], said[SECRET])
        return True

    return Sheet(parent, tr("Change my PIN"), form, tr("Save"), save)


def _secret(name: str) -> SecretField:
    return SecretField(name, tr("New PIN or password"), tr("Four digits or more. Empty: a click is enough."))
