"""Which characters no password can have."""

from __future__ import annotations

from models.errors import UserError
from models.i18n import tr


def refuse_strange_letters(password: str | None, field: str = "password") -> None:
    """Raise UserError for a password that cannot be handed to the engine: a null in it, or half a character."""
    if password and ("\0" in password or any("\ud800" <= letter <= "\udfff" for letter in password)):
        raise UserError(tr("A password cannot hold this character. Choose another one."), field)
