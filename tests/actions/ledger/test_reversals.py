"""Vouchers taken back with what builds on them, and slips checked as of their own day against before and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.ledger.voiding import reverse, take_back, void
from models.actions.pay.adjustments import post_advance
from models.actions.pay.locking import lock
from models.errors import UserError
from models.queries.desk import alerts
from models.queries.desk.household_performance import tracks
from models.queries.desk.today import Today
from models.queries.guidance.visits import planned_visits
from models.queries.ledger.dependents import dependents, unsupported
from models.queries.ledger.entry_context import household_works, pending_lines
from models.queries.ledger.kits import kits_of
from models.queries.ledger.open_subcontracts import unfinished
from models.queries.ledger.stock import holdings
from models.queries.order.capacity import candidates
from models.queries.order.orders import orders, subcontracts
from models.queries.order.standing import subcontract_states
from models.queries.party.households import last_visit
from models.queries.pay.earnings import statements
from models.queries.periods import period_named
from models.queries.programme.county import county
from models.queries.road.routes import calls
from models.rules.desk import attention
from models.rules.ledger.balance import Parts
from models.rules.road.tasks import SLIP
from models.tables.ledger import CollectionLine, Voucher
from tests import factories
from tests.factories import units

OCT, NOV, DUE_LATER = date(2026, 10, 12), date(2026, 11, 2), date(2026, 12, 1)


@pytest.fixture
def given(database: Path) -> Any:
    """A subcontract of 50 pieces handed out on 10 October with 100 of a material, 1 a piece."""
    cloth = factories.material()
    item = factories.product(bom=[(cloth, 1, 0)], good=3.25, second=2.6)
    sub = factories.subcontract(of=factories.order(item), quantity=50)
    sub.cloth = cloth
    moved(sub, "issue", 50, factories.DAY)
    moved(sub, "top_up", 50, factories.DAY, reason="x")
    return sub


def moved(sub: Any, kind: str, quantity: float, day: date, to: Any = None, reason: str = "") -> int:
    """Post material; returns the voucher's key."""
    line = MaterialLine(sub.id, sub.cloth.id, units(quantity), reason, None if to is None else to.id)
    return posted(post([Draft(kind, day, sub.household_id, [line])]))


def collected(sub: Any, day: date = OCT, **parts: float) -> int:
    """Post a collection; returns the voucher's key."""
    found = Parts(**{part: units(quantity) for part, quantity in parts.items()})
    return posted(post([Draft("collection", day, sub.household_id, [PieceLine(sub.id, found, found.total)])]))


def inspected(sub: Any, collection: int, day: date = OCT, **parts: float) -> int:
    """Inspect what a collection left pending; returns the voucher's key."""
    line = CollectionLine.get(CollectionLine.voucher == collection)
    found = Parts(**{part: units(quantity) for part, quantity in parts.items()})
    piece = PieceLine(sub.id, found, collection_line=line.id)
    return posted(post([Draft("inspection", day, sub.household_id, [piece])]))


def posted(numbers: list[str]) -> int:
    return int(Voucher.get(Voucher.number == numbers[0]).id)


def number(voucher: int) -> str:
    return str(Voucher.get_by_id(voucher).number)


def refused(act: Callable[[], object], *words: str) -> None:
    """The action is refused in a sentence that has these words, and nothing is written."""
    before = Voucher.select().count()
    with pytest.raises(UserError) as error:
        act()
    for word in words:
        assert word in error.value.message
    assert Voucher.select().count() == before


# -- a reversed receipt is gone everywhere ---------------------------------------------------------------------------


def test_nothing_of_a_reversed_collection_waits_or_is_inspected(given: Any) -> None:
    one = collected(given, good=5, pending=10)
    lock("2026-10")
    by = reverse(one, NOV, "登记重复")
    assert pending_lines() == [] and unfinished().pending == {}
    assert [m for m in Today(NOV).alerts() if m.kind == attention.PENDING] == []
    refused(lambda: inspected(given, one, NOV, good=10), number(one), by)
    state = subcontract_states()[given.id]
    assert (state.parts.pending, state.received, state.parts.consuming) == (0, 0, 0)
    assert [line.amount for s in statements("2026-11").statements for line in s.lines] == [-1625]


