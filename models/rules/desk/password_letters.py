"""Which characters no password can have, and which of them count."""

from __future__ import annotations

import unicodedata
from typing import Final

from models.errors import UserError
from models.i18n import tr

_BLANK: Final = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters by their kind that nobody sees."""
_UNSEEN_KINDS: Final = ("C", "Z", "M")


def seen_letters(words: str) -> str:
    """What of a password can be seen where it is written down: no blanks, nothing without a width of its own."""
    return "".join(
        one for one in words if one not in _BLANK and not unicodedata.category(one).startswith(_UNSEEN_KINDS)
    )


def refuse_strange_letters(password: str | None, field: str = "password") -> None:
    """Raise UserError for a password that cannot be handed to the engine: a null in it, or half a character."""
    if password and ("\0" in password or any("\ud800" <= letter <= "\udfff" for letter in password)):
        raise UserError(tr("A password cannot hold this character. Choose another one."), field)
