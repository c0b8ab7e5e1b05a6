"""The pages of the programme's registers: a record of each is added, changed, found again and taken off."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.actions.party.directory import save_helpers, save_regions, save_trades
from models.actions.party.parties import save_worker
from models.actions.programme.claims import save_claim_people, save_claims
from models.actions.programme.employment import save_placements, save_vacancies, save_wishes
from models.actions.programme.support import save_rules
from models.actions.programme.training import save_attendance, save_courses, save_enrolments, save_skills
from models.actions.programme.workshops import save_funding, save_members, save_workshops
from models.actions.removal import remove_records
from models.errors import UserError
from models.i18n import translator
from models.queries.desk.global_search import find
from models.queries.desk.target import OfRegister, Tab
from models.rights import rights_of
from models.tables.party import Region, Worker
from models.tables.programme import Placement, Wish, Workshop
from models.tables.writing import WRITTEN_BY
from tests import factories as make
from tests.ui.clerk import Clerk
from ui import pages
from ui.kit.register_table import Register
from ui.pages.programme.placement_sheet import settling_sheet

PAGES = ("workshops", "employment", "training", "support")
DAY = date(2026, 10, 1)


def registers() -> list[tuple[str, Register]]:
    return [
        (page, one)
        for page in PAGES
        for one in importlib.import_module(f"ui.pages.programme.{page}").REGISTERS
    ]


def fill_registers() -> None:
    """A record in every register."""
    home = make.household("H0001", "单䶮")
    worker = save_worker(home.id, {"name": "仇桂英"})
    mill = make.enterprise("竹材公司")
    trade = save_trades([({"name": "竹编"}, None)])[0]
    save_helpers([({"name": "邓建国", "phone": "0825-5420001"}, None)])
    workshop = save_workshops([({"name": "七星村竹编作坊", "kind": "village", "opened": DAY}, None)])[0]
    save_members([({"workshop": workshop, "household": home.id, "start": DAY}, None)])
    save_funding([({"workshop": workshop, "date": DAY, "source": "treasury", "amount": 500_000}, None)])
    save_vacancies(
        [({"enterprise": mill.id, "post": "编织工", "places": 3, "reported": DAY, "trade": trade}, None)]
    )
    save_placements([({"worker": worker.id, "employer": "竹材公司", "start": DAY}, None)])
    save_wishes([({"worker": worker.id, "kind": "job", "date": DAY}, None)])
    course = save_courses([({"name": "竹编初级班", "kind": "van", "start": DAY, "end": DAY}, None)])[0]
    save_enrolments([({"course": course, "worker": worker.id}, None)])
    save_attendance([({"course": course, "worker": worker.id, "date": DAY}, None)])
    save_skills([({"worker": worker.id, "trade": trade, "level": 2}, None)])
    rule = {"code": "JY", "name": "就业奖补", "basis": "person", "amount": 100_000, "start": DAY}
    (award,) = save_rules([(rule, None)])
    claim = save_claims([({"number": "SB1", "rule": award, "date": DAY, "amount": 100_000}, None)])[0]
    save_claim_people([({"claim": claim, "worker": worker.id, "amount": 100_000}, None)])


def test_every_register_lists_its_records_and_opens_the_form_of_one(clerk: Clerk) -> None:
    fill_registers()
    for key, register in registers():
        page = clerk.go(key)
        table = page.tables[register.table._meta.table_name]
        page.tabs.setCurrentWidget(table)
        clerk.settle()
        assert table.count() == register.table.select().count() > 0, register.tab
        row: Any = register.table.select().order_by(register.table.id.desc()).first()
        shown: list[Any] = []

        def look(sheet: Any, shown: list[Any] = shown) -> None:
            shown.append(sheet.form.values())
            sheet.reject()

        clerk.with_sheet(lambda table=table, row=row: table.edit(row.id), look)
        kept = {name: getattr(row, f"{name}_id", getattr(row, name)) for name in shown[0]}
        assert {name: value or None for name, value in shown[0].items()} == {
            name: value or None for name, value in kept.items()
        }, register.tab


def test_a_workshop_is_added_found_and_taken_off_again(clerk: Clerk) -> None:
    page = clerk.go("workshops")

    def fill(sheet: Any) -> None:
        assert sheet.focusWidget() is sheet.form.field("name").editor, "its code is proposed already"
        sheet.form.field("name").set_value("七星村竹编作坊")
        sheet.form.field("kind").set_value("village")
        sheet.submit()

    clerk.with_sheet(page.tables["workshop"].create, fill)
    row = Workshop.get()
    assert (row.code, row.name, row.kind) == ("Z001", "七星村竹编作坊", "village")
    assert [hit.kind for hit in find("qxc")] == ["workshop"], "by its initials"
    clerk.go("workshops", OfRegister("workshop", row.id))
    assert page.key == OfRegister("workshop", row.id)
    page.close_record()
    page.tables["workshop"].remove([row.id])
    assert not Workshop.select().exists()
    clerk.window.undo()
    assert Workshop.get().name == "七星村竹编作坊"


def test_a_place_takes_its_code_from_where_it_belongs_and_a_trade_its_name_from_what_was_typed(
    clerk: Clerk,
) -> None:
    village = save_regions([({"code": "V1", "name": "牛角沟村", "level": "village"}, None)])[0]
    page = clerk.go("workshops")
    refusals = []

    def group(sheet: Any) -> None:
        sheet.form.set_values({"name": "3组"})
        sheet.submit()
        refusals.append(sheet.form.field("code")._line.text())
        sheet.form.set_values({"parent": (village.id, "牛角沟村", "")})
        sheet.submit()

    clerk.with_sheet(page.tables["region"].create, group)
    row = Region.get(Region.name == "3组")
    assert (row.code, row.level, row.parent_id) == ("V1-1", "group", village.id)
    assert refusals == ["请填编码，或者选上级：选了上级就自动编号。"]

    def shop(sheet: Any) -> None:
        trade = sheet.form.field("trade")
        trade.line.setText("竹编")
        sheet.submit()
        refusals.append(trade._line.text())
        trade.open_list()
        clerk.with_sheet(lambda: trade.pick(trade.list.model.items[-1]), lambda inner: inner.submit())
        sheet.form.set_values({"name": "竹编作坊"})
        sheet.submit()

    clerk.with_sheet(page.tables["workshop"].create, shop)
    begins = []
    clerk.with_sheet(
        lambda: page.tables["workshop_member"].create(),
        lambda sheet: (begins.append(sheet.form.field("start").value()), sheet.reject()),
    )
    assert begins == [date.today()]
    assert Workshop.get().trade.name == "竹编" and "F7" in refusals[-1] and "新增" in refusals[-1]


def test_a_second_service_centre_of_an_area_is_doubted_while_it_is_typed(clerk: Clerk) -> None:
    area = save_regions([({"code": "Q1", "name": "赤城片区", "level": "area"}, None)])[0]
    values = {"kind": "base", "region": area.id, "service_centre": True, "opened": DAY}
    first = save_workshops([({"name": "赤城服务中心", **values}, None)])[0]
    page = clerk.go("workshops")
    said = []

    def look(sheet: Any) -> None:
        sheet.form.set_values({"name": "新中心", "region": (area.id, "赤城片区", ""), "opened": DAY})
        centre = sheet.form.field("service_centre")
        for there in (True, False):
            centre.check.setChecked(there)
            said.append(centre._line.text())
        sheet.form.mark_clean()
        sheet.reject()

    clerk.with_sheet(page.tables["workshop"].create, look)
    assert said == ["赤城服务中心同时是赤城片区的服务中心。", ""]

    def look_again(sheet: Any) -> None:
        said.append(sheet.form.field("service_centre")._line.text())
        sheet.reject()

    clerk.with_sheet(lambda: page.tables["workshop"].edit(first.id), look_again)
    assert said[-1] == "", "it is not beside itself"


def test_a_claim_typed_by_hand_needs_a_rule_that_is_in_force(clerk: Clerk) -> None:
    rule = {"code": "JY", "name": "就业奖补", "basis": "person", "amount": 100_000, "start": DAY}
    (award,) = save_rules([(rule, None)])
    claim = {"number": "SB1", "rule": award.id, "amount": 100_000}
    with pytest.raises(UserError, match="JY") as refused:
        save_claims([({**claim, "date": DAY - timedelta(days=1)}, None)])
    assert refused.value.field == "rule"
    (kept,) = save_claims([({**claim, "date": DAY}, None)])
    save_rules([({"start": DAY + timedelta(days=1)}, award)])
    assert save_claims([({"rule": award.id, "date": DAY, "note": "补"}, kept)]), (
        "what stands is not asked again"
    )


def test_a_workshops_last_day_has_one_word_on_screen_and_in_workbooks() -> None:
    speak = translator("zh")
    for field in (Workshop.code, Workshop.name, Workshop.opened, Workshop.closed):
        assert speak(field.verbose_name) == field.sheet.zh


def test_what_is_named_elsewhere_stays(clerk: Clerk) -> None:
    fill_registers()
    workshop = Workshop.get()
    with pytest.raises(UserError, match="七星村竹编作坊"):
        remove_records(Workshop, [workshop.id])
    assert Workshop.select().exists()
    with pytest.raises(UserError):
        remove_records(Worker, [Worker.get().id])
    assert Region.select().where(Region.level == "village").count() > 100, "the county's list is there"


def test_a_record_is_taken_off_by_who_may_save_one() -> None:
    """Adding, changing and removing take one right: that of the register's table."""
    modules = pkgutil.walk_packages(pages.__path__, f"{pages.__name__}.")
    held = [value for one in modules for value in vars(importlib.import_module(one.name)).values()]
    found = {id(one): one for value in held for one in (value if isinstance(value, tuple) else (value,))}
    registers = [one for one in found.values() if isinstance(one, Register)]
    assert len(registers) >= 18
    for one in registers:
        assert rights_of(one.save) == WRITTEN_BY[one.table] == (one.right,), one.tab


