"""Taking a record off a register that it should never have stood in; the trail keeps what it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from models.actions.programme.training import refuse_taken_out
from models.database import Record
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.desk.operation_details import record_name
from models.queries.programme.workshops import selling
from models.rights import acting
from models.tables.programme import Wish, Workshop
from models.tables.training import Enrolment
from models.tables.writing import WRITTEN_BY

LET_GO: Final[Mapping[Any, Mapping[str, Any]]] = {
    Wish.placement: {"placement": None, "met_on": None, "met_by": ""},
}
"""What becomes of records that name one which is removed, by the field: a wish that nothing met is open again."""


def _refuse_sold(workshop: Any) -> None:
    if selling((workshop.code,)):
        raise _named_elsewhere(_called(workshop))


_STAYS: Final[Mapping[Any, Callable[[Any], None]]] = {
    Enrolment: refuse_taken_out,
    Workshop: _refuse_sold,
}
"""What refuses to remove a record of a table that others need without naming it by its key."""


def remove_records(table: type[Record], keys: Sequence[int]) -> int:
    """Remove records of a register in one operation; answers how many.

    Raises UserError when one of them is named elsewhere, or by who may not write the register.
    """
    with acting(*WRITTEN_BY[table]), operation(mark("Remove {name}")) as opened:
        rows: list[Any] = list(table.select().where(table.id.in_(list(keys))))
        names = [_called(row) for row in rows]
        for row, name in zip(rows, names, strict=True):
            _STAYS.get(table, lambda _: None)(row)
            for field, other in table._meta.backrefs.items():
                if field in LET_GO:
                    other.update(LET_GO[field]).where(field == row.id).execute()
                elif other.select().where(field == row.id).exists():
                    raise _named_elsewhere(name)
            row.delete_instance()
        opened.says(name=names[0] if len(rows) == 1 else f"× {len(rows)}")
    return len(rows)


def _named_elsewhere(name: str) -> UserError:
    return UserError(tr("{name} is named elsewhere and stays. End it instead.").format(name=name))


def _called(row: Any) -> str:
    """What a record is called in the history."""
    fields = row._meta.sorted_fields
    kept = {field.column_name: field.db_value(row.__data__.get(field.name)) for field in fields}
    return " ".join(record_name(row._meta.table_name, kept))
