"""Chinese names in letters: what a clerk may type to find one (pinyin, initials: 助记码), and its place in a list."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, islice, product
from typing import Any, Final

from models.rules.amount import HALF_WIDTH, UNSEEN

READINGS_MOST: Final = 32
"""Readings kept of one name; a name of many-voiced characters would else fill the index."""

# How a character reads as a surname, where it has other readings as well; the figure is the tone.
SURNAMES: Final = {
    "单": "shan4", "曾": "zeng1", "解": "xie4", "仇": "qiu2", "朴": "piao2", "查": "zha1", "盖": "ge3", "任": "ren2",
    "华": "hua4", "区": "ou1", "繁": "po2", "翟": "zhai2", "缪": "miao4", "乐": "yue4", "种": "chong2", "员": "yun4",
    "洗": "xian3", "冼": "xian3", "召": "shao4", "秘": "bi4", "黑": "he4", "燕": "yan1", "么": "yao1", "覃": "qin2",
    "折": "she2", "贠": "yun4", "谌": "shen4", "褚": "chu3", "尉": "wei4", "牟": "mou2", "阚": "kan4", "卜": "bu3",
    "万": "wan4", "盛": "sheng4", "应": "ying1", "相": "xiang4", "占": "zhan1", "柏": "bai3", "薄": "bo2", "都": "du1",
    "费": "fei4", "干": "gan1", "过": "guo1", "纪": "ji3", "那": "na1", "能": "nai4", "曲": "qu1", "瞿": "qu2",
    "撒": "sa4", "郇": "xun2", "隗": "wei3", "祭": "zhai4", "莘": "shen1", "葛": "ge3", "宁": "ning4", "哈": "ha3",
    "车": "che1", "强": "qiang2", "石": "shi2", "沈": "shen3", "宿": "su4", "呙": "guo1", "俞": "yu2", "乜": "nie4",
    "郝": "hao3", "冯": "feng2", "贾": "jia3", "叶": "ye4",
}  # fmt: skip
DOUBLE_SURNAMES: Final = {
    "尉迟": ("yu4", "chi2"),
    "万俟": ("mo4", "qi2"),
    "长孙": ("zhang3", "sun1"),
    "单于": ("chan2", "yu2"),
    "澹台": ("tan2", "tai2"),
    "令狐": ("ling2", "hu2"),
    "夏侯": ("xia4", "hou2"),
    "皇甫": ("huang2", "fu3"),
    "诸葛": ("zhu1", "ge3"),
    "乐正": ("yue4", "zheng4"),
    "宰父": ("zai3", "fu3"),
    "拓跋": ("tuo4", "ba2"),
}

_REMEMBERED: Final = 1 << 16
"""Texts whose letters are remembered: villages and products come again and again."""
_DOTS: Final = "·•・‧∙⋅●･᛫˙"
"""What is written between the parts of a name (阿的·尔布), as keyboards and phones have it."""
_HAN: Final = "[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_APART: Final = re.compile(rf"\s*[{_DOTS}]\s*|(?<={_HAN})[\s.．。,，\-－–—_]+(?={_HAN})")
_APART_TYPED: Final = re.compile(rf"\s*[{_DOTS}]\s*|(?<={_HAN})[.．。,，\-－–—_]+(?={_HAN})")
_PARTS: Final = re.compile(rf"[{_DOTS}\s.．,，\-－–—_]+")
_RUNS: Final = re.compile(r"[0-9]+|[\x00-\x2f\x3a-\x7f]+|[^\x00-\x7f]+")
_FIGURES_WIDE: Final = 8


def joined(name: str) -> str:
    """A name without what stands between its parts: dots of any kind, and blanks or points between Chinese characters.

    Two names are one when they are equal so.
    """
    return name if name.isascii() else _APART.sub("", name)


def asked_words(typed: str) -> list[list[str]]:
    """The ways to understand what was typed, each word by word in lower case as `search_text` holds names.

    The first holds every word by itself. Where there are several, they may also be the parts of one name, or of its
    pinyin, that blanks were put between: wang wu. Nothing for an empty text.
    """
    words = _APART_TYPED.sub("", typed.translate(UNSEEN).translate(HALF_WIDTH)).lower().split()
    if len(words) > 1 and all(word.isalpha() for word in words):
        return [words, ["".join(words)]]
    return [words] if words else []


@lru_cache(_REMEMBERED)
def search_words(text: str) -> tuple[str, ...]:
    """Whole pinyin and initials of every reading, lower case; nothing for a text without Chinese characters."""
    if text.isascii():
        return ()
    syllables = [tuple(dict.fromkeys(map(_bare, found))) for found in _readings(joined(text), surname=True)]
    words = ["".join(reading) for reading in islice(_nearest(syllables), READINGS_MOST)]
    # Initials differ less than readings do, so that hardly a name has more of them than are kept.
    initials = [tuple(dict.fromkeys(syllable[0] for syllable in found)) for found in syllables]
    words += ["".join(letters) for letters in islice(_nearest(initials), READINGS_MOST)]
    return tuple(dict.fromkeys(words))


def search_text(names: Iterable[str], others: Iterable[str] = ()) -> str:
    """What a record is found by, lower case: names with all their readings, other texts with the usual one."""
    words: dict[str, None] = {}
    for name in names:
        if name:
            whole = joined(name).lower()
            words |= dict.fromkeys((name.lower(), whole))
            if whole != name.lower():
                # Somebody may know the second part of a name alone.
                words |= dict.fromkeys(part for part in _PARTS.split(name.lower()) if part)
            words |= dict.fromkeys(search_words(name))
    for other in others:
        if other:
            words |= dict.fromkeys((other.lower(), joined(other).lower()))
            words |= dict.fromkeys(_usual(other))
    return " ".join(words)


@lru_cache(_REMEMBERED)
def sort_key(name: str, *, surname: bool = False) -> str:
    """What puts a name in its place among others: syllable by syllable with its tone, then by character.

    ``surname``: it is a person's name, whose first character reads as a surname. Figures sort by their value.
    """
    whole = joined(name)
    words: list[str] = []
    for run in _RUNS.findall(whole):
        if run[0].isdecimal():
            words.append(run.zfill(_FIGURES_WIDE))
        elif run.isascii():
            words.append(run.strip().lower())
        elif surname:
            words += (found[0] for found in _readings(run, surname=not words))
        else:
            words += _in_words(run)
    return f"{' '.join(words)}\x1f{whole}"


def in_letters(text: str) -> str:
    """A Chinese text in small letters without tones, as its words are read."""
    return "".join(map(_bare, _in_words(text)))


def _nearest(choices: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Every way to read a name, those first that differ in the fewest characters from the usual one."""
    open_places = [place for place, found in enumerate(choices) if len(found) > 1]
    usual = [found[0] for found in choices]
    for count in range(len(open_places) + 1):
        for places in combinations(open_places, count):
            for others in product(*(choices[place][1:] for place in places)):
                reading = list(usual)
                for place, syllable in zip(places, others, strict=True):
                    reading[place] = syllable
                yield tuple(reading)


