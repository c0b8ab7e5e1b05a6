"""A cooperative with one household and the worked example of pay."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.actions.workbook import import_workbook
from tests.books import worked_example, write_book


@pytest.fixture
def october(database: Path, tmp_path: Path) -> Path:
    """The worked example of pay, read in and open; the path of the database."""
    import_workbook(write_book(tmp_path / "october.xlsx", worked_example()))
    return database
