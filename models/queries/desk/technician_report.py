"""The report on what technicians' visits changed: the defect rate of the weeks before all visits and after them.

A visit at which products were named is judged by these alone, any other by all that the household brought. Shares are
parts per million of what was received, quantities thousandths (`rules.desk.effect`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from models.database import among, db, unless_halted
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, SHARE, ChoiceField
from models.queries import report
from models.queries.desk.visit_report import (
    AFTER,
    BEFORE,
    BROUGHT,
    CHANGED,
    BroughtSlip,
    PaidVisit,
    slips_behind,
    slips_brought,
    visits_made,
)
from models.rules.desk import effect
from models.tables.ledger import DefectCount

_NOBODY: Final = "—"
_WHO: Final = ChoiceField(choices=((_NOBODY, mark("not named")),))


class _Side(NamedTuple):
    """A slip on one side of a visit."""

    visit: PaidVisit
    side: str
    slip: BroughtSlip


def _technicians(filters: report.ReportFilters, today: dt.date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, REPORT.months)
    visits = visits_made(filters, first, last)
    named = _named(visits)
    if filters.product is not None:
        visits = [one for one in visits if filters.product in named.get(one.voucher, {filters.product})]
    around = first - effect.WINDOW, min(today, last + effect.WINDOW)
    slips: dict[int, list[BroughtSlip]] = defaultdict(list)
    for one in slips_brought({one.household for one in visits}, *around):
        slips[one.household].append(one)
    sides: dict[str, list[_Side]] = defaultdict(list)
    for visit in unless_halted(visits):
        wanted = {filters.product} if filters.product is not None else named.get(visit.voucher)
        sides[visit.technician or _NOBODY] += _sides(visit, slips.get(visit.household, ()), wanted)
    made: dict[str, int] = defaultdict(int)
    for visit in visits:
        made[visit.technician or _NOBODY] += 1
    rows = [report.ReportRow(who, {"who": who, **_cells(count, sides[who])}) for who, count in made.items()]
    rows.sort(key=lambda row: (-row.cells["visits"], row.cells["who"]))
    everything = [one for found in sides.values() for one in found]
    whole = report.ReportRow(report.TOTAL, {"who": None, **_cells(len(visits), everything)})
    drawn = [row for row in rows if None not in (row.cells[BEFORE], row.cells[AFTER])][: report.MOST_DRAWN]
    categories = [report.Category(row.key, row.cells["who"], _WHO) for row in drawn]
    told = [*drawn]
    if len(drawn) > 1:
        categories.append(report.Category(report.TOTAL, _ALL, _EVERYBODY))
        told.append(whole)
    series = tuple(report.series_of(told, one) for one in CHANGED if one.key in (BEFORE, AFTER))
    compared = None not in (whole.cells[BEFORE], whole.cells[AFTER])
    return report.ReportAnswer(
        (partial(_said, whole.cells),) if compared else (),
        report.Chart(report.GROUPED, tuple(categories), series),
        _COLUMNS,
        tuple(rows),
        whole,
        lambda key, what: _behind(everything if key == report.TOTAL else sides[key], what),
        frozenset({BEFORE, AFTER}),
        (_how_it_is_meant,),
    )


_ALL: Final = "all"
_EVERYBODY: Final = ChoiceField(choices=((_ALL, mark("All technicians")),))
_COLUMNS: Final = (
    report.column("who", mark("Technician"), _WHO),
    report.column("visits", mark("Visits"), COUNT),
    *CHANGED,
)
_SHOWN: Final = (
    *report.SLIP_COLUMNS,
    report.HEAD_COLUMN,
    report.column("met", mark("Visit", "guidance"), CODE),
    *BROUGHT,
)


def _cells(visits: int, sides: Sequence[_Side]) -> dict[str, Any]:
    before, after = (_rate([one.slip for one in sides if one.side == side]) for side in (BEFORE, AFTER))
    return {"visits": visits, BEFORE: before, AFTER: after, "change": effect.change(before, after)}


def _rate(slips: Sequence[BroughtSlip]) -> int | None:
    received = sum(one.received for one in slips)
    return sum(one.bad for one in slips) * effect.MILLION // received if received > 0 else None


def _sides(visit: PaidVisit, slips: Sequence[BroughtSlip], products: Collection[int] | None) -> list[_Side]:
    found = []
    for side in (BEFORE, AFTER):
        first, last = effect.window(visit.date, after=side == AFTER)
        found += [
            _Side(visit, side, one)
            for one in slips
            if first <= one.date <= last and (products is None or one.product_id in products)
        ]
    return found


def _named(visits: Sequence[PaidVisit]) -> dict[int, set[int]]:
    """The products that were named at each visit, where any was."""
    query = DefectCount.select(DefectCount.voucher, DefectCount.product).where(
        among(DefectCount.voucher, [one.voucher for one in visits]), DefectCount.product.is_null(False)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for voucher, product in db.execute(query):
        found[voucher].add(product)
    return found


def _said(whole: Mapping[str, Any], tr: Translator) -> str:
    return tr("Defects {before} before visits, {after} after them.").format(
        before=SHARE.worded(whole[BEFORE], tr), after=SHARE.worded(whole[AFTER], tr)
    )


def _how_it_is_meant(tr: Translator) -> str:
    return tr.plural(
        "All that came in the {n} day before and after; where a visit names products, these alone.",
        "All that came in the {n} days before and after; where a visit names products, these alone.",
        effect.WINDOW.days,
    )


def _behind(sides: Sequence[_Side], what: str) -> report.Behind:
    rows = []
    for one in sorted((one for one in sides if one.side == what), key=lambda one: one.visit.number):
        lead = report.Lead(report.OF_VOUCHER, one.slip.voucher)
        rows.append(report.BehindRow.of(one.slip, _SHOWN, lead, head=one.visit.head, met=one.visit.number))
    return slips_behind(_SHOWN, rows)


REPORT: Final = report.Report(
    "technicians",
    mark("Defect rate before and after visits, by technician"),
    mark("What came of each technician's visits, and of all of them together."),
    (report.SPAN, *report.HOMES_MEANT, report.HOUSEHOLD, report.PRODUCT),
    _technicians,
    mark("No visit in this span."),
)
