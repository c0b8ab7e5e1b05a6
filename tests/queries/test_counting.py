"""What counts is asked for of every list and of Today: it must not read all slips there are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.database import db
from models.queries.counting import counts, reversed_ones
from models.queries.guidance.visits import planned_visits
from models.tables.ledger import Voucher


def plan(sql: str, values: Any) -> str:
    return " ".join(row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values))


def test_what_counts_on_some_days_is_found_by_its_date(database: Path) -> None:
    days = Voucher.date.between(date(2026, 10, 1), date(2026, 10, 31))
    assert "INDEX voucher_date" in plan(*Voucher.select(Voucher.number).where(counts(), days).sql())


def test_those_reversed_are_found_without_reading_all_others(database: Path) -> None:
    assert "INDEX voucher_reverses_id" in plan(*reversed_ones().sql())


def test_visits_agreed_are_looked_for_among_visits(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Any]] = []
    ask = db.obj.execute_sql

    def noted(sql: str, values: Any = None) -> Any:
        asked.append((sql, values))
        return ask(sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(db.obj, "execute_sql", noted)
        planned_visits(date(2026, 10, 21))
    assert "INDEX voucher_kind_date" in plan(*asked[0])
