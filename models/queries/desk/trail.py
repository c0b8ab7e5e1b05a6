"""Is every row accounted for by the trail: by one chain of changes from its first to what it holds today.

Each check answers with one sentence per fault that names the record, what of it is other, and since when.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from models import format
from models.chain import BROKEN, STRAY, ChainFault, chain_faults
from models.database import Record, db
from models.device import known_letter
from models.i18n import mark, plural, tr
from models.layouts import Row, differing, digest, in_columns, layouts, read_logged
from models.operation import SET_UP, TAKEN_OVER
from models.queries.desk.history import in_words, labelled_fields, shown_value
from models.queries.desk.operation_details import record_name
from models.rights import may
from models.rules.desk.roles import MASK, SEE_PAY
from models.schema import MISSING, OTHER, STRANGE, differences
from models.seal import is_true
from models.tables.desk import User
from models.tables.registry import LOGGED
from models.tables.trail import Change, Machine, Operation

Layouts = dict[int, list[str]]
"""Of one table: the columns by the number of each layout, the newest last."""


_SCHEMA: Final = {
    (MISSING, "table"): mark('The table "{name}" is missing.'),
    (OTHER, "table"): mark('The table "{name}" is laid out otherwise than this program does it.'),
    (STRANGE, "table"): mark('The table "{name}" is none of this program\'s.'),
    (MISSING, "index"): mark('The index "{name}" is missing.'),
    (OTHER, "index"): mark('The index "{name}" is other than this program makes it.'),
    (STRANGE, "index"): mark('The index "{name}" is none of this program\'s.'),
    (MISSING, "trigger"): mark('The trigger "{name}" is missing: changes pass by the trail.'),
    (OTHER, "trigger"): mark('The trigger "{name}" is other than this program makes it.'),
    (STRANGE, "trigger"): mark('The trigger "{name}" is none of this program\'s.'),
    (STRANGE, "view"): mark('The view "{name}" is none of this program\'s.'),
    (OTHER, "layout"): mark('The trail does not know the columns of the table "{name}".'),
}
"""What is said of a thing of the file's layout, by how it differs and what it is."""


def laid_out() -> Iterator[str]:
    """Tables, indexes and triggers are those this program makes, and no write is let past the trail."""
    for one in differences():
        yield tr(_SCHEMA[one.how, one.kind]).format(name=one.name)
    if db.execute_sql("SELECT 1 FROM open_operation").fetchone():
        yield tr("An operation was left open, so that anything may be written.")
    for layout, count in db.execute_sql(
        "SELECT layout_id, count(*) FROM change WHERE layout_id NOT IN (SELECT id FROM layout) GROUP BY layout_id"
    ).fetchall():
        yield plural(
            "{n} change was logged under a layout nobody knows, {layout}.",
            "{n} changes were logged under a layout nobody knows, {layout}.",
            count,
        ).format(layout=layout)


def linked() -> Iterator[str]:
    """Every operation fits what it changed and the one before it."""
    for fault in chain_faults():
        yield _link_sentence(fault)


def sealed() -> Iterator[str]:
    """Every operation since the first with a seal has one, and this laptop's own are true."""
    once = False
    for one in _seals():
        if one.true is False:
            yield tr("The operation {what} was not sealed by the laptop it names.").format(
                what=_described(one.operation)
            )
        elif not one.seal and once:
            yield tr("The operation {what} has no seal.").format(what=_described(one.operation))
        once = once or bool(one.seal)
    if not once:
        yield tr("No operation is sealed, though this program seals every one.")


def remarks() -> list[str]:
    """What can be told on another laptop only; no fault of the file."""
    own, foreign = known_letter(), defaultdict(list)
    for one in _seals():
        if one.seal and one.true is None:
            foreign[one.machine].append(one.operation)
    names = dict(db.execute(Machine.select(Machine.letter, Machine.name)))
    said = []
    for letter, operations in sorted(foreign.items()):
        words = plural(
            "{n} operation of laptop {letter} ({name}), up to {until}, can be verified by its seal there only.",
            "{n} operations of laptop {letter} ({name}), up to {until}, can be verified by their seals there only.",
            len(operations),
        )
        if letter == own:
            words = plural(
                "{n} operation up to {until} names this laptop, but was sealed with a key it has no more.",
                "{n} operations up to {until} name this laptop, but were sealed with a key it has no more.",
                len(operations),
            )
        until = _moment(operations[-1])
        said.append(words.format(letter=letter, name=names.get(letter, "?"), until=until))
    return said


