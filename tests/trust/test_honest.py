"""Honest work raises no alarm, whatever was done, taken back, locked and unlocked, on one laptop or two in turn."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from models.backup import back_up, check, remarks, restore
from models.database import close_database, db
from models.opening import open_database
from tests.scenarios.desk import Desk, begin
from tests.scenarios.test_histories import KINDS
from tests.trust.promises import PROMISE, times

STEPS = 25


def work(desk: Desk, chance: Random, steps: int) -> None:
    for kind in chance.choices(list(KINDS), list(KINDS.values()), k=steps):
        desk.step(kind, tuple(chance.randrange(1000) for _ in range(6)))


@pytest.mark.parametrize("seed", range(times(3, 50)))
def test_an_honest_history_raises_no_alarm(
    database: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    record_property: Any,
) -> None:
    chance = Random(seed)
    # The file was set up on another laptop, which stays said.
    before = remarks()
    desk = begin()
    db.execute_sql("PRAGMA synchronous = OFF")
    work(desk, chance, STEPS)
    assert check() == [] and remarks() == before
    copy = back_up()
    work(desk, chance, STEPS // 2)
    close_database()
    if seed % 2:
        # The file goes to another laptop, is worked on there, and comes back.
        monkeypatch.setenv("YUANBA_HOME", str(tmp_path / "other"))
        open_database(database)
        work(desk, chance, STEPS // 2)
        assert check() == []
        close_database()
        monkeypatch.setenv("YUANBA_HOME", str(home))
        open_database(database)
        assert check() == []
        close_database()
    if seed % 3 == 0:
        restore(copy, database)
    open_database(database)
    assert check() == []
    record_property(PROMISE, "no alarm on an honest history")
