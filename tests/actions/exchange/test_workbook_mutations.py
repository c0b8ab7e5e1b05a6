"""Workbooks as accidents and strangers make them: read, or refused in a sentence; nothing else, and nothing changed.

A few of the thousands that `python -m tests.mutations` tries.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from models.actions.exchange.workbook import book, import_workbook
from models.errors import UserError
from models.tables.trail import Operation
from tests.books import write_book
from tests.mutations import foreign, mutated, tried


@pytest.mark.parametrize("kind", ["damaged", "foreign"])
def test_whatever_a_file_holds_it_is_read_or_refused(database: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "book.xlsx"
    before = Operation.select().count()
    outcomes = set()
    for seed in range(60 if kind == "damaged" else 4):
        path.write_bytes(mutated(seed) if kind == "damaged" else foreign(seed))
        outcomes.add(tried(path))
    assert "refused" in outcomes and ("read" in outcomes or kind == "foreign")
    assert Operation.select().count() == before


def test_more_households_than_there_are_is_a_sentence(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MOST_RECORDS", 3)
    path = write_book(
        tmp_path / "a.xlsx", {"households": [{"code": f"H{n}", "head": "李"} for n in range(4)]}
    )
    with pytest.raises(UserError, match="太长"):
        import_workbook(path)
