"""The county's townships and villages, and which of them a written name means."""

from __future__ import annotations

import re
from typing import NamedTuple

from models.database import db
from models.tables.party import Region

TOWNSHIP_DIGITS = 9
_SUFFIXES = re.compile(
    r"(社区居民委员会|村民委员会|居民委员会|社区居委会|村委会|居委会|办事处|街道|社区|民委员会|镇|乡|村)$"
)


class ListedPlace(NamedTuple):
    """A township or village of the official list; ``name`` without the words for its committee."""

    id: int
    code: str
    name: str
    official: str


def short_name(official: str) -> str:
    """A place's name as people write it: 土桥堰村民委员会 is 土桥堰村, 荷花街社区居民委员会 is 荷花街社区."""
    if official.endswith("村民委员会"):
        return official.removesuffix("民委员会")
    return official.removesuffix("居民委员会") if official.endswith("社区居民委员会") else official


def stem(name: str) -> str:
    """A place's name without the word for its kind: 赤城镇 and 赤城 are one."""
    name = name.strip()
    while len(name) > 1 and (shorter := _SUFFIXES.sub("", name)) != name and shorter:
        name = shorter
    return name


def townships() -> list[ListedPlace]:
    """All townships, by code."""
    return _places("township")


def villages(township: str = "") -> list[ListedPlace]:
    """The villages of a township given by code, or all of them."""
    return [place for place in _places("village") if place.code.startswith(township)]


def _places(level: str) -> list[ListedPlace]:
    query = (
        Region.select(Region.id, Region.code, Region.name).where(Region.level == level).order_by(Region.code)
    )
    return [ListedPlace(key, code, short_name(name), name) for key, code, name in db.execute(query)]


class RegionIndex:
    """Finds the place a written township and village mean, in memory."""

    def __init__(self) -> None:
        self._townships: dict[str, ListedPlace] = {stem(place.name): place for place in townships()}
        self._villages: dict[str, list[ListedPlace]] = {}
        for place in villages():
            self._villages.setdefault(stem(place.name), []).append(place)

    def find(self, township: str, village: str) -> int | None:
        """The key of the village, else of the township; None when neither is known or the village is ambiguous."""
        known = self._townships.get(stem(township)) if township.strip() else None
        candidates = self._villages.get(stem(village), []) if village.strip() else []
        if known is not None:
            candidates = [
                place for place in candidates if place.code.startswith(known.code[:TOWNSHIP_DIGITS])
            ]
        if len(candidates) > 1:
            # A village and a community of one stem are told apart by the word for their kind.
            written = village.strip()
            candidates = [place for place in candidates if written in (place.name, place.official)]
        if len(candidates) == 1 and (known is not None or not township.strip()):
            return candidates[0].id
        return None if known is None else known.id
