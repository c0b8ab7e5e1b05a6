"""Who could take more work: free time, what is owed, and the record so far."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.actions.ledger.voiding import void
from models.queries.order.capacity import candidates, weights
from models.rules.order.allocation import ABLE, LEARNING, PRACTISED, Weights
from tests import factories as make

TODAY, DUE = date(2026, 10, 21), date(2026, 10, 30)


def test_time_counts_by_minutes_workers_or_what_was_agreed(database: Path) -> None:
    from models.actions.party import parties

    basket = make.product("P-1", good=3, minutes_per_unit=60_000)
    order = make.order(basket, 500)
    alone, two = make.household("H1"), make.household("H2")
    for name in ("甲", "乙"):
        parties.save_worker(two.id, {"name": name})
    make.household("H3", minutes_per_day=60)
    make.household("H4", active=False)
    rows = candidates(order.id, DUE, TODAY)
    # Ten days; 240 minutes a worker and day, an hour a basket.
    assert [(row.code, row.candidate.capacity) for row in rows] == [
        ("H1", 40_000),
        ("H2", 80_000),
        ("H3", 10_000),
    ]
    assert all(row.candidate.skill == LEARNING and not row.practised for row in rows)
    assert rows[0].candidate.household_id == alone.id
    assert [row.candidate.capacity for row in candidates(order.id, date(2026, 10, 20), TODAY)] == [0, 0, 0]


def test_a_product_without_minutes_is_not_limited_by_time(database: Path) -> None:
    order = make.order(make.product("P-1", good=3), 500)
    make.household("H1")
    assert [row.candidate.capacity for row in candidates(order.id, DUE, TODAY)] == [500_000]


def test_other_open_work_is_counted_in_this_products_pieces(database: Path) -> None:
    basket = make.product("P-1", good=3, minutes_per_unit=60_000)
    coil = make.product("P-2", good=1, minutes_per_unit=6_000)
    order = make.order(basket, 500)
    head = make.household("H1")
    make.subcontract(head, order, 10)
    make.subcontract(head, make.order(coil), 100)
    done = make.subcontract(head, make.order(coil), 50)
    make.collection(done, good=50)
    row = candidates(order.id, DUE, TODAY)[0]
    assert row.candidate.open_load == 10_000 + 100_000 // 10
    assert row.candidate.skill == ABLE and row.practised


def test_the_record_is_the_mean_over_what_was_due(database: Path) -> None:
    basket = make.product("P-1", good=3, minutes_per_unit=60_000)
    order = make.order(basket, 500)
    head = make.household("H1")
    early = make.subcontract(head, order, 10, due=date(2026, 10, 15))
    late = make.subcontract(head, order, 10, due=date(2026, 10, 15))
    make.subcontract(head, order, 10, due=DUE)
    make.collection(early, day=date(2026, 10, 14), good=10)
    make.collection(late, day=date(2026, 10, 14), good=5, rework=5)
    make.collection(late, day=date(2026, 10, 18), good=5)
    lost = make.collection(late, day=date(2026, 10, 15), good=1, reason="多收")
    void(make.voucher("collection", lost).id, "记错", TODAY)
    one = candidates(order.id, DUE, TODAY)[0].candidate
    assert one.skill == PRACTISED
    assert one.on_time_ppm == 750_000  # all of one, half of the other; the third is not due yet
    assert one.defect_ppm == (0 + 333_333) // 2


def test_the_way_is_from_the_warehouse_to_the_house_or_the_middle_of_its_village(database: Path) -> None:
    from models.settings import change_settings

    order = make.order(make.product("P-1", good=3), 500)
    near = {"latitude": 30.75, "longitude": 105.70, "village": "屏风村"}
    make.household("H1", **near)
    make.household("H2", village="屏风村")
    make.household("H3", village="别村", township="别镇")
    change_settings({"road.warehouse": "30.76, 105.70", "road.detour": 2_000_000})
    # A hundredth of a degree north is 1,112 m; the road is set to be twice as long.
    assert [row.candidate.distance for row in candidates(order.id, DUE, TODAY)] == [2224, 2224, None]


def test_visits_agreements_and_other_work_are_told(database: Path) -> None:
    from models.actions.party import parties

    order = make.order(make.product("P-1", good=3), 500)
    guided, other, _ = make.household("H1"), make.household("H2"), make.household("H3")
    assert {row.candidate.agreement for row in candidates(order.id, DUE, TODAY)} == {None}
    make.visit(guided, day=date(2026, 3, 1))
    make.visit(guided, day=date(2025, 3, 1))
    void(make.visit(guided, day=date(2026, 4, 1)).id, "记错", TODAY)
    parties.save_agreement(guided.id, "X-1", date(2026, 1, 1), DUE)
    parties.save_agreement(other.id, "X-2", date(2026, 1, 1), TODAY)
    make.collection(make.subcontract(other, make.order()), good=3)
    rows = [row.candidate for row in candidates(order.id, DUE, TODAY)]
    assert [one.guided for one in rows] == [1, 0, 0]
    assert [one.agreement for one in rows] == [True, False, False]
    assert [one.skill for one in rows] == [LEARNING, ABLE, LEARNING]


def test_the_weights_are_the_cooperatives_own(database: Path) -> None:
    from models.settings import change_settings

    assert weights() == Weights()
    change_settings({"share.distance": 0, "share.learning": 1_000_000})
    assert weights() == Weights(distance=0, learning=1_000_000)
