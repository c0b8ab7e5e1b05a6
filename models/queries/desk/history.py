"""Who did what, when: the operations in words, and every change of one record, field by field."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from peewee import ForeignKeyField, fn

from models import format
from models.database import Record, db
from models.i18n import mark, tr
from models.kinds import DAY, TEXT, MoneyField, worded
from models.queries.answers import first_column
from models.queries.listing import ListColumn, Listing
from models.queries.narrowing import Narrow
from models.rights import may
from models.rules.desk.roles import SEE_PAY
from models.tables.party import (
    LOCATION_NAMES,
    Location,
)
from models.tables.pay import Statement
from models.tables.registry import LOGGED
from models.tables.trail import Change, Layout, Operation

_CALLED: Final = ("head", "number", "name", "key", "date")
"""What a record that another one names is called by: the first of these fields that its table has."""


class FieldChange(NamedTuple):
    """One field's value before and after, as text; "" where there was or is none."""

    field: str
    label: str
    before: str
    after: str


class RecordChange(NamedTuple):
    """What one operation did to a record: ``kind`` added, changed or removed."""

    operation_id: int
    at: datetime
    user: str
    machine: str
    title: str
    kind: str
    fields: list[FieldChange]


FORMER: Final = {
    "Take back: {title}": mark("Undo: {title}"),
    "Share out order {number}": mark("Assign order {number}"),
    "Take back the payment of {period}: {number}": mark("Cancel the payment of {period}: {number}"),
    "Consumption correction {number}": mark("Usage correction {number}"),
    "Ask for a drive to {name} on {day}": mark("Add an errand to {name} on {day}"),
}
"""How operations were called once and are called now: the trail is never edited."""


def in_words(title: str, arguments: str, undoes: int | None = None) -> str:
    """An operation's title with its arguments filled in, in the screen's language; ``undoes`` is what it took back."""
    try:
        title = FORMER.get(title, title)
        said = _Forgiving(json.loads(arguments))
        undone: Any = None if undoes is None else Operation.get_or_none(Operation.id == undoes)
        if undone is not None:
            # It was noted in the language of that day.
            said["title"] = in_words(undone.title, undone.arguments)
        return tr(title).format_map(said)
    except (ValueError, TypeError, IndexError):
        return tr(title)


class _Forgiving(dict[str, Any]):
    """A later program may name other arguments than an old trail carries."""

    def __missing__(self, key: str) -> str:
        return "…"


