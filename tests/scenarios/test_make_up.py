"""Pay made up to the floor of an hour: a month below it, locked, taken back bit by bit; and nothing where it is off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.actions.ledger import voiding
from models.actions.pay.locking import lock, unlock
from models.i18n import translator
from models.queries.desk.integrity import faults
from models.queries.pay.earnings import statements
from models.queries.pay.pay_by_month import pay_of
from models.queries.pay.statements import statement_papers
from models.queries.periods import period_named
from models.queries.report import ReportFilters
from models.settings import change_settings
from models.tables.product import Product
from reports.pay import statement as paper
from tests import factories as made

EARLY, LATE = date(2026, 10, 12), date(2026, 10, 20)


def month() -> Any:
    """One household: baskets at 5 minutes each, paid 1.20, coils nobody has tried. The floor is 18 yuan an hour."""
    basket, coil = made.product("P-1", good=1.2), made.product("P-2", "线圈", good=9)
    made.pace_test(basket, 12, 60, day=date(2026, 9, 1))
    made.floor(18)
    home = made.household("H0001", "单䶮")
    works = [made.subcontract(home, made.order(one), 500) for one in (basket, coil)]
    made.collection(works[0], EARLY, good=60, number="HS1")
    made.collection(works[0], LATE, good=30, number="HS2")
    made.collection(works[1], LATE, good=10, number="HS3")
    made.adjustment(home, 20, "质量奖", LATE)
    return home


@pytest.fixture
def home(fill: Any) -> Any:
    return fill(month)


def basket() -> Any:
    return Product.get(Product.code == "P-1")


def reckoned(key: str, household: Any) -> Any:
    (found,) = statements(key, households=[household.id]).statements
    return found.reckoning


def test_off_nothing_changes(home: Any) -> None:
    one = reckoned("2026-10", home)
    assert (one.piece, one.make_up, one.gross) == (19_800, 0, 21_800)
    lock("2026-10", date(2026, 11, 2))
    change_settings({"pay.make_up": True})
    assert reckoned("2026-10", home) == one, "a locked month stays as it was"


def test_the_month_below_the_floor(home: Any) -> None:
    """90 baskets take 7.5 hours: 135.00 at the floor, 108.00 were earned; what coils and bonus bring does not count."""
    change_settings({"pay.make_up": True, "pay.allowance": 100_000})
    one = reckoned("2026-10", home)
    assert one.make_up == 2_700
    assert one.gross == one.piece + one.allowance + one.make_up + one.bonus == 19_800 + 1_980 + 2_700 + 2_000
    (told,) = pay_of([period_named("2026-10")], ReportFilters())
    assert (told.make_up, told.gross) == (one.make_up, one.gross)
    (printed,) = statement_papers("2026-10").papers
    for language, words in (
        ("zh", "补足：每小时不少于 18.00，按测试折合 7.5 小时"),
        ("en", "make-up pay: at least 18.00"),
    ):
        steps = [(step.words, step.amount) for step in paper.steps(printed, translator(language))]
        assert [str(amount) for said, amount in steps if said.startswith(words)] == ["27.00"]


def test_locked_it_stays_whatever_is_tried_or_set_later(home: Any) -> None:
    change_settings({"pay.make_up": True})
    before = reckoned("2026-10", home)
    (open_paper,) = statement_papers("2026-10").papers
    lock("2026-10", date(2026, 11, 2))
    made.pace_test(basket(), 1, 60, day=date(2026, 9, 2))
    made.floor(99, day=date(2026, 10, 1))
    change_settings({"pay.make_up": False})
    assert reckoned("2026-10", home) == before
    (frozen,) = statement_papers("2026-10").papers
    assert frozen.made_up == open_paper.made_up
    assert list(faults()) == []
    unlock("2026-10", "再算")
    assert reckoned("2026-10", home).make_up == 0


def test_taken_back_it_goes_with_the_pieces(home: Any) -> None:
    """What was made up of October is taken back with its slips, by the floor and pace of then, once."""
    change_settings({"pay.make_up": True})
    lock("2026-10", date(2026, 11, 2))
    change_settings({"pay.make_up": False})
    voiding.reverse(made.voucher("collection", "HS2").id, date(2026, 11, 5), "户错了")
    november = reckoned("2026-11", home)
    # 30 baskets: 36.00 of pay, 45.00 at the floor.
    assert (november.piece, november.make_up) == (-3_600, -900)
    lock("2026-11", date(2026, 12, 2))
    voiding.reverse(made.voucher("collection", "HS1").id, date(2026, 12, 5), "户错了")
    voiding.reverse(made.voucher("collection", "HS3").id, date(2026, 12, 6), "户错了")
    december = reckoned("2026-12", home)
    assert (december.piece, december.make_up) == (-7_200 - 9_000, -1_800)
    assert list(faults()) == []
    (printed,) = statement_papers("2026-12").papers
    assert (printed.made_up.own, printed.made_up.back) == (0, -1_800)


def test_taken_back_in_an_open_month_of_an_open_month(home: Any) -> None:
    change_settings({"pay.make_up": True})
    voiding.reverse(made.voucher("collection", "HS2").id, date(2026, 11, 5), "户错了")
    assert reckoned("2026-10", home).make_up == 2_700
    assert reckoned("2026-11", home).make_up == -900


def test_who_earns_the_floor_gets_nothing_more(home: Any) -> None:
    change_settings({"pay.make_up": True})
    made.products.new_rate_from(basket().id, "good", date(2026, 10, 13), made.price(1.8), "new")
    other = made.household("H0002")
    work = made.subcontract(other, made.order(basket(), day=LATE), 500, LATE)
    made.collection(work, LATE, good=60)
    assert reckoned("2026-10", other).make_up == 0
    assert reckoned("2026-10", home).make_up == 2_700
