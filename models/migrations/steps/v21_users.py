"""People may sign in, and slips say who made them out; nobody does in an older file, and its slips say nothing."""

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE user (
        id INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        active INTEGER NOT NULL,
        secret TEXT NOT NULL,
        label TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX user_name ON user (name)",
    "ALTER TABLE voucher ADD COLUMN maker TEXT NOT NULL DEFAULT ''",
)
