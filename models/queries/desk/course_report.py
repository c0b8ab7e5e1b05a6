"""The report on one order's course: given out, planned back, back, and when it will be ready. Thousandths.

Planned is what the due dates of its subcontracts ask for; the forecast is the pace that Today warns by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple

from peewee import fn

from models import format
from models.database import db
from models.i18n import Translator, mark
from models.kinds import CODE, DAY, QUANTITY
from models.queries import report
from models.queries.answers import answers
from models.queries.counting import standing
from models.queries.desk.today import OrderProgress, order_progress
from models.queries.totals import to_subcontract
from models.rules.desk.course import course_days, forecast
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Subcontract
from models.tables.party import Household

PLANNED, GIVEN, BACK, FORECAST = "planned", "given", "back", "forecast"


class _Part(NamedTuple):
    """A subcontract of the order: planned back by its due day, given out on its date; or a slip that came back."""

    id: int
    number: str
    day: dt.date
    code: str
    head: str
    quantity: int


class _CourseOfOrder(NamedTuple):
    """What counts towards each line of the picture."""

    planned: list[_Part]
    given: list[_Part]
    back: list[_Part]

    def of(self, what: str, day: dt.date) -> list[_Part]:
        """What counts towards one line up to a day."""
        parts: list[_Part] = getattr(self, what)
        return [one for one in parts if one.day <= day]


def _report(filters: report.ReportFilters, today: dt.date) -> report.ReportAnswer:
    order = None if filters.order is None else order_progress(filters.order, today)
    if order is None:
        return report.ReportAnswer((), report.Chart(report.COURSE, (), ()), _COLUMNS, (), None, _nothing)
    course = _course(order.id)
    ready = order.outlook.ready if order.outlook.left else None
    ends = [order.due, today, *(one.day for part in course for one in part), *([ready] if ready else [])]
    begins = [order.date, *(one.day for part in course for one in part)]
    days = course_days(min(begins), max(ends), [today, order.due])
    rows = tuple(_row(day, course, order, today) for day in days)
    if not any(course):
        rows = ()
    return report.ReportAnswer(
        (partial(_said, order),),
        _chart(rows, order),
        _COLUMNS,
        rows,
        None,
        lambda row, what: _behind(course, dt.date.fromisoformat(row), what, order.unit),
        frozenset({PLANNED, GIVEN, BACK}),
    )


def _nothing(row: str, what: str) -> report.Behind:
    raise LookupError(row, what)


_COLUMNS: Final = (
    report.column("day", mark("Day"), DAY),
    report.column(GIVEN, mark("Assigned"), QUANTITY, "unit"),
    report.column(PLANNED, mark("Planned back"), QUANTITY, "unit"),
    report.column(BACK, mark("Came back"), QUANTITY, "unit"),
    report.column(FORECAST, mark("Forecast"), QUANTITY, "unit"),
    report.UNIT_COLUMN,
)


def _row(day: dt.date, course: _CourseOfOrder, order: OrderProgress, today: dt.date) -> report.ReportRow:
    def so_far(what: str) -> int:
        return sum(one.quantity for one in course.of(what, day))

    expected = forecast(order.quantity - order.outlook.left, order.quantity, today, order.outlook.ready, day)
    cells = {
        "day": day,
        GIVEN: so_far(GIVEN) if day <= today else None,
        PLANNED: so_far(PLANNED),
        BACK: so_far(BACK) if day <= today else None,
        FORECAST: expected if order.outlook.left else None,
        "unit": order.unit,
    }
    return report.ReportRow(day.isoformat(), cells)


def _chart(rows: Sequence[report.ReportRow], order: OrderProgress) -> report.Chart:
    """Every day with what came back and is expected, was given out and planned."""
    of = {one.key: one for one in _COLUMNS}
    return report.Chart(
        report.COURSE,
        tuple(report.Category(row.key, row.cells["day"], DAY) for row in rows),
        tuple(
            report.series_of(
                rows,
                of[what],
                unit=order.unit,
                dashed=what in (PLANNED, FORECAST),
                opens=what != FORECAST,
            )
            for what in (BACK, FORECAST, GIVEN, PLANNED)
        ),
    )


def _course(order: int) -> _CourseOfOrder:
    base = Subcontract.select(
        Subcontract.id,
        Subcontract.number,
        Subcontract.date.alias("day"),
        Household.code,
        Household.head,
        Subcontract.quantity,
    ).join(Household)
    given = answers(_Part, base.where(Subcontract.order == order).order_by(Subcontract.date))
    due = dict(
        db.execute(Subcontract.select(Subcontract.id, Subcontract.due).where(Subcontract.order == order))
    )
    planned = [one._replace(day=dt.date.fromisoformat(due[one.id])) for one in given]
    return _CourseOfOrder(sorted(planned, key=lambda one: one.day), given, list(_came_back(order)))


def _came_back(order: int) -> Iterable[_Part]:
    """The slips that brought good and second pieces of an order, in order of day; what was taken back is below 0."""
    found: list[_Part] = []
    for table in (CollectionLine, InspectionLine):
        query = (
            table.select(
                Voucher.id,
                Voucher.number,
                Voucher.date.alias("day"),
                Household.code,
                Household.head,
                fn.SUM(table.good + table.second).alias("quantity"),
            )
            .join(Voucher)
            .join(Household)
        )
        query = (
            to_subcontract(query, table).where(Subcontract.order == order, standing()).group_by(Voucher.id)
        )
        found += answers(_Part, query)
    return sorted((one for one in found if one.quantity), key=lambda one: (one.day, one.number))


def _said(order: OrderProgress, tr: Translator) -> str:
    look = order.outlook
    due = format.date(order.due, tr.language)
    left = QUANTITY.worded(look.left, tr)
    if not look.left:
        return tr("{order} is complete.").format(order=order.number)
    if look.ready is None:
        words = tr("{left} still to come, due {due}; nothing came in for two weeks.")
        return words.format(left=left, due=due)
    words = (
        tr("{left} still to come; at this pace ready {ready}, in time for {due}.")
        if look.ready <= order.due
        else tr("{left} still to come; at this pace ready {ready}, too late for {due}.")
    )
    return words.format(left=left, ready=format.date(look.ready, tr.language), due=due)


def _behind(course: _CourseOfOrder, day: dt.date, what: str, unit: str) -> report.Behind:
    slips = what == BACK
    leads = report.OF_VOUCHER if slips else report.OF_SUBCONTRACT
    columns = (
        report.column("day", mark("Due", "subcontract") if what == PLANNED else mark("Date"), DAY),
        report.NUMBER_COLUMN,
        report.column("code", mark("Household code"), CODE),
        report.HEAD_COLUMN,
        report.QUANTITY_COLUMN,
        report.UNIT_COLUMN,
    )
    rows = [
        report.BehindRow.of(one, columns, report.Lead(leads, one.id), unit=unit)
        for one in course.of(what, day)
    ]

    def title(tr: Translator) -> str:
        if slips:
            return tr.plural("{n} slip", "{n} slips", len(rows))
        return tr.plural("{n} subcontract", "{n} subcontracts", len(rows))

    return report.Behind(title, columns, rows, "quantity")


REPORT: Final = report.Report(
    "course",
    mark("Course of an order"),
    mark("How much of an order was assigned and collected, and when it will be ready."),
    (report.ORDER,),
    _report,
    mark("Nothing of this order is assigned yet."),
    needs=(report.ORDER,),
    months=0,
)
