"""The record of a workshop: who belongs to it, their months, money, sales and placements; it is closed from there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import format
from models.actions.guidance import equipment
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.party.directory import save_regions, save_trades
from models.actions.party.parties import save_household, save_worker
from models.actions.pay.locking import lock
from models.actions.product.products import save_product
from models.actions.programme.claims import save_claims
from models.actions.programme.employment import save_placements
from models.actions.programme.support import save_rules
from models.actions.programme.training import save_attendance, save_courses, save_enrolments
from models.actions.programme.workshops import save_funding, save_members, save_workshop
from models.errors import UserError
from models.queries.desk.target import OfRegister
from models.queries.pay.earnings import statements
from models.queries.programme.registers import trades
from models.queries.programme.workshop_record import workshop_record
from models.tables.party import Household
from models.tables.programme import Workshop, WorkshopMember
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk
from ui.kit.rows_behind import RowsBehind

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
    record = workshop_record(workshop().id, TODAY)
    assert record is not None
    months = {one.period: one for one in record.months}
    paid = {one.code: one.reckoning.gross for one in statements("2026-10").statements}
    assert [one.code for one in months["2026-10"].homes] == ["H0001"]
    assert months["2026-10"].gross == paid["H0001"] and months["2026-10"].pieces() == {"piece": 40_000}
    assert (len(months["2026-09"].homes), months["2026-09"].gross) == (2, 0)
    assert [one.takings for one in record.sales] == [7_500]
    assert [one.name for one in record.placed] == ["仇桂英"]
    assert [one.head for one in record.now()] == ["单䶮"]


def test_every_figure_is_made_by_the_rows_it_opens(clerk: Clerk) -> None:
    shop = workshop()
    course = save_courses([({"name": "收口班", "kind": "van", "start": OPENED, "end": TODAY}, None)])[0]
    for home, name in (("H0001", "单小燕"), ("H0002", "陈小燕")):
        worker = save_worker(Household.get(Household.code == home).id, {"name": name, "sex": "女"})
        save_enrolments([({"course": course, "worker": worker.id}, None)])
        days = (date(2026, 9, 30), date(2026, 10, 1))
        save_attendance([({"course": course, "worker": worker.id, "date": day}, None) for day in days])
    equipment.lend(
        make.machine("SB9", "切片机").id, Household.get(Household.code == "H0001").id, OPENED, 0, ""
    )
    rule = {"code": "XJ", "name": "吸纳奖补", "basis": "workshop", "amount": 500_000, "start": OPENED}
    (award,) = save_rules([(rule, None)])
    claim = {"rule": award.id, "workshop": shop.id, "date": TODAY}
    save_claims([({**claim, "amount": 500_000, "status": "paid", "paid_on": TODAY}, None)])
    save_claims([({**claim, "amount": 70_000, "status": "refused"}, None)])
    page = clerk.go("workshops", OfRegister("workshop", shop.id))
    clerk.settle()
    view = page.views["workshop"]
    said = {key: figure.figure.text() for key, figure in view.figures.items()}
    paid = {one.code: one.reckoning.gross for one in statements("2026-10").statements}
    assert said == {
        "households": "1",
        "people": "2",
        "pay": format.money(paid["H0001"]),
        "material": "0.00",
        "machines": "1",
        "funding": "5,000.00",
        "takings": "75.00",
        "claimed": "5,000.00",
    }
    for key, figure in view.figures.items():
        value = figure.behind.value()
        assert said[key] in (f"{value:,}", format.money(value)), key
    # Who left learned what it learned before that, and no more.
    assert [(row[3], row[4]) for row in rows_of(view.cards.training)] == [(2, 3)]

    def look(sheet: RowsBehind) -> None:
        assert sheet.table.count() == 1
        sheet.open_row(0)

    october = [one.period for one in view.months.months].index("2026-10")
    clerk.with_sheet(view.figures["people"].open_rows, lambda sheet: sheet.reject())
    clerk.with_sheet(lambda: view.months.bars.opened.emit(october), look)
    assert clerk.window.current == "pay", "a month's row is its statement"


def rows_of(card: Any) -> list[tuple[Any, ...]]:
    return card.rows.rows(card.rows.keys())


def test_a_workshop_opens_from_its_list_and_esc_comes_back(clerk: Clerk) -> None:
    shop = workshop()
    page = clerk.go("workshops")
    clerk.settle()
    page.tables["workshop"].opened.emit(shop.id)
    clerk.settle()
    assert page.where() == OfRegister("workshop", shop.id) and page.title_label.text() == "屏风村作坊"
    view = page.views["workshop"]
    assert page.primary_button.isVisible() and view.isVisible()
    cards = view.cards
    shown = (cards.homes, cards.people, cards.funding, cards.sales, cards.placed, cards.training)
    assert [card.table.count() for card in shown] == [2, 1, 1, 1, 1, 0]
    assert dict(cards.facts.said)["行业"].endswith("竹编")
    cards.homes.table.opened.emit(rows_key(cards.homes))
    clerk.settle()
    assert clerk.window.current == "households"
    home = clerk.window.pages.held["households"]
    assert [row[0] for row in rows_of(home.workshops)] == ["屏风村作坊"]
    home.workshops.table.opened.emit(rows_key(home.workshops))
    clerk.settle()
    assert clerk.window.current == "workshops" and page.key == OfRegister("workshop", shop.id)
    page.close_record()
    assert page.tables["workshop"].key() == shop.id and page.where() is None


def rows_key(card: Any) -> int:
    return int(card.rows.keys()[0])


def test_a_workshop_is_closed_on_its_page(clerk: Clerk) -> None:
    shop = workshop()
    page = clerk.go("workshops", OfRegister("workshop", shop.id))
    clerk.settle()
    view = page.views["workshop"]
    asked: list[str] = []

    def fill(sheet: Any) -> None:
        asked.append(sheet.form.field("closed").label)
        sheet.form.set_values({"closed": date(2026, 12, 31)})
        sheet.submit()

    def yes(question: Any) -> None:
        asked.append(question.words.text())
        question.accept()

    clerk.with_sheets(view.close_shop, [fill, yes])
    assert len(asked) == 2 and asked[0].startswith("关闭日期")
    assert Workshop.get_by_id(shop.id).closed == date(2026, 12, 31)
    assert {one.end for one in WorkshopMember.select()} == {date(2026, 9, 30), date(2026, 12, 31)}
    clerk.settle()
    assert not view.closing.isEnabled()


def test_money_is_added_on_the_page_of_its_workshop(clerk: Clerk) -> None:
    shop = workshop()
    page = clerk.go("workshops", OfRegister("workshop", shop.id))
    clerk.settle()
    view = page.views["workshop"]

    def fill(sheet: Any) -> None:
        assert sheet.form.field("workshop").value() == shop.id
        sheet.form.set_values({"date": TODAY, "source": "enterprise", "amount": 1_000})
        sheet.submit()

    clerk.with_sheet(view.add_funding, fill)
    clerk.settle()
    assert view.figures["funding"].figure.text() == "5,010.00"
    view.remove_funding(rows_key(view.cards.funding))
    clerk.settle()
    assert view.figures["funding"].figure.text() == "5,000.00"


def test_helpers_and_places_lead_to_workshops(clerk: Clerk) -> None:
    shop = workshop()
    home = Household.get(Household.code == "H0001")
    save_household({"helper": "邓建国"}, home)
    page = clerk.go("workshops")
    clerk.settle()
    place = save_regions([({"code": "Q9", "name": "屏风村", "level": "village"}, None)])[0]
    save_workshop({"region": place.id}, Workshop.get_by_id(shop.id))
    save_workshop({"name": "别处的", "kind": "home"})
    page.show_workshops([place.id])
    clerk.settle()
    assert page.tables["workshop"].count() == 1
    assert [row[6] for row in page.care._rows.rows(page.care._rows.keys())] == ["屏风村作坊"]
    page.care.open_workshop(0)
    clerk.settle()
    assert page.key == OfRegister("workshop", shop.id)


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


def test_there_is_nothing_to_print_before_it_is_known_and_where_there_is_none(clerk: Clerk) -> None:
    shop = save_workshop({"code": "Z01", "name": "屏风村作坊", "kind": "village"})
    page = clerk.go("workshops", OfRegister("workshop", shop.id))
    view = page.views["workshop"]
    clerk.settle()
    view.found = None
    view.print_claims()
    view.print_sales()
    view.show_record(shop.id)
    clerk.settle()
    for print_, words in ((view.print_claims, "奖补"), (view.print_sales, "零售")):
        with pytest.raises(UserError, match=words):
            print_()
