"""Paid is said of each statement, no longer of the whole month; unlocked months keep their numbers."""

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE kept_number (
        id INTEGER NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        household_id INTEGER NOT NULL REFERENCES household (id),
        number TEXT NOT NULL,
        reissued INTEGER NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX kept_number_number ON kept_number (number)",
    "ALTER TABLE statement ADD COLUMN given_back INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE statement ADD COLUMN paid_on TEXT",
    "ALTER TABLE statement ADD COLUMN paid_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE statement ADD COLUMN returned_on TEXT",
    "ALTER TABLE statement ADD COLUMN reissued INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE statement SET
        paid_by = pay_method,
        paid_on = (SELECT coalesce(p.paid_on, p.locked_on) FROM pay_period p WHERE p.id = statement.period_id)
    WHERE net > 0 AND period_id IN (SELECT id FROM pay_period WHERE status = 'paid')
    """,
    "ALTER TABLE pay_period DROP COLUMN status",
    "ALTER TABLE pay_period DROP COLUMN paid_on",
)
