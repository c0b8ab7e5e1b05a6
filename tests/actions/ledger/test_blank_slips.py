"""Blank slips: numbers set aside leave no gap unexplained, and come back as slips under their number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance.equipment import lend
from models.actions.ledger.blank_slips import check_entry, set_aside, spoil
from models.actions.ledger.posting import Draft, PieceLine, post
from models.errors import UserError
from models.queries.ledger.blank_slips import blank_papers, missing_numbers
from models.rules.ledger.balance import Parts
from models.tables.ledger import Voucher
from tests import factories as made

DAY = date(2026, 10, 20)


def a_hundred_baskets() -> Any:
    """A subcontract of a hundred baskets."""
    basket = made.product("P-BASKET", good=3.25)
    return made.subcontract(made.household("H0001", "单䶮"), made.order(basket))


@pytest.fixture
def work(fill: Any) -> Any:
    return fill(a_hundred_baskets)


def collect(work: Any, number: str = "") -> str:
    """Ten baskets, under a number of a blank slip or the next one."""
    lines = [PieceLine(work.id, Parts(good=10_000), 10_000)]
    return post([Draft("collection", DAY, work.household_id, lines, number)])[0]


def test_numbers_set_aside_are_missing_until_their_slips_are_entered(work: Any) -> None:
    first = collect(work)
    block = set_aside("collection", 3, DAY, "刘师傅")
    after = collect(work)
    assert [first[-1], *(number[-1] for number in block), after[-1]] == ["1", "2", "3", "4", "5"]
    assert [(one.number, one.kind, one.holder) for one in missing_numbers()] == [
        (number, "collection", "刘师傅") for number in block
    ]
    entered = collect(work, check_entry("collection", f" {block[1].lower()} "))
    assert entered == block[1]
    assert [one.number for one in missing_numbers()] == [block[0], block[2]]
    assert [paper.number for paper in blank_papers()] == [block[0], block[2]]
    assert Voucher.select().where(Voucher.number == block[1]).count() == 1


def test_a_spoiled_slip_is_put_aside_with_its_reason(work: Any) -> None:
    block = set_aside("collection", 2, DAY)
    spoil(block[0], "被雨淋湿", DAY)
    assert [one.number for one in missing_numbers()] == [block[1]]
    assert [paper.number for paper in blank_papers()] == [block[1]]
    (paper,) = blank_papers([block[0]])
    assert paper.spoiled
    with pytest.raises(UserError) as refused:
        check_entry("collection", block[0])
    assert refused.value.field == "number"
    with pytest.raises(UserError) as refused:
        spoil(block[1], " ", DAY)
    assert refused.value.field == "reason"


def test_a_block_taken_back_leaves_numbers_that_are_listed(work: Any) -> None:
    block = set_aside("transfer", 2, DAY)
    operation = last_undoable()
    assert operation is not None
    undo(operation.id)
    assert [(one.number, one.kind) for one in missing_numbers()] == [(number, "") for number in block]
    spoil(block[0], "没有印", DAY)
    spoil(block[1], "没有印", DAY)
    assert missing_numbers() == []
    assert blank_papers() == []


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [("collection", "HS26A00009", "不是缺号"), ("transfer", "", "不是缺号"), ("issue", "block", "另一种")],
)
def test_only_a_missing_number_of_its_series_can_be_entered(
    work: Any, kind: str, number: str, words: str
) -> None:
    block = set_aside("collection", 1, DAY)
    with pytest.raises(UserError, match=words) as refused:
        check_entry(kind, block[0] if number == "block" else number)
    assert refused.value.field == "number"


@pytest.mark.parametrize(
    ("kind", "count", "field"), [("inspection", 5, "kind"), ("issue", 0, "count"), ("issue", 501, "count")]
)
def test_what_is_no_block_is_refused(work: Any, kind: str, count: int, field: str) -> None:
    with pytest.raises(UserError) as refused:
        set_aside(kind, count, DAY)
    assert refused.value.field == field
    assert missing_numbers() == []


def test_a_visit_is_entered_under_the_number_of_its_blank_slip(work: Any) -> None:
    first, second = set_aside("visit", 2, DAY, "彭技术员")
    assert [(one.number, one.kind) for one in missing_numbers()] == [(first, "visit"), (second, "visit")]
    with pytest.raises(UserError, match="另一种"):
        check_entry("collection", first)
    made.visit(work.household, number=check_entry("visit", first))
    assert [one.number for one in missing_numbers()] == [second]
    assert [paper.number for paper in blank_papers()] == [second]


def test_a_machine_in_store_has_a_blank_loan_slip_under_its_code(work: Any) -> None:
    machine = made.machine("SB7", "绕线机", model="RX-2")
    (paper,) = blank_papers(["SB7"])
    assert (paper.kind, paper.number, paper.about) == ("equipment", "SB7", "绕线机 RX-2")
    lend(machine.id, work.household_id, DAY)
    with pytest.raises(UserError):
        blank_papers(["SB7"])
    assert missing_numbers() == []


def test_a_print_that_fails_takes_no_number(work: Any) -> None:
    def fails(numbers: list[str]) -> None:
        assert len(blank_papers(numbers)) == 4
        raise UserError("no paper")

    with pytest.raises(UserError, match="no paper"):
        set_aside("issue", 4, DAY, use=fails)
    assert missing_numbers() == []
    (number,) = set_aside("issue", 1, DAY)
    assert number.endswith("00001")
