"""Who did what, when: the operations in words, and every change of one record, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from models import format
from models.database import Record, db
from models.i18n import mark, tr
from models.queries.errands import KINDS as ERRANDS
from models.queries.listing import Column, Listing
from models.queries.vouchers import KINDS as SLIPS
from models.rules.grade import LABELS
from models.tables import LOGGED
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household, Location, Region
from models.tables.product import Material, Product
from models.tables.road import Driver, Vehicle
from models.tables.trail import Change, Layout, Operation
from models.tables.visit import Equipment
from models.tables.voucher import Voucher

FIELDS: Final = {
    "aboard": mark("Aboard"),
    "accepted": mark("Accepted"),
    "account": mark("Bank account"),
    "active": mark("Active"),
    "actual": mark("Actual"),
    "address": mark("Address"),
    "advice": mark("Advice"),
    "amount": mark("Amount"),
    "arrived": mark("Arrived"),
    "back": mark("Back at"),
    "bank": mark("Bank"),
    "before": mark("At the latest at"),
    "birth_date": mark("Born"),
    "broken": mark("Out of order"),
    "category": mark("Category"),
    "checked_on": mark("Accepted on"),
    "close_reason": mark("Reason for closing"),
    "closed_from": mark("Closed from"),
    "closed_on": mark("Closed on"),
    "closed_until": mark("Closed until"),
    "code": mark("Code"),
    "condition": mark("Condition"),
    "condition_in": mark("Condition when returned"),
    "condition_out": mark("Condition when lent"),
    "contact": mark("Contact"),
    "date": mark("Date"),
    "datum": mark("Coordinate system"),
    "decimals": mark("Decimals"),
    "defects": mark("Defects"),
    "deposit": mark("Deposit"),
    "done_on": mark("Done on"),
    "driven": mark("Driven"),
    "driver": mark("Driver"),
    "due": mark("Due"),
    "end": mark("Ends"),
    "enterprise": mark("Enterprise"),
    "equipment": mark("Machine"),
    "finding": mark("Findings"),
    "first": mark("First stop"),
    "good": mark("Good"),
    "good_rate": mark("Good rate"),
    "grade": mark("Grade"),
    "grams": mark("Grams each"),
    "gross": mark("Gross weight"),
    "group": mark("Group"),
    "head": mark("Head"),
    "helper": mark("Helper"),
    "helper_phone": mark("Helper's phone"),
    "holder": mark("Held by"),
    "home_from": mark("At home from"),
    "home_to": mark("At home until"),
    "household": mark("Household"),
    "id_number": mark("ID number"),
    "instalments": mark("Instalments"),
    "kilograms": mark("Carries, kg"),
    "kind": mark("Kind"),
    "landmark": mark("Landmark"),
    "latitude": mark("Latitude"),
    "left": mark("Left at"),
    "left_out": mark("Left out"),
    "lent_on": mark("Lent on"),
    "litres": mark("Holds, litres"),
    "longitude": mark("Longitude"),
    "loss_ppm": mark("Loss allowed"),
    "market": mark("Market days"),
    "material": mark("Material"),
    "material_scrap": mark("Material scrap"),
    "millilitres": mark("Millilitres each"),
    "minutes": mark("Minutes on the way"),
    "minutes_per_day": mark("Minutes a day"),
    "minutes_per_unit": mark("Minutes each"),
    "model": mark("Model"),
    "name": mark("Name"),
    "next_date": mark("Next visit"),
    "note": mark("Note"),
    "number": mark("Number"),
    "order": mark("Order"),
    "over_delivery_ppm": mark("Over-delivery allowed"),
    "over_issue_ppm": mark("Over-issue allowed"),
    "pack_size": mark("Pack size"),
    "pay_method": mark("Paid by"),
    "pending": mark("Pending"),
    "per_unit": mark("Per unit"),
    "phone": mark("Phone"),
    "pieces": mark("Holds, pieces"),
    "place": mark("Village or township"),
    "price": mark("Unit price"),
    "product": mark("Product"),
    "quantity": mark("Quantity"),
    "rate": mark("Rate"),
    "ready_from": mark("At home from"),
    "ready_to": mark("At home until"),
    "reason": mark("Reason"),
    "received": mark("Received"),
    "region": mark("Official place"),
    "relation": mark("Relation"),
    "reloads": mark("Reloads a day at most"),
    "result": mark("Anybody at home"),
    "returned_on": mark("Returned on"),
    "reverses": mark("Reverses"),
    "rework": mark("Rework"),
    "second": mark("Second"),
    "second_rate": mark("Second rate"),
    "sex": mark("Sex"),
    "spoiled_on": mark("Spoiled on"),
    "spoiled_reason": mark("Why it was spoiled"),
    "start": mark("Starts"),
    "status": mark("Status"),
    "subcontract": mark("Subcontract"),
    "tare": mark("Tare"),
    "technician": mark("Technician"),
    "to_subcontract": mark("To subcontract"),
    "topic": mark("Topic"),
    "township": mark("Township"),
    "unit": mark("Unit"),
    "value": mark("Value"),
    "vehicle": mark("Vehicle"),
    "village": mark("Village"),
    "void_reason": mark("Reason for voiding"),
    "voided_on": mark("Voided on"),
    "work_from": mark("Works from"),
    "work_scrap": mark("Work scrap"),
    "work_to": mark("Works until"),
}
"""The label of every field a change may show."""

CODES: Final = {
    "cash": mark("Cash"),
    "bank": mark("Bank transfer"),
    "locked": mark("Locked"),
    "paid": mark("Paid"),
    "done": mark("Yes"),
    "not_home": mark("Not at home"),
    **SLIPS,
    **ERRANDS,
}

_HIDDEN: Final = {"id", "search"}
_YES_NO: Final = {"active", "broken", "first", "left_out"}
_QUANTITIES: Final = {
    "quantity", "actual", "per_unit", "pack_size", "minutes_per_unit", "received", "good", "second", "rework",
    "work_scrap", "material_scrap", "pending", "gross", "tare", "accepted", "defects",
}  # fmt: skip
_MONEY: Final = {"amount", "deposit"}
_RATES: Final = {"rate", "price", "good_rate", "second_rate"}
_NAMED: Final = {
    "household": (Household, "head"),
    "enterprise": (Enterprise, "name"),
    "material": (Material, "name"),
    "product": (Product, "name"),
    "order": (Order, "number"),
    "subcontract": (Subcontract, "number"),
    "equipment": (Equipment, "name"),
    "to_subcontract": (Subcontract, "number"),
    "vehicle": (Vehicle, "name"),
    "aboard": (Vehicle, "name"),
    "driver": (Driver, "name"),
    "voucher": (Voucher, "number"),
    "reverses": (Voucher, "number"),
    "region": (Region, "name"),
    "source": (Location, "name"),
    "target": (Location, "name"),
}


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


class OperationRow(NamedTuple):
    """An operation in words; ``undoes`` is the operation it took back, ``undone`` whether it was taken back."""

    id: int
    at: datetime
    user: str
    machine: str
    title: str
    undoes: int | None
    undone: bool


def in_words(title: str, arguments: str, undoes: int | None = None) -> str:
    """An operation's title with its arguments filled in, in the screen's language; ``undoes`` is what it took back."""
    try:
        said = _Forgiving(json.loads(arguments))
        undone: Any = None if undoes is None else Operation.get_or_none(Operation.id == undoes)
        if undone is not None:
            # It was noted in the language of that day.
            said["title"] = in_words(undone.title, undone.arguments)
        return tr(title).format_map(said)
    except (ValueError, IndexError):
        return tr(title)


class _Forgiving(dict[str, Any]):
    """A later program may name other arguments than an old trail carries."""

    def __missing__(self, key: str) -> str:
        return "…"


def operations() -> Listing:
    """All operations, the newest first; the title is put in words when shown."""
    columns = (
        # In the order it was done, whatever the clock said.
        Column("at", mark("When"), "text", Operation.id),
        Column("title", mark("What was done"), "text", Operation.title),
        Column("user", mark("Who"), "text", Operation.user),
        Column("machine", mark("Laptop"), "text", Operation.machine),
        Column("arguments", mark("Value"), "text", Operation.arguments, hidden=True),
        Column("moment", mark("When"), "text", Operation.at, hidden=True),
        Column("undoes", mark("Value"), "text", Operation.undoes, hidden=True),
    )

    def told(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [
            (format.moment(datetime.fromisoformat(row[5])), in_words(row[1], row[4], row[6]), *row[2:])
            for row in rows
        ]

    return Listing(
        "operations",
        mark("History"),
        columns,
        lambda: Operation.select(Operation.id),
        Operation.id,
        search=(Operation.arguments, Operation.user),
        order="-at",
        finish=told,
    )


def newest_day() -> date | None:
    """What day the clock said when the newest thing was done; None in a file nobody has worked in yet."""
    row: Any = Operation.select(Operation.at).order_by(Operation.id.desc()).first()
    return None if row is None else datetime.fromisoformat(row.at).date()


def recent(limit: int = 50) -> list[OperationRow]:
    """The newest operations."""
    undone = {
        row[0]
        for row in db.execute(Operation.select(Operation.undoes).where(Operation.undoes.is_null(False)))
    }
    query: Iterable[Any] = Operation.select().order_by(Operation.id.desc()).limit(limit)
    return [
        OperationRow(
            row.id,
            datetime.fromisoformat(row.at),
            row.user,
            row.machine,
            in_words(row.title, row.arguments, row.undoes),
            row.undoes,
            row.id in undone,
        )
        for row in query
    ]


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
        fields = _fields(tables.get(name), columns, before, after)
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


def _fields(
    table: type[Record] | None, columns: list[str], before: str | None, after: str | None
) -> list[FieldChange]:
    names = {} if table is None else {field.column_name: field.name for field in table._meta.sorted_fields}
    old = [None] * len(columns) if before is None else json.loads(before)
    new = [None] * len(columns) if after is None else json.loads(after)
    changes = []
    for column, was, now in zip(columns, old, new, strict=True):
        name = names.get(column, column.removesuffix("_id"))
        if was == now or name in _HIDDEN or name not in FIELDS:
            continue
        shown = shown_value(name, was), shown_value(name, now)
        if shown[0] != shown[1]:
            changes.append(FieldChange(name, tr(FIELDS[name]), *shown))
    return changes


_CLOCK = frozenset({"start", "end", "cut_at", "arrive", "begin"})
"""Where a whole number is seconds after midnight; the first and last day of a rate are no number."""


def shown_value(field: str, value: Any) -> str:
    """A logged value as a reader sees it: figures in their units, records by name, days as they are kept."""
    if value is None or value == "":
        return ""
    if field in _NAMED:
        table, column = _NAMED[field]
        row: Any = table.get_or_none(table.id == value)
        return _last_called(table, column, value) if row is None else str(getattr(row, column))
    if field in _MONEY:
        return format.yuan(value)
    if field in _QUANTITIES:
        return format.quantity(value)
    if field in _RATES:
        return format.rate(value)
    if field.endswith("_ppm"):
        return format.percent(value)
    if field in _YES_NO:
        return tr("Yes") if value else tr("No")
    if field == "unit":
        return format.unit_name(str(value))
    if field == "driven":
        return format.distance(value)
    if field in _CLOCK and isinstance(value, int):
        from models.queries.road import time_text

        return time_text(value)
    if field == "grade":
        return tr(LABELS.get(value, value))
    return tr(CODES[value]) if value in CODES else str(value)


def _last_called(table: type[Record], column: str, key: int) -> str:
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
        return str(dict(zip(json.loads(columns), json.loads(before), strict=True)).get(column, ""))
    return ""
