"""Support money at the desk: who qualifies, a claim from the chosen rows, and its steps to the money."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.actions.party.parties import save_worker
from models.actions.programme.employment import save_placements
from models.actions.programme.support import save_rules
from models.actions.programme.workshops import save_workshops
from models.queries.desk.target import OfRegister
from models.tables.support import Claim
from tests import factories as make
from tests.ui.clerk import Clerk

START = date(2026, 1, 1)


def two_of_three() -> Any:
    """The household of three people with contracts, of whom two qualify."""
    home = make.household("H0001", "单春梅")
    (shop,) = save_workshops([({"code": "Z001", "name": "屏风村作坊", "kind": "village"}, None)])
    for name, days in (("甲", 365), ("乙", 400), ("丙", 362)):
        worker = save_worker(home.id, {"name": name})
        values = {"employer": shop.name, "workshop": shop.id, "start": START, "insured_from": START}
        save_placements([({**values, "worker": worker.id, "contract_days": days}, None)])
    rule = {"code": "JY", "name": "稳岗奖补", "basis": "person", "amount": 100_000, "start": START}
    save_rules([({**rule, "contract_days": 365, "insured": True}, None)])
    return home


def test_a_claim_is_made_from_the_rows_chosen(clerk: Clerk) -> None:
    two_of_three()
    page = clerk.go("support")
    clerk.settle()
    assert [row[0] for row in page.who._rows.rows(page.who._rows.keys())] == [
        "qualifies",
        "qualifies",
        "nearly",
    ]
    page.who.choose_all()
    page.who.claim()
    (claim,) = Claim.select()
    assert (claim.amount, claim.status) == (200_000, "draft")
    assert page.key == OfRegister("claim", claim.id), "the claim that was made is shown"
    page.claim_steps.hand_in([claim.id])
    assert Claim.get().status == "submitted"
    page.close_record()
    clerk.go("today")
    clerk.go("support")
    clerk.settle()
    assert [row[0] for row in page.who._rows.rows(page.who._rows.keys())] == ["nearly", "claimed", "claimed"]
    page.who.table.table.choose([1], 1)
    page.who.claim()
    assert Claim.select().count() == 1
    page.close_record()
    page.show_people(claim.id)
    assert page.tables["claim_person"].count() == 2
