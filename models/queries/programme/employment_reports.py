"""Reports on work elsewhere, and on wishes: who works where, with insurance and contract; what was wished and met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from models.i18n import Translator, mark, tr
from models.kinds import MONTH, TEXT
from models.queries.party.stays import living_where
from models.queries.programme.counted_report import (
    CountedFigure,
    CountedGroups,
    CountedRecord,
    counted_answer,
    months_of,
)
from models.queries.report import PLACE, SPAN, VILLAGE, Report, ReportAnswer, ReportFilters, Said, span_of
from models.tables.party import Household, Worker
from models.tables.programme import WISH_KINDS, Placement, Wish
from models.tables.training import DECLINED, TAKEN, TOLD, Referral

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


def _by_place(filters: ReportFilters, today: date) -> ReportAnswer:
    first, last = span_of(filters, today, BY_PLACE.months)
    records = list(_placed(filters, first, last))
    places = sorted({one.group for one in records})
    return counted_answer(records, CountedGroups(places, mark("Where", "job"), TEXT), _WORK, _said_work)


def _placed(filters: ReportFilters, first: date, last: date) -> Iterator[CountedRecord]:
    """Everybody who worked elsewhere on a day of the span, who was insured then, and the days of the contracts."""
    query = (
        Placement.select(Placement, Worker, Household)
        .join(Worker)
        .join(Household)
        .where(
            Placement.start <= last,
            Placement.end.is_null() | (Placement.end >= first),
            *living_where(filters.village, filters.place, Placement.start),
        )
        .order_by(Placement.start, Placement.id)
    )
    for row in query:
        home = row.worker.household.id
        of_person: tuple[str, str, str, date] = (
            row.place or _NOWHERE,
            row.worker.name,
            row.employer,
            row.start,
        )
        yield CountedRecord(PLACED, *of_person, once=row.worker_id, household=home)
        since, until = row.insured_from, row.insured_to
        if since is not None and since <= last and (until is None or until >= first):
            yield CountedRecord(INSURED, *of_person, once=row.worker_id, household=home)
        if row.contract_days:
            yield CountedRecord(CONTRACT, *of_person, row.contract_days, household=home)


def _wishes(filters: ReportFilters, today: date) -> ReportAnswer:
    first, last = span_of(filters, today, WISHES.months)
    records = [*_wished(filters, first, last), *_told(filters, first, last)]
    return counted_answer(
        records, CountedGroups(months_of(first, last), mark("Month"), MONTH), _WISHED, _said_wishes
    )


def _wished(filters: ReportFilters, first: date, last: date) -> Iterator[CountedRecord]:
    """Each wish in the month it was said, and in the month it was met."""
    living = living_where(filters.village, filters.place, Wish.date)
    in_span = Wish.date.between(first, last) | Wish.met_on.between(first, last)
    query = Wish.select(Wish, Worker, Household).join(Worker).join(Household).where(in_span, *living)
    kinds = dict(WISH_KINDS)
    for row in query.order_by(Wish.date, Wish.id):
        home = row.worker.household.id
        if first <= row.date <= last:
            at = f"{row.date:%Y-%m}"
            yield CountedRecord(row.kind, at, row.worker.name, row.note, row.date, household=home)
        if row.met_on is not None and first <= row.met_on <= last:
            words = " · ".join(filter(None, (tr(kinds[row.kind]), row.met_by)))
            at = f"{row.met_on:%Y-%m}"
            yield CountedRecord(MET, at, row.worker.name, words, row.met_on, household=home)


def _told(filters: ReportFilters, first: date, last: date) -> Iterator[CountedRecord]:
    """Who was told of something, in the month it was, by what came of it."""
    query = (
        Referral.select(Referral, Wish, Worker, Household)
        .join(Wish)
        .join(Worker)
        .join(Household)
        .where(
            Referral.date.between(first, last), *living_where(filters.village, filters.place, Referral.date)
        )
    )
    for row in query.order_by(Referral.date, Referral.id):
        worker = row.wish.worker
        named = row.vacancy or row.order or row.course or row.subcontract
        yield CountedRecord(
            row.result,
            f"{row.date:%Y-%m}",
            worker.name,
            named.number,
            row.date,
            household=worker.household.id,
        )


def _said_work(totals: dict[str, int]) -> Said:
    def said(tr: Translator) -> str:
        people = tr.plural("{n} person works elsewhere", "{n} people work elsewhere", totals[PLACED])
        return tr("{people}, {insured} of them insured.").format(people=people, insured=totals[INSURED])

    return said


def _said_wishes(totals: dict[str, int]) -> Said:
    def said(tr: Translator) -> str:
        wishes = tr.plural("{n} wish", "{n} wishes", sum(totals[kind] for kind, _ in WISH_KINDS))
        told = sum(totals[key] for key in (TOLD, TAKEN, DECLINED))
        words = tr("{wishes}, {met} met; told of something: {told}, taken up: {taken}.")
        return words.format(wishes=wishes, met=totals[MET], told=told, taken=totals[TAKEN])

    return said


BY_PLACE: Final = Report(
    "placements",
    mark("Work elsewhere by place"),
    mark("Who works elsewhere on a day of the span, by place: people, insured, days of contract."),
    (SPAN, VILLAGE, PLACE),
    _by_place,
    mark("Nobody works elsewhere in this span."),
)
WISHES: Final = Report(
    "wishes",
    mark("Wishes by month"),
    mark(
        "What people wish for, what was met, and who was told of what with what came of it, month by month."
    ),
    (SPAN, VILLAGE, PLACE),
    _wishes,
    mark("No wishes in this span."),
)
