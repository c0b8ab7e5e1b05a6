"""The key file beside an encrypted file: its recovery code, wrapped for each person by a password of his own.

Whoever comes or goes changes this small file alone; the records are not written anew. It holds no name and no record:
a label, and a code that nobody unwraps without the password. Where it is lost a copy takes its place (in the user's
data folder, beside the backups, in the second place), and without any of them the recovery code itself opens the file.

Each label's code is sealed by AES-GCM under a key that Argon2id makes of the password. All labels of a file share one
salt, so that one try asks every wrap; a key of its own is then taken for each label.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from models.device import home
from models.errors import UserError
from models.files import replacing, sync_folder, unwritable
from models.i18n import tr
from models.rules.desk import recovery_code
from models.rules.desk.password_letters import refuse_strange_letters, seen_letters

_log = logging.getLogger("yuanba.backup")

ENDING: Final = ".keys"
COMING: Final = ".coming"
"""In the name of a key file whose records are still being written under its code."""
EVERYONE: Final = "everyone"
"""The label of a password that all who work with the file share."""
FORMAT: Final = 1
_SALT: Final = 16
_KEY: Final = 32
_NONCE: Final = 12
_MOST_BYTES: Final = 1_000_000
_MOST_MEMORY: Final = 1 << 18
_MOST_WORK: Final = 1 << 20
"""KiB of memory times passes: a second or two, also where several key files are asked."""


class Cost(NamedTuple):
    """What one try of a password costs: KiB of memory, passes over it, lanes at once."""

    memory: int = 65_536
    passes: int = 3
    lanes: int = 4

    @property
    def bearable(self) -> bool:
        """Whether a laptop can do it: what somebody wrote there must not eat its memory."""
        return (
            0 < self.lanes <= 64
            and 8 * self.lanes <= self.memory <= _MOST_MEMORY
            and 0 < self.passes <= _MOST_WORK // self.memory
        )


cost = Cost()
"""What a new key file costs per try; one that is there keeps what it was made with."""


class Unwrapped(NamedTuple):
    """Whose password it was, and the recovery code."""

    label: str
    code: str


class KeyFile(NamedTuple):
    """What a key file holds; ``serial`` grows with every change, so that the newest of several copies is known."""

    salt: bytes
    cost: Cost
    serial: int = 0
    wraps: Mapping[str, tuple[bytes, bytes]] = MappingProxyType({})

    def opened_by(self, password: str, label: str | None = None) -> Unwrapped | None:
        """Whose password it is, and the code; None when it unwraps nothing. Takes a moment, and memory."""
        from cryptography.exceptions import InvalidTag

        if not self.wraps if label is None else label not in self.wraps:
            return None
        stretched = _stretched(password, self.salt, self.cost)
        for one in self.wraps if label is None else (label,):
            nonce, sealed = self.wraps[one]
            with contextlib.suppress(InvalidTag, UnicodeDecodeError):
                return Unwrapped(
                    one, _cipher(stretched, one).decrypt(nonce, sealed, one.encode()).decode("ascii")
                )
        return None

    def with_wrap(self, label: str, password: str, code: str) -> KeyFile:
        """The same with the code wrapped for a label, in place of what that had."""
        nonce = secrets.token_bytes(_NONCE)
        cipher = _cipher(_stretched(password, self.salt, self.cost), label)
        sealed = cipher.encrypt(nonce, code.encode("ascii"), label.encode())
        return self._replace(serial=self.serial + 1, wraps={**self.wraps, label: (nonce, sealed)})


def new_code() -> str:
    """A new recovery code, by chance, without spaces."""
    return recovery_code.code_of(secrets.token_bytes(recovery_code.BYTES))


def path_of(path: Path) -> Path:
    """Where the key file of a file lies."""
    return path.with_name(path.name + ENDING)


def labels(path: Path) -> tuple[str, ...]:
    """Whose passwords open a file; none where it has no key file."""
    held = beside(path)
    return () if held is None else tuple(held.wraps)


def wrap(path: Path, label: str, password: str, code: str) -> None:
    """Have a password open a file as ``label``, which loses the one it had; the code is the file's.

    Raises UserError (field: new) for a password that is soon guessed, or when the disk does not take it.
    """
    refuse_weak(password)
    held = beside(path) or KeyFile(secrets.token_bytes(_SALT), cost)
    write(path, held.with_wrap(label, password, code))


def unwrap(path: Path, password: str, label: str | None = None) -> Unwrapped | None:
    """Whose password it is and the recovery code, by the key file beside a file; None when it opens nothing."""
    held = beside(path)
    return None if held is None else held.opened_by(password, label)


def drop(path: Path, label: str) -> None:
    """Have the password of a label open a file no more; whoever kept an old copy of the key file still can."""
    held = beside(path)
    if held is not None and label in held.wraps:
        left = {one: sealed for one, sealed in held.wraps.items() if one != label}
        write(path, held._replace(serial=held.serial + 1, wraps=left))


def begin(path: Path, label: str, password: str, code: str) -> None:
    """Lay a key file for another code beside a file that is about to be written anew under it; see `settle`.

    Until then both lie there, so that a cut at any moment leaves one of them that opens.
    """
    refuse_weak(password)
    made = KeyFile(secrets.token_bytes(_SALT), cost, _serial(path)).with_wrap(label, password, code)
    _put(_coming(path), made)


def settle(path: Path, *, keep_old: bool = False) -> None:
    """The file was written anew: its coming key file takes the place of the old one; without one it has none any more.

    ``keep_old``: copies are left that only the old one opens; it stays among them.
    """
    coming, now = _coming(path), path_of(path)
    if keep_old:
        _keep_aside(path)
    held = read(coming)
    if held is None:
        for one in (now, *copies_of(path)):
            with contextlib.suppress(OSError):
                one.unlink(missing_ok=True)
        return
    try:
        coming.replace(now)
    except OSError:
        # The old one is write-protected, or open elsewhere: the coming one opens the file from where it lies, until it
        # can take its place.
        _log.warning("the key file could not be replaced", exc_info=True)
    else:
        sync_folder(now.parent)
    _spread(held, path)


def put_back(path: Path, held: KeyFile) -> None:
    """Lay a key file beside a file that it opens; another that lies there may still open copies and is kept."""
    if read(_coming(path)) == held:
        settle(path, keep_old=True)
    else:
        _keep_aside(path)
        write(path, held)


def beside(path: Path) -> KeyFile | None:
    """The key file that lies beside a file, or None."""
    return read(path_of(path))


def exchange(path: Path, aside: Path | None, held: KeyFile | None) -> None:
    """Another file stands at a path: it gets its key file, or has none; that of the one put aside goes with it."""
    old = beside(path)
    if old is not None and aside is not None:
        _put(path_of(aside), old)
    if held is None:
        settle(path)
    else:
        write(path, held)


def give_up(path: Path) -> None:
    """The file was not written anew: its coming key file goes."""
    with contextlib.suppress(OSError):
        _coming(path).unlink(missing_ok=True)


def write(path: Path, held: KeyFile) -> None:
    """Write the key file of a file, and its copies. Raises UserError when the disk does not take the one beside it."""
    _put(path_of(path), held)
    spread(path)


def spread(path: Path, *folders: Path) -> None:
    """Keep copies of a file's key file on this laptop, beside the backups and in ``folders``, as far as that goes."""
    held = beside(path)
    if held is not None:
        _spread(held, path, *folders)


