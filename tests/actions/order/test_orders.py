"""Orders, subcontracts, sharing out and closing short."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.actions.order import orders
from models.actions.pay import locking
from models.errors import NeedsConfirmation, UserError
from models.queries.order.standing import subcontract_states
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.trail import Operation
from tests import factories
from tests.factories import DAY, DUE, units

pytestmark = pytest.mark.usefixtures("database")


def test_numbers_are_given_or_taken() -> None:
    assert factories.order().number == "DD26A00001"
    assert factories.order(number="合同7").number == "合同7"
    sub = factories.subcontract()
    assert sub.number == "PG26A00001"
    with pytest.raises(UserError) as refusal:
        factories.subcontract(number=sub.number)
    assert refusal.value.field == "number"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": None}, "quantity"),
        ({"date": None}, "date"),
        ({"due": DAY - timedelta(days=1)}, "due"),
        ({"enterprise": None}, "enterprise"),
        ({"product": None}, "product"),
    ],
)
def test_a_wrong_field_of_an_order_is_refused_by_name(values: dict[str, Any], field: str) -> None:
    good = {
        "enterprise": factories.enterprise().id,
        "product": factories.product().id,
        "quantity": 1000,
        "date": DAY,
        "due": DUE,
    }
    with pytest.raises(UserError) as refusal:
        orders.save_order(good | values)
    assert refusal.value.field == field
    assert not Order.select().exists()


def test_a_refused_entry_takes_no_number() -> None:
    told: list[int] = []
    of = factories.order()
    values = {
        "order": of.id,
        "household": factories.household().id,
        "quantity": 1000,
        "date": DAY,
        "due": DUE,
    }
    rows = orders.save_subcontracts(
        [(values | {"quantity": 0}, None), (values, None)], lambda place, error: told.append(place)
    )
    assert told == [0]
    assert [row.number for row in rows] == ["PG26A00001"]


def test_the_same_again_changes_nothing() -> None:
    sub = factories.subcontract()
    before = Operation.select().count()
    values = {"order": sub.order_id, "household": sub.household_id, "quantity": sub.quantity, "due": sub.due}
    assert orders.save_subcontract(values, sub).outcome == "unchanged"
    assert Operation.select().count() == before


def test_a_subcontract_is_given_the_bill_of_its_day() -> None:
    bamboo, handle = factories.material(), factories.material(name="提手")
    basket = factories.product(bom=[(bamboo, 0.8, 40_000), (handle, 1, 0)])
    sub = factories.subcontract(of=factories.order(basket))
    found = [(m.material_id, m.per_unit, m.loss_ppm) for m in sub.materials.order_by(SubcontractMaterial.id)]
    assert found == [(bamboo.id, 800, 40_000), (handle.id, 1000, 0)]


def test_another_order_brings_its_own_bill() -> None:
    bamboo, thread = factories.material(), factories.material(name="线")
    sub = factories.subcontract(of=factories.order(factories.product(bom=[(bamboo, 1, 0)])))
    other = factories.order(factories.product(bom=[(thread, 2, 0)]))
    orders.save_subcontract({"order": other.id}, sub)
    assert [m.material_id for m in sub.materials] == [thread.id]


def test_what_was_posted_rests_on_household_and_order() -> None:
    sub = factories.subcontract()
    factories.collection(sub, good=1)
    for values, field in (
        ({"household": factories.household().id}, "household"),
        ({"order": factories.order().id}, "order"),
    ):
        with pytest.raises(UserError) as refusal:
            orders.save_subcontract(values, sub)
        assert refusal.value.field == field
        sub = Subcontract.get_by_id(sub.id)
    assert orders.save_subcontract({"due": DUE + timedelta(days=5)}, sub).outcome == "changed"


def test_locked_pay_rests_on_the_date() -> None:
    sub = factories.subcontract()
    factories.collection(sub, day=date(2026, 10, 20), good=1)
    assert orders.save_subcontract({"date": date(2026, 10, 12)}, sub).outcome == "changed"
    locking.lock("2026-10", date(2026, 11, 2))
    with pytest.raises(UserError) as refusal:
        orders.save_subcontract({"date": date(2026, 10, 13)}, sub)
    assert refusal.value.field == "date"


def test_an_order_shared_out_keeps_its_product() -> None:
    sub = factories.subcontract()
    with pytest.raises(UserError) as refusal:
        orders.save_order({"product": factories.product().id}, factories.order_of(sub))
    assert refusal.value.field == "product"


def test_sharing_out_is_one_operation() -> None:
    of = factories.order(quantity=100)
    people = [factories.household() for _ in range(3)]
    before = Operation.select().count()
    rows = orders.allocate(of.id, [(head.id, units(30)) for head in people], DAY, DUE)
    assert [row.quantity for row in rows] == [units(30)] * 3
    assert Operation.select().count() == before + 1
    assert orders.allocated(of.id) == units(90)


def test_more_than_ordered_is_asked_first() -> None:
    of = factories.order(quantity=100)
    head = factories.household()
    with pytest.raises(NeedsConfirmation) as question:
        orders.allocate(of.id, [(head.id, units(101))], DAY, DUE)
    assert question.value.key == "over_allocated"
    assert not Subcontract.select().exists()
    orders.allocate(of.id, [(head.id, units(101))], DAY, DUE, consents=[question.value.key])
    assert orders.over_allocated(of.id) == units(1)
    with pytest.raises(NeedsConfirmation):
        orders.save_subcontract(
            {"order": of.id, "household": head.id, "quantity": units(1), "date": DAY, "due": DUE}
        )


def test_what_a_short_closing_leaves_is_free_again() -> None:
    of = factories.order(quantity=100)
    sub = factories.subcontract(of=of, quantity=100)
    factories.collection(sub, good=40)
    orders.short_close_subcontract(sub.id, DAY, "外出务工")
    assert orders.allocated(of.id) == units(40)
    orders.allocate(of.id, [(factories.household().id, units(60))], DAY, DUE)


@pytest.mark.parametrize("splits", [[], [(1, 1000), (1, 1000)]])
def test_an_empty_or_doubled_share_is_refused(splits: list[tuple[int, int]]) -> None:
    with pytest.raises(UserError) as refusal:
        orders.allocate(factories.order().id, splits, DAY, DUE)
    assert refusal.value.field == "splits"


def test_closing_short_needs_a_reason_and_something_open() -> None:
    sub = factories.subcontract(quantity=10)
    with pytest.raises(UserError) as refusal:
        orders.short_close_subcontract(sub.id, DAY, " ")
    assert refusal.value.field == "reason"
    with pytest.raises(UserError) as refusal:
        orders.short_close_subcontract(sub.id, DAY - timedelta(days=1), "外出务工")
    assert refusal.value.field == "date"
    orders.short_close_subcontract(sub.id, DAY, "外出务工")
    assert subcontract_states([sub.id])[sub.id].status == "short_closed"
    with pytest.raises(UserError):
        orders.short_close_subcontract(sub.id, DAY, "再来一次")
    orders.reopen_subcontract(sub.id)
    factories.collection(sub, good=10)
    with pytest.raises(UserError):
        orders.short_close_subcontract(sub.id, DAY, "做完了")
    with pytest.raises(UserError):
        orders.reopen_subcontract(sub.id)


def test_an_order_takes_its_open_subcontracts_with_it() -> None:
    of = factories.order(quantity=100)
    done, still_open = factories.subcontract(of=of, quantity=10), factories.subcontract(of=of, quantity=10)
    factories.collection(done, good=10)
    with pytest.raises(NeedsConfirmation) as question:
        orders.short_close_order(of.id, DUE, "客户取消")
    orders.short_close_order(of.id, DUE, "客户取消", consents=[question.value.key])
    assert Subcontract.get_by_id(done.id).closed_on is None
    assert Subcontract.get_by_id(still_open.id).close_reason == "客户取消"
    with pytest.raises(UserError) as refusal:
        factories.subcontract(of=of)
    assert refusal.value.field == "order"
    orders.reopen_order(of.id)
    factories.subcontract(of=of)


def test_an_operation_is_called_what_the_outermost_says() -> None:
    of = factories.order(quantity=100, number="DD7")
    orders.allocate(of.id, [(factories.household().id, units(30)) for _ in range(2)], DAY, DUE)
    last = Operation.select().order_by(Operation.id.desc()).get()
    assert (last.title, last.arguments) == ("Assign order {number}", '{"number": "DD7"}')


def test_an_order_cut_below_what_is_out_is_asked_first() -> None:
    of = factories.order(quantity=1000)
    factories.subcontract(of=of, quantity=800)
    with pytest.raises(NeedsConfirmation) as question:
        orders.save_order_of(of.enterprise.name, {"quantity": units(500)}, of)
    assert question.value.key == "over_allocated"
    of = Order.get_by_id(of.id)
    assert of.quantity == units(1000)
    orders.save_order_of(of.enterprise.name, {"quantity": units(500)}, of, consents=[question.value.key])
    assert orders.over_allocated(of.id) == units(300)
