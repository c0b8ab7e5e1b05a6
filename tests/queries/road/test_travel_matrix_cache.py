"""Ways kept beside the database: found again, never wrong, never in the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.actions.road.road_import import forget_roads, read_roads
from models.errors import UserError
from models.queries.road import road_network, travel_matrix_cache
from models.queries.road.travel_matrix_cache import measured, ways_file
from models.rules.road.distance import Place, Roads
from models.settings import change_settings
from tests.extracts import county

PLACES = [Place((30.72 + at / 100, 105.68 + at / 150), f"{at}村") for at in range(9)]
FAR = Place((30.779, 105.9), "9村")
MIDDLES = {place.village: place.point for place in PLACES}
CLOSED = Roads(closed=frozenset((frozenset(("0村", "8村")),)), middles=MIDDLES)


@pytest.fixture(autouse=True)
def roads(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with roads, every way of which is worth keeping."""
    change_settings({"road.warehouse": "30.7400, 105.7000"})
    monkeypatch.setattr(travel_matrix_cache, "WORTH", -1.0)
    forget()
    source = county(tmp_path / "a.osm.pbf")
    read_roads(source)
    return source


def forget() -> None:
    """What this process remembers, as if it had begun just now."""
    travel_matrix_cache._held.clear()
    road_network._remembered.clear()


def file_of() -> Path:
    """The file."""
    file = ways_file()
    assert file is not None
    return file


def same(one: Any, other: Any) -> bool:
    """Whether two answers say the same."""
    return (
        np.array_equal(one.metres, other.metres)
        and np.array_equal(one.tenths, other.tenths)
        and (list(one.gaps), list(one.parts), one.located)
        == (list(other.gaps), list(other.parts), other.located)
    )


def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when ways are looked for from here on."""

    def again(*_: Any) -> None:
        raise AssertionError("looked for again")

    monkeypatch.setattr(road_network, "Ways", again)


def test_ways_are_found_again_without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [*PLACES, FAR]
    answers = [measured(places, Roads()), measured(places, CLOSED)]
    assert answers[0] is not None and answers[0].gaps[9] is None and answers[1] is not None
    assert answers[1].located and not same(*answers)
    forget()
    no_search(monkeypatch)
    assert same(measured(places, Roads()), answers[0]) and same(measured(places, CLOSED), answers[1])
    # Fewer of the places, in another order.
    some = measured([places[4], places[1]], Roads())
    assert some is not None and some.metres[0][1] == answers[0].metres[4][1]
    with pytest.raises(AssertionError, match="looked for again"):
        measured([*places, Place((30.75, 105.75))], Roads())


def test_a_damaged_file_is_as_good_as_none() -> None:
    answer = measured(PLACES, Roads())
    file = file_of()
    whole = file.read_bytes()
    middle = len(whole) // 2
    for wrong in (
        b"",
        b"PK",
        whole[:middle],
        whole[:middle] + b"\xff\xfe\xfd" + whole[middle + 3 :],
        b"x" * 99,
    ):
        file.write_bytes(wrong)
        os.utime(file, ns=(len(wrong), len(wrong)))
        forget()
        assert same(measured(PLACES, Roads()), answer)
        assert file.read_bytes() == whole


def test_what_does_not_fit_together_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = measured(PLACES, Roads())
    write = travel_matrix_cache._write
    for name, value in (("metres", np.zeros((2, 2), np.int32)), ("gaps", np.zeros(3, np.int32))):

        def broken(tables: Any, file: Path, name: str = name, value: Any = value) -> None:
            write(tables, file)
            with np.load(file) as parts:
                arrays = {key: parts[key] for key in parts.files} | {f"{name}0": value}
            with file.open("wb") as stream:
                np.savez(stream, **arrays)

        monkeypatch.setattr(travel_matrix_cache, "_write", broken)
        file_of().unlink()
        forget()
        measured(PLACES, Roads())
        forget()
        assert same(measured(PLACES, Roads()), answer)
    monkeypatch.setattr(travel_matrix_cache, "_write", write)
    monkeypatch.setattr(travel_matrix_cache, "FORMAT", travel_matrix_cache.FORMAT + 1)
    forget()
    assert travel_matrix_cache._tables() == []


def test_ways_on_other_roads_are_not_taken(tmp_path: Path) -> None:
    before = measured(PLACES, Roads())
    read_roads(county(tmp_path / "b.osm.pbf", step=0.03))
    after = measured(PLACES, Roads())
    assert before is not None and after is not None and not same(before, after)
    assert len({table.roads for table in travel_matrix_cache._tables()}) == 1


def test_the_file_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel_matrix_cache, "TABLES", 3)
    for first in range(5):
        measured(PLACES[first : first + 4], Roads())
        road_network._remembered.clear()
    assert [min(table.at) for table in travel_matrix_cache._tables()] == [
        PLACES[at].point for at in (4, 3, 2)
    ]
    forget()
    assert [min(table.at) for table in travel_matrix_cache._tables()] == [
        PLACES[at].point for at in (4, 3, 2)
    ]
    monkeypatch.setattr(travel_matrix_cache, "BYTES", 8 * (5**2 + 4**2))
    measured([*PLACES[:4], FAR], Roads())
    assert [len(table.at) for table in travel_matrix_cache._tables()] == [5, 4]
    # What a larger one answers too is not kept twice.
    measured(PLACES, Roads())
    assert [len(table.at) for table in travel_matrix_cache._tables()] == [9]


def test_where_nothing_can_be_written_ways_are_known_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(travel_matrix_cache, "_write", full)
    assert measured(PLACES, Roads()) is not None and not file_of().exists()

    def busy(*_: Any, **__: Any) -> None:
        raise UserError("open in another program", "target")

    monkeypatch.setattr(travel_matrix_cache, "replacing", busy)
    forget()
    assert measured(PLACES, Roads()) is not None and not file_of().exists()


def test_what_is_quickly_found_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel_matrix_cache, "WORTH", 60.0)
    measured(PLACES, Roads())
    assert not file_of().exists()


def test_forgetting_the_roads_forgets_the_ways() -> None:
    measured(PLACES, Roads())
    assert file_of().exists()
    forget_roads()
    assert not file_of().exists() and measured(PLACES, Roads()) is None
