"""An estimate of the income tax withheld on pay for services (劳务报酬): never deducted, only shown if switched on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from models.i18n import tr
from models.rules.amount import MONEY_MAX, half_up, money_text, percent_text

MILLION: Final = 1_000_000


class Bracket(NamedTuple):
    """Taxable income up to ``upto`` fen (None: without end) at a rate in ppm, less a quick deduction in fen."""

    upto: int | None
    rate_ppm: int
    quick: int


class TaxTable(NamedTuple):
    """The rules in force from a day on, in fen and ppm.

    Income up to ``flat_upto`` is reduced by ``flat``, above it by ``share_ppm`` of itself; the rest is taxable.
    """

    start: date
    flat: int
    flat_upto: int
    share_ppm: int
    brackets: tuple[Bracket, ...]


class TaxTableFault(NamedTuple):
    """What is wrong in a list of tables: the place of the table, of its bracket (None: above them), the field."""

    table: int
    bracket: int | None
    field: str
    message: str


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


def table_on(day: date, tables: Iterable[TaxTable]) -> TaxTable | None:
    """The table in force on a day, or None before the first."""
    return max((table for table in tables if table.start <= day), key=lambda table: table.start, default=None)


def estimate(income: int, table: TaxTable) -> int:
    """The tax on one household's income of a period, in fen, half up; 0 up to the flat deduction."""
    less = table.flat if income <= table.flat_upto else half_up(income * table.share_ppm, MILLION)
    taxable = income - less
    if taxable <= 0:
        return 0
    bracket = next(one for one in table.brackets if one.upto is None or taxable <= one.upto)
    return max(0, half_up(taxable * bracket.rate_ppm, MILLION) - bracket.quick)


def even_quick(brackets: Sequence[Bracket], place: int) -> int:
    """The quick deduction in fen with which the tax goes on without a jump from the bracket before."""
    if place == 0:
        return 0
    before = brackets[place - 1]
    return before.quick + half_up((before.upto or 0) * (brackets[place].rate_ppm - before.rate_ppm), MILLION)


def even_flat(flat_upto: int, share_ppm: int) -> int:
    """The flat deduction in fen with which the taxable income goes on without a jump where the share begins."""
    return half_up(flat_upto * share_ppm, MILLION)


def faults(tables: Sequence[TaxTable]) -> list[TaxTableFault]:
    """Everything that keeps these tables from being used, in their order."""
    if not tables:
        return [TaxTableFault(0, None, "start", tr("One table is needed."))]
    found = []
    for place, table in enumerate(tables):
        if any(other.start == table.start for other in tables[:place]):
            found.append(TaxTableFault(place, None, "start", tr("Another table begins on this day.")))
        for name in ("flat", "flat_upto"):
            if not 0 <= getattr(table, name) <= MONEY_MAX:
                found.append(
                    TaxTableFault(
                        place, None, name, _between(money_text(0), money_text(MONEY_MAX, grouped=True))
                    )
                )
        if not 0 <= table.share_ppm <= MILLION:
            found.append(TaxTableFault(place, None, "share_ppm", _share()))
        found += _bracket_faults(place, table.brackets)
    return found


def _bracket_faults(table: int, brackets: Sequence[Bracket]) -> list[TaxTableFault]:
    if not brackets:
        return [TaxTableFault(table, 0, "rate_ppm", tr("One row is needed."))]
    found, floor = [], 0
    for place, one in enumerate(brackets):
        last = place == len(brackets) - 1
        if last and one.upto is not None:
            found.append(TaxTableFault(table, place, "upto", tr("The last row has no end: leave it empty.")))
        elif not last and one.upto is None:
            found.append(TaxTableFault(table, place, "upto", tr("Only the last row has no end.")))
        elif one.upto is not None and not floor < one.upto <= MONEY_MAX:
            found.append(
                TaxTableFault(
                    table,
                    place,
                    "upto",
                    tr("Must be above {amount}.").format(amount=money_text(floor, grouped=True)),
                )
            )
        floor = max(floor, one.upto or 0)
        if not 0 <= one.rate_ppm <= MILLION:
            found.append(TaxTableFault(table, place, "rate_ppm", _share()))
        if not 0 <= one.quick <= MONEY_MAX:
            found.append(
                TaxTableFault(
                    table, place, "quick", _between(money_text(0), money_text(MONEY_MAX, grouped=True))
                )
            )
    return found


def _between(low: str, high: str) -> str:
    return tr("Between {low} and {high}.").format(low=low, high=high)


def _share() -> str:
    return _between(f"{percent_text(0)}%", f"{percent_text(MILLION)}%")


def plain(tables: Iterable[TaxTable]) -> list[dict[str, Any]]:
    """Tables as JSON keeps them, in order of their days."""
    return [
        {
            "start": table.start.isoformat(),
            "flat": table.flat,
            "flat_upto": table.flat_upto,
            "share_ppm": table.share_ppm,
            "brackets": [[one.upto, one.rate_ppm, one.quick] for one in table.brackets],
        }
        for table in sorted(tables, key=lambda table: table.start)
    ]


def tables_of(kept: Iterable[dict[str, Any]]) -> tuple[TaxTable, ...]:
    """Tables as JSON kept them; raises TypeError, KeyError or ValueError for what is none."""
    return tuple(
        TaxTable(
            date.fromisoformat(one["start"]),
            _exact(one["flat"]),
            _exact(one["flat_upto"]),
            _exact(one["share_ppm"]),
            tuple(
                Bracket(None if upto is None else _exact(upto), _exact(rate), _exact(quick))
                for upto, rate, quick in one["brackets"]
            ),
        )
        for one in kept
    )


def _exact(number: Any) -> int:
    if type(number) is not int:
        raise TypeError(number)
    return number