@lru_cache(_REMEMBERED)
def _usual(text: str) -> tuple[str, ...]:
    if text.isascii():
        return ()
    syllables = [_bare(_syllables(character)[0]) for character in text if not character.isspace()]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def _bare(syllable: str) -> str:
    """A syllable without its tone."""
    return syllable.rstrip("12345") if syllable[:1].isascii() and len(syllable) > 1 else syllable


def _readings(name: str, *, surname: bool) -> list[tuple[str, ...]]:
    """Every reading of each character with its tone, the usual one first."""
    syllables = [_syllables(character) for character in name if not character.isspace()]
    if not surname:
        return syllables
    if (double := DOUBLE_SURNAMES.get(name[:2])) is not None:
        for place, syllable in enumerate(double):
            syllables[place] = _first(syllable, syllables[place])
    elif name and (read := SURNAMES.get(name[0])) is not None:
        syllables[0] = _first(read, syllables[0])
    return syllables


def _first(syllable: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return (syllable, *(other for other in others if other != syllable))


@cache
def _syllables(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),)
    library = _reader()
    found = library.pinyin(
        character, style=library.Style.TONE3, heteronym=True, errors="default", neutral_tone_with_five=True
    )
    return tuple(dict.fromkeys(found[0])) if found and found[0] else (character,)


def _in_words(text: str) -> list[str]:
    """The syllables of a Chinese text with their tones as its words are read: 重 in 重庆 is chong2."""
    library = _reader()
    if len(text) > 1:
        with _READING:
            _read_words()
    # What has no reading stands for itself, character by character; the library's types know one text only.
    apart: Any = list
    found = library.pinyin(text, style=library.Style.TONE3, errors=apart, neutral_tone_with_five=True)
    return [syllables[0] for syllables in found]


def _reader() -> Any:
    """The library that knows how characters are read; several threads may ask for it at once."""
    with _READING:
        return _library()


@cache
def _library() -> Any:
    """The library that knows how characters are read. It knows no words until `sort_key` asks about some.

    Imported late: its dictionary of characters takes a twelfth of a second, that of words as much again and 40 MB.
    """
    os.environ |= dict.fromkeys(_SMALL, "1")
    try:
        import pypinyin
    finally:
        # What another program starts with is none of ours.
        for name in _SMALL:
            os.environ.pop(name, None)
    return pypinyin


_SMALL: Final = ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY")
_READING: Final = threading.Lock()


@cache
def _read_words() -> None:
    """Teach the library how words are read. Words share their syllables: there are 200,000 of them, 1,500 apart."""
    from pypinyin.phrases_dict import phrases_dict

    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    words: Any = {
        word: [shared.setdefault(one, one) for one in map(tuple, syllables)]
        for word, syllables in phrases_dict.items()
    }
    phrases_dict.clear()
    _library().load_phrases_dict(words)
