"""Rows that were asked for already, behind the face of a listing: for short tables inside a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from models.kinds import TEXT, Kind
from models.queries.listing import ListColumn, Listing, Sums
from models.queries.narrowing import MOST_OFFERED, Narrow, Narrowing, Offer
from models.rules.pinyin import asked_words, search_text, sort_key


def column(
    key: str,
    label: str,
    kind: Kind = TEXT,
    unit_key: str | None = None,
    *,
    hidden: bool = False,
    person: bool = False,
    adds: bool | str | None = None,
    of: str | Callable[[Any], Any] = "",
) -> ListColumn:
    """A column of rows in memory; ``label`` is `mark`ed. Names of a ``person`` sort by their surname's reading.

    ``adds`` as a text says that values are added up, and names the column whose values are kept apart. ``of`` gives the
    value of a row: the path of an attribute, the key where nothing is said, or a function.
    """
    by = adds if isinstance(adds, str) else None
    adds = True if isinstance(adds, str) else adds
    value = of if callable(of) else attrgetter(of or key)
    return ListColumn(key, label, kind, value, unit_key, hidden, person=person, adds=adds, by=by)


class Rows:
    """A table's rows in memory: each (key, values in column order). Sorts and searches like a listing."""

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[ListColumn],
        rows: Sequence[tuple[int, tuple[Any, ...]]] = (),
        *,
        narrows: Sequence[str] = (),
    ) -> None:
        self.name, self.title, self.columns = name, title, tuple(columns)
        self.narrows = tuple(narrows)
        self._rows: dict[int, tuple[Any, ...]] = {}
        self.put(rows)

    def put(self, rows: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
        """Hold other rows; the table shows them on its next refresh."""
        self._rows = dict(rows)

    def show(self, rows: Iterable[Any], key: str = "") -> None:
        """Hold what the columns say of other rows, each under its attribute ``key``, under its place without one."""
        values = [one.expression for one in self.columns]
        self._rows = {
            getattr(row, key) if key else place: tuple(value(row) for value in values)
            for place, row in enumerate(rows)
        }

    def keys(
        self, search: str = "", order: str | None = None, descending: bool = False, most: int | None = None
    ) -> list[int]:
        """The keys that match every word, in the order given or sorted by a column; empty cells come last."""
        ways = asked_words(search)
        keys = [key for key in self._rows if not ways or self._holds(key, ways)]
        if order is None:
            return keys
        place = self._place(order)
        full = [key for key in keys if self._rows[key][place] not in (None, "")]
        full.sort(key=lambda key: self._sortable(place, key), reverse=descending)
        seen = set(full)
        return full + [key for key in keys if key not in seen]

    def each_key(
        self, search: str = "", order: str | None = None, descending: bool = False, most: int | None = None
    ) -> Iterator[int]:
        """The same one by one, as a table takes them."""
        return iter(self.keys(search, order, descending, most))

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        """The values of these keys; those gone meanwhile are left out."""
        return [self._rows[key] for key in keys if key in self._rows]

    def count(self, search: str = "") -> int:
        """How many rows match."""
        return len(self.keys(search))

    def ways(self) -> list[Narrow]:
        """What the rows can be narrowed by: columns by their keys."""
        found = {one.key: one for one in self.columns}
        return [Narrow(key, found[key].label, found[key].kind) for key in self.narrows]

    def narrowed(self, chosen: Narrowing, today: date) -> Rows:
        """The same rows, also those put in later, as far as they have what was chosen."""
        return _NarrowedRows(self, chosen, today) if chosen else self

    def offered(self, key: str, search: str = "") -> list[Offer]:
        """The values the rows that match have of one way, in their order, with how many rows have each."""
        way = next(way for way in self.ways() if way.key == key)
        place, person = self._place(key), self.columns[self._place(key)].person
        counted = Counter(row[place] for row in self.rows(self.keys(search)))
        offers = [Offer("" if value is None else value, way.words(value), n) for value, n in counted.items()]
        offers.sort(key=lambda one: (way.place_of(one.value), sort_key(one.words, surname=person)))
        return offers[:MOST_OFFERED]

    def sums(self, search: str = "", keys: Sequence[int] | None = None) -> Sums:
        """What the rows that match add up to, or those of some keys: column by column, never two units together."""
        rows = self.rows(self.keys(search) if keys is None else keys)
        found: Sums = {}
        for place, one in enumerate(self.columns):
            apart = None if one.apart is None else self._place(one.apart)
            for row in rows if one.addable else ():
                if row[place] is not None:
                    key = one.key, "" if apart is None else row[apart]
                    found[key] = found.get(key, 0) + row[place]
        return found

    def _place(self, key: str) -> int:
        return next(number for number, one in enumerate(self.columns) if one.key == key)

    def _holds(self, key: int, ways: Sequence[Sequence[str]]) -> bool:
        """Whether a row holds every word in one of the ways to understand them."""
        held = [search_text((str(value),)) for value in self._rows[key] if value not in (None, "")]
        return any(all(any(word in text for text in held) for word in way) for way in ways)

    def _sortable(self, place: int, key: int) -> Any:
        value, column = self._rows[key][place], self.columns[place]
        return value if column.kind.figure else sort_key(str(value), surname=column.person)


class _NarrowedRows(Rows):
    """Those of some rows that have what was chosen."""

    def __init__(self, base: Rows, chosen: Narrowing, today: date) -> None:
        super().__init__(base.name, base.title, base.columns, narrows=base.narrows)
        self._base, self._today = base, today
        places = {column.key: place for place, column in enumerate(base.columns)}
        self._wanted = [(places[key], one) for key, one in chosen.items() if key in places]

    def keys(
        self, search: str = "", order: str | None = None, descending: bool = False, most: int | None = None
    ) -> list[int]:
        """The keys of those that match."""
        self._rows = self._base._rows
        return [key for key in super().keys(search, order, descending, most) if self._has(self._rows[key])]

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        """The values of these keys."""
        return self._base.rows(keys)

    def narrowed(self, chosen: Narrowing, today: date) -> Rows:
        """Narrowed anew, from all of them."""
        return self._base.narrowed(chosen, today)

    def _has(self, row: tuple[Any, ...]) -> bool:
        return all(one.holds(row[place], self._today) for place, one in self._wanted)


def without(listing: Listing, *keys: str, name: str = "") -> Listing:
    """A listing with some columns out of sight, because the page says the same; ``name`` keeps its own widths.

    It is not narrowed by them either.
    """
    columns = tuple(replace(one, hidden=one.hidden or one.key in keys) for one in listing.columns)
    narrows = tuple(one for one in listing.narrows if (one if isinstance(one, str) else one.key) not in keys)
    return replace(listing, columns=columns, narrows=narrows, name=name or listing.name)


def material_tone(row: dict[str, Any], key: str) -> str | None:
    """Red where more was used than issued, amber where more is gone than the loss allows."""
    if key == "balance" and row["balance"] < 0:
        return "wrong"
    return "soon" if key == "excess" and row["excess"] > 0 else None
