"""Make-up pay over random months, said by plain loops: what all months come to is what their slips that stand earn."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from models.actions.ledger import voiding
from models.actions.pay.locking import lock
from models.queries.desk.integrity import faults
from models.queries.pay.earnings import statements
from models.settings import change_settings
from models.tables.ledger import Voucher
from models.tables.pay import PayPeriod, Statement, StatementLine
from models.tables.product import PaceTest, Product
from tests import factories as made

MONTHS = (9, 10, 11, 12)


def half_up(value: Fraction) -> int:
    return int((2 * value + 1) // 2)


def history(seed: int) -> list[Any]:
    """Four months of two households: slips, floors and tests that change, months made up and not, reversals."""
    rng = random.Random(seed)
    products = [made.product(f"P-{at}", f"产品{at}", good=1 + at, second=0.5) for at in range(3)]
    homes = [made.household(f"H{at}", f"户{at}") for at in range(2)]
    works = [
        made.subcontract(
            home, made.order(one, 9_000, date(2026, 9, 1), date(2027, 1, 31)), 3_000, date(2026, 9, 1)
        )
        for home in homes
        for one in products
    ]
    made.floor(rng.randrange(10, 25))
    numbers: list[str] = []
    for month in MONTHS:
        change_settings({"pay.make_up": rng.random() < 0.8})
        # The third product is never tried: it has no pace.
        for one in products[:2]:
            made.pace_test(
                one, rng.randrange(5, 15), rng.randrange(20, 99), date(2026, month, rng.randrange(1, 28))
            )
        if rng.random() < 0.5:
            made.floor(rng.randrange(10, 30), date(2026, month, rng.randrange(1, 28)))
        for number in rng.sample(numbers, min(len(numbers), rng.randrange(3))):
            voiding.reverse(
                made.voucher("collection", number).id, date(2026, month, rng.randrange(1, 28)), "户错了"
            )
            numbers.remove(number)
        for _ in range(6):
            day = date(2026, month, rng.randrange(1, 28))
            parts = {"good": rng.randrange(1, 60), "second": rng.randrange(3), "rework": rng.randrange(2)}
            numbers.append(made.collection(rng.choice(works), day, **parts))
        if month != MONTHS[-1]:
            lock(f"2026-{month:02d}", date(2027, 1, 3))
    return homes


def paces_by_hand(last: date) -> dict[str, int]:
    """Mean minutes each in thousandths of all tests up to a day, by the product's code."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for test in PaceTest.select():
        if test.date <= last:
            sums[test.product.code][0] += test.minutes
            sums[test.product.code][1] += test.units
    return {code: half_up(Fraction(minutes * 1_000, units)) for code, (minutes, units) in sums.items()}


def first_seed() -> list[Any]:
    return history(1)


def second_seed() -> list[Any]:
    return history(2)


def third_seed() -> list[Any]:
    return history(3)


@pytest.mark.parametrize("made_up", [first_seed, second_seed, third_seed])
def test_all_months_come_to_what_the_slips_that_stand_lack(fill: Any, made_up: Any) -> None:
    homes = fill(made_up)
    lock("2026-12", date(2027, 1, 5))
    assert list(faults()) == []
    gone = {row.reverses_id for row in Voucher.select() if row.reverses_id}
    reversing = {row.id for row in Voucher.select() if row.reverses_id}
    lacking: dict[int, int] = defaultdict(int)
    told: dict[int, int] = defaultdict(int)
    for period in PayPeriod.select():
        paces = {} if period.paces is None else paces_by_hand(period.end)
        for statement in Statement.select().where(Statement.period == period):
            told[statement.household_id] += statement.make_up
            time = fen = 0
            for line in StatementLine.select().where(StatementLine.statement == statement):
                if line.product in paces and line.voucher_id not in gone | reversing:
                    time += line.quantity * paces[line.product]
                    fen += line.amount
            at_floor = half_up(Fraction(statement.floor * time, 60_000_000))
            lacking[statement.household_id] += max(0, at_floor - fen) if statement.floor else 0
            found = statements(period.key, households=[statement.household_id]).statements[0]
            assert found.reckoning.make_up == statement.make_up
    assert told == lacking
    assert any(told.values()) and {home.id for home in homes} == set(told)
    assert Product.select().count() == 3
