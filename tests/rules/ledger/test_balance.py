"""Pieces and material: the classic faults of subcontracting books, and random histories that must stay in balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.ledger.balance import (
    CLOSED,
    OPEN,
    SHORT_CLOSED,
    HeldTotal,
    Holding,
    Parts,
    Tally,
    allowed_loss,
    check_collection,
    check_inspection,
    check_return,
    consumed,
    excess_loss,
    is_closed,
    issue_limit,
    outstanding,
    over_delivery,
    rework_open,
)
from models.rules.ledger.grade import PARTS

PIECE = 1000
FIGURES = st.integers(0, 10**9)
PARTS_OF_ANY = st.builds(Parts, *[FIGURES] * 6)


def pieces(
    good: int = 0, second: int = 0, rework: int = 0, work: int = 0, material: int = 0, pending: int = 0
) -> Parts:
    return Parts(*(figure * PIECE for figure in (good, second, rework, work, material, pending)))


# A collection


def test_a_collection_adds_up_or_is_refused() -> None:
    check_collection(60 * PIECE, pieces(50, 5, 3, 1, 1))
    check_collection(0, Parts())
    with pytest.raises(UserError) as refused:
        check_collection(61 * PIECE, pieces(50, 5, 3, 1, 1))
    assert refused.value.field == "received"
    assert "61" in refused.value.message and "60" in refused.value.message


@given(PARTS_OF_ANY, st.integers(-5, 5).filter(bool))
def test_only_the_exact_sum_is_accepted(parts: Parts, slip: int) -> None:
    check_collection(parts.total, parts)
    with pytest.raises(UserError):
        check_collection(parts.total + slip, parts)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_below_zero_is_refused_by_name(name: str) -> None:
    others = {other: 2 * PIECE for other in PARTS if other != name}
    parts = Parts(**others, **{name: -PIECE})
    with pytest.raises(UserError) as refused:
        check_collection(parts.total, parts)
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("received", "gross", "tare", "fault"),
    [
        (98_524, 100_000, 1_476, None),
        (98_524, 98_524, None, None),
        (98_524, 100_000, 1_475, "gross"),
        (98_524, 100_000, None, "gross"),
        (98_524, None, 1_476, "gross"),
        (98_524, 98_523, -1, "tare"),
        (0, -1, -1, "gross"),
    ],
)
def test_what_was_weighed_is_gross_less_tare(
    received: int, gross: int | None, tare: int | None, fault: str | None
) -> None:
    parts = Parts(good=received)
    if fault is None:
        check_collection(received, parts, gross, tare)
    else:
        with pytest.raises(UserError) as refused:
            check_collection(received, parts, gross, tare)
        assert refused.value.field == fault


def test_an_inspection_takes_no_more_than_is_pending() -> None:
    check_inspection(pieces(3, 1, 1), 5 * PIECE)
    check_inspection(pieces(3), 5 * PIECE)
    with pytest.raises(UserError):
        check_inspection(pieces(3, 2, 1), 5 * PIECE)
    with pytest.raises(UserError) as refused:
        check_inspection(pieces(3, pending=1), 5 * PIECE)
    assert refused.value.field == "pending"
    with pytest.raises(UserError) as refused:
        check_inspection(pieces(6, -1), 5 * PIECE)
    assert refused.value.field == "second"


@given(PARTS_OF_ANY, st.data())
def test_an_inspection_moves_pieces_and_makes_none(parts: Parts, data: st.DataObject) -> None:
    left = parts.pending
    taken = []
    for _ in range(5):
        taken.append(data.draw(st.integers(0, left)))
        left -= taken[-1]
    outcome = Parts(*taken)
    check_inspection(outcome, parts.pending)
    after = parts.inspected(outcome)
    assert after.total == parts.total
    assert after.pending == left
    assert after.consuming == parts.consuming - outcome.rework


def test_the_paid_parts() -> None:
    assert pieces(50, 5, 3, 1, 1, 4).paid() == (
        ("good", 50_000),
        ("second", 5_000),
        ("material_scrap", 1_000),
    )
    assert pieces(rework=3, work=2, pending=1).paid() == ()
    assert dict(pieces(1, 2, 3, 4, 5, 6).amounts()) == {
        "good": 1_000, "second": 2_000, "rework": 3_000, "work_scrap": 4_000, "material_scrap": 5_000, "pending": 6_000,
    }  # fmt: skip


@given(PARTS_OF_ANY, PARTS_OF_ANY)
def test_sums_of_parts(one: Parts, other: Parts) -> None:
    assert (one + other).total == one.total + other.total
    assert (one + other).consuming == one.consuming + other.consuming
    assert one.consuming + one.rework == one.total


# Delivered and still owed


def test_five_three_and_one_make_nine_in_any_order() -> None:
    for order in permutations((5, 3, 1)):
        parts = Parts()
        for good in order:
            parts += pieces(good)
        assert parts.good == 9 * PIECE
        assert Tally(10 * PIECE, parts).outstanding == PIECE


def test_over_delivery_is_exact() -> None:
    assert not over_delivery(100 * PIECE, 0, 100 * PIECE)
    assert over_delivery(100 * PIECE, 0, 100 * PIECE + 1)
    assert not over_delivery(100 * PIECE, 20_000, 102 * PIECE)
    assert over_delivery(100 * PIECE, 20_000, 102 * PIECE + 1)


@given(FIGURES, st.integers(0, 10**6), FIGURES)
def test_over_delivery_against_fractions(quantity: int, ppm: int, delivered: int) -> None:
    assert over_delivery(quantity, ppm, delivered) == (delivered > quantity * (1 + Fraction(ppm, 10**6)))


def test_outstanding_is_never_below_zero() -> None:
    assert outstanding(100, 60, 5) == 35
    assert outstanding(100, 100, 5) == 0


@pytest.mark.parametrize(
    ("receipts", "outside"),
    [
        ([], 0),
        ([(100, 3)], 3),
        ([(100, 3), (3, 0)], 0),
        ([(100, 3), (2, 0)], 1),
        ([(60, 3), (40, 2)], 2),
        ([(60, 3), (3, 3), (3, 3)], 3),  # sent back again and again
        ([(60, 0), (0, 4), (4, 0)], 0),  # an inspection sent it back
        ([(60, 4), (0, 4)], 8),
        ([(60, 4), (4, 0), (40, 0)], 0),
    ],
)
def test_rework_still_with_the_household(receipts: list[tuple[int, int]], outside: int) -> None:
    assert rework_open(receipts) == outside


@given(st.lists(st.tuples(FIGURES, FIGURES)))
def test_rework_outside_is_never_more_than_was_sent_back(receipts: list[tuple[int, int]]) -> None:
    assert 0 <= rework_open(receipts) <= sum(sent for _, sent in receipts)
    if receipts:
        assert rework_open(receipts) >= receipts[-1][1]


@pytest.mark.parametrize(
    ("tally", "status"),
    [
        (Tally(100 * PIECE), OPEN),
        (Tally(100 * PIECE, pieces(95, 5)), CLOSED),
        (Tally(100 * PIECE, pieces(95, 4)), OPEN),
        (Tally(100 * PIECE, pieces(100, pending=1)), OPEN),
        (Tally(100 * PIECE, pieces(100, rework=3), rework_open=3 * PIECE), OPEN),
        (Tally(100 * PIECE, pieces(100, rework=3)), CLOSED),
        (Tally(100 * PIECE, pieces(30, work=70)), OPEN),
        (Tally(100 * PIECE, pieces(30), short_closed=True), SHORT_CLOSED),
        (Tally(100 * PIECE, pieces(100), short_closed=True), CLOSED),
    ],
)
def test_when_a_subcontract_is_closed(tally: Tally, status: str) -> None:
    assert tally.status == status
    assert tally.closed == (status != OPEN)


def test_returning_everything_does_not_close_with_pieces_outstanding() -> None:
    tally = Tally(100 * PIECE, pieces(30))
    emptied = Holding(
        issued=100_000, returned=70_000, consumed=consumed(tally.parts.consuming, 1000), closed=tally.closed
    )
    assert emptied.balance == 0
    assert tally.outstanding == 70 * PIECE
    assert tally.status == OPEN
    assert not is_closed(70 * PIECE, 0, 0, False)


# Material


def test_material_beyond_need_does_not_raise_consumption() -> None:
    parts = pieces(10)
    needed = Holding(issued=10_000, consumed=consumed(parts.consuming, 1000))
    twice = Holding(issued=20_000, consumed=consumed(parts.consuming, 1000))
    assert twice.used == needed.used == 10_000
    assert twice.balance == 10_000


def test_rework_uses_no_material_until_it_comes_back() -> None:
    first = pieces(good=97, rework=3)
    assert consumed(first.consuming, 850) == 82_450
    assert consumed((first + pieces(good=3)).consuming, 850) == 85_000


def test_consumption_is_rounded_once_on_the_sum() -> None:
    assert consumed(PIECE, 1) == 1
    assert consumed(500, 1) == 1  # 0.0005 rounds up
    assert consumed(499, 1) == 0
    assert [consumed(333, 1)] * 3 == [0, 0, 0]
    assert consumed(999, 1) == 1


def test_a_return_before_the_first_receipt_and_not_beyond_the_balance() -> None:
    holding = Holding(issued=50_000)
    check_return(50_000, holding.balance)
    with pytest.raises(UserError) as refused:
        check_return(50_001, holding.balance)
    assert refused.value.field == "quantity"
    with pytest.raises(UserError) as refused:
        check_return(1, -7_000)
    assert "-7" not in refused.value.message


def test_material_returned_leaves_the_balance() -> None:
    assert Holding(issued=50_000, returned=20_000, consumed=25_000).balance == 5_000


def test_using_more_than_was_issued_is_shown_below_zero() -> None:
    holding = Holding(issued=10_000, consumed=12_000, loss_ppm=40_000, closed=True)
    assert holding.balance == -2_000
    assert holding.excess == 0
    assert HeldTotal.of([holding]).short
    assert not HeldTotal.of([Holding(issued=10_000)]).short


def test_a_correction_of_consumption() -> None:
    holding = Holding(issued=100_000, consumed=85_000, corrected=-5_000, loss_ppm=40_000)
    assert holding.used == 80_000
    assert holding.balance == 20_000
    assert holding.allowed_loss == 3_200


def test_loss_is_judged_when_the_subcontract_is_closed() -> None:
    still = Holding(issued=100_000, consumed=85_000, loss_ppm=40_000)
    assert (still.balance, still.allowed_loss, still.excess) == (15_000, 3_400, 0)
    done = Holding(issued=100_000, consumed=85_000, loss_ppm=40_000, closed=True)
    assert done.excess == 11_600
    assert excess_loss(True, 3_400, 3_400) == 0
    assert excess_loss(True, 3_401, 3_400) == 1
    assert excess_loss(False, 3_401, 3_400) == 0
    assert allowed_loss(12_500, 40) == 1  # exactly half a thousandth


def test_holdings_are_summed_per_subcontract() -> None:
    wasteful = Holding(issued=100_000, consumed=85_000, loss_ppm=40_000, closed=True)
    thrifty = Holding(issued=80_000, consumed=85_000, loss_ppm=40_000, closed=True)
    both = HeldTotal.of([wasteful, thrifty])
    assert both.balance == 10_000
    assert both.allowed_loss == 6_800
    assert both.excess == 11_600  # what the other saved does not excuse it
    assert HeldTotal.of([]).balance == 0


@given(
    st.lists(
        st.builds(Holding, *[FIGURES] * 5, st.integers(-1000, 1000), st.integers(0, 10**6), st.booleans())
    )
)
def test_a_combined_holding_is_in_balance(holdings: list[Holding]) -> None:
    total = HeldTotal.of(holdings)
    assert total.issued + total.transferred_in == (
        total.used + total.returned + total.transferred_out + total.balance
    )
    assert total.excess == sum(one.excess for one in holdings) >= 0
    assert total.used == sum(one.consumed + one.corrected for one in holdings)


@pytest.mark.parametrize(
    ("pack", "limit"),
    [(0, 58_012), (5_000, 60_000), (58_012, 116_024), (58_013, 58_013), (1, 58_013)],
)
def test_the_issue_limit_in_whole_packs(pack: int, limit: int) -> None:
    # 65 baskets × 0.85 × 1.04 × 1.00962 = 58.0127652
    quantity, per_unit, loss, over = 65_000, 850, 40_000, 9_620
    assert quantity * per_unit * 1_040_000 * 1_009_620 % 10**15 != 0
    assert issue_limit(quantity, per_unit, loss, over, pack) == limit


@given(
    FIGURES,
    st.integers(1, 10**7),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(-3, 3),
)
def test_the_issue_limit_against_fractions(
    quantity: int, per_unit: int, loss: int, over: int, pack: int, slip: int
) -> None:
    exact = Fraction(quantity * per_unit, 1000) * (1 + Fraction(loss, 10**6)) * (1 + Fraction(over, 10**6))
    if pack:
        exact = Fraction(-(-exact // pack) * pack)
    issued = int(exact) + slip
    assert (issued > issue_limit(quantity, per_unit, loss, over, pack)) == (issued > exact)


# Random histories


@dataclass
class Book:
    """One subcontract's material kept the slow way: a pile that every event adds to or takes from, exactly."""

    pile: Fraction = Fraction(0)
    issued: int = 0
    returned: int = 0
    given: int = 0
    taken: int = 0
    corrected: int = 0
    parts: Parts = field(default_factory=Parts)

    def holding(self, per_unit: int) -> Holding:
        return Holding(
            self.issued,
            self.returned,
            self.taken,
            self.given,
            consumed(self.parts.consuming, per_unit),
            self.corrected,
        )


