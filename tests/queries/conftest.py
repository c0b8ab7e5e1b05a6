"""A small cooperative that every list has something of."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.guidance import equipment
from models.actions.ledger import voiding
from models.actions.order import orders
from tests import factories
from tests.factories import DAY


def something_of_everything() -> SimpleNamespace:
    """Two households, two products, an order half shared out, one slip of every kind, one of them void."""
    bamboo = factories.material("M-BAM", "竹篾", price=68_000)
    basket = factories.product("P-BASKET", "竹编果篮", bom=[(bamboo, 0.8, 40_000)], good=3.25, second=2.6)
    coil = factories.product("P-COIL", "电感线圈", good=0.0375)
    company = factories.enterprise("翠竹工艺品公司")
    first = factories.household("H0001", "单春梅", phone="13800000001")
    second = factories.household("H0002", "曾国芳", township="鸣凤镇", village="七星村", phone="13800000002")
    of = factories.order(basket, 200, customer=company)
    wide = factories.subcontract(first, of, 100, due=date(2026, 10, 20))
    small = factories.subcontract(second, of, 50, day=date(2026, 10, 12))
    factories.order(coil, 1000, customer=company)
    factories.receipt(company, bamboo, 500)
    issued = factories.dispatch(wide, bamboo, 80)
    collected = factories.collection(
        wide, date(2026, 10, 20), good=50, second=5, rework=3, work_scrap=1, material_scrap=1, pending=10
    )
    factories.inspection(collected, date(2026, 10, 21), good=4, second=1)
    wrong = factories.collection(small, date(2026, 10, 21), good=50)
    voiding.void(factories.voucher("collection", wrong).id, "点错了", date(2026, 10, 22))
    factories.advance(first, 200, 3)
    factories.adjustment(first, -60)
    factories.visit(first, next_date=date(2026, 10, 24))
    winder = factories.machine("SB0001")
    factories.machine("SB0002")
    equipment.lend(winder.id, second.id, DAY, deposit=5000)
    orders.short_close_subcontract(
        factories.subcontract(second, of, 10, number="PG-短").id, date(2026, 10, 25), "外出务工"
    )
    return SimpleNamespace(
        phone=first.phone,
        bamboo=bamboo,
        basket=basket,
        coil=coil,
        company=company,
        first=first,
        second=second,
        order=of,
        wide=wide,
        small=small,
        issued=issued,
        collected=collected,
        wrong=wrong,
        winder=winder,
    )


@pytest.fixture
def coop(fill: Any) -> SimpleNamespace:
    return fill(something_of_everything)
