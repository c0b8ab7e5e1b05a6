"""A course from its plan to its certificates: who may come, who was there, and what they can do afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.programme import courses, training
from models.actions.programme.courses import certify, enrol, sign_days, withdraw
from models.actions.programme.support import save_rules
from models.actions.removal import remove_records
from models.errors import UserError
from models.i18n import LANGUAGES, translator
from models.queries.order.capacity import candidates
from models.queries.programme.training import course_record, no_place_left
from models.rules.programme.training import SKILL_LEVELS
from models.tables.trail import Operation
from models.tables.training import Attendance, Course, Enrolment, Skill
from tests import factories as make

DAY, TODAY = make.DAY, make.DAY + timedelta(days=5)


def refused(act: Callable[[], Any], field: str | None, *words: str) -> None:
    """The act is refused beside the field with these words, and leaves everything as it was."""
    before = [list(table.select().tuples()) for table in (Course, Enrolment, Attendance, Skill)]
    told = Operation.select().count()
    with pytest.raises(UserError) as raised:
        act()
    assert raised.value.field == field
    assert [word for word in words if word not in raised.value.message] == []
    assert [list(table.select().tuples()) for table in (Course, Enrolment, Attendance, Skill)] == before
    assert Operation.select().count() == told


def rule(amount: float = 50, **values: Any) -> None:
    defaults = {
        "code": "PX",
        "name": "培训补贴",
        "basis": "day",
        "start": date(2026, 1, 1),
        "most_courses": 3,
    }
    save_rules([({**defaults, "amount": make.yuan(amount), **values}, None)])


def test_a_course_is_held(database: Path) -> None:
    """Three are enrolled together, sign for two days, get the money and certificates, and are told apart by skill."""
    rule()
    bamboo = make.trade()
    basket = make.product("P-1", good=3, trade=bamboo.id)
    course = make.course(order=make.order(basket).id)
    assert (course.number, course.trade_id) == ("PX0001", bamboo.id)
    homes = [make.household(f"H{at}") for at in range(3)]
    people = [make.worker(home) for home in homes]
    keys = [one.id for one in people]
    assert enrol(course.id, keys, DAY) == 3
    assert enrol(course.id, keys, DAY) == 0, "who takes part already is not entered twice"
    second = DAY + timedelta(days=1)
    signed = {(key, day): True for key in keys[:2] for day in (DAY, second)}
    assert sign_days(course.id, signed, TODAY) == 4
    assert sign_days(course.id, signed, TODAY) == 0
    assert sign_days(course.id, {(keys[1], second): False}, TODAY) == 1
    record = course_record(course.id)
    assert record is not None
    assert [(len(one.days), one.amount) for one in record.people] == [(2, 10_000), (1, 5_000), (0, 0)]
    refused(lambda: certify(course.id, keys, TODAY, level=2), "workers", people[2].name)
    assert sorted(certify(course.id, keys[:2], TODAY, level=2)) == ["PX0001-01", "PX0001-02"]
    assert sorted(certify(course.id, keys[:2], TODAY, level=1)) == ["PX0001-01", "PX0001-02"]
    assert {(row.worker_id, row.level) for row in Skill.select()} == {(keys[0], 2), (keys[1], 2)}
    rows = candidates(make.order(basket).id, make.DUE, TODAY)
    assert [row.candidate.trained for row in rows if row.code in ("H0", "H1", "H2")] == [2, 2, 0]


def test_the_fourth_free_course_is_refused_with_the_three(database: Path) -> None:
    someone, other = make.worker(), make.worker()
    three = [make.course(name=f"第{at}班") for at in range(3)]
    for course in three:
        enrol(course.id, [someone.id, other.id], DAY)
    fourth, fresh = make.course(name="第四班"), make.worker()
    refused(
        lambda: enrol(fourth.id, [fresh.id, other.id], DAY),
        "workers",
        other.name,
        "PX0001 第0班",
        "PX0003",
    )
    refused(
        lambda: training.save_enrolments([({"course": fourth.id, "worker": other.id}, None)], today=DAY),
        "worker",
    )
    enrol(make.course(free=False).id, [other.id], DAY)
    # Who leaves one has a place again; so has who never came to one that is over.
    withdraw(Enrolment.get(Enrolment.worker == someone, Enrolment.course == three[0]).id)
    assert no_place_left([someone.id, other.id], DAY).keys() == {other.id}
    assert enrol(fourth.id, [someone.id], DAY) == 1
    assert enrol(fourth.id, [other.id], DAY + timedelta(days=3)) == 1


def test_a_late_signature_does_not_make_a_fourth(database: Path) -> None:
    """Of three courses one was missed, so a fourth was begun: to sign for the missed one now is refused."""
    someone = make.worker()
    missed, *rest = [make.course() for _ in range(3)]
    for course in (missed, *rest):
        enrol(course.id, [someone.id], DAY)
    for course in rest:
        sign_days(course.id, {(someone.id, DAY): True}, TODAY)
    later = make.course(TODAY)
    enrol(later.id, [someone.id], TODAY)
    sign_days(later.id, {(someone.id, TODAY): True}, TODAY)
    refused(
        lambda: sign_days(missed.id, {(someone.id, DAY): True}, TODAY),
        "worker",
        someone.name,
        "PX0002",
        "PX0004",
    )


def test_what_was_signed_by_mistake_is_taken_away_and_undone(database: Path) -> None:
    someone = make.worker()
    course = make.course()
    other = make.worker()
    enrol(course.id, [someone.id], DAY)
    entered = last_undoable()
    assert entered is not None
    sign_days(course.id, {(someone.id, DAY): True}, TODAY)
    enrolled = Enrolment.get()
    refused(lambda: withdraw(enrolled.id), None, someone.name)
    refused(lambda: remove_records(Enrolment, [enrolled.id]), None, someone.name)
    refused(lambda: training.save_enrolments([({"worker": other.id}, Enrolment.get())]), None, someone.name)
    refused(lambda: undo(entered.id), None)
    sign_days(course.id, {(someone.id, DAY): False}, TODAY)
    withdraw(enrolled.id)
    assert not Enrolment.select().exists()
    for _ in range(2):
        last = last_undoable()
        assert last is not None
        undo(last.id)
    assert [row.date for row in Attendance.select()] == [DAY]


def test_days_and_certificates_that_cannot_be_are_refused(database: Path) -> None:
    someone, stranger = make.worker(), make.worker()
    course = make.course()
    enrol(course.id, [someone.id], DAY)
    at = (someone.id, DAY)
    refused(lambda: enrol(course.id, [], DAY), "workers")
    refused(lambda: sign_days(course.id, {at: True}, DAY - timedelta(days=1)), "date", someone.name)
    refused(lambda: sign_days(course.id, {at: True, (someone.id, TODAY): True}, TODAY), "date", "2026-10-12")
    refused(
        lambda: sign_days(course.id, {at: True, (stranger.id, DAY): True}, TODAY), "worker", stranger.name
    )
    second = make.worker()
    refused(
        lambda: sign_days(
            course.id,
            {at: True, (stranger.id, DAY): True, (second.id, DAY): True, (second.id, course.end): True},
            TODAY,
        ),
        "worker",
        f"{stranger.name}、{second.name}",
    )
    sign_days(course.id, {at: True}, TODAY)
    refused(lambda: certify(course.id, [someone.id], TODAY, level=1), "level")
    refused(lambda: certify(course.id, [someone.id], DAY - timedelta(days=1)), "day")
    row = Course.get_by_id(course.id)
    refused(lambda: training.save_courses([({"start": DAY + timedelta(days=1)}, row)]), "start", "2026-10-10")
    assert certify(course.id, [someone.id], TODAY, numbers={someone.id: "川培26001"}) == ["川培26001"]
    refused(lambda: courses.withdraw(Enrolment.get().id), None)


def test_two_courses_on_a_day_pay_once_and_the_rate_of_the_day(database: Path) -> None:
    rule(end=DAY)
    rule(60, start=DAY + timedelta(days=1))
    someone = make.worker()
    first, second = make.course(), make.course()
    for course in (first, second):
        enrol(course.id, [someone.id], DAY)
    sign_days(first.id, {(someone.id, DAY + timedelta(days=at)): True for at in range(2)}, TODAY)
    sign_days(second.id, {(someone.id, DAY + timedelta(days=at)): True for at in range(1, 3)}, TODAY)
    amounts = [
        [money.amount for money in record.people[0].days.values()]
        for record in (course_record(first.id), course_record(second.id))
        if record is not None
    ]
    assert amounts == [[5_000, 6_000], [0, 6_000]]


def test_a_course_that_goes_on_after_it_was_over_is_no_fourth_free_one(database: object) -> None:
    today = date.today()
    worker = make.worker()
    for weeks in (3, 5, 7):
        row = make.course(today - timedelta(weeks=weeks))
        courses.enrol(row.id, [worker.id])
        courses.sign_days(row.id, {(worker.id, row.start): True})
    fourth = make.course(today - timedelta(days=10))
    courses.enrol(fourth.id, [worker.id])
    training.save_courses([({"end": today + timedelta(days=3)}, fourth)])
    with pytest.raises(UserError):
        courses.sign_days(fourth.id, {(worker.id, fourth.start): True})
    assert not Attendance.select().where(Attendance.course == fourth).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hint_of_a_skill_says_what_its_levels_mean(language: str) -> None:
    tr = translator(language)
    hint = tr(Skill.level.help_text)
    assert all(f"{level} {tr(words)}" in hint for level, words in enumerate(SKILL_LEVELS))
