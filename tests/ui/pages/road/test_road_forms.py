"""The road's dialogs as a clerk fills them in: errands, ways between villages, weights and volumes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from models.actions.road.registration import save_road
from models.queries.desk.target import Record
from models.queries.product.sizes import size_of
from models.queries.road.errands import open_errands
from models.queries.road.road_facts import known_roads
from tests import factories as make
from tests.actions.road.test_registration import book
from tests.ui.clerk import TODAY, Clerk
from ui.pages.product.product_forms import material_sheet
from ui.pages.product.sizes import sizes_sheet
from ui.pages.road.errands import ErrandsBox
from ui.pages.road.village_roads import RoadGrid


def test_an_errand_form_shows_what_its_kind_asks_for(clerk: Clerk) -> None:
    home = make.household(village="甲村")
    machine = make.machine()
    page = clerk.go("routes")

    def fill(box: Any) -> None:
        form = box.form
        assert not form.field("equipment").isVisible()
        high = box.height()
        form.field("kind").set_value("transfer")
        clerk.settle()
        assert box.height() > high
        form.field("kind").set_value("bring")
        assert form.field("equipment").isVisible() and not form.field("quantity").isVisible()
        form.field("household").set_value(home.id)
        box.submit()
        assert box.isVisible() and form.field("equipment").problem()
        form.field("equipment").set_value(machine.id)
        box.submit()
        assert not box.isVisible()

    clerk.with_sheet(page.dialogs.ask, fill)
    (row,) = open_errands()
    assert (row.kind, row.household, row.date) == ("bring", home.id, TODAY)
    assert page.wanted.count() == 1


def test_the_list_of_errands_changes_and_drops_with_keys(clerk: Clerk) -> None:
    from models.actions.road.registration import ask_for

    home = make.household()
    ask_for("visit", home.id, TODAY, note="收口")
    page = clerk.go("routes")

    def change(box: Any) -> None:
        assert box.form.values()["note"] == "收口"
        box.form.field("note").set_value("起底")
        box.submit()

    def look(box: ErrandsBox) -> None:
        clerk.with_sheet(box.change, change)
        assert open_errands()[0].what.endswith("起底")
        clerk.press(Qt.Key.Key_Delete)
        assert open_errands() == [] and box.empty.isVisible()

    clerk.with_sheet(page.dialogs.asked, look)
    page.desk.undo()
    clerk.settle()
    assert len(open_errands()) == 1


def test_a_household_page_asks_for_a_drive_to_it(clerk: Clerk) -> None:
    home = make.household()
    page = clerk.go("households", Record(home.id))
    clerk.settle()

    def fill(box: Any) -> None:
        assert box.form.values()["household"] == home.id
        box.submit()

    clerk.with_sheet(lambda: page.do("drive"), fill)
    assert [row.household for row in open_errands()] == [home.id]


def test_ways_are_typed_read_and_refused_beside_their_cell(clerk: Clerk, tmp_path: Path) -> None:
    for village in ("甲村", "乙村", "丙村"):
        make.household(village=village)
    save_road("甲村", "乙村", minutes=20)
    page = clerk.go("routes")
    path = book(
        tmp_path / "roads.xlsx",
        ("村", "另一村", "分钟", "封路起"),
        ("乙村", "甲村", 22, None),
        ("丙村", None, None, TODAY),
    )
    wrong = book(tmp_path / "wrong.xlsx", ("村", "另一村", "分钟"), ("甲村", "丙村", "很久"))

    def look(box: Any) -> None:
        grid: RoadGrid = box._extra
        assert not grid.dirty
        grid.read_file(str(wrong))
        assert "2" in grid.told.text() and "很久" in grid.told.text() and not grid.dirty
        grid.read_file(str(path))
        assert grid.told.isHidden() and grid.dirty and len(grid.grid.lines()) == 2
        grid.grid.model.enter(2, "one", "甲村")
        grid.grid.model.enter(2, "other", "甲村")
        grid.grid.model.enter(2, "minutes", "9")
        box.submit()
        assert box.isVisible() and grid.grid.model.lines[2].problems["other"]
        grid.grid.model.enter(2, "other", "丙村")
        box.submit()
        assert not box.isVisible()

    clerk.with_sheet(page.dialogs.road, look)
    kept = {(way["one"], way["other"]): (way["minutes"], way["closed_from"]) for way in known_roads()}
    assert kept == {
        ("乙村", "甲村"): (22, None),
        ("丙村", ""): (None, TODAY),
        ("丙村", "甲村"): (9, None),
    }


def test_weights_are_typed_in_the_grid_and_in_the_material(clerk: Clerk) -> None:
    bamboo = make.material(unit="根")
    page = clerk.go("routes")

    def look(box: Any) -> None:
        grid = box._extra
        assert not grid.dirty and grid.grid.model.lines[0].hints
        grid.grid.model.enter(0, "grams", "350")
        assert grid.dirty
        box.submit()

    clerk.with_sheet(page.dialogs.sizes, look)
    assert size_of("material", bamboo.id) == {"grams": 350, "millilitres": None}

    def change(box: Any) -> None:
        assert box.form.values()["grams"] == 350
        box.form.field("millilitres").set_value(900)
        box.submit()

    clerk.with_sheet(lambda: material_sheet(page, bamboo).exec(), change)
    assert size_of("material", bamboo.id) == {"grams": 350, "millilitres": 900}
    sheet = sizes_sheet(page)
    assert sheet._extra.grid.model.lines[0].get("millilitres") == 900 and not sheet._extra.dirty
    sheet.deleteLater()


def test_a_closed_road_holds_on_its_days_only(clerk: Clerk) -> None:
    from models.queries.party.road_map import RoadMap

    save_road("丙村", closed_from=date(2026, 10, 1), closed_until=TODAY)
    assert frozenset(("丙村",)) in RoadMap(TODAY).roads().closed
    assert RoadMap(TODAY + timedelta(days=1)).roads().closed == frozenset()
