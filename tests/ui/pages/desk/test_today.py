"""The page Today, as a manager reads it and as a clerk drives it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QToolTip

from models.actions.pay.disputes import DisputeDraft, record_dispute
from models.actions.programme.employment import save_placements, save_wishes
from models.queries.desk import target
from models.queries.desk.alert import LABELS, NEEDED, TO_COLLECT, TO_HAND_OUT, TO_VISIT
from models.rules.desk import attention
from models.settings import change_settings
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.kit.background_query import settle
from ui.kit.button import ActionButton
from ui.pages.desk import alert_list as table
from ui.pages.programme.wish_sheet import FitList

KEY = Qt.Key


def shown(clerk: Clerk, key: str = "today") -> Any:
    """The page with its answers, those about material too."""
    page = clerk.go(key)
    for _ in range(100):
        clerk.settle()
        settle()
        if page.answer is not None and page.answer.open_work is None and not page.asker.waiting:
            break
    assert page.answer is not None
    clerk.settle()
    return page


@pytest.fixture
def busy(clerk: Clerk) -> Clerk:
    """One household late, one to be supplied, one agreed visit, a bonus."""
    bamboo = make.material("M", "竹篾")
    basket = make.product("P", "竹编果篮", bom=[(bamboo, 0.8, 40_000)], good=3.25, second=2.6)
    first, second = make.household("H1", "单春梅"), make.household("H2", "曾国芳")
    of = make.order(basket, 200)
    late = make.subcontract(first, of, 100, due=date(2026, 10, 18))
    make.subcontract(second, of, 50, day=date(2026, 10, 12))
    make.dispatch(late, bamboo, 80)
    make.collection(late, date(2026, 10, 20), good=60)
    make.collection(late, TODAY, good=10, pending=2)
    make.visit(first, next_date=TODAY)
    return clerk


def test_the_day_stands_in_four_figures(busy: Clerk) -> None:
    page = shown(busy)
    figures = {key: card.figure.text() for key, card in page.cards.items()}
    assert figures == {TO_HAND_OUT: "1", TO_COLLECT: "1", TO_VISIT: "1", "pay": "227.50"}
    assert "回收 1 户" in page.subtitle.text()
    assert page.cards["pay"].label.text() == "2026年10月应发工资"
    assert page.cards[TO_COLLECT].accessibleName() == "该回收 1 户 · 30 件"


def test_lines_are_sorted_by_weight_and_enter_goes_there(busy: Clerk) -> None:
    page = shown(busy)
    model = page.table.matters
    weights = [matter.weight for matter in model.things]
    assert weights == sorted(weights, reverse=True)
    kinds = [matter.kind for matter in model.things]
    assert attention.OVERDUE in kinds
    page.table.selectRow(kinds.index(attention.OVERDUE))
    page.table.setFocus()
    busy.press(KEY.Key_Return, on=page.table)
    assert busy.window.current == "orders"
    assert busy.window.pages.held["orders"].key is not None


def test_a_click_on_the_next_step_takes_it_but_not_elsewhere(busy: Clerk) -> None:
    page = shown(busy)
    opened: list[Any] = []
    page.table.opened.disconnect()
    page.table.opened.connect(opened.append)
    for column, count in ((table.TEXT, 0), (table.STEP, 1)):
        place = page.table.visualRect(page.table.matters.index(0, column)).center()
        QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.qWait(QApplication.doubleClickInterval() + 20)
        assert len(opened) == count


def test_a_figure_shows_what_it_counts_and_again_what_needs_attention(busy: Clerk) -> None:
    page = shown(busy)
    card = page.cards[TO_HAND_OUT]
    card.setFocus()
    busy.press(KEY.Key_Space, on=card)
    assert page.shown == TO_HAND_OUT and card.chosen
    (line,) = page.table.matters.things
    assert (line.kind, line.who.split(" ")[0]) == (attention.HAND_OUT, "曾国芳")
    page.table.selectRow(0)
    busy.press(KEY.Key_Return, on=page.table)
    assert busy.window.current == "dispatch"
    page = shown(busy)
    busy.press(KEY.Key_Return, on=card)
    assert page.shown == NEEDED and not card.chosen


def test_pay_leads_to_the_month(busy: Clerk) -> None:
    page = shown(busy)
    QTest.mouseClick(page.cards["pay"], Qt.MouseButton.LeftButton)
    assert busy.window.current == "pay"


def test_one_kind_of_matter_can_be_picked_out(busy: Clerk) -> None:
    page = shown(busy)
    kinds = {matter.kind for matter in page.table.matters.things}
    assert len(kinds) > 1
    page.kinds.choose(attention.OVERDUE)
    assert {matter.kind for matter in page.table.matters.things} == {attention.OVERDUE}
    assert page.list_card.detail.text().startswith("1 条")
    page.kinds.buttons["all"].setFocus()
    page.kinds.choose("all")
    assert {matter.kind for matter in page.table.matters.things} == kinds


def test_the_page_follows_what_is_posted(busy: Clerk) -> None:
    page = shown(busy)
    before = page.cards["pay"].figure.text()
    make.adjustment(make.household("H3", "解大林"), 100)
    busy.settle()
    shown(busy)
    assert (before, page.cards["pay"].figure.text()) == ("227.50", "327.50")


def test_the_months_pictures_say_each_day_and_village(busy: Clerk) -> None:
    page = shown(busy)
    card = page.picture_card
    assert card.frame.currentWidget() is card.days
    said = card.days.mark("2026-10-21", "received")
    assert card.days.words(said) == "2026-10-21 · 12 件" and "72 件" in card.days.accessibleName()
    assert card.days.mark("2026-10-22", "received") is None
    QTest.mouseMove(card.days, said.box.center().toPoint())
    busy.settle()
    assert QToolTip.text() == card.days.words(said)
    card.pictures.choose("villages")
    assert card.frame.currentWidget() is card.of_villages
    village = card.villages.mark("屏风村", "gross")
    assert card.villages.words(village) == "屏风村 · ¥227.50"
    QTest.mouseClick(
        card.villages,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        village.box.center().toPoint(),
    )
    assert busy.window.current == "reports" and busy.window.page.list.chosen() == "villages"


def test_orders_on_their_way_lead_to_the_order(busy: Clerk) -> None:
    page = shown(busy)
    (line,) = page.orders_card.order_lines
    assert line.figure == "70 / 200" and "竹编果篮" in line.accessibleName()
    line.setFocus()
    busy.press(KEY.Key_Space, on=line)
    assert busy.window.current == "orders"


def test_an_empty_cooperative_is_led_from_step_to_step(clerk: Clerk) -> None:
    page = shown(clerk)
    assert page.first.isVisible() and not page.usual.isVisible()
    assert list(page.first.buttons) == [step.key for step in page.first.steps]
    assert not page.first.buttons["shares"].isEnabled(), "there is nothing to share out yet"

    def name(sheet: Any) -> None:
        sheet.form.field("cooperative.name").editor.setFocus()
        clerk.type("Bamboo")
        clerk.press(KEY.Key_Return, CTRL)

    clerk.with_sheet(page.first.buttons["name"].click, name)
    clerk.settle()
    assert "name" not in page.first.buttons and page.first.next_step() == "product"
    bamboo = make.material()
    of = make.subcontract(of=make.order(make.product(bom=[(bamboo, 0.8, 0)], good=3)))
    clerk.settle()
    assert page.first.next_step() == "dispatch"
    assert clerk.focus() is page.first.buttons["dispatch"]
    clerk.press(KEY.Key_Return)
    assert clerk.window.current == "dispatch"
    assert clerk.window.page.grid.model.lines[0].get("subcontract") == of.id
    make.dispatch(of, bamboo, 10)
    clerk.go("today")
    clerk.settle()
    assert not page.first.isVisible() and page.usual.isVisible()


def test_the_steps_of_the_first_day_can_be_put_aside(clerk: Clerk) -> None:
    page = shown(clerk)
    put_aside = next(b for b in page.first.findChildren(ActionButton) if b.kind == "link")
    put_aside.click()
    clerk.settle()
    assert not page.first.isVisible() and page.pile.currentWidget() is page.nothing


def test_who_works_already_is_not_led(busy: Clerk) -> None:
    assert not shown(busy).first.isVisible()


def test_a_household_is_one_step_away(busy: Clerk) -> None:
    page = shown(busy)
    matter = next(m for m in page.table.matters.things if m.household is not None)
    page.table.household_asked.emit(matter)
    assert (
        busy.window.current == "households" and busy.window.pages.held["households"].key == matter.household
    )


def test_the_model_keeps_qts_rules(busy: Clerk) -> None:
    page = shown(busy)
    model = page.table.matters
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    everything = list(model.things)
    model.put([])
    model.put(everything)
    assert model.index(0, table.DAYS).data() in ("—", "1 天", "3 天")
    assert tester.model() is model


def test_narrow_and_large_nothing_is_lost(busy: Clerk) -> None:
    page = shown(busy)
    busy.window.resize(1024, 640)
    busy.settle()
    header = page.table.horizontalHeader()
    widths = [header.sectionSize(column) for column in range(5) if not header.isSectionHidden(column)]
    assert sum(widths) <= max(page.table.viewport().width(), 400) + 200
    assert min(widths) > 20


def test_each_households_record_is_a_picture_and_leads_to_its_page(busy: Clerk) -> None:
    page = shown(busy)
    page.picture_card.pictures.choose("tracks")
    for _ in range(50):
        busy.settle()
        settle()
        if page.picture_card.tracks.tracks.rowCount():
            break
    QAbstractItemModelTester(
        page.picture_card.tracks.tracks, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    assert page.picture_card.frame.currentWidget() is page.picture_card.tracks
    (one,) = page.picture_card.tracks.tracks.things
    assert (one.head, one.on_time, one.defects) == ("单春梅", 0, 0)
    cells = [page.picture_card.tracks.tracks.index(0, column).data() for column in range(3)]
    assert cells == ["单春梅", "0%", "0%"]
    page.picture_card.tracks.selectRow(0)
    page.picture_card.tracks.setFocus()
    busy.press(KEY.Key_Return, on=page.picture_card.tracks)
    assert busy.window.current == "households"


def test_matters_that_do_not_fit_side_by_side_take_two_lines(busy: Clerk) -> None:
    page = shown(busy)
    matters, view = page.table.matters.things, page.table
    busy.window.resize(1366, 768)
    busy.settle()
    view.put([matter._replace(text="差", who="解燚", subject="") for matter in matters])
    assert not view.painter.folded and not view.isColumnHidden(table.TEXT)
    view.put([matter._replace(text=matter.text * 9) for matter in matters])
    assert view.painter.folded and view.isColumnHidden(table.WHO) and view.isColumnHidden(table.TEXT)
    busy.settle()
    widths = sum(view.columnWidth(column) for column in (table.MATTER, table.DAYS, table.STEP))
    assert widths == view.viewport().width() and view.rowHeight(0) > 34
    said = view.matters.index(0, table.MATTER).data(Qt.ItemDataRole.AccessibleTextRole)
    assert matters[0].who in said and matters[0].text in said


def test_an_empty_card_does_not_say_that_all_is_well(busy: Clerk) -> None:
    page = shown(busy)
    page.answer.lists[TO_VISIT] = []
    page.cards[TO_VISIT].pressed.emit()
    assert page.answer.lists[NEEDED] and page.pile.currentWidget() is page.elsewhere
    page.elsewhere.button.click()
    assert page.shown == NEEDED and page.pile.currentWidget() is page.table
    page.cards[TO_VISIT].pressed.emit()
    page.answer.lists[NEEDED] = []
    page._show_list()
    assert page.pile.currentWidget() is page.nothing


def test_segments_without_room_leave_the_last_ones_out(qtbot: Any) -> None:
    from ui.kit.segments import Segments

    made = Segments("哪些")
    qtbot.addWidget(made)
    made.offer([(str(number), f"事项 {number}") for number in range(6)])
    made.resize(made.sizeHint())
    made.show()
    qtbot.waitUntil(lambda: all(button.isVisible() for button in made.buttons.values()))
    assert not made.on.isVisible()
    made.resize(made.sizeHint().width() // 2, made.height())
    qtbot.waitUntil(made.on.isVisible)
    shown = [key for key, button in made.buttons.items() if button.isVisible()]
    assert shown == ["0", "1", "2"][: len(shown)] and 0 < len(shown) < 6
    made.choose("5")
    assert made.buttons["5"].isVisible()
    assert sum(b.sizeHint().width() for b in made.buttons.values() if b.isVisible()) <= made.width()


def where(clerk: Clerk, matter: Any) -> Any:
    """What the page that a matter led to stands on: the record that is open, or the line one would type in."""
    page = clerk.window.pages.held[clerk.window.current]
    match matter.page:
        case "orders":
            chosen = isinstance(matter.target, target.OfSubcontract)
            return target.OfSubcontract(page.parts.key()) if chosen else target.Record(page.key)
        case "dispatch":
            line = page.grid.model.lines[page.grid.view.currentIndex().row()]
            here = line.get("subcontract")
            return target.OfSubcontract(here, page.sheet.kind if matter.target.kind else "")
        case "collection" if page.inspecting:
            line = page.inspection.model.lines[page.inspection.view.currentIndex().row()]
            return target.Pending(line.facts.pending.id)
        case "collection":
            line = page.grid.model.lines[page.grid.view.currentIndex().row()]
            return target.OfSubcontract(line.get("subcontract"))
        case "visits":
            return target.OfHousehold(page.form.field("household").raw())
        case "pay":
            return target.Month(page.shown.key, page._household)
        case "stock" if isinstance(matter.target, target.OfMachine):
            return target.OfMachine(page.machine_place.key)
        case "stock":
            return target.OfItem(page.warehouse.item)
    return target.Record(page.key)


def test_every_kind_of_line_leads_to_its_own_record(clerk: Clerk) -> None:
    bamboo = make.material("M", "竹篾")
    basket = make.product("P", bom=[(bamboo, 1, 0)], good=3.25)
    coil = make.product("P-2", "电感线圈", good=0.5)
    long_ago = {"day": date(2026, 8, 1), "due": TODAY}
    of = make.order(basket, 900, day=date(2026, 7, 1), due=date(2026, 10, 25))
    make.order(basket, 10, due=date(2026, 10, 12))
    heads = [make.household(f"H{n}") for n in range(10)]
    late = make.subcontract(heads[0], of, 100, due=date(2026, 10, 18))
    make.subcontract(heads[1], of, 50)
    make.collection(make.subcontract(heads[2], of, 50), date(2026, 10, 15), good=10, pending=4)
    old = make.subcontract(heads[3], of, 50, **long_ago)
    make.dispatch(old, bamboo, 50, date(2026, 8, 2))
    again = make.subcontract(heads[4], of, 60)
    make.dispatch(again, bamboo, 60)
    for day in (19, 20):
        make.collection(again, date(2026, 10, day), good=15, rework=10)
    done = make.subcontract(heads[5], of, 10)
    make.dispatch(done, bamboo, 30, reason="多发")
    make.collection(done, date(2026, 10, 20), good=10)
    unpriced = make.subcontract(heads[6], make.order(coil, 50), 50)
    make.collection(unpriced, date(2026, 10, 20), good=2, second=2)
    make.visit(heads[7], next_date=TODAY)
    broken = make.defect(of=basket)
    faulty = make.subcontract(heads[9], of, 20)
    make.collection(faulty, date(2026, 10, 20), good=15, rework=5, defects=[(broken, 5)])
    make.collection(make.subcontract(heads[8], of, 20, **long_ago), date(2026, 8, 20), good=20)
    make.dispatch(late, bamboo, 10)
    record_dispute(DisputeDraft(heads[8].id, date(2026, 10, 12), "少写了", answer_by=TODAY))
    change_settings({"material.first_limit": 90})
    make.return_visit(heads[7], next_date=TODAY)
    make.machine(bought_on=date(2026, 3, 1), inspect_every=6)
    person = make.worker(heads[7])
    save_wishes([({"worker": person.id, "kind": "job", "date": date(2026, 10, 1)}, None)])
    save_placements([({"worker": person.id, "employer": "电子厂", "start": date(2026, 10, 15)}, None)])
    page = shown(clerk)
    found = list(page.table.matters.things)
    for key in (TO_HAND_OUT, TO_COLLECT, TO_VISIT):
        page.cards[key].pressed.emit()
        found += page.table.matters.things
    asked: list[Any] = []
    for matter in found:
        if isinstance(matter.target, target.OfReturnVisit):
            # It opens the sheet of the visit that is due.
            clerk.with_sheet(
                partial(page.table.opened.emit, matter),
                lambda sheet: asked.append(target.OfReturnVisit(sheet.form.field("household").raw())),
            )
        elif isinstance(matter.target, target.OfWish):
            # It opens the wish, with what seems to have met it typed in.
            clerk.with_sheet(
                partial(page.table.opened.emit, matter),
                lambda sheet: asked.append(target.OfWish(sheet.findChild(FitList).wish)),
            )
        else:
            page.table.opened.emit(matter)
        clerk.settle()
        assert clerk.window.current == matter.page, matter
        assert (asked.pop() if asked else where(clerk, matter)) == matter.target, matter
    seen = {matter.kind for matter in found}
    assert seen == set(LABELS)


def test_a_line_opened_twice_is_not_entered_twice(busy: Clerk) -> None:
    for key in ("dispatch", "collection"):
        part = make.subcontract(quantity=5).id
        for _ in range(2):
            page = busy.go(key, target.OfSubcontract(part))
        assert [line.get("subcontract") for line in page.grid.lines()].count(part) == 1
