"""The report on what technicians' visits changed: the defect rate of the weeks before all visits and after them.

A visit at which products were named is judged by these alone, any other by all that the household brought. Shares are
parts per million of what was received, quantities thousandths (`rules.desk.effect`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from peewee import fn

from models.database import among, db, unless_halted
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, DAY, QUANTITY, SHARE, TEXT, UNIT, ChoiceField
from models.queries import report
from models.queries.answers import answers
from models.queries.counting import counts
from models.queries.desk.visit_report import PaidVisit, visits_made
from models.rules.desk import effect
from models.tables.ledger import CollectionLine, DefectCount, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.product import Product

BEFORE, AFTER = "before", "after"
_NOBODY: Final = "—"
_WHO: Final = ChoiceField(choices=((_NOBODY, mark("not named")),))


class _JudgedSlip(NamedTuple):
    """What a household brought of a product on a slip, or what its inspection found."""

    voucher: int
    number: str
    date: dt.date
    household: int
    product_id: int
    product: str
    unit: str
    received: int
    bad: int


class _Side(NamedTuple):
    """A slip on one side of a visit."""

    visit: PaidVisit
    side: str
    slip: _JudgedSlip


def _technicians(filters: report.ReportFilters, today: dt.date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, REPORT.months)
    visits = visits_made(filters, first, last)
    named = _named(visits)
    if filters.product is not None:
        visits = [one for one in visits if filters.product in named.get(one.voucher, {filters.product})]
    slips = _slips({one.household for one in visits}, first - effect.WINDOW, min(today, last + effect.WINDOW))
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
    return report.ReportAnswer(
        _said(whole),
        report.Chart(
            report.GROUPED,
            tuple(categories),
            (
                report.ChartSeries(
                    BEFORE, mark("Defects before"), tuple(r.cells[BEFORE] for r in told), SHARE
                ),
                report.ChartSeries(AFTER, mark("Defects after"), tuple(r.cells[AFTER] for r in told), SHARE),
            ),
        ),
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
    report.column(BEFORE, mark("Defects before"), SHARE),
    report.column(AFTER, mark("Defects after"), SHARE),
    report.column("change", mark("Change", "figure"), SHARE),
)
_SHOWN: Final = (
    report.column("date", mark("Date"), DAY),
    report.column("number", mark("Number"), CODE),
    report.column("head", mark("Household"), TEXT, person=True),
    report.column("met", mark("Visit", "guidance"), CODE),
    report.column("product", mark("Product"), TEXT),
    report.column("received", mark("Received"), QUANTITY, "unit"),
    report.column("bad", mark("Rework and work scrap"), QUANTITY, "unit"),
    report.column("unit", mark("Unit"), UNIT, hidden=True),
)


def _cells(visits: int, sides: Sequence[_Side]) -> dict[str, Any]:
    before, after = (_rate([one.slip for one in sides if one.side == side]) for side in (BEFORE, AFTER))
    return {"visits": visits, BEFORE: before, AFTER: after, "change": effect.change(before, after)}


def _rate(slips: Sequence[_JudgedSlip]) -> int | None:
    received = sum(one.received for one in slips)
    return sum(one.bad for one in slips) * effect.MILLION // received if received > 0 else None


def _sides(visit: PaidVisit, slips: Sequence[_JudgedSlip], products: Collection[int] | None) -> list[_Side]:
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


def _slips(households: Collection[int], first: dt.date, last: dt.date) -> dict[int, list[_JudgedSlip]]:
    found: dict[int, list[_JudgedSlip]] = defaultdict(list)
    for table in (CollectionLine, InspectionLine):
        received = CollectionLine.received if table is CollectionLine else 0 * InspectionLine.good
        query = table.select(
            Voucher.id.alias("voucher"),
            Voucher.number,
            Voucher.date,
            Voucher.household.alias("household"),
            Product.id.alias("product_id"),
            Product.name.alias("product"),
            Product.unit,
            fn.SUM(received).alias("received"),
            fn.SUM(table.rework + table.work_scrap).alias("bad"),
        ).join(Voucher)
        query = query.switch(table)
        if table is InspectionLine:
            query = query.join(CollectionLine)
        query = query.join(Subcontract).join(Order).join(Product)
        query = query.where(counts(), Voucher.date.between(first, last), among(Voucher.household, households))
        for one in answers(_JudgedSlip, query.group_by(Voucher.id, Product.id)):
            found[one.household].append(one)
    return found


def _said(whole: report.ReportRow) -> tuple[Any, ...]:
    before, after = whole.cells[BEFORE], whole.cells[AFTER]
    if before is None or after is None:
        return ()

    def said(tr: Translator) -> str:
        return tr("Defects {before} before visits, {after} after them.").format(
            before=SHARE.worded(before, tr), after=SHARE.worded(after, tr)
        )

    return (said,)


def _how_it_is_meant(tr: Translator) -> str:
    return tr.plural(
        "All that came in the {n} day before and after; where a visit names products, these alone.",
        "All that came in the {n} days before and after; where a visit names products, these alone.",
        effect.WINDOW.days,
    )


def _behind(sides: Sequence[_Side], what: str) -> report.Behind:
    wanted = [one for one in sides if one.side == what]
    rows = [
        report.BehindRow(
            {
                "date": one.slip.date,
                "number": one.slip.number,
                "head": one.visit.head,
                "met": one.visit.number,
                "product": one.slip.product,
                "received": one.slip.received,
                "bad": one.slip.bad,
                "unit": one.slip.unit,
            },
            report.Lead(report.OF_VOUCHER, one.slip.voucher),
        )
        for one in sorted(wanted, key=lambda one: (one.slip.date, one.slip.number, one.visit.number))
    ]
    return report.Behind(
        lambda tr: tr.plural("{n} slip", "{n} slips", len(rows)),
        _SHOWN,
        rows,
        "bad",
        report.SHARE,
        "received",
    )


REPORT: Final = report.Report(
    "technicians",
    mark("Defect rate before and after visits, by technician"),
    mark("What came of each technician's visits, and of all of them together."),
    (report.SPAN, report.PLACE, report.VILLAGE, report.CATEGORY, report.HOUSEHOLD, report.PRODUCT),
    _technicians,
    mark("No visit in this span."),
)
