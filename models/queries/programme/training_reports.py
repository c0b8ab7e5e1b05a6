"""Reports on training: courses, people, their days, money and certificates, by month and by where the people live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from models.database import StoredDays, db, unless_halted
from models.i18n import Translator, mark
from models.kinds import MONEY, MONTH, TEXT
from models.queries import report
from models.queries.party.stays import living_where
from models.queries.programme.counted_report import (
    CountedFigure,
    CountedGroups,
    CountedRecord,
    counted_answer,
    months_of,
)
from models.queries.programme.training import money_of
from models.tables.party import Household, Worker
from models.tables.training import Attendance, Course, Enrolment

COURSES, PEOPLE, DAYS, CERTIFICATES, AMOUNT = "courses", "people", "days", "certificates", "money"
_FIGURES: Final = (
    CountedFigure(COURSES, mark("Courses"), drawn=True),
    CountedFigure(PEOPLE, mark("People"), drawn=True),
    CountedFigure(DAYS, mark("Days of all people"), drawn=True),
    CountedFigure(CERTIFICATES, mark("Certificates")),
    CountedFigure(AMOUNT, mark("Training money"), MONEY),
)
_NOWHERE: Final = "—"


def _by_month(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, BY_MONTH.months)
    records = list(_records(filters, first, last, lambda day, village: f"{day:%Y-%m}"))
    return counted_answer(
        records, CountedGroups(months_of(first, last), mark("Month"), MONTH), _FIGURES, _said
    )


def _by_village(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, BY_VILLAGE.months)
    records = list(_records(filters, first, last, lambda day, village: village or _NOWHERE))
    villages = sorted({one.group for one in records})
    return counted_answer(records, CountedGroups(villages, mark("Village"), TEXT), _FIGURES, _said)


def _records(filters: report.ReportFilters, first: date, last: date, group: Any) -> Iterator[CountedRecord]:
    """What counts in the span: a course where somebody was there, a person, a day, its money, a certificate."""
    there = list(_attended(filters, first, last))
    paid = {
        (money.attended.worker, money.attended.course, money.attended.day): money.amount
        for money in money_of({row.worker for row in there})
    }
    for row in unless_halted(there):
        at, course = group(row.day, row.village), f"{row.number} {row.course_name}"
        of_person: tuple[str, str, str, date] = (at, row.name, course, row.day)
        yield CountedRecord(COURSES, at, course, row.place, row.day, once=row.course)
        yield CountedRecord(PEOPLE, *of_person, once=row.worker, household=row.home)
        # Who was at two courses on a day was there once.
        yield CountedRecord(DAYS, *of_person, once=(row.worker, row.day), household=row.home)
        amount = paid.get((row.worker, row.course, row.day), 0)
        if amount:
            yield CountedRecord(AMOUNT, *of_person, amount, household=row.home)
    query = (
        Enrolment.select(
            Enrolment.certificate,
            Enrolment.certified_on,
            Course.name,
            Worker.name,
            Household.id,
            Household.village,
        )
        .join(Course)
        .join_from(Enrolment, Worker)
        .join(Household)
        .where(
            Enrolment.certified_on.between(first, last),
            Enrolment.certificate != "",
            *living_where(filters.village, filters.place, Enrolment.certified_on),
            *_of_trade(filters),
        )
    )
    days = StoredDays()
    rows = db.execute(query.order_by(Enrolment.certified_on, Enrolment.id))
    for certificate, said, course, name, home, village in unless_halted(rows):
        day = days[said]
        words = f"{certificate} {course}"
        yield CountedRecord(CERTIFICATES, group(day, village), name, words, day, household=home)


def _of_trade(filters: report.ReportFilters) -> list[Any]:
    return [] if filters.trade is None else [Course.trade == filters.trade]


class _Attended(NamedTuple):
    """Somebody at a course on a day, with what names both."""

    day: date
    course: int
    number: str
    course_name: str
    place: str
    worker: int
    name: str
    home: int
    village: str


def _attended(filters: report.ReportFilters, first: date, last: date) -> Iterator[_Attended]:
    query = (
        Attendance.select(
            Attendance.date,
            Course.id,
            Course.number,
            Course.name,
            Course.place,
            Worker.id,
            Worker.name,
            Household.id,
            Household.village,
        )
        .join(Course)
        .join_from(Attendance, Worker)
        .join(Household)
        .where(
            Attendance.date.between(first, last),
            *living_where(filters.village, filters.place, Attendance.date),
            *_of_trade(filters),
        )
        .order_by(Attendance.date, Attendance.id)
    )
    days = StoredDays()
    for day, *row in unless_halted(db.execute(query)):
        yield _Attended(days[day], *row)


def _said(totals: dict[str, int]) -> report.Said:
    def said(tr: Translator) -> str:
        people = tr.plural("{n} person", "{n} people", totals[PEOPLE])
        courses = tr.plural("{n} course", "{n} courses", totals[COURSES])
        words = tr("{people} took part in {courses}; {money} of training money.")
        return words.format(people=people, courses=courses, money=MONEY.worded(totals[AMOUNT], tr))

    return said


_EMPTY: Final = mark("Nobody was at a course in this span.")
BY_MONTH: Final = report.Report(
    "training",
    mark("Training by month"),
    mark("Courses, people, their days, certificates and training money, month by month."),
    (report.SPAN, report.VILLAGE, report.PLACE, report.TRADE),
    _by_month,
    _EMPTY,
)
BY_VILLAGE: Final = report.Report(
    "training_villages",
    mark("Training by village"),
    mark("Courses, people, their days, certificates and training money, by where the people live."),
    (report.SPAN, report.VILLAGE, report.PLACE, report.TRADE),
    _by_village,
    _EMPTY,
)
