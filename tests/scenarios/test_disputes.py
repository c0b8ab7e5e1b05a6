"""A household objects: to a line of a locked month, to a slip, too late; what it is answered, and what is put right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import signed_in
from models.actions.desk.people import save_user
from models.actions.desk.undo import last_undoable, undo
from models.actions.ledger import voiding
from models.actions.pay.disputes import (
    BY_ADJUSTMENT,
    BY_REVERSAL,
    STAYS,
    DisputeDraft,
    answer_dispute,
    record_dispute,
    record_disputes,
)
from models.actions.pay.locking import lock, unlock
from models.errors import UserError
from models.i18n import translator
from models.queries.desk.integrity import faults
from models.queries.desk.today import Today
from models.queries.ledger.vouchers import contents, voucher_page
from models.queries.pay.disputes import (
    dispute_facts,
    dispute_papers,
    disputes,
    due_answers,
    frozen_line,
    right_amount,
)
from models.queries.pay.earnings import statements
from models.rules.desk import attention
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment, Dispute
from reports.pay import dispute as paper
from tests import factories as made

NOVEMBER = date(2026, 11, 5)


def month() -> Any:
    """October locked: 50 baskets at 3.25 on HS1."""
    home = made.household("H0001", "单䶮")
    work = made.subcontract(home, made.order(made.product("P-1", good=3.25)))
    made.collection(work, date(2026, 10, 20), good=50, number="HS1")
    lock("2026-10", date(2026, 11, 2))
    return home


@pytest.fixture
def home(fill: Any) -> Any:
    return fill(month)


def objects(home: Any, day: date = NOVEMBER, **values: Any) -> Any:
    """The household says that a line of its October statement is wrong."""
    (found,) = statements("2026-10", households=[home.id]).statements
    line = frozen_line(found.id, found.lines[0])
    return record_dispute(DisputeDraft(home.id, day, "交了 60 个，只写了 50", line=line, **values))


def facts(voucher: Any) -> Any:
    return dispute_facts([voucher.id])[voucher.id]


def test_a_line_is_put_right_by_what_should_have_stood_there(home: Any) -> None:
    voucher = objects(home)
    said = facts(voucher)
    assert (said.month, said.slip, said.late, said.outcome) == ("2026-10", "HS1", False, "open")
    # The statement can be objected to until 12 November; so long there is time to answer.
    assert said.answer_by == date(2026, 11, 12)
    missing = right_amount(said.line.id, made.units(60))
    assert missing == 3_250
    by = answer_dispute(voucher.id, date(2026, 11, 8), "补 10 个", BY_ADJUSTMENT, missing)
    assert Adjustment.get().amount == 3_250
    told = facts(voucher)
    assert (told.outcome, told.correction, told.answered_late) == ("upheld", by, False)
    # October stays; November has it, with the dispute named.
    (november,) = statements("2026-11", households=[home.id]).statements
    assert november.reckoning.bonus == 3_250
    assert voucher.number in november.items[0].reason
    assert statements("2026-10").statements[0].reckoning.gross == 16_250
    assert list(faults()) == []


def test_a_slip_of_a_locked_month_is_reversed_from_its_frozen_lines(home: Any) -> None:
    voucher = objects(home)
    by = answer_dispute(voucher.id, date(2026, 11, 8), "户错了", BY_REVERSAL)
    assert Voucher.get(Voucher.number == by).reverses.number == "HS1"
    assert (facts(voucher).correction, facts(voucher).slip_gone) == (by, "reversed")
    assert statements("2026-11", households=[home.id]).statements[0].reckoning.piece == -16_250
    assert list(faults()) == []


def test_it_stays_as_it_is_and_is_answered_once(home: Any) -> None:
    voucher = objects(home)
    assert answer_dispute(voucher.id, date(2026, 11, 20), "称过，50 个", STAYS) == ""
    told = facts(voucher)
    assert (told.outcome, told.answered_late, told.correction) == ("rejected", True, "")
    before = Dispute.get().__data__
    with pytest.raises(UserError):
        answer_dispute(voucher.id, date(2026, 11, 21), "再说", STAYS)
    assert Dispute.get().__data__ == before


def test_after_the_last_day_it_is_taken_and_said_to_be_late(home: Any) -> None:
    voucher = objects(home, date(2026, 12, 1))
    assert facts(voucher).late
    assert facts(voucher).answer_by == date(2026, 12, 11)
    (printed,) = dispute_papers(numbers=[voucher.number])
    assert printed.facts.late and paper.build(printed, translator("en")).title == "Dispute slip"


def test_what_cannot_be_disputed_changes_nothing(home: Any) -> None:
    other = made.household("H0002")
    waiting = made.collection(made.subcontract(home), date(2026, 11, 4), good=5)
    gone = made.voucher("collection", waiting).id
    voiding.void(gone, "点错", NOVEMBER)
    slip = made.voucher("collection", "HS1").id
    for draft, field in (
        (DisputeDraft(home.id, NOVEMBER, " "), "said"),
        (DisputeDraft(home.id, NOVEMBER, "不对", slip=gone), "slip"),
        (DisputeDraft(other.id, NOVEMBER, "不对", slip=slip), "slip"),
        (DisputeDraft(home.id, NOVEMBER, "不对", slip=slip, answer_by=date(2026, 11, 4)), "answer_by"),
    ):
        with pytest.raises(UserError) as refused:
            record_dispute(draft)
        assert refused.value.field == field
    assert not Dispute.select().exists()


def test_an_answer_that_is_refused_changes_nothing(home: Any) -> None:
    voucher = objects(home)
    plain = record_dispute(DisputeDraft(home.id, NOVEMBER, "料少了"))
    for key, day, answer, way, amount in (
        (voucher.id, NOVEMBER, "", STAYS, 0),
        (voucher.id, date(2026, 11, 4), "好", STAYS, 0),
        (voucher.id, NOVEMBER, "好", BY_ADJUSTMENT, 0),
        (voucher.id, date(2026, 10, 30), "好", BY_ADJUSTMENT, 5),
        (plain.id, NOVEMBER, "好", BY_REVERSAL, 0),
    ):
        with pytest.raises(UserError):
            answer_dispute(key, day, answer, way, amount)
    assert {row.outcome for row in Dispute.select()} == {"open"}
    assert not Adjustment.select().exists()


def test_the_day_lists_what_is_to_be_answered(home: Any) -> None:
    voucher = objects(home)
    assert due_answers(date(2026, 11, 11)) == []
    (due,) = [one for one in Today(date(2026, 11, 14)).alerts() if one.kind == attention.DISPUTE]
    assert (due.subject, due.days, due.household) == (voucher.number, 2, home.id)
    answer_dispute(voucher.id, date(2026, 11, 14), "好", STAYS)
    assert due_answers(date(2026, 12, 31)) == []


def test_it_is_listed_voided_and_undone_like_any_slip(home: Any) -> None:
    voucher = objects(home)
    assert contents([voucher.id])[voucher.id] == "交了 60 个，只写了 50"
    listing = disputes(home.id)
    assert listing.keys() == [voucher.id] and voucher.number in listing.rows([voucher.id])[0]
    voiding.void(voucher.id, "写错户", NOVEMBER)
    assert due_answers(date(2026, 12, 31)) == []
    with pytest.raises(UserError):
        answer_dispute(voucher.id, NOVEMBER, "好", STAYS)
    undo(last_undoable().id)
    answer_dispute(voucher.id, NOVEMBER, "补 10 个", BY_ADJUSTMENT, 3_250)
    undo(last_undoable().id)
    assert facts(voucher).outcome == "open" and Adjustment.get().voucher.voided_on is not None
    page = voucher_page(voucher.id)
    assert page is not None and page.lines == []


def test_a_slip_of_the_open_month_is_voided(home: Any) -> None:
    number = made.collection(made.subcontract(home), date(2026, 11, 4), good=5)
    slip = made.voucher("collection", number)
    voucher = record_dispute(DisputeDraft(home.id, NOVEMBER, "不是我的", slip=slip.id))
    assert facts(voucher).answer_by == date(2026, 11, 15)
    answer_dispute(voucher.id, NOVEMBER, "作废", BY_REVERSAL)
    assert Voucher.get_by_id(slip.id).voided_on is not None
    assert (facts(voucher).slip_gone, facts(voucher).correction) == ("void", number)


def test_a_month_that_is_unlocked_keeps_its_disputes(home: Any) -> None:
    voucher = objects(home)
    whole = record_dispute(
        DisputeDraft(home.id, NOVEMBER, "日子不对", statement=statements("2026-10").statements[0].id)
    )
    line = facts(voucher).line
    unlock("2026-10", "录错一张")
    assert [(facts(one).month, facts(one).statement) for one in (voucher, whole)] == [("2026-10", "")] * 2
    assert facts(voucher).line is None and facts(voucher).slip == "HS1"
    assert list(faults()) == []
    lock("2026-10", date(2026, 11, 7))
    (number,) = {facts(one).statement for one in (voucher, whole)}
    assert number == statements("2026-10").statements[0].number
    again = facts(voucher).line
    assert (again.number, again.amount) == (line.number, line.amount)
    assert facts(whole).line is None
    # Unlocked and that taken back, everything is about what it was about.
    before = [one.__data__ for one in Dispute.select().order_by(Dispute.id)]
    unlock("2026-10", "再看一眼")
    undo(last_undoable().id)
    assert [one.__data__ for one in Dispute.select().order_by(Dispute.id)] == before
    answer_dispute(voucher.id, date(2026, 11, 8), "补", BY_ADJUSTMENT, 100)
    assert list(faults()) == []


def test_two_of_one_number_are_refused(home: Any) -> None:
    twice = [DisputeDraft(home.id, NOVEMBER, said, number="YY7") for said in ("料少了", "钱少了")]
    with pytest.raises(UserError) as refused:
        record_disputes(twice)
    assert refused.value.field == "number" and not Dispute.select().exists()


def test_who_may_answer_a_dispute_may_post_what_puts_it_right(home: Any) -> None:
    """The disputed slip is a clerk's: to reverse it is not the cashier's, but as an answer it is."""
    voucher = objects(home)
    for role in ("manager", "cashier"):
        save_user({"name": role, "role": role})
    signed_in.sign_in_by_name("cashier")
    slip = Voucher.get(Voucher.number == "HS1")
    day = date(2026, 11, 8)
    with pytest.raises(UserError):
        voiding.reverse(slip.id, day, "数错了")
    by = answer_dispute(voucher.id, day, "数错了", BY_REVERSAL)
    assert Voucher.get(Voucher.reverses == slip.id).number == by and list(faults()) == []
    signed_in.sign_out()
