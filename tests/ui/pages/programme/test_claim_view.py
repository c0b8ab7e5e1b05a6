"""The page of a claim and that of a rule: figures open their rows, what may be done next is there."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.actions.pay.locking import lock
from models.actions.programme.claims import make_claim
from models.actions.programme.employment import save_placements
from models.actions.programme.support import save_rules
from models.actions.programme.workshops import save_workshops
from models.queries.desk.target import OfRegister
from models.tables.programme import Placement
from models.tables.support import Claim, SupportRule
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk
from tests.ui.pages.programme.test_support import two_of_three


def a_claim() -> Any:
    """A claim for two people, whose household earned something the month before."""
    basket = make.product("P-1", good=3.25)
    home = two_of_three()
    order = make.order(basket, 500, day=date(2026, 9, 1))
    make.collection(make.subcontract(home, order, 100, day=date(2026, 9, 2)), date(2026, 9, 15), good=40)
    lock("2026-09", date(2026, 10, 2))
    workers = [one.worker_id for one in Placement.select() if one.contract_days >= 365]
    (number,) = make_claim(SupportRule.get().id, TODAY, workers=workers)
    return Claim.get(Claim.number == number)


def words_of(card: Any) -> list[tuple[Any, ...]]:
    return card.rows.rows(card.rows.keys())


def test_a_claim_shows_whom_it_is_for_with_the_evidence(clerk: Clerk) -> None:
    claim = a_claim()
    page = clerk.go("support", OfRegister("claim", claim.id))
    clerk.settle()
    view = page.views["claim"]
    assert page.title_label.text() == claim.number and page.where() == OfRegister("claim", claim.id)
    said = {key: figure.figure.text() for key, figure in view.figures.items()}
    assert said == {"amount": "2,000.00", "people": "2", "contracts": "2", "pay": "130.00"}
    rows = words_of(view.roster)
    assert [(row[0], row[6], row[7]) for row in rows] == [
        ("乙", 100_000, "qualifies"),
        ("甲", 100_000, "qualifies"),
    ]
    assert len(words_of(view.contracts)) == 2
    (paid,) = words_of(view.pay)
    assert paid[-1] == 13_000 and len(paid) == 2 + 6 + 1
    # What does not hold any more is said beside whom it concerns.
    placed = Placement.get(Placement.contract_days == 400)
    save_placements([({"contract_days": 300}, placed)])
    page.refresh()
    clerk.settle()
    assert [row[7:] for row in words_of(view.roster)] == [("nearly", "合同还差 65 天"), ("qualifies", "")]
    assert view.roster.detail.text() == "1 人这一天不够条件"


def test_a_claim_goes_its_way_on_its_page(clerk: Clerk) -> None:
    claim = a_claim()
    page = clerk.go("support", OfRegister("claim", claim.id))
    clerk.settle()
    view = page.views["claim"]

    def offered() -> list[str]:
        return [status for status, action in view.offered.items() if action.isVisible()]

    assert offered() == [] and view.dropping.isEnabled()
    page.primary_button.click()
    clerk.settle()
    assert Claim.get().status == "submitted"
    assert offered() == ["refused"] and not view.dropping.isEnabled()
    clerk.with_sheet(page.primary_button.click, lambda sheet: sheet.submit())
    clerk.settle()
    assert Claim.get().status == "approved"
    clerk.with_sheet(page.primary_button.click, lambda sheet: sheet.submit())
    clerk.settle()
    assert (Claim.get().status, Claim.get().paid_on) == ("paid", TODAY)
    assert offered() == [] and dict(view.facts.said)["到账日期"] == str(TODAY)
    printed: list[Any] = []
    clerk.with_sheet(
        lambda: view.acts.print_([view.key]), lambda sheet: printed.append(sheet) or sheet.reject()
    )
    assert printed


def test_a_rule_says_who_stands_how_and_leads_to_its_claims(clerk: Clerk) -> None:
    claim = a_claim()
    rule = SupportRule.get()
    page = clerk.go("support")
    clerk.settle()
    page.tables["support_rule"].opened.emit(rule.id)
    clerk.settle()
    view = page.views["support_rule"]
    said = {key: figure.figure.text() for key, figure in view.figures.items()}
    assert said == {"qualifies": "0", "nearly": "1", "claimed": "2", "paid": "0.00"}
    assert [row[0] for row in words_of(view.who)] == ["nearly", "claimed", "claimed"]
    (row,) = words_of(view.claims)
    assert (row[0], row[-1]) == (claim.number, 200_000)
    view.show_who()
    clerk.settle()
    assert page.key is None and page.who.rule.value() == rule.id
    page.open(OfRegister("support_rule", rule.id))
    clerk.settle()
    view.who.table.opened.emit(1)
    clerk.settle()
    assert page.key == OfRegister("claim", claim.id)
    assert view.isHidden() and page.views["claim"].isVisible()
    page.claim_steps.drop([claim.id])
    clerk.settle()
    assert page.key is None, "a claim that is gone is no longer shown"


def test_all_who_qualify_are_claimed_from_the_rules_page(clerk: Clerk) -> None:
    two_of_three()
    page = clerk.go("support", OfRegister("support_rule", SupportRule.get().id))
    clerk.settle()
    view = page.views["support_rule"]
    assert view.figures["qualifies"].figure.text() == "2"
    view.claim_all()
    clerk.settle()
    assert Claim.get().amount == 200_000 and view.figures["qualifies"].figure.text() == "0"


def test_a_rule_for_workshops_is_claimed_for_workshops(clerk: Clerk) -> None:
    shop = save_workshops([({"name": "七星村作坊", "kind": "village", "opened": date(2026, 1, 1)}, None)])[0]
    rule = {
        "code": "XJ",
        "name": "吸纳奖补",
        "basis": "workshop",
        "amount": 500_000,
        "start": date(2026, 1, 1),
    }
    (award,) = save_rules([(rule, None)])
    page = clerk.go("support", OfRegister("support_rule", award.id))
    clerk.settle()
    page.views["support_rule"].claim_all()
    claim = Claim.get()
    assert claim.workshop_id == shop.id
    page.open(OfRegister("claim", claim.id))
    clerk.settle()
    view = page.views["claim"]
    assert dict(view.facts.said)["结果"] == "符合"
    behind = view.figures["amount"].behind
    assert behind.value() == 500_000 and [row.cells["name"] for row in behind.rows] == ["七星村作坊"]
    view.open_workshop()
    clerk.settle()
    assert clerk.window.pages.held["workshops"].key == OfRegister("workshop", shop.id)
