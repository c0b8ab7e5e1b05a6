"""Signing in to the open file, and whether who did still may work in it."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any, Final, NamedTuple

from models import key_file, rights, wrong_tries
from models.database import current_password, current_path, db, noting
from models.errors import UserError
from models.i18n import tr
from models.rights import Person
from models.rules.desk.recovery_code import engine_key
from models.secret import SECRET, is_secret

_FOUND: Final = "SELECT id, name, role, secret, label FROM user WHERE active"

_place: Path | None = None


class SignsIn(NamedTuple):
    """Somebody who may sign in: the person, whether a PIN or password is asked for, the label in the key file."""

    person: Person
    asked: bool
    label: str


def people() -> list[SignsIn]:
    """Who may sign in to the open file, in the order they came; nobody where the file has no users."""
    return [
        SignsIn(Person(key, name, role), bool(secret), label) for key, name, role, secret, label in _rows()
    ]


def keys_of_all() -> list[int]:
    """Who ever could sign in to the open file, also those who left."""
    with noting(None):
        return [int(key) for (key,) in db.execute_sql("SELECT id FROM user").fetchall()]


def opened(path: Path) -> None:
    """A file was opened: whether somebody must sign in shows in it, and until then nobody did.

    Opened again in the same place, as after a restore, it keeps who is signed in, where the file knows the same.
    """
    global _place
    person = rights.person() if path == _place else None
    known = person is not None and any(Person(*row[:3]) == person for row in _rows())
    _place = path
    rights.take_seat(person if known else None, guarded=_has_users())


def sign_in(key: int, secret: str = "") -> Person:
    """Sign a user in by PIN or password. Raises UserError (field: secret) for a wrong one, or when he is gone.

    After some that were wrong the next must wait: MustWait then.
    """
    for found, name, role, kept, label in _rows():
        if found == key:
            if kept:
                prove_secret(secret, kept, name, label)
            return _seat(Person(found, name, role))
    raise UserError(tr("This user signs in no more. Ask the manager."))


def sign_in_by_name(name: str, secret: str = "") -> Person:
    """The same by name. Raises UserError as `sign_in` does, also for a name nobody has."""
    there = people()
    exactly = [one for one in there if one.person.name == name.strip()]
    for one in exactly or [one for one in there if reads_as(one.person.name) == reads_as(name)]:
        return sign_in(one.person.key, secret)
    raise UserError(tr('Nobody called "{name}" signs in to this file.').format(name=name))


def reads_as(name: str) -> str:
    """What a user's name is told from another by: neither large letters, nor full-width ones, nor blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def sign_in_by_label(label: str) -> Person | None:
    """Sign in whose password opened the file, by the label it has in the key file; None where it is no user's."""
    for one in people():
        if one.label == label:
            return _seat(one.person)
    return None


def sign_out() -> None:
    """Nobody is signed in any more; a file without users stays open to everybody."""
    rights.take_seat(None, guarded=rights.guarded())


def look_again() -> None:
    """Notice what another copy of the program changed about who may do what; asked before anything is written.

    Raises UserError when who is signed in may not do what is under way any more.
    """
    if rights.HOUSE not in rights.doing() and refresh():
        rights.require_again()


def refresh() -> bool:
    """Take who is signed in as the file has it now; answers whether that was otherwise."""
    person = rights.person()
    if person is None:
        now, guarded = None, rights.guarded() or _has_users()
    else:
        now = next((Person(key, name, role) for key, name, role, *_ in _rows() if key == person.key), None)
        guarded = True
    other = (now, guarded) != (person, rights.guarded())
    rights.take_seat(now, guarded=guarded)
    return other


def prove_secret(secret: str, kept: str, name: str, label: str, field: str = SECRET) -> None:
    """Raise UserError (field) when it is not the PIN or password that is kept of a user; MustWait after too many."""
    path = current_path()
    assert path is not None
    # Tries of one user are no tries of another, nor of the file's own password.
    own = path.with_name(f"{path.name}.{label}")
    seconds = wrong_tries.must_wait(own)
    if seconds > 0:
        raise wrong_tries.MustWait(seconds)
    if not is_secret(secret, kept) and not _opens_it(path, secret, label):
        wrong_tries.add(own)
        raise UserError(tr("That is not the PIN or password of {name}.").format(name=name), field)
    wrong_tries.forget(own)


def _opens_it(path: Path, secret: str, label: str) -> bool:
    """Whether it is the user's own password of an encrypted file, who need not know two.

    Anybody can lay a key file there; only the code of this file counts.
    """
    found = key_file.unwrap(path, secret, label)
    return found is not None and engine_key(found.code) == current_password()


def _seat(person: Person) -> Person:
    rights.take_seat(person, guarded=True)
    return person


def _has_users() -> bool:
    with noting(None):
        return bool(db.execute_sql("SELECT EXISTS (SELECT 1 FROM user)").fetchone()[0])


def _rows() -> list[Any]:
    with noting(None):
        return list(db.execute_sql(f"{_FOUND} ORDER BY id").fetchall())
