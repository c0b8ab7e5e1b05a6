"""Training: courses, who takes part, who was there on which day, and what people can do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from peewee import fn

from models.actions import upsert
from models.actions.programme.free_places import FreePlaces
from models.database import db
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.programme.training import no_place_left
from models.rights import needs
from models.rules.desk import roles
from models.tables.order import Order
from models.tables.party import Worker
from models.tables.product import Product
from models.tables.training import Attendance, Course, Enrolment, Skill


@needs(roles.PROGRAMME)
def save_courses(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Course]:
    """Add or change courses; one without a number takes the next. Raises UserError (field: number, name, kind, end)."""
    return upsert.Batch(Course, entries, refused).save(
        mark("Save course {name}"), _check_course, unique=("number",)
    )


@needs(roles.PROGRAMME)
def save_enrolments(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None, today: date | None = None
) -> list[Enrolment]:
    """Add or change who takes part in a course.

    Raises UserError (field: course, worker), the latter too when somebody had as many free courses as a person may.
    """
    batch = upsert.Batch(Enrolment, entries, refused)
    places = FreePlaces(batch, today or date.today())

    def check(values: dict[str, Any], existing: Any) -> None:
        kept = ("course", "worker")
        if existing is not None and any(
            upsert.effective(values, existing, one) != existing.__data__[one] for one in kept
        ):
            # As if one were taken out, and the other entered.
            refuse_taken_out(existing)
        places.check_enrolment(values, existing)

    return batch.save(
        mark("Save enrolment of {name}"),
        check,
        unique=("course", "worker"),
        named="worker",
    )


def refuse_taken_out(enrolment: Any) -> None:
    """Raise UserError where somebody cannot be taken out of a course: was there on a day, or has its certificate."""
    there = Attendance.select().where(
        Attendance.course == enrolment.course_id, Attendance.worker == enrolment.worker_id
    )
    if there.exists():
        said = plural(
            "{name} was there on {n} day: remove it first.",
            "{name} was there on {n} days: remove them first.",
            there.count(),
        )
        raise UserError(said.format(name=enrolment.worker.name))
    if enrolment.certificate:
        raise UserError(tr("{name} has a certificate of this course.").format(name=enrolment.worker.name))


@needs(roles.PROGRAMME)
def save_attendance(
    entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None, today: date | None = None
) -> list[Attendance]:
    """Add who was at a course on a day.

    Raises UserError (field: course, worker, date): the day is none of the course's, or the person takes no part in it,
    or had as many free courses as a person may before this one.
    """
    batch = upsert.Batch(Attendance, entries, refused)
    return batch.save(
        mark("Save attendance of {name}"),
        FreePlaces(batch, today or date.today()).check_attendance,
        unique=("course", "worker", "date"),
        named="worker",
    )


@needs(roles.PROGRAMME)
def save_skills(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[Skill]:
    """Add or change how well people know a trade. Raises UserError (field: worker, trade, level)."""
    return upsert.Batch(Skill, entries, refused).save(
        mark("Save skill of {name}"),
        _check_skill,
        unique=("worker", "trade"),
        named="worker",
    )


def _check_course(values: dict[str, Any], existing: Any) -> None:
    """A course has its days, outside of which nobody was there; one to an order is of its product's trade."""
    upsert.require(values, existing, "number", "name", "kind", "start", "end")
    upsert.refuse_end_before_start(values, existing, "start", "end")
    order = upsert.effective(values, existing, "order")
    if order is not None and upsert.effective(values, existing, "trade") is None:
        made = Order.select(Product.trade).join(Product).where(Order.id == order)
        values["trade"] = made.scalar()
    if existing is not None:
        _refuse_days_outside(
            existing.id, *(upsert.effective(values, existing, name) for name in ("start", "end"))
        )
        if values.get("free") and not existing.free:
            _refuse_fourth(existing)


def _refuse_fourth(course: Any) -> None:
    """Raise UserError where a course that becomes free would be one too many for somebody."""
    rows = {
        row.worker_id: row.worker.name for row in course.enrolments.select(Enrolment, Worker).join(Worker)
    }
    for worker, reason in no_place_left(rows, date.today()).items():
        raise UserError(tr("{name}: {message}").format(name=rows[worker], message=reason), "free")


def _refuse_days_outside(course: int, start: date, end: date) -> None:
    """Raise UserError where a course would no longer span a day on which somebody was there."""
    there = Attendance.select(fn.MIN(Attendance.date), fn.MAX(Attendance.date)).where(
        Attendance.course == course
    )
    first, last = next(iter(db.execute(there)))
    words = tr("Somebody was there on {day}: remove that attendance first.")
    if first is not None and first < start.isoformat():
        raise UserError(words.format(day=first), "start")
    if last is not None and last > end.isoformat():
        raise UserError(words.format(day=last), "end")


def _check_skill(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "worker", "trade", "level")
