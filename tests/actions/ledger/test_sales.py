"""Retail sales: takings, stock, what is refused, and how a sale is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.ledger.stock import MORE_THAN_STOCK, Delivered, deliver_products
from models.actions.ledger.voiding import reverse, void
from models.actions.programme.workshops import save_workshop
from models.actions.removal import remove_records
from models.errors import NeedsConfirmation, UserError
from models.queries.desk.integrity import faults
from models.queries.ledger.product_record import product_record
from models.queries.ledger.slip_copies import slip_copy
from models.queries.ledger.vouchers import contents, voucher_page
from models.queries.ledger.warehouse import finished_stock
from models.tables.ledger import Movement, SaleLine, Voucher
from models.tables.party import SOLD, WAREHOUSE
from models.tables.programme import IN_VILLAGE, Workshop
from models.tables.trail import Change, Operation
from tests import factories as make
from tests.factories import price, units, yuan
from tests.writing import operation

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 10, 25)


@pytest.fixture
def basket() -> Any:
    """A basket of which 40 good and 5 second lie in the warehouse."""
    item = make.product("P-BASKET", good=3.25, second=2.6)
    part = make.subcontract(make.household("H0001"), make.order(item), 100)
    make.collection(part, date(2026, 10, 20), good=40, second=5)
    return item


@pytest.fixture
def shop() -> Any:
    return save_workshop({"code": "Z01", "name": "屏风村竹编作坊", "kind": IN_VILLAGE})


def sold(item: Any, quantity: float, at: float = 25, grade: str = "good", **values: Any) -> Sold:
    return Sold(item.id, grade, units(quantity), price(at), **values)


def sale(*lines: Sold, day: date = DAY, consents: tuple[str, ...] = (), number: str = "") -> str:
    return post_sale(SaleDraft(day, list(lines), number=number), consents)


def stock() -> dict[str, int]:
    return {row.grade: row.quantity for row in finished_stock()}


def trail() -> tuple[int, int]:
    return Operation.select().count(), Change.select().count()


def test_a_sale_day_leaves_the_warehouse_and_says_its_takings(basket: Any, shop: Any) -> None:
    number = sale(
        sold(basket, 3, 25, workshop=shop.code), sold(basket, 2, 18.888, "second", workshop=shop.code)
    )
    assert number == "LS26A00001"
    assert stock() == {"good": units(37), "second": units(3)}
    assert [row.takings for row in SaleLine.select().order_by(SaleLine.id)] == [yuan(75), 3778]
    assert {(one.source_id, one.target_id) for one in Movement.select().where(Movement.kind == "sale")} == {
        (WAREHOUSE, SOLD)
    }
    key = make.voucher("sale", number).id
    page = voucher_page(key)
    assert page is not None and page.amount == yuan(75) + 3778
    assert [(line.source, line.target) for line in page.lines] == [("仓库", "卖出")] * 2
    assert "112.78" in contents([key])[key]
    assert product_record(basket.id, DAY).stock == {"good": units(37), "second": units(3)}
    assert list(faults()) == []
    copied = slip_copy(key)
    assert [line["workshop"] for line in copied.lines] == [shop.id] * 2
    assert [line["takings"] for line in copied.lines] == [yuan(75), 3778]


def test_takings_may_be_typed_and_are_rounded_half_up_otherwise(basket: Any) -> None:
    sale(sold(basket, 1, 0.005), sold(basket, 1, 0.0049), sold(basket, 3, 25, takings=yuan(70)))
    assert [row.takings for row in SaleLine.select().order_by(SaleLine.id)] == [1, 0, yuan(70)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 0.5}, "quantity"),
        ({"grade": "rework"}, "grade"),
        ({"at": -1}, "price"),
        ({"takings": -1}, "takings"),
        ({"workshop": "Z99"}, "workshop"),
    ],
)
def test_what_is_refused_changes_nothing(basket: Any, values: dict[str, Any], field: str) -> None:
    before = trail()
    with pytest.raises(UserError) as caught:
        sale(sold(basket, **{"quantity": 1, **values}))
    assert (caught.value.field, trail()) == (field, before)


def test_nothing_on_the_slip_and_a_number_twice_are_refused(basket: Any) -> None:
    with pytest.raises(UserError) as caught:
        sale()
    assert caught.value.field == "lines"
    sale(sold(basket, 1), number="LS7")
    with pytest.raises(UserError) as caught:
        sale(sold(basket, 1), number="LS7")
    assert caught.value.field == "number"


def test_more_than_is_there_is_asked_for_over_all_lines(basket: Any) -> None:
    before = trail()
    with pytest.raises(NeedsConfirmation) as asked:
        sale(sold(basket, 30), sold(basket, 11))
    assert trail() == before
    assert (asked.value.key, "要卖 41，仓库只有 40" in asked.value.message) == (MORE_THAN_STOCK, True)
    sale(sold(basket, 30), sold(basket, 10))
    sale(sold(basket, 1), consents=(MORE_THAN_STOCK,))
    assert stock()["good"] == units(-1)


def test_a_void_sale_is_in_the_warehouse_again(basket: Any) -> None:
    key = make.voucher("sale", sale(sold(basket, 3))).id
    void(key, "退货")
    assert stock()["good"] == units(40)
    assert list(faults()) == []


def test_an_undone_sale_is_void(basket: Any) -> None:
    number = sale(sold(basket, 3))
    last = last_undoable()
    assert last is not None
    undo(last.id)
    assert make.voucher("sale", number).voided_on is not None
    assert stock()["good"] == units(40)
    assert list(faults()) == []


def test_a_reversed_sale_takes_its_takings_back(basket: Any, shop: Any) -> None:
    number = sale(sold(basket, 3, workshop=shop.code))
    back = reverse(make.voucher("sale", number).id, date(2026, 10, 28), "退货")
    assert stock()["good"] == units(40)
    assert sum(row.takings for row in SaleLine.select()) == 0
    line: Any = SaleLine.get(SaleLine.voucher == make.voucher("sale", back).id)
    assert (line.quantity, line.takings, line.place) == (units(-3), yuan(-75), "Z01")
    assert list(faults()) == []


def test_the_check_finds_a_line_that_is_not_what_moved(basket: Any) -> None:
    number = sale(sold(basket, 3))
    with operation("Change"):
        SaleLine.update(quantity=units(4)).execute()
    assert any(number in fault for fault in faults())


def test_a_product_nobody_knows_is_said_and_nothing_goes_out() -> None:
    """Whether or not somebody asked to give out more than there is."""
    store = make.enterprise()
    for consents in ((), (MORE_THAN_STOCK,)):
        with pytest.raises(UserError) as refused:
            post_sale(SaleDraft(DAY, [Sold(77, "good", 1_000, 100)]), consents)
        assert refused.value.field == "product"
        with pytest.raises(UserError) as refused:
            deliver_products(store.id, DAY, [Delivered(77, "good", 1_000)], consents=consents)
        assert refused.value.field == "product"
    assert not Voucher.select().exists()


def test_sales_follow_the_code_of_their_workshop_and_keep_it(basket: Any, shop: Any) -> None:
    sale(sold(basket, 3, workshop=shop.code))
    save_workshop({"code": "Z09"}, shop)
    renamed = last_undoable()
    assert renamed is not None and SaleLine.get().place == "Z09"
    with pytest.raises(UserError):
        remove_records(Workshop, [shop.id])
    sale(sold(basket, 1, workshop="Z09"))
    with pytest.raises(UserError):
        undo(renamed.id)
    assert {line.place for line in SaleLine.select()} == {Workshop.get().code} == {"Z09"}
