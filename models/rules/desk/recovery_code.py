"""The recovery code of a file: what it is locked with where several people each have a password of their own.

160 bits by chance in eight groups of letters and digits, of which none is taken for another. The last one of each
group is reckoned from the others, so that a slip in typing is told by its group.
"""

from __future__ import annotations

import hashlib
from typing import Final

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS: Final = 8
BYTES: Final = 20
"""How much chance a code is made of."""
_BITS: Final = 5
_DATA: Final = 4
GROUP: Final = _DATA + 1
_MISCOUNTED: Final = 2
"""How many signs too many or too few still tell that a code was meant."""
_WEIGHTS: Final = (1, 3, 5, 7)
_MEANT: Final = {"O": "0", "I": "1", "L": "1"}
"""What is read on paper as another sign."""


def code_of(chance: bytes) -> str:
    """The code made of 20 bytes of chance, without spaces."""
    number = int.from_bytes(chance[:BYTES], "big")
    signs = [number >> _BITS * place & 31 for place in reversed(range(GROUPS * _DATA))]
    groups = [signs[at : at + _DATA] for at in range(0, len(signs), _DATA)]
    return "".join(
        "".join(SIGNS[value] for value in (*group, _check(place, group)))
        for place, group in enumerate(groups)
    )


def in_groups(code: str) -> list[str]:
    """The groups of a code as they are printed."""
    return [code[at : at + GROUP] for at in range(0, len(code), GROUP)]


def as_read(words: str) -> str:
    """What was typed as a code would stand: without spaces and hyphens, in capitals, O read as 0 and the like.

    "" where a sign is among it that no code has.
    """
    signs = [_MEANT.get(sign, sign) for sign in words.upper() if not sign.isspace() and sign not in "-–—_.·"]
    return "".join(signs) if all(sign in SIGNS for sign in signs) else ""


def typed_code(words: str) -> str | None:
    """The code that was typed, without spaces; None where it is none, or has a slip."""
    read = as_read(words)
    return read if len(read) == GROUPS * GROUP and not slips(read) else None


def slips(read: str) -> list[int]:
    """The groups, counted from 1, in which a code as read cannot be right."""
    values = [[SIGNS.index(sign) for sign in group] for group in in_groups(read)]
    return [
        place + 1
        for place, group in enumerate(values)
        if len(group) != GROUP or _check(place, group[:_DATA]) != group[_DATA]
    ]


def looks_like_one(words: str) -> bool:
    """Whether somebody seems to have meant a code: nearly as long as one, or as long and some groups right."""
    read = as_read(words)
    amiss = abs(len(read) - GROUPS * GROUP)
    return amiss <= _MISCOUNTED and (amiss > 0 or len(slips(read)) < GROUPS)


def engine_key(code: str) -> str:
    """What the engine takes in place of a password: the 256 bits of the code's SHA-256, as it wants keys written.

    The code is all chance, so nothing is gained by making the engine stretch it anew for every connection.
    """
    return f"x'{hashlib.sha256(code.encode('ascii')).hexdigest()}'"


def _check(place: int, group: list[int]) -> int:
    # Odd weights have an inverse among 32, so that one wrong sign never goes unseen; the place tells groups exchanged.
    return (sum(w * v for w, v in zip(_WEIGHTS, group, strict=True)) + 11 * (place + 1)) % len(SIGNS)
