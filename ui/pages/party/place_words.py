"""Townships and villages of the list of places, offered where one is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from models.queries.party.place_tree import PlaceTree
from models.queries.party.regions import townships, villages
from models.rules.pinyin import joined, search_text
from models.tables.party import TOWNSHIP

PLACES_SHOWN = 40


class PlaceWords:
    """Townships and villages of the official list, found by their name or its initials."""

    def __init__(self, township: Callable[[], str]) -> None:
        self._township = township
        self._found: dict[str, str] = {}

    def townships(self, words: str) -> list[tuple[Any, str, str]]:
        """The townships a few letters could mean."""
        return self._matching([(place.code, place.name, "") for place in townships()], words)

    def villages(self, words: str) -> list[tuple[Any, str, str]]:
        """The villages of the township written above, or of all."""
        tree, written = PlaceTree(), self._township()
        over = {place.id: tree.at(place.id, TOWNSHIP) for place in villages()}
        chosen = any(town is not None and town.name == written for town in over.values())
        return self._matching(
            [
                (place.code, place.name, "" if chosen or town is None else town.name)
                for place in villages()
                for town in (over[place.id],)
                if not chosen or (town is not None and town.name == written)
            ],
            words,
        )

    def _matching(self, places: Sequence[tuple[Any, str, str]], words: str) -> list[tuple[Any, str, str]]:
        typed = joined(words.strip()).lower()
        if not typed:
            return list(places)
        return [place for place in places if typed in self._text(place[1])][:PLACES_SHOWN]

    def _text(self, name: str) -> str:
        if name not in self._found:
            self._found[name] = search_text((name,))
        return self._found[name]
