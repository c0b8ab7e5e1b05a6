"""A subcontract keeps the rates it was given out with; how far a change of them reaches is for somebody to say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.exchange.workbook import import_workbook
from models.actions.order import orders
from models.actions.pay.locking import lock
from models.actions.product import products
from models.errors import UserError
from models.queries.ledger.slips import collection_slips, dispatch_slips, dispatches_of
from models.queries.pay.earnings import statements
from models.queries.pay.passbook import passbooks
from models.queries.periods import period_named
from models.rules.product.reach import ALL, NEW, OPEN
from models.tables.order import Subcontract
from models.tables.product import Rate
from models.tables.trail import Operation
from tests import factories
from tests.books import worked_example, write_book
from tests.factories import price

pytestmark = pytest.mark.usefixtures("database")

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def kept(sub: Any) -> tuple[int | None, int | None]:
    row = Subcontract.get_by_id(sub.id)
    return row.good_rate, row.second_rate


def good_row() -> Any:
    return Rate.get(Rate.grade == "good")


@pytest.fixture
def works() -> tuple[Any, Any, Any]:
    """A product, and two subcontracts of it: one delivered, one open."""
    bamboo = factories.material()
    basket = factories.product(bom=[(bamboo, 1, 0)], good=3.25, second=2.6)
    of = factories.order(basket)
    done, still = factories.subcontract(of=of, quantity=10), factories.subcontract(of=of, quantity=10)
    factories.collection(done, good=10)
    return basket, done, still


def test_a_change_reaches_new_work_only_unless_said(works: tuple[Any, Any, Any]) -> None:
    basket, done, still = works
    products.save_rate(basket.id, "good", good_row().start, None, price(3), good_row())
    assert kept(done) == kept(still) == (32_500, 26_000)
    assert kept(factories.subcontract(of=still.order, quantity=1)) == (30_000, 26_000)
    row = products.save_rate(basket.id, "good", good_row().start, None, price(3), good_row(), OPEN)
    assert (row.outcome, row.reached) == ("unchanged", [still.id])
    assert (kept(done)[0], kept(still)[0]) == (32_500, 30_000)
    assert statements("2026-10").total("piece") == 10 * 325


def test_finished_work_of_an_open_month_is_reached_by_all_but_not_what_is_locked(
    works: tuple[Any, Any, Any],
) -> None:
    basket, done, still = works
    lock("2026-10", date(2026, 11, 2))
    later = factories.subcontract(of=still.order, quantity=4, day=NOVEMBER, due=date(2026, 11, 30))
    factories.collection(later, NOVEMBER, good=4)
    factories.collection(still, NOVEMBER, good=4)
    row = products.save_rate(basket.id, "good", good_row().start, None, price(3), good_row(), ALL)
    assert set(row.reached) == {later.id, still.id} and kept(done)[0] == 32_500
    assert statements("2026-10").total("piece") == 3250
    assert statements("2026-11").total("piece") == 8 * 300


def test_a_grade_without_a_rate_takes_the_first_that_covers_its_date() -> None:
    basket = factories.product(good=3.25)
    sub = factories.subcontract(of=factories.order(basket))
    late = products.new_rate_from(basket.id, "second", NOVEMBER, price(2))
    assert kept(sub) == (32_500, None) and late.reached == []
    first = products.save_rate(basket.id, "second", OCTOBER, date(2026, 10, 31), price(2.5))
    assert first.reached == [sub.id] and kept(sub) == (32_500, 25_000)
    products.save_rate(basket.id, "second", OCTOBER, date(2026, 10, 31), price(2.7), first)
    assert kept(sub) == (32_500, 25_000)


def test_a_rate_that_ends_or_goes_leaves_what_was_given_out(works: tuple[Any, Any, Any]) -> None:
    basket, done, still = works
    products.new_rate_from(basket.id, "good", date(2026, 10, 5), price(4))
    assert kept(still)[0] == 32_500
    new = Rate.get(Rate.start == date(2026, 10, 5))
    assert products.remove_rate(new.id) == [] and kept(still)[0] == 32_500
    assert products.new_rate_from(basket.id, "good", date(2026, 10, 5), price(4), OPEN).reached == [still.id]
    assert (kept(done)[0], kept(still)[0]) == (32_500, 40_000)
    assert products.remove_rate(Rate.get(Rate.start == date(2026, 10, 5)).id, OPEN) == [still.id]
    assert kept(still)[0] is None
    undo(last_undoable().id)
    assert kept(still)[0] == 40_000


def test_a_date_that_moves_takes_the_rate_of_its_new_day_only_where_another_holds() -> None:
    basket = factories.product()
    factories.rate(basket, "good", SEPTEMBER, date(2026, 9, 30), 3)
    october = factories.rate(basket, "good", OCTOBER, None, 3.25)
    sub = factories.subcontract(of=factories.order(basket, day=SEPTEMBER))
    products.save_rate(basket.id, "good", OCTOBER, None, price(3.5), october)
    orders.save_subcontract({"date": date(2026, 10, 12)}, Subcontract.get_by_id(sub.id))
    assert kept(sub)[0] == 32_500, "the same row holds on both days: its slip stays as it is"
    orders.save_subcontract({"date": date(2026, 9, 12)}, Subcontract.get_by_id(sub.id))
    assert kept(sub)[0] == 30_000


def test_paper_says_what_the_household_was_handed(works: tuple[Any, Any, Any]) -> None:
    basket, done, still = works
    number = factories.dispatch(still, still.materials.get().material, 5)
    assert dispatches_of([still.id]) == [number] and dispatches_of([done.id]) == []
    products.save_rate(basket.id, "good", good_row().start, None, price(3), good_row())
    (slip,) = dispatch_slips(numbers=[number])
    assert slip.works[0].good_rate == 32_500
    received = factories.collection(still, good=2)
    lock("2026-10", date(2026, 11, 2))
    products.save_rate(basket.id, "good", good_row().start, None, price(3), good_row(), OPEN)
    assert kept(still)[0] == 30_000
    (again,) = collection_slips(numbers=[received])
    assert (again.lines[0].work.good_rate, again.lines[0].earned, again.earned_so_far) == (32_500, 650, 650)
    code = still.household.code
    (book,) = passbooks(period_named("2026-10"), household=code)
    assert [entry.amount for entry in book.entries if entry.amount] == [650]


def test_a_workbook_reaches_new_work_only_and_says_what_differs(tmp_path: Path) -> None:
    records = worked_example()
    import_workbook(write_book(tmp_path / "a.xlsx", records))
    (sub,) = Subcontract.select()
    records["rates"][0]["rate"] = 3.0
    records["bom"][0]["per_unit"] = 0.9
    book = write_book(tmp_path / "b.xlsx", records)
    result = import_workbook(book)
    assert [(w.sheet, sub.number in w.message, "1" in w.message) for w in result.warnings] == [
        ("物料清单", True, True),
        ("工价", True, True),
    ]
    assert kept(sub) == (32_500, 26_000) and sub.materials.get().per_unit == 850
    before = Operation.select().count()
    assert not import_workbook(book).changed and Operation.select().count() == before
    number = factories.dispatch(sub, sub.materials.get().material, 1, date(2026, 10, 12), "top_up", "不够")
    result = import_workbook(book, apply_to=OPEN)
    assert (result.changed, result.reached, result.warnings) == (True, 1, [])
    assert number in result.reprint
    assert kept(sub) == (30_000, 26_000) and sub.materials.get().per_unit == 900
    before = Operation.select().count()
    assert not import_workbook(book, apply_to=OPEN).changed and Operation.select().count() == before


def test_a_workbook_that_ends_a_rate_says_whose_it_was(tmp_path: Path) -> None:
    records = worked_example()
    import_workbook(write_book(tmp_path / "a.xlsx", records))
    records["rates"][0]["to"] = date(2026, 10, 5)
    book = write_book(tmp_path / "b.xlsx", records)
    assert [w.sheet for w in import_workbook(book).warnings] == ["工价"]
    assert kept(Subcontract.get())[0] == 32_500
    records["rates"].append({"product": "P-1", "grade": "合格", "from": date(2026, 10, 6), "rate": 3})
    records["rates"][-1]["to"] = date(2026, 10, 14)
    result = import_workbook(write_book(tmp_path / "c.xlsx", records), apply_to=OPEN)
    assert result.reached == 1 and kept(Subcontract.get())[0] == 30_000


def test_rates_and_subcontracts_of_one_workbook_belong_together(tmp_path: Path) -> None:
    records = worked_example()
    import_workbook(write_book(tmp_path / "a.xlsx", records))
    records["rates"][0]["rate"] = 3.0
    records["subcontracts"].append(records["subcontracts"][0] | {"number": "PG9", "quantity": 5})
    import_workbook(write_book(tmp_path / "b.xlsx", records), apply_to=NEW)
    rates = dict(Subcontract.select(Subcontract.number, Subcontract.good_rate).tuples())
    assert sorted(rates.values()) == [30_000, 32_500] and rates["PG9"] == 30_000


def test_what_has_no_rate_still_blocks_the_lock(works: tuple[Any, Any, Any]) -> None:
    basket, _, still = works
    products.remove_rate(good_row().id, OPEN)
    factories.collection(still, good=1)
    with pytest.raises(UserError):
        lock("2026-10", date(2026, 11, 2))
    factories.rate(basket, "good", OCTOBER, None, 3)
    lock("2026-10", date(2026, 11, 2))
    assert statements("2026-10").total("piece") == 3250 + 300
