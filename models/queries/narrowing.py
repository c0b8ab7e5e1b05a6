"""What a list can be narrowed by: values to tick or a span of days, described once beside the columns of a listing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from peewee import OP, Expression, Field, Value, fn

from models.kinds import ChoiceField, DayField, Kind
from models.rules.desk.day_spans import days_of


@dataclass(frozen=True, slots=True)
class Narrow:
    """One way to narrow a list: a `mark`ed label, the kind of its values and the SQL expression that gives them.

    ``sorts`` puts values in their order, ``named`` gives their words where a value is a key. Of rows in memory the
    column of the same key gives the values. Where values lie within others, ``within`` makes the condition of those
    chosen, and ``offers`` what is offered of the values there are and how many rows have each.
    """

    key: str
    label: str
    kind: Kind
    expression: Any = None
    sorts: Any = None
    named: Any = None
    within: Callable[[Sequence[Any]], Any] | None = None
    offers: Callable[[Iterable[tuple[Any, int]]], list[Offer]] | None = None

    @property
    def spans(self) -> bool:
        """Whether it is a span of days that is chosen, not values."""
        return isinstance(self.kind, DayField)

    def words(self, value: Any) -> str:
        """A value as a reader sees it; "" for none."""
        return "" if value is None or value == "" else self.kind.shown(value)

    @classmethod
    def of(cls, field: Any, **changes: Any) -> Narrow:
        """By a table's field; ``changes`` say what is different."""
        return replace(cls(field.name, field.verbose_name, field, field), **changes)

    def place_of(self, value: Any) -> int:
        """Where a value stands among the choices of its kind; 0 for one without choices."""
        if not isinstance(self.kind, ChoiceField):
            return 0
        codes = [code for code, _ in self.kind.choices or ()]
        return codes.index(value) if value in codes else len(codes)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen of one way: ``values`` with their ``names`` where these are keys, or days.

    Days are a named ``span`` (`models.rules.desk.day_spans`), or ``since`` and ``until``, each of which may be open.
    """

    values: tuple[Any, ...] = ()
    names: tuple[str, ...] = ()
    span: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.values or self.span or self.since or self.until)

    def days(self, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day, as of today."""
        return days_of(self.span, today) if self.span else (self.since, self.until)

    def holds(self, value: Any, today: dt.date) -> bool:
        """Whether a value in memory is among those chosen."""
        if self.values:
            return ("" if value is None else value) in self.values
        since, until = self.days(today)
        if value in (None, ""):
            return False
        return (since is None or value >= since) and (until is None or value <= until)

    def kept(self) -> dict[str, Any]:
        """As JSON holds it."""
        days = {"since": self.since, "until": self.until}
        kept: dict[str, Any] = {key: day.isoformat() for key, day in days.items() if day is not None}
        if self.values:
            kept["values"] = list(self.values)
        if any(self.names):
            kept["names"] = list(self.names)
        if self.span:
            kept["span"] = self.span
        return kept

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> Chosen:
        """Out of JSON."""
        days = {key: dt.date.fromisoformat(kept[key]) if key in kept else None for key in ("since", "until")}
        return cls(
            tuple(kept.get("values", ())), tuple(kept.get("names", ())), str(kept.get("span", "")), **days
        )


Narrowing = Mapping[str, Chosen]
"""What was chosen, by the key of the way."""


class Offer(NamedTuple):
    """A value one may narrow a list by, in words, how many rows have it, and how deep it lies within others."""

    value: Any
    words: str
    rows: int
    depth: int = 0


MOST_OFFERED: Final = 1000


def condition(way: Narrow, chosen: Chosen, today: dt.date) -> Any:
    """The condition that a row has what was chosen, or None where nothing was."""
    expression = way.expression
    if chosen.values and way.within is not None:
        return way.within(chosen.values)
    if chosen.values:
        # A field alone may be found by its index.
        plain = isinstance(expression, Field) and "" not in chosen.values
        return Expression(expression if plain else fn.COALESCE(expression, ""), OP.IN, list(chosen.values))
    since, until = chosen.days(today)
    found = None
    for day, after in ((since, True), (until, False)):
        if day is not None:
            # Days are text in the database; an expression that is no field would not know.
            said = Value(day.isoformat(), converter=False)
            one = Expression(expression, OP.GTE if after else OP.LTE, said)
            found = one if found is None else found & one
    return found