def test_a_placement_that_is_saved_offers_to_settle_what_was_wished_for(clerk: Clerk) -> None:
    """Saving it asks; what is ticked off stays open; a placement that settles nothing asks nothing."""
    someone, mill = make.worker(), make.enterprise()
    save_wishes([({"worker": someone.id, "kind": "job", "date": DAY}, None)])
    (job,) = save_vacancies([({"enterprise": mill.id, "post": "编织工", "places": 1, "reported": DAY}, None)])
    page = clerk.go("employment", Tab("placement"))
    told: list[str] = []

    def place(sheet: Any) -> None:
        sheet.form.set_values(
            {
                "worker": (someone.id, someone.name, ""),
                "employer": mill.name,
                "start": DAY + timedelta(days=9),
            }
        )
        sheet.submit()

    def settle(sheet: Any) -> None:
        told.extend(field.check.text() for field in sheet.form.fields.values())
        sheet.form.field("vacancy").check.setChecked(False)
        sheet.submit()

    clerk.with_sheets(page.tables["placement"].create, [place, settle])
    placed, wish = Placement.get(), Wish.get()
    assert len(told) == 2 and job.number in told[1]
    assert (wish.met_on, wish.placement_id, placed.vacancy_id) == (placed.start, placed.id, None)
    elsewhere = {"worker": make.worker().id, "employer": "电子厂", "start": DAY}
    (nothing,) = save_placements([(elsewhere, None)])
    assert settling_sheet(page, nothing.id) is None


