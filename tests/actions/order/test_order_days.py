"""An order, its subcontracts, the slips on them, each not before the other; and what cutting a subcontract ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.exchange.workbook import import_workbook
from models.actions.ledger.voiding import void
from models.actions.order.orders import (
    allocate,
    save_order,
    save_order_of,
    save_subcontract,
    short_close_order,
    short_close_subcontract,
)
from models.errors import NeedsConfirmation, UserError, WorkbookRefused
from models.queries.ledger.stock import holdings
from models.queries.order.standing import subcontract_states
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from tests import factories
from tests.books import worked_example, write_book
from tests.factories import DAY, units

LATER = DAY + timedelta(10)


@pytest.fixture
def given(database: Path) -> Any:
    """A subcontract of 100 pieces with 110 of a material; 50 pieces came ten days later."""
    cloth = factories.material(name="布")
    item = factories.product(bom=[(cloth, 1, 20_000)], good=3.25)
    sub = factories.subcontract(of=factories.order(item), quantity=100)
    factories.dispatch(sub, cloth, 110, reason="x", number="FL1")
    factories.collection(sub, LATER, good=50, number="HS1")
    return sub


def refused(act: Any, field: str, *words: str) -> None:
    with pytest.raises(UserError) as error:
        act()
    assert error.value.field == field
    for word in words:
        assert word in error.value.message


def test_a_subcontract_lies_between_its_order_and_its_slips(given: Any) -> None:
    existing = Subcontract.get()
    refused(lambda: save_subcontract({"date": DAY - timedelta(1)}, existing), "date", given.order.number)
    refused(lambda: save_subcontract({"date": DAY + timedelta(1)}, existing), "date", "FL1")
    refused(lambda: factories.subcontract(of=given.order, day=DAY - timedelta(1)), "date")
    void(Voucher.get(Voucher.number == "FL1").id, "x")
    save_subcontract({"date": LATER}, existing)
    refused(lambda: save_subcontract({"date": LATER + timedelta(1)}, existing), "date", "HS1")


def test_an_order_is_not_dated_after_what_was_assigned_of_it(given: Any) -> None:
    existing = Order.get()
    refused(lambda: save_order({"date": DAY + timedelta(1)}, existing), "date", given.number)
    save_order({"date": DAY - timedelta(400)}, existing)
    assert Order.get().date == DAY - timedelta(400)


def test_days_far_ahead_are_asked_about(given: Any) -> None:
    far = date.today() + timedelta(40)
    values = {
        "order": given.order_id,
        "household": given.household_id,
        "quantity": 1000,
        "date": far,
        "due": far,
    }
    order = {"product": given.order.product_id, "quantity": 1000, "date": far, "due": far}
    for act in (
        lambda consents: save_subcontract(values, None, consents),
        lambda consents: save_order_of(given.order.enterprise.name, order, None, consents),
        lambda consents: allocate(given.order_id, [(given.household_id, 1000)], far, far, consents),
    ):
        with pytest.raises(NeedsConfirmation, match=far.isoformat()):
            act(())
        act(("far_day", "over_allocated"))


def test_an_order_of_a_wrong_year_is_asked_about(given: Any) -> None:
    """Slips may be dated from the earliest order on: unasked, 1926 would let any year through."""
    shop, order = (
        given.order.enterprise.name,
        {"product": given.order.product_id, "quantity": 1000, "due": DAY},
    )
    for day in (date(1926, 10, 10), DAY - timedelta(400)):
        with pytest.raises(NeedsConfirmation, match=day.isoformat()):
            save_order_of(shop, order | {"date": day}, None)
        with pytest.raises(NeedsConfirmation, match=day.isoformat()):
            save_order_of(shop, {"date": day}, Order.get())
    assert save_order_of(shop, order | {"date": DAY - timedelta(300)}, None).number
    save_order_of(shop, order | {"date": date(1926, 10, 10)}, None, ("far_day",))


def test_the_first_order_of_a_file_may_be_of_years_ago_but_of_no_wrong_year(database: Any) -> None:
    shop, baskets = factories.enterprise(), factories.product(good=3.25)
    order = {"product": baskets.id, "quantity": 1000, "due": DAY}
    with pytest.raises(NeedsConfirmation, match="1926"):
        save_order_of(shop.name, order | {"date": date(1926, 10, 10)}, None)
    save_order_of(shop.name, order | {"date": date.today() - timedelta(3000)}, None)


def test_what_is_refused_is_not_asked_about_first(given: Any) -> None:
    far, near = date.today() + timedelta(40), date.today()
    values = {"household": given.household_id, "quantity": 1000, "date": far, "due": near}
    part = {"order": given.order_id, **values}
    order = {"product": given.order.product_id, "quantity": 1000, "date": far, "due": near}
    refused(lambda: save_subcontract(part), "due", "")
    refused(lambda: save_order_of("新企业", order), "due", "")
    refused(lambda: allocate(given.order_id, [(given.household_id, 1000)], far, near), "due", "")
    # Less than came in: it would be closed short, which asks, but not with a day before its order.
    early = given.order.date - timedelta(1)
    refused(lambda: save_subcontract({"quantity": units(40), "date": early}, Subcontract.get()), "date", "")


def test_nothing_is_closed_short_far_ahead(given: Any) -> None:
    far = date.today() + timedelta(40)
    refused(lambda: short_close_subcontract(given.id, far, "x"), "date", far.isoformat())
    refused(lambda: short_close_order(given.order_id, far, "x"), "date", far.isoformat())


@pytest.mark.parametrize("quantity", [50, 40])
def test_a_cut_that_ends_a_subcontract_is_a_short_close(given: Any, quantity: int) -> None:
    existing = Subcontract.get()
    values = {"quantity": units(quantity)}
    for consents, reason in (((), "x"), (("cut_short",), "")):
        with pytest.raises(NeedsConfirmation) as asked:
            save_subcontract(values, existing, consents, reason)
        # 110 came, 50 were used, 1 may be lost.
        assert asked.value.needs_reason and "59" in asked.value.message and "50" in asked.value.message
    assert Subcontract.get().quantity == units(100) and holdings()[0].excess == 0
    save_subcontract(values, Subcontract.get(), ("cut_short",), "外出务工")
    row = Subcontract.get()
    assert (row.quantity, row.close_reason, row.closed_on) == (units(quantity), "外出务工", date.today())
    assert subcontract_states()[row.id].closed and holdings()[0].excess == units(59)
    # Nothing is asked again of what was ended.
    save_subcontract({"quantity": units(quantity - 1)}, Subcontract.get())


def test_a_cut_that_leaves_something_to_do_is_none(given: Any) -> None:
    save_subcontract({"quantity": units(51)}, Subcontract.get())
    assert Subcontract.get().closed_on is None and not subcontract_states()[given.id].closed


# -- by workbook ------------------------------------------------------------------------------------------------------


def told(path: Path, records: Any) -> list[tuple[int | None, str | None]]:
    """(row, column) of each fault of a workbook."""
    with pytest.raises(WorkbookRefused) as refusal:
        import_workbook(write_book(path / "book.xlsx", records))
    return [(problem.row, problem.column) for problem in refusal.value.problems]


def test_a_workbook_moves_order_and_subcontract_together_or_not(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    del records["dispatches"], records["collections"]
    import_workbook(write_book(tmp_path / "first.xlsx", records))
    records["orders"][0]["date"] = date(2026, 10, 12)
    assert told(tmp_path, records) == [(2, "下单日期")]
    records["subcontracts"][0]["date"] = date(2026, 10, 13)
    import_workbook(write_book(tmp_path / "both.xlsx", records))
    assert Subcontract.get().date == date(2026, 10, 13)
    records["subcontracts"][0]["date"] = date(2026, 10, 11)
    assert told(tmp_path, records) == [(2, "派工日期")]


def test_a_workbook_with_a_wrong_year_is_refused_or_says_so(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["collections"][0]["date"] = date(2025, 10, 20)
    records["advances"][0]["date"] = date(2036, 10, 5)
    assert sorted(told(tmp_path, records)) == [(2, "日期"), (2, "日期")]
    records = worked_example()
    records["subcontracts"].append(
        {**records["subcontracts"][0], "number": "PG2", "date": date(2062, 1, 1), "due": date(2062, 1, 2)}
    )
    records["advances"][0]["date"] = date(2025, 10, 5)
    warnings = import_workbook(write_book(tmp_path / "odd.xlsx", records)).warnings
    odd = {(odd.sheet, odd.row, odd.column) for odd in warnings}
    assert {("派工", 3, "派工日期"), ("预支", 2, "日期")} <= odd


def test_a_month_of_years_ago_may_begin_an_empty_file(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    for rows in records.values():
        for row in rows:
            for key, value in row.items():
                if isinstance(value, date):
                    row[key] = value.replace(year=value.year - 7)
    assert import_workbook(write_book(tmp_path / "old.xlsx", records)).counts["collections"].added == 1


def test_a_workbook_does_not_cut_a_subcontract_short(given: Any, tmp_path: Path) -> None:
    columns = {"order": given.order.number, "household": given.household.code, "number": given.number}
    row = {**columns, "quantity": 50, "date": DAY, "due": factories.DUE}
    assert told(tmp_path, {"subcontracts": [row]}) == [(2, "数量")]
    assert Subcontract.get().quantity == units(100)
    import_workbook(write_book(tmp_path / "open.xlsx", {"subcontracts": [{**row, "quantity": 60}]}))
    assert Subcontract.get().quantity == units(60)
    save_subcontract({"quantity": units(50)}, Subcontract.get(), ("cut_short",), "x")
    assert not import_workbook(write_book(tmp_path / "again.xlsx", {"subcontracts": [row]})).changed


def test_an_order_of_a_wrong_year_is_told_beside_its_row(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["orders"][0]["date"] = date(1926, 10, 1)
    warnings = import_workbook(write_book(tmp_path / "book.xlsx", records)).warnings
    assert [(odd.sheet, odd.row, odd.column) for odd in warnings] == [("订单", 2, "下单日期")]
