"""Opening stock and stocktakes: what was there, what was found, and what the difference does to the books."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.actions.desk.undo import last_undoable, undo
from models.actions.exchange.workbook import ImportResult, import_workbook
from models.actions.ledger import stock, voiding
from models.actions.ledger.stocktake import StockDraft, StockLine, post_count, post_opening
from models.actions.pay import locking
from models.errors import NeedsConfirmation, UserError, WorkbookRefused
from models.queries.desk import integrity
from models.queries.ledger.stock import holdings
from models.queries.ledger.stocktake import Item, books
from models.queries.ledger.warehouse import finished_stock, material_stock
from models.queries.order.standing import subcontract_states
from models.tables.ledger import CountLine, Movement, Voucher
from tests import factories as make
from tests.books import worked_example, write_book
from tests.factories import DAY, units

pytestmark = pytest.mark.usefixtures("database")
LATER = DAY + timedelta(days=5)


class World:
    """A warehouse with bamboo, and a household with work that takes it."""

    def __init__(self) -> None:
        self.bamboo = make.material(name="竹篾")
        self.basket = make.product(name="竹篮", bom=[(self.bamboo, 0.5, 100_000)], good=3.25)
        self.order = make.order(self.basket, 100)
        self.sub = make.subcontract(make.household(), self.order, 50)
        self.there, self.home = Item(self.bamboo.id), Item(self.bamboo.id, subcontract=self.sub.id)

    def lying(self, until: date | None = None) -> int:
        return next(row.quantity for row in material_stock(until) if row.item_id == self.bamboo.id)

    @property
    def held(self) -> Any:
        (row,) = holdings()
        return row


@pytest.fixture
def world(database: Path) -> World:
    return World()


def line(item: Item, quantity: float, reason: str = "") -> StockLine:
    return StockLine(item, units(quantity), reason)


def opened(item: Item, quantity: float, day: date = DAY) -> str:
    return post_opening(StockDraft(day, [line(item, quantity)]))


def counted(item: Item, quantity: float, day: date = LATER, reason: str = "受潮") -> str:
    return post_count(StockDraft(day, [line(item, quantity, reason)]))


def refused(draft: StockDraft, post: Any = post_count) -> str | None:
    before = Voucher.select().count()
    with pytest.raises(UserError) as refusal:
        post(draft)
    assert Voucher.select().count() == before
    return refusal.value.field


def test_what_was_there_comes_from_before_the_books(world: World) -> None:
    assert opened(world.there, 80) == "QC26A00001"
    assert world.lying() == units(80) and world.lying(DAY - timedelta(days=1)) == 0
    opened(Item(None, world.basket.id, "second"), 7)
    assert [(row.grade, row.quantity) for row in finished_stock()] == [("second", units(7))]


def test_what_a_household_had_counts_as_issued(world: World) -> None:
    opened(world.home, 20)
    held = world.held
    assert (held.issued, held.balance, held.counted) == (units(20), units(20), 0)
    # It is part of what may be issued: 50 × 0.5 × 1.1 = 27.5.
    with pytest.raises(UserError) as refusal:
        make.dispatch(world.sub, world.bamboo, 8, reason="")
    assert refusal.value.field == "reason"
    make.dispatch(world.sub, world.bamboo, 7)


def test_a_count_posts_the_difference_as_of_its_day(world: World) -> None:
    opened(world.there, 80)
    stock.receive_material(make.enterprise().id, LATER + timedelta(days=1), [(world.bamboo.id, units(5))])
    assert counted(world.there, 76.5) == "PD26A00001"
    assert world.lying(LATER) == units(76.5) and world.lying() == units(81.5)
    kept = CountLine.get()
    assert (kept.books, kept.counted, kept.reason) == (units(80), units(76.5), "受潮")
    assert counted(world.there, 76.5, reason="") and Movement.select().count() == 3
    assert list(integrity.faults()) == []


def test_a_difference_needs_a_reason(world: World) -> None:
    opened(world.there, 80)
    assert refused(StockDraft(LATER, [line(world.there, 79)])) == "reason"
    post_count(StockDraft(LATER, [line(world.there, 79)], reason="年底盘点"))
    assert world.lying() == units(79)


def test_what_a_household_lost_is_still_answered_for(world: World) -> None:
    make.dispatch(world.sub, world.bamboo, 27.5)
    make.collection(world.sub, DAY + timedelta(days=2), good=50)
    # Used 25, allowed loss 2.5: nothing is missing as long as nobody looks.
    assert (world.held.balance, world.held.excess) == (units(2.5), 0)
    counted(world.home, 0)
    assert (world.held.balance, world.held.counted, world.held.excess) == (0, -units(2.5), 0)
    counted(world.home, 1, LATER + timedelta(days=1), "找到了")
    assert (world.held.balance, world.held.counted, world.held.excess) == (units(1), -units(1.5), 0)
    held = world.held
    assert (
        held.issued + held.transferred_in - held.transferred_out - held.returned - held.used + held.counted
        == held.balance
    )


def test_what_was_never_used_stays_excess_when_it_is_gone(world: World) -> None:
    make.dispatch(world.sub, world.bamboo, 40, reason="备用")
    make.collection(world.sub, DAY + timedelta(days=2), good=50)
    assert world.held.excess == units(12.5)
    counted(world.home, 3)
    assert (world.held.balance, world.held.excess) == (units(3), units(12.5))


def test_both_are_taken_back_like_any_slip(world: World) -> None:
    opened(world.there, 80)
    counted(world.there, 70)
    voiding.void(make.voucher("count", "PD26A00001").id, "数错了")
    assert world.lying() == units(80)
    voiding.void(make.voucher("opening", "QC26A00001").id, "录错了")
    assert world.lying() == 0 and list(integrity.faults()) == []
    assert opened(world.there, 60) == "QC26A00002"
    undo(last_undoable().id)
    assert world.lying() == 0


def test_opening_stock_that_was_handed_back_is_built_on(world: World) -> None:
    opened(world.home, 20)
    make.dispatch(world.sub, world.bamboo, 5, kind="return", day=LATER)
    with pytest.raises(UserError):
        voiding.void(make.voucher("opening", "QC26A00001").id, "录错了")


def test_nothing_is_posted_into_a_locked_month(world: World) -> None:
    make.collection(world.sub, good=5)
    locking.lock("2026-10", date(2026, 11, 2))
    for post in (post_opening, post_count):
        assert refused(StockDraft(LATER, [line(world.there, 5, "x")]), post) == "date"
    assert refused(StockDraft(date(2027, 12, 1), [line(world.there, 5, "x")])) == "date"


def test_a_count_of_a_locked_month_is_reversed_later(world: World) -> None:
    opened(world.there, 80)
    counted(world.there, 70)
    make.collection(world.sub, good=5)
    locking.lock("2026-10", date(2026, 11, 2))
    voiding.reverse(make.voucher("count", "PD26A00001").id, date(2026, 11, 3), "数错了")
    assert world.lying(date(2026, 11, 2)) == units(70) and world.lying() == units(80)
    assert list(integrity.faults()) == []


def test_wrong_lines_are_refused_at_their_field(world: World) -> None:
    other = make.subcontract(make.household("H0002"), world.order, 10)
    early = StockDraft(DAY - timedelta(days=1), [line(world.home, 1, "x")])
    cases = (
        (StockDraft(LATER, []), "lines"),
        (StockDraft(LATER, [line(Item(), 1)]), "material"),
        (StockDraft(LATER, [line(Item(world.bamboo.id, world.basket.id, "good"), 1)]), "material"),
        (StockDraft(LATER, [line(Item(1), 1)]), "material"),
        (StockDraft(LATER, [line(Item(None, world.basket.id), 1)]), "grade"),
        (StockDraft(LATER, [line(Item(None, world.basket.id, "good"), 1.5)]), "counted"),
        (StockDraft(LATER, [line(Item(None, world.basket.id, "good", world.sub.id), 1)]), "subcontract"),
        (StockDraft(LATER, [line(world.there, -1)]), "counted"),
        (StockDraft(LATER, [line(world.there, 1, "x"), line(world.there, 1, "x")]), "material"),
        (StockDraft(LATER, [line(world.there, 1), line(world.home, 1)]), "subcontract"),
        (StockDraft(LATER, [line(world.home, 1), line(Item(world.bamboo.id, None, "", other.id), 1)]), "subcontract"),
        (early, "date"),
    )  # fmt: skip
    for draft, field in cases:
        assert refused(draft) == field
    assert refused(StockDraft(LATER, [line(world.there, 0)]), post_opening) == "quantity"
    opened(world.there, 5)
    assert refused(StockDraft(DAY, [line(world.there, 6)]), post_opening) == "material"


def test_a_second_opening_is_asked_first(world: World) -> None:
    opened(world.there, 5)
    with pytest.raises(NeedsConfirmation) as question:
        opened(world.there, 5, LATER)
    post_opening(StockDraft(LATER, [line(world.there, 5)]), [question.value.key])
    assert world.lying() == units(10)


def test_the_list_to_count_by_names_what_lies_there(world: World) -> None:
    opened(world.there, 80)
    make.dispatch(world.sub, world.bamboo, 20)
    assert [(row.name, row.quantity) for row in books()] == [("竹篾", units(60))]
    (row,) = books(household=world.sub.household_id)
    assert (row.subcontract, row.quantity, row.item) == (world.sub.number, units(20), world.home)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["issue", "pieces", "count", "open"]), st.integers(0, 8), st.integers(0, 20)
        ),
        max_size=8,
    )
)
def test_what_came_is_used_handed_back_or_there(database: Path, steps: list[tuple[str, int, int]]) -> None:
    """Whatever is posted in whatever order, issued − returned − used + counted is the balance, and a count holds."""
    world = World()
    for kind, after, amount in steps:
        day = DAY + timedelta(days=after)
        if kind == "issue" and amount:
            make.dispatch(world.sub, world.bamboo, amount, day=day, reason="x")
        elif kind == "pieces" and amount:
            make.collection(world.sub, day, good=amount, reason="x")
        elif kind == "count":
            counted(world.home, amount, day)
            state = subcontract_states([world.sub.id], until=day)[world.sub.id]
            assert state.holding(state.materials[world.bamboo.id]).balance == units(amount)
        elif kind == "open" and amount:
            try:
                opened(world.home, amount, day)
            except (UserError, NeedsConfirmation):
                continue
    for state in subcontract_states([world.sub.id]).values():
        held = state.holding(state.materials[world.bamboo.id])
        moved = sum(
            (1 if row.target_subcontract_id == world.sub.id else -1) * row.quantity
            for row in Movement.select().where(Movement.material == world.bamboo.id)
            if world.sub.id in (row.target_subcontract_id, row.source_subcontract_id)
        )
        assert held.issued - held.returned - held.used + held.counted == held.balance
        assert held.balance == moved - held.consumed


# -- by workbook ---------------------------------------------------------------------------------------------------


def read_in(tmp_path: Path, records: dict[str, Any], **options: Any) -> ImportResult:
    return import_workbook(write_book(tmp_path / "book.xlsx", records), **options)


def refused_cells(tmp_path: Path, records: dict[str, Any]) -> list[tuple[str, int | None, str | None]]:
    """Sheet, row and column of everything a workbook is refused for."""
    with pytest.raises(WorkbookRefused) as refusal:
        read_in(tmp_path, records)
    return [(p.sheet, p.row, p.column) for p in refusal.value.problems]


def month() -> dict[str, Any]:
    """The worked example with opening stock and two counts."""
    records = worked_example()
    first = date(2026, 10, 10)
    records["opening"] = [
        {"date": date(2026, 10, 1), "material": "M-BAM", "quantity": 120},
        {"date": date(2026, 10, 1), "product": "P-1", "grade": "合格", "quantity": 12},
        {"date": first, "material": "M-BAM", "subcontract": "PG1", "quantity": 2.5},
    ]
    records["counts"] = [
        {"number": "PD1", "date": date(2026, 10, 31), "material": "M-BAM", "counted": 30, "reason": "受潮"},
        {"number": "PD1", "date": date(2026, 10, 31), "product": "P-1", "grade": "合格", "counted": 62},
        {
            "number": "PD2",
            "date": date(2026, 10, 31),
            "material": "M-BAM",
            "subcontract": "PG1",
            "counted": 40,
            "reason": "少了",
        },
    ]
    records["dispatches"][0]["reason"] = "备用"
    return records


def test_stock_comes_in_by_workbook_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    result = read_in(tmp_path, month())
    assert (result.counts["opening"].added, result.counts["counts"].added) == (3, 3)
    (stock_row,) = material_stock()
    assert stock_row.quantity == units(30)
    (held,) = holdings()
    # 2.5 + 88.4 issued, 57 pieces × 0.85 = 48.45 used: 42.45 in the books, 40 found.
    assert (held.issued, held.used, held.counted, held.balance) == (90_900, 48_450, -2_450, 40_000)
    assert not read_in(tmp_path, month()).changed
    assert list(integrity.faults()) == []


def test_slips_of_stock_that_say_otherwise_are_refused(tmp_path: Path) -> None:
    read_in(tmp_path, month())
    records = month()
    records["opening"][0]["quantity"] = 121
    records["counts"][2]["counted"] = 41
    assert refused_cells(tmp_path, records) == [
        ("期初", 2, "数量"),
        ("盘点", 4, "实盘"),
    ]


def test_every_fault_of_the_stock_sheets_stands_in_its_cell(tmp_path: Path) -> None:
    records = month()
    records["opening"] += [
        {"date": date(2026, 10, 1), "material": "M-BAM", "quantity": 1},
        {"date": date(2026, 10, 1), "quantity": 1},
        {"date": date(2026, 10, 1), "product": "P-1", "quantity": 1},
        {"date": date(2026, 10, 9), "material": "M-BAM", "subcontract": "PG1", "quantity": 1},
        {"date": date(2026, 10, 2), "product": "P-1", "grade": "二等", "quantity": 1.5},
    ]
    del records["counts"][0]["reason"]
    records["counts"][1]["counted"] = 3.5
    assert refused_cells(tmp_path, records) == [
        ("期初", 5, "日期"),
        ("期初", 6, "物料编码"),
        ("期初", 7, "等级"),
        ("期初", 8, "日期"),
        ("期初", 9, "数量"),
        ("盘点", 3, "实盘"),
    ]
    assert not Voucher.select().exists()
    # Once the rest can be read, what the books say is known, and a difference wants its reason.
    records["opening"] = month()["opening"]
    records["counts"][1]["counted"] = 3
    assert refused_cells(tmp_path, records) == [
        ("盘点", 2, "事由"),
        ("盘点", 3, "事由"),
    ]


def test_a_count_stands_between_the_slips_of_its_workbook(tmp_path: Path) -> None:
    """What a count found may be handed back later in the same workbook."""
    records = worked_example()
    records["counts"] = [
        {
            "number": "PD1",
            "date": date(2026, 10, 12),
            "material": "M-BAM",
            "subcontract": "PG1",
            "counted": 100,
            "reason": "多了",
        }
    ]
    back = {**records["dispatches"][0], "number": "FL2", "date": date(2026, 10, 13), "quantity": 100}
    records["dispatches"].append({**back, "kind": "退料"})
    read_in(tmp_path, records)
    (held,) = holdings()
    assert (held.returned, held.counted, held.balance) == (100_000, 11_600, -48_450)


def test_handing_out_what_the_warehouse_lacks_is_told_where_its_stock_is_kept(tmp_path: Path) -> None:
    assert read_in(tmp_path, worked_example(), check=True).warnings == []
    records = month()
    records["opening"] = [{"date": date(2026, 10, 1), "material": "M-BAM", "quantity": 100}]
    records["counts"] = []
    records["dispatches"].append({**records["dispatches"][0], "number": "FL2", "kind": "补料"})
    (said,) = read_in(tmp_path, records).warnings
    assert (said.sheet, said.row, said.column) == ("发料", 3, "数量") and "76.8" in said.message
