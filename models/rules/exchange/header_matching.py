"""How much a stranger's header is like the names one of the workbook's columns or sheets goes by.

Pure comparison of words; scores run from 0 (nothing in common) to 1000 (the same).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from models.rules.parsing import code_of

SAME: Final = 1000
ENOUGH: Final = 550
"""From here on two names are taken to mean the same until somebody says otherwise."""

_BRACKETS: Final = re.compile(r"[(\[【〔<].*?[)\]】〕>]")
_BETWEEN: Final = re.compile(r"[\s_\-/.,:;*#、·]+")


def plain(text: object) -> str:
    """A header as it is compared: no marks, no blanks, no unit in brackets, small letters."""
    whole = code_of(text).casefold()
    return _BETWEEN.sub("", _BRACKETS.sub("", whole)) or _BETWEEN.sub("", whole)


def similarity(text: str, names: tuple[str, ...]) -> int:
    """How much a header or a sheet's name is like one of several names, ours first."""
    return _best(plain(text), plain_names(names), loose=True)


def headerlike(text: str, names: tuple[str, ...]) -> int:
    """How much a cell looks like one of many headers, quickly: without comparing letter by letter."""
    return _best(plain(text), plain_names(names), loose=False)


@lru_cache(maxsize=1000)
def plain_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as they are compared, each once."""
    return tuple(dict.fromkeys(map(plain, names)))


@lru_cache(maxsize=20_000)
def _best(text: str, names: tuple[str, ...], *, loose: bool) -> int:
    if not text:
        return 0
    best = 0
    for place, name in enumerate(names):
        if text == name:
            # Among several columns that a word may mean, the one it is the first name of.
            return SAME - min(place, 20)
        best = max(best, _part(text, name))
        if loose and best < ENOUGH and set(text) & set(name):
            best = max(best, int(SequenceMatcher(None, text, name, autojunk=False).ratio() * 800))
    return best


def _part(text: str, name: str) -> int:
    """One name inside the other: in Chinese the last word says what a thing is, the ones before whose."""
    short, long = sorted((text, name), key=len)
    if short not in long or (len(short) < 2 and len(long) > 2):
        return 0
    share = 250 * len(short) // len(long)
    if long.endswith(short):
        return 650 + share
    return 500 + share
