"""What a product's page says of its year and of who makes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.actions.ledger.voiding import void
from models.queries.ledger.product_record import PiecesMade, product_record
from models.queries.order import orders
from tests import factories as make

TODAY = date(2026, 10, 21)


def test_a_products_year_its_makers_and_stock(database: Path) -> None:
    basket, other = make.product("P-1", good=3, second=2), make.product("P-2", good=3)
    order = make.order(basket, 900, day=date(2025, 1, 1), due=date(2026, 12, 1))
    one, two, three = make.household("H1", "单䶮"), make.household("H2", "曾芳"), make.household("H3")
    part, more = (make.subcontract(who, order, 100, day=date(2025, 10, 1)) for who in (one, two))
    make.subcontract(three, order, 30, day=date(2026, 10, 1))
    make.collection(part, day=date(2025, 10, 31), good=9)  # a year and a day ago: before the first month
    make.collection(part, day=date(2026, 9, 10), good=10, second=5, rework=5)
    waiting = make.collection(part, day=date(2026, 9, 30), pending=10)
    make.inspection(waiting, day=date(2026, 10, 2), good=6, work_scrap=4)
    make.collection(more, day=date(2026, 10, 3), good=40)
    gone = make.collection(more, day=date(2026, 10, 4), good=7)
    void(make.voucher("collection", gone).id, "记错", TODAY)
    make.collection(make.subcontract(one, make.order(other), 10), good=10)
    found = product_record(basket.id, TODAY)
    months = {month.period.key: month.made for month in found.months}
    assert next(iter(months)) == "2025-11" and len(months) == 12
    assert months["2026-09"] == PiecesMade(30_000, 15_000, 5_000) and months["2026-09"].share == 166_666
    assert months["2026-10"] == PiecesMade(40_000, 46_000, 4_000) and months["2026-08"].share is None
    assert [(who.head, who.made.good, who.outstanding) for who in found.makers][:2] == [
        ("曾芳", 40_000, 60_000),
        ("单䶮", 21_000, 70_000),
    ]
    assert found.makers[2].household == three.id and found.makers[2].outstanding == 30_000
    assert len(found.running) == 3
    assert found.stock == {"good": 65_000, "second": 5_000}
    assert [orders.orders(TODAY, product=item.id).count() for item in (basket, other)] == [1, 1]
    assert sum(month.made.good for month in found.months) == sum(who.made.good for who in found.makers)
