"""The verb ``route``: planned, printed, repeatable, and refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.party.parties import save_household
from models.actions.road.registration import ask_for, save_driver, save_road, save_vehicle
from models.actions.road.route_completion import NOT_HOME, Came, Driven, enter_return
from models.database import close_database
from models.i18n import tr
from models.opening import open_database
from models.queries.road.route_sheets import route_day
from models.rules.road import solver
from models.rules.road.coordinates import to_wgs84
from models.settings import change_settings
from models.tables.party import Household
from models.tables.road import RoutePlan, Vehicle
from tests import factories as make
from tests.extracts import county
from tests.reports.marks import text_of
from ui.cli.main import main

DAY = date(2026, 10, 20)


@pytest.fixture
def file(tmp_path: Path, home: Path) -> Iterator[Path]:
    """A cooperative with material to hand out at two households."""
    path = tmp_path / "a.db"
    open_database(path)
    bamboo = make.material(name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    for at in (1, 2):
        village = ("屏风村", "石桥村")[at - 1]
        head = make.household(f"H{at}", village=village, latitude=30.75 + at / 50, longitude=105.70)
        make.subcontract(head, order, 20, due=date(2026, 11, 20))
    save_vehicle({"name": "川J·A1234"})
    close_database()
    yield path
    close_database()


def plan(file: Path, folder: Path, name: str, *more: str, day: str = "2026-10-20") -> int:
    """Run the verb, for the 20th of October unless told otherwise."""
    out = ["--json", str(folder / f"{name}.json"), "--html", str(folder / f"{name}.html")]
    target = str(folder / f"{name}.pdf")
    return main(["--db", str(file), "route", day, target, *out, "--seconds", "1", "--overwrite", *more])


def test_a_day_is_planned_and_printed(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert plan(file, tmp_path, "a") == 0
    said = capsys.readouterr()
    assert "川J·A1234" in said.out and said.err == ""
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert len(data["drives"][0]["stops"]) == 2
    assert "yuanba-route" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_plan_that_the_clock_ended_says_so(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tr("The time was over before the search was: the same number may make another plan.")
    assert plan(file, tmp_path, "a") == 0
    said = capsys.readouterr()
    assert words not in said.out + said.err
    # A search that would never end by itself.
    monkeypatch.setattr(solver, "SPEED", 10**12)
    monkeypatch.setattr(solver, "PATIENCE", 10**12)
    assert plan(file, tmp_path, "a") == 0
    said = capsys.readouterr()
    assert words in said.out + said.err


def test_the_same_seed_makes_the_same_plan(file: Path, tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        assert plan(file, tmp_path, name, "--seed", "5") == 0
        data = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        found.append(
            [(s["begin"], s["household"]["code"]) for drive in data["drives"] for s in drive["stops"]]
        )
    assert found[0] == found[1] and len(found[0]) == 2


@pytest.mark.parametrize("day", ["2020-01-01", "soon"])
def test_a_day_that_cannot_be_planned_is_refused(
    file: Path, tmp_path: Path, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--db", str(file), "route", day, str(tmp_path / "x.pdf")]) == 2
    said = capsys.readouterr()
    assert said.err.strip() and "Traceback" not in said.err
    assert not (tmp_path / "x.pdf").exists()


def test_a_missing_folder_is_said_before_anything_is_planned(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from models.tables.road import RoutePlan

    assert main(["--db", str(file), "route", "2026-10-20", str(tmp_path / "no" / "x.pdf")]) == 2
    open_database(file, create=False)
    assert RoutePlan.select().count() == 0


def drive(folder: Path, name: str) -> dict[str, Any]:
    """The one drive of a plan that was written."""
    (found,) = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["drives"]
    return dict(found)


def test_what_drivers_write_down_and_the_manager_knows_changes_the_next_plan(
    file: Path, tmp_path: Path
) -> None:
    open_database(file)
    change_settings({"road.warehouse": "30.70, 105.70"})
    close_database()
    assert plan(file, tmp_path, "a") == 0
    before = drive(tmp_path, "a")
    open_database(file)
    change_settings({"road.detour": 1_200_000})
    close_database()
    assert plan(file, tmp_path, "b") == 0
    assert drive(tmp_path, "b")["metres"] == pytest.approx(before["metres"] * 1.2 / 1.4, abs=3)

    open_database(file)
    sheet = route_day(DAY).sheets[0]
    # Three times as far as the crow flies; the factor that was set still counts for 50 km.
    line = before["metres"] / 1.4
    came = [Came(line.id, NOT_HOME) for line in sheet.stops]
    enter_return(DAY, came, [Driven(sheet.id, int(3 * line), "08:00", "12:00")])
    close_database()
    assert plan(file, tmp_path, "c", day="2026-10-21") == 0
    learned = (50_000 * 1.2 + 3 * line) / (50_000 + line)
    assert drive(tmp_path, "c")["metres"] == pytest.approx(line * learned, rel=0.001)

    open_database(file)
    save_road("屏风村", "石桥村", minutes=40)
    close_database()
    assert plan(file, tmp_path, "d", day="2026-10-21") == 0
    stops = drive(tmp_path, "d")["stops"]
    leave, arrive = (
        [int(part) for part in text.split(":")] for text in (stops[0]["leave"], stops[1]["arrive"])
    )
    assert 39 <= (arrive[0] - leave[0]) * 60 + arrive[1] - leave[1] <= 41


def test_places_are_told_in_wgs84_with_how_they_are_known(file: Path, tmp_path: Path) -> None:
    open_database(file)
    for home, datum in zip(Household.select().order_by(Household.code), ("GCJ02", "BD09"), strict=True):
        save_household({"datum": datum}, home)
    lost = make.household("H3", village="屏风村")
    ask_for("visit", lost.id, DAY)
    close_database()
    assert plan(file, tmp_path, "a") == 0
    places = {stop["household"]["code"]: stop["household"] for stop in drive(tmp_path, "a")["stops"]}
    for code, latitude, datum in (("H1", 30.77, "GCJ02"), ("H2", 30.79, "BD09")):
        point = places[code]["latitude"], places[code]["longitude"]
        assert point == pytest.approx(to_wgs84(latitude, 105.70, datum)) and places[code]["place"] == "own"
    assert places["H3"]["latitude"] == places["H1"]["latitude"] and places["H3"]["place"] == "village"
    assert "没有自己坐标的站" in text_of(tmp_path / "a.pdf")[0]


def test_roads_of_a_map_file_are_read_and_remembered(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = county(tmp_path / "sichuan.osm.pbf")
    assert plan(file, tmp_path, "lines") == 0
    assert "OpenStreetMap" not in (tmp_path / "lines.json").read_text(encoding="utf-8")
    capsys.readouterr()
    assert plan(file, tmp_path, "a", "--roads", str(source)) == 0
    said = capsys.readouterr()
    assert "sichuan.osm.pbf" in said.out and said.err == ""
    assert plan(file, tmp_path, "b") == 0
    found = [json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) for name in ("a", "b")]
    assert [data["roads"]["kind"] for data in found] == ["map", "map"]
    assert found[0]["drives"][0]["metres"] == found[1]["drives"][0]["metres"]


def test_a_file_without_roads_is_refused_and_nothing_is_planned(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.osm.pbf"
    page.write_bytes(b"<html>404</html>")
    assert plan(file, tmp_path, "a", "--roads", str(page)) == 2
    said = capsys.readouterr()
    assert "page.osm.pbf" in said.err and "Traceback" not in said.err
    assert not (tmp_path / "a.pdf").exists()


def test_a_plan_that_serves_nobody_says_why_and_writes_nothing(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(file)
    heads = [f"{home.head} {home.code}" for home in Household.select()]
    save_driver_of_no_hours()
    close_database()
    assert plan(file, tmp_path, "a") == 2
    said = capsys.readouterr()
    assert all(f"{head}：" in said.err for head in heads) and "Traceback" not in said.err
    assert not list(tmp_path.glob("a.[pjh]*"))
    open_database(file)
    assert not RoutePlan.select().exists()


def save_driver_of_no_hours() -> None:
    """The only driver works for a minute."""
    driver = save_driver({"name": "何大川", "work_from": "08:00", "work_to": "08:01"})
    save_vehicle({"name": "川J·A1234", "driver": driver.id}, Vehicle.get())


def test_a_household_far_from_all_others_is_named(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(file)
    save_household({"latitude": 0.0, "longitude": 0.0, "township": "别镇"}, Household.get(code="H2"))
    make.household("H3", village="观音村", latitude=30.76, longitude=105.7)
    close_database()
    assert plan(file, tmp_path, "a") == 0
    assert "H2：0, 0" in capsys.readouterr().out
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [stop["why"] for stop in data["left_out"]] == ["far"]
    assert len(data["drives"][0]["stops"]) == 1
