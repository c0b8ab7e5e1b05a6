"""Every list sorts by every column, finds by pinyin, and says of each row what is so."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.i18n import set_language
from models.queries.desk import history
from models.queries.guidance import equipment, visits
from models.queries.ledger import vouchers
from models.queries.listing import Listing
from models.queries.narrowing import Chosen
from models.queries.order import orders
from models.queries.party import households
from models.queries.product import products
from tests import factories as make
from tests.factories import units

TODAY = date(2026, 10, 23)

LISTINGS = {
    "households": households.households,
    "materials": products.materials,
    "products": lambda: products.products(TODAY),
    "orders": lambda: orders.orders(TODAY),
    "orders not finished": lambda: orders.orders(TODAY, finished=False),
    "subcontracts": lambda: orders.subcontracts(TODAY),
    "subcontracts not finished": lambda: orders.subcontracts(TODAY, finished=False),
    "vouchers": vouchers.vouchers,
    "enterprises": orders.enterprises,
    "visits": visits.visits,
    "equipment": equipment.equipment,
    "operations": history.operations,
}


def shown(listing: Listing, search: str = "") -> list[dict[str, Any]]:
    keys = [column.key for column in listing.columns]
    return [dict(zip(keys, row, strict=True)) for row in listing.rows(listing.keys(search))]


@pytest.mark.parametrize("name", LISTINGS)
def test_a_list_sorts_by_every_column_both_ways(coop: SimpleNamespace, name: str) -> None:
    listing = LISTINGS[name]()
    everything = set(listing.keys())
    assert everything and listing.count() == len(everything)
    for column in listing.columns:
        up, down = (listing.keys(order=column.key, descending=way) for way in (False, True))
        assert set(up) == set(down) == everything
    assert len(listing.rows(listing.keys())) == len(everything)
    assert listing.keys("没有这样的东西") == []


def test_orders_tell_what_is_given_out_and_delivered(coop: SimpleNamespace) -> None:
    rows = {row["product"]: row for row in shown(orders.orders(TODAY))}
    basket = rows["竹编果篮"]
    # The short-closed share counts with what it delivered, which is nothing; the void slip not at all.
    assert (basket["allocated"], basket["delivered"]) == (units(150), units(60))
    assert (basket["status"], rows["电感线圈"]["allocated"]) == ("open", 0)
    late = {row["product"]: row["status"] for row in shown(orders.orders(date(2026, 11, 1)))}
    assert late == {"竹编果篮": "overdue", "电感线圈": "overdue"}


def test_subcontracts_stand_exactly(coop: SimpleNamespace) -> None:
    rows = {row["number"]: row for row in shown(orders.subcontracts(TODAY))}
    wide = rows[coop.wide.number]
    assert (wide["outstanding"], wide["pending"], wide["status"]) == (units(40), units(5), "overdue")
    assert (rows[coop.small.number]["outstanding"], rows[coop.small.number]["status"]) == (units(50), "open")
    assert rows["PG-短"]["status"] == "short_closed"
    unfinished = [row["number"] for row in shown(orders.subcontracts(TODAY, finished=False))]
    assert sorted(unfinished) == sorted([coop.wide.number, coop.small.number])
    own = shown(orders.subcontracts(TODAY, household=coop.first.id))
    assert [row["number"] for row in own] == [coop.wide.number]


def test_an_order_page_holds_its_subcontracts(coop: SimpleNamespace) -> None:
    page = orders.order_page(coop.order.id, TODAY)
    assert page is not None
    assert (page.allocated, page.delivered, len(page.subcontracts)) == (units(150), units(60), 3)
    wide = next(row for row in page.subcontracts if row.id == coop.wide.id)
    assert (wide.good, wide.second, wide.rework, wide.pending) == (units(54), units(6), units(3), units(5))
    assert orders.order_page(1, TODAY) is None


def test_rates_in_force_are_those_of_the_day(coop: SimpleNamespace) -> None:
    rows = {row["code"]: row for row in shown(products.products(TODAY))}
    assert (rows["P-BASKET"]["good"], rows["P-COIL"]["good"], rows["P-COIL"]["second"]) == (32_500, 375, None)
    before = {row["code"]: row["good"] for row in shown(products.products(date(2025, 1, 1)))}
    assert before == {"P-BASKET": None, "P-COIL": None}
    assert [row.grade for row in products.rates_of(coop.basket.id)] == ["good", "second"]
    assert [(row.code, row.per_unit) for row in products.bill(coop.basket.id)] == [("M-BAM", 800)]


def test_vouchers_tell_what_stands_on_them(coop: SimpleNamespace) -> None:
    rows = {row["number"]: row for row in shown(vouchers.vouchers())}
    assert rows[coop.issued]["content"] == "竹篾 80 公斤"
    assert rows[coop.collected]["content"] == "竹编果篮 合格 50 件 · 二等 5 件 · 返工 3 件 · +3"
    assert (rows[coop.wrong]["status"], rows[coop.wrong]["content"]) == ("void", "竹编果篮 合格 50 件")
    assert rows["YZ26A00001"]["content"] == "¥200.00"
    assert rows["RK26A00001"]["kind"] == "入库"
    set_language("en")
    assert shown(vouchers.vouchers(["advance"]))[0]["kind"] == "Advance paid"


def test_vouchers_are_narrowed_down(coop: SimpleNamespace) -> None:
    assert len(vouchers.vouchers(["collection", "inspection"]).keys()) == 3
    # A collection, and the machine it was lent.
    assert len(vouchers.vouchers(household=coop.second.id).keys()) == 2
    day = {"date": Chosen(since=date(2026, 10, 21), until=date(2026, 10, 21))}
    assert len(vouchers.vouchers().narrowed(day, date(2026, 10, 21)).keys()) == 2
    assert len(vouchers.vouchers().keys("scm hs26")) == 1


def test_a_void_issue_shows_its_line_once(coop: SimpleNamespace) -> None:
    from models.actions.ledger import voiding
    from tests import factories

    key = factories.voucher("dispatch", coop.issued).id
    voiding.void(key, "发错了", TODAY)
    page = vouchers.voucher_page(key)
    assert page is not None and page.voided_on == TODAY
    assert [(line.code, line.quantity, line.target) for line in page.lines] == [
        ("M-BAM", units(80), "单春梅")
    ]
    assert shown(vouchers.vouchers(["issue"]))[0]["content"].startswith("竹篾 80")


def test_a_voucher_page_tells_pieces_and_amounts(coop: SimpleNamespace) -> None:
    from tests import factories

    page = vouchers.voucher_page(factories.voucher("collection", coop.collected).id)
    assert page is not None and page.head == "单春梅"
    assert [line.grade for line in page.lines] == [
        "good",
        "second",
        "rework",
        "work_scrap",
        "material_scrap",
        "pending",
    ]
    paid = vouchers.voucher_page(factories.voucher("advance", "YZ26A00001").id)
    assert paid is not None and (paid.amount, paid.instalments, paid.lines) == (20_000, 3, [])
    assert vouchers.voucher_page(1) is None


def test_machines_tell_where_they_are(coop: SimpleNamespace) -> None:
    rows = {row["code"]: (row["head"], row["status"]) for row in shown(equipment.equipment())}
    assert rows == {"SB0001": ("曾国芳", "lent"), "SB0002": (None, "in_store")}
    (loan,) = equipment.loans(household=coop.second.id, current=True)
    assert (loan.code, loan.deposit, loan.returned_on) == ("SB0001", 5000, None)
    assert equipment.loans(equipment=coop.winder.id) == [loan]


def test_a_planned_visit_is_due_until_it_is_made(coop: SimpleNamespace) -> None:
    from tests import factories

    assert visits.planned_visits(date(2026, 10, 23)) == []
    (due,) = visits.planned_visits(date(2026, 10, 24))
    assert (due.code, due.day) == ("H0001", date(2026, 10, 24))
    factories.visit(coop.first, day=date(2026, 10, 24))
    assert visits.planned_visits(date(2026, 10, 30)) == []


def test_the_reason_column_says_why_a_slip_is_void_and_why_more_was_taken(coop: SimpleNamespace) -> None:
    from models.actions.ledger.voiding import void
    from models.tables.ledger import Voucher

    bamboo = make.material("M-WHY")
    of = make.subcontract(of=make.order(make.product(bom=[(bamboo, 1, 0)], good=1), day=TODAY), day=TODAY)
    cane = make.dispatch(of, bamboo, 100, TODAY)
    more = make.dispatch(of, bamboo, 20, TODAY, reason="路上淋湿了")
    over = make.collection(of, TODAY, good=120, reason="企业同意多收")

    def why() -> dict[str, str]:
        return {row["number"]: row["reason"] for row in shown(vouchers.vouchers())}

    assert (why()[more], why()[over], why()[cane]) == ("路上淋湿了", "企业同意多收", "")
    void(Voucher.get(Voucher.number == over).id, "数点错了")
    assert why()[over] == "数点错了"
    assert [row["number"] for row in shown(vouchers.vouchers(), "数点错")] == [over]