def test_a_collection_goes_with_its_inspections_or_not_at_all(given: Any) -> None:
    one = collected(given, pending=10)
    seen = inspected(given, one, good=8)
    refused(lambda: void(one, "x"), number(seen))
    assert void(one, "x", with_dependents=True).along == ((number(seen), "", ()),)
    assert unsupported() == [] and subcontract_states()[given.id].received == 0


def test_what_builds_on_a_locked_collection_is_voided_or_reversed_by_its_own_month(given: Any) -> None:
    one = collected(given, pending=10)
    early = inspected(given, one, good=3)
    lock("2026-10")
    late = inspected(given, one, NOV, good=5)
    refused(lambda: reverse(one, NOV, "x"), number(early), number(late))
    done = take_back(one, "x", NOV, with_dependents=True)
    assert [(back.number, bool(back.by)) for back in done.along] == [
        (number(late), False),
        (number(early), True),
    ]
    state = subcontract_states()[given.id]
    assert (state.parts.good, state.parts.pending, state.received) == (0, 0, 0)
    assert sum(line.amount for s in statements("2026-11").statements for line in s.lines) == -975
    assert unsupported() == []


def test_a_voided_reversal_lets_its_original_count_only_while_nothing_built_on_it(given: Any) -> None:
    one = collected(given, pending=10)
    first = inspected(given, one, good=8)
    lock("2026-10")
    undone = Voucher.get(Voucher.number == reverse(first, NOV, "x")).id
    again = inspected(given, one, NOV, second=10)
    refused(lambda: void(undone, "x"), number(again))
    void(undone, "x", with_dependents=True)
    state = subcontract_states()[given.id]
    assert (state.parts.good, state.parts.second, state.parts.pending) == (units(8), 0, units(2))
    assert unsupported() == []


def test_a_reversal_stays_while_what_its_original_needs_is_gone(given: Any) -> None:
    one = collected(given, pending=10)
    seen = inspected(given, one, good=8)
    lock("2026-10")
    of_inspection = Voucher.get(Voucher.number == reverse(seen, NOV, "x")).id
    of_collection = Voucher.get(Voucher.number == reverse(one, NOV, "x")).id
    refused(lambda: void(of_inspection, "x", with_dependents=True), number(seen))
    void(of_collection, "x")
    void(of_inspection, "x")
    assert subcontract_states()[given.id].parts.good == units(8) and unsupported() == []


def test_an_original_that_was_reversed_is_not_taken_back_again(given: Any) -> None:
    one = collected(given, good=5)
    lock("2026-10")
    by = reverse(one, NOV, "x")
    refused(lambda: reverse(one, NOV, "x"), by)
    refused(lambda: void(one, "x"), by)
    refused(lambda: reverse(Voucher.get(Voucher.number == by).id, NOV, "x"), by)


# -- material ---------------------------------------------------------------------------------------------------------


def test_a_dispatch_stays_while_a_return_rests_on_it(given: Any) -> None:
    back = moved(given, "return", 80, OCT)
    issue = Voucher.get(Voucher.kind == "issue").id
    refused(lambda: void(issue, "x"), number(back))
    assert [one.number for one in dependents(issue)] == [number(back)]
    void(issue, "x", with_dependents=True)
    assert holdings()[0].balance == units(50) and unsupported() == []


def test_a_transfer_takes_along_what_its_other_side_gave_on(given: Any) -> None:
    other, third = (factories.subcontract(of=given.order, quantity=50) for _ in range(2))
    other.cloth = third.cloth = given.cloth
    over = moved(given, "transfer", 60, OCT, other)
    on = moved(other, "transfer", 40, OCT, third)
    back = moved(third, "return", 30, OCT + timedelta(1))
    refused(lambda: void(over, "x"), number(on), number(back))
    assert {one.number for one in void(over, "x", with_dependents=True).along} == {number(on), number(back)}
    assert unsupported() == []


