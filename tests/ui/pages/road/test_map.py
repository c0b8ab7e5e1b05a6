"""The map under the hand: zoomed, dragged, worked by keys; places set by a click, corrected by dragging, taken back."""

from __future__ import annotations

import dataclasses
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.actions.programme.workshops import save_members, save_workshops
from models.actions.road.planning import plan_route
from models.actions.road.registration import save_vehicle
from models.actions.road.road_import import forget_roads, read_roads
from models.queries.desk.target import OfRegister, Record
from models.queries.road.map_places import ASTRAY, UNPLACED
from models.settings import change_settings, setting
from models.tables.party import Household
from tests import factories as make
from tests.extracts import county
from tests.ui.clerk import NONE, TODAY, Clerk, pass_time
from ui.pages.party.household_form import household_sheet
from ui.pages.road.map_canvas import MapCanvas
from ui.pages.road.map_marks import WAREHOUSE
from ui.pages.road.place_dialog import PlaceDialog
from ui.pages.road.road_picture import strokes
from ui.pages.road.workshop_marks import MIXED
from ui.shell import theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def homes(clerk: Clerk) -> dict[str, Any]:
    """The warehouse, two households with a place, one without, one that is far off."""
    change_settings({"road.warehouse": "30.7400, 105.7000"})
    return {
        "near": make.household("H1", "陈㛃", latitude=30.75, longitude=105.71, village="甲村"),
        "other": make.household("H2", "单䶮", latitude=30.77, longitude=105.73, village="甲村"),
        "nowhere": make.household("H3", "解全", village="甲村"),
        "far": make.household("H4", "曾小燕", latitude=3.075, longitude=105.71, village="乙村"),
    }


def shown(clerk: Clerk, target: Any = None) -> Any:
    """The page with its map as one sees it."""
    page = clerk.go("map", target)
    clerk.settle()
    return page


def painted(page: Any) -> None:
    """Wait until the roads are painted as sharply as they will be."""
    page.canvas.grab()
    for _ in range(200):
        pass_time(5)
        if not page.canvas.roads._rest.isActive() and not page.canvas.roads._asker.waiting:
            return
    raise AssertionError("the roads are never painted")


def place_of(row: Any) -> tuple[Any, Any]:
    kept: Any = Household.get_by_id(row.id)
    return kept.latitude, kept.longitude


def wheel(canvas: MapCanvas, at: QPointF, notches: int) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def drag(canvas: MapCanvas, begin: QPoint, end: QPoint) -> None:
    QTest.mousePress(canvas, LEFT, NONE, begin)
    for step in range(1, 5):
        QTest.mouseMove(canvas, begin + (end - begin) * step / 4)
    QTest.mouseRelease(canvas, LEFT, NONE, end)


def spot(page: Any, row: Any) -> QPoint:
    found = page.canvas.pixel_of(row.id)
    assert found is not None
    return found.toPoint()


def test_all_that_can_be_right_is_in_view_and_what_cannot_is_named(
    clerk: Clerk, homes: dict[str, Any]
) -> None:
    page = shown(clerk)
    for key in (homes["near"].id, homes["other"].id, WAREHOUSE):
        assert page.canvas.rect().contains(page.canvas.pixel_of(key).toPoint())
    assert page.canvas.pixel_of(homes["far"].id) is None and page.canvas.view.metres < 100
    assert page.subtitle.text() == "4 户里 2 户标了位置" and page.chip.words == "1 户位置不对"
    page.show_field.set_value(ASTRAY)
    clerk.settle()
    assert page.table.count() == 1 and page.table.key() in (None, homes["far"].id)


