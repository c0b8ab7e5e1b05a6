"""The estimate of income tax on pay for services."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.pay.tax import (
    TABLES,
    Bracket,
    TaxTable,
    estimate,
    even_flat,
    even_quick,
    faults,
    plain,
    table_on,
    tables_of,
)


@pytest.mark.parametrize(
    ("yuan", "tax"),
    [
        (0, 0), (800, 0), (801, 20), (1_000, 4_000), (3_500, 54_000), (4_000, 64_000), (5_000, 80_000),
        (25_000, 400_000), (30_000, 520_000), (62_500, 1_300_000), (70_000, 1_540_000),
    ],
)  # fmt: skip
def test_known_amounts(yuan: int, tax: int) -> None:
    assert estimate(yuan * 100, TABLES[0]) == tax


@given(st.integers(-(10**6), 10**8), st.integers(0, 10**6))
def test_more_income_is_never_less_tax(income: int, more: int) -> None:
    table = TABLES[0]
    assert 0 <= estimate(income, table) <= estimate(income + more, table) <= max(0, income + more)


@st.composite
def made_tables(draw: st.DrawFn) -> TaxTable:
    """A table of whole hundreds of yuan and whole percents, which rises and whose parts meet without a jump."""
    hundreds = sorted(draw(st.sets(st.integers(1, 1_000), max_size=5)))
    size = len(hundreds) + 1
    percents = sorted(draw(st.lists(st.integers(0, 100), min_size=size, max_size=size)))
    brackets: list[Bracket] = []
    for upto, percent in zip([*hundreds, None], percents, strict=True):
        brackets.append(Bracket(None if upto is None else upto * 10_000, percent * 10_000, 0))
        brackets[-1] = brackets[-1]._replace(quick=even_quick(brackets, len(brackets) - 1))
    share, upto = draw(st.integers(0, 100)) * 10_000, draw(st.integers(0, 100)) * 10_000
    day = draw(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    return TaxTable(day, even_flat(upto, share), upto, share, tuple(brackets))


@given(made_tables(), st.integers(-(10**4), 2 * 10**7))
def test_where_the_parts_meet_the_tax_rises_fen_by_fen(table: TaxTable, income: int) -> None:
    assert faults([table]) == []
    assert 0 <= estimate(income + 1, table) - estimate(income, table) <= 2


@given(made_tables(), st.data())
def test_at_no_end_of_a_row_does_the_tax_jump(table: TaxTable, data: st.DataObject) -> None:
    ends = [one.upto for one in table.brackets if one.upto is not None]
    assume(ends)
    # Without deductions the income is what is taxable.
    bare, end = table._replace(flat=0, flat_upto=0, share_ppm=0), data.draw(st.sampled_from(ends))
    assert 0 <= estimate(end + 1, bare) - estimate(end, bare) <= 2


def test_a_quick_deduction_that_does_not_meet_is_found() -> None:
    rows = TABLES[0].brackets
    assert [even_quick(rows, place) for place in range(3)] == [one.quick for one in rows]
    assert even_quick((rows[0], rows[1]._replace(quick=1_500_00), rows[2]), 2) == 6_500_00
    assert even_flat(TABLES[0].flat_upto, TABLES[0].share_ppm) == TABLES[0].flat


@given(st.lists(made_tables(), max_size=4))
def test_tables_come_back_from_what_is_kept_in_order_of_days(tables: list[TaxTable]) -> None:
    again = tables_of(plain(tables))
    assert sorted(tables, key=lambda table: table.start) == list(again)


@pytest.mark.parametrize("wrong", [1.5, "1", None, True])
def test_nothing_but_whole_numbers_is_read(wrong: object) -> None:
    kept = plain(TABLES)
    kept[0]["flat"] = wrong
    with pytest.raises(TypeError):
        tables_of(kept)


@pytest.mark.parametrize(
    ("brackets", "where"),
    [
        ((), [(0, "rate_ppm")]),
        ((Bracket(100, 0, 0),), [(0, "upto")]),
        ((Bracket(None, 0, 0), Bracket(None, 0, 0)), [(0, "upto")]),
        ((Bracket(100, 0, 0), Bracket(100, 0, 0), Bracket(None, 0, 0)), [(1, "upto")]),
        ((Bracket(0, 0, 0), Bracket(None, 0, 0)), [(0, "upto")]),
        (
            (Bracket(100, -1, 0), Bracket(None, 1_000_001, -1)),
            [(0, "rate_ppm"), (1, "rate_ppm"), (1, "quick")],
        ),
    ],
)
def test_every_fault_is_told_at_its_cell(brackets: tuple[Bracket, ...], where: list[tuple[int, str]]) -> None:
    found = faults([TABLES[0]._replace(brackets=brackets)])
    assert [(one.bracket, one.field) for one in found] == where and all(one.message for one in found)


def test_two_tables_of_a_day_and_shares_beyond_all_are_refused() -> None:
    other = TABLES[0]._replace(share_ppm=1_000_001, flat=-1)
    found = faults([*TABLES, other])
    assert [(one.table, one.bracket, one.field) for one in found] == [
        (1, None, "start"),
        (1, None, "flat"),
        (1, None, "share_ppm"),
    ]
    assert faults([])


def test_the_table_of_a_day() -> None:
    later = TaxTable(date(2027, 1, 1), 0, 0, 0, (Bracket(None, 100_000, 0),))
    assert table_on(date(2018, 12, 31), TABLES) is None
    assert table_on(date(2026, 10, 31), (later, *TABLES)) is TABLES[0]
    assert table_on(date(2027, 1, 1), (later, *TABLES)) is later
    assert estimate(1_000, later) == 100
