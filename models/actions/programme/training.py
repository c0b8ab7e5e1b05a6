"""Training: courses, who takes part, who was there on which day, and what people can do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.numbering import next_code
from models.actions.upsert import (
    Batch,
    Entry,
    Refused,
    effective,
    refuse_end_before_start,
    require,
)
from models.errors import UserError
from models.i18n import mark, tr
from models.rights import needs
from models.rules.desk import roles
from models.tables.training import Attendance, Course, Enrolment, Skill


@needs(roles.PROGRAMME)
def save_courses(entries: Iterable[Entry], refused: Refused | None = None) -> list[Course]:
    """Add or change courses; one without a number takes the next. Raises UserError (field: number, name, kind, end)."""
    return Batch(Course, entries, refused).save(mark("Save course {name}"), _check_course, unique=("number",))


@needs(roles.PROGRAMME)
def save_enrolments(entries: Iterable[Entry], refused: Refused | None = None) -> list[Enrolment]:
    """Add or change who takes part in a course. Raises UserError (field: course, worker)."""
    return Batch(Enrolment, entries, refused).save(
        mark("Save enrolment of {name}"),
        _check_enrolment,
        unique=("course", "worker"),
        named="worker",
    )


@needs(roles.PROGRAMME)
def save_attendance(entries: Iterable[Entry], refused: Refused | None = None) -> list[Attendance]:
    """Add who was at a course on a day. Raises UserError (field: course, worker, date)."""
    return Batch(Attendance, entries, refused).save(
        mark("Save attendance of {name}"),
        _check_attendance,
        unique=("course", "worker", "date"),
        named="worker",
    )


@needs(roles.PROGRAMME)
def save_skills(entries: Iterable[Entry], refused: Refused | None = None) -> list[Skill]:
    """Add or change how well people know a trade. Raises UserError (field: worker, trade, level)."""
    return Batch(Skill, entries, refused).save(
        mark("Save skill of {name}"),
        _check_skill,
        unique=("worker", "trade"),
        named="worker",
    )


def _check_course(values: dict[str, Any], existing: Any) -> None:
    if existing is None and not values.get("number"):
        values["number"] = next_code(Course)
    require(values, existing, "number", "name", "kind", "start", "end")
    refuse_end_before_start(values, existing, "start", "end")


def _check_enrolment(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "course", "worker")


def _check_attendance(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "course", "worker", "date")
    course: Any = Course.get_or_none(Course.id == effective(values, existing, "course"))
    if course is None:
        raise UserError(tr("This course does not exist."), "course")
    if not course.start <= effective(values, existing, "date") <= course.end:
        words = tr("The course goes from {start} to {end}.")
        raise UserError(words.format(start=course.start, end=course.end), "date")


def _check_skill(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "worker", "trade", "level")
