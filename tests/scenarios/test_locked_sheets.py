"""A locked month's sheets are the same whatever is changed afterwards, by whichever door, in whichever field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openpyxl import load_workbook
from peewee import BooleanField, ForeignKeyField, IntegrityError

from models.actions.desk.undo import last_undoable, undo
from models.actions.exchange.workbook import import_workbook
from models.actions.guidance import equipment, visits
from models.actions.order import orders
from models.actions.party import parties
from models.actions.pay.locking import lock, unlock
from models.actions.product import products
from models.database import db
from models.i18n import translator
from models.keys import next_key
from models.kinds import DayField
from models.queries import past
from models.queries.past import as_locked
from models.queries.pay.bank import payments
from models.queries.pay.earnings import statements
from models.queries.pay.household_accounts import account_papers
from models.queries.pay.pay_summary import month
from models.queries.pay.signature_lists import pay_sheets
from models.queries.pay.statements import statement_papers
from models.rules.product.reach import ALL, OPEN
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import Voucher
from models.tables.order import Subcontract, SubcontractMaterial
from models.tables.party import Household, Worker
from models.tables.pay import PayPeriod
from models.tables.product import BomLine, Material, Product, Rate
from models.tables.registry import LOGGED
from reports.exchange.workbook import write_results
from reports.pay.bank import write_bank_files
from reports.programme.county_export import write_county, write_enterprises
from tests import factories
from tests.books import worked_example, write_book
from tests.trust.promises import times
from tests.writing import operation

pytestmark = pytest.mark.usefixtures("database")

KEY = "2026-10"
OFFICE = 7
"""The county office's own sheets, which stand before the returns."""
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
LATER = date(2026, 11, 3)

CHANGEABLE = [table for table in LOGGED if table not in past.ALWAYS_PRESENT]


def cells_of(book: Path, first: int) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """What the first sheets of a workbook say."""
    read = load_workbook(book)
    return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in read.worksheets[:first]]


def sheets(folder: Path) -> dict[str, Any]:
    """Everything the month's sheets say: the workbooks byte for byte, and what the papers are made of."""
    found: dict[str, Any] = {}
    names = ("results", "county", "enterprises", "bank")
    results, county, enterprises, bank = targets = [folder / f"{name}.xlsx" for name in names]
    for target in targets:
        target.unlink(missing_ok=True)
    zh = translator("zh")
    write_results(results, KEY)
    write_county(county, FIRST, LAST, tr=zh)
    write_enterprises(enterprises, FIRST, LAST, tr=zh)
    if payments(KEY).rows:
        write_bank_files(bank, KEY, tr=zh)
    found |= {target.name: target.read_bytes() for target in targets if target.exists()}
    # The returns behind count what the registers say now; only pay is frozen in them.
    found["county.xlsx"] = cells_of(county, OFFICE)
    found["statements"] = [replace(paper, books="") for paper in statement_papers(KEY).papers]
    found["paylist"] = pay_sheets(KEY)
    found["accounts"] = account_papers(KEY)
    found["bank"] = payments(KEY)
    found["desk"] = month(LAST)
    return found


