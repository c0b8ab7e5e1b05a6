"""A course on the screen: ticked by keys, saved at once, certificates that ask about skill; a wish and what fits."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.actions.programme.courses import enrol, sign_days, withdraw
from models.actions.programme.employment import save_vacancies, save_wishes
from models.rules.programme.training import PAID, DayAttended, DayMoney
from models.tables.programme import Placement, Wish
from models.tables.training import Attendance, Enrolment, Referral, Skill
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk, words_of
from ui.pages.programme import course_sheet

START = TODAY - timedelta(days=2)


def held() -> tuple[Any, list[Any]]:
    """A course of three days with two people, one of whom lives in H1."""
    course = make.course(START, trade=make.trade().id)
    people = [make.worker(make.household(f"H{at}"), f"{at}燚") for at in (1, 2)]
    enrol(course.id, [one.id for one in people], START)
    return course, people


def test_attendance_is_ticked_by_keyboard_and_saved_together(clerk: Clerk) -> None:
    course, people = held()
    page = clerk.go("training")

    def tick(sheet: Any) -> None:
        grid = sheet._extra.grid
        grid.setFocus()
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Space):
            clerk.press(key, on=grid)
        grid.horizontalHeader().sectionClicked.emit(2)
        assert grid.dirty and not Attendance.select().exists()
        sheet.submit()

    clerk.with_sheet(lambda: page.open_course(course.id), tick)
    assert sorted((row.worker_id, row.date) for row in Attendance.select()) == sorted(
        (one.id, START + timedelta(days=at)) for one in people for at in (0, 1)
    )
    clerk.window.undo()
    assert not Attendance.select().exists()


def test_what_was_ticked_stays_when_somebody_is_refused(clerk: Clerk) -> None:
    course, people = held()
    page = clerk.go("training")

    def tick(sheet: Any) -> None:
        people_grid = sheet._extra.grid.people
        people_grid.toggle_day(1)
        # Another window took one of them out meanwhile.
        withdraw(Enrolment.get(Enrolment.worker == people[0]).id)
        sheet.submit()
        assert sheet.isVisible() and people[0].name in sheet._sentence.text()
        assert set(people_grid.changed) == {(one.id, START) for one in people}
        people_grid.put(0, START, False)
        sheet.submit()

    clerk.with_sheet(lambda: page.open_course(course.id), tick)
    assert [row.worker_id for row in Attendance.select()] == [people[1].id]


def test_who_is_enrolled_is_listed_in_the_language_of_the_screen(clerk: Clerk) -> None:
    course = make.course(START)
    make.worker(make.household("H1"), "1燚", relation="Spouse", category="Low income")
    table = course_sheet.enrol_sheet(clerk.window, clerk.go("training"), course.id)._extra
    at = next(at for at, one in enumerate(table.model.columns) if one.key == "relation")
    assert table.model.index(0, at).data() == "配偶"


def test_a_certificate_is_not_of_a_day_that_nobody_means(clerk: Clerk) -> None:
    course, people = held()
    sign_days(course.id, {(people[0].id, START): True}, TODAY)

    def mistype(inner: Any) -> None:
        inner.form.field("day").set_value(TODAY.replace(year=2062))
        inner.submit()
        assert inner.isVisible() and "2062" in inner.form.field("day").problem()

    part = course_sheet.CoursePeople(clerk.go("training"), course.id)
    clerk.with_sheet(part.certify, mistype)
    assert not Enrolment.select().where(Enrolment.certificate != "").exists()


def test_people_are_enrolled_and_certified_from_the_course(clerk: Clerk) -> None:
    course, _ = held()
    more = make.worker(make.household("H3"), "3燚")
    page = clerk.go("training")

    def work(sheet: Any) -> None:
        part = sheet._extra
        clerk.with_sheet(part.enrol, lambda inner: (inner._extra.select(more.id), inner.submit()))
        assert Enrolment.select().count() == 3
        part.grid.people.toggle_day(1)
        part.grid.setCurrentIndex(part.grid.people.index(0, 0))
        sheet.submit()

    clerk.with_sheet(lambda: page.open_course(course.id), work)
    assert Attendance.select().count() == 3

    def certify(sheet: Any) -> None:
        def raise_skill(inner: Any) -> None:
            inner.form.field("level").set_value(2)
            inner.submit()

        clerk.with_sheet(sheet._extra.certify, raise_skill)
        sheet.reject()

    clerk.with_sheet(lambda: page.open_course(course.id), certify)
    assert {row.certificate for row in Enrolment.select()} == {f"PX0001-0{at}" for at in (1, 2, 3)}
    assert {row.level for row in Skill.select()} == {2} and Skill.select().count() == 3


def test_what_is_ticked_counts_for_certificates_and_papers(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, _ = held()
    printed: list[int] = []
    monkeypatch.setattr(
        course_sheet, "print_kind", lambda page, kind, selection: printed.append(Attendance.select().count())
    )
    page = clerk.go("training")

    def work(sheet: Any) -> None:
        part = sheet._extra
        clerk.with_sheet(part.certify, lambda box: seen.append(words_of(box)))
        part.grid.people.toggle_day(1)
        part._say()
        assert "2 人天" in part.sum.text() and "¥" not in part.sum.text()
        clerk.with_sheet(part.certify, lambda inner: inner.submit())
        assert not part.dirty and Attendance.select().count() == 2
        part.grid.people.toggle_day(2)
        part.print_("trainingmoney")
        assert printed == [4] and not part.dirty
        part.grid.people.toggle_day(2)
        sheet.submit()

    seen: list[str] = []
    clerk.with_sheet(lambda: page.open_course(course.id), work)
    assert len(seen) == 1 and "没有人要发证书" in seen[0]
    assert {row.certificate for row in Enrolment.select()} == {"PX0001-01", "PX0001-02"}
    assert Attendance.select().count() == 2


def test_money_of_an_unsaved_tick_is_not_shown(clerk: Clerk) -> None:
    course, _ = held()
    part = course_sheet.CoursePeople(clerk.go("training"), course.id)
    model = part.grid.people
    paid = part.record.people[0]
    model.people = (
        dataclasses.replace(paid, days={START: DayMoney(DayAttended(1, 1, START), 5_000, "R", PAID)}),
    )
    at = model.index(0, 5)
    assert model.data(at) == "50.00"
    model.put(0, START, False)
    assert (model.data(model.index(0, 4)), model.data(at)) == ("0", "")


def test_a_wish_shows_what_fits_and_who_was_told(clerk: Clerk) -> None:
    someone = make.worker(make.household("H1"), "1燚")
    mill = make.enterprise("竹材公司")
    save_vacancies([({"enterprise": mill.id, "post": "编织工", "places": 1, "reported": START}, None)])
    (wish,) = save_wishes([({"worker": someone.id, "kind": "job", "date": START, "near": False}, None)])
    page = clerk.go("employment")

    def tell(sheet: Any) -> None:
        fits = sheet._extra
        clerk.settle()
        assert [one.name for one in fits.fits] == ["KG0001 竹材公司 编织工"]
        fits.table.select(0)
        fits.tell()
        fits.answer("taken")
        sheet.form.field("met_by").set_value("竹材公司")
        sheet.form.field("met_on").set_value(TODAY)
        sheet.submit()

    clerk.with_sheet(lambda: page.open_wish(wish.id), tell)
    assert [(row.result, row.date) for row in Referral.select()] == [("taken", TODAY)]
    assert Wish.get().met_by == "竹材公司"
    (again,) = save_wishes([({"worker": someone.id, "kind": "job", "date": TODAY, "near": False}, None)])

    def place(sheet: Any) -> None:
        sheet._extra.table.select(0)
        sheet._extra.place()

    accept = [lambda sheet: sheet.submit()] * 2  # the placement, then what it settles
    clerk.with_sheets(lambda: page.open_wish(again.id), [place, *accept])
    placed = Placement.get()
    assert (placed.worker_id, placed.employer, placed.vacancy.post) == (someone.id, "竹材公司", "编织工")
    assert Wish.get_by_id(again.id).placement_id == placed.id
    page.tabs.setCurrentWidget(page.told)
    page.told.refresh()
    clerk.settle()
    assert page.told.count() == 1
