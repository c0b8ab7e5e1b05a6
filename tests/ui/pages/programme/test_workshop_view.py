"""The record of a workshop: who belongs to it, their months, money, sales and placements; it is closed from there."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.party.directory import save_trades
from models.actions.party.parties import save_worker
from models.actions.pay.locking import lock
from models.actions.product.products import save_product
from models.actions.programme.employment import save_placements
from models.actions.programme.workshops import save_funding, save_members, save_workshop
from models.queries.pay.earnings import statements
from models.queries.programme.registers import trades
from models.queries.programme.workshop_record import workshop_record
from models.tables.programme import Workshop, WorkshopMember
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk

OPENED = date(2026, 1, 1)


def workshop() -> Any:
    """A workshop with one household now and one before, money, a sale and a placement."""
    trade = save_trades([({"code": "T1", "name": "竹编"}, None)])[0]
    shop = save_workshop(
        {"code": "Z01", "name": "屏风村作坊", "kind": "village", "opened": OPENED, "trade": trade.id}
    )
    basket = make.product("P-1", good=3.25)
    save_product({"trade": trade.id}, basket)
    homes = [make.household("H0001", "单䶮"), make.household("H0002", "陈㛃")]
    order = make.order(basket, 500)
    for home in homes:
        make.collection(make.subcontract(home, order, 100), date(2026, 10, 15), good=40)
    spans = ((homes[0], OPENED, None), (homes[1], OPENED, date(2026, 9, 30)))
    save_members(
        [
            ({"workshop": shop.id, "household": one.id, "start": start, "end": end}, None)
            for one, start, end in spans
        ]
    )
    save_funding([({"workshop": shop.id, "date": OPENED, "source": "treasury", "amount": 500_000}, None)])
    worker = save_worker(homes[0].id, {"name": "仇桂英"})
    save_placements(
        [({"worker": worker.id, "employer": "竹材公司", "start": OPENED, "workshop": shop.id}, None)]
    )
    post_sale(SaleDraft(date(2026, 10, 20), [Sold(basket.id, "good", 3_000, 250_000, None, "Z01")]))
    lock("2026-10", date(2026, 11, 2))
    return shop


def test_a_month_counts_for_who_belonged_to_the_workshop_in_it(clerk: Clerk) -> None:
    record = workshop_record(workshop().id, date(2026, 11, 21))
    assert record is not None and record.months is not None
    months = {one.period: one for one in record.months}
    paid = {one.code: one.reckoning.gross for one in statements("2026-10").statements}
    assert (months["2026-10"].households, months["2026-10"].gross) == (1, paid["H0001"])
    assert (months["2026-09"].households, months["2026-09"].gross) == (2, 0)
    assert record.funding == {"treasury": 500_000}
    assert [one.takings for one in record.sales] == [7_500]
    assert [one.name for one in record.placed] == ["仇桂英"]
    assert [one.head for one in record.now(TODAY)] == ["单䶮"]


def test_a_workshop_is_opened_from_its_list_and_closed(clerk: Clerk) -> None:
    shop = workshop()
    page = clerk.go("workshops")
    page.show_workshop([shop.id])
    clerk.settle()
    view = page.view
    assert page.tabs.currentWidget() is view and view.title.text() == "屏风村作坊"
    told = dict(view.facts.said)
    assert "5,000.00" in told["投入资金"] and "75.00" in told["卖得的钱"]
    assert [card.table.count() for card in (view.homes, view.months, view.sales, view.placed)] == [
        2,
        12,
        1,
        1,
    ]
    asked: list[str] = []

    def fill(sheet: Any) -> None:
        sheet.form.set_values({"end": date(2026, 12, 31)})
        sheet.submit()

    def yes(question: Any) -> None:
        asked.append(question.words.text())
        question.accept()

    clerk.with_sheets(view.close_shop, [fill, yes])
    assert len(asked) == 1
    assert Workshop.get_by_id(shop.id).closed == date(2026, 12, 31)
    assert {one.end for one in WorkshopMember.select()} == {date(2026, 9, 30), date(2026, 12, 31)}
    assert not view.closing.isEnabled()


def test_the_form_of_a_workshop_asks_before_it_ends_memberships(clerk: Clerk) -> None:
    shop = workshop()
    page = clerk.go("workshops")

    def fill(sheet: Any) -> None:
        sheet.form.set_values({"closed": date(2026, 12, 31)})
        sheet.submit()

    clerk.with_sheets(
        lambda: page.tables["workshop"].edit(shop.id), [fill, lambda question: question.accept()]
    )
    assert Workshop.get_by_id(shop.id).closed == date(2026, 12, 31)


def test_trades_count_their_products_and_workshops(clerk: Clerk) -> None:
    workshop()
    listing = trades()
    (row,) = listing.rows(listing.keys())
    assert dict(zip([one.key for one in listing.columns], row, strict=False))["products"] == 1
    assert row[-1] == 1
