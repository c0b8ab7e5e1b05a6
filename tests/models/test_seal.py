"""Seals: made with a key that is not in the file, true where they were made, and never taken for false elsewhere."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import keyring
import keyring.backend
import pytest

from models import seal
from models.actions.party.parties import save_household
from models.backup import check, remarks
from models.database import close_database
from models.opening import open_database
from models.seal import is_true
from models.tables.trail import Operation
from tests.trust import tampering


def on_laptop(monkeypatch: pytest.MonkeyPatch, folder: Path, path: Path, work: Callable[[], Any]) -> Any:
    """Do something with a file on a laptop of one's own."""
    monkeypatch.setenv("YUANBA_HOME", str(folder))
    open_database(path, create=False)
    try:
        return work()
    finally:
        close_database()


def test_every_operation_is_sealed_and_the_key_is_nobody_elses(database: Path) -> None:
    save_household({"head": "陈㛃"})
    rows = list(Operation.select())
    assert rows and all(is_true(row.hash, row.seal) for row in rows)
    assert is_true(rows[0].hash, rows[-1].seal) is False
    key = seal.where_the_key_lies()
    assert key is not None
    assert key.read_text(encoding="ascii") not in database.read_bytes().decode("latin-1")
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_key_left_empty_by_a_full_disk_is_made_again(home: Path) -> None:
    (home / seal.FILE).write_bytes(b"")
    sealed = seal.seal("x")
    assert is_true("x", sealed) and len((home / seal.FILE).read_text(encoding="ascii")) == 64


def test_another_laptop_says_that_it_cannot_tell(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_household({"head": "陈㛃"})
    close_database()
    here, there = Path(os.environ["YUANBA_HOME"]), tmp_path / "there"

    def work() -> tuple[list[str], list[str]]:
        save_household({"head": "单䶮"})
        return check(), remarks()

    faults, said = on_laptop(monkeypatch, there, database, lambda: (check(), remarks()))
    assert faults == [] and len(said) == 1 and "A" in said[0]
    # What it then builds on that is its own, and the rest stays said.
    faults, said = on_laptop(monkeypatch, there, database, work)
    assert faults == [] and len(said) == 1 and "A" in said[0]
    faults, said = on_laptop(monkeypatch, here, database, work)
    assert faults == [] and len(said) == 1 and "B" in said[0]
    open_database(database)


def test_a_key_that_was_lost_is_said_and_stays_said(database: Path, home: Path) -> None:
    save_household({"head": "陈㛃"})
    (home / seal.FILE).unlink()
    seal._key_in.cache_clear()
    save_household({"head": "单䶮"})
    assert check() == [] and len([remark for remark in remarks() if "密钥" in remark]) == 1


def chained_anew(path: Path, sealed: Callable[[str], str] | None) -> tuple[list[str], list[str]]:
    """What is found after a row was altered, the log with it, and every link reckoned anew."""
    close_database()
    with tampering.unguarded(path) as connection:
        tampering.recomputed(connection, Random(3), sealed=sealed)
    open_database(path)
    return check(), remarks()


@pytest.fixture
def worked(database: Path) -> Path:
    for name in ("陈㛃", "单䶮", "袁𫖯"):
        save_household({"head": name})
    return database


def test_a_chain_reckoned_anew_under_the_old_seals_is_false(worked: Path) -> None:
    faults, _ = chained_anew(worked, None)
    assert any("加封" in fault for fault in faults)


def test_a_chain_reckoned_anew_without_seals_is_named(worked: Path) -> None:
    faults, _ = chained_anew(worked, lambda bound: "")
    assert any("加封" in fault or "没有封记" in fault for fault in faults)


def test_a_chain_sealed_with_another_key_is_never_said_to_be_true(worked: Path) -> None:
    _, said = chained_anew(worked, lambda bound: seal._sealed(b"x" * 32, bound))
    assert said


class Memory(keyring.backend.KeyringBackend):
    """A keyring that holds what it is given."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    """A user whose system has a keyring."""
    monkeypatch.delenv("YUANBA_HOME")
    monkeypatch.setattr("models.seal.home", lambda: tmp_path)
    monkeypatch.setattr("models.seal.machine_mark", lambda: "mark")
    before, memory = keyring.get_keyring(), Memory()
    keyring.set_keyring(memory)
    with contextlib.ExitStack() as stack:
        stack.callback(keyring.set_keyring, before)
        yield memory


def test_the_systems_keyring_holds_the_key_where_there_is_one(desktop: Memory, tmp_path: Path) -> None:
    sealed = seal.seal("x")
    assert len(desktop.held) == 1 and seal.where_the_key_lies() is None
    seal._key_in.cache_clear()
    assert is_true("x", sealed) and list(tmp_path.iterdir()) == []


def test_a_keyring_that_is_locked_is_gone_without(
    desktop: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seal.seal("x")

    def locked(*_: str) -> str:
        raise keyring.errors.KeyringLocked

    monkeypatch.setattr(Memory, "get_password", locked)
    seal._key_in.cache_clear()
    after = seal.seal("x")
    assert (tmp_path / seal.FILE).is_file() and after != before
    monkeypatch.undo()
    monkeypatch.setattr("models.seal.home", lambda: tmp_path)
