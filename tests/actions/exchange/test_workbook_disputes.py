"""Disputes come in by their sheet: once, with what they are about, and never half answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.exchange.workbook import import_workbook
from models.actions.pay.locking import lock
from models.errors import WorkbookRefused
from models.tables.ledger import Voucher
from models.tables.pay import Dispute, Statement
from tests import factories as made
from tests.books import write_book


def month() -> str:
    """October locked: one household and its statement, whose number is answered."""
    home = made.household("H0001", "单䶮")
    made.household("H0002", "陈㛃")
    work = made.subcontract(home, made.order(made.product("P-1", good=3.25)))
    made.collection(work, date(2026, 10, 20), good=50, number="HS1")
    lock("2026-10", date(2026, 11, 2))
    return str(Statement.get().number)


@pytest.fixture
def statement(fill: Any) -> str:
    return str(fill(month))


def rows(about: str, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    one = {
        "number": "YY1",
        "date": date(2026, 11, 5),
        "household": "H0001",
        "statement": about,
        "slip": "HS1",
        "said": "少写了 10 个",
        "answer_by": date(2026, 11, 12),
        "answer": "复点过，不改",
        "answered_on": date(2026, 11, 8),
        "outcome": "维持",
    }
    return {"disputes": [one | changes]}


def test_a_dispute_comes_in_once(statement: str, tmp_path: Path) -> None:
    book = write_book(tmp_path / "a.xlsx", rows(statement))
    assert import_workbook(book).counts["disputes"].added == 1
    row = Dispute.get()
    assert (row.voucher.number, row.statement.number, row.slip.number) == ("YY1", statement, "HS1")
    assert (row.outcome, row.answered_on, row.answer_by) == (
        "rejected",
        date(2026, 11, 8),
        date(2026, 11, 12),
    )
    again = import_workbook(book)
    assert not again.changed and again.counts["disputes"].unchanged == 1


def test_one_about_nothing_in_particular_has_the_days_that_are_set(statement: str, tmp_path: Path) -> None:
    plain = {
        "statement": None,
        "slip": None,
        "answer_by": None,
        "answer": None,
        "answered_on": None,
        "outcome": None,
    }
    import_workbook(write_book(tmp_path / "a.xlsx", rows(statement, **plain)))
    row = Dispute.get()
    assert (row.statement, row.slip, row.answer_by, row.outcome) == (None, None, date(2026, 11, 15), "open")


@pytest.mark.parametrize(
    "changes",
    [
        {"household": "H0002"},
        {"statement": "GZ99"},
        {"slip": "HS99"},
        {"said": None},
        {"outcome": None},
        {"answered_on": None},
        {"answer_by": date(2026, 11, 1)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_fault_is_named_and_nothing_comes_in(statement: str, tmp_path: Path, changes: Any) -> None:
    before = Voucher.select().count()
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(write_book(tmp_path / "a.xlsx", rows(statement, **changes)))
    assert len(refused.value.problems) == 1
    assert not Dispute.select().exists() and Voucher.select().count() == before


def test_another_answer_than_the_posted_one_is_a_fault(statement: str, tmp_path: Path) -> None:
    import_workbook(write_book(tmp_path / "a.xlsx", rows(statement)))
    with pytest.raises(WorkbookRefused):
        import_workbook(write_book(tmp_path / "b.xlsx", rows(statement, answer="改了")))
    assert Dispute.get().answer == "复点过，不改"