def test_a_return_counts_what_came_before_and_what_comes_after(given: Any) -> None:
    late = moved(given, "top_up", 20, OCT + timedelta(8), reason="x")
    moved(given, "return", 90, OCT + timedelta(4))
    # 30 are there in the end, but only 10 of them before the top-up came.
    refused(lambda: moved(given, "return", 11, OCT), "10")
    moved(given, "return", 10, OCT)
    refused(lambda: moved(given, "return", 1, OCT + timedelta(7)), "0")
    moved(given, "return", 20, OCT + timedelta(8))
    refused(lambda: void(late, "x"))
    assert unsupported() == []


def test_a_return_leaves_what_later_receipts_used(given: Any) -> None:
    collected(given, OCT + timedelta(5), good=40, rework=10)
    refused(lambda: moved(given, "return", 61, OCT), "60")
    moved(given, "return", 60, OCT)


def test_a_receipt_may_use_more_than_was_there_whatever_was_returned_before(given: Any) -> None:
    moved(given, "return", 70, OCT + timedelta(1))
    collected(given, OCT, good=50)
    assert holdings()[0].balance == units(-20)
    assert unsupported() == []


# -- days -------------------------------------------------------------------------------------------------------------


def test_no_slip_lies_before_its_subcontract_or_its_collection(given: Any) -> None:
    before = factories.DAY - timedelta(1)
    refused(lambda: collected(given, before, good=1), given.number)
    refused(lambda: moved(given, "issue", 1, before, reason="x"), given.number)
    one = collected(given, OCT, pending=5)
    refused(lambda: inspected(given, one, OCT - timedelta(1), good=5), OCT.isoformat())


def test_a_day_far_ahead_or_far_back_is_refused_by_every_slip(given: Any) -> None:
    ahead = date.today() + timedelta(32)
    refused(lambda: collected(given, ahead, good=1), ahead.isoformat())
    refused(lambda: moved(given, "issue", 1, date(2062, 10, 1), reason="x"), "2062")
    refused(lambda: post_advance(given.household_id, date(2062, 10, 1), 100), "2062")
    refused(lambda: post_advance(given.household_id, date(2025, 9, 30), 100), "2025")
    refused(lambda: factories.visit(given.household, day=date(2062, 10, 1)), "2062")
    post_advance(given.household_id, date.today() + timedelta(31), 100)


# -- closing ----------------------------------------------------------------------------------------------------------


def test_a_complete_subcontract_is_closed_after_a_reversal_too(given: Any) -> None:
    wrong = collected(given, good=10, rework=5)
    lock("2026-10")
    reverse(wrong, NOV, "x")
    collected(given, NOV, good=45, rework=5)
    collected(given, NOV + timedelta(1), good=5)
    assert subcontract_states()[given.id].status == "closed"
    assert unfinished().subcontracts == frozenset()
    # On the last day of October the receipt counted still: rework was outside, 40 were missing.
    assert subcontract_states(until=date(2026, 10, 31))[given.id].rework_open == 0
    assert subcontract_states(until=date(2026, 10, 31))[given.id].parts.good == units(10)


# -- undo -------------------------------------------------------------------------------------------------------------


def test_undo_of_one_operation_brings_all_of_it_back(given: Any) -> None:
    one = collected(given, pending=10)
    lock("2026-10")
    late = inspected(given, one, NOV, good=5)
    reverse(one, NOV, "x", with_dependents=True)
    undo(last_undoable().id)
    state = subcontract_states()[given.id]
    assert (state.parts.good, state.parts.pending) == (units(5), units(5))
    assert Voucher.get_by_id(late).voided_on is None and unsupported() == []


def test_undo_of_a_void_is_refused_once_others_built_on_it(given: Any) -> None:
    one = collected(given, pending=10)
    first = inspected(given, one, good=8)
    void(first, "x")
    step = last_undoable().id
    again = inspected(given, one, good=10)
    refused(lambda: undo(step), number(again))


# -- every question asks what counts ----------------------------------------------------------------------------------