def test_the_row_of_the_chosen_mark_stands_out_while_the_map_has_the_keyboard(
    clerk: Clerk, homes: dict[str, Any]
) -> None:
    page = shown(clerk)
    page.canvas.setFocus()
    QTest.mouseClick(page.canvas, LEFT, NONE, spot(page, homes["near"]))
    clerk.settle()
    view = page.table.table
    assert page.table.key() == homes["near"].id and not view.hasFocus()
    box = view.visualRect(view.currentIndex().siblingAtColumn(0))
    found = view.viewport().grab(box).toImage().pixelColor(box.width() - 2, box.height() // 2)
    assert found == theme.color("accent_tint")


def test_the_wheel_zooms_about_the_pointer_and_keys_move_the_map(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    canvas, at = page.canvas, QPointF(70, 90)
    held, metres = canvas.point_at(70, 90), canvas.view.metres
    wheel(canvas, at, 3)
    assert canvas.view.metres == pytest.approx(metres / 1.25**3)
    assert canvas.point_at(70, 90) == pytest.approx(held, abs=1e-7)
    wheel(canvas, at, -3)
    assert canvas.view.metres == pytest.approx(metres)
    canvas.setFocus()
    before = canvas.view
    for key in ("+", "-"):
        QTest.keyClick(canvas, key)
    assert canvas.view.metres == pytest.approx(before.metres)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.east > before.east
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.view.north > before.north
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert dataclasses.astuple(canvas.view) == pytest.approx(dataclasses.astuple(before))


def test_dragging_moves_the_map_and_changes_nothing(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    held = page.canvas.point_at(60, 60)
    drag(page.canvas, QPoint(60, 60), QPoint(160, 110))
    assert page.canvas.point_at(160, 110) == pytest.approx(held, abs=1e-7)
    assert place_of(homes["near"]) == (30.75, 105.71)
    # One keeps looking there although something was saved meanwhile.
    view = page.canvas.view
    make.household("H9", "王全", latitude=30.9, longitude=105.9)
    clerk.settle()
    assert page.canvas.view == view


def test_a_click_chooses_in_the_list_and_a_double_click_opens(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    QTest.mouseClick(page.canvas, LEFT, NONE, spot(page, homes["other"]))
    assert page.table.key() == page.canvas.key == homes["other"].id
    QTest.mouseDClick(page.canvas, LEFT, NONE, spot(page, homes["other"]))
    clerk.settle()
    assert clerk.window.pages.current == "households" and clerk.window.page.key == homes["other"].id


def test_a_household_without_a_place_is_put_where_one_clicks(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    page.show_field.set_value(UNPLACED)
    clerk.settle()
    page.table.select(homes["nowhere"].id)
    clerk.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert page.canvas.putting == homes["nowhere"].id
    # It is looked for in its village.
    assert page.canvas.point_at(page.canvas.width() / 2, page.canvas.height() / 2) == pytest.approx(
        (30.76, 105.72), abs=1e-6
    )
    wanted = page.canvas.point_at(200, 150)
    QTest.mouseClick(page.canvas, LEFT, NONE, QPoint(200, 150))
    assert place_of(homes["nowhere"]) == pytest.approx(wanted, abs=2e-6)
    assert page.canvas.putting is None
    clerk.settle()
    assert page.table.count() == 0 and "3 户标了位置" in page.subtitle.text()
    clerk.window.undo()
    assert place_of(homes["nowhere"]) == (None, None)


def test_it_is_put_by_keys_or_given_up(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk, Record(homes["nowhere"].id))
    assert page.canvas.putting == homes["nowhere"].id and page.canvas.hasFocus()
    QTest.keyClick(page.canvas, Qt.Key.Key_Escape)
    assert page.canvas.putting is None and place_of(homes["nowhere"]) == (None, None)
    page.set_place()
    QTest.keyClick(page.canvas, Qt.Key.Key_Left)
    wanted = page.canvas.point_at(page.canvas.width() / 2, page.canvas.height() / 2)
    QTest.keyClick(page.canvas, Qt.Key.Key_Return)
    assert place_of(homes["nowhere"]) == pytest.approx(wanted, abs=2e-6)


def test_dragging_the_map_while_putting_puts_nothing(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk, Record(homes["nowhere"].id))
    drag(page.canvas, QPoint(60, 60), QPoint(160, 110))
    assert page.canvas.putting == homes["nowhere"].id and place_of(homes["nowhere"]) == (None, None)


def test_only_the_chosen_mark_is_dragged_and_it_is_one_step_to_take_back(
    clerk: Clerk, homes: dict[str, Any]
) -> None:
    page = shown(clerk)
    begin = spot(page, homes["near"])
    drag(page.canvas, begin, begin + QPoint(40, 30))
    assert place_of(homes["near"]) == (30.75, 105.71)
    QTest.mouseClick(page.canvas, LEFT, NONE, spot(page, homes["near"]))
    begin = spot(page, homes["near"])
    end = begin + QPoint(40, 30)
    wanted = page.canvas.point_at(end.x(), end.y())
    drag(page.canvas, begin, end)
    assert place_of(homes["near"]) == pytest.approx(wanted, abs=2e-6)
    clerk.window.undo()
    assert place_of(homes["near"]) == (30.75, 105.71)


def test_the_warehouse_is_set_by_a_click_and_dragged(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    page.set_warehouse()
    wanted = page.canvas.point_at(90, 120)
    QTest.mouseClick(page.canvas, LEFT, NONE, QPoint(90, 120))
    assert tuple(map(float, setting("road.warehouse").split(","))) == pytest.approx(wanted, abs=2e-6)
    clerk.settle()
    at = page.canvas.pixel_of(WAREHOUSE).toPoint()
    QTest.mouseClick(page.canvas, LEFT, NONE, at)
    drag(page.canvas, at, at + QPoint(30, 0))
    assert float(setting("road.warehouse").split(",")[1]) > wanted[1]


def test_a_place_far_from_all_others_is_kept_and_said(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    page.put(homes["nowhere"].id, (33.75, 105.7))
    assert place_of(homes["nowhere"]) == (33.75, 105.7) and "公里" in clerk.window.notice.words.text()


def test_a_place_is_removed(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    page.table.select(homes["nowhere"].id)
    page.forget()
    assert "先选" in clerk.window.notice.words.text()
    page.table.select(homes["near"].id)
    page.forget()
    assert place_of(homes["near"]) == (None, None)


def test_a_crowd_is_looked_at_from_nearer_until_it_parts(clerk: Clerk, homes: dict[str, Any]) -> None:
    close = make.household("H7", "朴正", latitude=30.7501, longitude=105.7101, village="甲村")
    page = shown(clerk)
    [crowd] = [one for one in page.canvas.marks.crowds_at(page.canvas.view) if len(one.keys) > 1]
    assert set(crowd.keys) == {homes["near"].id, close.id}
    metres = page.canvas.view.metres
    QTest.mouseClick(page.canvas, LEFT, NONE, spot(page, close))
    assert page.canvas.view.metres < metres
    assert all(len(one.keys) == 1 for one in page.canvas.marks.crowds_at(page.canvas.view))


def test_households_at_one_spot_are_chosen_one_after_another(clerk: Clerk, homes: dict[str, Any]) -> None:
    same = make.household("H7", "朴正", latitude=30.75, longitude=105.71, village="甲村")
    page = shown(clerk)
    chosen = set()
    for _ in range(2):
        QTest.mouseClick(page.canvas, LEFT, NONE, spot(page, same))
        chosen.add(page.canvas.key)
    assert chosen == {same.id, homes["near"].id}


def test_the_pointer_over_a_mark_says_who_it_is(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    assert page.canvas._said((homes["near"].id,)) == "陈㛃 H1"
    many = tuple(homes[name].id for name in ("near", "other")) * 6
    assert page.canvas._said(many).endswith("还有 4 户")
    at = spot(page, homes["near"])
    assert page.canvas.event(QHelpEvent(QEvent.Type.ToolTip, at, page.canvas.mapToGlobal(at)))


def test_without_roads_it_says_so_and_with_them_whose_they_are(
    clerk: Clerk, homes: dict[str, Any], tmp_path: Path
) -> None:
    page = shown(clerk)
    painted(page)
    assert page.canvas.roads.roads is False
    bare = page.canvas.roads.picture.image.copy()
    read_roads(county(tmp_path / "a.osm.pbf"))
    page.canvas.roads.forget()
    painted(page)
    assert page.canvas.roads.roads is True and page.canvas.roads.picture.image != bare
    forget_roads()


def test_the_picture_is_painted_anew_only_where_it_does_not_reach(
    clerk: Clerk, homes: dict[str, Any]
) -> None:
    page = shown(clerk)
    painted(page)
    first = page.canvas.roads.picture
    page.canvas.turn(page.canvas.view.moved(20, 10))
    painted(page)
    assert page.canvas.roads.picture is first
    page.canvas.turn(page.canvas.view.moved(5000, 0))
    painted(page)
    assert page.canvas.roads.picture is not first
    second = page.canvas.roads.picture
    theme.apply(QApplication.instance(), "dark", 100)
    painted(page)
    assert page.canvas.roads.picture is not second


def test_the_drives_of_a_day_have_their_strokes_and_numbers(clerk: Clerk, homes: dict[str, Any]) -> None:
    order = make.order(make.product(bom=[(make.material(), 0.5, 0)], good=3.25))
    for name in ("near", "other"):
        make.subcontract(homes[name], order, 20, due=TODAY + timedelta(days=20))
    save_vehicle({"name": "川J·A1234"})
    plan_route(TODAY, seconds=0.1)
    page = shown(clerk)
    painted(page)
    [(_, stops)] = page.canvas.marks._drives
    assert [number for number, _ in stops] == [1, 2]
    with_drives = page.canvas.roads.picture.image.copy()
    page.day.set_value(None)
    page.refresh()
    clerk.settle()
    painted(page)
    assert page.canvas.marks._drives == [] and page.canvas.roads.picture.image != with_drives


def test_no_two_of_sixteen_drives_look_alike() -> None:
    from models.queries.road.map_places import MapDrive

    drawn = strokes([MapDrive(at, str(at), (), ()) for at in range(16)])
    assert len(set(drawn.values())) == 16
    assert len({stroke.style for stroke in list(drawn.values())[:4]}) == 4


def test_an_empty_file_says_what_the_map_is_for(clerk: Clerk) -> None:
    make.household("H1", "陈㛃")
    page = shown(clerk)
    assert page.stack.currentIndex() == 1
    page.stack.currentWidget().button.click()
    assert clerk.window.pages.current == "settings"


def test_two_thousand_households_stand_as_crowds(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = shown(clerk)
    marks = page.canvas.marks
    marks.spots = {at: (at % 50 * 300.0, at // 50 * 300.0) for at in range(2001)}
    marks._shown, marks._crowds = frozenset(marks.spots), None
    page.canvas.turn(dataclasses.replace(page.canvas.view, east=7500, north=6000, metres=100))
    assert len(marks.crowds_at(page.canvas.view)) < 200
    page.canvas.grab()


def test_the_map_is_saved_as_a_picture(
    clerk: Clerk, homes: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.pages.road import map_page

    page = shown(clerk)
    target = tmp_path / "地图.png"
    monkeypatch.setattr(map_page, "ask_target", lambda *_: target)
    page.save_picture()
    assert target.read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr(map_page, "ask_target", lambda *_: tmp_path / "没有" / "地图.png")
    page.save_picture()
    assert "没有" in clerk.window.notice.words.text() and clerk.watch.told == []


def test_a_form_takes_its_place_from_the_map(clerk: Clerk, homes: dict[str, Any]) -> None:
    page = clerk.go("households")
    sheet = household_sheet(page)
    sheet.form.field("head").set_value("覃玉")
    sheet.form.field("township").set_value("赤城镇")
    sheet.form.field("village").set_value("甲村")
    sheet.form.field("datum").set_value("GCJ02")
    wanted: list[Any] = []

    def click(dialog: PlaceDialog) -> None:
        clerk.settle()
        canvas = dialog.canvas
        assert not dialog.primary.isEnabled()
        wanted.append(canvas.point_at(120, 140))
        QTest.mouseClick(canvas, LEFT, NONE, QPoint(120, 140))
        assert dialog.primary.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    sheet.show()
    clerk.with_sheet(sheet.form.field("coordinates").on_map.click, click)
    assert sheet.form.field("coordinates").value() == pytest.approx(wanted[0], abs=2e-6)
    assert sheet.form.field("datum").raw() == "WGS84"
    clerk.with_sheet(sheet.form.field("coordinates").on_map.click, lambda dialog: dialog.reject())
    assert sheet.form.field("coordinates").value() == pytest.approx(wanted[0], abs=2e-6)
    sheet.form.field("head").set_value("")
    sheet.deleteLater()


def test_a_place_is_set_of_a_household_that_is_chosen_and_buttons_zoom(
    clerk: Clerk, homes: dict[str, Any]
) -> None:
    page = shown(clerk)
    page.table.table.clearSelection()
    page.table.table.setCurrentIndex(page.table.model.index(-1, -1))
    page._say_possible()
    button = page.primary_button
    assert not button.isEnabled() and button.toolTip() == "先选一户。"
    page.table.select(next(iter(page.homes)))
    page._say_possible()
    assert button.isEnabled() and not button.toolTip()
    before = page.canvas.view.metres
    page.canvas.nearer.click()
    near = page.canvas.view.metres
    page.canvas.farther.click()
    assert near < before and page.canvas.view.metres > near


@pytest.fixture
def shops(homes: dict[str, Any]) -> dict[str, Any]:
    """A workshop of each kind, one of them a service centre, one whose households nobody has placed."""
    trade = make.trade("藤编")
    said = (
        ("home", "陈家作坊", "near", {}),
        ("village", "甲村作坊", "other", {"trade": trade.id}),
        ("base", "基地", "other", {"trade": trade.id, "service_centre": True}),
        ("home", "没定位的", "nowhere", {}),
    )
    rows = save_workshops([({"name": name, "kind": kind, **more}, None) for kind, name, _, more in said])
    values = [
        {"workshop": row.id, "household": homes[at].id} for row, (_, _, at, _) in zip(rows, said, strict=True)
    ]
    save_members([({**one, "start": TODAY - timedelta(9)}, None) for one in values])
    return {name: row for row, (_, name, _, _) in zip(rows, said, strict=True)}


def programme(clerk: Clerk) -> Any:
    """The page as one sees it with the workshops on it."""
    page = shown(clerk)
    page.layer.set_value("programme")
    clerk.settle()
    return page


def test_workshops_are_on_the_map_by_kind_with_whom_they_serve(clerk: Clerk, shops: dict[str, Any]) -> None:
    page = programme(clerk)
    assert page.programme.table.count() == 4 and page.chip.words == "1 个作坊没有位置"
    marks = page.canvas.marks
    assert [words for _, words in marks.legend()] == [
        "家庭作坊 2",
        "村级作坊 1",
        "基地 1",
        "1 个片区服务中心",
        "几种在一处",
        "服务的农户 2 户",
    ]
    # Two at one spot are one mark with their number, of no kind, with the flag.
    faces = {
        (face.kind, face.centre, face.words) for face in map(marks._face, marks.crowds_at(page.canvas.view))
    }
    assert faces == {("home", False, ""), (MIXED, True, "2")}
    page.programme.kind.set_value("village")
    clerk.settle()
    assert page.programme.table.count() == 1 and set(marks.spots) & {row.id for row in shops.values()} == {
        shops["甲村作坊"].id
    }
    page.programme.kind.set_value("")
    page.programme.trade.set_value("藤编")
    clerk.settle()
    assert page.programme.table.count() == 2 and not page.chip.words


def test_a_click_on_a_workshop_opens_it_and_nothing_is_dragged(clerk: Clerk, shops: dict[str, Any]) -> None:
    page = programme(clerk)
    shop = shops["陈家作坊"]
    at = spot(page, shop)
    before = {row.id: (row.latitude, row.longitude) for row in Household.select()}
    page.canvas.choose(shop.id)
    drag(page.canvas, at, at + QPoint(40, 10))
    clerk.settle()
    assert before == {row.id: (row.latitude, row.longitude) for row in Household.select()}
    assert not page.placing.isEnabled()
    QTest.mouseClick(page.canvas, LEFT, NONE, spot(page, shop))
    clerk.settle()
    assert clerk.window.current == "workshops"
    page = shown(clerk, OfRegister("workshop", shops["基地"].id))
    assert page.of_programme and page.programme.table.key() == shops["基地"].id == page.canvas.key
    page = shown(clerk, Record(Household.get(Household.code == "H1").id))
    assert not page.of_programme and page.canvas.marks is page.canvas.home_marks


def test_two_thousand_workshops_are_painted_from_a_few_pictures(clerk: Clerk, shops: dict[str, Any]) -> None:
    page = programme(clerk)
    one = page.programme.found[0]
    point = page.programme.found[1].point
    many = [
        dataclasses.replace(
            one,
            id=n,
            kind=("home", "village", "base")[n % 3],
            point=(point[0] + n / 9e4, point[1] + (n * 7 % 2000) / 9e4),
        )
        for n in range(1, 2001)
    ]
    page.canvas.show_workshops(many)
    page.canvas.grab()
    painted_once = dict(page.canvas.marks._pictures)
    assert 3 <= len(painted_once) < 60
    page.canvas.zoom(1.1)
    page.canvas.zoom(1 / 1.1)
    begun = time.perf_counter()
    page.canvas.grab()
    assert time.perf_counter() - begun < 1
    assert all(page.canvas.marks._pictures[face] is picture for face, picture in painted_once.items())
    before = page.canvas.grab().toImage()
    theme.apply(QApplication.instance(), "dark")
    try:
        assert page.canvas.grab().toImage() != before
    finally:
        theme.apply(QApplication.instance(), "light")
