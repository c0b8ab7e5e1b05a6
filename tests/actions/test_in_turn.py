"""What another window does between what a verb looks at and what it writes: nothing is done twice.

A window that waits for another one to be done has looked at the records before; the other one is played here at the
moment in which a verb asks for the file.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.ledger.stock import Delivered, deliver_products
from models.actions.ledger.voiding import reverse, take_back, void
from models.actions.order.orders import reopen_subcontract, short_close_subcontract
from models.actions.pay.disputes import BY_ADJUSTMENT, DisputeDraft, answer_dispute, record_dispute
from models.actions.pay.locking import lock, mark_paid, take_payment_back, unlock
from models.actions.product.products import remove_rate
from models.database import db
from models.errors import UserError
from models.queries.desk.integrity import faults
from models.tables.ledger import DeliveryLine, Voucher
from models.tables.pay import Adjustment, Statement
from models.tables.product import Rate
from tests import factories as make

LATER = date(2026, 12, 2)
ROOT = Path(__file__).resolve().parents[2]
Between = Callable[[Callable[[], object]], None]


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Iterator[Between]:
    """Has somebody else do something once, when the next verb asks for the file."""
    waiting: list[Callable[[], object]] = []
    engine = db.obj
    usual = engine.require_writable

    def require_writable() -> None:
        if waiting:
            waiting.pop()()
        usual()

    monkeypatch.setattr(engine, "require_writable", require_writable)
    yield waiting.append
    assert not waiting, "nobody asked for the file"


@pytest.fixture
def part(database: Path) -> Any:
    """A subcontract with a slip of October."""
    return make.subcontract(make.household("H1"), make.order(make.product("P-1", good=3)), 100)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        act()
    assert list(faults()) == []
    return caught.value.message


def test_a_slip_whose_month_is_locked_meanwhile_is_not_voided(part: Any, between: Between) -> None:
    slip = make.voucher("collection", make.collection(part, good=10)).id
    between(lambda: lock("2026-10", LATER))
    refused(lambda: void(slip, "点错"))
    assert Voucher.get_by_id(slip).voided_on is None


def test_a_slip_is_reversed_once(part: Any, between: Between) -> None:
    slip = make.voucher("collection", make.collection(part, good=10)).id
    lock("2026-10", LATER)
    between(lambda: reverse(slip, LATER, "户错了"))
    refused(lambda: take_back(slip, "户错了", LATER))
    assert Voucher.select().where(Voucher.reverses == slip).count() == 1


def test_a_dispute_is_answered_once(part: Any, between: Between) -> None:
    said = record_dispute(DisputeDraft(part.household_id, make.DAY, "少数了")).id
    answer = (said, make.DAY, "补上", BY_ADJUSTMENT, 3_000)
    between(lambda: answer_dispute(*answer))
    refused(lambda: answer_dispute(*answer))
    assert [row.amount for row in Adjustment.select()] == [3_000]


def test_a_statement_is_paid_once_and_stays_paid(part: Any, between: Between) -> None:
    make.collection(part, good=10)
    lock("2026-10", LATER)
    between(lambda: mark_paid("2026-10", LATER, how="bank"))
    refused(lambda: mark_paid("2026-10", LATER, how="cash"))
    assert [row.paid_by for row in Statement.select()] == ["bank"]
    between(lambda: take_payment_back("2026-10", [part.household_id], LATER))
    refused(lambda: take_payment_back("2026-10", [part.household_id], LATER))
    between(lambda: mark_paid("2026-10", LATER, how="cash"))
    refused(lambda: unlock("2026-10", "再看"))
    assert [row.paid_by for row in Statement.select()] == ["cash"]


def test_what_is_unlocked_meanwhile_is_not_paid(part: Any, between: Between) -> None:
    make.collection(part, good=10)
    lock("2026-10", LATER)
    between(lambda: unlock("2026-10", "再看"))
    refused(lambda: mark_paid("2026-10", LATER))


def test_a_month_is_locked_once(part: Any, between: Between) -> None:
    make.collection(part, good=10)
    between(lambda: lock("2026-10", LATER))
    refused(lambda: lock("2026-10", LATER))


def test_an_operation_is_undone_once(part: Any, between: Between) -> None:
    make.adjustment(part.household, 10)
    newest = last_undoable().id
    between(lambda: undo(newest))
    refused(lambda: undo(newest))


def test_what_two_windows_deliver_is_shared_over_the_orders(part: Any, between: Between) -> None:
    first, second = part.order, make.order(part.order.product, 50, customer=part.order.enterprise)
    lines = [Delivered(first.product_id, "good", first.quantity)]

    def deliver() -> str:
        return deliver_products(first.enterprise_id, make.DAY, lines, consents=("more_than_stock",))

    between(deliver)
    sent = make.voucher("delivery", deliver())
    shared = [line.order_id for line in DeliveryLine.select().where(DeliveryLine.voucher == sent)]
    assert second.id in shared


def test_a_subcontract_is_closed_and_a_rate_removed_once(part: Any, between: Between) -> None:
    between(lambda: short_close_subcontract(part.id, make.DAY, "外出"))
    refused(lambda: short_close_subcontract(part.id, LATER, "生病"))
    between(lambda: reopen_subcontract(part.id))
    refused(lambda: reopen_subcontract(part.id))
    rate = Rate.get().id
    between(lambda: remove_rate(rate))
    refused(lambda: remove_rate(rate))


LOOKS = {"select", "get_or_none", "get_by_id"}
SEARCHES = {"plan_route", "_plan_the_rest", "break_down"}
"""What looks for the best drive takes long, and asks again before it writes."""
SMALL = {
    "save_user",
    "change_own_secret",
    "decide",
    "save_road",
    "save_roads",
    "drop_errand",
    "add_photos",
    "change_photo",
    "move_photo",
    "remove_photo",
    "place_household",
    "forget_place",
    "place_warehouse",
    "new_rate_from",
    "save_claims",
    "count_printing",
}
"""What writes one record as it was wished last, whoever wished what before."""


def looks(statement: ast.AST, helpers: set[str]) -> bool:
    """Whether a statement asks the database something, by itself or by a function of its file."""
    for one in ast.walk(statement):
        if isinstance(one, ast.Call):
            called = one.func
            if isinstance(called, ast.Attribute) and called.attr in LOOKS:
                return True
            if isinstance(called, ast.Name) and called.id in helpers:
                return True
    return False


def test_every_verb_looks_at_what_it_writes_in_one_go() -> None:
    """A verb that looks at records before it opens its operation does so in turn."""
    loose = []
    for file in sorted((ROOT / "models" / "actions").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
        asking = {
            name.asname or name.name
            for one in tree.body
            if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("models.queries")
            for name in one.names
        }
        for _ in functions:
            asking |= {one.name for one in functions if any(looks(part, asking) for part in one.body)}
        for one in functions:
            before = []
            for statement in one.body:
                if isinstance(statement, ast.With) and "operation(" in ast.unparse(statement.items[-1]):
                    said = {ast.unparse(decorator) for decorator in one.decorator_list}
                    if "in_turn" not in said and any(looks(part, asking) for part in before):
                        loose.append(one.name)
                    break
                before.append(statement)
    assert not (missed := ", ".join(sorted(set(loose) - SEARCHES - SMALL))), missed
