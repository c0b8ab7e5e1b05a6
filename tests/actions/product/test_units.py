"""Counted goods are whole through every door, and decimals are not set below what slips hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from models.actions.exchange.workbook import import_workbook
from models.actions.ledger import acceptance, stock
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.order import orders
from models.actions.product import products
from models.actions.product.units import save_unit
from models.actions.road import registration
from models.database import db
from models.errors import UserError, WorkbookRefused
from models.queries.desk import integrity
from models.queries.product.units import unit_rows, units
from models.rules.ledger.balance import Parts
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Order
from models.tables.product import Unit
from tests import factories as make
from tests.factories import DAY, DUE
from tests.writing import operation

pytestmark = pytest.mark.usefixtures("database")
HALF = 12_500


class Work:
    """A subcontract of baskets with counted handles handed out."""

    def __init__(self) -> None:
        self.handle = make.material("M-TS", "提手", "个", pack_size=10_000)
        self.basket = make.product("P-1", bom=[(self.handle, 1, 0)], good=3.25)
        self.customer = make.enterprise()
        self.order = make.order(self.basket, 100, customer=self.customer)
        self.sub = make.subcontract(of=self.order, quantity=50)
        self.other = make.subcontract(of=self.order, quantity=50)
        self.home = self.sub.household_id

    def material(self, kind: str, quantity: int, to: int | None = None) -> None:
        post([Draft(kind, DAY, self.home, [MaterialLine(self.sub.id, self.handle.id, quantity, "x", to)])])

    def pieces(self, kind: str, parts: Parts, line: int | None = None) -> None:
        piece = PieceLine(
            self.sub.id, parts, parts.total if kind == "collection" else 0, collection_line=line, reason="x"
        )
        post([Draft(kind, DAY, self.home, [piece])])


def _inspect(work: Work) -> None:
    work.pieces("collection", Parts(pending=20_000))
    work.pieces("inspection", Parts(good=HALF), CollectionLine.get().id)


def _errand(work: Work) -> None:
    work.material("issue", 20_000)
    registration.ask_for(
        "transfer",
        work.home,
        DAY,
        subcontract=work.sub.id,
        material=work.handle.id,
        quantity=HALF,
        to_subcontract=work.other.id,
    )


def _acceptance(work: Work) -> None:
    lines = [stock.Delivered(work.basket.id, "good", 20_000)]
    stock.deliver_products(work.customer.id, DAY, lines, consents=[stock.MORE_THAN_STOCK])
    voucher = Voucher.get(Voucher.kind == "delivery").id
    acceptance.accept_delivery(voucher, DAY, [acceptance.AcceptedQuantity(work.order.id, "good", HALF, 0)])


DOORS: tuple[tuple[str, Callable[[Work], Any], str], ...] = (
    ("order", lambda w: make.order(w.basket, 12.5), "quantity"),
    ("subcontract", lambda w: make.subcontract(of=w.order, quantity=12.5), "quantity"),
    ("allocation", lambda w: orders.allocate(w.order.id, [(w.home, HALF)], DAY, DUE), "quantity"),
    ("issue", lambda w: w.material("issue", HALF), "quantity"),
    ("top-up", lambda w: w.material("top_up", HALF), "quantity"),
    ("return", lambda w: w.material("return", HALF), "quantity"),
    ("transfer", lambda w: w.material("transfer", HALF, w.other.id), "quantity"),
    ("correction", lambda w: w.material("correction", -HALF), "quantity"),
    ("received", lambda w: w.pieces("collection", Parts(good=HALF)), "received"),
    ("a grade", lambda w: w.pieces("collection", Parts(good=HALF, rework=500)), "good"),
    ("inspection", _inspect, "good"),
    ("errand", _errand, "quantity"),
    ("receipt", lambda w: stock.receive_material(w.customer.id, DAY, [(w.handle.id, HALF)]), "quantity"),
    (
        "delivery",
        lambda w: stock.deliver_products(w.customer.id, DAY, [stock.Delivered(w.basket.id, "good", HALF)]),
        "quantity",
    ),
    ("acceptance", _acceptance, "accepted"),
    ("pack", lambda w: products.save_material({"pack_size": HALF}, w.handle), "pack_size"),
)


@pytest.mark.parametrize(
    ("door", "field"), [(door, field) for _, door, field in DOORS], ids=[d[0] for d in DOORS]
)
def test_counted_goods_are_whole_through_every_door(door: Callable[[Work], Any], field: str) -> None:
    work = Work()
    with pytest.raises(UserError) as refusal:
        door(work)
    assert refusal.value.field == field
    assert "整数" in refusal.value.message


def test_a_unit_set_to_decimals_takes_them() -> None:
    work = Work()
    save_unit("个", 1)
    work.material("issue", HALF)
    with pytest.raises(UserError) as refusal:
        save_unit("个", 0)
    assert refusal.value.field == "decimals" and "提手" in refusal.value.message
    assert units().decimals("个") == 1
    save_unit("个", 3)
    assert Unit.get().decimals == 3


def test_decimals_are_none_to_three() -> None:
    for wrong in (-1, 4):
        with pytest.raises(UserError) as refusal:
            save_unit("kg", wrong)
        assert refusal.value.field == "decimals"
    save_unit("kg", 2)
    assert ("kg", 2, True) in unit_rows()
    with pytest.raises(UserError, match="2 位小数"):
        stock.receive_material(make.enterprise().id, DAY, [(make.material(unit="kg").id, 1_005)])


def test_goods_with_parts_of_a_unit_are_not_told_in_a_counted_one() -> None:
    bamboo = make.material(unit="kg")
    stock.receive_material(make.enterprise().id, DAY, [(bamboo.id, HALF)])
    with pytest.raises(UserError) as refusal:
        products.save_material({"unit": "个"}, bamboo)
    assert refusal.value.field == "unit"
    sliced = make.product(unit="kg")
    make.order(sliced, 12.5)
    with pytest.raises(UserError) as refusal:
        products.save_product({"unit": "piece"}, sliced)
    assert refusal.value.field == "unit"
    products.save_product({"unit": "米"}, sliced)


def test_an_order_of_an_older_file_keeps_its_fraction() -> None:
    order = make.order(quantity=100)
    with operation("x"):
        Order.update(quantity=HALF).execute()
    order = Order.get_by_id(order.id)
    assert orders.save_order({"due": DUE.replace(month=11, day=1)}, order).quantity == HALF
    with pytest.raises(UserError):
        orders.save_order({"quantity": HALF + 100}, Order.get_by_id(order.id))


def test_a_workbook_sets_units_and_is_held_to_them(tmp_path: Path) -> None:
    sheets = {
        "单位": [["名称", "小数位"], ["公斤", 1], ["张", 1]],
        "物料": [
            ["编码", "名称", "单位", "整包数量"],
            ["M-1", "竹篾", "千克", 12.5],
            ["M-2", "皮革", "张", 0.5],
            ["M-3", "提手", "个", 12.5],
            ["M-4", "漆", "公斤", 12.55],
        ],
    }
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
    with pytest.raises(WorkbookRefused) as refusal:
        import_workbook(path)
    assert [(p.sheet, p.row, p.column) for p in refusal.value.problems] == [
        ("物料", 4, "整包数量"),
        ("物料", 5, "整包数量"),
    ]
    assert not Unit.select().exists() and db.obj is not None


def test_check_names_what_an_older_program_let_in() -> None:
    work = Work()
    work.material("issue", 20_000)
    work.pieces("collection", Parts(good=10_000))
    assert list(integrity.faults()) == []
    with operation("an older program"):
        Order.update(quantity=HALF).execute()
        CollectionLine.update(good=9_500, second=500).execute()
    found = [words for words in integrity.faults() if "小数" in words]
    assert len(found) == 3 and any(work.order.number in words for words in found)
    save_unit("piece", 1)
    assert not [words for words in integrity.faults() if "小数" in words]
