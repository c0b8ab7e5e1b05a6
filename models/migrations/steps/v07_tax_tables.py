"""Locked periods keep the table their statements estimate the tax with."""

from typing import Final

STATEMENTS: Final = ("ALTER TABLE pay_period ADD COLUMN tax_table TEXT",)
