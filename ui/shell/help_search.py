"""Finds the passage of help for what people type: whole words, words for the same thing, and pieces of a word.

A line that begins with ``~`` below a heading holds the words people use for that passage; it is read here and never
shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from ui.shell.help import TEXTS, Topic, passages, topics

MOST: Final = 20
"""The most passages that are offered."""

NEWS: Final = "news"
_OLD: Final = 0.1
"""What was new once is seldom what somebody asks for."""

_LEAST, _LEAST_OF_TEXT = 0.5, 0.75
"""The share of a word's pieces that must be there where the whole word is not."""

_BREAK: Final = re.compile(r"[\s,.;:!?，。；：！？、“”\"'（）()/·]+")
_HEADING, _WORDS, _TITLE, _TEXT = 60, 100, 50, 15
"""What a whole word counts for by where it stands; its pieces count for less."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a text, by its heading ("" for what stands above the first one), and what of it was asked for."""

    topic: Topic
    heading: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    topic: Topic
    heading: str
    words: str
    text: str


def search(language: str, asked: str) -> list[Found]:
    """The passages for what was typed, the nearest first; none where nothing of it stands anywhere."""
    tokens = list(_tokens(asked))
    found = []
    for place, passage in enumerate(_passages(language)):
        scores = [_score(token, passage) for token in tokens]
        met = [(score, pieces) for score, pieces in scores if score]
        if not met or 3 * len(met) < len(tokens):
            continue
        pieces = tuple(dict.fromkeys(piece for _, found_pieces in met for piece in found_pieces))
        total = sum(score for score, _ in met) * (_OLD if passage.topic.key == NEWS else 1)
        found.append((-len(met), -total, place, Found(passage.topic, passage.heading, pieces)))
    return [one for *_, one in sorted(found, key=lambda row: row[:3])][:MOST]


def _tokens(asked: str) -> Iterator[str]:
    """The words of what was typed, without those that only ask."""
    small, asking = _asking()
    for word in _BREAK.split(asked.lower()):
        if word.isascii():
            if word and word not in small:
                yield word
            continue
        parts = list(filter(None, asking.split(word)))
        longer = [part for part in parts if len(part) > 1]
        # "How much" is part of what is asked where hardly anything else is left.
        yield from longer or (parts and [word]) or []


def _score(token: str, passage: _Passage) -> tuple[float, tuple[str, ...]]:
    """How much a passage says of a word, and which pieces of it stand there."""
    weights = (
        (passage.words, _WORDS),
        (passage.heading.lower(), _HEADING),
        (passage.topic.title.lower(), _TITLE),
        (passage.text, _TEXT),
    )
    whole = sum(weight for text, weight in weights if token in text)
    if whole:
        return whole, (token,)
    stem = _stem(token)
    if token.isascii():
        return next((weight / 2 for text, weight in weights if len(stem) > 2 and stem in text), 0), (stem,)
    pairs = [token[at : at + 2] for at in range(len(token) - 1)]
    best: tuple[float, tuple[str, ...]] = (0, ())
    for text, weight in weights:
        there = tuple(pair for pair in pairs if pair in text)
        share = len(there) / len(pairs) if pairs else 0
        if share >= (_LEAST_OF_TEXT if weight == _TEXT else _LEAST):
            best = max(best, (weight * share / 2, there))
    return best


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word.removesuffix(ending)
    return word


@cache
def _asking() -> tuple[frozenset[str], re.Pattern[str]]:
    """The English words and the Chinese ones a question is asked with; no passage is about them."""
    words = json.loads((TEXTS / "asking.json").read_text(encoding="utf-8"))
    return frozenset(words["en"]), re.compile("|".join(words["zh"]))


@cache
def _passages(language: str) -> tuple[_Passage, ...]:
    return tuple(
        _Passage(topic, heading, words.lower(), text.lower())
        for topic in topics(language)
        for heading, words, text in passages(topic.text)
    )
