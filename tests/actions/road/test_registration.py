"""What the road needs to know: errands, sizes of goods, ways between villages typed or read from a spreadsheet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance.equipment import lend
from models.actions.product.products import save_with_size
from models.actions.product.sizes import save_sizes
from models.actions.road import registration
from models.actions.road.village_times_import import read_roads
from models.errors import UserError
from models.queries.product.sizes import all_sizes, size_of
from models.queries.road.errands import materials_under, open_errands, takers_of
from models.queries.road.road_facts import known_roads, known_villages
from models.tables import road
from tests import factories as make

DAY = date(2026, 10, 20)

pytestmark = pytest.mark.usefixtures("database")


def two_at_work() -> dict[str, Any]:
    """Two households with work of the same product; the first holds ten kilograms of its material."""
    bamboo = make.material(code="M1", name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    giver, taker = make.household(village="甲村"), make.household(village="乙村")
    works = [make.subcontract(home, order, 40, due=DAY + timedelta(days=9)) for home in (giver, taker)]
    make.dispatch(works[0], bamboo, 10)
    return {"bamboo": bamboo, "giver": giver, "taker": taker, "from": works[0], "to": works[1]}


@pytest.fixture
def two(fill: Any) -> dict[str, Any]:
    return fill(two_at_work)


def transfer(two: dict[str, Any], **values: Any) -> dict[str, Any]:
    asked = {
        "kind": "transfer",
        "household": two["giver"].id,
        "date": DAY,
        "subcontract": two["from"].id,
        "material": two["bamboo"].id,
        "quantity": 4_000,
        "to_subcontract": two["to"].id,
    }
    return {**asked, **values}


def test_an_errand_is_asked_for_changed_dropped_and_taken_back(two: dict[str, Any]) -> None:
    errand = registration.save_errand(transfer(two))
    (row,) = open_errands()
    assert row.head == two["giver"].head and "竹篾 4 公斤" in row.what and two["taker"].head in row.what
    registration.save_errand(
        {"kind": "visit", "note": "收口", "date": DAY + timedelta(days=1)}, road.Errand.get_by_id(errand.id)
    )
    changed = road.Errand.get_by_id(errand.id)
    assert (changed.material_id, changed.to_subcontract_id, changed.quantity) == (None, None, None)
    assert open_errands(two["giver"].id)[0].date == DAY + timedelta(days=1)
    registration.drop_errand(errand.id)
    assert open_errands() == []
    undo(last_undoable().id)
    assert len(open_errands()) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subcontract": None}, "subcontract"),
        ({"quantity": None}, "quantity"),
        ({"quantity": 11_000}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"household": "taker"}, "subcontract"),
        ({"to_subcontract": "from"}, "to_subcontract"),
        ({"kind": "bring"}, "equipment"),
        ({"kind": "other"}, "note"),
        ({"household": None}, "household"),
    ],
)
def test_an_errand_that_cannot_be_is_refused_by_field(
    two: dict[str, Any], values: dict[str, Any], field: str
) -> None:
    named = {
        key: two[value].id if isinstance(value, str) and value in two else value
        for key, value in values.items()
    }
    with pytest.raises(UserError) as refusal:
        registration.save_errand(transfer(two, **named))
    assert refusal.value.field == field and open_errands() == []


def test_machines_are_fetched_from_who_has_them_and_brought_to_who_has_not(two: dict[str, Any]) -> None:
    machine = make.machine()
    with pytest.raises(UserError):
        registration.ask_for("fetch", two["giver"].id, DAY, equipment=machine.id)
    registration.ask_for("bring", two["giver"].id, DAY, equipment=machine.id)
    lend(machine.id, two["giver"].id, DAY)
    with pytest.raises(UserError):
        registration.ask_for("bring", two["giver"].id, DAY, equipment=machine.id)
    with pytest.raises(UserError, match="请先登记去取"):
        registration.ask_for("bring", two["taker"].id, DAY, equipment=machine.id)
    registration.ask_for("fetch", two["giver"].id, DAY, equipment=machine.id)
    with pytest.raises(UserError):
        registration.ask_for("bring", two["taker"].id, DAY - timedelta(days=1), equipment=machine.id)
    registration.ask_for("bring", two["taker"].id, DAY, equipment=machine.id)


def test_only_what_lies_there_and_who_can_use_it_is_offered(two: dict[str, Any]) -> None:
    assert [one[0] for one in materials_under(two["from"].id, "竹")] == [two["bamboo"].id]
    assert materials_under(two["to"].id, "") == [] and materials_under(None, "") == []
    assert [one[0] for one in takers_of(two["bamboo"].id, two["giver"].id, "")] == [two["to"].id]
    assert takers_of(make.material().id, two["giver"].id, "") == []


def test_sizes_are_kept_where_they_differ_and_count(two: dict[str, Any]) -> None:
    save_sizes([("material", two["bamboo"].id, 1_100, 3_000)])
    assert size_of("material", two["bamboo"].id) == {"grams": 1_100, "millilitres": 3_000}
    (row,) = (row for row in all_sizes() if row.kind == "material")
    assert (row.grams, row.usual) == (1_100, (1_000, 2_000))
    with pytest.raises(UserError) as refusal:
        save_sizes([("material", two["bamboo"].id, 5, 5), ("material", two["bamboo"].id, -1, 5)])
    assert refusal.value.field == "grams" and size_of("material", two["bamboo"].id)["grams"] == 1_100
    saved = save_with_size("material", {"name": "细竹篾", "grams": None, "millilitres": 1}, two["bamboo"])
    assert saved.name == "细竹篾" and size_of("material", saved.id) == {"grams": None, "millilitres": 1}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"one": ""}, "one"),
        ({"one": "乙村"}, "other"),
        ({"minutes": None}, "minutes"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"other": ""}, "other"),
        ({"closed_until": DAY}, "closed_from"),
        ({"closed_from": DAY, "closed_until": DAY - timedelta(days=1)}, "closed_until"),
    ],
)
def test_a_way_that_cannot_be_is_refused_by_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        registration.checked_road({"one": "甲村", "other": "乙村", "minutes": 20, **values})
    assert refusal.value.field == field


def test_ways_are_kept_as_they_stand(two: dict[str, Any]) -> None:
    registration.save_road("乙村", "甲村", minutes=20)
    registration.save_road("丙村", closed_from=DAY)
    assert known_villages() == ["乙村", "甲村"]
    ways = known_roads()
    assert [(way["one"], way["other"], way["minutes"]) for way in ways] == [
        ("丙村", "", None),
        ("乙村", "甲村", 20),
    ]
    registration.save_roads([{**ways[1], "minutes": 25}])
    assert [way["minutes"] for way in known_roads()] == [25]
    with pytest.raises(UserError):
        registration.save_roads([ways[1], ways[1]])
    undo(last_undoable().id)
    assert len(known_roads()) == 2


def book(path: Path, *rows: tuple[Any, ...]) -> Path:
    with xlsxwriter.Workbook(str(path)) as file:
        sheet = file.add_worksheet("路程")
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, at, cell, file.add_format({"num_format": "yyyy-mm-dd"}))
                elif cell is not None:
                    sheet.write(number, at, cell)
    return path


def test_ways_are_read_from_a_spreadsheet(tmp_path: Path) -> None:
    path = book(
        tmp_path / "roads.xlsx",
        ("我们的路",),
        ("村", "另一村", "分钟", "封路起", "封路止", "备注"),
        ("甲村", "乙村", 20),
        (None, None, None),
        ("丙村", None, None, date(2026, 7, 1), "2026-07-09", "塌方"),
        (" 丁村 ", "甲村", "３５"),
    )
    ways, problems = read_roads(path)
    assert problems == []
    assert [(way["one"], way["other"], way["minutes"]) for way in ways] == [
        ("乙村", "甲村", 20),
        ("丙村", "", None),
        ("丁村", "甲村", 35),
    ]
    assert (ways[1]["closed_from"], ways[1]["closed_until"], ways[1]["note"]) == (
        date(2026, 7, 1),
        date(2026, 7, 9),
        "塌方",
    )


def test_faults_of_a_spreadsheet_name_row_and_column(tmp_path: Path) -> None:
    path = book(
        tmp_path / "roads.xlsx",
        ("Village", "Other village", "Minutes", "closed from"),
        ("甲村", "乙村", "soon"),
        ("甲村", "甲村", 5),
        ("甲村", "丙村", 12.5),
        ("甲村", "丁村", 12),
        ("丁村", "甲村", 13),
        ("戊村", "甲村", None, "no day"),
    )
    ways, problems = read_roads(path)
    assert [(way["one"], way["other"]) for way in ways] == [("丁村", "甲村")]
    assert [(one.row, one.column) for one in problems] == [
        (2, "Minutes"),
        (3, "Other village"),
        (4, "Minutes"),
        (6, "Other village"),
        (7, "closed from"),
    ]
    assert problems[0].value == "soon" and "5" in problems[3].message


def test_a_file_without_villages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        read_roads(book(tmp_path / "other.xlsx", ("名称", "分钟"), ("甲", 3)))
    with pytest.raises(UserError):
        read_roads(tmp_path / "absent.xlsx")
