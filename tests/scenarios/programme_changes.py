"""What a cooperative changes behind its own back: moves dated back, slips taken back, people who leave and return.

Each change is one of the program's own actions, chosen at random; what the program refuses changes nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.guidance.visits import VisitDraft, record_visit
from models.actions.ledger import voiding
from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.ledger.stock import MORE_THAN_STOCK
from models.actions.party import parties
from models.actions.party.stays import move_household
from models.actions.pay.adjustments import post_adjustment, post_advance
from models.actions.pay.fair_floors import save_floors
from models.actions.pay.locking import lock, take_payment_back, unlock
from models.actions.product.pace_tests import save_pace_tests
from models.actions.programme import claims, employment, support, training, workshops
from models.errors import NeedsConfirmation, UserError
from models.queries.ledger.deliveries import lines_of
from models.queries.programme.qualification import qualification
from models.settings import change_settings
from models.tables.guidance import LEND, LOSE, SWAP, TAKE_BACK, Equipment, EquipmentLoan
from models.tables.ledger import Voucher
from models.tables.party import Enterprise, Household, Region, Worker
from models.tables.pay import PayPeriod, Statement
from models.tables.product import Product
from models.tables.programme import Workshop, WorkshopMember
from models.tables.support import Claim, SupportRule
from models.tables.training import Attendance, Course, Enrolment


class Clerk:
    """Makes changes at random; ``first`` and ``today`` are the first and the last day of the books."""

    def __init__(self, seed: int, first: date, today: date) -> None:
        self.rng = random.Random(seed)
        self.first, self.today = first, today
        self.done: Counter[str] = Counter()

    def day(self, first: date | None = None) -> date:
        first = first or self.first
        return first + timedelta(self.rng.randrange(max(1, (self.today - first).days + 1)))

    def open_day(self, first: date | None = None) -> date:
        """A day of a month that is not locked."""
        locked = PayPeriod.select(PayPeriod.end).order_by(PayPeriod.end.desc()).scalar()
        begun = self.first if locked is None else locked + timedelta(1)
        if begun > self.today:
            raise UserError("nothing is open")
        return self.day(begun if first is None else max(first, begun))

    def one(self, table: Any, *conditions: Any) -> Any:
        """A record of a table, the same for the same seed."""
        query = table.select().where(*conditions) if conditions else table.select()
        rows = list(query.order_by(table.id))
        if not rows:
            raise UserError("there is none")
        return self.rng.choice(rows)

    def change(self, often: int) -> None:
        """So many changes, each of another kind; what is refused is counted as such."""
        kinds = sorted(CHANGES)
        for _ in range(often):
            kind = self.rng.choice(kinds)
            try:
                CHANGES[kind](self)
                self.done[kind] += 1
            except (UserError, NeedsConfirmation):
                self.done[f"{kind} refused"] += 1

    # -- households and people ----------------------------------------------------------------------------------------

    def move(self) -> None:
        home = self.one(Household)
        place = self._place()
        move_household(home.id, self.day(), place, self.today)

    def return_home(self) -> None:
        """A household moves away and comes back to where it was."""
        home = self.one(Household)
        back = {name: getattr(home, name) for name in ("township", "village", "group")}
        there = self.day()
        move_household(home.id, there, self._place(), self.today)
        move_household(
            home.id, min(self.today, there + timedelta(self.rng.randrange(1, 99))), back, self.today
        )

    def _place(self) -> dict[str, str]:
        village = self.one(Region, Region.level == "village")
        town: Any = Region.get_by_id(village.parent_id)
        groups = list(Region.select().where(Region.parent == village.id))
        group = self.rng.choice(["", "3", "第十一组", *(row.name for row in groups)])
        return {"township": town.name, "village": village.name, "group": group}

    def stop_working(self) -> None:
        home = self.one(Household)
        parties.save_household({"active": not home.active}, home)

    def person_leaves(self) -> None:
        person = self.one(Worker)
        parties.save_worker(person.household_id, {"active": not person.active}, person)

    def category(self) -> None:
        person = self.one(Worker)
        since = self.day()
        values = {
            "category": self.rng.choice(("", "脱贫户", "监测户")),
            "category_from": since,
            "category_until": self.rng.choice((None, since + timedelta(200))),
        }
        parties.save_worker(person.household_id, values, person)

    # -- workshops and work elsewhere ---------------------------------------------------------------------------------

    def join(self) -> None:
        start = self.day()
        end = self.rng.choice((None, start + timedelta(self.rng.randrange(300))))
        values = {"workshop": self.one(Workshop).id, "household": self.one(Household).id}
        workshops.save_members([({**values, "start": start, "end": end}, None)])

    def leave(self) -> None:
        """A household leaves a workshop; half of them come back, some on the next day."""
        member = self.one(WorkshopMember, WorkshopMember.end.is_null())
        day = self.day(member.start)
        workshops.end_membership(member.id, day)
        if self.rng.random() < 0.5:
            back = day + timedelta(self.rng.choice((1, 1, 2, 40)))
            values = {"workshop": member.workshop_id, "household": member.household_id, "start": back}
            workshops.save_members([(values, None)])

    def open_or_close(self) -> None:
        """A workshop closes, and the households' days in it end with it; one that is closed opens again."""
        shop = self.one(Workshop)
        if shop.closed is None:
            workshops.close_workshop(shop.id, self.day(shop.opened), ("ends_memberships",))
        else:
            workshops.save_workshop({"closed": None}, shop)

    def place(self) -> None:
        """Somebody begins to work for an enterprise, at a workshop of it or elsewhere."""
        shop = self.one(Workshop)
        employer = Enterprise.get_by_id(shop.enterprise_id).name if shop.enterprise_id else "外地厂"
        start = self.day()
        insured = self.rng.choice((None, start, start, start + timedelta(1)))
        values = {
            "worker": self.one(Worker).id,
            "employer": employer,
            "workshop": self.rng.choice((None, shop.id)),
            "start": start,
            "end": self.rng.choice((None, start + timedelta(self.rng.choice((10, 363, 364, 365))))),
            "contract_days": self.rng.choice((None, 300, 364, 365)),
            "insured_from": insured,
        }
        employment.save_placements([(values, None)])

    # -- training and support money -----------------------------------------------------------------------------------

    def attend(self) -> None:
        """Somebody was at a course on a day of it, at another one perhaps on the same."""
        row = self.one(Enrolment)
        course = Course.get_by_id(row.course_id)
        known = Attendance.select(Attendance.date).where(
            Attendance.course == course.id, Attendance.worker == row.worker_id
        )
        seen = {one.date for one in known}
        days = [course.start + timedelta(at) for at in range((course.end - course.start).days + 1)]
        day = self.rng.choice([one for one in days if one not in seen] or days)
        training.save_attendance([({"course": course.id, "worker": row.worker_id, "date": day}, None)])

    def second_course(self) -> None:
        """A course that is paid for lies over a free one: who is at both is there once."""
        row = self.one(Attendance)
        values = {"name": "夜班", "kind": "van", "start": row.date, "end": row.date, "free": False}
        (course,) = training.save_courses([(values, None)])
        training.save_enrolments([({"course": course.id, "worker": row.worker_id}, None)])
        training.save_attendance([({"course": course.id, "worker": row.worker_id, "date": row.date}, None)])

    def rule(self) -> None:
        """A rule ends, and from the next day on another amount holds."""
        old = self.one(SupportRule, SupportRule.end.is_null())
        day = self.day(old.start)
        kept = (
            "code",
            "name",
            "basis",
            "contract_days",
            "insured",
            "newly_taken",
            "first_only",
            "most_courses",
        )
        fresh = {name: getattr(old, name) for name in kept}
        support.save_rules([({"end": day}, old)])
        new = {**fresh, "amount": old.amount + 1_000, "start": day + timedelta(1)}
        support.save_rules([(new, None)])

    def claim(self) -> None:
        for _ in range(4):
            rule, day = self.one(SupportRule), self.day()
            found = qualification(rule, day).of("qualifies")
            if found:
                break
        some = found[: self.rng.randrange(1, 4)]
        workers = [one.worker.id for one in some if one.worker is not None]
        shops = [one.judged.workshop for one in some if one.worker is None]
        claims.make_claim(rule.id, day, workers=workers, workshops=[key for key in shops if key])

    def decide(self) -> None:
        """A claim goes on: handed in, approved (for less, perhaps), paid or refused."""
        row = self.one(Claim)
        if row.status == "draft":
            claims.hand_in_claims([row.id])
        elif row.status == "submitted" and self.rng.random() < 0.5:
            claims.refuse_claims([row.id], "材料不齐")
        elif row.status == "submitted":
            claims.approve_claim(row.id, max(1, row.amount - self.rng.choice((0, 3_333))), "核减")
        elif row.status == "approved":
            claims.pay_claims([row.id], max(row.date, self.day()))

    # -- slips and months ---------------------------------------------------------------------------------------------

    def take_back(self) -> None:
        """A slip is voided, or reversed where its month is locked."""
        kinds = ("collection", "inspection", "adjustment", "advance", "delivery", "sale", "receipt", "visit")
        kind = self.rng.choice((*kinds, "issue", "return", "machine", "transfer"))
        slip = self.one(Voucher, Voucher.kind == kind)
        voiding.take_back(slip.id, "写错了", self.open_day(slip.date), with_dependents=True)

    def money(self) -> None:
        home, day = self.one(Household), self.open_day()
        if self.rng.random() < 0.5:
            post_advance(home.id, day, self.rng.randrange(1, 60_000), self.rng.randrange(1, 5), "急用")
        else:
            post_adjustment(home.id, day, self.rng.choice((-1, 1)) * self.rng.randrange(1, 30_000), "缘由")

    def sell(self) -> None:
        item, shop = self.one(Product), self.one(Workshop)
        line = Sold(item.id, "good", 1000 * self.rng.randrange(1, 9), 123_456, workshop=shop.code)
        post_sale(SaleDraft(self.day(), [line]), (MORE_THAN_STOCK,))

    def accept(self) -> None:
        """An enterprise accepts less of a delivery than it had."""
        slip = self.one(Voucher, Voucher.kind == "delivery")
        lines = lines_of(slip.id)
        found = [
            AcceptedQuantity(one.order, one.grade, one.quantity - 1_000, 1_000, "破损")
            for one in lines
            if one.quantity >= 1_000
        ]
        accept_delivery(slip.id, self.day(slip.date), found)

    def machine(self) -> None:
        """Something happens to a machine, its deposit in cash or with the pay."""
        machine, by = self.one(Equipment), self.rng.choice(("cash", "pay"))
        out = EquipmentLoan.select().where(
            EquipmentLoan.equipment == machine.id, EquipmentLoan.returned_on.is_null()
        )
        kind = self.rng.choice((TAKE_BACK, SWAP, LOSE)) if out.exists() else LEND
        draft = EventDraft(kind, machine.id, self.open_day(), deposit_by=by)
        if kind == LEND:
            draft.household, draft.deposit_in = self.one(Household).id, 5_000
        elif kind == SWAP:
            draft.other = self.one(Equipment).id
        elif kind == TAKE_BACK:
            draft.deposit_out = 5_000
        record_event(draft)

    def visit(self) -> None:
        record_visit(VisitDraft(self.one(Household).id, self.day(), topic="收口", technician="唐师傅"))

    def pace(self) -> None:
        values = {"product": self.one(Product).id, "number": "", "date": self.day()}
        numbers = {"units": 1_000 * self.rng.randrange(1, 9), "minutes": 1_000 * self.rng.randrange(30, 900)}
        save_pace_tests([({**values, **numbers, "number": f"CS{self.rng.randrange(10**6)}"}, None)])

    def floor(self) -> None:
        place = self.rng.choice((None, self.one(Region).id))
        values = {"region": place, "start": self.day(), "per_hour": self.rng.randrange(500, 4_000)}
        save_floors([(values, None)])

    def switch(self) -> None:
        change_settings(
            {
                "pay.make_up": self.rng.random() < 0.6,
                "pay.pace_tests": self.rng.choice((0, 0, 2)),
                "pay.allowance": self.rng.choice((0, 20_000, 35_000)),
                "road.cost_km": 80,
            }
        )

    def unlock(self) -> None:
        """The newest locked month is opened, and locked again after something was done."""
        row = PayPeriod.select().order_by(PayPeriod.key.desc()).first()
        if row is None:
            raise UserError("nothing is locked")
        paid = Statement.select().where(Statement.period == row, Statement.paid_on.is_null(False))
        homes = [one.household_id for one in paid]
        if homes:
            take_payment_back(row.key, homes, self.today)
        unlock(row.key, "查出差错")
        self.change(self.rng.randrange(4))
        lock(row.key, self.today)

    def lock(self) -> None:
        """The month under way is locked before it is over."""
        lock(f"{self.today:%Y-%m}", self.today, early=True)


CHANGES: Final[dict[str, Callable[[Clerk], None]]] = {
    name: getattr(Clerk, name)
    for name in (
        *("move", "return_home", "stop_working", "person_leaves", "category", "join", "leave"),
        *("open_or_close", "place", "attend", "second_course", "rule", "claim", "decide", "take_back"),
        *("money", "sell", "accept", "machine", "visit", "pace", "floor", "switch", "unlock", "lock"),
    )
}
"""Every kind of change, by its name."""