def answers(sub: Any) -> dict[str, Any]:
    """What the program says of the books on 2 November, apart from the slips themselves and from pay."""
    day = Today(NOV)
    spans = [period_named(key) for key in ("2026-10", "2026-11")]
    return {
        "states": subcontract_states(),
        "unfinished": unfinished(),
        "pending": pending_lines(),
        "works": household_works(sub.household_id),
        "kits": kits_of([sub.id]),
        "holdings": holdings(),
        "today": [m for m in day.alerts() if m.kind not in (attention.UNPAID, attention.AT_RISK)],
        "without material": [work.id for work in day.to_hand_out()],
        "orders": day.orders(),
        "rework": alerts.rework_alerts(NOV, 0),
        "pending matters": alerts.pending_alerts(NOV, unfinished(), 0),
        "capacity": candidates(sub.order_id, DUE_LATER, NOV),
        "track": [tracks(span, NOV) for span in spans],
        "calls": calls(NOV),
        "delivered": [listing.rows(listing.keys()) for listing in (orders(NOV), subcontracts(NOV))],
        "visited": [last_visit(sub.household_id), planned_visits(DUE_LATER)],
        "county": [home.visits for home in county(date(2026, 10, 1), DUE_LATER).homes],
        "packed": [job.number for call in calls(OCT) for job in call.jobs if job.kind == SLIP],
    }


def test_what_was_reversed_is_in_no_answer(given: Any) -> None:
    before = answers(given)
    wrong = [collected(given, good=20, rework=5, pending=5)]
    wrong.append(collected(given, good=1, rework=2))
    wrong.append(inspected(given, wrong[0], good=2))
    wrong.append(moved(given, "issue", 7, OCT, reason="x"))
    wrong.append(factories.visit(given.household, day=OCT, next_date=NOV).id)
    during = answers(given)
    assert [name for name in before if during[name] == before[name]] == ["without material"]
    lock("2026-10")
    for voucher in reversed(wrong):
        take_back(voucher, "x", NOV)
    after = answers(given)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}


@pytest.mark.parametrize("locked", [False, True])
def test_a_transfer_taken_back_neither_came_nor_went(given: Any, locked: bool) -> None:
    other = factories.subcontract(of=given.order, quantity=50)
    over = moved(given, "transfer", 60, OCT, other)
    if locked:
        lock("2026-10")
    take_back(over, "x", NOV)

    def transferred(sub: Any, day: date) -> tuple[int, int]:
        account = subcontract_states(until=day)[sub.id].materials[given.cloth.id]
        return account.transferred_in, account.transferred_out

    assert transferred(given, NOV) == transferred(other, NOV) == (0, 0)
    then = units(60) if locked else 0
    assert (transferred(given, OCT), transferred(other, OCT)) == ((0, then), (then, 0))


# -- what counts again beside its successor ---------------------------------------------------------------------------


def test_pieces_taken_back_and_brought_in_again_do_not_count_twice(given: Any) -> None:
    one = collected(given, good=30)
    lock("2026-10")
    undone = Voucher.get(Voucher.number == reverse(one, NOV, "x")).id
    again = collected(given, NOV, good=40)
    refused(lambda: void(undone, "x"), "50", "70")
    void(again, "x")
    collected(given, NOV, good=20)
    void(undone, "x")
    assert subcontract_states()[given.id].parts.good == units(50)


def test_material_taken_back_and_issued_again_is_not_issued_twice(database: Path) -> None:
    cloth = factories.material()
    sub = factories.subcontract(of=factories.order(factories.product(bom=[(cloth, 1, 0)])), quantity=50)
    sub.cloth = cloth
    first = moved(sub, "issue", 50, factories.DAY)
    lock("2026-10")
    undone = Voucher.get(Voucher.number == reverse(first, NOV, "x")).id
    moved(sub, "issue", 50, NOV)
    refused(lambda: void(undone, "x"), "50", "100")


def test_undoing_a_void_does_not_count_pieces_twice(given: Any) -> None:
    one = collected(given, good=30)
    void(one, "x")
    voided = last_undoable().id
    collected(given, good=40)
    refused(lambda: undo(voided), "50", "70")


def test_what_was_taken_beyond_with_a_reason_may_count_again(given: Any) -> None:
    line = PieceLine(given.id, Parts(good=units(30)), units(30))
    one = posted(post([Draft("collection", OCT, given.household_id, [line], reason="多做了")]))
    void(one, "x")
    voided = last_undoable().id
    collected(given, good=40)
    undo(voided)
    assert subcontract_states()[given.id].parts.good == units(70)
