"""The power goes: what was told to be posted is there, what was not is there as a whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models import database
from models.actions.pay import locking
from models.backup import check
from models.database import close_database, db
from models.opening import open_database
from models.tables.ledger import Voucher
from models.tables.party import Household
from tests import factories as make
from tests.trust.power import WAYS, Recorder, Recording
from tests.trust.promises import PROMISE, times

PASSWORD = "竹篾 42 编"
POSTS = 24
FEW_PAGES = 40
"""Pages in the journal after which they are brought over, so that a few slips see it happen."""


def posted() -> int:
    return Voucher.select().where(Voucher.kind == "advance").count()


def recorded(folder: Path, password: str | None) -> Recording:
    """Slips posted one by one in a closed file of a month, a month locked among them."""
    folder.mkdir()
    path = folder / "coop.db"
    open_database(path, password)
    make.month_of_slips()
    close_database()
    recorder = Recorder(folder)
    with recorder.noting() as recording:
        open_database(path, password)
        db.execute_sql(f"PRAGMA wal_autocheckpoint = {FEW_PAGES}")
        head: Any = Household.get(Household.code == "H0001")
        recorder.tell(posted())
        for number in range(POSTS):
            make.advance(head, 1, day=date(2026, 11, 2))
            recorder.tell(posted())
            if number == POSTS // 2:
                locking.lock("2026-10")
        close_database()
    assert sum(event.what == "sync" for event in recording.events) > (
        POSTS if database.PRAGMAS == FULL else 0
    )
    return recording


FULL = database.PRAGMAS


def after_a_cut(files: dict[str, bytes], folder: Path, password: str | None) -> tuple[int, list[str]]:
    """What a file left by a cut holds of slips, and what is wrong with it, once it is opened again."""
    folder.mkdir()
    for path, data in files.items():
        (folder / Path(path).name).write_bytes(data)
    open_database(folder / "coop.db", password, create=False)
    try:
        return posted(), check()
    finally:
        close_database()


@pytest.mark.parametrize("password", [None, PASSWORD], ids=["plain", "encrypted"])
def test_nothing_told_is_lost_whatever_the_disk_kept(
    tmp_path: Path, home: Path, password: str | None, record_property: Any
) -> None:
    recording, chance = recorded(tmp_path / "file", password), Random(11)
    cuts = times(16, 200)
    for number in range(cuts):
        until = chance.randrange(1, len(recording.events) + 1)
        files = recording.cut(until, WAYS[number % len(WAYS)], chance)
        held, faults = after_a_cut(files, tmp_path / f"cut-{number}", password)
        told = recording.told(until)
        assert faults == [] and told <= held <= told + 1, (number, until, WAYS[number % len(WAYS)])
    record_property(PROMISE, ("a power cut loses nothing that was told, and tears nothing", cuts))


def test_a_weaker_way_to_write_does_lose(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    weaker = tuple(("synchronous", "normal") if one[0] == "synchronous" else one for one in database.PRAGMAS)
    monkeypatch.setattr(database, "PRAGMAS", weaker)
    recording, chance = recorded(tmp_path / "file", None), Random(11)
    lost = 0
    for number in range(times(12, 100)):
        until = chance.randrange(len(recording.events) // 2, len(recording.events) + 1)
        held, _ = after_a_cut(recording.cut(until, "none", chance), tmp_path / f"cut-{number}", None)
        lost += held < recording.told(until)
    assert lost
    record_property(PROMISE, ("lost by the weaker way, as a control", lost))
