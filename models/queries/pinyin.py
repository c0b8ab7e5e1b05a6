"""What a clerk may type to find a Chinese name: every reading's pinyin and its initials (助记码)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import islice, product
from typing import Final

READINGS_MOST: Final = 12
"""Readings kept of one name; a name of many-voiced characters would else fill the index."""

# How a character reads as a surname, where its everyday reading differs.
SURNAMES: Final = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "盖": "ge", "任": "ren",
    "华": "hua", "区": "ou", "繁": "po", "翟": "zhai", "缪": "miao", "乐": "yue", "种": "chong", "员": "yun",
    "洗": "xian", "召": "shao", "秘": "bi", "黑": "he", "燕": "yan", "么": "yao", "覃": "qin", "折": "she",
    "贠": "yun", "谌": "shen", "褚": "chu", "尉": "wei", "牟": "mou", "阚": "kan", "卜": "bu", "万": "wan",
}  # fmt: skip
DOUBLE_SURNAMES: Final = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
}


@cache
def search_words(text: str) -> tuple[str, ...]:
    """Whole pinyin and initials of every reading, lower case; nothing for a text without Chinese characters."""
    if text.isascii():
        return ()
    syllables = _readings(text)
    words = ["".join(reading) for reading in islice(product(*syllables), READINGS_MOST)]
    # Initials differ less than readings do, so that hardly a name has more of them than are kept.
    initials = [dict.fromkeys(syllable[0] for syllable in choices) for choices in syllables]
    words += ["".join(letters) for letters in islice(product(*initials), READINGS_MOST)]
    return tuple(dict.fromkeys(words))


def search_text(names: Iterable[str], others: Iterable[str] = ()) -> str:
    """What a record is found by, lower case: names with all their readings, other texts with the usual one."""
    words: dict[str, None] = {}
    for name in names:
        if name:
            words[name.lower()] = None
            words.update(dict.fromkeys(search_words(name)))
    for other in others:
        if other:
            words[other.lower()] = None
            words.update(dict.fromkeys(_usual(other)))
    return " ".join(words)


@cache
def _usual(text: str) -> tuple[str, ...]:
    if text.isascii():
        return ()
    syllables = [_syllables(character)[0] for character in text if not character.isspace()]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def _readings(name: str) -> list[tuple[str, ...]]:
    syllables = [_syllables(character) for character in name if not character.isspace()]
    if (double := DOUBLE_SURNAMES.get(name[:2])) is not None:
        for place, syllable in enumerate(double):
            syllables[place] = _first(syllable, syllables[place])
    elif name and (surname := SURNAMES.get(name[0])) is not None:
        syllables[0] = _first(surname, syllables[0])
    return syllables


def _first(syllable: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return (syllable, *(other for other in others if other != syllable))


@cache
def _syllables(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),)
    # Imported late: its dictionaries take a quarter of a second.
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="default")
    return tuple(dict.fromkeys(found[0])) if found and found[0] else (character,)
