"""Locked periods know as of when their sheets are made; what an older program locked, as of now."""

from typing import Final

STATEMENTS: Final = (
    "ALTER TABLE pay_period ADD COLUMN as_of INTEGER",
    "UPDATE pay_period SET as_of = (SELECT max(last_key) FROM operation)",
    "CREATE INDEX change_layout_id_operation_id_row_id ON change (layout_id, operation_id, row_id)"
    " WHERE (row_id < operation_id)",
)
