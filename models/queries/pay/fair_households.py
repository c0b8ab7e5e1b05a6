"""The report on households below the floor of an hour: what their pieces earned for the time these take. Fen.

The time is that of the pieces by the pace of their product at the end of the month; pieces of a product without a pace
are left out, with their pay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

from models.database import db, unless_halted
from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, QUANTITY, TEXT
from models.queries import report
from models.queries.pay.fair_floors import FloorsOn
from models.queries.pay.pay_by_month import (
    HouseholdThen,
    PaidPieces,
    pay_months,
    pieces_of,
)
from models.queries.pay.pay_rows import not_locked
from models.queries.periods import period_named
from models.queries.product.paces import Pace, paces
from models.rights import shows
from models.rules.amount import half_up
from models.rules.desk import roles
from models.rules.pay.fair_rate import PieceTime, effort, floor_pay, make_up
from models.tables.product import Product


@dataclass(slots=True)
class _Month:
    """A household's pieces of a month that have a pace, and the floor where it lived."""

    home: HouseholdThen
    period: str
    floor: int
    fen: int = 0
    effort: int = 0
    made: list[tuple[PaidPieces, Pace]] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return make_up(self.floor, PieceTime(self.fen, self.effort))

    def worst(self) -> tuple[int, int]:
        """How much the product that is paid worst lacks to the floor, and which it is."""
        return max(
            (
                (floor_pay(self.floor, effort(one.quantity, pace.minutes)) - one.amount, one.product)
                for one, pace in self.made
            ),
            default=(0, 0),
        )

    def cells(self) -> dict[str, Any]:
        """Its figures; ``time`` is in millionths of an hour, of which the hour's pay is told."""
        time = half_up(self.effort, 60)
        return {
            "statement": f"{self.period} {self.home.id}",
            "month": self.period,
            **self.home.cells(),
            "hours": half_up(self.effort, 60_000),
            "time": time,
            "pay": self.fen,
            "hour": self.fen * 1_000_000 // time if time > 0 else None,
            "floor": self.floor or None,
            "missing": self.missing,
        }


@shows(roles.SEE_PAY)
def _report(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    pieces = pieces_of(pay_months(filters, today, REPORT.months), filters)
    months: dict[int, list[_Month]] = defaultdict(list)
    for one in _months(pieces):
        months[one.home.id].append(one)
    names = dict(db.execute(Product.select(Product.id, Product.name)))
    rows = [_row(key, own, names) for key, own in months.items()]
    rows.sort(key=lambda row: (-row.cells["missing"], row.cells["code"]))
    below = [row for row in rows if row.cells["missing"]]
    every = [one for own in months.values() for one in own]
    sums = {
        "below": sum(one.missing > 0 for one in every),
        "pay": sum(one.fen for one in every),
        "missing": sum(one.missing for one in every),
    }
    return report.ReportAnswer(
        (partial(_said, len(below), sums["missing"]),),
        report.chart_of(report.BARS, below, _COLUMNS, "head", ["missing"]),
        _COLUMNS,
        tuple(rows),
        report.total_row(_COLUMNS, sums),
        lambda row, what: _behind(every if row == report.TOTAL else months[int(row)], what, names),
        frozenset({"below", "pay", "hour", "missing"}),
        (_how_it_is_meant, *not_locked(pieces)),
    )


_EARNED: Final = (
    *report.HOUSEHOLD_COLUMNS,
    report.column("hours", mark("Hours by tested pace"), QUANTITY),
    report.column("pay", mark("Piece pay"), MONEY),
    report.column("hour", mark("An hour earned"), MONEY),
)
_MISSING: Final = (
    report.column("missing", mark("Missing to the floor"), MONEY),
    report.column("because", mark("Most of it"), TEXT),
)
_COLUMNS: Final = (
    *_EARNED,
    report.column("below", mark("Months below the floor"), COUNT),
    *_MISSING,
)


def _months(pieces: Iterable[PaidPieces]) -> list[_Month]:
    """The months of each household, of pieces whose product has a pace."""
    known: dict[str, tuple[dict[int, Pace], FloorsOn]] = {}
    found: dict[tuple[str, int], _Month] = {}
    for one in unless_halted(pieces):
        if one.period not in known:
            last = period_named(one.period).end
            known[one.period] = paces(last), FloorsOn(last)
        pace_of, floors = known[one.period]
        pace = pace_of.get(one.product)
        if pace is None:
            continue
        key = one.period, one.home.id
        if key not in found:
            floor = floors.of(one.home.id)
            found[key] = _Month(one.home, one.period, 0 if floor is None else floor.per_hour)
        month = found[key]
        month.fen += one.amount
        month.effort += effort(one.quantity, pace.minutes)
        month.made.append((one, pace))
    return list(found.values())


def _row(key: int, months: Sequence[_Month], names: dict[int, str]) -> report.ReportRow:
    time = sum(one.cells()["time"] for one in months)
    fen = sum(one.fen for one in months)
    missing = sum(one.missing for one in months)
    _, worst = max((one.worst() for one in months if one.missing), default=(0, 0))
    cells = {
        **months[-1].home.cells(),
        "hours": half_up(sum(one.effort for one in months), 60_000),
        "pay": fen,
        "hour": fen * 1_000_000 // time if time > 0 else None,
        "below": sum(one.missing > 0 for one in months),
        "missing": missing,
        "because": names.get(worst, ""),
    }
    return report.ReportRow(str(key), cells, report.Lead(report.OF_HOUSEHOLD, key))


def _said(below: int, missing: int, tr: Translator) -> str:
    if not below:
        return tr("Every household earned the floor of an hour.")
    return tr.plural(
        "{n} household earned less than the floor of an hour, {amount} in all.",
        "{n} households earned less than the floor of an hour, {amount} in all.",
        below,
    ).format(amount=MONEY.worded(missing, tr))


def _how_it_is_meant(tr: Translator) -> str:
    return tr("Pieces paid × minutes each, month by month, beside the floor where the household lived.")


def _behind(months: Sequence[_Month], what: str, names: dict[int, str]) -> report.Behind:
    meant = [one for one in months if what in ("pay", "hour") or one.missing]
    rows = [
        report.BehindRow(
            {**one.cells(), "because": names.get(one.worst()[1], "") if one.missing else ""},
            report.Lead(report.OF_STATEMENT, one.home.id, one.period),
        )
        for one in meant
    ]
    figure, how = {
        "below": ("statement", report.DIFFERENT),
        "hour": ("pay", report.SHARE),
    }.get(what, (what, report.SUM))
    return report.Behind(
        report.statements_counted(rows),
        _MONTH_COLUMNS,
        rows,
        figure,
        how,
        "time" if what == "hour" else "",
    )


_MONTH_COLUMNS: Final = (
    report.column("statement", mark("Pay statement"), TEXT, hidden=True),
    report.MONTH_COLUMN,
    *_EARNED,
    report.column("floor", mark("Floor of an hour"), MONEY),
    *_MISSING,
    report.column("time", mark("Millionths of an hour"), COUNT, hidden=True),
)


REPORT: Final = report.Report(
    "fair_households",
    mark("Households below the floor"),
    mark("Which households earned less for an hour of work than the floor, and with which product."),
    (report.SPAN, *report.HOMES_MEANT, report.HOUSEHOLD, report.PRODUCT),
    _report,
    mark("Nobody was paid for pieces of a known pace in this span."),
    months=3,
)
