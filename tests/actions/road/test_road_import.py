"""Reading the roads of an extract: what is taken, what is refused in a sentence, and what stays when it fails."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.road import road_import as acting
from models.actions.road.planning import move_stop, plan_route
from models.actions.road.road_import import forget_roads, read_roads, renew_roads
from models.errors import Cancelled, UserError
from models.queries.road import road_network as asking
from models.queries.road.road_network import held, loaded, roads_file
from models.queries.road.route_geometry import drawn
from models.queries.road.route_sheets import RouteDay, route_day
from models.queries.road.travel_matrix_cache import measured
from models.rules.road.day import UNREACHABLE
from models.rules.road.distance import Place, Roads, matrices, straight
from models.settings import change_settings
from models.tables.trail import Operation
from tests import factories as make
from tests.extracts import county, write_extract
from tests.rules.road.checker import complaints

DAY = date(2026, 10, 20)


def homes_on_the_map() -> list[Any]:
    """Three households on the map that wait for material, and one on a mountain without a road."""
    bamboo = make.material(name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    places = ((30.7205, 105.6805), (30.7610, 105.7205), (30.7995, 105.7605), (30.7790, 105.8600))
    found = [
        make.household(f"H{at}", village=f"{at}村", latitude=lat, longitude=lon)
        for at, (lat, lon) in enumerate(places)
    ]
    for home in found:
        make.subcontract(home, order, 20)
    change_settings({"road.warehouse": "30.7400, 105.7000"})
    return found


@pytest.fixture
def homes(fill: Any) -> list[Any]:
    return fill(homes_on_the_map)


@pytest.mark.parametrize("name", ["a.osm.pbf", "b.osm", "c.osm.bz2", "d.osm.gz", "蓬溪县.osm.pbf"])
def test_every_kind_of_extract_is_read(homes: list[Any], tmp_path: Path, name: str) -> None:
    before = Operation.select().count()
    facts = read_roads(county(tmp_path / name))
    assert facts == held() and facts.pieces == 110 and facts.source.endswith(name)
    assert Operation.select().count() == before


def test_the_roads_lead_to_the_doors(homes: list[Any], tmp_path: Path) -> None:
    read_roads(county(tmp_path / "a.osm.pbf"))
    places = [Place((home.latitude, home.longitude), home.village) for home in homes]
    found = measured(places, Roads())
    assert found is not None and found.gaps[3] is None
    assert all(gap is not None and gap < 1200 for gap in found.gaps[:3])
    distances, durations = matrices(places, Roads(), found)
    for i in range(3):
        for j in range(3):
            line = straight(places[i].point, places[j].point)
            assert line <= distances[i][j] <= line * 2 and (i == j) == (durations[i][j] == 0)
    # Where no road is near, the straight line × the factor as ever.
    assert distances[0][3] == pytest.approx(straight(places[0].point, places[3].point) * 1.4, abs=1)


def test_a_day_is_planned_along_the_roads(homes: list[Any], tmp_path: Path) -> None:
    plan_route(DAY, seconds=0.1)
    lines = route_day(DAY).sheets[0].distance
    read_roads(county(tmp_path / "a.osm.pbf"))
    plan_route(DAY, seconds=0.1)
    day = drawn(route_day(DAY))
    [sheet] = day.sheets
    assert sheet.distance != lines
    assert sheet.streets is not None and len(sheet.streets.legs) == 5
    assert sum(bool(leg) for leg in sheet.streets.legs) == 3
    assert {line.home.contact.code for line in sheet.lines if line.id in sheet.streets.off and line.home} == {
        homes[3].code
    }
    assert sheet.streets.main
    timed = move_stop(DAY, "task", homes[0].id, 0, 2)
    from models.queries.road.route_day import saved

    assert complaints(saved(DAY).roster.day, timed) == []


def test_oneways_private_roads_and_barriers_are_heeded(homes: list[Any], tmp_path: Path) -> None:
    places = {
        1: (30.72, 105.68),
        2: (30.72, 105.70),
        3: (30.74, 105.70),
        4: (30.74, 105.68),
        5: (30.76, 105.68),
        6: (30.76, 105.70),
    }
    ring = [
        ([1, 2, 3, 4, 1], {"highway": "tertiary", "oneway": "yes"}),
        ([4, 5, 6, 3], {"highway": "tertiary"}),
        ([1, 3], {"highway": "service", "access": "private"}),
        ([2, 4], {"highway": "footway"}),
    ]
    read_roads(write_extract(tmp_path / "a.osm", places, ring))
    spots = [Place(places[1]), Place(places[2]), Place(places[5]), Place(places[6])]
    found = measured(spots, Roads())
    assert found is not None
    assert found.metres[0][1] < 2100 < 6000 < found.metres[1][0]
    assert found.metres[2][3] < 2100
    blocked = write_extract(tmp_path / "b.osm", places | {7: (30.76, 105.69)}, [
        *ring[:1], ([4, 5, 7, 6, 3], {"highway": "tertiary"}),
    ], {7: {"barrier": "bollard"}})  # fmt: skip
    read_roads(blocked)
    found = measured(spots, Roads())
    assert found is not None and found.metres[2][3] > 5000


def test_a_ferry_a_low_bar_and_a_forbidden_turn_are_heeded(homes: list[Any], tmp_path: Path) -> None:
    places = {
        1: (30.72, 105.68),
        2: (30.72, 105.70),
        3: (30.74, 105.70),
        4: (30.74, 105.68),
        5: (30.73, 105.69),
    }
    banks: list[tuple[list[int], dict[str, str]]] = [
        ([1, 4], {"highway": "tertiary"}),
        ([2, 3], {"highway": "tertiary"}),
        ([1, 2], {"route": "ferry", "motor_vehicle": "yes", "duration": "00:10"}),
    ]
    spots = [Place(places[4]), Place(places[3]), Place(places[1])]
    read_roads(write_extract(tmp_path / "a.osm", places, banks))
    found = measured(spots, Roads())
    assert found is not None
    # Ten minutes on the water, ten to wait, and twice two kilometres of road.
    assert found.tenths[0][1] == pytest.approx(12_000 + 2 * 2224 * 36 / 35, abs=20)
    assert found.metres[0][1] == pytest.approx(2 * 2224 + 1911, abs=10)

    bridge = [*banks, ([4, 5], {"highway": "primary"}), ([5, 3], {"highway": "primary"})]
    read_roads(write_extract(tmp_path / "b.osm", places, bridge))
    found = measured(spots, Roads())
    assert found is not None and found.tenths[0][1] < 2500
    read_roads(write_extract(tmp_path / "c.osm", places, bridge, {5: {"maxheight": "1.9"}}))
    found = measured(spots, Roads())
    assert found is not None and found.tenths[0][1] > 12_000

    turns = [(1, 4, 4, {"restriction": "no_right_turn"})]
    read_roads(write_extract(tmp_path / "d.osm", places, bridge, turns=turns))
    found = measured(spots, Roads())
    assert found is not None and found.tenths[2][1] > 12_000 and found.tenths[1][2] < 5000
    turns = [(1, 4, 4, {"restriction": "no_right_turn", "except": "motorcar"})]
    read_roads(write_extract(tmp_path / "e.osm", places, bridge, turns=turns))
    found = measured(spots, Roads())
    assert found is not None and found.tenths[2][1] < 5000


def refused(source: Path) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(UserError) as caught:
        read_roads(source)
    assert caught.value.field == "source"
    return caught.value.message


def test_bad_files_are_refused_in_a_sentence_and_what_was_read_stays(
    homes: list[Any], tmp_path: Path
) -> None:
    good = county(tmp_path / "good.osm.pbf")
    before = read_roads(good)
    kept = roads_file()
    assert kept is not None
    content = kept.read_bytes()
    sentences = [refused(tmp_path / "none.osm.pbf")]
    for name in ("good.osm.pbf", "good.osm", "good.osm.bz2", "good.osm.gz", "坏.osm.pbf", "坏.osm"):
        whole = county(tmp_path / name).read_bytes()
        for length in (0, 9, len(whole) // 2, len(whole) - 3):
            cut = tmp_path / f"cut-{name}"
            cut.write_bytes(whole[:length])
            sentences.append(refused(cut))
    page = tmp_path / "page.osm.pbf"
    page.write_bytes(b"<html>404</html>")
    other = tmp_path / "book.xlsx"
    other.write_bytes(b"PK")
    river = write_extract(
        tmp_path / "r.osm", {1: (30.7, 105.7), 2: (30.8, 105.7)}, [([1, 2], {"waterway": "river"})]
    )
    path = write_extract(
        tmp_path / "p.osm", {1: (30.7, 105.7), 2: (30.8, 105.7)}, [([1, 2], {"highway": "path"})]
    )
    far = county(tmp_path / "far.osm.pbf", 39.9, 116.3)
    sentences += [refused(file) for file in (page, other, river, path, far)]
    assert all(len(words) < 200 and "Traceback" not in words for words in sentences)
    assert len(set(sentences[-4:])) == 4
    assert "没有道路" in sentences[-2] and "太远" in sentences[-1]
    assert kept.read_bytes() == content and held() == before
    assert [file.name for file in kept.parent.iterdir() if file.name.startswith(".writing")] == []


def test_a_map_that_would_not_fit_is_refused_before_it_fills_the_laptop(
    homes: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [county(tmp_path / name) for name in ("a.osm.pbf", "b.osm", "c.osm.bz2", "d.osm.gz")]
    known = read_roads(files[0])
    with monkeypatch.context() as patch:
        patch.setattr(acting, "PLACES", 50)
        assert all("装不下" in refused(file) for file in files)
    with monkeypatch.context() as patch:
        patch.setattr(acting, "_MEGABYTE", 1)
        patch.setattr(acting, "MEGABYTES", dict.fromkeys(acting.MEGABYTES, 100))
        assert all("超过" in refused(file) for file in files)
    with monkeypatch.context() as patch:
        # What is packed small may be large: it is not unpacked to its end.
        patch.setattr(acting, "PIECE", 1)
        patch.setattr(acting, "MEGABYTES", acting.MEGABYTES | {".osm": 100})
        assert all("超过" in refused(file) for file in files[2:])
    assert held() == known


@pytest.mark.parametrize("place", ["999", "1e400", "NaN", "x", "", "-91"])
def test_a_place_that_is_none_is_left_out_or_said(homes: list[Any], tmp_path: Path, place: str) -> None:
    source = county(tmp_path / "a.osm")
    text = source.read_text(encoding="utf-8")
    first = text.index('lat="') + 5
    source.write_text(text[:first] + place + text[text.index('"', first) :], encoding="utf-8")
    try:
        assert read_roads(source).metres
    except UserError as refusal:
        assert refusal.field == "source" and "a.osm" in refusal.message


def test_without_a_place_nobody_knows_which_roads(database: Path, tmp_path: Path) -> None:
    make.household("H1")
    assert "坐标" in refused(county(tmp_path / "a.osm.pbf"))


def test_without_the_optional_part_it_is_said_what_to_do(
    homes: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = county(tmp_path / "a.osm.pbf")
    read_roads(source)
    monkeypatch.setattr(acting.importlib.util, "find_spec", lambda name: None)
    assert "setup roads" in refused(source)
    assert held() is None and measured([Place((30.7, 105.7))], Roads()) is None
    assert renew_roads() is False


def test_stopped_while_reading_the_old_roads_stay(homes: list[Any], tmp_path: Path) -> None:
    before = read_roads(county(tmp_path / "a.osm.pbf"))

    def stop(done: int, total: int, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_roads(county(tmp_path / "b.osm.pbf", size=5), stop)
    assert held() == before


def test_a_power_cut_while_writing_leaves_the_old_roads(
    homes: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_roads(county(tmp_path / "a.osm.pbf"))

    def cut(network: Any, facts: Any, file: Path) -> None:
        file.write_bytes(b"PK half")
        raise OSError("no space left")

    monkeypatch.setattr(acting, "write_network", cut)
    with pytest.raises(UserError):
        read_roads(county(tmp_path / "b.osm.pbf", size=5))
    assert held() == before


def test_damaged_roads_and_those_of_another_version_are_none(
    homes: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = county(tmp_path / "a.osm.pbf")
    read_roads(source)
    file = roads_file()
    assert file is not None
    whole = file.read_bytes()
    for wrong in (b"", b"PK", whole[: len(whole) // 2], whole[:2000] + b"\xff" * 500 + whole[2500:]):
        file.write_bytes(wrong)
        os.utime(file, ns=(len(wrong), len(wrong)))
        assert held() is None and loaded() is None
    read_roads(source)
    assert held() is not None
    monkeypatch.setattr(asking, "FORMAT", asking.FORMAT + 1)
    file.touch()
    os.utime(file, ns=(1, 1))
    assert held() is None
    # Read by another version, they are read again before the next plan.
    assert renew_roads() is True and held() is not None and renew_roads() is False


def test_a_changed_file_and_a_household_beyond_are_read_again(homes: list[Any], tmp_path: Path) -> None:
    source = county(tmp_path / "a.osm.pbf")
    assert renew_roads() is False
    before = read_roads(source)
    assert renew_roads() is False
    county(source, size=6)
    assert renew_roads() is True
    assert (held() or before).pieces == 58
    make.household("H9", latitude=30.40, longitude=105.70)
    assert renew_roads() is True and renew_roads() is False
    # A slip of the pen on another continent asks for nothing.
    make.household("H8", latitude=-30.0, longitude=10.0)
    assert renew_roads() is False
    source.write_bytes(b"cut off")
    assert renew_roads() is False and held() is not None
    source.unlink()
    assert renew_roads() is False and held() is not None
    forget_roads()
    assert held() is None


def test_what_the_manager_knows_comes_before_the_map(homes: list[Any], tmp_path: Path) -> None:
    read_roads(county(tmp_path / "a.osm.pbf"))
    places = [Place((home.latitude, home.longitude), home.village) for home in homes]
    villages = [place.village for place in places]
    pair = frozenset(villages[:2])
    free = matrices(places, Roads(), measured(places, Roads()))

    known = Roads(minutes={pair: 77})
    distances, durations = matrices(places, known, measured(places, known))
    assert durations[0][1] == durations[1][0] == 77 * 60 and distances == free[0]

    middles = {place.village: place.point for place in places}
    closed = Roads(minutes={pair: 77}, closed=frozenset((pair,)), middles=middles)
    distances, durations = matrices(places, closed, measured(places, closed))
    assert free[1][0][1] < durations[0][1] < UNREACHABLE and durations[0][1] != 77 * 60
    assert all(durations[i][j] >= free[1][i][j] for i in range(3) for j in range(3))

    alone = Roads(closed=frozenset((frozenset((villages[1],)),)), middles=middles)
    distances, durations = matrices(places, alone, measured(places, alone))
    assert distances[0][1] == UNREACHABLE and durations[0][2] == free[1][0][2]

    # A closed road to where no road of the map leads goes round through another village, as without a map.
    lost = frozenset((villages[0], villages[3]))
    off = Roads(closed=frozenset((lost,)), middles=middles)
    assert matrices(places, off, measured(places, off))[0][0][3] == matrices(places, off)[0][0][3]


def test_ways_are_looked_for_once(homes: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_roads(county(tmp_path / "a.osm.pbf"))
    plan_route(DAY, seconds=0.1)

    def again(*_: Any) -> None:
        raise AssertionError("looked for again")

    monkeypatch.setattr(asking, "Ways", again)
    move_stop(DAY, "task", homes[0].id, 0, 1)
    day: RouteDay = drawn(route_day(DAY))
    assert day.sheets[0].streets is not None


def test_roads_asked_for_from_two_sides_at_once_are_read_once(
    homes: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_roads(county(tmp_path / "a.osm.pbf"))
    read = asking._read
    asked: list[Path] = []

    def slowly(file: Path) -> Any:
        asked.append(file)
        time.sleep(0.05)
        return read(file)

    monkeypatch.setattr(asking, "_read", slowly)
    with ThreadPoolExecutor(4) as pool:
        path = roads_file()
        assert path is not None
        monkeypatch.setattr(asking, "roads_file", lambda: path)
        found = list(pool.map(lambda _: loaded(), range(8)))
    assert len(asked) == 1 and all(one is found[0] is not None for one in found)
