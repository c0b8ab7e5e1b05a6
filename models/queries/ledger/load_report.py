"""The report on capacity and load of the coming weeks, in thousandths of an hour of work at home.

A household's time is its own, or what a worker is taken to find (`capacity`); a week has seven such days. The load is
what open subcontracts still owe, spread over the days until each is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from models.database import db
from models.i18n import Translator, mark
from models.kinds import DAY, QUANTITY, SHARE
from models.queries import report
from models.queries.ledger.open_subcontracts import unfinished
from models.queries.order.capacity import minutes_a_day
from models.queries.order.meant_subcontracts import Named, named
from models.queries.order.standing import subcontract_states
from models.queries.party.stays import living_where
from models.rules.amount import half_up
from models.rules.order.load import WEEK, spread, weeks_from
from models.rules.pay.growth import MILLION
from models.tables.party import Household
from models.tables.product import Product

WEEKS: Final = 8
MINUTES_AN_HOUR: Final = 60
TENTHS: Final = 10


class _Hands(NamedTuple):
    """A household with the time it has in a week, in thousandths of an hour."""

    id: int
    code: str
    head: str
    village: str
    hours: int


@dataclass(frozen=True, slots=True)
class _Work:
    """An open subcontract: what it still owes in thousandths, and its hours by week, thousandths of one."""

    about: Named
    outstanding: int
    hours: list[int]


@dataclass(frozen=True, slots=True)
class _Load:
    """Who has time, what is to be made, and how many subcontracts nobody knows the time of."""

    hands: list[_Hands]
    works: list[_Work]
    unknown: int

    @property
    def capacity(self) -> int:
        """The time of all in a week."""
        return sum(one.hours for one in self.hands)

    def of(self, weeks: Sequence[int]) -> int:
        """The load of these weeks."""
        return sum(one.hours[week] for one in self.works for week in weeks)


def _report(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    load = _ask(filters, today)
    weeks = weeks_from(today, WEEKS) if load.hands or load.works else []
    rows = tuple(
        report.ReportRow(str(at), {"since": first, "until": last, **_cells(load, [at])})
        for at, (first, last) in enumerate(weeks)
    )
    everything = list(range(len(weeks)))
    return report.ReportAnswer(
        (partial(_said, rows),),
        report.chart_of(report.GROUPED, rows, _COLUMNS, "since", ("capacity", "load")),
        _COLUMNS,
        rows,
        report.total_row(_COLUMNS, _cells(load, everything)),
        lambda row, what: _behind(load, everything if row == report.TOTAL else [int(row)], what),
        frozenset({"capacity", "load"}),
        _notes(load),
    )


_COLUMNS: Final = (
    report.column("since", mark("Week from"), DAY),
    report.column("until", mark("Until"), DAY),
    report.column("capacity", mark("Capacity, hours"), QUANTITY),
    report.column("load", mark("Load, hours"), QUANTITY),
    report.column("free", mark("Free, hours"), QUANTITY),
    report.column("share", mark("Load of capacity"), SHARE),
)


def _cells(load: _Load, weeks: Sequence[int]) -> dict[str, Any]:
    capacity, owed = load.capacity * len(weeks), load.of(weeks)
    return {
        "capacity": capacity,
        "load": owed,
        "free": capacity - owed,
        "share": half_up(owed * MILLION, capacity) if capacity else None,
    }


def _ask(filters: report.ReportFilters, today: date) -> _Load:
    pace = dict(db.execute(Product.select(Product.id, Product.minutes_per_unit)))
    states = subcontract_states(unfinished().subcontracts, materials=False)
    owed = {key: state.outstanding for key, state in states.items()}
    works, unknown = [], 0
    for key, about in named(owed, filters).items():
        minutes = pace[about.product_id]
        if not owed[key]:
            continue
        if not minutes:
            unknown += 1
            continue
        # Whole tenths of an hour: nobody plans by the minute.
        tenths = half_up(owed[key] * minutes, 1000 * MINUTES_AN_HOUR * (1000 // TENTHS))
        hours = [part * (1000 // TENTHS) for part in spread(tenths, today, about.due, WEEKS)]
        works.append(_Work(about, owed[key], hours))
    return _Load(_hands(filters), works, unknown)


def _hands(filters: report.ReportFilters) -> list[_Hands]:
    minutes_of = minutes_a_day()
    query = Household.select(
        Household.id, Household.code, Household.head, Household.village, Household.minutes_per_day
    ).where(Household.active)
    for condition in living_where(filters.village, filters.place):
        query = query.where(condition)
    if filters.category is not None:
        query = query.where(Household.category == filters.category)
    found = []
    for key, code, head, village, own in db.execute(query.order_by(Household.code)):
        minutes = minutes_of(key, own)
        found.append(_Hands(key, code, head, village, half_up(minutes * WEEK * 1000, MINUTES_AN_HOUR)))
    return found


def _said(rows: Sequence[report.ReportRow], tr: Translator) -> str:
    full = next((row.cells["since"] for row in rows if row.cells["free"] < 0), None)
    if full is not None:
        return tr("More work than time in the week from {day}.").format(day=DAY.worded(full, tr))
    next_week = rows[0].cells["share"]
    share = "–" if next_week is None else SHARE.worded(next_week, tr)
    return tr("The next seven days are filled to {share}.").format(share=share)


def _notes(load: _Load) -> tuple[report.Said, ...]:
    if not load.unknown:
        return ()
    return (
        lambda tr: tr.plural(
            "{n} open subcontract does not count: its product has no minutes per unit.",
            "{n} open subcontracts do not count: their products have no minutes per unit.",
            load.unknown,
        ),
    )


def _behind(load: _Load, weeks: Sequence[int], what: str) -> report.Behind:
    return _behind_capacity(load, len(weeks)) if what == "capacity" else _behind_load(load, weeks)


def _behind_capacity(load: _Load, weeks: int) -> report.Behind:
    columns = (*report.HOUSEHOLD_COLUMNS, report.column("hours", mark("Hours"), QUANTITY))
    rows = [
        report.BehindRow.of(one, columns, report.Lead(report.OF_HOUSEHOLD, one.id), hours=one.hours * weeks)
        for one in load.hands
    ]
    return report.Behind(
        lambda tr: tr.plural("{n} household", "{n} households", len(rows)), columns, rows, "hours"
    )


def _behind_load(load: _Load, weeks: Sequence[int]) -> report.Behind:
    rows = [
        report.BehindRow(
            {
                **one.about.cells(),
                "due": one.about.due,
                "outstanding": one.outstanding,
                "hours": sum(one.hours[week] for week in weeks),
            },
            report.Lead(report.OF_SUBCONTRACT, one.about.id),
        )
        for one in load.works
        if any(one.hours[week] for week in weeks)
    ]
    rows.sort(key=lambda row: (row.cells["due"], row.cells["number"]))
    columns = (
        *report.WORK_COLUMNS,
        report.column("due", mark("Due", "subcontract"), DAY),
        report.column("outstanding", mark("Outstanding"), QUANTITY, "unit"),
        report.column("hours", mark("Hours"), QUANTITY),
        report.UNIT_COLUMN,
    )
    return report.Behind(
        lambda tr: tr.plural("{n} subcontract", "{n} subcontracts", len(rows)), columns, rows, "hours"
    )


REPORT: Final = report.Report(
    "load",
    mark("Capacity and load"),
    mark("How many hours of work the coming weeks hold, beside the time the households have."),
    report.HOMES_MEANT,
    _report,
    mark("No household works yet. Enter the households first."),
    months=0,
)
