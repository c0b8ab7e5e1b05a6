"""Reports on training: courses, people, their days, money and certificates, by month and by where the people live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from models.i18n import Translator, mark
from models.kinds import MONEY, MONTH, TEXT
from models.queries.party.stays import living_where
from models.queries.programme.counted_report import (
    CountedFigure,
    CountedGroups,
    CountedRecord,
    counted_answer,
    months_of,
)
from models.queries.programme.training import money_of
from models.queries.report import PLACE, SPAN, VILLAGE, Report, ReportAnswer, ReportFilters, Said, span_of
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


def _by_month(filters: ReportFilters, today: date) -> ReportAnswer:
    first, last = span_of(filters, today, BY_MONTH.months)
    records = list(_records(filters, first, last, lambda day, village: f"{day:%Y-%m}"))
    return counted_answer(
        records, CountedGroups(months_of(first, last), mark("Month"), MONTH), _FIGURES, _said
    )


def _by_village(filters: ReportFilters, today: date) -> ReportAnswer:
    first, last = span_of(filters, today, BY_VILLAGE.months)
    records = list(_records(filters, first, last, lambda day, village: village or _NOWHERE))
    villages = sorted({one.group for one in records})
    return counted_answer(records, CountedGroups(villages, mark("Village"), TEXT), _FIGURES, _said)


def _records(filters: ReportFilters, first: date, last: date, group: Any) -> Iterator[CountedRecord]:
    """What counts in the span: a course where somebody was there, a person, a day, its money, a certificate."""
    there = list(_attended(filters, first, last))
    paid = {
        (money.attended.worker, money.attended.course, money.attended.day): money.amount
        for money in money_of({row.worker_id for row in there})
    }
    for row in there:
        home = row.worker.household
        at, course = group(row.date, home.village), f"{row.course.number} {row.course.name}"
        of_person: tuple[str, str, str, date] = (at, row.worker.name, course, row.date)
        yield CountedRecord(COURSES, at, course, row.course.place, row.date, once=row.course_id)
        yield CountedRecord(PEOPLE, *of_person, once=row.worker_id, household=home.id)
        # Who was at two courses on a day was there once.
        yield CountedRecord(DAYS, *of_person, once=(row.worker_id, row.date), household=home.id)
        amount = paid.get((row.worker_id, row.course_id, row.date), 0)
        if amount:
            yield CountedRecord(AMOUNT, *of_person, amount, household=home.id)
    query = (
        Enrolment.select(Enrolment, Course, Worker, Household)
        .join(Course)
        .switch(Enrolment)
        .join(Worker)
        .join(Household)
        .where(
            Enrolment.certified_on.between(first, last),
            Enrolment.certificate != "",
            *living_where(filters.village, filters.place, Enrolment.certified_on),
        )
    )
    for row in query.order_by(Enrolment.certified_on, Enrolment.id):
        home, day = row.worker.household, row.certified_on
        words = f"{row.certificate} {row.course.name}"
        yield CountedRecord(
            CERTIFICATES, group(day, home.village), row.worker.name, words, day, household=home.id
        )


def _attended(filters: ReportFilters, first: date, last: date) -> Any:
    return (
        Attendance.select(Attendance, Course, Worker, Household)
        .join(Course)
        .switch(Attendance)
        .join(Worker)
        .join(Household)
        .where(
            Attendance.date.between(first, last),
            *living_where(filters.village, filters.place, Attendance.date),
        )
        .order_by(Attendance.date, Attendance.id)
    )


def _said(totals: dict[str, int]) -> Said:
    def said(tr: Translator) -> str:
        people = tr.plural("{n} person", "{n} people", totals[PEOPLE])
        courses = tr.plural("{n} course", "{n} courses", totals[COURSES])
        words = tr("{people} took part in {courses}; {money} of training money.")
        return words.format(people=people, courses=courses, money=MONEY.worded(totals[AMOUNT], tr))

    return said


_EMPTY: Final = mark("Nobody was at a course in this span.")
BY_MONTH: Final = Report(
    "training",
    mark("Training by month"),
    mark("Courses, people, their days, certificates and training money, month by month."),
    (SPAN, VILLAGE, PLACE),
    _by_month,
    _EMPTY,
)
BY_VILLAGE: Final = Report(
    "training_villages",
    mark("Training by village"),
    mark("Courses, people, their days, certificates and training money, by where the people live."),
    (SPAN, VILLAGE, PLACE),
    _by_village,
    _EMPTY,
)
