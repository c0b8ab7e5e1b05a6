"""The list of a register: columns out of the fields of its table, the records it refers to by their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from peewee import JOIN

from models.database import Record
from models.kinds import FlagField, ReferenceField, TextField
from models.queries.listing import ListColumn, Listing
from models.queries.narrowing import Narrow
from models.queries.party.place_narrow import by_place
from models.tables.party import Household, Region, Worker


def register(
    table: type[Record],
    title: str,
    *,
    order: str,
    narrows: Sequence[str] = (),
    more: Sequence[ListColumn] = (),
    only: Any = None,
    alone: Sequence[str] = (),
) -> Listing:
    """All records of a register, or those that meet the condition ``only``; ``more`` columns stand at the end.

    Who a record is about stands first; a worker with the household. ``title`` is marked. What stands in the fields
    ``alone`` is never added up.
    """
    joined: dict[ReferenceField, Any] = {}
    columns: list[ListColumn] = []
    about: list[ListColumn] = []
    search: list[Any] = [table.search] if hasattr(table, "search") else []
    home = None
    for field in table._meta.sorted_fields:
        if not field.verbose_name:
            continue
        if not isinstance(field, ReferenceField):
            optional = not (field.listed or field.required)
            adds = False if field.name in alone else None
            columns.append(ListColumn.of(field, optional=optional, adds=adds))
            if isinstance(field, TextField) and not isinstance(field, FlagField) and not optional:
                search.append(field)
            continue
        other = joined[field] = field.rel_model.alias()
        named = _by_name(field, other)
        search.append(other.search if hasattr(field.rel_model, "search") else named.expression)
        (about if field.rel_model in (Worker, Household) else columns).append(named)
        if field.rel_model is Worker:
            home = other, Household.alias()
            head = Household.head
            about.append(ListColumn.of(head, expression=home[1].head, sorts=home[1].pinyin))
            search.append(home[1].search)

    def source() -> Any:
        query = table.select(table.id)
        for field, other in joined.items():
            query = query.join(other, JOIN.LEFT_OUTER, on=(field == other.id)).switch(table)
        if home is not None:
            query = query.join(home[1], JOIN.LEFT_OUTER, on=(home[0].household == home[1].id)).switch(table)
        return query if only is None else query.where(only)

    return Listing(
        table._meta.table_name,
        title,
        (*about, *columns, *more),
        source,
        table.id,
        search=tuple(search),
        order=order,
        narrows=_ways(
            table, narrows, columns, joined | ({} if home is None else {Worker.household: home[1]})
        ),
    )


def _ways(
    table: type[Record], keys: Sequence[str], columns: Sequence[ListColumn], joined: dict[ReferenceField, Any]
) -> tuple[str | Narrow, ...]:
    """What a register is narrowed by: a place with all that belongs to it, and where the household lives."""
    found: list[str | Narrow] = []
    for key in keys:
        field = table._meta.fields.get(key)
        if isinstance(field, ReferenceField) and field.rel_model is Region:
            label = next(one.label for one in columns if one.key == key)
            found.append(by_place(field, key=key, label=label))
        else:
            found.append(key)
    homes = [other for field, other in joined.items() if field.rel_model is Household]
    return (*found, *(by_place(home.region, key="lives") for home in homes[-1:]))


_NAMES: Final = ("name", "head", "number", "code")


def _by_name(field: ReferenceField, other: Any) -> ListColumn:
    """The column of a reference: what the other record is called."""
    fields = field.rel_model._meta.fields
    name = next(name for name in _NAMES if name in fields)
    column = ListColumn(field.name, field.verbose_name, fields[name], getattr(other, name))
    if name in ("name", "head") and "pinyin" in fields:
        column = replace(column, sorts=other.pinyin)
    return column
