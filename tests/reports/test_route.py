"""The papers of a day's driving: sheets, loading lists, the sketch, JSON and the driver's phone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from models.actions.road import save_driver, save_vehicle
from models.actions.routes import plan_route
from models.errors import UserError
from models.queries.route_sheets import route_day, route_papers
from models.settings import change_settings
from reports.kinds import print_documents
from reports.language import paper_translator
from reports.route_html import html
from reports.route_json import as_json
from reports.sketch import scale_bar, sketch
from tests import factories as make

DAY = date(2026, 10, 20)


@pytest.fixture
def planned(database: Path) -> Iterator[Any]:
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
    yield route_day(DAY)


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
    assert "70 kg" in said  # 30 and 40 kilograms leave the yard together


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
