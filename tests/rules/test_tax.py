"""The estimate of income tax on pay for services."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.tax import TABLES, Bracket, TaxTable, estimate, table_on


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


def test_the_table_of_a_day() -> None:
    later = TaxTable(date(2027, 1, 1), 0, 0, 0, (Bracket(100, 100_000, 0),))
    assert table_on(date(2018, 12, 31)) is None
    assert table_on(date(2026, 10, 31), (later, *TABLES)) is TABLES[0]
    assert table_on(date(2027, 1, 1), (later, *TABLES)) is later
    assert estimate(1_000, later) == 100  # beyond a closed last bracket its rate goes on
