"""The demo cooperative: believable, sound, the same every time, and with everything there is to see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.actions.demo.cooperative import Demo, build_demo
from models.actions.demo.days import works
from models.actions.demo.names import WORDS
from models.backup import check
from models.database import close_database, current_path, db
from models.errors import Cancelled, UserError
from models.opening import open_database
from models.queries.exchange.results import results
from models.queries.guidance.machine_states import inspections_due
from models.queries.ledger.stock import holdings, progress
from models.queries.ledger.warehouse import product_stock
from models.queries.pay.earnings import statements
from models.queries.pay.fair_products import BELOW, REACHED, fair_rates
from models.queries.pay.months import month_statuses
from models.queries.programme.qualification import qualification
from models.rules.ledger.balance import SHORT_CLOSED
from models.rules.party.identity import FEMALE, MALE, identified, valid_id_number
from models.rules.programme.support import CLAIMED, NEARLY, QUALIFIES
from models.settings import setting
from models.tables import programme
from models.tables.guidance import Equipment, EquipmentEvent, EquipmentLoan
from models.tables.ledger import SaleLine, Voucher
from models.tables.party import Helper, Household, HouseholdStay, Region, Worker
from models.tables.pay import Dispute
from models.tables.photo import SUBJECTS, Photo
from models.tables.product import Product, Rate
from models.tables.support import Claim, SupportRule
from models.tables.training import Attendance, Course, Enrolment, Referral, Skill

TODAY = date(2026, 10, 28)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return build_demo(tmp_path_factory.mktemp("demo"), households=48, months=2, today=TODAY)


@pytest.fixture
def looked_at(demo: Demo) -> Iterator[Demo]:
    open_database(demo.path, create=False)
    yield demo
    close_database()


def test_it_is_sound_and_says_what_is_in_it(looked_at: Demo) -> None:
    assert check() == []
    assert looked_at.periods == ("2026-09", "2026-10")
    assert (Household.select().count(), Voucher.select().count()) == (48, looked_at.slips)
    assert setting("cooperative.name")


def test_earlier_months_are_paid_and_the_last_is_open(looked_at: Demo) -> None:
    assert month_statuses() == {"2026-09": "paid"}
    month = statements("2026-10")
    assert month.status == "open" and not month.unpriced
    assert len(month.statements) >= 40
    assert month.total("net") > 0 and month.total("taken") > 0 and month.total("recovered") > 0


def test_three_trades_with_a_rate_that_changes_within_the_month(looked_at: Demo) -> None:
    assert Product.select().count() == 3
    for product in Product.select():
        good = [
            r.start
            for r in Rate.select().where(Rate.product == product, Rate.grade == "good").order_by(Rate.start)
        ]
        assert len(good) == 2 and good[1] == date(2026, 10, 11)
    rates = {line.rate for s in statements("2026-10").statements for line in s.lines if line.grade == "good"}
    assert len(rates) == 6


def test_somebody_is_behind_somebody_is_short_and_some_is_pending(looked_at: Demo) -> None:
    rows = progress(TODAY)
    behind = [row for row in rows if row.household == "H0004" and row.due < TODAY and row.outstanding]
    assert behind and behind[-1].outstanding > behind[-1].quantity // 2
    assert [row.household for row in holdings(TODAY) if row.balance < 0] == ["H0006"]
    assert any(row.status == SHORT_CLOSED for row in rows)
    assert all(row.good + row.second <= row.quantity for row in rows)


@pytest.mark.parametrize(
    "kind",
    [
        *("issue", "top_up", "return", "transfer", "collection", "inspection", "correction"),
        *("visit", "advance", "adjustment", "receipt", "delivery"),
    ],
)
def test_every_kind_of_slip_is_in_it(looked_at: Demo, kind: str) -> None:
    assert Voucher.select().where(Voucher.kind == kind).exists()
    assert Voucher.select().where(Voucher.date > TODAY).count() == 0


def test_a_void_slip_a_lent_machine_and_rare_names_are_there(looked_at: Demo) -> None:
    assert Voucher.select().where(Voucher.voided_on.is_null(False)).count() == 1
    assert 0 < EquipmentLoan.select().count() < Equipment.select().count()
    heads = " ".join(row.head for row in Household.select())
    assert all(character in heads for character in "䶮㛃𫖯㐱单曾解仇朴")


def test_places_are_those_of_the_county(looked_at: Demo) -> None:
    assert Household.select().where(Household.region.is_null()).count() == 0
    assert Region.select().where(Region.level == "area").count() == 3
    assert HouseholdStay.select().exists() and Region.select().where(Region.level == "group").exists()


def test_the_same_seed_and_day_make_the_same_figures(tmp_path: Path) -> None:
    found = []
    for at, seed in enumerate((7, 7, 8)):
        made = build_demo(tmp_path / str(at), households=8, months=1, seed=seed, today=TODAY)
        open_database(made.path)
        found.append(results(made.period))
        close_database()
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2026, 3, 12), "2026-03"), (date(2026, 3, 11), "2026-02"), (date(2026, 1, 1), "2025-12")],
)
def test_on_any_day_the_last_month_has_something_of_everything(
    tmp_path: Path, today: date, last: str
) -> None:
    made = build_demo(tmp_path, households=8, months=1, today=today)
    open_database(made.path)
    assert made.period == last
    assert check() == []
    kinds = {
        row.kind
        for row in Voucher.select(Voucher.kind).where(Voucher.date.between(f"{last}-01", f"{last}-31"))
    }
    assert {"issue", "return", "transfer", "collection", "advance", "adjustment"} <= kinds
    close_database()


@pytest.mark.parametrize("households", [9, 12])
def test_what_a_few_households_made_goes_out_as_far_as_visitors_left_it(
    tmp_path: Path, households: int
) -> None:
    made = build_demo(tmp_path, households=households, today=date(2026, 12, 1))
    open_database(made.path)
    held = product_stock([row.id for row in Product.select(Product.id)])
    assert held and min(held.values()) >= 0
    close_database()


@pytest.mark.parametrize("today", [date(2026, 2, 24), date(2026, 5, 20)])
def test_nobody_begins_after_the_last_day_of_a_vacancy(tmp_path: Path, today: date) -> None:
    made = build_demo(tmp_path, today=today)
    open_database(made.path)
    placement, vacancy = programme.Placement, programme.Vacancy
    placed = placement.select().join(vacancy)
    assert placed.where(placement.start > vacancy.until).count() == 0 < placed.count()
    close_database()


def test_in_english_it_is_english(tmp_path: Path) -> None:
    made = build_demo(tmp_path, households=9, months=1, language="en", today=TODAY)
    open_database(made.path)
    for row in Household.select():
        assert not CHINESE.search(
            "".join((row.head, row.village, row.township, row.group, row.landmark, row.bank))
        )
    for product in Product.select():
        assert not CHINESE.search(product.name)
    for voucher in Voucher.select():
        assert not CHINESE.search(voucher.reason)
    assert setting("paper.language") == "en"
    close_database()


def test_a_demo_is_not_made_over_another(tmp_path: Path) -> None:
    build_demo(tmp_path, households=8, months=1, today=TODAY)
    with pytest.raises(UserError, match="已经有"):
        build_demo(tmp_path, households=8, months=1, today=TODAY)


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        build_demo(tmp_path / "d", households=8, months=1, today=TODAY, progress=stop)
    assert list((tmp_path / "d").iterdir()) == []
    assert current_path() is None


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UserError):
        build_demo(tmp_path / "file" / "d", households=8, months=1, today=TODAY)


def test_there_are_photos_of_every_subject(looked_at: Demo) -> None:
    assert {subject for (subject,) in db.execute(Photo.select(Photo.subject))} == {
        subject for subject, _ in SUBJECTS
    }


def test_the_programme_has_its_registers(looked_at: Demo) -> None:
    shops = list(programme.Workshop.select())
    assert len(shops) == looked_at.households // 3
    assert {shop.kind for shop in shops} == {programme.HOME, programme.IN_VILLAGE, programme.BASE}
    for table in (
        programme.WorkshopMember,
        programme.Funding,
        programme.Vacancy,
        programme.Placement,
        programme.Wish,
        Course,
        Attendance,
        Skill,
        SupportRule,
        Claim,
    ):
        assert table.select().count() > 3, table.__name__
    placed = {row.contract_days for row in programme.Placement.select()}
    assert {364, 365} & placed, "at the edge of a year"
    assert all(machine.value and machine.inspect_every for machine in Equipment.select())


def test_floors_paces_and_disputes(looked_at: Demo) -> None:
    """One product is below the floor; of the disputes some were put right, some stay, one waits."""
    assert {one.pace.tests for one in fair_rates(TODAY) if one.pace} == {4}
    assert {BELOW, REACHED} == {one.stands for one in fair_rates(TODAY)}
    outcomes = [one.outcome for one in Dispute.select()]
    assert set(outcomes) == {"open", "rejected", "upheld"} and outcomes.count("open") == 1
    assert {one.line_id is None for one in Dispute.select()} == {True, False}


def test_people_are_who_their_id_numbers_and_names_say(looked_at: Demo) -> None:
    people = list(Worker.select(Worker, Household).join(Household))
    for one in people:
        assert identified(one.id_number) == (one.sex, one.birth_date) and valid_id_number(one.id_number)
        assert 18 <= (TODAY - one.birth_date).days // 365 <= 90
    given = {word[0]: sex for sex, words in ((FEMALE, "women"), (MALE, "men")) for word in WORDS[words]}
    named = [one for one in people if one.name[1:] in given]
    assert len(named) > 30 and all(given[one.name[1:]] == one.sex for one in named)
    born = {one.household_id: one.birth_date for one in people if one.relation == "Head"}
    for one in (one for one in people if one.household_id in born):
        older = (born[one.household_id] - one.birth_date).days / 365
        assert {"Child": older < -18, "Parent": older > 18}.get(one.relation, True), one.name
    assert len({one.name for one in people}) == len(people)


def test_nothing_happens_before_its_time_or_on_a_holiday(looked_at: Demo) -> None:
    for one in Attendance.select(Attendance, Course).join(Course):
        assert one.course.start <= one.date <= one.course.end <= TODAY
    assert Course.select().where(Course.start > TODAY).count() == 1
    for row in Enrolment.select(Enrolment, Course).join(Course).where(Enrolment.certificate != ""):
        assert row.course.end <= row.certified_on <= TODAY
    for voucher in Voucher.select():
        assert works(voucher.date) or voucher.kind == "delivery", voucher.number
    for visit in Voucher.select().where(Voucher.kind == "return_visit"):
        assert works(visit.date, office=True)
    for table, *days in (
        (programme.Placement, "start", "insured_from"),
        (programme.Wish, "date", "met_on"),
        (Referral, "date"),
    ):
        for row in table.select():
            assert all(getattr(row, day) is None or getattr(row, day) <= TODAY for day in days)
    numbers = [row.date for row in Claim.select().order_by(Claim.number)]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("code", ["JY365", "XJ10", "CY", "PX50"])
def test_each_rule_of_support_money_is_alive(looked_at: Demo, code: str) -> None:
    """Some qualify, some miss a little, some were paid; a day of a course is there or not."""
    rule = SupportRule.get(SupportRule.code == code)
    found = {one.judged.verdict for one in qualification(rule, TODAY).claimants}
    assert {QUALIFIES, CLAIMED} <= found and (code == "PX50" or NEARLY in found)
    assert Claim.select().where(Claim.rule == rule, Claim.status == "paid").exists()


def test_machines_courses_and_sales_have_every_case(looked_at: Demo) -> None:
    kinds = {event.kind for event in EquipmentEvent.select()}
    assert {"lend", "return", "swap", "repair", "inspect", "lost"} <= kinds
    assert {event.deposit_by for event in EquipmentEvent.select()} == {"cash", "pay"}
    assert inspections_due(TODAY)
    assert {course.free for course in Course.select()} == {True, False}
    assert {row.result for row in Referral.select()} == {"told", "taken", "declined"}
    assert {one.level for one in Region.select().join(Helper, on=Helper.region == Region.id)} >= {
        "county",
        "township",
        "village",
        "group",
    }
    assert Region.select().where(Region.trade.is_null(False)).exists()
    assert len(set(SaleLine.select(SaleLine.place).tuples())) > 1
