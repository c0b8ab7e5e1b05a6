"""What the people of a household learned, can do, do elsewhere and wish for, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.database import db
from models.i18n import mark, plural, tr
from models.kinds import ChoiceField
from models.tables.party import Trade, Worker
from models.tables.programme import WISH_KINDS, Placement, Wish
from models.tables.support import Claim, ClaimPerson, SupportRule
from models.tables.training import Attendance, Course, Enrolment, Skill

COURSE, SKILL, PLACEMENT, WISH, CLAIM = "course", "skill", "placement", "wish", "claim"
KIND = ChoiceField(
    choices=(
        (COURSE, mark("Course")),
        (SKILL, mark("Skill")),
        (PLACEMENT, mark("Placement")),
        (WISH, mark("Wish")),
        (CLAIM, mark("Claim")),
    )
)
"""What a row is about."""


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One line about somebody: of what kind, since which day (None: unknown), in words; ``key`` is the record's."""

    kind: str
    key: int
    person: str
    day: date | None
    words: str
    state: str


def household_people(household: int) -> list[PersonEntry]:
    """Everything of the programme about the people of a household."""
    found = [*_courses(household), *_skills(household), *_placements(household), *_wishes(household)]
    found += _claims(household)
    return sorted(found, key=lambda one: (one.day is None, -(one.day or date.min).toordinal(), one.person))


def _of(table: Any, household: int, *joined: Any) -> Any:
    query = table.select(table, Worker, *joined).join(Worker).where(Worker.household == household)
    for other in joined:
        query = query.join_from(table, other)
    return query


def _courses(household: int) -> Iterator[PersonEntry]:
    there = Attendance.select(Attendance.course, Attendance.worker).join(Worker)
    days = Counter(db.execute(there.where(Worker.household == household)))
    for row in _of(Enrolment, household, Course):
        count = days[row.course_id, row.worker_id]
        state = row.certificate or plural("{n} day", "{n} days", count)
        words = f"{row.course.number} {row.course.name}"
        yield PersonEntry(COURSE, row.course_id, row.worker.name, row.course.start, words, state)


def _skills(household: int) -> Iterator[PersonEntry]:
    for row in _of(Skill, household, Trade):
        state = tr("level {level} of 3").format(level=row.level)
        yield PersonEntry(SKILL, row.id, row.worker.name, row.since, row.trade.name, state)


def _placements(household: int) -> Iterator[PersonEntry]:
    for row in _of(Placement, household):
        words = " · ".join(filter(None, (row.employer, row.place)))
        state = tr("still there") if row.end is None else tr("until {day}").format(day=row.end.isoformat())
        yield PersonEntry(PLACEMENT, row.id, row.worker.name, row.start, words, state)


def _wishes(household: int) -> Iterator[PersonEntry]:
    for row in _of(Wish, household):
        words = " · ".join(filter(None, (tr(dict(WISH_KINDS)[row.kind]), row.note)))
        state = (
            tr("not met yet") if row.met_on is None else tr("met {day}").format(day=row.met_on.isoformat())
        )
        yield PersonEntry(WISH, row.id, row.worker.name, row.date, words, state)


def _claims(household: int) -> Iterator[PersonEntry]:
    query: Any = (
        ClaimPerson.select(ClaimPerson, Worker, Claim, SupportRule)
        .join(Worker)
        .join_from(ClaimPerson, Claim)
        .join(SupportRule)
        .where(Worker.household == household)
    )
    for row in query:
        claim = row.claim
        words = f"{claim.number} {claim.rule.name}"
        state = Claim.status.shown(claim.status)
        yield PersonEntry(CLAIM, claim.id, row.worker.name, claim.date, words, state)
