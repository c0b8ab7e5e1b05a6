"""Reports on work elsewhere, and on wishes: who works where, with insurance and contract; what was wished and met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from peewee import JOIN, fn

from models.database import StoredDays, db, unless_halted
from models.i18n import Translator, mark, tr
from models.kinds import MONTH, TEXT
from models.queries import report
from models.queries.party.stays import living_where
from models.queries.programme.counted_report import (
    CountedFigure,
    CountedGroups,
    CountedRecord,
    counted_answer,
    months_of,
)
from models.tables.order import Order, Subcontract
from models.tables.party import Household, Worker
from models.tables.programme import WISH_KINDS, Placement, Vacancy, Wish
from models.tables.training import DECLINED, TAKEN, TOLD, Course, Referral

PLACED, INSURED, CONTRACT = "placed", "insured", "contract"
_WORK: Final = (
    CountedFigure(PLACED, mark("People"), drawn=True),
    CountedFigure(INSURED, mark("Of them insured"), drawn=True),
    CountedFigure(CONTRACT, mark("Days of contract")),
)
MET = "met"
_WISHED: Final = (
    *(CountedFigure(kind, label, drawn=True) for kind, label in WISH_KINDS),
    CountedFigure(MET, mark("Wishes met"), drawn=True),
    CountedFigure(TOLD, mark("Told, no answer yet")),
    CountedFigure(TAKEN, mark("Taken up")),
    CountedFigure(DECLINED, mark("Declined")),
)
_NOWHERE: Final = "—"


def _by_place(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, BY_PLACE.months)
    records = list(_placed(filters, first, last))
    places = sorted({one.group for one in records})
    return counted_answer(records, CountedGroups(places, mark("Where", "job"), TEXT), _WORK, _said_work)


def _placed(filters: report.ReportFilters, first: date, last: date) -> Iterator[CountedRecord]:
    """Everybody who worked elsewhere on a day of the span, who was insured then, and the days of the contracts."""
    query = (
        Placement.select(
            Placement.place,
            Worker.name,
            Placement.employer,
            Placement.start,
            Placement.insured_from,
            Placement.insured_to,
            Placement.contract_days,
            Worker.id,
            Household.id,
        )
        .join(Worker)
        .join(Household)
        .where(
            Placement.start <= last,
            Placement.end.is_null() | (Placement.end >= first),
            *living_where(filters.village, filters.place, Placement.start),
        )
        .order_by(Placement.start, Placement.id)
    )
    days = StoredDays()
    for place, name, employer, start, since, until, contract, worker, home in unless_halted(
        db.execute(query)
    ):
        of_person: tuple[str, str, str, date] = place or _NOWHERE, name, employer, days[start]
        yield CountedRecord(PLACED, *of_person, once=worker, household=home)
        if since is not None and days[since] <= last and (until is None or days[until] >= first):
            yield CountedRecord(INSURED, *of_person, once=worker, household=home)
        if contract:
            yield CountedRecord(CONTRACT, *of_person, contract, household=home)


def _wishes(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, WISHES.months)
    records = [*_wished(filters, first, last), *_told(filters, first, last)]
    return counted_answer(
        records, CountedGroups(months_of(first, last), mark("Month"), MONTH), _WISHED, _said_wishes
    )


def _wished(filters: report.ReportFilters, first: date, last: date) -> Iterator[CountedRecord]:
    """Each wish in the month it was said, and in the month it was met."""
    living = [*living_where(filters.village, filters.place, Wish.date), *_of_trade(filters)]
    in_span = Wish.date.between(first, last) | Wish.met_on.between(first, last)
    query = (
        Wish.select(Wish.kind, Wish.date, Wish.note, Wish.met_on, Wish.met_by, Worker.name, Household.id)
        .join(Worker)
        .join(Household)
        .where(in_span, *living)
        .order_by(Wish.date, Wish.id)
    )
    kinds, days = dict(WISH_KINDS), StoredDays()
    for kind, said, note, met_said, met_by, name, home in unless_halted(db.execute(query)):
        day, met_on = days[said], met_said and days[met_said]
        if first <= day <= last:
            yield CountedRecord(kind, f"{day:%Y-%m}", name, note, day, household=home)
        if met_on is not None and first <= met_on <= last:
            words = " · ".join(filter(None, (tr(kinds[kind]), met_by)))
            yield CountedRecord(MET, f"{met_on:%Y-%m}", name, words, met_on, household=home)


def _of_trade(filters: report.ReportFilters) -> list[Any]:
    return [] if filters.trade is None else [Wish.trade == filters.trade]


def _told(filters: report.ReportFilters, first: date, last: date) -> Iterator[CountedRecord]:
    """Who was told of something, in the month it was, by what came of it."""
    offered = (Vacancy, Order, Course, Subcontract)
    query = Referral.select(
        Referral.result,
        Referral.date,
        Worker.name,
        fn.COALESCE(*(one.number for one in offered)),
        Household.id,
    )
    for one in offered:
        query = query.join_from(Referral, one, JOIN.LEFT_OUTER)
    query = (
        query.join_from(Referral, Wish)
        .join(Worker)
        .join(Household)
        .where(
            Referral.date.between(first, last),
            *living_where(filters.village, filters.place, Referral.date),
            *_of_trade(filters),
        )
        .order_by(Referral.date, Referral.id)
    )
    days = StoredDays()
    for result, said, name, number, home in unless_halted(db.execute(query)):
        day = days[said]
        yield CountedRecord(result, f"{day:%Y-%m}", name, number, day, household=home)


def _said_work(totals: dict[str, int]) -> report.Said:
    def said(tr: Translator) -> str:
        people = tr.plural("{n} person works elsewhere", "{n} people work elsewhere", totals[PLACED])
        return tr("{people}, {insured} of them insured.").format(people=people, insured=totals[INSURED])

    return said


def _said_wishes(totals: dict[str, int]) -> report.Said:
    def said(tr: Translator) -> str:
        wishes = tr.plural("{n} wish", "{n} wishes", sum(totals[kind] for kind, _ in WISH_KINDS))
        told = sum(totals[key] for key in (TOLD, TAKEN, DECLINED))
        words = tr("{wishes}, {met} met; told of something: {told}, taken up: {taken}.")
        return words.format(wishes=wishes, met=totals[MET], told=told, taken=totals[TAKEN])

    return said


BY_PLACE: Final = report.Report(
    "placements",
    mark("Work elsewhere by place"),
    mark("Who works elsewhere on a day of the span, by place: people, insured, days of contract."),
    (report.SPAN, report.VILLAGE, report.PLACE),
    _by_place,
    mark("Nobody works elsewhere in this span."),
)
WISHES: Final = report.Report(
    "wishes",
    mark("Wishes by month"),
    mark(
        "What people wish for, what was met, and who was told of what with what came of it, month by month."
    ),
    (report.SPAN, report.VILLAGE, report.PLACE, report.TRADE),
    _wishes,
    mark("No wishes in this span."),
)
