"""The road on screen: planned, moved by hand, entered."""

from __future__ import annotations

import json
import threading
import zlib
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from models import format
from models.actions.desk.people import save_user
from models.actions.road.breakdown import break_down
from models.actions.road.planning import decide, move_stop, plan_route
from models.actions.road.registration import save_errand, save_vehicle
from models.actions.road.route_completion import DONE, NOT_HOME, enter_return
from models.errors import UserError
from models.queries.desk.target import Day
from models.queries.road.road_facts import vans
from models.queries.road.route_day import saved
from models.queries.road.route_sheets import route_day
from models.queries.road.routes import wishes
from models.signed_in import sign_in_by_name
from models.tables.ledger import Voucher
from reports.road.route_html import write_html
from tests import factories as make
from tests.ui.clerk import CTRL, NONE, TODAY, Clerk, pass_time
from ui.pages.road import drive_board, routes
from ui.pages.road.calls import STATE
from ui.pages.road.route_map import RouteMap
from ui.pages.road.route_return import ReturnGrid
from ui.pages.road.stop_list import StopList
from ui.shell import theme

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def driven(clerk: Clerk) -> list[Any]:
    """Three households wait for material; there is one vehicle."""
    bamboo = make.material(name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    homes = [
        make.household(f"H{at}", latitude=30.76 + at / 100, longitude=105.71 + at / 90) for at in range(3)
    ]
    for home in homes:
        make.subcontract(home, order, 20, due=TODAY + timedelta(days=20))
    save_vehicle({"name": "川J·A1234"})
    return homes


def test_a_day_with_nothing_says_what_the_page_is_for(clerk: Clerk) -> None:
    page = clerk.go("routes")
    assert page.empty.isVisible() and not page.across.isVisible()


def test_the_page_shows_what_to_drive_the_vehicles_and_what_is_left(clerk: Clerk, driven: list[Any]) -> None:
    page = clerk.go("routes")
    assert page.wanted.count() == 3 and not page.return_action.isEnabled()
    plan_route(TODAY, seconds=0.1)
    clerk.settle()
    shown = {key: column.stops.count() for key, column in page.fleet.columns.items()}
    assert shown.pop(None) == 0 and list(shown.values()) == [3]
    assert page.return_action.isEnabled()


def test_another_day_is_asked_for_beside_the_window_and_nothing_is_done_to_the_old_one_meanwhile(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    used = next(key for key, order in saved(TODAY).orders.items() if order)
    page.fleet.columns[used].stops.setCurrentRow(0)
    done: list[Any] = []
    monkeypatch.setattr(page, "move", lambda *what: done.append(what))
    monkeypatch.setattr("ui.pages.road.road_forms.pin_sheet", lambda *what: done.append(what))
    go_on, asked = threading.Event(), []

    def slow(day: Any) -> Any:
        asked.append((day, threading.current_thread() is threading.main_thread()))
        assert go_on.wait(10)
        return [], None

    monkeypatch.setattr(routes, "_asked_for", slow)
    page.open(Day(TODAY + timedelta(days=1)))
    assert page.wanted.count() == 3 and page.across.isVisible()
    assert not page.across.isEnabled() and not page.print_action.isEnabled()
    page.take_off()
    page.dialogs.pin()
    go_on.set()
    clerk.settle()
    assert set(asked) == {(TODAY + timedelta(days=1), False)}
    assert page.empty.isVisible() and page.plan is None and not done


def test_the_map_of_one_day_never_comes_under_another(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_route(TODAY, seconds=0.1)
    go_on = threading.Event()

    def slow(plan: Any) -> Any:
        assert go_on.wait(10)
        return plan

    monkeypatch.setattr(drive_board, "held_file", lambda: True)
    monkeypatch.setattr(drive_board, "drawn", slow)
    page = clerk.window.go("routes")
    while page.plan is None:
        pass_time(5)
    page.open(Day(TODAY + timedelta(days=40)))
    while page.seen != TODAY + timedelta(days=40):
        pass_time(5)
    go_on.set()
    clerk.settle()
    assert page.plan is None and page.map._day is None


def test_the_vehicles_stand_there_while_the_first_day_is_looked_for(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, found = threading.Event(), routes._asked_for

    def slow(day: Any) -> Any:
        assert go_on.wait(10)
        return found(day)

    monkeypatch.setattr(routes, "_asked_for", slow)
    page = clerk.window.go("routes")
    (column,) = (column for key, column in page.fleet.columns.items() if key is not None)
    assert column.name.text() == "川J·A1234" and column.facts.text() == "正在查找…"
    go_on.set()
    clerk.heard()
    assert column.facts.text() == "还没排" and page.wanted.count() == 3


def test_a_move_does_not_wait_for_the_ways_in_the_window(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_route(TODAY, seconds=0.1)
    go_on = threading.Event()

    def slow(day: Any, **how: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            assert go_on.wait(10)
        return saved(day, **how)

    monkeypatch.setattr(drive_board, "held_file", lambda: True)
    monkeypatch.setattr(drive_board, "saved", slow)
    page = clerk.window.go("routes")
    while page.plan is None:
        pass_time(5)
    asked: list[bool] = []

    def move(*what: Any) -> Any:
        asked.append(threading.current_thread() is threading.main_thread())
        return move_stop(*what)

    monkeypatch.setattr(routes, "move_stop", move)
    used = next(key for key, order in saved(TODAY).orders.items() if order)
    assert page.across.timing
    page.move("task", driven[0].id, used, 0)
    go_on.set()
    clerk.wait()
    assert saved(TODAY).orders[used][0] == ("task", driven[0].id)
    # Once they are known the next move is done at once.
    page.move("task", driven[1].id, used, 0)
    assert asked == [False, True] and saved(TODAY).orders[used][0] == ("task", driven[1].id)


@pytest.mark.parametrize("steady", [True, False])
def test_it_is_said_when_the_clock_ended_the_search(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch, steady: bool
) -> None:
    def plan(day: Any, **_: Any) -> Any:
        return replace(plan_route(day, seconds=0.1), steady=steady)

    monkeypatch.setattr(routes, "plan_route", plan)
    page = clerk.go("routes")
    page.plan_day()
    clerk.wait()
    assert ("时间" in clerk.said[-1]) is not steady


def test_unticking_leaves_a_household_out_of_the_next_plan(clerk: Clerk, driven: list[Any]) -> None:
    page = clerk.go("routes")
    page.wanted.item(0).setCheckState(Qt.CheckState.Unchecked)
    clerk.settle()
    assert wishes(TODAY)[driven[0].id].left_out
    plan_route(TODAY, seconds=0.1)
    assert sum(len(sheet.stops) for sheet in route_day(TODAY).sheets) == 2


def test_what_came_or_was_left_out_since_the_plan_is_said_and_the_keyboard_stays_with_its_household(
    clerk: Clerk, driven: list[Any]
) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    assert page.across.changed == 0
    page.wanted.setCurrentRow(1)
    page.wanted.item(2).setCheckState(Qt.CheckState.Unchecked)
    newcomer = make.household("H!", "吴小妹")
    save_errand({"kind": "other", "household": newcomer.id, "date": TODAY, "note": "送合同"})
    clerk.settle()
    assert [page.wanted.item(row).data(STATE) for row in range(4)] == ["还没排", "", "", "仍在路线上"]
    assert page.wanted.current().home.contact.id == driven[1].id
    assert "2" in page.chip.words and "重排" in page.chip.words
    assert "送合同" in page.wanted.item(0).toolTip()
    plan_route(TODAY, seconds=0.1)
    clerk.settle()
    assert page.across.changed == 0 and "重排" not in page.chip.words


def test_a_dropped_stop_changes_the_times_at_once_and_can_be_taken_back(
    clerk: Clerk, driven: list[Any]
) -> None:
    plan_route(TODAY, seconds=0.1)
    other = save_vehicle({"name": "川J·B5678"}).id
    page = clerk.go("routes")
    before = saved(TODAY).orders
    used = next(key for key, order in before.items() if order)
    kind, key = before[used][0]
    page.fleet.columns[other].stops.moved.emit(kind, key, other, 0)
    clerk.settle()
    assert page.fleet.columns[other].stops.count() == 1 and (kind, key) in saved(TODAY).orders[other]
    page.desk.undo()
    clerk.settle()
    assert {van: order for van, order in saved(TODAY).orders.items() if order} == before


def drag(source: StopList, row: int, target: QWidget, where: QPoint, key: Qt.Key | None = None) -> None:
    """Drag a stop with the mouse to a point of a widget and let go there, or press a key first."""
    if QGuiApplication.platformName() == "offscreen":
        # Nothing can be dragged without a screen: what a drag tells the widget is told to it.
        if key is None:
            drop(source, row, target, where)
        return
    window = source.window()
    handle = window.windowHandle()
    start = source.viewport().mapTo(window, middle(source, row))
    end = target.mapTo(window, where)
    let_go: list[bool] = []

    def go_on() -> None:
        # The drag has an event loop of its own until the button is let go.
        for share in range(1, 6):
            QTest.mouseMove(handle, start + (end - start) * share / 5)
            pass_time(5)
        if key is not None:
            QTest.keyClick(handle, key)
        QTest.mouseRelease(handle, LEFT, NONE, end)
        let_go.append(True)

    QTest.mousePress(handle, LEFT, NONE, start)
    QTimer.singleShot(100, source, go_on)
    for far in (4, 8, 30):
        QTest.mouseMove(handle, start + QPoint(0, far))
        pass_time(5)
    pass_time(200)
    assert let_go


def drop(source: StopList, row: int, target: QWidget, where: QPoint) -> None:
    """What Qt tells a widget when something is dragged over it and let go."""

    class Dropped(QDropEvent):
        def source(self) -> StopList:
            return source

    source.setFocus()
    source.setCurrentRow(row)
    mime = source.mimeData([source.item(row)])
    moves = source.supportedDropActions()
    enter = QDragEnterEvent(QPointF(where), moves, mime, LEFT, NONE)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, Dropped(QPointF(where), moves, mime, LEFT, NONE))


def middle(stops: StopList, row: int, share: float = 0.25) -> QPoint:
    """A point in the upper part of a stop: what is dropped there goes before it."""
    box = stops.visualItemRect(stops.item(row))
    return QPoint(box.center().x(), box.top() + int(box.height() * share))


def driving() -> tuple[int, Any]:
    """The vehicle that drives today, and the stops of its drive."""
    return next((van, order) for van, order in saved(TODAY).orders.items() if order)


def beside_another(clerk: Clerk) -> tuple[Any, int, Any, int]:
    """The page of a day that is driven by one of two vehicles: that one, its stops, and the other one."""
    plan_route(TODAY, seconds=0.1)
    other = save_vehicle({"name": "川J·B5678"}).id
    return clerk.go("routes"), *driving(), other


def test_a_stop_is_dragged_with_the_mouse_to_a_place_and_to_a_vehicle(
    clerk: Clerk, driven: list[Any]
) -> None:
    page, used, order, other = beside_another(clerk)
    stops, empty = page.fleet.columns[used].stops, page.fleet.columns[other].stops
    drag(stops, 0, stops.viewport(), middle(stops, 2, 0.75))
    clerk.settle()
    assert saved(TODAY).orders[used] == [order[1], order[2], order[0]]
    drag(stops, 0, empty.viewport(), QPoint(40, 40))
    clerk.settle()
    assert saved(TODAY).orders[other] == [order[1]] and stops.count() == 2
    assert page.focusWidget() is empty and empty.current().key == order[1][1]
    clerk.press(Qt.Key.Key_Z, CTRL, on=page)
    clerk.settle()
    assert (
        saved(TODAY).orders[used] == [order[1], order[2], order[0]]
        and clerk.said[-1] == "调整 2026-10-21 路线的站"
    )
    drag(stops, 1, page.fleet.left.stops.viewport(), QPoint(40, 40))
    clerk.settle()
    assert saved(TODAY).orders[used] == [order[1], order[0]]


def test_a_drag_that_ends_outside_or_with_escape_moves_nothing(clerk: Clerk, driven: list[Any]) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    before = saved(TODAY).orders
    stops = next(page.fleet.columns[van].stops for van, order in before.items() if order)
    for target in (page.map, page.wanted.viewport(), page.day):
        drag(stops, 0, target, QPoint(20, 10))
    drag(stops, 0, stops.viewport(), middle(stops, 2), Qt.Key.Key_Escape)
    clerk.settle()
    assert saved(TODAY).orders == before and stops.count() == 3 and page.wanted.count() == 3


def test_a_stop_goes_down_its_drive_by_keyboard(clerk: Clerk, driven: list[Any]) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    used, order = driving()
    stops = page.fleet.columns[used].stops
    stops.setCurrentRow(0)
    stops.setFocus()
    clerk.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier, on=stops)
    clerk.settle()
    assert saved(TODAY).orders[used] == [order[1], order[0], order[2]]
    assert page.fleet.columns[used].stops.current().key == order[0][1]


def test_a_stop_is_sent_to_the_next_vehicle_by_keyboard_and_the_keyboard_goes_along(
    clerk: Clerk, driven: list[Any]
) -> None:
    page, used, order, other = beside_another(clerk)
    columns = list(page.fleet.columns)
    stops = page.fleet.columns[used].stops
    stops.setCurrentRow(1)
    stops.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    towards = Qt.Key.Key_Right if columns.index(other) > columns.index(used) else Qt.Key.Key_Left
    clerk.press(towards, alt, on=stops)
    clerk.settle()
    assert saved(TODAY).orders[other] == [order[1]]
    arrived = page.fleet.columns[other].stops
    assert page.focusWidget() is arrived and arrived.current().key == order[1][1]
    # Beyond the last vehicle it is on no drive; from there it comes back to the place that costs least.
    while page.focusWidget() is not page.fleet.left.stops:
        clerk.press(Qt.Key.Key_Right, alt, on=page.focusWidget())
        clerk.settle()
    assert page.fleet.left.stops.current().key == order[1][1]
    clerk.press(Qt.Key.Key_Right, alt, on=page.fleet.left.stops)
    clerk.settle()
    assert page.fleet.left.stops.count() == 1
    shortest = move_stop(TODAY, *order[1], used, 1).distance
    move_stop(TODAY, *order[1], None)
    assert move_stop(TODAY, *order[1], used, None).distance == shortest


def test_nothing_is_moved_while_a_search_is_under_way(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    before = saved(TODAY).orders
    used, order = driving()
    go_on = threading.Event()

    def plan(day: Any, **_: Any) -> Any:
        assert go_on.wait(10)
        return plan_route(day, seconds=0.1)

    monkeypatch.setattr(routes, "plan_route", plan)
    said: list[Any] = []
    monkeypatch.setattr("ui.shell.errors.show", lambda parent, error: said.append(error))
    page.plan_day()
    page.fleet.columns[used].stops.moved.emit(*order[0], used, 2)
    assert len(said) == 1 and saved(TODAY).orders == before
    go_on.set()
    clerk.wait()


def test_the_map_and_the_list_point_at_the_same_stop(clerk: Clerk, driven: list[Any]) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    line = route_day(TODAY).sheets[0].stops[1]
    page.map.chosen.emit(line.kind, line.key)
    current = page.across.current()
    assert current is not None and current.key == line.key


def test_a_villages_name_leaves_the_scale_and_the_roads_owner_free(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    asked: list[tuple[list[Any], dict[str, Any]]] = []
    place = RouteMap._villages

    def placing(shown: Any, metrics: Any, spots: Any, ways: Any, taken: Any) -> Any:
        named = place(shown, metrics, spots, ways, taken)
        asked.append((list(taken), named))
        return named

    monkeypatch.setattr(RouteMap, "_villages", placing)
    theme.changed.emit()
    page.map.grab()
    taken, named = asked[-1]
    assert named and len(taken) > 4  # the scale, the warehouse and three stops
    village, first = next(iter(named.items()))
    # Whatever else stands where the name would be: it goes elsewhere.
    monkeypatch.setattr(RouteMap, "_credit", lambda *_: [first])
    theme.changed.emit()
    page.map.grab()
    taken, named = asked[-1]
    assert first in taken and named[village] != first
    assert not any(box.intersects(other) for box in named.values() for other in taken)


def test_what_only_comes_into_view_again_is_not_worked_out_again(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    before = page.map.grab().toImage()
    monkeypatch.setattr(RouteMap, "_villages", None)
    assert page.map.grab().toImage() == before
    monkeypatch.undo()
    line = route_day(TODAY).sheets[0].stops[1]
    page.map.pick(line.kind, line.key)
    assert page.map.grab().toImage() != before


def test_entered_sheets_post_and_who_was_out_comes_again(clerk: Clerk, driven: list[Any]) -> None:
    plan_route(TODAY, seconds=0.1)
    grid = ReturnGrid(route_day(TODAY))
    lines = grid.grid.model.lines
    assert [line.get("actual") for line in lines] == [10_000] * 3 and not grid.dirty
    lines[0].cells["result"] = NOT_HOME
    grid._changed(lines[0], "result")
    assert lines[0].get("actual") is None
    numbers = enter_return(TODAY, grid.stops())
    assert len(numbers) == 2 and Voucher.select().where(Voucher.kind == "issue").count() == 2
    page = clerk.go("routes")
    assert not page.return_action.isEnabled()
    grid.deleteLater()


@pytest.mark.parametrize("steady", [True, False])
def test_a_vehicle_breaks_down_and_the_other_one_goes_on(
    clerk: Clerk, driven: list[Any], monkeypatch: pytest.MonkeyPatch, steady: bool
) -> None:
    def broken(*given: Any, **_: Any) -> Any:
        return replace(break_down(*given, seconds=0.1), steady=steady)

    monkeypatch.setattr(routes, "break_down", broken)
    first = next(van.key for van in vans())
    second = save_vehicle({"name": "川J·B5678"}).id
    for home, van in zip(driven, (first, first, second), strict=True):
        decide(TODAY, home.id, vehicle=van)
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    stops = page.fleet.columns[first].stops
    stops.setCurrentRow(0)
    stops.setFocus()
    sheet = next(sheet for sheet in page.plan.sheets if sheet.van.key == first)

    def fill(box: Any) -> None:
        assert box.form.values()["vehicle"] == first
        box.form.field("now").set_value(format.time_of_day(sheet.stops[0].begin + 60))
        box.form.field("now").changed.emit()
        assert box.form.values()["done"] == 1
        box.submit()

    clerk.with_sheet(lambda: clerk.press(Qt.Key.Key_B, CTRL | SHIFT, on=page), fill)
    clerk.wait()
    assert page.fleet.columns[first].stops.over == page.fleet.columns[first].stops.count() == 1
    assert page.fleet.columns[first].stops.movable() is None
    keys = [line.key for line in page.plan.sheets[-1].stops if line.kind != "take"]
    assert set(keys) >= {line.key for line in sheet.stops[1:]}
    assert "川J·A1234" in page.chip.words and "排好了" in clerk.said[-1]
    # Another try could find another plan where the clock ended this one.
    assert ("时间" in clerk.said[-1]) is not steady
    page.desk.undo()
    clerk.settle()
    assert page.fleet.columns[first].stops.over == 0 and not any(sheet.broken for sheet in page.plan.sheets)


def coded(sheet: Any, text: str, parts: int = 1, day: Any = TODAY, check: str = "") -> list[str]:
    """Entries as the phone's codes give them, cut into parts."""
    raw = text.encode()
    size = -(-len(raw) // parts)
    made = []
    for at in range(parts):
        body = f"91{day:%y%m%d}{int(sheet.number.rpartition('-')[2]):02d}{check or sheet.check}{at + 1:02d}{parts:02d}"
        body += "".join(f"{byte:03d}" for byte in raw[at * size : (at + 1) * size])
        made.append(body + f"{zlib.crc32(body.encode()):010d}")
    return made


def test_codes_of_a_phone_are_scanned_into_the_grid(clerk: Clerk, driven: list[Any]) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    sheet = route_day(TODAY).sheets[0]
    codes = coded(sheet, "0d0915\x1f0=7.5\x1e1n1002\x1eL08:05\x1eO100\x1eI131.5", parts=3)

    def scan(box: Any) -> None:
        grid: ReturnGrid = box._extra
        grid.scan.setFocus()

        def read(code: str) -> str:
            clerk.type(code, on=grid.scan)
            clerk.press(Qt.Key.Key_Return, on=grid.scan)
            assert box.isVisible() and grid.scan.text() == ""
            return str(grid.told.text())

        assert "1" in read(codes[2]) and not grid.dirty
        for wrong in (
            "6901234567892",
            codes[0][:-1],
            coded(sheet, "0d", day=TODAY - timedelta(days=1))[0],
            coded(sheet, "0d", check="99999")[0],
        ):
            read(wrong)
            assert grid.told.property("type") == "wrong" and not grid.dirty
        read(codes[0])
        read(codes[0])
        # The keyboard may stand elsewhere when one scans.
        back = box.form.fields[f"back{sheet.id}"]
        back.editor.setFocus()
        clerk.type(codes[1], on=back.editor)
        clerk.press(Qt.Key.Key_Return, on=back.editor)
        assert not back.raw()
        # The third stop was not answered: that is said, not taken for done in silence.
        assert grid.told.property("type") == "soon" and str(sheet.stops[2].number) in grid.told.text()
        lines = {line.facts[1].id: line for line in grid.grid.model.lines}
        first, second, third = (lines[stop.id] for stop in sheet.stops)
        assert (first.get("actual"), first.get("arrived"), first.get("result")) == (7_500, "09:15", DONE)
        assert second.get("result") == NOT_HOME and second.get("actual") is None
        assert third.get("actual") == 10_000 and third.get("arrived") is None
        assert box.form.values()[f"way{sheet.id}"] == 31_500
        assert box.form.values()[f"left{sheet.id}"] == time(8, 5)
        box.submit()
        assert not box.isVisible(), (box._sentence.text(), [line.problems for line in lines.values()])

    clerk.with_sheet(page.enter, scan)
    assert Voucher.select().where(Voucher.kind == "issue").count() == 2
    back = route_day(TODAY).sheets[0]
    assert (back.driven, back.left) == (31_500, "08:05")


def test_a_phones_file_says_what_it_leaves_open_and_what_nobody_can_read(
    clerk: Clerk, driven: list[Any]
) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    sheet = route_day(TODAY).sheets[0]
    first, second, third = sheet.stops

    def file(*stops: tuple[Any, str], drive: int = sheet.id, day: Any = TODAY) -> str:
        answers = {
            str(stop.id): {
                "result": "done",
                "arrived": "09:00",
                "works": {str(stop.jobs[0].id): {"actual": actual}},
            }
            for stop, actual in stops
        }
        drives = {str(drive): {"left": "08:00", "back": "", "out": "10", "in": ""}}
        written = {
            "format": "yuanba-actuals",
            "version": 1,
            "date": day.isoformat(),
            "stops": answers,
            "drives": drives,
        }
        return json.dumps(written)

    def read(box: Any) -> None:
        grid: ReturnGrid = box._extra
        whole = file((first, "1.5"), (second, "一件"))
        for wrong in (
            whole[:-20],
            file((first, "1"), day=TODAY - timedelta(days=1)),
            file((replace(first, id=7), "1")),
            file((first, "1"), drive=7),
        ):
            with pytest.raises(UserError):
                grid.take(wrong)
            assert not grid.dirty
        grid.take(whole)
        grid.take(whole)
        lines = {line.facts[1].id: line for line in grid.grid.model.lines}
        assert lines[first.id].get("actual") == 1_500
        assert lines[second.id].typed == {"actual": "一件"} and lines[second.id].problems["actual"]
        assert lines[third.id].get("actual") == 10_000 and lines[third.id].hints
        assert grid.told.property("type") == "soon" and str(third.number) in grid.told.text()
        box.submit()
        assert box.isVisible() and not Voucher.select().where(Voucher.kind == "issue").exists()
        grid.take(file((second, "0"), (third, "10")))
        assert lines[second.id].get("actual") == 0 and not lines[second.id].typed
        assert not lines[third.id].hints and lines[first.id].get("actual") == 1_500
        box.submit()
        assert not box.isVisible()

    clerk.with_sheet(page.enter, read)
    assert Voucher.select().where(Voucher.kind == "issue").count() == 2


def test_what_is_wrong_on_a_sheet_stands_beside_its_cell(clerk: Clerk, driven: list[Any]) -> None:
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")

    def post(box: Any) -> None:
        model = box._extra.grid.model
        model.enter(0, "actual", "500")
        model.enter(2, "arrived", "25:00")
        model.enter(1, "result", "不在家")
        box.form.fields[f"way{page.plan.sheets[0].id}"].set_value(131_500)
        box.submit()
        assert box.isVisible()
        assert list(model.lines[0].problems) == ["reason"] and list(model.lines[2].problems) == ["arrived"]
        assert not model.lines[1].problems and not Voucher.select().where(Voucher.kind == "issue").exists()
        model.enter(0, "reason", "整包发")
        model.enter(2, "arrived", "930")
        box.submit()
        assert not box.isVisible(), box._sentence.text()

    clerk.with_sheet(page.enter, post)
    assert Voucher.select().where(Voucher.kind == "issue").count() == 2
    assert [stop.arrived for stop in route_day(TODAY).sheets[0].stops] == ["", "", "09:30"]
    clerk.settle()
    column = page.fleet.columns[page.plan.sheets[0].van.key]
    assert "131.5 公里" in (column.facts.toolTip() or column.facts.text())
    told = [column.stops.item(row).toolTip() for row in range(3)]
    assert "10 → 500 公斤" in told[0] and "不在家" in told[1] and "09:30" in told[2]


def test_where_nothing_stands_yet_the_next_step_is_said(clerk: Clerk, driven: list[Any]) -> None:
    page = clerk.go("routes")
    (column,) = [column for key, column in page.fleet.columns.items() if key is not None]
    assert "Ctrl+Enter" in column.stops.hint and page.fleet.left.stops.hint == ""
    bare = column.stops.grab().toImage()
    column.stops.hint = ""
    assert column.stops.grab().toImage() != bare
    plan_route(TODAY, seconds=0.1)
    idle = save_vehicle({"name": "川J·B5678"}).id
    clerk.settle()
    assert "重排" in page.fleet.columns[idle].stops.hint and "都排上" in page.fleet.left.stops.hint


@pytest.mark.parametrize("role", ["clerk", "cashier", "technician", "viewer"])
def test_what_a_phone_brings_back_is_posted_by_whose_it_is_to_post(
    clerk: Clerk, driven: list[Any], role: str, tmp_path: Path
) -> None:
    plan_route(TODAY, seconds=0.1)
    for name, of in (("彭经理", "manager"), ("任学明", role)):
        save_user({"name": name, "role": of})
    sign_in_by_name("任学明")
    page = clerk.go("routes")
    sheet = route_day(TODAY).sheets[0]
    write_html(route_day(TODAY), tmp_path / "drive.html")
    code = coded(sheet, "0d0915\x1f0=7.5\x1e1n1002\x1e2d1030")[0]

    def fill(box: Any) -> None:
        box._extra.read_code(code)
        assert box._extra.told.property("type") != "wrong"
        box.submit()

    if role == "clerk":
        clerk.with_sheet(page.enter, fill)
        assert {slip.maker for slip in Voucher.select()} == {"任学明"}
        assert Voucher.select().where(Voucher.kind == "issue").count() == 2
        return
    assert not page.return_action.isEnabled()
    # Rights that were there when the sheet was opened are asked for again when it is posted.
    grid = ReturnGrid(route_day(TODAY))
    grid.read_code(code)
    with pytest.raises(UserError) as refused:
        enter_return(TODAY, grid.stops())
    assert "任学明" in refused.value.message and Voucher.select().count() == 0
    assert route_day(TODAY).sheets[0].driven is None
    grid.deleteLater()
