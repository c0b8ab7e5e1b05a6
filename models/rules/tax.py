"""An estimate of the income tax withheld on pay for services (劳务报酬): never deducted, only shown if switched on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.rules.amount import half_up

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Bracket:
    """Taxable income up to ``upto`` fen (None: without end) at a rate in ppm, less a quick deduction in fen."""

    upto: int | None
    rate_ppm: int
    quick: int


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The rules in force from a day on, in fen and ppm.

    Income up to ``flat_upto`` is reduced by ``flat``, above it by ``share_ppm`` of itself; the rest is taxable.
    """

    start: date
    flat: int
    flat_upto: int
    share_ppm: int
    brackets: tuple[Bracket, ...]


TABLES: Final = (
    TaxTable(
        start=date(2019, 1, 1),
        flat=800_00,
        flat_upto=4_000_00,
        share_ppm=200_000,
        brackets=(
            Bracket(20_000_00, 200_000, 0),
            Bracket(50_000_00, 300_000, 2_000_00),
            Bracket(None, 400_000, 7_000_00),
        ),
    ),
)
"""个人所得税预扣率表二, which an accountant confirms; where the law changes, a table with its day is added."""


def table_on(day: date, tables: Iterable[TaxTable] = TABLES) -> TaxTable | None:
    """The table in force on a day, or None before the first."""
    return max((table for table in tables if table.start <= day), key=lambda table: table.start, default=None)


def estimate(income: int, table: TaxTable) -> int:
    """The tax on one household's income of a period, in fen, half up; 0 up to the flat deduction."""
    less = table.flat if income <= table.flat_upto else half_up(income * table.share_ppm, MILLION)
    taxable = income - less
    if taxable <= 0:
        return 0
    for bracket in table.brackets:
        if bracket.upto is None or taxable <= bracket.upto:
            return max(0, half_up(taxable * bracket.rate_ppm, MILLION) - bracket.quick)
    last = table.brackets[-1]
    return max(0, half_up(taxable * last.rate_ppm, MILLION) - last.quick)
