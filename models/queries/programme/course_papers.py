"""Courses as they are printed: what is signed, what is paid, and certificates. Money in fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.database import db
from models.queries.document_common import printed_before, refuse_absent
from models.queries.programme.training import CourseRecord, Trainee, course_record
from models.settings import setting
from models.tables.training import Course, Enrolment

DAYS_A_SHEET = 7
"""How many days stand beside each other on a sheet to sign."""


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """The people of a course with some of its days (培训签到表), one cell each to sign in."""

    course: CourseRecord
    days: tuple[date, ...]
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class MoneyList:
    """What the people of a course are paid for their days (培训补贴发放表); ``printed``: so often before."""

    course: CourseRecord
    printed: int = 0

    @property
    def rows(self) -> list[Trainee]:
        """Those who are paid something."""
        return [one for one in self.course.people if one.amount]

    @property
    def total(self) -> int:
        """What all are paid together."""
        return sum(one.amount for one in self.course.people)

    def rates(self, one: Trainee) -> list[tuple[int, int]]:
        """On how many days somebody is paid how much, the lower rate first."""
        counted = Counter(money.amount for money in one.days.values() if money.amount)
        return [(count, amount) for amount, count in sorted(counted.items())]

    def unpaid(self) -> list[tuple[Trainee, str, int]]:
        """Who was there on days that are not paid: why, as a code, and how many days."""
        return [
            (one, why, count)
            for one in self.course.people
            for why, count in sorted(Counter(m.why for m in one.days.values() if not m.amount).items())
        ]


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """A certificate (结业证书) of one person; ``level`` is the skill reached, None where none is kept."""

    course: CourseRecord
    person: Trainee
    cooperative: str


def sign_in_sheets(
    first: date | None = None, last: date | None = None, numbers: Sequence[str] = ()
) -> list[SignInSheet]:
    """The sheets to sign of courses, `DAYS_A_SHEET` days on each; arguments as of `course_keys`."""
    sheets = []
    for course in _courses(first, last, numbers):
        days = [course.start + timedelta(days=at) for at in range((course.end - course.start).days + 1)]
        spans = [tuple(days[at : at + DAYS_A_SHEET]) for at in range(0, len(days), DAYS_A_SHEET)]
        sheets += [SignInSheet(course, span, at, len(spans)) for at, span in enumerate(spans, start=1)]
    return sheets


def money_lists(
    first: date | None = None, last: date | None = None, numbers: Sequence[str] = ()
) -> list[MoneyList]:
    """What is paid for courses on which anything is; arguments as of `course_keys`."""
    courses = list(_courses(first, last, numbers))
    printed = printed_before("trainingmoney", [course.number for course in courses])
    lists = [MoneyList(course, printed.get(course.number, 0)) for course in courses]
    return [one for one in lists if one.total]


def certificates(
    first: date | None = None, last: date | None = None, numbers: Sequence[str] = ()
) -> list[CertificatePaper]:
    """The certificates given, course by course; ``numbers`` may be those of certificates too."""
    given = Enrolment.select(Enrolment.certificate, Course.number).join(Course)
    named = dict(db.execute(given.where(Enrolment.certificate.in_(numbers)))) if numbers else {}
    courses = _courses(first, last, [named.get(number, number) for number in numbers])
    cooperative = str(setting("cooperative.name"))
    return [
        CertificatePaper(course, one, cooperative)
        for course in courses
        for one in course.people
        if one.certificate and (not numbers or course.number in numbers or one.certificate in numbers)
    ]


def course_keys(
    first: date | None = None, last: date | None = None, numbers: Sequence[str] = ()
) -> list[int]:
    """The courses of these numbers, or those begun in a span. Raises UserError (field: number) for an unknown one."""
    query = Course.select(Course.id, Course.number).order_by(Course.start, Course.number)
    if numbers:
        query = query.where(Course.number.in_(list(dict.fromkeys(numbers))))
    elif first is not None and last is not None:
        query = query.where(Course.start >= first, Course.start <= last)
    rows = list(db.execute(query))
    refuse_absent(numbers, {number for _, number in rows})
    return [key for key, _ in rows]


def _courses(first: date | None, last: date | None, numbers: Sequence[str]) -> Iterator[CourseRecord]:
    for key in course_keys(first, last, numbers):
        found = course_record(key)
        if found is not None and found.people:
            yield found
