"""Pay by the piece: the worked example to the fen, and what must hold for every household in every period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.amount import in_words, line_amount, money, quantity, rate
from models.rules.ledger.balance import Parts, check_collection
from models.rules.ledger.grade import GOOD, MATERIAL_SCRAP, SECOND
from models.rules.pay.calendar import elapsed
from models.rules.pay.wage import (
    Due,
    OwedAdvance,
    RateSpan,
    RateTable,
    advance_due,
    instalments,
    needs_statement,
    overlaps,
    reckon,
    split,
    stop,
)

BASKET = 1
SPANS = (
    RateSpan(BASKET, GOOD, date(2026, 1, 1), date(2026, 10, 14), rate("3.2500")),
    RateSpan(BASKET, GOOD, date(2026, 10, 15), None, rate("3.5000")),
    RateSpan(BASKET, SECOND, date(2026, 1, 1), None, rate("2.6000")),
)


def test_the_worked_example() -> None:
    dispatched = date(2026, 10, 10)
    parts = Parts(quantity(50), quantity(5), quantity(3), quantity(1), quantity(1))
    check_collection(quantity(60), parts)
    table = RateTable(SPANS)
    amounts = []
    for grade, figure in parts.paid():
        in_force = table.rate(BASKET, grade, dispatched)
        assert in_force is not None
        amounts.append((grade, line_amount(figure, in_force)))
    assert amounts == [(GOOD, money("162.50")), (SECOND, money("13.00")), (MATERIAL_SCRAP, money("3.25"))]
    piece = sum(amount for _, amount in amounts)
    assert piece == money("178.75")

    assert instalments(money(200), 3) == (money("66.66"), money("66.66"), money("66.68"))
    bonuses, deductions = split([money("-60.00"), money("10.00")])
    paid_out = OwedAdvance(7, elapsed("2026-10", "2026-10"), money(200), 3)
    assert advance_due(paid_out) == money("66.66")
    reckoned = reckon(piece, bonuses, deductions, 0, [paid_out], allowance_ppm=0, cap_ppm=200_000)
    assert reckoned.gross == money("188.75")
    assert reckoned.taken == money("37.75")
    assert reckoned.carried_out == money("22.25")
    assert reckoned.recoveries == ((7, money("66.66")),)
    assert reckoned.recovered == money("66.66")
    assert reckoned.advance_left == money("133.34")
    assert reckoned.net == money("84.34")
    assert in_words(reckoned.net) == "人民币捌拾肆元叁角肆分"


# Rates


def test_the_rate_of_the_subcontracts_own_date() -> None:
    table = RateTable(SPANS)
    assert table.rate(BASKET, GOOD, date(2026, 10, 14)) == 32_500
    assert table.rate(BASKET, GOOD, date(2026, 10, 15)) == 35_000
    assert table.rate(BASKET, MATERIAL_SCRAP, date(2026, 10, 15)) == 35_000
    assert table.rate(BASKET, SECOND, date(2030, 1, 1)) == 26_000
    assert table.rate(BASKET, GOOD, date(2025, 12, 31)) is None
    assert table.rate(2, GOOD, date(2026, 10, 15)) is None


def test_a_gap_between_spans_has_no_rate() -> None:
    table = RateTable(
        [
            RateSpan(1, GOOD, date(2026, 3, 1), None, 3),
            RateSpan(1, GOOD, date(2026, 1, 1), date(2026, 1, 31), 0),
        ]
    )
    assert table.rate(1, GOOD, date(2026, 1, 31)) == 0  # agreed to be nothing, not missing
    assert table.rate(1, GOOD, date(2026, 2, 1)) is None
    assert table.rate(1, GOOD, date(2026, 3, 1)) == 3


DAY = date(2026, 1, 1)
SPAN = st.builds(
    lambda product, grade, start, length, figure: RateSpan(
        product,
        grade,
        DAY + timedelta(days=start),
        None if length is None else DAY + timedelta(days=start + length),
        figure,
    ),
    st.integers(1, 2),
    st.sampled_from([GOOD, SECOND]),
    st.integers(0, 30),
    st.one_of(st.none(), st.integers(-2, 10)),
    st.integers(0, 10**6),
)


@given(st.lists(SPAN, max_size=12))
def test_overlaps_are_found_day_by_day(spans: list[RateSpan]) -> None:
    days = [DAY + timedelta(days=n) for n in range(60)]

    def covers(span: RateSpan, day: date) -> bool:
        return span.start <= day and (span.end is None or day <= span.end)

    expected = sum(
        1
        for at, one in enumerate(spans)
        for other in spans[at + 1 :]
        if (one.product_id, one.grade) == (other.product_id, other.grade)
        and any(covers(one, day) and covers(other, day) for day in days)
    )
    pairs = overlaps(spans)
    assert len(pairs) == expected
    assert all(one.start <= other.start for one, other in pairs)
    if not pairs:
        table = RateTable([span for span in spans if span.end is None or span.end >= span.start])
        for day in days:
            for product in (1, 2):
                for grade in (GOOD, SECOND):
                    found = [
                        s.rate
                        for s in spans
                        if (s.product_id, s.grade) == (product, grade) and covers(s, day)
                    ]
                    assert table.rate(product, grade, day) == (found[0] if found else None)


def test_spans_that_touch_do_not_overlap_and_those_that_share_a_day_do() -> None:
    assert overlaps(SPANS) == []
    late = RateSpan(BASKET, GOOD, date(2026, 10, 14), date(2026, 10, 14), 1)
    assert overlaps([*SPANS, late]) == [(SPANS[0], late)]


# Advances


@given(st.integers(0, 10**9), st.integers(1, 60))
def test_instalments_sum_to_the_advance(amount: int, count: int) -> None:
    parts = instalments(amount, count)
    assert len(parts) == count
    assert sum(parts) == amount
    assert set(parts[:-1]) <= {amount // count}
    assert parts[-1] >= amount // count
    for fallen in range(count + 3):
        assert advance_due(OwedAdvance(1, fallen - 1, amount, count)) == sum(parts[:fallen])


@pytest.mark.parametrize("count", [0, -1])
def test_an_advance_has_an_instalment(count: int) -> None:
    with pytest.raises(UserError) as refused:
        instalments(100, count)
    assert refused.value.field == "instalments"


def test_what_fell_due_and_was_not_recovered_stays_due() -> None:
    assert advance_due(OwedAdvance(1, 1, 20_000, 3, recovered=1_000)) == 12_332
    assert advance_due(OwedAdvance(1, 1, 20_000, 3, recovered=15_000)) == 0  # paid back ahead
    assert advance_due(OwedAdvance(1, 9, 20_000, 3, recovered=15_000)) == 5_000
    assert advance_due(OwedAdvance(1, -1, 20_000)) == 0


def test_the_oldest_advance_is_recovered_first() -> None:
    young, old = OwedAdvance(1, 0, 10_000), OwedAdvance(2, 3, 10_000)
    reckoned = reckon(15_000, 0, 0, 0, [young, old])
    assert reckoned.recoveries == ((2, 10_000), (1, 5_000))
    assert reckoned.net == 0
    assert reckoned.advance_left == 5_000


def test_an_advance_of_a_later_period_is_not_there_yet() -> None:
    reckoned = reckon(15_000, 0, 0, 0, [OwedAdvance(1, -1, 10_000), OwedAdvance(2, 0, 1_000)])
    assert reckoned.recoveries == ((2, 1_000),)
    assert reckoned.advance_left == 0


# A statement


def test_the_allowance_is_rounded_once_a_statement() -> None:
    assert reckon(17_875, 0, 0, 0, (), allowance_ppm=100_000).allowance == 1_788  # 1787.5
    assert reckon(17_875, 0, 0, 0, ()).allowance == 0


def test_the_deduction_cap_is_rounded_down() -> None:
    reckoned = reckon(10_004, 0, 5_000, 0, ())
    assert (reckoned.taken, reckoned.carried_out) == (2_000, 3_000)


def test_what_was_carried_in_is_due_with_the_rest() -> None:
    reckoned = reckon(10_000, 0, 500, 700, ())
    assert (reckoned.deductions_due, reckoned.taken, reckoned.carried_out) == (1_200, 1_200, 0)
    idle = reckon(0, 0, 0, 700, ())
    assert (idle.taken, idle.carried_out, idle.net) == (0, 700, 0)


def test_a_reversal_larger_than_the_pay_is_carried_not_lost() -> None:
    short = reckon(-5_000, 1_000, 300, 200, [OwedAdvance(1, 0, 900)])
    assert short.gross == -4_000
    assert short.net == 0
    assert short.recovered == 0
    assert short.advance_left == 900
    assert short.carried_out == 4_500
    after = reckon(30_000, 0, 0, short.carried_out, ())
    assert after.taken == 4_500
    assert after.net == 25_500


ADVANCES = st.lists(
    st.builds(
        lambda number, elapsed, amount, count, share: OwedAdvance(
            number, elapsed, amount, count, amount * share // 100
        ),
        st.integers(1, 10**6),
        st.integers(-2, 30),
        st.integers(0, 10**6),
        st.integers(1, 24),
        st.integers(0, 100),
    ),
    max_size=4,
    unique_by=lambda advance: advance.id,
)


@given(
    st.integers(-(10**6), 10**8),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    ADVANCES,
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
def test_every_statement_adds_up(
    piece: int,
    bonuses: int,
    deductions: int,
    carried: int,
    advances: list[OwedAdvance],
    allowance_ppm: int,
    cap_ppm: int,
) -> None:
    one = reckon(piece, bonuses, deductions, carried, advances, allowance_ppm=allowance_ppm, cap_ppm=cap_ppm)
    assert one.gross == one.piece + one.allowance + one.bonus
    assert one.deductions_due == carried + deductions == one.taken + one.carried_out
    assert one.net == one.gross - one.taken - one.recovered >= 0
    assert one.carried_out >= 0
    assert one.recovered == sum(fen for _, fen in one.recoveries)
    here = {advance.id: advance for advance in advances if advance.elapsed >= 0}
    assert one.advance_left + one.recovered == sum(advance.left for advance in here.values())
    assert all(0 < fen <= advance_due(here[key]) for key, fen in one.recoveries)
    if one.gross >= 0:
        assert 0 <= one.taken * 1_000_000 <= one.gross * cap_ppm
        assert one.recovered == min(one.gross - one.taken, sum(advance_due(a) for a in here.values()))
    else:
        assert one.net == one.recovered == 0
    assert one == reckon(
        piece, bonuses, deductions, carried, advances[::-1], allowance_ppm=allowance_ppm, cap_ppm=cap_ppm
    )


@given(
    st.lists(
        st.tuples(st.integers(-(10**5), 10**6), st.lists(st.integers(-(10**5), 10**5), max_size=4)),
        min_size=1,
    ),
    st.integers(1, 10**6),
    st.integers(1, 12),
)
def test_over_the_months_nothing_is_taken_twice_or_forgotten(
    months: list[tuple[int, list[int]]], amount: int, count: int
) -> None:
    carried = recovered = 0
    due = taken = paid = earned = 0
    for elapsed_periods, (piece, adjustments) in enumerate(months):
        bonuses, deductions = split(adjustments)
        assert bonuses - deductions == sum(adjustments)
        one = reckon(
            piece, bonuses, deductions, carried, [OwedAdvance(1, elapsed_periods, amount, count, recovered)]
        )
        carried = one.carried_out
        recovered += one.recovered
        due += deductions
        taken += one.taken
        paid += one.net
        earned += one.gross
        assert one.advance_left + recovered == amount
        assert recovered <= advance_due(OwedAdvance(1, elapsed_periods, amount, count))
    assert due == taken + carried
    assert paid == earned - taken - recovered


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**6)), max_size=30))
def test_piece_pay_is_the_sum_of_its_lines(lines: list[tuple[int, int]]) -> None:
    amounts = [line_amount(figure, in_force) for figure, in_force in lines]
    assert reckon(sum(amounts), 0, 0, 0, ()).net == sum(amounts)


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ((0, 0, 0, 0), False),
        ((1, 0, 0, 0), True),
        ((0, 1, 0, 0), True),
        ((0, 0, 1, 0), True),
        ((0, 0, 0, 1), True),
    ],
)
def test_who_gets_a_statement(facts: tuple[int, int, int, int], needed: bool) -> None:
    assert needs_statement(*facts) is needed


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 50)), max_size=8),
    st.lists(st.integers(1, 5)),
    st.integers(0, 300),
)
def test_what_stops_being_due_is_at_most_what_was_left(
    owed: list[tuple[int, int]], vouchers: list[int], amount: int
) -> None:
    dues = [Due(voucher, left, taken=7) for voucher, left in owed]
    stopped = stop(dues, vouchers, amount)
    named = sum(left for voucher, left in owed if voucher in vouchers)
    assert stopped == min(named, amount)
    assert sum(due.left for due in dues) == sum(left for _, left in owed) - stopped
    assert all(due.left >= 0 and due.taken == 7 for due in dues)
