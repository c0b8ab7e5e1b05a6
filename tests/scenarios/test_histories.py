"""Random histories through the real actions, compared after every step with a second reckoning.

The suite plays a few, always the same; ``YUANBA_HISTORIES=2000`` plays so many others (``--hypothesis-seed`` says
which), and a history that fails is told with the fewest steps that still do.
"""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.backup import check
from models.database import close_database, db
from models.opening import open_database
from models.queries.exchange.results import results
from models.queries.ledger import stock
from models.queries.ledger.entry_context import pending_lines
from models.queries.ledger.open_subcontracts import unfinished
from models.queries.ledger.warehouse import finished_stock, material_stock
from models.queries.past import as_locked
from models.queries.pay.earnings import statements
from models.tables.order import Subcontract
from tests.scenarios.desk import MONTHS, Desk, begin, key_of, last_day
from tests.scenarios.reckoning import FIGURES, PARTS, Month

MANY = int(os.environ.get("YUANBA_HISTORIES", "0"))
KINDS = {
    "collect": 6,
    "inspect": 4,
    "dispatch": 6,
    "adjust": 3,
    "advance": 2,
    "receive": 1,
    "take_stock": 2,
    "book": 2,
    "give_back": 7,
    "undo": 3,
    "settle_terms": 2,
    "rate": 3,
    "bill": 2,
    "move_house": 1,
    "give_out": 1,
    "redate": 2,
    "cut": 2,
    "move_work": 1,
    "close_short": 2,
    "reopen": 1,
    "lock": 4,
    "unlock": 3,
    "hand_out": 3,
}
number = st.integers(0, 999)
steps = st.lists(
    st.tuples(
        st.sampled_from([kind for kind, often in KINDS.items() for _ in range(often)]),
        st.tuples(*[number] * 6),
    ),
    min_size=6,
    max_size=40 if MANY else 10,
)


# A day is eight times its place in the first open month; subcontracts, households and slips go by their place too.
TOLD = [
    ("dispatch", (8, 0, 250, 0, 0, 1)),
    ("dispatch", (8, 0, 300, 1, 0, 1)),
    ("collect", (40, 0, 10, 1, 4, 1)),
    ("inspect", (48, 0, 2, 0, 0, 1)),
    ("adjust", (56, 0, 200, 1, 0, 0)),
    ("advance", (64, 0, 30, 2, 0, 0)),
    ("collect", (200, 3, 20, 1, 0, 1)),
    ("settle_terms", (4, 4, 0, 0, 0, 0)),
    ("lock", (1, 0, 0, 0, 0, 0)),
    ("inspect", (24, 0, 1, 0, 0, 1)),
    ("rate", (0, 0, 500, 0, 3, 0)),
    ("rate", (0, 1, 400, 1, 3, 0)),
    ("rate", (0, 0, 450, 1, 3, 0)),
    ("settle_terms", (0, 4, 0, 0, 0, 0)),
    ("bill", (0, 0, 400, 0, 1, 0)),
    ("move_house", (0, 7, 0, 0, 0, 0)),
    ("collect", (72, 1, 20, 0, 0, 1)),
    ("give_back", (80, 2, 1, 0, 0, 0)),
    ("give_back", (88, 2, 1, 0, 0, 0)),
    ("give_back", (96, 2, 1, 0, 0, 0)),
    ("undo", (0, 0, 0, 0, 0, 0)),
    ("dispatch", (104, 0, 150, 0, 5, 1)),
    ("lock", (1, 0, 0, 0, 0, 0)),
    ("hand_out", (1, 0, 0, 0, 0, 0)),
    ("unlock", (1, 0, 0, 0, 0, 0)),
    ("hand_out", (1, 0, 0, 0, 0, 0)),
    ("unlock", (1, 0, 0, 0, 0, 0)),
    ("dispatch", (112, 0, 50, 0, 3, 1)),
    ("collect", (120, 0, 9, 1, 2, 1)),
    ("cut", (0, 4, 1, 0, 0, 0)),
    ("lock", (1, 0, 0, 0, 0, 0)),
    ("collect", (8, 0, 4, 0, 0, 1)),
]
"""A locked month corrected: pieces with their inspections, a deduction and an advance taken back, terms changed, an
operation undone, pay handed out, the month unlocked and locked again."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A cooperative before its first month, closed, and its second books."""
    path = tmp_path_factory.mktemp("begun") / "begun.db"
    open_database(path)
    books = pickle.dumps(begin().books)
    close_database()
    return path, books


@settings(
    max_examples=MANY or 2,
    derandomize=not MANY,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps)
