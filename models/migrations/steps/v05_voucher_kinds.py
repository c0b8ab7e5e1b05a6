"""A list of slips of one kind does not read all others."""

from typing import Final

STATEMENTS: Final = ("CREATE INDEX voucher_kind_date ON voucher (kind, date)",)
