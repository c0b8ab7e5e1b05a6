"""Taking back: void in an open period, reverse in a locked one, undo anything else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import peewee
import pytest

from models.actions.desk.undo import describe, last_undoable, undo
from models.actions.exchange.workbook import import_workbook
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.ledger.printing import count_printing
from models.actions.ledger.voiding import reverse, void
from models.actions.party.parties import save_household
from models.actions.pay.adjustments import post_adjustment, post_advance
from models.actions.pay.locking import lock, mark_paid, take_payment_back, unlock
from models.actions.product.products import remove_rate, save_rate
from models.chain import broken_links
from models.database import close_database, db, integrity_faults
from models.errors import UserError
from models.i18n import translator
from models.opening import open_database
from models.queries.desk.integrity import faults
from models.queries.ledger.stock import holdings
from models.queries.order.standing import subcontract_states
from models.queries.pay.advances import advances
from models.queries.pay.bank import payments
from models.queries.pay.earnings import statements
from models.queries.pay.pay_summary import month
from models.queries.pay.signature_lists import pay_sheets
from models.queries.pay.statements import statement_papers
from models.rules.ledger.balance import Parts
from models.settings import change_settings
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Subcontract
from models.tables.party import Household
from models.tables.pay import KeptNumber, PayPeriod
from models.tables.product import Material, Rate
from models.tables.trail import Change, Operation
from reports.pay.statement import above, steps
from tests import factories as make
from tests.books import read_worked_example, worked_example, write_book


@pytest.fixture
def coop(fill: Any) -> Subcontract:
    fill(read_worked_example)
    return Subcontract.get()


def nothing() -> None:
    """An empty cooperative."""


def faults_of() -> list[str]:
    """What the check finds."""
    return list(faults())


def collection() -> int:
    return int(Voucher.get(Voucher.kind == "collection", Voucher.reverses.is_null()).id)


def test_a_void_slip_keeps_its_number_and_leaves_no_trace_in_figures(coop: Subcontract) -> None:
    void(collection(), "写错了")
    row = Voucher.get_by_id(collection())
    assert (row.number, row.void_reason) == ("HS1", "写错了")
    state = subcontract_states()[coop.id]
    assert (state.received, state.parts.good, state.parts.rework) == (0, 0, 0)
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
    assert subcontract_states()[coop.id].parts.good == 50_000


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


def test_a_wrong_deduction_gives_back_what_it_took(coop: Subcontract) -> None:
    lock("2026-10")
    wrong = Voucher.get(Voucher.number == "JK1")
    reverse(wrong.id, date(2026, 11, 2), "模具找到了")
    (statement,) = statements("2026-11").statements
    r = statement.reckoning
    assert (r.carried_in, r.deductions_due, r.taken, r.carried_out) == (2225, 0, 0, 0)
    assert (r.gross, r.bonus, r.given_back, r.net) == (0, 0, 3775, 3775)
    (refund,) = [item for item in statement.items if item.kind == "refund"]
    assert (refund.amount, refund.due) == (3775, 2225)


def test_an_advance_taken_back_gives_back_what_was_recovered(coop: Subcontract) -> None:
    lock("2026-10")
    advance = Voucher.get(Voucher.kind == "advance")
    reverse(advance.id, date(2026, 11, 2), "没领过")
    (statement,) = statements("2026-11").statements
    r = statement.reckoning
    assert (r.gross, r.recovered, r.advance_left, r.given_back, r.net) == (0, 0, 0, 6666, 6666)
    assert statements("2026-12").statements[0].reckoning.advance_left == 0  # only the deduction is left
    lock("2026-11", early=True)
    assert faults_of() == []
    with pytest.raises(UserError):
        reverse(advance.id, date(2026, 12, 2), "又来")


def test_an_advance_of_which_nothing_was_recovered_is_owed_no_longer(coop: Subcontract) -> None:
    post_advance(coop.household_id, date(2026, 11, 5), 30_000)
    lock("2026-11", early=True)
    advance = Voucher.select().where(Voucher.kind == "advance").order_by(Voucher.id.desc()).get()
    reverse(advance.id, date(2026, 12, 2), "没领过")
    (statement,) = statements("2026-12").statements
    assert (statement.reckoning.given_back, statement.reckoning.advance_left) == (0, 13_334)


def test_the_worked_example_of_taking_back(fill: Any) -> None:
    """Spec pay-and-balance, "Worked example of taking back"."""
    fill(nothing)
    change_settings({"pay.allowance": 100_000})
    item = make.product(good=3.25)
    of = make.order(item)
    work = make.subcontract(make.household("H1", "单春梅"), of)
    number = make.collection(work, date(2026, 10, 12), good=10)
    make.adjustment(work.household, -60, "模具丢了", date(2026, 10, 20))
    lock("2026-10")
    (october,) = [s.reckoning for s in statements("2026-10").statements]
    assert (october.piece, october.allowance, october.taken, october.carried_out, october.net) == (
        3250,
        325,
        715,
        5285,
        2860,
    )
    change_settings({"pay.allowance": 0})
    row = Rate.get(Rate.grade == "good")
    save_rate(item.id, "good", row.start, None, 30_000, row)
    later = make.subcontract(make.household("H2", "别家"), of)
    own = make.subcontract(Household.get(Household.code == "H1"), make.order(make.product(good=4)))
    make.collection(own, date(2026, 11, 5), good=10)
    make.collection(later, date(2026, 11, 5), good=10)
    reverse(Voucher.get(Voucher.number == number).id, date(2026, 11, 6), "数错了")
    reverse(Voucher.get(Voucher.kind == "adjustment").id, date(2026, 11, 7), "模具找到了")
    for locked in (False, True):
        if locked:
            lock("2026-11", early=True)
        r = next(s.reckoning for s in statements("2026-11").statements if s.code == "H1")
        assert (r.piece, r.allowance, r.gross, r.taken, r.given_back, r.net) == (750, -325, 425, 0, 715, 1140)
        assert month(date(2026, 11, 8)).gross == statements("2026-11").total("gross")
    assert faults_of() == []


def test_a_reversal_takes_back_what_was_paid_whatever_the_rates_say_now(coop: Subcontract) -> None:
    lock("2026-10")
    for rate in Rate.select():
        remove_rate(rate.id)
    reverse(collection(), date(2026, 11, 3), "多记一户")
    month = statements("2026-11")
    assert month.unpriced == [] and [line.amount for line in month.statements[0].lines] == [
        -16250,
        -1300,
        -325,
    ]
    assert [line.rate for line in month.statements[0].lines] == [32_500, 26_000, 32_500]
    lock("2026-11", early=True)
    assert statements("2026-11").statements[0].lines == month.statements[0].lines


def test_an_unlocked_month_keeps_the_numbers_of_its_statements(coop: Subcontract) -> None:
    lock("2026-10")
    frozen = statements("2026-10").statements
    with pytest.raises(UserError) as refused:
        unlock("2026-10", " ")
    assert refused.value.field == "reason"
    unlock("2026-10", "少记一张")
    assert statements("2026-10").status == "open" and faults_of() == []
    post_adjustment(coop.household_id, date(2026, 10, 30), 500, "全勤")
    lock("2026-10")
    (again,) = statements("2026-10").statements
    assert (again.number, again.reissued) == (frozen[0].number, 1)
    assert again.reckoning.net > frozen[0].reckoning.net and faults_of() == []
    unlock("2026-10", "又错了")
    void(Voucher.get(Voucher.number == "JK1").id, "不扣了")
    lock("2026-10")
    assert [s.reissued for s in statements("2026-10").statements] == [2]


def test_only_the_newest_unpaid_month_is_unlocked(coop: Subcontract) -> None:
    post_adjustment(coop.household_id, date(2026, 11, 5), 50_000, "全勤")
    lock("2026-11", early=True)
    with pytest.raises(UserError):
        unlock("2026-10", "x")
    mark_paid("2026-11")
    with pytest.raises(UserError):
        unlock("2026-11", "x")
    take_payment_back("2026-11", [coop.household_id])
    unlock("2026-11", "x")
    unlock("2026-10", "x")
    with pytest.raises(UserError):
        unlock("2026-10", "x")


def test_a_month_is_locked_early_on_express_wish_and_never_before_it_begins(coop: Subcontract) -> None:
    for early in (False, True):
        with pytest.raises(UserError):
            lock("2026-11", date(2026, 10, 31), early=early)
    with pytest.raises(UserError) as refused:
        lock("2026-10", date(2026, 10, 31))
    assert refused.value.field == "early"
    assert PayPeriod.select().count() == 0
    assert lock("2026-10", date(2026, 10, 31), early=True) == ["2026-10"]


def test_months_without_slips_need_no_statements(coop: Subcontract) -> None:
    post_adjustment(coop.household_id, date(2026, 12, 20), 1_000, "全勤")
    before = statements("2026-12").statements[0].reckoning
    after = date(2027, 1, 2)
    assert lock("2026-12", after) == ["2026-10", "2026-12"]
    assert statements("2026-11").statements == [] and statements("2026-11").status == "locked"
    r = statements("2026-12").statements[0].reckoning
    assert (r.carried_in, r.net) == (2225, before.net) and r.recovered == 800
    with pytest.raises(UserError):
        lock("2026-11", after)


def test_paid_is_said_household_by_household(coop: Subcontract) -> None:
    other = make.subcontract(make.household("H9", "解大林"), make.order(make.product(good=2)))
    make.collection(other, date(2026, 10, 25), good=10)
    lock("2026-10")
    mark_paid("2026-10", date(2026, 11, 10), [other.household_id], "bank")
    assert statements("2026-10").status == "locked"
    with pytest.raises(UserError):
        mark_paid("2026-10", date(2026, 11, 10), [other.household_id])
    take_payment_back("2026-10", [other.household_id], date(2026, 11, 12))
    states = {s.household: (s.payment, s.returned_on) for s in statements("2026-10").statements}
    assert states[other.household_id] == ("returned", date(2026, 11, 12))
    assert states[coop.household_id] == ("unpaid", None)
    assert mark_paid("2026-10", date(2026, 11, 15)) == 2
    assert statements("2026-10").status == "paid"
    undo(last_undoable().id)
    assert {s.payment for s in statements("2026-10").statements} == {"unpaid", "returned"}


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
    assert lock("2026-11", date(2026, 12, 2)) == ["2026-10", "2026-11"]
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


def test_unlocking_is_undone_while_nothing_was_done_since(coop: Subcontract) -> None:
    lock("2026-10")
    with pytest.raises(UserError):
        undo(last_undoable().id)
    frozen = statements("2026-10")
    unlock("2026-10", "手滑")
    undo(last_undoable().id)
    assert statements("2026-10") == frozen and faults_of() == [] and KeptNumber.select().count() == 0
    unlock("2026-10", "少记一张")
    step = last_undoable()
    post_adjustment(coop.household_id, date(2026, 10, 30), 500, "全勤")
    with pytest.raises(UserError):
        undo(step.id)
    assert statements("2026-10").status == "open"


def test_a_reversed_advance_is_still_to_recover_no_longer_in_the_list(coop: Subcontract) -> None:
    lock("2026-10")
    reverse(Voucher.get(Voucher.kind == "advance").id, date(2026, 11, 2), "没领过")
    reverse(Voucher.get(Voucher.number == "JK1").id, date(2026, 11, 2), "模具找到了")
    listing = advances()
    keys = [column.key for column in listing.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in listing.rows(listing.keys())]
    told = {(row["kind"], row["amount"], row["left"], row["status"]) for row in rows}
    assert ("advance", 20_000, None, "reversed") in told and ("advance", -20_000, None, "posted") in told
    assert ("deduction", 6_000, None, "posted") in told


def test_the_statement_paper_tells_what_is_given_back_and_reissued(coop: Subcontract) -> None:
    change_settings({"pay.allowance": 100_000})
    lock("2026-10")
    reverse(Voucher.get(Voucher.number == "JK1").id, date(2026, 11, 2), "模具找到了")
    reverse(collection(), date(2026, 11, 3), "多记一户")
    change_settings({"pay.allowance": 50_000})
    (paper,) = statement_papers("2026-11").papers
    assert paper.allowance_back == ((100_000, paper.allowance),) and paper.allowance < 0
    (refund,) = paper.given_back
    assert refund.amount + refund.cancelled == 6_000 and paper.net == refund.amount
    assert paper.deductions == () and paper.reissued == 0
    lock("2026-11", early=True)
    unlock("2026-11", "又错了")
    lock("2026-11", early=True)
    (again,) = statement_papers("2026-11").papers
    assert again.reissued == 1 and again.allowance_back == paper.allowance_back
    words = " ".join(step.words for step in steps(again, translator("zh")))
    assert "10%" in words and "模具找到了" in words
    assert "解锁重发" in above(again, translator("zh"))


def test_a_payment_the_bank_returned_goes_to_the_new_account(coop: Subcontract) -> None:
    home = Household.get()
    save_household({"pay_method": "bank", "bank": "农商行", "account": "6228480000000001"}, home)
    lock("2026-10")
    assert [row.account for row in payments("2026-10").rows] == ["6228480000000001"]
    mark_paid("2026-10", date(2026, 11, 10))
    with pytest.raises(UserError):
        payments("2026-10")
    (row,) = pay_sheets("2026-10")[0].rows
    assert row.paid_on == date(2026, 11, 10)
    take_payment_back("2026-10", [home.id], date(2026, 11, 12))
    save_household({"account": "6228480000000002"}, Household.get())
    assert [row.account for row in payments("2026-10").rows] == ["6228480000000002"]
    (row,) = pay_sheets("2026-10")[0].rows
    assert (row.paid_on, row.returned_on) == (None, date(2026, 11, 12))


def test_a_month_an_older_program_marked_paid_is_paid_statement_by_statement(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes((Path(__file__).parents[2] / "upgrades" / "v11.db").read_bytes())
    open_database(old)
    assert [
        (statement.code, statement.payment, statement.paid_on, statement.paid_by)
        for statement in statements("2026-09").statements
    ] == [
        ("H0001", "paid", date(2026, 10, 10), "bank"),
        ("H0002", "paid", date(2026, 10, 10), "cash"),
    ]
    assert (statements("2026-09").status, statements("2026-10").status) == ("paid", "locked")
    assert faults_of() == []
    assert {"status", "paid_on"}.isdisjoint(column.name for column in db.get_columns("pay_period"))
    unlock("2026-10", "错了")
    take_payment_back("2026-09", [row.id for row in Household.select()[:2]])
    unlock("2026-09", "错了")
    assert faults_of() == [] and broken_links() == []
    close_database()
