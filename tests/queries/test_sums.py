"""What a list adds up to: the same as its rows one by one, never two units together, never what does not count."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.actions.ledger import voiding
from models.kinds import MONEY, QUANTITY, TEXT
from models.queries.ledger import vouchers
from models.queries.order import orders
from models.queries.pay.advances import advances
from tests import factories as make
from tests.queries.test_listings import TODAY, shown
from tests.queries.test_narrowing import NARROWED
from ui.kit.memory_listing import Rows, column


@pytest.mark.parametrize("name", NARROWED)
def test_sums_are_those_of_the_rows(coop: SimpleNamespace, name: str) -> None:
    listing = NARROWED[name]()
    keys = listing.keys()
    for chosen in (None, keys[:2], keys[1:], []):
        rows = (
            shown(listing)
            if chosen is None
            else [row for row, key in zip(shown(listing), keys, strict=True) if key in chosen]
        )
        for one in listing.columns:
            if not one.addable or one.added is not None:
                continue
            wanted: dict[Any, int] = defaultdict(int)
            for row in rows:
                if row[one.key] is not None:
                    wanted[row[one.apart] if one.apart else ""] += row[one.key]
            found = {by: value for (key, by), value in listing.sums("", chosen).items() if key == one.key}
            assert found == dict(wanted), (one.key, chosen)


def test_pieces_and_weights_are_never_added_up(coop: SimpleNamespace) -> None:
    slices = make.product(name="白芷切片", unit="kg", good=1.3)
    make.order(slices, 40)
    found = orders.orders(TODAY).sums()
    assert found["quantity", "kg"] == 40_000
    assert found["quantity", "piece"] == 1_200_000
    assert orders.orders(TODAY).sums("白芷") == {
        ("quantity", "kg"): 40_000,
        ("allocated", "kg"): 0,
        ("delivered", "kg"): 0,
    }


def test_an_advance_is_no_bonus_and_what_is_void_counts_nothing(coop: SimpleNamespace) -> None:
    before = advances().sums()
    make.advance(coop.first, 30, day=TODAY)
    gone = make.advance(coop.first, 70, day=TODAY)
    make.adjustment(coop.first, -5, day=TODAY)
    make.adjustment(coop.second, 8, day=TODAY)
    voiding.void(make.voucher("advance", gone).id, "发错了", TODAY)
    found = advances().sums()
    added = {
        by: value - before.get(("amount", by), 0) for (key, by), value in found.items() if key == "amount"
    }
    assert {by: value for by, value in added.items() if value} == {
        "advance": 3_000,
        "deduction": -500,
        "bonus": 800,
    }
    assert vouchers.vouchers().sums() == {}


def test_hundreds_of_chosen_rows_are_added_up_part_by_part(coop: SimpleNamespace) -> None:
    for _ in range(3):
        make.advance(coop.first, 1, day=date(2026, 10, 20))
    keys = advances().keys()
    many = keys * 400
    once = advances().sums("", keys)
    assert advances().sums("", many)["amount", "advance"] >= once["amount", "advance"]


HELD = Rows(
    "held",
    "Held",
    (
        column("name", "Name", TEXT),
        column("quantity", "Quantity", QUANTITY, "unit"),
        column("loose", "Loose", QUANTITY),
        column("unit", "Unit", TEXT, hidden=True),
        column("amount", "Amount", MONEY),
    ),
)


@given(
    st.lists(
        st.tuples(
            st.just("x"),
            st.none() | st.integers(-(10**9), 10**9),
            st.integers(),
            st.sampled_from(["kg", "piece"]),
            st.integers(-(10**12), 10**12),
        )
    )
)
def test_rows_in_memory_add_up_alike(rows: list[tuple[Any, ...]]) -> None:
    HELD.put(list(enumerate(rows)))
    found = HELD.sums()
    assert not any(key == "loose" for key, _ in found), "no unit is known"
    for unit in ("kg", "piece"):
        wanted = [row[1] for row in rows if row[3] == unit and row[1] is not None]
        assert found.get(("quantity", unit), 0) == sum(wanted)
    assert found.get(("amount", ""), 0) == sum(row[4] for row in rows)
    assert HELD.sums("", [0] if rows else []).get(("amount", ""), 0) == (rows[0][4] if rows else 0)
