"""Rows that were asked for already, behind the face of a listing: for short tables inside a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from models.kinds import TEXT, Kind
from models.queries.listing import ListColumn, Listing
from models.rules.pinyin import asked_words, search_text, sort_key


def column(
    key: str,
    label: str,
    kind: Kind = TEXT,
    unit_key: str | None = None,
    *,
    hidden: bool = False,
    person: bool = False,
) -> ListColumn:
    """A column of rows in memory; ``label`` is `mark`ed. Names of a ``person`` sort by their surname's reading."""
    return ListColumn(key, label, kind, None, unit_key, hidden, person=person)


class Rows:
    """A table's rows in memory: each (key, values in column order). Sorts and searches like a listing."""

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[ListColumn],
        rows: Sequence[tuple[int, tuple[Any, ...]]] = (),
    ) -> None:
        self.name, self.title, self.columns = name, title, tuple(columns)
        self._rows: dict[int, tuple[Any, ...]] = {}
        self.put(rows)

    def put(self, rows: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
        """Hold other rows; the table shows them on its next refresh."""
        self._rows = dict(rows)

    def keys(
        self, search: str = "", order: str | None = None, descending: bool = False, most: int | None = None
    ) -> list[int]:
        """The keys that match every word, in the order given or sorted by a column; empty cells come last."""
        ways = asked_words(search)
        keys = [key for key in self._rows if not ways or self._holds(key, ways)]
        if order is None:
            return keys
        place = next(number for number, one in enumerate(self.columns) if one.key == order)
        full = [key for key in keys if self._rows[key][place] not in (None, "")]
        full.sort(key=lambda key: self._sortable(place, key), reverse=descending)
        seen = set(full)
        return full + [key for key in keys if key not in seen]

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        """The values of these keys; those gone meanwhile are left out."""
        return [self._rows[key] for key in keys if key in self._rows]

    def count(self, search: str = "") -> int:
        """How many rows match."""
        return len(self.keys(search))

    def _holds(self, key: int, ways: Sequence[Sequence[str]]) -> bool:
        """Whether a row holds every word in one of the ways to understand them."""
        held = [search_text((str(value),)) for value in self._rows[key] if value not in (None, "")]
        return any(all(any(word in text for text in held) for word in way) for way in ways)

    def _sortable(self, place: int, key: int) -> Any:
        value, column = self._rows[key][place], self.columns[place]
        return value if column.kind.figure else sort_key(str(value), surname=column.person)


def without(listing: Listing, *keys: str, name: str = "") -> Listing:
    """A listing with some columns out of sight, because the page says the same; ``name`` keeps its own widths."""
    columns = tuple(replace(one, hidden=one.hidden or one.key in keys) for one in listing.columns)
    return replace(listing, columns=columns, name=name or listing.name)


def material_tone(row: dict[str, Any], key: str) -> str | None:
    """Red where more was used than issued, amber where more is gone than the loss allows."""
    if key == "balance" and row["balance"] < 0:
        return "wrong"
    return "soon" if key == "excess" and row["excess"] > 0 else None
