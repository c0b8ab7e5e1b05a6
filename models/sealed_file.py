"""What stands on the disk beside an encrypted file and speaks of it: drafts, ways between places. It is encrypted too.

The key is made of what opens the file, at the cost the engine itself takes for a password, so that nobody guesses it
here more cheaply than there. Beside a file without a password all of it lies open, as the file does.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from models.database import current_password, rounds
from models.device import home, machine_mark
from models.errors import UserError
from models.files import replacing

MARK: Final = b"Yuanba sealed 1\0"
_NONCE: Final = 12


def draft_of(path: Path | None, name: str) -> Path:
    """Where the draft of a page or sheet lies for a file; with ``*`` as name the pattern of them all."""
    return home() / "drafts" / f"{name}-{zlib.crc32(str(path or '').encode()):08x}.json"


def ways_of(path: Path) -> Path:
    """Where the ways between a file's places lie."""
    return path.with_name(f"{path.name}.ways")


def beside(path: Path) -> Iterator[Path]:
    """All that lies on the disk and speaks of a file."""
    yield ways_of(path)
    pattern = draft_of(path, "*")
    yield from pattern.parent.glob(pattern.name)


def sealed(content: bytes) -> bytes:
    """The content as it may lie on the disk beside the open file."""
    password = current_password()
    return content if password is None else _sealed(content, password)


def unsealed(kept: bytes) -> bytes | None:
    """What was sealed beside the open file; None when it was so under another password, or is damaged."""
    return _unsealed(kept, current_password())


def fetch_key() -> None:
    """Have the key of the open file at hand: making it takes a moment."""
    password = current_password()
    if password is not None:
        _key(password, machine_mark())


def seal_anew(path: Path, before: str | None, after: str | None) -> None:
    """Put what lies beside a file under its other password; what does not open, or cannot be written, goes."""
    for place in list(beside(path)):
        try:
            content = _unsealed(place.read_bytes(), before)
            if content is not None:
                kept = content if after is None else _sealed(content, after)
                with replacing(place, private=True) as unfinished:
                    unfinished.write_bytes(kept)
                continue
        except FileNotFoundError:
            continue
        except (OSError, UserError):
            pass
        with contextlib.suppress(OSError):
            place.unlink()


def _sealed(content: bytes, password: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return MARK + nonce + AESGCM(_key(password, machine_mark())).encrypt(nonce, content, MARK)


def _unsealed(kept: bytes, password: str | None) -> bytes | None:
    if not kept.startswith(MARK):
        return kept
    if password is None:
        return None
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, content = kept[len(MARK) : len(MARK) + _NONCE], kept[len(MARK) + _NONCE :]
    with contextlib.suppress(InvalidTag, ValueError):
        return AESGCM(_key(password, machine_mark())).decrypt(nonce, content, MARK)
    return None


@lru_cache(maxsize=4)
def _key(password: str, laptop: str) -> bytes:
    # What is no password but all chance needs no stretching.
    turns = 1 if password.startswith("x'") else rounds()
    return hashlib.pbkdf2_hmac("sha512", password.encode(), f"Yuanba beside {laptop}".encode(), turns, 32)


def only_mine(folder: Path) -> Path:
    """A folder of the user's alone, made where it is not there yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        with contextlib.suppress(OSError):
            folder.chmod(0o700)
    return folder
