"""What a PIN or a password is known again by: argon2id, slow enough that who finds it cannot try many.

A PIN of four digits is found out all the same by whoever has the file itself and other tools; the password of the file
stands against that.
"""

from __future__ import annotations

import os
import unicodedata
from typing import Any, Final

from models import key_file
from models.errors import UserError
from models.i18n import tr
from models.rules.desk.password_letters import refuse_strange_letters, seen_letters

SECRET: Final = "secret"
"""The field a PIN or password is typed in."""
LEAST: Final = 4
"""The fewest letters of a PIN or password to sign in with."""
_MOST: Final = 200
_BYTES, _SALT = 32, 16


def kept_of(secret: str) -> str:
    """What to keep of a PIN or password. Raises UserError (field: secret) for one with too few that can be seen."""
    written = _plain(secret)
    if len(seen_letters(written)) < LEAST or len(written) > _MOST:
        raise UserError(tr("A PIN or password has at least four digits or letters."), SECRET)
    refuse_strange_letters(written, SECRET)
    made: str = _kdf(os.urandom(_SALT)).derive_phc_encoded(written.encode())
    return made


def is_secret(written: str, kept: str) -> bool:
    """Whether a PIN or password is the one that was kept; with nothing kept any is."""
    # Takes a moment to load, and is needed by nobody before somebody signs in.
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    if not kept:
        return True
    try:
        Argon2id.verify_phc_encoded(_plain(written).encode(), kept)
    except (InvalidKey, ValueError):
        return False
    return True


def _plain(secret: str) -> str:
    """A PIN as it was meant: an input method writes full-width digits."""
    return unicodedata.normalize("NFKC", secret)


def _kdf(salt: bytes) -> Any:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    cost = key_file.cost
    return Argon2id(
        salt=salt, length=_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
