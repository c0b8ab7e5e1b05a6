"""The seal this laptop puts on each of its operations, with a key that is not in the file.

Whoever rewrites the file can reckon every link of the chain anew, but not these. Only the laptop that made a seal can
tell a true one from a false one; any other says that it cannot.

The key lies in the system's keyring, where there is one; else in a file of the user's data folder that only the user
may read. Who uses this laptop as its user can get at either: against that stand the marks on paper (`models.marks`).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import threading
from functools import cache
from pathlib import Path
from typing import Final

from models.device import home, machine_mark, unusable
from models.errors import UserError
from models.files import mine_alone

FILE: Final = "key"
SERVICE: Final = "Yuanba"
_BYTES: Final = 32
_asking = threading.Lock()
_KEY: Final = re.compile(rf"[0-9a-f]{{{2 * _BYTES}}}")


def seal(link: str) -> str:
    """This laptop's seal on a link of the chain: which key it was made with, and what it made of the link."""
    return _sealed(_key_of(home()), link)


def is_true(link: str, sealed: str) -> bool | None:
    """Whether a seal is that of its link; None where it was made with a key this laptop has not got."""
    folder, name = home(), sealed.partition(":")[0]
    key: bytes | None = _key_of(folder)
    if _name_of(_key_of(folder)) != name:
        key = _others_in(folder).get(name)
    return None if key is None else hmac.compare_digest(_sealed(key, link), sealed)


def fetch_key() -> None:
    """Have the key at hand before the first operation needs it: asking a keyring may take a moment."""
    # Who cannot get at it now is told when something is done.
    with contextlib.suppress(UserError):
        _key_of(home())


def where_the_key_lies() -> Path | None:
    """The file the key lies in; None where the system's keyring holds it."""
    folder = home()
    _key_of(folder)
    file = folder / FILE
    return file if file.is_file() else None


def _sealed(key: bytes, link: str) -> str:
    return f"{_name_of(key)}:{hmac.new(key, link.encode(), hashlib.sha256).hexdigest()}"


def _name_of(key: bytes) -> str:
    """What a key is known by; it tells nothing of the key."""
    return hashlib.sha256(b"Yuanba's key\0" + key).hexdigest()[:8]


def _key_of(folder: Path) -> bytes:
    """The key this laptop seals with; two threads never make two."""
    with _asking:
        return _key_in(folder)


@cache
def _key_in(folder: Path) -> bytes:
    """The key this laptop seals with, made when it first does."""
    return _read(folder / FILE) or _from_keyring(make=True) or _made(folder / FILE)


@cache
def _others_in(folder: Path) -> dict[str, bytes]:
    """The keys this laptop sealed with before, by name: one that fell back on the file may have the keyring's still."""
    found = (_read(folder / FILE), _from_keyring(make=False))
    return {_name_of(key): key for key in found if key is not None}


def _read(file: Path) -> bytes | None:
    try:
        text = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise unusable(file.parent, error) from error
    return bytes.fromhex(text) if _KEY.fullmatch(text) else None


def _made(file: Path) -> bytes:
    """A new key in a file that only the user may read; one that another copy of the program made meanwhile counts."""
    text = secrets.token_hex(_BYTES)
    unfinished = file.with_name(f"{FILE}-{os.getpid()}")
    try:
        with open(unfinished, "w", encoding="ascii", opener=mine_alone) as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        _put(unfinished, file)
    except OSError as error:
        raise unusable(file.parent, error) from error
    finally:
        unfinished.unlink(missing_ok=True)
    kept = _read(file)
    return bytes.fromhex(text) if kept is None else kept


def _put(unfinished: Path, file: Path) -> None:
    """Give the key's file its name, unless there is one that holds a key."""
    try:
        os.link(unfinished, file)
    except OSError:
        # It is there, and perhaps empty after a full disk; or the file system has no links.
        if _read(file) is None:
            unfinished.replace(file)


def _from_keyring(*, make: bool) -> bytes | None:
    """The key in the system's keyring; None where there is no keyring, it is locked, or it holds none.

    A data folder that is named by ``YUANBA_HOME`` holds all that is the laptop's, and asks no keyring.
    """
    if os.environ.get("YUANBA_HOME"):
        return None
    # Looks for what keyrings there are, which takes a moment.
    import keyring
    import keyring.errors

    name = machine_mark()
    try:
        if keyring.get_keyring().priority <= 0:
            return None
        text = keyring.get_password(SERVICE, name)
        if text is None and make:
            keyring.set_password(SERVICE, name, secrets.token_hex(_BYTES))
            text = keyring.get_password(SERVICE, name)
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        return None
    return bytes.fromhex(text) if text is not None and _KEY.fullmatch(text) else None
