"""Households, as a manager uses the page."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from models.actions.guidance.equipment import lend
from models.actions.party import parties
from models.i18n import tr
from models.queries.desk import household_days as days
from models.queries.desk.target import OfMachine, Record
from models.queries.party.road_map import RoadMap
from models.rules.road.coordinates import gcj02_to_wgs84
from models.rules.road.distance import straight
from models.settings import change_settings
from models.tables.guidance import EquipmentEvent, EquipmentLoan
from models.tables.order import Subcontract
from models.tables.party import Household, HouseholdStay, Worker
from tests import factories as make
from tests.reports.marks import text_of
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.kit.print_preview import Preview

KEY = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def listed(page: Any) -> list[str]:
    """The heads in the list, from the top."""
    return [page.table.model.record(row)["head"] for row in range(page.table.count())]


def test_an_empty_page_says_the_first_step_and_a_new_household_is_shown(clerk: Clerk) -> None:
    page = clerk.go("households")
    assert page.table.empty.isVisible() and page.table.empty.button is not None

    def fill(sheet: Any) -> None:
        clerk.type("尉迟秀兰")
        clerk.press(KEY.Key_Return)
        clerk.type("13800000077")
        sheet.form.field("township").set_value("赤城镇")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.table.empty.button.click, fill)
    row = Household.get()
    assert (row.code, row.head, row.phone, row.township) == ("H0001", "尉迟秀兰", "13800000077", "赤城镇")
    assert page.key == row.id and page.title_label.text() == "尉迟秀兰"
    assert clerk.said[-1] == "已保存 H0001 尉迟秀兰"


def test_a_group_typed_as_a_number_is_said_with_its_word(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅", village="牛角沟村", group="3")
    page = clerk.go("households")
    assert page.table.model.record(0)["village"] == "牛角沟村3组"
    clerk.go("households", Record(head.id))
    assert "牛角沟村3组" in page.subtitle.text()


def test_a_refusal_stands_beside_its_field_and_the_sheet_stays(clerk: Clerk) -> None:
    make.household("H0001", "单春梅")
    page = clerk.go("households")

    def fill(sheet: Any) -> None:
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("head").problem()
        sheet.form.field("head").set_value("李桂芳")
        sheet.form.field("code").set_value("H0001")
        sheet.submit()
        assert sheet.isVisible() and "H0001" in sheet.form.field("code").problem()
        sheet.form.field("code").set_value("H0900")
        sheet.form.field("coordinates").line.setText("somewhere")
        sheet.submit()
        assert sheet.form.field("coordinates").problem()
        sheet.form.field("coordinates").line.setText("30.7, 105.7")
        sheet.submit()

    clerk.with_sheet(page.create, fill)
    row = Household.get(Household.code == "H0900")
    assert (row.latitude, row.longitude, row.datum) == (30.7, 105.7, "WGS84")

    # As Gaode's map copies it: the longitude first, and 400 m beside where it is.
    def change(sheet: Any) -> None:
        assert sheet.form.field("coordinates").raw() == "30.700000, 105.700000"
        sheet.form.field("coordinates").line.setText("105.7, 30.7")
        sheet.form.field("datum").set_value("GCJ02")
        sheet.submit()

    clerk.with_sheet(lambda: page.table.edit(row.id), change)
    row = Household.get_by_id(row.id)
    assert (row.latitude, row.longitude, row.datum) == (30.7, 105.7, "GCJ02")
    (home,) = RoadMap(TODAY).homes([row.id]).values()
    assert home.point == gcj02_to_wgs84((30.7, 105.7)) and 300 < straight(home.point, (30.7, 105.7)) < 700


def test_coordinates_far_away_are_doubted_while_typing(clerk: Clerk) -> None:
    for at in range(3):
        make.household(latitude=30.7 + at / 100, longitude=105.7)
    page = clerk.go("households")

    def fill(sheet: Any) -> None:
        field = sheet.form.field("coordinates")
        for written, doubted in (((30.75, 15.7), True), ((30.75, 105.7), False), ((0, 0), True)):
            sheet.form.set_values({"head": "曾国芳", "coordinates": written})
            sheet.form.doubt()
            assert ("坐标" in field._line.text() or "手机" in field._line.text()) == doubted
            assert not field.problem()
        sheet.submit()

    clerk.with_sheet(page.create, fill)
    assert Household.select().count() == 4


def test_a_doubled_phone_is_doubted_but_let_pass(clerk: Clerk) -> None:
    make.household("H0001", "单春梅", phone="13800000001")
    page = clerk.go("households")

    def fill(sheet: Any) -> None:
        sheet.form.set_values({"head": "曾国芳", "phone": "13800000001"})
        sheet.form.doubt()
        assert "电话" in sheet.form.field("phone")._line.text() and not sheet.form.field("phone").problem()
        sheet.submit()

    clerk.with_sheet(page.create, fill)
    assert Household.select().count() == 2


def test_initials_find_enter_opens_and_esc_comes_back(clerk: Clerk) -> None:
    for head in ("单春梅", "曾国芳", "解大林"):
        make.household("", head)
    page = clerk.go("households")
    assert listed(page) == ["单春梅", "曾国芳", "解大林"]
    page.table.search.setFocus()
    clerk.type("zgf")
    clerk.press(KEY.Key_Return)
    assert page.title_label.text() == "曾国芳"
    page._leave.trigger()
    assert page.key is None and page.title_label.text() == "农户"
    assert page.table.record()["head"] == "曾国芳"


def test_a_household_shows_its_work_material_pay_and_slips(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅")
    bamboo = make.material("M-BAM")
    basket = make.product("P-1", bom=[(bamboo, 0.85, 40_000)], good=3.25)
    part = make.subcontract(head, make.order(basket), 60)
    make.dispatch(part, bamboo, 30)
    make.collection(part, good=40)
    page = clerk.go("households", Record(head.id))
    assert page.pay_card.figure.text() == "130.00"
    assert page.work_card.figure.text() == "1"
    assert page.material_card.figure.text() == "1"  # 34 kg used, 30 issued
    assert page.works.table.count() == 1 and page.calendar.table.count() == 3
    assert page.material.table.model.record(0)["balance"] == -4_000
    make.visit(head, day=make.DAY)
    clerk.settle()
    assert page.visit_card.figure.text() == "10-10"


def test_workers_and_agreements_are_added_changed_and_taken_back(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅")
    page = clerk.go("households", Record(head.id))

    def worker(sheet: Any) -> None:
        sheet.form.set_values({"name": "徐素", "relation": "配偶"})
        sheet.submit()

    clerk.with_sheet(page.workers.add, worker)
    assert page.workers.table.count() == 1
    assert Worker.get().active, "who is entered works, until it is unchecked"
    clerk.with_sheet(
        lambda: page.workers.edit(Worker.get().id),
        lambda sheet: (sheet.form.field("sex").set_value("女"), sheet.submit()),
    )
    assert Worker.get().sex == "Female"
    page.workers.remove(Worker.get().id)
    clerk.settle()
    assert page.workers.table.count() == 0
    clerk.window.undo()
    clerk.settle()
    assert page.workers.table.count() == 1

    def agreement(sheet: Any) -> None:
        sheet.form.field("number").set_value("XY-1")
        sheet.form.field("end").line.setText("20260101")
        sheet.submit()
        assert sheet.form.field("end").problem()
        sheet.form.field("end").set_value(None)
        sheet.submit()

    clerk.with_sheet(page.agreements.add, agreement)
    assert page.agreements.table.count() == 1


def test_an_agreement_shows_its_version_and_prints_again_as_it_was(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = make.household("H0001", "单春梅")
    make.product("P-BASKET", "竹编果篮", good=3.25)
    for number, start in (("XY-1", date(2025, 10, 1)), ("XY-2", date(2026, 10, 1))):
        parties.save_agreement(head.id, number, start, None)
    page = clerk.go("households", Record(head.id))
    table = page.agreements.table
    target = tmp_path / "agreement.pdf"

    def save(preview: Preview) -> int:
        preview.make(target, "a4", 1, lambda *_: None)
        preview.printed = True
        preview.close()
        return 1

    def printed(row: int) -> str:
        table.select(table.model.key(row))
        (action,) = (one for one, _ in table.verbs._actions if one.text() == tr("Print"))
        action.trigger()
        clerk.settle()
        (words,) = text_of(target)
        return words

    def versions() -> list[str]:
        return [str(table.model.index(row, 3).data() or "") for row in range(table.count())]

    monkeypatch.setattr(Preview, "exec", save)
    assert versions() == ["", ""]
    first = printed(1)
    assert "XY-1" in first and "第1版" in first and "补打" not in first
    assert versions() == ["", "1"]
    change_settings({"agreement.clauses": "按样品做，{rates}"})
    assert "按样品做" in printed(0) and versions() == ["2", "1"]
    again = printed(1)
    assert "第1版" in again and "补打1次" in again and "按样品做" not in again
    kept = first.partition("协议文本")[0].partition("甲方")[2]
    assert kept and kept in again


def test_a_stopped_household_leaves_the_list_until_asked_for(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅")
    make.household("H0002", "曾国芳")
    page = clerk.go("households")
    page.stop([head.id])
    clerk.settle()
    assert listed(page) == ["曾国芳"]
    page.stopped.setChecked(True)
    assert listed(page) == ["单春梅", "曾国芳"]
    clerk.window.undo()
    clerk.settle()
    assert Household.get_by_id(head.id).active


def test_what_was_typed_is_only_thrown_away_when_said_so(clerk: Clerk) -> None:
    page = clerk.go("households")
    asked: list[str] = []

    def fill(sheet: Any) -> None:
        sheet.form.field("head").line.setText("李桂芳")
        sheet.reject()
        assert sheet.isVisible()

    def no(question: Any) -> None:
        asked.append(question.words.text())
        question.reject()

    clerk.with_sheets(page.create, [fill, no])
    assert len(asked) == 1 and Household.select().count() == 0


def test_a_households_papers_are_one_key_away(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    head = make.household("H0001", "单春梅")
    page = clerk.go("households", Record(head.id))
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        "ui.pages.party.household_papers.print_kind",
        lambda _, kind, chosen: asked.append((kind, chosen.period, chosen.household)),
    )
    clerk.press(KEY.Key_P, CTRL)
    page.papers.print("agreement")
    assert asked == [("account", "2026-10", "H0001"), ("agreement", None, "H0001")]
    make.collection(make.subcontract(head, day=date(2026, 9, 1)), date(2026, 9, 8), good=4)
    for kind in ("statement", "year"):
        page.papers.print(kind)
    assert asked[2:] == [("statement", "2026-09", "H0001"), ("year", "2026-10", "H0001")]
    assert "年度收入单" in [words for words, _, _ in page.papers.papers()]


def test_a_slip_leads_to_its_page(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅")
    visit = make.visit(head)
    page = clerk.go("households", Record(head.id))
    page.calendar.table.table.setFocus()
    clerk.press(KEY.Key_Return)
    assert clerk.window.current == "vouchers"
    assert clerk.window.pages.held["vouchers"].key == visit.id


def test_a_double_leads_to_the_other_household_and_what_was_typed_waits(clerk: Clerk) -> None:
    from ui.kit.button import ActionButton

    one = make.household("H1", "单春梅", phone="13800000001")
    page = clerk.go("households")

    def fill(box: Any) -> None:
        clerk.type("Zeng")
        box.form.field("phone").line.setFocus()
        clerk.type("13800000001")
        box.form.doubt()
        field = box.form.field("phone")
        assert field._line.text() == "单春梅 H1 的电话和这个一样。"
        (step,) = field.findChildren(ActionButton)
        assert step.focusPolicy() != Qt.FocusPolicy.NoFocus and "单春梅" in step.accessibleName()
        step.click()
        assert not box.isVisible()

    clerk.with_sheet(page.create, fill)
    assert page.key == one.id
    page.close_record()

    def still(box: Any) -> None:
        assert box.form.field("head").raw() == "Zeng" and box.form.field("phone").raw() == "13800000001"
        box.submit()

    clerk.with_sheet(page.create, still)
    assert Household.get(Household.head == "Zeng").phone == "13800000001"


def test_a_statement_is_copied_as_text_or_saved_as_a_picture(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: Any
) -> None:
    head = make.household("H0001", "单春梅")
    make.collection(make.subcontract(head), good=40)
    page = clerk.go("households", Record(head.id))
    page.papers.copy_statement()
    said = QGuiApplication.clipboard().text()
    assert "单春梅 H0001" in said and "¥130.00" in said and "2026年10月" in said
    target = tmp_path / "a.png"
    monkeypatch.setattr("ui.pages.party.household_papers.ask_target", lambda *_: target)
    page.papers.save_picture()
    qtbot.waitUntil(target.exists, timeout=10_000)
    assert not QImage(str(target)).isNull()


def test_everything_is_done_from_a_households_page_with_it_chosen(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅")
    order = make.order(make.product("P-1", good=3), 500)
    make.machine("J01", "绕线机")
    page = clerk.go("households", Record(head.id))
    assert page.beginning.isVisible() and not page.year.isVisible() and not page.calendar.isVisible()
    clerk.press(KEY.Key_2, ALT)
    assert clerk.window.current == "households" and "没有活" in clerk.window.notice.words.text()

    def assign(sheet: Any) -> None:
        sheet.form.field("order").set_value(order.id)
        sheet.form.field("order").changed.emit()
        assert sheet.form.field("due").raw()
        sheet.form.field("quantity").line.setText("600")
        sheet.submit()

    def sure(question: Any) -> None:
        question.accept()

    clerk.with_sheets(lambda: clerk.press(KEY.Key_1, ALT), [assign, sure])
    clerk.settle()
    (work,) = Subcontract.select()
    assert (work.household_id, work.quantity, work.due) == (head.id, 600_000, order.due)
    assert not page.beginning.isVisible() and page.year.isVisible()

    def advance(sheet: Any) -> None:
        assert sheet.form.field("household").raw() == head.id
        sheet.form.field("amount").line.setText("200")
        sheet.submit()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_4, ALT), advance)

    def lend(sheet: Any) -> None:
        sheet.form.field("equipment").line.setFocus()
        clerk.type("J01")
        clerk.press(KEY.Key_Return)
        sheet.form.set_values({"deposit": 5_000, "deposit_by": "pay"})
        sheet.submit()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_5, ALT), lend)
    clerk.settle()
    assert EquipmentLoan.get().household_id == head.id and page.machines.table.count() == 1
    event = EquipmentEvent.get()
    assert (event.deposit_in, event.deposit_by) == (5_000, "pay")
    assert [one.mark for one in page.calendar.found] == [days.MONEY, days.MACHINE, days.DUE]
    clerk.press(KEY.Key_3, ALT)
    assert clerk.window.current == "collection"
    grid = clerk.window.pages.held["collection"].grid
    assert grid.model.lines[0].cells["subcontract"] == work.id
    grid.clear()


def test_a_bar_opens_the_statement_and_a_day_its_slips(clerk: Clerk, qtbot: Any) -> None:
    head = make.household("H0001", "单春梅")
    part = make.subcontract(
        head, make.order(make.product("P-1", good=3.25), day=date(2026, 9, 1)), day=date(2026, 9, 1)
    )
    make.collection(part, day=date(2026, 9, 10), good=10, rework=10)
    first = make.collection(part, day=date(2026, 10, 12), good=40)
    make.visit(head, day=date(2026, 10, 12))
    make.visit(head, day=date(2026, 10, 20))
    page = clerk.go("households", Record(head.id))
    clerk.settle()
    columns = page.year.bars.columns
    assert [column.value for column in columns][-3:] == [0, 32_50, 130_00] and not columns[-1].firm
    assert columns[-2].figures == ("10", "", "50%")
    page.year.bars.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.year.bars.at == 11
    for key, at in (
        (KEY.Key_Left, 10),
        (KEY.Key_Home, 0),
        (KEY.Key_Left, 0),
        (KEY.Key_End, 11),
        (KEY.Key_Left, 10),
    ):
        clerk.press(key)
        assert page.year.bars.at == at
    assert "2026年9月" in page.year.bars.accessibleName()
    clerk.press(KEY.Key_Return)
    pay = clerk.window.pages.held["pay"]
    qtbot.waitUntil(lambda: pay.opened == head.id, timeout=10_000)
    assert clerk.window.current == "pay" and pay.shown.key == "2026-09"
    page = clerk.go("households", Record(head.id))
    view = page.calendar.month.view
    view.setFocus()
    clerk.press(KEY.Key_T, on=view)
    assert page.calendar.month.day == TODAY
    clerk.press(KEY.Key_Left, on=view)
    clerk.press(KEY.Key_Return, on=view)
    assert clerk.window.current == "vouchers"
    page = clerk.go("households", Record(head.id))
    clerk.press(KEY.Key_Up, on=view)
    clerk.press(KEY.Key_Left, on=view)
    assert page.calendar.month.day == date(2026, 10, 12) and "收 访" in page.calendar.month.accessibleName()
    clerk.press(KEY.Key_Return, on=view)
    assert page.calendar.table.table.hasFocus() and page.calendar.table.record()["number"] == first
    clerk.press(KEY.Key_PageUp, on=view)
    clerk.settle()
    assert page.calendar.table.count() == 1 and page.calendar.table.model.record(0)["day"] == date(
        2026, 9, 10
    )


def test_a_household_is_reached_from_where_it_is_named(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅")
    make.advance(head, 100)
    machine = make.machine("J01", "绕线机")
    lend(machine.id, head.id, TODAY)
    slip = make.visit(head)
    advances, stock = clerk.go("advances"), clerk.go("stock", OfMachine(machine.id))
    vouchers = clerk.go("vouchers", Record(slip.id))
    assert vouchers.home_action.isVisible()
    for page, go in (
        ("vouchers", vouchers.home_action.trigger),
        ("advances", lambda: advances.open_household(advances.table.model.key(0))),
        ("stock", lambda: stock.machine_place.table.open_household(machine.id)),
    ):
        clerk.go("households").home()
        clerk.go(page)
        go()
        assert clerk.window.current == "households" and clerk.window.page.key == head.id
    receipt = make.receipt(make.enterprise(), make.material(), 5)
    vouchers = clerk.go("vouchers", Record(make.voucher("receipt", receipt).id))
    assert not vouchers.home_action.isVisible()


def test_the_wheel_over_the_calendar_scrolls_the_page_and_turns_no_month(clerk: Clerk) -> None:
    head = make.household("H0001", "单春梅")
    make.subcontract(head, make.order(make.product("P-1", good=3.25), day=TODAY), day=TODAY)
    page = clerk.go("households", Record(head.id))
    clerk.settle()
    month = page.calendar.month
    shown = month.yearShown(), month.monthShown()
    over = month.view.viewport()
    at = QPointF(over.rect().center())
    spin = QWheelEvent(
        at,
        QPointF(over.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(over, spin)
    assert (month.yearShown(), month.monthShown()) == shown
    # Qt hands what was not taken to the page around it.
    assert not spin.isAccepted()


def test_a_household_moves_on_and_its_former_place_stands_beside(clerk: Clerk) -> None:
    home = make.household("H0001", "单春梅", helper="任小红")
    page = clerk.go("households", Record(home.id))
    clerk.settle()
    assert page.stays.table.count() == 0

    def fill(sheet: Any) -> None:
        sheet.submit()
        assert sheet.isVisible() and sheet.form.field("township").problem()
        sheet.form.field("day").set_value(TODAY - timedelta(days=3))
        sheet.form.field("village").set_value("莲珠桥村")
        sheet.submit()

    clerk.with_sheet(page.stays.move, fill)
    clerk.settle()
    assert Household.get_by_id(home.id).village == "莲珠桥村" and page.stays.table.count() == 1
    (stay,) = HouseholdStay.select()
    assert (stay.village, stay.end, stay.helper.name) == ("屏风村", TODAY - timedelta(days=4), "任小红")

    def sooner(sheet: Any) -> None:
        sheet.form.field("end").set_value(TODAY - timedelta(days=9))
        sheet.submit()

    clerk.with_sheet(lambda: page.stays.edit(stay.id), sooner)
    assert HouseholdStay.get().end == TODAY - timedelta(days=9)
    page.stays.remove(stay.id)
    assert not HouseholdStay.select().exists()


def test_the_form_asks_whether_another_place_is_a_move(clerk: Clerk) -> None:
    home = make.household("H0001", "单春梅")
    page = clerk.go("households")

    def correct(sheet: Any) -> None:
        village, form = sheet.form.field("village"), sheet.form
        form._ask_whether_it_moved()
        assert "搬" not in village._line.text()
        village.set_value("莲珠桥村")
        form._ask_whether_it_moved()
        assert "搬" in village._line.text()
        assert form.place()["village"] == "莲珠桥村"
        sheet.submit()

    clerk.with_sheet(lambda: page.table.edit(home.id), correct)
    assert Household.get_by_id(home.id).village == "莲珠桥村" and not HouseholdStay.select().exists()
