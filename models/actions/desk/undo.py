"""Taking back the newest thing done: vouchers are voided, anything else is put back from the change log."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from peewee import IntegrityError

from models import rights
from models.actions.desk.people import close_to_who_left, require_manager
from models.actions.desk.put_back import refuse_left_behind, refuse_two_on_a_day
from models.actions.ledger.printing import TITLE as PRINTED
from models.actions.ledger.voiding import void
from models.actions.party.placing import named_since
from models.actions.party.stays import refuse_overlaps
from models.actions.programme.claims import refuse_twice
from models.database import Record, db
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import made_on
from models.operation import IMPORTED, SET_UP, TAKEN_OVER, in_turn, operation
from models.queries.desk.history import in_words
from models.queries.ledger.dependents import all_supported
from models.rights import needs
from models.rules.desk import roles
from models.tables.desk import User
from models.tables.ledger import Movement, Voucher
from models.tables.party import HouseholdStay
from models.tables.pay import Dispute, PayPeriod
from models.tables.registry import LOGGED
from models.tables.support import Claim
from models.tables.trail import Change, Layout, Machine, Operation, Series
from models.tables.writing import WRITTEN_BY

_TABLES: dict[str, type[Record]] = {table._meta.table_name: table for table in LOGGED}
# What is never taken back: it changed no record.
_PASSED_OVER = (PRINTED, TAKEN_OVER)
# What an undo leaves alone: numbers once given stay given, and a laptop once known stays known.
_KEPT = {Series._meta.table_name, Machine._meta.table_name}


def last_undoable() -> Any | None:
    """The newest operation that can be taken back, or None: not an undo itself, not undone, not the file's set-up."""
    undone = {
        row[0]
        for row in db.execute(Operation.select(Operation.undoes).where(Operation.undoes.is_null(False)))
    }
    for row in Operation.select().order_by(Operation.id.desc()).limit(200).iterator():
        if row.undoes is None and row.id not in undone:
            if row.title == SET_UP:
                return None
            if row.title not in _PASSED_OVER:
                return row
    return None


def describe(row: Any) -> str:
    """An operation in words, in the screen's language."""
    return in_words(row.title, row.arguments, row.undoes)


def extent(operation_id: int) -> int:
    """How many rows an operation changed: how much there is to take back."""
    return int(Change.select().where(Change.operation_id == operation_id).count())


@needs(roles.UNDO)
@in_turn
def undo(operation_id: int, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
    """Take an operation back as a new operation; ``progress(done, total)`` may raise Cancelled.

    Raises UserError when it locked a period, when it was undone already, or when its rows have moved on since.
    """
    row = Operation.get_or_none(Operation.id == operation_id)
    if row is None:
        raise UserError(tr("This is no longer in the trail."))
    if Operation.select().where(Operation.undoes == operation_id).exists():
        raise UserError(tr('"{title}" is undone already.').format(title=describe(row)))
    changes = list(_changes(operation_id))
    _refuse_others(row, {table for table, *_ in changes})
    if any(table is PayPeriod and before is None for table, _, before, _ in changes):
        raise UserError(tr("A locked month is opened by unlocking it on the pay page, with a reason."))
    if any(table is PayPeriod for table, *_ in changes):
        _refuse_changed_since(operation_id)
    touched = [key for table, key, *_ in changes if table is Voucher]
    vouchers = [key for table, key, before, _ in changes if table is Voucher and before is None]
    with (
        operation(mark("Undo: {title}"), undoes=operation_id, title=describe(row)),
        all_supported(touched),
    ):
        # A workbook brought its own numbers: taken out whole, it can be mended and read in again.
        if vouchers and row.title != IMPORTED:
            for done, key in enumerate(reversed(vouchers)):
                progress(done, len(vouchers))
                void(key, tr("Undone"), date.today())
            changes = _of_vouchers(changes, set(touched) - set(vouchers))
        try:
            for done, (table, key, before, after) in enumerate(reversed(changes)):
                progress(done, len(changes))
                if before is None and named_since(table, key):
                    continue
                _put_back(table, key, before, after)
        except IntegrityError as error:
            raise UserError(tr("Later entries build on it; undo those first.")) from error
        if HouseholdStay in {table for table, *_ in changes}:
            refuse_overlaps()
        refuse_two_on_a_day(changes)
        refuse_left_behind(changes)
        # A claim that stands again may count people whom another one has claimed since.
        refuse_twice([key for table, key, before, _ in changes if table is Claim and before is not None])
        if User in {table for table, *_ in changes}:
            require_manager()
            # Where the key file cannot be written nobody has left.
            close_to_who_left(
                {
                    side["label"]
                    for table, *_, before, after in changes
                    if table is User
                    for side in (before, after)
                    if side
                }
            )


def _refuse_others(row: Any, touched: set[type[Record]]) -> None:
    """Raise UserError when somebody else did it, or when one's role may not write such records any more."""
    if not rights.guarded():
        return
    if row.user != rights.maker() or made_on(row.id) != date.today():
        rights.require(roles.VOID)
    for table in touched:
        taking = WRITTEN_BY[table]
        if not any(map(rights.may, taking)):
            rights.require(*taking)


def _refuse_changed_since(operation_id: int) -> None:
    """Raise UserError when anything was done since and stands: what a month was locked with may be there no more."""
    undone = Operation.select(Operation.undoes).where(Operation.undoes.is_null(False))
    later = Operation.select().where(
        Operation.id > operation_id,
        Operation.undoes.is_null(),
        Operation.id.not_in(undone),
        Operation.title.not_in(_PASSED_OVER),
    )
    if later.exists():
        raise UserError(tr("It was changed again since; undo that first."))


def _of_vouchers(changes: list[Any], voided: set[int]) -> list[Any]:
    """What an operation did to vouchers it voided along with what it posted, and to disputes it answered by that."""
    return [
        change
        for change in changes
        if (change[0] is Voucher and change[1] in voided)
        or (change[0] is Movement and (change[2] or change[3])["voucher_id"] in voided)
        or (change[0] is Dispute and change[2] is not None)
    ]


def _changes(operation_id: int) -> Any:
    layouts = {
        layout.id: (_TABLES[layout.table_name], json.loads(layout.columns)) for layout in Layout.select()
    }
    for change in Change.select().where(Change.operation_id == operation_id).order_by(Change.id).iterator():
        table, columns = layouts[change.layout_id]
        if table._meta.table_name in _KEPT:
            continue
        yield (table, change.row_id, *(_named(columns, side) for side in (change.before, change.after)))


def _named(columns: list[str], values: str | None) -> dict[str, Any] | None:
    return None if values is None else dict(zip(columns, json.loads(values), strict=True))


def _put_back(
    table: type[Record], key: int, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    fields = {field.column_name: field for field in table._meta.sorted_fields}
    query = table.select(*fields.values()).where(table.id == key)
    now = next(iter(db.execute(query)), None)
    current = None if now is None else dict(zip(fields, now, strict=True))
    # A row written by an older program says nothing of the fields added since.
    if after is None or current is None:
        moved = current is not after
    else:
        moved = any(current[column] != value for column, value in after.items() if column in current)
    if moved:
        raise UserError(tr("It was changed again since; undo that first."))
    if after is None:
        assert before is not None
        table.insert({fields[c]: v for c, v in before.items()}).execute()
    elif before is None:
        table.delete().where(table.id == key).execute()
    else:
        values = {fields[c]: v for c, v in before.items() if v != after[c] and c in fields}
        if values:  # a row may have been written again as it was
            table.update(values).where(table.id == key).execute()
