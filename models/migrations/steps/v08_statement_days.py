"""Locked periods keep the days their statements name: when pay is handed out, until when one may object."""

from typing import Final

STATEMENTS: Final = (
    "ALTER TABLE pay_period ADD COLUMN pay_on TEXT",
    "ALTER TABLE pay_period ADD COLUMN object_until TEXT",
)