def operations() -> Listing:
    """All operations, the newest first; the title is put in words when shown."""
    columns = (
        # In the order it was done, whatever the clock said.
        ListColumn("at", mark("When"), TEXT, Operation.id),
        ListColumn("title", mark("What was done"), TEXT, Operation.title),
        ListColumn("user", mark("Who"), TEXT, Operation.user),
        ListColumn("machine", mark("Laptop"), TEXT, Operation.machine),
        ListColumn("arguments", mark("Value"), TEXT, Operation.arguments, hidden=True),
        ListColumn("moment", mark("When"), TEXT, Operation.at, hidden=True),
        ListColumn("undoes", mark("Value"), TEXT, Operation.undoes, hidden=True),
    )

    def told(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            row["at"] = format.moment(datetime.fromisoformat(row["moment"]))
            row["title"] = in_words(row["title"], row["arguments"], row["undoes"])

    return Listing(
        "operations",
        mark("History"),
        columns,
        lambda: Operation.select(Operation.id),
        Operation.id,
        search=(Operation.arguments, Operation.user),
        order="-at",
        finish=told,
        narrows=(
            Narrow("day", mark("Day"), DAY, fn.SUBSTR(Operation.at, 1, len("2026-10-21"))),
            "user",
            "machine",
        ),
    )


def newest_day() -> date | None:
    """What day the clock said when the newest thing was done; None in a file nobody has worked in yet."""
    row: Any = Operation.select(Operation.at).order_by(Operation.id.desc()).first()
    return None if row is None else datetime.fromisoformat(row.at).date()


def taken_back(operations: Collection[int]) -> set[int]:
    """Those of these operations that were undone."""
    query = Operation.select(Operation.undoes).where(Operation.undoes.in_(list(operations)))
    return set(first_column(query))


def changes_of(
    record: int, table: type[Record] | None = None, limit: int | None = None
) -> list[RecordChange]:
    """What ever happened to a record, the newest first, at most ``limit``; fields with a label only."""
    layouts = {
        row[0]: (row[1], json.loads(row[2]))
        for row in db.execute(Layout.select(Layout.id, Layout.table_name, Layout.columns))
    }
    tables = {t._meta.table_name: t for t in LOGGED}
    query = (
        Change.select(
            Change.layout_id,
            Change.before,
            Change.after,
            Operation.id,
            Operation.at,
            Operation.user,
            Operation.machine,
            Operation.title,
            Operation.arguments,
            Operation.undoes,
        )
        .join(Operation, on=(Change.operation_id == Operation.id))
        .where(Change.row_id == record)
        .order_by(Change.id.desc())
    )
    found: list[RecordChange] = []
    for layout, before, after, operation, at, user, machine, title, arguments, undoes in db.execute(query):
        if limit is not None and len(found) >= limit:
            break
        name, columns = layouts[layout]
        if table is not None and table._meta.table_name != name:
            continue
        # A household's place has its key; its changes are the household's own.
        if tables.get(name) is Location and table is not Location:
            continue
        fields = field_changes(tables.get(name), columns, before, after)
        if fields:
            kind = "added" if before is None else "removed" if after is None else "changed"
            found.append(
                RecordChange(
                    operation,
                    datetime.fromisoformat(at),
                    user,
                    machine,
                    in_words(title, arguments, undoes),
                    kind,
                    fields,
                )
            )
    return found


def field_changes(
    table: type[Record] | None, columns: list[str], before: str | None, after: str | None
) -> list[FieldChange]:
    """What a reader is told of a row's change: its values before and after as JSON, in the order of ``columns``."""
    told = {} if table is None else labelled_fields(table)
    old = [None] * len(columns) if before is None else json.loads(before)
    new = [None] * len(columns) if after is None else json.loads(after)
    changes = []
    for column, was, now in zip(columns, old, new, strict=True):
        if was == now or column not in told:
            continue
        shown = shown_value(told[column], was), shown_value(told[column], now)
        if shown[0] != shown[1]:
            changes.append(FieldChange(told[column].name, tr(told[column].verbose_name), *shown))
    return changes


def labelled_fields(table: type[Record]) -> dict[str, Any]:
    """The fields of a table a reader is told, by column: those with a label, money of pay to who may see it."""
    hidden = table.__module__ == Statement.__module__ and not may(SEE_PAY)
    return {
        field.column_name: field
        for field in table._meta.sorted_fields
        if field.verbose_name and not (hidden and isinstance(field, MoneyField))
    }


def shown_value(field: Any, value: Any) -> str:
    """A logged value of a table's field as a reader sees it: by the kind of the field, records by name."""
    if value is None or value == "":
        return ""
    if isinstance(field, ForeignKeyField):
        table = field.rel_model
        row: Any = table.get_or_none(table.id == value)
        return _last_called(table, value) if row is None else called(row)
    return worded(field, value)


def called(row: Any) -> str:
    """What a record is called where another one names it."""
    if isinstance(row, Location) and row.id in LOCATION_NAMES:
        return tr(LOCATION_NAMES[row.id])
    return str(getattr(row, _called_by(type(row))))


def _called_by(table: type[Record]) -> str:
    return next(name for name in _CALLED if name in table._meta.fields)


def _last_called(table: type[Record], key: int) -> str:
    """What a record that is gone was called when it was removed."""
    query = (
        Change.select(Change.before, Layout.columns)
        .join(Layout, on=(Change.layout_id == Layout.id))
        .where(
            Change.row_id == key, Layout.table_name == table._meta.table_name, Change.before.is_null(False)
        )
        .order_by(Change.id.desc())
    )
    for before, columns in db.execute(query.limit(1)):
        return str(dict(zip(json.loads(columns), json.loads(before), strict=True)).get(_called_by(table), ""))
    return ""
