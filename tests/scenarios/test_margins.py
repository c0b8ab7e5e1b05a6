"""The enterprise's side: margin of an order by hand, its bill of a month, the paper the sum of its lines."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.ledger import stock
from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.actions.ledger.voiding import reverse
from models.actions.pay.locking import lock
from models.i18n import translator
from models.queries.desk.reports import REPORTS
from models.queries.ledger.deliveries import lines_of
from models.queries.ledger.enterprise_bills import enterprise_bills
from models.queries.report import TOTAL, ReportFilters
from models.rules.amount import in_words
from models.settings import change_settings
from models.tables.ledger import Voucher
from models.tables.road import RouteDrive, RoutePlan, RouteStop, RouteWork
from reports.ledger import enterprise_bill
from tests import factories as made
from tests.writing import operation

TODAY = date(2026, 11, 20)


def month() -> SimpleNamespace:
    """Two orders of one enterprise made by one household, one of bamboo the enterprise sent, one of bought wire."""
    change_settings({"pay.allowance": 100_000, "road.cost_km": 80})
    company = made.enterprise("翠竹")
    bamboo, wire = made.material("M-1", price=68_000), made.material("M-2", "铜线", price=50_000)
    made.receipt(company, bamboo, 500, day=date(2026, 10, 1))
    basket = made.product("P-1", bom=[(bamboo, 1, 0)], good=3.25, second=2)
    coil = made.product("P-2", "线圈", bom=[(wire, 0.5, 0)], good=2)
    home = made.household("H0001", "单䶮")
    orders = [
        made.order(one, 100, day=date(2026, 10, 2), customer=company, price=made.price(each))
        for one, each in ((basket, 6.5), (coil, 4))
    ]
    works = [made.subcontract(home, one, 50, day=date(2026, 10, 3)) for one in orders]
    made.dispatch(works[0], bamboo, 50, day=date(2026, 10, 4))
    made.dispatch(works[1], wire, 25, day=date(2026, 10, 4))
    made.collection(works[0], date(2026, 10, 20), good=45, second=3, work_scrap=2)
    made.collection(works[1], date(2026, 10, 21), good=50)
    made.adjustment(home, 9, "质量奖", date(2026, 10, 22))
    sent = stock.deliver_products(
        company.id,
        date(2026, 10, 25),
        [
            stock.Delivered(basket.id, "good", made.units(45), orders[0].id),
            stock.Delivered(basket.id, "second", made.units(3), orders[0].id),
        ],
    )
    slip = made.voucher("delivery", sent)
    accepted = [
        AcceptedQuantity(
            line.order, line.grade, line.quantity - made.units(line.grade == "good"),
            made.units(line.grade == "good"), "破",
        )
        for line in lines_of(slip.id)
    ]  # fmt: skip
    accept_delivery(slip.id, date(2026, 10, 27), accepted)
    lock("2026-10", date(2026, 11, 2))
    with operation("a drive that came back"):
        plan = RoutePlan.create(date=date(2026, 10, 4), returned_on=date(2026, 10, 4))
        drive = RouteDrive.create(plan=plan, number=1, start=0, end=0, distance=9_000, driven=12_500)
        # Half of the way is that of a household with other work.
        stops = [
            RouteStop.create(plan=plan, drive=drive, place=at, kind="home", household=one.id)
            for at, one in enumerate((home, made.household("H0002")), start=1)
        ]
        for work in works:
            RouteWork.create(stop=stops[0], kind="deliver", subcontract=work.id)
    return SimpleNamespace(company=company, orders=orders, home=home)


@pytest.fixture
def coop(fill: Any) -> SimpleNamespace:
    found: SimpleNamespace = fill(month)
    return found


def test_the_margin_of_each_order(coop: SimpleNamespace) -> None:
    answer = REPORTS["margins"].ask(ReportFilters(), TODAY)
    baskets, coils = (next(row.cells for row in answer.rows if row.key == str(one.id)) for one in coop.orders)
    # 44 accepted at 6.50; 45 × 3.25 + 3 × 2.00; a tenth on top; bamboo of the enterprise costs nothing, 2 kg spoiled.
    assert [baskets[one] for one in ("sold", "piece", "on_top", "material", "driving", "loss")] == [
        28_600, 15_225, 1_523, 0, 250, 1_360,
    ]  # fmt: skip
    assert baskets["margin"] == 28_600 - 15_225 - 1_523 - 250 - 1_360
    # Nothing accepted yet; 25 kg of bought wire at 5.00 are used up.
    assert [coils[one] for one in ("sold", "piece", "on_top", "material", "driving", "loss")] == [
        0, 10_000, 1_000, 12_500, 250, 0,
    ]  # fmt: skip
    assert answer.total is not None
    assert answer.total.cells["margin"] == baskets["margin"] + coils["margin"]
    assert answer.behind(TOTAL, "margin").value() == answer.total.cells["margin"]
    (of,) = REPORTS["enterprise_margins"].ask(ReportFilters(), TODAY).rows
    assert of.cells["margin"] == answer.total.cells["margin"]


def test_a_receipt_that_was_taken_back_sent_nothing(coop: SimpleNamespace) -> None:
    """The bamboo that never came from the enterprise is the cooperative's own: 50 kg at 6.80, of which 2 are lost."""
    slip = Voucher.get(Voucher.kind == "receipt")
    reverse(slip.id, date(2026, 11, 5), "是自己买的")
    for until, material in ((date(2026, 11, 4), 0), (TODAY, 34_000 - 1_360)):
        filters = ReportFilters(since=date(2026, 10, 1), until=until)
        rows = {row.key: row.cells for row in REPORTS["margins"].ask(filters, TODAY).rows}
        assert rows[str(coop.orders[0].id)]["material"] == material


def test_what_was_paid_on_top_is_all_of_some_order(coop: SimpleNamespace) -> None:
    """The allowance of the statement is the sum of its shares; bonuses are no order's."""
    total = REPORTS["margins"].ask(ReportFilters(), TODAY).total
    assert total is not None
    assert (total.cells["piece"], total.cells["on_top"]) == (25_225, 2_523)


def test_the_bill_of_the_month(coop: SimpleNamespace) -> None:
    (bill,) = enterprise_bills(date(2026, 10, 1), date(2026, 10, 31))
    assert (bill.number, bill.name, bill.amount) == ("JS2610-01", "翠竹", 28_600)
    good, second = bill.lines
    assert (good.delivered, good.accepted, good.rejected, good.amount) == (45_000, 44_000, 1_000, 28_600)
    assert (second.accepted, second.price, second.amount) == (3_000, None, None)
    assert enterprise_bills(date(2026, 11, 1), date(2026, 11, 30)) == []
    for language in ("zh", "en"):
        paper = enterprise_bill.build(bill, translator(language))
        table = paper.blocks[0]
        told = [str(row.cells[-1]) for row in table.rows]  # type: ignore[union-attr]
        assert told == ["286.00", "—"]
    figure = enterprise_bill.build(bill, translator("zh")).blocks[2]
    assert in_words(28_600) == figure.figure.words  # type: ignore[union-attr]
