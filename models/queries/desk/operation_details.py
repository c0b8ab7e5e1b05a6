"""What one operation changed, record by record, in words."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from models import format
from models.database import Record, db
from models.declared_setting import TAX_TABLES
from models.i18n import tr
from models.queries.desk import saved_filters
from models.queries.desk.history import FieldChange, labelled_fields, shown_value
from models.rules.pay import tax
from models.setting_definitions import BY_KEY
from models.tables.registry import LOGGED
from models.tables.trail import Change, Layout, Setting

RECORDS: Final = {table._meta.table_name: table.LABEL for table in LOGGED if table.LABEL}
"""The label of every table that is told; the others hold inner marks."""

# What a record is called by: the first of these columns that has a value.
_NAMES: Final = ("number", "code", "name", "head", "key")
_BESIDE: Final = ("head", "name")
_NAMED_BY: Final = (
    "worker_id",
    "workshop_id",
    "subcontract_id",
    "order_id",
    "material_id",
    "product_id",
    "defect_id",
    "equipment_id",
    "household_id",
    "vehicle_id",
    "voucher_id",
)
# Fields that only repeat what the record's name or its slip says already, or are inner marks.
_PASSED_OVER: Final = {
    "kind", "source", "target", "region", "datum", "voucher",
}  # fmt: skip


class ChangeDetails(NamedTuple):
    """One record an operation touched: ``kind`` added, changed or removed, what it is, its name, its fields."""

    kind: str
    table: str
    name: str
    fields: list[FieldChange]


def changes_by(operation: int, limit: int) -> list[ChangeDetails]:
    """The records an operation touched, in the order it did; at most ``limit``."""
    layouts = _layouts()
    query = (
        Change.select(Change.layout_id, Change.before, Change.after)
        .where(Change.operation_id == operation, Change.layout_id.in_(list(layouts)))
        .order_by(Change.id)
        .limit(limit)
    )
    return [_change_details(*layouts[layout], before, after) for layout, before, after in db.execute(query)]


def count_of(operation: int) -> int:
    """How many records an operation touched, inner marks left out."""
    query = Change.select().where(Change.operation_id == operation, Change.layout_id.in_(list(_layouts())))
    return int(query.count())


def _layouts() -> dict[int, tuple[str, list[str]]]:
    return {
        key: (name, json.loads(columns))
        for key, name, columns in db.execute(Layout.select(Layout.id, Layout.table_name, Layout.columns))
        if name in RECORDS
    }


def _change_details(table: str, columns: list[str], before: str | None, after: str | None) -> ChangeDetails:
    old = None if before is None else dict(zip(columns, json.loads(before), strict=True))
    new = None if after is None else dict(zip(columns, json.loads(after), strict=True))
    kind = "added" if old is None else "removed" if new is None else "changed"
    row = new or old or {}
    what, name = record_name(table, row)
    changes = _setting_changes(old, new) if table == "setting" else _fields(table, old, new, name)
    return ChangeDetails(kind, what, name, changes)


def record_name(table: str, row: dict[str, Any]) -> tuple[str, str]:
    """What a row is, in the screen's language, and what it is called; an inner mark is called by its table."""
    if table not in RECORDS:
        return table, ""
    return tr(RECORDS[table]), _setting_name(row) if table == "setting" else _name_of(table, row)


def _name_of(table: str, row: dict[str, Any]) -> str:
    if own := _table(table).CALLED:
        return " – ".join(str(row[column]) for column in own if row.get(column))
    first = next((str(row[column]) for column in _NAMES if row.get(column)), "")
    beside = next((str(row[column]) for column in _BESIDE if row.get(column)), "")
    if first:
        return f"{first} {beside}" if beside and beside != first else first
    column = next((column for column in _NAMED_BY if row.get(column)), None)
    return "" if column is None else shown_value(labelled_fields(_table(table))[column], row[column])


def _fields(
    table: str, old: dict[str, Any] | None, new: dict[str, Any] | None, name: str
) -> list[FieldChange]:
    changes = []
    for column, field in labelled_fields(_table(table)).items():
        was, now = (old or {}).get(column), (new or {}).get(column)
        if was == now or field.name in _PASSED_OVER:
            continue
        # Of a new or lost record only what was said is told: a row of zeros says nothing.
        if (old is None and now in (None, "", 0)) or (new is None and was in (None, "", 0)):
            continue
        before, after = shown_value(field, was), shown_value(field, now)
        if before != after and not (name and name in (before, after) and (old is None or new is None)):
            changes.append(FieldChange(field.name, tr(field.verbose_name), before, after))
    return changes


def _table(name: str) -> type[Record]:
    return next(table for table in LOGGED if table._meta.table_name == name)


def _setting_name(row: dict[str, Any]) -> str:
    declared = BY_KEY.get(row["key"])
    if row["key"].startswith(saved_filters.PREFIX):
        return tr("Saved filters")
    return row["key"] if declared is None else tr(declared.label)


def _setting_changes(old: dict[str, Any] | None, new: dict[str, Any] | None) -> list[FieldChange]:
    key = (new or old or {})["key"]
    declared = BY_KEY.get(key)
    if declared is not None and declared.kind is TAX_TABLES:
        before, after = (
            _tax_tables(declared.default if row is None else json.loads(row["value"])) for row in (old, new)
        )
        return [
            FieldChange("value", tr("From {day} on").format(day=day), before.get(day, ""), after.get(day, ""))
            for day in sorted({*before, *after})
            if before.get(day) != after.get(day)
        ]
    return [
        FieldChange(
            "value", tr(Setting.value.verbose_name), _setting_value(key, old), _setting_value(key, new)
        )
    ]


def _tax_tables(kept: list[dict[str, Any]]) -> dict[str, str]:
    """Each table in words, by its day."""
    return {table.start.isoformat(): _tax_table(table) for table in tax.tables_of(kept)}


def _tax_table(table: tax.TaxTable) -> str:
    said = [
        tr("{flat} off up to {income}, above it {share}").format(
            flat=format.yuan(table.flat),
            income=format.yuan(table.flat_upto),
            share=format.percent(table.share_ppm),
        )
    ]
    for one in table.brackets:
        words = tr("the rest at {rate}") if one.upto is None else tr("up to {amount} at {rate}")
        words = words.format(amount=format.yuan(one.upto), rate=format.percent(one.rate_ppm))
        if one.quick:
            words = tr("{bracket} less {quick}").format(bracket=words, quick=format.yuan(one.quick))
        said.append(words)
    return " · ".join(said)


def _setting_value(key: str, row: dict[str, Any] | None) -> str:
    declared = BY_KEY.get(key)
    if declared is None:
        kept = {} if row is None else json.loads(row["value"])
        return "、".join(kept) if key.startswith(saved_filters.PREFIX) else str(kept or "")
    value = declared.default if row is None else json.loads(row["value"])
    return declared.worded(value)
