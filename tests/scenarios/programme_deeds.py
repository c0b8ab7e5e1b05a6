"""What is done for the programme, each operation once: training, work elsewhere, support money, disputes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from models.actions.party import directory, parties
from models.actions.pay import disputes
from models.actions.pay.fair_floors import save_floors
from models.actions.product.pace_tests import save_pace_tests
from models.actions.programme import claims, courses, employment, referrals, support, training, workshops
from models.actions.removal import remove_records
from models.tables.ledger import Voucher
from models.tables.party import Helper, Trade, Worker
from models.tables.programme import Funding, Placement, Vacancy, Wish, Workshop
from models.tables.support import Claim, SupportRule
from models.tables.training import Course, Enrolment, Referral, Skill

DAY = date(2026, 10, 20)


def person() -> Any:
    """Somebody of a household that nothing else is about."""
    return Worker.get(Worker.name == "漆秀兰")


def newest(table: Any) -> int:
    """The key of the last record of a table."""
    return int(table.select().order_by(table.id.desc()).first().id)


def course(world: Any) -> None:
    """A course of two days."""
    values = {
        "name": "收口班",
        "kind": "van",
        "trade": Trade.get().id,
        "start": DAY,
        "end": DAY + timedelta(1),
    }
    training.save_courses([(values, None)])


def claim(world: Any) -> None:
    """A claim by the rule for each person."""
    claims.make_claim(SupportRule.get().id, DAY, workers=[person().id])


def objection(world: Any) -> None:
    """The household says that its collection is wrong."""
    slip = Voucher.get(Voucher.number == world.numbers["collection"])
    disputes.record_dispute(disputes.DisputeDraft(world.home.id, DAY, "少数了一件", slip=slip.id))


DEEDS: list[tuple[str, Callable[[Any], object]]] = [
    ("a person", lambda w: parties.save_worker(w.other.id, {"name": "漆秀兰"})),
    ("a trade", lambda w: directory.save_trades([({"name": "竹编"}, None)])),
    (
        "money of a workshop",
        lambda w: workshops.save_funding(
            [({"workshop": newest(Workshop), "date": DAY, "source": "treasury", "amount": 5_000}, None)]
        ),
    ),
    ("it was written down wrongly", lambda w: remove_records(Funding, [newest(Funding)])),
    ("a course", course),
    ("who takes part", lambda w: courses.enrol(newest(Course), [person().id], DAY)),
    ("somebody stays away", lambda w: courses.withdraw(newest(Enrolment))),
    (
        "comes after all",
        lambda w: training.save_enrolments([({"course": newest(Course), "worker": person().id}, None)]),
    ),
    ("is there", lambda w: courses.sign_days(newest(Course), {(person().id, DAY): True}, DAY)),
    ("a certificate", lambda w: courses.certify(newest(Course), [person().id], DAY + timedelta(1), level=1)),
    ("a skill", lambda w: training.save_skills([({"level": 2}, Skill.get())])),
    (
        "a second day",
        lambda w: training.save_attendance(
            [({"course": newest(Course), "worker": person().id, "date": DAY + timedelta(1)}, None)]
        ),
    ),
    (
        "a vacancy",
        lambda w: employment.save_vacancies(
            [({"enterprise": w.company.id, "post": "编织工", "places": 2, "reported": DAY}, None)]
        ),
    ),
    (
        "a wish",
        lambda w: employment.save_wishes([({"worker": person().id, "kind": "job", "date": DAY}, None)]),
    ),
    ("somebody is told", lambda w: referrals.tell(newest(Wish), "vacancy", newest(Vacancy), DAY)),
    ("and answers", lambda w: referrals.answer(newest(Referral), "declined")),
    (
        "it is written down by list",
        lambda w: referrals.save_referrals([({"note": "太远"}, Referral.get())]),
    ),
    ("the wish is met", lambda w: referrals.meet_wish(newest(Wish), DAY, "去了村级作坊")),
    (
        "work elsewhere",
        lambda w: employment.save_placements(
            [({"worker": person().id, "employer": "青篾坊", "start": DAY}, None)]
        ),
    ),
    (
        "an earlier wish",
        lambda w: employment.save_wishes(
            [({"worker": person().id, "kind": "job", "date": DAY - timedelta(1)}, None)]
        ),
    ),
    ("the work settles it", lambda w: referrals.settle_placement(newest(Placement), [newest(Wish)])),
    (
        "a rule of support money",
        lambda w: support.save_rules(
            [
                (
                    {
                        "code": "PX",
                        "name": "补助",
                        "basis": "day",
                        "amount": 5_000,
                        "start": date(2026, 1, 1),
                    },
                    None,
                )
            ]
        ),
    ),
    ("a claim", claim),
    ("the claim is dropped", lambda w: claims.drop_claims([newest(Claim)])),
    ("a claim again", claim),
    ("handed in", lambda w: claims.hand_in_claims([newest(Claim)])),
    ("refused", lambda w: claims.refuse_claims([newest(Claim)], "缺合同")),
    ("a third claim", claim),
    ("handed in too", lambda w: claims.hand_in_claims([newest(Claim)])),
    ("approved", lambda w: claims.approve_claim(newest(Claim))),
    ("paid", lambda w: claims.pay_claims([newest(Claim)], DAY + timedelta(9))),
    (
        "a claim made elsewhere",
        lambda w: claims.save_claims(
            [({"number": "WB1", "rule": SupportRule.get().id, "date": DAY, "amount": 0}, None)]
        ),
    ),
    (
        "with its person",
        lambda w: claims.save_claim_people(
            [({"claim": newest(Claim), "worker": Worker.get().id, "days": 1, "amount": 0}, None)]
        ),
    ),
    ("a helper's unit", lambda w: directory.save_helpers([({"unit": "水利局"}, Helper.get())])),
    (
        "a pace test",
        lambda w: save_pace_tests(
            [({"product": w.item.id, "number": "1", "date": DAY, "units": 1_000, "minutes": 20_000}, None)]
        ),
    ),
    ("a floor", lambda w: save_floors([({"start": date(2026, 1, 1), "per_hour": 1_500}, None)])),
    ("a dispute", objection),
    (
        "its answer",
        lambda w: disputes.answer_dispute(
            Voucher.get(Voucher.kind == "dispute").id, DAY, "数过了，没错", disputes.STAYS
        ),
    ),
]
"""What is done, and how."""