def _spread(held: KeyFile, path: Path, *folders: Path) -> None:
    for place in (*copies_of(path), *(folder / path_of(path).name for folder in folders)):
        with contextlib.suppress(OSError, UserError):
            if place.parent.is_dir():
                _put(place, held)


def copies_of(path: Path) -> list[Path]:
    """Where copies of a file's key file are kept, apart from the second place."""
    backups = path.parent / "backups"
    mine = home() / "keys"
    with contextlib.suppress(OSError):
        mine.mkdir(mode=0o700, exist_ok=True)
    return [mine / _own_name(path), backups / path_of(path).name]


def others(path: Path, *folders: Path) -> Iterator[KeyFile]:
    """Key files that may be a file's where the one beside it is missing or does not open it, the likeliest first.

    Of those that came one from another only the newest: an older one still lets in who left.
    """
    own = beside(path)
    found = [] if own is None else [own]
    likely = [*copies_of(path), _coming(path)]
    for place in (*likely, *_lying_in((path.parent, path.parent / "backups", *folders, home() / "keys"))):
        held = read(place)
        if held is not None and held not in found:
            found.append(held)
    newest: dict[bytes, int] = {}
    for held in found:
        newest[held.salt] = max(held.serial, newest.get(held.salt, 0))
    yield from (held for held in found if held != own and held.serial == newest[held.salt])


