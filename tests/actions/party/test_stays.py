"""A household that moves keeps what was at its old place; the list of places grows with what households say."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.exchange.workbook import import_workbook
from models.actions.party import parties
from models.actions.party.directory import save_helpers, save_regions
from models.actions.party.stays import move_household, save_stays
from models.database import db
from models.errors import UserError, WorkbookRefused
from models.queries.party.place_tree import PlaceTree
from models.queries.party.stays import dwelling_of, elsewhere, spans_of
from models.tables.party import Helper, Household, HouseholdStay, Region
from tests import factories as make
from tests.books import Rows, write_book

MOVED = date(2026, 10, 15)
ONE = timedelta(days=1)
TODAY = date(2026, 11, 21)


@pytest.fixture
def home(database: Path) -> Any:
    return make.household("H1", "陈㛃", helper="任小红", helper_phone="13900000001")


def there(home: Any, day: date) -> tuple[str, str]:
    found = elsewhere(day).get(home.id) or dwelling_of(Household.get_by_id(home.id))
    return found.village, found.helper


def undo_last() -> None:
    undo(last_undoable().id)  # type: ignore[union-attr]


def test_a_household_moves_and_moves_back(home: Any) -> None:
    move_household(home.id, MOVED, {"village": "莲珠桥村", "group": "1"})
    assert there(home, MOVED - ONE) == ("屏风村", "任小红") and there(home, MOVED) == ("莲珠桥村", "任小红")
    now = Household.get_by_id(home.id)
    assert (now.village, now.region.name, now.region.parent.name) == ("莲珠桥村", "1组", "莲珠桥村民委员会")
    assert "lianzhuqiao" in now.search and spans_of(home.id)[0].start is None
    move_household(home.id, MOVED + 10 * ONE, {"village": "屏风村", "group": "3"})
    assert [there(home, MOVED + n * ONE)[0] for n in (-1, 0, 9, 10)] == [
        "屏风村",
        "莲珠桥村",
        "莲珠桥村",
        "屏风村",
    ]
    # Written down late: it was elsewhere for some days before that.
    move_household(home.id, MOVED + 5 * ONE, {"township": "天福镇", "village": ""})
    assert [there(home, MOVED + n * ONE)[0] for n in (4, 5, 9, 10)] == ["莲珠桥村", "", "", "屏风村"]
    for _ in range(3):
        undo_last()
    assert not HouseholdStay.select().exists() and there(home, date(2020, 1, 1))[0] == "屏风村"


def test_another_helper_from_a_day_on_is_a_move(home: Any) -> None:
    move_household(home.id, MOVED, {"helper": "王干部"})
    assert there(home, MOVED - ONE)[1] == "任小红" and there(home, MOVED)[1] == "王干部"
    assert Household.get_by_id(home.id).helper_phone == ""
    assert {row.name for row in Helper.select()} == {"任小红", "王干部"}


@pytest.mark.parametrize(
    ("day", "values", "field"),
    [
        (MOVED, {"village": "屏风村"}, "township"),
        (TODAY + ONE, {"village": "莲珠桥村"}, "day"),
    ],
)
def test_a_move_that_is_none_changes_nothing(home: Any, day: date, values: Any, field: str) -> None:
    before = list(db.execute_sql("SELECT count(*), max(id) FROM change"))
    with pytest.raises(UserError) as refused:
        move_household(home.id, day, values, TODAY)
    assert refused.value.field == field
    assert list(db.execute_sql("SELECT count(*), max(id) FROM change")) == before


def test_former_places_never_share_a_day(home: Any) -> None:
    def stay(first: int, last: int) -> dict[str, Any]:
        return {
            "household": home.id,
            "start": MOVED + first * ONE,
            "end": MOVED + last * ONE,
            "village": "莲珠桥村",
            "township": "赤城镇",
        }

    (first,) = save_stays([(stay(0, 9), None)])
    assert first.region.name == "莲珠桥村民委员会" and there(home, MOVED)[0] == "莲珠桥村"
    for other in (stay(9, 12), stay(-3, 0), {**stay(2, 3), "start": None}):
        with pytest.raises(UserError):
            save_stays([(other, None)])
    # Room is made, taken, and cannot be put back.
    save_stays([({"end": MOVED + 4 * ONE}, first)])
    shortened = last_undoable()
    save_stays([(stay(5, 9), None)])
    assert shortened is not None
    with pytest.raises(UserError):
        undo(shortened.id)
    assert there(home, MOVED + 5 * ONE)[0] == "莲珠桥村" and HouseholdStay.select().count() == 2


def test_a_correction_of_the_place_is_no_move(home: Any) -> None:
    parties.save_household({"village": "莲珠桥村"}, home)
    assert there(home, date(2020, 1, 1))[0] == "莲珠桥村"


def test_a_group_is_a_place_of_its_own(database: Path) -> None:
    homes = [make.household(group=said) for said in ("3", "第三组", "廖家湾", "")]
    regions = [home.region for home in homes]
    assert regions[0] == regions[1] and regions[0].code == f"{regions[3].code}-3"
    assert (regions[0].name, regions[2].name) == ("3组", "廖家湾")
    assert {regions[0].parent, regions[2].parent} == {regions[3]}
    undo_last()
    undo_last()
    assert Region.select().where(Region.level == "group").count() == 1
    # A group that others live in by now stays when what brought it is undone.
    brought = last_undoable()
    # Another head than before, whichever of the list of names it had.
    parties.save_household({"head": f"{homes[0].head}家"}, homes[0])
    undo_last()
    assert brought is not None
    undo(brought.id)
    assert homes[0].region_id in {row.id for row in Region.select()}


def test_an_area_is_put_between_later(database: Path) -> None:
    home = make.household()
    county = Region.get(Region.level == "county")
    (area,) = save_regions(
        [({"code": "PQ1", "name": "城郊片区", "level": "area", "parent": county.id}, None)]
    )
    town = Region.get(Region.name == "赤城镇")
    save_regions([({"parent": area.id}, town)])
    assert [place.level for place in PlaceTree().above(home.region_id)] == [
        "group",
        "village",
        "township",
        "area",
        "county",
    ]
    # The official list, read in again, says nothing of areas.
    save_regions([({"code": town.code, "name": town.name, "level": "township", "parent": None}, town)])
    assert Region.get_by_id(town.id).parent == area
    for values, row in (
        ({"parent": home.region_id}, area),
        ({"level": "group"}, area),
        ({"parent": area.id}, area),
    ):
        with pytest.raises(UserError):
            save_regions([(values, Region.get_by_id(row.id))])


def test_places_that_come_later_take_up_who_lives_there(database: Path) -> None:
    home = make.household(township="乌有镇", village="子虚村", group="2")
    assert home.region is None
    county, town = save_regions(
        [
            ({"code": "990100", "name": "别县", "level": "county"}, None),
            ({"code": "990100101", "name": "乌有镇", "level": "township"}, None),
        ]
    )
    assert town.parent_id is None
    save_regions([({"name": "乌有镇"}, town)])
    save_regions([({"code": "990100101001", "name": "子虚村民委员会", "level": "village"}, None)])
    tree = PlaceTree()
    region = Household.get_by_id(home.id).region_id
    assert [place.code for place in tree.above(region)] == [
        "990100101001-2",
        "990100101001",
        "990100101",
        "990100",
    ]
    assert county.id == Region.get_by_id(town.id).parent_id


def test_a_helper_is_found_or_made(home: Any) -> None:
    other = make.household("H2", helper="任小红")
    make.household("H3", helper="任小红", helper_phone="13900000002")
    make.household("H4", helper="王干部")
    make.household("H5", helper="王干部", helper_phone="13900000009")
    known = {(row.name, row.phone): row for row in Helper.select()}
    assert set(known) == {
        ("任小红", "13900000001"),
        ("任小红", "13900000002"),
        ("王干部", "13900000009"),
    }
    save_helpers([({"name": "任红"}, known["任小红", "13900000001"])])
    assert [row.helper for row in Household.select().order_by(Household.code)] == [
        "任红",
        "任小红",
        "任小红",
        "王干部",
        "王干部",
    ]
    assert Household.get_by_id(other.id).helper == "任小红"
    undo_last()
    assert Household.get_by_id(home.id).helper == "任小红"


def test_a_book_of_any_county_in_any_order(database: Path, tmp_path: Path) -> None:
    records: dict[str, Rows] = {
        "regions": [
            {"code": "990100101001", "name": "子虚村民委员会", "level": "村"},
            {"code": "990100101", "name": "乌有镇", "level": "乡镇", "parent": "PQ"},
            {"code": "PQ", "name": "东片区", "level": "片区", "parent": "990100"},
            {"code": "990100", "name": "别县", "level": "县"},
        ],
        "households": [
            {
                "code": "H1",
                "head": "陈㛃",
                "township": "乌有镇",
                "village": "子虚村",
                "group": "2组",
                "helper": "任小红",
            }
        ],
        "stays": [
            {
                "household": "H1",
                "to": date(2026, 3, 31),
                "township": "赤城镇",
                "village": "屏风村",
                "group": "1",
                "helper": "任小红",
            }
        ],
    }
    book = write_book(tmp_path / "book.xlsx", records)
    import_workbook(book)
    home = Household.get()
    above = [place.name for place in PlaceTree().above(home.region_id)]
    assert above == ["2组", "子虚村民委员会", "乌有镇", "东片区", "别县"]
    (stay,) = HouseholdStay.select()
    assert (stay.region.name, stay.region.parent.name, stay.helper.name) == (
        "1组",
        "屏风村民委员会",
        "任小红",
    )
    again = import_workbook(book)
    assert all(not (one.added or one.updated) for one in again.counts.values())
    turned = {"regions": [{"code": "990100", "name": "别县", "level": "县", "parent": "PQ"}]}
    with pytest.raises(WorkbookRefused):
        import_workbook(write_book(tmp_path / "turned.xlsx", turned))
