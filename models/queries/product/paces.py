"""How many minutes a unit of each product takes: by the pace tests in force on a day, else as the product says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from models.database import db
from models.rules.pay import fair_rate
from models.settings import setting
from models.tables.product import PaceTest, Product


class Pace(NamedTuple):
    """Minutes a unit in thousandths; ``tests`` counts what it is the mean of, 0: nobody tested it."""

    minutes: int
    tests: int


def paces(day: date) -> dict[int, Pace]:
    """The pace of every product that has one on a day, by its key."""
    found = {
        product: Pace(minutes, 0)
        for product, minutes in db.execute(
            Product.select(Product.id, Product.minutes_per_unit).where(Product.minutes_per_unit > 0)
        )
    }
    for product, tests in tests_on(day).items():
        mean = fair_rate.mean_pace(tests)
        if mean:
            found[product] = Pace(mean, len(tests))
    return found


def tests_on(day: date) -> dict[int, list[fair_rate.Trial]]:
    """The tests that count on a day by product, the oldest first."""
    every: dict[int, list[fair_rate.Trial]] = defaultdict(list)
    query = PaceTest.select(
        PaceTest.product, PaceTest.date, PaceTest.units, PaceTest.minutes, PaceTest.number
    )
    for product, on, units, minutes, number in db.execute(query.where(PaceTest.date <= day)):
        every[product].append(fair_rate.Trial(date.fromisoformat(on), units, minutes, number))
    last = int(setting("pay.pace_tests"))
    return {product: fair_rate.in_force(tests, day, last) for product, tests in every.items()}
