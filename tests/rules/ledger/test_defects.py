"""Defects typed by their codes, shared out over the faulty pieces, and weighed against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.ledger.defects import (
    MILLION,
    MUCH,
    RETURNED,
    DefectShare,
    Limits,
    Typed,
    check_counts,
    is_code,
    pareto,
    read,
    shared_out,
    tidy,
    why_visit,
    written,
)

CODES = ("A", "B", "A1", "7", "77", "毛")
CODE = st.text("ABX019", min_size=1, max_size=3)
QUANTITY = st.integers(1, 10**9)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a", [("A", None)]),
        ("a4 b2", [("A", 4000), ("B", 2000)]),
        ("Ａ＝4，b", [("A", 4000), ("B", None)]),
        ("b 2 a", [("B", 2000), ("A", None)]),
        ("7*3、b1.5", [("7", 3000), ("B", 1500)]),
        ("a1", [("A1", None)]),
        ("a1 7", [("A1", None), ("7", None)]),
        ("毛3", [("毛", 3000)]),
        ("  ", []),
    ],
)
def test_what_a_clerk_types_is_read(typed: str, meant: list[tuple[str, int | None]]) -> None:
    assert read(typed, CODES) == meant


@pytest.mark.parametrize("typed", ["c", "a a", "a4 a2", "a0", "a-1", "774", "4", "a=", "=4", "a=b"])
def test_what_cannot_be_read_is_refused_beside_the_cell(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read(typed, CODES)
    assert refused.value.field == "defects"


@given(st.sets(CODE, min_size=1, max_size=8), st.data())
def test_what_is_written_is_read_the_same(codes: set[str], data: st.DataObject) -> None:
    said = data.draw(st.lists(st.sampled_from(sorted(codes)), unique=True))
    counted = [(code, data.draw(st.none() | QUANTITY)) for code in said]
    assert read(written(counted, codes), codes) == counted


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        said = read(typed, CODES)
    except UserError:
        return
    assert len({one.code for one in said}) == len(said)
    assert all(one.code in CODES and (one.quantity is None or one.quantity > 0) for one in said)


def test_a_code_can_be_told_from_a_quantity() -> None:
    assert is_code("A") and is_code(tidy("ｂ7")) and is_code("毛刺")
    assert not any(map(is_code, ("", "ABCD", "A=", "A B", "A.1")))


@given(st.lists(st.none() | QUANTITY, max_size=5), st.integers(0, 10**10))
def test_no_more_pieces_are_named_than_are_faulty(quantities: list[int | None], faulty: int) -> None:
    typed = [Typed(str(number), quantity) for number, quantity in enumerate(quantities)]
    given_ = sum(quantity or 0 for quantity in quantities)
    loose = quantities.count(None)
    try:
        shared = shared_out(typed, faulty)
    except UserError as refused:
        assert refused.field == "defects"
        assert given_ > faulty or loose > 1 or (loose and given_ == faulty)
        return
    assert [code for code, _ in shared] == [one.code for one in typed]
    assert all(quantity > 0 for _, quantity in shared)
    assert sum(quantity for _, quantity in shared) == (faulty if loose else given_) <= faulty


def test_one_code_alone_takes_all_faulty_pieces() -> None:
    assert shared_out([Typed("A", None)], 6000) == [("A", 6000)]
    assert shared_out([Typed("A", 4000), Typed("B", None)], 6000) == [("A", 4000), ("B", 2000)]
    with pytest.raises(UserError, match="7"):
        shared_out([Typed("A", 4000), Typed("B", 3000)], 6000)
    with pytest.raises(UserError, match="A1 B1"):
        shared_out([Typed("A", None), Typed("B", None)], 6000)
    for none in (0, -1000):
        with pytest.raises(UserError):
            check_counts([none], 6000)


@given(st.dictionaries(st.integers(), st.integers(0, 10**12)))
def test_the_shares_of_a_pareto_add_up_to_everything(amounts: dict[int, int]) -> None:
    slices = pareto(amounts)
    assert {one.key: one.quantity for one in slices} == {key: n for key, n in amounts.items() if n}
    assert [one.quantity for one in slices] == sorted((one.quantity for one in slices), reverse=True)
    assert sum(one.share for one in slices) == (MILLION if slices else 0)
    total, so_far = sum(amounts.values()), 0
    for one in slices:
        so_far += one.quantity
        assert abs(one.cumulated * total - so_far * MILLION) * 2 <= total
        assert abs(one.share * total - one.quantity * MILLION) <= total


@given(st.dictionaries(st.integers(), st.integers(1, 10**9)), st.integers(1, 10**9))
def test_what_is_reversed_leaves_a_pareto_as_it_was(amounts: dict[int, int], more: int) -> None:
    key = len(amounts) + 10**6
    assert pareto({**amounts, key: more - more}) == pareto(amounts)


LIMITS = Limits(much=30_000, returned=20_000)


def test_a_visit_is_proposed_for_much_and_for_what_comes_back() -> None:
    much, little, none = DefectShare(3, 100), DefectShare(2, 100), DefectShare(0, 100)
    assert why_visit(much, None, False, LIMITS) == MUCH
    assert why_visit(little, None, False, LIMITS) is None
    # Once it was shown, what came before counts no more.
    assert why_visit(much, none, True, LIMITS) is None
    assert why_visit(much, DefectShare(0, 0), True, LIMITS) is None
    assert why_visit(much, little, True, LIMITS) == RETURNED
    assert why_visit(much, little, False, LIMITS) is None
    assert why_visit(much, much, False, LIMITS) == MUCH


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, MILLION))
def test_a_share_reaches_a_limit_exactly(quantity: int, received: int, ppm: int) -> None:
    share = DefectShare(quantity, received)
    assert share.reaches(ppm) == (quantity > 0 and quantity * MILLION >= received * ppm)
    assert share.ppm >= 0 and DefectShare(quantity, 0).ppm == 0