class _Seal(NamedTuple):
    """The seal of an operation, whether it is true (None: not to be told here), and the laptop it names."""

    operation: int
    machine: str
    seal: str
    true: bool | None


def _seals() -> Iterator[_Seal]:
    query = Operation.select(Operation.id, Operation.machine, Operation.hash, Operation.seal).order_by(
        Operation.id
    )
    for operation, machine, bound, seal in db.execute(query):
        yield _Seal(operation, machine, seal, is_true(bound, seal) if seal else None)


def layouts_vouched() -> Iterator[str]:
    """The layouts of the log are those that the newest operation to make some bears."""
    query = Operation.select(Operation.arguments).where(Operation.title.in_((SET_UP, TAKEN_OVER)))
    row = query.order_by(Operation.id.desc()).tuples().first()
    try:
        vouched = json.loads(row[0]).get("layouts") if row else None
    except (ValueError, AttributeError):
        vouched = None
    if vouched != digest():
        yield tr("The columns the trail was logged under are not those it was begun with.")


def _link_sentence(fault: ChainFault) -> str:
    if fault.kind == STRAY:
        if not Operation.select().where(Operation.id == fault.operation).exists():
            return plural(
                "{n} change belongs to no operation, the first to {record}.",
                "{n} changes belong to no operation, the first to {record}.",
                fault.changes,
            ).format(record=_first_record(fault.operation))
        return tr("Changes of the operation {what} do not stand where they were written.").format(
            what=_described(fault.operation)
        )
    if fault.kind == BROKEN:
        return tr("The audit trail is broken at the operation {what}.").format(
            what=_described(fault.operation)
        )
    return plural(
        "{n} change is missing before or in the operation {what}.",
        "{n} changes are missing before or in the operation {what}.",
        fault.changes,
    ).format(what=_described(fault.operation))


def changed_rows() -> Iterator[str]:
    """Every row of every table is what its last change says, and every last change has its row."""
    known = layouts()
    left = dict(
        db.execute_sql(
            "SELECT layout_id, sum(before IS NULL) - sum(after IS NULL) FROM change GROUP BY layout_id"
        ).fetchall()
    )
    for table in LOGGED:
        own = known.get(table._meta.table_name)
        # A table without a layout is named already.
        if own:
            yield from _altered(table, own)
            if sum(left.get(layout, 0) for layout in own) != table.select().count():
                yield from _gone(table, own)


def histories() -> Iterator[str]:
    """Every change found what the one before it left."""
    known = layouts()
    tables = {key: name for name, own in known.items() for key in own}
    before = (
        "SELECT p.{} FROM change p JOIN layout k ON k.id = p.layout_id WHERE p.row_id = c.row_id AND p.id < c.id"
        " AND k.table_name = l.table_name ORDER BY p.id DESC LIMIT 1"
    )
    query = (
        "SELECT c.id, c.operation_id, c.layout_id, c.before, c.after,"
        f" ({before.format('layout_id')}), ({before.format('after')})"
        " FROM change c JOIN layout l ON l.id = c.layout_id"
        f" WHERE c.before IS NOT ({before.format('after')}) ORDER BY c.id"
    )
    for _, operation, layout, found, left, old_layout, old in db.execute_sql(query).fetchall():
        name = tables[layout]
        if found is not None and old is not None:
            columns = known[name][layout]
            then, now = _read(known[name][old_layout], old), _read(columns, found)
            if then and now and not differing(in_columns(name, columns, then), now):
                continue
        record = _record(name, _read(known[name][layout], left or found))
        yield tr("What the operation {what} found of {record} is not what was left of it before.").format(
            what=_described(operation), record=record
        )


