"""Names in every search, picker and list: however they are written, and in the order of their sounds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.exchange.workbook import import_workbook
from models.actions.guidance import equipment
from models.actions.order import orders
from models.actions.party import parties
from models.actions.product import products
from models.database import close_database, db
from models.opening import open_database
from models.queries import suggestions
from models.queries.desk.global_search import find
from models.queries.guidance import visits
from models.queries.ledger import entry_context, vouchers
from models.queries.ledger.enterprise_accounts import enterprise_named
from models.queries.listing import Listing
from models.queries.party import households
from models.queries.pay import advances
from models.rules.pinyin import search_text, sort_key
from models.tables.guidance import Equipment
from models.tables.party import Enterprise, Household, Worker
from models.tables.product import Material, Product
from tests import factories as make
from tests.books import write_book

pytestmark = pytest.mark.usefixtures("database")

WRITTEN = ("阿的·尔布", "吉克•拉则", "王  五", "单春梅", "尉迟秀兰", "解大林")
TYPED = {
    "阿的·尔布": (
        "阿的·尔布",
        "阿的•尔布",
        "阿的尔布",
        "阿的 尔布",
        "阿的．尔布",
        "尔布",
        "adeb",
        "adeerbu",
        "ade erbu",
    ),
    "吉克•拉则": ("吉克·拉则", "吉克拉则", "吉克　拉则", "拉则", "jklz", "jikelaze", "jike"),
    "王  五": ("王五", "王 五", "王  五", "ww", "wangwu", "wang wu"),
    "单春梅": ("scm", "shanchun", "dcm", "danchunmei", "春梅"),
    "尉迟秀兰": ("ycxl", "yuchi", "wcxl", "weichixiulan"),
    "解大林": ("xdl", "xiedalin", "jdl"),
}
CASES = [(head, typed) for head, said in TYPED.items() for typed in said]
IN_ORDER = ["阿的·尔布", "吉克•拉则", "单春梅", "王  五", "解大林", "尉迟秀兰"]


def a_slip_for_each() -> None:
    """Households of every spelling, each with work, a slip, an advance and a visit."""
    order = make.order(make.product(bom=[(make.material(), 0.5, 0)], good=3))
    for head in WRITTEN:
        home = make.household(head=head)
        make.dispatch(make.subcontract(home, order, 10), Material.get(), 5)
        make.advance(home, 100)
        make.visit(home)


@pytest.fixture
def homes(fill: Any) -> Any:
    return fill(a_slip_for_each)


@pytest.mark.parametrize(("head", "typed"), CASES)
def test_a_name_is_found_everywhere_however_it_is_typed(homes: Any, head: str, typed: str) -> None:
    home: Any = Household.get(Household.head == head)
    assert home.id in [row.key for row in find(typed) if row.kind == "household"]
    assert home.id in [row[0] for row in suggestions.households(typed)]
    assert home.id in households.households().keys(typed)
    assert head in [row[1].split(" ", 1)[1] for row in suggestions.subcontracts(typed)]
    assert home.id in [work.household for work in entry_context.find_works(typed)]
    for listing in (vouchers.vouchers(), advances.advances(), visits.visits()):
        shown = [row[_column(listing, "head")] for row in listing.rows(listing.keys(typed))]
        assert head in shown, listing.name
    assert not any(row.key == home.id for row in find("zzz")) and not suggestions.households("zzz")


def _column(listing: Listing, key: str) -> int:
    return next(at for at, column in enumerate(listing.columns) if column.key == key)


def test_lists_are_in_the_order_of_the_sounds(homes: Any) -> None:
    for listing in (households.households(), vouchers.vouchers(), advances.advances(), visits.visits()):
        for descending in (False, True):
            rows = listing.rows(listing.keys(order="head", descending=descending))
            shown = list(dict.fromkeys(row[_column(listing, "head")] for row in rows))
            assert shown == (IN_ORDER[::-1] if descending else IN_ORDER), listing.name


def test_every_word_of_a_list_is_in_the_order_of_its_sound(homes: Any) -> None:
    """Helpers, townships, technicians: also what no table keeps a place for; empty ones come last."""
    words = ("重龙镇", "阿坝镇", "蓬溪镇", "")
    helpers = ("曾国芳", "赵六", "单小梅", "")
    for home, township, helper in zip(Household.select().limit(4), words, helpers, strict=True):
        parties.save_household({"township": township, "helper": helper}, home)
    for key, said, surname in (("township", words, False), ("helper", helpers, True)):
        listing = households.households()
        found = [row[_column(listing, key)] for row in listing.rows(listing.keys(order=key))]
        wanted = sorted((one for one in said if one), key=lambda one: sort_key(one, surname=surname))
        assert [one for one in found if one in said and one] == wanted
        assert found[-1] == "", "what is empty comes last"
        offered = [one.words for one in listing.offered(key) if one.words]
        assert [one for one in offered if one in said] == wanted


def keys_are_right() -> None:
    """Every name's place and what finds it are what its row says now."""
    for table, name, person in (
        (Household, "head", True),
        (Worker, "name", True),
        (Enterprise, "name", False),
        (Material, "name", False),
        (Product, "name", False),
        (Equipment, "name", False),
    ):
        for row in table.select():
            said = getattr(row, name)
            assert row.pinyin == sort_key(said, surname=person), said
            assert set(search_text((said,)).split()) <= set(row.search.split()), said
    for home in Household.select():
        assert home.place_pinyin == sort_key(f"{home.village}{home.group}")


