"""Random histories with voids, reversals, undos and days out of order, reckoned a second time from the rows alone.

The second reckoning follows spec pay-and-balance, "Taking back": it asks the program nothing.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.actions.orders import save_order, save_subcontract
from models.actions.pay import lock, unlock
from models.actions.posting import Draft, MaterialLine, PieceLine, post
from models.actions.undo import last_undoable, undo
from models.actions.voiding import take_back
from models.backup import check
from models.database import close_database, open_database
from models.errors import NeedsConfirmation, UserError
from models.queries.entry import pending_lines
from models.queries.ledger import SubcontractState, subcontract_states
from models.queries.pay import statements
from models.queries.unfinished import unfinished
from models.rules.balance import Parts
from models.rules.grade import PARTS
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.product import Material
from models.tables.voucher import CollectionLine, InspectionLine, Movement, Voucher
from tests import factories

START = date(2026, 10, 10)
DAYS = [START + timedelta(offset) for offset in (-1, 0, 3, 9, 15, 21, 22, 28, 35, 60)]
MATERIAL = ("issue", "top_up", "return", "transfer", "correction")
KINDS = (
    *MATERIAL,
    "collection",
    "collection",
    "inspection",
    "inspection",
    "void",
    "void",
    "void",
    "undo",
    "date",
    "cut",
    "lock",
    "lock",
    "unlock",
)
count = st.integers(0, 30)
steps = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(-1, 35),
        st.integers(0, 2),
        st.tuples(count, count, count, count, count, count),
    ),
    min_size=5,
    max_size=30,
)


@pytest.fixture(scope="module")
def shared_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with three subcontracts of two households, closed."""
    path = tmp_path_factory.mktemp("histories") / "shared.db"
    open_database(path)
    cloth = factories.material()
    item = factories.product(bom=[(cloth, 0.75, 40_000)], good=3.25, second=2.6)
    of = factories.order(item, 300, START)
    one, two = factories.household("H1"), factories.household("H2")
    for home, offset in ((one, 0), (one, 2), (two, 0)):
        sub = factories.subcontract(home, of, 40, START + timedelta(offset))
        factories.dispatch(sub, cloth, 30, START + timedelta(offset))
    close_database()
    return path


def play(kind: str, day: date, which: int, n: tuple[int, ...]) -> None:
    """One step of a history; a refusal is a step that did not happen."""
    subs = list(Subcontract.select().order_by(Subcontract.number))
    sub, other = subs[which], subs[n[5] % 3]
    home, units = sub.household_id, [figure * 1000 for figure in n]

    def material() -> None:
        to = other.id if kind == "transfer" else None
        quantity = units[0] - units[1] if kind == "correction" else units[0]
        post([Draft(kind, day, home, [MaterialLine(sub.id, Material.get().id, quantity, "x", to)])])

    def collection() -> None:
        parts = Parts(units[0], units[1] // 3000 * 1000, units[2] // 2000 * 1000, 0, units[3] // 8000 * 1000)
        parts += Parts(pending=units[4])
        post([Draft("collection", day, home, [PieceLine(sub.id, parts, parts.total, reason="x")])])

    def inspection() -> None:
        lines = list(CollectionLine.select().where(CollectionLine.pending > 0).order_by(CollectionLine.id))
        line = lines[n[2] % len(lines)]
        parts = Parts(good=units[0] // 3000 * 1000, rework=units[1] // 4000 * 1000)
        piece = PieceLine(line.subcontract_id, parts, collection_line=line.id)
        post([Draft("inspection", day, line.subcontract.household_id, [piece])])

    def back() -> None:
        vouchers = list(Voucher.select().order_by(Voucher.id))
        chosen = vouchers[n[0] % len(vouchers)]
        take_back(chosen.id, "x", day, with_dependents=bool(n[1] % 3))

    def dated() -> None:
        if n[0] % 2:
            save_subcontract({"date": day}, sub)
        else:
            save_order({"date": day}, Order.get())

    acts: dict[str, Callable[[], object]] = {
        "collection": collection,
        "inspection": inspection,
        "void": back,
        "undo": lambda: undo(last_undoable().id),
        "date": dated,
        "cut": lambda: save_subcontract({"quantity": units[0] + 1000}, sub, ("cut_short",), "x" * (n[1] % 2)),
        "lock": lambda: lock(f"{day:%Y-%m}"),
        "unlock": lambda: unlock(f"{day:%Y-%m}", "x"),
    }
    with contextlib.suppress(UserError, NeedsConfirmation):
        if kind != "inspection" or CollectionLine.select().where(CollectionLine.pending > 0).exists():
            acts.get(kind, material)()


# -- the second reckoning ---------------------------------------------------------------------------------------------


def half_up(figure: int, unit: int) -> int:
    """Rounded half away from zero."""
    return (abs(figure) * 2 + unit) // (2 * unit) * (1 if figure >= 0 else -1)


class Reckoning:
    """The books as of the end of a day, from the rows and the specification alone."""

    def __init__(self, day: date) -> None:
        heads = {row.id: row for row in Voucher.select()}
        stands = {key for key, row in heads.items() if row.voided_on is None and row.date <= day}
        gone = {heads[key].reverses_id for key in stands}
        self.counts = {key for key in stands if heads[key].reverses_id is None and key not in gone}
        self.pieces: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("received", *PARTS), 0))
        self.pending: dict[int, int] = {}
        self.moved: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.receipts: dict[int, list[tuple[date, int, int, int]]] = defaultdict(list)
        self._collect(heads)
        self._inspect(heads)
        for row in Movement.select().where(Movement.material.is_null(False)):
            if row.voucher_id in self.counts:
                self._move(row)

    def _collect(self, heads: dict[int, Any]) -> None:
        for line in CollectionLine.select():
            if line.voucher_id in self.counts:
                sums = self.pieces[line.subcontract_id]
                for name in sums:
                    sums[name] += getattr(line, name)
                self.pending[line.id] = line.pending
                receipt = heads[line.voucher_id].date, line.voucher_id, line.received, line.rework
                self.receipts[line.subcontract_id].append(receipt)

    def _inspect(self, heads: dict[int, Any]) -> None:
        for line in InspectionLine.select():
            if line.voucher_id not in self.counts:
                continue
            collection = line.collection_line
            assert collection.voucher_id in self.counts, "inspected what does not count"
            assert heads[line.voucher_id].date >= heads[collection.voucher_id].date
            sums = self.pieces[collection.subcontract_id]
            for name in PARTS[:-1]:
                sums[name] += getattr(line, name)
                sums["pending"] -= getattr(line, name)
                self.pending[collection.id] -= getattr(line, name)
            receipt = heads[line.voucher_id].date, line.voucher_id, 0, line.rework
            self.receipts[collection.subcontract_id].append(receipt)

    def _move(self, row: Any) -> None:
        if row.target_subcontract_id is not None:
            self.moved[row.target_subcontract_id, row.material_id][f"{row.kind} in"] += row.quantity
        if row.source_subcontract_id is not None:
            self.moved[row.source_subcontract_id, row.material_id][f"{row.kind} out"] += row.quantity

    def rework_outside(self, subcontract: int) -> int:
        """What is certainly still with the household: whatever comes in is taken for it first."""
        outside = 0
        for _, _, received, back in sorted(self.receipts[subcontract]):
            outside = max(0, outside - received) + back
        return outside

    def closed(self, row: Any, day: date) -> bool:
        """Nothing outstanding, pending or in rework; or closed short by then."""
        sums = self.pieces[row.id]
        complete = row.quantity <= sums["good"] + sums["second"] and not sums["pending"]
        short = row.closed_on is not None and row.closed_on <= day
        return short or (complete and not self.rework_outside(row.id))

    def holding(self, key: tuple[int, int]) -> tuple[int, ...]:
        """(issued, returned, in, out, used, balance) of a material on a subcontract."""
        sums, pieces = self.moved[key], self.pieces[key[0]]
        used_up = sum(pieces[part] for part in PARTS if part != "rework")
        bill = SubcontractMaterial.get_or_none(subcontract=key[0], material=key[1])
        used = half_up(used_up * (bill.per_unit if bill else 0), 1000)
        used += sums["correction out"] - sums["correction in"]
        issued = sums["issue in"] + sums["top_up in"]
        back, came, went = sums["return out"], sums["transfer in"], sums["transfer out"]
        return issued, back, came, went, used, issued + came - back - went - used


