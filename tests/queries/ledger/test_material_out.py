"""Material outside by age: dispatches, returns, transfers, pieces and what was taken back, against the books."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.actions.ledger.posting import Draft, MaterialLine, post
from models.actions.ledger.voiding import reverse, void
from models.actions.order.orders import short_close_subcontract
from models.queries.ledger.holding_accounts import may_hold
from models.queries.ledger.material_out import MaterialOut, material_out
from models.queries.ledger.stock import holdings
from models.queries.order.standing import subcontract_states
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from tests import factories as make

DAY = date(2026, 1, 5)
LATER = DAY + timedelta(days=400)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def two() -> Any:
    """Two households on one order of an enterprise: a product of 1 kg a piece, worth 12 yuan a kg."""
    firm = make.enterprise("翠竹工艺")
    bamboo = make.material("M-1", "竹篾", price=make.price(12))
    basket = make.product(bom=[(bamboo, 1, 20_000)])
    order = make.order(basket, 400, DAY, customer=firm)
    first, second = make.household("H0001", "单春梅"), make.household("H0002", "曾国芳")
    return {
        "firm": firm,
        "bamboo": bamboo,
        "a": make.subcontract(first, order, 100, DAY),
        "b": make.subcontract(second, order, 100, DAY),
    }


def moved(kind: str, sub: Any, item: Any, quantity: float, day: date, to: Any = None) -> str:
    line = MaterialLine(sub.id, item.id, make.units(quantity), "盘点", to.id if to else None)
    return post([Draft(kind, day, sub.household_id, (line,))])[0]


def told(out: MaterialOut) -> list[tuple[str, date, int]]:
    return [(layer.about.code, layer.since, layer.quantity) for layer in out.layers]


def agrees(day: date = LATER) -> None:
    """The layers add up to what the holdings say, by household and material."""
    sums: dict[tuple[str, str], int] = {}
    for layer in material_out(day).layers:
        key = layer.about.code, layer.material.code
        sums[key] = sums.get(key, 0) + layer.quantity
    states = subcontract_states()
    beyond = {
        key
        for key, state in states.items()
        for held in map(state.holding, state.materials.values())
        if held.balance < 0 or held.balance > (held.allowed_loss if held.closed else 0)
    }
    assert beyond <= may_hold()
    assert sums == {(row.household, row.material): row.balance for row in holdings() if row.balance > 0}


def test_what_came_first_went_first(two: Any) -> None:
    a, bamboo = two["a"], two["bamboo"]
    moved(voucher_kind.ISSUE, a, bamboo, 40, DAY)
    moved(voucher_kind.TOP_UP, a, bamboo, 30, DAY + timedelta(days=50))
    make.collection(a, DAY + timedelta(days=60), good=25)
    moved(voucher_kind.RETURN, a, bamboo, 5, DAY + timedelta(days=70))
    out = material_out(LATER)
    assert told(out) == [("H0001", DAY, 10_000), ("H0001", DAY + timedelta(days=50), 30_000)]
    assert [(layer.days, layer.bucket, layer.worth) for layer in out.layers] == [
        (400, 3, 12_000),
        (350, 2, 36_000),
    ]
    assert {layer.owner for layer in out.layers} == {"翠竹工艺"}
    agrees()


def test_a_transfer_takes_the_age_along_and_back_again(two: Any) -> None:
    a, b, bamboo = two["a"], two["b"], two["bamboo"]
    moved(voucher_kind.ISSUE, a, bamboo, 40, DAY)
    moved(voucher_kind.TOP_UP, a, bamboo, 30, DAY + timedelta(days=50))
    make.collection(a, DAY + timedelta(days=60), good=30)
    moved(voucher_kind.TRANSFER, a, bamboo, 20, DAY + timedelta(days=100), b)
    assert told(material_out(LATER)) == [
        ("H0002", DAY, 10_000),
        ("H0001", DAY + timedelta(days=50), 20_000),
        ("H0002", DAY + timedelta(days=50), 10_000),
    ]
    moved(voucher_kind.TRANSFER, b, bamboo, 10, DAY + timedelta(days=120), a)
    assert told(material_out(LATER)) == [
        ("H0001", DAY, 10_000),
        ("H0001", DAY + timedelta(days=50), 20_000),
        ("H0002", DAY + timedelta(days=50), 10_000),
    ]
    agrees()


def test_what_was_taken_back_or_entered_late_is_as_if_it_had_been_so(two: Any) -> None:
    a, b, bamboo = two["a"], two["b"], two["bamboo"]
    moved(voucher_kind.ISSUE, a, bamboo, 40, DAY)
    wrong = moved(voucher_kind.TOP_UP, a, bamboo, 30, DAY + timedelta(days=50))
    handed = moved(voucher_kind.TRANSFER, a, bamboo, 10, DAY + timedelta(days=60), b)
    void(Voucher.get(Voucher.number == handed).id, "写错了")
    reverse(Voucher.get(Voucher.number == wrong).id, DAY + timedelta(days=90), "写错了")
    assert told(material_out(LATER)) == [("H0001", DAY, 40_000)]
    moved(voucher_kind.TOP_UP, a, bamboo, 5, DAY + timedelta(days=1))
    moved(voucher_kind.RETURN, a, bamboo, 41, DAY + timedelta(days=95))
    assert told(material_out(LATER)) == [("H0001", DAY + timedelta(days=1), 4_000)]
    agrees()


def test_a_correction_takes_the_oldest_and_gives_it_back(two: Any) -> None:
    a, bamboo = two["a"], two["bamboo"]
    moved(voucher_kind.ISSUE, a, bamboo, 10, DAY)
    moved(voucher_kind.TOP_UP, a, bamboo, 10, DAY + timedelta(days=10))
    moved(voucher_kind.CORRECTION, a, bamboo, 4, DAY + timedelta(days=20))
    moved(voucher_kind.CORRECTION, a, bamboo, -2, DAY + timedelta(days=30))
    assert told(material_out(LATER)) == [("H0001", DAY, 8_000), ("H0001", DAY + timedelta(days=10), 10_000)]
    agrees()


def test_below_zero_is_counted_apart_and_waste_of_finished_work_left_out(two: Any) -> None:
    a, b, bamboo = two["a"], two["b"], two["bamboo"]
    moved(voucher_kind.ISSUE, a, bamboo, 104, DAY)
    make.collection(a, DAY + timedelta(days=60), good=100)
    make.collection(b, DAY + timedelta(days=60), good=5)
    out = material_out(LATER)
    allowed = next(row.allowed_loss for row in holdings() if row.household == "H0001")
    assert out.below == 1
    assert [layer.quantity for layer in out.layers] == ([4_000 - allowed] if allowed < 4_000 else [])
    short_close_subcontract(b.id, DAY + timedelta(days=61), "不做了")
    assert material_out(LATER).below == 1
