"""What is unfinished is found from the indexes; it must be exactly what the states of all subcontracts say."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.actions.ledger import voiding
from models.actions.order import orders
from models.errors import UserError
from models.queries.ledger.open_subcontracts import unfinished
from models.queries.order.standing import pending_of, subcontract_states
from models.queries.party.regions import RegionIndex, short_name, stem, townships, villages
from models.queries.pay.unpriced import unpriced
from models.tables.ledger import CollectionLine, Voucher
from tests import factories


def by_the_states() -> tuple[frozenset[int], dict[int, int]]:
    still_open = frozenset(key for key, state in subcontract_states().items() if not state.closed)
    lines = [line.id for line in CollectionLine.select()]
    return still_open, {key: one.left for key, one in pending_of(lines).items() if one.left > 0}


@pytest.mark.parametrize("seed", range(4))
def test_a_random_history_ends_as_its_states_say(database: Path, seed: int) -> None:
    chance = random.Random(seed)
    of = factories.order(quantity=10_000)
    head = factories.household()
    subs = [factories.subcontract(head, of, 10) for _ in range(6)]
    day = factories.DAY
    for _ in range(40):
        day += timedelta(days=chance.randrange(2))
        sub = chance.choice(subs)
        what = chance.random()
        try:
            if what < 0.6:
                grade = chance.choice(("good", "good", "second", "rework", "pending", "work_scrap"))
                factories.collection(sub, day, reason="多做", **{grade: chance.randrange(1, 6)})
            elif what < 0.75:
                slips = list(Voucher.select().where(Voucher.kind == "collection"))
                grade = chance.choice(("good", "rework"))
                factories.inspection(chance.choice(slips).number, day, **{grade: 1})
            elif what < 0.9:
                voiding.void(chance.choice(list(Voucher.select())).id, "点错了", day)
            else:
                orders.short_close_subcontract(sub.id, day, "外出务工")
        except (UserError, IndexError):
            continue
    found = unfinished()
    assert (found.subcontracts, found.pending) == by_the_states()


def test_rework_still_outside_keeps_a_delivered_subcontract_open(database: Path) -> None:
    sub = factories.subcontract(quantity=10)
    factories.collection(sub, good=10, rework=2)
    assert unfinished().subcontracts == {sub.id}
    factories.collection(sub, factories.DAY + timedelta(days=1), work_scrap=2)
    assert unfinished().subcontracts == frozenset()


def test_a_line_without_a_rate_is_found_and_a_void_one_is_not(coop: SimpleNamespace) -> None:
    assert unpriced() == []
    sub = factories.subcontract(coop.first, factories.order(coop.coil), 100)
    number = factories.collection(sub, date(2026, 10, 22), good=5, second=2)
    (line,) = unpriced()
    assert (line.number, line.product, line.grade) == (number, "电感线圈", "second")
    voiding.void(factories.voucher("collection", number).id, "点错了")
    assert unpriced() == []


def test_a_day_before_the_first_rate_is_unpriced(coop: SimpleNamespace) -> None:
    early = date(2025, 12, 31)
    of = factories.order(coop.basket, day=early)
    factories.collection(factories.subcontract(coop.first, of, 10, day=early), pending=5, good=1)
    assert [(line.grade, line.day) for line in unpriced()] == [("good", factories.DAY)]


def test_the_county_is_complete_and_named_as_people_do(database: Path) -> None:
    assert (len(townships()), len(villages())) == (20, 322)
    assert len(villages(townships()[1].code)) > 5
    assert short_name("土桥堰村民委员会") == "土桥堰村"
    assert short_name("荷花街社区居民委员会") == "荷花街社区"
    assert [stem(name) for name in ("赤城镇", "赤城", "普安街道", "屏风村委会", "村")] == [
        "赤城",
        "赤城",
        "普安",
        "屏风",
        "村",
    ]


def test_every_village_is_found_under_its_own_township(database: Path) -> None:
    index = RegionIndex()
    towns = {place.code: place.name for place in townships()}
    for village in villages():
        for name in (village.name, village.official):
            assert index.find(towns[village.code[:9]], name) == village.id


def test_a_name_two_villages_share_is_no_guess(database: Path) -> None:
    index = RegionIndex()
    (town,) = [place for place in townships() if place.name == "红江镇"]
    assert index.find("红江镇", "红江") == town.id
    assert index.find("", "红江") is None
