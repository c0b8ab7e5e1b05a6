"""A listing: the question behind a table on screen, in an exported sheet, or in a pick list.

It holds a select, its columns and what a clerk may search. Sorting and filtering happen in SQL; a table keeps the
sorted keys and asks for the rows it paints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import and_, itemgetter, or_
from typing import Any, Final

from peewee import SQL, Asc, Desc, Field, Select, fn

from models import kinds
from models.database import Record, db
from models.i18n import mark
from models.queries.narrowing import MOST_OFFERED, Narrow, Narrowing, Offer, condition
from models.rights import numbers_open
from models.rules.pinyin import asked_words, sort_key
from models.search import Words

STATUS: Final = kinds.ChoiceField(
    choices=(
        ("advance", mark("Advance payment")),
        ("bonus", mark("Bonus")),
        ("deduction", mark("Deduction")),
        ("draft", mark("Draft")),
        ("open", mark("In progress")),
        ("active", mark("Active")),
        ("posted", mark("Posted")),
        ("done", mark("Completed")),
        ("closed", mark("Completed")),
        ("ended", mark("Ended")),
        ("short_closed", mark("Closed short")),
        ("cancelled", mark("Cancelled")),
        ("void", mark("Void")),
        ("voided", mark("Void")),
        ("reversed", mark("Reversed")),
        ("overdue", mark("Overdue")),
        ("at_risk", mark("At risk")),
        ("soon", mark("Due soon")),
        ("pending", mark("To inspect")),
        ("unpriced", mark("No rate")),
        ("not_locked", mark("Not locked")),
        ("locked", mark("Locked")),
        ("paid", mark("Paid")),
        ("unpaid", mark("Not paid yet")),
        ("returned", mark("Returned by the bank")),
        ("signed", mark("Signed")),
        ("stopped", mark("Stopped")),
        ("lent", mark("Lent")),
        ("in_store", mark("In store")),
        ("lost", mark("Lost")),
        ("planned", mark("Planned")),
        ("in_force", mark("In force")),
        ("used", mark("Active", "user")),
        ("used_no_more", mark("Ended", "user")),
        ("paused", mark("Paused")),
    )
)
"""How something stands, in a word."""


Sums = dict[tuple[str, Any], int]
"""What was added up, by the column's key and by the value that keeps it apart, such as the unit."""
_AT_ONCE: Final = 500


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


def _add(found: Sums, columns: Sequence[ListColumn], apart: Any, values: Sequence[int | None]) -> None:
    for column, value in zip(columns, values, strict=True):
        if value is not None:
            found[column.key, apart] = found.get((column.key, apart), 0) + int(value)


def sounds(kind: Any) -> bool:
    """Whether values of a kind are words, which sort by how they are spoken, unlike codes and numbers."""
    return isinstance(kind, kinds.TextField) and not isinstance(kind, (kinds.CodeField, kinds.PhoneField))


def any_of(conditions: Iterable[Any]) -> Any:
    """The condition that one of several holds; there must be one."""
    return reduce(or_, conditions)


def all_of(conditions: Iterable[Any]) -> Any:
    """The condition that all of several hold; there must be one."""
    return reduce(and_, conditions)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: a `mark`ed label, what kind of value, and the SQL expression that gives it.

    ``unit_key`` names the column holding a quantity's unit; a column with ``hidden`` only feeds others. One that is
    ``computed`` is given by the listing's ``finish`` where it is shown; its expression then only sorts. ``sorts`` is
    what a column sorts by that is not its own value: a name's place among others; of rows in memory a ``person``'s is
    known by the surname. One that is ``optional`` is shown where somebody chose it.

    ``adds`` says whether values are added up, None: as the kind says; ``added`` is the expression that is, where a row
    may not count; ``by`` names the column whose values are kept apart where that is not the unit.
    """

    key: str
    label: str
    kind: kinds.Kind
    expression: Any
    unit_key: str | None = None
    hidden: bool = False
    computed: bool = False
    sorts: Any = None
    person: bool = False
    optional: bool = False
    adds: bool | None = None
    added: Any = None
    by: str | None = None

    @property
    def addable(self) -> bool:
        """Whether its values are added up below the list: money, and quantities whose unit is known."""
        if self.adds is not None:
            return self.adds
        known = isinstance(self.kind, kinds.QuantityField) and self.unit_key is not None
        return known or isinstance(self.kind, kinds.MoneyField)

    @property
    def sorted_by(self) -> Any:
        """The expression the list is sorted by: words by their sound, everything else by its value."""
        if self.sorts is not None:
            return self.sorts
        if not sounds(self.kind) or (isinstance(self.expression, Field) and not sounds(self.expression)):
            return self.expression
        return fn.sort_key(self.expression, int(getattr(self.kind, "person", False)))

    @property
    def apart(self) -> str | None:
        """The key of the column whose values are never added up together."""
        return self.by or self.unit_key

    @classmethod
    def of(cls, field: Any, **changes: Any) -> ListColumn:
        """The column of a table's field; ``changes`` say what is different in one list."""
        return replace(cls(field.name, field.verbose_name, field, field), **changes)