def _altered(table: type[Record], own: Layouts) -> Iterator[str]:
    name = table._meta.table_name
    columns = [field.column_name for field in table._meta.sorted_fields]
    now = ", ".join(f't."{column}"' for column in columns)
    numbers = ", ".join(map(str, own))
    rows = db.execute_sql(
        f'SELECT c.operation_id, c.layout_id, c.after, json_array({now}) AS now FROM "{name}" t'
        " LEFT JOIN change c ON c.id ="
        f" (SELECT max(id) FROM change WHERE row_id = t.id AND layout_id IN ({numbers}))"
        f" WHERE c.after IS NOT json_array({now})"
    )
    for operation, layout, after, held in rows.fetchall():
        row = read_logged(columns, held)
        if after is None:
            yield tr("{record} was added beside the trail.").format(record=_record(name, row))
            continue
        logged = _read(own[layout], after)
        if not logged:
            yield tr("What the trail says of {record} cannot be read.").format(record=_record(name, row))
            continue
        then = in_columns(name, columns, logged)
        wrong = differing(then, row)
        if wrong:
            yield tr("{record} was changed beside the trail since {since}: {fields}.").format(
                record=_record(name, then | {c: row[c] for c in columns if c not in wrong}),
                since=_moment(operation),
                fields="; ".join(_field_words(table, column, then[column], row[column]) for column in wrong),
            )


def _gone(table: type[Record], own: Layouts) -> Iterator[str]:
    name = table._meta.table_name
    numbers = ", ".join(map(str, own))
    last = (
        f"SELECT row_id, max(id) AS id FROM change WHERE layout_id IN ({numbers})"
        f' AND row_id NOT IN (SELECT id FROM "{name}") GROUP BY row_id'
    )
    rows = db.execute_sql(
        "SELECT c.operation_id, c.layout_id, c.after FROM change c"
        f" JOIN ({last}) AS last ON last.id = c.id WHERE c.after IS NOT NULL"
    )
    for operation, layout, after in rows.fetchall():
        yield tr("{record} was removed beside the trail since {since}.").format(
            record=_record(name, _read(own[layout], after)), since=_moment(operation)
        )


def _read(columns: list[str], values: str | None) -> Row:
    """A row of the log by its columns, with nothing in it where it does not hold a value for each."""
    try:
        return read_logged(columns, values or "")
    except (ValueError, TypeError):
        return {}


def _record(table: str, row: Row) -> str:
    what, name = record_name(table, row) if row else (table, "")
    return " ".join(part for part in (what, name or str(row.get("id", ""))) if part)


def _field_words(table: type[Record], column: str, then: Any, now: Any) -> str:
    field = labelled_fields(table).get(column)
    if field is None:
        # What no list tells is no pay, nor what a PIN is known again by, to who reads a check.
        if not may(SEE_PAY) or table is User:
            now = then = MASK
        kept: Any = table._meta.columns.get(column)
        label = getattr(kept, "verbose_name", None)
        return tr("{field} is {now}, was {then}").format(
            field=tr(label) if label else column, now=now, then=then
        )
    return tr("{field} is {now}, was {then}").format(
        field=tr(field.verbose_name), now=shown_value(field, now) or "–", then=shown_value(field, then) or "–"
    )


def _first_record(operation: int) -> str:
    known = layouts()
    tables = {key: (name, columns) for name, own in known.items() for key, columns in own.items()}
    change = Change.select().where(Change.operation_id == operation).order_by(Change.id).get()
    name, columns = tables.get(change.layout_id, ("", []))
    return _record(name, _read(columns, change.after or change.before)) if name else str(change.row_id)


def _described(operation: int) -> str:
    row: Any = Operation.get_by_id(operation)
    return f'"{in_words(row.title, row.arguments, row.undoes)}" ({_moment(operation)})'


def _moment(operation: int) -> str:
    row: Any = Operation.get_or_none(Operation.id == operation)
    if row is None:
        return "?"
    try:
        return format.moment(datetime.fromisoformat(row.at))
    except ValueError:
        return str(row.at)