def test_a_second_employer_is_doubted_while_it_is_typed(clerk: Clerk) -> None:
    someone = make.worker()
    save_placements([({"worker": someone.id, "employer": "竹韵公司", "start": DAY}, None)])
    page = clerk.go("employment", Tab("placement"))
    said: list[str] = []

    def look(sheet: Any) -> None:
        sheet.form.set_values({"worker": (someone.id, someone.name, ""), "start": DAY})
        QTest.keyClicks(sheet.form.field("employer").editor, "ACME")
        said.append(sheet.form.field("start")._line.text())
        sheet.form.mark_clean()
        sheet.reject()

    clerk.with_sheet(page.tables["placement"].create, look)
    assert "竹韵公司" in said[0]


def test_a_day_that_nobody_means_is_doubted_while_it_is_typed(clerk: Clerk) -> None:
    page = clerk.go("employment", Tab("placement"))
    said: list[str] = []

    def look(sheet: Any) -> None:
        for name, year in (("start", "62"), ("start", "26"), ("end", "62")):
            line = sheet.form.field(name).editor
            line.clear()
            QTest.keyClicks(line, f"{year}-10-05")
            # Leaving the field writes the day out; what is odd about it stays.
            QTest.keyClick(line, Qt.Key.Key_Tab)
            said.append(sheet.form.field(name)._line.text())
        sheet.form.mark_clean()
        sheet.reject()

    clerk.with_sheet(page.tables["placement"].create, look)
    assert "2062-10-05" in said[0] and said[1] == "" and "2062" not in said[2], "a last day may be far"
