"""The report on pay and pieces by village, of all work or of one product. Fen and thousandths.

Pieces are those that were paid: good, second and material scrap. Of one product there is piece pay only: allowance and
bonuses belong to no product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Final

from models import format
from models.database import db, unless_halted
from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, SHARE
from models.queries import report
from models.queries.pay.pay_by_month import (
    HomesThen,
    HouseholdThen,
    pay_months,
    pay_of,
    pieces_of,
)
from models.queries.pay.pay_rows import not_locked
from models.queries.village_columns import (
    PIECES,
    VILLAGE_COLUMNS,
    VillagePlace,
    most_used,
    piece_columns,
    village_chart,
)
from models.rights import shows
from models.rules.amount import half_up
from models.rules.desk import roles
from models.rules.pay.growth import MILLION
from models.tables.product import Product


@dataclass(slots=True)
class _Earned:
    """What a household earned in a month: its pay in fen, and its pieces by unit."""

    period: str
    home: HouseholdThen
    locked: bool
    pay: int = 0
    pieces: dict[str, int] = field(default_factory=dict)


@shows(roles.SEE_PAY)
def _by_village(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    earned = _earned(filters, today)
    units = most_used(chain.from_iterable(one.pieces for one in earned))
    groups: dict[tuple[str, str], list[_Earned]] = defaultdict(list)
    for one in unless_halted(earned):
        groups[one.home.township, one.home.village].append(one)
    whole = sum(one.pay for one in earned)
    rows = sorted(
        (
            _row(str(at), VillagePlace(*place), groups[place], units, whole)
            for at, place in enumerate(sorted(groups))
        ),
        key=lambda row: -row.cells["pay"],
    )
    pay = mark("Gross pay") if filters.product is None else mark("Piece pay")
    columns = (
        *VILLAGE_COLUMNS,
        report.column("households", mark("Households paid"), COUNT),
        *piece_columns(units),
        report.column("pay", pay, MONEY),
        report.column("share", mark("Share of the whole"), SHARE),
        report.column("average", mark("Average per household"), MONEY),
    )
    of = {row.key: groups[row.cells["township"], row.cells["village"]] for row in rows}
    return report.ReportAnswer(
        (partial(_said, rows, whole),),
        village_chart(report.BARS, rows, columns, "pay"),
        columns,
        tuple(rows),
        _row(report.TOTAL, VillagePlace("", ""), earned, units, whole),
        lambda row, what: _behind(earned if row == report.TOTAL else of[row], what, units, pay),
        frozenset({"pay", "households", *(f"{PIECES}{at}" for at in range(len(units)))}),
        not_locked(earned),
    )


def _earned(filters: report.ReportFilters, today: date) -> list[_Earned]:
    periods = pay_months(filters, today, REPORT.months)
    known = HomesThen(filters)
    months: dict[str, dict[int, _Earned]] = {one.key: {} for one in periods}
    if filters.product is None:
        for pay in unless_halted(pay_of(periods, filters, known)):
            months[pay.period][pay.home.id] = _Earned(pay.period, pay.home, pay.locked, pay.gross)
    units = dict(db.execute(Product.select(Product.id, Product.unit)))
    for made in unless_halted(pieces_of(periods, filters, known)):
        found = months[made.period]
        earned = found.get(made.home.id)
        if earned is None:
            earned = found[made.home.id] = _Earned(made.period, made.home, made.locked)
        unit = units[made.product]
        earned.pieces[unit] = earned.pieces.get(unit, 0) + made.quantity
        if filters.product is not None:
            earned.pay += made.amount
    return [one for found in months.values() for one in found.values() if one.pay or any(one.pieces.values())]


def _pieces(earned: Sequence[_Earned], units: Sequence[str]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for at, unit in enumerate(units):
        cells[f"{PIECES}{at}"] = sum(one.pieces.get(unit, 0) for one in earned)
        cells[f"unit{at}"] = unit
    return cells


def _row(
    key: str, place: VillagePlace, earned: Sequence[_Earned], units: Sequence[str], whole: int
) -> report.ReportRow:
    pay = sum(one.pay for one in earned)
    paid = len({one.home.id for one in earned if one.pay > 0})
    cells = {
        "township": place.township,
        "village": place.village,
        "households": paid,
        "pay": pay,
        "share": half_up(pay * MILLION, whole) if whole > 0 else None,
        "average": half_up(pay, paid) if paid else None,
        **_pieces(earned, units),
    }
    return report.ReportRow(key, cells)


def _said(rows: Sequence[report.ReportRow], whole: int, tr: Translator) -> str:
    first = rows[0].cells
    return tr("{villages}, {sum} in all; most in {village}: {amount}.").format(
        villages=tr.plural("{n} village", "{n} villages", len(rows)),
        sum=MONEY.worded(whole, tr),
        village=format.place(first["township"], first["village"]) or "–",
        amount=MONEY.worded(first["pay"], tr),
    )


def _behind(earned: Sequence[_Earned], what: str, units: Sequence[str], pay: str) -> report.Behind:
    if what == "households":
        earned = [one for one in earned if one.pay > 0]
    rows = [
        report.BehindRow(
            {"month": one.period, **one.home.cells(), **_pieces([one], units), "pay": one.pay},
            report.Lead(report.OF_STATEMENT, one.home.id, one.period),
        )
        for one in earned
    ]
    columns = (
        report.MONTH_COLUMN,
        *report.HOUSEHOLD_COLUMNS,
        *piece_columns(units),
        report.column("pay", pay, MONEY),
    )
    return report.counted_behind(
        report.statements_counted(rows),
        columns,
        rows,
        what,
        {"households": "code"},
    )


REPORT: Final = report.Report(
    "villages",
    mark("Pay and pieces by village"),
    mark("What the households of each village earned and made."),
    (report.SPAN, *report.HOMES_MEANT, report.PRODUCT),
    _by_village,
    mark("No pay in this span yet. It begins with the first collection."),
)
