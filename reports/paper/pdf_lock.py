"""The password of a PDF: AES with 256 bits, the key wrapped as ISO 32000-2 lays down (its revision 6).

reportlab itself writes RC4, or a wrapping of which a try costs a single hash; here a try takes some hundred rounds.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import DummyDoc, PDFDictionary, PDFName, PDFObject

from models.protected_file import MOST

_BLOCK: Final = 16
_SALT: Final = 8
_ROUNDS, _LATEST = 64, 32
_MAY_ALL: Final = -4
"""What who has the password may do: everything."""


class PdfLock:
    """Encrypts what is in a document, as reportlab asks for it."""

    def __init__(self, password: str) -> None:
        typed = unicodedata.normalize("NFKC", password).encode()[:MOST]
        self._key = secrets.token_bytes(32)
        user, user_key = self._wrapped(typed, b"")
        owner, owner_key = self._wrapped(typed, user)
        may = (_MAY_ALL & 0xFFFF_FFFF).to_bytes(4, "little") + b"\xff" * 4 + b"Tadb" + secrets.token_bytes(4)
        # One block: without a chain it is the same as with one that begins with nothing.
        self._entry = _LockEntry(
            U=user, UE=user_key, O=owner, OE=owner_key, Perms=_aes(self._key, bytes(_BLOCK), may)
        )

    def _wrapped(self, typed: bytes, user: bytes) -> tuple[bytes, bytes]:
        """What a password is known again by, with its salts, and the document's key as it unlocks it."""
        proof, opens = secrets.token_bytes(_SALT), secrets.token_bytes(_SALT)
        known = stretched(typed, proof, user) + proof + opens
        return known, _aes(stretched(typed, opens, user), bytes(_BLOCK), self._key)

    def prepare(self, document: Any) -> None:
        """Nothing of the document goes into its key."""

    def register(self, number: int, version: int) -> None:
        """Nor does the number of an object."""

    def encode(self, content: str | bytes) -> bytes:
        """A text or stream as it stands in the file."""
        plain = content.encode("latin-1") if isinstance(content, str) else bytes(content)
        start, more = secrets.token_bytes(_BLOCK), _BLOCK - len(plain) % _BLOCK
        return start + _aes(self._key, start, plain + bytes([more]) * more)

    def info(self) -> PDFObject:
        """What the file says of its lock."""
        return self._entry


class _LockEntry(PDFObject):  # type: ignore[misc]
    """The lock in the file, itself not encrypted."""

    __RefOnly__ = 1

    def __init__(self, **parts: bytes) -> None:
        self._parts = parts

    def format(self, document: Any) -> bytes:
        """As it stands in the file."""
        way = {"CFM": PDFName("AESV3"), "AuthEvent": PDFName("DocOpen"), "Length": 32}
        said: dict[str, Any] = {name: f"<{part.hex()}>" for name, part in self._parts.items()}
        said |= {"Filter": PDFName("Standard"), "V": 5, "R": 6, "Length": 256, "P": _MAY_ALL}
        said |= {"StmF": PDFName("StdCF"), "StrF": PDFName("StdCF")}
        said["CF"] = PDFDictionary({"StdCF": PDFDictionary(way)})
        made: bytes = PDFDictionary(said).format(DummyDoc())
        return made


def stretched(typed: bytes, salt: bytes, user: bytes = b"") -> bytes:
    """What ISO 32000-2 (algorithm 2.B) makes of a password: 32 bytes, some hundred rounds later."""
    key, done, last = hashlib.sha256(typed + salt + user).digest(), 0, 0
    while done < _ROUNDS or last > done - _LATEST:
        mixed = _aes(key[:16], key[16:32], (typed + key + user) * 64)
        kind = ("sha256", "sha384", "sha512")[sum(mixed[:16]) % 3]
        key, done, last = hashlib.new(kind, mixed).digest(), done + 1, mixed[-1]
    return key[:32]


def _aes(key: bytes, start: bytes, plain: bytes) -> bytes:
    # Takes a moment to load, and most papers have no password.
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    return cipher.update(plain) + cipher.finalize()
