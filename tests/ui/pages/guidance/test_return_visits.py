"""Return visits on the second tab of Guidance: recorded, put right, voided, and who is due."""

from __future__ import annotations

from datetime import date

from models.queries.desk.target import OfReturnVisit, Tab
from models.settings import change_settings
from models.tables.guidance import ReturnVisit
from models.tables.ledger import Voucher
from models.tables.party import Helper
from models.tables.road import Errand
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk, filled
from ui.pages.guidance.guidance_page import RETURNS


def test_a_return_visit_is_recorded_put_right_and_void(clerk: Clerk) -> None:
    home = make.household("H1", "单春梅", helper="唐干部")
    helper = Helper.get(Helper.name == "唐干部")
    page = clerk.go("visits", Tab("returns"))
    assert page.tabs.currentIndex() == RETURNS
    said = {"helper": (helper.id, "唐干部", ""), "purpose": "看活路", "next_date": date(2026, 12, 1)}
    clerk.with_sheet(lambda: page.open(OfReturnVisit(home.id)), filled(**said))
    visit = ReturnVisit.get()
    assert (visit.helper_id, visit.voucher.household_id, visit.voucher.date) == (helper.id, home.id, TODAY)
    assert page.returns.table.count() == 1
    clerk.with_sheet(lambda: page.returns.correct(visit.voucher_id), filled(found="缺剪刀"))
    assert ReturnVisit.get().found == "缺剪刀" and ReturnVisit.get().purpose == "看活路"
    clerk.with_sheet(lambda: page.returns.void(visit.voucher_id), filled(reason="写错户"))
    assert Voucher.get_by_id(visit.voucher_id).voided_on is not None


def test_who_is_due_is_listed_and_put_on_the_drive(clerk: Clerk) -> None:
    change_settings({"visits.return_days": 30})
    make.return_visit(make.household("H1", "单春梅", helper="唐干部"), day=date(2026, 9, 1))
    make.return_visit(make.household("H2", "曾国芳"), day=date(2026, 9, 1), next_date=date(2026, 10, 1))
    make.household("H3", "解大林")
    page = clerk.go("visits", Tab("returns"))
    due = page.returns.due
    assert [(one.head, one.agreed) for one in due.found] == [("单春梅", False), ("曾国芳", True)]
    expected = []
    for row in (0, 1):
        clerk.with_sheet(
            lambda row=row: due.record(row),
            lambda sheet: (expected.append(sheet.form.field("helper").line.text()), sheet.reject()),
        )
    assert expected == ["唐干部", ""], "who looks after the household goes"
    due.plan([0, 1])
    assert {(one.kind, one.household.head) for one in Errand.select()} == {
        ("other", "单春梅"),
        ("other", "曾国芳"),
    }