def test_a_names_place_is_kept_right_by_every_door(homes: Any, tmp_path: Path) -> None:
    keys_are_right()
    home: Any = Household.get(Household.head == "王  五")
    parties.save_household({"head": "曾国芳", "village": "重龙村"}, home)
    keys_are_right()
    newest = last_undoable()
    assert newest is not None
    undo(newest.id)
    keys_are_right()
    parties.save_worker(home.id, {"name": "仇·桂英"})
    product: Any = Product.get()
    orders.save_order_of(
        "重庆竹编厂",
        {"product": product.id, "quantity": 5_000, "date": make.DAY, "due": date(2026, 12, 1)},
        consents=[orders.NEW_ENTERPRISE],
    )
    products.save_material({"name": "长篾 10号"}, Material.get())
    equipment.save_equipment({"code": "SB9", "name": "切片机"})
    records = {
        "enterprises": [{"name": "重庆 竹编厂", "phone": "0825-1"}],
        "households": [{"code": "H9001", "head": "朴•正华", "village": "朝阳村"}],
        "workers": [
            {"household": home.code, "name": "仇桂英", "relation": "Spouse"},
            {"household": "H9001", "name": "单 小梅"},
        ],
    }
    import_workbook(write_book(tmp_path / "book.xlsx", records))
    keys_are_right()
    assert [row.phone for row in Enterprise.select().where(Enterprise.name == "重庆竹编厂")] == ["0825-1"]
    assert enterprise_named("重庆·竹编厂") == Enterprise.get(name="重庆竹编厂")
    assert [row.name for row in Worker.select().order_by(Worker.id)] == ["仇·桂英", "单 小梅"]


def test_an_older_files_names_get_their_place(tmp_path: Path) -> None:
    close_database()
    copy = tmp_path / "old.db"
    copy.write_bytes((Path(__file__).parents[1] / "upgrades" / "demo-v1.db").read_bytes())
    open_database(copy)
    assert Household.select().count() > 0
    keys_are_right()


def test_a_list_by_name_reads_its_index() -> None:
    query = Household.select(Household.id).order_by(Household.pinyin)
    plan = " ".join(row[3] for row in db.execute_sql("EXPLAIN QUERY PLAN " + query.sql()[0]))
    assert "household_pinyin" in plan and "TEMP B-TREE" not in plan
