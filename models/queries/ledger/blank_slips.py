"""Numbers that have no slip yet: those printed on blank slips and not entered, and any gap in a series."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.database import among, db
from models.errors import UserError
from models.i18n import tr
from models.queries.answers import first_column
from models.queries.document_common import printed_before
from models.rules.ledger.numbers import VOUCHERS, number_head, number_text
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import Voucher
from models.tables.paper import BlankSlip
from models.tables.trail import Series

LOAN: Final = "equipment"


@dataclass(frozen=True, slots=True)
class BlankPaper:
    """A blank slip with its number; ``kind`` is one of `voucher_kind.BLANKS`.

    `LOAN` is a loan slip for a machine in store, named by ``about``: the machine's code is its number.
    """

    number: str
    kind: str
    date: date
    holder: str
    spoiled: bool = False
    printed: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class MissingNumber:
    """A number without a slip. ``kind`` and ``date`` are those of its blank slip, "" and None where there is none."""

    series: str
    number: str
    kind: str
    date: date | None
    holder: str


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """The list of missing numbers."""

    rows: tuple[MissingNumber, ...]


def blank_papers(numbers: Sequence[str] = ()) -> list[BlankPaper]:
    """The blank slips not entered yet, or exactly those of these numbers; in order of number.

    The code of a machine in store stands for a blank loan slip of it. Raises `UserError` (field: number) for a number
    that is neither.
    """
    query: Any = BlankSlip.select().where(BlankSlip.kind != "").order_by(BlankSlip.number).namedtuples()
    loans: dict[str, BlankPaper] = {}
    if numbers:
        rows = list(query.where(among(BlankSlip.number, numbers)))
        known = {row.number for row in rows}
        loans = _loans([number for number in numbers if number not in known])
        for number in numbers:
            if number not in known and number not in loans:
                raise UserError(tr('"{number}" is not on a blank slip.').format(number=number), "number")
    else:
        rows = list(query.where(BlankSlip.spoiled_on.is_null()))
        entered = _entered({row.series for row in rows}, [row.number for row in rows])
        rows = [row for row in rows if (row.series, row.number) not in entered]
    printed = printed_before("blank", [row.number for row in rows])
    papers = [
        BlankPaper(
            row.number, row.kind, row.date, row.holder, row.spoiled_on is not None, printed.get(row.number, 0)
        )
        for row in rows
    ]
    return papers + [loans[code] for code in sorted(loans)]


def _loans(codes: Collection[str]) -> dict[str, BlankPaper]:
    """Blank loan slips for the machines of these codes that are in store."""
    lent = EquipmentLoan.select(EquipmentLoan.equipment).where(EquipmentLoan.returned_on.is_null())
    query = Equipment.select(Equipment.code, Equipment.name, Equipment.model).where(
        among(Equipment.code, codes), Equipment.id.not_in(lent)
    )
    return {
        code: BlankPaper(code, LOAN, date.today(), "", about=f"{name} {model}".strip())
        for code, name, model in db.execute(query)
    }


def missing_numbers() -> list[MissingNumber]:
    """Every number that was given out and stands on no slip, in order; spoiled blank slips are accounted for."""
    every: Any = BlankSlip.select().namedtuples()
    blanks = {(blank.series, blank.number): blank for blank in every}
    found = []
    for series, number in _gaps():
        blank = blanks.get((series, number))
        if blank is None:
            found.append(MissingNumber(series, number, "", None, ""))
        elif blank.spoiled_on is None:
            found.append(MissingNumber(series, number, blank.kind, blank.date, blank.holder))
    return found


def missing_papers() -> list[MissingPaper]:
    """The list of missing numbers to print, or nothing when none is missing."""
    rows = missing_numbers()
    return [MissingPaper(tuple(rows))] if rows else []


def _gaps() -> Iterator[tuple[str, str]]:
    """Series and number of every place of a voucher series that no voucher stands at."""
    query = Series.select(Series.name, Series.year, Series.letter, Series.last)
    for name, year, letter, last in db.execute(
        query.where(Series.name.in_(VOUCHERS)).order_by(Series.name, Series.year, Series.letter)
    ):
        span = (
            (Voucher.series == name)
            & (Voucher.number >= number_text(name, year, letter, 1))
            & (Voucher.number < number_head(name, year, letter) + "~")
        )
        given = (number_text(name, year, letter, place) for place in range(1, last + 1))
        standing = set(first_column(Voucher.select(Voucher.number).where(span)))
        yield from ((name, number) for number in given if number not in standing)


def _entered(series: Collection[str], numbers: Sequence[str]) -> set[tuple[str, str]]:
    """The series and numbers among these that a voucher bears."""
    query = Voucher.select(Voucher.series, Voucher.number).where(
        Voucher.series.in_(list(series)), among(Voucher.number, numbers)
    )
    return set(db.execute(query))
