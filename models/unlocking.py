"""What opens a file: whatever somebody types, as what the engine takes; and who types it once more.

A password of one's own, wrapped in the key file; the recovery code; or the one password a file without a key file has.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from models import key_file, second_place
from models.database import current_password, read_only
from models.errors import UserError
from models.files import PLAIN_HEAD
from models.i18n import tr
from models.key_file import KeyFile
from models.rules.desk import recovery_code
from models.rules.desk.recovery_code import engine_key, typed_code
from models.wrong_tries import Mistyped, counted

RECOVERY: Final = "recovery"
"""The label of who opened a file by its recovery code."""
MOST_KEY_FILES: Final = 8
_ENGINE_KEY: Final = "x'"


class Unlocked(NamedTuple):
    """What the engine takes, and whose password it was: "" where the file has one password for all, or none.

    ``held`` is the key file that helped where it does not lie beside the file. ``code`` is the recovery code where
    there is one.
    """

    passphrase: str | None
    label: str = ""
    held: KeyFile | None = None
    code: str = ""


def unlocked(path: Path, typed: str | None) -> Unlocked:
    """What opens a file for what was typed; typed as it is where nothing does, for the engine to refuse.

    Raises UserError (field: password) when a recovery code was meant and has a slip.
    """
    if not typed or typed.startswith(_ENGINE_KEY) or lies_open(path):
        return Unlocked(typed or None)
    code = typed_code(typed)
    if code is not None and opens(path, engine_key(code)):
        return Unlocked(engine_key(code), RECOVERY, code=code)
    beside = key_file.unwrap(path, typed)
    if beside is not None and opens(path, engine_key(beside.code)):
        return Unlocked(engine_key(beside.code), beside.label, code=beside.code)
    others = list(_other_key_files(path))
    if others and not opens(path, typed):
        for held in others:
            found = held.opened_by(typed)
            if found is not None and opens(path, engine_key(found.code)):
                return Unlocked(engine_key(found.code), found.label, held, found.code)
    _refuse_slip(typed)
    return Unlocked(typed)


def prove(path: Path, typed: str) -> Unlocked:
    """What opens the file that is open, for what was typed anew before something that not everybody may do.

    Raises UserError (field: password) when it does not open it, MustWait after too many that did not.
    """
    with counted(path, typed):
        found = unlocked(path, typed)
        if found.passphrase != current_password():
            raise UserError(tr("This is not the password the file has."), "password")
    return found


def _other_key_files(path: Path) -> Iterator[KeyFile]:
    folder = second_place.present(path)
    for number, held in enumerate(key_file.others(path, *(() if folder is None else (folder,)))):
        if number == MOST_KEY_FILES:
            return
        yield held


def _refuse_slip(typed: str) -> None:
    if not recovery_code.looks_like_one(typed) or typed_code(typed) is not None:
        return
    read = recovery_code.as_read(typed)
    whole = recovery_code.GROUPS * recovery_code.GROUP
    if len(read) != whole:
        words = tr("A recovery code has eight groups of five: {whole} in all. Typed were {typed}.")
        raise Mistyped(words.format(whole=whole, typed=len(read)), "password")
    groups = ", ".join(map(str, recovery_code.slips(read)))
    raise Mistyped(
        tr("The recovery code is mistyped in group {groups}. Compare it with the sheet.").format(
            groups=groups
        ),
        "password",
    )


def lies_open(path: Path) -> bool:
    """Whether a file has no password, or there is none that could have one."""
    try:
        with path.open("rb") as file:
            head = file.read(len(PLAIN_HEAD))
    except OSError:
        return True
    return head in (b"", PLAIN_HEAD)


def opens(path: Path, passphrase: str) -> bool:
    """Whether the engine opens a file by this."""
    try:
        with read_only(path, passphrase):
            return True
    except UserError:
        return False
