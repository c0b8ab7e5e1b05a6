"""What somebody may enter for a course: at most so many free ones a person, and no day the course does not have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from models.actions.upsert import Batch, effective, require
from models.database import db, parts
from models.errors import UserError
from models.i18n import tr
from models.queries.programme.training import free_courses
from models.rules.programme.training import FreeCourse, beyond_free
from models.settings import setting
from models.tables.training import Course, Enrolment


class FreePlaces:
    """The courses of the people of a batch, to which each entry that is sound is added as it is checked."""

    def __init__(self, batch: Batch, today: date) -> None:
        self.today = today
        self.most: int = setting("training.free_courses")
        named = {key: set() for key in ("course", "worker")}  # type: dict[str, set[int]]
        for values, existing in batch.entries:
            for key, found in named.items():
                found.add(effective(values, existing, key))
        self._courses: dict[int, Any] = {}
        for some in parts(named["course"] - {None}):
            self._courses.update((row.id, row) for row in Course.select().where(Course.id.in_(some)))
        self._taken = free_courses(named["worker"] - {None})
        self._entered: set[tuple[int, int]] = set()
        for some in parts(named["worker"] - {None}):
            query = Enrolment.select(Enrolment.course, Enrolment.worker).where(Enrolment.worker.in_(some))
            self._entered.update(db.execute(query))

    def check_enrolment(self, values: dict[str, Any], existing: Any) -> None:
        """Raise UserError (field: course, worker) where somebody may not take part in a course."""
        require(values, existing, "course", "worker")
        course, worker = self._course(values, existing), effective(values, existing, "worker")
        if existing is not None:
            if (existing.course_id, existing.worker_id) == (course.id, worker):
                return
            self._taken[existing.worker_id].pop(existing.course_id, None)
        if not course.free or course.id in self._taken[worker]:
            return
        mine = FreeCourse(course.number, course.name, course.end)
        if mine.counts(self.today):
            self._refuse_beyond(worker, course.id)
        self._taken[worker][course.id] = mine

    def check_attendance(self, values: dict[str, Any], existing: Any) -> None:
        """Raise UserError (field: course, worker, date) where somebody cannot have been at a course on a day."""
        require(values, existing, "course", "worker", "date")
        course, worker = self._course(values, existing), effective(values, existing, "worker")
        day = effective(values, existing, "date")
        if not course.start <= day <= course.end:
            words = tr("The course goes from {start} to {end}.")
            raise UserError(words.format(start=course.start, end=course.end), "date")
        if (course.id, worker) not in self._entered:
            raise UserError(
                tr("Takes no part in {course}: enrol first.").format(course=course.number), "worker"
            )
        mine = self._taken[worker].get(course.id)
        if existing is None and mine is not None:
            # One that was over when the person was entered, and goes on since, took no place then.
            if not mine.days:
                self._refuse_beyond(worker, course.id)
            self._taken[worker][course.id] = replace(mine, days=mine.days + 1)

    def _course(self, values: dict[str, Any], existing: Any) -> Any:
        course = self._courses.get(effective(values, existing, "course"))
        if course is None:
            raise UserError(tr("This course does not exist."), "course")
        return course

    def _refuse_beyond(self, worker: int, course: int) -> None:
        others = [one for key, one in self._taken[worker].items() if key != course]
        said = beyond_free(others, self.most, self.today)
        if said:
            raise UserError(said, "worker")
