"""Vacancies, placements and wishes: what is refused, what is asked, what fits and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.programme import employment
from models.actions.programme.courses import enrol
from models.actions.programme.employment import save_placements, save_vacancies, save_wishes
from models.actions.programme.placement_doubts import (
    CONSENTS,
    EMPLOYER_ENDED,
    OUTSIDE_DAYS,
    OVER_FULL,
    SEVERAL_EMPLOYERS,
    doubts_of_placements,
    placement_doubts,
    vacancy_doubts,
)
from models.actions.programme.referrals import answer_about, meet_wish, settle_placement, tell
from models.actions.programme.training import save_skills
from models.actions.programme.workshops import save_workshops
from models.actions.removal import remove_records
from models.errors import NeedsConfirmation, UserError
from models.queries.programme.matching import (
    fitting,
    has_met,
    open_wishes,
    places_left,
    seemingly_met,
    vacancy_taken,
)
from models.rules.programme import matching
from models.tables.party import Region
from models.tables.programme import Placement, Vacancy, Wish
from models.tables.trail import Change, Operation
from models.tables.training import Referral
from tests import factories as make

DAY = make.DAY
LATER = DAY + timedelta(days=30)
TABLES = (Vacancy, Placement, Wish, Referral)


def place(
    worker: Any, employer: str = "竹韵公司", start: date = DAY, end: date | None = None, **more: Any
) -> Any:
    consents = more.pop("consents", ())
    values = {"worker": worker.id, "employer": employer, "start": start, "end": end, **more}
    return save_placements([(values, None)], consents=consents)[0]


def vacancy(places: int = 2, **values: Any) -> Any:
    mill = values.pop("enterprise", None) or make.enterprise()
    defaults = {"enterprise": mill.id, "post": "编织工", "places": places, "reported": DAY}
    return save_vacancies([({**defaults, **values}, None)])[0]


def wish(worker: Any, kind: str = "job", **values: Any) -> Any:
    return save_wishes([({"worker": worker.id, "kind": kind, "date": DAY, "near": False, **values}, None)])[0]


def stays(act: Callable[[], Any], raised: type[Exception]) -> Any:
    """The act raises this, and leaves everything as it was."""
    before = [list(table.select().tuples()) for table in TABLES]
    told = Operation.select().count()
    with pytest.raises(raised) as caught:
        act()
    assert [list(table.select().tuples()) for table in TABLES] == before
    assert Operation.select().count() == told
    return caught.value


def test_one_employer_holds_somebody_once_a_day(database: Path) -> None:
    someone = make.worker()
    first = place(someone, end=LATER)
    said = stays(lambda: place(someone, start=LATER), UserError)
    assert said.field == "start" and "竹韵公司" in said.message and "2026-11-09" in said.message
    again = place(someone, start=LATER + timedelta(days=1))
    # Its own span may be changed, but not into another one.
    save_placements([({"end": LATER - timedelta(days=1)}, first)])
    stays(lambda: save_placements([({"start": DAY}, again)]), UserError)


def test_two_employers_at_once_are_asked_about(database: Path) -> None:
    someone = make.worker()
    place(someone)
    asked = stays(lambda: place(someone, "电子厂", LATER), NeedsConfirmation)
    assert asked.key == SEVERAL_EMPLOYERS and "竹韵公司" in asked.message and someone.name in asked.message
    place(someone, "电子厂", LATER, consents=(SEVERAL_EMPLOYERS,))


def test_a_full_vacancy_is_asked_about_and_counts_by_the_day(database: Path) -> None:
    job = vacancy(1)
    one, other, third = (make.worker() for _ in range(3))
    placed = place(one, "", vacancy=job.id, end=LATER)
    assert placed.employer == job.enterprise.name
    assert places_left(DAY) == {job.id: 0} and places_left(DAY - timedelta(days=1)) == {job.id: 1}
    asked = stays(lambda: place(other, "", LATER, vacancy=job.id), NeedsConfirmation)
    assert asked.key == OVER_FULL and job.number in asked.message
    place(third, "", LATER + timedelta(days=1), vacancy=job.id)
    place(other, "", LATER, vacancy=job.id, consents=(OVER_FULL,))
    assert places_left(LATER + timedelta(days=1)) == {job.id: -1}


def test_what_fits_a_wish_is_told_answered_and_met(database: Path) -> None:
    """A vacancy of the trade and work nobody has yet fit; what is full, closed or of another trade does not."""
    bamboo, coils = make.trade("竹编"), make.trade("线圈")
    village = Region.select().where(Region.level == "village").get()
    home = make.household("H1", region=village.id)
    someone = make.worker(home)
    save_skills([({"worker": someone.id, "trade": bamboo.id, "level": 2}, None)])
    open_ = vacancy(
        2, trade=bamboo.id, skill=2, region=village.parent_id, pay_from=make.yuan(2_800), flexible=True
    )
    vacancy(1, trade=coils.id)
    vacancy(1, trade=bamboo.id, skill=3)
    vacancy(1, trade=bamboo.id, until=DAY)
    full = vacancy(1, trade=bamboo.id)
    place(make.worker(), "", vacancy=full.id)
    work = make.order(make.product(good=3, trade=bamboo.id), 500, due=LATER)
    asked = wish(someone, trade=bamboo.id, flexible=True, near=True)
    found = fitting(asked.id, DAY + timedelta(days=1))
    assert [(fit.match.offer.kind, fit.match.offer.key) for fit in found] == [
        (matching.WORK, work.id),
        (matching.VACANCY, open_.id),
    ]
    assert "在家做" in found[0].why and "2,800" in found[1].about and "同一乡镇" in found[1].why
    at = (matching.VACANCY, open_.id)
    stays(lambda: tell(asked.id, *at, DAY - timedelta(days=1)), UserError)
    tell(asked.id, *at, DAY)
    stays(lambda: tell(asked.id, *at, LATER), UserError)
    answer_about(asked.id, *at, "declined")
    assert [(fit.told, fit.outcome) for fit in fitting(asked.id, DAY)][1] == (DAY, "declined")
    tell(asked.id, *at, LATER)
    answer_about(asked.id, *at, "taken")
    assert has_met(asked.id, LATER) == [], "that somebody took it up is no work yet"
    place(someone, "", LATER, vacancy=open_.id)
    assert [(met.day, met.words) for met in has_met(asked.id, LATER)] == [
        (LATER, f"在{open_.enterprise.name}上班")
    ]
    assert has_met(asked.id, LATER - timedelta(days=1)) == [], "the day has not come"
    assert seemingly_met(LATER).keys() == {asked.id}
    assert Wish.get().met_on is None, "nothing is met silently"
    stays(lambda: meet_wish(asked.id, DAY - timedelta(days=1), "x"), UserError)
    meet_wish(asked.id, LATER, has_met(asked.id, LATER)[0].words)
    assert not seemingly_met(LATER)
    stays(lambda: meet_wish(asked.id, LATER, "y"), UserError)
    stays(lambda: tell(asked.id, matching.WORK, work.id, LATER), UserError)


def test_a_wish_for_training_is_answered_by_courses_one_may_join(database: Path) -> None:
    someone = make.worker()
    asked = wish(someone, "training")
    courses = [make.course(DAY + timedelta(days=at)) for at in range(4)]
    over = make.course(DAY - timedelta(days=9))
    paid = make.course(DAY, free=False)
    assert {fit.match.offer.key for fit in fitting(asked.id, DAY)} == {row.id for row in (*courses, paid)}
    for course in courses[:3]:
        enrol(course.id, [someone.id], DAY)
    assert [fit.match.offer.key for fit in fitting(asked.id, DAY)] == [paid.id], "no free place is left"
    assert over.id not in {fit.match.offer.key for fit in fitting(asked.id, DAY)}
    assert has_met(asked.id, DAY)[0].day == DAY


def test_work_given_to_the_household_may_meet_a_wish(database: Path) -> None:
    bamboo = make.trade()
    home = make.household("H1")
    asked = wish(make.worker(home), trade=bamboo.id)
    make.subcontract(home, make.order(make.product(good=1)), day=LATER, due=LATER + timedelta(days=9))
    assert has_met(asked.id, LATER) == [], "it is of another trade"
    given = make.subcontract(home, make.order(make.product(good=1, trade=bamboo.id)), day=LATER, due=LATER)
    assert [(met.day, given.number in met.words) for met in has_met(asked.id, LATER)] == [(LATER, True)]


def test_a_list_brings_in_what_the_form_asks_about(database: Path) -> None:
    """A workbook of old placements is not asked about; the same employer twice is a fault of its row."""
    someone = make.worker()
    faults: list[tuple[int, str | None]] = []
    values = {"worker": someone.id, "employer": "甲", "start": DAY}
    saved = employment.save_placements(
        [
            (values, None),
            ({**values, "start": LATER}, None),
            ({**values, "employer": "乙", "start": LATER + timedelta(days=1)}, None),
        ],
        lambda place, error: faults.append((place, error.field)),
    )
    assert [row.employer for row in saved] == ["甲", "乙"] and faults == [(1, "start")]


def kept(asked: Any) -> tuple[Any, str, Any]:
    row = Wish.get_by_id(asked.id)
    return row.met_on, row.met_by, row.placement_id


def test_a_placement_meets_wishes_and_takes_a_place_and_they_follow_it(database: Path) -> None:
    someone, other = make.worker(), make.worker()
    job = vacancy(1)
    mill = job.enterprise.name
    asked, later = wish(someone), wish(someone, date=LATER + timedelta(days=1))
    wish(someone, "training")
    tell(asked.id, matching.VACANCY, job.id, DAY)
    placed = place(someone, mill, LATER)
    assert [row.id for row in open_wishes(placed)] == [asked.id], (
        "only what was said before, and only for a job"
    )
    assert vacancy_taken(placed).id == job.id
    settle_placement(placed.id, [asked.id], job.id)
    assert kept(asked) == (LATER, f"在{mill}上班", placed.id) and later.met_on is None
    assert places_left(LATER) == {job.id: 0} and Referral.get().result == "taken"
    assert vacancy_taken(place(other, mill, LATER)) is None, "no place is left"
    stays(lambda: settle_placement(placed.id, [asked.id]), UserError)

    def change(**values: Any) -> None:
        save_placements([(values, Placement.get_by_id(placed.id))], consents=CONSENTS)

    change(start=LATER + timedelta(days=2), employer="电子厂")
    assert kept(asked) == (LATER + timedelta(days=2), "在电子厂上班", placed.id)
    change(end=LATER + timedelta(days=9))
    assert kept(asked)[0] is not None, "what was met stays met when the work ends"
    told = Change.select().count()
    change(end=LATER + timedelta(days=9))
    assert Change.select().count() == told, "what stays as it is is not written anew, the wish neither"
    change(worker=other.id, end=None, start=DAY - timedelta(days=1), employer="丙")
    assert kept(asked) == (None, "", None), "somebody else's work met nothing"


def test_a_placement_without_a_vacancy_takes_up_nothing_else_that_was_told(database: Path) -> None:
    someone, other = make.worker(), make.worker()
    asked, at_home = wish(someone), make.order(due=LATER)
    tell(asked.id, matching.WORK, at_home.id, DAY)
    placed = place(someone)
    settle_placement(placed.id, [asked.id])
    assert Referral.get().result == "told", "work at home was not what was taken up"
    save_placements([({"worker": other.id}, placed)])
    assert Placement.get().worker_id == other.id and kept(asked) == (None, "", None)


def test_a_placement_that_never_was_leaves_the_wish_open_again(database: Path) -> None:
    someone = make.worker()
    asked = wish(someone)
    placed = place(someone)
    settle_placement(placed.id, [asked.id])
    remove_records(Placement, [placed.id])
    assert not Placement.select().exists() and kept(asked) == (None, "", None)
    undo(last_undoable().id)
    assert kept(asked)[2] == placed.id and Placement.select().count() == 1
    save_wishes([({"met_on": None}, Wish.get_by_id(asked.id))])
    assert kept(asked)[2] is None, "who opens a wish again takes it off the placement"
    assert seemingly_met(DAY).keys() == {asked.id}
    save_placements([({"end": DAY}, Placement.get())])
    assert not seemingly_met(LATER), "who is back home still wishes for a job"


def test_a_wish_that_becomes_somebody_elses_is_open_again(database: Path) -> None:
    someone, other = make.worker(), make.worker()
    asked = wish(someone)
    settle_placement(place(someone).id, [asked.id])
    save_wishes([({"worker": other.id, "met_on": DAY}, Wish.get_by_id(asked.id))])
    assert kept(asked) == (None, "", None)


def test_what_is_odd_about_a_placement_is_one_rule_for_form_question_and_list(database: Path) -> None:
    """A second employer, a full vacancy, a day it was not open, a workshop that had closed; each beside its field."""
    someone, other, third = (make.worker() for _ in range(3))
    job = vacancy(1, until=LATER)
    (shop,) = save_workshops([({"code": "Z1", "name": "甲坊", "kind": "base", "closed": DAY}, None)])
    place(someone)
    place(other, "", vacancy=job.id)
    late = LATER + timedelta(days=1)
    for worker, values, key, field, words in (
        (someone, {"employer": "乙"}, SEVERAL_EMPLOYERS, "start", "竹韵公司"),
        (third, {"employer": "乙", "vacancy": job.id}, OVER_FULL, "vacancy", job.number),
        (third, {"employer": "乙", "workshop": shop.id}, EMPLOYER_ENDED, "workshop", DAY.isoformat()),
    ):
        said = {"worker": worker.id, "start": DAY + timedelta(days=1), **values}
        found = placement_doubts(said)
        assert found.keys() == {field} and words in found[field]
        asked = stays(lambda said=said: save_placements([(said, None)]), NeedsConfirmation)
        assert (asked.key, asked.message) == (key, found[field])
    said = {"worker": third.id, "employer": "乙", "vacancy": job.id, "start": late}
    assert set(placement_doubts(said)) == {"start", "vacancy"}
    (row,) = save_placements([(said, None)], consents=CONSENTS)
    (doubts,) = doubts_of_placements([({}, row)])
    assert [one.key for one in doubts] == [OVER_FULL, OUTSIDE_DAYS], (
        "said of what is kept as of what is typed"
    )
    assert placement_doubts({"worker": None, "start": None}) == {}
    assert vacancy_doubts({"places": 2}, job) == {} and set(vacancy_doubts({}, job)) == {"places"}
