"""The ledger mark: the head of the chain as it stands on paper, and as it is read back from there.

On most papers it is eight letters and digits in two groups. The certificate of a locked month bears it whole in its QR
code, with the figures that were locked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

SHORT: Final = 8
WHOLE: Final = 64

_CODE: Final = re.compile(r"YB1:LOCK:(\d{4}-\d{2}):(\d+):(-?\d+):(-?\d+):([0-9A-F]{64})")
_GROUPS: Final = re.compile(r"(?<![0-9A-Z])([0-9A-F]{4}) ?[·・•‧] ?([0-9A-F]{4})(?![0-9A-Z])")
_ALONE: Final = re.compile(rf"[0-9A-F]{{{SHORT},{WHOLE}}}")


@dataclass(frozen=True, slots=True)
class Locked:
    """What the QR code of a certificate says of a locked month: its statements, gross and net pay in fen."""

    period: str
    statements: int
    gross: int
    net: int


@dataclass(frozen=True, slots=True)
class ReadMark:
    """A mark read from paper: the beginning of a link, in small letters, and what was locked, if it says so."""

    link: str
    locked: Locked | None = None


def short_mark(link: str) -> str:
    """The beginning of a link in groups a person can compare; "" where there is none."""
    return f"{link[:4]}·{link[4:SHORT]}".upper() if link else ""


def lock_code(locked: Locked, link: str) -> str:
    """The text of the QR code of a certificate: letters and digits only, which any scanner types as they are."""
    figures = f"{locked.period}:{locked.statements}:{locked.gross}:{locked.net}"
    return f"YB1:LOCK:{figures}:{link.upper()}" if len(link) == WHOLE else ""


def read_mark(text: str) -> ReadMark | None:
    """The mark in what somebody typed or scanned, whatever stands around it; None where there is none."""
    # A scanner types through whatever input method is on.
    plain = unicodedata.normalize("NFKC", text).upper()
    code = _CODE.search(plain.replace(" ", ""))
    if code is not None:
        period, *figures, link = code.groups()
        return ReadMark(link.lower(), Locked(period, *map(int, figures)))
    found = _GROUPS.search(plain)
    if found is not None:
        return ReadMark("".join(found.groups()).lower())
    alone = re.sub(r"[ .\-]", "", plain)
    return ReadMark(alone.lower()) if _ALONE.fullmatch(alone) else None
