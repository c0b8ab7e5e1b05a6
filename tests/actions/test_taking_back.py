"""Taking back: void in an open period, reverse in a locked one, undo anything else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import peewee
import pytest

from models.actions.adjustments import post_adjustment, post_advance
from models.actions.parties import save_household
from models.actions.pay import lock, mark_paid
from models.actions.posting import Draft, MaterialLine, PieceLine, post
from models.actions.printing import count_printing
from models.actions.undo import describe, last_undoable, undo
from models.actions.voiding import reverse, void
from models.actions.workbook import import_workbook
from models.database import db, integrity_faults
from models.errors import UserError
from models.operation import broken_links
from models.queries.ledger import subcontract_states
from models.queries.pay import statements
from models.queries.stock import holdings
from models.rules.balance import Parts
from models.tables.order import Subcontract
from models.tables.party import Household
from models.tables.product import Material
from models.tables.trail import Change, Operation
from models.tables.voucher import CollectionLine, Voucher
from tests.books import read_worked_example, worked_example, write_book


@pytest.fixture
def coop(fill: Any) -> Subcontract:
    fill(read_worked_example)
    return Subcontract.get()


def collection() -> int:
    return int(Voucher.get(Voucher.kind == "collection", Voucher.reverses.is_null()).id)


def test_a_void_slip_keeps_its_number_and_leaves_no_trace_in_figures(coop: Subcontract) -> None:
    void(collection(), "写错了")
    row = Voucher.get_by_id(collection())
    assert (row.number, row.void_reason) == ("HS1", "写错了")
    state = subcontract_states()[coop.id]
    assert (state.received, state.good, state.rework) == (0, 0, 0)
    assert holdings()[0].balance == 88_400
    assert holdings(date(2026, 10, 20))[0].used == 0
    assert not statements("2026-10").statements[0].lines
    with pytest.raises(UserError):
        void(collection(), "又来")


def test_a_void_needs_a_reason(coop: Subcontract) -> None:
    with pytest.raises(UserError) as refused:
        void(collection(), "  ")
    assert refused.value.field == "reason"


def test_a_collection_stays_while_its_inspection_stands(coop: Subcontract) -> None:
    post(
        [
            Draft(
                "collection",
                date(2026, 10, 21),
                coop.household_id,
                [PieceLine(coop.id, Parts(pending=5000), 5000)],
            )
        ]
    )
    line = CollectionLine.get(CollectionLine.pending > 0)
    post(
        [
            Draft(
                "inspection",
                date(2026, 10, 22),
                coop.household_id,
                [PieceLine(coop.id, Parts(good=4000), collection_line=line.id)],
            )
        ]
    )
    with pytest.raises(UserError):
        void(line.voucher_id, "写错")
    void(Voucher.get(Voucher.kind == "inspection").id, "写错")
    void(line.voucher_id, "写错")
    assert subcontract_states()[coop.id].good == 50_000


def test_in_a_locked_period_only_a_reversing_entry_helps(coop: Subcontract) -> None:
    lock("2026-10")
    frozen = statements("2026-10")
    with pytest.raises(UserError):
        void(collection(), "写错")
    with pytest.raises(UserError):
        reverse(collection(), date(2026, 10, 31), "写错")
    number = reverse(collection(), date(2026, 11, 3), "多记一户")
    assert Voucher.get(Voucher.number == number).reverses_id == collection()
    assert [line.amount for line in statements("2026-11").statements[0].lines] == [-16250, -1300, -325]
    assert statements("2026-10") == frozen
    assert holdings(date(2026, 10, 31))[0].used == 48_450
    assert holdings()[0].balance == 88_400
    with pytest.raises(UserError):
        reverse(collection(), date(2026, 11, 4), "再来")


def test_a_wrong_deduction_is_paid_back(coop: Subcontract) -> None:
    lock("2026-10")
    wrong = Voucher.get(Voucher.number == "JK1")
    reverse(wrong.id, date(2026, 11, 2), "模具找到了")
    (statement,) = statements("2026-11").statements
    assert (statement.reckoning.bonus, statement.reckoning.carried_in) == (6000, 2225)


def test_an_advance_partly_recovered_is_not_voided(coop: Subcontract) -> None:
    lock("2026-10")
    advance = Voucher.get(Voucher.kind == "advance")
    with pytest.raises(UserError):
        reverse(advance.id, date(2026, 11, 2), "错")


def test_undo_puts_back_the_values_before(coop: Subcontract) -> None:
    home = Household.get()
    save_household({"phone": "13800000009"}, home)
    step = last_undoable()
    assert step is not None and home.head in describe(step)
    undo(step.id)
    assert Household.get().phone == ""
    with pytest.raises(UserError):
        undo(step.id)


def test_undo_is_refused_once_the_row_has_moved_on(coop: Subcontract) -> None:
    save_household({"phone": "13800000009"}, Household.get())
    step = last_undoable()
    save_household({"phone": "13800000008"}, Household.get())
    with pytest.raises(UserError):
        undo(step.id)
    assert Household.get().phone == "13800000008"


def test_undo_removes_what_was_added(coop: Subcontract) -> None:
    home = save_household({"head": "陈㛃"})
    undo(last_undoable().id)
    assert Household.get_or_none(Household.id == home.id) is None


def test_undo_of_a_posted_slip_voids_it(coop: Subcontract) -> None:
    material = Material.get().id
    post([Draft("return", date(2026, 10, 30), coop.household_id, [MaterialLine(coop.id, material, 1000)])])
    before = holdings()[0].balance
    undo(last_undoable().id)
    assert holdings()[0].balance == before + 1000
    assert Voucher.get(Voucher.kind == "return").voided_on is not None


def test_undo_of_an_import_takes_it_out_whole_so_that_it_can_be_read_in_again(
    database: Path, tmp_path: Path
) -> None:
    book = write_book(tmp_path / "book.xlsx", worked_example())
    import_workbook(book)
    undo(last_undoable().id)
    assert (Household.select().count(), Voucher.select().count()) == (0, 0)
    assert import_workbook(book).counts["collections"].added == 1
    assert statements("2026-10").statements[0].reckoning.net == 8434
    assert broken_links() == []


def test_an_import_others_rest_on_is_not_taken_out(coop: Subcontract) -> None:
    imported = last_undoable().id
    post_adjustment(coop.household_id, date(2026, 11, 5), 500, "全勤")
    with pytest.raises(UserError):
        undo(imported)
    assert Household.select().count() == 1


def test_printing_is_not_what_undo_takes_back(coop: Subcontract) -> None:
    before = last_undoable().id
    count_printing("dispatch", ["FL1"])
    assert last_undoable().id == before


def test_a_lock_is_never_undone(coop: Subcontract) -> None:
    lock("2026-10")
    with pytest.raises(UserError):
        undo(last_undoable().id)


def test_paying_comes_after_locking_and_only_once(coop: Subcontract) -> None:
    with pytest.raises(UserError):
        mark_paid("2026-10")
    lock("2026-10")
    mark_paid("2026-10")
    assert statements("2026-10").status == "paid"
    for again in (lambda: mark_paid("2026-10"), lambda: lock("2026-10"), lambda: lock("2026-09")):
        with pytest.raises(UserError):
            again()


def test_locking_a_month_locks_those_before(coop: Subcontract) -> None:
    post_adjustment(coop.household_id, date(2026, 11, 5), 500, "全勤")
    post_advance(coop.household_id, date(2026, 11, 6), 1000)
    assert lock("2026-11") == ["2026-10", "2026-11"]
    assert [s.number for key in ("2026-10", "2026-11") for s in statements(key).statements] == [
        "GZ26A00001",
        "GZ26A00002",
    ]


def test_a_write_outside_an_operation_fails_in_the_database(coop: Subcontract) -> None:
    with pytest.raises(peewee.DatabaseError, match="outside an operation"):
        Household.update(head="x").execute()
    with pytest.raises(peewee.DatabaseError, match="never edited"):
        Operation.update(title="x").execute()
    with pytest.raises(peewee.DatabaseError, match="never edited"):
        Change.delete().execute()


def test_the_trail_notices_tampering(coop: Subcontract) -> None:
    assert broken_links() == [] and integrity_faults() == []
    db.execute_sql("DROP TRIGGER change_stays_update")
    db.execute_sql("UPDATE change SET after = replace(after, '竹篾', '竹片') WHERE after LIKE '%竹篾%'")
    assert len(broken_links()) == 1
