"""Random histories through the real actions: whatever is posted, voided or locked, the books agree."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.actions.adjustments import post_adjustment, post_advance
from models.actions.pay import lock
from models.actions.posting import Draft, MaterialLine, PieceLine, post
from models.actions.voiding import reverse, void
from models.backup import check
from models.database import close_database, open_database
from models.errors import UserError
from models.queries.ledger import subcontract_states
from models.queries.pay import statements
from models.rules.balance import Parts
from models.tables.order import Subcontract
from models.tables.product import Material
from models.tables.voucher import CollectionLine, Voucher
from tests.books import read_worked_example

START = date(2026, 10, 10)
small = st.integers(0, 12_000)
steps = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "issue",
                "top_up",
                "return",
                "collection",
                "inspection",
                "void",
                "reverse",
                "correction",
                "money",
                "lock",
            )
        ),
        st.integers(0, 60),
        st.tuples(small, small, small, small, small, small),
    ),
    min_size=3,
    max_size=25,
)


def play(kind: str, day: date, n: tuple[int, ...], sub: Any, material: int) -> None:
    """One step of a history; a refusal is a step that did not happen."""
    home = sub.household_id
    vouchers = list(Voucher.select().order_by(Voucher.id))
    actions: dict[str, Callable[[], object]] = {
        "collection": lambda: post(
            [Draft("collection", day, home, [PieceLine(sub.id, Parts(*n), sum(n), reason="x")])]
        ),
        "inspection": lambda: post(
            [
                Draft(
                    "inspection",
                    day,
                    home,
                    [
                        PieceLine(
                            sub.id,
                            Parts(good=n[0] // 4, rework=n[1] // 4),
                            collection_line=CollectionLine.select()[
                                n[2] % CollectionLine.select().count()
                            ].id,
                        )
                    ],
                )
            ]
        ),
        "void": lambda: void(vouchers[n[0] % len(vouchers)].id, "x"),
        "reverse": lambda: reverse(vouchers[n[0] % len(vouchers)].id, day, "x"),
        "correction": lambda: post(
            [Draft(kind, day, home, [MaterialLine(sub.id, material, n[0] - n[1], "x")])]
        ),
        "money": lambda: (
            post_adjustment(home, day, n[0] - n[1], "x"),
            post_advance(home, day, n[2] + 1, n[3] % 5 + 1),
        ),
        "lock": lambda: lock(f"{day:%Y-%m}", date(2027, 1, 5)),
    }
    plain = lambda: post([Draft(kind, day, home, [MaterialLine(sub.id, material, n[0], "x")])])  # noqa: E731
    with contextlib.suppress(UserError):
        actions.get(kind, plain)()


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the worked example of pay, closed."""
    path = tmp_path_factory.mktemp("worked") / "worked.db"
    open_database(path)
    read_worked_example()
    close_database()
    return path


@settings(max_examples=25)
@given(steps)
def test_the_books_agree_after_any_history(
    worked: Path, history: list[tuple[str, int, tuple[int, ...]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_database(shutil.copyfile(worked, Path(folder) / "coop.db"))
        try:
            sub, material = Subcontract.get(), Material.get().id
            frozen: dict[str, Any] = {}
            for kind, offset, numbers in history:
                play(kind, START + timedelta(offset), numbers, sub, material)
                for key in ("2026-10", "2026-11", "2026-12"):
                    month = statements(key)
                    assert frozen.get(key, month) == month, "a locked period changed"
                    if month.status != "open":
                        frozen[key] = month
                    for one in month.statements:
                        r = one.reckoning
                        assert sum(line.amount for line in one.lines) == r.piece
                        assert r.net == r.gross - r.taken - r.recovered + r.given_back >= 0
                        assert r.deductions_due == r.taken + r.carried_out
            for offset in range(-1, 62, 7):
                for state in subcontract_states(until=START + timedelta(offset)).values():
                    for account in state.materials.values():
                        held = state.holding(account)
                        assert held.issued + held.transferred_in == (
                            held.used + held.returned + held.transferred_out + held.balance
                        )
                    # Every piece received is one of the six, whatever became of it later.
                    assert state.received == state.consuming + state.rework
            assert check() == []
        finally:
            close_database()
