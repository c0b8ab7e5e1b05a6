"""The programme in any order: what is undone or refused leaves no trace, and at the end all agrees."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.guidance.return_visits import ReturnDraft, record_return_visit
from models.actions.ledger import voiding
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.ledger.stock import MORE_THAN_STOCK
from models.actions.party import directory
from models.actions.party.stays import move_household, save_stays
from models.actions.pay.disputes import WAYS, DisputeDraft, answer_dispute, record_dispute
from models.actions.pay.locking import lock, unlock
from models.actions.programme import courses, employment, support, training, workshops
from models.actions.removal import remove_records
from models.database import db
from models.errors import NeedsConfirmation, UserError
from models.queries.desk.integrity import faults
from models.rules.ledger.grade import GOOD
from models.tables.guidance import EQUIPMENT_EVENTS, Equipment
from models.tables.ledger import Voucher
from models.tables.party import Helper, Household, HouseholdStay, Region, Trade, Worker
from models.tables.pay import Dispute, FairFloor, PayPeriod, StatementLine
from models.tables.product import PaceTest, Product
from models.tables.programme import Funding, Placement, Vacancy, Wish, Workshop, WorkshopMember
from models.tables.registry import LOGGED
from models.tables.support import SupportRule
from models.tables.trail import Machine, Series
from models.tables.training import Attendance, Course, Enrolment, Skill
from tests import factories as make

FIRST, TODAY = date(2026, 8, 1), date(2026, 11, 21)
STEPS = 80
_KEPT = {Series, Machine}
_LISTS: tuple[type[Any], ...] = (
    Funding,
    Placement,
    Vacancy,
    Wish,
    WorkshopMember,
    HouseholdStay,
    SupportRule,
    FairFloor,
    PaceTest,
    Attendance,
    Enrolment,
    Skill,
    Course,
    Workshop,
    Trade,
    Helper,
)


def september() -> SimpleNamespace:
    """Three households with two people each at work since August; a workshop, machines, and a course."""
    basket = make.product("P-1", good=3.25, minutes_per_unit=12_000)
    of = make.order(basket, 9000, day=FIRST)
    homes = [make.household(f"H{at}", group=str(at)) for at in range(3)]
    for at, home in enumerate(homes):
        part = make.subcontract(home, of, 400, day=FIRST, due=TODAY)
        for month in (8, 9, 10, 11):
            make.collection(part, date(2026, month, 3 + at), good=10 + at)
        make.worker(home)
        make.worker(home)
    for code in ("SB1", "SB2", "SB3"):
        make.machine(code, condition="良好")
    trade = make.trade()
    workshops.save_workshop({"code": "Z1", "name": "屏风作坊", "kind": "village", "opened": FIRST})
    make.course(FIRST, trade=trade.id)
    make.course(FIRST, name="竹编提高")
    directory.save_helpers([({"name": "唐干部"}, None)])
    return SimpleNamespace()


class Walk:
    """Chooses what is done next by a seed; what is refused is none of its concern."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.verbs: list[Callable[[], object]] = [
            self.places,
            self.move,
            self.stay,
            self.workshop,
            self.close,
            self.member,
            self.leave,
            self.money,
            self.work_elsewhere,
            self.course,
            self.enrol,
            self.sign,
            self.certify,
            self.rules,
            self.machine,
            self.machine,
            self.visit,
            self.sell,
            self.object,
            self.answer,
            self.void,
            self.remove,
            self.lock,
            self.unlock,
        ]

    def step(self) -> None:
        """One thing, whatever it is."""
        self.chance.choice(self.verbs)()

    def day(self) -> date:
        """A day of these months."""
        return FIRST + timedelta(self.chance.randrange((TODAY - FIRST).days + 1))

    def some(self, table: type[Any]) -> Any:
        """The key of a record; refused where there is none."""
        keys = [key for (key,) in db.execute(table.select(table.id).order_by(table.id))]
        if not keys:
            raise UserError("none")
        return self.chance.choice(keys)

    def maybe(self, value: Any) -> Any:
        """A value, or none."""
        return self.chance.choice((None, value))

    def word(self) -> str:
        """A word of few."""
        return self.chance.choice("甲乙丙丁")

    def places(self) -> None:
        town: Any = Region.get(Region.name == "赤城镇")
        self.chance.choice(
            (
                lambda: directory.save_regions(
                    [({"code": f"A{self.word()}", "name": f"{self.word()}片区", "level": "area"}, None)]
                ),
                lambda: directory.save_regions(
                    [
                        (
                            {
                                "code": f"{town.code}9{self.word()}",
                                "name": f"{self.word()}村",
                                "level": "village",
                            },
                            None,
                        )
                    ]
                ),
                lambda: directory.save_helpers([({"name": f"唐{self.word()}", "phone": ""}, None)]),
                lambda: directory.save_helpers(
                    [
                        (
                            {"name": f"唐{self.word()}", "phone": "13800000000"},
                            Helper.get_by_id(self.some(Helper)),
                        )
                    ]
                ),
                lambda: directory.save_trades([({"name": self.word()}, None)]),
            )
        )()

    def move(self) -> None:
        values = {
            "village": f"{self.word()}村",
            "group": self.chance.choice(("1", "二组", "")),
            "helper": f"唐{self.word()}",
        }
        move_household(self.some(Household), self.day(), values)

    def stay(self) -> None:
        values = {"household": self.some(Household), "start": self.maybe(self.day()), "end": self.day()}
        save_stays([({**values, "township": "天福镇", "village": f"{self.word()}村", "group": "1"}, None)])

    def workshop(self) -> None:
        values = {"name": f"{self.word()}作坊", "kind": "home", "opened": self.maybe(self.day())}
        workshops.save_workshop(values, self.maybe(Workshop.get_by_id(self.some(Workshop))))

    def close(self) -> None:
        workshops.close_workshop(self.some(Workshop), self.day(), (workshops.ENDS_MEMBERSHIPS,))

    def member(self) -> None:
        values = {"workshop": self.some(Workshop), "household": self.some(Household), "start": self.day()}
        workshops.save_members([({**values, "end": self.maybe(self.day())}, None)])

    def leave(self) -> None:
        workshops.end_membership(self.some(WorkshopMember), self.day())

    def money(self) -> None:
        values = {"workshop": self.some(Workshop), "date": self.day(), "source": "treasury"}
        workshops.save_funding([({**values, "amount": self.chance.randrange(1, 9) * 10_000}, None)])

    def work_elsewhere(self) -> None:
        who, day, until = self.some(Worker), self.day(), self.maybe(self.day())
        boss = make.enterprise("竹韵公司") if self.chance.random() < 0.1 else None
        self.chance.choice(
            (
                lambda: (
                    employment.save_vacancies(
                        [
                            (
                                {
                                    "enterprise": boss.id,
                                    "post": "编织工",
                                    "places": 2,
                                    "reported": day,
                                    "until": until,
                                },
                                None,
                            )
                        ]
                    )
                    if boss
                    else None
                ),
                lambda: employment.save_placements(
                    [({"worker": who, "employer": "某厂", "start": day, "end": until}, None)]
                ),
                lambda: employment.save_wishes(
                    [({"worker": who, "kind": "job", "date": day, "met_on": until}, None)]
                ),
            )
        )()

    def course(self) -> None:
        start = self.day()
        values = {"name": self.word(), "kind": "van", "start": start, "end": start + timedelta(2)}
        existing = self.maybe(Course.get_by_id(self.some(Course)))
        training.save_courses([({**values, "free": self.chance.random() < 0.8}, existing)])

    def enrol(self) -> None:
        courses.enrol(self.some(Course), [self.some(Worker), self.some(Worker)], TODAY)

    def sign(self) -> None:
        course: Any = Course.get_by_id(self.some(Course))
        day = course.start + timedelta(self.chance.randrange(3))
        people = [row.worker_id for row in course.enrolments] or [self.some(Worker)]
        courses.sign_days(
            course.id, {(self.chance.choice(people), day): self.chance.random() < 0.8 for _ in "12"}, TODAY
        )

    def certify(self) -> None:
        row: Any = Enrolment.get_by_id(self.some(Enrolment))
        courses.certify(row.course_id, [row.worker_id], self.day(), level=self.maybe(2))

    def rules(self) -> None:
        day, basket = self.day(), Product.get()
        self.chance.choice(
            (
                lambda: support.save_rules(
                    [({"code": "PX", "name": "培训", "basis": "day", "amount": 5000, "start": day}, None)]
                ),
                lambda: make.floor(self.chance.randrange(8, 20), day),
                lambda: make.pace_test(basket, 10, self.chance.randrange(60, 200), day),
            )
        )()

    def machine(self) -> None:
        kind, _ = self.chance.choice(EQUIPMENT_EVENTS)
        draft = EventDraft(
            kind,
            self.some(Equipment),
            self.day(),
            household=self.some(Household) if kind == "lend" else None,
            other=self.some(Equipment) if kind == "swap" else None,
            deposit_in=self.chance.choice((0, 0, 10_000)),
            deposit_by=self.chance.choice(("cash", "pay")),
            condition=self.chance.choice(("", "坏了", "良好", "皮带松")),
        )
        if kind in ("return", "deposit"):
            draft.deposit_in, draft.deposit_out = 0, self.chance.choice((0, 5_000, 10_000))
        record_event(draft)

    def visit(self) -> None:
        draft = ReturnDraft(self.some(Household), self.day(), self.maybe(self.some(Helper)), purpose="看看")
        record_return_visit(draft)

    def sell(self) -> None:
        lines = [
            Sold(
                Product.get().id, GOOD, make.units(self.chance.randrange(1, 9)), make.price(25), workshop="Z1"
            )
        ]
        post_sale(SaleDraft(self.day(), lines), (MORE_THAN_STOCK,))

    def object(self) -> None:
        if self.chance.random() < 0.5 and StatementLine.select().exists():
            line: Any = StatementLine.get_by_id(self.some(StatementLine))
            record_dispute(DisputeDraft(line.statement.household_id, self.day(), "少了", line=line.id))
        else:
            slip: Any = Voucher.get_by_id(self.some(Voucher))
            record_dispute(DisputeDraft(slip.household_id, self.day(), "不对", slip=slip.id))

    def answer(self) -> None:
        row: Any = Dispute.get_by_id(self.some(Dispute))
        way, _ = self.chance.choice(WAYS)
        answer_dispute(row.voucher_id, self.day(), "知道了", way, self.chance.choice((500, -500)))

    def void(self) -> None:
        voiding.take_back(self.some(Voucher), "错了", TODAY)

    def remove(self) -> None:
        table = self.chance.choice(_LISTS)
        remove_records(table, [self.some(table)])

    def lock(self) -> None:
        locked = [row.key for row in PayPeriod.select()]
        lock(next(key for key in ("2026-08", "2026-09", "2026-10", "done") if key not in locked), TODAY)

    def unlock(self) -> None:
        unlock(max((row.key for row in PayPeriod.select()), default="2026-08"), "再看")