def agree(state: SubcontractState, row: Any, second: Reckoning, day: date) -> None:
    """The program's state of a subcontract is what the second reckoning says."""
    sums = second.pieces[row.id]
    assert {name: getattr(state, name) for name in sums} == sums
    assert state.closed == second.closed(row, day)
    for account in state.materials.values():
        held = state.holding(account)
        said = held.issued, held.returned, held.transferred_in, held.transferred_out, held.used, held.balance
        assert said == second.holding((row.id, account.material_id))


def leaving(second: Reckoning) -> Iterator[tuple[Any, int]]:
    """Each return or transfer that counts, and what had come before its day's end less what had left."""
    rows = [row for row in Movement.select() if row.material_id and row.voucher_id in second.counts]
    for slip in rows:
        if slip.kind in ("return", "transfer") and slip.source_subcontract_id is not None:
            account = slip.source_subcontract_id, slip.material_id
            here = [r for r in rows if r.date <= slip.date and r.kind != "correction"]
            came = sum(r.quantity for r in here if (r.target_subcontract_id, r.material_id) == account)
            yield (
                slip,
                came - sum(r.quantity for r in here if (r.source_subcontract_id, r.material_id) == account),
            )


def audit() -> None:
    """The program says of every day what the second reckoning says."""
    rows = {row.id: row for row in Subcontract.select()}
    for day in DAYS:
        second = Reckoning(day)
        assert all(left >= 0 for left in second.pending.values()), "inspected more than came"
        for key, state in subcontract_states(until=day).items():
            agree(state, rows[key], second, day)
    last = Reckoning(date.max)
    waiting = {key: left for key, left in last.pending.items() if left}
    assert {line.id: line.left for line in pending_lines()} == waiting == unfinished().pending
    assert unfinished().subcontracts == {key for key, row in rows.items() if not last.closed(row, date.max)}
    for slip, left in leaving(last):
        assert left >= 0, f"{slip.voucher.number} took what was not there"
    heads = {row.id: row for row in Voucher.select()}
    for row in Movement.select().join(Voucher).where(Voucher.voided_on.is_null()):
        for end in {row.source_subcontract_id, row.target_subcontract_id} - {None}:
            assert heads[row.voucher_id].date >= rows[end].date >= rows[end].order.date
    assert check() == []


@settings(max_examples=15)
@given(steps)
def test_what_is_taken_back_and_back_dated_agrees_with_a_second_reckoning(
    shared_out: Path, history: list[tuple[str, int, int, tuple[int, ...]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_database(shutil.copyfile(shared_out, Path(folder) / "coop.db"))
        try:
            frozen: dict[str, Any] = {}
            for kind, offset, which, numbers in history:
                play(kind, START + timedelta(offset), which, numbers)
                for key in ("2026-10", "2026-11"):
                    month = statements(key)
                    if month.status == "open":
                        frozen.pop(key, None)
                    assert frozen.get(key, month) == month, "a locked period changed"
                    if month.status != "open":
                        frozen[key] = month
            audit()
        finally:
            close_database()
