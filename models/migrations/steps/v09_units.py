"""The cooperative sets how many decimals its units take."""

from typing import Final

STATEMENTS: Final = (
    "CREATE TABLE unit (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, decimals INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX unit_name ON unit (name)",
)