def stands() -> dict[str, set[tuple[Any, ...]]]:
    """Every row there is but numbers given; a void slip with all its rows counts as none."""
    gone = {key for (key,) in db.execute(Voucher.select(Voucher.id).where(Voucher.voided_on.is_null(False)))}
    found: dict[str, set[tuple[Any, ...]]] = {}
    for table in LOGGED:
        if table in _KEPT:
            continue
        fields = table._meta.sorted_fields
        of = (
            0
            if table is Voucher
            else next((at for at, field in enumerate(fields) if field.name == "voucher"), None)
        )
        rows = db.execute(table.select(*fields))
        found[table.__name__] = {tuple(row) for row in rows if of is None or row[of] not in gone}
    return found


def differing(before: dict[str, set[tuple[Any, ...]]]) -> dict[str, Any]:
    """What stands otherwise now, by table."""
    now = stands()
    return {name: (rows - now[name], now[name] - rows) for name, rows in before.items() if rows != now[name]}


@pytest.mark.parametrize("seed", range(2))
def test_any_walk_leaves_books_that_agree(fill: Any, seed: int) -> None:
    fill(september)
    walk, done, undone = Walk(seed), 0, 0
    for _ in range(STEPS):
        before, newest = stands(), last_undoable().id
        try:
            walk.step()
        except (UserError, NeedsConfirmation):
            assert not differing(before)
            continue
        done += 1
        last = last_undoable()
        if last.id == newest or walk.chance.random() < 0.5:
            continue
        try:
            undo(last.id)
        except UserError:
            continue
        undone += 1
        assert not differing(before), last.title
    assert list(faults()) == []
    assert done > STEPS // 4 and undone > STEPS // 12
