"""Workbooks for the county office and for enterprises agree with the pay and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.actions.equipment import lend
from models.actions.pay import lock
from models.actions.stock import deliver_products
from models.actions.voiding import void
from models.queries.county import county
from models.queries.enterprises import enterprise_papers
from models.queries.pay import statements
from models.rules.delivery import spread
from reports.kinds import print_documents
from reports.language import paper_translator
from reports.office import write_county, write_enterprises
from tests import factories as made
from tests.reports.marks import text_of

ZH = paper_translator("zh")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def month(database: Any) -> Iterator[Any]:
    """Two villages, two orders of one basket, October and November."""
    basket = made.product("P-BASKET", good=3.25, second=2.6)
    buyer = made.enterprise("成都竹艺有限公司")
    first = made.order(basket, 50, date(2026, 9, 20), customer=buyer)
    second = made.order(basket, 500, date(2026, 10, 2), customer=buyer)
    homes = [
        made.household("H0001", "单䶮", village="屏风村", category="脱贫户"),
        made.household("H0002", "=1+1", village="云台村", category=""),
    ]
    one = made.subcontract(homes[0], first, 50)
    two = made.subcontract(homes[1], second, 100)
    made.collection(one, date(2026, 10, 20), good=40, second=10)
    made.collection(two, date(2026, 10, 21), good=20, rework=3, work_scrap=2, material_scrap=1)
    made.collection(two, date(2026, 11, 3), good=7)
    made.visit(homes[1], "收口", date(2026, 10, 12), technician="彭技术员")
    lend(made.machine("SB1", "绕线机").id, homes[0].id, date(2026, 10, 1), 5_000, "良好")
    yield first, second, basket


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


def test_the_countys_sheets_add_up_to_the_pay(month: Any, tmp_path: Path) -> None:
    target = tmp_path / "county.xlsx"
    write_county(target, FIRST, LAST, tr=ZH)
    pay = statements("2026-10")
    villages = rows_of(target, "按村")
    heads = villages[0]
    assert [row[1] for row in villages[1:-1]] == ["云台村", "屏风村"]
    assert villages[-1][heads.index("实发")] == pay.total("net") / 100
    categories = rows_of(target, "按人口类别")
    assert {row[0] for row in categories[1:]} == {"未填", "脱贫户", "合计"}
    assert dict((row[0], row[1]) for row in rows_of(target, "概况"))["领工资户数"] == 2
    homes = rows_of(target, "农户")
    assert homes[2][1] == "=1+1" and homes[2][homes[0].index("实发")] == 68.25
    (machine,) = rows_of(target, CalamineWorkbook.from_path(str(target)).sheet_names[5])[1:]
    assert machine[1] == "绕线机"


def test_the_county_counts_a_span_of_months(month: Any) -> None:
    lock("2026-10", date(2026, 11, 2))
    both = county(FIRST, date(2026, 11, 30))
    assert [(one.key, one.status) for one in both.months] == [("2026-10", "locked"), ("2026-11", "open")]
    assert both.whole.net == statements("2026-10").total("net") + statements("2026-11").total("net")
    assert both.whole.paid == 2 and both.whole.visits == 1 and both.whole.machines == 1
    assert [home.months for home in both.homes] == [1, 2]
    assert county(date(2026, 11, 1), date(2026, 11, 30)).whole.visits == 0


def test_an_enterprises_account_is_the_ledgers(month: Any, tmp_path: Path) -> None:
    first, second, basket = month
    deliver_products(first.enterprise_id, date(2026, 10, 25), [(basket.id, "good", 55_000)])
    other = deliver_products(
        first.enterprise_id, date(2026, 10, 26), [(basket.id, "good", 5_000)], consents=("more_than_stock",)
    )
    void(made.voucher("delivery", other).id, "开错了", date(2026, 10, 26))
    (paper,) = enterprise_papers(FIRST, LAST)
    told = {row.number: row for row in paper.orders}
    one, two = told[first.number], told[second.number]
    assert (one.good, one.second, one.delivered, one.outstanding) == (40_000, 10_000, 50_000, 0)
    assert (two.good, two.rework, two.work_scrap, two.material_scrap) == (20_000, 3_000, 2_000, 1_000)
    assert (two.delivered, two.delivered_in_all, two.outstanding) == (5_000, 5_000, 495_000)
    (later,) = enterprise_papers(date(2026, 11, 1), date(2026, 11, 30))
    assert [(row.number, row.good, row.delivered, row.delivered_in_all) for row in later.orders] == [
        (second.number, 7_000, 0, 5_000)
    ]
    target = tmp_path / "enterprise.xlsx"
    write_enterprises(target, FIRST, LAST, tr=ZH)
    heads, *rows = rows_of(target, "企业对账单")
    assert [row[1] for row in rows] == [first.number, second.number]
    assert [row[heads.index("未交")] for row in rows] == [0, 495]
    print_documents("enterprise", tmp_path / "a.pdf", tr=ZH, period="2026-10")
    (page,) = text_of(tmp_path / "a.pdf")
    for words in ("企业对账单", paper.name, first.number, "495", "验收70，不良6，交货55，未交495"):
        assert words in page, words


@pytest.mark.parametrize(
    ("delivered", "ordered", "parts"),
    [(0, [5, 5], [0, 0]), (7, [5, 5], [5, 2]), (12, [5, 5], [5, 7]), (3, [], []), (0, [], [])],
)
def test_deliveries_fall_to_the_oldest_order(delivered: int, ordered: list[int], parts: list[int]) -> None:
    assert spread(delivered, ordered) == parts
