"""What is done with a course: people enrolled together, days signed for, certificates with the skill they stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from peewee import fn

from models.actions.programme.training import refuse_taken_out, save_attendance, save_enrolments, save_skills
from models.database import db
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.ledger.slip_days import slip_days
from models.rights import needs
from models.rules.desk import roles
from models.rules.programme.training import raised
from models.tables.party import Worker
from models.tables.training import Attendance, Course, Enrolment, Skill

Day = tuple[int, date]
"""A worker's key, and a day of the course."""


@needs(roles.PROGRAMME)
@in_turn
def enrol(course: int, workers: Sequence[int], today: date | None = None) -> int:
    """Enter people for a course together, those in it already left as they are; returns how many were added.

    Raises UserError (field: workers), naming the first who may take no further free course; none is then added.
    """
    row = _course(course)
    within = {one.worker_id for one in Enrolment.select(Enrolment.worker).where(Enrolment.course == course)}
    added = [worker for worker in dict.fromkeys(workers) if worker not in within]
    if not workers:
        raise UserError(tr("Nobody is chosen yet."), "workers")

    def refused(place: int, error: UserError) -> None:
        raise UserError(_named(added[place], error.message), "workers") from error

    with operation(mark("Enrol {n} for {course}"), n=len(added), course=row.number):
        save_enrolments([({"course": course, "worker": worker}, None) for worker in added], refused, today)
    return len(added)


@needs(roles.PROGRAMME)
@in_turn
def withdraw(enrolment: int) -> None:
    """Take somebody out of a course, which frees the place. Raises UserError while days are signed for."""
    row: Any = Enrolment.get_or_none(Enrolment.id == enrolment)
    if row is None:
        raise UserError(tr("This person takes no part any more."))
    refuse_taken_out(row)
    with operation(mark("Take {name} out of {course}"), name=row.worker.name, course=row.course.number):
        row.delete_instance()


@needs(roles.PROGRAMME)
@in_turn
def sign_days(course: int, signed: Mapping[Day, bool], today: date | None = None) -> int:
    """Write who was there on which day, True: was there, False: was not; returns how many entries that changed.

    Raises UserError (field: date, worker): a day to come, or one outside the course; a fourth free course. It names
    everybody it is refused for, and nothing is then written.
    """
    row = _course(course)
    last = today or date.today()
    faults: list[tuple[int, UserError]] = []
    held = {
        (worker, date.fromisoformat(day)): key
        for key, worker, day in db.execute(
            Attendance.select(Attendance.id, Attendance.worker, Attendance.date).where(
                Attendance.course == course
            )
        )
    }
    added = [at for at, there in signed.items() if there and at not in held]
    gone = [held[at] for at, there in signed.items() if not there and at in held]
    for worker, day in added:
        if day > last:
            words = tr("{day} is still to come.").format(day=day.isoformat())
            faults.append((worker, UserError(words, "date")))
    _refuse_all(faults)

    def refused(place: int, error: UserError) -> None:
        faults.append((added[place][0], error))

    with operation(mark("Attendance of {course}"), course=row.number):
        if gone:
            Attendance.delete().where(Attendance.id.in_(gone)).execute()
        entries = [({"course": course, "worker": worker, "date": day}, None) for worker, day in added]
        save_attendance(entries, refused, last)
        _refuse_all(faults)
    return len(added) + len(gone)


@needs(roles.PROGRAMME)
@in_turn
def certify(
    course: int,
    workers: Collection[int],
    day: date,
    *,
    level: int | None = None,
    numbers: Mapping[int, str] | None = None,
    today: date | None = None,
) -> list[str]:
    """Give certificates of a course, and raise the skill in its trade to ``level`` (None: it stays); returns them.

    ``numbers`` are those typed by worker; who has none gets the next of the course, like PX0003-01, and who has a
    certificate keeps it. A skill never falls. Raises UserError (field: workers, day, level).
    """
    row = _course(course)
    if not workers:
        raise UserError(tr("Nobody is chosen yet."), "workers")
    if day < row.start:
        raise UserError(
            tr("The course goes from {start} to {end}.").format(start=row.start, end=row.end), "day"
        )
    ahead = slip_days(today).ahead(day)
    if ahead is not None:
        raise UserError(ahead, "day")
    if level is not None and row.trade_id is None:
        raise UserError(tr("The course has no trade: say which one first."), "level")
    people = _finishers(row, workers)
    given = _certificates(row, people, numbers or {})
    with operation(mark("Certificates of {course}"), course=row.number):
        save_enrolments(
            [
                ({"certificate": given[one.worker_id], "certified_on": one.certified_on or day}, one)
                for one in people
            ]
        )
        if level is not None:
            _raise_skills(row, given, day, level)
    return list(given.values())


