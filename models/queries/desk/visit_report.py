"""The report on what changed after guidance visits: defects of the weeks before each beside those after it.

Shares are parts per million of what was received, quantities thousandths (`rules.desk.effect`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from peewee import fn

from models.database import StoredDays, among, db, unless_halted
from models.i18n import Translator, mark
from models.kinds import COUNT, QUANTITY, SHARE, TEXT
from models.queries import report
from models.queries.answers import answers
from models.queries.counting import counts, within
from models.queries.listing import ListColumn
from models.queries.party.stays import living_where
from models.queries.totals import to_subcontract
from models.rules.desk import effect
from models.rules.ledger import voucher_kind
from models.tables.guidance import Visit
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order
from models.tables.party import Household
from models.tables.product import Product


class PaidVisit(NamedTuple):
    """A visit, and whom it was paid to."""

    voucher: int
    number: str
    date: dt.date
    household: int
    code: str
    head: str
    village: str
    technician: str
    topic: str


class BroughtSlip(NamedTuple):
    """What a slip says a household brought of a product, or what its inspection found: thousandths."""

    voucher: int
    number: str
    date: dt.date
    household: int
    product_id: int
    product: str
    unit: str
    received: int
    bad: int


def _visits(filters: report.ReportFilters, today: dt.date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, REPORT.months)
    visits = visits_made(filters, first, last)
    around = first - effect.WINDOW, min(today, last + effect.WINDOW)
    everybody = all(
        one is None for one in (filters.village, filters.place, filters.category, filters.household)
    )
    brought = _brought({one.household for one in visits}, *around, every=everybody)
    rows = [_row(one, brought[one.household]) for one in unless_halted(visits)]
    rows.sort(key=lambda row: (row.cells["change"] is None, row.cells["change"] or 0, row.cells["number"]))
    judged = [row for row in rows if row.cells["change"] is not None]
    by_key = {str(one.voucher): one for one in visits}
    return report.ReportAnswer(
        (partial(_said, judged, len(rows)),),
        report.chart_of(report.GROUPED, judged, _COLUMNS, "head", (BEFORE, AFTER), beside="number"),
        _COLUMNS,
        tuple(rows),
        None,
        lambda row, what: _behind(by_key[row], what, today),
        frozenset({BEFORE, AFTER}),
        (_how_it_is_meant,),
    )


BEFORE, AFTER = "before", "after"
CHANGED: Final = (
    report.column(BEFORE, mark("Defects before"), SHARE),
    report.column(AFTER, mark("Defects after"), SHARE),
    report.column("change", mark("Change", "figure"), SHARE),
)
"""What a visit changed."""
_COLUMNS: Final = (
    *report.SLIP_COLUMNS,
    *report.HOUSEHOLD_COLUMNS,
    report.column("topic", mark("Topic"), TEXT),
    report.column("technician", mark("Technician"), TEXT),
    *CHANGED,
)


def _row(visit: PaidVisit, brought: effect.DailyDefects) -> report.ReportRow:
    before, after = (brought.defect_rate(*effect.window(visit.date, after=late)) for late in (False, True))
    changed = {BEFORE: before, AFTER: after, "change": effect.change(before, after)}
    lead = report.Lead(report.OF_VOUCHER, visit.voucher)
    return report.ReportRow(str(visit.voucher), visit._asdict() | changed, lead)


def visits_made(filters: report.ReportFilters, first: dt.date, last: dt.date) -> list[PaidVisit]:
    """The visits of a span that count, to the households a report is narrowed to."""
    query = (
        Voucher.select(
            Voucher.id.alias("voucher"),
            Voucher.number,
            Voucher.date,
            Household.id.alias("household"),
            Household.code,
            Household.head,
            Household.village,
            Visit.technician,
            Visit.topic,
        )
        .join(Visit)
        .join_from(Voucher, Household)
        .where(Voucher.kind == voucher_kind.VISIT, counts(), Voucher.date.between(first, last))
    )
    for field, value in (
        (Household.category, filters.category),
        (Household.id, filters.household),
    ):
        if value is not None:
            query = query.where(field == value)
    living = living_where(filters.village, filters.place, Voucher.date)
    if living:
        query = query.where(*living)
    return answers(PaidVisit, query)


def _brought(
    households: Collection[int], first: dt.date, last: dt.date, *, every: bool
) -> dict[int, effect.DailyDefects]:
    """What these households brought on each day between two, and what was found of it later.

    ``every``: they are most of those there are, so all lines are read in the order they lie in.
    """
    found: dict[int, list[effect.DayBrought]] = {household: [] for household in households}
    days = StoredDays()
    for table in (CollectionLine, InspectionLine):
        query = table.select(
            Voucher.household, Voucher.date, _received(table), table.rework + table.work_scrap
        ).join(Voucher)
        query = query.where(counts(), *within(first, last))
        if not every:
            query = query.where(among(Voucher.household, households))
        for household, day, received, bad in unless_halted(db.execute(query)):
            if household in found:
                found[household].append((days[day], received, bad))
    return {household: effect.DailyDefects(came) for household, came in unless_halted(found.items())}


def _received(table: Any) -> Any:
    """What a line says came in; of an inspection nothing: its pieces had come in before."""
    return CollectionLine.received if table is CollectionLine else 0 * InspectionLine.good


def slips_brought(households: Collection[int], first: dt.date, last: dt.date) -> list[BroughtSlip]:
    """What these households brought between two days, and what was found of it later."""
    found: list[BroughtSlip] = []
    for table in (CollectionLine, InspectionLine):
        query = table.select(
            Voucher.id.alias("voucher"),
            Voucher.number,
            Voucher.date,
            Voucher.household.alias("household"),
            Product.id.alias("product_id"),
            Product.name.alias("product"),
            Product.unit,
            fn.SUM(_received(table)).alias("received"),
            fn.SUM(table.rework + table.work_scrap).alias("bad"),
        ).join(Voucher)
        query = to_subcontract(query, table).join(Order).join(Product)
        query = query.where(counts(), Voucher.date.between(first, last), among(Voucher.household, households))
        found += answers(BroughtSlip, query.group_by(Voucher.id, Product.id))
    return found


def _said(judged: Sequence[report.ReportRow], visits: int, tr: Translator) -> str:
    made = tr.plural("{n} visit", "{n} visits", visits)
    if not judged:
        return tr("{visits}; nothing to compare yet.").format(visits=made)
    better = sum(row.cells["change"] < 0 for row in judged)
    return tr("{visits}: fewer defects after {better} of {judged}.").format(
        visits=made, better=COUNT.worded(better, tr), judged=COUNT.worded(len(judged), tr)
    )


def _how_it_is_meant(tr: Translator) -> str:
    return tr.plural(
        "Defects of what came in the {n} day before a visit, and as long after it.",
        "Defects of what came in the {n} days before a visit, and as long after it.",
        effect.WINDOW.days,
    )


BROUGHT: Final = (
    report.PRODUCT_COLUMN,
    report.column("received", mark("Received"), QUANTITY, "unit"),
    report.column("bad", mark("Rework and work scrap"), QUANTITY, "unit"),
    report.UNIT_COLUMN,
)
"""What a slip says came in, and what was wrong with it."""
_BEHIND_COLUMNS: Final = (*report.SLIP_COLUMNS, *BROUGHT)


def _behind(visit: PaidVisit, what: str, today: dt.date) -> report.Behind:
    first, last = effect.window(visit.date, after=what == AFTER)
    rows = [
        report.BehindRow.of(slip, _BEHIND_COLUMNS, report.Lead(report.OF_VOUCHER, slip.voucher))
        for slip in slips_brought({visit.household}, first, min(today, last))
    ]
    return slips_behind(_BEHIND_COLUMNS, rows)


def slips_behind(columns: tuple[ListColumn, ...], rows: list[report.BehindRow]) -> report.Behind:
    """The slips behind a defect rate, in the order of their days."""
    rows.sort(key=lambda row: (row.cells["date"], row.cells["number"]))
    return report.Behind(
        lambda tr: tr.plural("{n} slip", "{n} slips", len(rows)),
        columns,
        rows,
        "bad",
        report.SHARE,
        "received",
    )


REPORT: Final = report.Report(
    "visits",
    mark("Defects before and after visits"),
    mark("What changed in each household's work after a guidance visit."),
    (report.SPAN, *report.HOMES_MEANT, report.HOUSEHOLD),
    _visits,
    mark("No visit in this span."),
)
