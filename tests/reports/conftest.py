"""A cooperative with one household and the worked example of pay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.books import read_worked_example


@pytest.fixture
def october(database: Path, fill: Any) -> Path:
    """The worked example of pay, read in and open; the path of the database."""
    fill(read_worked_example)
    return database