def read(place: Path) -> KeyFile | None:
    """What a key file holds; None where there is none, or what lies there is none any more."""
    try:
        if place.stat().st_size > _MOST_BYTES:
            return None
        kept = json.loads(place.read_text(encoding="utf-8"))
        made = Cost(*(int(kept["argon2id"][name]) for name in ("memory", "passes", "lanes")))
        wraps = {
            str(label): (_bytes(one["nonce"]), _bytes(one["sealed"])) for label, one in kept["wraps"].items()
        }
        if not all(label.isascii() and len(nonce) == _NONCE for label, (nonce, _) in wraps.items()):
            return None
        salt = _bytes(kept["argon2id"]["salt"])
        if kept["format"] != FORMAT or not made.bearable or len(salt) < _SALT:
            return None
        return KeyFile(salt, made, int(kept["serial"]), wraps)
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def refuse_weak(password: str) -> None:
    """Raise UserError (field: new) for a password that is soon guessed, or that the engine cannot take."""
    refuse_strange_letters(password, "new")
    letters = seen_letters(password)
    if len(letters) < LEAST or len(set(letters)) < LEAST // 2:
        raise UserError(tr("Choose a longer password, and not one letter over and over."), "new")


LEAST: Final = 8
"""The fewest letters of a password."""


def _put(place: Path, held: KeyFile) -> None:
    told: dict[str, Any] = {
        "format": FORMAT,
        "serial": held.serial,
        "argon2id": {
            "salt": _text(held.salt),
            "memory": held.cost.memory,
            "passes": held.cost.passes,
            "lanes": held.cost.lanes,
        },
        "wraps": {
            label: {"nonce": _text(nonce), "sealed": _text(sealed)}
            for label, (nonce, sealed) in held.wraps.items()
        },
    }
    try:
        with replacing(place, private=True) as unfinished:
            unfinished.write_text(json.dumps(told, indent=1), encoding="utf-8")
    except OSError as error:
        raise unwritable(place, error) from error


def _coming(path: Path) -> Path:
    return path.with_name(path.name + COMING + ENDING)


def _keep_aside(path: Path) -> None:
    """Keep the key file of a file among its copies, which it may open, before another takes its place."""
    old = beside(path)
    if old is not None:
        folder = path.parent / "backups"
        _put((folder if folder.is_dir() else path.parent) / f"{path.name}.{old.serial}{ENDING}", old)


def _own_name(path: Path) -> str:
    """The name of a file's key file among those of this laptop: two files of one name lie in two folders."""
    import hashlib

    where = hashlib.sha256(os.path.normcase(path.absolute()).encode()).hexdigest()[:8]
    return f"{path.stem}-{where}{ENDING}"


def _lying_in(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        with contextlib.suppress(OSError):
            yield from sorted(one for one in folder.iterdir() if one.name.endswith(ENDING))


def _serial(path: Path) -> int:
    held = beside(path)
    return 0 if held is None else held.serial


def _stretched(password: str, salt: bytes, made: Cost) -> bytes:
    import unicodedata

    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    # Two keyboards may compose one letter differently.
    words = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=_KEY, iterations=made.passes, lanes=made.lanes, memory_cost=made.memory
    ).derive(words)


def _cipher(stretched: bytes, label: str) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    return AESGCM(HKDFExpand(SHA256(), _KEY, b"Yuanba's wrap\0" + label.encode()).derive(stretched))


def _text(chance: bytes) -> str:
    return base64.b64encode(chance).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
