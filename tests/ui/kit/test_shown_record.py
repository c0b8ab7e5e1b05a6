"""Two windows have a form of the same record open: what one changed is not undone by what the other saves."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.guidance.return_visits import change_return_visit
from models.actions.ledger.defects import name_defects
from models.actions.ledger.posting import Draft, PieceLine, post
from models.actions.order.orders import save_subcontract
from models.actions.party.parties import remove_worker, save_enterprise, save_household, save_worker
from models.actions.product.products import save_bom_line
from models.actions.programme.employment import save_vacancies
from models.errors import UserError
from models.queries.ledger.defects import named_lines
from models.queries.product.products import bill
from models.rules.ledger.balance import Parts
from models.tables.guidance import ReturnVisit
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household
from models.tables.product import BomLine
from models.tables.programme import Vacancy
from tests import factories as make
from tests.ui.clerk import Clerk
from ui.kit.dialog import Dialog
from ui.kit.register_table import of_table, register_sheet
from ui.pages.guidance.return_visits import return_sheet
from ui.pages.ledger.slip_defects import defects_sheet
from ui.pages.order.order_forms import order_sheet, subcontract_sheet
from ui.pages.party.household_form import household_sheet
from ui.pages.product.product_forms import bom_sheet
from ui.pages.programme.employment import REGISTERS

ROOT = Path(__file__).resolve().parents[3]
BANK = {"pay_method": "bank", "bank": "农商行", "account": "6228480402564890018"}


@pytest.fixture(autouse=True)
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box nobody expects is said no to, or the test would wait for ever."""
    monkeypatch.setattr(Dialog, "exec", lambda box: Dialog.DialogCode.Rejected)


def typed(sheet: Any, **values: Any) -> Any:
    for name, value in values.items():
        sheet.form.field(name).set_value(value)
    sheet.submit()
    return sheet


def test_an_account_that_another_window_entered_stays(database: Any, qtbot: Any) -> None:
    home = make.household("H1", "陈㛃")
    sheet = household_sheet(None, Household.get_by_id(home.id))
    qtbot.addWidget(sheet)
    save_household(BANK, Household.get_by_id(home.id))
    typed(sheet, phone="13900001111")
    assert sheet.result() == 1
    kept = Household.get_by_id(home.id)
    assert {name: getattr(kept, name) for name in BANK} == BANK and kept.phone == "13900001111"


def test_what_both_wrote_is_asked_about_once(database: Any, qtbot: Any) -> None:
    home = make.household("H1", "陈㛃")
    sheet = household_sheet(None, Household.get_by_id(home.id))
    qtbot.addWidget(sheet)
    save_household({**BANK, "phone": "13900002222"}, Household.get_by_id(home.id))
    typed(sheet, phone="13900001111")
    assert "13900002222" in sheet.form.field("phone").problem() and sheet.result() == 0
    assert Household.get_by_id(home.id).phone == "13900002222"
    sheet.submit()
    kept = Household.get_by_id(home.id)
    assert (sheet.result(), kept.phone, kept.account) == (1, "13900001111", BANK["account"])


def test_work_that_another_window_cut_stays_cut(database: Any, qtbot: Any) -> None:
    part = make.subcontract(quantity=100)
    later = part.due + timedelta(days=3)
    sheets = (
        subcontract_sheet(None, Subcontract.get_by_id(part.id), make.DAY),
        order_sheet(None, make.DAY, Order.get_by_id(part.order_id)),
    )
    save_subcontract({"quantity": 60_000}, Subcontract.get_by_id(part.id))
    save_enterprise({"name": "改了名的厂"}, Enterprise.get_by_id(part.order.enterprise_id))
    for sheet in sheets:
        qtbot.addWidget(sheet)
        typed(sheet, due=later)
        assert sheet.result() == 1
    kept = Subcontract.get_by_id(part.id)
    assert (kept.quantity, kept.due, kept.order.due) == (60_000, later, later)
    assert kept.order.enterprise.name == "改了名的厂"


def test_a_bill_and_a_register_keep_what_another_window_wrote(database: Any, qtbot: Any) -> None:
    item = make.product(bom=[(make.material(), 1.5, 20_000)])
    (row,) = bill(item.id)
    (open_,) = save_vacancies(
        [({"enterprise": make.enterprise().id, "post": "编织工", "places": 2, "reported": make.DAY}, None)]
    )
    register = of_table(REGISTERS, Vacancy)
    sheets = bom_sheet(None, item, row), register_sheet(None, register, Vacancy.get_by_id(open_.id))
    save_bom_line(item.id, row.material_id, 1_500, 50_000, BomLine.get_by_id(row.id))
    save_vacancies([({"places": 5}, Vacancy.get_by_id(open_.id))])
    for sheet, values in zip(sheets, ({"per_unit": 1_700}, {"post": "缝纫工"}), strict=True):
        qtbot.addWidget(sheet)
        typed(sheet, **values)
        assert sheet.result() == 1
    line, post = BomLine.get_by_id(row.id), Vacancy.get_by_id(open_.id)
    assert (line.per_unit, line.loss_ppm) == (1_700, 50_000)
    assert (post.post, post.places) == ("缝纫工", 5)


def test_a_return_visit_and_named_defects_keep_what_another_window_wrote(clerk: Clerk) -> None:
    part = make.subcontract()
    make.defect("A", "断篾")
    wet = make.defect("B", "没晒干")
    back = make.return_visit(part.household)
    other = make.subcontract(part.household, part.order)
    lines = [PieceLine(one.id, Parts(good=5_000, rework=2_000), 7_000) for one in (part, other)]
    (number,) = post([Draft("collection", make.DAY, part.household_id, lines)])
    slip = make.voucher("collection", number)
    first, second = named_lines(slip.id)
    visit = return_sheet(clerk.go("visits"), voucher=back.id)
    named = defects_sheet(clerk.window, slip.id)
    change_return_visit(back.id, found="缺剪刀")
    name_defects(slip.id, {second.key: [(wet.id, 1_000)]})
    typed(visit, purpose="看看娃娃")
    typed(named, **{str(first.key): "A2"})
    assert visit.result() == named.result() == 1
    kept = ReturnVisit.get()
    assert (kept.purpose, kept.found) == ("看看娃娃", "缺剪刀")
    said = {one.key: [(it.code, it.quantity) for it in one.defects] for one in named_lines(slip.id)}
    assert said == {first.key: [("A", 2_000)], second.key: [("B", 1_000)]}


def test_what_another_window_removed_is_not_saved_without_a_word(database: Any) -> None:
    worker = make.worker(make.household(), "陈小妹")
    remove_worker(worker.id)
    with pytest.raises(UserError, match="没有了"):
        save_worker(worker.household_id, {"name": "陈大妹"}, worker)


def test_no_form_writes_over_a_record_what_it_showed_of_it() -> None:
    """A form that reads its record again to save it says by `ShownRecord` what was changed."""
    again = re.compile(r"existing(: \w+)? = .*get_by_id|\bsave\w*\([^\n]*get_by_id")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if again.search(line)
    ]
    assert all("save_alike" in line for line in found), found