def coded(code: Any, name: Any) -> tuple[ListColumn, ListColumn]:
    """The code of a table's records and their name, which sorts by its sound."""
    return ListColumn.of(code), ListColumn.of(name, sorts=name.model.pinyin)


def with_listed(table: type[Record], *columns: ListColumn) -> tuple[ListColumn, ...]:
    """Columns in their order, behind them those of every other field of a table that is ``listed``.

    All else that is asked about a record stands behind these, for whoever chooses it.
    """
    there = {column.key for column in columns}
    fields = [field for field in table._meta.sorted_fields if field.verbose_name and field.name not in there]
    return (
        *columns,
        *(ListColumn.of(field) for field in fields if getattr(field, "listed", False)),
        *(
            ListColumn.of(field, optional=True)
            for field in fields
            if not field.listed and field.asked and not isinstance(field, kinds.ReferenceField)
        ),
    )


@dataclass(frozen=True)
class Listing:
    """Rows of one kind: ``source`` gives a fresh select with its joins and conditions, ``key`` the row's key.

    ``finish`` may say more exactly what the rows of a page hold, by column key (a status by a rule). ``order`` is the
    default sort column, descending when it starts with "-". ``narrows`` says what the rows can be narrowed by: a column
    by its key, or a way of its own; ``conditions`` are those that were.
    """

    name: str
    title: str
    columns: tuple[ListColumn, ...]
    source: Callable[[], Any]
    key: Any
    search: tuple[Any, ...] = ()
    order: str = ""
    finish: Callable[[list[dict[str, Any]]], object] | None = None
    narrows: tuple[str | Narrow, ...] = ()
    conditions: tuple[Any, ...] = ()

    def keys(
        self, search: str = "", order: str | None = None, descending: bool = False, most: int | None = None
    ) -> list[int]:
        """All keys that match every word of ``search``, or the first so many, sorted by a column's key."""
        return list(self.each_key(search, order, descending, most))

    def each_key(
        self, search: str = "", order: str | None = None, descending: bool = False, most: int | None = None
    ) -> Iterator[int]:
        """The same one by one as the engine finds them, for whoever packs a million of them."""
        query = self.matching(search).select(self.key)
        if order is None and self.order:
            descending, order = self.order.startswith("-"), self.order.lstrip("-")
        if order and not self._hides(order):
            # Selected and sorted by name: subqueries only find the row they belong to where they are selected.
            sorts = self.column(order).sorted_by
            query = query.select(self.key, sorts.alias("sorted_by")).order_by(
                (Desc if descending else Asc)(SQL("sorted_by"), nulls="LAST"),
                self.key.desc() if descending else self.key.asc(),
            )
        else:
            query = query.order_by(self.key)
        if most is not None:
            query = query.limit(most)
        return map(itemgetter(0), db.execute(query))

    def _hides(self, key: str) -> bool:
        """Whether a column's values are masked: where a number stands among others tells what it is."""
        return isinstance(self.column(key).kind, kinds.GuardedField) and not numbers_open()

    def count(self, search: str = "") -> int:
        """How many rows match."""
        return int(self.matching(search).count())

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        """The rows of these keys, in their order; a row gone meanwhile is left out. Values in column order."""
        found: dict[int, tuple[Any, ...]] = {}
        columns = [
            (SQL("NULL") if column.computed else column.expression).alias(column.key)
            for column in self.columns
        ]
        for start in range(0, len(keys), 500):
            part = list(keys[start : start + 500])
            query = self.source().select(self.key.alias("row_key"), *columns).where(self.key.in_(part))
            found.update((row[0], row[1:]) for row in query.tuples().iterator())
        rows = [found[key] for key in keys if key in found]
        if self.finish is None:
            return rows
        named = [{column.key: value for column, value in zip(self.columns, row, strict=True)} for row in rows]
        self.finish(named)
        return [tuple(row.values()) for row in named]

    def column(self, key: str) -> ListColumn:
        """The column of a key."""
        return next(column for column in self.columns if column.key == key)

    def ways(self) -> list[Narrow]:
        """What the rows can be narrowed by."""
        return [self._way(one) if isinstance(one, str) else one for one in self.narrows]

    def _way(self, key: str) -> Narrow:
        column = self.column(key)
        return Narrow(key, column.label, column.kind, column.expression, column.sorts)

    def narrowed(self, chosen: Narrowing, today: date) -> Listing:
        """The same listing with only the rows that have what was chosen; ways it does not know are passed over."""
        ways = {way.key: way for way in self.ways()}
        found = [condition(ways[key], one, today) for key, one in chosen.items() if key in ways]
        return replace(self, conditions=(*self.conditions, *(one for one in found if one is not None)))

    def offered(self, key: str, search: str = "") -> list[Offer]:
        """The values the rows that match have of one way, in their order, with how many rows have each."""
        way = next(way for way in self.ways() if way.key == key)
        if way.offers is not None:
            value = way.expression.alias("offered_value")
            query = self.matching(search).select(value, fn.COUNT(self.key)).group_by(SQL("offered_value"))
            return way.offers(db.execute(query))
        sorts = way.expression if way.sorts is None else way.sorts
        named = way.expression if way.named is None else way.named
        # Aliases of their own: a name that a column of the rows has too would mean the column.
        query = (
            self.matching(search)
            .select(
                way.expression.alias("offered_value"),
                fn.MIN(named).alias("offered_words"),
                fn.COUNT(self.key).alias("offered_rows"),
                fn.MIN(sorts).alias("offered_place"),
            )
            .group_by(SQL("offered_value"))
            .order_by(SQL("offered_place"), SQL("offered_value"))
            .limit(MOST_OFFERED)
        )
        found: dict[Any, Offer] = {}
        for value, words, number, _ in db.execute(query):
            value = "" if value is None else value
            before = found[value].rows if value in found else 0
            found[value] = Offer(
                value, str(words or "") if way.named is not None else way.words(value), number + before
            )
        offers = sorted(found.values(), key=lambda one: way.place_of(one.value))
        if way.sorts is None and sounds(way.kind):
            person = bool(getattr(way.kind, "person", False))
            offers.sort(key=lambda one: sort_key(one.words, surname=person))
        return offers

    def sums(self, search: str = "", keys: Sequence[int] | None = None) -> Sums:
        """What the rows that match add up to, or those of some keys: column by column, never two units together."""
        found: Sums = {}
        for apart in dict.fromkeys(column.apart for column in self.columns if column.addable):
            columns = [one for one in self.columns if one.addable and one.apart == apart]
            for part in (None,) if keys is None else _parts(keys):
                for row in db.execute(self._summed(search, part, columns, apart)):
                    _add(found, columns, row[0], row[1:])
        return found

    def _summed(
        self, search: str, keys: Sequence[int] | None, columns: Sequence[ListColumn], apart: str | None
    ) -> Any:
        """A select of the sums of some columns, one row for each value of the column that keeps them apart."""
        query = self.matching(search)
        if keys is not None:
            query = query.where(self.key.in_(list(keys)))
        word = SQL("''") if apart is None else self.column(apart).expression
        values = (
            (one.expression if one.added is None else one.added).alias(f"sum_{place}")
            for place, one in enumerate(columns)
        )
        # What subqueries give is added up from outside them: within a sum each would be asked for every group.
        rows = query.select(word.alias("apart"), *values).alias("rows")
        added = (fn.SUM(getattr(rows.c, f"sum_{place}")) for place in range(len(columns)))
        return Select([rows], [rows.c.apart, *added]).group_by(rows.c.apart)

    def matching(self, search: str = "") -> Any:
        """A select of the rows that match every word of ``search``."""
        query = self.source()
        if self.conditions:
            query = query.where(*self.conditions)
        ways = asked_words(search)
        if not ways or not self.search:
            return query
        if len(ways) == len(ways[0]) == 1:
            (word,) = ways[0]
            return query.where(
                any_of(f.alone(word) if isinstance(f, Words) else f.contains(word) for f in self.search)
            )
        return query.where(
            any_of(all_of(any_of(f.contains(word) for f in self.search) for word in way) for way in ways)
        )