SMALL = st.integers(0, 50_000)
EVENTS = st.one_of(
    st.tuples(st.just("issue"), SMALL),
    st.tuples(st.just("return"), SMALL),
    st.tuples(st.just("transfer"), SMALL),
    st.tuples(st.just("correct"), st.integers(-500, 500)),
    st.tuples(st.just("collect"), st.builds(Parts, *[SMALL] * 6)),
    st.tuples(st.just("inspect"), st.lists(st.integers(0, 100), min_size=5, max_size=5)),
)


@given(st.integers(1, 5_000), st.lists(st.tuples(st.integers(0, 2), EVENTS), max_size=40))
def test_on_every_day_issued_is_used_returned_transferred_or_still_there(
    per_unit: int, history: list[tuple[int, tuple[str, object]]]
) -> None:
    books = [Book(), Book(), Book()]
    for at, (kind, what) in history:
        book, neighbour = books[at], books[(at + 1) % 3]
        if kind == "collect":
            assert isinstance(what, Parts)
            book.parts += what
            book.pile -= Fraction(what.consuming * per_unit, 1000)
        elif kind == "inspect":
            assert isinstance(what, list)
            outcome = Parts(*(book.parts.pending * share // 500 for share in what))
            check_inspection(outcome, book.parts.pending)
            book.parts = book.parts.inspected(outcome)
            book.pile += Fraction(outcome.rework * per_unit, 1000)
        else:
            assert isinstance(what, int)
            if kind == "issue":
                book.issued += what
                book.pile += what
            elif kind == "return":
                book.returned += what
                book.pile -= what
            elif kind == "transfer":
                book.given += what
                book.pile -= what
                neighbour.taken += what
                neighbour.pile += what
            else:
                book.corrected += what
                book.pile -= what
        holdings = [one.holding(per_unit) for one in books]
        for one, holding in zip(books, holdings, strict=True):
            assert holding.issued + holding.transferred_in == (
                holding.used + holding.returned + holding.transferred_out + holding.balance
            )
            assert abs(holding.balance - one.pile) <= Fraction(1, 2)
        total = HeldTotal.of(holdings)
        assert total.transferred_in == total.transferred_out
        assert total.issued == total.used + total.returned + total.balance


@given(st.lists(st.builds(Parts, *[SMALL] * 6), max_size=6), st.randoms())
def test_totals_do_not_depend_on_the_order_of_posting(receipts: list[Parts], random: object) -> None:
    shuffled = list(receipts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sum(receipts, Parts()) == sum(shuffled, Parts())
