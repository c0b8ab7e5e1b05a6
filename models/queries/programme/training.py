"""Training: the free courses of people, a course with who takes part, and what its days are paid. Money in fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from models.database import StoredDays, among, db, unless_halted
from models.rules.party.category import category_on
from models.rules.programme.training import DayAttended, DayMoney, DayRate, FreeCourse, beyond_free, day_money
from models.settings import setting
from models.tables.party import Household, Trade, Worker
from models.tables.support import PER_DAY, SupportRule
from models.tables.training import COURSE_KINDS, Attendance, Course, Enrolment, Skill

Entered = dict[int, dict[int, FreeCourse]]
"""The free courses that people take part in, by worker and course."""


@dataclass(frozen=True, slots=True)
class Trainee:
    """Somebody who takes part in a course, the days there, and what they are paid in fen; days paid have an amount."""

    enrolment: int
    worker: int
    name: str
    sex: str
    id_number: str
    household: int
    code: str
    head: str
    phone: str
    village: str
    certificate: str
    certified_on: date | None
    days: dict[date, DayMoney]
    level: int | None = None
    """The skill in the course's trade; None: none is known."""

    @property
    def amount(self) -> int:
        """What the days are paid together."""
        return sum(money.amount for money in self.days.values())

    @property
    def paid_days(self) -> int:
        """On how many days something is paid."""
        return sum(money.amount > 0 for money in self.days.values())


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """A course with everybody who takes part, by household and name."""

    id: int
    number: str
    name: str
    kind: str
    trade: int | None
    trade_name: str
    teacher: str
    place: str
    start: date
    end: date
    free: bool
    people: tuple[Trainee, ...]

    @property
    def kind_name(self) -> str:
        """What kind of course it is, a marked text."""
        return dict(COURSE_KINDS)[self.kind]

    @property
    def person_days(self) -> int:
        """The days of all people together."""
        return sum(len(one.days) for one in self.people)


def free_courses(workers: Collection[int]) -> Entered:
    """The free courses these workers are entered for, with the days each was there."""
    found: Entered = defaultdict(dict)
    there = fn.COUNT(Attendance.id)
    query = (
        Enrolment.select(Enrolment.worker, Enrolment.course, Course.number, Course.name, Course.end, there)
        .join(Course)
        .join(
            Attendance,
            JOIN.LEFT_OUTER,
            on=(Attendance.course == Course.id) & (Attendance.worker == Enrolment.worker),
        )
        .where(among(Enrolment.worker, workers), Course.free)
        .group_by(Enrolment.id)
    )
    for worker, course, number, name, end, days in db.execute(query):
        found[worker][course] = FreeCourse(number, name, date.fromisoformat(end), days)
    return found


def no_place_left(workers: Collection[int], today: date) -> dict[int, str]:
    """Of these workers those who may take no further free course, each with the reason that names their courses."""
    most = setting("training.free_courses")
    said = {
        worker: beyond_free(courses.values(), most, today)
        for worker, courses in free_courses(workers).items()
    }
    return {worker: reason for worker, reason in said.items() if reason}


def day_rates() -> list[DayRate]:
    """The rules of support money that pay for a day of training: those that ask for no contract and no insurance."""
    query = SupportRule.select().where(
        SupportRule.basis == PER_DAY,
        SupportRule.contract_days.is_null(),
        ~SupportRule.insured,
        SupportRule.newly_taken.is_null(),
    )
    return [
        DayRate(
            row.code,
            row.amount,
            row.start,
            row.end,
            1 if row.first_only else row.most_courses,
            row.category,
        )
        for row in query.order_by(SupportRule.code, SupportRule.start)
    ]


def money_of(workers: Collection[int]) -> list[DayMoney]:
    """What every day of training of these workers is paid, whichever course it was."""
    attended: list[DayAttended] = []
    days = StoredDays()
    query = (
        Attendance.select(
            Attendance.worker,
            Attendance.course,
            Attendance.date,
            Course.free,
            Worker.category,
            Worker.category_from,
            Worker.category_until,
            Household.category,
        )
        .join(Course)
        .join_from(Attendance, Worker)
        .join(Household)
        .where(among(Attendance.worker, workers))
    )
    for worker, course, day, free, own, since, until, category in unless_halted(db.execute(query)):
        held = category_on(own, since, until, category, day)
        attended.append(DayAttended(worker, course, days[day], bool(free), held))
    return day_money(attended, day_rates())


def course_record(key: int) -> CourseRecord | None:
    """A course with everybody who takes part; None when there is no such course."""
    course: Any = (
        Course.select(Course, Trade).join(Trade, JOIN.LEFT_OUTER).where(Course.id == key).get_or_none()
    )
    if course is None:
        return None
    rows = list(_enrolled(key))
    days: dict[int, dict[date, DayMoney]] = defaultdict(dict)
    for money in money_of([row.worker_id for row in rows]):
        if money.attended.course == key:
            days[money.attended.worker][money.attended.day] = money
    levels = {}
    if course.trade_id is not None:
        known = Skill.select(Skill.worker, Skill.level).where(Skill.trade == course.trade_id)
        levels = dict(db.execute(known))
    return CourseRecord(
        key,
        course.number,
        course.name,
        course.kind,
        course.trade_id,
        course.trade.name if course.trade_id is not None else "",
        course.teacher,
        course.place,
        course.start,
        course.end,
        course.free,
        tuple(_trainee(row, days[row.worker_id], levels.get(row.worker_id)) for row in rows),
    )


def _enrolled(course: int) -> Iterable[Any]:
    return (
        Enrolment.select(Enrolment, Worker, Household)
        .join(Worker)
        .join(Household)
        .where(Enrolment.course == course)
        .order_by(Household.code, Worker.name, Worker.id)
    )


def _trainee(row: Any, days: dict[date, DayMoney], level: int | None) -> Trainee:
    worker, home = row.worker, row.worker.household
    return Trainee(
        row.id,
        worker.id,
        worker.name,
        worker.sex,
        worker.id_number,
        home.id,
        home.code,
        home.head,
        home.phone,
        home.village,
        row.certificate,
        row.certified_on,
        dict(sorted(days.items())),
        level,
    )