@example(TOLD)
@pytest.mark.timeout(0 if MANY else 120)
def test_every_history_is_reckoned_the_same_twice(
    begun: tuple[Path, bytes], history: list[tuple[str, tuple[int, ...]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_database(shutil.copyfile(begun[0], Path(folder) / "coop.db"))
        # Nobody pulls the plug here; that is another test's.
        db.execute_sql("PRAGMA synchronous = OFF")
        try:
            desk, sheets = Desk(pickle.loads(begun[1])), Sheets()
            for kind, numbers in history:
                if desk.step(kind, numbers):
                    compare(desk)
                    sheets.compare(desk)
            assert check() == []
        finally:
            close_database()


class Sheets:
    """What the sheets of locked months said when they were locked: nothing may ever change them."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def compare(self, desk: Desk) -> None:
        locked = desk.books.locked
        self.kept = {key: kept for key, kept in self.kept.items() if key in locked}
        for key, month in locked.items():
            rows = results(key)
            if key not in self.kept:
                with as_locked(key):
                    compare_stock(last_day(key), month.holdings, month.progress)
            assert self.kept.setdefault(key, rows) == rows, f"the sheets of {key} changed"


def compare(desk: Desk) -> None:
    """The program says of every month, day, household and subcontract what the second reckoning says."""
    books = desk.books
    assert books.unsupported() == []
    months = {key: desk.pay.month(key) for key in MONTHS}
    for key, month in months.items():
        compare_month(desk, key, month)
    running = [key for key in MONTHS if key > books.last_locked]
    ends = [last_day(key) for key in (running if MANY else {*running[:1], *running[-1:]})]
    for day in [date.fromisoformat(f"{key}-15") for key in running[:1]] + ends:
        compare_stock(day, books.holdings(day), books.progress(day))
    assert {row.code: row.quantity for row in material_stock()} == books.warehouse()
    assert {
        (row.code, row.grade): row.quantity for row in finished_stock() if row.quantity
    } == books.finished()
    compare_open(desk)
    compare_paid(desk, months)


def compare_month(desk: Desk, key: str, month: Month) -> None:
    found = statements(key)
    assert {s.code: {name: getattr(s.reckoning, name) for name in FIGURES} for s in found.statements} == (
        month.statements
    ), key
    lines = sorted(
        (line.number, line.subcontract, line.grade, line.quantity, line.rate, line.amount)
        for s in found.statements
        for line in s.lines
    )
    assert lines == sorted(row for rows in month.lines.values() for row in rows), key
    for s in found.statements:
        assert s.reckoning.net >= 0
        if key in desk.books.locked:
            assert s.head == month.names[s.code]
            assert (s.paid_on is not None) == ((key, s.code) in desk.books.paid)


def compare_stock(
    day: date, held: dict[tuple[str, str], dict[str, int]], progress: dict[str, dict[str, Any]]
) -> None:
    names = ("issued", "returned", "used", "balance", "allowed_loss", "excess", "counted")
    assert {
        (row.household, row.material): {
            "transferred": row.transferred_in - row.transferred_out,
            **{name: getattr(row, name) for name in names},
        }
        for row in stock.holdings(day)
    } == held, day
    names = ("household", "quantity", *PARTS, "outstanding", "status")
    assert {
        row.subcontract: {name: getattr(row, name) for name in names} for row in stock.progress(day)
    } == progress, day


def compare_open(desk: Desk) -> None:
    """What waits for inspection, and which subcontracts still run."""
    books = desk.books
    waiting = sorted(
        left
        for slip in books.counting("collection")
        for at in range(len(slip.lines))
        if (left := books.pending(slip.number, at))
    )
    assert sorted(line.left for line in pending_lines()) == waiting
    assert sorted(unfinished().pending.values()) == waiting
    running = {key_of(Subcontract, sub).id for sub in books.subs if books.status(sub) == "open"}
    assert unfinished().subcontracts == running


def compare_paid(desk: Desk, months: dict[str, Month]) -> None:
    """Over all months each slip that counts is paid once, and of one taken back nothing remains."""
    books = desk.books
    paid: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for month in months.values():
        for rows in month.lines.values():
            for slip, sub, grade, quantity, _, amount in rows:
                sums = paid[books.slips[slip].reverses or slip, sub, grade]
                sums[0], sums[1] = sums[0] + quantity, sums[1] + amount
    for (slip, sub, grade), (quantity, amount) in paid.items():
        counts = books.counts(books.slips[slip])
        came = sum(line.parts.get(grade, 0) for line in books.slips[slip].lines if line.sub == sub)
        assert quantity == (came if counts else 0), f"{slip} is paid {quantity} of {came}"
        assert counts or amount == 0, f"{slip} was taken back, and {amount} fen stay"
