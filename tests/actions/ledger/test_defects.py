"""Defect codes and what slips say of them: saved, refused, voided, reversed, corrected after the month is locked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance import visits
from models.actions.ledger import voiding
from models.actions.ledger.defects import name_defects
from models.actions.pay.locking import lock
from models.actions.product.defects import save_defect, set_active
from models.errors import UserError
from models.queries.guidance.defects import effects, proposals, seen_at
from models.queries.ledger.defects import (
    BY_DEFECT,
    BY_HOUSEHOLD,
    BY_PRODUCT,
    BY_TECHNICIAN,
    DefectFilters,
    named_lines,
    pieces,
)
from models.queries.product.defects import DefectCodes, matching
from models.rules.ledger.defects import MUCH, RETURNED
from models.tables.ledger import CollectionLine, DefectCount, Voucher
from models.tables.product import Defect
from models.tables.trail import Operation
from tests import factories as make
from tests.factories import DAY, units

pytestmark = pytest.mark.usefixtures("database")


class World:
    """A household that makes baskets, and what is wrong with them."""

    def __init__(self) -> None:
        self.basket = make.product(name="竹编果篮", good=3.25)
        self.home = make.household("H1", "陈㛃")
        self.sub = make.subcontract(self.home, make.order(self.basket), 1000)
        self.broken = make.defect("A", "断篾", self.basket)
        self.burr = make.defect("B", "毛刺")

    def by(self, how: str = BY_DEFECT, **filters: Any) -> dict[Any, int]:
        return {one.key: one.quantity for one in pieces(how, DefectFilters(**filters)).slices}


@pytest.fixture
def world(database: Any) -> World:
    return World()


def refused(field: str, act: Any) -> None:
    """Something is refused beside a field, and changes nothing."""
    before = Operation.select().count(), DefectCount.select().count(), Voucher.select().count()
    with pytest.raises(UserError) as refusal:
        act()
    assert refusal.value.field == field
    assert (Operation.select().count(), DefectCount.select().count(), Voucher.select().count()) == before


# Codes


def test_a_code_means_one_thing_for_a_product(world: World) -> None:
    chair = make.product(name="竹椅")
    assert make.defect("ａ", "松动", chair).code == "A"
    refused("code", lambda: make.defect("A", "别的", world.basket))
    refused("code", lambda: make.defect("B", "别的", world.basket))  # any product has it
    refused("code", lambda: make.defect("a", "别的"))  # a product has it
    for code in ("", "ABCD", "A=", "A B"):
        refused("code", lambda code=code: make.defect(code, "别的", chair))
    refused("name", lambda: make.defect("C", " ", chair))
    codes = DefectCodes()
    assert [one.name for one in codes.of(world.basket.id).values()] == ["断篾", "毛刺"]
    assert [one.name for one in codes.of(chair.id).values()] == ["松动", "毛刺"]
    assert [one.code for one in matching(codes.of(world.basket.id).values(), "mc")] == ["B"]


def test_a_code_is_changed_ended_used_again_and_undone(world: World) -> None:
    make.collection(world.sub, good=9, rework=1, defects=[(world.broken, 1)])
    save_defect({"name": "篾断", "remedy": "选嫩篾"}, Defect.get_by_id(world.broken.id))
    set_active([world.broken.id], False)
    assert "A" not in DefectCodes().of(world.basket.id)
    assert "A" in DefectCodes().of(world.basket.id, ended=True)
    assert world.by() == {world.broken.id: 1000}  # what was counted stays
    newest = last_undoable()
    assert newest is not None
    undo(newest.id)
    assert DefectCodes().of(world.basket.id)["A"].name == "篾断"
    # What slips say may not become another product's.
    other = make.product(name="竹椅")
    refused("product", lambda: save_defect({"product": other.id}, Defect.get_by_id(world.broken.id)))
    refused("product", lambda: save_defect({"product": 12345}, Defect.get_by_id(world.burr.id)))


# Counts


def test_no_more_defects_than_faulty_pieces(world: World) -> None:
    parts = {"good": 90, "rework": 4, "work_scrap": 1, "material_scrap": 1, "pending": 4}
    refused("defects", lambda: make.collection(world.sub, **parts, defects=[(world.broken, 7)]))
    refused("defects", lambda: make.collection(world.sub, **parts, defects=[(world.broken, 0)]))
    refused("defects", lambda: make.collection(world.sub, **parts, defects=[(world.broken, 0.5)]))
    other = make.defect("C", "松动", make.product(name="竹椅"))
    refused("defects", lambda: make.collection(world.sub, **parts, defects=[(other, 1)]))
    number = make.collection(world.sub, **parts, defects=[(world.broken, 4), (world.burr, 2)])
    refused("defects", lambda: make.inspection(number, good=3, rework=1, defects=[(world.broken, 2)]))
    make.inspection(number, good=3, rework=1, defects=[(world.burr, 1)])
    found = pieces(BY_DEFECT, DefectFilters())
    assert [(one.key, one.quantity, one.cumulated) for one in found.slices] == [
        (world.broken.id, 4000, 571_429),
        (world.burr.id, 3000, 1_000_000),
    ]
    assert (found.received, found.faulty, found.named) == (100_000, 7000, 7000)


def test_voids_and_reversals_take_their_defects_along(world: World) -> None:
    september, october = date(2026, 9, 20), date(2026, 10, 20)
    sub = make.subcontract(world.home, make.order(world.basket, day=date(2026, 9, 1)), 100, date(2026, 9, 1))
    make.collection(sub, september, number="HS1", good=9, rework=1, defects=[(world.broken, 1)])
    make.collection(sub, september, number="HS2", good=7, work_scrap=3, defects=[(world.burr, 3)])
    make.collection(sub, october, number="HS3", good=8, pending=2)
    make.inspection("HS3", october, number="JY1", rework=2, defects=[(world.burr, 2)])
    assert world.by() == {world.broken.id: 1000, world.burr.id: 5000}
    voiding.void(make.voucher("inspection", "JY1").id, "数错了")
    assert world.by() == {world.broken.id: 1000, world.burr.id: 3000}
    lock("2026-09", date(2026, 10, 2))
    back = voiding.reverse(make.voucher("collection", "HS2").id, october, "记错了户")
    assert world.by() == {world.broken.id: 1000} == world.by(until=september)
    assert pieces(BY_DEFECT, DefectFilters()).received == 20_000
    # Taking the reversal back lets its original count again.
    voiding.void(make.voucher("collection", back).id, "没有错")
    assert world.by() == {world.broken.id: 1000, world.burr.id: 3000}


def test_defects_are_named_later_and_corrected_in_a_locked_month(world: World) -> None:
    sub = make.subcontract(world.home, make.order(world.basket, day=date(2026, 9, 1)), 100, date(2026, 9, 1))
    make.collection(sub, date(2026, 9, 20), number="HS1", good=94, rework=6)
    lock("2026-09", date(2026, 10, 2))
    voucher = make.voucher("collection", "HS1").id
    line = CollectionLine.get(CollectionLine.voucher == voucher).id
    assert named_lines(voucher)[0].faulty == 6000
    said = [(world.broken.id, units(4)), (world.burr.id, units(2))]
    assert name_defects(voucher, {line: said})
    assert not name_defects(voucher, {line: said[::-1]})
    assert world.by() == {world.broken.id: 4000, world.burr.id: 2000}
    refused(str(line), lambda: name_defects(voucher, {line: [(world.broken.id, units(7))]}))
    newest = last_undoable()
    assert newest is not None
    undo(newest.id)
    assert world.by() == {}
    voiding.reverse(voucher, date(2026, 10, 20), "记错了户")
    with pytest.raises(UserError):
        name_defects(voucher, {line: said})
    assert not DefectCount.select().count()


def test_pieces_are_told_by_product_household_and_technician(world: World) -> None:
    chair = make.product(name="竹椅", good=3.25)
    other = make.household("H2", "单春梅", village="朝阳村")
    second = make.subcontract(other, make.order(chair), 100)
    make.visit(world.home, day=DAY, technician="彭技术员")
    make.collection(world.sub, DAY, good=8, rework=2, defects=[(world.burr, 2)])
    make.visit(world.home, day=DAY + timedelta(days=3), technician="李技术员")
    make.collection(world.sub, DAY + timedelta(days=5), good=9, rework=1, defects=[(world.broken, 1)])
    make.collection(second, DAY, good=5, rework=5, defects=[(world.burr, 4)])
    assert world.by(BY_PRODUCT) == {chair.id: 4000, world.basket.id: 3000}
    assert world.by(BY_HOUSEHOLD) == {other.id: 4000, world.home.id: 3000}
    assert world.by(BY_TECHNICIAN) == {"": 4000, "彭技术员": 2000, "李技术员": 1000}
    assert world.by(product=world.basket.id) == {world.burr.id: 2000, world.broken.id: 1000}
    assert world.by(technician="李技术员") == {world.broken.id: 1000}
    assert world.by(village="朝阳村") == {world.burr.id: 4000}
    assert world.by(since=DAY + timedelta(days=1), household=world.home.id) == {world.broken.id: 1000}


# Visits


def test_a_visit_says_what_was_seen_and_may_be_corrected(world: World) -> None:
    seen = (world.basket.id, world.burr.id, 0)
    other = make.defect("C", "松动", make.product(name="竹椅"))
    refused("defects", lambda: make.visit(world.home, findings=[(world.basket.id, other.id, 0)]))
    row = make.visit(world.home, topic="", findings=[seen])
    assert [(one.code, one.quantity) for one in seen_at(row.id)] == [("B", 0)]
    assert not visits.change_visit(row.id, findings=[seen])
    assert visits.change_visit(row.id, findings=[seen, (world.basket.id, world.broken.id, units(2))])
    assert [one.code for one in seen_at(row.id)] == ["B", "A"]
    assert visits.change_visit(row.id, topic="收口") and len(seen_at(row.id)) == 2
    assert world.by() == {}  # nothing was handed in


def test_a_visit_is_proposed_until_it_was_made_and_again_when_the_defect_returns(world: World) -> None:
    def day(number: int) -> date:
        return DAY + timedelta(days=number)

    make.collection(world.sub, day(0), good=98, rework=2, defects=[(world.burr, 2)])
    assert proposals(day(0)) == []  # 2 % of few pieces
    make.collection(world.sub, day(1), good=94, rework=6, defects=[(world.burr, 4), (world.broken, 2)])
    (one,) = proposals(day(2))
    assert (one.why, one.what.code, one.share.quantity, one.share.received) == (MUCH, "B", 6000, 200_000)
    assert "毛刺" in one.reason() and "6" in one.reason() and "200" in one.reason()
    assert proposals(day(2), world.sub.household_id + 1) == []
    make.visit(world.home, day=day(3), findings=[(world.basket.id, world.burr.id, 0)])
    assert proposals(day(3)) == []
    make.collection(world.sub, day(5), good=99, rework=1, defects=[(world.burr, 1)])
    visited, found = effects(world.home.id, day(5))
    assert visited == day(3)
    shares = [(e.what.code, e.late.quantity, e.before, e.after) for e in found]
    assert shares == [
        ("B", 7000, (6000, 200_000), (1000, 100_000)),
        ("A", 2000, (2000, 200_000), (0, 100_000)),
    ]
    assert proposals(day(5)) == []
    make.collection(world.sub, day(6), good=96, rework=4, defects=[(world.burr, 4)])
    (again,) = proposals(day(6))
    assert (again.why, again.visited, again.share.quantity) == (RETURNED, day(3), 5000)
    assert again.reason() != one.reason()
