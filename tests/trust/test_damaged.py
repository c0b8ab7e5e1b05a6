"""A byte of the file that changed by itself is found or does no harm, with a password and without."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models.actions.pay import locking
from models.backup import check, remarks
from models.database import close_database, connect, db
from models.errors import UserError
from models.opening import open_database
from tests.books import read_worked_example
from tests.trust.promises import PROMISE, times

PASSWORD = "竹篾 42"
FOUND, HARMLESS = "found", "harmless"


def rows_of(engine: Any) -> dict[str, list[Any]]:
    """Every row of every table but those the engine keeps its index of words in, which is made anew."""
    names = engine.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'found_*'"
    ).fetchall()
    return {name: engine.execute_sql(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for (name,) in names}


@pytest.fixture(params=[None, PASSWORD], ids=["plain", "encrypted"])
def whole(
    request: pytest.FixtureRequest, home: Path, tmp_path: Path
) -> Iterator[tuple[Path, str | None, dict[str, list[Any]]]]:
    """A closed file with a locked month, its password and its rows."""
    path, password = tmp_path / "whole.db", request.param
    open_database(path, password)
    read_worked_example()
    locking.lock("2026-10")
    rows = rows_of(db.obj)
    close_database()
    yield path, password, rows


def what_becomes_of(path: Path, password: str | None, rows: dict[str, list[Any]]) -> str:
    """Open and check a damaged file; anything but a sentence, or rows that are other without one, fails."""
    try:
        open_database(path, password, create=False)
    except UserError as refusal:
        assert refusal.message and "\n" not in refusal.message
        return FOUND
    try:
        # A seal whose key's name was hit cannot be told from another laptop's: that is remarked.
        if check() or remarks():
            return FOUND
        held = rows_of(db.obj)
        differing = [name for name in rows if held.get(name) != rows[name]]
        # What opening itself writes is no damage.
        assert differing == [], differing
        return HARMLESS
    finally:
        with contextlib.suppress(Exception):
            close_database()


@pytest.mark.parametrize("seed", range(times(2, 30)))
def test_a_flipped_byte_is_found_or_does_no_harm(
    whole: tuple[Path, str | None, dict[str, list[Any]]], tmp_path: Path, seed: int, record_property: Any
) -> None:
    path, password, rows = whole
    data, chance = path.read_bytes(), Random(seed)
    for number in range(times(4, 10)):
        at = chance.randrange(len(data))
        damaged = bytearray(data)
        damaged[at] ^= 1 << chance.randrange(8)
        copy = tmp_path / f"damaged-{number}.db"
        copy.write_bytes(damaged)
        try:
            what_becomes_of(copy, password, rows)
        except Exception as fault:
            raise AssertionError(f"byte {at}") from fault
    record_property(PROMISE, ("a flipped byte is found or harmless", times(4, 10)))


def test_the_check_of_an_encrypted_file_does_not_cry_wolf_after_a_cut(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret.db"
    open_database(path, PASSWORD)
    read_worked_example()
    # A cut while the journal was being brought over leaves the file behind it.
    cut = tmp_path / "cut.db"
    for ending in ("", "-wal"):
        Path(f"{cut}{ending}").write_bytes(Path(f"{path}{ending}").read_bytes())
    close_database()
    open_database(cut, PASSWORD)
    assert check() == []
    close_database()
    engine = connect(cut, PASSWORD)
    assert engine.execute_sql("PRAGMA cipher_integrity_check").fetchall() == []
    engine.close()
