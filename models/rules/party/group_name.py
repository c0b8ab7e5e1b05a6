"""A group (村民小组) of a village: what tells it from the others, however it is written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_CODE: Final = 20
"""A place's code has at most so many characters."""

_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WORDS: Final = re.compile(r"^(第|group|no\.?|#)|(村民小组|小组|组|社|队|号)$", re.IGNORECASE)


def group_key(written: str) -> str:
    """What a written group is known by: 3组, 第三组, 三社, ３ and Group 3 are all "3", any other name is itself."""
    said = "".join(unicodedata.normalize("NFKC", written).split())
    while len(said) > 1 and (shorter := _WORDS.sub("", said)) and shorter != said:
        said = shorter
    number = int(said) if said.isascii() and said.isdigit() else _chinese(said)
    return said.lower() if number is None else str(number)


def _chinese(said: str) -> int | None:
    """A number up to 99 in Chinese, None for anything else."""
    if not said or any(sign not in _DIGITS and sign != "十" for sign in said) or said.count("十") > 1:
        return None
    if "十" not in said:
        return int("".join(str(_DIGITS[sign]) for sign in said))
    tens, ones = said.split("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def group_name(written: str) -> str:
    """How a group is called: a bare number with the word for it, anything else as it is written."""
    said = " ".join(unicodedata.normalize("NFKC", written).split())
    return f"{said}组" if said.isdigit() else said


def group_code(village: str, written: str, taken: set[str]) -> str:
    """A code that is free: the village's, a hyphen and the group's number or name, cut where it would be too long."""
    key = group_key(written)[:7]
    at = 1
    while True:
        tail = key if at == 1 else f"{key[:4]}{at}"
        code = f"{village[: LONGEST_CODE - 1 - len(tail)]}-{tail}"
        if code not in taken:
            return code
        at += 1
