"""Deposits in the pay over random months: whatever was lent, returned, swapped or voided, the money is right."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.ledger.voiding import take_back
from models.actions.pay.adjustments import post_adjustment
from models.actions.pay.locking import lock, unlock
from models.errors import UserError
from models.queries.desk.integrity import faults
from models.queries.guidance.loans import current_loan
from models.queries.ledger.deposits import deposits_held
from models.queries.pay.earnings import statements
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment, PayPeriod
from tests import factories as made

MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12")


class History:
    """Four months of one household with two machines; ``pure``: deposits move with the pay alone, nothing else does."""

    def __init__(self, seed: int, *, pure: bool) -> None:
        self.rng, self.pure = random.Random(seed), pure
        self.home = made.household("H1")
        self.machines = [made.machine("SB1"), made.machine("SB2")]
        item = made.product("P-1", good=1)
        order = made.order(item, 9_000, date(2026, 9, 1), date(2027, 1, 31))
        self.work = made.subcontract(self.home, order, 3_000, date(2026, 9, 1))
        self.refused = 0

    def month(self, key: str) -> None:
        """Some slips of a month in the order of their days, what is impossible left out."""
        year, month = map(int, key.split("-"))
        for number in sorted(self.rng.sample(range(1, 28), 8)):
            day = date(year, month, number)
            act = self.rng.choice(
                (self.lend, self.lend, self.give, self.give, self.swap, self.void, self.earn)
            )
            try:
                act(day)
            except UserError:
                self.refused += 1
            self.check(key)

    def way(self) -> str:
        return "pay" if self.pure or self.rng.random() < 0.6 else "cash"

    def event(self, kind: str, machine: Any, day: date, **values: Any) -> None:
        record_event(EventDraft(kind, machine.id, day, deposit_by=self.way(), **values))

    def lend(self, day: date) -> None:
        machine, fen = self.rng.choice(self.machines), self.rng.randrange(0, 9_000)
        if current_loan(machine.id) is None:
            self.event("lend", machine, day, household=self.home.id, deposit_in=fen)
        else:
            self.event("deposit", machine, day, deposit_in=fen)

    def give(self, day: date) -> None:
        machine = self.rng.choice(self.machines)
        held = deposits_held(self.home.id).get((self.home.id, machine.id), 0)
        fen = self.rng.choice((held, held, self.rng.randrange(held + 1)))
        kind = self.rng.choice(("return", "deposit"))
        self.event(kind, machine, day, household=self.home.id, deposit_out=fen)

    def swap(self, day: date) -> None:
        machine, other = self.rng.sample(self.machines, 2)
        self.event("swap", machine, day, other=other.id, deposit_in=self.rng.randrange(2) * 700)

    def void(self, day: date) -> None:
        kinds = [voucher_kind.MACHINE] if self.pure else [voucher_kind.MACHINE, voucher_kind.ADJUSTMENT]
        slips = Voucher.select().where(Voucher.kind.in_(kinds), Voucher.voided_on.is_null())
        if slips.exists():
            take_back(self.rng.choice(list(slips.order_by(Voucher.id))).id, "写错", day)

    def earn(self, day: date) -> None:
        made.collection(self.work, day, good=self.rng.randrange(5, 90))
        if not self.pure and self.rng.random() < 0.4:
            post_adjustment(self.home.id, day, -self.rng.randrange(1, 4_000), "剪刀")

    def check(self, until: str) -> None:
        """All that was taken less what was given back, and what is carried, is what the slips that stand come to."""
        taken = given = carried = 0
        for key in MONTHS[: MONTHS.index(until) + 1]:
            found = statements(key, households=[self.home.id]).statements
            if found:
                reckoning = found[0].reckoning
                assert reckoning.given_back <= taken or not self.pure, "more is given back than was taken"
                taken, given = taken + reckoning.taken, given + reckoning.given_back
                assert reckoning.gross >= 0 and reckoning.net >= 0
            carried = found[0].reckoning.carried_out if found else 0
        standing = Adjustment.select(Adjustment.amount).join(Voucher).where(Voucher.voided_on.is_null())
        assert taken - given + carried == -sum(row.amount for row in standing)
        if self.pure:
            held = sum(deposits_held().values())
            assert carried <= held, "what went back is deducted on"
            assert taken - given == held - carried


@pytest.mark.parametrize(("seed", "pure"), [(n, True) for n in range(4, 12)])
def test_what_is_given_back_was_taken_and_the_rest_stops(database: Any, seed: int, pure: bool) -> None:
    history = History(seed, pure=pure)
    for key, after in zip(MONTHS, (*MONTHS[1:], ""), strict=True):
        history.month(key)
        if after:
            lock(key, date(2027, 1, 3))
            history.check(key)
            if history.rng.random() < 0.5:
                before = statements(key).statements
                unlock(key, "再看")
                history.check(key)
                lock(key, date(2027, 1, 3))
                again = statements(key).statements
                assert [one.reckoning for one in again] == [one.reckoning for one in before]
    assert list(faults()) == [] and PayPeriod.select().count() == 3
    assert Voucher.select().where(Voucher.kind == voucher_kind.MACHINE).count() > 5
