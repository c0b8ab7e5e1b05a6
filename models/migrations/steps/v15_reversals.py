"""Of the slips only those that reverse another are indexed by it, so that the others are found by their dates."""

from typing import Final

STATEMENTS: Final = (
    "DROP INDEX IF EXISTS voucher_reverses_id",
    "CREATE INDEX voucher_reverses_id ON voucher (reverses_id) WHERE (reverses_id IS NOT NULL)",
)
