"""The papers of a day's driving: sheets, loading lists, the sketch, JSON and the driver's phone."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.actions.product.sizes import save_size
from models.actions.road.planning import plan_route
from models.actions.road.registration import ask_for, save_driver, save_vehicle
from models.actions.road.road_import import forget_roads, read_roads
from models.errors import UserError
from models.queries.road.route_geometry import drawn, drawn_papers
from models.queries.road.route_legs import with_legs
from models.queries.road.route_sheets import Leg, LoadingList, RouteSheet, route_day, route_papers
from models.settings import change_settings
from models.tables.party import Household
from reports.paper.fonts import text_width
from reports.paper.language import paper_translator
from reports.paper.marks import Polyline, Stroke, Text
from reports.paper.papers import Type
from reports.road.map_projection import inside, scale_bar, simplified, sketch
from reports.road.route import build, leg_text, load_text
from reports.road.route_html import html
from reports.road.route_json import as_json
from reports.road.sketch_map import SketchMap
from tests import factories as make
from tests.extracts import county
from tests.reports.printed import print_documents

DAY = date(2026, 10, 20)


def planned_day() -> Any:
    """Two deliveries and one stop that no vehicle can carry."""
    change_settings({"road.warehouse": "30.75, 105.70"})
    driver = save_driver({"name": "何大川", "phone": "13800000921"})
    save_vehicle({"name": "川J·A1234", "kilograms": 100, "driver": driver.id})
    bamboo = make.material(name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    near = make.household("H0001", "陈䶮", latitude=30.76, longitude=105.71, landmark="</script>树下")
    far = make.household("H0002", "曾国芳", latitude=30.80, longitude=105.78)
    heavy = make.household("H0003", "解大林", latitude=30.77, longitude=105.70)
    for home, quantity in ((near, 60), (far, 80), (heavy, 900)):
        make.subcontract(home, order, quantity, due=date(2026, 11, 20))
    plan_route(DAY, seconds=0.1)
    return route_day(DAY)


@pytest.fixture
def planned(fill: Any) -> Any:
    return fill(planned_day)


def words(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()


def test_the_sheet_says_who_when_what_and_what_is_aboard(planned: Any, tmp_path: Path) -> None:
    target = tmp_path / "route.pdf"
    result = print_documents("route", target, tr=paper_translator("zh"), day=DAY)
    assert result.keys == ("261020-1", "261020-1-L", "261020-0")
    said = words(target)
    for text in (
        "收送货路线单",
        "川J·A1234",
        "何大川",
        "陈䶮",
        "竹篾",
        "不在家",
        "签字",
        "装车单",
        "未排上车",
        "车装不下",
    ):
        assert text in said, text
    assert "70 公斤" in said  # 30 and 40 kilograms leave the yard together


def test_each_stop_says_the_way_to_the_next_and_they_add_up(planned: Any, tmp_path: Path) -> None:
    (sheet,) = with_legs(route_papers(numbers=["261020-1"])[:1])
    assert isinstance(sheet, RouteSheet) and len(sheet.legs) == len(sheet.lines) + 1
    assert abs(sum(leg.metres or 0 for leg in sheet.legs) - sheet.distance) <= len(sheet.legs)
    stood = sum(line.leave - line.arrive for line in sheet.lines)
    assert sum(leg.seconds for leg in sheet.legs) + stood == sheet.end - sheet.start
    target = tmp_path / "route.pdf"
    print_documents("route", target, tr=paper_translator("zh"), day=DAY)
    said = words(target)
    assert [line for line in said.splitlines() if line.startswith("→")] == [
        leg_text(leg, paper_translator("zh")) for leg in sheet.legs
    ]
    assert leg_text(Leg(1500, 12_000), paper_translator("zh")) == "→ 12.0 公里 25 分"
    assert leg_text(Leg(60), paper_translator("en")) == "→ 1 min"


def test_a_weight_nobody_wrote_down_is_called_about(planned: Any, tmp_path: Path) -> None:
    assert not planned.sheets[0].guessed
    rattan = make.material("M9", name="藤条", unit="个")
    order = make.order(make.product("P9", bom=[(rattan, 1, 0)], good=1), number="DD9")
    near, far = (Household.get(Household.code == code) for code in ("H0001", "H0002"))
    make.subcontract(near, order, 5, due=date(2026, 11, 20))
    plan_route(DAY, seconds=0.1)
    (sheet,) = route_day(DAY).sheets
    first, second = sheet.stops
    assert sheet.guessed and not second.guessed
    assert first.guessed == (first.home is not None and first.home.contact.code == far.code)
    said = load_text(sheet.start_load, paper_translator("zh"), sheet.guessed)
    target = tmp_path / "route.pdf"
    print_documents("route", target, tr=paper_translator("zh"), day=DAY)
    assert said.startswith("约 ") and said in words(target)
    save_size(material=rattan.id, grams=20, millilitres=None)
    assert not route_day(DAY).sheets[0].guessed


def test_a_driver_nobody_knows_is_a_line_to_write_on(planned: Any) -> None:
    tr = paper_translator("zh")
    (sheet,) = planned.sheets
    lone = replace(sheet, van=replace(sheet.van, driver_name="", driver_phone=""))
    for paper in (lone, LoadingList(lone)):
        document = build(paper, tr)
        (strip,) = document.blocks[0].strips(500, Type())
        said = [mark.text for mark in strip.marks if isinstance(mark, Text)]
        assert said == ["司机", "电话"] and sum(isinstance(mark, Stroke) for mark in strip.marks) == 2
        assert document.holder is not None and "司机" not in document.holder.parts
    assert build(sheet, tr).holder.parts[0] == "何大川"  # type: ignore[union-attr]


def test_the_loading_list_begins_with_the_last_stop(planned: Any, tmp_path: Path) -> None:
    target = tmp_path / "route.pdf"
    print_documents("route", target, tr=paper_translator("zh"), day=DAY)
    loading = words(target).split("装车单", 1)[1]
    names = [line.home.contact.head for line in planned.sheets[0].stops]
    assert loading.index(names[1]) < loading.index(names[0])


def test_one_sheet_is_asked_for_by_its_number_and_an_unknown_one_refused(planned: Any) -> None:
    assert [paper.number for paper in route_papers(numbers=["261020-1"]) if hasattr(paper, "number")] == [
        "261020-1"
    ]
    for number in ("261020-9", "nonsense"):
        with pytest.raises(UserError):
            route_papers(numbers=[number])


def test_json_carries_every_stop_exactly_once(planned: Any) -> None:
    data = json.loads(json.dumps(as_json(planned)))
    assert (data["format"], data["version"], data["date"]) == ("yuanba-route", 1, "2026-10-20")
    served = [stop["household"]["code"] for drive in data["drives"] for stop in drive["stops"]]
    assert sorted(served) == ["H0001", "H0002"]
    assert [(stop["household"]["code"], stop["why"]) for stop in data["left_out"]] == [("H0003", "load")]
    job = next(stop for stop in data["drives"][0]["stops"] if stop["household"]["code"] == "H0001")["jobs"][0]
    assert (job["kind"], job["quantity"]) == ("deliver", "30")


def test_the_phones_page_needs_no_network_and_no_name_breaks_it(planned: Any) -> None:
    page = html(planned, paper_translator("zh"))
    assert "__PLAN__" not in page and "__SAY__" not in page
    assert "http://" not in page and "https://" not in page
    # Two blocks of data and three of the program: nothing typed by anybody ends an element.
    assert page.count("</script>") == 5 and "__QR__" not in page and "__CODE__" not in page
    inside = page.split('id="plan">', 1)[1].split("</script>", 1)[0]
    assert json.loads(inside) == as_json(planned)


def test_numbers_on_the_sketch_never_cover_each_other() -> None:
    points = [(30.76, 105.71)] * 6 + [(30.80, 105.78), (30.761, 105.711)]
    drawn = sketch(points, 480, 190, margin=24, apart=20)
    for at, (x, y) in enumerate(drawn.spots):
        assert 24 <= x <= 456 and 24 <= y <= 166
        for other in drawn.spots[at + 1 :]:
            assert math.dist((x, y), other) > 19
    assert sketch([], 480, 190, margin=24, apart=20).spots == ()
    assert sketch([(30.0, 105.0)], 480, 190, margin=24, apart=20).spots == ((240.0, 95.0),)


def test_the_scale_bar_is_a_round_number() -> None:
    metres, long = scale_bar(100, 96)
    assert (metres, long) == (5000, 50)
    assert scale_bar(0, 96) == (0, 0.0)


def test_along_the_roads_of_a_map_the_way_bends_and_its_makers_are_named(
    planned: Any, tmp_path: Path
) -> None:
    lost = make.household("H0009", "雷山上", latitude=30.90, longitude=105.95)
    ask_for("visit", lost.id, DAY, note="看看")
    read_roads(county(tmp_path / "county.osm.pbf"))
    plan_route(DAY, seconds=0.1)
    [sheet] = [paper for paper in drawn_papers(route_papers(DAY)) if isinstance(paper, RouteSheet)]
    assert sheet.streets is not None
    [strip] = SketchMap(sheet, paper_translator("zh")).strips(480, Type())
    bends = [mark.corners for mark in strip.marks if isinstance(mark, Polyline)]
    assert bends and any(len(corners) > 4 for corners in bends)
    for corners in bends:
        assert all(0 <= x <= 480 and 0 <= y <= strip.height for x, y in corners)
    for mark in strip.marks:
        if isinstance(mark, Stroke):
            assert mark.width >= 1 and all(-6 <= at <= 486 for at in (mark.x1, mark.x2, mark.y1, mark.y2))
    boxes = [
        (mark.x, mark.y - mark.size, mark.x + text_width(mark.text, mark.size), mark.y)
        for mark in strip.marks
        if isinstance(mark, Text)
    ]
    for one, other in itertools.combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]

    target = tmp_path / "route.pdf"
    print_documents("route", target, tr=paper_translator("zh"), day=DAY)
    said = words(target)
    assert "© OpenStreetMap 贡献者" in said and "按直线估算" in said
    data = as_json(drawn(route_day(DAY)))
    assert data["roads"] == {"kind": "map", "credit": "© OpenStreetMap 贡献者"}
    assert len(data["drives"][0]["way"]) == len(data["drives"][0]["stops"]) + 1
    assert as_json(route_day(DAY))["roads"] == {"kind": "straight"}
    forget_roads()
    print_documents("route", target, tr=paper_translator("zh"), day=DAY)
    assert "OpenStreetMap" not in words(target)


def test_a_line_keeps_the_corners_one_sees() -> None:
    bend = [(0.0, 0.0), (5.0, 0.2), (10.0, 0.0), (10.0, 10.0)]
    assert simplified(bend, 0.5) == [bend[0], bend[2], bend[3]]
    assert simplified(bend, 0.1) == bend
    assert simplified([(0.0, 0.0), (3.0, 3.0), (0.0, 0.0)], 1.0) == [(0.0, 0.0), (3.0, 3.0), (0.0, 0.0)]
    assert simplified(bend[:2], 9.0) == bend[:2]


spot = st.tuples(st.floats(-50, 150), st.floats(-50, 150))


@given(st.lists(spot, min_size=2, max_size=30), st.floats(0.1, 20))
def test_no_corner_left_out_lies_far_from_the_line(line: list[tuple[float, float]], tolerance: float) -> None:
    kept = simplified(line, tolerance)
    assert kept[0] == line[0] and kept[-1] == line[-1]
    for x, y in line:
        assert min(beside(x, y, a, b) for a, b in itertools.pairwise(kept)) <= tolerance + 1e-6


def beside(x: float, y: float, a: tuple[float, float], b: tuple[float, float]) -> float:
    """How far a spot lies from a stretch."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    reach = dx * dx + dy * dy
    share = min(1.0, max(0.0, ((x - a[0]) * dx + (y - a[1]) * dy) / reach)) if reach else 0.0
    return math.hypot(x - a[0] - share * dx, y - a[1] - share * dy)


@given(spot, spot)
def test_what_is_drawn_of_a_road_lies_in_the_frame(a: tuple[float, float], b: tuple[float, float]) -> None:
    part = inside(a, b, 100, 80, 2)
    middle = [(a[0] + (b[0] - a[0]) * at / 20, a[1] + (b[1] - a[1]) * at / 20) for at in range(21)]
    within = [spot for spot in middle if 2 < spot[0] < 98 and 2 < spot[1] < 78]
    if part is None:
        assert a == b or within == []
        return
    assert all(2 - 1e-6 <= at <= 98 + 1e-6 for at in (part[0], part[2]))
    assert all(2 - 1e-6 <= at <= 78 + 1e-6 for at in (part[1], part[3]))
    assert all(beside(x, y, part[:2], part[2:]) < 1e-6 for x, y in within)
