"""A household's year, month by month, and the days of its calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from models.actions.guidance.equipment import lend
from models.actions.ledger.posting import Draft, MaterialLine, post
from models.actions.ledger.voiding import reverse, void
from models.actions.pay.locking import lock, mark_paid
from models.queries.desk import household_days as days
from models.queries.desk.household_performance import tracks
from models.queries.desk.household_year import household_year
from models.queries.desk.target import Month, Record
from models.queries.pay import earnings
from models.queries.periods import period_named
from tests import factories as make

TODAY = date(2026, 10, 21)


def year_of_pay() -> Any:
    """Two households over six months: corrections, advances over several months, and a refund of a locked one."""
    head, other = make.household("H0001", "单䶮"), make.household("H0002", "曾芳")
    basket = make.product("P-1", good=3, second=2)
    order = make.order(basket, 5000, day=date(2026, 1, 5), due=date(2026, 12, 20))
    parts = [
        make.subcontract(one, order, 900, day=date(2026, 4, 1), due=date(2026, 12, 1))
        for one in (head, other)
    ]
    first = make.collection(parts[0], day=date(2026, 4, 20), good=20, second=5, rework=5)
    make.advance(head, 300, 4, day=date(2026, 5, 2))
    lent = make.advance(head, 60, 2, day=date(2026, 5, 3))
    make.adjustment(head, -90, day=date(2026, 5, 4))
    waiting = make.collection(parts[0], day=date(2026, 5, 20), good=10, pending=10)
    make.collection(parts[1], day=date(2026, 5, 20), good=70)
    lock("2026-05", date(2026, 6, 2))
    mark_paid("2026-04", date(2026, 5, 10), [head.id])
    make.inspection(waiting, day=date(2026, 6, 3), good=7, work_scrap=3)
    reverse(make.voucher("collection", first).id, date(2026, 7, 2), "数错了")
    reverse(make.voucher("advance", lent).id, date(2026, 8, 2), "没有拿")
    make.collection(parts[0], day=date(2026, 7, 20), good=40)
    make.adjustment(head, 25, "好", day=date(2026, 9, 1))
    make.collection(parts[0], day=date(2026, 9, 10), good=30)
    gone = make.collection(parts[0], day=date(2026, 10, 10), good=100)
    void(make.voucher("collection", gone).id, "记错", TODAY)
    make.collection(parts[0], day=date(2026, 10, 12), good=12, rework=3)
    return head


def test_open_months_reckoned_in_one_go_are_those_reckoned_singly(database: Path) -> None:
    head = year_of_pay()
    for only in (None, {head.id}):
        together = earnings.compute_open(period_named("2026-10"), only)
        assert [month.period.key for month in together] == [
            "2026-06",
            "2026-07",
            "2026-08",
            "2026-09",
            "2026-10",
        ]
        for month in together:
            alone = earnings.statements(month.period.key, households=only)
            assert month.statements == alone.statements and month.period == alone.period
            assert month.statements


def test_the_year_says_what_the_statements_say(database: Path) -> None:
    head = year_of_pay()
    found = household_year(head.id, TODAY)
    assert [month.period.key for month in found][::11] == ["2025-11", "2026-10"] and len(found) == 12
    paid = 0
    for month in found:
        statements = earnings.statements(month.period.key, households=[head.id]).statements
        said = [(one.reckoning.gross, one.reckoning.net) for one in statements] or [(None, None)]
        assert said == [(month.gross, month.net)], month.period.key
        paid += month.gross or 0
        (kept,) = [one for one in tracks(month.period, TODAY) if one.household == head.id] or [None]
        assert (month.on_time, month.defects) == (
            (None, None) if kept is None else (kept.on_time, kept.defects)
        )
    assert paid > 0
    by_key = {month.period.key: month for month in found}
    assert [by_key[f"2026-{at:02d}"].status for at in (3, 4, 5, 6, 10)] == [
        "locked",
        "paid",
        "locked",
        "open",
        "open",
    ]
    assert by_key["2026-04"].pieces == (("piece", 25_000),)
    assert by_key["2026-05"].pieces == (("piece", 10_000),)
    assert by_key["2026-06"].pieces == (("piece", 7_000),)
    assert by_key["2026-07"].pieces == (("piece", 15_000),)  # 40 less the 25 taken back
    assert by_key["2026-10"].pieces == (("piece", 12_000),)  # without what was voided
    assert by_key["2026-08"].pieces == () and by_key["2026-02"].gross is None


def test_a_year_of_a_new_household_is_empty(database: Path) -> None:
    head = make.household()
    assert all(
        (one.gross, one.pieces, one.on_time, one.defects) == (None, (), None, None)
        for one in household_year(head.id, TODAY)
    )


def test_every_slip_of_a_month_stands_on_its_day(database: Path) -> None:
    head, other = make.household("H0001", "单䶮"), make.household("H0002", "曾芳")
    bamboo = make.material()
    basket = make.product("P-1", bom=[(bamboo, 0.5, 0)], good=3)
    order = make.order(basket, 500, day=date(2026, 9, 1), due=date(2026, 12, 1))
    mine = make.subcontract(head, order, 60, day=date(2026, 9, 1), due=date(2026, 10, 25))
    theirs = make.subcontract(other, order, 60, day=date(2026, 9, 1), due=date(2026, 10, 25))
    make.dispatch(mine, bamboo, 30, day=date(2026, 9, 2))
    make.dispatch(theirs, bamboo, 30, day=date(2026, 10, 2))
    lines = [MaterialLine(theirs.id, bamboo.id, 5_000, "", mine.id)]
    (handed,) = post([Draft("transfer", date(2026, 10, 3), other.id, lines)])
    taken = make.collection(mine, day=date(2026, 10, 5), good=10)
    gone = make.collection(mine, day=date(2026, 10, 6), good=11)
    void(make.voucher("collection", gone).id, "记错", TODAY)
    make.visit(head, day=date(2026, 10, 5))
    make.advance(head, 100, day=date(2026, 10, 7))
    lend(make.machine("J01", "绕线机").id, head.id, date(2026, 10, 8))
    make.collection(mine, day=date(2026, 9, 20), good=5)
    lock("2026-09", TODAY)
    mark_paid("2026-09", date(2026, 10, 10), [head.id])
    found = days.happenings(head.id, date(2026, 10, 1), date(2026, 10, 31))
    assert [(one.day.day, one.mark) for one in found] == [
        (3, days.BACK),
        (5, days.IN),
        (5, days.VISIT),
        (7, days.MONEY),
        (8, days.MACHINE),
        (10, days.PAY),
        (25, days.DUE),
    ]
    assert found[0].number == handed and found[1].number == taken
    assert found[1].target == Record(make.voucher("collection", taken).id)
    assert found[5].target == Month("2026-09", head.id) and "15.00" in found[5].words
    assert "45" in found[6].words
    first, *_ = days.happenings(head.id, date(2026, 9, 1), date(2026, 9, 30))
    assert (first.day, first.mark) == (date(2026, 9, 2), days.OUT)
