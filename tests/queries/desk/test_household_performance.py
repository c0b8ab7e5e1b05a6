"""How each household kept its word in a month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.actions.ledger.voiding import void
from models.queries.desk.household_performance import tracks
from models.rules.pay.calendar import period_of
from tests import factories as make

TODAY = date(2026, 10, 21)
MONTH = period_of(TODAY)


def test_a_household_is_judged_by_what_was_due_and_by_what_came_in(database: Path) -> None:
    basket = make.product("P-1", good=3)
    order = make.order(basket, 500)
    good, slow, idle = (
        make.household("H1", "单春梅"),
        make.household("H2", "解燚"),
        make.household("H3", "曾芳"),
    )
    early = make.subcontract(good, order, 10, due=date(2026, 10, 15))
    late = make.subcontract(slow, order, 10, due=date(2026, 10, 15))
    make.subcontract(idle, order, 10, due=date(2026, 10, 30))
    make.collection(early, day=date(2026, 10, 14), good=8, second=2)
    waiting = make.collection(late, day=date(2026, 10, 14), good=4, rework=4, pending=2)
    make.inspection(waiting, day=date(2026, 10, 16), good=1, work_scrap=1)
    make.collection(late, day=date(2026, 10, 18), good=5)
    worst, best = tracks(MONTH, TODAY)
    assert (worst.head, worst.on_time, worst.defects) == ("解燚", 400_000, 5 * 1_000_000 // 15)
    assert (best.head, best.on_time, best.defects) == ("单春梅", 1_000_000, 0)
    assert best.place


def test_other_months_short_closed_work_and_void_slips_do_not_count(database: Path) -> None:
    from models.actions.order.orders import short_close_subcontract

    order = make.order(make.product("P-1", good=3), 500, day=date(2026, 9, 1))
    head = make.household("H1", "单春梅")
    before = make.subcontract(head, order, 10, day=date(2026, 9, 1), due=date(2026, 9, 20))
    make.collection(before, day=date(2026, 9, 20), good=2, rework=8)
    now = make.subcontract(head, order, 10, due=date(2026, 10, 15))
    number = make.collection(now, day=date(2026, 10, 14), good=5, rework=5)
    void(make.voucher("collection", number).id, "记错", TODAY)
    (only,) = tracks(MONTH, TODAY)
    assert (only.on_time, only.defects) == (0, None)
    short_close_subcontract(now.id, TODAY, "搬走")
    assert tracks(MONTH, TODAY) == []
