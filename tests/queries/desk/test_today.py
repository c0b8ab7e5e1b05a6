"""The day: figures, matters with their place, the month, and orders on their way."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.ledger import voiding
from models.actions.order import orders
from models.actions.party import parties
from models.actions.pay import locking
from models.actions.product import products
from models.queries.desk.alert import Alert
from models.queries.desk.alerts import material_alerts
from models.queries.desk.target import Month, OfHousehold, OfSubcontract, Pending, Record
from models.queries.desk.today import Today
from models.queries.pay.earnings import statements
from models.queries.pay.pay_summary import month
from models.rules.desk import attention
from models.settings import change_settings
from tests import factories as make

TODAY = date(2026, 10, 21)


def kinds(matters: list[Alert]) -> Counter[str]:
    return Counter(matter.kind for matter in matters)


def the(matters: list[Alert], kind: str) -> Alert:
    (found,) = [matter for matter in matters if matter.kind == kind]
    return found


def test_work_past_its_day_is_overdue_and_leads_to_its_order(coop: SimpleNamespace) -> None:
    late = the(Today(TODAY).alerts(), attention.OVERDUE)
    assert (late.subject, late.days, late.page, late.target) == (
        coop.wide.number,
        1,
        "orders",
        OfSubcontract(coop.wide.id),
    )
    assert late.text == "竹编果篮差 40 件，交期 10-20" and late.phone == coop.phone
    assert "单春梅" in late.who and late.household == coop.first.id


def test_what_is_due_today_is_collected_not_overdue(coop: SimpleNamespace) -> None:
    today = Today(date(2026, 10, 20))
    (due,) = today.collect_alerts()
    assert (due.kind, due.page, due.target, due.days) == (
        attention.COLLECT,
        "collection",
        OfSubcontract(coop.wide.id),
        None,
    )
    assert today.pieces_due() == {"piece": 40_000}
    assert not kinds(today.alerts())[attention.OVERDUE]


def test_work_without_material_is_to_be_handed_out(coop: SimpleNamespace) -> None:
    waiting = Today(TODAY).hand_out_alerts()
    assert [matter.target for matter in waiting] == [OfSubcontract(coop.small.id)]
    assert Today(date(2026, 10, 11)).hand_out_alerts() == []
    make.dispatch(coop.small, coop.bamboo, 10, TODAY)
    after = Today(TODAY)
    assert after.to_hand_out() == [] and after.met("issue", "top_up") == 1


def test_what_was_taken_back_was_neither_handed_out_nor_collected(coop: SimpleNamespace) -> None:
    later = date(2026, 12, 20)
    given = make.voucher("dispatch", make.dispatch(coop.small, coop.bamboo, 10, TODAY))
    came = make.voucher("collection", make.collection(coop.small, TODAY, good=1))
    assert coop.small.id not in {work.id for work in Today(later).ageing()}
    voiding.void(came.id, "填错")
    assert coop.small.id in {work.id for work in Today(later).ageing()}
    voiding.void(given.id, "填错")
    assert [work.id for work in Today(later).to_hand_out()] == [coop.small.id]
    assert coop.small.id not in {work.id for work in Today(later).ageing()}
    again = make.voucher("dispatch", make.dispatch(coop.small, coop.bamboo, 10, TODAY))
    assert Today(later).to_hand_out() == []
    voiding.reverse(again.id, later, "填错")
    assert [work.id for work in Today(later).to_hand_out()] == [coop.small.id]


def test_pieces_wait_for_inspection_only_so_long(coop: SimpleNamespace) -> None:
    assert not kinds(Today(TODAY).alerts())[attention.PENDING]
    waiting = the(Today(date(2026, 10, 23)).alerts(), attention.PENDING)
    line = make.voucher("collection", coop.collected).collection_lines.get()
    assert (waiting.subject, waiting.days, waiting.target) == (coop.collected, 3, Pending(line.id))
    assert waiting.text.startswith("竹编果篮 5 件")
    change_settings({"attention.pending_days": 10})
    assert not kinds(Today(date(2026, 10, 23)).alerts())[attention.PENDING]


def test_a_grade_without_a_rate_is_one_matter_for_all_its_slips(coop: SimpleNamespace) -> None:
    for code in ("H7", "H8"):
        of = make.order(coop.coil, 500)
        work = make.subcontract(make.household(code), of, 100)
        make.collection(work, TODAY, good=10, second=2)
    blocked = the(Today(TODAY).alerts(), attention.UNPRICED)
    assert (blocked.page, blocked.target, blocked.who) == ("products", Record(coop.coil.id), "2 户")
    assert "电感线圈" in blocked.text and "2 张" in blocked.text
    products.save_rate(coop.coil.id, "second", date(2026, 1, 1), None, 300)
    assert not kinds(Today(TODAY).alerts())[attention.UNPRICED]


def test_much_rework_leads_to_a_visit(coop: SimpleNamespace) -> None:
    head = make.household("H9", "解大林")
    work = make.subcontract(head, make.order(coop.basket, 300), 200)
    make.collection(work, date(2026, 10, 18), good=20, rework=2)
    assert not kinds(Today(TODAY).alerts())[attention.REWORK]
    make.collection(work, date(2026, 10, 19), good=20, rework=2)
    shown = the(Today(TODAY).alerts(), attention.REWORK)
    assert (shown.page, shown.target) == ("visits", OfHousehold(head.id))
    assert "9%" in shown.text.replace(" ", "").replace("9.0", "9")


def test_pay_is_settled_in_time_or_told(coop: SimpleNamespace) -> None:
    assert not kinds(Today(date(2026, 11, 19)).alerts())[attention.UNPAID]
    never_locked = the(Today(date(2026, 11, 21)).alerts(), attention.UNPAID)
    assert (never_locked.page, never_locked.target) == ("pay", Month("2026-10"))
    locking.lock("2026-10", date(2026, 11, 1))
    assert not kinds(Today(date(2026, 11, 10)).alerts())[attention.UNPAID]
    locked = the(Today(date(2026, 11, 12)).alerts(), attention.UNPAID)
    assert locked.days == 2 and locked.target == Month("2026-10")
    locking.mark_paid("2026-10", date(2026, 11, 12))
    assert not kinds(Today(date(2026, 12, 24)).alerts())[attention.UNPAID]


def test_orders_are_late_at_risk_or_in_time(coop: SimpleNamespace) -> None:
    today = Today(date(2026, 11, 3))
    late = [m for m in today.alerts() if m.kind == attention.ORDER_LATE]
    assert coop.order.number in {matter.subject for matter in late}
    assert {matter.page for matter in late} == {"orders"}
    shown = {order.id: order for order in Today(TODAY).orders()}
    assert shown[coop.order.id].delivered == 60_000
    orders.short_close_order(
        coop.order.id, TODAY, "取消", consents=("short_close_order", "open_subcontracts")
    )
    assert coop.order.id not in {order.id for order in Today(TODAY).orders()}


def test_visits_agreed_are_told_until_made(coop: SimpleNamespace) -> None:
    day = date(2026, 10, 24)
    (visit,) = Today(day).visit_alerts()
    assert (visit.page, visit.target, visit.days) == ("visits", OfHousehold(coop.first.id), None)
    make.visit(coop.first, day=day)
    assert Today(day).visit_alerts() == [] and Today(day).met("visit") == 1


def test_material_beyond_the_loss_and_below_zero(coop: SimpleNamespace) -> None:
    head = make.household("H5", "仇桂英")
    of = make.order(coop.basket, 500)
    done = make.subcontract(head, of, 10)
    make.dispatch(done, coop.bamboo, 20, reason="多发")
    make.collection(done, TODAY, good=10)
    short = make.subcontract(head, of, 50)
    make.collection(short, TODAY, good=10)
    found = material_alerts(TODAY)
    missing = the(found, attention.EXCESS)
    assert (missing.page, missing.target, missing.subject) == (
        "dispatch",
        OfSubcontract(done.id, "return"),
        "竹篾",
    )
    below = [m for m in found if m.kind == attention.SHORT and m.target == OfSubcontract(short.id, "top_up")]
    assert len(below) == 1 and "8 公斤" in below[0].text


def test_the_months_gross_is_that_of_its_statements(coop: SimpleNamespace) -> None:
    make.adjustment(coop.first, 25)
    change_settings({"pay.allowance": 15_000})
    earned, paid = month(TODAY), statements("2026-10")
    assert earned.gross == paid.total("gross") > 0
    assert earned.villages == (("屏风村", earned.gross),)
    assert sum(earned.received["piece"]) == 70_000 and earned.received["piece"][19] == 70_000
    locking.lock("2026-10", date(2026, 11, 1))
    assert month(TODAY).gross == earned.gross and month(TODAY).status == "locked"


def test_an_empty_cooperative_has_a_calm_day(database: Any) -> None:
    today = Today(TODAY)
    assert today.alerts() == today.hand_out_alerts() == today.collect_alerts() == []
    assert today.orders() == [] and month(TODAY).gross == 0 and material_alerts(TODAY) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_matter_says_something_in_both_languages(coop: SimpleNamespace, language: str) -> None:
    from models.i18n import set_language

    parties.save_household({"village": ""}, coop.first)
    set_language(language)
    today = Today(date(2026, 12, 1))
    for matter in [*today.alerts(), *today.collect_alerts(), *material_alerts(today.day)]:
        assert matter.text and "{" not in matter.text
        assert matter.page
