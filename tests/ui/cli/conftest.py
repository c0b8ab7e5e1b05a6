"""A month's slips in a file, which each test of the command line has a copy of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import close_database
from models.opening import open_database
from models.settings import change_settings
from tests import factories as made


@pytest.fixture(scope="session")
def october(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file with slips of every kind and pay in October."""
    path = tmp_path_factory.mktemp("october") / "october.db"
    open_database(path)
    change_settings({"cooperative.name": "大石镇竹编合作社"})
    made.month_of_slips()
    close_database()
    yield path


@pytest.fixture
def file(october: Path, tmp_path: Path, home: Path) -> Iterator[Path]:
    """A copy of it for one test."""
    yield Path(shutil.copyfile(october, tmp_path / "coop.db"))
    close_database()
