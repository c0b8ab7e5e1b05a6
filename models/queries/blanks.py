"""Numbers that have no slip yet: those printed on blank slips and not entered, and any gap in a series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.database import db
from models.errors import UserError
from models.i18n import mark, tr
from models.queries.papers import parts, printed_before
from models.rules.numbers import VOUCHERS, number_head, number_text
from models.tables.paper import BlankSlip
from models.tables.trail import Series
from models.tables.voucher import Voucher

KINDS: Final = {
    "issue": mark("Delivery slip"),
    "collection": mark("Receipt of finished pieces"),
    "return": mark("Return slip"),
    "transfer": mark("Transfer slip"),
}
"""The kinds of voucher that can be written by hand on a blank slip."""

SERIES: Final = {
    "issue": "dispatch",
    "collection": "collection",
    "return": "dispatch",
    "transfer": "transfer",
}
"""The series a kind of blank slip takes its number from."""


@dataclass(frozen=True, slots=True)
class BlankPaper:
    """A blank slip with its number; ``kind`` is a key of `KINDS`."""

    number: str
    kind: str
    date: date
    holder: str
    spoiled: bool = False
    printed: int = 0


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

    Raises `UserError` (field: number) for a number that is not on a blank slip.
    """
    query = (
        BlankSlip.select(
            BlankSlip.series,
            BlankSlip.number,
            BlankSlip.kind,
            BlankSlip.date,
            BlankSlip.holder,
            BlankSlip.spoiled_on,
        )
        .where(BlankSlip.kind != "")
        .order_by(BlankSlip.number)
    )
    rows: list[Any] = []
    if numbers:
        for some in parts(numbers):
            rows += db.execute(query.where(BlankSlip.number.in_(some)))
        known = {row[1] for row in rows}
        for number in numbers:
            if number not in known:
                raise UserError(tr("“{number}” is not on a blank slip.").format(number=number), "number")
    else:
        rows = list(db.execute(query.where(BlankSlip.spoiled_on.is_null())))
        entered = _entered({row[0] for row in rows}, [row[1] for row in rows])
        rows = [row for row in rows if (row[0], row[1]) not in entered]
    printed = printed_before("blank", [row[1] for row in rows])
    return [
        BlankPaper(number, kind, date.fromisoformat(day), holder, spoiled is not None, printed.get(number, 0))
        for _, number, kind, day, holder, spoiled in rows
    ]


def missing_numbers() -> list[MissingNumber]:
    """Every number that was given out and stands on no slip, in order; spoiled blank slips are accounted for."""
    blanks: dict[tuple[str, str], tuple[str, date, str, bool]] = {
        (series, number): (kind, date.fromisoformat(day), holder, spoiled is not None)
        for series, number, kind, day, holder, spoiled in db.execute(
            BlankSlip.select(
                BlankSlip.series,
                BlankSlip.number,
                BlankSlip.kind,
                BlankSlip.date,
                BlankSlip.holder,
                BlankSlip.spoiled_on,
            )
        )
    }
    found = []
    for series, number in _gaps():
        kind, day, holder, spoiled = blanks.get((series, number), ("", None, "", False))
        if not spoiled:
            found.append(MissingNumber(series, number, kind, day, holder))
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
        standing = {row[0] for row in db.execute(Voucher.select(Voucher.number).where(span))}
        yield from ((name, number) for number in given if number not in standing)


def _entered(series: Collection[str], numbers: Sequence[str]) -> set[tuple[str, str]]:
    """The series and numbers among these that a voucher bears."""
    found: set[tuple[str, str]] = set()
    for some in parts(numbers):
        query = Voucher.select(Voucher.series, Voucher.number).where(
            Voucher.series.in_(list(series)), Voucher.number.in_(some)
        )
        found.update(db.execute(query))
    return found


def open_blanks() -> dict[str, list[BlankPaper]]:
    """The blank slips not entered yet by kind."""
    found: dict[str, list[BlankPaper]] = defaultdict(list)
    for paper in blank_papers():
        found[paper.kind].append(paper)
    return found
