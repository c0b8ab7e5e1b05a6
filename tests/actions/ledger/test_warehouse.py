"""Material in and products out, machines lent, visits recorded, advances and adjustments posted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.actions.guidance import equipment, visits
from models.actions.ledger import stock, voiding
from models.actions.ledger.stock import Delivered
from models.actions.pay import adjustments, locking
from models.errors import NeedsConfirmation, UserError
from models.queries.guidance.loans import current_loan
from models.queries.ledger.warehouse import finished_stock, material_stock, product_stock
from models.tables.guidance import Equipment, EquipmentLoan, Visit
from models.tables.pay import Advance
from models.tables.trail import Operation
from tests import factories
from tests.factories import DAY, units

pytestmark = pytest.mark.usefixtures("database")


def test_the_warehouse_is_the_sum_of_its_movements() -> None:
    company, bamboo = factories.enterprise(), factories.material()
    basket = factories.product(bom=[(bamboo, 0.8, 0)])
    sub = factories.subcontract(of=factories.order(basket))
    number = stock.receive_material(company.id, DAY, [(bamboo.id, units(500))])
    assert number == "RK26A00001"
    factories.dispatch(sub, bamboo, 80)
    factories.dispatch(sub, bamboo, 5, kind="return")
    factories.collection(sub, good=10, second=2, work_scrap=1, pending=4)
    assert [row.quantity for row in material_stock()] == [units(425)]
    assert [row.quantity for row in material_stock(DAY - timedelta(days=1))] == [0]
    assert product_stock([basket.id]) == {(basket.id, "good"): units(10), (basket.id, "second"): units(2)}
    stock.deliver_products(company.id, DAY, [Delivered(basket.id, "good", units(6))])
    assert [(row.grade, row.quantity) for row in finished_stock()] == [
        ("good", units(4)),
        ("second", units(2)),
    ]
    voiding.void(factories.voucher("delivery", "JF26A00001").id, "写错了")
    assert product_stock([basket.id])[basket.id, "good"] == units(10)


def test_more_than_there_is_is_asked_first() -> None:
    company, basket = factories.enterprise(), factories.product()
    lines = [Delivered(basket.id, "good", units(1))]
    with pytest.raises(NeedsConfirmation) as question:
        stock.deliver_products(company.id, DAY, lines)
    stock.deliver_products(company.id, DAY, lines, consents=[question.value.key])
    assert product_stock([basket.id]) == {(basket.id, "good"): -units(1)}


def test_wrong_slips_of_the_warehouse_are_refused() -> None:
    company, bamboo, basket = factories.enterprise(), factories.material(), factories.product()
    cases = (
        (lambda: stock.receive_material(company.id, DAY, []), "lines"),
        (lambda: stock.receive_material(company.id, DAY, [(bamboo.id, 0)]), "quantity"),
        (lambda: stock.receive_material(1, DAY, [(bamboo.id, 1)]), "enterprise"),
        (lambda: stock.deliver_products(company.id, DAY, [Delivered(basket.id, "rework", 1)]), "grade"),
    )
    for slip, field in cases:
        with pytest.raises(UserError) as refusal:
            slip()
        assert refusal.value.field == field
    stock.receive_material(company.id, DAY, [(bamboo.id, 1)], number="进1")
    with pytest.raises(UserError) as refusal:
        stock.receive_material(company.id, DAY, [(bamboo.id, 1)], number="进1")
    assert refusal.value.field == "number"


def test_a_machine_is_at_one_place_at_a_time() -> None:
    winder, first, second = factories.machine(), factories.household(), factories.household()
    loan = equipment.lend(winder.id, first.id, DAY, deposit=20_000, condition="九成新")
    with pytest.raises(UserError) as refusal:
        equipment.lend(winder.id, second.id, DAY)
    assert refusal.value.field == "equipment"
    with pytest.raises(UserError) as refusal:
        equipment.take_back(loan.id, DAY - timedelta(days=1))
    assert refusal.value.field == "date"
    equipment.take_back(loan.id, DAY, "皮带松")
    assert Equipment.get().condition == "皮带松"
    with pytest.raises(UserError):
        equipment.take_back(loan.id, DAY)
    equipment.lend(winder.id, second.id, DAY)
    assert current_loan(winder.id).household.id == second.id


def test_a_list_of_loans_said_twice_changes_nothing() -> None:
    winder, first, second = factories.machine(), factories.household(), factories.household()
    said = {"household": first.id, "lent_on": DAY, "deposit": 20_000, "condition_out": "新"}
    assert equipment.set_loan(winder.id, said)
    loan = EquipmentLoan.get()
    assert not equipment.set_loan(winder.id, said, loan)
    with pytest.raises(UserError) as refusal:
        equipment.set_loan(winder.id, said | {"household": second.id}, loan)
    assert refusal.value.field == "household"
    assert equipment.set_loan(winder.id, said | {"returned_on": DAY}, loan)
    with pytest.raises(UserError) as refusal:
        equipment.set_loan(winder.id, said | {"returned_on": DAY - timedelta(days=1)}, loan)
    assert refusal.value.field == "returned_on"
    loan = EquipmentLoan.get()
    assert equipment.set_loan(winder.id, said | {"household": second.id}, loan)
    assert EquipmentLoan.select().count() == 2


def test_a_visit_is_a_voucher_that_may_be_corrected() -> None:
    head = factories.household()
    row = visits.record_visit(
        visits.VisitDraft(head.id, DAY, "李师傅", "收口", "收口不紧", next_date=DAY + timedelta(days=7))
    )
    assert row.number == "ZD26A00001"
    assert visits.change_visit(row.id, finding=" 收口已紧 ", day=DAY)
    assert Visit.get().finding == "收口已紧"
    assert not visits.change_visit(row.id, finding="收口已紧", household=head.id)
    voiding.void(row.id, "重复")
    with pytest.raises(UserError):
        visits.change_visit(row.id, finding="再改")


@pytest.mark.parametrize(
    ("values", "field"), [({"topic": ""}, "topic"), ({"next_date": DAY - timedelta(days=1)}, "next_date")]
)
def test_a_wrong_visit_is_refused_by_name(values: dict[str, object], field: str) -> None:
    head = factories.household()
    with pytest.raises(UserError) as refusal:
        factories.visit(head, **values)
    assert refusal.value.field == field
    assert not Visit.select().exists()


def test_a_visit_keeps_its_number_to_itself() -> None:
    head = factories.household()
    factories.visit(head, number="ZD7")
    with pytest.raises(UserError) as refusal:
        factories.visit(head, number="ZD7")
    assert refusal.value.field == "number"


def test_a_void_visit_keeps_its_number() -> None:
    head = factories.household()
    voiding.void(factories.visit(head).id, "重复")
    assert factories.visit(head).number == "ZD26A00002"


def test_advances_and_adjustments_change_pay_in_open_periods_only() -> None:
    head = factories.household()
    assert factories.advance(head, 200, 3) == "YZ26A00001"
    assert factories.adjustment(head, -60) == "JK26A00001"
    locking.lock("2026-10", date(2026, 11, 2))
    for post in (lambda: factories.advance(head, 1), lambda: factories.adjustment(head, 1)):
        with pytest.raises(UserError) as refusal:
            post()
        assert refusal.value.field == "date"


@pytest.mark.parametrize(("amount", "instalments", "field"), [(0, 1, "amount"), (100, 0, "instalments")])
def test_a_wrong_advance_is_refused_by_name(amount: int, instalments: int, field: str) -> None:
    head = factories.household()
    with pytest.raises(UserError) as refusal:
        adjustments.post_advance(head.id, DAY, amount, instalments)
    assert refusal.value.field == field


def test_an_adjustment_says_why() -> None:
    head = factories.household()
    for amount, reason, field in ((0, "奖", "amount"), (100, " ", "reason")):
        with pytest.raises(UserError) as refusal:
            adjustments.post_adjustment(head.id, DAY, amount, reason)
        assert refusal.value.field == field


def test_a_batch_with_one_fault_writes_none() -> None:
    head = factories.household()
    before = Operation.select().count()
    drafts = [adjustments.AdvanceDraft(head.id, DAY, amount) for amount in (100, 0, -5)]
    told: list[str | None] = []
    assert adjustments.post_advances(drafts, lambda draft, error: told.append(error.field)) == []
    assert told == ["amount", "amount"]
    assert (Operation.select().count(), Advance.select().count()) == (before, 0)
