"""What an enterprise's page says of its orders, deliveries and material."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.actions.ledger import stock
from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.actions.ledger.voiding import void
from models.queries.ledger.deliveries import lines_of
from models.queries.ledger.enterprise_accounts import enterprise_papers
from models.queries.ledger.enterprise_record import enterprise_record
from models.queries.order import orders
from models.rules.ledger import voucher_kind
from models.tables.party import Enterprise
from tests import factories as make

TODAY = date(2026, 10, 21)


def test_an_enterprises_orders_slips_material_and_worth(database: Path) -> None:
    company, other = make.enterprise("翠竹工艺"), make.enterprise("宏芯电子")
    bamboo = make.material()
    basket = make.product("P-1", bom=[(bamboo, 0.5, 0)], good=3, second=2)
    first = make.order(
        basket, 100, day=date(2026, 9, 1), due=date(2026, 10, 15), customer=company, price=make.price(6.5)
    )
    second = make.order(basket, 50, day=date(2026, 10, 1), due=date(2026, 11, 15), customer=company)
    make.order(basket, 70, day=date(2026, 10, 1), customer=other)
    head = make.household()
    part = make.subcontract(head, first, 80, day=date(2026, 9, 2))
    make.receipt(company, bamboo, 40, day=date(2026, 9, 2))
    gone = make.receipt(company, bamboo, 5, day=date(2026, 9, 3))
    make.receipt(other, bamboo, 9, day=date(2026, 9, 4))
    void(make.voucher("receipt", gone).id, "记错", TODAY)
    make.dispatch(part, bamboo, 30, day=date(2026, 9, 5))
    make.collection(part, day=date(2026, 10, 9), good=40, second=10, rework=2)
    number = stock.deliver_products(
        company.id,
        date(2026, 10, 12),
        [
            stock.Delivered(basket.id, "good", 30_000, first.id),
            stock.Delivered(basket.id, "second", 10_000, first.id),
        ],
    )
    slip = make.voucher("delivery", number)
    assert enterprise_record(company.id, TODAY).slips[0].unchecked
    accept_delivery(
        slip.id,
        date(2026, 10, 14),
        [
            AcceptedQuantity(line.order, line.grade, line.quantity - 2_000, 2_000, "破")
            for line in lines_of(slip.id)
        ],
    )
    found = enterprise_record(company.id, TODAY)
    assert [(one.id, one.status) for one in found.orders] == [(first.id, "overdue"), (second.id, "open")]
    account = found.orders[0].account
    assert (found.orders[0].made, account.delivered_in_all, account.accepted, account.defects) == (
        50_000,
        40_000,
        36_000,
        4_000,
    )
    assert account.outstanding == 64_000
    listing = orders.orders(TODAY)
    keys = [column.key for column in listing.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in listing.rows(listing.keys())]
    statuses = {row["number"]: row["status"] for row in rows}
    assert all(statuses[one.account.number] == one.status for one in found.orders)
    newest = found.slips[0]
    assert (newest.number, newest.kind, newest.unchecked) == (number, voucher_kind.DELIVERY, False)
    assert len(found.slips) == 2
    (material,) = found.materials
    assert (material.received, material.warehouse, material.households) == (40_000, 19_000, 5_000)
    assert (found.worth, found.unpriced) == (28 * 650, 1)
    assert enterprise_record(make.enterprise().id, TODAY).orders == ()


def test_the_account_of_one_enterprise_is_that_of_the_paper(database: Path) -> None:
    make.month_of_slips()
    span = date(2026, 10, 1), date(2026, 10, 31)
    for paper in enterprise_papers(*span):
        key = Enterprise.get(Enterprise.name == paper.name).id
        (only,) = enterprise_papers(*span, enterprise=key)
        assert only.orders == paper.orders and only.guessed == paper.guessed
