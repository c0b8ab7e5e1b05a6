"""Business days, as they are told at the cooperative, and the faults other programs are known for."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from models.actions.ledger.posting import Draft, MaterialLine, post
from models.actions.order.orders import short_close_subcontract
from models.errors import UserError
from models.queries.ledger.stock import HoldingRow, holdings
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.pay.earnings import statements
from tests import factories as make

DAY = make.DAY


@pytest.fixture
def bamboo(database: object) -> Any:
    return make.material(name="竹篾")


@pytest.fixture
def share(bamboo: Any) -> Any:
    """100 baskets of 2 kg bamboo each, 10 % loss, for one household."""
    basket = make.product(bom=[(bamboo, 2, 100_000)], good=3.25, second=2.6)
    return make.subcontract(of=make.order(basket), quantity=100)


def state(share: Any) -> SubcontractState:
    return subcontract_states([share.id])[share.id]


def held() -> HoldingRow:
    (row,) = holdings()
    return row


def test_a_day_from_the_hand_out_to_the_pay(bamboo: Any, share: Any) -> None:
    # Morning: the driver brings bamboo for all baskets and the loss that goes with them.
    make.dispatch(share, bamboo, 220)
    # Ten days later he collects sixty; four wait for inspection, two go back.
    slip = make.collection(share, date(2026, 10, 20), good=50, second=3, rework=2, work_scrap=1, pending=4)
    assert state(share).outstanding == make.units(47)
    # The technician finds three good, one spoiled by bad bamboo.
    make.inspection(slip, date(2026, 10, 21), good=3, material_scrap=1)
    # The month's last round brings the rest, the mended two among them; what bamboo is left comes back.
    make.collection(share, date(2026, 10, 28), good=44)
    assert state(share).status == "closed"
    assert held().used == make.units((50 + 3 + 1 + 3 + 1 + 44) * 2)
    left = held().balance
    make.dispatch(share, bamboo, left / 1000, date(2026, 10, 28), "return")
    assert (held().balance, held().excess) == (0, 0)
    (statement,) = statements("2026-10").statements
    assert statement.reckoning.net == make.yuan((50 + 3 + 44) * 3.25 + 3 * 2.6 + 1 * 3.25)
    assert {line.grade for line in statement.lines} == {"good", "second", "material_scrap"}


def test_what_was_issued_beyond_need_is_not_consumed(bamboo: Any, share: Any) -> None:
    make.dispatch(share, bamboo, 400, reason="一次送完")
    make.collection(share, good=10)
    assert (held().used, held().balance) == (make.units(20), make.units(380))


def test_returned_material_leaves_every_report(bamboo: Any, share: Any) -> None:
    make.dispatch(share, bamboo, 200)
    make.dispatch(share, bamboo, 200, kind="return")
    assert (held().issued, held().returned, held().balance) == (200_000, 200_000, 0)
    # Everything came back, but a hundred baskets are still owed.
    assert (state(share).outstanding, state(share).status) == (make.units(100), "open")


def test_rework_is_counted_when_it_comes_back_and_only_then(share: Any) -> None:
    make.collection(share, good=90, rework=10)
    assert (state(share).outstanding, state(share).parts.consuming) == (make.units(10), make.units(90))
    make.collection(share, date(2026, 10, 20), good=10)
    assert (state(share).received, state(share).parts.consuming) == (make.units(110), make.units(100))
    assert state(share).status == "closed"


def test_scrap_is_received_consumes_and_is_paid_by_whose_fault_it_is(share: Any) -> None:
    make.collection(share, work_scrap=3, material_scrap=2)
    assert held().used == make.units(10)
    assert statements("2026-10").statements[0].reckoning.piece == make.yuan(2 * 3.25)
    assert state(share).outstanding == make.units(100)


@pytest.mark.parametrize("order", list(permutations(((5, 12), (3, 14), (1, 13)))))
def test_five_three_and_one_make_nine_whatever_is_posted_first(share: Any, order: Any) -> None:
    for pieces, day in order:
        make.collection(share, date(2026, 10, day), good=pieces)
    assert state(share).parts.good == make.units(9)


def test_no_more_than_ordered_without_a_reason(share: Any) -> None:
    make.collection(share, good=99)
    with pytest.raises(UserError) as refused:
        make.collection(share, good=2)
    assert refused.value.field == "reason"
    make.collection(share, good=2, reason="多编了一个")
    assert state(share).outstanding == 0


def test_more_than_was_issued_is_accepted_and_shown(bamboo: Any, share: Any) -> None:
    make.dispatch(share, bamboo, 10)
    make.collection(share, good=6)
    assert held().balance == make.units(-2)


def test_no_more_is_returned_than_is_there(bamboo: Any, share: Any) -> None:
    make.dispatch(share, bamboo, 20)
    make.collection(share, good=5)
    with pytest.raises(UserError) as refused:
        make.dispatch(share, bamboo, 10.001, kind="return")
    assert refused.value.field == "quantity"
    make.dispatch(share, bamboo, 10, kind="return")


def test_surplus_moves_on_to_the_next_household(bamboo: Any, share: Any) -> None:
    other = make.subcontract(of=share.order, quantity=50)
    make.dispatch(share, bamboo, 100)
    line = MaterialLine(share.id, bamboo.id, make.units(30), to_subcontract=other.id)
    post([Draft("transfer", date(2026, 10, 12), share.household_id, [line])])
    by_home = {row.household_id: row for row in holdings()}
    assert by_home[share.household_id].balance == make.units(70)
    assert by_home[other.household_id].balance == make.units(30)


def test_consumption_is_corrected_only_with_a_reason(bamboo: Any, share: Any) -> None:
    make.dispatch(share, bamboo, 100)
    make.collection(share, good=10)
    wrong = Draft(
        "correction", date(2026, 10, 12), share.household_id, [MaterialLine(share.id, bamboo.id, -500)]
    )
    with pytest.raises(UserError) as refused:
        post([wrong])
    assert refused.value.field == "reason"
    wrong.reason = "实际用料少"
    post([wrong])
    assert (held().used, held().balance) == (make.units(19.5), make.units(80.5))


def test_a_short_closed_share_shows_what_was_kept(bamboo: Any, share: Any) -> None:
    make.dispatch(share, bamboo, 100)
    make.collection(share, good=10)
    assert held().excess == 0
    short_close_subcontract(share.id, date(2026, 10, 30), "农户外出务工")
    # 100 issued − 20 used = 80 kept; 2 of them is the loss allowed for what was used.
    assert held().excess == make.units(78)


def test_a_rate_changed_later_never_reaches_a_printed_slip(bamboo: Any) -> None:
    from models.actions.product.products import new_rate_from

    basket = make.product(good=3.25)
    early = make.subcontract(of=make.order(basket), day=date(2026, 10, 10))
    new_rate_from(basket.id, "good", date(2026, 10, 15), make.price(3.5))
    late = make.subcontract(head=None, of=early.order, day=date(2026, 10, 15))
    for share in (early, late):
        make.collection(share, date(2026, 10, 20), good=10)
    paid = {s.household: s.reckoning.net for s in statements("2026-10").statements}
    assert paid == {early.household_id: 3250, late.household_id: 3500}


def test_unpriced_work_blocks_the_lock_and_is_never_paid_as_nothing(bamboo: Any) -> None:
    from models.actions.pay.locking import lock

    basket = make.product(good=3.25)
    share = make.subcontract(of=make.order(basket))
    make.collection(share, good=5, second=2)
    month = statements("2026-10")
    assert [(line.grade, line.quantity) for line in month.unpriced] == [("second", 2000)]
    with pytest.raises(UserError):
        lock("2026-10")
    make.rate(basket, "second", date(2026, 1, 1), None, 2)
    lock("2026-10")
    assert statements("2026-10").statements[0].reckoning.net == make.yuan(5 * 3.25 + 2 * 2)


def test_a_cut_off_day_moves_the_month(share: Any) -> None:
    from models.settings import change_settings

    make.collection(share, date(2026, 10, 25), good=1)
    make.collection(share, date(2026, 10, 26), good=2)
    change_settings({"pay.cutoff_day": 25})
    assert statements("2026-10").total("piece") == make.yuan(3.25)
    assert statements("2026-11").total("piece") == make.yuan(6.5)


@pytest.mark.parametrize(("before", "then"), [(20, 0), (0, 20), (25, 5), (5, 25), (0, 28)])
def test_a_cut_off_day_changed_after_a_locked_month_neither_skips_nor_repeats_a_day(
    share: Any, before: int, then: int
) -> None:
    from models.actions.pay.locking import lock
    from models.queries.periods import period_at, period_named
    from models.settings import change_settings

    for day in range(11, 32):
        make.collection(share, date(2026, 10, day), good=1)
    change_settings({"pay.cutoff_day": before})
    lock("2026-10")
    for day in (5, 6, 20, 21, 25, 26, 30):
        make.collection(share, date(2026, 11, day), good=1)
    change_settings({"pay.cutoff_day": then})
    held, first, second = (period_named(key) for key in ("2026-10", "2026-11", "2026-12"))
    assert first.start.toordinal() == held.end.toordinal() + 1
    assert second.start.toordinal() == first.end.toordinal() + 1
    for span in (held, first, second):
        assert period_at(span.start) == period_at(span.end) == span
    assert lock("2026-12", date(2027, 1, 2)) == ["2026-11", "2026-12"]
    lines = [
        line.date
        for span in (held, first, second)
        for s in statements(span.key).statements
        for line in s.lines
    ]
    assert len(lines) == len(set(lines)) == 28