def _finishers(course: Any, workers: Collection[int]) -> list[Any]:
    """The enrolments of people who were there for a day at least, by name. Raises UserError (field: workers)."""
    rows: Sequence[Any] = list(
        Enrolment.select(Enrolment, Worker)
        .join(Worker)
        .where(Enrolment.course == course, Enrolment.worker.in_(list(workers)))
        .order_by(Worker.name, Worker.id)
    )
    there = Attendance.select(Attendance.worker, fn.COUNT(Attendance.id)).where(Attendance.course == course)
    days = dict(db.execute(there.group_by(Attendance.worker)))
    for worker in workers:
        if worker not in {row.worker_id for row in rows}:
            raise UserError(_named(worker, tr("Takes no part in this course.")), "workers")
        if worker not in days:
            raise UserError(_named(worker, tr("Was not there on any day.")), "workers")
    return list(rows)


def _certificates(course: Any, people: Sequence[Any], typed: Mapping[int, str]) -> dict[int, str]:
    """The certificate of each worker: the one held, the one typed, or the next number of the course."""
    head = f"{course.number}-"
    used = {
        row.certificate for row in Enrolment.select(Enrolment.certificate).where(Enrolment.certificate != "")
    }
    last = max(
        (int(end) for one in used if (end := one.removeprefix(head)) != one and end.isdecimal()), default=0
    )
    given: dict[int, str] = {}
    for row in people:
        number = row.certificate or typed.get(row.worker_id, "").strip()
        if not number:
            last += 1
            number = f"{head}{last:02d}"
        elif not row.certificate and number in used:
            raise UserError(tr('"{value}" exists already.').format(value=number), "numbers")
        used.add(number)
        given[row.worker_id] = number
    return given


def _raise_skills(course: Any, given: Mapping[int, str], day: date, level: int) -> None:
    """Raise the skill of these workers in a course's trade, where it is lower, with the certificate that shows it."""
    known: dict[int, Any] = {
        row.worker_id: row
        for row in Skill.select().where(Skill.trade == course.trade_id, Skill.worker.in_(list(given)))
    }
    entries = []
    for worker, number in given.items():
        held = known.get(worker)
        reached = raised(None if held is None else held.level, level)
        if held is None or reached > held.level:
            values = {"level": reached, "certificate": number, "since": day}
            entries.append(({**values, "worker": worker, "trade": course.trade_id}, held))
    save_skills(entries)


def _course(key: int) -> Any:
    row: Any = Course.get_or_none(Course.id == key)
    if row is None:
        raise UserError(tr("This course does not exist."), "course")
    return row


def _refuse_all(faults: Sequence[tuple[int, UserError]]) -> None:
    """Raise UserError where anybody is refused: everybody by name, those with the same reason together."""
    if not faults:
        return
    alike: dict[str, dict[int, None]] = {}
    for worker, error in faults:
        alike.setdefault(error.message, {})[worker] = None
    said = [_named(workers, message) for message, workers in alike.items()]
    raise UserError(" ".join(said), faults[0][1].field)


def _named(workers: int | Iterable[int], message: str) -> str:
    keys = [workers] if isinstance(workers, int) else list(workers)
    names = dict(db.execute(Worker.select(Worker.id, Worker.name).where(Worker.id.in_(keys))))
    return tr("{name}: {message}").format(
        name=tr(", ", "list").join(names[key] for key in keys), message=message
    )
