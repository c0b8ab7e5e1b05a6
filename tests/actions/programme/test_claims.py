"""A year of support money: who qualifies, the claim, the office's answer, and nobody counted twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.party.parties import save_worker
from models.actions.programme import claims
from models.actions.programme.employment import save_placements
from models.actions.programme.support import save_rules
from models.actions.programme.training import save_attendance, save_courses, save_enrolments
from models.actions.programme.workshops import save_members, save_workshops
from models.errors import UserError
from models.i18n import translator
from models.queries.desk.history import in_words
from models.queries.programme.qualification import qualification, reasons
from models.rules.programme.support import CLAIMED, NEARLY, PER_DAY, PER_PERSON, PER_WORKSHOP, QUALIFIES
from models.tables.support import Claim, ClaimPerson
from models.tables.trail import Operation
from tests import factories as make

START = date(2026, 1, 1)
DAY = date(2026, 11, 1)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop() -> Any:
    """A village workshop with eleven people: nine by placements, one with a short contract, one not insured."""
    home = make.household("H0001", "单春梅")
    (one, other) = save_workshops(
        [
            ({"code": "Z001", "name": "屏风村作坊", "kind": "village"}, None),
            ({"code": "Z002", "name": "赤城基地", "kind": "base"}, None),
        ]
    )
    people = [save_worker(home, {"name": f"工人{n:02d}"}) for n in range(11)]
    for n, person in enumerate(people):
        place(person, one, contract_days=362 if n == 9 else 365, insured_from=None if n == 10 else START)
    (award, ten, day) = save_rules(
        [
            (
                {
                    "code": "JY",
                    "name": "稳岗奖补",
                    "basis": PER_PERSON,
                    "amount": 100_000,
                    "start": START,
                    "contract_days": 365,
                    "insured": True,
                },
                None,
            ),
            (
                {
                    "code": "XN",
                    "name": "吸纳奖补",
                    "basis": PER_WORKSHOP,
                    "amount": 2_000_000,
                    "start": START,
                    "newly_taken": 10,
                    "first_only": True,
                },
                None,
            ),
            (
                {
                    "code": "PX",
                    "name": "培训补助",
                    "basis": PER_DAY,
                    "amount": 5_000,
                    "start": START,
                    "most_courses": 3,
                },
                None,
            ),
        ]
    )
    return SimpleNamespace(home=home, one=one, other=other, people=people, award=award, ten=ten, day=day)


def place(worker: Any, workshop: Any, start: date = START, **values: Any) -> Any:
    entry = {
        "worker": worker.id,
        "employer": workshop.name,
        "workshop": workshop.id,
        "start": start,
        **values,
    }
    return save_placements([(entry, None)], consents=("several_employers",))[0]


def refused(act: Callable[[], Any]) -> str:
    """What an act is refused with; it changed nothing."""
    before = (Operation.select().count(), Claim.select().count(), ClaimPerson.select().count())
    with pytest.raises(UserError) as error:
        act()
    assert (Operation.select().count(), Claim.select().count(), ClaimPerson.select().count()) == before
    return error.value.message


def test_who_qualifies_who_nearly_and_what_is_missing(shop: Any) -> None:
    answer = qualification(shop.award, DAY)
    assert len(answer.of(QUALIFIES)) == 9
    (nearly,) = answer.of(NEARLY)
    assert nearly.name == "工人09"
    assert reasons(nearly, translator("en")) == "3 days of contract are missing"
    assert reasons(nearly, translator("zh")) == "合同还差 3 天"


def test_a_contract_that_has_ended_is_shown_beside_who_works_on_at_home(shop: Any) -> None:
    person = make.worker(make.household("H0010", "尉迟素芳"))
    place(person, shop.one, end=date(2026, 3, 31), contract_days=90, insured_from=START)
    save_members([({"workshop": shop.one.id, "household": person.household_id, "start": START}, None)])
    (found,) = [one for one in qualification(shop.award, DAY).claimants if one.name == person.name]
    assert found.job is not None and found.job.contract_days == 90


def test_a_claim_from_draft_to_paid(shop: Any) -> None:
    workers = [one.worker.id for one in qualification(shop.award, DAY).of(QUALIFIES) if one.worker]
    (number,) = claims.make_claim(shop.award.id, DAY, workers=workers)
    claim = Claim.get(Claim.number == number)
    assert (claim.amount, claim.workshop_id, claim.people.count()) == (900_000, shop.one.id, 9)
    assert {
        one.judged.verdict for one in qualification(shop.award, DAY).claimants if one.worker.id in workers
    } == {CLAIMED}
    claims.hand_in_claims([claim.id])
    assert "note" not in refused(lambda: claims.approve_claim(claim.id, 800_000))
    claims.approve_claim(claim.id, 800_000, "one was counted by another county")
    assert claim.number in refused(lambda: claims.pay_claims([claim.id], DAY - timedelta(days=1)))
    far = DAY.replace(year=2062)
    assert "2062" in refused(lambda: claims.pay_claims([claim.id], far, DAY + timedelta(days=40)))
    claims.pay_claims([claim.id], DAY + timedelta(days=40), DAY + timedelta(days=40))
    claim = Claim.get_by_id(claim.id)
    assert (claim.status, claim.amount, claim.paid_on) == ("paid", 800_000, DAY + timedelta(days=40))
    newest = Operation.select().order_by(Operation.id.desc()).limit(10)
    assert any(number in in_words(one.title, one.arguments, one.undoes) for one in newest)


def test_each_step_takes_the_one_before_and_can_be_undone(shop: Any) -> None:
    (number,) = claims.make_claim(shop.award.id, DAY, workers=[shop.people[0].id])
    claim = Claim.get(Claim.number == number)
    for act in (
        lambda: claims.approve_claim(claim.id),
        lambda: claims.refuse_claims([claim.id], "too late"),
        lambda: claims.pay_claims([claim.id], DAY),
    ):
        assert number in refused(act)
    claims.hand_in_claims([claim.id])
    assert refused(lambda: claims.refuse_claims([claim.id], " "))
    undo(last_undoable().id)
    assert Claim.get_by_id(claim.id).status == "draft"
    undo(last_undoable().id)
    assert not Claim.select().count()


def test_nobody_is_counted_twice_and_it_is_said_by_which_claim(shop: Any) -> None:
    place(
        shop.people[0],
        shop.other,
        DAY - timedelta(days=5),
        contract_days=365,
        insured_from=DAY - timedelta(days=5),
    )
    (first,) = claims.make_claim(shop.award.id, DAY, workers=[shop.people[0].id])
    said = refused(lambda: claims.make_claim(shop.award.id, DAY, workers=[p.id for p in shop.people[:3]]))
    assert "工人00" in said
    assert first in said
    with_short = refused(lambda: claims.make_claim(shop.award.id, DAY, workers=[shop.people[9].id]))
    assert "工人09" in with_short


def test_a_refused_claim_frees_its_people_until_they_are_claimed_anew(shop: Any) -> None:
    (first,) = claims.make_claim(shop.award.id, DAY, workers=[shop.people[0].id])
    claim = Claim.get(Claim.number == first)
    claims.hand_in_claims([claim.id])
    claims.refuse_claims([claim.id], "the contract was not enclosed")
    refusal = last_undoable()
    (second,) = claims.make_claim(shop.award.id, DAY, workers=[shop.people[0].id])
    assert second != first
    assert second in refused(lambda: undo(refusal.id))


def test_the_tenth_person_brings_the_award_and_only_once(shop: Any) -> None:
    (claimant,) = [one for one in qualification(shop.ten, DAY).claimants if one.workshop.id == shop.one.id]
    assert (claimant.judged.verdict, len(claimant.judged.people)) == (QUALIFIES, 11)
    (number,) = claims.make_claim(shop.ten.id, DAY, workshops=[shop.one.id])
    claim = Claim.get(Claim.number == number)
    assert (claim.amount, claim.people.count()) == (2_000_000, 11)
    assert number in refused(lambda: claims.make_claim(shop.ten.id, DAY, workshops=[shop.one.id]))
    save_rules([({"end": date(2026, 11, 30)}, shop.ten)])
    later = save_rules(
        [
            (
                {
                    "code": "XN",
                    "name": "吸纳奖补",
                    "basis": PER_WORKSHOP,
                    "amount": 3_000_000,
                    "start": date(2026, 12, 1),
                    "newly_taken": 1,
                    "first_only": True,
                },
                None,
            )
        ]
    )[0]
    assert number in refused(lambda: claims.make_claim(later.id, date(2026, 12, 2), workshops=[shop.one.id]))


def test_households_of_a_workshop_bring_their_people(shop: Any) -> None:
    home = make.household("H0002", "曾国芳")
    for name in ("甲", "乙"):
        save_worker(home, {"name": name})
    save_members([({"workshop": shop.other.id, "household": home.id, "start": DAY}, None)])
    (claimant,) = [one for one in qualification(shop.ten, DAY).claimants if one.workshop.id == shop.other.id]
    assert len(claimant.judged.people) == 2


def test_days_of_courses_are_paid_once(shop: Any) -> None:
    worker = shop.people[0]
    courses = save_courses(
        [
            (
                {
                    "number": f"PX{n}",
                    "name": f"竹编{n}",
                    "kind": "central",
                    "start": date(2026, n, 1),
                    "end": date(2026, n, 9),
                },
                None,
            )
            for n in (2, 3, 4, 5)
        ]
    )
    save_enrolments([({"course": course.id, "worker": worker.id}, None) for course in courses[:3]])
    for course in courses[:3]:
        attend(course, worker, 4)
    (number,) = claims.make_claim(shop.day.id, DAY, workers=[worker.id])
    (person,) = ClaimPerson.select()
    assert (person.days, person.amount) == (12, 60_000)
    assert number in refused(lambda: claims.make_claim(shop.day.id, DAY, workers=[worker.id]))
    attend(courses[2], worker, 5)
    claims.make_claim(shop.day.id, DAY, workers=[worker.id])
    assert sorted(row.days for row in ClaimPerson.select()) == [1, 12]
    other = claims.save_claims([({"rule": shop.day.id, "date": DAY, "amount": 5_000}, None)])[0]
    entry = {"claim": other.id, "worker": worker.id, "days": 1, "amount": 5_000}
    assert number in refused(lambda: claims.save_claim_people([(entry, None)]))


def attend(course: Any, worker: Any, days: int) -> None:
    held = [course.start + timedelta(days=n) for n in range(days)]
    known = {row.date for row in course.attendance}
    save_attendance(
        [({"course": course.id, "worker": worker.id, "date": day}, None) for day in held if day not in known]
    )


def test_a_claim_that_came_by_workbook_counts_too(shop: Any) -> None:
    made = {"rule": shop.award.id, "workshop": shop.one.id, "date": DAY, "amount": 100_000}
    claim, other = claims.save_claims([({**made, "number": number}, None) for number in ("SB1", "SB2")])
    entry = {"claim": claim.id, "worker": shop.people[0].id, "amount": 100_000}
    claims.save_claim_people([(entry, None)])
    said = refused(lambda: claims.save_claim_people([({**entry, "claim": other.id}, None)]))
    assert claim.number in said
    assert claim.number in refused(lambda: claims.make_claim(shop.award.id, DAY, workers=[shop.people[0].id]))
    assert refused(lambda: claims.save_claims([({"status": "paid"}, claim)]))


def test_claims_without_a_number_take_the_next_ones_each_its_own(shop: Any) -> None:
    made = {"rule": shop.award.id, "workshop": shop.one.id, "date": DAY, "amount": 100_000}
    numbers = [claim.number for claim in claims.save_claims([(dict(made), None), (dict(made), None)])]
    assert numbers == ["SB0001", "SB0002"]
    gone = {**made, "rule": 1}
    assert refused(lambda: claims.save_claims([(gone, None)]))


def test_who_works_at_two_workshops_counts_for_one() -> None:
    home = make.household("H0009", "陈㛃")
    worker = make.worker(home)
    both = save_workshops([({"code": f"Z{at}", "name": f"作坊{at}", "kind": "home"}, None) for at in (8, 9)])
    for one in both:
        save_members([({"workshop": one.id, "household": home.id, "start": date(2026, 9, 1)}, None)])
    values = {"code": "XN", "name": "吸纳", "basis": PER_WORKSHOP, "amount": 10_000, "start": START}
    (rule,) = save_rules([({**values, "newly_taken": 1}, None)])
    with pytest.raises(UserError) as refused:
        claims.make_claim(rule.id, DAY, workshops=[one.id for one in both])
    assert worker.name in refused.value.message and not Claim.select().exists()
    assert len(claims.make_claim(rule.id, DAY, workshops=[both[0].id])) == 1


def test_whom_the_enterprise_had_at_another_workshop_is_not_newly_taken_in() -> None:
    firm = make.enterprise("青篾坊")
    both = save_workshops(
        [
            ({"code": f"Z{at}", "name": f"{at}号车间", "kind": "village", "enterprise": firm.id}, None)
            for at in (6, 7)
        ]
    )
    (alone,) = save_workshops([({"code": "Z8", "name": "独立车间", "kind": "village"}, None)])
    had = [make.worker() for _ in range(3)]
    for person, employer, where in (
        (had[0], firm.name, both[0]),
        (had[1], both[0].name, both[0]),
        (had[2], alone.name, alone),
    ):
        place(person, where, START, employer=employer, end=date(2026, 3, 31))
        place(person, both[1], date(2026, 8, 1))
    values = {"code": "XN", "name": "吸纳", "basis": PER_WORKSHOP, "amount": 10_000, "start": START}
    (rule,) = save_rules([({**values, "newly_taken": 1}, None)])
    (found,) = [one for one in qualification(rule, DAY).claimants if one.workshop.id == both[1].id]
    assert found.judged.people == (had[2].id,)
