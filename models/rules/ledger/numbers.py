"""What the numbers of slips look like: the letters of the series, the year, the laptop's letter, five digits."""

from __future__ import annotations

from typing import Final

from models.rules.ledger.voucher_kind import LETTERS

PREFIXES: Final = LETTERS | {"order": "DD", "subcontract": "PG", "equipment": "SB", "statement": "GZ"}
VOUCHERS: Final = tuple(LETTERS)
"""The series whose numbers stand on vouchers."""


def number_head(series: str, year: int, letter: str) -> str:
    """What all numbers of a series of one year and laptop begin with, like FL26A."""
    return f"{PREFIXES[series]}{year % 100:02d}{letter}"


def number_text(series: str, year: int, letter: str, place: int) -> str:
    """The number at a place of a series, counted from 1."""
    return f"{number_head(series, year, letter)}{place:05d}"
