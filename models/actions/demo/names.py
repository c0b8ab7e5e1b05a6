"""Invented people, firms and words of the demo cooperative, read from ``resources/demo``, in Chinese and in English.

Nobody here exists. Some names carry characters that common fonts lack and surnames that are read in a way of their own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.files import RESOURCES
from models.rules.party.identity import FEMALE, MALE
from models.rules.pinyin import in_letters

Pair = tuple[str, str]
"""A word in Chinese and in English."""

_TRIES: Final = 20
"""So often another name is looked for; in a demo of thousands some are called alike."""


@dataclass(frozen=True, slots=True)
class DemoGoods:
    """A material of a trade: price in 1/10,000 yuan, pack in thousandths, use per unit in thousandths, loss in ppm."""

    code: str
    name: Pair
    unit: Pair
    price: int
    pack: int
    over_ppm: int
    per_unit: int
    loss_ppm: int

    @property
    def grain(self) -> int:
        """What it is handed out in: whole pieces, or what a scale shows."""
        return 1_000 if self.unit[1] == "piece" else 100


@dataclass(frozen=True, slots=True)
class DemoDefect:
    """What may be wrong with a trade's pieces, and how often next to its others."""

    code: str
    name: Pair
    remedy: Pair
    weight: int


@dataclass(frozen=True, slots=True)
class DemoTrade:
    """A trade: what is made of what for whom, in which quantities (thousandths) and at which rates (1/10,000 yuan)."""

    code: str
    name: Pair
    unit: str
    enterprise: Pair
    contact: Pair
    least: int
    most: int
    step: int
    rate: int
    new_rate: int
    second: int
    minutes: int
    over_ppm: int
    goods: tuple[DemoGoods, ...]
    machine: Pair
    model: str
    topics: Sequence[Pair]
    findings: Sequence[Pair]
    defects: tuple[DemoDefect, ...]
    weighed: bool


def read(name: str) -> Any:
    """What a file of the demo's data holds."""
    return json.loads((RESOURCES / "demo" / name).read_text(encoding="utf-8"))


WORDS: Final[dict[str, Sequence[Pair]]] = read("words.json")
TRADES: Final = tuple(
    DemoTrade(
        **{
            **trade,
            "goods": tuple(DemoGoods(**goods) for goods in trade["goods"]),
            "defects": tuple(DemoDefect(**defect) for defect in trade["defects"]),
        }
    )
    for trade in read("trades.json")
)


class Speaker:
    """Says the words of the demo in one language, and makes up people."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self.english = language == "en"
        self._rng = rng
        self._known: set[str] = set()

    def __call__(self, pair: Pair) -> str:
        return pair[1] if self.english else pair[0]

    def word(self, key: str) -> str:
        """The first of the words of a key."""
        return self(WORDS[key][0])

    def one(self, pairs: Sequence[Pair]) -> str:
        """Any of some words."""
        return self(self._rng.choice(pairs))

    def person(self, sex: str, surname: Pair | None = None) -> tuple[str, Pair]:
        """A man or a woman (`rules.party.identity`) nobody else is called like, with the surname."""
        given = WORDS["women" if sex == FEMALE else "men"]
        for _ in range(_TRIES):
            family, own = surname or self._rng.choice(WORDS["surnames"]), self._rng.choice(given)
            name = f"{family[1]} {own[1]}" if self.english else family[0] + own[0]
            if name not in self._known:
                break
        self._known.add(name)
        return name, family

    def first_head(self, at: int) -> tuple[str, str] | None:
        """Name and sex of one of the first few heads, with rare characters and surnames with a reading of their own."""
        first: Any = WORDS["first_heads"]
        return (self(first[at]), FEMALE if first[at][2] == "f" else MALE) if at < len(first) else None

    def place(self, name: str) -> str:
        """A township or village of the official list as people say it."""
        for official, said in (("社区居民委员会", "社区"), ("村民委员会", "村")):
            name = name.replace(official, said)
        if not self.english:
            return name
        for ending in ("社区", "街道", "村", "镇", "乡"):
            if name.endswith(ending) and len(name) > len(ending) + 1:
                name = name.removesuffix(ending)
                break
        return in_letters(name).capitalize()
