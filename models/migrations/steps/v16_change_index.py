"""What became of older rows is found alike in every file: some had an index of another condition."""

from typing import Final

STATEMENTS: Final = (
    "DROP INDEX IF EXISTS change_layout_id_operation_id_row_id",
    "CREATE INDEX change_layout_id_operation_id_row_id ON change (layout_id, operation_id, row_id)"
    " WHERE (row_id < operation_id)",
)