def the_same(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert before.keys() == after.keys()
    for name, wanted in before.items():
        assert after[name] == wanted, name


def locked_month() -> dict[str, Any]:
    """October of two households with slips of every kind, locked; its sheets."""
    factories.month_of_slips()
    parties.save_worker(Household.get().id, {"name": "单小梅"})
    assert lock(KEY, date(2026, 11, 2)) == [KEY]
    with TemporaryDirectory() as folder:
        return sheets(Path(folder))


@pytest.fixture
def locked(fill: Any) -> dict[str, Any]:
    return fill(locked_month)


def other_value(field: Any, value: Any, row: int) -> Any:
    """Another value the field may hold, different in every row."""
    if isinstance(field, ForeignKeyField):
        keys = [key for (key,) in db.execute(field.rel_model.select(field.rel_model.id).limit(50))]
        others = [key for key in keys if key != value]
        return others[row % len(others)] if others else value
    if isinstance(field, DayField):
        return (value or FIRST) + timedelta(days=37 + row)
    if isinstance(field, BooleanField):
        return not value
    if field.field_type in ("TEXT",):
        return f"{value or ''}改{row}"
    return (value or 0) + 1000 + row


def quietly(statement: Any) -> None:
    """Run a change that some rule of a table may forbid, such as two columns that together tell its rows apart."""
    with db.atomic() as step:
        try:
            statement.execute()
        except IntegrityError:
            step.rollback()


def change_every_field(table: Any) -> None:
    for field in table._meta.sorted_fields:
        if not field.primary_key:
            for row, one in enumerate(list(table.select().order_by(table.id))):
                value = other_value(field, one.__data__[field.name], row)
                quietly(table.update({field: value}).where(table.id == one.id))


def double_every_row(table: Any) -> None:
    for row, one in enumerate(list(table.select())):
        values = {field: one.__data__[field.name] for field in table._meta.sorted_fields}
        for field in values:
            if field.unique and field.field_type == "TEXT":
                values[field] = f"新{row}"
        quietly(table.insert({**values, table.id: next_key()}))


def remove_every_row(table: Any) -> None:
    db.execute_sql("PRAGMA defer_foreign_keys = 1")
    quietly(table.delete())


def test_no_field_of_any_table_reaches_a_locked_month(locked: dict[str, Any], tmp_path: Path) -> None:
    with db.atomic() as changing:
        for change in (change_every_field, double_every_row, remove_every_row):
            for table in CHANGEABLE:
                with operation("Change"):
                    change(table)
            the_same(locked, sheets(tmp_path))
        changing.rollback()
    the_same(locked, sheets(tmp_path))


def test_every_table_is_asked_as_it_was_or_named() -> None:
    """Fields of these may still change in a locked month; whoever adds one says why in `queries.past`."""
    assert {table._meta.table_name for table in past.ALWAYS_PRESENT} == {
        *("pay_period", "statement", "statement_line", "statement_item", "printing", "machine", "series"),
        *(
            "setting",
            "location",
            "movement",
            "collection_line",
            "inspection_line",
            "delivery",
        ),
    }


def doors() -> Iterator[Any]:
    """Ways records change after a lock, as people go them."""
    home, other = Household.select().order_by(Household.code)
    yield lambda: parties.save_household(
        {"head": "换了人", "village": "远村", "township": "蓬南镇", "group": "9", "category": "脱贫户",
         "helper": "新帮扶", "pay_method": "cash", "bank": "别的行", "account": "1", "phone": "13900000000",
         "code": "H7777", "landmark": "新房"}, home)  # fmt: skip
    yield lambda: parties.save_household({"active": False}, other)
    yield lambda: factories.household("H0003", "后来的")
    yield lambda: parties.save_worker(home.id, {"name": "改名", "sex": "女"}, Worker.get())
    yield lambda: parties.remove_worker(Worker.get().id)
    yield lambda: products.save_material({"code": "M-NEW", "name": "塑料", "unit": "m"}, Material.get())
    yield lambda: products.save_product({"code": "P-NEW", "name": "花瓶"}, Product.get())
    line = BomLine.get()
    yield lambda: products.save_bom_line(line.product_id, line.material_id, 2_000, 0, line, ALL)
    yield lambda: products.remove_bom_line(BomLine.get().id, ALL)
    yield lambda: products.save_rate(
        Rate.get().product_id, "good", Rate.get().start, None, 99_000, Rate.get(), ALL
    )
    first, second = Subcontract.select().order_by(Subcontract.number)
    yield lambda: orders.save_subcontract({"quantity": 60_000, "due": LATER}, first)
    yield lambda: factories.subcontract(other, first.order, 3, day=date(2026, 10, 20))
    yield lambda: orders.short_close_subcontract(second.id, date(2026, 10, 30), "不做了")
    yield lambda: orders.short_close_order(first.order_id, LATER, "不要了", (orders.OPEN_SUBCONTRACTS,))
    yield lambda: equipment.take_back(EquipmentLoan.get().id, date(2026, 10, 30), "坏了")
    yield lambda: factories.visit(home, "补记", date(2026, 10, 13))
    yield lambda: visits.change_visit(Voucher.get(Voucher.kind == "visit").id, topic="别的", finding="好多了")
    yield lambda: equipment.save_equipment({"code": "SB9", "name": "别的机器", "model": "Y"}, Equipment.get())
    yield lambda: parties.save_agreement(home.id, "XY2", FIRST, LAST)


@pytest.mark.sampled
def test_no_door_leads_into_a_locked_month(locked: dict[str, Any], tmp_path: Path) -> None:
    # What one door changes stays changed through the next ones: a sample looks after several, and at the end.
    looks = times(5, 1)
    for step, walk in enumerate(doors(), 1):
        try:
            walk()
        except Exception as error:
            raise AssertionError(f"door {step}") from error
        if step % looks == 0:
            the_same(locked, sheets(tmp_path))
    the_same(locked, sheets(tmp_path))
    for _ in range(3):
        undo(last_undoable().id)
        the_same(locked, sheets(tmp_path))


def test_a_workbook_that_changes_every_master_record(tmp_path: Path) -> None:
    records = worked_example()
    import_workbook(write_book(tmp_path / "a.xlsx", records))
    lock(KEY, date(2026, 11, 2))
    before = sheets(tmp_path)
    records["households"][0] |= {"head": "新户主", "village": "新村", "helper": "新人", "category": "监测户"}
    records["materials"][0] |= {"name": "藤条", "unit": "米", "price": 3}
    records["products"][0] |= {"name": "花篮", "unit": "个"}
    records["bom"][0] |= {"per_unit": 2, "loss_pct": 0}
    records["rates"][0]["rate"] = 9
    records["orders"][0] |= {"quantity": 500, "due": date(2026, 12, 31)}
    records["subcontracts"][0] |= {"quantity": 70, "due": date(2026, 12, 31)}
    result = import_workbook(write_book(tmp_path / "b.xlsx", records), apply_to=OPEN)
    assert sum(one.updated for one in result.counts.values()) == 7
    the_same(before, sheets(tmp_path))


def test_pay_stays_in_the_village_it_was_earned_in(tmp_path: Path) -> None:
    from models.queries.programme.county import county

    home = factories.household(village="旧村")
    of = factories.order()
    factories.collection(factories.subcontract(home, of), good=10)
    lock(KEY, date(2026, 11, 2))
    parties.save_household({"village": "新村"}, home)
    november = date(2026, 11, 5)
    sub = factories.subcontract(home, of, day=november, due=date(2026, 11, 30))
    factories.collection(sub, november, good=4)
    answer = county(FIRST, date(2026, 11, 30))
    assert [(group.place[1], group.households, group.paid, group.piece) for group in answer.villages] == [
        ("新村", 1, 1, 1300),
        ("旧村", 0, 1, 3250),
    ]
    assert (answer.whole.households, answer.whole.paid, answer.whole.piece) == (1, 1, 4550)
    assert [group.place[1] for group in county(FIRST, LAST).villages] == ["旧村"]


def test_a_month_unlocked_and_locked_again_is_made_anew(locked: dict[str, Any], tmp_path: Path) -> None:
    home = Household.select().order_by(Household.code).first()
    sub = factories.subcontract(home, of=Subcontract.get().order, day=LATER, due=date(2026, 11, 30))
    factories.collection(sub, LATER, good=1)
    lock("2026-11", date(2026, 12, 2))
    parties.save_household({"head": "改过的"}, home)
    unlock("2026-11", "改错了名字")
    the_same(locked, sheets(tmp_path))
    lock("2026-11", date(2026, 12, 3))
    assert [s.head for s in statements("2026-11").statements if s.household == home.id] == ["改过的"]
    unlock("2026-11", "再改")
    unlock(KEY, "再改")
    lock(KEY, date(2026, 12, 4))
    assert "改过的" in [s.head for s in statements(KEY).statements]


def test_what_is_put_back_later_was_not_there(tmp_path: Path) -> None:
    factories.month_of_slips()
    parties.save_worker(Household.get().id, {"name": "单小梅"})
    parties.remove_worker(Worker.get().id)
    removal = last_undoable().id
    lock(KEY, date(2026, 11, 2))
    before = sheets(tmp_path)
    undo(removal)
    assert Worker.select().count() == 1
    the_same(before, sheets(tmp_path))


def test_the_past_is_only_looked_at(locked: dict[str, Any]) -> None:
    (row,) = SubcontractMaterial.select().limit(1)
    with operation("Change"):
        SubcontractMaterial.update(per_unit=1).where(SubcontractMaterial.id == row.id).execute()
    with as_locked(KEY):
        assert SubcontractMaterial.get_by_id(row.id).per_unit == 850
        with as_locked("2026-12"):
            assert SubcontractMaterial.get_by_id(row.id).per_unit == 1
        assert SubcontractMaterial.get_by_id(row.id).per_unit == 850
    assert SubcontractMaterial.get_by_id(row.id).per_unit == 1
    assert PayPeriod.get().as_of is not None
