"""Kits: what is still needed is proposed, whole packs upwards, and all slips are posted or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.ledger.kits import post_kits
from models.actions.ledger.posting import MaterialLine
from models.errors import UserError
from models.queries.ledger.entry_context import works
from models.queries.ledger.kits import kits_of
from models.tables.ledger import Movement, Voucher
from tests import factories as make


class Order:
    """An order of baskets over three households; bamboo loose, handles by the pack of 50."""

    def __init__(self) -> None:
        self.bamboo = make.material(name="竹篾", unit="kg")
        self.handles = make.material(name="提手", unit="piece", pack_size=make.units(50))
        self.basket = make.product(bom=[(self.bamboo, 0.85, 40_000), (self.handles, 1, 0)], good=3.25)
        self.order = make.order(self.basket)
        self.parts = [make.subcontract(make.household(), self.order, 120) for _ in range(3)]
        self.keys = [part.id for part in self.parts]

    def lines(self, *quantities: float) -> list[MaterialLine]:
        return [
            MaterialLine(part.id, self.bamboo.id, make.units(quantity))
            for part, quantity in zip(self.parts, quantities, strict=True)
        ]


@pytest.fixture
def order(database: Path) -> Order:
    return Order()


def test_what_is_needed_is_proposed_in_whole_packs(order: Order) -> None:
    kits = kits_of(order.keys)
    assert [facts.name for facts in kits.materials] == ["竹篾", "提手"]
    assert len(kits.kits) == 3
    for kit in kits.kits:
        assert kit.needs == {order.bamboo.id: 106_080, order.handles.id: 150_000}


def test_what_was_given_is_no_longer_needed(order: Order) -> None:
    make.dispatch(order.parts[0], order.bamboo, 100)
    make.dispatch(order.parts[0], order.handles, 150)
    needs = {kit.work.id: kit.needs for kit in kits_of(order.keys).kits}
    assert needs[order.keys[0]] == {order.bamboo.id: 6_080, order.handles.id: 0}


def test_whoever_has_all_of_it_may_be_left_out_and_pieces_stay_whole(order: Order) -> None:
    string = make.material(name="扎带", unit="piece")
    fan = make.product(bom=[(string, 1, 20_000)], good=1)
    of = make.order(fan)
    first, second = (make.subcontract(make.household(), of, 40) for _ in range(2))
    assert [kit.needs for kit in kits_of([first.id, second.id]).kits] == [{string.id: 40_000}] * 2
    make.dispatch(first, string, 40)
    assert [kit.work.id for kit in kits_of([first.id, second.id], waiting=True).kits] == [second.id]
    assert len(kits_of([first.id, second.id]).kits) == 2


def test_completed_work_and_work_without_a_bill_are_left_out(order: Order) -> None:
    make.collection(order.parts[0], good=120)
    bare = make.subcontract(make.household(), make.order(make.product(good=1)), 10)
    assert {kit.work.id for kit in kits_of([*order.keys, bare.id]).kits} == set(order.keys[1:])
    assert kits_of([]).kits == []


def test_every_household_gets_one_slip_in_one_operation(order: Order) -> None:
    second = make.subcontract(order.parts[0].household, order.order, 10)
    lines = order.lines(10, 20, 30)
    lines += [
        MaterialLine(order.keys[0], order.handles.id, 50_000),
        MaterialLine(second.id, order.bamboo.id, 1_000),
    ]
    numbers = post_kits(make.DAY, lines)
    assert len(numbers) == 3 and len(set(numbers)) == 3
    first = Voucher.get(Voucher.number == numbers[0])
    assert first.household.id == order.parts[0].household.id
    assert Movement.select().where(Movement.voucher == first.id).count() == 3
    assert works(order.keys)[order.keys[1]].state.materials[order.bamboo.id].issued == 20_000
    row: Any = last_undoable()
    undo(row.id)
    assert all(not w.state.materials[order.bamboo.id].issued for w in works(order.keys).values())


def test_all_of_them_or_none(order: Order) -> None:
    before = Voucher.select().count()
    with pytest.raises(UserError):
        post_kits(make.DAY, order.lines(10, 100_000, 10))
    faults: list[tuple[Any, str | None]] = []
    numbers = post_kits(
        make.DAY,
        order.lines(10, 100_000, 99_999),
        lambda draft, line, error: faults.append((line.quantity, error.field)),
    )
    assert numbers == [] and [quantity for quantity, _ in faults] == [100_000_000, 99_999_000]
    assert Voucher.select().count() == before


def test_nothing_or_something_gone_is_refused(order: Order) -> None:
    with pytest.raises(UserError):
        post_kits(make.DAY, order.lines(0, 0, 0))
    with pytest.raises(UserError):
        post_kits(date(2026, 10, 11), [MaterialLine(1, order.bamboo.id, 1_000)])
